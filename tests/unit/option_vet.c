/* Option tables of plugins are proved before anything is read by them. */
#include <jansson.h>

#include "option_support.h"
#include "random.h"

/* A table to spoil: a row of each kind that matters. */
struct item {
    struct leat_text name;
    int32_t from;
    struct leat_list across;
};

struct filled {
    struct leat_text text;
    int64_t integer;
    double real;
    bool flag;
    int32_t choice, column, table;
    struct leat_value value;
    struct leat_list items;
    struct leat_map map;
    struct leat_measures *measures;
    struct leat_fields *fields, *cells;
};

enum {
    TEXT,
    INTEGER,
    REAL,
    FLAG,
    CHOICE,
    COLUMN,
    STEP,
    VALUE,
    ITEMS,
    MAP,
    MEASURES,
    FIELDS,
    CELLS,
    ROWS
};
enum { NAME, FROM, ACROSS, ITEM_ROWS };

struct spoiled {
    const char *choices[4];
    struct leat_option item_rows[ITEM_ROWS], rows[ROWS];
    struct leat_options items, table;
};

static void make(struct spoiled *made) {
    *made = (struct spoiled){
        .choices = {"keep", "drop", NULL},
        .item_rows = {[NAME] = {LEAT_OPTION(struct item, name, TEXT, "name"), .flags = LEAT_BARE},
                      [FROM] = {LEAT_OPTION(struct item, from, STEP, "from"),
                                .flags = LEAT_STREAM | LEAT_OPTIONAL},
                      [ACROSS] = {LEAT_OPTION(struct item, across, COLUMNS, "across"),
                                  .fallback = "\"*\"", .over = "from"}},
        .rows = {[TEXT] = {LEAT_OPTION(struct filled, text, TEXT, "text"), .fallback = "\"x\"",
                           .least = 1, .most = 9},
                 [INTEGER] = {LEAT_OPTION(struct filled, integer, INTEGER, "integer"),
                              .fallback = "5", .most = 9},
                 [REAL] = {LEAT_OPTION(struct filled, real, REAL, "real"), .fallback = "1"},
                 [FLAG] = {LEAT_OPTION(struct filled, flag, BOOLEAN, "flag"), .fallback = "false"},
                 [CHOICE] = {LEAT_OPTION(struct filled, choice, CHOICE, "choice"),
                             .fallback = "\"keep\""},
                 [COLUMN] = {LEAT_OPTION(struct filled, column, COLUMN, "column"),
                             .kinds = LEAT_NUMBERS},
                 [STEP] = {LEAT_OPTION(struct filled, table, STEP, "table"), .flags = LEAT_WHOLE},
                 [VALUE] = {LEAT_OPTION(struct filled, value, VALUE, "value"), .fallback = "null",
                            .over = "column"},
                 [ITEMS] = {LEAT_OPTION_LIST(struct filled, items, TABLE, "items"),
                            .fallback = "[\"one\"]"},
                 [MAP] = {LEAT_OPTION_MAP(struct filled, map, TEXT, "map"),
                          .flags = LEAT_KEYED_BY_COLUMN | LEAT_OPTIONAL},
                 [MEASURES] = {LEAT_OPTION_HANDLES(struct filled, measures, MEASURE, "measures")},
                 [FIELDS] = {LEAT_OPTION_HANDLES(struct filled, fields, FIELDS, "fields"),
                             .over = "cells"},
                 [CELLS] = {LEAT_OPTION(struct filled, cells, FIELD, "cells")}},
    };
    made->items = (struct leat_options){sizeof made->items, sizeof made->item_rows[0],
                                        made->item_rows, ITEM_ROWS, sizeof(struct item)};
    made->table = (struct leat_options){sizeof made->table, sizeof made->rows[0], made->rows, ROWS,
                                        sizeof(struct filled)};
    made->rows[CHOICE].choices = made->choices;
    made->rows[ITEMS].items = &made->items;
}

static void assert_vet(const struct leat_options *table, const char *expected) {
    char *wrong = options_vet(table);
    cr_expect(expected == NULL ? wrong == NULL : wrong != NULL && strcmp(wrong, expected) == 0,
              "answers\n%s\nnot\n%s", wrong != NULL ? wrong : "(sound)",
              expected != NULL ? expected : "(sound)");
    memory_free(wrong);
    cr_assert_eq(memory_used(), 0);
}

