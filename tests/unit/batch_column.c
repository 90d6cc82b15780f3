/* Columns: how they live, what they hold, and columns of one value; bitmaps; the names of types;
 * schemas. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "batch/bits.h"
#include "batch_model.h"

/* -- bits ------------------------------------------------------------------------------------- */

Test(batch_column, bits_are_copied_and_counted_from_any_bit_to_any_bit) {
    uint64_t seed = 1;
    uint8_t from[24], into[24], must[24];
    for (int64_t at = 0; at < 17; at++) {
        for (int64_t from_at = 0; from_at < 17; from_at++) {
            for (int64_t count = 0; count < 150; count += 1 + (int64_t)random_below(&seed, 9)) {
                int64_t ones = 0;
                for (int i = 0; i < 24; i++) {
                    from[i] = (uint8_t)random_next(&seed);
                    into[i] = must[i] = (uint8_t)random_next(&seed);
                }
                for (int64_t i = 0; i < count; i++) {
                    ones += bit_get(from, from_at + i);
                    bit_clear(must, at + i);
                    must[(at + i) / 8] |= (uint8_t)(bit_get(from, from_at + i) << (at + i) % 8);
                }
                bits_copy(into, at, from, from_at, count);
                cr_assert_eq(memcmp(into, must, 24), 0, "%ld bits from %ld to %ld", (long)count,
                             (long)from_at, (long)at);
                cr_assert_eq(bits_count(from, from_at, count), ones);
            }
        }
    }
}

/* Not a byte is read beyond the last bit. */
Test(batch_column, bits_end_where_they_end) {
    for (int64_t count = 0; count < 100; count++) {
        for (int64_t from_at = 0; from_at < 8; from_at++) {
            const size_t size = bits_size(from_at + count);
            uint8_t *from = calloc(1, size == 0 ? 1 : size), into[16];
            bits_copy(into, 0, from, from_at, count);
            cr_assert_eq(bits_count(from, from_at, count), 0);
            free(from);
        }
    }
}

/* -- life ------------------------------------------------------------------------------------- */

static int disposed;
static void dispose(struct buffer *buffer) {
    disposed++;
    memory_free(buffer);
}

Test(batch_column, a_buffer_is_disposed_of_by_its_last_holder) {
    static char bytes[] = "a piece of input that is not ours";
    struct buffer *buffer = memory_alloc(sizeof *buffer);
    atomic_init(&buffer->holders, 1);
    buffer->data = bytes;
    buffer->size = strlen(bytes);
    buffer->dispose = dispose;
    struct column *column = column_try(type_of(LEAT_TEXT), 1);
    const int32_t number = column_try_hold(column, buffer);
    column_set_text(column, 0, number, bytes, 0, buffer->size);
    column_finish(column);
    buffer_release(buffer);
    const uint32_t row = 0;
    struct column *taken = column_take(column, &row, 1),
                  *marked = column_with_totals(column, &(uint8_t){1});
    column_release(column);
    column_release(taken);
    cr_assert_eq(disposed, 0);
    cr_assert_null(column_check(marked, type_of(LEAT_TEXT), 1));
    column_release(marked);
    cr_assert_eq(disposed, 1);
}

Test(batch_column, a_new_text_column_is_empty_throughout) {
    for (int64_t rows = 0; rows < 70; rows += 23) {
        struct column *column = column_try(type_of(LEAT_TEXT), rows);
        column_finish(column);
        cr_assert_null(column_check(column, type_of(LEAT_TEXT), rows));
        const struct leat_view view = column_view(column);
        for (int64_t row = 0; row < rows; row++) {
            cr_assert(!leat_is_null(&view, row) && leat_text_at(&view, row).size == 0);
        }
        column_release(column);
    }
}

Test(batch_column, rows_beyond_reason_are_refused) {
    cr_assert_null(column_try(type_of(LEAT_INTEGER), -1));
    cr_assert_null(column_try(type_of(LEAT_INTEGER), (int64_t)COLUMN_ROWS + 1));
    cr_assert_null(column_try_absent(type_of(LEAT_INTEGER), INT64_MAX));
    cr_assert_null(buffer_try((size_t)BUFFER_MOST + 1));
}

