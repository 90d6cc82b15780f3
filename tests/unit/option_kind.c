/* Options of every kind: what they take, and what is told of what they do not. */
#include "option_support.h"

#include <stdlib.h>

Test(option_kind, defaults) {
    struct step_run run;
    step_read(&run, "{ \"path\": \"a.csv\" }");
    step_bind(&run);
    const struct state *state = &run.state;
    assert_told(run.text, &run.problems, "");
    cr_assert(run.is_bound);
    cr_assert_str_eq(state->path_in.data, "a.csv");
    cr_assert_str_eq(state->path_out.data, "-");
    cr_assert_null(state->text.data);
    cr_assert_null(state->secret.data);
    cr_assert_null(state->as.data);
    cr_assert_eq(state->integer, 7);
    cr_assert_eq(state->real, 0.5);
    cr_assert(state->flag);
    cr_assert_eq(state->choice, 1);
    cr_assert_eq(state->type.kind, LEAT_NONE);
    cr_assert_eq(state->column, -1);
    cr_assert_eq(state->table, -1);
    cr_assert_eq(state->by.count, 0);
    cr_assert_eq(state->value.type.kind, LEAT_NONE);
    cr_assert_null(state->where);
    cr_assert_null(state->measures);
    cr_assert_null(state->fields);
    cr_assert_eq(state->integers.count, 2);
    cr_assert_eq(LEAT_ITEM(state->integers, int64_t, 1), 2);
    cr_assert_eq(state->sheets.count, 1);
    cr_assert_str_eq(LEAT_ITEM(state->sheets, struct sheet, 0).name.data, "one");
    cr_assert_eq(LEAT_ITEM(state->sheets, struct sheet, 0).from, 0); /* the rows above */
    cr_assert_eq(state->values.count, 0);
    cr_assert_null(state->match.how.data);
    cr_assert_eq(state->match.distance, 3);
    step_done(&run);
}

Test(option_kind, values) {
    struct step_run run;
    step_read(
        &run,
        "{ \"path\": \"d/../a.csv\", \"to\": \"/abs/./out.csv\", \"text\": \"é€\\u0041\", \"password\": \"hunter2\",\n"
        "\"as\": \"new one\", \"integer\": -5, \"real\": 1, \"flag\": false, \"otherwise\": \"keep\",\n"
        "\"type\": \"decimal(10,2)\", \"plain\": 76.50 }");
    const struct state *state = &run.state;
    assert_told(run.text, &run.problems, "");
    cr_assert_str_eq(state->text.data, "é€A");
    cr_assert_eq(state->text.size, 6);
    cr_assert_str_eq(state->secret.data, "hunter2");
    cr_assert_str_eq(state->as.data, "new one");
    cr_assert_eq(state->integer, -5);
    cr_assert_eq(state->real, 1.0);
    cr_assert_not(state->flag);
    cr_assert_eq(state->choice, 0);
    cr_assert(type_equal(state->type, type_decimal(10, 2)));
    cr_assert(type_equal(state->plain.type, type_decimal(4, 2)));
    cr_assert_eq(state->plain.as.decimal.low, 7650);
    size_t count;
    const struct option_path *paths = options_paths(run.set, &count);
    cr_assert_eq(count, 2);
    cr_assert_eq(paths[0].field, &state->path_in);
    cr_assert_not(paths[0].is_output);
    cr_assert_str_eq(paths[0].resolved, "/home/feeds/a.csv");
    cr_assert(paths[1].is_output);
    cr_assert_str_eq(paths[1].resolved, "/abs/out.csv");
    cr_assert_str_eq(state->path_out.data, "/abs/./out.csv");
    step_done(&run);
}

static void assert_plain(const char *json, struct leat_type type, bool is_null) {
    struct step_run run;
    char *text = memory_format("{ \"path\": \"a\", \"plain\": %s }", json);
    step_read(&run, text);
    cr_assert(type_equal(run.state.plain.type, type), "%s is of kind %d", json,
              run.state.plain.type.kind);
    cr_assert_eq(run.state.plain.is_null, is_null);
    memory_free(text);
    step_done(&run);
}

