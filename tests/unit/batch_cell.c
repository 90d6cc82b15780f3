/* Cells and slices of a source: read as declared, or refused with their reason. */
#include <criterion/criterion.h>
#include <string.h>

#include "batch_model.h"

/* What was refused. */
struct refusals {
    int count;
    int64_t row;
    char cell[40], reason[FIELD_REASON];
};

static void note(void *context, struct builder *builder, int64_t row, struct leat_text cell,
                 const char *reason) {
    struct refusals *refusals = context;
    cr_assert_not_null(builder);
    cr_assert_eq(builder->api.rows, row + 1, "the null stands in its place already");
    refusals->count++;
    refusals->row = row;
    snprintf(refusals->cell, sizeof refusals->cell, "%.*s", (int)cell.size, cell.data);
    snprintf(refusals->reason, sizeof refusals->reason, "%s", reason);
}

static struct builder *builder_for(const struct field *field, struct refusals *refusals) {
    struct builder *builder =
        builder_new(&model_host, field == NULL ? type_of(LEAT_TEXT) : field->type, 0);
    builder->field = field;
    builder->reject = note;
    builder->context = refusals;
    *refusals = (struct refusals){.row = -1};
    return builder;
}

static struct buffer *piece_of(const char *bytes) {
    struct buffer *piece = buffer_try(strlen(bytes));
    cr_assert_not_null(piece);
    memcpy(piece->data, bytes, strlen(bytes));
    piece->size = strlen(bytes);
    return piece;
}

/* The column's row as text, "-" for null, "[x]" for a symbol. */
static const char *shown(const struct column *column, int64_t row) {
    static char out[80];
    const struct leat_view view = column_view(column);
    struct leat_text text = {"-", 1};
    if (leat_is_null(&view, row)) {
        if (column->symbols != NULL) {
            const struct leat_view symbols = column_view(column->symbols);
            text = leat_text_at(&symbols, row);
        }
        snprintf(out, sizeof out, text.size > 0 && text.data[0] != '-' ? "[%.*s]" : "-",
                 (int)text.size, text.data);
    } else if (view.type.kind == LEAT_TEXT) {
        text = leat_text_at(&view, row);
        snprintf(out, sizeof out, "%.*s", (int)text.size, text.data);
    } else {
        snprintf(out, sizeof out, "%lld", (long long)leat_integer(&view, row));
    }
    return out;
}

/* -- cells ----------------------------------------------------------------------------------- */

Test(batch_cell, undeclared_cells_are_text_as_it_stands) {
    struct refusals refusals;
    struct builder *builder = builder_for(NULL, &refusals);
    builder_add_cell(builder, text_of(" 007 "), false);
    builder_add_cell(builder, text_of(""), false);
    builder_add_cell(builder, text_of(""), true);
    builder_add_cell(builder, text_of("a text that needs a buffer"), false);
    struct column *column = built(builder);
    cr_assert_null(column_check(column, type_of(LEAT_TEXT), 4));
    const char *const must[] = {" 007 ", "-", "", "a text that needs a buffer"};
    for (int64_t i = 0; i < 4; i++) {
        cr_assert_str_eq(shown(column, i), must[i]);
    }
    cr_assert_eq(refusals.count, 0);
    column_release(column);
}

Test(batch_cell, declared_cells_become_values_symbols_and_refusals) {
    char *symbols[] = {(char *)"x", (char *)"withheld for small numbers", NULL};
    const struct field field = {
        .type = type_of(LEAT_INTEGER), .trim = true, .symbols = symbols, .point = '.'};
    struct refusals refusals;
    struct builder *builder = builder_for(&field, &refusals);
    builder_add_cell(builder, text_of("12"), false);
    builder_add_cell(builder, text_of(""), false);
    builder_add_cell(builder, text_of(" x "), false);
    builder_add_cell(builder, text_of("withheld for small numbers"), true);
    builder_add_cell(builder, text_of("twelve"), false);
    builder_add_cell(builder, text_of("-3"), false);
    struct column *column = built(builder);
    cr_assert_null(column_check(column, type_of(LEAT_INTEGER), 6));
    const char *const must[] = {"12", "-", "[x]", "[withheld for small numbers]", "-", "-3"};
    for (int64_t i = 0; i < 6; i++) {
        cr_assert_str_eq(shown(column, i), must[i]);
    }
    cr_assert_eq(refusals.count, 1);
    cr_assert_eq(refusals.row, 4);
    cr_assert_str_eq(refusals.cell, "twelve");
    cr_assert_gt(strlen(refusals.reason), 5);
    column_release(column);
}

