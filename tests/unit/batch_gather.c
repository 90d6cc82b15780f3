/* Rows picked, joined and compacted, against a plain model. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "batch_model.h"

enum { POOL = 6, ROUNDS = 250, MOST_ROWS = 150 };

/* Columns with their models, which random work replaces one by one. */
struct pool {
    struct column *columns[POOL];
    struct model models[POOL];
    uint64_t seed;
};

static void replace(struct pool *pool, size_t number, struct column *column, struct model model,
                    const char *what) {
    model_same(column, &model, what);
    column_release(pool->columns[number]);
    model_free(&pool->models[number]);
    pool->columns[number] = column;
    pool->models[number] = model;
}

static void take_some(struct pool *pool, size_t number) {
    uint32_t rows[MOST_ROWS];
    const struct model *model = &pool->models[number];
    const size_t count = model->count == 0 ? 0 : random_below(&pool->seed, MOST_ROWS);
    for (size_t i = 0; i < count; i++) {
        rows[i] = (uint32_t)random_below(&pool->seed, model->count);
    }
    replace(pool, number, column_take(pool->columns[number], rows, count),
            model_take(model, rows, count), "take");
}

static void gather_some(struct pool *pool, size_t number) {
    struct leat_pick picks[MOST_ROWS];
    const size_t count = random_below(&pool->seed, MOST_ROWS);
    for (size_t i = 0; i < count; i++) {
        const uint32_t batch = (uint32_t)random_below(&pool->seed, POOL);
        const size_t rows = pool->models[batch].count;
        picks[i] = (struct leat_pick){.batch = LEAT_NOWHERE, .row = 7};
        if (rows > 0 && random_below(&pool->seed, 10) != 0) {
            picks[i] = (struct leat_pick){.batch = batch,
                                          .row = (uint32_t)random_below(&pool->seed, rows)};
        }
    }
    replace(pool, number,
            column_gather((const struct column *const *)pool->columns, POOL, picks, count),
            model_gather(pool->models, picks, count), "gather");
}

static void concat_some(struct pool *pool, size_t number) {
    const struct column *columns[3];
    struct model models[3];
    for (size_t i = 0; i < 3; i++) {
        const size_t from = random_below(&pool->seed, POOL);
        columns[i] = pool->columns[from];
        models[i] = pool->models[from];
    }
    const size_t count = 1 + random_below(&pool->seed, 3);
    replace(pool, number, column_concat(columns, count), model_concat(models, count), "concat");
}

static void compact_one(struct pool *pool, size_t number) {
    const struct model *model = &pool->models[number];
    struct column *compact = column_compact(pool->columns[number]);
    replace(pool, number, compact, model_concat(model, 1), "compact");
}

static void make_anew(struct pool *pool, size_t number, struct leat_type type) {
    const unsigned marks = (unsigned)random_below(&pool->seed, WITH_ALL + 1);
    struct model model = model_random(&pool->seed, type, random_below(&pool->seed, 70), marks);
    replace(pool, number, model_build(&model), model, "build");
}

static void make_nulls(struct pool *pool, size_t number, struct leat_type type) {
    const size_t rows = random_below(&pool->seed, 40);
    struct column *column = rows % 2 == 0 ? column_try_null(type, (int64_t)rows)
                                          : column_try_absent(type, (int64_t)rows);
    replace(pool, number, column, model_nulls(type, rows), "nulls");
}

static void work_at_random(struct leat_type type, uint64_t seed) {
    const size_t before = memory_used();
    struct pool pool = {.seed = seed};
    for (size_t i = 0; i < POOL; i++) {
        make_anew(&pool, i, type);
    }
    for (int round = 0; round < ROUNDS; round++) {
        const size_t number = random_below(&pool.seed, POOL);
        switch (random_below(&pool.seed, 12)) {
        case 0:
        case 1:
            make_anew(&pool, number, type);
            break;
        case 2:
            make_nulls(&pool, number, type);
            break;
        case 3:
        case 4:
            concat_some(&pool, number);
            break;
        case 5:
            compact_one(&pool, number);
            break;
        case 6:
        case 7:
        case 8:
            gather_some(&pool, number);
            break;
        default:
            take_some(&pool, number);
            break;
        }
        if (pool.models[number].count > 2000) {
            make_anew(&pool, number, type);
        }
    }
    for (size_t i = 0; i < POOL; i++) {
        column_release(pool.columns[i]);
        model_free(&pool.models[i]);
    }
    cr_assert_eq(memory_used(), before, "%zu bytes are left over", memory_used() - before);
}

Test(batch_gather, random_work_reads_as_the_model_does) {
    for (int type = 0; type < MODEL_TYPES; type++) {
        for (uint64_t seed = 1; seed <= 4; seed++) {
            work_at_random(model_type(type), seed * 1000 + (uint64_t)type);
        }
    }
}

/* -- text ------------------------------------------------------------------------------------ */

