/* No memory left, at each allocation in turn: an operation says so, its blocks can still be
 * dropped, and nothing is left.
 *
 * Each try is a process of its own, for what the program cannot do without ends it with status
 * 3. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure_support.h"

static const char *const texts[] = {
    "count(distinct n)",
    "count(distinct d)",
    "count(distinct text)",
    "median(n)",
    "median(d)",
    "sum(r)",
    "min(text)",
    "max(text) filter (where n > 3)",
    "upper(max(text)) || count(*)",
    "avg(n) + 1",
};
enum { TEXTS = sizeof texts / sizeof *texts, ROWS = 120, ENOUGH = 5000, REFUSED = 10, FINE = 11 };

static void fill(struct table *table) {
    struct string rows = {0};
    for (int i = 0; i < ROWS; i++) {
        string_add_format(&rows, "%d|%d.25|%s|%s number %d\n", i * 7 % 60, i % 50,
                          i % 3 == 0   ? "1e300"
                          : i % 3 == 1 ? "1e-300"
                                       : "0.5",
                          i % 2 == 0 ? "a" : "another long text, and its", i % 40);
    }
    table_read(table, "n integer|d decimal(30,2)|r real|text text", rows.data);
    string_free(&rows);
}

/* Adds to two blocks, merges, saves, loads and gives, up to the first thing that cannot be done. */
static bool fold(const struct table *table, const struct leat_measures *measures, void *first,
                 void *second, struct evaluation *evaluation) {
    void *blocks[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        blocks[i] = i % 2 == 0 ? first : second;
    }
    if (!measures_add(measures, table->columns, ROWS, blocks, evaluation)) {
        cr_assert(evaluation->out_of_memory);
        return false;
    }
    if (!measures_merge(measures, first, second)) {
        return false;
    }
    const size_t size = measures_save(measures, first, NULL, 0);
    char *bytes = memory_try(size);
    if (bytes == NULL) {
        return false;
    }
    measures_save(measures, first, bytes, size);
    measures_drop(measures, first);
    const bool loaded = measures_load(measures, first, bytes, size);
    memory_free(bytes);
    if (!loaded) {
        measures_start(measures, first); /* nothing is held: to be dropped as the others are */
        return false;
    }
    for (size_t i = 0; i < TEXTS; i++) {
        struct builder *builder = builder_new(NULL, measures_type(measures, i), 1);
        size_t failed = 0;
        char *reason = NULL, *failure = NULL;
        bool done = measures_give(measures, i, &first, 1, builder, &failed, &reason);
        memory_free(reason);
        if (done) {
            struct column *column = builder_finish(builder, &failure);
            done = column != NULL;
            column_release(column);
            memory_free(failure);
        } else {
            builder_free(builder);
        }
        if (!done) {
            return false;
        }
    }
    return true;
}

static void say_nothing(void) {}

/* In a process of its own: status FINE, REFUSED or 3. */
static int try_it(const struct table *table, const struct leat_measures *measures, uint64_t at,
                  bool for_good) {
    const pid_t child = fork();
    cr_assert(child >= 0);
    if (child == 0) {
        memory_on_exhausted(say_nothing);
        const size_t before = memory_used();
        struct evaluation evaluation = {.fail = NULL};
        void *first = block_new(measures), *second = block_new(measures);
        memory_fail_at(at, for_good);
        const bool done = fold(table, measures, first, second, &evaluation);
        memory_fail_at(0, false);
        measures_drop(measures, first);
        measures_drop(measures, second);
        memory_free(first);
        memory_free(second);
        evaluation_free(&evaluation);
        _exit(memory_used() != before ? 1 : done ? FINE : REFUSED);
    }
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status), "allocation %llu: signal %d", (unsigned long long)at,
              WTERMSIG(status));
    return WEXITSTATUS(status);
}

Test(measure_memory, every_allocation_may_fail) {
    struct table table;
    fill(&table);
    struct leat_measures *measures = measures_make(&table, texts, TEXTS);
    int refused = 0;
    for (int for_good = 0; for_good < 2; for_good++) {
        uint64_t at = 1;
        for (;; at++) {
            const int status = try_it(&table, measures, at, for_good);
            cr_assert(status == FINE || status == REFUSED || status == 3,
                      "allocation %llu: status %d", (unsigned long long)at, status);
            refused += status == REFUSED;
            if (status == FINE) {
                break;
            }
            cr_assert(at < ENOUGH);
        }
        cr_assert(at > 50);
    }
    cr_assert(refused > 50);
    measures_free(measures);
    table_free(&table);
    cr_assert_eq(memory_used(), 0);
}
