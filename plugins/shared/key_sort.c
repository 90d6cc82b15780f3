/* key_sort: see key_sort.h. */
#include "shared/key_sort.h"

#include <stdlib.h>

#include "shared/word_sort.h"

enum { WORD = 8, FEW = 16, SAMPLES_A_RANGE = 64, AHEAD = 16 };
enum { RANGE_ROWS = 1 << 16 }; /* fewer are sorted faster than they are dealt */

/* -- Keys ------------------------------------------------------------------------------------- */

int key_batch_copy(struct leat_step *step, const struct leat_keys *keys, int64_t rows,
                   struct key_batch *copy) {
    const size_t offsets = ((size_t)rows + 1) * sizeof *keys->offsets,
                 bytes = (size_t)keys->offsets[rows];
    uint64_t *room = leat_alloc(step, offsets + bytes + KEY_SLACK);
    if (!room) {
        return LEAT_FAILED;
    }
    memcpy(room, keys->offsets, offsets);
    if (bytes > 0) {
        memcpy(room + rows + 1, keys->bytes, bytes);
    }
    *copy = (struct key_batch){
        .bytes = (const uint8_t *)(room + rows + 1), .offsets = room, .rows = (size_t)rows};
    copy->common = key_common(copy);
    return LEAT_OK;
}

void key_batch_free(struct leat_step *step, struct key_batch *copy) {
    leat_free(step, (void *)(uintptr_t)copy->offsets);
    copy->offsets = NULL;
}

static size_t key_size(const struct key_batch *batch, size_t row) {
    return (size_t)(batch->offsets[row + 1] - batch->offsets[row]);
}

/* How many of the first `most` bytes of two keys are alike. */
static size_t alike(const struct key_batch *a, size_t row_a, const struct key_batch *b,
                    size_t row_b, size_t most) {
    const uint8_t *left = a->bytes + a->offsets[row_a], *right = b->bytes + b->offsets[row_b];
    const size_t size = key_size(b, row_b);
    size_t count = 0;
    most = most < size ? most : size;
    while (count < most && left[count] == right[count]) {
        count++;
    }
    return count;
}

size_t key_common(const struct key_batch *batch) {
    size_t common = batch->rows > 0 ? key_size(batch, 0) : 0;
    for (size_t row = 1; row < batch->rows && common > 0; row++) {
        common = alike(batch, 0, batch, row, common);
    }
    return common;
}

/* The eight bytes from `depth` on, as a number; zeros where the key ends before. */
static uint64_t word_at(const struct key_batch *batch, size_t row, size_t depth) {
    const size_t size = key_size(batch, row);
    uint64_t word;
    if (size <= depth) {
        return 0;
    }
    memcpy(&word, batch->bytes + batch->offsets[row] + depth, sizeof word);
    word = __builtin_bswap64(word);
    return size - depth >= WORD
               ? word
               : word >> 8 * (WORD - (size - depth)) << 8 * (WORD - (size - depth));
}

bool key_same(const struct key_batch *batches, const struct key_row *a, const struct key_row *b) {
    const struct key_batch *of_a = &batches[a->batch], *of_b = &batches[b->batch];
    const size_t size = key_size(of_a, a->row);
    return size == key_size(of_b, b->row) &&
           (size == 0 || memcmp(of_a->bytes + of_a->offsets[a->row],
                                of_b->bytes + of_b->offsets[b->row], size) == 0);
}

/* -- Dealing ---------------------------------------------------------------------------------- */

