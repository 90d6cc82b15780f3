/* text: UTF-8, growing strings, and the nearest right name.
 *
 * Text inside leat is UTF-8 without U+FFFE and U+FFFF, which no XML, and so no workbook, may hold;
 * it may hold U+0000 only where a function says so.
 *
 *   text_utf8.c     valid UTF-8, code points, widths
 *   text.c          strings that grow
 *   text_nearest.c  the name that was meant; problem_suggest makes "did you mean" of it */
#ifndef LEAT_BASE_TEXT_H
#define LEAT_BASE_TEXT_H

#include "memory.h"

/* The number of bytes at the start of data that are valid UTF-8 by RFC 3629 (no surrogates, no
 * overlong forms, nothing past U+10FFFF) without U+FFFE and U+FFFF: size when all of it is. */
size_t text_valid_prefix(const char *data, size_t size);

/* Decodes one code point from valid UTF-8, *at < size; moves *at past it. */
uint32_t text_decode(const char *data, size_t size, size_t *at);

/* Writes code as UTF-8 into out (room for 4 bytes); returns the bytes written. */
size_t text_encode(uint32_t code, char *out);

/* Code points in valid UTF-8; UTF-16 units it would take; columns of a terminal it would take (0
 * for combining marks, 2 for wide ones). */
size_t text_length(const char *data, size_t size);
size_t text_length_utf16(const char *data, size_t size);
size_t text_width(const char *data, size_t size);

/* How many bytes the white space character has that data begins with (Unicode's, U+00A0 among it),
 * else 0; and the bytes of white space that data begins and ends with. */
size_t text_space(const char *data, size_t size);
size_t text_space_before(const char *data, size_t size);
size_t text_space_after(const char *data, size_t size);

/* A growing string. Zeroed is empty and ready; data is NULL while nothing was added, else
 * NUL-terminated. */
struct string {
    char *data;
    size_t size, capacity;
};
void string_add(struct string *string, const char *bytes, size_t size);
void string_add_text(struct string *string, const char *text);
void string_add_char(struct string *string, char byte);
void string_add_format(struct string *string, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void string_clear(struct string *string); /* empties it, keeps the room */
void string_free(struct string *string);  /* gives the room back; empty and ready again */
char *string_take(struct string *string); /* the text, now the caller's (memory_free); never NULL */

/* Adds value as a JSON string, quotes included. */
void string_add_json(struct string *string, const char *value, size_t size);

/* Adds value for a message: between single quotes, control characters as \n, \t or \xNN, cut after
 * limit code points with "…" (0: 60). */
void string_add_quoted(struct string *string, const char *value, size_t size, size_t limit);

/* The nearest of count names to a wrong one, for "did you mean": by optimal string alignment over
 * code points, letter case and '_', '-', ' ' counting little; NULL when none is near enough. A name
 * equal but for case always is; of names of more than 200 letters no other. */
const char *text_nearest(const char *wrong, const char *const *names, size_t count);

/* A whole number for people: "12,345". */
void string_add_grouped(struct string *string, int64_t number);

/* A value of the data within a message stands between these two, as LEAT_VALUE puts them. */
enum { TEXT_VALUE_OPEN = 2, TEXT_VALUE_CLOSE = 3 };

/* Adds a message without those marks; where the values are not to be shown, with *** in their
 * place. */
void string_add_message(struct string *string, const char *message, bool with_values);

/* How many of something, for a message: "1 row", "2 rows", "12,345 rows". Adds to string. */
void string_add_count(struct string *string, int64_t count, const char *singular,
                      const char *plural);

#endif
