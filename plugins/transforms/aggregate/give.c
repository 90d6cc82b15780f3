/* give: groups as rows, 65,536 a stream. See aggregate.h. */
#include "aggregate.h"

#include <stdio.h>

#include "shared/show.h"

static bool is_total(const struct aggregate *self, const struct result *result, size_t key) {
    return self->total_of[key] >= 0 && result->totalled >> self->total_of[key] & 1;
}

/* One key's column: its cells, or labels in totals, which are marked as such. */
static int give_key(struct leat_step *step, struct leat_batch *batch, size_t key,
                    const struct result *results, size_t count, struct leat_pick *picks) {
    const struct aggregate *self = step->state;
    const struct leat_pick label = {(uint32_t)self->partition_count, 0};
    uint8_t marks[LEAT_BATCH_ROWS / 8] = {0};
    bool has_marks = false;
    for (size_t i = 0; i < count; i++) {
        const bool total = is_total(self, &results[i], key);
        picks[i] = total ? label : results[i].group->cell;
        if (total) {
            marks[i / 8] = (uint8_t)(marks[i / 8] | 1U << i % 8);
            has_marks = true;
        }
    }
    const int32_t column = self->places[key];
    const int result = leat_gather_column(step, batch, column, self->cells,
                                          self->partition_count + 1, column, picks, count);
    return result == LEAT_OK && has_marks ? leat_grouping(step, batch, column, marks) : result;
}

/* "phase = 'Primary', as_at = 2014-09-01" */
static void show_group(struct leat_step *step, const struct result *result, char *out,
                       size_t room) {
    const struct aggregate *self = step->state;
    size_t used = 0;
    snprintf(out, room, "all rows");
    for (size_t key = 0; key < self->by.count && used < room; key++) {
        const bool total = is_total(self, result, key);
        struct leat_batch *batch =
            self->cells[total ? self->partition_count : result->group->cell.batch];
        const struct leat_view view = leat_read(step, batch, self->places[key]);
        char cell[SHOW_CELL];
        show_cell(&view, total ? 0 : result->group->cell.row, self->is_private[key] && !total,
                  cell);
        const int size = snprintf(out + used, room - used, "%s%s = %s", key > 0 ? ", " : "",
                                  self->names[key], cell);
        used += size > 0 ? (size_t)size : 0;
    }
}

static int give_measure(struct leat_step *step, struct leat_batch *batch, size_t measure,
                        const struct result *results, size_t count, void **blocks) {
    const struct aggregate *self = step->state;
    struct leat_builder *to = leat_build(step, batch, (int32_t)(self->by.count + measure));
    size_t failed = count;
    for (size_t i = 0; i < count; i++) {
        blocks[i] = results[i].group->block;
    }
    const int result =
        leat_measures_give(step, self->measures, measure, blocks, count, to, &failed);
    if (result == LEAT_FAILED && failed < count) {
        char group[1024];
        show_group(step, &results[failed], group, sizeof group);
        return leat_fail(step, "the measure '%s' cannot be worked out for %s",
                         leat_measures_name(step, self->measures, measure).data, group);
    }
    return result == LEAT_OK ? leat_put(step, batch, to) : result;
}

static int give_rows(struct leat_step *step, struct leat_batch *batch, const struct result *results,
                     size_t count) {
    const struct aggregate *self = step->state;
    struct leat_pick *picks = leat_alloc(step, count * sizeof *picks);
    void **blocks = leat_alloc(step, count * sizeof(void *));
    int result = picks && blocks ? LEAT_OK : LEAT_FAILED;
    for (size_t key = 0; result == LEAT_OK && key < self->by.count; key++) {
        result = give_key(step, batch, key, results, count, picks);
    }
    for (size_t measure = 0; result == LEAT_OK && measure < self->measure_count; measure++) {
        result = give_measure(step, batch, measure, results, count, blocks);
    }
    leat_free(step, picks);
    leat_free(step, blocks);
    return result;
}

int aggregate_give(struct leat_step *step, size_t stream, struct leat_batch *batch) {
    const struct aggregate *self = step->state;
    const size_t start = stream * LEAT_BATCH_ROWS;
    if (self->given[stream] || start >= self->result_count) {
        return LEAT_END;
    }
    self->given[stream] = true;
    const size_t left = self->result_count - start;
    return give_rows(step, batch, self->results + start,
                     left < LEAT_BATCH_ROWS ? left : LEAT_BATCH_ROWS);
}