/* Spoils one thing of the table, and compares what is said. */
#define REFUSED(change, expected)                                                                  \
    do {                                                                                           \
        struct spoiled t;                                                                          \
        make(&t);                                                                                  \
        change;                                                                                    \
        assert_vet(&t.table, expected);                                                            \
    } while (0)

Test(option_vet, sound) {
    REFUSED((void)0, NULL);
    assert_vet(&every_table, NULL);
}

Test(option_vet, sizes) {
    REFUSED(t.table.size = 16, "its option table says that it has 16 bytes; it should have 40");
    REFUSED(t.table.size = 1 << 20,
            "its option table says that it has 1048576 bytes; it should have 40");
    REFUSED(t.items.row_size = 32,
            "its option table of 'items' has rows of 32 bytes; they should have 96");
    REFUSED(t.table.row_size += 3, "its option table has rows of 99 bytes; they should have 96");
    REFUSED(t.table.rows = NULL, "its option table has 13 rows, and none is there");
    REFUSED(t.table.count = 100000, "its option table has 100000 rows, too many");
    REFUSED(t.table.item_size = (size_t)1 << 40,
            "its option table is for a struct of 1099511627776 bytes");
}

Test(option_vet, names) {
    REFUSED(t.rows[TEXT].name = NULL,
            "its option number 1 has no sound name (lower-case words joined by '_')");
    REFUSED(t.rows[REAL].name = "",
            "its option number 3 has no sound name (lower-case words joined by '_')");
    REFUSED(t.rows[REAL].name = "Real",
            "its option number 3 has no sound name (lower-case words joined by '_')");
    REFUSED(t.item_rows[FROM].name = "a b",
            "its option number 2 of 'items' has no sound name (lower-case words joined by '_')");
    REFUSED(t.rows[REAL].name = "text", "its option 'text' stands twice in its table");
    REFUSED(t.rows[REAL].name = "source",
            "its option 'source' has a name that is reserved on every step");
    REFUSED(t.rows[REAL].help = "\xFF", "its option 'real' has a help that is not UTF-8");
}

Test(option_vet, what_is_not_known) {
    REFUSED(
        t.rows[FLAG].kind = 27,
        "its option 'flag' is of a kind (27) that this leat does not know; a newer leat is needed");
    REFUSED(
        t.rows[FLAG].kind = 0,
        "its option 'flag' is of a kind (0) that this leat does not know; a newer leat is needed");
    REFUSED(
        t.rows[FLAG].shape = 3,
        "its option 'flag' is of a shape (3) that this leat does not know; a newer leat is needed");
    REFUSED(
        t.rows[FLAG].flags = (uint64_t)1 << 40,
        "its option 'flag' has flags (0x10000000000) that this leat does not know; a newer leat is needed");
    REFUSED(t.rows[FLAG].flags = (uint64_t)1 << 30, NULL); /* one of the low 32 may be ignored */
    REFUSED(t.rows[FLAG].reserved = 1, "its option 'flag' has a reserved field that is not 0");
    REFUSED(t.rows[COLUMN].kinds = 1 << 9,
            "its option 'column' takes kinds that this leat does not know; a newer leat is needed");
}