/* "1" is a value of every kind but two, which have a text of their own. */
Test(batch_cell, cells_of_every_kind_are_values) {
    for (int type = 0; type < MODEL_TYPES; type++) {
        const struct field field = {.type = model_type(type), .point = '.'};
        const bool date = field.type.kind == LEAT_DATE || field.type.kind == LEAT_TIMESTAMP;
        struct refusals refusals;
        struct builder *builder = builder_for(&field, &refusals);
        builder_add_cell(builder, text_of(date ? "1970-01-02" : "1"), false);
        builder_add_cell(builder, text_of(""), false);
        struct column *column = built(builder);
        cr_assert_eq(refusals.count, 0, "%s", refusals.reason);
        cr_assert_null(column_check(column, field.type, 2));
        const struct leat_view view = column_view(column);
        const bool right[] = {
            [LEAT_TEXT] = field.type.kind == LEAT_TEXT && leat_text_at(&view, 0).data[0] == '1',
            [LEAT_INTEGER] = leat_integer(&view, 0) == 1,
            [LEAT_REAL] = leat_real(&view, 0) > 0.99 && leat_real(&view, 0) < 1.01,
            [LEAT_DECIMAL] = leat_decimal_at(&view, 0).low == 100,
            [LEAT_BOOLEAN] = leat_boolean(&view, 0),
            [LEAT_DATE] = leat_date(&view, 0) == 1,
            [LEAT_TIMESTAMP] = leat_timestamp(&view, 0) == INT64_C(86400000000),
        };
        cr_assert(right[field.type.kind] && leat_is_null(&view, 1), "type %d", type);
        column_release(column);
    }
}

Test(batch_cell, cells_that_are_not_utf8_are_refused_in_every_kind) {
    const struct field integer = {.type = type_of(LEAT_INTEGER), .point = '.'};
    const struct field *const fields[] = {NULL, &field_plain, &integer};
    for (int i = 0; i < 3; i++) {
        struct refusals refusals;
        struct builder *builder = builder_for(fields[i], &refusals);
        builder_add_cell(builder, text_of("12"), false);
        builder_add_cell(builder, text_of("Caf\xe9 Rouge"), false);
        struct column *column = built(builder);
        cr_assert_eq(refusals.count, 1);
        cr_assert_eq(refusals.row, 1);
        cr_assert_not_null(strstr(refusals.reason, "not UTF-8 at byte 4"), "%s", refusals.reason);
        cr_assert_str_eq(shown(column, 1), "-");
        column_release(column);
    }
}

Test(batch_cell, without_anyone_to_tell_a_wrong_cell_is_null) {
    const struct field integer = {.type = type_of(LEAT_INTEGER), .point = '.'};
    struct refusals refusals;
    struct builder *builder = builder_for(&integer, &refusals);
    builder->reject = NULL;
    builder_add_cell(builder, text_of("twelve"), false);
    builder_add_cell(builder, text_of("13"), false);
    struct column *column = built(builder);
    cr_assert_str_eq(shown(column, 0), "-");
    cr_assert_str_eq(shown(column, 1), "13");
    column_release(column);
}

Test(batch_cell, cells_are_for_declared_columns) {
    struct builder *builder = builder_new(&model_host, type_of(LEAT_INTEGER), 0);
    builder_add_cell(builder, text_of("12"), false);
    char *failure = NULL;
    cr_assert_null(builder_finish(builder, &failure));
    cr_assert_str_eq(failure,
                     "cells were added to a column that is not declared as one of the source's");
    memory_free(failure);
}

/* -- slices ---------------------------------------------------------------------------------- */

/*                            0         10        20        30        40        50        60 */
static const char line[] = "12345,Widecombe-in-the-Moor Primary,,\"\",Caf\xe9 Rouge Academy,x";

enum { URN, NAME, EMPTY, QUOTED, WRONG, ABSENT, FIELDS };
static const struct leat_slice slices[FIELDS] = {
    [URN] = {0, 5},     [NAME] = {6, 29},
    [EMPTY] = {36, 0},  [QUOTED] = {38, 0 | LEAT_SLICE_QUOTED},
    [WRONG] = {40, 18}, [ABSENT] = {4000000000u, 17 | LEAT_SLICE_NULL},
};