/* Vector code may run 64 bytes over the end of what a column has. */
Test(batch_column, buffers_are_aligned_and_have_slack) {
    uint64_t seed = 2;
    for (int type = 0; type < MODEL_TYPES; type++) {
        struct model model = model_random(&seed, model_type(type), 101, WITH_ALL);
        struct column *columns[3] = {model_build(&model), NULL, NULL};
        const uint32_t rows[] = {5, 4, 3};
        columns[1] = column_take(columns[0], rows, 3);
        columns[2] = column_compact(columns[0]);
        for (int i = 0; i < 3; i++) {
            volatile uint8_t last = 0;
            const size_t size = column_size(columns[i]->type, column_rows(columns[i]));
            cr_assert_eq((uintptr_t)columns[i]->values % 64, 0);
            last = ((uint8_t *)columns[i]->values)[size + 63];
            last = columns[i]->valid == NULL
                       ? 0
                       : columns[i]->valid[bits_size(column_rows(columns[i])) + 63];
            last = columns[i]->totals == NULL
                       ? 0
                       : columns[i]->totals[bits_size(column_rows(columns[i])) + 63];
            for (size_t k = 0; k < columns[i]->buffer_count; k++) {
                cr_assert_eq((uintptr_t)columns[i]->buffers[k]->data % 64, 0);
                last = (uint8_t)columns[i]->buffers[k]->data[columns[i]->buffers[k]->size + 63];
            }
            (void)last;
            column_release(columns[i]);
        }
        model_free(&model);
    }
}

/* What says nothing goes, so that nobody carries it on. */
Test(batch_column, idle_companions_are_dropped) {
    const size_t before = memory_used();
    struct column *column = column_try(type_of(LEAT_INTEGER), 9);
    memset(column->values, 0, 72);
    cr_assert(column_try_valid(column));
    column->symbols = column_try_null(type_of(LEAT_TEXT), 9);
    column->totals = memory_try(2);
    memset(column->totals, 0, 1);
    column->totals[1] = 0xfe; /* beyond the last row */
    column_finish(column);
    cr_assert(column->valid == NULL && column->symbols == NULL && column->totals == NULL);
    cr_assert_null(column_check(column, type_of(LEAT_INTEGER), 9));
    column_release(column);
    cr_assert_eq(memory_used(), before);
}

/* Whatever is asked of a column's size is less than what it took, and not by much. */
Test(batch_column, sizes_are_what_memory_says) {
    uint64_t seed = 3;
    for (int type = 0; type < MODEL_TYPES; type++) {
        struct model model = model_random(&seed, model_type(type), 2000, WITH_ALL);
        struct column *column = model_build(&model);
        const size_t before = memory_used();
        struct column *compact = column_compact(column);
        const size_t took = memory_used() - before, said = column_bytes(compact);
        cr_assert(said <= took && said + 2000 > took, "type %d: %zu of %zu bytes", type, said,
                  took);
        column_release(column);
        column_release(compact);
        model_free(&model);
    }
}

enum { THREADS = 4, TURNS = 2000 };

static void *share_and_release(void *shared) {
    struct column *column = shared;
    const uint32_t rows[] = {2, 0};
    for (int i = 0; i < TURNS; i++) {
        struct column *mine = column_share(column);
        struct column *taken = column_take(mine, rows, 2);
        column_release(mine);
        column_release(taken);
    }
    return NULL;
}

