/* Parameters: their declarations, the values they are given, and texts that name them. */
#include "option_support.h"

#include <stdlib.h>
#include <unistd.h>

struct reading {
    struct document *document;
    struct parameters parameters;
    struct problems problems;
    bool sound;
};

static void read_parameters(struct reading *reading, const char *text,
                            struct parameter_setting *settings, size_t count) {
    *reading = (struct reading){0};
    reading->document = document_parse("a.json", text, strlen(text), &reading->problems);
    cr_assert_not_null(reading->document);
    reading->sound = parameters_read(&reading->parameters, document_root(reading->document),
                                     "/home/feeds", settings, count, &reading->problems);
    cr_assert_eq(reading->sound, reading->problems.count == 0);
}

static void done(struct reading *reading) {
    problems_free(&reading->problems);
    parameters_free(&reading->parameters);
    document_free(reading->document);
    cr_assert_eq(memory_used(), 0);
}

static void assert_parameters(const char *text, const char *expected) {
    struct reading reading;
    read_parameters(&reading, text, NULL, 0);
    assert_told(text, &reading.problems, expected);
    done(&reading);
}

Test(option_parameter, defaults) {
    struct reading reading;
    setenv("LEAT_TEST_SECRET", "hunter2", 1);
    read_parameters(
        &reading,
        "{ \"a\": { \"kind\": \"integer\", \"default\": 879, \"help\": \"the code\" }, \"b\": { \"kind\": "
        "\"decimal(6,2)\", \"default\": 1.5 },\n"
        "  \"c\": { \"kind\": \"real\", \"default\": 2 }, \"d\": { \"kind\": \"boolean\", \"default\": false },\n"
        "  \"e\": { \"kind\": \"timestamp\", \"default\": \"2015-09-01T09:30:00\" }, \"f\": { \"kind\": \"path\", \"default\": \"-\" },\n"
        "  \"g\": { \"kind\": \"secret\", \"default\": \"${env:LEAT_TEST_SECRET}\", \"note\": 1 }, \"h\": { \"kind\": \"text\", \"default\": \"\" } }",
        NULL, 0);
    assert_told("defaults", &reading.problems, "");
    static const char *const texts[] = {"879", "1.50",    "2", "false", "2015-09-01T09:30:00",
                                        "-",   "hunter2", ""};
    cr_assert_eq(reading.parameters.count, 8);
    cr_assert_str_eq(reading.parameters.folder, "/home/feeds");
    for (size_t i = 0; i < 8; i++) {
        const struct parameter *parameter = &reading.parameters.list[i];
        cr_assert(parameter->has_value);
        cr_assert_not(parameter->is_set);
        cr_assert_str_eq(parameter->text, texts[i]);
    }
    cr_assert_str_eq(reading.parameters.list[0].help, "the code");
    cr_assert_eq(reading.parameters.list[1].value.as.decimal.low, 150);
    cr_assert(reading.parameters.list[5].is_path);
    cr_assert(reading.parameters.list[6].is_secret);
    size_t count;
    struct expression_parameter *list = parameters_for_expressions(&reading.parameters, &count);
    cr_assert_eq(count, 8);
    for (size_t i = 0; i < count; i++) {
        cr_assert_eq(list[i].is_secret, i == 6);
        cr_assert_not(list[i].is_unknown);
    }
    cr_assert(list[6].value.is_null); /* a secret is not lent to those who would show it */
    cr_assert_str_eq(list[0].name, "a");
    cr_assert_eq(list[0].value.as.integer, 879);
    memory_free(list);
    done(&reading);
}

static const char declared[] =
    "{ \"year\": { \"kind\": \"integer\" }, \"day\": { \"kind\": \"date\", \"default\": \"2015-09-01\" }, \"file\": { "
    "\"kind\": \"path\" },\n"
    "  \"rate\": { \"kind\": \"decimal(5,2)\", \"default\": 1 }, \"x\": { \"kind\": \"real\", \"default\": 1 },\n"
    "  \"flag\": { \"kind\": \"boolean\", \"default\": true }, \"key\": { \"kind\": \"secret\", \"default\": \"a\" } }";

