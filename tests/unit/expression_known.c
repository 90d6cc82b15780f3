/* expression_known: see expression_known.h. */
#include "expression_known.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/real.h"

enum { ROWS = 1100 }; /* more than one chunk, and no whole number of words */

char *known_show(const struct column *column, int64_t row) {
    const struct leat_view view = column_view(column);
    char text[64];
    int128 units;
    struct leat_text bytes;
    if (leat_is_null(&view, row)) {
        return memory_copy("null");
    }
    switch ((enum leat_kind)view.type.kind) {
    case LEAT_TEXT:
        bytes = leat_text_at(&view, row);
        return memory_copy_part(bytes.data, bytes.size);
    case LEAT_INTEGER:
        return memory_format("%lld", (long long)leat_integer(&view, row));
    case LEAT_REAL:
        return memory_copy_part(text, real_format(leat_real(&view, row), text));
    case LEAT_DECIMAL:
        memcpy(&units, (const char *)view.values + row * 16, sizeof units);
        return memory_copy_part(text, decimal_format(units, view.type.scale, false, text));
    case LEAT_BOOLEAN:
        return memory_copy(leat_boolean(&view, row) ? "true" : "false");
    case LEAT_DATE:
        return memory_copy_part(text, date_format(leat_date(&view, row), text));
    default:
        return memory_copy_part(text, timestamp_format(leat_timestamp(&view, row), text));
    }
}

static struct column *compute(const char *text, const struct expression_scope *scope,
                              struct column **columns, int64_t rows) {
    struct expression_error error;
    struct leat_expression *expression = expression_compile(text, strlen(text), scope, &error);
    cr_assert(expression != NULL, "%s: %s", text, error.message);
    struct evaluation evaluation = {0};
    struct column *column = expression_eval(expression, columns, rows, &evaluation);
    evaluation_free(&evaluation);
    expression_free(expression);
    return column;
}

struct column *known_column(struct leat_type type, const char *const *cells, size_t count) {
    static const char *const names[] = {"", "text",    "integer", "real",
                                        "", "boolean", "date",    "timestamp"};
    struct schema schema = {0};
    const struct expression_scope scope = {.schema = &schema};
    struct column *text = column_try(type_of(LEAT_TEXT), (int64_t)count);
    struct buffer *buffer = buffer_try(count * 256);
    cr_assert(text != NULL && buffer != NULL && column_try_valid(text));
    const int32_t number = column_try_hold(text, buffer);
    for (size_t i = 0; i < count; i++) {
        if (cells[i] == NULL) {
            column_set_null(text, (int64_t)i);
            continue;
        }
        const size_t size = strlen(cells[i]);
        memcpy(buffer->data + buffer->size, cells[i], size);
        column_set_text(text, (int64_t)i, number, buffer->data + buffer->size, buffer->size, size);
        buffer->size += size;
    }
    buffer_release(buffer);
    column_finish(text);
    char cast[64];
    schema_add(&schema, "x", 1, type_of(LEAT_TEXT));
    if (type.kind == LEAT_DECIMAL) {
        snprintf(cast, sizeof cast, "cast(x as decimal(%d,%d))", type.precision, type.scale);
    } else {
        snprintf(cast, sizeof cast, "cast(x as %s)", names[type.kind]);
    }
    struct column *column = compute(cast, &scope, &text, (int64_t)count);
    column_release(text);
    schema_free(&schema);
    return column;
}

/* -- one case, in one way -------------------------------------------------------------------- */

struct way {
    const struct known *known;
    unsigned columns; /* a bit an argument: it is a column, not a constant */
    char *text;
    struct schema schema;
    struct expression_parameter parameters[3];
    struct column *arguments[3]; /* ROWS of each */
    struct column *read[3];      /* those that are columns here */
    int64_t failed;              /* rows */
    char *reason;
};

static void note_failure(void *context, int64_t row, const char *reason) {
    struct way *way = context;
    cr_assert(row == way->failed, "%s: rows fail in order, and once each", way->text);
    way->failed++;
    if (way->reason == NULL) {
        way->reason = memory_copy(reason);
    }
}

/* The first row's value of a column. */
static struct leat_value value_of(const struct column *column) {
    const struct leat_view view = column_view(column);
    struct leat_value value = {.type = view.type, .is_null = leat_is_null(&view, 0)};
    switch ((enum leat_kind)view.type.kind) {
    case LEAT_TEXT:
        value.as.text = leat_text_at(&view, 0);
        break;
    case LEAT_DECIMAL:
        value.as.decimal = leat_decimal_at(&view, 0);
        break;
    case LEAT_BOOLEAN:
        value.as.boolean = leat_boolean(&view, 0);
        break;
    case LEAT_DATE:
        value.as.date = leat_date(&view, 0);
        break;
    case LEAT_REAL:
        value.as.real = leat_real(&view, 0);
        break;
    default:
        value.as.integer = leat_integer(&view, 0);
    }
    return value;
}

