/* text: growing strings, and values as messages and JSON show them. See text.h; UTF-8 itself is in
 * text_utf8.c. */
#include "text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* -- growing strings ------------------------------------------------------------------------- */

/* Makes room for more bytes and the NUL after them; returns where they go. */
static char *string_room(struct string *string, size_t more) {
    size_t needed;
    if (__builtin_add_overflow(string->size, more, &needed) || needed == SIZE_MAX) {
        needed = SIZE_MAX -
                 1; /* more than any machine has: memory_resize then ends the run as it should */
    }
    if (needed + 1 > string->capacity) {
        const size_t doubled = string->capacity > SIZE_MAX / 2 ? SIZE_MAX : string->capacity * 2;
        string->capacity = needed + 1 > doubled ? needed + 1 : doubled;
        string->capacity = string->capacity < 32 ? 32 : string->capacity;
        string->data = memory_resize(string->data, string->capacity);
    }
    return string->data + string->size;
}

void string_add(struct string *string, const char *bytes, size_t size) {
    char *end = string_room(string, size);
    if (size > 0) {
        memcpy(end, bytes, size);
    }
    end[size] = '\0';
    string->size += size;
}

void string_add_text(struct string *string, const char *text) {
    string_add(string, text, strlen(text));
}

void string_add_char(struct string *string, char byte) { string_add(string, &byte, 1); }

void string_add_format(struct string *string, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int size = vsnprintf(NULL, 0, format, arguments);
    if (size > 0) {
        vsnprintf(string_room(string, (size_t)size), (size_t)size + 1, format, again);
        string->size += (size_t)size;
    } else {
        string_add(string, "", 0);
    }
    va_end(again);
    va_end(arguments);
}

void string_clear(struct string *string) {
    string->size = 0;
    if (string->data != NULL) {
        string->data[0] = '\0';
    }
}

void string_free(struct string *string) {
    memory_free(string->data);
    *string = (struct string){0};
}

char *string_take(struct string *string) {
    char *text = string->data != NULL ? string->data : memory_copy("");
    *string = (struct string){0};
    return text;
}

/* -- values ---------------------------------------------------------------------------------- */

static void add_json_ascii(struct string *string, unsigned char byte) {
    static const char letters[] = "btn\0fr"; /* the short escapes of U+0008 to U+000D */
    if (byte == '"' || byte == '\\') {
        string_add(string, (const char[]){'\\', (char)byte}, 2);
    } else if (byte >= 0x08 && byte <= 0x0d && byte != 0x0b) {
        string_add(string, (const char[]){'\\', letters[byte - 0x08]}, 2);
    } else {
        string_add_format(string, "\\u%04x", byte);
    }
}

void string_add_json(struct string *string, const char *value, size_t size) {
    string_add_char(string, '"');
    for (size_t at = 0; at < size;) {
        const size_t valid = at + text_valid_prefix(value + at, size - at);
        for (size_t start = at; at < valid; start = at) {
            while (at < valid && (unsigned char)value[at] >= 0x20 && value[at] != '"' &&
                   value[at] != '\\') {
                at++;
            }
            string_add(string, value + start, at - start);
            if (at < valid) {
                add_json_ascii(string, (unsigned char)value[at++]);
            }
        }
        if (at < size) { /* no text at all; what is written must be JSON even so */
            string_add_text(string, "\\ufffd");
            at++;
        }
    }
    string_add_char(string, '"');
}

/* Characters that would not be seen, or that would turn the letters after them round. */
static bool is_unseen(uint32_t code) {
    return (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2060 && code <= 0x2069) || code == 0xfeff;
}

static void add_shown(struct string *string, uint32_t code) {
    char bytes[4];
    if (code == '\n') {
        string_add_text(string, "\\n");
    } else if (code == '\t') {
        string_add_text(string, "\\t");
    } else if (code == '\r') {
        string_add_text(string, "\\r");
    } else if (code < 0x20 || (code >= 0x7f && code < 0xa0)) {
        string_add_format(string, "\\x%02X", (unsigned)code);
    } else if (is_unseen(code)) {
        string_add_format(string, "\\u%04X", (unsigned)code);
    } else {
        const size_t size = text_encode(code, bytes);
        string_add(string, bytes, size);
    }
}

void string_add_quoted(struct string *string, const char *value, size_t size, size_t limit) {
    size_t left = limit == 0 ? 60 : limit;
    string_add_char(string, '\'');
    for (size_t at = 0, valid = 0; at < size; left--) {
        if (left == 0) {
            string_add_text(string, "…");
            break;
        }
        if (at == valid) {
            const size_t most =
                size - at < 4 * left ? size - at : 4 * left; /* no more than can be shown */
            valid = at + text_valid_prefix(value + at, most);
        }
        if (at < valid) {
            add_shown(string, text_decode(value, size, &at));
        } else {
            string_add_format(string, "\\x%02X", (unsigned)(unsigned char)value[at++]);
            valid = at;
        }
    }
    string_add_char(string, '\'');
}

void string_add_grouped(struct string *string, int64_t number) {
    char digits[24];
    const uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    const int length = snprintf(digits, sizeof digits, "%" PRIu64, size);
    if (number < 0) {
        string_add_char(string, '-');
    }
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) {
            string_add_char(string, ',');
        }
        string_add_char(string, digits[i]);
    }
}

void string_add_count(struct string *string, int64_t count, const char *singular,
                      const char *plural) {
    string_add_grouped(string, count);
    string_add_char(string, ' ');
    string_add_text(string, count == 1 ? singular : plural);
}

void string_add_message(struct string *string, const char *message, bool with_values) {
    bool in_value = false;
    for (; *message != '\0'; message++) {
        if (*message == TEXT_VALUE_OPEN) {
            if (!with_values && !in_value) {
                string_add_text(string, "***");
            }
            in_value = true;
        } else if (*message == TEXT_VALUE_CLOSE) {
            in_value = false;
        } else if (with_values || !in_value) {
            string_add_char(string, *message);
        }
    }
}
