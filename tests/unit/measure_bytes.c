/* Blocks as bytes: what is cut short, too long or damaged is refused or read as something else, but
 * never past its end.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "measure_support.h"
#include "random.h"

static const char *const texts[] = {"count(*)",
                                    "sum(n)",
                                    "sum(d)",
                                    "sum(r)",
                                    "min(text)",
                                    "max(text)",
                                    "min(d)",
                                    "median(n)",
                                    "median(d)",
                                    "count(distinct n)",
                                    "count(distinct d)",
                                    "count(distinct text)",
                                    "sum(r + 1)"};
enum { TEXTS = sizeof texts / sizeof *texts };

static const char rows[] =
    "1|1.5|1e-300|a\n2|-3.25|1e300|a long text that has no room inside\n0|0|0|\n|||''\n"
    "5|99999999999999999999.5|-1|another long text, longer than all the others here\n";

static void check_bytes(const struct leat_measures *measures, const char *bytes, size_t size,
                        bool must_fail) {
    /* of just its size, so that a sanitizer sees a step past the end */
    char *exact = memory_alloc(size);
    memcpy(exact, bytes, size);
    void *block = memory_alloc(measures_size(measures));
    if (measures_load(measures, block, exact, size)) {
        cr_assert(!must_fail);
        measures_drop(measures, block);
    }
    memory_free(block);
    memory_free(exact);
}

Test(measure_bytes, damaged_ones) {
    struct table table;
    table_read(&table, "n integer|d decimal(30,2)|r real|text text", rows);
    struct leat_measures *measures = measures_make(&table, texts, TEXTS);
    void *block = block_new(measures), *blocks[5] = {block, block, block, block, block};
    table_add(&table, measures, blocks);
    const size_t size = measures_save(measures, block, NULL, 0);
    char *bytes = memory_alloc(size + 8);
    memset(bytes, 0x55, size + 8);
    cr_assert_eq(measures_save(measures, block, bytes, size - 1), size);
    for (size_t i = 0; i < size + 8; i++) {
        cr_assert_eq(bytes[i], 0x55, "nothing is written where it does not fit");
    }
    cr_assert_eq(measures_save(measures, block, bytes, size + 8), size);
    check_bytes(measures, bytes, size, false);
    check_bytes(measures, bytes, size + 1, true);
    for (size_t cut = 0; cut < size; cut++) {
        check_bytes(measures, bytes, cut, true);
    }
    uint64_t state = 1;
    for (size_t at = 0; at < size; at++) {
        const char kept = bytes[at];
        for (int i = 0; i < 4; i++) {
            bytes[at] = (char)random_next(&state);
            check_bytes(measures, bytes, size, false);
        }
        bytes[at] = (char)0xff;
        check_bytes(measures, bytes, size, false);
        bytes[at] = kept;
    }
    measures_drop(measures, block);
    memory_free(block);
    memory_free(bytes);
    measures_free(measures);
    table_free(&table);
    cr_assert_eq(memory_used(), 0);
}
