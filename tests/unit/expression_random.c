/* Random expressions over random columns, against a model that works one row at a time; and
 * expressions broken at random. */
#include <criterion/criterion.h>
#include <string.h>

#include "expression_known.h"
#include "expression_model.h"
#include "random.h"

enum { ROWS = 1500 };

/* Cells, and the same as columns. */
struct table {
    struct model_cell cells[ROWS][MODEL_COLUMNS];
    struct column *columns[MODEL_COLUMNS];
    struct schema schema;
};

static const struct leat_type types[] = {[MODEL_INTEGER] = {.kind = LEAT_INTEGER},
                                         [MODEL_TEXT] = {.kind = LEAT_TEXT},
                                         [MODEL_BOOLEAN] = {.kind = LEAT_BOOLEAN},
                                         [MODEL_REAL] = {.kind = LEAT_REAL}};

static struct model_cell random_cell(uint64_t *random, bool nulls) {
    static const int64_t integers[] = {0,  1,   -1,  2,         3,         5,         7,
                                       12, 100, -40, INT64_MAX, INT64_MIN, 4000000000};
    static const char *const texts[] = {"",
                                        "abc",
                                        "a",
                                        "bc",
                                        "12",
                                        " -7 ",
                                        "axxcd",
                                        "abcabc and more of it to be long",
                                        "A text longer than twelve",
                                        "a",
                                        "another text that is long",
                                        "b "};
    static const double reals[] = {0, 1, -1.5, 0.5, 2, 1e300, 1e-300, 100.25};
    return (struct model_cell){
        .is_null = nulls && random_below(random, 4) == 0,
        .integer = integers[random_below(random, sizeof integers / sizeof *integers)],
        .real = reals[random_below(random, sizeof reals / sizeof *reals)],
        .text = texts[random_below(random, sizeof texts / sizeof *texts)]};
}

static void fill_value(struct column *column, int64_t row, const struct model_cell *cell,
                       struct buffer *buffer) {
    switch ((enum leat_kind)column->type.kind) {
    case LEAT_INTEGER:
        ((int64_t *)column->values)[row] = cell->integer;
        break;
    case LEAT_REAL:
        ((double *)column->values)[row] = cell->real;
        break;
    case LEAT_BOOLEAN:
        ((uint8_t *)column->values)[row / 8] |= (uint8_t)((cell->integer & 1) << (row & 7));
        break;
    default:
        memcpy(buffer->data + buffer->size, cell->text, strlen(cell->text));
        column_set_text(column, row, 0, buffer->data + buffer->size, buffer->size,
                        strlen(cell->text));
        buffer->size += strlen(cell->text);
    }
}

static void fill_column(struct table *table, int number) {
    struct column *column = column_try(types[number / MODEL_EACH], ROWS);
    struct buffer *buffer = buffer_try((size_t)ROWS * 64);
    cr_assert(column != NULL && buffer != NULL && column_try_valid(column));
    if (column->type.kind == LEAT_TEXT) {
        cr_assert(column_try_hold(column, buffer) == 0);
    }
    if (column->type.kind == LEAT_BOOLEAN) {
        memset(column->values, 0, column_size(column->type, ROWS));
    }
    for (int64_t row = 0; row < ROWS; row++) {
        struct model_cell *cell = &table->cells[row][number];
        cell->integer = column->type.kind == LEAT_BOOLEAN ? cell->integer & 1 : cell->integer;
        if (!cell->is_null) {
            fill_value(column, row, cell, buffer);
        } else if (column->type.kind == LEAT_TEXT) { /* under a null there may be anything */
            memset((char *)column->values + row * 16, 0xee, 16);
            column_set_null(column, row);
        } else {
            fill_value(column, row, cell, buffer);
            column_set_null(column, row);
        }
    }
    column_finish(column);
    buffer_release(buffer);
    table->columns[number] = column;
}

/* Nulls in none of the columns, in some or in all. */
static struct table *make_table(uint64_t *random) {
    struct table *table = memory_alloc(sizeof *table);
    const uint64_t with_nulls = random_next(random);
    for (int number = 0; number < MODEL_COLUMNS; number++) {
        for (int64_t row = 0; row < ROWS; row++) {
            table->cells[row][number] = random_cell(random, (with_nulls >> number & 1) != 0);
        }
        fill_column(table, number);
        schema_add(&table->schema, model_columns[number], strlen(model_columns[number]),
                   types[number / MODEL_EACH]);
    }
    return table;
}

static void free_table(struct table *table) {
    for (int number = 0; number < MODEL_COLUMNS; number++) {
        column_release(table->columns[number]);
    }
    schema_free(&table->schema);
    memory_free(table);
}

/* -- comparing ------------------------------------------------------------------------------- */

static void note(void *context, int64_t row, const char *reason) {
    bool *failed = context;
    cr_assert(row >= 0 && row < ROWS && !failed[row] && reason[0] != '\0');
    failed[row] = true;
}

static bool same_value(const struct leat_view *view, int64_t row, const struct model_cell *cell) {
    struct leat_text text;
    if (leat_is_null(view, row) || cell->is_null) {
        return leat_is_null(view, row) && cell->is_null;
    }
    switch ((enum leat_kind)view->type.kind) {
    case LEAT_INTEGER:
        return leat_integer(view, row) == cell->integer;
    case LEAT_REAL:
        return leat_real(view, row) == cell->real;
    case LEAT_BOOLEAN:
        return leat_boolean(view, row) == (cell->integer != 0);
    default:
        text = leat_text_at(view, row);
        return text.size == strlen(cell->text) && memcmp(text.data, cell->text, text.size) == 0;
    }
}

