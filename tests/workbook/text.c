/* text: see text.h. */
#include "workbook/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

enum { LAST_COLUMN = 16384, LAST_ROW = 1048576 };

static bool cell_read(const char **at, uint32_t *column, uint32_t *row) {
    const char *text = *at;
    text += *text == '$';
    for (*column = 0; isupper((unsigned char)*text) && *column <= LAST_COLUMN; text++) {
        *column = *column * 26 + (uint32_t)(*text - 'A') + 1;
    }
    text += *text == '$';
    for (*row = 0; isdigit((unsigned char)*text) && *row <= LAST_ROW; text++) {
        *row = *row * 10 + (uint32_t)(*text - '0');
    }
    *at = text;
    return *column >= 1 && *column <= LAST_COLUMN && *row >= 1 && *row <= LAST_ROW;
}

bool range_read(const char *text, struct range *range) {
    if (!text || !cell_read(&text, &range->left, &range->top)) {
        return false;
    }
    range->right = range->left;
    range->bottom = range->top;
    if (*text == ':') {
        text++;
        if (!cell_read(&text, &range->right, &range->bottom)) {
            return false;
        }
    }
    return *text == '\0' && range->left <= range->right && range->top <= range->bottom;
}

bool range_holds(struct range range, uint32_t column, uint32_t row) {
    return column >= range.left && column <= range.right && row >= range.top && row <= range.bottom;
}

bool range_overlaps(struct range one, struct range other) {
    return one.left <= other.right && other.left <= one.right && one.top <= other.bottom &&
           other.top <= one.bottom;
}

const char *text_cell(struct pool *pool, uint32_t column, uint32_t row) {
    char letters[8];
    char *first = letters + sizeof letters - 1;
    *first = '\0';
    for (; column > 0; column = (column - 1) / 26) {
        *--first = (char)('A' + (column - 1) % 26);
    }
    return pool_format(pool, "%s%u", first, row);
}

/* The four digits of an escape that begins here; -1: none does. */
static long escaped(const char *text) {
    if (text[0] != '_' || text[1] != 'x') {
        return -1;
    }
    long code = 0;
    for (size_t i = 2; i < 6; i++) {
        if (!isxdigit((unsigned char)text[i])) {
            return -1;
        }
        const char digit = (char)tolower((unsigned char)text[i]);
        code = code * 16 + (digit <= '9' ? digit - '0' : digit - 'a' + 10);
    }
    return text[6] == '_' ? code : -1;
}

static char *put_utf8(char *to, long code) {
    if (code < 0x80) {
        *to++ = (char)code;
    } else if (code < 0x800) {
        *to++ = (char)(0xC0 | code >> 6);
        *to++ = (char)(0x80 | (code & 0x3F));
    } else {
        *to++ = (char)(0xE0 | code >> 12);
        *to++ = (char)(0x80 | (code >> 6 & 0x3F));
        *to++ = (char)(0x80 | (code & 0x3F));
    }
    return to;
}

const char *text_unescape(struct pool *pool, const char *text) {
    if (!strstr(text, "_x")) {
        return text;
    }
    char *plain = pool_get(pool, strlen(text) + 1);
    char *to = plain;
    while (*text) {
        const long code = escaped(text);
        /* A NUL would end the text, and half of a pair is no character. */
        if (code > 0 && (code < 0xD800 || code > 0xDFFF)) {
            to = put_utf8(to, code);
            text += 7;
        } else {
            *to++ = *text++;
        }
    }
    return plain;
}

/* The character that begins at the text, and its bytes; what is no UTF-8 goes byte by byte. */
static size_t character(const char *text, wchar_t *letter) {
    const unsigned char *byte = (const unsigned char *)text;
    const size_t size = byte[0] < 0xC0 ? 1 : byte[0] < 0xE0 ? 2 : byte[0] < 0xF0 ? 3 : 4;
    *letter = size == 1 ? byte[0] : byte[0] & (0xFF >> (size + 1));
    for (size_t i = 1; i < size; i++) {
        if ((byte[i] & 0xC0) != 0x80) {
            *letter = byte[0];
            return 1;
        }
        *letter = (wchar_t)(*letter << 6 | (byte[i] & 0x3F));
    }
    return size;
}

const char *text_fold(struct pool *pool, const char *text) {
    char *folded = pool_get(pool, 3 * strlen(text) + 1);
    char *to = folded;
    while (*text) {
        wchar_t letter;
        const size_t size = character(text, &letter);
        const wchar_t small = (wchar_t)towlower((wint_t)letter);
        if ((size == 1 && letter >= 0x80) || small == letter || small > 0xFFFF) {
            memcpy(to, text, size);
            to += size;
        } else {
            to = put_utf8(to, small);
        }
        text += size;
    }
    return folded;
}

bool text_same(const char *one, const char *other) { return strcasecmp(one, other) == 0; }

bool text_has(const char *text, const char *part) { return text && strcasestr(text, part); }

bool text_blank(const char *text) {
    static const char no_break[] = "\xC2\xA0";
    while (text && *text) {
        if (strncmp(text, no_break, 2) == 0) {
            text += 2;
        } else if (isspace((unsigned char)*text)) {
            text++;
        } else {
            return false;
        }
    }
    return true;
}

size_t text_length(const char *text) {
    size_t length = 0;
    for (; *text; text++) {
        length += (*text & 0xC0) != 0x80;
    }
    return length;
}
