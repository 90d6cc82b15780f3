/* Columns made a value at a time: every way to add, what sticks, and what a piece's slices
 * become. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "batch/bits.h"
#include "batch_model.h"

static struct leat_text text_at(const struct column *column, int64_t row) {
    const struct leat_view view = column_view(column);
    return leat_text_at(&view, row);
}

static bool reads(const struct column *column, int64_t row, const char *text) {
    const struct leat_text is = text_at(column, row);
    return is.size == strlen(text) && memcmp(is.data, text, is.size) == 0;
}

/* The builder must fail, and say this. */
static void fails(struct builder *builder, const char *says) {
    char *failure = NULL;
    struct column *column = builder_finish(builder, &failure);
    cr_assert_null(column, "it should have said: %s", says);
    cr_assert_str_eq(failure, says);
    memory_free(failure);
}

/* -- values ---------------------------------------------------------------------------------- */

/* Sizes about the edges of bytes, words and of the room there is at first; built with room and
 * without. */
Test(batch_builder, every_kind_at_every_size) {
    const size_t before = memory_used();
    uint64_t seed = 5;
    for (int type = 0; type < MODEL_TYPES; type++) {
        for (size_t rows = 0; rows < 140; rows += rows < 20 ? 1 : 13) {
            for (unsigned marks = 0; marks <= WITH_ALL; marks++) {
                struct model model = model_random(&seed, model_type(type), rows, marks);
                struct column *column = model_build(&model);
                model_same(column, &model, "built");
                cr_assert(column->array.null_count > 0 || column->valid == NULL,
                          "a bitmap without nulls");
                column_release(column);
                model_free(&model);
            }
        }
    }
    cr_assert_eq(memory_used(), before);
}

Test(batch_builder, a_full_batch_takes_no_more_than_it_needs) {
    struct builder *builder = builder_new(&model_host, type_of(LEAT_INTEGER), LEAT_BATCH_ROWS);
    cr_assert_eq(builder->api.room, LEAT_BATCH_ROWS);
    const uint64_t allocations = memory_allocations();
    for (int64_t i = 0; i < LEAT_BATCH_ROWS; i++) {
        leat_add_integer(&builder->api, i);
    }
    struct column *column = built(builder);
    cr_assert_eq(memory_allocations(), allocations);
    column_release(column);
}

Test(batch_builder, much_room_for_few_rows_goes_back) {
    const size_t before = memory_used();
    struct builder *builder = builder_new(&model_host, type_of(LEAT_TEXT), LEAT_BATCH_ROWS);
    builder_add_text(builder, text_of("one text that does not fit inside its view"));
    struct column *column = built(builder);
    cr_assert_lt(memory_used() - before, 2048, "%zu bytes for one row", memory_used() - before);
    cr_assert(reads(column, 0, "one text that does not fit inside its view"));
    column_release(column);
}

Test(batch_builder, bulk_begins_at_any_bit) {
    uint64_t seed = 3;
    uint8_t bits[32], valid[32];
    for (int i = 0; i < 32; i++) {
        bits[i] = (uint8_t)random_next(&seed);
        valid[i] = (uint8_t)random_next(&seed);
    }
    for (int64_t lead = 0; lead < 20; lead++) {
        for (size_t count = 0; count < 100; count += 7) {
            struct builder *builder = builder_new(&model_host, type_of(LEAT_BOOLEAN), 0);
            for (int64_t i = 0; i < lead; i++) {
                leat_add_boolean(&builder->api, i % 2 == 0);
            }
            leat_bulk(&builder->api, bits, lead % 2 == 0 ? valid : NULL, count);
            leat_add_boolean(&builder->api, true);
            struct column *column = built(builder);
            const struct leat_view view = column_view(column);
            cr_assert_eq(view.rows, lead + (int64_t)count + 1);
            for (int64_t i = 0; i < view.rows; i++) {
                const int64_t at = i - lead;
                const bool within = at >= 0 && at < (int64_t)count;
                cr_assert_eq(leat_is_null(&view, i),
                             within && lead % 2 == 0 && !bit_get(valid, at));
                cr_assert(leat_is_null(&view, i) ||
                          leat_boolean(&view, i) ==
                              (at < 0 ? i % 2 == 0 : !within || bit_get(bits, at)));
            }
            column_release(column);
        }
    }
}

