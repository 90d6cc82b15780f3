/* letters: text as a workbook sees it. See letters.h. */
#include "letters.h"

uint32_t letters_next_code(struct leat_text text, size_t *at) {
    const unsigned char first = (unsigned char)text.data[(*at)++];
    if (first < 0x80) {
        return first;
    }
    const int more = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    uint32_t code = first & (0x3Fu >> more);
    for (int i = 0; i < more && *at < text.size; i++) {
        code = code << 6 | ((unsigned char)text.data[(*at)++] & 0x3Fu);
    }
    return code;
}

size_t letters_units(struct leat_text text) {
    size_t units = 0;
    for (size_t at = 0; at < text.size;) {
        units += letters_next_code(text, &at) > 0xFFFF ? 2 : 1;
    }
    return units;
}

size_t letters_cut(struct leat_text text, size_t units) {
    size_t size = 0;
    for (size_t at = 0; at < text.size;) {
        const size_t more = letters_next_code(text, &at) > 0xFFFF ? 2 : 1;
        if (more > units) {
            break;
        }
        units -= more;
        size = at;
    }
    return size;
}

/* -- widths ---------------------------------------------------------------------------------- */

size_t letters_code_width(uint32_t code) {
    if ((code >= 0x300 && code <= 0x36F) || (code >= 0x200B && code <= 0x200F) ||
        (code >= 0xFE00 && code <= 0xFE0F)) {
        return 0; /* accents that stand on the letter before, joiners, variants */
    }
    const bool is_wide = (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) ||
                         (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
                         (code >= 0xFF00 && code <= 0xFF60) ||
                         (code >= 0x1F300 && code <= 0x1FAFF) || code >= 0x20000;
    return is_wide ? 2 : 1;
}

size_t letters_width(struct leat_text text) {
    size_t widest = 0, width = 0;
    for (size_t at = 0; at < text.size;) {
        const uint32_t code = letters_next_code(text, &at);
        if (code == '\n') {
            width = 0;
            continue;
        }
        width += letters_code_width(code);
        widest = width > widest ? width : widest;
    }
    return widest;
}

size_t letters_widest_word(struct leat_text text) {
    size_t widest = 0, width = 0;
    for (size_t at = 0; at < text.size;) {
        const uint32_t code = letters_next_code(text, &at);
        width = code == ' ' || code == '\n' ? 0 : width + letters_code_width(code);
        widest = width > widest ? width : widest;
    }
    return widest;
}

double letters_lines(struct leat_text text, double width) {
    double lines = 0;
    for (size_t at = 0; at <= text.size;) {
        const char *end = at < text.size ? memchr(text.data + at, '\n', text.size - at) : NULL;
        const size_t size = end ? (size_t)(end - text.data) - at : text.size - at;
        const struct leat_text line = {text.data + at, size};
        /* Words part before the edge, but letters are on average narrower than the figures that
         * widths are counted in.
         */
        const double full = (double)letters_width(line) / width;
        lines += full <= 1 ? 1 : (double)(size_t)(full + 1);
        at += size + 1;
    }
    return lines;
}

/* What a date's format shows of one run of letters: "mmm" is Jan, "mmmm" at most September, "dddd"
 * Wednesday. */
static size_t date_run_width(char letter, size_t count) {
    return count >= 4 && (letter == 'm' || letter == 'd') ? 9 : count;
}

static size_t date_width(const char *format) {
    size_t width = 0;
    while (*format) {
        const char letter = (char)(*format | 0x20);
        size_t count = 1;
        while (format[count] == *format) {
            count++;
        }
        width += date_run_width(letter, count);
        format += count;
    }
    return width;
}

/* The first section of a number format, taken apart far enough to know how long numbers come
 * out. */
static size_t number_width(struct leat_text number, const char *format) {
    const char *point = memchr(number.data, '.', number.size);
    const bool is_negative = number.size > 0 && number.data[0] == '-';
    const size_t whole = (point ? (size_t)(point - number.data) : number.size) - is_negative;
    size_t width = whole + is_negative, decimals = 0;
    bool after_point = false, is_grouped = false, is_quoted = false;
    for (; *format && (is_quoted || *format != ';'); format++) {
        const char letter = *format;
        if (letter == '"') {
            is_quoted = !is_quoted;
        } else if (is_quoted) {
            width++;
        } else if (letter == '.') {
            after_point = true;
        } else if (letter == '0' || letter == '#' || letter == '?') {
            decimals += after_point;
        } else if (letter == ',') {
            is_grouped = true;
        } else if (letter != '\\') {
            width++;
        }
    }
    return width + (decimals > 0 ? decimals + 1 : 0) +
           (is_grouped && whole > 0 ? (whole - 1) / 3 : 0);
}

size_t letters_shown_width(struct leat_text number, bool is_date, const char *format) {
    if (!format || strcmp(format, "General") == 0) {
        return number.size < 11 ? number.size : 11; /* General never shows more digits than that */
    }
    return is_date ? date_width(format) : number_width(number, format);
}

/* -- names of sheets ------------------------------------------------------------------------- */

/* The small letter of a capital, in the scripts that have capitals and are likely here. */
static uint32_t small_letter(uint32_t code) {
    if ((code >= 'A' && code <= 'Z') || (code >= 0xC0 && code <= 0xDE && code != 0xD7) ||
        (code >= 0x391 && code <= 0x3A9) || (code >= 0x410 && code <= 0x42F)) {
        return code + 32;
    }
    if (code >= 0x400 && code <= 0x40F) {
        return code + 80;
    }
    if ((code >= 0x139 && code <= 0x148) ||
        (code >= 0x179 && code <= 0x17E)) { /* in pairs, the odd one the capital */
        return code + (code & 1);
    }
    return code >= 0x100 && code <= 0x17F && code != 0x130 && code != 0x178 ? code | 1 : code;
}

bool letters_same_name(struct leat_text a, struct leat_text b) {
    size_t at_a = 0, at_b = 0;
    while (at_a < a.size && at_b < b.size) {
        if (small_letter(letters_next_code(a, &at_a)) !=
            small_letter(letters_next_code(b, &at_b))) {
            return false;
        }
    }
    return at_a == a.size && at_b == b.size;
}

bool letters_has_control(struct leat_text text) {
    for (size_t i = 0; i < text.size; i++) {
        if ((unsigned char)text.data[i] < 0x20 || text.data[i] == 0x7F) {
            return true;
        }
    }
    return false;
}

const char *letters_name_wrong(struct leat_text name) {
    static const struct leat_text history = {"history", 7};
    if (name.size == 0) {
        return "is empty";
    }
    if (letters_units(name) > NAME_UNITS) {
        return "has more than 31 characters (an emoji counts as two)";
    }
    for (size_t i = 0; i < name.size; i++) {
        if (strchr("[]:*?/\\", name.data[i])) {
            return "has one of the characters [ ] : * ? / \\";
        }
    }
    if (letters_has_control(name)) {
        return "has a control character";
    }
    if (name.data[0] == '\'' || name.data[name.size - 1] == '\'') {
        return "begins or ends with an apostrophe";
    }
    return letters_same_name(name, history) ? "is \"History\", which Excel keeps for itself" : NULL;
}

bool letters_name_misleads(struct leat_text name) {
    static const char *const words[] = {"r", "c", "rc", "true", "false"};
    bool has_digit = false;
    for (size_t i = 0; i < name.size; i++) {
        const char byte = name.data[i], letter = (char)(byte | 0x20);
        const bool is_digit = byte >= '0' && byte <= '9';
        if (!is_digit && !(letter >= 'a' && letter <= 'z') && byte != '_' && byte != '.') {
            return false;
        }
        has_digit = has_digit || is_digit;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (letters_same_name(name, (struct leat_text){words[i], strlen(words[i])})) {
            return true;
        }
    }
    return has_digit || (name.size > 0 && name.data[0] == '.');
}