Test(option_kind, plain_values_keep_their_kind) {
    assert_plain("\"x\"", type_of(LEAT_TEXT), false);
    assert_plain("12", type_of(LEAT_INTEGER), false);
    assert_plain("true", type_of(LEAT_BOOLEAN), false);
    assert_plain("null", type_of(LEAT_TEXT), true);
    assert_plain("0.1", type_decimal(1, 1), false);
    assert_plain("-120.00", type_decimal(5, 2), false);
    assert_plain("1e3", type_decimal(4, 0), false);
    assert_plain("1.5e-3", type_decimal(4, 4), false);
    assert_plain("0.0", type_decimal(1, 1), false);
    assert_plain("12345678901234567890123456789012345678.9", type_of(LEAT_REAL), false);
    assert_plain("1e300", type_of(LEAT_REAL), false);
    assert_plain("1e-300", type_of(LEAT_REAL), false);
    assert_plain("\"${year}\"", type_of(LEAT_INTEGER), false);
    assert_plain("\"${day}\"", type_of(LEAT_DATE), false);
    assert_plain("\"x${year}\"", type_of(LEAT_TEXT), false);
}

Test(option_kind, parameters_in_options) {
    struct step_run run;
    setenv("LEAT_TEST_FOLDER", "data", 1);
    step_read(
        &run,
        "{ \"path\": \"${env:LEAT_TEST_FOLDER}/${name}.csv\", \"to\": \"${out}\", \"text\": \"$${x}\", \"as\": "
        "\"${name}_${year}\",\n"
        "\"real\": \"${ratio}\", \"flag\": \"${flag}\", \"password\": \"${password}\", \"texts\": \"${year}\" }");
    const struct state *state = &run.state;
    assert_told(run.text, &run.problems, "");
    cr_assert_str_eq(state->path_in.data, "data/phase.csv");
    cr_assert_str_eq(state->path_out.data, "/home/out.csv");
    cr_assert_str_eq(state->text.data, "${x}");
    cr_assert_str_eq(state->as.data, "phase_2024");
    cr_assert_eq(state->real, 0.5);
    cr_assert(state->flag);
    cr_assert_str_eq(state->secret.data, "hunter2");
    cr_assert_str_eq(LEAT_ITEM(state->texts, struct leat_text, 0).data, "2024");
    step_done(&run);
}

Test(option_kind, wrong_kinds) {
    assert_step("{}", "1:1+1 'path' is missing (the file to read)\n");
    assert_step("{\"path\": 5}", "1:10+1 'path' must be a path, not a number\n");
    assert_step("{\"path\": null}",
                "1:10+4 'path' must be a path, not null (leave it out instead)\n");
    assert_step("{\"path\": \"\"}", "1:10+2 'path' is an empty path\n");
    assert_step("{\"path\": \"a\", \"text\": \"\"}",
                "1:23+2 'text' must have 1 to 5 characters, not 0\n");
    assert_step("{\"path\": \"a\", \"text\": \"éééééé\"}",
                "1:23+8 'text' must have 1 to 5 characters, not 6\n");
    assert_step("{\"path\": \"a\", \"text\": [\"a\"]}", "1:23+5 'text' must be text, not a list\n");
    assert_step("{\"path\": \"a\", \"integer\": \"5\"}",
                "1:26+3 'integer' must be a whole number, not text (write it without quotes)\n");
    assert_step("{\"path\": \"a\", \"integer\": 2.5}",
                "1:26+3 'integer' must be a whole number, not 2.5\n");
    assert_step("{\"path\": \"a\", \"integer\": 13}",
                "1:26+2 'integer' must be from -5 to 12, not 13\n");
    assert_step("{\"path\": \"a\", \"integer\": -6}",
                "1:26+2 'integer' must be from -5 to 12, not -6\n");
    assert_step("{\"path\": \"a\", \"integer\": true}",
                "1:26+4 'integer' must be a whole number, not true\n");
    assert_step("{\"path\": \"a\", \"real\": 1.01}",
                "1:23+4 'real' must be from 0 to 1, not 1.01\n");
    assert_step("{\"path\": \"a\", \"real\": {}}",
                "1:23+2 'real' must be a number, not an object\n");
    assert_step(
        "{\"path\": \"a\", \"flag\": \"yes\"}",
        "1:23+5 'flag' must be true or false, not text (write true or false, without quotes)\n");
    assert_step("{\"path\": \"a\", \"flag\": 1}",
                "1:23+1 'flag' must be true or false, not a number\n");
    assert_step("{\"path\": \"a\", \"otherwise\": \"kep\"}",
                "1:28+5 'otherwise' cannot be 'kep' (did you mean 'keep'?)\n");
    assert_step("{\"path\": \"a\", \"otherwise\": \"whatever\"}",
                "1:28+10 'otherwise' cannot be 'whatever' (there are 'keep', 'fail' and 'null')\n");
    assert_step(
        "{\"path\": \"a\", \"otherwise\": null}",
        "1:28+4 'otherwise' must be \"keep\", \"fail\" or \"null\", not null (leave it out instead)\n");
    assert_step("{\"path\": \"a\", \"type\": \"intger\"}",
                "1:23+8 'intger' is no kind (did you mean 'integer'?)\n");
    assert_step(
        "{\"path\": \"a\", \"type\": \"decimal\"}",
        "1:23+9 'decimal' is no kind (a decimal says its digits, and how many of them stand after the point: "
        "decimal(10,2))\n");
    assert_step("{\"path\": \"a\", \"as\": \"\"}", "1:21+2 a column in 'as' has an empty name\n");
    assert_step("{\"path\": \"a\", \"as\": \"a\\nb\"}",
                "1:21+6 the name of a column has no control characters, and this one has U+000A\n");
    assert_step("{\"path\": \"a\", \"plain\": []}",
                "1:24+2 'plain' must be text, a number, true, false or null, not a list\n");
    assert_step("{\"path\": \"a\", \"table\": 1}",
                "1:24+1 'table' must be the id of a step, not a number\n");
    assert_step("{\"path\": \"a\", \"cells\": \"text\"}",
                "1:24+6 'cells' must be an object, not text\n");
}

