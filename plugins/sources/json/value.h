/* value: pieces of JSON as they stand in the text, digits and all: where a value ends, an object's
 * members, a string's characters. But for extent_find, the text has been found to be JSON. */
#ifndef LEAT_PLUGINS_JSON_VALUE_H
#define LEAT_PLUGINS_JSON_VALUE_H

#include "leat/plugin.h"

enum value_kind {
    VALUE_ABSENT,
    VALUE_NULL,
    VALUE_BOOLEAN,
    VALUE_NUMBER,
    VALUE_STRING,
    VALUE_ARRAY,
    VALUE_OBJECT
};

/* A value's end, looked for in text that comes block by block. Zeroed at the value's first byte,
 * which is no white space. */
struct extent {
    size_t at; /* how far it was looked; the value's size once it is found */
    size_t depth;
    bool in_string, is_escaped;
};

/* Looks on in text, which holds all that was looked at before and perhaps more. True: the value
 * ends at extent->at. What is no JSON has an end too, which is at least one byte further. */
bool extent_find(struct extent *extent, const char *text, size_t size);

struct member {
    struct leat_text key; /* between its quotes, escapes as they stand */
    bool key_is_escaped;
    struct leat_text value;
    enum value_kind kind;
};

/* The next member of an object's text; *at is 0 for the first. False: there is none. */
bool member_next(struct leat_text object, size_t *at, struct member *member);

struct leat_text value_trim(const char *text, size_t size); /* without the white space round it */
enum value_kind value_kind(struct leat_text value);

/* What stands between a string's quotes, its escapes resolved, in `out`, which has room for
 * text.size bytes and may be where the text is. U+FFFE and U+FFFF, which no text can hold, become
 * U+FFFD and are counted. Answers the size. */
size_t value_unescape(struct leat_text text, char *out, int64_t *replaced);

/* JSON without the white space between its tokens, to the same rules. */
size_t value_compact(struct leat_text text, char *out, int64_t *replaced);

/* Whether text may hold U+FFFE or U+FFFF as it stands. */
bool value_is_suspect(struct leat_text text);

#endif
