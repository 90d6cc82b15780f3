/* group_by_give: groups as rows, 65,536 a stream. See group_by.h. */
#include "shared/group_by.h"

#include <stdio.h>

#include "shared/show.h"

/* How many groups ahead of its use one is fetched from far memory. */
enum { AHEAD = 16 };

/* One key's column: its cells, or labels in totals, which are marked as such. */
static int give_key(struct leat_step *step, const struct group_by *self, struct leat_batch *batch,
                    size_t key, const struct group_row *rows, size_t count,
                    struct leat_pick *picks) {
    const struct leat_pick label = {(uint32_t)self->cell_count, 0};
    const int32_t column = self->places[key];
    uint8_t marks[LEAT_BATCH_ROWS / 8] = {0};
    bool has_marks = false;
    for (size_t i = 0; i < count; i++) {
        if (i + AHEAD < count) {
            __builtin_prefetch(rows[i + AHEAD].group);
        }
        const bool total = group_is_total(self, &rows[i], key);
        picks[i] = total ? label : rows[i].group->cell;
        if (total) {
            marks[i / 8] = (uint8_t)(marks[i / 8] | 1U << i % 8);
            has_marks = true;
        }
    }
    const size_t batches = self->cell_count + (self->cells[self->cell_count] != NULL);
    const int result =
        leat_gather_column(step, batch, column, self->cells, batches, column, picks, count);
    return result == LEAT_OK && has_marks ? leat_grouping(step, batch, column, marks) : result;
}

int group_by_give_keys(struct leat_step *step, const struct group_by *self,
                       struct leat_batch *batch, const struct group_row *rows, size_t count) {
    struct leat_pick *picks = leat_alloc(step, count * sizeof *picks);
    int result = picks ? LEAT_OK : LEAT_FAILED;
    for (size_t key = 0; result == LEAT_OK && key < self->count; key++) {
        result = give_key(step, self, batch, key, rows, count, picks);
    }
    leat_free(step, picks);
    return result;
}

int group_by_next(const struct group_by *self, size_t stream, const struct group_row **rows,
                  size_t *count) {
    const size_t start = stream * LEAT_BATCH_ROWS;
    if (self->given[stream] || start >= self->row_count) {
        return LEAT_END;
    }
    self->given[stream] = true;
    const size_t left = self->row_count - start;
    *rows = self->rows + start;
    *count = left < LEAT_BATCH_ROWS ? left : LEAT_BATCH_ROWS;
    return LEAT_OK;
}

/* "phase = 'Primary', as_at = 2014-09-01" */
static void show_group(struct leat_step *step, const struct group_by *self,
                       const struct group_row *row, char *out, size_t room) {
    size_t used = 0;
    snprintf(out, room, "all rows");
    for (size_t key = 0; key < self->count && used < room; key++) {
        const bool total = group_is_total(self, row, key);
        struct leat_batch *batch = self->cells[total ? self->cell_count : row->group->cell.batch];
        const struct leat_view view = leat_read(step, batch, self->places[key]);
        char cell[SHOW_CELL];
        show_cell(&view, total ? 0 : row->group->cell.row, self->is_private[key] && !total, cell);
        const int size = snprintf(out + used, room - used, "%s%s = %s", key > 0 ? ", " : "",
                                  self->names[key], cell);
        used += size > 0 ? (size_t)size : 0;
    }
}

int group_by_give_measure(struct leat_step *step, const struct group_by *self,
                          struct leat_batch *batch, int32_t column, size_t set, const char *of,
                          size_t measure, const struct group_row *rows, size_t count) {
    struct leat_builder *to = leat_build(step, batch, column);
    void **blocks = leat_alloc(step, count * sizeof(void *));
    size_t failed = count;
    if (!blocks) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < count; i++) {
        blocks[i] = (char *)rows[i].group->block + set * self->set_size;
    }
    const int result =
        leat_measures_give(step, self->measures, measure, blocks, count, to, &failed);
    leat_free(step, blocks);
    if (result == LEAT_FAILED && failed < count) {
        char group[1024];
        show_group(step, self, &rows[failed], group, sizeof group);
        return leat_fail(step, "the measure '%s' cannot be worked out for %s%s",
                         leat_measures_name(step, self->measures, measure).data, group, of);
    }
    return result == LEAT_OK ? leat_put(step, batch, to) : result;
}
