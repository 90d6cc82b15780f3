/* See expression_vectors.h. */
#include "expression_vectors.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static struct column *add_column(struct vectors *vectors, const char *name, struct leat_type type) {
    struct column *column = column_try(type, VECTOR_ROWS);
    cr_assert(column != NULL);
    schema_add(&vectors->schema, name, strlen(name), type);
    cr_assert(vectors->schema.count <= 16);
    vectors->columns[vectors->schema.count - 1] = column;
    memset(column->values, 0, column_size(type, VECTOR_ROWS));
    return column;
}

static void add_nulls(struct column *column, uint64_t *random) {
    const size_t width = column_size(column->type, 1);
    cr_assert(column_try_valid(column));
    for (int64_t row = 0; row < VECTOR_ROWS; row++) {
        if (random_below(random, 8) > 0) {
            continue;
        }
        column_set_null(column, row);
        for (size_t i = 0; column->type.kind != LEAT_BOOLEAN && i < width; i++) {
            ((unsigned char *)column->values)[(size_t)row * width + i] =
                row % 2 == 0 ? 0x7f : (unsigned char)random_next(random);
        }
    }
}

struct column *vectors_add(struct vectors *vectors, const char *name, struct leat_type type,
                           uint64_t *random, bool nulls, void (*draw)(uint64_t *random, void *to)) {
    struct column *column = add_column(vectors, name, type);
    for (int64_t row = 0; row < VECTOR_ROWS; row++) {
        draw(random, (char *)column->values + column_size(type, row));
    }
    if (nulls) {
        add_nulls(column, random);
    }
    column_finish(column);
    return column;
}

struct column *vectors_add_texts(struct vectors *vectors, const char *name, uint64_t *random,
                                 bool nulls, const char *const *list, size_t count) {
    struct column *column = add_column(vectors, name, type_of(LEAT_TEXT));
    struct buffer *buffer = buffer_try(1 << 20);
    cr_assert(buffer != NULL);
    for (int64_t row = 0; row < VECTOR_ROWS; row++) {
        const char *text = list[random_below(random, count)];
        const size_t size = strlen(text);
        cr_assert(buffer->size + size <= 1 << 20);
        memcpy(buffer->data + buffer->size, text, size);
        column_set_text(column, row, 0, buffer->data + buffer->size, buffer->size, size);
        buffer->size += size;
    }
    cr_assert(column_try_hold(column, buffer) == 0);
    buffer_release(buffer);
    if (nulls) {
        add_nulls(column, random);
    }
    column_finish(column);
    return column;
}

static void count_failure(void *context, int64_t row, const char *reason) {
    cr_assert(context != NULL, "row %lld: %s", (long long)row, reason);
    ++*(size_t *)context;
}

struct column *vectors_eval(const struct vectors *vectors, size_t *failed, const char *format,
                            ...) {
    char text[8192];
    va_list arguments;
    va_start(arguments, format);
    const int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    cr_assert(size > 0 && size < (int)sizeof text);
    const struct expression_scope scope = {.schema = &vectors->schema};
    struct expression_error error;
    struct leat_expression *expression = expression_compile(text, (size_t)size, &scope, &error);
    cr_assert(expression != NULL, "%s: %s", text, expression == NULL ? error.message : "");
    struct evaluation evaluation = {.fail = count_failure, .context = failed};
    struct column *column = expression_eval(expression, vectors->columns, VECTOR_ROWS, &evaluation);
    cr_assert(column != NULL, "%s", text);
    evaluation_free(&evaluation);
    expression_free(expression);
    return column;
}

bool vectors_null(const struct column *column, int64_t row) {
    const struct leat_view view = column_view(column);
    return leat_is_null(&view, row);
}

struct leat_text vectors_text(const struct column *column, int64_t row) {
    const struct leat_view view = column_view(column);
    return leat_text_at(&view, row);
}

void vectors_free(struct vectors *vectors) {
    for (int32_t i = 0; i < vectors->schema.count; i++) {
        column_release(vectors->columns[i]);
    }
    schema_free(&vectors->schema);
}
