/* The columns that a source declares. */
#include <stdio.h>

#include "option_support.h"

static void assert_columns(const char *columns, const char *cells, const char *expected) {
    char text[512];
    snprintf(text, sizeof text, "{\"path\": \"a\",\n\"columns\": %s,\n\"cells\": %s}", columns,
             cells);
    assert_step(text, expected);
}

Test(option_field, good) {
    struct step_run run;
    step_read(
        &run,
        "{ \"path\": \"a\", \"cells\": { \"trim\": true, \"null\": [\"\", \"..\"], \"thousands\": \",\", "
        "\"date\": \"dd/mm/yy\", \"two_digit_years\": 1950, \"private\": true },\n"
        "  \"columns\": { \"urn\": \"integer\", \"name\": {}, \"share\": { \"kind\": \"decimal(5,2)\", "
        "\"percent\": true, \"thousands\": \"none\",\n"
        "    \"decimal_mark\": \",\", \"currency\": \"£\", \"symbols\": [\"c\", \"z\"], \"null\": \"n/a\", "
        "\"note\": 1 },\n"
        "    \"day\": { \"kind\": \"date\", \"trim\": false }, \"at\": { \"kind\": \"timestamp\", "
        "\"date\": \"yyyy-mm-dd hh:mm\" },\n"
        "    \"open\": { \"kind\": \"boolean\", \"true\": [\"Open\", \"New\"], \"false\": \"Closed\", "
        "\"private\": false } } }");
    step_bind(&run);
    assert_told(run.text, &run.problems, "");
    const struct leat_fields *fields = run.state.fields;
    cr_assert_eq(fields->count, 6);
    cr_assert_eq(fields_find(fields, "day", 3), 3);
    cr_assert_eq(fields_find(fields, "da", 2), -1);
    cr_assert_eq(fields_find(NULL, "day", 3), -1);
    const struct field *urn = &fields->list[0], *name = &fields->list[1], *share = &fields->list[2];
    cr_assert_str_eq(urn->name, "urn");
    cr_assert_eq(urn->type.kind, LEAT_INTEGER);
    cr_assert(urn->trim);
    cr_assert(urn->is_private);
    cr_assert(urn->has_nulls);
    cr_assert_str_eq(urn->nulls[1], "..");
    cr_assert_null(urn->nulls[2]);
    cr_assert_eq(urn->thousands, ',');
    cr_assert_eq(urn->point, '.');
    cr_assert_eq(name->type.kind, LEAT_TEXT);
    cr_assert(name->trim);
    cr_assert_null(name->symbols);
    cr_assert(share->percent);
    cr_assert_eq(share->thousands, 0);
    cr_assert_eq(share->point, ',');
    cr_assert_str_eq(share->currency, "£");
    cr_assert_str_eq(share->symbols[1], "z");
    cr_assert_str_eq(share->nulls[0], "n/a");
    cr_assert_null(share->nulls[1]);
    const struct field *day = &fields->list[3], *at = &fields->list[4], *open = &fields->list[5];
    cr_assert(day->has_pattern);
    cr_assert_not(day->trim);
    cr_assert_eq(day->pivot, 1950);
    cr_assert(at->pattern.has_time);
    cr_assert_str_eq(open->truths[1], "New");
    cr_assert_str_eq(open->falsehoods[0], "Closed");
    cr_assert_not(open->is_private);
    cr_assert_eq(run.state.cells->count, 1);
    cr_assert_eq(run.state.cells->list[0].type.kind, LEAT_TEXT);
    cr_assert(run.state.cells->list[0].trim);
    cr_assert_str_eq(run.state.cells->list[0].name, "");
    cr_assert_str_eq(fields->nodes[2]->key, "share");
    char reason[FIELD_REASON];
    struct leat_value value;
    cr_assert_eq(field_read(share, (struct leat_text){" 76,5% ", 7}, false, &value, reason),
                 FIELD_VALUE);
    cr_assert_eq(value.as.decimal.low, 7650);
    step_done(&run);
}

