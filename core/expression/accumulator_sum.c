/* accumulator_sum: sums and means of integers and decimals, exact. See accumulator.h.
 *
 * 2^63 words make less than 2^127, and 2^63 wides less than 2^191: no sum on the way ever
 * overflows, so whether one can be given depends on what was added, never on the order. */
#include "expression/accumulator.h"

#include "base/wide.h"

/* As 64-bit parts, so that a block need not be aligned for more. */
struct sum_words {
    struct leat_decimal total;
    int64_t count;
};

struct sum_wides {
    uint64_t low, middle;
    int64_t high;
    int64_t count;
};

/* -- adding ---------------------------------------------------------------------------------- */

static void add_total(struct sum_words *sum, int128 more) {
    const int128 total = accumulator_wide(&sum->total) + more;
    memcpy(&sum->total, &total, sizeof total);
}

static inline bool sum_one_word(void *accumulator, const struct accumulator_rows *rows,
                                size_t row) {
    struct sum_words *sum = accumulator;
    add_total(sum, rows->words[row]);
    sum->count++;
    return true;
}

static bool sum_words_add(const struct accumulator_rows *rows) {
    return accumulator_each(rows, sum_one_word);
}

static bool sum_words_merge(void *into, void *from) {
    struct sum_words *sum = into;
    const struct sum_words *other = from;
    add_total(sum, accumulator_wide(&other->total));
    sum->count += other->count;
    return true;
}

const struct accumulator_kind accumulator_sum_words = {
    .size = sizeof(struct sum_words),
    .takes = ACCUMULATOR_TAKES_WORDS,
    .add = sum_words_add,
    .merge = sum_words_merge,
};

static void add_parts(struct sum_wides *sum, uint128 low, int64_t high) {
    const uint128 before = (uint128)sum->middle << 64 | sum->low, after = before + low;
    sum->low = (uint64_t)after;
    sum->middle = (uint64_t)(after >> 64);
    sum->high += high + (after < before);
}

static inline bool sum_one_wide(void *accumulator, const struct accumulator_rows *rows,
                                size_t row) {
    struct sum_wides *sum = accumulator;
    const int128 value = accumulator_wide((const char *)rows->values + row * 16);
    add_parts(sum, (uint128)value, value < 0 ? -1 : 0);
    sum->count++;
    return true;
}

static bool sum_wides_add(const struct accumulator_rows *rows) {
    return accumulator_each(rows, sum_one_wide);
}

static bool sum_wides_merge(void *into, void *from) {
    const struct sum_wides *other = from;
    add_parts(into, (uint128)other->middle << 64 | other->low, other->high);
    ((struct sum_wides *)into)->count += other->count;
    return true;
}

const struct accumulator_kind accumulator_sum_wides = {
    .size = sizeof(struct sum_wides),
    .takes = ACCUMULATOR_TAKES_VALUES,
    .add = sum_wides_add,
    .merge = sum_wides_merge,
};

/* -- giving ---------------------------------------------------------------------------------- */

/* Either sum, without its sign. */
struct total {
    struct wide size;
    bool negative;
    int64_t count;
};

static struct total total_of(const struct accumulator_use *use, const void *accumulator) {
    struct sum_wides sum;
    if (accumulator_class_of(use->from) == ACCUMULATOR_WIDES) {
        memcpy(&sum, accumulator, sizeof sum);
    } else {
        struct sum_words words;
        memcpy(&words, accumulator, sizeof words);
        sum = (struct sum_wides){.low = words.total.low,
                                 .middle = (uint64_t)words.total.high,
                                 .high = words.total.high < 0 ? -1 : 0,
                                 .count = words.count};
    }
    struct total total = {.negative = sum.high < 0, .count = sum.count};
    uint128 low = (uint128)sum.middle << 64 | sum.low;
    uint64_t high = (uint64_t)sum.high;
    if (total.negative) {
        low = -low;
        high = ~high + (low == 0);
    }
    total.size = (struct wide){.high = high, .low = low};
    return total;
}

/* false: more than 38 digits. */
static bool build_decimal(struct builder *builder, struct wide size, bool negative) {
    const int128 units = (int128)(size.low & ~((uint128)1 << 127));
    if (size.high != 0 || size.low >> 127 != 0 || !decimal_fits(units, DECIMAL_DIGITS)) {
        return false;
    }
    accumulator_build_wide(builder, negative ? -units : units);
    return true;
}

static bool build_integer(struct builder *builder, const struct total *total) {
    const uint64_t most = (uint64_t)INT64_MAX + total->negative;
    if (total->size.high != 0 || total->size.low > most) {
        return false;
    }
    const uint64_t bits = (uint64_t)total->size.low;
    const int64_t value = total->negative ? (int64_t)(0 - bits) : (int64_t)bits;
    builder_add_fixed(builder, LEAT_INTEGER, &value);
    return true;
}

bool accumulator_give_sum(const struct accumulator_use *use, void *accumulator,
                          struct builder *builder, char **reason) {
    const struct total total = total_of(use, accumulator);
    if (total.count == 0) {
        builder_add_null(builder);
        return true;
    }
    if (use->type.kind == LEAT_INTEGER) {
        if (!build_integer(builder, &total)) {
            *reason = memory_format(
                "%s is past what an integer holds; cast: sum(cast(%s as decimal(38,0)))", use->text,
                use->argument);
            return false;
        }
        return true;
    }
    if (!build_decimal(builder, total.size, total.negative)) {
        *reason = memory_format("%s has more than 38 digits; cast: sum(cast(%s as real))",
                                use->text, use->argument);
        return false;
    }
    return true;
}

bool accumulator_give_mean(const struct accumulator_use *use, void *accumulator,
                           struct builder *builder, char **reason) {
    const struct total total = total_of(use, accumulator);
    if (total.count == 0) {
        builder_add_null(builder);
        return true;
    }
    /* A sum has up to 191 bits, and no more than twelve digits are added to them: 231. */
    struct wide product;
    uint128 rest = 0;
    const uint128 count = (uint128)total.count;
    bool fits = wide_multiply(total.size, (uint128)decimal_power(use->type.scale - use->from.scale),
                              &product);
    if (fits) {
        struct wide mean = wide_divide(product, count, &rest);
        if (rest >= count - rest && ++mean.low == 0) {
            mean.high++;
        }
        fits = build_decimal(builder, mean, total.negative);
    }
    if (!fits) {
        *reason = memory_format(
            "%s has more than 38 digits, %d of them after the point; cast: avg(cast(%s as real))",
            use->text, use->type.scale, use->argument);
    }
    return fits;
}
