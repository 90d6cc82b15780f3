/* group_by_totals: rows that are totals of a step before, beside rows that are their parts. See
 * group_by.h. */
#include "shared/group_by.h"

enum { SEEN_PARTS = 1, SEEN_TOTALS = 2 };

int group_by_watch(struct leat_step *step, struct leat_bind *bind, struct group_by *self,
                   int32_t apart) {
    const int32_t columns = leat_columns(bind, 0);
    self->watched = leat_alloc(step, (size_t)columns * sizeof *self->watched + 1);
    self->watched_names = leat_alloc(step, (size_t)columns * sizeof *self->watched_names + 1);
    if (!self->watched || !self->watched_names) {
        return LEAT_FAILED;
    }
    for (int32_t column = 0; column < columns; column++) {
        struct leat_hint hint = {.size = sizeof hint};
        leat_column_hint(bind, 0, column, &hint);
        if (hint.has_totals && column != apart && group_by_find(self, column) < 0) {
            leat_uses(bind, 0, column);
            self->watched_names[self->watched_count] = leat_column_name(bind, 0, column).data;
            self->watched[self->watched_count++] = column;
        }
    }
    return LEAT_OK;
}

/* Of a batch with rows. marks NULL: none of them is a total. */
static unsigned char look(const uint8_t *marks, int64_t rows) {
    unsigned char seen = marks ? 0 : SEEN_PARTS;
    for (int64_t row = 0; marks && row < rows && seen != (SEEN_PARTS | SEEN_TOTALS); row++) {
        seen |= marks[row >> 3] >> (row & 7) & 1 ? SEEN_TOTALS : SEEN_PARTS;
    }
    return seen;
}

int group_by_look(struct leat_step *step, const struct group_by *self, struct leat_batch *batch) {
    struct group_by_part *part = step->part;
    if (self->watched_count > 0 && !part->seen) {
        part->seen = leat_alloc(step, self->watched_count);
        if (!part->seen) {
            return LEAT_FAILED;
        }
    }
    for (size_t i = 0; i < self->watched_count; i++) {
        part->seen[i] |= look(leat_totals(step, batch, self->watched[i]), batch->rows);
    }
    return LEAT_OK;
}

int group_by_check(struct leat_step *step, const struct group_by *self, void *const *parts,
                   size_t count) {
    for (size_t i = 0; i < self->watched_count; i++) {
        unsigned seen = 0;
        for (size_t k = 0; k < count; k++) {
            const struct group_by_part *part = parts[k];
            seen |= part->seen ? part->seen[i] : 0;
        }
        if (seen == (SEEN_PARTS | SEEN_TOTALS)) {
            return leat_fail(step,
                             "some rows are totals over '%s' and others are their parts, so that "
                             "both would be counted; leave the totals out in a filter step before, "
                             "by their label in '%s', or name it in \"by\"",
                             self->watched_names[i], self->watched_names[i]);
        }
    }
    return LEAT_OK;
}