Test(option_field, without_settings) {
    struct step_run run;
    step_read(&run,
              "{ \"path\": \"a\", \"columns\": { \"x\": \"date\", \"y\": { \"null\": [] } } }");
    assert_told(run.text, &run.problems, "");
    const struct field *x = &run.state.fields->list[0], *y = &run.state.fields->list[1];
    cr_assert_not(x->has_nulls);
    cr_assert_not(x->has_pattern);
    cr_assert_null(x->truths);
    cr_assert_eq(x->point, '.');
    cr_assert(y->has_nulls); /* not even an empty field is null */
    cr_assert_null(y->nulls[0]);
    cr_assert_null(run.state.cells);
    step_done(&run);
}

Test(option_field, wrong) {
    assert_columns("{\"a\": 5}", "{}",
                   "2:18+1 'a' in 'columns' must be a kind or an object, not a number\n");
    assert_columns("{\"a\": \"intger\"}", "{}",
                   "2:18+8 'intger' is no kind (did you mean 'integer'?)\n");
    assert_columns("{\"a\": {\"knd\": \"text\"}}", "{}",
                   "2:19+5 unknown key 'knd' (did you mean 'kind'?)\n");
    assert_columns("{\"\": \"text\"}", "{}", "2:13+2 a column in 'columns' has an empty name\n");
    assert_columns("{\"a\": {\"percent\": true}}", "{}",
                   "2:19+9 'percent' is for integer, real or decimal, and 'a' is text\n");
    assert_columns(
        "{\"a\": {\"kind\": \"date\", \"true\": \"x\", \"false\": \"y\", \"thousands\": \",\"}}",
        "{}",
        "2:35+6 'true' is for boolean, and 'a' is date\n"
        "2:48+7 'false' is for boolean, and 'a' is date\n"
        "2:62+11 'thousands' is for integer, real or decimal, and 'a' is date\n");
    assert_columns(
        "{\"a\": {\"symbols\": \"c\"}}", "{}",
        "2:19+9 'symbols' is for integer, real, decimal, boolean, date or timestamp, and 'a' is text\n");
    assert_columns(
        "{\"a\": {\"kind\": \"real\", \"thousands\": \".\"}}", "{}",
        "2:48+3 '.' cannot be the decimal mark and stand between thousands (set \"decimal_mark\")\n");
    assert_columns(
        "{\"a\": \"real\"}", "{\"thousands\": \",\", \"decimal_mark\": \",\"}",
        "3:45+3 ',' cannot be the decimal mark and stand between thousands (set \"thousands\")\n");
    assert_columns("{\"a\": {\"kind\": \"date\", \"date\": \"dd/qq/yyyy\"}}", "{}",
                   "2:43+12 this is no date pattern: no month in the pattern\n");
    assert_columns(
        "{\"a\": {\"kind\": \"date\", \"date\": \"dd/mm/yy\"}}", "{}",
        "2:43+10 this pattern has years of two digits, and nothing says of which hundred "
        "(\"two_digit_years\": 1950 makes "
        "50 to 99 of the 1900s and 00 to 49 of the 2000s)\n");
    assert_columns("{\"a\": {\"kind\": \"date\", \"two_digit_years\": 1950}}", "{}",
                   "2:35+17 'two_digit_years' needs a \"date\" pattern with yy\n");
    assert_columns("{\"a\": {\"kind\": \"date\", \"date\": \"dd/mm/yy\", \"two_digit_years\": 50}}",
                   "{}", "2:74+2 'two_digit_years' must be 1900 to 2099, or 0\n");
    assert_columns("{\"a\": {\"kind\": \"boolean\", \"true\": \"x\"}}", "{}",
                   "2:38+6 'true' needs 'false' beside it\n");
    assert_columns(
        "{\"a\": {\"kind\": \"boolean\", \"true\": [\"x\", \"y\"], \"false\": [\"z\", \"Y\"]}}",
        "{}", "2:67+10 'Y' stands in 'true' and in 'false'\n");
    assert_columns("{\"a\": {\"kind\": \"integer\", \"null\": \"c\", \"symbols\": [\"z\", \"c\"]}}",
                   "{}", "2:62+10 'c' stands in 'null' and in 'symbols'\n");
    assert_columns("{\"a\": {\"kind\": \"integer\", \"null\": [\"c\", \"c\", 5]}}", "{}",
                   "2:52+3 this stands twice in 'null'\n"
                   "2:57+1 an item of 'null' must be text, not a number\n");
    assert_columns(
        "{}", "{\"kind\": \"date\"}",
        "3:11+6 unknown key 'kind' (there are 'null', 'symbols', 'trim', 'thousands', 'decimal_mark', "
        "'percent', 'currency', 'date', 'two_digit_years', 'true', 'false' and 'private')\n");
    assert_columns("{}", "{\"thousands\": \"x\", \"date\": \"qq\"}",
                   "3:24+3 'thousands' cannot be 'x' (there are 'none', ',', '.', ' ' and ''')\n"
                   "3:37+4 this is no date pattern: no year in the pattern\n");
    /* What is for all may be of use to none. */
    assert_columns("{\"a\": \"text\"}", "{\"percent\": true, \"date\": \"dd/mm/yy\"}", "");
}

