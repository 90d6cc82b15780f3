/* kernel: casts from text, which may have white space at both ends.
 *
 * Numbers of up to fifteen characters, and dates, are read as words. Where that is not possible,
 * for a text that is no number as well, it is read by characters, which also says why not. */
#include "expression/kernel_view.h"

#include <stdio.h>
#include <strings.h>

#include "base/civil.h"
#include "base/date.h"
#include "base/digits.h"
#include "base/number.h"
#include "base/real.h"

enum { NUMBER_ROOM = 128 };

static inline bool is_space(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

static inline struct leat_text trim(struct leat_text text) {
    while (text.size > 0 && is_space(text.data[0])) {
        text.data++;
        text.size--;
    }
    while (text.size > 0 && is_space(text.data[text.size - 1])) {
        text.size--;
    }
    return text;
}

/* -- numbers --------------------------------------------------------------------------------- */

/* [sign] digits [point digits], where not both may be without digits: units / 10^after. */
struct plain {
    uint64_t units;
    int after;
    bool is_negative, has_point;
};

enum { PLAIN_MOST = 15 };

/* Where the first point is among eight bytes; 8: nowhere. */
static inline int find_point(uint64_t bytes) {
    const uint64_t ones = UINT64_C(0x0101010101010101), other = bytes ^ ones * '.';
    const uint64_t found = (other - ones) & ~other & ones << 7;
    return found == 0 ? 8 : __builtin_ctzll(found) / 8;
}

/* Of size bytes, the first lowest, zeros after the last. false: they are no such number. */
static inline bool read_plain(uint128 bytes, int size, struct plain *out) {
    const char sign = (char)bytes;
    const bool has_sign = sign == '-' || sign == '+';
    bytes >>= 8 * has_sign;
    int digits = size - has_sign, point = find_point((uint64_t)bytes);
    point = point == 8 ? 8 + find_point((uint64_t)(bytes >> 64)) : point;
    out->has_point = point < 16;
    out->after = 0;
    if (out->has_point) { /* the digits after it move up */
        const uint128 before = ((uint128)1 << 8 * point) - 1;
        bytes = (bytes & before) | (bytes >> 8 & ~before);
        digits--;
        out->after = digits - point;
    }
    if (digits < 1) {
        return false;
    }
    const uint128 zeros = DIGITS_ZERO | (uint128)DIGITS_ZERO << 64;
    bytes = bytes << 8 * (16 - digits) | zeros >> 8 * digits;
    const uint64_t upper = (uint64_t)bytes, lower = (uint64_t)(bytes >> 64);
    out->units = digits_value(upper) * UINT64_C(100000000) + digits_value(lower);
    out->is_negative = sign == '-';
    return digits_are(upper) && digits_are(lower);
}

static inline bool read_plain_text(struct leat_text text, struct plain *out) {
    if (text.size < 1 || text.size > PLAIN_MOST) {
        return false;
    }
    const bool is_short = text.size <= 8;
    const uint64_t first = is_short ? text_part(text.data, text.size) : text_wide_word(text.data);
    const uint64_t second = is_short ? 0 : text_part(text.data + 8, text.size - 8);
    return read_plain(first | (uint128)second << 64, (int)text.size, out);
}

/* The same of a text of up to eight bytes, in one word. */
static inline bool read_few(struct view_words view, struct plain *out) {
    const unsigned size = (unsigned)view.head;
    uint64_t bytes = view.head >> 32 | view.tail << 32;
    unsigned digits = size;
    *out = (struct plain){.is_negative = (char)bytes == '-'};
    if ((char)bytes == '-' || (char)bytes == '+') {
        bytes >>= 8;
        digits--;
    }
    const unsigned point = (unsigned)find_point(bytes);
    if (point < 8) {
        const uint64_t before = (UINT64_C(1) << 8 * point) - 1;
        bytes = (bytes & before) | (bytes >> 8 & ~before);
        digits--;
        out->after = (int)(digits - point);
        out->has_point = true;
    }
    if (size > 8 || digits - 1 >= 8) {
        return false;
    }
    bytes = bytes << 8 * (8 - digits) | DIGITS_ZERO >> 8 * (digits - 1) >> 8;
    out->units = digits_value(bytes);
    return digits_are(bytes);
}

static inline bool read_row(const struct frame *frame, const struct vector *from, int32_t row,
                            struct plain *out) {
    const struct view_words view = view_words_of(from, (size_t)row);
    const int size = (int)(uint32_t)view.head;
    if (read_few(view, out)) {
        return true;
    }
    if (view_is_short(view) && size > 0) {
        const uint128 bytes = view.head >> 32 | (uint128)view.tail << 32;
        if ((unsigned char)(bytes >> 8 * (size - 1)) > ' ' && read_plain(bytes, size, out)) {
            return true;
        }
    }
    return read_plain_text(trim(vector_text(frame, from, row)), out);
}

static const char *parse_integer(struct leat_text text, int64_t *out) {
    size_t at = text.size > 0 && (text.data[0] == '-' || text.data[0] == '+') ? 1 : 0;
    const bool is_negative = at == 1 && text.data[0] == '-';
    const size_t first = at;
    bool overflows = false;
    int64_t value = 0;
    for (; at < text.size && text.data[at] >= '0' && text.data[at] <= '9'; at++) {
        const int digit = text.data[at] - '0';
        overflows |= __builtin_mul_overflow(value, 10, &value);
        overflows |= is_negative ? __builtin_sub_overflow(value, digit, &value)
                                 : __builtin_add_overflow(value, digit, &value);
    }
    if (at == first || at < text.size) {
        return "is not an integer";
    }
    *out = value;
    return overflows ? "is too large for an integer" : NULL;
}

bool kernel_text_to_integer(struct frame *frame, const struct node *node, const uint64_t *active,
                            struct vector *out) {
    const struct vector *from = frame_arg(frame, node, 0);
    int64_t *to = out->values;
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        struct plain plain;
        if (read_row(frame, from, walk.row, &plain) && !plain.has_point) {
            to[walk.row] = plain.is_negative ? -(int64_t)plain.units : (int64_t)plain.units;
            continue;
        }
        const struct leat_text text = vector_text(frame, from, walk.row);
        const char *wrong = parse_integer(trim(text), to + walk.row);
        if (wrong != NULL) {
            frame_fail_value(frame, node, out, walk.row, text, wrong);
        }
    }
    return true;
}

