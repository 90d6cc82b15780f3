/* expressions: how long typical expressions take over a batch, in nanoseconds a row.
 *
 *     make bench-expressions                  all of them
 *     build/tests/bench-expressions 4096      batches of so many rows (65536 unless said)
 *     build/tests/bench-expressions 4096 in   those alone whose text has " in " or the like in it
 *
 * Each expression is evaluated many times over the same batch, and the fastest time counts: what
 * the machine does besides makes others slower, never faster. The last figure is how often memory
 * was asked for in one evaluation: one or two blocks for the column that it gives, whatever the
 * number of rows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/decimal.h"
#include "expression/expression.h"

/* -- the batch -------------------------------------------------------------------------------- */

enum { COLUMNS = 20, LEAST_NANOSECONDS = 40000000, LEAST_TIMES = 12 };

static struct schema schema;
static struct column *columns[COLUMNS];
static uint64_t state = 1;

/* From 0 to below - 1. */
static uint64_t below(uint64_t most) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (state >> 33) % most;
}

static struct column *add(const char *name, struct leat_type type, int64_t rows) {
    struct column *column = column_try(type, rows);
    if (column == NULL) {
        fputs("bench-expressions: no memory left\n", stderr);
        exit(3);
    }
    schema_add(&schema, name, strlen(name), type);
    columns[schema.count - 1] = column;
    return column;
}

/* Every tenth value or so becomes null. */
static void add_nulls(struct column *column) {
    if (!column_try_valid(column)) {
        exit(3);
    }
    for (int64_t row = 0; row < column_rows(column); row++) {
        if (below(10) == 0) {
            column_set_null(column, row);
        }
    }
}

static void add_integers(const char *name, int64_t rows, int64_t first, uint64_t span, bool nulls) {
    struct column *column = add(name, type_of(LEAT_INTEGER), rows);
    for (int64_t row = 0; row < rows; row++) {
        ((int64_t *)column->values)[row] = first + (int64_t)below(span);
    }
    if (nulls) {
        add_nulls(column);
    }
}

static void add_dates(const char *name, int64_t rows, bool nulls) {
    struct column *column = add(name, type_of(LEAT_DATE), rows);
    for (int64_t row = 0; row < rows; row++) {
        ((int32_t *)column->values)[row] = 11000 + (int32_t)below(9000); /* 2000 to 2024 */
    }
    if (nulls) {
        add_nulls(column);
    }
}

static void add_numbers(int64_t rows) {
    struct column *real = add("x", type_of(LEAT_REAL), rows);
    struct column *other = add("y", type_of(LEAT_REAL), rows);
    struct column *money = add("money", type_decimal(10, 2), rows);
    struct column *price = add("price", type_decimal(12, 3), rows);
    struct column *wide = add("wide", type_decimal(30, 6), rows);
    struct column *moment = add("moment", type_of(LEAT_TIMESTAMP), rows);
    struct column *flag = add("flag", type_of(LEAT_BOOLEAN), rows);
    for (int64_t row = 0; row < rows; row++) {
        ((double *)real->values)[row] = (double)below(1000000) / 100;
        ((double *)other->values)[row] = (double)(1 + below(1000)) / 8;
        ((int128 *)money->values)[row] = (int128)below(10000000) - 1000;
        ((int128 *)price->values)[row] = 1 + below(1000000);
        ((int128 *)wide->values)[row] = (int128)below(1000000000) * below(1000000000);
        ((int64_t *)moment->values)[row] =
            (int64_t)(11000 + below(9000)) * INT64_C(86400000000) + (int64_t)below(1000000) * 86400;
    }
    for (size_t i = 0; i < column_size(flag->type, rows); i++) {
        ((unsigned char *)flag->values)[i] = (unsigned char)below(256);
    }
}

static void put_text(struct column *column, int64_t row, struct buffer *buffer, const char *text) {
    const size_t size = strlen(text);
    memcpy(buffer->data + buffer->size, text, size + 1);
    column_set_text(column, row, 0, buffer->data + buffer->size, buffer->size, size);
    buffer->size += size;
}

