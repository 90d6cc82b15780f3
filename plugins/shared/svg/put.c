/* put: text of an SVG, the same in any locale. See parts.h. */
#include "shared/svg/parts.h"

#include <math.h>
#include <stdarg.h>

#include "shared/format.h"
#include "shared/number_format/number_format.h"
#include "shared/ratio.h"
#include "shared/utf8.h"

/* -- putting --------------------------------------------------------------------------------- */

static void add(struct svg *svg, const char *text, size_t size) {
    svg->has_failed = svg->has_failed || !bytes_add(svg->step, svg->out, text, size);
}

/* Two digits after the point, without zeros at their end. */
static void add_number(struct svg *svg, double number) {
    const struct leat_value value = {
        .type = {.kind = LEAT_DECIMAL, .precision = 18, .scale = 2},
        .as.decimal = {(uint64_t)llround(number * 100), number * 100 <= -0.5 ? -1 : 0},
    };
    char text[FORMAT_ROOM];
    add(svg, text, format_decimal(value.as.decimal, 2, text));
}

/* XML has no control characters but the tab and line ends, which are spaces here too. */
static void add_escaped(struct svg *svg, struct leat_text text) {
    for (size_t i = 0; i < text.size; i++) {
        const char byte = text.data[i];
        switch (byte) {
        case '&':
            add(svg, "&amp;", 5);
            break;
        case '<':
            add(svg, "&lt;", 4);
            break;
        case '>':
            add(svg, "&gt;", 4);
            break;
        case '"':
            add(svg, "&quot;", 6);
            break;
        default:
            add(svg, (unsigned char)byte < 0x20 || byte == 0x7F ? " " : &text.data[i], 1);
            break;
        }
    }
}

static void put_list(struct svg *svg, const char *pattern, va_list list) {
    for (const char *at = pattern; *at;) {
        const size_t plain = strcspn(at, "%");
        add(svg, at, plain);
        at += plain;
        if (!*at) {
            break;
        }
        switch (at[1]) {
        case 'n':
            add_number(svg, va_arg(list, double));
            break;
        case 'd': {
            char text[FORMAT_ROOM];
            add(svg, text, format_integer(va_arg(list, int), text));
            break;
        }
        case 't':
            add_escaped(svg, va_arg(list, struct leat_text));
            break;
        default:
            add_escaped(svg, svg_string(va_arg(list, const char *)));
            break;
        }
        at += 2;
    }
}

void svg_put(struct svg *svg, const char *pattern, ...) {
    va_list list;
    va_start(list, pattern);
    put_list(svg, pattern, list);
    va_end(list);
}

/* -- values ---------------------------------------------------------------------------------- */

const char *svg_value_text(const struct svg *svg, const struct leat_value *value,
                           char out[VALUE_ROOM]) {
    const size_t size = number_format(value, svg->chart->format, out, VALUE_ROOM - 1);
    out[size < VALUE_ROOM ? size : utf8_cut(out, VALUE_ROOM - 1)] = '\0';
    return out;
}

bool svg_value(const struct svg *svg, size_t series, size_t category, double *value) {
    const struct leat_value *from = &svg->chart->series[series].values[category];
    if (from->is_null) {
        return false;
    }
    if (from->type.kind == LEAT_REAL) {
        *value = from->as.real;
    } else if (from->type.kind == LEAT_INTEGER) {
        *value = (double)from->as.integer;
    } else {
        const uint128 units = (uint128)(uint64_t)from->as.decimal.high << 64 | from->as.decimal.low;
        *value = (double)(int128)units / pow(10, from->type.scale);
    }
    return true;
}

/* -- widths ---------------------------------------------------------------------------------- */

/* In hundredths of the size, rather too wide than too narrow for the fonts that pages have. */
static int letter_width(unsigned char letter) {
    if (strchr("ijl.,:;'|!", letter)) {
        return 28;
    }
    if (strchr("ftrI()[]-/ ", letter)) {
        return 36;
    }
    if (strchr("mwMW@%", letter)) {
        return 88;
    }
    return letter >= 'A' && letter <= 'Z' ? 70 : 58;
}

double svg_text_width(struct leat_text text) {
    int width = 0;
    for (size_t i = 0; i < text.size; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        if (byte < 0x80) {
            width += byte > 0 ? letter_width(byte) : 0;
        } else if (byte >=
                   0xC0) { /* the first byte of a letter; those of three and more are wide */
            width += byte >= 0xE3 ? 105 : 62;
        }
    }
    return width / 100.0;
}

/* -- lines ----------------------------------------------------------------------------------- */

/* How many bytes of text fit in a line: up to a space, or within a word that is wider. */
static size_t line_fits(struct leat_text text, double size, double width) {
    size_t fits = 0, space = 0;
    while (fits < text.size) {
        size_t next = fits + 1;
        while (next < text.size && ((unsigned char)text.data[next] & 0xC0) == 0x80) {
            next++;
        }
        if (svg_text_width((struct leat_text){text.data, next}) * size > width && fits > 0) {
            return space > 0 ? space : fits;
        }
        space = text.data[fits] == ' ' ? fits : space;
        fits = next;
    }
    return fits;
}

struct svg_lines svg_wrap(struct leat_text text, double size, double width, int most) {
    struct svg_lines lines = {0};
    while (text.size > 0 && lines.count < most && lines.count < LINES) {
        const bool is_last = lines.count + 1 == most || lines.count + 1 == LINES;
        size_t fits = line_fits(text, size, width);
        if (is_last && fits < text.size) {
            lines.is_cut = true;
            fits = line_fits(text, size, width - size);
        }
        const struct leat_text line = {text.data, fits};
        const double full = (svg_text_width(line) + lines.is_cut) * size;
        lines.line[lines.count++] = line;
        lines.width = full > lines.width ? full : lines.width;
        while (fits < text.size && text.data[fits] == ' ') {
            fits++;
        }
        text.data += fits;
        text.size -= fits;
    }
    return lines;
}

void svg_put_lines(struct svg *svg, const struct svg_lines *lines, const char *classes,
                   const char *anchor, double x, double y) {
    svg_put(svg, "<text class=\"%s\" text-anchor=\"%s\" x=\"%n\" y=\"%n\">", classes, anchor, x, y);
    for (int i = 0; i < lines->count; i++) {
        if (i > 0) {
            svg_put(svg, "<tspan x=\"%n\" dy=\"%n\">", x, LINE_HEIGHT);
        }
        svg_put(svg, "%t%s", lines->line[i], i + 1 == lines->count && lines->is_cut ? "…" : "");
        svg_put(svg, i > 0 ? "</tspan>" : "");
    }
    svg_put(svg, "</text>");
}
