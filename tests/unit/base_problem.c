/* Problems: collected once, kept in bounds, printed in the order of their places with the place
 * shown. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/problem.h"

static char *printed(const struct problems *problems) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    problems_print(problems, out);
    fclose(out);
    return text;
}

/* Prints the problems, compares, and frees them. */
static void assert_printed(struct problems *problems, const char *expected) {
    char *text = printed(problems);
    cr_assert(strcmp(text, expected) == 0, "printed\n%s\nnot\n%s", text, expected);
    free(text);
    problems_free(problems);
    cr_assert_eq(memory_used(), 0);
}

static struct place place_in(const char *source, int64_t column, int64_t length) {
    return (struct place){.file = "a.json",
                          .line = 14,
                          .column = column,
                          .length = length,
                          .source = source,
                          .source_size = strlen(source)};
}

static void assert_shown(const char *source, int64_t column, int64_t length, const char *expected) {
    struct problems problems = {0};
    const struct place place = place_in(source, column, length);
    problem_add(&problems, STATUS_USAGE, &place, "wrong");
    char *head = memory_format("a.json:14:%d: wrong\n%s", (int)column, expected);
    char *text = printed(&problems);
    cr_assert(strcmp(text, head) == 0, "printed\n%s\nnot\n%s", text, head);
    free(text);
    memory_free(head);
    problems_free(&problems);
}

Test(base_problem, is_shown_as_the_header_says) {
    static const char *const names[] = {"urn", "phase", "as_at"};
    static const char source[] =
        "    { \"transform\": \"aggregate\", \"by\": [\"fase\", \"as_at\"],\r\n    next line";
    struct problems problems = {0};
    const struct place place = {.file = "pipelines/kpi14.json",
                                .line = 14,
                                .column = 41,
                                .length = 6,
                                .source = source,
                                .source_size = sizeof source - 1};
    struct problem *problem =
        problem_add(&problems, STATUS_USAGE, &place, "no column '%s'", "fase");
    problem_suggest(problem, "fase", names, 3);
    assert_printed(&problems,
                   "pipelines/kpi14.json:14:41: no column 'fase' (did you mean 'phase'?)\n"
                   "  14 |     { \"transform\": \"aggregate\", \"by\": [\"fase\", \"as_at\"],\n"
                   "     |                                         ^^^^^^\n");
}

Test(base_problem, says_what_is_known_of_its_place) {
    struct problems problems = {0};
    problem_add(&problems, STATUS_USAGE, NULL, "unknown command '%s'", "rum");
    problem_add(&problems, STATUS_WORLD, &(struct place){.file = "b.csv"}, "cannot be read");
    problem_add(&problems, STATUS_DATA, &(struct place){.file = "c.csv", .line = 7},
                "too few fields");
    problem_add(&problems, STATUS_DATA, &(struct place){.line = 3, .column = 4}, "no file");
    assert_printed(&problems, "leat: unknown command 'rum'\n"
                              "leat: no file\n"
                              "b.csv: cannot be read\n"
                              "c.csv:7: too few fields\n");
}

Test(base_problem, carets_stand_under_their_letters) {
    assert_shown("abc", 1, 1, "  14 | abc\n     | ^\n");
    assert_shown("abc", 3, 1, "  14 | abc\n     |   ^\n");
    assert_shown("abc", 2, 0, "  14 | abc\n     |  ^\n");        /* length not known */
    assert_shown("abc", 2, 99, "  14 | abc\n     |  ^^\n");      /* past the end */
    assert_shown("abc", 4, 1, "  14 | abc\n     |    ^\n");      /* at the end */
    assert_shown("abc", 9, 2, "  14 | abc\n     |    ^\n");      /* beyond it */
    assert_shown("", 1, 1, "  14 | \n     | ^\n");               /* an empty line */
    assert_shown("\t\tx", 3, 1, "  14 | \t\tx\n     | \t\t^\n"); /* tabs stay tabs */
    assert_shown("a\tbc", 2, 3, "  14 | a\tbc\n     |  ^^^\n");  /* and a marked one is a caret */
    assert_shown("caf\u00e9 x", 6, 1,
                 "  14 | caf\u00e9 x\n     |      ^\n"); /* columns count code points */
    assert_shown("\u65e5\u672cx", 3, 1, "  14 | \u65e5\u672cx\n     |     ^\n");
    assert_shown("\u65e5\u672cx", 2, 1, "  14 | \u65e5\u672cx\n     |   ^^\n");
    assert_shown("e\u0301x", 3, 1, "  14 | e\u0301x\n     |  ^\n");
}

