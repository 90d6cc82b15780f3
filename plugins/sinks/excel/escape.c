/* escape: see escape.h. */
#include "escape.h"

#include <string.h>

static bool is_hex(char letter) {
    return (letter >= '0' && letter <= '9') || ((letter | 0x20) >= 'a' && (letter | 0x20) <= 'f');
}

bool escape_is(const char *at, const char *end) {
    if (end - at < 4 || at[0] != '_' || at[1] != 'x') {
        return false;
    }
    const char *digit = at + 2;
    while (digit < end && digit - at < 6 && is_hex(*digit)) {
        digit++;
    }
    return digit > at + 2 && digit < end && (*digit == '_' || (unsigned char)*digit < 0x20);
}

/* Whether the byte stands for itself, whatever comes after it. */
static bool is_plain(unsigned char byte) {
    return byte > '>' ? byte != '_'
                      : (byte >= 0x20 && byte != '&' && byte != '<' && byte != '>') ||
                            byte == '\n' || byte == '\t';
}

static char *add_control(char *to, unsigned char byte) {
    static const char digits[] = "0123456789ABCDEF";
    to = stpcpy(to, "_x00");
    *to++ = digits[byte >> 4];
    *to++ = digits[byte & 15];
    *to++ = '_';
    return to;
}

static char *add_special(char *to, const char *at, const char *end) {
    switch (*at) {
    case '&':
        return stpcpy(to, "&amp;");
    case '<':
        return stpcpy(to, "&lt;");
    case '>':
        return stpcpy(to, "&gt;");
    case '_':
        if (escape_is(at, end)) {
            to = stpcpy(to, "_x005F");
        }
        *to++ = '_';
        return to;
    default:
        return add_control(to, (unsigned char)*at);
    }
}

char *escape_xml(char *to, const char *text, size_t size) {
    const char *const end = text + size;
    for (const char *at = text; at < end; at++) {
        if (is_plain((unsigned char)*at)) {
            *to++ = *at;
        } else {
            to = add_special(to, at, end);
        }
    }
    return to;
}
