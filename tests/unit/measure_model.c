/* Measures against a plain model: random rows, cut into parts at random, merged in any order, saved
 * and loaded in between, give what adding up by hand gives, to the last digit. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/real.h"
#include "batch/bits.h"
#include "measure_support.h"
#include "random.h"

/* -- whole numbers without end, by hand ------------------------------------------------------- */

enum { LIMBS = 12, LIMB = 1000000000 };

struct big {
    uint32_t limbs[LIMBS]; /* lowest first, 9 digits each */
};

static void big_add(struct big *big, uint128 value) {
    uint64_t carry = 0;
    for (int i = 0; i < LIMBS; i++) {
        carry += big->limbs[i] + (uint64_t)(value % LIMB);
        value /= LIMB;
        big->limbs[i] = (uint32_t)(carry % LIMB);
        carry /= LIMB;
    }
}

static int big_compare(const struct big *a, const struct big *b) {
    for (int i = LIMBS - 1; i >= 0; i--) {
        if (a->limbs[i] != b->limbs[i]) {
            return a->limbs[i] < b->limbs[i] ? -1 : 1;
        }
    }
    return 0;
}

/* a - b, where a is not less */
static struct big big_less(const struct big *a, const struct big *b) {
    struct big out = {{0}};
    int64_t borrow = 0;
    for (int i = 0; i < LIMBS; i++) {
        int64_t limb = (int64_t)a->limbs[i] - b->limbs[i] - borrow;
        borrow = limb < 0;
        out.limbs[i] = (uint32_t)(limb + borrow * LIMB);
    }
    return out;
}

static void big_multiply(struct big *big, uint32_t factor) {
    uint64_t carry = 0;
    for (int i = 0; i < LIMBS; i++) {
        carry += (uint64_t)big->limbs[i] * factor;
        big->limbs[i] = (uint32_t)(carry % LIMB);
        carry /= LIMB;
    }
}

static uint32_t big_divide(struct big *big, uint32_t divisor) {
    uint64_t rest = 0;
    for (int i = LIMBS - 1; i >= 0; i--) {
        rest = rest * LIMB + big->limbs[i];
        big->limbs[i] = (uint32_t)(rest / divisor);
        rest %= divisor;
    }
    return (uint32_t)rest;
}

/* Sign and size, and how they read at a scale; "cannot" past so many digits. */
struct number {
    struct big above, below; /* what was added and what was taken away */
};

static void number_add(struct number *number, int128 value) {
    big_add(value < 0 ? &number->below : &number->above,
            value < 0 ? -(uint128)value : (uint128)value);
}

static char *number_text(const struct number *number, int more_digits, uint32_t divisor, int scale,
                         bool is_integer) {
    const bool negative = big_compare(&number->above, &number->below) < 0;
    struct big size = negative ? big_less(&number->below, &number->above)
                               : big_less(&number->above, &number->below);
    for (int i = 0; i < more_digits; i++) {
        big_multiply(&size, 10);
    }
    const uint32_t rest = big_divide(&size, divisor);
    if (rest >= divisor - rest) {
        big_add(&size, 1);
    }
    char digits[LIMBS * 9 + 1];
    for (int i = 0; i < LIMBS; i++) {
        snprintf(digits + i * 9, 10, "%09u", size.limbs[LIMBS - 1 - i]);
    }
    const char *first = digits;
    while (*first == '0' && strlen(first) > (size_t)scale + 1) {
        first++;
    }
    const size_t count = strlen(first), significant = strlen(digits + strspn(digits, "0"));
    const char *most = negative ? "9223372036854775808" : "9223372036854775807";
    if (is_integer ? count > 19 || (count == 19 && strcmp(first, most) > 0)
                   : significant > DECIMAL_DIGITS) {
        return memory_copy("cannot");
    }
    return memory_format("%s%.*s%s%s", negative ? "-" : "", (int)(count - (size_t)scale), first,
                         scale > 0 ? "." : "", first + count - (size_t)scale);
}

/* -- the model ------------------------------------------------------------------------------- */