Test(batch_column, threads_share_and_release) {
    const size_t before = memory_used();
    uint64_t seed = 8;
    struct model model = model_random(&seed, type_of(LEAT_TEXT), 40, WITH_ALL);
    struct column *column = model_build(&model);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        cr_assert_eq(pthread_create(&threads[i], NULL, share_and_release, column), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    cr_assert_eq(atomic_load(&column->holders), 1);
    model_same(column, &model, "after the threads");
    column_release(column);
    cr_assert_eq(memory_used(), before);
    model_free(&model);
}

/* -- one value throughout --------------------------------------------------------------------- */

Test(batch_column, a_constant_is_in_every_row) {
    const struct leat_value values[] = {
        {.type = type_of(LEAT_TEXT), .as.text = text_of("short")},
        {.type = type_of(LEAT_TEXT), .as.text = text_of("a text that needs a buffer")},
        {.type = type_of(LEAT_INTEGER), .as.integer = INT64_MIN},
        {.type = type_of(LEAT_REAL), .as.real = -0.5},
        {.type = type_decimal(38, 3), .as.decimal = {.low = 5, .high = -1}},
        {.type = type_of(LEAT_BOOLEAN), .as.boolean = 1},
        {.type = type_of(LEAT_BOOLEAN), .as.boolean = 0},
        {.type = type_of(LEAT_DATE), .as.date = -3},
        {.type = type_of(LEAT_TIMESTAMP), .as.integer = 77},
        {.type = type_of(LEAT_DATE), .is_null = 1},
        {.type = type_of(LEAT_NONE)},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct column *column = column_try_constant(&values[i], 21);
        const struct leat_value *must = &values[i];
        const bool null = must->is_null || must->type.kind == LEAT_NONE;
        const struct leat_type type =
            must->type.kind == LEAT_NONE ? type_of(LEAT_TEXT) : must->type;
        char *fault = column_check(column, type, 21);
        cr_assert_null(fault, "%s", fault);
        cr_assert_eq(column->array.null_count, null ? 21 : 0);
        const struct leat_view view = column_view(column);
        for (int64_t row = 0; !null && row < 21; row++) {
            const struct leat_text text =
                type.kind == LEAT_TEXT ? leat_text_at(&view, row) : text_of("");
            const bool same =
                type.kind == LEAT_TEXT ? text.size == must->as.text.size &&
                                             memcmp(text.data, must->as.text.data, text.size) == 0
                : type.kind == LEAT_BOOLEAN ? leat_boolean(&view, row) == must->as.boolean
                : type.kind == LEAT_DATE    ? leat_date(&view, row) == must->as.date
                : type.kind == LEAT_DECIMAL
                    ? memcmp((char *)column->values + row * 16, &must->as.decimal, 16) == 0
                    : leat_integer(&view, row) == must->as.integer;
            cr_assert(same, "value %zu, row %ld", i, (long)row);
        }
        column_release(column);
    }
}

Test(batch_column, absent_columns_are_cheap_and_read_as_null) {
    for (int type = 0; type < MODEL_TYPES; type++) {
        const int64_t sizes[] = {0, 1, 65536, 65537};
        for (int i = 0; i < 4; i++) {
            const size_t before = memory_used();
            struct column *column = column_try_absent(model_type(type), sizes[i]);
            cr_assert(column->is_absent);
            cr_assert(sizes[i] > 65536 || memory_used() - before < 1000, "%zu bytes",
                      memory_used() - before);
            cr_assert_null(column_check(column, model_type(type), sizes[i]));
            cr_assert_eq(column->array.null_count, sizes[i]);
            column_release(column);
            cr_assert_eq(memory_used(), before);
        }
    }
}

static struct column *lent;

static bool make_under_pressure(void) {
    const struct leat_value text = {.type = type_of(LEAT_TEXT),
                                    .as.text = text_of("a text that needs a buffer")};
    struct column *made[] = {
        column_try_constant(&text, 5),
        column_try_null(type_of(LEAT_REAL), 5),
        column_try_absent(type_of(LEAT_REAL), 65537),
        column_try_absent(type_of(LEAT_REAL), 5),
        column_with_totals(lent, (uint8_t[]){1, 2, 3, 4}),
    };
    bool done = true;
    for (int i = 0; i < 5; i++) {
        done &= made[i] != NULL;
        column_release(made[i]);
    }
    return done;
}

Test(batch_column, each_allocation_may_fail) {
    uint64_t seed = 12;
    struct model model = model_random(&seed, type_of(LEAT_TEXT), 30, WITH_NULLS | WITH_SYMBOLS);
    lent = model_build(&model);
    cr_assert_eq(model_fail_each(make_under_pressure, false), 14);
    model_same(lent, &model, "after failures");
    column_release(lent);
    model_free(&model);
}

/* -- totals ----------------------------------------------------------------------------------- */

Test(batch_column, totals_are_put_on_and_taken_off) {
    uint64_t seed = 6;
    struct model model = model_random(&seed, type_of(LEAT_TEXT), 30, WITH_NULLS | WITH_SYMBOLS);
    struct column *plain = model_build(&model), *marked, *again, *bare, *idle;
    const uint8_t totals[] = {0x01, 0x80, 0, 0xff},
                  none[4] = {0, 0, 0, 0xc0}; /* the last two bits are of no row */
    marked = column_with_totals(plain, totals);
    again = column_with_totals(marked, totals);
    bare = column_with_totals(again, NULL);
    idle = column_with_totals(plain, none);
    cr_assert_eq(again->base, plain, "marking again and again makes no chain");
    cr_assert_null(plain->totals);
    cr_assert_null(bare->totals);
    cr_assert_null(idle->totals);
    model_same(plain, &model, "plain");
    model_same(bare, &model, "bare");
    for (int64_t row = 0; row < 30; row++) {
        model.cells[row].total = bit_get(totals, row);
    }
    model_same(marked, &model, "marked");
    column_release(plain);
    column_release(marked);
    model_same(again, &model, "again");
    column_release(again);
    column_release(bare);
    column_release(idle);
    model_free(&model);
}
