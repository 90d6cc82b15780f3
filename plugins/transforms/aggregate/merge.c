/* Runs are merged as the rows are given (shared/run_merge.h): rows with the same keys, of several
 * runs, become one. See aggregate.h. */
#include "aggregate.h"

/* -- Runs ------------------------------------------------------------------------------------- */

int aggregate_runs_room(struct leat_step *step, struct aggregate_runs *runs, size_t more) {
    if (runs->count + more <= runs->room) {
        return LEAT_OK;
    }
    const size_t room = runs->room * 2 + more;
    struct aggregate_run *list = leat_realloc(step, runs->list, room * sizeof *list);
    if (!list) {
        return LEAT_FAILED;
    }
    runs->list = list;
    runs->room = room;
    return LEAT_OK;
}

int aggregate_runs_move(struct leat_step *step, struct aggregate_runs *into,
                        struct aggregate_runs *from) {
    if (aggregate_runs_room(step, into, from->count) != LEAT_OK) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < from->count; i++) {
        into->list[into->count++] = from->list[i];
    }
    from->count = 0;
    return LEAT_OK;
}

void aggregate_runs_free(struct leat_step *step, struct aggregate_runs *runs) {
    for (size_t i = 0; i < runs->count; i++) {
        struct aggregate_run *run = &runs->list[i];
        if (run->rows) {
            leat_run_free(step, run->rows);
        }
        leat_free(step, run->given);
        leat_free(step, run->groups);
        leat_free(step, run->ends);
        leat_free(step, run->measures);
    }
    leat_free(step, runs->list);
    *runs = (struct aggregate_runs){0};
}

/* -- Reading a run ---------------------------------------------------------------------------- */

static int read_measures(struct leat_step *step, struct aggregate_run *run,
                         const struct leat_view *texts, size_t count) {
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        size += unpacked_size(leat_text_at(texts, (int64_t)i).size);
        run->ends[i] = size;
    }
    if (size > run->room) {
        leat_free(step, run->measures);
        run->room = 0;
        run->measures = leat_alloc(step, size);
        if (!run->measures) {
            return LEAT_FAILED;
        }
        run->room = size;
    }
    for (size_t i = 0; i < count; i++) {
        const struct leat_text text = leat_text_at(texts, (int64_t)i);
        aggregate_unpack(text.data, text.size, run->measures + (i > 0 ? run->ends[i - 1] : 0));
    }
    return LEAT_OK;
}

static int read_rows(struct leat_step *step, const struct aggregate *self,
                     struct aggregate_run *run, struct leat_batch *batch) {
    const size_t count = (size_t)batch->rows;
    struct leat_view views[RUN_COLUMNS];
    for (int32_t i = 0; i < RUN_COLUMNS; i++) {
        views[i] = leat_read(step, batch, (int32_t)self->groups.count + i);
    }
    for (size_t i = 0; i < count; i++) {
        const int64_t row = (int64_t)i;
        run->groups[i] =
            (struct group){.sequence = (uint64_t)leat_integer(&views[RUN_SEQUENCE], row),
                           .row = (uint32_t)leat_integer(&views[RUN_ROW], row),
                           .has_rows = true,
                           .cell = {0, (uint32_t)i}};
        run->given[i] =
            (struct group_row){&run->groups[i], (uint32_t)leat_integer(&views[RUN_TOTALLED], row)};
    }
    return read_measures(step, run, &views[RUN_MEASURES], count);
}

static int load(struct leat_step *step, struct run_cursor *cursor) {
    const struct aggregate *self = step->state;
    struct aggregate_run *run = &self->runs.list[cursor->number];
    if (run->batches == 0) {
        return LEAT_OK;
    }
    struct leat_batch *batch = leat_run_next(step, run->rows);
    if (!batch) {
        return leat_stopping(step) ? LEAT_STOPPED : LEAT_FAILED;
    }
    run->batches--;
    if (read_rows(step, self, run, batch) != LEAT_OK ||
        group_order_keys(step, &self->groups, aggregate_order(self), &batch, 1, run->given,
                         (size_t)batch->rows, &cursor->keys) != LEAT_OK) {
        return LEAT_FAILED;
    }
    cursor->batch = leat_share(step, batch);
    return cursor->batch ? LEAT_OK : LEAT_FAILED;
}

/* -- Merging ---------------------------------------------------------------------------------- */

/* Equal ones become one, whichever comes first. */
static bool by_number(struct leat_step *step, const struct run_cursor *a,
                      const struct run_cursor *b) {
    (void)step;
    return a->number < b->number;
}

int aggregate_merge_begin(struct leat_step *step) {
    struct aggregate *self = step->state;
    for (size_t i = 0; i < self->runs.count; i++) {
        struct aggregate_run *run = &self->runs.list[i];
        run->given = leat_alloc(step, RUN_ROWS * sizeof *run->given);
        run->groups = leat_alloc(step, RUN_ROWS * sizeof *run->groups);
        run->ends = leat_alloc(step, RUN_ROWS * sizeof *run->ends);
        if (!run->given || !run->groups || !run->ends) {
            return LEAT_FAILED;
        }
    }
    if (self->totals.count > 0 && aggregate_make_labels(step, self, &self->labels) != LEAT_OK) {
        return LEAT_FAILED;
    }
    return run_merge_begin(step, &self->merge, self->runs.count, load, by_number);
}

void aggregate_merge_end(struct leat_step *step) {
    struct aggregate *self = step->state;
    run_merge_free(step, &self->merge);
    aggregate_runs_free(step, &self->runs);
    leat_release(step, self->labels);
    leat_free(step, self->key);
}

