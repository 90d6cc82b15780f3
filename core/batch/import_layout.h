/* import_layout: what Arrow's format strings say of a layout. For import alone. */
#ifndef LEAT_BATCH_IMPORT_LAYOUT_H
#define LEAT_BATCH_IMPORT_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

enum layout_form {
    FORM_NULL,    /* no buffers: null throughout */
    FORM_FIXED,   /* bitmap, values of `width` bytes */
    FORM_BITS,    /* bitmap, bits */
    FORM_OFFSETS, /* bitmap, offsets of `width` bytes, bytes */
    FORM_VIEWS,   /* bitmap, views, buffers, their sizes */
};

struct layout {
    uint8_t form;       /* enum layout_form */
    uint8_t kind;       /* enum leat_kind; LEAT_NONE: any */
    uint8_t width;      /* bytes */
    bool is_unsigned;   /* integers */
    uint8_t scale;      /* decimals */
    int64_t per_second; /* timestamps: units in a second; dates: 1000 when they are in milliseconds,
                           else 0 */
};

/* false: no layout that leat takes. */
bool layout_read(const char *format, struct layout *out);

#endif
