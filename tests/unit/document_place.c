/* Documents: every value and key has its place, whatever stands around it. */
#include <string.h>

#include "document_support.h"

static struct document *parsed(const char *text) {
    struct problems problems = {0};
    struct document *document = document_parse("a.json", text, strlen(text), &problems);
    assert_told(text, &problems, "");
    cr_assert_not_null(document);
    return document;
}

static void done(struct document *document) {
    document_free(document);
    cr_assert_eq(memory_used(), 0);
}

/* "path kind line:column+length", a line for each value, keys with their places. */
static void add_places(const struct node *node, struct string *out) {
    const struct place place = node_place(node), key = node_key_place(node);
    node_path(node, out);
    string_add_format(out, " %d:%d+%d", (int)place.line, (int)place.column, (int)place.length);
    if (node->key != NULL) {
        string_add_format(out, " key %d:%d+%d", (int)key.line, (int)key.column, (int)key.length);
    }
    string_add_char(out, '\n');
    for (size_t i = 0; i < node->count; i++) {
        cr_assert_eq(node->items[i]->parent, node);
        cr_assert_eq(node->items[i]->index, i);
        add_places(node->items[i], out);
    }
}

static void assert_places(const char *text, const char *expected) {
    struct document *document = parsed(text);
    struct string places = {0};
    add_places(document_root(document), &places);
    cr_assert(strcmp(places.data, expected) == 0, "%s\nhas\n%s\nnot\n%s", text, places.data,
              expected);
    string_free(&places);
    done(document);
}

Test(document_place, objects_and_lists) {
    assert_places(
        "{ \"leat\": 1,\n  \"steps\": [ { \"by\": [\"a\", \"b\"] }, {} ],\n  \"x\" : null }",
        " 1:1+12\n"
        "leat 1:11+1 key 1:3+6\n"
        "steps 2:12+28 key 2:3+7\n"
        "steps[0] 2:14+20\n"
        "steps[0].by 2:22+10 key 2:16+4\n"
        "steps[0].by[0] 2:23+3\n"
        "steps[0].by[1] 2:28+3\n"
        "steps[1] 2:36+2\n"
        "x 3:9+4 key 3:3+3\n");
}

Test(document_place, columns_count_characters) {
    assert_places("{ \"é€😀\": \"ü\", \"b\": -1.5e3 }", " 1:1+27\n"
                                                       "é€😀 1:10+3 key 1:3+5\n"
                                                       "b 1:20+6 key 1:15+3\n");
}

Test(document_place, byte_order_mark_has_no_column) {
    assert_places("\xEF\xBB\xBF{\"a\": true}", " 1:1+11\n"
                                               "a 1:7+4 key 1:2+3\n");
}

Test(document_place, windows_line_ends) {
    assert_places("\r\n{\r\n\t\"a\":\r\n\t\t[\r\n]\r\n}\r\n", " 2:1+1\n"
                                                              "a 4:3+1 key 3:2+3\n");
}

Test(document_place, strings_with_brackets_and_escapes) {
    assert_places("[\"\\\\\", \"]\\\"[\", \"\\u00e9\", {\"\\\"\": \"}\"}]",
                  " 1:1+37\n"
                  "[0] 1:2+4\n"
                  "[1] 1:8+6\n"
                  "[2] 1:16+8\n"
                  "[3] 1:26+11\n"
                  "[3][\"\\\"\"] 1:33+3 key 1:27+4\n");
}

Test(document_place, single_values) {
    assert_places(" 12 ", " 1:2+2\n");
    assert_places("\n\"a\"", " 2:1+3\n");
    assert_places("null", " 1:1+4\n");
}

Test(document_place, deep) {
    char text[2 * 2048 + 1];
    memset(text, '[', 2048);
    memset(text + 2048, ']', 2048);
    text[4096] = '\0';
    struct document *document = parsed(text);
    const struct node *node = document_root(document);
    for (int64_t depth = 1; depth < 2048; depth++, node = node->items[0]) {
        cr_assert_eq(node_place(node).column, depth);
    }
    cr_assert_eq(node->count, 0);
    cr_assert_eq(node->length, 2);
    done(document);
}

