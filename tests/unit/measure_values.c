/* What each aggregate gives, by hand. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "measure_support.h"

static void check(const char *heads, const char *rows, const char *const (*cases)[2],
                  size_t count) {
    struct table table;
    table_read(&table, heads, rows);
    for (size_t i = 0; i < count; i++) {
        char *result = measure_result(&table, cases[i][0]);
        cr_expect_str_eq(result, cases[i][1], "%s: %s, not %s", cases[i][0], result, cases[i][1]);
        memory_free(result);
    }
    table_free(&table);
    cr_expect_eq(memory_used(), 0);
}
#define CHECK(heads, rows, ...)                                                                    \
    do {                                                                                           \
        static const char *const cases[][2] = {__VA_ARGS__};                                       \
        check(heads, rows, cases, sizeof cases / sizeof *cases);                                   \
    } while (0)

static const char schools[] =
    "phase text|pupils integer|share decimal(5,2)|rate real|open boolean|day date|at timestamp\n";

/* Without the line's end. */
static const char *school_heads(void) {
    static char heads[sizeof schools];
    memcpy(heads, schools, strlen(schools) - 1);
    return heads;
}

static const char school_rows[] =
    "Primary|210|1.50|0.1|true|2015-09-01|2015-09-01T09:30:00\n"
    "Secondary|1200|-2.25|0.2|false|2014-09-01|2014-09-01T00:00:00\n"
    "Primary|95||0.3|true|2015-09-01|\n"
    "||0.75||||\n"
    "Special Schools / ACE|60|1.50|-0.1|true|0001-01-01|1969-12-31T23:59:59.999999\n"
    "''|0|100.00|0.2|false|9999-12-31|2015-09-01T09:30:00\n";

Test(measure_values, counts) {
    CHECK(school_heads(), school_rows, {"count(*)", "integer 6"}, {"count(phase)", "integer 5"},
          {"COUNT(pupils)", "integer 5"}, {"count(share)", "integer 5"},
          {"count(open)", "integer 5"}, {"count(1)", "integer 6"},
          {"count(*) filter (where open)", "integer 3"},
          {"count(*) filter (where not open)", "integer 2"},
          {"count(*) filter (where phase is null)", "integer 1"},
          {"count(share) filter (where open)", "integer 2"},
          {"count(*) filter (where pupils > 5000)", "integer 0"},
          {"count(distinct phase)", "integer 4"}, {"count(distinct pupils)", "integer 5"},
          {"count(distinct share)", "integer 4"}, {"count(distinct rate)", "integer 4"},
          {"count(distinct open)", "integer 2"}, {"count(distinct day)", "integer 4"},
          {"count(distinct at)", "integer 3"},
          {"count(distinct phase) filter (where open)", "integer 2"});
}

Test(measure_values, sums_and_means) {
    CHECK(school_heads(), school_rows, {"sum(pupils)", "integer 1565"},
          {"sum(share)", "decimal(38,2) 101.50"}, {"sum(rate)", "real 0.7"},
          {"sum(pupils) filter (where open)", "integer 365"},
          {"sum(pupils) filter (where phase = 'none')", "integer null"},
          {"avg(pupils)", "decimal(38,12) 313.000000000000"},
          {"mean(pupils) filter (where open)", "decimal(38,12) 121.666666666667"},
          {"avg(share)", "decimal(38,14) 20.30000000000000"}, {"avg(rate)", "real 0.14"},
          {"avg(rate) filter (where false)", "real null"},
          {"avg(pupils) filter (where false)", "decimal(38,12) null"});
}

