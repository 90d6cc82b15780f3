/* Batches that are packed, and rows picked from them, against a plain model. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "batch/pack.h"
#include "batch_model.h"

enum { PACKS = 5, ROUNDS = 60, MOST_ROWS = 150 };

/* Packs of a column of each kind, some of which are not there, with their models. */
struct packs {
    struct pack *list[PACKS];
    struct model models[MODEL_TYPES][PACKS]; /* of a column that is not there: nulls */
    size_t rows[PACKS];
};

static void make_pack(struct packs *packs, size_t number, uint64_t *seed) {
    struct column *columns[MODEL_TYPES] = {0};
    const size_t rows = random_below(seed, 70);
    packs->rows[number] = rows;
    for (int i = 0; i < MODEL_TYPES; i++) {
        const struct leat_type type = model_type(i);
        const uint64_t how = random_below(seed, 6);
        struct model *model = &packs->models[i][number];
        *model = how < 2 ? model_nulls(type, rows)
                         : model_random(seed, type, rows, (unsigned)random_below(seed, 8));
        columns[i] = how == 0   ? NULL
                     : how == 1 ? column_try_absent(type, (int64_t)rows)
                                : model_build(model);
    }
    packs->list[number] = pack_try(columns, MODEL_TYPES, (int64_t)rows);
    cr_assert_not_null(packs->list[number]);
    for (int i = 0; i < MODEL_TYPES; i++) {
        column_release(columns[i]); /* a pack stands by itself */
    }
}

static size_t pick_some(const struct packs *packs, struct leat_pick *picks, uint64_t *seed) {
    const size_t count = random_below(seed, MOST_ROWS);
    for (size_t i = 0; i < count; i++) {
        const size_t batch = random_below(seed, PACKS);
        picks[i] = (struct leat_pick){.batch = LEAT_NOWHERE, .row = 7};
        if (packs->rows[batch] > 0 && random_below(seed, 10) != 0) {
            picks[i] = (struct leat_pick){(uint32_t)batch,
                                          (uint32_t)random_below(seed, packs->rows[batch])};
        }
    }
    return count;
}

static void free_packs(struct packs *packs) {
    for (size_t number = 0; number < PACKS; number++) {
        pack_free(packs->list[number]);
        for (int i = 0; i < MODEL_TYPES; i++) {
            model_free(&packs->models[i][number]);
        }
    }
}

static void gather_at_random(uint64_t seed) {
    struct packs packs = {0};
    struct leat_pick picks[MOST_ROWS];
    struct leat_type types[MODEL_TYPES];
    struct column *columns[MODEL_TYPES] = {0};
    for (size_t i = 0; i < PACKS; i++) {
        make_pack(&packs, i, &seed);
    }
    const size_t count = pick_some(&packs, picks, &seed);
    for (int i = 0; i < MODEL_TYPES; i++) {
        types[i] = random_below(&seed, 5) == 0 ? type_of(LEAT_NONE) : model_type(i);
    }
    cr_assert(pack_gather((const struct pack *const *)packs.list, picks, count, types, MODEL_TYPES,
                          columns));
    for (int i = 0; i < MODEL_TYPES; i++) {
        if (types[i].kind == LEAT_NONE) {
            cr_assert_null(columns[i], "a column came that nobody wanted");
            continue;
        }
        struct model model = model_gather(packs.models[i], picks, count);
        model_same(columns[i], &model, "gather");
        model_free(&model);
        column_release(columns[i]);
    }
    free_packs(&packs);
}

Test(batch_pack, random_rows_read_as_the_model_does) {
    const size_t before = memory_used();
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        gather_at_random(seed);
    }
    cr_assert_eq(memory_used(), before, "%zu bytes are left over", memory_used() - before);
}

/* -- texts ------------------------------------------------------------------------------------ */

static struct column *texts(const size_t *sizes, size_t count) {
    struct builder *builder = builder_new(&model_host, type_of(LEAT_TEXT), 0);
    for (size_t i = 0; i < count; i++) {
        memset(leat_add_space(&builder->api, sizes[i]), 'a' + (int)(i % 26), sizes[i]);
    }
    return built(builder);
}