Test(document_place, values) {
    struct document *document = parsed(
        "{\"i\": -9223372036854775808, \"r\": 76.50, \"e\": 1E+2, \"t\": true, \"f\": false, "
        "\"s\": \"a\\u0041\\n\", \"n\": null, \"z\": -0}");
    const struct node *root = document_root(document);
    cr_assert_eq(node_get(root, "i")->kind, NODE_INTEGER);
    cr_assert_eq(node_get(root, "i")->integer, INT64_MIN);
    cr_assert_str_eq(node_get(root, "i")->text, "-9223372036854775808");
    cr_assert_eq(node_get(root, "r")->kind, NODE_REAL);
    cr_assert_str_eq(node_get(root, "r")->text, "76.50");
    cr_assert_eq(node_get(root, "r")->size, 5);
    cr_assert_str_eq(node_get(root, "e")->text, "1E+2");
    cr_assert_eq(node_get(root, "e")->real, 100.0);
    cr_assert(node_get(root, "t")->boolean);
    cr_assert_not(node_get(root, "f")->boolean);
    cr_assert_str_eq(node_get(root, "s")->text, "aA\n");
    cr_assert_eq(node_get(root, "n")->kind, NODE_NULL);
    cr_assert_eq(node_get(root, "z")->integer, 0);
    cr_assert_null(node_get(root, "x"));
    cr_assert_null(node_get(NULL, "x"));
    cr_assert_null(node_get(node_get(root, "i"), "x"));
    cr_assert_str_eq(document_name(document), "a.json");
    cr_assert_str_eq(node_kind_name(root->kind), "an object");
    done(document);
}

static void assert_text_place(const struct node *node, size_t offset, size_t length, int column,
                              int columns) {
    const struct place place = node_text_place(node, offset, length);
    cr_expect_eq(place.column, column, "byte %zu is at column %d, not %d", offset,
                 (int)place.column, column);
    cr_expect_eq(place.length, columns, "%zu bytes from %zu are %d columns, not %d", length, offset,
                 (int)place.length, columns);
}

Test(document_place, inside_texts) {
    /*                                     1234567890123456789012345678901234567890 */
    struct document *document = parsed("[ \"a\\\"b\\u00e9c\\ud83d\\ude00dé\\n😀!\" ]");
    const struct node *node = document_root(document)->items[0];
    cr_assert_str_eq(node->text, "a\"béc😀dé\n😀!");
    assert_text_place(node, 0, 1, 4, 1);
    assert_text_place(node, 1, 1, 5, 2);   /* \" */
    assert_text_place(node, 2, 1, 7, 1);   /* b */
    assert_text_place(node, 3, 2, 8, 6);   /* \u00e9 */
    assert_text_place(node, 5, 1, 14, 1);  /* c */
    assert_text_place(node, 6, 4, 15, 12); /* the pair */
    assert_text_place(node, 10, 1, 27, 1); /* d */
    assert_text_place(node, 11, 2, 28, 1); /* é */
    assert_text_place(node, 13, 1, 29, 2); /* \n */
    assert_text_place(node, 14, 4, 31, 1); /* the character itself */
    assert_text_place(node, 18, 1, 32, 1);
    assert_text_place(node, 19, 0, 33, 0); /* the end */
    assert_text_place(node, 19, 5, 33, 0);
    assert_text_place(node, 99, 99, 33, 0); /* beyond it */
    assert_text_place(node, 0, SIZE_MAX, 4, 29);
    assert_text_place(document_root(document), 3, 1, 1, 35); /* no text: the whole of it */
    done(document);
}

/* A value that is hidden shows as asterisks, and what stands beside it at its own columns. */
Test(document_place, hidden_values) {
    struct document *document =
        parsed("{ \"password\": \"hünter2\",\n  \"é\": \"sécret\", \"b\": 12, \"c\": [\"x\"] }");
    const struct node *root = document_root(document);
    node_hide(node_get(root, "é"));
    node_hide(node_get(root, "b"));
    node_hide(node_get(root, "c"));
    const struct place place = node_place(node_get(root, "b"));
    cr_assert_eq(place.column, 23);
    cr_assert_eq(place.source_size, strlen("  \"é\": \"******\", \"b\": **, \"c\": [\"*\"] }"));
    cr_assert_eq(
        memcmp(place.source, "  \"é\": \"******\", \"b\": **, \"c\": [\"*\"] }", place.source_size),
        0);
    const struct place other = node_place(node_get(root, "password"));
    cr_assert_eq(memcmp(other.source, "{ \"password\": \"hünter2\",", other.source_size), 0);
    cr_assert_str_eq(node_get(root, "é")->text, "sécret"); /* shown, not changed */
    done(document);
}
