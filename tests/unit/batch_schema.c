/* The names of types, and schemas; batches as Arrow has them. */
#include <criterion/criterion.h>
#include <string.h>

#include "batch_model.h"

Test(batch_schema, every_type_is_read_as_it_is_named) {
    static const struct {
        struct leat_type type;
        const char *name, *arrow;
    } types[] = {
        {{.kind = LEAT_TEXT}, "text", "vu"},
        {{.kind = LEAT_INTEGER}, "integer", "l"},
        {{.kind = LEAT_REAL}, "real", "g"},
        {{.kind = LEAT_BOOLEAN}, "boolean", "b"},
        {{.kind = LEAT_DATE}, "date", "tdD"},
        {{.kind = LEAT_TIMESTAMP}, "timestamp", "tsu:"},
        {{.kind = LEAT_DECIMAL, .precision = 10, .scale = 2}, "decimal(10,2)", "d:10,2"},
        {{.kind = LEAT_DECIMAL, .precision = 1, .scale = 0}, "decimal(1,0)", "d:1,0"},
        {{.kind = LEAT_DECIMAL, .precision = 38, .scale = 38}, "decimal(38,38)", "d:38,38"},
    };
    char name[TYPE_NAME];
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        struct leat_type type = {0};
        const char *reason = NULL;
        cr_assert_str_eq(type_name(types[i].type, name), types[i].name);
        cr_assert(type_parse(name, strlen(name), &type, &reason), "%s: %s", name, reason);
        cr_assert(type_equal(type, types[i].type), "%s", name);
        cr_assert_str_eq(type_arrow(type, name), types[i].arrow);
    }
    struct leat_type spaced;
    const char *reason;
    cr_assert(type_parse("decimal ( 12 , 3 )", 18, &spaced, &reason) &&
              type_equal(spaced, type_decimal(12, 3)));
    cr_assert(type_parse("decimal(5)", 10, &spaced, &reason) &&
              type_equal(spaced, type_decimal(5, 0)));
    cr_assert_not(type_equal(type_decimal(5, 2), type_decimal(5, 1)));
    cr_assert_not(type_equal(type_decimal(5, 2), type_decimal(6, 2)));
    cr_assert_str_eq(type_words[LEAT_TIMESTAMP - LEAT_TEXT], "timestamp");
    cr_assert_null(type_words[LEAT_TIMESTAMP - LEAT_TEXT + 1]);
}