Test(option_vet, shapes_and_flags) {
    REFUSED(t.rows[MEASURES].shape = LEAT_SHAPE_ONE, "its option 'measures' must be in shape map");
    REFUSED(t.rows[FIELDS].shape = LEAT_SHAPE_LIST, "its option 'fields' must be in shape map");
    REFUSED(t.rows[CELLS].shape = LEAT_SHAPE_MAP, "its option 'cells' must be in shape one");
    REFUSED(
        t.rows[INTEGER].flags = LEAT_OPTIONAL,
        "its option 'integer' cannot be optional: it holds a number, a boolean or a choice; give it a fallback");
    REFUSED(t.rows[TEXT].flags = LEAT_ONE_OR_MANY, "its option 'text' is one or many, but no list");
    REFUSED(t.rows[TEXT].flags = LEAT_KEYED_BY_COLUMN,
            "its option 'text' is keyed by column, but no map");
    REFUSED(t.rows[TEXT].flags = LEAT_REPLACED,
            "its option 'text' is replaced, but names no column");
    REFUSED(t.rows[TEXT].flags = LEAT_DISTINCT, "its option 'text' is distinct, but no list");
    REFUSED(t.rows[TEXT].flags = LEAT_UNREAD, "its option 'text' is unread, but names no column");
    REFUSED(t.rows[STEP].flags = 0, "its option 'table' must be either LEAT_WHOLE or LEAT_STREAM");
    REFUSED(t.rows[STEP].flags = LEAT_WHOLE | LEAT_STREAM,
            "its option 'table' must be either LEAT_WHOLE or LEAT_STREAM");
    REFUSED(t.rows[TEXT].flags = LEAT_WHOLE,
            "its option 'text' is LEAT_WHOLE or LEAT_STREAM, but names no step");
    REFUSED(t.item_rows[ACROSS].flags = LEAT_BARE,
            "its option 'items.name' is bare, and so is another of its table");
    REFUSED(t.rows[MAP].flags |= LEAT_BARE, "its option 'map' cannot be bare: it takes objects");
}

Test(option_vet, fields) {
    REFUSED(t.rows[TEXT].offset = sizeof(struct filled) - 8,
            "its option 'text' fills bytes 136 to 152 of a struct of 144");
    REFUSED(t.rows[TEXT].offset = SIZE_MAX - 7,
            "its option 'text' fills bytes 18446744073709551608 to 8 of a struct of 144");
    REFUSED(
        t.rows[INTEGER].offset += 4,
        "its option 'integer' fills a field at offset 20 of a struct of 144 bytes, which no such "
        "field has");
    REFUSED(
        t.items.item_size += 4,
        "its option 'items.name' fills a field at offset 0 of a struct of 44 bytes, which no such "
        "field has");
    REFUSED(t.rows[REAL].offset = t.rows[INTEGER].offset,
            "its option 'real' fills the same field as 'integer'");
}

Test(option_vet, choices_and_limits) {
    REFUSED(t.rows[CHOICE].choices = NULL, "its option 'choice' has no choices");
    REFUSED(t.choices[0] = NULL, "its option 'choice' has no choices");
    REFUSED(t.choices[1] = "", "its option 'choice' has choices that are not sound");
    REFUSED(t.choices[1] = "keep", "its option 'choice' has the choice 'keep' twice");
    REFUSED(t.rows[TEXT].choices = t.choices,
            "its option 'text' has choices, but is of no kind choice");
    REFUSED(t.rows[INTEGER].least = 10,
            "its option 'integer' has a least that is more than its most");
    REFUSED(t.rows[FLAG].most = 1,
            "its option 'flag' has bounds, and nothing that they could be of");
    REFUSED(t.rows[TEXT].least = -1, "its option 'text' has bounds below 0");
    REFUSED(t.rows[TEXT].kinds = LEAT_NUMBERS,
            "its option 'text' takes kinds, but is no column or expression");
}

Test(option_vet, over) {
    REFUSED(
        t.rows[COLUMN].over = "nothing",
        "its option 'column' is over 'nothing', which is no option of its table or one around it");
    REFUSED(t.rows[COLUMN].over = "table", NULL);
    REFUSED(t.item_rows[ACROSS].over = "table", NULL); /* of the table around it */
    REFUSED(t.rows[COLUMN].over = "text",
            "its option 'column' is over 'text', which is not of a kind that it can be over");
    REFUSED(t.rows[VALUE].over = "table",
            "its option 'value' is over 'table', which is not of a kind that it can be over");
    REFUSED(t.rows[VALUE].over = "map",
            "its option 'value' is over 'map', which is not of a kind that it can be over");
    REFUSED(t.rows[FIELDS].over = "column",
            "its option 'fields' is over 'column', which is not of a kind that it can be over");
    REFUSED(t.rows[TEXT].over = "table",
            "its option 'text' is over 'table', but nothing in it can be");
    REFUSED(t.rows[MAP].over = "table", NULL);
}