Test(batch_builder, bulk_of_wide_values_follows_single_ones) {
    const int64_t values[] = {10, 20, 30};
    const uint8_t valid = 5;
    struct builder *builder = builder_new(&model_host, type_of(LEAT_INTEGER), 1);
    leat_add_integer(&builder->api, 1);
    leat_bulk(&builder->api, values, NULL, 3);
    leat_bulk(&builder->api, values, &valid, 3);
    leat_add_integer(&builder->api, 2);
    struct column *column = built(builder);
    const struct leat_view view = column_view(column);
    const int64_t is[] = {1, 10, 20, 30, 10, -1, 30, 2};
    cr_assert_eq(view.rows, 8);
    cr_assert_eq(view.nulls, 1);
    for (int64_t i = 0; i < 8; i++) {
        cr_assert(leat_is_null(&view, i) ? is[i] == -1 : leat_integer(&view, i) == is[i]);
    }
    column_release(column);
}

/* -- failing --------------------------------------------------------------------------------- */

Test(batch_builder, the_first_error_sticks_and_the_rest_is_dropped) {
    struct builder *builder = builder_new(&model_host, type_of(LEAT_INTEGER), 10);
    leat_add_integer(&builder->api, 1);
    leat_add_date(&builder->api, 2);
    cr_assert_neq(builder->api.failed, 0);
    leat_add_integer(&builder->api, 3); /* its fast path must not write any more */
    leat_add_real(&builder->api, 4);
    leat_add_null(&builder->api);
    leat_add_symbol(&builder->api, text_of("x"));
    leat_add_text(&builder->api, text_of("text"));
    leat_bulk(&builder->api, "12345678", NULL, 1);
    memset(leat_add_space(&builder->api, 100), 'x', 100);
    cr_assert_eq(builder->api.rows, 1);
    fails(builder, "a value of kind date was added to a column of kind integer");
}

Test(batch_builder, kinds_are_not_mixed) {
    struct builder *builder = builder_new(&model_host, type_decimal(5, 2), 0);
    leat_add_text(&builder->api, text_of("12.50"));
    fails(builder, "a value of kind text was added to a column of kind decimal(5,2)");
    builder = builder_new(&model_host, type_of(LEAT_TEXT), 0);
    leat_bulk(&builder->api, "12345678", NULL, 1);
    fails(builder, "values of fixed width were added to a column of text");
    builder = builder_new(&model_host, type_of(LEAT_TIMESTAMP), 0);
    leat_add_integer(&builder->api, 1);
    fails(builder, "a value of kind integer was added to a column of kind timestamp");
}

Test(batch_builder, a_text_may_be_too_long) {
    struct builder *builder = builder_new(&model_host, type_of(LEAT_TEXT), 0);
    leat_add_text(&builder->api, (struct leat_text){"x", (size_t)LEAT_TEXT_MOST + 1});
    fails(builder, "a text of 1073741824 bytes was added; the longest has 1073741823");
}

Test(batch_builder, rows_beyond_reason_are_refused) {
    struct builder *builder =
        builder_new(&model_host, type_of(LEAT_BOOLEAN), (int64_t)COLUMN_ROWS + 1);
    fails(builder, "a column has no room for more than 4294967295 rows");
    builder = builder_new(&model_host, type_of(LEAT_INTEGER), 0);
    leat_bulk(&builder->api, "12345678", NULL, SIZE_MAX);
    fails(builder, "a column has no room for more than 4294967295 rows");
    builder = builder_new(&model_host, type_of(LEAT_TEXT), 0);
    builder_add_fixed(builder, LEAT_TEXT, "1234567812345678");
    fails(builder, "a text was added as a value of fixed width");
    builder = builder_new(&model_host, type_of(LEAT_TEXT), 0);
    builder->api.failed = 1; /* as a plugin might */
    fails(builder, "it was marked as failed");
}

/* -- texts ----------------------------------------------------------------------------------- */

Test(batch_builder, space_of_every_size_is_written_where_it_stands) {
    struct builder *builder = builder_new(&model_host, type_of(LEAT_TEXT), 0);
    char bytes[300];
    for (int i = 0; i < 300; i++) {
        bytes[i] = (char)('a' + i % 26);
    }
    for (size_t size = 0; size < 300; size++) { /* the buffer moves as it grows */
        memcpy(leat_add_space(&builder->api, size), bytes, size);
        leat_add_text(&builder->api, (struct leat_text){bytes, size});
    }
    memcpy(leat_add_space(&builder->api, 20), bytes, 20);
    struct column *column = built(builder);
    cr_assert_null(column_check(column, type_of(LEAT_TEXT), 601));
    for (int64_t row = 0; row < 600; row++) {
        const struct leat_text is = text_at(column, row);
        cr_assert(is.size == (size_t)row / 2 && memcmp(is.data, bytes, is.size) == 0, "row %ld",
                  (long)row);
    }
    cr_assert_eq(column->buffer_count, 1);
    column_release(column);
}

