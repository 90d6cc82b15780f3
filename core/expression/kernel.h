/* kernel: the loops that work values out, and what they are made of. For core/expression alone. */
#ifndef LEAT_EXPRESSION_KERNEL_H
#define LEAT_EXPRESSION_KERNEL_H

#include "expression/node.h"

/* kernel_integer.c; date_add is here too: a day is an integer */
node_kernel kernel_integer_add, kernel_integer_subtract, kernel_integer_multiply,
    kernel_integer_modulo;
node_kernel kernel_integer_negate, kernel_integer_abs, kernel_integer_sign;
node_kernel kernel_integer_round, kernel_integer_trunc; /* args: integer, digits */
node_kernel kernel_date_add, kernel_date_subtract, kernel_date_difference;

/* kernel_real.c */
node_kernel kernel_real_add, kernel_real_subtract, kernel_real_multiply, kernel_real_divide;
node_kernel kernel_real_negate, kernel_real_abs, kernel_real_sign, kernel_real_sqrt,
    kernel_real_power;
node_kernel kernel_real_ceil, kernel_real_floor;
node_kernel kernel_real_round, kernel_real_trunc; /* args: real, digits */

/* A real as a whole number of units of 10^-digits, rounded half away from zero or cut, by the
 * shortest decimal that stands for it. false: it is not known at once, and to be worked out by
 * real_round. */
bool kernel_round_units(double value, int digits, bool half_up, double *units);

/* kernel_decimal.c, kernel_decimal_round.c. numbers[0] is said beside each */
node_kernel kernel_decimal_add,
    kernel_decimal_subtract;         /* whether the result may have too many digits */
node_kernel kernel_decimal_multiply; /* likewise */
node_kernel kernel_decimal_divide,
    kernel_integer_divide; /* by how much the dividend's scale grows */
node_kernel kernel_decimal_modulo, kernel_decimal_negate, kernel_decimal_abs, kernel_decimal_sign;
node_kernel kernel_decimal_rescale; /* rounds half away from zero */
node_kernel kernel_decimal_floor, kernel_decimal_ceil,
    kernel_decimal_cut; /* to a whole number, or the result's scale */
node_kernel kernel_decimal_round, kernel_decimal_trunc; /* args: decimal, digits; the scale stays */

/* kernel_compare.c, kernel_compare_text.c: numbers[1] turns the answer round */
node_kernel kernel_integer_equal, kernel_integer_less, kernel_real_equal, kernel_real_less;
node_kernel kernel_decimal_equal, kernel_decimal_less, kernel_date_equal, kernel_date_less;
node_kernel kernel_boolean_equal, kernel_boolean_less, kernel_text_equal, kernel_text_less;
node_kernel kernel_scaled_equal, kernel_scaled_less; /* decimals of different scales */

/* kernel_cast.c, and kernel_decimal_round.c to integers: named by from and to */
node_kernel kernel_integer_to_decimal, kernel_integer_to_real, kernel_integer_to_boolean;
node_kernel kernel_decimal_to_integer, kernel_decimal_to_real;
node_kernel kernel_real_to_integer, kernel_real_to_decimal;
node_kernel kernel_boolean_to_integer, kernel_date_to_timestamp, kernel_timestamp_to_date;

/* kernel_parse.c, kernel_format.c: from text and to it */
node_kernel kernel_text_to_integer, kernel_text_to_decimal, kernel_text_to_real,
    kernel_text_to_boolean;
node_kernel kernel_text_to_date, kernel_text_to_timestamp;
node_kernel kernel_integer_to_text, kernel_decimal_to_text, kernel_real_to_text,
    kernel_boolean_to_text;
node_kernel kernel_date_to_text, kernel_timestamp_to_text;
node_kernel kernel_boolean_to_letter; /* t, f: what concat makes of one */

/* kernel_text.c, kernel_text_case.c, kernel_text_join.c */
node_kernel kernel_length, kernel_octet_length, kernel_strpos, kernel_starts_with;
node_kernel kernel_substring, kernel_left, kernel_right, kernel_btrim, kernel_ltrim, kernel_rtrim,
    kernel_split_part;