Test(option_vet, fallbacks) {
    REFUSED(t.rows[TEXT].fallback = "x",
            "its option 'text' has a fallback that cannot be: this word is no value");
    REFUSED(t.rows[TEXT].fallback = "5",
            "its option 'text' has a fallback that cannot be: 'text' must be text, not a number");
    REFUSED(
        t.rows[TEXT].fallback = "\"0123456789\"",
        "its option 'text' has a fallback that cannot be: 'text' must have 1 to 9 characters, not 10");
    REFUSED(
        t.rows[INTEGER].fallback = "10",
        "its option 'integer' has a fallback that cannot be: 'integer' must be from 0 to 9, not 10");
    REFUSED(t.rows[CHOICE].fallback = "\"kep\"",
            "its option 'choice' has a fallback that cannot be: 'choice' cannot be 'kep'");
    REFUSED(t.rows[ITEMS].fallback = "[{}]",
            "its option 'items' has a fallback that cannot be: 'name' is missing");
    REFUSED(t.item_rows[ACROSS].fallback = "[",
            "its option 'items.across' has a fallback that cannot be: this '[' is never closed");
    REFUSED(t.rows[TEXT].fallback = "\"${year}\"",
            "its option 'text' has a fallback that is not UTF-8, or has a parameter in it");
}

static void *no_memory(size_t size) {
    (void)size;
    return NULL;
}

Test(option_vet, no_memory_for_a_fallback) {
    json_set_alloc_funcs(no_memory, free);
    REFUSED((void)0, "its option 'text' has a fallback that cannot be: there is no memory "
                     "left to read this file");
    json_set_alloc_funcs(malloc, free);
}

Test(option_vet, nested) {
    REFUSED(t.rows[ITEMS].items = NULL, "its option 'items' is a table, and has no items");
    REFUSED(t.rows[TEXT].items = &t.items, "its option 'text' has items, but is of no kind table");
    REFUSED(
        (t.item_rows[ACROSS] = t.rows[ITEMS],
         t.item_rows[ACROSS].offset = offsetof(struct item, across)),
        "its option 'items.items.items.items.items.items.items.items' is nested more than 8 deep");
}

/* Rows of an older, shorter, and of a newer, longer version are read as today's. */
static void assert_reads(const struct leat_options *table, int64_t most_length) {
    struct filled filled = {0};
    struct problems problems = {0};
    static const char text[] = "{ \"text\": \"hello\", \"column\": \"a\" }";
    assert_vet(table, NULL);
    struct document *document = document_parse("a.json", text, sizeof text - 1, &problems);
    struct option_set *set =
        options_parse(table, document_root(document), NULL, &filled, NULL, &problems);
    assert_told("other rows", &problems,
                most_length < 5 ? "1:11+7 'text' must have 1 to 4 characters, not 5\n" : "");
    cr_assert_eq(filled.integer, 5);
    if (most_length >= 5) {
        cr_assert_str_eq(filled.text.data, "hello");
    }
    options_free(set);
    document_free(document);
    cr_assert_eq(memory_used(), 0);
}

Test(option_vet, rows_of_other_versions) {
    struct spoiled t;
    make(&t);
    struct longer {
        struct leat_option row;
        uint64_t more[3];
    } longer[3] = {{.row = t.rows[TEXT], .more = {1, 2, 3}},
                   {.row = t.rows[INTEGER]},
                   {.row = t.rows[COLUMN]}};
    longer[0].row.most = 4;
    assert_reads(&(struct leat_options){sizeof(struct leat_options), sizeof longer[0],
                                        &longer[0].row, 3, sizeof(struct filled)},
                 4);
    struct shorter { /* as a row would have been before it had bounds, choices and what follows */
        const char *name, *help;
        uint32_t kind, shape;
        uint64_t flags;
        size_t offset;
        const char *fallback;
    } shorter[3];
    for (size_t i = 0; i < 3; i++) {
        memcpy(&shorter[i], &longer[i].row, sizeof shorter[i]);
    }
    const struct leat_options table = {sizeof table, sizeof shorter[0],
                                       (const struct leat_option *)(const void *)shorter, 3,
                                       sizeof(struct filled)};
    assert_reads(&table, INT64_MAX);
}

/* -- tables at random ------------------------------------------------------------------------ */