static void add_texts(int64_t rows) {
    static const char *const phases[] = {"Primary",    "Primary", "Primary", "Secondary",
                                         "Secondary",  "Special", "Nursery", "Pupil referral unit",
                                         "All-through"};
    static const char *const kinds[] = {"Church of England", "Community", "Roman Catholic"};
    struct column *phase = add("phase", type_of(LEAT_TEXT), rows);
    struct column *absent = add("phase_or_null", type_of(LEAT_TEXT), rows);
    struct column *name = add("name", type_of(LEAT_TEXT), rows);
    struct column *urn = add("urn", type_of(LEAT_TEXT), rows);
    struct column *written = add("written", type_of(LEAT_TEXT), rows);
    struct column *amount = add("amount", type_of(LEAT_TEXT), rows);
    struct buffer *buffer = buffer_try((size_t)rows * 160 + 64);
    if (buffer == NULL) {
        exit(3);
    }
    for (int64_t row = 0; row < rows; row++) {
        char text[80];
        const char *const word = phases[below(9)];
        put_text(phase, row, buffer, word);
        put_text(absent, row, buffer, word);
        snprintf(text, sizeof text, "School %d %s %s School", (int)below(10000), kinds[below(3)],
                 word);
        put_text(name, row, buffer, text);
        snprintf(text, sizeof text, "%d", 100000 + (int)below(50000));
        put_text(urn, row, buffer, text);
        snprintf(text, sizeof text, "%d-%02d-%02d", 2000 + (int)below(25), 1 + (int)below(12),
                 1 + (int)below(28));
        put_text(written, row, buffer, text);
        snprintf(text, sizeof text, "%d.%02d", (int)below(100000), (int)below(100));
        put_text(amount, row, buffer, text);
    }
    struct column *const texts[] = {phase, absent, name, urn, written, amount};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (column_try_hold(texts[i], buffer) < 0) {
            exit(3);
        }
    }
    buffer_release(buffer);
    add_nulls(absent);
}

static void make_batch(int64_t rows) {
    add_integers("grade", rows, 1, 4, false);
    add_integers("grade_or_null", rows, 1, 4, true);
    add_integers("pupils", rows, 0, 2000, false);
    add_integers("number", rows, -500000, 1000000, false);
    add_dates("day", rows, false);
    add_dates("day_or_null", rows, true);
    add_numbers(rows);
    add_texts(rows);
    for (int32_t i = 0; i < schema.count; i++) {
        column_finish(columns[i]);
    }
}

/* -- what is measured ------------------------------------------------------------------------- */

static const char *const expressions[] = {
    /* comparisons */
    "grade <= 2",
    "grade_or_null <= 2",
    "grade = 3",
    "pupils > number",
    "grade between 2 and 3",
    "x < 12.5",
    "money > 250.00",
    "wide > 250.00",
    "money = price",
    "day >= date '2015-09-01'",
    "day_or_null < date '2015-09-01'",
    "moment >= timestamp '2015-09-01 09:30:00'",
    "phase = 'Primary'",
    "phase_or_null = 'Primary'",
    "phase = 'Pupil referral unit'",
    "phase = phase_or_null",
    "phase < 'Q'",
    "grade in (1, 2)",
    "phase in ('Primary', 'Secondary')",
    "phase in ('Primary', 'Pupil referral unit')",
    "phase in ('a', 'b', 'c', 'd', 'e', 'f', 'Primary', 'Special')",
    "urn in ('100001', '100002', '100003', '100004')",
    "money in (1.00, 2.50)",
    "day in (date '2015-09-01', date '2016-09-01')",
    "name like 'School 12%'",
    "name like '%Catholic%'",
    "name like '%Primary School'",
    "name ilike '%catholic%'",
    /* logic and choice */
    "grade <= 2 and phase = 'Primary'",
    "grade = 1 or grade = 2",
    "not flag",
    "grade_or_null is null",
    "case when grade <= 2 then 'good' else 'not good' end",
    "case when grade = 1 then 10 when grade = 2 then 20 else 30 end",
    "case when phase = 'Special' then 'Special Schools / ACE' else phase end",
    "coalesce(grade_or_null, 0)",
    "coalesce(phase_or_null, 'none')",
    "nullif(pupils, 0)",
    "greatest(pupils, grade)",
    /* numbers */
    "pupils + 1",
    "pupils + number",
    "grade_or_null + number",
    "pupils * number",
    "pupils % 12",
    "-number",
    "abs(number)",
    "x + y",
    "x * y",
    "x / y",
    "money + money",
    "money + price",
    "money * 2",
    "money * price",
    "wide + money",
    "pupils / 7",
    "money / price",
    "round(100.0 * pupils / 7, 1)",
    "round(money, 1)",
    "round(x, 2)",
    "floor(money)",
    /* dates */
    "extract(year from day)",
    "extract(month from day)",
    "extract(year from day_or_null)",
    "extract(quarter from day)",
    "extract(week from day)",
    "extract(isodow from day)",
    "extract(year from moment)",
    "extract(hour from moment)",
    "extract(year from day) - case when extract(month from day) < 9 then 1 else 0 end",
    "date_trunc('month', day)",
    "date_trunc('year', day)",
    "date_trunc('month', moment)",
    "day + 30",
    "day - day_or_null",
    "make_date(2000 + grade, 9, 1)",
    /* casts */
    "cast(urn as integer)",
    "cast(amount as decimal(10, 2))",
    "cast(amount as real)",
    "cast(written as date)",
    "cast(pupils as text)",
    "cast(pupils as decimal(12, 2))",
    "cast(money as real)",
    "cast(money as integer)",
    "cast(money as text)",
    "cast(day as text)",
    "cast(moment as date)",
    /* texts */
    "length(phase)",
    "length(name)",
    "substring(urn, 1, 3)",
    "left(name, 8)",
    "right(urn, 2)",
    "trim(phase)",
    "upper(phase)",
    "lower(name)",
    "phase || '!'",
    "phase || ' ' || urn",
    "replace(name, 'School', 'Sch')",
    "split_part(name, ' ', 2)",
    "strpos(name, 'School')",
};

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static void fail_row(void *context, int64_t row, const char *reason) {
    (void)context;
    fprintf(stderr, "bench-expressions: row %lld: %s\n", (long long)row, reason);
    exit(1);
}