/* ${a} as it is, or as a column: a */
static char *way_text(const struct known *known, unsigned columns) {
    struct string text = {0};
    for (const char *at = known->text; *at != '\0'; at++) {
        if (strncmp(at, "${", 2) == 0 && (columns >> (at[2] - 'a') & 1) != 0) {
            string_add_char(&text, at[2]);
            at += 3;
        } else {
            string_add_char(&text, *at);
        }
    }
    return string_take(&text);
}

static void check_rows(const struct way *way, const struct column *column) {
    static const int64_t rows[] = {0, 1, 63, 64, 1000, 1023, 1024, 1087, 1088, ROWS - 1};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *shown = known_show(column, rows[i]);
        const char *wanted = way->known->value[0] == '!' ? "null" : way->known->value;
        cr_assert(strcmp(shown, wanted) == 0, "%s, columns %u, row %d: %s, not %s",
                  way->known->text, way->columns, (int)rows[i], shown, wanted);
        memory_free(shown);
    }
}

static void check_type(const struct way *way, const struct leat_expression *expression) {
    char name[TYPE_NAME];
    /* An integer constant brings its own digits to a decimal, a column of them nineteen. */
    if (way->columns == 0) {
        type_name(expression_type(expression), name);
        cr_assert(strcmp(name, way->known->type) == 0, "%s is %s, not %s", way->text, name,
                  way->known->type);
    }
}

static void run_way(struct way *way) {
    const struct known *known = way->known;
    const struct expression_scope scope = {
        .schema = &way->schema, .parameters = way->parameters, .parameter_count = 3};
    struct expression_error error;
    struct leat_expression *expression =
        expression_compile(way->text, strlen(way->text), &scope, &error);
    if (expression == NULL) {
        cr_assert(known->value[0] == '!' && strstr(error.message, known->value + 1) != NULL,
                  "%s, columns %u: %s", way->text, way->columns, error.message);
        expression_error_free(&error);
        return;
    }
    check_type(way, expression);
    struct evaluation evaluation = {.fail = note_failure, .context = way};
    struct column *column = expression_eval(expression, way->read, ROWS, &evaluation);
    cr_assert(column != NULL);
    cr_assert(way->failed == (known->value[0] == '!' ? ROWS : 0),
              "%s, columns %u: %d rows fail: %s", way->text, way->columns, (int)way->failed,
              way->reason == NULL ? "" : way->reason);
    cr_assert(way->failed == 0 || strstr(way->reason, known->value + 1) != NULL, "%s: %s",
              way->text, way->reason);
    check_rows(way, column);
    column_release(column);
    evaluation_free(&evaluation);
    expression_free(expression);
}

static struct column *repeat(const struct column *one) {
    uint32_t rows[ROWS] = {0};
    struct column *column = column_take(one, rows, ROWS);
    cr_assert(column != NULL);
    return column;
}

static void check_ways(const struct known *known) {
    static const char *const names[] = {"a", "b", "c"};
    struct schema nothing = {0};
    const struct expression_scope scope = {.schema = &nothing};
    struct way way = {.known = known};
    unsigned possible = 0;
    for (size_t i = 0; i < 3; i++) {
        way.parameters[i].name = names[i];
        if (known->args[i] == NULL) {
            continue;
        }
        struct column *one = compute(known->args[i], &scope, NULL, 1);
        way.arguments[i] = repeat(one);
        column_release(one);
        way.parameters[i].value = value_of(way.arguments[i]);
        if (way.parameters[i].value.is_null) {
            way.parameters[i].value.type.kind = LEAT_NONE; /* a null has no kind of its own */
        } else {
            possible |= 1u << i;
        }
    }
    for (way.columns = 0; way.columns < 8; way.columns++) {
        if ((way.columns & possible) != way.columns) {
            continue;
        }
        int32_t count = 0;
        for (size_t i = 0; i < 3; i++) {
            if ((way.columns >> i & 1) != 0) {
                schema_add(&way.schema, names[i], 1, way.arguments[i]->type);
                way.read[count++] = way.arguments[i];
            }
        }
        way.text = way_text(known, way.columns);
        way.failed = 0;
        run_way(&way);
        memory_free(way.text);
        memory_free(way.reason);
        way.reason = NULL;
        schema_free(&way.schema);
        way.schema = (struct schema){0};
    }
    for (size_t i = 0; i < 3; i++) {
        column_release(way.arguments[i]);
    }
}

void known_check(const struct known *list, size_t count) {
    for (size_t i = 0; i < count; i++) {
        check_ways(&list[i]);
    }
}
