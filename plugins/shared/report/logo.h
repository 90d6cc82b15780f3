/* logo: the picture on the first page of a return. */
#ifndef LEAT_REPORT_LOGO_H
#define LEAT_REPORT_LOGO_H

#include <leat/plugin.h>

/* As the definition has it, in the theme. */
struct logo_options {
    struct leat_text path, alt;
};

/* Zeroed is none. */
struct logo {
    unsigned char *data;
    size_t size;
    bool is_png;            /* else JPEG */
    uint32_t width, height; /* in pixels */
};

/* Reads the file of the option, which stands at `options` in the step's state. false: it is no PNG
 * and no JPEG, too large, or has no text in its place; told. */
bool logo_open(struct leat_step *step, const struct logo_options *options, struct logo *logo);
void logo_close(struct leat_step *step, struct logo *logo);

#endif
