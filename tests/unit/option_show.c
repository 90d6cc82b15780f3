/* Option tables shown: their help, and their schema, which is JSON and says what the tables say. */
#include "option_support.h"

#include <stdio.h>
#include <stdlib.h>

#include "option/schema_json.h"
#include "random.h"

Test(option_show, help) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    options_help(&every_table, out);
    fclose(out);
    static const char *const lines[] = {
        "  path                a path; required\n"
        "                      the file to read\n",
        "  text                text, 1 to 5 characters; optional\n",
        "  integer             a whole number, -5 to 12; default 7\n",
        "  otherwise           \"keep\", \"fail\" or \"null\"; default \"fail\"\n",
        "  column              the name of a column of kind integer, real, decimal or date; optional\n",
        "  by                  a list of names of columns, or \"*\" for all; default []\n",
        "  where               an SQL expression in quotes that gives boolean; optional\n",
        "  texts               a list of texts, or one alone, 1 to 3 of them; optional\n",
        "  sheets              a list of objects; default [{\"name\": \"one\"}]\n"
        "                      sheets\n"
        "    name              text, which may stand for the whole object, at most 31 characters; required\n",
        "    kind              a kind, which may stand for the whole object; default \"text\"\n",
        "  totals              an object that maps columns to texts, at most 2 of them; optional\n",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        cr_expect_not_null(strstr(text, lines[i]), "no\n%s\nin\n%s", lines[i], text);
    }
    free(text);
    out = open_memstream(&text, &size);
    options_help(NULL, out);
    fclose(out);
    cr_assert_str_eq(text, "  none\n");
    free(text);
    cr_assert_eq(memory_used(), 0);
}

/* "*" is all of the columns, and a failure where one is of another kind: the kinds belong to the
 * names. */
Test(option_show, help_of_columns_of_a_kind) {
    struct state {
        struct leat_list figures;
    };
    static const struct leat_option rows[] = {
        {LEAT_OPTION(struct state, figures, COLUMNS, "figures"), .flags = LEAT_ONE_OR_MANY,
         .kinds = LEAT_KINDS(LEAT_INTEGER), .least = 1, .most = 3},
    };
    static const struct leat_options table = LEAT_OPTIONS(struct state, rows);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    options_help(&table, out);
    fclose(out);
    static const char line[] = "names of columns of kind integer, or one alone, or \"*\" for all";
    cr_expect_not_null(strstr(text, line), "no\n%s\nin\n%s", line, text);
    free(text);
}

static struct document *schema(const struct leat_options *table) {
    struct string text = {0};
    struct problems problems = {0};
    string_add_char(&text, '{');
    options_schema_json(table, &text);
    string_add_char(&text, '}');
    struct document *document = document_parse("schema", text.data, text.size, &problems);
    assert_told(text.data, &problems, "");
    string_free(&text);
    return document;
}

static const struct node *way(const struct node *node, const char *keys) {
    char *copy = memory_copy(keys), *rest = copy;
    for (char *key; node != NULL && (key = strsep(&rest, "/")) != NULL;) {
        node = node->kind == NODE_LIST ? node->items[strtoul(key, NULL, 10)] : node_get(node, key);
    }
    memory_free(copy);
    cr_assert_not_null(node, "no %s", keys);
    return node;
}

