/* Threads that do pieces of work. */
#include <criterion/criterion.h>
#include <stdatomic.h>
#include <stddef.h>

#include "sinks/excel/workers.h"

enum { PIECES = 500, ROUNDS = 5 };

struct sum {
    struct work_piece work;
    int number, made;
};

static atomic_int at_work[17]; /* by worker */
static atomic_int clashes;

static void add_up(struct work_piece *piece, int32_t worker) {
    struct sum *sum = (struct sum *)piece;
    if (atomic_fetch_add(&at_work[worker], 1) != 0) {
        atomic_fetch_add(&clashes, 1);
    }
    sum->made = 0;
    for (int i = 1; i <= sum->number; i++) {
        sum->made += i;
    }
    atomic_fetch_sub(&at_work[worker], 1);
}

static void expect_all_done(int32_t count) {
    static struct sum sums[PIECES];
    struct workers *workers = workers_new(count);
    cr_assert(workers);
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < PIECES; i++) {
            sums[i] = (struct sum){.work = {.run = add_up}, .number = i, .made = -1};
            workers_give(workers, &sums[i].work);
        }
        for (int i = 0; i < PIECES; i++) {
            workers_wait(workers, &sums[i].work);
            cr_assert_eq(sums[i].made, i * (i + 1) / 2);
        }
    }
    workers_free(workers);
    cr_assert_eq(atomic_load(&clashes), 0);
}

Test(excel_workers, every_piece_is_done_by_one_worker_at_a_time) {
    expect_all_done(1);
    expect_all_done(2);
    expect_all_done(16);
}

Test(excel_workers, what_nobody_waits_for_may_be_left) {
    static struct sum sums[PIECES];
    struct workers *workers = workers_new(4);
    for (int i = 0; i < PIECES; i++) {
        sums[i] = (struct sum){.work = {.run = add_up}, .number = 1000};
        workers_give(workers, &sums[i].work);
    }
    workers_free(workers);
    workers_free(NULL);
}