static struct column *texts(const char *const *list, size_t count) {
    struct builder *builder = builder_new(&model_host, type_of(LEAT_TEXT), 0);
    for (size_t i = 0; i < count; i++) {
        builder_add_text(builder, text_of(list[i]));
    }
    return built(builder);
}

static bool reads(const struct column *column, int64_t row, const char *text) {
    const struct leat_view view = column_view(column);
    const struct leat_text is = leat_text_at(&view, row);
    return is.size == strlen(text) && memcmp(is.data, text, is.size) == 0;
}

static const char *const schools[] = {"Ashburton Primary School", "Widecombe",
                                      "South Dartmoor Community College", ""};

Test(batch_gather, buffers_are_shared_and_held_once) {
    struct column *a = texts(schools, 4), *b = texts(schools, 4);
    const struct column *columns[] = {a, b, a};
    const struct leat_pick picks[] = {{2, 0}, {0, 2}, {1, 2}, {0, 0}, {1, 1}};
    struct column *picked = column_gather(columns, 3, picks, 5);
    cr_assert_eq(picked->buffer_count, 2);
    cr_assert_eq(picked->buffers[0], a->buffers[0]);
    cr_assert_eq(picked->buffers[1], b->buffers[0]);
    cr_assert_eq(atomic_load(&a->buffers[0]->holders), 2);
    column_release(a);
    column_release(b);
    cr_assert(reads(picked, 0, schools[0]) && reads(picked, 2, schools[2]) &&
              reads(picked, 4, schools[1]));
    column_release(picked);
}

Test(batch_gather, what_no_row_points_into_is_let_go) {
    struct column *a = texts(schools, 4);
    const uint32_t shorts[] = {1, 3, 1};
    struct column *taken = column_take(a, shorts, 3);
    cr_assert_eq(taken->buffer_count, 0);
    cr_assert_eq(atomic_load(&a->buffers[0]->holders), 1);
    column_release(a);
    cr_assert(reads(taken, 2, "Widecombe"));
    column_release(taken);
}

/* The columns that no pick names are not even there: looking at each for every gather would be
 * quadratic. */
Test(batch_gather, columns_that_are_not_picked_from_are_not_looked_at) {
    enum { MANY = 100000 };
    const struct column **columns = calloc(MANY, sizeof *columns);
    struct column *one = texts(schools, 4);
    columns[0] = columns[MANY / 2] = one;
    const struct leat_pick picks[] = {{MANY / 2, 2}, {LEAT_NOWHERE, 5}};
    const size_t before = memory_used();
    struct column *picked = column_gather(columns, MANY, picks, 2);
    cr_assert(reads(picked, 0, schools[2]));
    cr_assert_eq(picked->array.null_count, 1);
    cr_assert_lt(memory_used() - before, 4096);
    column_release(picked);
    column_release(one);
    free(columns);
}

Test(batch_gather, many_buffers_keep_their_numbers) {
    enum { MANY = 3000 };
    struct column *columns[MANY];
    struct leat_pick picks[MANY * 2];
    char text[40];
    for (uint32_t i = 0; i < MANY; i++) {
        struct builder *builder = builder_new(&model_host, type_of(LEAT_TEXT), 1);
        const int size = snprintf(text, sizeof text, "a school with the number %u", i);
        builder_add_text(builder, (struct leat_text){text, (size_t)size});
        columns[i] = built(builder);
        picks[i] = picks[2 * MANY - 1 - i] = (struct leat_pick){i, 0};
    }
    struct column *picked =
        column_gather((const struct column *const *)columns, MANY, picks, MANY * 2);
    cr_assert_eq(picked->buffer_count, MANY);
    for (uint32_t i = 0; i < MANY; i++) {
        column_release(columns[i]);
    }
    cr_assert_null(column_check(picked, type_of(LEAT_TEXT), MANY * 2));
    for (uint32_t i = 0; i < MANY; i++) {
        snprintf(text, sizeof text, "a school with the number %u", i);
        cr_assert(reads(picked, i, text) && reads(picked, 2 * MANY - 1 - i, text), "row %u", i);
    }
    column_release(picked);
}

Test(batch_gather, compacting_keeps_each_byte_once) {
    struct column *all = texts(schools, 4);
    uint32_t rows[500];
    for (uint32_t i = 0; i < 500; i++) {
        rows[i] = 499 - i == 250 ? 0 : 2;
    }
    struct column *taken = column_take(all, rows, 500);
    struct column *compact = column_compact(taken);
    cr_assert_eq(compact->buffer_count, 1);
    cr_assert_eq(compact->buffers[0]->size, strlen(schools[0]) + strlen(schools[2]));
    cr_assert_neq(compact->buffers[0], all->buffers[0]);
    column_release(all);
    column_release(taken);
    cr_assert(reads(compact, 249, schools[0]) && reads(compact, 499, schools[2]));
    column_release(compact);
}