Test(batch_cell, slices_of_text_point_into_their_piece) {
    struct buffer *piece = piece_of(line);
    struct refusals refusals;
    struct builder *builder = builder_for(NULL, &refusals);
    builder_add_slices(builder, piece, false, slices, FIELDS);
    struct column *column = built(builder);
    const struct leat_view view = column_view(column);
    const char *const must[] = {"12345", "Widecombe-in-the-Moor Primary", "-", "", "-", "-"};
    for (int64_t i = 0; i < FIELDS; i++) {
        cr_assert_str_eq(shown(column, i), must[i]);
    }
    cr_assert_eq(leat_text_at(&view, NAME).data, piece->data + 6);
    cr_assert_eq(refusals.count, 1);
    cr_assert_eq(refusals.row, WRONG);
    cr_assert_not_null(strstr(refusals.reason, "not UTF-8 at byte 4"), "%s", refusals.reason);
    cr_assert_null(column_check(column, type_of(LEAT_TEXT), FIELDS));
    cr_assert_eq(atomic_load(&piece->holders), 2);
    column_release(column);
    cr_assert_eq(atomic_load(&piece->holders), 1);
    buffer_release(piece);
}

Test(batch_cell, a_piece_is_held_once_and_for_long_texts_alone) {
    struct buffer *piece = piece_of(line), *other = piece_of("another piece of the input");
    const struct leat_slice whole = {0, 26};
    struct refusals refusals;
    struct builder *builder = builder_for(NULL, &refusals);
    builder_add_slices(builder, piece, false, &slices[URN], 1);
    cr_assert_eq(atomic_load(&piece->holders), 1);
    for (int i = 0; i < 5; i++) {
        builder_add_slices(builder, piece, false, &slices[NAME], 1);
        builder_add_slices(builder, other, false, &whole, 1);
        builder_add_cell(builder, text_of("a text from elsewhere"), false);
    }
    cr_assert_eq(atomic_load(&piece->holders), 2);
    cr_assert_eq(atomic_load(&other->holders), 2);
    struct column *column = built(builder);
    buffer_release(piece);
    buffer_release(other);
    cr_assert_eq(column->buffer_count, 3);
    cr_assert_null(column_check(column, type_of(LEAT_TEXT), 16));
    for (int64_t i = 0; i < 5; i++) {
        cr_assert_str_eq(shown(column, 1 + i * 3), "Widecombe-in-the-Moor Primary");
        cr_assert_str_eq(shown(column, 2 + i * 3), "another piece of the input");
        cr_assert_str_eq(shown(column, 3 + i * 3), "a text from elsewhere");
    }
    column_release(column);
}

Test(batch_cell, declared_slices_are_read_where_they_stand) {
    char *nulls[] = {(char *)"n/a", NULL}, *symbols[] = {(char *)"z", NULL};
    const struct field text = {.type = type_of(LEAT_TEXT),
                               .trim = true,
                               .has_nulls = true,
                               .nulls = nulls,
                               .symbols = symbols};
    struct buffer *piece = piece_of("  a name with spaces about it  ,n/a,z,  ");
    const struct leat_slice parts[] = {{0, 31}, {32, 3}, {36, 1}, {38, 2}};
    struct refusals refusals;
    struct builder *builder = builder_for(&text, &refusals);
    builder_add_slices(builder, piece, false, parts, 4);
    struct column *column = built(builder);
    const struct leat_view view = column_view(column);
    const char *const must[] = {"a name with spaces about it", "-", "[z]", ""};
    for (int64_t i = 0; i < 4; i++) {
        cr_assert_str_eq(shown(column, i), must[i]);
    }
    cr_assert_eq(leat_text_at(&view, 0).data, piece->data + 2);
    cr_assert_null(column_check(column, type_of(LEAT_TEXT), 4));
    column_release(column);
    buffer_release(piece);
}

/* Each of these alone takes a column off the quick way. */
Test(batch_cell, any_declaration_is_heeded) {
    char *words[] = {(char *)"none", NULL};
    const struct field fields[] = {{.type = type_of(LEAT_TEXT), .trim = true},
                                   {.type = type_of(LEAT_TEXT), .has_nulls = true, .nulls = words},
                                   {.type = type_of(LEAT_TEXT), .symbols = words}};
    const char *const must[][2] = {{"none", "a b"}, {"-", " a b"}, {"[none]", " a b"}};
    const struct leat_slice parts[] = {{0, 4}, {5, 4}};
    for (int i = 0; i < 3; i++) {
        struct buffer *piece = piece_of("none, a b");
        struct refusals refusals;
        struct builder *builder = builder_for(&fields[i], &refusals);
        builder_add_slices(builder, piece, false, parts, 2);
        cr_assert_eq(atomic_load(&piece->holders), 1, "short texts hold no piece");
        buffer_release(piece);
        struct column *column = built(builder);
        cr_assert_str_eq(shown(column, 0), must[i][0]);
        cr_assert_str_eq(shown(column, 1), must[i][1]);
        cr_assert_eq(refusals.count, 0);
        column_release(column);
    }
}

