/* column_check against columns that are wrong in one thing each, and columns that only look
 * wrong. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "batch/bits.h"
#include "batch_model.h"

static const char longer[] = "Widecombe-in-the-Moor Primary School";

/* -- the columns ----------------------------------------------------------------------------- */

/* Rows: short text, null, long text, empty text, long text. */
static struct column *good_text(void) {
    struct builder *builder = builder_new(&model_host, type_of(LEAT_TEXT), 0);
    builder_add_text(builder, text_of("Ashburton"));
    builder_add_null(builder);
    builder_add_text(builder, text_of(longer));
    builder_add_text(builder, text_of(""));
    builder_add_text(builder, text_of("South Dartmoor Community College"));
    return built(builder);
}

/* Rows: 1, null with a symbol, 3, 4, 5, whatever that is in the type. */
static struct column *good_fixed(struct leat_type type) {
    struct builder *builder = builder_new(&model_host, type, 0);
    for (int64_t i = 1; i <= 5; i++) {
        const double real = (double)i;
        const int32_t days = (int32_t)i;
        const struct leat_decimal decimal = {.low = (uint64_t)i};
        const void *const values[] = {
            [LEAT_INTEGER] = &i, [LEAT_REAL] = &real,   [LEAT_DECIMAL] = &decimal,
            [LEAT_DATE] = &days, [LEAT_TIMESTAMP] = &i, [LEAT_BOOLEAN] = &i};
        if (i == 2) {
            builder_add_symbol(builder, text_of("x"));
        } else {
            builder_add_fixed(builder, type.kind, values[type.kind]);
        }
    }
    return built(builder);
}

static void set_view(struct column *column, int64_t row, size_t at, int32_t value) {
    memcpy((char *)column->values + row * 16 + at, &value, sizeof value);
}

static void set_real(struct column *column, int64_t row, double value) {
    ((double *)column->values)[row] = value;
}
static void set_date(struct column *column, int64_t row, int32_t value) {
    ((int32_t *)column->values)[row] = value;
}
static void set_time(struct column *column, int64_t row, int64_t value) {
    ((int64_t *)column->values)[row] = value;
}
static void set_units(struct column *column, int64_t row, int128 units) {
    memcpy((char *)column->values + row * 16, &units, sizeof units);
}

/* -- one fault each --------------------------------------------------------------------------- */

static void length_more(struct column *column) { column->array.length = 6; }
static void length_negative(struct column *column) { column->array.length = -1; }
static void offset_set(struct column *column) { column->array.offset = 1; }
static void children(struct column *column) { column->array.n_children = 1; }
static void dictionary(struct column *column) { column->array.dictionary = &column->array; }
static void buffers_few(struct column *column) { column->array.n_buffers = 2; }
static void buffers_none(struct column *column) { column->array.n_buffers = 0; }
static void buffers_negative(struct column *column) { column->array.n_buffers = INT64_MIN; }
static void buffers_huge(struct column *column) { column->array.n_buffers = INT64_MAX; }
static void buffers_null(struct column *column) { column->array.buffers = NULL; }
static void bitmap_other(struct column *column) { column->pointers[0] = column->pointers[1]; }
static void values_other(struct column *column) { column->pointers[1] = NULL; }
static void values_none(struct column *column) {
    column->values = NULL, column->pointers[1] = NULL;
}
static void nulls_more(struct column *column) { column->array.null_count = 2; }
static void nulls_unknown(struct column *column) { column->array.null_count = -1; }
static void nulls_without_bitmap(struct column *column) {
    column->valid = NULL, column->pointers[0] = NULL;
}
static void nulls_in_bitmap(struct column *column) { bit_clear(column->valid, 4); }
static void absent(struct column *column) { column->is_absent = true; }
static void sizes_none(struct column *column) { column->pointers[3] = NULL; }
static void sizes_more(struct column *column) { column->sizes[0]++; }
static void sizes_negative(struct column *column) { column->sizes[0] = -5; }
static void sizes_huge(struct column *column) { column->sizes[0] = INT64_C(1) << 31; }
static void sizes_less(struct column *column) { column->sizes[0] = (int64_t)strlen(longer) + 31; }
static void data_other(struct column *column) { column->pointers[2] = longer; }
static void data_none(struct column *column) { column->pointers[2] = NULL; }
static void buffers_other(struct column *column) { column->buffer_count = 2; }
static void view_negative(struct column *column) { set_view(column, 2, 0, -1); }
static void view_least(struct column *column) { set_view(column, 0, 0, INT32_MIN); }
static void view_huge(struct column *column) { set_view(column, 4, 0, INT32_MAX); }
static void view_number(struct column *column) { set_view(column, 2, 8, 1); }
static void view_number_negative(struct column *column) { set_view(column, 2, 8, -1); }
static void view_offset_negative(struct column *column) { set_view(column, 2, 12, -1); }
static void view_offset_more(struct column *column) {
    set_view(column, 4, 12, (int32_t)strlen(longer) + 1);
}
static void view_offset_huge(struct column *column) { set_view(column, 4, 12, INT32_MAX); }
static void view_prefix(struct column *column) { ((char *)column->values)[2 * 16 + 7]++; }
static void view_tail(struct column *column) { ((char *)column->values)[4 + 9] = 'x'; }
static void view_tail_end(struct column *column) { ((char *)column->values)[3 * 16 + 15] = 1; }
static void text_short(struct column *column) { ((char *)column->values)[4 + 3] = '\xff'; }
static void text_long(struct column *column) {
    column->buffers[0]->data[strlen(longer) - 1] = '\xc3';
}

