/* Options of every shape: lists, maps, nested tables, plain values that stand for objects; and keys
 * that are none. */
#include "option_support.h"

Test(option_shape, lists_and_maps) {
    struct step_run run;
    step_read(
        &run,
        "{ \"path\": \"a\", \"texts\": [\"x\", \"\", \"z\"], \"integers\": [3], \"files\": [\"b\", \"/c\"],\n"
        "  \"totals\": { \"phase\": \"Total\" }, \"values\": { \"b\": null, \"a\": null },\n"
        "  \"sheets\": [ \"KPI\", { \"name\": \"two\", \"notes\": [], \"note\": {\"any\": 1} } ], \"match\": { "
        "\"how\": \"x\" } }");
    step_bind(&run);
    const struct state *state = &run.state;
    assert_told(run.text, &run.problems, "");
    cr_assert_eq(state->texts.count, 3);
    cr_assert_str_eq(LEAT_ITEM(state->texts, struct leat_text, 0).data, "x");
    cr_assert_str_eq(LEAT_ITEM(state->texts, struct leat_text, 1).data, "");
    cr_assert_eq(LEAT_ITEM(state->integers, int64_t, 0), 3);
    cr_assert_eq(state->values.count, 2);
    cr_assert_str_eq(state->values.keys[0].data, "b"); /* in the order of the definition */
    cr_assert_eq(state->values.keys[1].size, 1);
    cr_assert_null(state->values.columns);
    cr_assert_eq(state->totals.columns[0], 0);
    cr_assert_str_eq(LEAT_ITEM(state->totals, struct leat_text, 0).data, "Total");
    cr_assert_eq(state->sheets.count, 2);
    cr_assert_str_eq(LEAT_ITEM(state->sheets, struct sheet, 0).name.data, "KPI");
    cr_assert_str_eq(LEAT_ITEM(state->sheets, struct sheet, 1).name.data, "two");
    cr_assert_str_eq(state->match.how.data, "x");
    cr_assert_eq(state->match.distance, 3);
    size_t count;
    const struct option_path *paths = options_paths(run.set, &count);
    cr_assert_eq(count, 4); /* path, the default of to, files */
    cr_assert_eq(paths[2].field, &LEAT_ITEM(state->files, struct leat_text, 0));
    cr_assert_str_eq(paths[3].resolved, "/c");
    step_done(&run);
}

Test(option_shape, one_for_many) {
    struct step_run run;
    step_read(
        &run,
        "{ \"path\": \"a\", \"texts\": \"x\", \"sheets\": [{ \"name\": \"s\", \"across\": \"phase\" }] }");
    step_bind(&run);
    assert_told(run.text, &run.problems, "");
    cr_assert_eq(run.state.texts.count, 1);
    const struct sheet *sheet = &LEAT_ITEM(run.state.sheets, struct sheet, 0);
    cr_assert_eq(sheet->across.count, 1);
    cr_assert_eq(LEAT_ITEM(sheet->across, int32_t, 0), 0);
    step_done(&run);
}

Test(option_shape, wrong_shapes) {
    assert_step(
        "{\"path\": \"a\", \"integers\": 5}",
        "1:27+1 'integers' must be a list of whole numbers, not a number (write it as [ …, … ])\n");
    assert_step("{\"path\": \"a\", \"texts\": {\"a\": 1}}",
                "1:24+8 'texts' must be text, not an object\n");
    assert_step("{\"path\": \"a\", \"texts\": null}",
                "1:24+4 'texts' must be a list of texts, not null (leave it out instead)\n");
    assert_step("{\"path\": \"a\", \"texts\": [\"a\", 5, [], \"b\"]}",
                "1:24+17 'texts' must have 1 to 3 items, not 4\n");
    assert_step("{\"path\": \"a\", \"texts\": [\"a\", 5, []]}",
                "1:30+1 an item of 'texts' must be text, not a number\n"
                "1:33+2 an item of 'texts' must be text, not a list\n");
    assert_step("{\"path\": \"a\", \"texts\": []}",
                "1:24+2 'texts' must have 1 to 3 items, not 0\n");
    assert_step("{\"path\": \"a\", \"texts\": [\"x\", \"y\", \"x\"]}",
                "1:35+3 this stands twice in 'texts'\n");
    assert_step("{\"path\": \"a\", \"integers\": [1, 2, 1]}",
                "1:34+1 this stands twice in 'integers'\n");
    assert_step(
        "{\"path\": \"a\", \"values\": [1]}",
        "1:25+3 'values' must be an object that maps names to plain values, not a list (write it as { \"a name\": …, … })\n");
    assert_step(
        "{\"path\": \"a\", \"values\": {\"a\": {}}}",
        "1:31+2 'a' in 'values' must be text, a number, true, false or null, not an object\n");
    assert_step(
        "{\"path\": \"a\", \"totals\": \"x\"}",
        "1:25+3 'totals' must be an object that maps columns to texts, not text (write it as { \"a column\": …, … })\n");
    assert_step("{\"path\": \"a\", \"totals\": {\"phase\": \"\", \"grade\": \"\", \"open\": \"\"}}",
                "1:25+38 'totals' must have at most 2 entries, not 3\n");
    assert_step(
        "{\"path\": \"a\", \"columns\": [\"a\"]}",
        "1:26+5 'columns' must be an object that maps names to kinds, not a list (write it as { \"a name\": …, … })\n");
    assert_step(
        "{\"path\": \"a\", \"measures\": [\"a\"]}",
        "1:27+5 'measures' must be an object that maps names to SQL aggregates, not a list (write it as { \"a name\": …, … })\n");
    assert_step(
        "{\"path\": \"a\", \"by\": \"phase\"}",
        "1:21+7 'by' must be a list of names of columns, not text (write it as [ …, … ])\n");
    assert_step("{\"path\": \"a\", \"by\": [\"phase\", 5]}",
                "1:31+1 an item of 'by' must be the name of a column, not a number\n");
    assert_step(
        "{\"path\": \"a\", \"sheets\": {}}",
        "1:25+2 'sheets' must be a list of objects, not an object (write it as [ …, … ])\n");
    assert_step("{\"path\": \"a\", \"sheets\": [5]}",
                "1:26+1 an item of 'sheets' must be text or an object, not a number\n");
    assert_step("{\"path\": \"a\", \"match\": \"x\"}",
                "1:24+3 'match' must be an object, not text (write it as { \"how\": …, … })\n");
    assert_step("{\"path\": \"a\", \"expressions\": {\"a\": 5}}",
                "1:36+1 'a' in 'expressions' must be an SQL expression in quotes, not a number\n");
}