Test(batch_cell, short_slices_are_proved_too) {
    struct buffer *piece = piece_of("Caf\xe9,Caf\xc3\xa9");
    const struct leat_slice parts[] = {{0, 4}, {5, 5}, {5, 4}};
    struct refusals refusals;
    struct builder *builder = builder_for(NULL, &refusals);
    builder_add_slices(builder, piece, false, parts, 3);
    buffer_release(piece);
    struct column *column = built(builder);
    cr_assert_eq(refusals.count, 2);
    cr_assert_str_eq(shown(column, 0), "-");
    cr_assert_str_eq(shown(column, 1), "Caf\xc3\xa9");
    cr_assert_str_eq(shown(column, 2), "-");
    column_release(column);
}

Test(batch_cell, slices_of_numbers_keep_no_piece) {
    const struct field integer = {.type = type_of(LEAT_INTEGER), .point = '.'};
    struct buffer *piece = piece_of(line);
    struct refusals refusals;
    struct builder *builder = builder_for(&integer, &refusals);
    builder_add_slices(builder, piece, false, slices, 3);
    cr_assert_eq(atomic_load(&piece->holders), 1);
    buffer_release(piece);
    struct column *column = built(builder);
    cr_assert_str_eq(shown(column, 0), "12345");
    cr_assert_str_eq(shown(column, 2), "-");
    cr_assert_eq(refusals.count, 1); /* the name */
    column_release(column);
}

Test(batch_cell, slices_stay_within_their_piece) {
    const struct leat_slice wrong[] = {{55, 20}, {61, 0}, {4294967295u, LEAT_SLICE_LENGTH}};
    for (int i = 0; i < 3; i++) {
        struct buffer *piece = piece_of(line);
        struct refusals refusals;
        struct builder *builder = builder_for(NULL, &refusals);
        builder_add_slices(
            builder, piece, false,
            &(struct leat_slice){wrong[i].offset, wrong[i].length | LEAT_SLICE_QUOTED}, 1);
        char *failure = NULL;
        cr_assert_null(builder_finish(builder, &failure), "slice %d", i);
        cr_assert_not_null(strstr(failure, "is not within its piece of 60 bytes"), "%s", failure);
        memory_free(failure);
        buffer_release(piece);
    }
}

/*                             0         10        20          30        40 */
static const char graded[] = "GOOD,Requires improvement,2,School remains Outstanding,poor";
static const struct leat_slice grade_slices[] = {{0, 4},   {5, 20}, {26, 1},
                                                 {28, 26}, {55, 4}, {0, 0}};
enum { GRADES = sizeof grade_slices / sizeof *grade_slices };

/* What has its form already points into the piece; what was brought into it is the column's own. */
Test(batch_cell, slices_are_brought_into_their_format) {
    struct buffer *piece = piece_of(graded);
    struct field field = field_plain;
    field.format = format_find("ofsted_grade", 12);
    struct refusals refusals;
    struct builder *builder = builder_for(&field, &refusals);
    builder_add_slices(builder, piece, false, grade_slices, GRADES);
    struct column *column = built(builder);
    cr_assert_null(column_check(column, type_of(LEAT_TEXT), GRADES));
    const struct leat_view view = column_view(column);
    const char *const must[] = {"Good", "Requires improvement", "Good", "Outstanding", "-", "-"};
    for (int64_t i = 0; i < GRADES; i++) {
        cr_assert_str_eq(shown(column, i), must[i]);
    }
    cr_assert_eq(leat_text_at(&view, 1).data, piece->data + 5);
    cr_assert_eq(refusals.count, 1);
    cr_assert_eq(refusals.row, 4);
    cr_assert_str_eq(refusals.cell, "poor");
    buffer_release(piece);
    column_release(column);
}

/* A form that is too long to stand in its view is copied, though the piece is there. */
Test(batch_cell, a_long_form_does_not_point_into_the_piece) {
    struct buffer *piece = piece_of("MIDDLE DEEMED SECONDARY");
    const struct leat_slice slice = {0, 23};
    struct field field = field_plain;
    field.format = format_find("phase", 5);
    struct refusals refusals;
    struct builder *builder = builder_for(&field, &refusals);
    builder_add_slices(builder, piece, false, &slice, 1);
    buffer_release(piece);
    struct column *column = built(builder);
    cr_assert_null(column_check(column, type_of(LEAT_TEXT), 1));
    cr_assert_str_eq(shown(column, 0), "Middle deemed secondary");
    cr_assert_eq(refusals.count, 0);
    column_release(column);
}