Test(option_show, schema) {
    struct document *document = schema(&every_table);
    const struct node *root = document_root(document);
    cr_assert_eq(way(root, "required")->count, 0);
    cr_assert_str_eq(way(root, "anyOf/0/required/0")->text, "like");
    cr_assert_eq(way(root, "anyOf/1/required")->count, 1);
    cr_assert_str_eq(way(root, "anyOf/1/required/0")->text, "path");
    cr_assert_str_eq(way(root, "properties/path/type")->text, "string");
    cr_assert_str_eq(way(root, "properties/path/description")->text, "the file to read");
    cr_assert_eq(way(root, "properties/integer/default")->integer, 7);
    cr_assert_eq(way(root, "properties/integer/anyOf/0/minimum")->integer, -5);
    cr_assert_eq(way(root, "properties/otherwise/anyOf/0/enum")->count, 3);
    cr_assert_eq(way(root, "properties/text/anyOf/0/maxLength")->integer, 5);
    cr_assert_eq(way(root, "properties/texts/anyOf/1/maxItems")->integer, 3);
    cr_assert(way(root, "properties/texts/anyOf/1/uniqueItems")->boolean);
    cr_assert_str_eq(
        way(root, "properties/sheets/items/anyOf/1/properties/across/anyOf/0/type")->text,
        "string");
    cr_assert_not(way(root, "properties/sheets/items/anyOf/1/additionalProperties")->boolean);
    cr_assert_str_eq(way(root, "properties/measures/additionalProperties/type")->text, "string");
    cr_assert_eq(
        way(root,
            "properties/columns/additionalProperties/anyOf/1/properties/thousands/anyOf/0/enum")
            ->count,
        5);
    cr_assert_null(node_get(way(root, "properties/cells/properties"), "kind"));
    cr_assert_null(node_get(way(root, "properties/cells/properties"), "format"));
    cr_assert_eq(way(root, "properties/totals/maxProperties")->integer, 2);
    document_free(document);
    document = schema(fields_table());
    cr_assert_eq(way(document_root(document), "properties")->count, 14);
    size_t formats;
    format_names(&formats);
    cr_assert_eq(way(document_root(document), "properties/format/anyOf/0/enum")->count,
                 formats + 1); /* and none */
    for (const struct format *format = format_table; format->name != NULL; format++) {
        cr_assert_not_null(strstr(
            way(document_root(document), "properties/format/description")->text, format->help));
    }
    document_free(document);
    document = schema(NULL);
    cr_assert_eq(way(document_root(document), "properties")->count, 0);
    document_free(document);
    cr_assert_eq(memory_used(), 0);
}

struct written {
    struct leat_text path;
};
struct writer {
    struct leat_text to, from;
    struct leat_list twins, plain;
};

/* What a step can take over from another is not what it writes, and what it cannot is asked for. */
Test(option_show, files_that_are_written) {
    static const struct leat_option deep[] = {
        {LEAT_OPTION(struct written, path, PATH_OUT, "path")}};
    static const struct leat_options deep_table = LEAT_OPTIONS(struct written, deep);
    static const struct leat_option none[] = {{LEAT_OPTION(struct written, path, PATH_IN, "path")}};
    static const struct leat_options none_table = LEAT_OPTIONS(struct written, none);
    static const struct leat_option rows[] = {
        {LEAT_OPTION(struct writer, to, PATH_OUT, "to")},
        {LEAT_OPTION(struct writer, from, PATH_IN, "with")},
        {LEAT_OPTION_LIST(struct writer, twins, TABLE, "twins"), .items = &deep_table},
        {LEAT_OPTION_LIST(struct writer, plain, TABLE, "plain"), .items = &none_table},
    };
    static const struct leat_options table = LEAT_OPTIONS(struct writer, rows);
    const bool wanted[] = {true, false, true, false};
    bool writes;
    for (size_t i = 0; i < 4; i++) {
        cr_assert(options_have(&table, rows[i].name, &writes));
        cr_assert_eq(writes, wanted[i], "%s", rows[i].name);
    }
    cr_assert_not(options_have(&table, "path", &writes));
    cr_assert_not(options_have(NULL, "path", &writes));
    struct document *document = schema(&table);
    const struct node *root = document_root(document);
    cr_assert_eq(way(root, "required")->count, 2);
    cr_assert_str_eq(way(root, "required/1")->text, "twins");
    cr_assert_str_eq(way(root, "anyOf/1/required/0")->text, "with");
    cr_assert_str_eq(way(root, "anyOf/1/required/1")->text, "plain");
    document_free(document);
}