Test(option_parameter, settings) {
    struct parameter_setting settings[] = {
        {.name = "year", .value = "2023", .folder = "/cwd"},
        {.name = "year", .value = "-24", .folder = "/cwd"},
        {.name = "file", .value = "d/../x.csv", .folder = "/cwd"},
        {.name = "rate", .value = "0.5", .folder = "/cwd"},
        {.name = "yaer", .value = "1", .folder = "/cwd"},
        {.name = "x", .value = "1e3", .folder = "/cwd"},
        {.name = "flag", .value = "false", .folder = "/cwd"},
        {.name = "key", .value = "b", .folder = "/cwd"},
    };
    struct reading reading;
    read_parameters(&reading, declared, settings, 8);
    assert_told("settings", &reading.problems, "");
    const struct parameter *list = reading.parameters.list;
    cr_assert_eq(list[0].value.as.integer, -24); /* the last word counts */
    cr_assert(list[0].is_set);
    cr_assert_not(list[1].is_set);
    cr_assert_str_eq(list[2].text, "/cwd/x.csv");
    cr_assert_str_eq(list[2].value.as.text.data, "/cwd/x.csv");
    cr_assert_str_eq(list[3].text, "0.50");
    cr_assert_str_eq(list[4].text, "1000");
    cr_assert_str_eq(list[6].text, "b");
    cr_assert(settings[0].is_used);
    cr_assert(settings[1].is_used);
    cr_assert_not(settings[4].is_used);
    done(&reading);
}

Test(option_parameter, wrong_settings) {
    struct problems problems = {0};
    static const char set_text[] = "{ \"key\": \"hunter\xC3\xA9\", \"day\": \"1.9.2015\" }";
    struct document *set = document_parse("outer.json", set_text, sizeof set_text - 1, &problems);
    const struct node *root = document_root(set);
    struct parameter_setting settings[] = {
        {.name = "year", .value = "20x4", .folder = "/"},
        {.name = "day", .value = "1.9.2015", .node = node_get(root, "day"), .folder = "/"},
        {.name = "file", .value = "", .folder = "/"},
        {.name = "rate", .value = "0.555", .folder = "/"},
        {.name = "x", .value = "1,5", .folder = "/"},
        {.name = "flag", .value = "yes", .folder = "/"},
        {.name = "key", .value = "hunter\xFF", .node = node_get(root, "key"), .folder = "/"},
    };
    struct reading reading;
    read_parameters(&reading, declared, settings, 7);
    for (size_t i = 0; i < reading.problems.count; i++) {
        cr_assert_null(strstr(reading.problems.list[i].message, "hunter"));
        cr_assert(reading.problems.list[i].source == NULL ||
                  strstr(reading.problems.list[i].source, "hunter") == NULL ||
                  i == 1); /* told before it was known that it stands beside a secret */
    }
    assert_told("wrong settings", &reading.problems,
                "--set year: '20x4' is no whole number\n"
                "--set file: '' is empty\n"
                "--set rate: '0.555' has more digits after the point than decimal(5,2)\n"
                "--set x: '1,5' is no number\n"
                "--set flag: 'yes' is no boolean: neither true nor false\n"
                "1:10+9 the parameter 'key': the value is not UTF-8\n"
                "1:28+10 the parameter 'day': '1.9.2015' is no date: not a date as 2015-09-01\n");
    problems_free(&problems);
    document_free(set);
    done(&reading);
}