/* SQL's .5 and 5. with the digits that other readers want: in room, or the text as it is. */
static struct leat_text whole_number(struct leat_text text, char room[NUMBER_ROOM]) {
    size_t start = text.size > 0 && (text.data[0] == '-' || text.data[0] == '+') ? 1 : 0;
    const char *point = memchr(text.data, '.', text.size);
    if (point == NULL || text.size + 2 > NUMBER_ROOM || text.size == start + 1) {
        return text;
    }
    const size_t at = (size_t)(point - text.data);
    const bool none_before = at == start;
    const bool none_after =
        at + 1 == text.size || text.data[at + 1] == 'e' || text.data[at + 1] == 'E';
    if (!none_before && !none_after) {
        return text;
    }
    memcpy(room, text.data, at);
    size_t size = at;
    if (none_before) {
        room[size++] = '0';
    }
    if (!none_after || none_before) { /* without digits at all it stays no number */
        room[size++] = '.';
    }
    memcpy(room + size, point + 1, text.size - at - 1);
    return (struct leat_text){room, size + text.size - at - 1};
}

bool kernel_text_to_decimal(struct frame *frame, const struct node *node, const uint64_t *active,
                            struct vector *out) {
    const struct vector *from = frame_arg(frame, node, 0);
    const int precision = node->type.precision, scale = node->type.scale;
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        char room[NUMBER_ROOM];
        int128 *z = (int128 *)out->values + walk.row;
        struct plain plain;
        if (read_row(frame, from, walk.row, &plain) && plain.after <= scale &&
            scale - plain.after <= DECIMAL_DIGITS - PLAIN_MOST) {
            const int128 units = plain.units * decimal_power(scale - plain.after);
            *z = plain.is_negative ? -units : units;
            if (decimal_fits(*z, precision)) {
                continue;
            }
        }
        const struct leat_text text = vector_text(frame, from, walk.row);
        const struct leat_text bare = whole_number(trim(text), room);
        struct number number;
        if (!number_read(bare.data, bare.size, '.', true, &number)) {
            frame_fail_value(frame, node, out, walk.row, text, "is not a number");
        } else if (!decimal_from_number(&number, scale, z) || !decimal_fits(*z, precision)) {
            char wrong[64];
            snprintf(wrong, sizeof wrong, "has more than %d digits before the point",
                     precision - scale);
            frame_fail_value(frame, node, out, walk.row, text, wrong);
        }
    }
    return true;
}

/* Whether digits that are not all zeros were read as zero. */
static bool is_underflow(struct leat_text text, double value) {
    for (size_t at = 0; value == 0 && at < text.size && (text.data[at] | 0x20) != 'e'; at++) {
        if (text.data[at] >= '1' && text.data[at] <= '9') {
            return true;
        }
    }
    return false;
}

bool kernel_text_to_real(struct frame *frame, const struct node *node, const uint64_t *active,
                         struct vector *out) {
    static const double powers[PLAIN_MOST + 1] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                  1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const struct vector *from = frame_arg(frame, node, 0);
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        char room[NUMBER_ROOM];
        double *z = (double *)out->values + walk.row;
        struct plain plain;
        if (read_row(frame, from, walk.row,
                     &plain)) { /* both are reals exactly, so this rounds once */
            const double size = (double)plain.units / powers[plain.after];
            *z = plain.is_negative ? -size : size;
            continue;
        }
        const struct leat_text text = vector_text(frame, from, walk.row);
        const struct leat_text bare = whole_number(trim(text), room);
        const enum real_read read = real_parse(bare.data, bare.size, '.', z);
        if (read == REAL_NO_NUMBER) {
            frame_fail_value(frame, node, out, walk.row, text, "is not a number");
        } else if (read == REAL_TOO_LARGE) {
            frame_fail_value(frame, node, out, walk.row, text, "is too large for a real");
        } else if (is_underflow(bare, *z)) {
            frame_fail_value(frame, node, out, walk.row, text, "is too small for a real");
        }
    }
    return true;
}