Test(measure_values, extremes) {
    CHECK(school_heads(), school_rows, {"min(phase)", "text ''"},
          {"max(phase)", "text 'Special Schools / ACE'"}, {"min(pupils)", "integer 0"},
          {"max(pupils)", "integer 1200"}, {"min(share)", "decimal(5,2) -2.25"},
          {"max(share)", "decimal(5,2) 100.00"}, {"min(rate)", "real -0.1"},
          {"max(rate)", "real 0.3"}, {"min(open)", "boolean false"}, {"max(open)", "boolean true"},
          {"min(day)", "date 0001-01-01"}, {"max(day)", "date 9999-12-31"},
          {"min(at)", "timestamp 1969-12-31T23:59:59.999999"},
          {"max(at)", "timestamp 2015-09-01T09:30:00"},
          {"max(phase) filter (where pupils < 100)", "text 'Special Schools / ACE'"},
          {"min(phase) filter (where pupils > 100)", "text 'Primary'"},
          {"min(phase) filter (where false)", "text null"},
          {"max(share) filter (where false)", "decimal(5,2) null"});
}

Test(measure_values, medians) {
    CHECK(school_heads(), school_rows, {"median(pupils)", "decimal(20,1) 95.0"},
          {"median(pupils) filter (where pupils > 0)", "decimal(20,1) 152.5"},
          {"median(share)", "decimal(6,3) 1.500"},
          {"median(share) filter (where share < 1.5)", "decimal(6,3) -0.750"},
          {"median(rate)", "real 0.2"}, {"median(rate) filter (where open)", "real 0.1"},
          {"median(rate) filter (where rate >= 0.2)", "real 0.2"},
          {"median(rate) filter (where rate <> 0.2)", "real 0.1"},
          {"median(day)", "date 2015-09-01"},
          {"median(day) filter (where not open)", "date 2014-09-01"},
          {"median(day) filter (where phase = 'Primary')", "date 2015-09-01"},
          {"median(at)", "timestamp 2014-09-01T00:00:00"},
          {"median(pupils) filter (where false)", "decimal(20,1) null"});
}

Test(measure_values, expressions_over_aggregates) {
    CHECK(school_heads(), school_rows,
          {"100.0 * count(*) filter (where open) / count(open)", "decimal(38,13) 60.0000000000000"},
          {"coalesce(sum(pupils) filter (where false), 0)", "integer 0"},
          {"sum(pupils) - max(pupils)", "integer 365"}, {"max(day) - min(day)", "integer 3652058"},
          {"(((count(*))))", "integer 6"}, {"-sum(pupils)", "integer -1565"},
          {"upper(max(phase))", "text 'SPECIAL SCHOOLS / ACE'"},
          {"count(*) > 5 and max(open)", "boolean true"},
          {"case when count(*) > 100 then 'many' else 'few' end", "text 'few'"},
          {"cast(sum(pupils) as real) / count(pupils)", "real 313"},
          {"sum(pupils * 2) + sum(2 * pupils)", "integer 6260"},
          {"sum(case when open then 1 else 0 end)", "integer 3"},
          {"sum(share) + avg(share)", "decimal(38,14) 121.80000000000000"},
          {"nullif(count(*), 6)", "integer null"},
          {"coalesce(min(phase) filter (where false), 'none') || '!'", "text 'none!'"});
}

Test(measure_values, nothing_at_all) {
    CHECK(school_heads(), "", {"count(*)", "integer 0"}, {"count(pupils)", "integer 0"},
          {"count(distinct phase)", "integer 0"}, {"sum(pupils)", "integer null"},
          {"sum(share)", "decimal(38,2) null"}, {"sum(rate)", "real null"},
          {"avg(rate)", "real null"}, {"avg(share)", "decimal(38,14) null"},
          {"min(phase)", "text null"}, {"max(open)", "boolean null"},
          {"median(pupils)", "decimal(20,1) null"}, {"median(rate)", "real null"},
          {"median(day)", "date null"}, {"count(*) + 1", "integer 1"},
          {"sum(pupils) + 1", "integer null"});
}

