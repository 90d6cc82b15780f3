/* parts: a format taken apart. See parts.h. */
#include "shared/number_format/parts.h"

#include <string.h>

#include "shared/number_format/number_format.h"
#include "shared/utf8.h"

/* -- text within a bound --------------------------------------------------------------------- */

void format_put(struct format_out *out, const char *text, size_t size) {
    for (size_t at = 0; at < size;) {
        const size_t valid = utf8_sequence(text + at, size - at), step = valid > 0 ? valid : 1;
        out->is_full = out->is_full || out->size + step > out->room;
        if (!out->is_full) {
            memcpy(out->data + out->size, text + at, step);
        }
        out->size += step;
        at += step;
    }
}

/* -- tokens ---------------------------------------------------------------------------------- */

static bool begins(struct leat_text rest, const char *word) {
    return rest.size >= strlen(word) && memcmp(rest.data, word, strlen(word)) == 0;
}

static char small(char letter) {
    return letter >= 'A' && letter <= 'Z' ? (char)(letter + 32) : letter;
}

static bool is_letter(char letter) { return small(letter) >= 'a' && small(letter) <= 'z'; }

/* What stands between brackets: [$£-809] is a currency's mark, [h] a length of time, [>=100] a
 * condition, [Red] a colour. */
static struct format_token bracket(struct leat_text inside) {
    struct format_token token = {.mark = FORMAT_NOTHING};
    if (inside.size == 0 || inside.data[0] == '\0') {
        return token;
    }
    const char first = small(inside.data[0]);
    if (first == '$') {
        const char *end = memchr(inside.data, '-', inside.size);
        token.mark = FORMAT_TEXT;
        token.text.data = inside.data + 1;
        token.text.size = (end ? (size_t)(end - inside.data) : inside.size) - 1;
    } else if (strchr("<>=", first)) {
        token = (struct format_token){.mark = FORMAT_CONDITION, .text = inside};
    } else if (strchr("hms", first)) {
        size_t same = 1;
        while (same < inside.size && small(inside.data[same]) == first) {
            same++;
        }
        token.mark = same == inside.size ? FORMAT_UNKNOWN : FORMAT_NOTHING;
    }
    return token;
}

/* A quote or a bracket, with what it holds. */
static struct format_token enclosed(struct leat_text rest, size_t *taken) {
    const char *end = memchr(rest.data + 1, rest.data[0] == '"' ? '"' : ']', rest.size - 1);
    if (!end) {
        *taken = rest.size;
        return (struct format_token){.mark = FORMAT_OPEN};
    }
    const struct leat_text inside = {rest.data + 1, (size_t)(end - rest.data) - 1};
    *taken = inside.size + 2;
    return rest.data[0] == '[' ? bracket(inside)
                               : (struct format_token){.mark = FORMAT_TEXT, .text = inside};
}

/* \x, _x and *x, where x may be any character. */
static struct format_token escaped(struct leat_text rest, size_t *taken) {
    if (rest.size == 1) {
        *taken = 1;
        return (struct format_token){.mark = FORMAT_BARE};
    }
    const size_t valid = utf8_sequence(rest.data + 1, rest.size - 1), size = valid > 0 ? valid : 1;
    *taken = 1 + size;
    switch (rest.data[0]) {
    case '\\':
        return (struct format_token){.mark = FORMAT_TEXT, .text = {rest.data + 1, size}};
    case '_':
        return (struct format_token){.mark = FORMAT_GAP};
    default:
        return (struct format_token){.mark = FORMAT_NOTHING};
    }
}

static struct format_token word(struct leat_text rest, size_t *taken) {
    static const char *const halves[] = {"AM/PM", "am/pm", "A/P", "a/p"};
    *taken = 7;
    if (begins(rest, "General")) {
        return (struct format_token){.mark = FORMAT_GENERAL};
    }
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
        if (begins(rest, halves[i])) {
            *taken = strlen(halves[i]);
            return (struct format_token){.mark = FORMAT_HALF, .text = {rest.data, *taken}};
        }
    }
    const char first = small(rest.data[0]);
    size_t count = 1;
    if (!strchr("dmyhs", first)) {
        *taken = 1;
        return (struct format_token){.mark = first == 'e' ? FORMAT_UNKNOWN : FORMAT_LETTER};
    }
    while (count < rest.size && small(rest.data[count]) == first) {
        count++;
    }
    *taken = count;
    return (struct format_token){.mark = FORMAT_DATE, .letter = first, .count = count};
}

static struct format_token single(struct leat_text rest, size_t *taken) {
    static const struct {
        char letter;
        enum format_mark mark;
    } marks[] = {{'0', FORMAT_DIGIT},   {'#', FORMAT_DIGIT}, {'?', FORMAT_DIGIT},
                 {'.', FORMAT_POINT},   {',', FORMAT_COMMA}, {'%', FORMAT_PERCENT},
                 {';', FORMAT_SECTION}, {'/', FORMAT_SLASH}, {'@', FORMAT_VALUE}};
    const size_t valid = utf8_sequence(rest.data, rest.size);
    struct format_token token = {.mark = FORMAT_TEXT, .letter = rest.data[0]};
    token.text = (struct leat_text){rest.data, valid > 0 ? valid : 1};
    *taken = token.text.size;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (rest.data[0] == marks[i].letter) {
            token.mark = marks[i].mark;
        }
    }
    return token;
}

struct format_token format_next(struct leat_text format, size_t *at) {
    if (*at >= format.size) {
        return (struct format_token){.mark = FORMAT_END};
    }
    const struct leat_text rest = {format.data + *at, format.size - *at};
    const char first = rest.data[0];
    size_t taken;
    const struct format_token token = first == '"' || first == '['     ? enclosed(rest, &taken)
                                      : strchr("\\_*", first) && first ? escaped(rest, &taken)
                                      : is_letter(first)               ? word(rest, &taken)
                                                                       : single(rest, &taken);
    *at += taken;
    return token;
}

struct leat_text format_section(struct leat_text format, int section, int *sections) {
    struct leat_text found = {0};
    size_t begin = 0;
    *sections = 0;
    for (size_t at = 0;;) {
        const size_t end = at;
        const enum format_mark mark = format_next(format, &at).mark;
        if (mark != FORMAT_SECTION && mark != FORMAT_END) {
            continue;
        }
        if ((*sections)++ == section) {
            found = (struct leat_text){format.data + begin, end - begin};
        }
        if (mark == FORMAT_END) {
            return found;
        }
        begin = at;
    }
}

/* -- mistakes -------------------------------------------------------------------------------- */

const char *number_format_wrong(struct leat_text format) {
    if (format.size == 0) {
        return "is empty";
    }
    if (format.size > NUMBER_FORMAT_BYTES) {
        return "is longer than 127 bytes";
    }
    for (size_t i = 0; i < format.size; i++) {
        if ((unsigned char)format.data[i] < 0x20 || format.data[i] == 0x7F) {
            return "has a control character";
        }
    }
    int sections = 1;
    for (size_t at = 0; at < format.size;) {
        switch (format_next(format, &at).mark) {
        case FORMAT_OPEN:
            return "has a quote or bracket that is not closed";
        case FORMAT_BARE:
            return "ends in \\, _ or *, which want a character after them";
        case FORMAT_LETTER:
            return "has letters that mean nothing in a format; put words in quotes: 0 "
                   "\\\"schools\\\"";
        case FORMAT_SECTION:
            sections++;
            break;
        default:
            break;
        }
    }
    return sections > 4 ? "has more than four sections" : NULL;
}
