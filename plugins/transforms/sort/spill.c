/* What a part of sort holds goes into a run. See sort.h. */
#include "sort.h"

static void run_free(struct leat_step *step, struct sort_run *run) {
    if (run->rows) {
        leat_run_free(step, run->rows);
    }
    if (run->order) {
        leat_run_free(step, run->order);
    }
    leat_free(step, run->came);
}

void sort_runs_free(struct leat_step *step, struct sort_runs *runs) {
    for (size_t i = 0; i < runs->count; i++) {
        run_free(step, &runs->list[i]);
    }
    leat_free(step, runs->list);
    *runs = (struct sort_runs){0};
}

static int make_room(struct leat_step *step, struct sort_runs *runs, size_t more) {
    if (runs->count + more <= runs->room) {
        return LEAT_OK;
    }
    const size_t room = runs->room * 2 + more;
    struct sort_run *list = leat_realloc(step, runs->list, room * sizeof *list);
    if (!list) {
        return LEAT_FAILED;
    }
    runs->list = list;
    runs->room = room;
    return LEAT_OK;
}

int sort_runs_move(struct leat_step *step, struct sort_runs *into, struct sort_runs *from) {
    if (make_room(step, into, from->count) != LEAT_OK) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < from->count; i++) {
        into->list[into->count++] = from->list[i];
    }
    from->count = 0;
    return LEAT_OK;
}

/* Where the picked rows had come in. */
static int put_order(struct leat_step *step, struct leat_run *order, const struct kept_rows *kept,
                     const struct leat_pick *picks, size_t count) {
    static const struct leat_type types[] = {{.kind = LEAT_INTEGER}, {.kind = LEAT_INTEGER}};
    int64_t values[2][RUN_ROWS];
    struct leat_batch *batch = leat_batch_new(step, types, 2);
    int result = batch ? LEAT_OK : LEAT_FAILED;
    for (size_t i = 0; i < count; i++) {
        values[0][i] = (int64_t)kept->keys[picks[i].batch].sequence;
        values[1][i] = picks[i].row;
    }
    for (int32_t column = 0; result == LEAT_OK && column < 2; column++) {
        struct leat_builder *builder = leat_build(step, batch, column);
        leat_bulk(builder, values[column], NULL, count);
        result = leat_put(step, batch, builder);
    }
    if (result == LEAT_OK) {
        result = leat_run_put(step, order, batch);
    }
    leat_release(step, batch);
    return result;
}

static int write_run(struct leat_step *step, struct sort_run *run, const struct kept_rows *kept) {
    int result = LEAT_OK;
    for (size_t from = 0; result == LEAT_OK && from < kept->row_count; from += RUN_ROWS) {
        const size_t left = kept->row_count - from, count = left < RUN_ROWS ? left : RUN_ROWS;
        struct leat_pick picks[RUN_ROWS];
        if (leat_stopping(step)) {
            return LEAT_STOPPED;
        }
        for (size_t i = 0; i < count; i++) {
            picks[i] = (struct leat_pick){kept->sorted[from + i].batch, kept->sorted[from + i].row};
        }
        result = leat_run_gather(step, run->rows, kept->batches, kept->batch_count, picks, count);
        if (result == LEAT_OK) {
            result = put_order(step, run->order, kept, picks, count);
        }
    }
    return result;
}

static int sort_into(struct leat_step *step, struct sort_run *run, struct kept_part *part) {
    struct kept_rows kept = {0};
    void *const parts[] = {part};
    size_t partitions;
    int result = kept_seal(step, &kept, parts, 1, &partitions);
    for (size_t i = 0; result == LEAT_OK && i < partitions; i++) {
        result = kept_sort(step, &kept, i);
    }
    if (result == LEAT_OK) {
        result = write_run(step, run, &kept);
    }
    kept_free(step, &kept);
    return result;
}

int sort_spill(struct leat_step *step, struct sort_part *part) {
    if (part->kept.count == 0) {
        return LEAT_OK;
    }
    if (make_room(step, &part->runs, 1) != LEAT_OK) {
        return LEAT_FAILED;
    }
    struct sort_run *run = &part->runs.list[part->runs.count++];
    *run = (struct sort_run){.rows = leat_run_new(step), .order = leat_run_new(step)};
    const int result = sort_into(step, run, &part->kept);
    kept_part_free(step, &part->kept);
    part->kept = (struct kept_part){0};
    return result;
}