Test(option_shape, keys_that_are_none) {
    assert_step("{\"path\": \"a\", \"txt\": 1}",
                "1:15+5 unknown key 'txt' (did you mean 'text'?)\n");
    assert_step("{\"path\": \"a\", \"fron\": 1}",
                "1:15+6 unknown key 'fron' (did you mean 'from'?)\n");
    assert_step("{\"id\": 1, \"from\": 2, \"note\": 3, \"sink\": 4, \"path\": \"a\"}", "");
    assert_step("{\"path\": \"a\", \"sheets\": [{\"name\": \"x\", \"form\": 1}, {\"nam\": 2}]}",
                "1:40+6 unknown key 'form' (did you mean 'from'?)\n"
                "1:52+1 'name' is missing (the sheet's name)\n"
                "1:53+5 unknown key 'nam' (did you mean 'name'?)\n");
    assert_step("{\"path\": \"a\", \"match\": {\"id\": 1}}",
                "1:24+1 'how' is missing in 'match' (how)\n"
                "1:25+4 unknown key 'id' (there are 'how' and 'distance')\n");
}

/* All mistakes of a step are told at once, each at its own place. */
Test(option_shape, nothing_hides_another) {
    assert_step(
        "{\n  \"integer\": 99,\n  \"flag\": 3,\n  \"columm\": 1,\n  \"by\": [\"fase\", \"phase\"],\n"
        "  \"sheets\": [ { \"from\": 5, \"across\": [] } ],\n  \"values\": 4\n}",
        "1:1+1 'path' is missing (the file to read)\n"
        "2:14+2 'integer' must be from -5 to 12, not 99\n"
        "3:11+1 'flag' must be true or false, not a number\n"
        "4:3+8 unknown key 'columm' (did you mean 'column'?)\n"
        "5:10+6 no column 'fase' (did you mean 'phase'?)\n"
        "6:15+1 'name' is missing (the sheet's name)\n"
        "6:25+1 'from' must be the id of a step, not a number\n"
        "7:13+1 'values' must be an object that maps names to plain values, not a number (write it as { \"a name\": …, … })\n");
}

static void assert_origin(const struct step_run *run, const void *field, int line, int column,
                          const char *name) {
    const struct place place = options_place(run->set, field);
    const char *found = options_name(run->set, field);
    cr_expect(place.line == line && place.column == column, "%s stands at %d:%d, not %d:%d",
              name != NULL ? name : "?", (int)place.line, (int)place.column, line, column);
    cr_expect((name == NULL) == (found == NULL) && (name == NULL || strcmp(found, name) == 0),
              "%s is called %s", name != NULL ? name : "?", found != NULL ? found : "?");
}

Test(option_shape, fields_know_where_they_are_from) {
    struct step_run run;
    step_read(
        &run,
        "{ \"path\": \"a\",\n  \"texts\": [\"x\", \"y\"],\n  \"totals\": { \"phase\": \"T\" },\n"
        "  \"sheets\": [ { \"name\": \"s\", \"across\": [\"grade\", \"phase\"] }, { \"across\": \"*\", "
        "\"name\": \"t\" }, \"u\" ],\n"
        "  \"columns\": { \"a\": \"text\" }, \"by\": \"*\" }");
    step_bind(&run);
    assert_told(run.text, &run.problems, "");
    const struct state *state = &run.state;
    const struct sheet *sheets = state->sheets.items;
    assert_origin(&run, &state->path_in, 1, 11, "path");
    assert_origin(&run, &state->path_out, 1, 1, "to"); /* a default */
    assert_origin(&run, &state->as, 1, 1, "as");       /* absent */
    assert_origin(&run, &state->texts, 2, 12, "texts");
    assert_origin(&run, &LEAT_ITEM(state->texts, struct leat_text, 1), 2, 18, "texts");
    assert_origin(&run, &state->totals.keys[0], 3, 15, "totals");
    assert_origin(&run, &LEAT_ITEM(state->totals, struct leat_text, 0), 3, 24, "totals");
    assert_origin(&run, &sheets[0].name, 4, 25, "name");
    assert_origin(&run, &sheets[0].from, 4, 15, "from");
    assert_origin(&run, &LEAT_ITEM(sheets[0].across, int32_t, 1), 4, 50, "across");
    assert_origin(&run, &LEAT_ITEM(sheets[1].across, int32_t, 3), 4, 74, "across");
    assert_origin(&run, &sheets[2].name, 4, 94, "name");
    assert_origin(&run, &state->fields, 5, 14, "columns");
    assert_origin(&run, &LEAT_ITEM(state->by, int32_t, 2), 5, 37, "by");
    assert_origin(&run, &run, 1, 1, NULL);
    step_done(&run);
}
