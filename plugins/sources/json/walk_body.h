/* The walk of scans.h, for a variant to include behind its block_*.h (shared/vector/block.h). */
#include "scans.h"
#include "shared/utf8.h"

/* More objects and arrays one in another than rows have; deeper ones are for jansson. */
enum { WALK_DEPTH = 64 };

/* Of what belongs to a key that is loose; and of objects in an array where none was before. */
static const struct place unknown = {.slot = 0}, unseen = {.slot = 0};

static const char *walk_nested(struct walk *walk, const struct place *place, const char *at,
                               int depth);

static inline const char *pass_space(struct walk *walk, const char *at) {
    for (;; at++) {
        if (*at == '\n' && !walk->is_lines)
            walk->lines++;
        else if (*at != ' ' && *at != '\t' && *at != '\r')
            return at;
    }
}

/* -- strings ---------------------------------------------------------------------------------- */

/* Four digits of base 16; -1: they are none. */
static int32_t read_code(const char *text) {
    int32_t code = 0;
    for (int i = 0; i < 4; i++) {
        const char c = text[i], letter = (char)(c | ' ');
        if (c >= '0' && c <= '9')
            code = code << 4 | (c - '0');
        else if (letter >= 'a' && letter <= 'f')
            code = code << 4 | (letter - 'a' + 10);
        else
            return -1;
    }
    return code;
}

/* From a backslash to behind what it begins; NULL: that is nothing, or half of a character. */
static const char *pass_escape(const char *at) {
    if (at[1] != 'u')
        return at[1] && strchr("\"\\/bfnrt", at[1]) ? at + 2 : NULL;
    const int32_t code = read_code(at + 2);
    if (code < 0 || (code >= 0xdc00 && code < 0xe000))
        return NULL;
    if (code < 0xd800 || code >= 0xe000)
        return at + 6;
    const int32_t second = at[6] == '\\' && at[7] == 'u' ? read_code(at + 8) : -1;
    return second >= 0xdc00 && second < 0xe000 ? at + 12 : NULL;
}

/* What is no plain ASCII of a string, from there to the next that may be; NULL: it may not stand
 * there. */
static __attribute__((noinline)) const char *pass_odd(struct walk *walk, const char *at) {
    if (*at == '\\') {
        walk->escapes++;
        return pass_escape(at);
    }
    while ((unsigned char)*at >= 0x80) {
        const size_t size = utf8_sequence(at, (size_t)(walk->end - at));
        if (size == 0)
            return NULL;
        at += size;
    }
    return (unsigned char)*at < 0x20 ? NULL : at;
}

/* From behind the opening quote to the closing one. */
static inline const char *pass_string(struct walk *walk, const char *at) {
    for (;;) {
        const uint64_t stops = lane_stops(at);
        if (!stops) {
            at += LANE;
            continue;
        }
        at += __builtin_ctzll(stops);
        if (__builtin_expect(*at == '"', 1))
            return at;
        at = pass_odd(walk, at);
        if (!at)
            return NULL;
    }
}

/* -- other values ----------------------------------------------------------------------------- */

static inline const char *pass_digits(const char *at) {
    for (;; at += LANE) {
        const uint64_t others = lane_others(at);
        if (others)
            return at + __builtin_ctzll(others);
    }
}

static inline const char *pass_number(const char *at) {
    const char *whole = at + (*at == '-');
    at = pass_digits(whole);
    if (at == whole || (*whole == '0' && at > whole + 1))
        return NULL;
    if (*at == '.') {
        const char *behind = at + 1;
        at = pass_digits(behind);
        if (at == behind)
            return NULL;
    }
    if ((*at | ' ') == 'e') {
        const char *power = at + 1;
        power += *power == '+' || *power == '-';
        at = pass_digits(power);
        if (at == power)
            return NULL;
    }
    return at;
}

static inline void put(struct walk *walk, const struct place *place, const char *start,
                       const char *end, uint32_t flags) {
    walk->row[place->slot * walk->stride] =
        (struct leat_slice){(uint32_t)(start - walk->text), (uint32_t)(end - start) | flags};
}

static inline void put_fixed(struct walk *walk, const struct place *place, bool is_json) {
    walk->fixes[walk->fix_count++] = (struct fix){place->slot, is_json};
}

/* -- objects ---------------------------------------------------------------------------------- */

/* A key that is not written as expected, or is not the expected one, and its colon: behind it, or
 * NULL. *entry: its own; NULL: it has none, and may be there even so. */