/* The rows of one group that have a value. */
struct values {
    struct leat_view view;
    uint32_t *rows;
    size_t count;
};

static int128 exact_at(const struct leat_view *view, int64_t row) {
    int128 wide;
    switch (view->type.kind) {
    case LEAT_DECIMAL:
        memcpy(&wide, (const char *)view->values + row * 16, sizeof wide);
        return wide;
    case LEAT_BOOLEAN:
        return leat_boolean(view, row);
    case LEAT_DATE:
        return leat_date(view, row);
    default:
        return leat_integer(view, row);
    }
}

static int compare_rows(const struct leat_view *view, int64_t a, int64_t b) {
    if (view->type.kind == LEAT_TEXT) {
        const struct leat_text one = leat_text_at(view, a), two = leat_text_at(view, b);
        const int order = memcmp(one.data, two.data, one.size < two.size ? one.size : two.size);
        return order != 0 ? order : (one.size > two.size) - (one.size < two.size);
    }
    if (view->type.kind == LEAT_REAL) {
        const double one = leat_real(view, a), two = leat_real(view, b);
        return (one > two) - (one < two);
    }
    const int128 one = exact_at(view, a), two = exact_at(view, b);
    return (one > two) - (one < two);
}

static int compare_sorted(const void *a, const void *b, void *view) {
    return compare_rows(view, *(const uint32_t *)a, *(const uint32_t *)b);
}

static char *model_count(struct values *values) { return memory_format("%zu", values->count); }

static char *model_distinct(struct values *values) {
    size_t count = 0;
    qsort_r(values->rows, values->count, sizeof *values->rows, compare_sorted, &values->view);
    for (size_t i = 0; i < values->count; i++) {
        count += i == 0 || compare_rows(&values->view, values->rows[i - 1], values->rows[i]) != 0;
    }
    return memory_format("%zu", count);
}

static char *real_result(bool fits, double value) {
    char text[REAL_TEXT];
    return fits ? memory_copy_part(text, real_format(value, text)) : memory_copy("cannot");
}

static char *model_sum(struct values *values) {
    struct number number = {.above = {{0}}};
    struct real_sum sum = {.pending = 0};
    for (size_t i = 0; i < values->count; i++) {
        if (values->view.type.kind == LEAT_REAL) {
            real_sum_add(&sum, leat_real(&values->view, values->rows[i]));
        } else {
            number_add(&number, exact_at(&values->view, values->rows[i]));
        }
    }
    if (values->count == 0) {
        return memory_copy("null");
    }
    if (values->view.type.kind == LEAT_REAL) {
        double value = 0;
        const bool fits = real_sum_give(&sum, &value);
        return real_result(fits, value);
    }
    return number_text(&number, 0, 1, values->view.type.scale,
                       values->view.type.kind == LEAT_INTEGER);
}

static char *model_mean(struct values *values) {
    struct number number = {.above = {{0}}};
    struct real_sum sum = {.pending = 0};
    for (size_t i = 0; i < values->count; i++) {
        if (values->view.type.kind == LEAT_REAL) {
            real_sum_add(&sum, leat_real(&values->view, values->rows[i]));
        } else {
            number_add(&number, exact_at(&values->view, values->rows[i]));
        }
    }
    if (values->count == 0) {
        return memory_copy("null");
    }
    if (values->view.type.kind == LEAT_REAL) {
        double value = 0;
        const bool fits = real_sum_mean(&sum, (int64_t)values->count, &value);
        return real_result(fits, value);
    }
    return number_text(&number, 12, (uint32_t)values->count, values->view.type.scale + 12, false);
}

static char *value_of(struct values *values, size_t at) {
    const struct column *column = values->view.column;
    return values->count == 0 ? memory_copy("null") : value_text(column, values->rows[at]);
}

static char *model_min(struct values *values) {
    qsort_r(values->rows, values->count, sizeof *values->rows, compare_sorted, &values->view);
    return value_of(values, 0);
}