/* Rows that are being given. */
struct giving {
    struct group_row *rows;
    struct group *groups;
    char *blocks; /* a set of measures each, and a spare one */
    size_t count;
    struct run_taken taken;
};

static int load_measures(struct leat_step *step, const struct run_cursor *cursor, void *block) {
    const struct aggregate *self = step->state;
    const struct aggregate_run *run = &self->runs.list[cursor->number];
    const size_t start = cursor->at > 0 ? run->ends[cursor->at - 1] : 0;
    return self->measures ? leat_measures_load(step, self->measures, block, run->measures + start,
                                               run->ends[cursor->at] - start)
                          : LEAT_OK;
}

/* Keeps the key of the cursor's row. */
static int keep_key(struct leat_step *step, struct aggregate *self,
                    const struct run_cursor *cursor) {
    const uint64_t *offsets = cursor->keys.offsets + cursor->at;
    const size_t size = (size_t)(offsets[1] - offsets[0]);
    if (size > self->key_room) {
        uint8_t *key = leat_realloc(step, self->key, size * 2);
        if (!key) {
            return LEAT_FAILED;
        }
        self->key = key;
        self->key_room = size * 2;
    }
    memcpy(self->key, cursor->keys.bytes + offsets[0], size);
    self->key_size = size;
    return LEAT_OK;
}

static bool has_key(const struct aggregate *self, const struct run_cursor *cursor) {
    const uint64_t *offsets = cursor->keys.offsets + cursor->at;
    return self->key_size == (size_t)(offsets[1] - offsets[0]) &&
           memcmp(self->key, cursor->keys.bytes + offsets[0], self->key_size) == 0;
}

/* The cursor's row becomes the next that is given. */
static int give_row(struct leat_step *step, struct giving *giving,
                    const struct run_cursor *cursor) {
    struct aggregate *self = step->state;
    const struct aggregate_run *run = &self->runs.list[cursor->number];
    struct group *group = &giving->groups[giving->count];
    void *block = giving->blocks + giving->count * self->groups.set_size;
    if (keep_key(step, self, cursor) != LEAT_OK || load_measures(step, cursor, block) != LEAT_OK) {
        return LEAT_FAILED;
    }
    *group = run->groups[cursor->at];
    group->block = block;
    giving->rows[giving->count++] = (struct group_row){group, run->given[cursor->at].totalled};
    return run_merge_take(step, &self->merge, &giving->taken, &group->cell);
}

/* The cursor's row, which has the same key, is added to the one given last. */
static int add_row(struct leat_step *step, struct giving *giving, const struct run_cursor *cursor) {
    struct aggregate *self = step->state;
    const struct group *from = &self->runs.list[cursor->number].groups[cursor->at];
    struct group *into = &giving->groups[giving->count - 1];
    void *spare = giving->blocks + RUN_MERGED_ROWS * self->groups.set_size;
    struct leat_pick unused;
    group_note(into, from->sequence, from->row);
    if (load_measures(step, cursor, spare) != LEAT_OK ||
        (self->measures &&
         leat_measures_merge(step, self->measures, into->block, spare) != LEAT_OK)) {
        return LEAT_FAILED;
    }
    return run_merge_take(step, &self->merge, &giving->taken, &unused);
}

static int merge_rows(struct leat_step *step, struct giving *giving) {
    const struct aggregate *self = step->state;
    const struct run_cursor *cursor;
    int result = LEAT_OK;
    while (result == LEAT_OK && giving->count < RUN_MERGED_ROWS &&
           (cursor = run_merge_next(&self->merge))) {
        result = give_row(step, giving, cursor);
        while (result == LEAT_OK && (cursor = run_merge_next(&self->merge)) &&
               has_key(self, cursor)) {
            result = add_row(step, giving, cursor);
        }
    }
    return result;
}

/* Gives the merged rows: their cells stand in the batches they were taken from. */
static int put_rows(struct leat_step *step, struct leat_batch *batch, struct giving *giving) {
    struct aggregate *self = step->state;
    struct group_by *groups = &self->groups;
    const size_t count = giving->taken.count;
    struct leat_batch **cells = leat_alloc(step, (count + 1) * sizeof(struct leat_batch *));
    if (!cells) {
        return LEAT_FAILED;
    }
    memcpy(cells, giving->taken.batches, count * sizeof(struct leat_batch *));
    cells[count] = self->labels;
    groups->cells = cells;
    groups->cell_count = count;
    const int result = aggregate_put(step, batch, giving->rows, giving->count);
    groups->cells = NULL;
    groups->cell_count = 0;
    leat_free(step, cells);
    return result;
}

int aggregate_merge_give(struct leat_step *step, struct leat_batch *batch) {
    const struct aggregate *self = step->state;
    struct giving giving = {0};
    if (!run_merge_next(&self->merge)) {
        return LEAT_END;
    }
    giving.rows = leat_alloc(step, RUN_MERGED_ROWS * sizeof *giving.rows);
    giving.groups = leat_alloc(step, RUN_MERGED_ROWS * sizeof *giving.groups);
    giving.blocks = leat_alloc(step, (RUN_MERGED_ROWS + 1) * self->groups.set_size + 1);
    int result =
        giving.rows && giving.groups && giving.blocks ? merge_rows(step, &giving) : LEAT_FAILED;
    if (result == LEAT_OK) {
        result = put_rows(step, batch, &giving);
    }
    for (size_t i = 0; i < giving.count; i++) {
        leat_measures_drop(step, self->measures, giving.groups[i].block);
    }
    run_taken_free(step, &giving.taken);
    leat_free(step, giving.rows);
    leat_free(step, giving.groups);
    leat_free(step, giving.blocks);
    return result;
}
