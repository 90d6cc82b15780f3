/* The batches as streams, and the sorted rows in runs. See window.h. */
#include <stdlib.h>

#include "window.h"

static int compare_streams(const void *left, const void *right) {
    const struct stream *a = left, *b = right;
    return a->sequence < b->sequence ? -1 : a->sequence > b->sequence;
}

/* The batches in the order they came in. */
static int make_streams(struct leat_step *step) {
    struct window *self = step->state;
    const size_t count = self->kept.batch_count;
    size_t base = 0;
    self->streams = leat_alloc(step, (count + 1) * sizeof *self->streams);
    self->bases = leat_alloc(step, (count + 1) * sizeof *self->bases);
    if (!self->streams || !self->bases) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < count; i++) {
        self->streams[i] = (struct stream){self->kept.keys[i].sequence, (uint32_t)i, false};
        self->bases[i] = base;
        base += (size_t)self->kept.batches[i]->rows;
    }
    qsort(self->streams, count, sizeof *self->streams, compare_streams);
    return LEAT_OK;
}

/* -- Totals ----------------------------------------------------------------------------------- */

/* Which columns outside "by" the rows are totals over. */
struct marks {
    uint32_t **sets; /* by batch: each row's set of columns, 0 for none; NULL: none has any */
    size_t batch_count;
    struct key_table table; /* the sets: number n is n + 1 above */
    bool any;
};

static void free_marks(struct leat_step *step, struct marks *marks) {
    for (size_t i = 0; marks->sets && i < marks->batch_count; i++) {
        leat_free(step, marks->sets[i]);
    }
    leat_free(step, marks->sets);
    key_table_free(step, &marks->table);
}

/* The sets of one batch's rows; bitmaps: by column outside "by", NULL where it has no totals. */
static int number_sets(struct leat_step *step, struct marks *marks, size_t batch,
                       const uint8_t *const *bitmaps, uint8_t *set, size_t set_size) {
    const struct window *self = step->state;
    const int64_t rows = self->kept.batches[batch]->rows;
    uint32_t *sets = leat_alloc(step, (size_t)rows * sizeof *sets);
    marks->sets[batch] = sets;
    marks->any = true;
    for (int64_t row = 0; sets && row < rows; row++) {
        bool any = false;
        memset(set, 0, set_size);
        for (size_t i = 0; i < self->outside_count; i++) {
            if (bitmaps[i] && bitmaps[i][row >> 3] >> (row & 7) & 1) {
                set[i >> 3] |= (uint8_t)(1u << (i & 7));
                any = true;
            }
        }
        const struct key key = key_of(set, set_size);
        uint32_t number;
        if (any && key_table_add(step, &marks->table, &key, &number) != LEAT_OK) {
            return LEAT_FAILED;
        }
        sets[row] = any ? number + 1 : 0;
    }
    return sets ? LEAT_OK : LEAT_FAILED;
}

static int find_marks(struct leat_step *step, struct marks *marks) {
    const struct window *self = step->state;
    const size_t set_size = self->outside_count / 8 + 1;
    const uint8_t **bitmaps = leat_alloc(step, (self->outside_count + 1) * sizeof *bitmaps);
    uint8_t *set = leat_alloc(step, set_size);
    marks->sets = leat_alloc(step, (self->kept.batch_count + 1) * sizeof *marks->sets);
    marks->batch_count = self->kept.batch_count;
    int result = bitmaps && set && marks->sets ? LEAT_OK : LEAT_FAILED;
    for (size_t batch = 0; result == LEAT_OK && batch < marks->batch_count; batch++) {
        bool any = false;
        for (size_t i = 0; i < self->outside_count; i++) {
            bitmaps[i] = leat_totals(step, self->kept.batches[batch], self->outside[i]);
            any |= bitmaps[i] != NULL;
        }
        if (any) {
            result = number_sets(step, marks, batch, bitmaps, set, set_size);
        }
    }
    leat_free(step, bitmaps);
    leat_free(step, set);
    return result;
}

static uint32_t set_of(const struct marks *marks, const struct key_row *row) {
    return marks->sets[row->batch] ? marks->sets[row->batch][row->row] : 0;
}

/* -- Runs ------------------------------------------------------------------------------------- */

static int add_run(struct leat_step *step, size_t from, bool is_totals) {
    struct window *self = step->state;
    if (self->run_count == self->run_room) {
        const size_t room = self->run_room > 0 ? self->run_room * 2 : 64;
        struct run *runs = leat_realloc(step, self->runs, room * sizeof *runs);
        if (!runs) {
            return LEAT_FAILED;
        }
        self->runs = runs;
        self->run_room = room;
    }
    const struct run run = {from, (uint32_t)self->group_count, is_totals};
    self->runs[self->run_count++] = run;
    return LEAT_OK;
}

static bool same_group(struct leat_step *step, const struct key_row *a, const struct key_row *b) {
    const struct window *self = step->state;
    const struct kept_rows *kept = &self->kept;
    return self->by.count == 0 || key_same(kept->keys, a, b) ||
           leat_compare(step, kept->batches[a->batch], a->row, window_by(self),
                        kept->batches[b->batch], b->row, NULL, NULL, self->by.count) == 0;
}

/* Puts a group's rows into the order of their sets, those of one as they stood, and adds a run for
 * each set. ends has a place for each set; spare has room for the rows. */
static int part_by_marks(struct leat_step *step, const struct marks *marks, size_t from, size_t to,
                         size_t *ends, struct key_row *spare) {
    struct key_row *rows = ((struct window *)step->state)->kept.sorted + from;
    const size_t sets = marks->table.count + 1, count = to - from;
    size_t at = 0;
    memset(ends, 0, sets * sizeof *ends);
    for (size_t i = 0; i < count; i++) {
        ends[set_of(marks, &rows[i])]++;
    }
    for (size_t set = 0; set < sets; set++) {
        const size_t size = ends[set];
        if (size > 0 && add_run(step, from + at, set > 0) != LEAT_OK) {
            return LEAT_FAILED;
        }
        ends[set] = at;
        at += size;
    }
    for (size_t i = 0; i < count; i++) {
        spare[ends[set_of(marks, &rows[i])]++] = rows[i];
    }
    memcpy(rows, spare, count * sizeof *rows);
    return LEAT_OK;
}

static int make_runs(struct leat_step *step, const struct marks *marks) {
    struct window *self = step->state;
    const struct kept_rows *kept = &self->kept;
    size_t *ends = leat_alloc(step, (marks->table.count + 1) * sizeof *ends);
    struct key_row *spare =
        leat_alloc(step, ((marks->any ? kept->row_count : 0) + 1) * sizeof *spare);
    int result = ends && spare ? LEAT_OK : LEAT_FAILED;
    for (size_t from = 0, to; result == LEAT_OK && from < kept->row_count; from = to) {
        for (to = from + 1;
             to < kept->row_count && same_group(step, &kept->sorted[to - 1], &kept->sorted[to]);
             to++) {
        }
        result = marks->any ? part_by_marks(step, marks, from, to, ends, spare)
                            : add_run(step, from, false);
        self->group_count++;
    }
    if (result == LEAT_OK) {
        result = add_run(step, kept->row_count, false); /* where the last ends */
        self->run_count -= result == LEAT_OK;
    }
    leat_free(step, ends);
    leat_free(step, spare);
    return result;
}

int window_divide(struct leat_step *step) {
    struct marks marks = {0};
    int result = make_streams(step);
    result = result == LEAT_OK ? find_marks(step, &marks) : result;
    result = result == LEAT_OK ? make_runs(step, &marks) : result;
    free_marks(step, &marks);
    return result;
}
