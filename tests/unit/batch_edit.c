/* Batches edited at random, with their places, against a plain model; and what they show as
 * Arrow. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "batch/bits.h"
#include "batch_model.h"

enum { COLUMNS = 3, POOL = 4, ROUNDS = 250 };

/* A batch as plainly as can be: a model a column, NULL cells where the slot is empty, and a place a
 * row. */
struct plain {
    struct model models[COLUMNS];
    struct row_place *places;
    size_t rows;
    bool has_places;
};

static const struct row_place nowhere = {.origin = -1, .byte = -1};

static struct schema schema;

static void make_schema(void) {
    schema_add(&schema, "name", 4, type_of(LEAT_TEXT));
    schema_add(&schema, "pupils", 6, type_of(LEAT_INTEGER));
    schema_add(&schema, "closed", 6, type_of(LEAT_BOOLEAN));
}

static void plain_free(struct plain *plain) {
    for (int i = 0; i < COLUMNS; i++) {
        model_free(&plain->models[i]);
    }
    free(plain->places);
}

/* -- making ----------------------------------------------------------------------------------- */

static struct places *random_places(uint64_t *seed, struct plain *plain) {
    const int64_t rows = (int64_t)plain->rows, first = (int64_t)random_below(seed, 1000);
    const unsigned form = (unsigned)random_below(seed, 8);
    struct places *places = places_new((int32_t)random_below(seed, 3), first, rows);
    places->origins = form & 1 ? memory_try((size_t)rows * 4) : NULL;
    places->lines = form & 2 ? memory_try((size_t)rows * 8) : NULL;
    places->bytes = form & 4 ? memory_try((size_t)rows * 8) : NULL;
    for (int64_t row = 0; row < rows; row++) {
        struct row_place *place = &plain->places[row];
        *place = (struct row_place){.origin = places->origin, .line = first + row, .byte = -1};
        if (form & 1) {
            places->origins[row] = place->origin = (int32_t)random_below(seed, 3);
        }
        if (form & 2) {
            places->lines[row] = place->line = (int64_t)random_below(seed, 100000);
        }
        if (form & 4) {
            places->bytes[row] = place->byte = (int64_t)random_below(seed, 100000) - 1;
        }
    }
    return places;
}

static struct batch *make(uint64_t *seed, struct plain *plain) {
    const size_t rows = random_below(seed, 60);
    struct batch *batch = batch_new(&model_host, COLUMNS);
    batch->api.rows = (int64_t)rows;
    *plain = (struct plain){.rows = rows, .places = malloc((rows + 1) * sizeof *plain->places)};
    for (int i = 0; i < COLUMNS; i++) {
        const struct leat_type type = schema.columns[i].type;
        if (random_below(seed, 5) == 0) {
            plain->models[i] = model_nulls(type, rows);
        } else {
            plain->models[i] =
                model_random(seed, type, rows, (unsigned)random_below(seed, WITH_ALL + 1));
            batch_set(batch, i, model_build(&plain->models[i]));
        }
    }
    for (size_t row = 0; row < rows; row++) {
        plain->places[row] = nowhere;
    }
    plain->has_places = random_below(seed, 4) != 0;
    if (plain->has_places) {
        batch->places = random_places(seed, plain);
    }
    return batch;
}

/* -- the same --------------------------------------------------------------------------------- */

static void same(struct batch *batch, const struct plain *plain, const char *what) {
    cr_assert_not_null(batch, "%s", what);
    cr_assert_eq(batch->api.rows, (int64_t)plain->rows, "%s", what);
    for (int i = 0; i < COLUMNS; i++) {
        const struct model *model = &plain->models[i];
        if (batch->columns[i] != NULL) {
            model_same(batch->columns[i], model, what);
        }
        for (size_t row = 0; batch->columns[i] == NULL && row < plain->rows; row++) {
            cr_assert(model->cells[row].null && model->cells[row].symbol_size == 0,
                      "%s: an empty slot", what);
        }
    }
    for (size_t row = 0; row < plain->rows; row++) {
        const struct row_place is = batch_place(batch, (int64_t)row), *must = &plain->places[row];
        cr_assert(is.origin == must->origin && is.line == must->line && is.byte == must->byte,
                  "%s: row %zu is from %d:%ld:%ld, not %d:%ld:%ld", what, row, is.origin,
                  (long)is.line, (long)is.byte, must->origin, (long)must->line, (long)must->byte);
    }
}