static const char *const some_json[] = {
    NULL,      "\"x\"",   "5",  "-1",         "1.5",      "true",           "null",
    "[]",      "[\"a\"]", "{}", "{\"a\": 1}", "\"keep\"", "{\"a\": \"1\"}", "\"*\"",
    "\"date\""};
enum { SOME_JSON = sizeof some_json / sizeof *some_json };

static void spoil_row(struct leat_option *row, uint64_t *random, const struct spoiled *t) {
    static const char *const names[] = {NULL, "table", "column", "map", "cells", "items", "from"};
    switch (random_below(random, 12)) {
    case 0:
        row->kind = (uint32_t)random_below(random, 21);
        break;
    case 1:
        row->shape = (uint32_t)random_below(random, 4);
        break;
    case 2:
        row->flags ^= (uint64_t)1 << random_below(random, 9);
        break;
    case 3:
        row->offset = 4 * random_below(random, 45);
        break;
    case 4:
        row->least = (int64_t)random_below(random, 5) - 2;
        row->most = (int64_t)random_below(random, 9) - 2;
        break;
    case 5:
        row->kinds = (uint32_t)random_below(random, 400);
        break;
    case 6:
        row->over = names[random_below(random, 7)];
        break;
    case 7:
        row->items = random_below(random, 2) > 0 ? &t->items : NULL;
        break;
    case 8:
        row->choices = random_below(random, 2) > 0 ? t->choices : NULL;
        break;
    default:
        row->fallback = some_json[random_below(random, SOME_JSON)];
        break;
    }
}

/* An object with some of the table's options, each with some value. */
static char *some_step(uint64_t *random, const struct spoiled *t) {
    struct string text = {0};
    string_add_char(&text, '{');
    for (size_t i = 0; i < ROWS; i++) {
        const char *json = some_json[random_below(random, SOME_JSON)];
        if (json != NULL) {
            string_add_format(&text, "%s\"%s\": %s", text.size > 1 ? ", " : "", t->rows[i].name,
                              json);
        }
    }
    string_add_char(&text, '}');
    return string_take(&text);
}

/* Reads and binds a step by a table that was found sound; the struct has not a byte more than the
 * table says, so that the address sanitizer sees what is written beyond it. */
static void read_by(const struct spoiled *t, uint64_t *random) {
    struct problems problems = {0};
    struct schema schema = {0};
    const struct schema *inputs[] = {&schema, &schema};
    bool unjudged = false;
    size_t count;
    char *text = some_step(random, t);
    void *state = memory_alloc(t->table.item_size);
    struct document *document = document_parse("a.json", text, strlen(text), &problems);
    schema_add(&schema, "a", 1, type_of(LEAT_INTEGER));
    struct option_set *set =
        options_parse(&t->table, document_root(document), NULL, state, NULL, &problems);
    struct option_step *steps = options_steps(set, &count);
    for (size_t i = 0; i < count; i++) {
        *steps[i].field = 1;
    }
    const bool is_bound = options_bind(set, inputs, 2, &problems, &unjudged);
    cr_assert(is_bound || unjudged || problems.count > 0, "failed without a word: %s", text);
    for (size_t i = 0; i < problems.count; i++) {
        cr_assert_gt(problems.list[i].line, 0, "%s\n%s", text, problems.list[i].message);
    }
    options_free(set);
    document_free(document);
    problems_free(&problems);
    schema_free(&schema);
    memory_free(state);
    memory_free(text);
}

Test(option_vet, random) {
    uint64_t random = 3;
    size_t sound = 0;
    for (int round = 0; round < 20000; round++) {
        struct spoiled t;
        make(&t);
        for (uint64_t edits = 1 + random_below(&random, 3); edits > 0; edits--) {
            if (random_below(&random, 4) == 0) {
                spoil_row(&t.item_rows[random_below(&random, ITEM_ROWS)], &random, &t);
            } else {
                spoil_row(&t.rows[random_below(&random, ROWS)], &random, &t);
            }
        }
        char *wrong = options_vet(&t.table);
        if (wrong == NULL) {
            sound++;
            read_by(&t, &random);
        }
        memory_free(wrong);
        cr_assert_eq(memory_used(), 0);
    }
    cr_assert_gt(sound, 1000);
}