Test(batch_pack, texts_of_every_size) {
    enum { SIZES = 12 };
    static const size_t sizes[SIZES] = {0, 1, 4, 5, 12, 13, 63, 64, 65, 66, 300, 100000};
    struct column *column = texts(sizes, SIZES), *gathered = NULL;
    struct pack *pack = pack_try(&column, 1, SIZES);
    const struct leat_type type = type_of(LEAT_TEXT);
    struct leat_pick picks[SIZES];
    for (uint32_t i = 0; i < SIZES; i++) {
        picks[i] = (struct leat_pick){0, SIZES - 1 - i};
    }
    column_release(column);
    cr_assert(pack_gather((const struct pack *const *)&pack, picks, SIZES, &type, 1, &gathered));
    pack_free(pack);
    const struct leat_view view = column_view(gathered);
    for (int64_t i = 0; i < SIZES; i++) {
        const size_t from = SIZES - 1 - (size_t)i;
        const struct leat_text text = leat_text_at(&view, i);
        cr_assert_eq(text.size, sizes[from]);
        for (size_t at = 0; at < text.size; at++) {
            cr_assert_eq(text.data[at], 'a' + (int)from);
        }
    }
    column_release(gathered);
}

/* What is packed takes little more than its texts; a column that has long ones is held as it is. */
Test(batch_pack, bytes_are_those_of_the_texts) {
    enum { ROWS = 1000 };
    size_t sizes[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        sizes[i] = 5;
    }
    struct column *column = texts(sizes, ROWS);
    struct pack *pack = pack_try(&column, 1, ROWS);
    cr_assert_lt(pack_bytes(pack), ROWS * (5 + 1 + sizeof(size_t)) + 500);
    pack_free(pack);
    column_release(column);
    sizes[ROWS / 2] = 2000;
    column = texts(sizes, ROWS);
    pack = pack_try(&column, 1, ROWS);
    cr_assert_eq(pack_count(pack), 1);
    cr_assert_eq(pack_held(pack, 0), column);
    cr_assert_eq(atomic_load(&column->holders), 2);
    pack_free(pack);
    column_release(column);
}

/* -- no memory -------------------------------------------------------------------------------- */

static struct column *lent[MODEL_TYPES];
static size_t lent_rows;

static bool pack_under_pressure(void) {
    struct leat_type types[MODEL_TYPES];
    struct leat_pick picks[MOST_ROWS];
    struct column *columns[MODEL_TYPES] = {0};
    struct pack *pack = pack_try(lent, MODEL_TYPES, (int64_t)lent_rows);
    for (uint32_t i = 0; i < lent_rows; i++) {
        picks[i] = (struct leat_pick){0, (uint32_t)lent_rows - 1 - i};
    }
    for (int i = 0; i < MODEL_TYPES; i++) {
        types[i] = model_type(i);
    }
    const bool done = pack != NULL && pack_gather((const struct pack *const *)&pack, picks,
                                                  lent_rows, types, MODEL_TYPES, columns);
    for (int i = 0; i < MODEL_TYPES; i++) {
        cr_assert_eq(columns[i] != NULL, done);
        column_release(columns[i]);
    }
    pack_free(pack);
    return done;
}

Test(batch_pack, every_allocation_may_fail) {
    struct model models[MODEL_TYPES];
    uint64_t seed = 9;
    lent_rows = 120;
    for (int i = 0; i < MODEL_TYPES; i++) {
        models[i] = model_random(&seed, model_type(i), lent_rows, WITH_ALL);
        lent[i] = model_build(&models[i]);
    }
    const int failures = model_fail_each(pack_under_pressure, true);
    cr_assert_geq(failures, 30, "only %d allocations", failures);
    for (int i = 0; i < MODEL_TYPES; i++) {
        model_same(lent[i], &models[i], "a source after failures");
        column_release(lent[i]);
        model_free(&models[i]);
    }
}