static __attribute__((noinline)) const char *take_key(struct walk *walk, const struct place *place,
                                                      const char *at, struct entry **entry) {
    struct shape *shape = place->shape;
    const uint64_t escapes = walk->escapes;
    const char *start = pass_space(walk, at);
    if (*start++ != '"')
        return NULL;
    const char *end = pass_string(walk, start);
    if (!end)
        return NULL;
    const char *colon = pass_space(walk, end + 1);
    if (*colon != ':')
        return NULL;
    const struct leat_text key = {start, (size_t)(end - start)};
    const size_t found = shape ? shape_find(shape, key) : 0;
    *entry = shape && found < shape->count ? &shape->entries[found] : NULL;
    if (!*entry &&
        (walk->escapes > escapes || !loose_add(walk->loose, place, place == &unknown, key)))
        return NULL;
    return pass_space(walk, colon + 1);
}

/* What follows a value: behind the comma, or (*is_over) behind the closing bracket. */
static inline const char *pass_separator(struct walk *walk, const char *at, char close,
                                         bool *is_over) {
    if (*at != ',' && *at != close)
        at = pass_space(walk, at);
    *is_over = *at == close;
    return *at == ',' || *is_over ? at + 1 : NULL;
}

/* A value that is no object or array. */
static inline const char *walk_plain(struct walk *walk, const struct place *place,
                                     const char *start) {
    const char *at;
    if (*start == '"') {
        const uint64_t escapes = walk->escapes;
        at = pass_string(walk, start + 1);
        if (!at || place->slot == 0)
            return at ? at + 1 : NULL;
        if (place->is_whole) {
            put(walk, place, start, at + 1, LEAT_SLICE_QUOTED);
            return at + 1;
        }
        put(walk, place, start + 1, at, LEAT_SLICE_QUOTED);
        if (walk->escapes > escapes)
            put_fixed(walk, place, false);
        return at + 1;
    }
    if (*start == 'n')
        return memcmp(start, "null", 4) == 0 ? start + 4 : NULL;
    if (*start == 't')
        at = memcmp(start, "true", 4) == 0 ? start + 4 : NULL;
    else if (*start == 'f')
        at = memcmp(start, "false", 5) == 0 ? start + 5 : NULL;
    else
        at = pass_number(start);
    if (at && place->slot > 0)
        put(walk, place, start, at, 0);
    return at;
}

static inline const char *walk_value(struct walk *walk, const struct place *place, const char *at,
                                     int depth) {
    return *at == '{' || *at == '[' ? walk_nested(walk, place, at, depth)
                                    : walk_plain(walk, place, at);
}

static const char *walk_object(struct walk *walk, const struct place *place, const char *at,
                               int depth) {
    struct shape *shape = place->shape;
    if (at[1] != '"') {
        const int64_t lines = walk->lines;
        const char *end = pass_space(walk, at + 1);
        if (*end == '}')
            return end + 1;
        walk->lines = lines; /* it is for whoever passes it */
    }
    if (depth == WALK_DEPTH)
        return NULL;
    struct entry *next = shape ? shape->entries : NULL;
    const struct entry *last = next ? next + shape->count : NULL;
    const uint64_t mark = ++walk->marks;
    const size_t loose = walk->loose->count;
    bool is_over = false;
    at++;
    do {
        struct entry *entry = next;
        if (next < last && next->head_size > 0 && lane_equals(at, next->head, next->head_size)) {
            at += next->head_size;
            walk->lines += next->head_lines;
        } else {
            at = take_key(walk, place, at, &entry);
        }
        if (!at || (entry && entry->mark == mark))
            return NULL;
        if (entry) {
            entry->mark = mark;
            next = entry + 1;
        }
        at = walk_value(walk, entry ? &entry->value : &unknown, at, depth + 1);
        if (at)
            at = pass_separator(walk, at, '}', &is_over);
        if (!at)
            return NULL;
    } while (!is_over);
    return walk->loose->count == loose || loose_take(walk->loose, loose) ? at : NULL;
}

static const char *walk_array(struct walk *walk, const struct place *place, const char *at,
                              int depth) {
    const struct shape *shape = place->shape;
    const struct place *element = shape ? &shape->element : place == &unknown ? place : &unseen;
    bool is_over = false;
    if (depth == WALK_DEPTH)
        return NULL;
    const char *first = pass_space(walk, at + 1);
    if (*first == ']')
        return first + 1;
    for (at = first; !is_over; at = is_over ? at : pass_space(walk, at)) {
        at = walk_value(walk, element, at, depth + 1);
        if (at)
            at = pass_separator(walk, at, ']', &is_over);
        if (!at)
            return NULL;
    }
    return at;
}

static const char *walk_nested(struct walk *walk, const struct place *place, const char *at,
                               int depth) {
    const char *start = at;
    at = *at == '{' ? walk_object(walk, place, at, depth) : walk_array(walk, place, at, depth);
    if (at && place->slot > 0) {
        put(walk, place, start, at, LEAT_SLICE_QUOTED);
        put_fixed(walk, place, true);
    }
    return at;
}

static const char *walk_row(struct walk *walk, const struct place *root, const char *at) {
    walk->fix_count = walk->loose->count = 0;
    return walk_value(walk, root, at, 0);
}
