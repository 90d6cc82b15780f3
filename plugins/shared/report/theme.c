/* theme: see theme.h. */
#include "shared/report/theme.h"

#include <math.h>

static const struct leat_option logo_rows[] = {
    {LEAT_OPTION(struct logo_options, path, PATH_IN, "path"), .flags = LEAT_OPTIONAL,
     .help = "a PNG or JPEG"},
    {LEAT_OPTION(struct logo_options, alt, TEXT, "alt"), .flags = LEAT_OPTIONAL, .most = 255,
     .help = "what is to be seen in it, for those who do not see it"},
};
static const struct leat_options logo_table = LEAT_OPTIONS(struct logo_options, logo_rows);

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct theme_options, font, TEXT, "font"), .flags = LEAT_OPTIONAL, .most = 31,
     .help = "the font, one without serifs reads best; that of the program unless given"},
    {LEAT_OPTION(struct theme_options, accent, TEXT, "accent"), .fallback = "\"#1F3864\"",
     .help = "the colour of titles, dark enough to be read on white: \"#1F3864\""},
    {LEAT_OPTION(struct theme_options, green, TEXT, "green"), .fallback = "\"#C6E5CE\"",
     .help = "the colour behind the word Green, light enough for black letters"},
    {LEAT_OPTION(struct theme_options, amber, TEXT, "amber"), .fallback = "\"#FFE0A3\"",
     .help = "the colour behind the word Amber"},
    {LEAT_OPTION(struct theme_options, red, TEXT, "red"), .fallback = "\"#F7C0BC\"",
     .help = "the colour behind the word Red"},
    {LEAT_OPTION_NESTED(struct theme_options, logo, "logo"), .flags = LEAT_OPTIONAL,
     .items = &logo_table,
     .help = "a picture on the first page; an accessible workbook leaves it out"},
};
const struct leat_options theme_option_table = LEAT_OPTIONS(struct theme_options, rows);

/* -- Contrast, as WCAG 2.2 defines it under "contrast ratio" and "relative luminance" --------- */

static double linear(uint32_t channel) {
    const double share = channel / 255.0;
    return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t colour) {
    return 0.2126 * linear(colour >> 16 & 255) + 0.7152 * linear(colour >> 8 & 255) +
           0.0722 * linear(colour & 255);
}

double theme_contrast(uint32_t a, uint32_t b) {
    const double first = luminance(a), second = luminance(b);
    return (fmax(first, second) + 0.05) / (fmin(first, second) + 0.05);
}

/* -- Reading ---------------------------------------------------------------------------------- */

static int hex_digit(char letter) {
    const char small = (char)(letter | 0x20);
    return letter >= '0' && letter <= '9' ? letter - '0'
           : small >= 'a' && small <= 'f' ? small - 'a' + 10
                                          : -1;
}

/* Where letters and a colour meet. */
enum meets { BEHIND_BLACK, LETTERS_ON_WHITE };

static bool check_contrast(struct leat_step *step, const struct leat_text *text, uint32_t colour,
                           enum meets meets) {
    static const double enough = 4.5;
    const bool behind = meets == BEHIND_BLACK;
    const double contrast = theme_contrast(colour, behind ? 0 : 0xFFFFFF);
    if (contrast < enough) {
        leat_fail_option(step, text,
                         "%s: the contrast is %.1f, and must be 4.5 at least; take a %s one",
                         behind ? "black letters cannot be read on this colour"
                                : "letters of this colour cannot be read on white",
                         contrast, behind ? "lighter" : "darker");
    }
    return contrast >= enough;
}

static bool read_colour(struct leat_step *step, const struct leat_text *text, enum meets meets,
                        uint32_t *colour) {
    uint32_t value = 0;
    bool good = text->size == 7 && text->data[0] == '#';
    for (size_t i = 1; good && i < text->size; i++) {
        const int digit = hex_digit(text->data[i]);
        good = digit >= 0;
        value = value << 4 | (uint32_t)(digit & 15);
    }
    if (!good) {
        leat_fail_option(step, text,
                         "a colour is written as # and six digits 0-9 and A-F: \"#1F3864\"");
        return false;
    }
    *colour = value;
    return check_contrast(step, text, value, meets);
}

static bool check_font(struct leat_step *step, const struct leat_text *font) {
    bool good = !font->data || font->size > 0;
    for (size_t i = 0; good && i < font->size; i++) {
        const char letter = font->data[i], small = (char)(letter | 0x20);
        good = (small >= 'a' && small <= 'z') || (letter >= '0' && letter <= '9') ||
               letter == ' ' || letter == '-';
    }
    if (!good) {
        leat_fail_option(step, font,
                         "the name of a font has letters, digits, spaces and - alone: \"Arial\"");
    }
    return good;
}

bool theme_open(struct leat_step *step, const struct theme_options *options, struct theme *theme) {
    theme->font = options->font.data;
    return check_font(step, &options->font) &&
           read_colour(step, &options->accent, LETTERS_ON_WHITE, &theme->accent) &&
           read_colour(step, &options->green, BEHIND_BLACK, &theme->green) &&
           read_colour(step, &options->amber, BEHIND_BLACK, &theme->amber) &&
           read_colour(step, &options->red, BEHIND_BLACK, &theme->red) &&
           logo_open(step, &options->logo, &theme->logo);
}

void theme_close(struct leat_step *step, struct theme *theme) { logo_close(step, &theme->logo); }

/* -- Words ------------------------------------------------------------------------------------ */

static bool is_word(struct leat_text text, const char *word) {
    return text.size == strlen(word) && memcmp(text.data, word, text.size) == 0;
}

enum status theme_status(struct leat_text word) {
    return is_word(word, "Green")   ? STATUS_GREEN
           : is_word(word, "Amber") ? STATUS_AMBER
           : is_word(word, "Red")   ? STATUS_RED
                                    : STATUS_NONE;
}

const char *theme_arrow(struct leat_text word) {
    return is_word(word, "Improved")    ? "\xE2\x96\xB2" /* U+25B2, a triangle up */
           : is_word(word, "Worsened")  ? "\xE2\x96\xBC" /* U+25BC, down */
           : is_word(word, "No change") ? "\xE2\x96\xBA" /* U+25BA, to the right */
                                        : NULL;
}
