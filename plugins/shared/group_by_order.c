/* group_by_order: which rows come out, and in which order, as bytes that sort. See group_by.h.
 *
 * By keys, a row's bytes are, for each key: 1 and the runner's own key of the value, ended so that
 * no key begins another; 2 in place of the 1 where the value was marked as a total before it came
 * here; or 3 for a total. */
#include "shared/group_by.h"

/* -- Rows ------------------------------------------------------------------------------------- */

void group_by_append(struct group_by *self, const struct groups *groups, uint32_t totalled) {
    self->has_totals |= totalled != 0;
    for (size_t i = 0; i < groups->count; i++) {
        self->rows[self->row_count++] = (struct group_row){&groups->list[i], totalled};
    }
}

int group_by_collect(struct leat_step *step, struct group_by *self, size_t more) {
    size_t count = 0;
    for (size_t i = 0; i < self->partition_count; i++) {
        count += self->partitions[i].count;
    }
    if (count == 0 && self->count == 0) {
        if (groups_follow(step, self, &self->partitions[0], 1, true) != LEAT_OK) {
            return LEAT_FAILED;
        }
        count = 1;
    }
    self->rows = leat_alloc(step, (count + more + 1) * sizeof *self->rows);
    if (!self->rows) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < self->partition_count; i++) {
        group_by_append(self, &self->partitions[i], 0);
    }
    return LEAT_OK;
}

/* -- Writing ---------------------------------------------------------------------------------- */

void group_order_put(struct group_order *order, uint8_t byte) {
    if (order->bytes) {
        order->bytes[order->size] = byte;
    }
    order->size++;
}

void group_order_put_number(struct group_order *order, uint64_t number, int bytes) {
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
        group_order_put(order, (uint8_t)(number >> shift));
    }
}

/* The runner's bytes with 00 as 00 FF, and 00 00 at their end. */
void group_order_put_key(struct group_order *order, const struct group_row *row, size_t key) {
    if (group_is_total(order->group_by, row, key)) {
        group_order_put(order, GROUP_TOTAL);
        return;
    }
    const struct leat_pick cell = row->group->cell;
    const struct key_batch *keys = &order->keys[cell.batch * order->group_by->count + key];
    const uint8_t *marks = order->marks[cell.batch * order->group_by->count + key];
    const bool is_marked = marks && marks[cell.row >> 3] >> (cell.row & 7) & 1;
    group_order_put(order, is_marked ? GROUP_MARKED : GROUP_ASCENDING);
    for (uint64_t at = keys->offsets[cell.row]; at < keys->offsets[cell.row + 1]; at++) {
        group_order_put(order, keys->bytes[at]);
        if (keys->bytes[at] == 0) {
            group_order_put(order, 0xff);
        }
    }
    group_order_put(order, 0);
    group_order_put(order, 0);
}

void group_by_ascending(struct group_order *order, const struct group_row *row) {
    for (size_t key = 0; key < order->group_by->count; key++) {
        group_order_put_key(order, row, key);
    }
}

/* Writes the rows' bytes one after another, or, where there is no room yet, only counts them. */
static void write_rows(struct group_order *order, group_writer *write, const struct group_row *rows,
                       size_t count, uint8_t *bytes, uint64_t *offsets) {
    order->bytes = bytes;
    order->size = 0;
    for (size_t i = 0; i < count; i++) {
        if (offsets) {
            offsets[i] = order->size;
        }
        write(order, &rows[i]);
    }
    if (offsets) {
        offsets[count] = order->size;
    }
}

/* The runner's keys of one column of cells, or of all; lent. */
static int read_keys(struct leat_step *step, struct leat_batch *batch, const int32_t *columns,
                     size_t count, struct key_batch *keys) {
    struct leat_keys lent;
    if (leat_sort_keys(step, batch, columns, NULL, count, &lent) != LEAT_OK) {
        return LEAT_FAILED;
    }
    *keys = (struct key_batch){
        .bytes = lent.bytes, .offsets = lent.offsets, .rows = (size_t)batch->rows};
    return LEAT_OK;
}

static int read_cells(struct group_order *order, struct leat_batch *const *cells, size_t batches) {
    struct leat_step *step = order->step;
    const struct group_by *self = order->group_by;
    const size_t count = batches * self->count;
    order->keys = leat_alloc(step, (count + 1) * sizeof *order->keys);
    order->views = leat_alloc(step, (count + 1) * sizeof *order->views);
    order->marks = leat_alloc(step, (count + 1) * sizeof *order->marks);
    if (!order->keys || !order->views || !order->marks) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < count; i++) {
        struct leat_batch *batch = cells[i / self->count];
        const int32_t *column = &self->places[i % self->count];
        if (batch->rows == 0) {
            continue;
        }
        if (read_keys(step, batch, column, 1, &order->keys[i]) != LEAT_OK) {
            return LEAT_FAILED;
        }
        order->views[i] = leat_read(step, batch, *column);
        order->marks[i] = leat_totals(step, batch, *column);
    }
    return LEAT_OK;
}