Test(option_parameter, wrong_declarations) {
    assert_parameters(
        "[]", "1:1+2 'parameters' must be an object that maps names to declarations, not a list\n");
    assert_parameters(
        "{\"a\": 5}",
        "1:7+1 the parameter 'a' must be an object, not a number ({ \"kind\": …, \"default\": …, \"help\": … })\n");
    assert_parameters("{\"a\": {}}",
                      "1:7+1 'kind' is missing (a kind of column, \"path\" or \"secret\")\n");
    assert_parameters("{\"a\": {\"kind\": \"intger\"}}",
                      "1:16+8 'intger' is no kind (did you mean 'integer'?)\n");
    assert_parameters("{\"a\": {\"kind\": \"pth\"}}",
                      "1:16+5 'pth' is no kind (did you mean 'path'?)\n");
    assert_parameters(
        "{\"a\": {\"kind\": \"text\"}}",
        "1:2+3 the parameter 'a' has no value (set one, as by --set a=…, or declare a \"default\")\n");
    assert_parameters(
        "{\"a b\": {\"kind\": \"text\", \"default\": \"\"}, \"1\": {\"kind\": \"text\", \"default\": \"\"}}",
        "1:2+5 'a b' cannot name a parameter: letters, digits and '_' can\n"
        "1:42+3 '1' cannot name a parameter: letters, digits and '_' can\n");
    assert_parameters(
        "{\"a\": {\"kind\": \"integer\", \"default\": \"5\"}}",
        "1:38+3 the default of 'a' must be a whole number, not text (write it without quotes)\n");
    assert_parameters("{\"a\": {\"kind\": \"integer\", \"default\": 5.5}}",
                      "1:38+3 the default of 'a' is no whole number\n");
    assert_parameters(
        "{\"a\": {\"kind\": \"text\", \"default\": null}}",
        "1:35+4 the default of 'a' must be text, not null (leave it out: then a value must be set)\n");
    assert_parameters("{\"a\": {\"kind\": \"text\", \"default\": []}}",
                      "1:35+2 'default' must be text, a number, true, false or null, not a list\n");
    assert_parameters("{\"a\": {\"kind\": \"path\", \"default\": \"\"}}",
                      "1:35+2 the default of 'a' is empty\n");
    assert_parameters(
        "{\"a\": {\"kind\": \"date\", \"default\": \"2015-02-29\"}}",
        "1:35+12 the default of 'a' is no date: no such day: February has 28 days in that year\n");
    assert_parameters(
        "{\"a\": {\"kind\": \"text\", \"defalt\": \"x\"}}",
        "1:2+3 the parameter 'a' has no value (set one, as by --set a=…, or declare a \"default\")\n"
        "1:24+8 unknown key 'defalt' (did you mean 'default'?)\n");
}

/* Of a parameter without a value no more is told where it is used. */
Test(option_parameter, a_missing_value_is_told_once) {
    struct reading reading;
    struct state state = {0};
    static const char step[] =
        "{ \"path\": \"${a}\", \"integer\": \"${b}\", \"plain\": \"${b}\", \"column\": "
        "\"grade\", \"value\": \"${b}\" }";
    read_parameters(&reading, "{\"a\": {\"kind\": \"text\"}, \"b\": {\"kind\": \"integer\"}}", NULL,
                    0);
    cr_assert_eq(reading.problems.count, 2);
    struct document *document = document_parse("b.json", step, sizeof step - 1, &reading.problems);
    struct option_set *set = options_parse(&every_table, document_root(document), NULL, &state,
                                           &reading.parameters, &reading.problems);
    struct schema schema = {0};
    const struct schema *inputs[] = {&schema};
    bool unjudged = false;
    schema_add(&schema, "grade", 5, type_of(LEAT_INTEGER));
    cr_assert_not(options_bind(set, inputs, 1, &reading.problems, &unjudged));
    cr_assert(options_failed(set));
    cr_assert_eq(reading.problems.count, 2);
    options_free(set);
    schema_free(&schema);
    document_free(document);
    done(&reading);
}

static void assert_path(const char *folder, const char *path, const char *expected) {
    char *found = path_absolute(folder, path);
    cr_expect_str_eq(found, expected);
    memory_free(found);
}

Test(option_parameter, paths) {
    assert_path("/a/b", "c.csv", "/a/b/c.csv");
    assert_path("/a/b", "../c.csv", "/a/c.csv");
    assert_path("/a/b/", "./../../../../c", "/c");
    assert_path("/a/b", "/x//y/./z", "/x/y/z");
    assert_path("/a", "-", "-");
    assert_path("/a", "./-", "/a/-");
    assert_path("/", "..", "/");
    assert_path("/a", "é/..x/...", "/a/é/..x/...");
    cr_assert_eq(chdir("/tmp"), 0);
    assert_path(NULL, "x", "/tmp/x");
    assert_path("d", "../x", "/tmp/x");
    cr_assert_eq(memory_used(), 0);
}

static void assert_expands(const char *json, const char *expected) {
    struct problems problems = {0};
    char *text;
    size_t size;
    size_t outside = 0;
    struct document *document = document_parse("a.json", json, strlen(json), &problems);
    cr_assert(
        parameters_expand(NULL, document_root(document), true, &outside, &text, &size, &problems));
    cr_expect_str_eq(text, expected);
    cr_expect_eq(size, strlen(expected));
    cr_expect_eq(outside, size);
    memory_free(text);
    document_free(document);
}