static int compare_words(const void *left, const void *right) {
    const uint64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* The least words of all ranges but the first, of which there are order->ranges - 1 then: so that
 * each has about as many of the rows looked at. */
static int choose_ranges(struct leat_step *step, struct key_order *order,
                         const struct key_batch *batches, size_t batch_count,
                         uint64_t least[KEY_RANGES_MOST]) {
    size_t wanted = order->count / RANGE_ROWS;
    wanted = wanted < KEY_RANGES_MOST ? wanted : KEY_RANGES_MOST;
    order->ranges = 1;
    if (wanted < 2) {
        return LEAT_OK;
    }
    const size_t each = order->count / (wanted * SAMPLES_A_RANGE);
    uint64_t *words = leat_alloc(step, (order->count / each + 1) * sizeof *words);
    size_t count = 0, next = 0;
    if (!words) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < batch_count; i++) {
        for (; next < batches[i].rows; next += each) {
            words[count++] = word_at(&batches[i], next, order->common);
        }
        next -= batches[i].rows;
    }
    qsort(words, count, sizeof *words, compare_words);
    for (size_t i = 1; i < wanted; i++) {
        const uint64_t word = words[i * count / wanted];
        if (word > (order->ranges > 1 ? least[order->ranges - 2] : words[0])) {
            least[order->ranges++ - 1] = word;
        }
    }
    leat_free(step, words);
    return LEAT_OK;
}

static uint8_t range_of(const uint64_t *least, size_t ranges, uint64_t word) {
    size_t range = 0;
    for (size_t step = KEY_RANGES_MOST / 2; step > 0; step /= 2) {
        range += range + step < ranges && least[range + step - 1] <= word ? step : 0;
    }
    return (uint8_t)range;
}

/* Puts each row into the next of its range's places. chosen has a byte a row. */
static int deal(struct leat_step *step, struct key_order *order, const struct key_batch *batches,
                size_t batch_count, const uint64_t *least, uint8_t *chosen) {
    size_t places[KEY_RANGES_MOST] = {0}, at = 0;
    for (size_t i = 0; i < batch_count; i++) {
        for (size_t row = 0; row < batches[i].rows; row++) {
            chosen[at] = range_of(least, order->ranges, word_at(&batches[i], row, order->common));
            places[chosen[at++]]++;
        }
    }
    at = 0;
    for (size_t range = 0; range < order->ranges; range++) {
        order->starts[range] = at;
        at += places[range];
        places[range] = order->starts[range];
    }
    order->starts[order->ranges] = at;
    at = 0;
    for (size_t i = 0; i < batch_count; i++) {
        if (leat_stopping(step)) {
            return LEAT_STOPPED;
        }
        for (size_t row = 0; row < batches[i].rows; row++) {
            order->rows[places[chosen[at++]]++] = (struct key_row){
                word_at(&batches[i], row, order->common), (uint32_t)i, (uint32_t)row};
        }
    }
    return LEAT_OK;
}

/* How many bytes the keys of all batches begin with alike. */
static size_t common_to_all(const struct key_batch *batches, size_t count) {
    const struct key_batch *first = NULL;
    size_t common = 0;
    for (size_t i = 0; i < count; i++) {
        if (batches[i].rows == 0) {
            continue;
        }
        if (!first) {
            first = &batches[i];
            common = first->common;
        }
        common = common < batches[i].common ? common : batches[i].common;
        common = alike(first, 0, &batches[i], 0, common);
    }
    return common;
}

int key_order_deal(struct leat_step *step, struct key_order *order, const struct key_batch *batches,
                   size_t batch_count) {
    uint64_t least[KEY_RANGES_MOST];
    order->count = 0;
    for (size_t i = 0; i < batch_count; i++) {
        order->count += batches[i].rows;
    }
    order->common = common_to_all(batches, batch_count);
    order->rows = leat_alloc(step, (order->count + 1) * sizeof *order->rows);
    uint8_t *chosen = leat_alloc(step, order->count + 1);
    int result = order->rows && chosen ? choose_ranges(step, order, batches, batch_count, least)
                                       : LEAT_FAILED;
    if (result == LEAT_OK) {
        result = deal(step, order, batches, batch_count, least, chosen);
    }
    leat_free(step, chosen);
    return result;
}

void key_order_free(struct leat_step *step, struct key_order *order) {
    leat_free(step, order->rows);
    *order = (struct key_order){0};
}