static void check_where(const struct leat_expression *expression, const struct table *table,
                        const struct column *column, struct evaluation *evaluation,
                        const char *text) {
    static uint32_t rows[ROWS];
    const struct leat_view view = column_view(column);
    size_t count, at = 0;
    evaluation->fail = NULL;
    cr_assert(expression_where(expression, table->columns, ROWS, evaluation, rows, &count));
    for (int64_t row = 0; row < ROWS; row++) {
        if (!leat_is_null(&view, row) && leat_boolean(&view, row)) {
            cr_assert(at < count && rows[at] == (uint32_t)row, "%s: row %d is chosen", text,
                      (int)row);
            at++;
        }
    }
    cr_assert(at == count, "%s", text);
}

static void check(const struct table *table, const struct model *model,
                  struct evaluation *evaluation) {
    static bool failed[ROWS];
    struct string text = {0};
    const struct expression_scope scope = {.schema = &table->schema};
    struct expression_error error;
    model_write(model, &text);
    struct leat_expression *expression = expression_compile(text.data, text.size, &scope, &error);
    cr_assert(expression != NULL, "%s: %s", text.data, error.message);
    memset(failed, 0, sizeof failed);
    evaluation->fail = note;
    evaluation->context = failed;
    struct column *column = expression_eval(expression, table->columns, ROWS, evaluation);
    cr_assert(column != NULL);
    const struct leat_view view = column_view(column);
    struct arena *arena = arena_new();
    for (int64_t row = 0; row < ROWS; row++) {
        struct model_cell cell;
        const bool works = model_value(arena, model, table->cells[row], &cell);
        cr_assert(works != failed[row], "%s, row %d: %s", text.data, (int)row,
                  works ? "fails" : "does not fail");
        cell.is_null = cell.is_null || !works;
        cr_assert(same_value(&view, row, &cell), "%s, row %d", text.data, (int)row);
    }
    if (view.type.kind == LEAT_BOOLEAN) {
        check_where(expression, table, column, evaluation, text.data);
    }
    arena_free(arena);
    column_release(column);
    expression_free(expression);
    string_free(&text);
}

Test(expression, random_expressions_agree_with_a_model) {
    uint64_t random = 20150901;
    struct evaluation evaluation = {0}; /* one for all: what is left in its scratch must not show */
    for (int round = 0; round < 12; round++) {
        struct table *table = make_table(&random);
        for (int i = 0; i < 60; i++) {
            struct arena *arena = arena_new();
            const enum model_kind kind = (enum model_kind)random_below(&random, MODEL_KINDS);
            check(table, model_make(arena, &random, kind, 1 + i % 4), &evaluation);
            arena_free(arena);
        }
        free_table(table);
    }
    evaluation_free(&evaluation);
}

/* -- broken ---------------------------------------------------------------------------------- */

/* Changes, drops, doubles and moves bytes; what comes of it is UTF-8 or not. */
static void break_text(struct string *text, uint64_t *random) {
    static const char *const pieces[] = {
        "(",         ")",    "'",     "\"", ",",  " and ", " not ",
        "case ",     " end", "::",    "${", "}",  "1e",    "-",
        "%",         " is ", " in (", "''", "\\", "\xc3",  "\xe2\x80\x99",
        " between ", "null", ".",     "=="};
    for (uint64_t times = 1 + random_below(random, 3); times > 0; times--) {
        struct string next = {0};
        const size_t at = (size_t)random_below(random, text->size + 1),
                     from = (size_t)random_below(random, text->size + 1);
        const size_t gone = (size_t)random_below(random, 4), left = text->size - at;
        string_add(&next, text->data, at);
        switch (random_below(random, 4)) {
        case 0:
            string_add_text(&next, pieces[random_below(random, sizeof pieces / sizeof *pieces)]);
            break;
        case 1:
            string_add(&next, text->data + from, (text->size - from) / 4);
            break;
        case 2:
            string_add_char(&next, (char)random_below(random, 256));
            break;
        default:
            break;
        }
        string_add(&next, text->data + at + (gone < left ? gone : left),
                   left - (gone < left ? gone : left));
        string_free(text);
        *text = next;
    }
}

Test(expression, broken_expressions_are_told_where) {
    uint64_t random = 1;
    struct evaluation evaluation = {0};
    struct table *table = make_table(&random);
    const struct expression_scope scope = {.schema = &table->schema};
    int wrong = 0;
    for (int i = 0; i < 20000; i++) {
        struct arena *arena = arena_new();
        struct string text = {0};
        struct expression_error error;
        model_write(
            model_make(arena, &random, (enum model_kind)random_below(&random, MODEL_KINDS), 3),
            &text);
        break_text(&text, &random);
        struct leat_expression *expression =
            expression_compile(text.data, text.size, &scope, &error);
        if (expression == NULL) {
            wrong++;
            cr_assert(error.message != NULL && error.message[0] != '\0', "%s", text.data);
            cr_assert(error.offset + error.length <= text.size, "%s: %s", text.data, error.message);
            cr_assert(text_valid_prefix(error.message, strlen(error.message)) ==
                          strlen(error.message),
                      "%s", text.data);
            expression_error_free(&error);
        } else {
            struct column *column = expression_eval(expression, table->columns, ROWS, &evaluation);
            cr_assert(column != NULL);
            column_release(column);
        }
        expression_free(expression);
        string_free(&text);
        arena_free(arena);
    }
    cr_assert(wrong > 10000);
    free_table(table);
    evaluation_free(&evaluation);
}
