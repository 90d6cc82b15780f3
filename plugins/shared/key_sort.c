/* key_sort: see key_sort.h. A merge sort, from runs of a few rows upwards. */
#include "shared/key_sort.h"

enum { RUN = 16, PREFIX = 8 };

int key_batch_copy(struct leat_step *step, const struct leat_keys *keys, int64_t rows,
                   struct key_batch *copy) {
    const size_t offsets = ((size_t)rows + 1) * sizeof *keys->offsets,
                 bytes = (size_t)keys->offsets[rows];
    uint64_t *room = leat_alloc(step, offsets + bytes);
    if (!room) {
        return LEAT_FAILED;
    }
    memcpy(room, keys->offsets, offsets);
    if (bytes > 0) {
        memcpy(room + rows + 1, keys->bytes, bytes);
    }
    copy->offsets = room;
    copy->bytes = (const uint8_t *)(room + rows + 1);
    copy->sequence = 0;
    return LEAT_OK;
}

void key_batch_free(struct leat_step *step, struct key_batch *copy) {
    leat_free(step, (void *)(uintptr_t)copy->offsets);
    copy->offsets = NULL;
}

static size_t key_size(const struct key_batch *batch, uint32_t row) {
    return (size_t)(batch->offsets[row + 1] - batch->offsets[row]);
}

struct key_row key_row_of(const struct key_batch *batches, uint32_t batch, uint32_t row) {
    const struct key_batch *keys = &batches[batch];
    const size_t size = key_size(keys, row);
    struct key_row made = {.batch = batch, .row = row};
    for (size_t i = 0; i < PREFIX; i++) {
        made.prefix = made.prefix << 8 | (i < size ? keys->bytes[keys->offsets[row] + i] : 0);
    }
    return made;
}

bool key_same(const struct key_batch *batches, const struct key_row *a, const struct key_row *b) {
    const struct key_batch *of_a = &batches[a->batch], *of_b = &batches[b->batch];
    const size_t size = key_size(of_a, a->row);
    return a->prefix == b->prefix && size == key_size(of_b, b->row) &&
           (size == 0 || memcmp(of_a->bytes + of_a->offsets[a->row],
                                of_b->bytes + of_b->offsets[b->row], size) == 0);
}

/* The rest of keys that begin alike; then the rows' own order. */
static bool is_before_by_rest(const struct key_batch *batches, const struct key_row *a,
                              const struct key_row *b) {
    const struct key_batch *of_a = &batches[a->batch], *of_b = &batches[b->batch];
    const size_t size_a = key_size(of_a, a->row), size_b = key_size(of_b, b->row);
    const size_t common = size_a < size_b ? size_a : size_b;
    const int order = common > 0 ? memcmp(of_a->bytes + of_a->offsets[a->row],
                                          of_b->bytes + of_b->offsets[b->row], common)
                                 : 0;
    if (order != 0) {
        return order < 0;
    }
    if (size_a != size_b) {
        return size_a < size_b;
    }
    return of_a->sequence != of_b->sequence ? of_a->sequence < of_b->sequence : a->row < b->row;
}

static inline bool is_before(const struct key_batch *batches, const struct key_row *a,
                             const struct key_row *b) {
    return a->prefix != b->prefix ? a->prefix < b->prefix : is_before_by_rest(batches, a, b);
}

static void sort_run(const struct key_batch *batches, struct key_row *rows, size_t count) {
    for (size_t i = 1; i < count; i++) {
        const struct key_row row = rows[i];
        size_t at = i;
        for (; at > 0 && is_before(batches, &row, &rows[at - 1]); at--) {
            rows[at] = rows[at - 1];
        }
        rows[at] = row;
    }
}

void key_merge(const struct key_batch *batches, const struct key_row *a, size_t a_count,
               const struct key_row *b, size_t b_count, struct key_row *into) {
    const struct key_row *const a_end = a + a_count, *const b_end = b + b_count;
    if (a_count > 0 && b_count > 0 && !is_before(batches, b, a_end - 1)) { /* in order already */
        memcpy(into, a, a_count * sizeof *a);
        memcpy(into + a_count, b, b_count * sizeof *b);
        return;
    }
    while (a < a_end && b < b_end) {
        *into++ = is_before(batches, b, a) ? *b++ : *a++;
    }
    if (a < a_end) {
        memcpy(into, a, (size_t)(a_end - a) * sizeof *a);
    } else if (b < b_end) {
        memcpy(into, b, (size_t)(b_end - b) * sizeof *b);
    }
}

int key_sort(struct leat_step *step, const struct key_batch *batches, struct key_row *rows,
             size_t count, struct key_row *spare) {
    struct key_row *from = rows, *to = spare;
    for (size_t at = 0; at < count; at += RUN) {
        sort_run(batches, rows + at, count - at < RUN ? count - at : RUN);
    }
    for (size_t width = RUN; width < count; width *= 2) {
        for (size_t at = 0; at < count; at += 2 * width) {
            const size_t left = count - at < width ? count - at : width;
            const size_t right = count - at - left < width ? count - at - left : width;
            key_merge(batches, from + at, left, from + at + left, right, to + at);
        }
        struct key_row *const other = from;
        from = to;
        to = other;
        if (leat_stopping(step)) {
            return LEAT_STOPPED;
        }
    }
    if (from != rows) {
        memcpy(rows, from, count * sizeof *rows);
    }
    return LEAT_OK;
}