Test(option_field, formats) {
    struct step_run run;
    step_read(
        &run,
        "{ \"path\": \"a\", \"cells\": { \"thousands\": \",\", \"null\": \"n/a\" },\n"
        "  \"columns\": { \"urn\": { \"kind\": \"integer\", \"format\": \"urn\" }, "
        "\"grade\": { \"format\": \"ofsted_grade\" }, \"name\": { \"format\": \"none\" } } }");
    step_bind(&run);
    assert_told(run.text, &run.problems, "");
    const struct field *list = run.state.fields->list;
    cr_assert_str_eq(list[0].format->name, "urn");
    cr_assert_str_eq(list[1].format->name, "ofsted_grade");
    cr_assert_null(list[2].format);
    cr_assert_null(run.state.cells->list[0].format);
    char room[FIELD_REASON];
    struct leat_value value;
    cr_assert_eq(field_read(&list[0], (struct leat_text){"100,000", 7}, false, &value, room),
                 FIELD_WRONG);
    cr_assert_eq(field_read(&list[1], (struct leat_text){"n/a", 3}, false, &value, room),
                 FIELD_NULL);
    step_done(&run);
}

Test(option_field, wrong_formats) {
    assert_columns("{\"a\": {\"format\": \"urm\"}}", "{}",
                   "2:29+5 'format' cannot be 'urm' (did you mean 'urn'?)\n");
    assert_columns("{\"a\": {\"format\": 5}}", "{}",
                   "2:29+1 'format' must be \"none\", \"urn\", \"laestab\", \"upn\", \"la_code\", "
                   "\"ons_code\", \"academic_year\", \"ofsted_grade\", \"phase\" or "
                   "\"ofsted_phase\", not a number\n");
    assert_columns("{\"a\": {\"kind\": \"date\", \"format\": \"urn\"}}", "{}",
                   "2:45+5 the format 'urn' is for text or integer, and 'a' is date\n");
    assert_columns("{\"a\": {\"format\": \"laestab\", \"kind\": \"integer\"}}", "{}",
                   "2:29+9 the format 'laestab' is for text, and 'a' is integer\n");
    assert_columns("{\"a\": {\"kind\": \"integer\", \"format\": \"urn\", \"thousands\": \",\", "
                   "\"currency\": \"£\"}}",
                   "{}",
                   "2:55+11 'thousands' means nothing beside 'format'\n"
                   "2:73+10 'currency' means nothing beside 'format'\n");
    assert_columns("{\"a\": {\"format\": \"urn\", \"percent\": true}}", "{}",
                   "2:36+9 'percent' is for integer, real or decimal, and 'a' is text\n");
    assert_columns(
        "{}", "{\"format\": \"urn\"}",
        "3:11+8 unknown key 'format' (there are 'null', 'symbols', 'trim', 'thousands', "
        "'decimal_mark', 'percent', 'currency', 'date', 'two_digit_years', 'true', 'false' and "
        "'private')\n");
}
