/* kernel: casts to text. Dates, and numbers of up to eight digits, are put together as words. */
#include "expression/kernel_view.h"

#include "base/civil.h"
#include "base/date.h"
#include "base/digits.h"
#include "base/real.h"

/* Writes one row's value; returns the bytes written. */
typedef size_t format_row(const struct node *node, const struct vector *from, int32_t row,
                          char *out);

enum { FORMAT_ROOM = 64 };

/* Sets one row's text if it is short enough for that; false: it is not. */
typedef bool set_row(const struct node *node, const struct vector *from, int32_t row,
                     struct vector *out);

static inline bool set_none(const struct node *node, const struct vector *from, int32_t row,
                            struct vector *out) {
    (void)node, (void)from, (void)row, (void)out;
    return false;
}

KERNEL_INLINE bool format_rows(struct frame *frame, const struct node *node, const uint64_t *active,
                               struct vector *out, set_row *set, format_row *format) {
    const struct vector *from = frame_arg(frame, node, 0);
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        char text[FORMAT_ROOM];
        if (set(node, from, walk.row, out)) {
            continue;
        }
        const size_t size = format(node, from, walk.row, text);
        if (!vector_put_text(frame, node, out, walk.row, text, size)) {
            return false;
        }
    }
    return true;
}

enum { EIGHT = 100000000 };

/* With a minus before it. */
static inline void set_signed(struct vector *out, int32_t row, uint128 bytes, int size,
                              bool is_negative) {
    view_set_short(out, row, is_negative ? bytes << 8 | '-' : bytes, size + is_negative);
}

static inline bool set_integer(const struct node *node, const struct vector *from, int32_t row,
                               struct vector *out) {
    (void)node;
    const int64_t value = vector_integer(from, row);
    const uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (size >= EIGHT) {
        return false;
    }
    const uint64_t digits = digits_of((uint32_t)size);
    const int zeros = digits_leading(digits);
    set_signed(out, row, digits >> 8 * zeros, 8 - zeros, value < 0);
    return true;
}

static size_t format_integer(const struct node *node, const struct vector *from, int32_t row,
                             char *out) {
    (void)node;
    const int64_t value = vector_integer(from, row);
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    char digits[20];
    size_t count = 0, size = 0;
    do {
        digits[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        out[size++] = '-';
    }
    while (count > 0) {
        out[size++] = digits[--count];
    }
    return size;
}

/* At least one digit stands before the point. */
static inline bool set_decimal(const struct node *node, const struct vector *from, int32_t row,
                               struct vector *out) {
    const int scale = node->args[0]->type.scale;
    const int128 units = vector_decimal(from, row);
    if (scale == 0 || scale > 7 || units <= -EIGHT || units >= EIGHT) {
        return false;
    }
    const uint64_t all = digits_of((uint32_t)(units < 0 ? -units : units));
    const int zeros = digits_leading(all);
    const int size = 8 - zeros > scale ? 8 - zeros : scale + 1, whole = size - scale;
    const uint128 digits = all >> 8 * (8 - size), before = ((uint128)1 << 8 * whole) - 1;
    const uint128 bytes = (digits & before) | (uint128)'.' << 8 * whole | (digits & ~before) << 8;
    set_signed(out, row, bytes, size + 1, units < 0);
    return true;
}

static size_t format_decimal(const struct node *node, const struct vector *from, int32_t row,
                             char *out) {
    return decimal_format(vector_decimal(from, row), node->args[0]->type.scale, false, out);
}

static size_t format_real(const struct node *node, const struct vector *from, int32_t row,
                          char *out) {
    (void)node;
    return real_format(vector_real(from, row), out);
}

static inline bool set_date(const struct node *node, const struct vector *from, int32_t row,
                            struct vector *out) {
    (void)node;
    const struct civil_day civil = civil_day_of(vector_date(from, row));
    const uint64_t digits = digits_of(civil.year * 10000 + civil.month * 100 + civil.day);
    const uint64_t rest =
        '-' | (digits >> 32 & 0xffff) << 8 | (uint64_t)'-' << 24 | digits >> 48 << 32;
    view_set_short(out, row, (uint32_t)digits | (uint128)rest << 32, 10);
    return true;
}

static size_t format_date(const struct node *node, const struct vector *from, int32_t row,
                          char *out) {
    (void)node;
    return date_format(vector_date(from, row), out);
}

/* With a space between day and time, as SQL has it. */
static size_t format_timestamp(const struct node *node, const struct vector *from, int32_t row,
                               char *out) {
    (void)node;
    const size_t size = timestamp_format(vector_integer(from, row), out);
    char *mark = memchr(out, 'T', size);
    if (mark != NULL) {
        *mark = ' ';
    }
    return size;
}

static size_t format_boolean(const struct node *node, const struct vector *from, int32_t row,
                             char *out) {
    (void)node;
    const bool value = words_bit(from->values, row);
    memcpy(out, value ? "true" : "false", 5);
    return value ? 4 : 5;
}

static size_t format_letter(const struct node *node, const struct vector *from, int32_t row,
                            char *out) {
    (void)node;
    *out = words_bit(from->values, row) ? 't' : 'f';
    return 1;
}

#define FORMAT(name, set, format)                                                                  \
    bool name(struct frame *frame, const struct node *node, const uint64_t *active,                \
              struct vector *out) {                                                                \
        return format_rows(frame, node, active, out, set, format);                                 \
    }

FORMAT(kernel_integer_to_text, set_integer, format_integer)
FORMAT(kernel_decimal_to_text, set_decimal, format_decimal)
FORMAT(kernel_real_to_text, set_none, format_real)
FORMAT(kernel_boolean_to_text, set_none, format_boolean)
FORMAT(kernel_boolean_to_letter, set_none, format_letter)
FORMAT(kernel_date_to_text, set_date, format_date)
FORMAT(kernel_timestamp_to_text, set_none, format_timestamp)