Test(option_parameter, texts_without_parameters) {
    assert_expands("\"\"", "");
    assert_expands("\"a$b\"", "a$b");
    assert_expands("\"$\"", "$");
    assert_expands("\"$$\"", "$$");
    assert_expands("\"$${x} {y} $$${z}\"", "${x} {y} $${z}");
    assert_expands("\"\\u0024\\u0024{x}\"", "${x}");
    cr_assert_eq(memory_used(), 0);
}

/* The text that a node of the list expands to, and the first byte of it that is not its own. */
static void assert_outside(const struct parameters *parameters, const struct node *node,
                           const char *expected, size_t from) {
    struct problems problems = {0};
    char *text;
    size_t size, outside;
    cr_assert(parameters_expand(parameters, node, true, &outside, &text, &size, &problems));
    cr_expect_str_eq(text, expected);
    cr_expect_eq(outside, from, "%s: from byte %zu, not %zu", text, outside, from);
    memory_free(text);
}

Test(option_parameter, what_is_set_is_known_as_such) {
    struct reading reading;
    char *text;
    size_t size;
    struct parameter_setting settings[] = {{.name = "s", .value = "set", .folder = "/home"},
                                           {.name = "p", .value = "set", .folder = "/home"},
                                           {.name = "e", .value = "", .folder = "/home"}};
    setenv("LEAT_TEST_NAME", "x", 1);
    read_parameters(&reading,
                    "{ \"k\": { \"kind\": \"secret\", \"default\": \"a\" },"
                    "  \"t\": { \"kind\": \"text\", \"default\": \"b\" },"
                    "  \"v\": { \"kind\": \"text\", \"default\": \"${env:LEAT_TEST_NAME}\" },"
                    "  \"s\": { \"kind\": \"text\" }, \"p\": { \"kind\": \"path\" },"
                    "  \"e\": { \"kind\": \"text\" } }",
                    settings, 3);
    struct problems problems = {0};
    static const char json[] =
        "[\"${t}${k}\", \"${t}\", \"a/${env:LEAT_TEST_NAME}\", \"${t}${v}\", \"${p}/${s}${s}\", \"${e}x\"]";
    struct document *document = document_parse("a.json", json, sizeof json - 1, &problems);
    const struct node *const *items = document_root(document)->items;
    assert_outside(&reading.parameters, items[0], "ba", 2);
    assert_outside(&reading.parameters, items[1], "b", 1);
    assert_outside(&reading.parameters, items[2], "a/x", 2);
    assert_outside(&reading.parameters, items[3], "bx", 1);
    assert_outside(&reading.parameters, items[4], "/home/set/setset", 10);
    assert_outside(&reading.parameters, items[5], "x", 1);
    cr_assert_not(
        parameters_expand(&reading.parameters, items[0], false, NULL, &text, &size, &problems));
    assert_told("a secret", &problems,
                "1:7+4 the parameter 'k' is a secret, which may not stand here\n");
    cr_assert_eq(parameters_whole(&reading.parameters, items[1]), &reading.parameters.list[1]);
    cr_assert_null(parameters_whole(&reading.parameters, items[0]));
    cr_assert_null(parameters_whole(NULL, items[1]));
    document_free(document);
    done(&reading);
}

Test(option_parameter, a_path_leaves_by_what_is_set) {
    static const struct {
        const char *path;
        size_t outside;
        bool leaves;
    } cases[] = {
        {"../out/a.csv", 12, false}, /* the definition's own */
        {"a.csv", 0, false},
        {"a/b/../c.csv", 0, false},
        {"../a.csv", 0, true},
        {"/etc/passwd", 0, true},
        {"/feeds/a.csv", 0, false},
        {"/feeds2/a.csv", 0, true},
        {"a/../../b", 0, true},
        {"../out/x", 7, false},
        {"../out/x/../y", 7, false},
        {"../out/../x", 7, true},
        {"../out/n-../../x", 9, false},
        {"../out/n-x/../y", 9, false},
        {"/etc/x", 5, false},
        {"/etc/../x", 5, true},
        {"/x", 1, false},
        {"..", 0, true},
        {".", 0, true},
        {"-", 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(path_leaves("/feeds", cases[i].path, cases[i].outside), cases[i].leaves, "%s",
                     cases[i].path);
    cr_assert_eq(memory_used(), 0);
}
