/* accumulator_real: sums and means of reals, exact until they are rounded once. See accumulator.h.
 *
 * A real_sum takes hundreds of bytes, too many for millions of groups. Nearly all sums are of reals
 * not far apart, so a sum starts as a whole number of 127 bits in units of some power of two; both
 * ends move as values come. When what came does not fit such a number, all goes to a real_sum in
 * memory of its own. Either is exact, so which of them holds a sum, and when it moved, never
 * shows. */
#include "expression/accumulator.h"

#include <math.h>

#include "base/real.h"
#include "base/wide.h"

/* Places count powers of two from the smallest real, 2^-1074: a finite real is a whole number below
 * 2^53 times 2^place.
 */
enum {
    LOWEST_EXPONENT = -1074,
    FRACTION_BITS = 52,
    MOST_BITS = 126,   /* of a compact sum, so that adding two has no way to overflow unseen */
    MOST_SHIFT = 73,   /* that keeps 53 bits within these */
    EASY_BITS = 100,   /* leaves room for many more values */
    MOST_PLACE = 1900, /* of units: whatever is added, parts of a compact sum are finite reals */
    NO_PLACE = 4096 /* past every place, so that an empty or full sum never takes the short way */
};

struct sum_reals {
    union {
        struct leat_decimal units; /* compact: times 2^place */
        struct real_sum *full;
    } as;
    int64_t count;
    int32_t place; /* NO_PLACE unless compact */
    int32_t is_full;
};

/* What a real is made of. */
struct parts {
    uint64_t mantissa;
    int32_t place;
    bool negative;
};

static inline struct parts parts_of(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    const uint64_t exponent = bits >> FRACTION_BITS & 0x7ff, normal = exponent != 0;
    return (struct parts){
        .mantissa = (bits & ((UINT64_C(1) << FRACTION_BITS) - 1)) | normal << FRACTION_BITS,
        .place = (int32_t)(exponent - normal),
        .negative = bits >> 63 != 0,
    };
}

static inline int128 shifted(uint64_t mantissa, int shift, bool negative) {
    const int128 size = (int128)((uint128)mantissa << shift);
    return negative ? -size : size;
}

static int bits_of(int128 units) {
    return uint128_bits(units < 0 ? -(uint128)units : (uint128)units);
}

static void set_units(struct sum_reals *sum, int128 units, int32_t place) {
    memcpy(&sum->as.units, &units, sizeof units);
    sum->place = place;
}

/* -- the full sum ---------------------------------------------------------------------------- */

/* Adds a compact sum in four pieces, each a real without rounding. */
static void add_units(struct real_sum *full, int128 units, int32_t place) {
    uint128 size = units < 0 ? -(uint128)units : (uint128)units;
    for (int at = place + LOWEST_EXPONENT; size != 0; at += 32, size >>= 32) {
        const double piece = ldexp((double)(uint32_t)size, at);
        real_sum_add(full, units < 0 ? -piece : piece);
    }
}

static bool make_full(struct sum_reals *sum) {
    if (sum->is_full) {
        return true;
    }
    struct real_sum *full = memory_try(sizeof *full);
    if (full == NULL) {
        return false;
    }
    memset(full, 0, sizeof *full);
    if (sum->place != NO_PLACE) {
        add_units(full, accumulator_wide(&sum->as.units), sum->place);
    }
    sum->as.full = full;
    sum->place = NO_PLACE;
    sum->is_full = 1;
    return true;
}

/* -- adding ---------------------------------------------------------------------------------- */

/* Tries to bring the units down to a lower place. */
static bool lower(struct sum_reals *sum, int32_t place, int most_bits) {
    const int128 units = accumulator_wide(&sum->as.units);
    const int shift = units == 0 ? 0 : sum->place - place;
    if (bits_of(units) + shift > most_bits) {
        return false;
    }
    set_units(sum,
              units < 0 ? -(int128)(-(uint128)units << shift) : (int128)((uint128)units << shift),
              place);
    return true;
}

/* Adds to a compact sum what fits it; false: it does not. */
static bool add_compact(struct sum_reals *sum, struct parts parts) {
    if (parts.place < sum->place && !lower(sum, parts.place, EASY_BITS)) {
        /* Many reals have few digits: what ends in zeros may do with a higher place. */
        const int zeros = __builtin_ctzll(parts.mantissa);
        parts.mantissa >>= zeros;
        parts.place += zeros;
        if (parts.place < sum->place && !lower(sum, parts.place, MOST_BITS)) {
            return false;
        }
    }
    const int shift = parts.place - sum->place;
    int128 units;
    if (shift > MOST_SHIFT ||
        __builtin_add_overflow(accumulator_wide(&sum->as.units),
                               shifted(parts.mantissa, shift, parts.negative), &units)) {
        return false;
    }
    set_units(sum, units, sum->place);
    return true;
}

static __attribute__((noinline)) bool add_slowly(struct sum_reals *sum, double value) {
    const struct parts parts = parts_of(value);
    if (parts.mantissa == 0) {
        sum->count++;
        return true;
    }
    if (!sum->is_full && sum->place == NO_PLACE && parts.place <= MOST_PLACE) {
        set_units(sum, shifted(parts.mantissa, 0, parts.negative), parts.place);
    } else if (sum->place == NO_PLACE || !add_compact(sum, parts)) {
        if (!make_full(sum)) {
            return false;
        }
        real_sum_add(sum->as.full, value);
    }
    sum->count++;
    return true;
}