static struct plain plain_take(const struct plain *from, const uint32_t *rows, size_t count) {
    struct plain taken = {.rows = count, .has_places = from->has_places};
    taken.places = malloc((count + 1) * sizeof *taken.places);
    for (int i = 0; i < COLUMNS; i++) {
        taken.models[i] = model_take(&from->models[i], rows, count);
    }
    for (size_t i = 0; i < count; i++) {
        taken.places[i] = from->places[rows[i]];
    }
    return taken;
}

/* -- work at random --------------------------------------------------------------------------- */

struct pool {
    struct batch *batches[POOL];
    struct plain plains[POOL];
    uint64_t seed;
};

static void replace(struct pool *pool, size_t at, struct batch *batch, struct plain plain,
                    const char *what) {
    same(batch, &plain, what);
    batch_release(pool->batches[at]);
    plain_free(&pool->plains[at]);
    pool->batches[at] = batch;
    pool->plains[at] = plain;
}

/* Of a branch rows are taken; the batch it is a branch of must not feel it. */
static void take_of_branch(struct pool *pool, size_t at) {
    const struct plain *from = &pool->plains[at];
    uint32_t rows[80];
    const size_t count = from->rows == 0 ? 0 : random_below(&pool->seed, 80);
    for (size_t i = 0; i < count; i++) {
        rows[i] = (uint32_t)random_below(&pool->seed, from->rows);
    }
    struct batch *branch = batch_branch(pool->batches[at]);
    cr_assert(batch_take(branch, rows, count));
    same(pool->batches[at], from, "the batch behind a branch");
    replace(pool, at, branch, plain_take(from, rows, count), "take");
}

static void drop_rows(struct pool *pool, size_t at) {
    const struct plain *from = &pool->plains[at];
    uint8_t *dropped = calloc(1, from->rows / 8 + 1);
    uint32_t *kept = calloc(from->rows + 1, sizeof *kept);
    const uint64_t odds = 1 + random_below(&pool->seed, 5);
    size_t count = 0;
    for (size_t row = 0; row < from->rows; row++) {
        if (random_below(&pool->seed, odds) != 0) {
            kept[count++] = (uint32_t)row;
        } else {
            bit_set(dropped, (int64_t)row);
        }
    }
    struct batch *batch = batch_share(pool->batches[at]);
    cr_assert(batch_drop_rows(batch, dropped));
    replace(pool, at, batch, plain_take(from, kept, count), "drop");
    free(dropped);
    free(kept);
}

static void concat(struct pool *pool, size_t at) {
    struct batch *batches[3];
    struct model models[COLUMNS][3];
    const size_t count = 1 + random_below(&pool->seed, 3);
    struct plain whole = {0};
    for (size_t i = 0; i < count; i++) {
        const size_t number = random_below(&pool->seed, POOL);
        const struct plain *from = &pool->plains[number];
        batches[i] = pool->batches[number];
        for (int k = 0; k < COLUMNS; k++) {
            models[k][i] = from->models[k];
        }
        whole.places = realloc(whole.places, (whole.rows + from->rows + 1) * sizeof *whole.places);
        memcpy(whole.places + whole.rows, from->places, from->rows * sizeof *whole.places);
        whole.rows += from->rows;
    }
    for (int k = 0; k < COLUMNS; k++) {
        whole.models[k] = model_concat(models[k], count);
    }
    replace(pool, at, batch_concat(batches, count, &schema), whole, "concat");
}

static void keep_all(struct pool *pool, size_t at, bool compact) {
    const struct plain *from = &pool->plains[at];
    const int32_t numbers[] = {0, 1, 2};
    uint32_t rows[4096];
    for (uint32_t i = 0; i < from->rows; i++) {
        rows[i] = i;
    }
    struct batch *batch = compact ? batch_compact(pool->batches[at])
                                  : batch_choose(pool->batches[at], numbers, COLUMNS);
    replace(pool, at, batch, plain_take(from, rows, from->rows), compact ? "compact" : "choose");
}