/* -- booleans -------------------------------------------------------------------------------- */

/* The beginnings of true, false, yes and no, on, off, 1 and 0, in any letter case. -1: none of
 * them. */
static int parse_boolean(struct leat_text text) {
    static const struct {
        const char *word;
        size_t least;
        int value;
    } words[] = {{"true", 1, 1}, {"false", 1, 0}, {"yes", 1, 1}, {"no", 1, 0},
                 {"on", 2, 1},   {"off", 2, 0},   {"1", 1, 1},   {"0", 1, 0}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (text.size >= words[i].least && text.size <= strlen(words[i].word) &&
            strncasecmp(text.data, words[i].word, text.size) == 0) {
            return words[i].value;
        }
    }
    return -1;
}

bool kernel_text_to_boolean(struct frame *frame, const struct node *node, const uint64_t *active,
                            struct vector *out) {
    memset(out->value_words, 0, sizeof out->value_words);
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const struct leat_text text = vector_text(frame, frame_arg(frame, node, 0), walk.row);
        const int value = parse_boolean(trim(text));
        if (value < 0) {
            frame_fail_value(frame, node, out, walk.row, text, "is neither true nor false");
        } else if (value == 1) {
            words_set(out->value_words, walk.row);
        }
    }
    return true;
}

/* -- dates ----------------------------------------------------------------------------------- */

enum { ISO_DATE = 10 }; /* yyyy-mm-dd */

/* "is not a date: no such month: there are 12" */
static void fail_date(struct frame *frame, const struct node *node, struct vector *out, int32_t row,
                      struct leat_text text, const char *what, const char *reason) {
    char wrong[200];
    if (strncmp(reason, "not ", strlen("not ")) == 0) {
        snprintf(wrong, sizeof wrong, "is %s", reason);
    } else {
        snprintf(wrong, sizeof wrong, "is not a %s: %s", what, reason);
    }
    frame_fail_value(frame, node, out, row, text, wrong);
}

/* yyyy-mm-dd, from its first eight bytes and its last; false: it is no date. */
static inline bool read_iso(uint64_t front, uint64_t back, int32_t *out) {
    const uint64_t digits =
        (uint32_t)front | (front >> 40 & 0xffff) << 32 | back >> 48 << 48; /* yyyymmdd */
    const uint64_t strokes = UINT64_C(0xff0000ff00000000);
    if ((front & strokes) != UINT64_C(0x2d00002d00000000) || !digits_are(digits)) {
        return false;
    }
    const uint32_t value = digits_value(digits);
    const uint32_t year = value / 10000, month = value / 100 % 100, day = value % 100;
    if (year < 1 || month < 1 || month > 12 || day < 1 ||
        (day > 28 && day > (uint32_t)date_month_days((int)year, (int)month))) {
        return false;
    }
    *out = civil_first(year, month) + (int32_t)day - 1;
    return true;
}

/* A timestamp is read as its day: the one that is written, whatever its zone makes of it. */
static const char *parse_date(struct leat_text text, int32_t *out) {
    const char *reason, *other;
    int64_t micros;
    if (date_parse_iso(text.data, text.size, out, &reason)) {
        return NULL;
    }
    if (text.size > ISO_DATE && timestamp_parse_iso(text.data, text.size, &micros, &other) &&
        date_parse_iso(text.data, ISO_DATE, out, &other)) {
        return NULL;
    }
    return reason;
}

bool kernel_text_to_date(struct frame *frame, const struct node *node, const uint64_t *active,
                         struct vector *out) {
    const struct vector *from = frame_arg(frame, node, 0);
    int32_t *to = out->values;
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const struct view_words view = view_words_of(from, (size_t)walk.row);
        if ((uint32_t)view.head == ISO_DATE &&
            read_iso(view.head >> 32 | view.tail << 32, view.head >> 48 | view.tail << 16,
                     to + walk.row)) {
            continue;
        }
        const struct leat_text text = vector_text(frame, from, walk.row);
        const char *reason = parse_date(trim(text), to + walk.row);
        if (reason != NULL) {
            fail_date(frame, node, out, walk.row, text, "date", reason);
        }
    }
    return true;
}

bool kernel_text_to_timestamp(struct frame *frame, const struct node *node, const uint64_t *active,
                              struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const struct leat_text text = vector_text(frame, frame_arg(frame, node, 0), walk.row),
                               bare = trim(text);
        const char *reason;
        if (!timestamp_parse_iso(bare.data, bare.size, (int64_t *)out->values + walk.row,
                                 &reason)) {
            fail_date(frame, node, out, walk.row, text, "timestamp", reason);
        }
    }
    return true;
}