/* Views may overlap, as those of a trimmed text and the whole one do. */
Test(batch_gather, compacting_keeps_overlapping_texts_together) {
    struct buffer *buffer = buffer_try(64);
    memcpy(buffer->data, "____South Dartmoor Community College____", 40);
    buffer->size = 40;
    struct column *column = column_try(type_of(LEAT_TEXT), 4);
    const int32_t number = column_try_hold(column, buffer);
    column_set_text(column, 0, number, buffer->data + 10, 10, 18); /* its middle */
    column_set_text(column, 1, number, buffer->data + 4, 4, 32);   /* all of it */
    column_set_text(column, 2, number, buffer->data + 4, 4, 14);   /* its beginning */
    column_set_text(column, 3, number, buffer->data + 4, 4, 5);    /* short */
    buffer_release(buffer);
    column_finish(column);
    struct column *compact = column_compact(column);
    column_release(column);
    cr_assert_eq(compact->buffers[0]->size, 32);
    cr_assert(reads(compact, 0, "Dartmoor Community") && reads(compact, 1, schools[2]));
    cr_assert(reads(compact, 2, "South Dartmoor") && reads(compact, 3, "South"));
    cr_assert_null(column_check(compact, type_of(LEAT_TEXT), 4));
    column_release(compact);
}

/* -- absence --------------------------------------------------------------------------------- */

Test(batch_gather, absence_stays_only_while_all_of_it_is_absent) {
    struct column *absent = column_try_absent(type_of(LEAT_INTEGER), 3),
                  *real = column_try_null(type_of(LEAT_INTEGER), 3);
    const struct column *both[] = {absent, real};
    const struct leat_pick picks[] = {{0, 1}, {1, 1}, {LEAT_NOWHERE, 0}};
    const uint32_t row = 2;
    struct column *results[] = {column_take(absent, &row, 1),
                                column_gather(both, 2, picks, 1),
                                column_concat(both, 1),
                                column_compact(absent),
                                column_gather(both, 2, picks, 2),
                                column_concat(both, 2),
                                column_gather(both, 2, picks + 2, 1)};
    for (int i = 0; i < 7; i++) {
        cr_assert_eq(results[i]->is_absent, i < 4, "result %d", i);
        cr_assert_null(column_check(results[i], type_of(LEAT_INTEGER), column_rows(results[i])));
        column_release(results[i]);
    }
    column_release(absent);
    column_release(real);
}

Test(batch_gather, totals_of_absent_columns_go_along) {
    struct column *absent = column_try_absent(type_of(LEAT_TEXT), 9);
    struct column *marked = column_with_totals(absent, (uint8_t[]){0x08, 0x01});
    struct model model = model_nulls(type_of(LEAT_TEXT), 9);
    model.cells[3].total = model.cells[8].total = true;
    const uint32_t rows[] = {8, 7, 3};
    const struct leat_pick picks[] = {{0, 8}, {0, 7}, {0, 3}};
    struct column *results[] = {column_take(marked, rows, 3),
                                column_gather((const struct column *const *)&marked, 1, picks, 3),
                                column_concat((const struct column *const[]){marked}, 1),
                                column_compact(marked)};
    struct model taken = model_take(&model, rows, 3);
    for (int i = 0; i < 4; i++) {
        model_same(results[i], i < 2 ? &taken : &model, "an absent column with totals");
        column_release(results[i]);
    }
    column_release(absent);
    column_release(marked);
    model_free(&model);
    model_free(&taken);
}

/* -- memory ---------------------------------------------------------------------------------- */

static struct column *lend_parts[3];

static bool gather_under_pressure(void) {
    const struct leat_pick picks[] = {{0, 0}, {1, 1}, {LEAT_NOWHERE, 0}, {2, 9}, {2, 19}, {0, 14}};
    const uint32_t rows[] = {3, 4, 19, 0, 0, 7, 12};
    struct column *taken = column_take(lend_parts[0], rows, 7);
    struct column *gathered = column_gather((const struct column *const *)lend_parts, 3, picks, 6);
    struct column *joined = column_concat((const struct column *const *)lend_parts, 3);
    struct column *compact = column_compact(lend_parts[1]);
    const bool done = taken != NULL && gathered != NULL && joined != NULL && compact != NULL;
    column_release(taken);
    column_release(gathered);
    column_release(joined);
    column_release(compact);
    return done;
}

Test(batch_gather, each_allocation_may_fail) {
    for (int type = 0; type < MODEL_TYPES; type += 2) { /* text, real, boolean, timestamp */
        uint64_t seed = 11;
        struct model models[3];
        for (int i = 0; i < 3; i++) {
            models[i] = model_random(&seed, model_type(type), 20, WITH_ALL);
            lend_parts[i] = model_build(&models[i]);
        }
        const int failures = model_fail_each(gather_under_pressure, false);
        cr_assert_geq(failures, 30, "only %d allocations", failures);
        for (int i = 0; i < 3; i++) {
            model_same(lend_parts[i], &models[i], "a source after failures");
            column_release(lend_parts[i]);
            model_free(&models[i]);
        }
    }
}
