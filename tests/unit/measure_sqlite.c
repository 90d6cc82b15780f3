/* Against sqlite3's shell, where there is one: grouped counts, sums, least and greatest values, and
 * means worked out from its exact sums. */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/decimal.h"
#include "measure_support.h"
#include "random.h"

enum { ROWS = 20000, GROUPS = 37 };

static const char *const texts[] = {
    "count(*)",
    "count(n)",
    "sum(n)",
    "min(n)",
    "max(n)",
    "count(distinct n)",
    "min(t)",
    "max(t)",
    "count(distinct t)",
    "count(*) filter (where n > 0)",
    "sum(n) filter (where t < 'm')",
    "avg(n)",
};
enum { TEXTS = sizeof texts / sizeof *texts, MEAN = TEXTS - 1 };

static bool has_sqlite(void) { return system("command -v sqlite3 >/dev/null 2>&1") == 0; }

/* One group's line as the query below prints it, the mean rounded from the sum as it stands
 * there. */
static char *expected_mean(const char *sum, int64_t count) {
    if (count == 0) {
        return memory_copy("null");
    }
    int128 mean;
    cr_assert(decimal_divide(strtoll(sum, NULL, 10), count, 12, &mean));
    char text[DECIMAL_TEXT];
    return memory_copy_part(text, decimal_format(mean, 12, false, text));
}

static void compare_line(char *line, size_t group, char *const results[TEXTS]) {
    const char *count = NULL, *sum = NULL;
    char *rest = NULL, *cell = strtok_r(line, "|\n", &rest);
    for (size_t i = 0; i < MEAN; i++, cell = strtok_r(NULL, "|\n", &rest)) {
        cr_assert_not_null(cell);
        cr_assert_str_eq(results[i], cell, "group %zu, %s: %s, not %s", group, texts[i], results[i],
                         cell);
        count = i == 1 ? cell : count;
        sum = i == 2 ? cell : sum;
    }
    char *mean = expected_mean(sum, strtoll(count, NULL, 10));
    cr_assert_str_eq(results[MEAN], mean, "group %zu, avg(n): %s, not %s", group, results[MEAN],
                     mean);
    memory_free(mean);
}

static void write_rows(FILE *out, struct string *rows, int *groups) {
    uint64_t state = 99;
    fputs("create table r(g integer, n integer, t text);\nbegin;\n", out);
    for (int i = 0; i < ROWS; i++) {
        groups[i] = (int)random_below(&state, GROUPS);
        const int64_t n = (int64_t)random_next(&state) >> (18 + random_below(&state, 45));
        char text[32], number[32];
        snprintf(number, sizeof number, random_below(&state, 20) == 0 ? "%s" : "%s%" PRId64, "", n);
        snprintf(text, sizeof text, "%c%" PRIu64, 'a' + (int)random_below(&state, 26),
                 random_below(&state, 100000000000));
        string_add_format(rows, "%s|%s\n", number, text);
        fprintf(out, "insert into r values(%d,%s,'%s');\n", groups[i],
                number[0] == '\0' ? "null" : number, text);
    }
    fputs(
        "commit;\n.nullvalue null\nselect count(*), count(n), sum(n), min(n), max(n), count(distinct n), "
        "''''||min(t)||'''',"
        "''''||max(t)||'''', count(distinct t), count(*) filter (where n > 0), sum(n) filter (where t < 'm') from r "
        "group by g order by g;\n",
        out);
}

Test(measure_sqlite, the_same_answers) {
    if (!has_sqlite()) {
        cr_skip_test("sqlite3 is not installed");
    }
    char path[] = "/tmp/leat-measure-XXXXXX";
    const int fd = mkstemp(path);
    FILE *script = fdopen(fd, "w");
    cr_assert_not_null(script);
    struct string rows = {0};
    static int groups[ROWS];
    write_rows(script, &rows, groups);
    cr_assert_eq(fclose(script), 0);

    struct table table;
    table_read(&table, "n integer|t text", rows.data);
    struct leat_measures *measures = measures_make(&table, texts, TEXTS);
    void *of_groups[GROUPS];
    static void *blocks[ROWS];
    for (size_t i = 0; i < GROUPS; i++) {
        of_groups[i] = block_new(measures);
    }
    for (size_t i = 0; i < ROWS; i++) {
        blocks[i] = of_groups[groups[i]];
    }
    table_add(&table, measures, blocks);

    char *command = memory_format("sqlite3 -batch :memory: <%s", path), line[1024];
    FILE *answers = popen(command, "r");
    cr_assert_not_null(answers);
    size_t group = 0;
    for (; fgets(line, sizeof line, answers) != NULL; group++) {
        char *results[TEXTS];
        cr_assert(group < GROUPS);
        for (size_t i = 0; i < TEXTS; i++) {
            results_of(measures, i, &of_groups[group], 1, &results[i]);
        }
        compare_line(line, group, results);
        for (size_t i = 0; i < TEXTS; i++) {
            memory_free(results[i]);
        }
    }
    cr_assert_eq(pclose(answers), 0);
    cr_assert_eq(group, GROUPS);
    unlink(path);
    for (size_t i = 0; i < GROUPS; i++) {
        measures_drop(measures, of_groups[i]);
        memory_free(of_groups[i]);
    }
    memory_free(command);
    string_free(&rows);
    measures_free(measures);
    table_free(&table);
}