Test(option_kind, wrong_parameters) {
    assert_step("{\"path\": \"${nam}.csv\"}", "1:11+6 no parameter 'nam' (did you mean 'name'?)\n");
    assert_step("{\"path\": \"\\u0041\\n${nam}é${yaer}\"}",
                "1:19+6 no parameter 'nam' (did you mean 'name'?)\n"
                "1:26+7 no parameter 'yaer' (did you mean 'year'?)\n");
    assert_step("{\"path\": \"a${name\"}",
                "1:12+2 this '${' has no '}' (a literal ${ is written $${)\n");
    assert_step("{\"path\": \"a\", \"integer\": \"${name}\"}",
                "1:26+9 'integer' must be a whole number, and the parameter 'name' is text\n");
    assert_step("{\"path\": \"a\", \"integer\": \"${ratio}\"}",
                "1:26+10 'integer' must be a whole number, and the parameter 'ratio' is real\n");
    assert_step("{\"path\": \"a\", \"integer\": \"${year}\"}",
                "1:26+9 'integer' must be from -5 to 12, not 2024\n");
    assert_step(
        "{\"path\": \"a\", \"integer\": \"1${year}\"}",
        "1:26+10 'integer' must be a whole number, not text (a parameter that stands alone, as \"${name}\", "
        "keeps its kind)\n");
    assert_step("{\"path\": \"a\", \"integer\": \"${yeer}\"}",
                "1:27+7 no parameter 'yeer' (did you mean 'year'?)\n");
    assert_step("{\"path\": \"a\", \"text\": \"${password}\"}",
                "1:24+11 the parameter 'password' is a secret, which may not stand here\n");
    assert_step("{\"path\": \"${env:LEAT_NO_SUCH}\"}",
                "1:11+19 there is no environment variable 'LEAT_NO_SUCH'\n");
    assert_step(
        "{\"path\": \"${}\"}",
        "1:11+3 no parameter '' (there are 'year', 'ratio', 'share', 'name', 'day', 'flag', 'out' and 'password')\n");
}

/* A secret is in no message, and not in the lines that messages show: not its own, and not others'
 * beside it. */
Test(option_kind, secrets_are_not_shown) {
    static const char *const texts[] = {
        "{\"pat\": 1, \"password\": \"hunter2\", \"sheets\": [{\"x\": 1}]}",
        "{\"password\": [\"hunter2\", \"hunter2\"]}",
        "{\"password\": {\"x\": \"hunter2\"}, \"path\": 5}",
        "{\"password\": \"hunter2${nam}\"}",
        "{\"text\": \"${password}\", \"password\": \"${password}\"}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct step_run run;
        step_read(&run, texts[i]);
        step_bind(&run);
        cr_assert_gt(run.problems.count, 0);
        for (size_t p = 0; p < run.problems.count; p++) {
            const struct problem *problem = &run.problems.list[p];
            cr_assert_null(strstr(problem->message, "hunter2"));
            cr_assert(problem->advice == NULL || strstr(problem->advice, "hunter2") == NULL);
            cr_assert_null(strstr(problem->source, "hunter2"), "%s", problem->source);
        }
        step_done(&run);
    }
}