Test(batch_builder, many_texts_are_added_as_one_by_one) {
    static const char longer[] = "a text longer than twelve bytes";
    const struct leat_text texts[] = {text_of("short"), {NULL, 0}, {"", 0},     text_of(longer),
                                      {longer, 12},     {NULL, 9}, {longer, 13}};
    enum { COUNT = sizeof texts / sizeof *texts, ROUNDS = 300 };
    struct builder *builder = builder_new(&model_host, type_of(LEAT_TEXT), 0);
    leat_add_texts(&builder->api, texts, 0);
    for (int round = 0; round < ROUNDS; round++) {
        leat_add_texts(&builder->api, texts, COUNT);
        leat_add_text(&builder->api, text_of("one"));
    }
    struct column *column = built(builder);
    cr_assert_null(column_check(column, type_of(LEAT_TEXT), ROUNDS * (COUNT + 1)));
    const struct leat_view view = column_view(column);
    for (int64_t row = 0; row < view.rows; row++) {
        const size_t i = (size_t)row % (COUNT + 1);
        const struct leat_text wanted = i < COUNT ? texts[i] : text_of("one");
        cr_assert_eq(leat_is_null(&view, row), wanted.data == NULL, "row %ld", (long)row);
        if (wanted.data != NULL) {
            const struct leat_text is = text_at(column, row);
            cr_assert(is.size == wanted.size && memcmp(is.data, wanted.data, is.size) == 0,
                      "row %ld", (long)row);
        }
    }
    column_release(column);
    builder = builder_new(&model_host, type_of(LEAT_DATE), 0);
    leat_add_texts(&builder->api, texts, COUNT);
    fails(builder, "a value of kind text was added to a column of kind date");
    builder = builder_new(&model_host, type_of(LEAT_TEXT), 0);
    builder->checks_utf8 = true;
    leat_add_texts(&builder->api, (struct leat_text[]){{"Caf", 3}, {"Caf\xe9", 4}}, 2);
    fails(builder, "the text of row 1, counted from 0, is not UTF-8 at its byte 3");
}

/* As if there were two gigabytes in it, which views cannot reach beyond. */
Test(batch_builder, a_full_buffer_is_followed_by_another) {
    static const char longer[] = "a text longer than twelve bytes";
    struct builder *builder = builder_new(&model_host, type_of(LEAT_TEXT), 0);
    leat_add_text(&builder->api, text_of(longer));
    struct buffer *first = builder->text;
    const size_t size = first->size;
    first->size = BUFFER_MOST - 5;
    leat_add_text(&builder->api, text_of(longer));
    leat_add_text(&builder->api, text_of("short"));
    memcpy(leat_add_space(&builder->api, 20), longer, 20);
    first->size = size;
    struct column *column = built(builder);
    cr_assert_null(column_check(column, type_of(LEAT_TEXT), 4));
    cr_assert_eq(column->buffer_count, 2);
    cr_assert(reads(column, 0, longer) && reads(column, 1, longer) &&
              reads(column, 3, "a text longer than t"));
    column_release(column);
}

Test(batch_builder, text_is_proved_and_the_row_named) {
    static const struct {
        const char *text;
        size_t size, byte;
    } wrong[] = {{"Caf\xe9", 4, 3},
                 {"\xef\xbf\xbf", 3, 0},
                 {"\xc3", 1, 0},
                 {"a long text \xed\xa0\x80", 15, 12},
                 {"twelve byte\xc3", 12, 11}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        for (int space = 0; space < 2; space++) {
            struct builder *builder = builder_new(&model_host, type_of(LEAT_TEXT), 0);
            builder->checks_utf8 = true;
            leat_add_text(&builder->api, text_of("Caf\xc3\xa9"));
            leat_add_null(&builder->api);
            if (space) {
                memcpy(leat_add_space(&builder->api, wrong[i].size), wrong[i].text, wrong[i].size);
            } else {
                leat_add_text(&builder->api, (struct leat_text){wrong[i].text, wrong[i].size});
            }
            leat_add_text(&builder->api,
                          text_of("\xa9")); /* no continuation of the text before it */
            char says[100];
            snprintf(says, sizeof says,
                     "the text of row 2, counted from 0, is not UTF-8 at its byte %zu",
                     wrong[i].byte);
            fails(builder, says);
        }
    }
}

Test(batch_builder, space_alone_is_proved_too) {
    struct builder *builder = builder_new(&model_host, type_of(LEAT_TEXT), 0);
    builder->checks_utf8 = true;
    memcpy(leat_add_space(&builder->api, 20), "twenty bytes, 1 \xff ..", 20);
    fails(builder, "the text of row 0, counted from 0, is not UTF-8 at its byte 16");
}