static char *model_max(struct values *values) {
    qsort_r(values->rows, values->count, sizeof *values->rows, compare_sorted, &values->view);
    return value_of(values, values->count - 1);
}

static char *model_median(struct values *values) {
    qsort_r(values->rows, values->count, sizeof *values->rows, compare_sorted, &values->view);
    if (values->count == 0) {
        return memory_copy("null");
    }
    const size_t below = (values->count - 1) / 2, above = values->count / 2;
    struct values two = {.view = values->view,
                         .rows = (uint32_t[]){values->rows[below], values->rows[above]},
                         .count = 2};
    struct number number = {.above = {{0}}};
    switch (values->view.type.kind) {
    case LEAT_REAL:
        return model_mean(&two);
    case LEAT_INTEGER:
    case LEAT_DECIMAL:
        number_add(&number, exact_at(&two.view, two.rows[0]));
        number_add(&number, exact_at(&two.view, two.rows[1]));
        return number_text(&number, 1, 2, two.view.type.scale + 1, false);
    default:
        return value_of(values, below);
    }
}

/* -- the measures ---------------------------------------------------------------------------- */

struct subject {
    const char *text;
    const char *column; /* NULL: every row */
    char *(*model)(struct values *values);
    bool filtered;
};

#define FILTER " filter (where keep)"
#define OF(name, column)                                                                           \
    {"count(" column ")", column, model_count, false},                                             \
        {"count(distinct " column ")", column, model_distinct, false},                             \
        {"min(" column ")", column, model_min, false},                                             \
        {"max(" column ")", column, model_max, false},                                             \
        {"count(distinct " column ")" FILTER, column, model_distinct, true},                       \
        {"min(" column ")" FILTER, column, model_min, true}, {                                     \
        "max(" column ")" FILTER, column, model_max, true                                          \
    }
#define OF_NUMBERS(name, column)                                                                   \
    OF(name, column), {"sum(" column ")", column, model_sum, false},                               \
        {"avg(" column ")", column, model_mean, false},                                            \
        {"sum(" column ")" FILTER, column, model_sum, true},                                       \
        {"avg(" column ")" FILTER, column, model_mean, true},                                      \
        {"median(" column ")", column, model_median, false}, {                                     \
        "median(" column ")" FILTER, column, model_median, true                                    \
    }

static const struct subject subjects[] = {
    {"count(*)", NULL, model_count, false},
    {"count(*)" FILTER, NULL, model_count, true},
    OF_NUMBERS(integer, "whole"),
    OF_NUMBERS(decimal, "short"),
    OF_NUMBERS(decimal, "long"),
    OF_NUMBERS(real, "real"),
    OF(boolean, "truth"),
    OF(text, "name"),
    OF(date, "day"),
    OF(timestamp, "moment"),
    {"median(day)", "day", model_median, false},
    {"median(moment)", "moment", model_median, false},
};
enum { SUBJECTS = sizeof subjects / sizeof *subjects };

static char *model_result(const struct table *table, const struct subject *subject,
                          const uint8_t *groups, int group) {
    const int32_t keep = schema_find(&table->schema, "keep", 4);
    const struct leat_view filter = column_view(table->columns[keep]);
    const int32_t number = subject->column == NULL ? keep
                                                   : schema_find(&table->schema, subject->column,
                                                                 strlen(subject->column));
    struct values values = {.view = column_view(table->columns[number])};
    values.rows = memory_array((size_t)table->rows + 1, sizeof *values.rows);
    for (int64_t row = 0; row < table->rows; row++) {
        const bool kept = !leat_is_null(&filter, row) && leat_boolean(&filter, row);
        if (groups[row] == group && (kept || !subject->filtered) &&
            (subject->column == NULL || !leat_is_null(&values.view, row))) {
            values.rows[values.count++] = (uint32_t)row;
        }
    }
    char *result = subject->model(&values);
    memory_free(values.rows);
    return result;
}

/* -- random rows ----------------------------------------------------------------------------- */

enum { SMALL, LARGE, MIXED };

