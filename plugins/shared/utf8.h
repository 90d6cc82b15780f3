/* utf8: proves and counts UTF-8, for sources whose input has to be text before it is anything
 * else. */
#ifndef LEAT_PLUGINS_SHARED_UTF8_H
#define LEAT_PLUGINS_SHARED_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes at the start of text that are UTF-8 by RFC 3629, without U+FFFE and U+FFFF: size when
 * all of it is. */
size_t utf8_valid(const char *text, size_t size);

/* Code points; a byte that begins none, and is no continuation, counts as one. */
size_t utf8_length(const char *text, size_t size);

/* The bytes of the valid sequence that text begins with, 0 when it begins with none. size > 0. */
size_t utf8_sequence(const char *text, size_t size);

/* Whether it begins with U+FFFE or U+FFFF. */
bool utf8_is_no_character(const char *text, size_t size);

/* Cuts size back so that no sequence is cut in two. */
size_t utf8_cut(const char *text, size_t size);

#endif
