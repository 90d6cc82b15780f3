/* Batches on disk and back, against a plain model. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/spool.h"
#include "batch_model.h"

enum { BATCHES = 40, MOST_ROWS = 150 };

/* A column of each kind, an empty slot and a column that nobody needs. */
enum { SLOTS = MODEL_TYPES + 2 };

struct expected {
    struct model models[MODEL_TYPES];
    int64_t rows, where;
};

static struct batch *random_batch(uint64_t *seed, struct expected *expected) {
    struct batch *batch = batch_new(&model_host, SLOTS);
    const size_t rows = random_below(seed, MOST_ROWS);
    for (int i = 0; i < MODEL_TYPES; i++) {
        const unsigned marks = (unsigned)random_below(seed, WITH_ALL + 1);
        expected->models[i] = model_random(seed, model_type(i), rows, marks);
        batch_set(batch, i, model_build(&expected->models[i]));
    }
    batch_set(batch, MODEL_TYPES + 1, column_try_absent(model_type(0), (int64_t)rows));
    batch->api.rows = expected->rows = (int64_t)rows;
    batch->api.sequence = rows << 32 | 7;
    batch->api.input = 3;
    batch->places = rows % 3 == 0 ? NULL : places_new(5, (int64_t)rows * 10, (int64_t)rows);
    return batch;
}

static void expected_free(struct expected *expected) {
    for (int i = 0; i < MODEL_TYPES; i++) {
        model_free(&expected->models[i]);
    }
}

static void check_batch(const struct batch *batch, const struct expected *expected) {
    cr_assert_eq(batch->count, SLOTS);
    cr_assert_eq(batch->api.rows, expected->rows);
    cr_assert_eq(batch->api.sequence, (uint64_t)expected->rows << 32 | 7);
    cr_assert_eq(batch->api.input, 3);
    for (int i = 0; i < MODEL_TYPES; i++) {
        model_same(batch->columns[i], &expected->models[i], "spool");
    }
    cr_assert_null(batch->columns[MODEL_TYPES]);
    cr_assert(batch->columns[MODEL_TYPES + 1]->is_absent);
    cr_assert_eq(batch->places == NULL, expected->rows % 3 == 0);
    for (int64_t row = 0; batch->places != NULL && row < expected->rows; row++) {
        const struct row_place place = batch_place(batch, row);
        cr_assert(place.origin == 5 && place.line == expected->rows * 10 + row && place.byte == -1);
    }
}

Test(batch_spool, gives_back_what_was_put) {
    const size_t before = memory_used();
    struct expected expected[BATCHES];
    uint64_t seed = 41;
    char *why;
    struct spool *spool = spool_new(&why);
    cr_assert_not_null(spool, "%s", why);
    for (size_t i = 0; i < BATCHES; i++) {
        struct batch *batch = random_batch(&seed, &expected[i]);
        cr_assert(spool_put(spool, batch, &expected[i].where, &why));
        batch_release(batch);
    }
    for (size_t turn = 0; turn < BATCHES; turn++) {
        const size_t i = turn * 7 % BATCHES; /* in any order */
        struct batch *batch = spool_get(spool, expected[i].where, &model_host, &why);
        cr_assert_not_null(batch, "%s", why);
        check_batch(batch, &expected[i]);
        batch_release(batch);
    }
    for (size_t i = 0; i < BATCHES; i++) {
        expected_free(&expected[i]);
    }
    spool_free(spool);
    cr_assert_eq(memory_used(), before);
}

/* -- A file that is not as it was left --------------------------------------------------------- */

/* The spool's descriptor is the one that is free. */
static struct spool *spool_at(int *fd, int64_t *where) {
    struct expected expected;
    uint64_t seed = 5;
    char *why;
    *fd = dup(0);
    close(*fd);
    struct spool *spool = spool_new(&why);
    cr_assert_not_null(spool);
    struct batch *batch = random_batch(&seed, &expected);
    cr_assert_gt(batch->api.rows, 0);
    cr_assert(spool_put(spool, batch, where, &why));
    batch_release(batch);
    expected_free(&expected);
    return spool;
}

static void expect_why(struct spool *spool, int64_t where, const char *words) {
    char *why = NULL;
    cr_assert_null(spool_get(spool, where, &model_host, &why));
    cr_assert_not_null(why);
    cr_assert_not_null(strstr(why, words), "%s", why);
    memory_free(why);
}

Test(batch_spool, each_byte_is_looked_at) {
    int fd;
    int64_t where;
    struct spool *spool = spool_at(&fd, &where);
    const int64_t end = lseek(fd, 0, SEEK_END);
    for (int64_t at = 8; at < end; at += at < 64 ? 1 : 97) { /* behind the record's length */
        char byte, other;
        cr_assert_eq(pread(fd, &byte, 1, at), 1);
        other = (char)(byte ^ 16);
        cr_assert_eq(pwrite(fd, &other, 1, at), 1);
        expect_why(spool, where, "was changed");
        cr_assert_eq(pwrite(fd, &byte, 1, at), 1);
    }
    char *why;
    struct batch *batch = spool_get(spool, where, &model_host, &why);
    cr_assert_not_null(batch);
    batch_release(batch);
    spool_free(spool);
}

Test(batch_spool, a_file_cut_short_is_told) {
    int fd;
    int64_t where;
    struct spool *spool = spool_at(&fd, &where);
    cr_assert_eq(ftruncate(fd, lseek(fd, 0, SEEK_END) - 1), 0);
    expect_why(spool, where, "was cut short");
    cr_assert_eq(ftruncate(fd, 3), 0);
    expect_why(spool, where, "was cut short");
    spool_free(spool);
}

Test(batch_spool, a_length_that_cannot_be_is_told) {
    int fd;
    int64_t where;
    struct spool *spool = spool_at(&fd, &where);
    const uint64_t length = UINT64_MAX / 2;
    cr_assert_eq(pwrite(fd, &length, sizeof length, 0), (ssize_t)sizeof length);
    expect_why(spool, where, "was changed");
    spool_free(spool);
}

Test(batch_spool, a_folder_that_is_not_there_is_told) {
    char *why;
    setenv("TMPDIR", "/nowhere/at/all", 1);
    cr_assert_null(spool_new(&why));
    cr_assert_str_eq(why,
                     "cannot make a temporary file in /nowhere/at/all: No such file or directory");
    memory_free(why);
}

/* -- Memory that ends -------------------------------------------------------------------------- */

static struct batch *whole;

static bool there_and_back(void) {
    char *why = NULL;
    int64_t where;
    bool done = false;
    struct spool *spool = spool_new(&why);
    if (spool != NULL && spool_put(spool, whole, &where, &why)) {
        struct batch *batch = spool_get(spool, where, &model_host, &why);
        done = batch != NULL;
        batch_release(batch);
    }
    cr_assert_null(why, "%s", why);
    spool_free(spool);
    return done;
}

Test(batch_spool, memory_that_ends_is_no_damage) {
    struct expected expected;
    uint64_t seed = 9;
    whole = random_batch(&seed, &expected);
    cr_assert_gt(model_fail_each(there_and_back, false), MODEL_TYPES);
    batch_release(whole);
    expected_free(&expected);
}
