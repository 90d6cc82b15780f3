/* theme: the colours and the font of a return. */
#ifndef LEAT_REPORT_THEME_H
#define LEAT_REPORT_THEME_H

#include <leat/plugin.h>

#include "shared/report/logo.h"

/* As the definition has it: colours as "#1F3864". */
struct theme_options {
    struct leat_text font, accent, green, amber, red;
    struct logo_options logo;
};
extern const struct leat_options theme_option_table;

/* 0xRRGGBB */
struct theme {
    const char *font;           /* NULL: none is asked for */
    uint32_t accent;            /* titles */
    uint32_t green, amber, red; /* what lies behind the words of a status */
    struct logo logo;
};

/* Reads the options: what is no colour is told, and so is one on which black letters (for accent:
 * that on white) could not be read by the contrast that WCAG 2.2 asks for, 4.5. */
bool theme_open(struct leat_step *step, const struct theme_options *options, struct theme *theme);
void theme_close(struct leat_step *step, struct theme *theme);

/* What a word of status is. */
enum status { STATUS_NONE, STATUS_GREEN, STATUS_AMBER, STATUS_RED };
enum status theme_status(struct leat_text word);

/* The arrow before a word of travel, as UTF-8, or NULL. */
const char *theme_arrow(struct leat_text word);

/* Contrast of two colours by WCAG, 1 to 21. */
double theme_contrast(uint32_t a, uint32_t b);

#endif