Test(measure_values, integers_at_their_ends) {
    static const char past[] = "9223372036854775807|\n1|\n";
    CHECK(
        "n integer|f boolean", past,
        {"sum(n)",
         "cannot: sum(n) is past what an integer holds; cast: sum(cast(n as decimal(38,0)))"},
        {"sum(n) filter (where n > 0)",
         "cannot: sum(n) filter (where n > 0) is past what an integer holds; cast: sum(cast(n as decimal(38,0)))"},
        {"sum(-n)", "integer -9223372036854775808"},
        {"sum(cast(n as decimal(38,0)))", "decimal(38,0) 9223372036854775808"},
        {"avg(n)", "decimal(38,12) 4611686018427387904.000000000000"},
        {"median(n)", "decimal(20,1) 4611686018427387904.0"},
        {"max(n)", "integer 9223372036854775807"});
    CHECK("n integer|f boolean", "9223372036854775807|\n1|\n-1|\n",
          {"sum(n)", "integer 9223372036854775807"});
    CHECK("n integer|f boolean", "-9223372036854775808|\n-1|\n",
          {"sum(n)",
           "cannot: sum(n) is past what an integer holds; cast: sum(cast(n as decimal(38,0)))"},
          {"min(n)", "integer -9223372036854775808"}, {"count(distinct n)", "integer 2"},
          {"median(n)", "decimal(20,1) -4611686018427387904.5"});
}

Test(measure_values, decimals_at_their_ends) {
    /* The sum on the way is past 128 bits; in the end it is not. */
    CHECK(
        "d decimal(38,2)|f boolean",
        "999999999999999999999999999999999999.99|\n999999999999999999999999999999999999.99|\n"
        "-999999999999999999999999999999999999.99|\n",
        {"sum(d)", "decimal(38,2) 999999999999999999999999999999999999.99"},
        {"median(d)",
         "cannot: median(d) has more than 38 digits, 3 of them after the point; cast: median(cast(d as real))"},
        {"avg(d)",
         "cannot: avg(d) has more than 38 digits, 14 of them after the point; cast: avg(cast(d as real))"},
        {"sum(d) filter (where d > 0)",
         "cannot: sum(d) filter (where d > 0) has more than 38 digits; cast: sum(cast(d as real))"},
        {"min(d)", "decimal(38,2) -999999999999999999999999999999999999.99"},
        {"count(distinct d)", "integer 2"});
    CHECK("d decimal(38,38)|f boolean",
          "0.99999999999999999999999999999999999999|\n0.99999999999999999999999999999999999998|\n",
          {"median(d)", "decimal(38,38) 0.99999999999999999999999999999999999999"},
          {"avg(d)", "decimal(38,38) 0.99999999999999999999999999999999999999"});
    CHECK("d decimal(38,38)|f boolean",
          "-0.00000000000000000000000000000000000001|\n0.00000000000000000000000000000000000000|\n",
          {"median(d)", "decimal(38,38) -0.00000000000000000000000000000000000001"},
          {"median(-d)", "decimal(38,38) 0.00000000000000000000000000000000000001"},
          {"avg(d)", "decimal(38,38) -0.00000000000000000000000000000000000001"});
    CHECK("d decimal(38,38)|f boolean",
          "-0.00000000000000000000000000000000000002|\n0.00000000000000000000000000000000000003|\n",
          {"median(d)", "decimal(38,38) 0.00000000000000000000000000000000000001"});
    CHECK("d decimal(30,20)|f boolean", "0.00000000000000000001|\n",
          {"avg(d)", "decimal(38,32) 0.00000000000000000001000000000000"});
}

/* Half of the last place goes away from zero: 1 / 8192 has 13 digits. */
Test(measure_values, means_round_half_away_from_zero) {
    for (int sign = -1; sign <= 1; sign += 2) {
        struct string rows = {0};
        string_add_text(&rows, sign < 0 ? "-1|\n" : "1|\n");
        for (int i = 1; i < 8192; i++) {
            string_add_text(&rows, "0|\n");
        }
        struct table table;
        table_read(&table, "n integer|f boolean", rows.data);
        char *result = measure_result(&table, "avg(n)");
        cr_assert_str_eq(result, sign < 0 ? "decimal(38,12) -0.000122070313"
                                          : "decimal(38,12) 0.000122070313");
        memory_free(result);
        table_free(&table);
        string_free(&rows);
    }
}

Test(measure_values, one_zero) {
    CHECK("r real|f boolean", "-0.0|\n0.0|\n", {"count(distinct r)", "integer 1"},
          {"sum(r)", "real 0"});
}