Test(batch_schema, what_is_no_type_says_why) {
    static const struct {
        const char *text, *part;
    } wrong[] = {
        {"", "a type is text"},
        {"Integer", "a type is text"},
        {"integers", "a type is text"},
        {"int", "a type is text"},
        {"decimal", "decimal(10,2)"},
        {"decimal(", "decimal(10,2)"},
        {"decimal()", "decimal(10,2)"},
        {"decimal(5,2", "decimal(10,2)"},
        {"decimal(5,2) ", "decimal(10,2)"},
        {"decimal(5,)", "decimal(10,2)"},
        {"decimal(-5)", "decimal(10,2)"},
        {"decimal(100,2)", "decimal(10,2)"},
        {"decimal(0)", "1 to 38"},
        {"decimal(39,2)", "1 to 38"},
        {"decimal(5,6)", "no more digits"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct leat_type type;
        const char *reason = NULL;
        cr_assert_not(type_parse(wrong[i].text, strlen(wrong[i].text), &type, &reason), "%s",
                      wrong[i].text);
        cr_assert_not_null(strstr(reason, wrong[i].part), "%s: %s", wrong[i].text, reason);
    }
}

Test(batch_schema, columns_are_added_found_and_copied_whole) {
    const size_t before = memory_used();
    struct schema schema = {0}, copy = {0};
    char name[20];
    for (int i = 0; i < 70; i++) {
        const int size = snprintf(name, sizeof name, "column %d", i);
        schema_add(&schema, name, (size_t)size, type_of(LEAT_INTEGER));
    }
    struct schema_column *full = &schema.columns[40];
    full->is_private = full->is_declared = true;
    full->decimals = 1;
    full->unit = memory_copy("%");
    full->label = memory_copy("Share");
    full->key = memory_copy("2024");
    full->format = memory_copy("0.0");
    full->symbols = memory_array(3, sizeof(char *));
    full->symbols[0] = memory_copy("x");
    full->symbols[1] = memory_copy("c");
    schema.incomplete = true;
    schema_add_copy(&schema, full); /* of its own column, while it grows */
    schema_copy(&copy, &schema);
    for (int i = 0; i < 70; i++) {
        const int size = snprintf(name, sizeof name, "column %d", i);
        cr_assert_eq(schema_find(&copy, name, (size_t)size), i);
        cr_assert_eq(copy.columns[i].decimals, i == 40 ? 1 : -1);
    }
    cr_assert_eq(schema_find(&copy, "column 1 and more", 8), 1);
    cr_assert_eq(schema_find(&copy, "column", 6), -1);
    cr_assert_eq(schema_find(&copy, "column 100", 10), -1);
    cr_assert_eq(schema_find(&copy, "", 0), -1);
    cr_assert(copy.incomplete && copy.count == 71);
    const struct schema_column *last = &copy.columns[70];
    cr_assert(last->is_private && last->is_declared && last->decimals == 1);
    cr_assert_str_eq(last->name, "column 40");
    cr_assert_str_eq(last->unit, "%");
    cr_assert_str_eq(last->label, "Share");
    cr_assert_str_eq(last->key, "2024");
    cr_assert_str_eq(last->format, "0.0");
    cr_assert_str_eq(last->symbols[1], "c");
    cr_assert_null(last->symbols[2]);
    const char **names = schema_names(&copy);
    cr_assert_str_eq(names[69], "column 69");
    memory_free(names);
    schema_free(&schema);
    cr_assert_str_eq(last->label, "Share");
    schema_free(&copy);
    cr_assert_eq(memory_used(), before);
}

/* -- batches as Arrow ------------------------------------------------------------------------- */

static struct column *numbers(int64_t count) {
    struct builder *builder = builder_new(&model_host, type_of(LEAT_INTEGER), count);
    for (int64_t i = 0; i < count; i++) {
        leat_add_integer(&builder->api, i);
    }
    return built(builder);
}

Test(batch_schema, a_batch_shows_its_columns_as_children) {
    const size_t before = memory_used();
    struct schema schema = {0};
    schema_add(&schema, "n", 1, type_of(LEAT_INTEGER));
    schema_add(&schema, "missing", 7, type_of(LEAT_TEXT));
    struct batch *batch = batch_new(&model_host, 2);
    cr_assert_eq(batch->api.array->length, 0);
    cr_assert_eq(batch->api.array->n_children, 0);
    batch->api.rows = 9;
    struct column *column = numbers(9);
    batch_set(batch, 0, column);
    cr_assert(batch_arrow(batch, &schema));
    const struct ArrowArray *array = batch->api.array;
    cr_assert(array->length == 9 && array->n_children == 2 && array->n_buffers == 1 &&
              array->buffers[0] == NULL);
    cr_assert(array->offset == 0 && array->null_count == 0 && array->release != NULL);
    cr_assert_eq(array->children[0], &column->array);
    cr_assert(array->children[1]->length == 9 && array->children[1]->null_count == 9);
    cr_assert_eq(array->children[1]->n_buffers, 3);
    cr_assert_null(batch->columns[1], "the slot stays empty");
    const uint32_t rows[] = {8, 1};
    cr_assert(batch_take(batch, rows, 2));
    cr_assert_eq(batch->api.array->n_children, 0, "it no longer shows what was");
    cr_assert(batch_arrow(batch, &schema));
    cr_assert(array->length == 2 && array->children[1]->length == 2);
    cr_assert_eq(((const int64_t *)array->children[0]->buffers[1])[0], 8);
    array->children[0]->release(array->children[0]); /* against the rules, and without harm */
    batch->array.release(&batch->array);
    batch_set(batch, 5, numbers(2));
    cr_assert_eq(batch->count, 6);
    cr_assert(batch_arrow(batch, &schema));
    cr_assert_eq(array->n_children, 6);
    batch_release(batch);
    schema_free(&schema);
    cr_assert_eq(memory_used(), before);
}

Test(batch_schema, chosen_columns_keep_their_rows) {
    struct batch *batch = batch_new(&model_host, 3);
    batch->api.rows = 4;
    batch->api.sequence = 12;
    batch->api.input = 1;
    batch_set(batch, 0, numbers(4));
    batch_set(batch, 2, column_try_null(type_of(LEAT_DATE), 4));
    batch->places = places_new(2, 10, 4);
    const int32_t order[] = {2, 1, -1, 0, 2};
    struct batch *chosen = batch_choose(batch, order, 5);
    cr_assert(chosen->api.rows == 4 && chosen->api.sequence == 12 && chosen->api.input == 1);
    cr_assert_eq(chosen->columns[0], batch->columns[2]);
    cr_assert(chosen->columns[1] == NULL && chosen->columns[2] == NULL);
    cr_assert_eq(chosen->columns[3], batch->columns[0]);
    cr_assert_eq(chosen->columns[4], batch->columns[2]);
    batch_release(batch);
    cr_assert_eq(batch_place(chosen, 3).line, 13);
    batch_release(chosen);
}

Test(batch_schema, compacting_keeps_the_places_of_its_rows_alone) {
    struct batch *batch = batch_new(&model_host, 1);
    batch->api.rows = 1000;
    batch_set(batch, 0, numbers(1000));
    batch->places = places_new(2, 10, 1000);
    const uint32_t rows[] = {5, 999, 7};
    cr_assert(batch_take(batch, rows, 3));
    struct batch *compact = batch_compact(batch);
    batch_release(batch);
    cr_assert_null(compact->place_rows);
    cr_assert_eq(compact->places->rows, 3);
    cr_assert(batch_place(compact, 1).line == 1009 && batch_place(compact, 2).line == 17);
    cr_assert(batch_place(compact, 3).origin == -1 && batch_place(compact, -1).origin == -1);
    batch_release(compact);
}

Test(batch_schema, a_piece_that_several_columns_hold_counts_once) {
    struct buffer *piece = buffer_try(10000);
    memset(piece->data, 'a', 10000);
    piece->size = 10000;
    struct batch *batch = batch_new(&model_host, 3);
    batch->api.rows = 1;
    for (int i = 0; i < 3; i++) {
        struct builder *builder = builder_new(&model_host, type_of(LEAT_TEXT), 1);
        builder_add_slices(builder, piece, false, &(struct leat_slice){100, 20}, 1);
        batch_set(batch, i, built(builder));
    }
    buffer_release(piece);
    cr_assert_gt(column_bytes(batch->columns[0]), 10000);
    cr_assert(batch_bytes(batch) > 10000 && batch_bytes(batch) < 13000, "%zu", batch_bytes(batch));
    struct batch *compact = batch_compact(batch);
    cr_assert_lt(batch_bytes(compact), 3000, "%zu", batch_bytes(compact));
    const size_t bare = batch_bytes(compact);
    compact->places = places_new(0, 1, 1000);
    compact->places->bytes = memory_try(8000);
    cr_assert_eq(batch_bytes(compact), bare + sizeof(struct places) + 8000);
    batch_release(batch);
    batch_release(compact);
}

Test(batch_schema, no_batches_make_one_without_rows) {
    struct schema schema = {0};
    schema_add(&schema, "n", 1, type_of(LEAT_INTEGER));
    struct batch *none = batch_concat(NULL, 0, &schema);
    cr_assert_not_null(none);
    cr_assert(none->api.rows == 0 && column_rows(none->columns[0]) == 0);
    cr_assert_null(column_check(none->columns[0], type_of(LEAT_INTEGER), 0));
    batch_release(none);
    schema_free(&schema);
}