static const struct {
    void (*spoil)(struct column *column);
    const char *says;
} text_faults[] = {
    {length_more, "has 6 values, where the batch has 5 rows"},
    {length_negative, "has -1 values, where the batch has 5 rows"},
    {offset_set, "has the offset 1, where leat's columns begin at 0"},
    {children, "has children or a dictionary"},
    {dictionary, "has children or a dictionary"},
    {buffers_few, "has 2 buffers, where its type has 3 and more"},
    {buffers_none, "has 0 buffers, where its type has 3 and more"},
    {buffers_negative, "has -9223372036854775808 buffers, where its type has 3 and more"},
    {buffers_huge, "has 9223372036854775807 buffers, where its type has 3 and more"},
    {buffers_null, "has buffers that are not those of its array"},
    {bitmap_other, "has buffers that are not those of its array"},
    {values_other, "has buffers that are not those of its array"},
    {values_none, "has no buffer of values"},
    {nulls_more, "says it has 2 nulls, and has 1"},
    {nulls_unknown, "says it has -1 nulls, and has 1"},
    {nulls_without_bitmap, "says it has 1 nulls, and has 0"},
    {nulls_in_bitmap, "says it has 1 nulls, and has 2"},
    {absent, "is absent, and has values"},
    {sizes_none, "does not say the sizes of its buffers"},
    {sizes_more, "says of buffer 0 of its text what is not true of it"},
    {sizes_negative, "says that buffer 0 of its text has -5 bytes"},
    {sizes_huge, "says that buffer 0 of its text has 2147483648 bytes"},
    {sizes_less, "row 4, counted from 0, has a view beyond the end of its buffer"},
    {data_other, "says of buffer 0 of its text what is not true of it"},
    {data_none, "lacks buffer 0 of its text"},
    {buffers_other, "has 1 buffers of text, and holds 2"},
    {view_negative, "row 2, counted from 0, has a view of negative length"},
    {view_least, "row 0, counted from 0, has a view of negative length"},
    {view_huge, "row 4, counted from 0, has a view beyond the end of its buffer"},
    {view_number, "row 2, counted from 0, has a view into a buffer that is not there"},
    {view_number_negative, "row 2, counted from 0, has a view into a buffer that is not there"},
    {view_offset_negative, "row 2, counted from 0, has a view beyond the end of its buffer"},
    {view_offset_more, "row 4, counted from 0, has a view beyond the end of its buffer"},
    {view_offset_huge, "row 4, counted from 0, has a view beyond the end of its buffer"},
    {view_prefix,
     "row 2, counted from 0, has a view whose prefix is not the beginning of its text"},
    {view_tail, "row 0, counted from 0, has a view whose bytes after the text are not zero"},
    {view_tail_end, "row 3, counted from 0, has a view whose bytes after the text are not zero"},
    {text_short, "row 0, counted from 0, is not UTF-8 at its byte 3"},
    {text_long, "row 2, counted from 0, is not UTF-8 at its byte 35"},
};

/* The fault must be told in these words; the column is then put back, since it must still be
 * released. */
