/* text_view: the 16 bytes that stand for one text in a column. For the batch floor alone. */
#ifndef LEAT_BATCH_TEXT_VIEW_H
#define LEAT_BATCH_TEXT_VIEW_H

#include <stdint.h>
#include <string.h>

enum { TEXT_INLINE = 12 }; /* longer texts stand in a buffer */

/* Of an inline text, prefix, number and offset are its 12 bytes. */
struct text_view {
    int32_t size;
    char prefix[4];
    int32_t number, offset;
};

_Static_assert(sizeof(struct text_view) == 16, "Arrow's layout");

static inline struct text_view text_view_get(const void *views, size_t row) {
    struct text_view view;
    memcpy(&view, (const char *)views + row * sizeof view, sizeof view);
    return view;
}

static inline void text_view_set(void *views, size_t row, struct text_view view) {
    memcpy((char *)views + row * sizeof view, &view, sizeof view);
}

#endif