/* -- Sorting ---------------------------------------------------------------------------------- */

/* By the bytes from `depth` on. */
static int compare_rest(const struct key_batch *batches, const struct key_row *a,
                        const struct key_row *b, size_t depth) {
    const struct key_batch *of_a = &batches[a->batch], *of_b = &batches[b->batch];
    const size_t size_a = key_size(of_a, a->row), size_b = key_size(of_b, b->row),
                 common = size_a < size_b ? size_a : size_b;
    return common > depth ? memcmp(of_a->bytes + of_a->offsets[a->row] + depth,
                                   of_b->bytes + of_b->offsets[b->row] + depth, common - depth)
                          : 0;
}

static void sort_few(const struct key_batch *batches, struct key_row *rows, size_t count,
                     size_t depth) {
    for (size_t i = 1; i < count; i++) {
        const struct key_row row = rows[i];
        size_t at = i;
        for (; at > 0 && compare_rest(batches, &row, &rows[at - 1], depth) < 0; at--) {
            rows[at] = rows[at - 1];
        }
        rows[at] = row;
    }
}

/* The rows' words at another depth; keys are fetched from far memory ahead of their use. */
static void read_words(const struct key_batch *batches, struct key_row *rows, size_t count,
                       size_t depth) {
    for (size_t i = 0; i < count; i++) {
        if (i + (size_t)2 * AHEAD < count) {
            const struct key_row *row = &rows[i + (size_t)2 * AHEAD];
            __builtin_prefetch(&batches[row->batch].offsets[row->row]);
        }
        if (i + AHEAD < count) {
            const struct key_batch *batch = &batches[rows[i + AHEAD].batch];
            __builtin_prefetch(batch->bytes + batch->offsets[rows[i + AHEAD].row] + depth);
        }
        rows[i].word = word_at(&batches[rows[i].batch], rows[i].row, depth);
    }
}

/* Sorts rows whose words are those at `depth`, and whose keys are alike up to there. The largest set
 * of rows that have a word alike is sorted on in place, the others by calls, which so are few within
 * one another. */
static void sort_rows(const struct key_batch *batches, struct key_row *rows, size_t count,
                      struct key_row *spare, size_t depth) {
    while (count > 1) {
        size_t largest = 0, largest_count = 0;
        if (word_sort(rows, count, spare)) {
            largest_count = count;
        }
        for (size_t from = 0, to; largest_count < count && from < count; from = to) {
            for (to = from + 1; to < count && rows[to].word == rows[from].word; to++) {
            }
            if (to - from > largest_count) {
                largest = from;
                largest_count = to - from;
            }
        }
        depth += WORD;
        for (size_t from = 0, to; largest_count < count && from < count; from = to) {
            for (to = from + 1; to < count && rows[to].word == rows[from].word; to++) {
            }
            if (from == largest || to - from == 1 ||
                key_size(&batches[rows[from].batch], rows[from].row) <= depth) {
                continue;
            }
            if (to - from <= FEW) {
                sort_few(batches, rows + from, to - from, depth);
                continue;
            }
            read_words(batches, rows + from, to - from, depth);
            sort_rows(batches, rows + from, to - from, spare, depth);
        }
        rows += largest;
        count = largest_count;
        if (key_size(&batches[rows->batch], rows->row) <= depth) {
            return; /* they are equal: no key begins another one */
        }
        read_words(batches, rows, count, depth);
    }
}

int key_order_sort(struct leat_step *step, struct key_order *order, const struct key_batch *batches,
                   size_t range) {
    const size_t from = order->starts[range], count = order->starts[range + 1] - from;
    struct key_row *spare = leat_alloc(step, (count + 1) * sizeof *spare);
    if (!spare) {
        return LEAT_FAILED;
    }
    sort_rows(batches, order->rows + from, count, spare, order->common);
    leat_free(step, spare);
    return leat_stopping(step) ? LEAT_STOPPED : LEAT_OK;
}