node_kernel kernel_upper, kernel_lower, kernel_initcap, kernel_reverse;
node_kernel kernel_join, kernel_replace, kernel_repeat, kernel_lpad, kernel_rpad;
node_eval node_eval_concat; /* numbers[0]: its first argument stands between the others */

/* kernel_education.c */
node_kernel kernel_as_format; /* data: struct format */
node_kernel kernel_ofsted_framework;

/* kernel_like.c: data: struct like_pattern, or NULL where the pattern is no constant */
node_kernel kernel_like; /* args: text, pattern, perhaps escape; numbers: insensitive, negated */
struct like_pattern;
/* Compiles a pattern. NULL: *reason (static text) says why. escape: empty for none. */
const struct like_pattern *like_compile(struct arena *arena, struct leat_text pattern,
                                        struct leat_text escape, bool insensitive,
                                        const char **reason);

/* kernel_in.c: data: struct in_set; numbers: the list has a null, negated */
node_kernel kernel_in;
struct in_set;
/* A set of constants of one type. */
const struct in_set *in_set_new(struct arena *arena, struct leat_type type,
                                struct node *const *constants, size_t count);

/* kernel_date.c. numbers[0]: enum date_field */
node_kernel kernel_extract_date, kernel_extract_timestamp, kernel_extract_second,
    kernel_extract_epoch;
node_kernel kernel_trunc_date, kernel_trunc_timestamp, kernel_make_date;
enum date_field {
    FIELD_YEAR,
    FIELD_MONTH,
    FIELD_DAY,
    FIELD_QUARTER,
    FIELD_WEEK,
    FIELD_ISOYEAR,
    FIELD_DOW,
    FIELD_ISODOW,
    FIELD_DOY,
    FIELD_HOUR,
    FIELD_MINUTE,
    FIELD_SECOND,
    FIELD_EPOCH,
};

/* ---- Loops ----
 *
 * Operands are read 64 rows at a time; a constant one is laid out 64 times before, so that there is
 * one loop for all combinations and it can be vectorised. KERNEL_BINARY defines name_loop(frame,
 * node, out): `statement` sets z from x and y, and may set bits of flag where something has to be
 * looked at closer; the flag is what name_loop gives. */
enum { KERNEL_ROWS = 64 };

static inline __attribute__((always_inline)) const void *kernel_operand(const struct vector *vector,
                                                                        void *room, size_t width) {
    if (!vector->is_constant) {
        return vector->values;
    }
    for (size_t i = 0; i < KERNEL_ROWS; i++) {
        memcpy((char *)room + i * width, vector->values, width);
    }
    return room;
}

#define KERNEL_INLINE static inline __attribute__((always_inline))

/* Sets word to a bit for each of rows (at most 64), lowest first: test, over i, says which. Eight
 * at a time, so that each is moved by a constant. */
#define KERNEL_BITS(word, rows, test)                                                              \
    do {                                                                                           \
        int32_t at_ = 0;                                                                           \
        (word) = 0;                                                                                \
        for (; at_ + 8 <= (rows); at_ += 8) {                                                      \
            uint64_t eight_ = 0;                                                                   \
            _Pragma("GCC unroll 8") for (int32_t k_ = 0; k_ < 8; k_++) {                           \
                const int32_t i = at_ + k_;                                                        \
                eight_ |= (uint64_t)(test) << k_;                                                  \
            }                                                                                      \
            (word) |= eight_ << at_;                                                               \
        }                                                                                          \
        for (int32_t i = at_; i < (rows); i++) {                                                   \
            (word) |= (uint64_t)(test) << i;                                                       \
        }                                                                                          \
    } while (0)