static int64_t random_integer(uint64_t *state, int spread) {
    const uint64_t bits = random_next(state);
    switch (spread == MIXED ? (int)random_below(state, 3) : spread) {
    case SMALL:
        return (int64_t)(bits % 21) - 10;
    case LARGE:
        return bits % 16 == 0 ? INT64_MAX : bits % 16 == 1 ? INT64_MIN : (int64_t)bits;
    default:
        return (int64_t)(bits % 20000000) - 10000000;
    }
}

/* Of so many digits at the most. */
static int128 random_decimal(uint64_t *state, int spread, int digits) {
    const uint128 bits = (uint128)random_next(state) << 64 | random_next(state);
    const int used = spread == SMALL   ? 2
                     : spread == LARGE ? digits
                                       : 1 + (int)random_below(state, (uint64_t)digits);
    const int128 units = (int128)(bits % (uint128)decimal_power(used));
    return random_below(state, 2) != 0 ? -units : units;
}

static double random_real(uint64_t *state, int spread) {
    const uint64_t bits = random_next(state);
    double value;
    switch (spread == MIXED ? 3 + (int)random_below(state, 4) : spread) {
    case SMALL:
        return (double)((int64_t)(bits % 2001) - 1000) / 100;
    case LARGE: /* any finite one, subnormals and zeros of both signs among them */
        do {
            const uint64_t any = random_next(state);
            memcpy(&value, &any, sizeof value);
        } while (value != value || value - value != 0);
        return bits % 8 == 0 ? value * 0x1p-1000 : bits % 8 == 1 ? 0.0 * value : value * 0x1p-40;
    case MIXED + 1:
        return (double)(int64_t)bits;
    case MIXED + 2:
        return bits % 2 != 0 ? 1e300 : -1e300;
    default: /* few digits, far apart */
        return ldexp((double)(bits % 7) - 3, (int)random_below(state, 120) - 60);
    }
}

static struct leat_text random_text(uint64_t *state, int spread, char *room) {
    const size_t most = spread == SMALL ? 3 : spread == LARGE ? 40 : 14;
    size_t size = 0;
    for (uint64_t letters = random_below(state, most); letters > 0; letters--) {
        size += text_encode(random_below(state, 9) == 0 ? 0x20ac
                                                        : 'a' + (uint32_t)random_below(state, 2),
                            room + size);
    }
    return (struct leat_text){room, size};
}

static void add_random(struct builder *builder, uint64_t *state, int spread) {
    const struct leat_type type = builder->api.type;
    char room[256];
    switch (type.kind) {
    case LEAT_TEXT:
        builder_add_text(builder, random_text(state, spread, room));
        break;
    case LEAT_REAL: {
        const double value = random_real(state, spread);
        builder_add_fixed(builder, LEAT_REAL, &value);
        break;
    }
    case LEAT_DECIMAL: {
        const int128 units = random_decimal(state, spread, type.precision);
        builder_add_fixed(builder, LEAT_DECIMAL, &units);
        break;
    }
    case LEAT_BOOLEAN: {
        const uint8_t truth = random_below(state, 2) != 0;
        builder_add_fixed(builder, LEAT_BOOLEAN, &truth);
        break;
    }
    case LEAT_DATE: {
        const int32_t day = (int32_t)random_below(state, spread == SMALL ? 5 : 700000) - 2;
        builder_add_fixed(builder, LEAT_DATE, &day);
        break;
    }
    case LEAT_TIMESTAMP: {
        const int64_t micros =
            (int64_t)random_below(state, spread == SMALL ? 5 : UINT64_C(1) << 55) - 2;
        builder_add_fixed(builder, LEAT_TIMESTAMP, &micros);
        break;
    }
    default: {
        const int64_t value = random_integer(state, spread);
        builder_add_fixed(builder, LEAT_INTEGER, &value);
    }
    }
}