/* A good step, mutated: every one is read, or told with a place; none breaks anything. */
Test(option_show, mutations) {
    static const char good[] =
        "{ \"path\": \"${env:PATH}\", \"text\": \"ab\", \"as\": \"x\", \"integer\": 5, "
        "\"real\": 0.25, \"flag\": true, \"otherwise\": \"keep\",\n"
        "  \"type\": \"decimal(10,2)\", \"column\": \"grade\", \"by\": [\"phase\", \"as_at\"], "
        "\"value\": 3, \"plain\": null, \"where\": \"open and grade > ${year}\",\n"
        "  \"measures\": { \"n\": \"count(*)\", \"s\": \"sum(share)\" }, \"table\": \"t\", "
        "\"listed\": [\"urn\"], \"password\": \"${password}\",\n"
        "  \"columns\": { \"a\": \"integer\", \"b\": { \"kind\": \"date\", \"date\": "
        "\"dd/mm/yy\", \"two_digit_years\": 1950, \"null\": [\"\", \"x\"] } },\n"
        "  \"cells\": { \"trim\": true, \"thousands\": \",\" }, \"texts\": [\"a\", \"b\"], "
        "\"sheets\": [ \"s\", { \"name\": \"t\", \"from\": \"t\", \"across\": \"*\" } ],\n"
        "  \"values\": { \"a\": 1, \"b\": \"${year}\" }, \"totals\": { \"phase\": \"T\" }, "
        "\"on\": { \"grade\": \"urn\" }, \"order\": { \"phase\": [\"x\"] },\n"
        "  \"filled\": { \"open\": true }, \"match\": { \"how\": \"exact\" } }";
    static const char *const pieces[] = {
        "\"\"",       "5",         "-1",    "1e9",         "null",     "true",
        "[]",         "{}",        "\"*\"", "[null]",      "\"${\"",   "\"${x}\"",
        "\"${day}\"", "\"phase\"", "[[1]]", "{\"a\": {}}", "\"a\\n\"", "\"é\"",
        "\"grade\"",  "[\"*\"]",   "1.5",   "\"${flag}\""};
    uint64_t random = 7;
    size_t judged = 0;
    for (int round = 0; round < 1500; round++) {
        struct string text = {0};
        struct problems problems = {0};
        string_add_text(&text, good);
        struct document *document = document_parse("a.json", good, sizeof good - 1, &problems);
        for (uint64_t edits = 1 + random_below(&random, 2); edits > 0 && document != NULL;
             edits--) {
            const struct node *node = document_root(document); /* some value, anywhere */
            do {
                node = node->items[random_below(&random, node->count)];
            } while (node->count > 0 && random_below(&random, 3) > 0);
            const bool is_key = node->key != NULL && random_below(&random, 4) == 0;
            const size_t offset = is_key ? node->key_offset : node->offset,
                         length = is_key ? node->key_length : node->length;
            const char *piece =
                is_key ? "\"kye\"" : pieces[random_below(&random, sizeof pieces / sizeof *pieces)];
            struct string changed = {0};
            string_add(&changed, text.data, offset);
            string_add_text(&changed, piece);
            string_add_text(&changed, text.data + offset + length);
            string_free(&text);
            text = changed;
            document_free(document);
            document = document_parse("a.json", text.data, text.size, &problems);
        }
        const bool is_json = document != NULL;
        document_free(document);
        problems_free(&problems);
        if (is_json) {
            struct step_run run;
            step_read(&run, text.data);
            step_bind(&run);
            for (size_t i = 0; i < run.problems.count; i++) {
                const struct problem *problem = &run.problems.list[i];
                cr_assert(problem->line > 0 && problem->column > 0, "%s\nno place: %s", text.data,
                          problem->message);
                cr_assert_str_eq(problem->file, "a.json", "%s\n%s", text.data, problem->message);
            }
            cr_assert(run.is_bound || run.unjudged || run.problems.count > 0,
                      "failed without a word: %s", text.data);
            judged++;
            problems_free(&run.problems);
            options_free(run.set);
            document_free(run.document);
            document_free(run.parameters_document);
            parameters_free(&run.parameters);
            schema_free(&run.inputs[0]);
            schema_free(&run.inputs[1]);
        }
        string_free(&text);
        cr_assert_eq(memory_used(), 0);
    }
    cr_assert_gt(judged, 1000);
}