Test(base_problem, a_terminal_gets_nothing_harmful) {
    assert_shown("a\x1b[31mb", 7, 1, "  14 | a\u241b[31mb\n     |       ^\n");
    assert_shown("a\x7f"
                 "b",
                 3, 1, "  14 | a\u2421b\n     |   ^\n");
    assert_shown("a\xff\xfe"
                 "b",
                 4, 1, "  14 | a\ufffd\ufffdb\n     |    ^\n");
    assert_shown("\u202a\u202e\u2066\u2069", 4, 1,
                 "  14 | \ufffd\ufffd\ufffd\ufffd\n     |    ^\n");
    assert_shown("\xc2\x80\xc2\xa0", 2, 1, "  14 | \ufffd\u00a0\n     |  ^\n");
    assert_shown("a\xc2\x9b"
                 "b",
                 3, 1, "  14 | a\ufffdb\n     |   ^\n");
}

Test(base_problem, without_a_column_the_line_alone_is_shown) {
    struct problems problems = {0};
    const struct place place = {.file = "a", .line = 3, .source = "xyz", .source_size = 2};
    problem_add(&problems, STATUS_USAGE, &place, "wrong");
    assert_printed(&problems, "a:3: wrong\n  3 | xy\n");
}

Test(base_problem, without_a_line_number_no_line_is_shown) {
    struct problems problems = {0};
    const struct place place = {.file = "a", .source = "{", .source_size = 1};
    problem_add(&problems, STATUS_USAGE, &place, "wrong");
    assert_printed(&problems, "a: wrong\n");
}

static char *numbered_line(size_t size) {
    char *line = memory_alloc(size + 1);
    for (size_t i = 0; i < size; i++) {
        line[i] = (char)('0' + i % 10);
    }
    return line;
}

Test(base_problem, long_lines_are_cut_to_a_window) {
    char *line = numbered_line(300), *hundred = numbered_line(100);
    char *first = memory_format("  14 | %.100s…\n     |      ^^\n", line);
    assert_shown(line, 6, 2, first);
    char *middle = memory_format("  14 | …%.100s…\n     | %*s^^\n", line + 159, 41, "");
    assert_shown(line, 200, 2, middle);
    char *last = memory_format("  14 | …%s\n     | %*s^\n", line + 260, 41, "");
    assert_shown(line, 301, 1, last);
    char *wide_mark =
        memory_format("  14 | …%.100s…\n     | %*s%.60s\n", line + 159, 41, "",
                      "^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^");
    assert_shown(line, 200, 90, wide_mark);
    char *whole = memory_format("  14 | %s\n     | %*s^\n", hundred, 99, "");
    assert_shown(hundred, 100, 1, whole);
    memory_free(line);
    memory_free(hundred);
    memory_free(first);
    memory_free(middle);
    memory_free(last);
    memory_free(wide_mark);
    memory_free(whole);
    cr_assert_eq(memory_used(), 0);
}

Test(base_problem, an_endless_line_is_not_kept) {
    struct problems problems = {0};
    char *line = numbered_line(1000000);
    const struct place near = place_in(line, 50, 3), far = place_in(line, 900000, 3);
    problem_add(&problems, STATUS_DATA, &near, "near");
    problem_add(&problems, STATUS_DATA, &far, "far");
    cr_assert_not_null(problems.list[0].source);
    cr_assert_lt(strlen(problems.list[0].source), 10000);
    cr_assert_null(problems.list[1].source);
    problems_free(&problems);
    memory_free(line);
}

Test(base_problem, come_in_the_order_of_their_places) {
    struct problems problems = {0};
    static const struct {
        const char *file;
        int64_t line, column;
        const char *message;
    } found[] = {
        {"b", 2, 1, "third"},  {"a", 9, 9, "sixth"},   {"b", 1, 5, "first"}, {"b", 1, 6, "second"},
        {"a", 2, 0, "fourth"}, {"a", 9, 9, "seventh"}, {"a", 9, 1, "fifth"},
    };
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
        char *file = memory_copy(found[i].file); /* names are compared as text */
        const struct place place = {.file = file, .line = found[i].line, .column = found[i].column};
        problem_add(&problems, STATUS_DATA, &place, "%s", found[i].message);
        memory_free(file);
    }
    assert_printed(&problems,
                   "b:1:5: first\nb:1:6: second\nb:2:1: third\na:2: fourth\na:9:1: fifth\n"
                   "a:9:9: sixth\na:9:9: seventh\n");
}

Test(base_problem, the_same_is_told_once) {
    struct problems problems = {0};
    const struct place place = {.file = "a", .line = 1, .column = 2};
    problem_add(&problems, STATUS_DATA, &place, "wrong");
    problem_add(&problems, STATUS_USAGE, &place, "wrong");
    cr_assert_eq(problems.count, 1);
    cr_assert_eq(problems_status(&problems), STATUS_USAGE);
    problem_add(&problems, STATUS_DATA, &place, "otherwise wrong");
    problem_add(&problems, STATUS_DATA, NULL, "wrong");
    problem_add(&problems, STATUS_DATA, &(struct place){.file = "b", .line = 1, .column = 2},
                "wrong");
    problem_add(&problems, STATUS_DATA, &(struct place){.file = "a", .line = 2, .column = 2},
                "wrong");
    problem_add(&problems, STATUS_DATA, &(struct place){.file = "a", .line = 1, .column = 3},
                "wrong");
    cr_assert_eq(problems.count, 6);
    problems_free(&problems);
    cr_assert_eq(memory_used(), 0);
}

