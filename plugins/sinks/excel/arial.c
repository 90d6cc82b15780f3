/* arial: how wide texts are in Arial. See letters.h.
 *
 * The widths are those of Helvetica, which Arial and Liberation Sans share, in thousandths of the
 * size of the letters.
 * Source: Adobe Font Metrics of Helvetica, Core 14. */
#include "letters.h"

enum { FIRST = ' ', LAST = '~', LATIN = 556, WIDE = 1000 };
static const double unit = 7; /* pixels */
static const double pixels_a_point = 96 / 72.0;
static const double bold = 1.08; /* how much wider: the most of words; digits are the same */

static const uint16_t widths[LAST - FIRST + 1] = {
    278,  278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, /*   to / */
    556,  556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, /* 0 to ? */
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, /* @ to O */
    667,  778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, /* P to _ */
    333,  556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, /* ` to o */
    556,  556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,      /* p to ~ */
};

/* The width of a code point in units of columns. */
static double code_width(uint32_t code, double points, bool is_bold) {
    const size_t plain = letters_code_width(code);
    const double thousandths = code >= FIRST && code <= LAST ? widths[code - FIRST]
                               : plain == 1                  ? LATIN + 100
                                                             : (double)plain * WIDE / 2;
    return thousandths / 1000 * points * pixels_a_point / unit * (is_bold ? bold : 1);
}

double letters_arial_width(struct leat_text text, double points, bool is_bold) {
    double widest = 0, width = 0;
    for (size_t at = 0; at < text.size;) {
        const uint32_t code = letters_next_code(text, &at);
        width = code == '\n' ? 0 : width + code_width(code, points, is_bold);
        widest = width > widest ? width : widest;
    }
    return widest;
}

double letters_arial_word(struct leat_text text, double points, bool is_bold) {
    double widest = 0, width = 0;
    for (size_t at = 0; at < text.size;) {
        const uint32_t code = letters_next_code(text, &at);
        width = code == ' ' || code == '\n' ? 0 : width + code_width(code, points, is_bold);
        widest = width > widest ? width : widest;
    }
    return widest;
}

double letters_arial_lines(struct leat_text text, double width, double points, bool is_bold) {
    const double space = code_width(' ', points, is_bold);
    double lines = 1, line = 0, word = 0;
    for (size_t at = 0; at <= text.size;) {
        const uint32_t code =
            at < text.size ? letters_next_code(text, &at) : (at++, (uint32_t)'\n');
        if (code != ' ' && code != '\n') {
            word += code_width(code, points, is_bold);
            continue;
        }
        if (line > 0 && line + space + word > width) {
            lines++;
            line = 0;
        }
        line += (line > 0 ? space : 0) + word;
        while (line > width) { /* a word longer than a line is cut */
            lines++;
            line -= width;
        }
        word = 0;
        if (code == '\n' && at < text.size) {
            lines++;
            line = 0;
        }
    }
    return lines;
}