#define KERNEL_BINARY(name, A, B, R, statement)                                                    \
    KERNEL_INLINE uint64_t name##_rows(const A *restrict a, const B *restrict b, R *restrict out,  \
                                       int32_t rows) {                                             \
        uint64_t flag = 0;                                                                         \
        for (int32_t i = 0; i < rows; i++) {                                                       \
            const A x = a[i];                                                                      \
            const B y = b[i];                                                                      \
            R z;                                                                                   \
            statement;                                                                             \
            out[i] = z;                                                                            \
        }                                                                                          \
        return flag;                                                                               \
    }                                                                                              \
    static uint64_t name##_loop(const struct frame *frame, const struct node *node,                \
                                struct vector *out) {                                              \
        const struct vector *va = frame_arg(frame, node, 0), *vb = frame_arg(frame, node, 1);      \
        A room_a[KERNEL_ROWS];                                                                     \
        B room_b[KERNEL_ROWS];                                                                     \
        const A *a = kernel_operand(va, room_a, sizeof *a);                                        \
        const B *b = kernel_operand(vb, room_b, sizeof *b);                                        \
        R *to = out->values;                                                                       \
        uint64_t flag = 0;                                                                         \
        int32_t row = 0;                                                                           \
        for (; row + KERNEL_ROWS <= frame->rows; row += KERNEL_ROWS) {                             \
            flag |= name##_rows(va->is_constant ? a : a + row, vb->is_constant ? b : b + row,      \
                                to + row, KERNEL_ROWS);                                            \
        }                                                                                          \
        return flag | name##_rows(va->is_constant ? a : a + row, vb->is_constant ? b : b + row,    \
                                  to + row, frame->rows - row);                                    \
    }

/* The same with one operand: z from x. */
#define KERNEL_UNARY(name, A, R, statement)                                                        \
    KERNEL_INLINE uint64_t name##_rows(const A *restrict a, R *restrict out, int32_t rows) {       \
        uint64_t flag = 0;                                                                         \
        for (int32_t i = 0; i < rows; i++) {                                                       \
            const A x = a[i];                                                                      \
            R z;                                                                                   \
            statement;                                                                             \
            out[i] = z;                                                                            \
        }                                                                                          \
        return flag;                                                                               \
    }                                                                                              \
    static uint64_t name##_loop(const struct frame *frame, const struct node *node,                \
                                struct vector *out) {                                              \
        const struct vector *va = frame_arg(frame, node, 0);                                       \
        A room_a[KERNEL_ROWS];                                                                     \
        const A *a = kernel_operand(va, room_a, sizeof *a);                                        \
        R *to = out->values;                                                                       \
        uint64_t flag = 0;                                                                         \
        int32_t row = 0;                                                                           \
        for (; row + KERNEL_ROWS <= frame->rows; row += KERNEL_ROWS) {                             \
            flag |= name##_rows(va->is_constant ? a : a + row, to + row, KERNEL_ROWS);             \
        }                                                                                          \
        return flag | name##_rows(va->is_constant ? a : a + row, to + row, frame->rows - row);     \
    }

/* Defines a kernel that cannot fail from its loop. */
#define KERNEL_PLAIN(name, loop)                                                                   \
    bool name(struct frame *frame, const struct node *node, const uint64_t *active,                \
              struct vector *out) {                                                                \
        (void)active;                                                                              \
        loop##_loop(frame, node, out);                                                             \
        return true;                                                                               \
    }

/* Defines a kernel whose loop's flag says that some rows may fail: those active ones for which
 * `wrong` (over x and y) is true do, with the reason. */
#define KERNEL_CHECKED(name, loop, A, read_a, B, read_b, wrong, reason)                            \
    bool name(struct frame *frame, const struct node *node, const uint64_t *active,                \
              struct vector *out) {                                                                \
        if (loop##_loop(frame, node, out) == 0) {                                                  \
            return true;                                                                           \
        }                                                                                          \
        for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {                    \
            const A x = read_a(frame_arg(frame, node, 0), walk.row);                               \
            const B y = read_b(frame_arg(frame, node, 1), walk.row);                               \
            if (wrong) {                                                                           \
                frame_fail(frame, node, out, walk.row, "%s", reason);                              \
            }                                                                                      \
        }                                                                                          \
        return true;                                                                               \
    }

#endif
