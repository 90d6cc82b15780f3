/* See value.h. */
#include "value.h"

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* Goes on inside a string; true at the byte after its closing quote. */
static bool pass_string(struct extent *extent, const char *text, size_t size) {
    while (extent->at < size) {
        const char c = text[extent->at++];
        if (extent->is_escaped)
            extent->is_escaped = false;
        else if (c == '\\')
            extent->is_escaped = true;
        else if (c == '"')
            return true;
    }
    return false;
}

bool extent_find(struct extent *extent, const char *text, size_t size) {
    while (extent->at < size) {
        if (extent->in_string) {
            if (!pass_string(extent, text, size))
                return false;
            extent->in_string = false;
            if (extent->depth == 0)
                return true;
            continue;
        }
        const char c = text[extent->at];
        const bool is_close = c == '}' || c == ']';
        if (extent->depth == 0 && extent->at > 0 && (is_close || c == ',' || is_space(c)))
            return true;
        extent->at++;
        extent->in_string = c == '"';
        extent->depth += c == '{' || c == '[';
        if (is_close && (extent->depth == 0 || --extent->depth == 0))
            return true;
    }
    return false;
}

struct leat_text value_trim(const char *text, size_t size) {
    size_t start = 0;
    while (start < size && is_space(text[start]))
        start++;
    while (size > start && is_space(text[size - 1]))
        size--;
    return (struct leat_text){text + start, size - start};
}

enum value_kind value_kind(struct leat_text value) {
    switch (value.size > 0 ? value.data[0] : '\0') {
    case '{':
        return VALUE_OBJECT;
    case '[':
        return VALUE_ARRAY;
    case '"':
        return VALUE_STRING;
    case 'n':
        return VALUE_NULL;
    case 't':
    case 'f':
        return VALUE_BOOLEAN;
    default:
        return VALUE_NUMBER;
    }
}

/* The value that begins at *at, white space before it passed over; *at moves behind it. */
static struct leat_text take_value(struct leat_text text, size_t *at) {
    while (*at < text.size && (is_space(text.data[*at]) || text.data[*at] == ':'))
        ++*at;
    struct extent extent = {.at = 0};
    const char *start = text.data + *at;
    extent_find(&extent, start, text.size - *at);
    *at += extent.at;
    return (struct leat_text){start, extent.at};
}

bool member_next(struct leat_text object, size_t *at, struct member *member) {
    while (*at < object.size && object.data[*at] != '"' && object.data[*at] != '}')
        ++*at;
    if (*at >= object.size || object.data[*at] == '}')
        return false;
    const struct leat_text key = take_value(object, at);
    if (key.size < 2)
        return false;
    member->key = (struct leat_text){key.data + 1, key.size - 2};
    member->key_is_escaped = memchr(member->key.data, '\\', member->key.size) != NULL;
    member->value = take_value(object, at);
    member->kind = value_kind(member->value);
    return true;
}

/* -- characters ------------------------------------------------------------------------------- */

bool value_is_suspect(struct leat_text text) {
    const char *end = text.data + text.size;
    for (const char *at = text.data; (at = memchr(at, 0xef, (size_t)(end - at))); at++)
        if (end - at >= 3 && (unsigned char)at[1] == 0xbf && (unsigned char)at[2] >= 0xbe)
            return true;
    return false;
}

/* U+FFFE and U+FFFF become U+FFFD, which is as long. */
static void replace(char *text, size_t size, int64_t *replaced) {
    char *end = text + size;
    for (char *at = text; (at = memchr(at, 0xef, (size_t)(end - at))); at++)
        if (end - at >= 3 && (unsigned char)at[1] == 0xbf && (unsigned char)at[2] >= 0xbe) {
            at[2] = (char)0xbd;
            ++*replaced;
        }
}

static uint32_t read_hex(const char *text) {
    uint32_t code = 0;
    for (int i = 0; i < 4; i++) {
        const char c = text[i];
        code = code << 4 | (uint32_t)(c <= '9' ? c - '0' : (c | ' ') - 'a' + 10);
    }
    return code;
}

static size_t encode(uint32_t code, char *out) {
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    const size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = size - 1; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3f));
    out[0] = (char)(leads[size] | code);
    return size;
}

/* The escape at text[*at], behind its backslash. */
static size_t resolve(struct leat_text text, size_t *at, char *out) {
    static const char letters[] = "bfnrt", meanings[] = "\b\f\n\r\t";
    const char c = text.data[(*at)++];
    const char *letter = memchr(letters, c, sizeof letters - 1);
    if (c != 'u' || text.size - *at < 4) {
        *out = letter ? meanings[letter - letters] : c;
        return 1;
    }
    uint32_t code = read_hex(text.data + *at);
    *at += 4;
    if (code >= 0xd800 && code < 0xdc00 && text.size - *at >= 6) {
        code = 0x10000 + ((code - 0xd800) << 10) + (read_hex(text.data + *at + 2) - 0xdc00);
        *at += 6;
    }
    return encode(code, out);
}

size_t value_unescape(struct leat_text text, char *out, int64_t *replaced) {
    size_t size = 0;
    for (size_t at = 0; at < text.size;) {
        const char *slash = memchr(text.data + at, '\\', text.size - at);
        const size_t plain = slash ? (size_t)(slash - text.data) - at : text.size - at;
        memmove(out + size, text.data + at, plain);
        size += plain;
        at += plain + 1;
        if (slash && at < text.size)
            size += resolve(text, &at, out + size);
    }
    replace(out, size, replaced);
    return size;
}

size_t value_compact(struct leat_text text, char *out, int64_t *replaced) {
    size_t size = 0;
    for (size_t at = 0; at < text.size;) {
        if (is_space(text.data[at])) {
            at++;
            continue;
        }
        struct extent string = {.at = at + 1};
        if (text.data[at] == '"')
            pass_string(&string, text.data, text.size);
        memmove(out + size, text.data + at, string.at - at);
        size += string.at - at;
        at = string.at;
    }
    replace(out, size, replaced);
    return size;
}