static void gather_places(struct pool *pool) {
    struct leat_pick picks[100];
    const size_t count = random_below(&pool->seed, 100);
    bool any = false, failed = true;
    for (size_t i = 0; i < count; i++) {
        const uint32_t from = (uint32_t)random_below(&pool->seed, POOL);
        const size_t rows = pool->plains[from].rows;
        const bool nowhere_at_all = rows == 0 || random_below(&pool->seed, 9) == 0;
        picks[i] = (struct leat_pick){nowhere_at_all ? LEAT_NOWHERE : from,
                                      rows == 0 ? 0 : (uint32_t)random_below(&pool->seed, rows)};
        any |= !nowhere_at_all && pool->batches[from]->places != NULL;
    }
    struct batch *batch = batch_new(NULL, 0);
    batch->places = places_gather(pool->batches, picks, count, &failed);
    batch->api.rows = (int64_t)count;
    cr_assert_not(failed);
    cr_assert_eq(batch->places != NULL, any);
    for (size_t i = 0; i < count; i++) {
        const struct row_place is = batch_place(batch, (int64_t)i);
        const struct row_place must = picks[i].batch == LEAT_NOWHERE
                                          ? nowhere
                                          : pool->plains[picks[i].batch].places[picks[i].row];
        cr_assert(is.origin == must.origin && is.line == must.line && is.byte == must.byte,
                  "pick %zu", i);
    }
    batch_release(batch);
}

Test(batch_edit, random_work_reads_as_the_model_does) {
    const size_t before = memory_used();
    make_schema();
    struct pool pool = {.seed = 77};
    for (size_t i = 0; i < POOL; i++) {
        pool.batches[i] = make(&pool.seed, &pool.plains[i]);
    }
    for (int round = 0; round < ROUNDS * 4; round++) {
        const size_t at = random_below(&pool.seed, POOL);
        const uint64_t work = random_below(&pool.seed, 10);
        if (work < 3) {
            take_of_branch(&pool, at);
        } else if (work < 5) {
            drop_rows(&pool, at);
        } else if (work < 6) {
            concat(&pool, at);
        } else if (work < 8) {
            keep_all(&pool, at, work == 6);
        } else if (work < 9) {
            gather_places(&pool);
        }
        if (work == 9 || pool.plains[at].rows > 1000) {
            struct plain plain;
            struct batch *batch = make(&pool.seed, &plain);
            replace(&pool, at, batch, plain, "make");
        }
    }
    for (size_t i = 0; i < POOL; i++) {
        batch_release(pool.batches[i]);
        plain_free(&pool.plains[i]);
    }
    schema_free(&schema);
    cr_assert_eq(memory_used(), before, "%zu bytes are left over", memory_used() - before);
}

/* -- memory ----------------------------------------------------------------------------------- */

static struct batch *lent[2];

static bool edit_under_pressure(void) {
    const uint32_t rows[] = {0, 0};
    const uint8_t dropped[16] = {1};
    const struct leat_pick picks[] = {{0, 0}, {1, 1}, {LEAT_NOWHERE, 0}};
    struct batch *branch = batch_branch(lent[0]);
    const int64_t before = branch->api.rows;
    bool done = batch_take(branch, rows, 2), failed;
    if (!done && branch->api.rows != before) {
        _Exit(20); /* it must be as it was */
    }
    done &= batch_drop_rows(branch, dropped);
    done &= batch_arrow(branch, &schema);
    struct batch *whole = batch_concat(lent, 2, &schema);
    struct batch *compact = batch_compact(lent[0]);
    struct places *places = places_gather(lent, picks, 3, &failed);
    done &= whole != NULL && compact != NULL && !failed;
    batch_release(branch);
    batch_release(whole);
    batch_release(compact);
    places_release(places);
    return done;
}

Test(batch_edit, each_allocation_may_fail) {
    uint64_t seed = 7;
    struct plain plains[2];
    make_schema();
    for (int i = 0; i < 2; i++) {
        lent[i] = make(&seed, &plains[i]);
        cr_assert(plains[i].rows > 8 && plains[i].has_places);
    }
    const int failures = model_fail_each(edit_under_pressure, false);
    cr_assert_geq(failures, 40, "only %d allocations", failures);
    for (int i = 0; i < 2; i++) {
        same(lent[i], &plains[i], "a batch after failures");
        batch_release(lent[i]);
        plain_free(&plains[i]);
    }
    schema_free(&schema);
}