Test(base_problem, a_hundred_are_kept_and_the_rest_counted) {
    struct problems problems = {0};
    for (int i = 0; i < 1334; i++) {
        const struct place place = {.file = "a", .line = i + 1};
        struct problem *problem =
            problem_add(&problems, i == 500 ? STATUS_PLUGIN : STATUS_DATA, &place, "wrong");
        problem_advise(problem, "mend %d", i); /* of those left out as well */
    }
    cr_assert_eq(problems.count, 100);
    cr_assert_eq(problems.left_out, 1234);
    cr_assert_eq(problems_status(&problems), STATUS_PLUGIN);
    char *text = printed(&problems);
    cr_assert_not_null(strstr(text, "a:100: wrong (mend 99)\nand 1,234 problems more\n"));
    cr_assert_null(strstr(text, "a:101:"));
    free(text);
    problems_free(&problems);
    cr_assert_eq(memory_used(), 0);
    cr_assert_eq(problems_status(&problems), STATUS_DONE);
}

static void add_many(struct problems *problems, const char *file, int count, enum status status) {
    for (int i = 0; i < count; i++) {
        problem_add(problems, status, &(struct place){.file = file, .line = i + 1}, "wrong");
    }
}

Test(base_problem, moving_keeps_all_that_can_be_kept) {
    struct problems a = {0}, b = {0};
    problems_move(&a, &b);
    cr_assert_eq(a.count, 0);
    add_many(&b, "b", 3, STATUS_DATA);
    problems_move(&a, &b);
    cr_assert(a.count == 3 && b.count == 0 && b.list == NULL);
    add_many(&b, "b", 5, STATUS_DATA); /* three of them are there already */
    problems_move(&a, &b);
    cr_assert_eq(a.count, 5);
    add_many(&b, "c", 101, STATUS_WORLD);
    problems_move(&a, &b);
    cr_assert_eq(a.count, 100);
    cr_assert_eq(a.left_out, 6);
    cr_assert_eq(problems_status(&a), STATUS_WORLD);
    add_many(&b, "d", 100, STATUS_DATA);
    problem_add(&b, STATUS_PLUGIN, NULL, "gravest, and left out before it is moved");
    problems_move(&a, &b);
    cr_assert_eq(a.left_out, 107);
    cr_assert_eq(problems_status(&a), STATUS_PLUGIN);
    problems_move(&b, &a);
    cr_assert(b.count == 100 && b.left_out == 107 && a.count == 0 && a.left_out == 0);
    cr_assert_eq(problems_status(&b), STATUS_PLUGIN);
    problems_free(&a);
    problems_free(&b);
    cr_assert_eq(memory_used(), 0);
}

Test(base_problem, advice) {
    static const char *const names[] = {"csv", "json", "excel"}, *const many[] = {
                                                                     "aa", "bb", "cc", "dd", "ee",
                                                                     "ff", "gg", "hh", "ii", "jj",
                                                                     "kk", "ll", "mm"};
    struct problems problems = {0};
    problem_suggest(problem_add(&problems, STATUS_USAGE, NULL, "1"), "exel", names, 3);
    problem_suggest(problem_add(&problems, STATUS_USAGE, NULL, "2"), "parquet", names, 3);
    problem_suggest(problem_add(&problems, STATUS_USAGE, NULL, "3"), "parquet", names, 1);
    problem_suggest(problem_add(&problems, STATUS_USAGE, NULL, "4"), "parquet", many, 13);
    problem_suggest(problem_add(&problems, STATUS_USAGE, NULL, "5"), "parquet", NULL, 0);
    struct problem *problem = problem_add(&problems, STATUS_USAGE, NULL, "6");
    problem_advise(problem, "try this");
    problem_advise(problem, "%s or that", problem->advice);
    assert_printed(&problems, "leat: 1 (did you mean 'excel'?)\n"
                              "leat: 2 (there are 'csv', 'json' and 'excel')\n"
                              "leat: 3 (there is only 'csv')\n"
                              "leat: 4\n"
                              "leat: 5\n"
                              "leat: 6 (try this or that)\n");
}

Test(base_problem, the_graver_status_wins) {
    static const enum status all[] = {STATUS_DONE, STATUS_DATA, STATUS_USAGE, STATUS_WORLD,
                                      STATUS_PLUGIN};
    for (size_t i = 0; i < 5; i++) {
        for (size_t j = 0; j < 5; j++) {
            cr_assert_eq(status_worse(all[i], all[j]), all[i > j ? i : j]);
        }
    }
}