Test(batch_builder, text_is_not_proved_unless_asked) {
    struct builder *builder = builder_new(&model_host, type_of(LEAT_TEXT), 0);
    leat_add_text(&builder->api, text_of("Caf\xe9"));
    struct column *column = built(builder);
    char *fault = column_check(column, type_of(LEAT_TEXT), 1);
    cr_assert_str_eq(fault, "row 0, counted from 0, is not UTF-8 at its byte 3");
    memory_free(fault);
    column_release(column);
}

Test(batch_builder, an_empty_symbol_is_none) {
    struct builder *builder = builder_new(&model_host, type_of(LEAT_INTEGER), 0);
    leat_add_symbol(&builder->api, text_of(""));
    struct column *column = built(builder);
    cr_assert_eq(column->array.null_count, 1);
    cr_assert_null(column->symbols);
    column_release(column);
}

Test(batch_builder, a_symbol_is_proved_as_well) {
    struct builder *builder = builder_new(&model_host, type_of(LEAT_INTEGER), 0);
    builder->checks_utf8 = true;
    leat_add_integer(&builder->api, 1);
    leat_add_symbol(&builder->api, text_of("\xff"));
    fails(builder, "its symbols: the text of row 1, counted from 0, is not UTF-8 at its byte 0");
}

/* -- values of other columns ------------------------------------------------------------------ */

Test(batch_builder, values_come_over_with_symbols_and_totals) {
    uint64_t seed = 9;
    for (int type = 0; type < MODEL_TYPES; type++) {
        struct model model = model_random(&seed, model_type(type), 90, WITH_ALL);
        struct column *column = model_build(&model);
        const struct leat_view view = column_view(column);
        struct builder *builder = builder_new(&model_host, model.type, 0);
        uint32_t rows[200];
        for (size_t i = 0; i < 200; i++) {
            rows[i] = (uint32_t)random_below(&seed, 90);
            leat_add_from(&builder->api, &view, rows[i]);
        }
        column_release(column); /* nothing of it is needed any longer */
        struct column *copy = built(builder);
        struct model must = model_take(&model, rows, 200);
        model_same(copy, &must, "added from");
        column_release(copy);
        model_free(&must);
        model_free(&model);
    }
}

Test(batch_builder, values_of_other_types_and_rows_are_refused) {
    struct column *column = column_try_null(type_decimal(10, 2), 3);
    const struct leat_view view = column_view(column);
    struct builder *builder = builder_new(&model_host, type_decimal(10, 3), 0);
    leat_add_from(&builder->api, &view, 0);
    fails(builder, "a value of type decimal(10,2) was added to a column of type decimal(10,3)");
    builder = builder_new(&model_host, type_decimal(10, 2), 0);
    leat_add_from(&builder->api, &view, 3);
    fails(builder, "row 3 was added from a column of 3 rows");
    column_release(column);
}

/* -- memory ---------------------------------------------------------------------------------- */

static bool build_under_pressure(void) {
    static const char longer[] = "a text longer than what fits";
    bool done = true;
    for (int type = 0; type < MODEL_TYPES; type++) {
        struct builder *builder = builder_new(&model_host, model_type(type), 0);
        struct column *nulls = column_try_null(model_type(type), 1);
        for (int i = 0; i < 100; i++) {
            if (type == 0) {
                leat_add_text(&builder->api, text_of(longer));
                memcpy(leat_add_space(&builder->api, sizeof longer), longer, sizeof longer);
            } else if (type == 4) {
                leat_add_boolean(&builder->api, true);
            }
            leat_add_symbol(&builder->api,
                            i % 2 == 0 ? text_of("x") : text_of("withheld for few pupils"));
        }
        if (nulls != NULL) {
            const struct leat_view view = column_view(nulls);
            leat_add_from(&builder->api, &view, 0);
        }
        column_release(nulls);
        char *failure = NULL;
        struct column *column = builder_finish(builder, &failure);
        done &= column != NULL;
        if (column == NULL && strstr(failure, "no memory") == NULL) {
            _Exit(20);
        }
        memory_free(failure);
        column_release(column);
    }
    return done;
}

Test(batch_builder, each_allocation_may_fail) {
    const int failures = model_fail_each(build_under_pressure, true);
    cr_assert_geq(failures, 80, "only %d allocations", failures);
}

/* Under a limit, the text that no longer fits fails the builder, and what was written meanwhile
 * went somewhere. */
Test(batch_builder, a_limit_fails_the_builder_alone) {
    const size_t before = memory_used();
    memory_limit(before + 100000);
    struct builder *builder = builder_new(&model_host, type_of(LEAT_TEXT), 0);
    for (int i = 0; i < 1000; i++) {
        memset(leat_add_space(&builder->api, 1000), 'x', 1000);
    }
    fails(builder, "no memory is left for a column");
    memory_limit(0);
    cr_assert_eq(memory_used(), before);
}
