/* kernel: casts from text, which may have white space at both ends. */
#include "expression/kernel.h"

#include <stdio.h>
#include <strings.h>

#include "base/date.h"
#include "base/number.h"
#include "base/real.h"

enum { NUMBER_ROOM = 128 };

static struct leat_text trim(struct leat_text text) {
    while (text.size > 0 && memchr(" \t\n\r\f\v", text.data[0], 6) != NULL) {
        text.data++;
        text.size--;
    }
    while (text.size > 0 && memchr(" \t\n\r\f\v", text.data[text.size - 1], 6) != NULL) {
        text.size--;
    }
    return text;
}

/* -- numbers --------------------------------------------------------------------------------- */

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
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const struct leat_text text = vector_text(frame, frame_arg(frame, node, 0), walk.row);
        const char *wrong = parse_integer(trim(text), (int64_t *)out->values + walk.row);
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
    const int precision = node->type.precision, scale = node->type.scale;
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        char room[NUMBER_ROOM];
        const struct leat_text text = vector_text(frame, frame_arg(frame, node, 0), walk.row);
        const struct leat_text bare = whole_number(trim(text), room);
        int128 *z = (int128 *)out->values + walk.row;
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
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        char room[NUMBER_ROOM];
        const struct leat_text text = vector_text(frame, frame_arg(frame, node, 0), walk.row);
        const struct leat_text bare = whole_number(trim(text), room);
        double *z = (double *)out->values + walk.row;
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
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const struct leat_text text = vector_text(frame, frame_arg(frame, node, 0), walk.row);
        const char *reason = parse_date(trim(text), (int32_t *)out->values + walk.row);
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
