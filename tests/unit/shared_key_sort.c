/* Rows come into the order of their keys as by comparing whole keys, equal ones as they stood. */
#include "shared/key_sort.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "shared_host.h"

/* Keys of a few letters, all ended, so that none begins another; `before` bytes alike in all. */
static struct key_batch make_batch(struct leat_step *step, uint64_t *seed, size_t rows,
                                   size_t before, size_t most) {
    struct key_batch made;
    uint64_t *offsets = malloc((rows + 1) * sizeof *offsets);
    uint8_t *bytes = malloc(rows * (before + most + 2) + 1);
    size_t at = 0;
    for (size_t row = 0; row < rows; row++) {
        const size_t size = random_below(seed, most + 1);
        offsets[row] = at;
        memset(bytes + at, 7, before);
        at += before;
        for (size_t i = 0; i < size; i++) {
            bytes[at++] = (uint8_t)(1 + random_below(seed, i % 8 == 0 ? 200 : 2));
        }
        bytes[at++] = 0;
        bytes[at++] = 0;
    }
    offsets[rows] = at;
    const struct leat_keys keys = {.bytes = bytes, .offsets = offsets};
    cr_assert(key_batch_copy(step, &keys, (int64_t)rows, &made) == LEAT_OK);
    free(offsets);
    free(bytes);
    return made;
}

static const struct key_batch *compared;

static int compare_keys(const struct key_row *a, const struct key_row *b) {
    const struct key_batch *of_a = &compared[a->batch], *of_b = &compared[b->batch];
    const size_t size_a = of_a->offsets[a->row + 1] - of_a->offsets[a->row],
                 size_b = of_b->offsets[b->row + 1] - of_b->offsets[b->row];
    const int order =
        memcmp(of_a->bytes + of_a->offsets[a->row], of_b->bytes + of_b->offsets[b->row],
               size_a < size_b ? size_a : size_b);
    return order != 0 ? order : (size_a > size_b) - (size_a < size_b);
}

static int compare(const void *left, const void *right) {
    const struct key_row *a = left, *b = right;
    const int order = compare_keys(a, b);
    return order != 0             ? order
           : a->batch != b->batch ? (a->batch > b->batch) - (a->batch < b->batch)
                                  : (a->row > b->row) - (a->row < b->row);
}

enum { BATCHES = 5 };

static void try_batches(uint64_t *seed, size_t rows, size_t before, size_t most, size_t ranges) {
    struct leat_step *step = shared_step(0);
    struct key_batch batches[BATCHES];
    struct key_order order = {0};
    size_t count = 0;
    for (size_t i = 0; i < BATCHES; i++) {
        batches[i] = make_batch(step, seed, i == 1 ? 0 : rows, before, most);
        count += batches[i].rows;
    }
    struct key_row *expected = malloc((count + 1) * sizeof *expected);
    size_t at = 0;
    for (uint32_t i = 0; i < BATCHES; i++) {
        for (uint32_t row = 0; row < batches[i].rows; row++) {
            expected[at++] = (struct key_row){.batch = i, .row = row};
        }
    }
    compared = batches;
    qsort(expected, count, sizeof *expected, compare);
    cr_assert(key_order_deal(step, &order, batches, BATCHES) == LEAT_OK);
    cr_assert(order.ranges >= ranges, "%zu ranges", order.ranges);
    for (size_t range = order.ranges; range-- > 0;) {
        cr_assert(key_order_sort(step, &order, batches, range) == LEAT_OK);
    }
    cr_assert_eq(order.count, count);
    for (size_t i = 0; i < count; i++) {
        cr_assert(order.rows[i].batch == expected[i].batch && order.rows[i].row == expected[i].row,
                  "row %zu of %zu", i, count);
        cr_assert(i == 0 || key_same(batches, &order.rows[i - 1], &order.rows[i]) ==
                                (compare_keys(&order.rows[i - 1], &order.rows[i]) == 0));
    }
    free(expected);
    key_order_free(step, &order);
    for (size_t i = 0; i < BATCHES; i++) {
        key_batch_free(step, &batches[i]);
    }
    cr_assert_eq(shared_blocks(), 0);
}

Test(shared_key_sort, rows_come_in_the_order_of_whole_keys) {
    uint64_t seed = 3;
    for (size_t i = 0; i < 200; i++) {
        try_batches(&seed, random_below(&seed, 300), random_below(&seed, 20),
                    random_below(&seed, 40), 1);
    }
    try_batches(&seed, 0, 0, 0, 1);
    try_batches(&seed, 70000, 9, 0, 1); /* all keys are equal */
    try_batches(&seed, 70000, 1, 30, 3);
}

Test(shared_key_sort, no_memory_is_told) {
    uint64_t seed = 3;
    struct key_batch batch = make_batch(shared_step(0), &seed, 200, 1, 9);
    for (size_t fail = 1; fail <= 2; fail++) {
        struct key_order order = {0};
        cr_assert(key_order_deal(shared_step(fail), &order, &batch, 1) == LEAT_FAILED);
        key_order_free(shared_step(0), &order);
    }
    key_batch_free(shared_step(0), &batch);
    cr_assert_eq(shared_blocks(), 0);
}
