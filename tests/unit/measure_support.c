/* measure_support: see measure_support.h. */
#include "measure_support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/real.h"
#include "random.h"

static size_t part_size(const char *text, char end) {
    size_t size = 0;
    while (text[size] != '\0' && text[size] != end && text[size] != '\n') {
        size++;
    }
    return size;
}

static void add_head(struct table *table, const char *head, size_t size) {
    const char *space = memchr(head, ' ', size);
    const size_t name = (size_t)(space - head);
    struct leat_type type;
    const char *reason = "";
    cr_assert(type_parse(space + 1, size - name - 1, &type, &reason), "%s: %s", head, reason);
    schema_add(&table->schema, head, name, type);
}

void table_read(struct table *table, const char *heads, const char *rows) {
    *table = (struct table){.rows = 0};
    for (const char *at = heads;; at++) {
        const size_t size = part_size(at, '|');
        add_head(table, at, size);
        at += size;
        if (*at == '\0') {
            break;
        }
    }
    const int32_t count = table->schema.count;
    cr_assert(count <= TABLE_COLUMNS);
    struct field fields[TABLE_COLUMNS];
    struct builder *builders[TABLE_COLUMNS];
    for (int32_t i = 0; i < count; i++) {
        fields[i] = (struct field){.type = table->schema.columns[i].type, .point = '.'};
        builders[i] = builder_new(NULL, fields[i].type, 1);
        builders[i]->field = &fields[i];
    }
    for (const char *at = rows; *at != '\0'; at += *at == '\n') {
        for (int32_t i = 0; i < count; i++) {
            const size_t size = part_size(at, '|');
            const bool empty = size == 2 && memcmp(at, "''", 2) == 0;
            builder_add_cell(builders[i], (struct leat_text){at, empty ? 0 : size}, empty);
            at += size;
            cr_assert_eq(*at == '|', i + 1 < count, "row %lld has the wrong number of cells",
                         (long long)table->rows);
            at += *at == '|';
        }
        table->rows++;
    }
    for (int32_t i = 0; i < count; i++) {
        char *failure = NULL;
        table->columns[i] = builder_finish(builders[i], &failure);
        cr_assert_not_null(table->columns[i], "%s", failure);
    }
}

void table_free(struct table *table) {
    for (int32_t i = 0; i < table->schema.count; i++) {
        column_release(table->columns[i]);
    }
    schema_free(&table->schema);
}

void table_take(struct table *into, const struct table *from, const uint32_t *rows, size_t count) {
    *into = (struct table){.rows = (int64_t)count};
    schema_copy(&into->schema, &from->schema);
    for (int32_t i = 0; i < from->schema.count; i++) {
        into->columns[i] = column_take(from->columns[i], rows, count);
        cr_assert_not_null(into->columns[i]);
    }
}

char *value_text(const struct column *column, int64_t row) {
    const struct leat_view view = column_view(column);
    char text[64];
    size_t size = 0;
    if (leat_is_null(&view, row)) {
        const struct leat_view symbols =
            column->symbols == NULL ? view : column_view(column->symbols);
        if (leat_is_null(&symbols, row)) {
            return memory_copy("null");
        }
        const struct leat_text symbol = leat_text_at(&symbols, row);
        return memory_format("[%.*s]", (int)symbol.size, symbol.data);
    }
    switch (view.type.kind) {
    case LEAT_TEXT: {
        const struct leat_text value = leat_text_at(&view, row);
        return memory_format("'%.*s'", (int)value.size, value.data);
    }
    case LEAT_INTEGER:
        return memory_format("%lld", (long long)leat_integer(&view, row));
    case LEAT_REAL:
        size = real_format(leat_real(&view, row), text);
        break;
    case LEAT_DECIMAL: {
        int128 units;
        memcpy(&units, (const char *)view.values + row * 16, sizeof units);
        size = decimal_format(units, view.type.scale, false, text);
        break;
    }
    case LEAT_BOOLEAN:
        return memory_copy(leat_boolean(&view, row) ? "true" : "false");
    case LEAT_DATE:
        size = date_format(leat_date(&view, row), text);
        break;
    default:
        size = timestamp_format(leat_timestamp(&view, row), text);
    }
    return memory_copy_part(text, size);
}

struct leat_measures *measures_make(const struct table *table, const char *const *texts,
                                    size_t count) {
    struct measure_source *sources = memory_array(count + 1, sizeof *sources);
    for (size_t i = 0; i < count; i++) {
        sources[i] =
            (struct measure_source){.name = texts[i], .text = texts[i], .size = strlen(texts[i])};
    }
    const struct expression_scope scope = {.schema = &table->schema};
    struct expression_error error = {0};
    size_t wrong = 0;
    struct leat_measures *measures = measures_compile(sources, count, &scope, &error, &wrong);
    cr_assert_not_null(measures, "%s: %s", texts[wrong], error.message);
    memory_free(sources);
    return measures;
}

void *block_new(const struct leat_measures *measures) {
    void *block = memory_alloc(measures_size(measures));
    cr_assert(measures_start(measures, block));
    return block;
}

static void fail_test(void *context, int64_t row, const char *reason) {
    cr_assert(((const struct table *)context)->may_fail, "row %lld failed: %s", (long long)row,
              reason);
}