static void random_table(struct table *table, uint64_t *state) {
    static const int64_t sizes[] = {0, 1, 2, 3, 17, 64, 65, 300, 1023, 1025, 3000};
    table_read(
        table,
        "whole integer|short decimal(12,3)|long decimal(38,4)|real real|truth boolean|name text|day date|"
        "moment timestamp|keep boolean",
        "");
    table->rows = sizes[random_below(state, sizeof sizes / sizeof *sizes)];
    for (int32_t i = 0; i < table->schema.count; i++) {
        const int spread = (int)random_below(state, 3);
        const uint64_t nulls = random_below(state, 4); /* none, all, some, few */
        struct builder *builder = builder_new(NULL, table->schema.columns[i].type, table->rows);
        for (int64_t row = 0; row < table->rows; row++) {
            if (nulls == 1 || (nulls == 2 && random_below(state, 3) == 0) ||
                (nulls == 3 && random_below(state, 50) == 0)) {
                builder_add_null(builder);
            } else {
                add_random(builder, state, spread);
            }
        }
        char *failure;
        column_release(table->columns[i]);
        table->columns[i] = builder_finish(builder, &failure);
        cr_assert_not_null(table->columns[i]);
    }
}

/* -- the tests ------------------------------------------------------------------------------- */

enum { GROUPS = 3 };

static bool same(const char *result, const char *expected) {
    return strcmp(expected, "cannot") == 0 ? strncmp(result, "cannot: ", 8) == 0
                                           : strcmp(result, expected) == 0;
}

static void compare(const struct table *table, const struct leat_measures *measures,
                    const uint8_t *groups, void *const blocks[GROUPS], const char *what,
                    uint64_t seed) {
    for (size_t i = 0; i < SUBJECTS; i++) {
        for (int group = 0; group < GROUPS; group++) {
            char *result, *expected = model_result(table, &subjects[i], groups, group);
            results_of(measures, i, &blocks[group], 1, &result);
            cr_assert(same(result, expected), "seed %llu, %s, %s of %lld rows: %s, not %s",
                      (unsigned long long)seed, what, subjects[i].text, (long long)table->rows,
                      result, expected);
            memory_free(result);
            memory_free(expected);
        }
    }
}

static void drop_all(const struct leat_measures *measures, void *blocks[GROUPS]) {
    for (int group = 0; group < GROUPS; group++) {
        measures_drop(measures, blocks[group]);
        memory_free(blocks[group]);
    }
}

static void check_seed(uint64_t seed) {
    uint64_t state = seed;
    struct table table;
    random_table(&table, &state);
    const char *texts[SUBJECTS];
    for (size_t i = 0; i < SUBJECTS; i++) {
        texts[i] = subjects[i].text;
    }
    struct leat_measures *measures = measures_make(&table, texts, SUBJECTS);
    uint8_t *groups = memory_alloc((size_t)table.rows + 1);
    const uint64_t used = 1 + random_below(&state, GROUPS + 1); /* group GROUPS is none */
    for (int64_t row = 0; row < table.rows; row++) {
        groups[row] = (uint8_t)random_below(&state, used);
    }

    void *blocks[GROUPS];
    for (int group = 0; group < GROUPS; group++) {
        blocks[group] = block_new(measures);
    }
    uint32_t *rows = memory_array((size_t)table.rows + 1, sizeof *rows);
    for (uint32_t row = 0; row < table.rows; row++) {
        rows[row] = row;
    }
    table_add_groups(&table, measures, rows, (size_t)table.rows, groups, GROUPS, blocks);
    compare(&table, measures, groups, blocks, "in one batch", seed);
    compare(&table, measures, groups, blocks, "asked again", seed);
    drop_all(measures, blocks);

    table_fold(&table, measures, groups, GROUPS, &state, blocks);
    compare(&table, measures, groups, blocks, "in parts", seed);
    drop_all(measures, blocks);

    memory_free(rows);
    memory_free(groups);
    measures_free(measures);
    table_free(&table);
}

Test(measure_model, any_order_and_any_split_give_what_the_model_gives) {
    for (uint64_t seed = 1; seed <= 150; seed++) {
        check_seed(seed);
    }
    cr_assert_eq(memory_used(), 0);
}