static void must_say(struct column *column, void (*spoil)(struct column *),
                     struct leat_type promised, const char *says) {
    struct column *pristine = memory_alloc(sizeof *pristine);
    const void *pointers[4];
    memcpy(pristine, column, sizeof *pristine);
    memcpy(pointers, column->pointers, sizeof *pointers * (size_t)column->array.n_buffers);
    spoil(column);
    char *fault = column_check(column, promised, 5);
    cr_assert_not_null(fault, "nothing was found, where it should be: %s", says);
    cr_assert_str_eq(fault, says);
    memory_free(fault);
    memcpy(column, pristine, sizeof *pristine);
    memcpy(column->pointers, pointers, sizeof *pointers * (size_t)column->array.n_buffers);
    memory_free(pristine);
}

Test(batch_check, every_fault_of_a_text_column_has_its_name) {
    for (size_t i = 0; i < sizeof text_faults / sizeof *text_faults; i++) {
        struct column *column = good_text();
        cr_assert_null(column_check(column, type_of(LEAT_TEXT), 5));
        must_say(column, text_faults[i].spoil, type_of(LEAT_TEXT), text_faults[i].says);
        column_release(column);
    }
}

static void nothing(struct column *column) { (void)column; }
static void real_nan(struct column *column) { set_real(column, 4, NAN); }
static void real_infinite(struct column *column) { set_real(column, 0, -INFINITY); }
static void date_early(struct column *column) { set_date(column, 0, DATE_MIN - 1); }
static void date_late(struct column *column) { set_date(column, 3, DATE_MAX + 1); }
static void time_early(struct column *column) {
    set_time(column, 0, DATE_MIN * INT64_C(86400000000) - 1);
}
static void time_late(struct column *column) {
    set_time(column, 4, (DATE_MAX + 1) * INT64_C(86400000000));
}
static void units_more(struct column *column) { set_units(column, 2, 100000); }
static void units_less(struct column *column) { set_units(column, 2, -decimal_power(38) - 7); }
static void scale_more(struct column *column) { column->type.scale = 6; }
static void aligned_badly(struct column *column) {
    column->values = (char *)column->values + 4;
    column->pointers[1] = column->values;
}
static void three_buffers(struct column *column) { column->array.n_buffers = 3; }
static void symbols_few(struct column *column) { column->symbols->array.length = 4; }
static void symbol_on_value(struct column *column) {
    bit_set(column->symbols->valid, 3);
    column->symbols->array.null_count--;
}

static const struct {
    enum leat_kind kind, promised;
    void (*spoil)(struct column *column);
    const char *says;
} fixed_faults[] = {
    {LEAT_INTEGER, LEAT_REAL, nothing, "is of type integer, where real was promised"},
    {LEAT_DECIMAL, LEAT_NONE, nothing, "is of type decimal(5,2), where none was promised"},
    {LEAT_INTEGER, LEAT_INTEGER, three_buffers, "has 3 buffers, where its type has 2"},
    {LEAT_INTEGER, LEAT_INTEGER, aligned_badly, "has values that are not aligned to 8 bytes"},
    {LEAT_REAL, LEAT_REAL, real_nan, "row 4, counted from 0, is not a finite number"},
    {LEAT_REAL, LEAT_REAL, real_infinite, "row 0, counted from 0, is not a finite number"},
    {LEAT_DATE, LEAT_DATE, date_early,
     "row 0, counted from 0, is not within the years 0001 to 9999"},
    {LEAT_DATE, LEAT_DATE, date_late,
     "row 3, counted from 0, is not within the years 0001 to 9999"},
    {LEAT_TIMESTAMP, LEAT_TIMESTAMP, time_early,
     "row 0, counted from 0, is not within the years 0001 to 9999"},
    {LEAT_TIMESTAMP, LEAT_TIMESTAMP, time_late,
     "row 4, counted from 0, is not within the years 0001 to 9999"},
    {LEAT_DECIMAL, LEAT_DECIMAL, units_more,
     "row 2, counted from 0, has more digits than decimal(5,2)"},
    {LEAT_DECIMAL, LEAT_DECIMAL, units_less,
     "row 2, counted from 0, has more digits than decimal(5,2)"},
    {LEAT_INTEGER, LEAT_INTEGER, symbols_few,
     "its symbols: has 4 values, where the batch has 5 rows"},
    {LEAT_BOOLEAN, LEAT_BOOLEAN, symbol_on_value,
     "row 3, counted from 0, has both a value and a symbol"},
};

