/* places: where rows came from. See batch.h. */
#include "batch/places_rows.h"

#include <stddef.h>

/* -- life ------------------------------------------------------------------------------------ */

struct places *places_new(int32_t origin, int64_t line, int64_t rows) {
    struct places *places = memory_alloc(sizeof *places);
    atomic_init(&places->holders, 1);
    places->origin = origin;
    places->line = line;
    places->rows = rows;
    return places;
}

struct places *places_share(struct places *places) {
    atomic_fetch_add_explicit(&places->holders, 1, memory_order_relaxed);
    return places;
}

void places_release(struct places *places) {
    if (places == NULL ||
        atomic_fetch_sub_explicit(&places->holders, 1, memory_order_acq_rel) != 1) {
        return;
    }
    memory_free(places->origins);
    memory_free(places->lines);
    memory_free(places->bytes);
    memory_free(places);
}

/* -- row maps -------------------------------------------------------------------------------- */

struct row_map {
    atomic_size_t holders;
    uint32_t rows[];
};

static struct row_map *map_of(uint32_t *rows) {
    return (struct row_map *)(void *)((char *)rows - offsetof(struct row_map, rows));
}

uint32_t *place_rows_try(size_t count) {
    struct row_map *map = memory_try(sizeof *map + count * sizeof *map->rows);
    if (map == NULL) {
        return NULL;
    }
    atomic_init(&map->holders, 1);
    return map->rows;
}

uint32_t *place_rows_share(uint32_t *rows) {
    if (rows != NULL) {
        atomic_fetch_add_explicit(&map_of(rows)->holders, 1, memory_order_relaxed);
    }
    return rows;
}

void place_rows_release(uint32_t *rows) {
    if (rows != NULL &&
        atomic_fetch_sub_explicit(&map_of(rows)->holders, 1, memory_order_acq_rel) == 1) {
        memory_free(map_of(rows));
    }
}

/* -- reading --------------------------------------------------------------------------------- */

static const struct row_place nowhere = {.origin = -1, .line = 0, .byte = -1};

struct row_place batch_place(const struct batch *batch, int64_t row) {
    const struct places *places = batch->places;
    if (places == NULL || row < 0 || row >= batch->api.rows) {
        return nowhere;
    }
    const int64_t at = batch->place_rows == NULL ? row : batch->place_rows[row];
    if (at >= places->rows) {
        return nowhere;
    }
    return (struct row_place){
        .origin = places->origins == NULL ? places->origin : places->origins[at],
        .line = places->lines == NULL ? places->line + at : places->lines[at],
        .byte = places->bytes == NULL ? -1 : places->bytes[at],
    };
}

/* -- gathering ------------------------------------------------------------------------------- */

/* Places being made, one row after the other. An array is begun at the first row that the plain
 * form cannot say. */
struct gathering {
    struct places *into;
    int64_t at;
    bool any; /* a row with a place has been seen */
};

static int64_t *begin_wide(struct gathering *gathering) {
    return memory_try((size_t)gathering->into->rows * sizeof(int64_t));
}

static bool begin_origins(struct gathering *gathering) {
    struct places *into = gathering->into;
    into->origins = memory_try((size_t)into->rows * sizeof *into->origins);
    for (int64_t row = 0; into->origins != NULL && row < gathering->at; row++) {
        into->origins[row] = into->origin;
    }
    return into->origins != NULL;
}

static bool begin_lines(struct gathering *gathering) {
    struct places *into = gathering->into;
    into->lines = begin_wide(gathering);
    for (int64_t row = 0; into->lines != NULL && row < gathering->at; row++) {
        into->lines[row] = into->line + row;
    }
    return into->lines != NULL;
}

static bool begin_bytes(struct gathering *gathering) {
    struct places *into = gathering->into;
    into->bytes = begin_wide(gathering);
    for (int64_t row = 0; into->bytes != NULL && row < gathering->at; row++) {
        into->bytes[row] = -1;
    }
    return into->bytes != NULL;
}

static bool gather_one(struct gathering *gathering, struct row_place place) {
    struct places *into = gathering->into;
    const int64_t at = gathering->at;
    if (at == 0) {
        into->origin = place.origin;
        into->line = place.line;
    }
    if ((into->origins == NULL && place.origin != into->origin && !begin_origins(gathering)) ||
        (into->lines == NULL && place.line != into->line + at && !begin_lines(gathering)) ||
        (into->bytes == NULL && place.byte != -1 && !begin_bytes(gathering))) {
        return false;
    }
    if (into->origins != NULL) {
        into->origins[at] = place.origin;
    }
    if (into->lines != NULL) {
        into->lines[at] = place.line;
    }
    if (into->bytes != NULL) {
        into->bytes[at] = place.byte;
    }
    gathering->at++;
    return true;
}

static bool gather_picks(struct gathering *gathering, struct batch *const *batches,
                         const struct leat_pick *picks, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct row_place place = nowhere;
        if (picks[i].batch != LEAT_NOWHERE) {
            const struct batch *batch = batches[picks[i].batch];
            gathering->any |= batch->places != NULL;
            place = batch_place(batch, picks[i].row);
        }
        if (!gather_one(gathering, place)) {
            return false;
        }
    }
    return true;
}

static bool gather_batch(struct gathering *gathering, const struct batch *batch) {
    gathering->any |= batch->places != NULL;
    for (int64_t row = 0; row < batch->api.rows; row++) {
        if (!gather_one(gathering, batch_place(batch, row))) {
            return false;
        }
    }
    return true;
}

/* The places made; NULL when there was no memory, or none of the rows has any. */
static struct places *finish(struct gathering *gathering, bool done, bool *failed) {
    *failed = !done;
    if (!done || !gathering->any) {
        places_release(gathering->into);
        return NULL;
    }
    return gathering->into;
}

struct places *places_gather(struct batch *const *batches, const struct leat_pick *picks,
                             size_t count, bool *failed) {
    struct gathering gathering = {.into = places_new(-1, 0, (int64_t)count)};
    const bool done = gather_picks(&gathering, batches, picks, count);
    return finish(&gathering, done, failed);
}

struct places *places_concat(struct batch *const *batches, size_t count, bool *failed) {
    int64_t rows = 0;
    for (size_t i = 0; i < count; i++) {
        rows += batches[i]->api.rows;
    }
    struct gathering gathering = {.into = places_new(-1, 0, rows)};
    bool done = true;
    for (size_t i = 0; i < count && done; i++) {
        done = gather_batch(&gathering, batches[i]);
    }
    return finish(&gathering, done, failed);
}

struct places *places_compact(const struct batch *batch, bool *failed) {
    struct gathering gathering = {.into = places_new(-1, 0, batch->api.rows)};
    const bool done = gather_batch(&gathering, batch);
    return finish(&gathering, done, failed);
}