/* One evaluation over the batch: as a filter does it, or as a derived column. */
static void evaluate(const struct leat_expression *expression, int64_t rows, uint32_t *kept,
                     struct evaluation *evaluation) {
    size_t count;
    if (expression_type(expression).kind == LEAT_BOOLEAN) {
        expression_where(expression, columns, rows, evaluation, kept, &count);
    } else {
        column_release(expression_eval(expression, columns, rows, evaluation));
    }
    if (evaluation->out_of_memory) {
        exit(3);
    }
}

static void measure(const char *text, int64_t rows, uint32_t *kept) {
    const struct expression_scope scope = {.schema = &schema};
    struct expression_error error;
    struct leat_expression *expression = expression_compile(text, strlen(text), &scope, &error);
    if (expression == NULL) {
        fprintf(stderr, "bench-expressions: %s: %s\n", text, error.message);
        exit(2);
    }
    struct evaluation evaluation = {.fail = fail_row};
    int64_t best = INT64_MAX;
    uint64_t blocks = 0;
    const int64_t end = now() + LEAST_NANOSECONDS;
    for (int times = 0; times < LEAST_TIMES || now() < end; times++) {
        const uint64_t before = memory_allocations();
        const int64_t start = now();
        evaluate(expression, rows, kept, &evaluation);
        const int64_t took = now() - start;
        best = took < best ? took : best;
        blocks = memory_allocations() - before;
    }
    printf("%8.2f %6llu  %s\n", (double)best / (double)rows, (unsigned long long)blocks, text);
    evaluation_free(&evaluation);
    expression_free(expression);
}

int main(int count, char **arguments) {
    const int64_t rows = count > 1 ? strtoll(arguments[1], NULL, 10) : 65536;
    if (rows < 1 || rows > 10000000) {
        fputs("usage: bench-expressions [ROWS [PART]]\n", stderr);
        return 2;
    }
    uint32_t *kept = memory_alloc((size_t)rows * sizeof *kept);
    make_batch(rows);
    printf("  ns/row blocks  expression, %lld rows\n", (long long)rows);
    for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++) {
        if (count < 3 || strstr(expressions[i], arguments[2]) != NULL) {
            measure(expressions[i], rows, kept);
        }
    }
    for (int32_t i = 0; i < schema.count; i++) {
        column_release(columns[i]);
    }
    schema_free(&schema);
    memory_free(kept);
    return 0;
}