static inline bool sum_one_real(void *accumulator, const struct accumulator_rows *rows,
                                size_t row) {
    struct sum_reals *sum = accumulator;
    const double value = ((const double *)rows->values)[row];
    const struct parts parts = parts_of(value);
    const int shift = parts.place - sum->place;
    int128 units;
    if (shift < 0 || shift > MOST_SHIFT ||
        __builtin_add_overflow(accumulator_wide(&sum->as.units),
                               shifted(parts.mantissa, shift, parts.negative), &units)) {
        return add_slowly(sum, value);
    }
    memcpy(&sum->as.units, &units, sizeof units);
    sum->count++;
    return true;
}

static bool sum_reals_add(const struct accumulator_rows *rows) {
    return accumulator_each(rows, sum_one_real);
}

static void sum_reals_start(void *accumulator) {
    ((struct sum_reals *)accumulator)->place = NO_PLACE;
}

static void sum_reals_drop(void *accumulator) {
    struct sum_reals *sum = accumulator;
    if (sum->is_full) {
        memory_free(sum->as.full);
    }
    *sum = (struct sum_reals){.place = NO_PLACE};
}

/* Adds a compact sum to a compact one; false: that does not fit. */
static bool merge_compact(struct sum_reals *sum, struct sum_reals *other) {
    if (sum->place > other->place ? !lower(sum, other->place, MOST_BITS)
                                  : !lower(other, sum->place, MOST_BITS)) {
        return false;
    }
    int128 units;
    if (__builtin_add_overflow(accumulator_wide(&sum->as.units), accumulator_wide(&other->as.units),
                               &units)) {
        return false;
    }
    set_units(sum, units, sum->place);
    return true;
}

static bool sum_reals_merge(void *into, void *from) {
    struct sum_reals *sum = into, *other = from;
    const int64_t count = sum->count + other->count;
    if (other->is_full) {
        const struct sum_reals swapped = *sum;
        *sum = *other;
        *other = swapped;
    }
    bool done = true;
    if (other->is_full) {
        real_sum_merge(sum->as.full, other->as.full);
    } else if (other->place != NO_PLACE && (sum->is_full || !merge_compact(sum, other))) {
        done = make_full(sum);
        if (done) {
            add_units(sum->as.full, accumulator_wide(&other->as.units), other->place);
        }
    }
    sum->count = count;
    sum_reals_drop(other);
    return done;
}

/* -- as bytes -------------------------------------------------------------------------------- */

static size_t sum_reals_save(const void *accumulator, char *into) {
    const struct sum_reals *sum = accumulator;
    if (into != NULL) {
        memcpy(into, sum, sizeof *sum);
        if (sum->is_full) {
            memcpy(into + sizeof *sum, sum->as.full, sizeof *sum->as.full);
        }
    }
    return sizeof *sum + (sum->is_full ? sizeof *sum->as.full : 0);
}

/* Whether it can be one that real_sum made: none of its numbers is near an overflow. */
static bool is_sound(const struct real_sum *full) {
    const int64_t most = INT64_MAX / 2;
    bool sound = full->pending >= 0 && full->pending <= UINT32_MAX;
    for (size_t i = 0; i < sizeof full->limbs / sizeof *full->limbs; i++) {
        sound = sound && full->limbs[i] >= -most && full->limbs[i] <= most;
    }
    return sound;
}

static bool sum_reals_load(void *accumulator, struct accumulator_bytes *from) {
    struct sum_reals *sum = accumulator, saved;
    if (!accumulator_take(from, &saved, sizeof saved) || saved.count < 0) {
        return false;
    }
    if (!saved.is_full) {
        if (saved.place != NO_PLACE && (saved.place < 0 || saved.place > MOST_PLACE)) {
            return false;
        }
        *sum = saved;
        return true;
    }
    if (!make_full(sum) || !accumulator_take(from, sum->as.full, sizeof *sum->as.full) ||
        !is_sound(sum->as.full)) {
        return false;
    }
    sum->count = saved.count;
    return true;
}

const struct accumulator_kind accumulator_sum_reals = {
    .size = sizeof(struct sum_reals),
    .takes = ACCUMULATOR_TAKES_VALUES,
    .start = sum_reals_start,
    .add = sum_reals_add,
    .merge = sum_reals_merge,
    .save = sum_reals_save,
    .load = sum_reals_load,
    .drop = sum_reals_drop,
};

/* -- giving ---------------------------------------------------------------------------------- */

static struct real_sum whole_of(const struct sum_reals *sum) {
    if (sum->is_full) {
        return *sum->as.full;
    }
    struct real_sum whole = {.pending = 0};
    if (sum->place != NO_PLACE) {
        add_units(&whole, accumulator_wide(&sum->as.units), sum->place);
    }
    return whole;
}

static bool build_real(const struct accumulator_use *use, struct builder *builder, bool fits,
                       double value, char **reason) {
    if (!fits) {
        *reason = memory_format("%s is past what a real holds", use->text);
        return false;
    }
    const double one_zero = value + 0.0; /* a sum of nothing but -0.0 is 0 */
    builder_add_fixed(builder, LEAT_REAL, &one_zero);
    return true;
}

bool accumulator_give_sum_reals(const struct accumulator_use *use, void *accumulator,
                                struct builder *builder, char **reason) {
    const struct sum_reals *sum = accumulator;
    if (sum->count == 0) {
        builder_add_null(builder);
        return true;
    }
    const struct real_sum whole = whole_of(sum);
    double value = 0;
    const bool fits = real_sum_give(&whole, &value);
    return build_real(use, builder, fits, value, reason);
}

bool accumulator_give_mean_reals(const struct accumulator_use *use, void *accumulator,
                                 struct builder *builder, char **reason) {
    const struct sum_reals *sum = accumulator;
    if (sum->count == 0) {
        builder_add_null(builder);
        return true;
    }
    const struct real_sum whole = whole_of(sum);
    double value = 0;
    const bool fits = real_sum_mean(&whole, sum->count, &value);
    return build_real(use, builder, fits, value, reason);
}