void table_add(const struct table *table, const struct leat_measures *measures,
               void *const *blocks) {
    struct evaluation evaluation = {.fail = fail_test, .context = (void *)(uintptr_t)table};
    cr_assert(measures_add(measures, table->columns, table->rows, blocks, &evaluation));
    cr_assert(!evaluation.out_of_memory);
    evaluation_free(&evaluation);
}

void results_of(const struct leat_measures *measures, size_t measure, void *const *blocks,
                size_t count, char **results) {
    struct builder *builder = builder_new(NULL, measures_type(measures, measure), 1);
    size_t failed = 0;
    char *reason = NULL;
    if (!measures_give(measures, measure, blocks, count, builder, &failed, &reason)) {
        cr_assert(failed < count);
        for (size_t i = 0; i < count; i++) {
            results[i] = memory_format("cannot: %s", i == failed ? reason : "another");
        }
        memory_free(reason);
        builder_free(builder);
        return;
    }
    cr_assert_null(reason);
    char *failure = NULL;
    struct column *column = builder_finish(builder, &failure);
    cr_assert_not_null(column, "%s", failure);
    cr_assert_eq(column_rows(column), (int64_t)count);
    for (size_t i = 0; i < count; i++) {
        results[i] = value_text(column, (int64_t)i);
    }
    column_release(column);
}

char *measure_result(const struct table *table, const char *text) {
    struct leat_measures *measures = measures_make(table, &text, 1);
    void *block = block_new(measures),
         **blocks = memory_array((size_t)table->rows + 1, sizeof *blocks);
    for (int64_t i = 0; i < table->rows; i++) {
        blocks[i] = block;
    }
    table_add(table, measures, blocks);
    char *value, type[TYPE_NAME];
    results_of(measures, 0, &block, 1, &value);
    char *result = strncmp(value, "cannot", 6) == 0
                       ? memory_copy(value)
                       : memory_format("%s %s", type_name(measures_type(measures, 0), type), value);
    memory_free(value);
    measures_drop(measures, block);
    memory_free(block);
    memory_free(blocks);
    measures_free(measures);
    return result;
}

/* -- folding in parts ------------------------------------------------------------------------- */

enum { PARTS = 5, GROUPS_MOST = 8 };

void table_add_groups(const struct table *table, const struct leat_measures *measures,
                      const uint32_t *rows, size_t count, const uint8_t *groups, size_t group_count,
                      void *const *blocks) {
    struct table taken;
    table_take(&taken, table, rows, count);
    taken.may_fail = table->may_fail;
    void **of_rows = memory_array(count + 1, sizeof *of_rows);
    for (size_t i = 0; i < count; i++) {
        of_rows[i] = groups[rows[i]] < group_count ? blocks[groups[rows[i]]] : NULL;
    }
    table_add(&taken, measures, of_rows);
    memory_free(of_rows);
    table_free(&taken);
}

/* Through bytes and back into another block. */
static void *saved_and_loaded(const struct leat_measures *measures, void *block) {
    const size_t size = measures_save(measures, block, NULL, 0);
    char *bytes = memory_alloc(size);
    cr_assert_eq(measures_save(measures, block, bytes, size), size);
    measures_drop(measures, block);
    memory_free(block);
    void *loaded = memory_alloc(measures_size(measures));
    cr_assert(measures_load(measures, loaded, bytes, size));
    cr_assert_eq(measures_save(measures, loaded, NULL, 0), size);
    memory_free(bytes);
    return loaded;
}

void table_fold(const struct table *table, const struct leat_measures *measures,
                const uint8_t *groups, size_t group_count, uint64_t *state, void **out) {
    const size_t rows = (size_t)table->rows;
    uint32_t *order = memory_array(rows + 1, sizeof *order);
    for (size_t i = 0; i < rows; i++) { /* a shuffle */
        const size_t at = random_below(state, i + 1);
        order[i] = order[at];
        order[at] = (uint32_t)i;
    }
    void *blocks[PARTS][GROUPS_MOST];
    cr_assert(group_count <= GROUPS_MOST);
    size_t parts = 1 + random_below(state, PARTS);
    for (size_t i = 0; i < parts * group_count; i++) {
        blocks[i / group_count][i % group_count] = block_new(measures);
    }
    for (size_t at = 0; at < rows;) {
        const size_t left = rows - at, count = 1 + random_below(state, left < 1200 ? left : 1200);
        const size_t part = random_below(state, parts);
        table_add_groups(table, measures, order + at, count, groups, group_count, blocks[part]);
        at += count;
        const size_t group = random_below(state, group_count);
        if (random_below(state, 2) == 0) {
            blocks[part][group] = saved_and_loaded(measures, blocks[part][group]);
        }
    }
    while (parts > 1) {
        const size_t from = --parts, into = random_below(state, parts);
        for (size_t group = 0; group < group_count; group++) {
            cr_assert(measures_merge(measures, blocks[into][group], blocks[from][group]));
            measures_drop(measures,
                          blocks[from][group]); /* nothing is left in it, so this does nothing */
            memory_free(blocks[from][group]);
        }
    }
    memcpy(out, blocks[0], group_count * sizeof(void *));
    memory_free(order);
}