Test(batch_check, every_fault_of_other_columns_has_its_name) {
    for (size_t i = 0; i < sizeof fixed_faults / sizeof *fixed_faults; i++) {
        const bool decimal = fixed_faults[i].kind == LEAT_DECIMAL;
        const struct leat_type type = decimal ? type_decimal(5, 2) : type_of(fixed_faults[i].kind);
        const struct leat_type promised =
            fixed_faults[i].promised == LEAT_DECIMAL ? type : type_of(fixed_faults[i].promised);
        struct column *column = good_fixed(type);
        char *fault = column_check(column, type, 5);
        cr_assert_null(fault, "%s", fault);
        int64_t symbols = column->symbols->array.length,
                symbol_nulls = column->symbols->array.null_count;
        must_say(column, fixed_faults[i].spoil, promised, fixed_faults[i].says);
        column->symbols->array.length = symbols;
        column->symbols->array.null_count = symbol_nulls;
        column_release(column);
    }
}

Test(batch_check, a_decimal_that_cannot_be_is_refused) {
    struct column *column = good_fixed(type_decimal(5, 2));
    must_say(column, scale_more,
             (struct leat_type){.kind = LEAT_DECIMAL, .precision = 5, .scale = 6},
             "is a decimal of 5 digits, 6 of them after the point");
    column_release(column);
}

/* -- what only looks wrong -------------------------------------------------------------------- */

static void under_null(struct column *column) {
    set_view(column, 1, 0, -77), set_view(column, 1, 8, 99);
}

Test(batch_check, values_under_nulls_may_be_anything) {
    struct column *column = good_text();
    under_null(column);
    cr_assert_null(column_check(column, type_of(LEAT_TEXT), 5));
    column_release(column);
    column = good_fixed(type_of(LEAT_REAL));
    set_real(column, 1, NAN);
    cr_assert_null(column_check(column, type_of(LEAT_REAL), 5));
    column_release(column);
    column = good_fixed(type_decimal(5, 2));
    set_units(column, 1, 12345678);
    cr_assert_null(column_check(column, type_decimal(5, 2), 5));
    column_release(column);
}

Test(batch_check, the_edges_of_what_is_right_are_right) {
    struct column *column = good_fixed(type_of(LEAT_DATE));
    set_date(column, 0, DATE_MIN);
    set_date(column, 3, DATE_MAX);
    cr_assert_null(column_check(column, type_of(LEAT_DATE), 5));
    column_release(column);
    column = good_fixed(type_of(LEAT_TIMESTAMP));
    set_time(column, 0, DATE_MIN * INT64_C(86400000000));
    set_time(column, 4, (DATE_MAX + 1) * INT64_C(86400000000) - 1);
    cr_assert_null(column_check(column, type_of(LEAT_TIMESTAMP), 5));
    column_release(column);
    column = good_fixed(type_decimal(5, 2));
    set_units(column, 0, 99999);
    set_units(column, 4, -99999);
    cr_assert_null(column_check(column, type_decimal(5, 2), 5));
    column_release(column);
}

/* Rows that nobody has spoilt: any bit of a text's view that changes is found, or changes what is
 * read. */
Test(batch_check, no_bit_of_a_view_may_change_unnoticed) {
    struct column *column = good_text();
    for (int64_t row = 2; row <= 4; row += 2) {
        for (int bit = 0; bit < 128; bit++) {
            char *byte = (char *)column->values + row * 16 + bit / 8;
            *byte = (char)(*byte ^ 1 << bit % 8);
            char *fault = column_check(column, type_of(LEAT_TEXT), 5);
            const bool is_size = bit < 8; /* a shorter text of the same beginning is a text, too */
            cr_assert(fault != NULL || is_size, "row %ld, bit %d", (long)row, bit);
            memory_free(fault);
            *byte = (char)(*byte ^ 1 << bit % 8);
        }
    }
    cr_assert_null(column_check(column, type_of(LEAT_TEXT), 5));
    column_release(column);
}

/* -- UTF-8 of short texts --------------------------------------------------------------------- */

Test(batch_check, utf8_at_every_length_and_place) {
    char text[100];
    for (size_t size = 0; size <= 100; size++) {
        memset(text, 'a', sizeof text);
        cr_assert(check_utf8(text, size));
        for (size_t at = 0; at < size; at++) {
            text[at] = '\xe9';
            cr_assert_not(check_utf8(text, size), "byte %zu of %zu", at, size);
            text[at] = 'a';
        }
        if (size >= 2) {
            memcpy(text + size - 2, "\xc3\xa9", 2);
            cr_assert(check_utf8(text, size));
            cr_assert_not(check_utf8(text, size - 1));
        }
    }
}