static void free_cells(struct group_order *order) {
    leat_free(order->step, order->keys);
    leat_free(order->step, order->views);
    leat_free(order->step, order->marks);
}

int group_order_keys(struct leat_step *step, const struct group_by *self, group_writer *write,
                     struct leat_batch *const *cells, size_t batches, const struct group_row *rows,
                     size_t count, struct key_batch *keys) {
    struct group_order order = {.step = step, .group_by = self};
    int result = read_cells(&order, cells, batches);
    if (result == LEAT_OK) {
        write_rows(&order, write, rows, count, NULL, NULL);
        uint64_t *room =
            leat_alloc(step, (count + 1) * sizeof *keys->offsets + order.size + KEY_SLACK);
        result = room ? LEAT_OK : LEAT_FAILED;
        if (room) {
            uint8_t *bytes = (uint8_t *)(room + count + 1);
            write_rows(&order, write, rows, count, bytes, room);
            *keys = (struct key_batch){.bytes = bytes, .offsets = room, .rows = count};
        }
    }
    free_cells(&order);
    return result;
}

/* -- Sorting ---------------------------------------------------------------------------------- */

static int sort_keys(struct leat_step *step, struct key_order *order, const struct key_batch *keys,
                     size_t batches) {
    int result = key_order_deal(step, order, keys, batches);
    for (size_t range = 0; result == LEAT_OK && range < order->ranges; range++) {
        result = key_order_sort(step, order, keys, range);
    }
    return result;
}

/* By bytes that a writer puts. */
static int sort_written(struct leat_step *step, struct group_by *self, group_writer *write) {
    struct key_batch keys = {0};
    int result = group_order_keys(step, self, write, self->cells, self->cell_count, self->rows,
                                  self->row_count, &keys);
    struct key_order order = {0};
    struct group_row *sorted = leat_alloc(step, (self->row_count + 1) * sizeof *sorted);
    if (result == LEAT_OK) {
        keys.common = key_common(&keys);
        result = sorted ? sort_keys(step, &order, &keys, 1) : LEAT_FAILED;
    }
    for (size_t i = 0; result == LEAT_OK && i < order.count; i++) {
        sorted[i] = self->rows[order.rows[i].row];
    }
    if (result == LEAT_OK) {
        leat_free(step, self->rows);
        self->rows = sorted;
    } else {
        leat_free(step, sorted);
    }
    key_order_free(step, &order);
    key_batch_free(step, &keys);
    return result;
}

/* Ascending, where there are no totals: by the runner's own keys of the cells, of which each partition has
 * a batch, in the order of its groups. */
static int sort_plain(struct leat_step *step, struct group_by *self) {
    struct key_batch *keys = leat_alloc(step, self->partition_count * sizeof *keys);
    int result = keys ? LEAT_OK : LEAT_FAILED;
    for (size_t i = 0; result == LEAT_OK && i < self->partition_count; i++) {
        if (self->partitions[i].count > 0) {
            result = read_keys(step, self->cells[i], self->places, self->count, &keys[i]);
            keys[i].common = key_common(&keys[i]);
        }
    }
    struct key_order order = {0};
    if (result == LEAT_OK) {
        result = sort_keys(step, &order, keys, self->partition_count);
    }
    for (size_t i = 0; result == LEAT_OK && i < order.count; i++) {
        const struct key_row *row = &order.rows[i];
        self->rows[i] = (struct group_row){&self->partitions[row->batch].list[row->row], 0};
    }
    key_order_free(step, &order);
    leat_free(step, keys);
    return result;
}

/* Whether no row is a total, nor was one before it came here. */
static bool is_plain(struct leat_step *step, const struct group_by *self) {
    if (self->has_totals || self->count == 0) {
        return false;
    }
    for (size_t i = 0; i < self->partition_count; i++) {
        for (size_t key = 0; self->partitions[i].count > 0 && key < self->count; key++) {
            if (leat_totals(step, self->cells[i], self->places[key])) {
                return false;
            }
        }
    }
    return true;
}

int group_by_arrange(struct leat_step *step, struct group_by *self, group_writer *write,
                     size_t *streams) {
    int result = LEAT_OK;
    if (self->row_count > 1) {
        const bool plain = write == group_by_ascending && is_plain(step, self);
        result = plain ? sort_plain(step, self) : sort_written(step, self, write);
    }
    if (result != LEAT_OK) {
        return result;
    }
    if (self->row_count > LEAT_BATCH_ROWS) {
        *streams = (self->row_count + LEAT_BATCH_ROWS - 1) / LEAT_BATCH_ROWS;
    }
    self->given = leat_alloc(step, *streams * sizeof *self->given);
    return self->given ? LEAT_OK : LEAT_FAILED;
}
