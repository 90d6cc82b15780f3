/* Columns of foreign software: every layout, at every offset, with nulls and without. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "batch_foreign.h"
#include "batch_model.h"

enum { ROWS = 5 };

/* Row 1 is null; the other bits of the byte are of no row. */
static const uint8_t valid = 0xfd;

/* A row as text; "-" for null. */
static const char *shown(const struct column *column, int64_t row) {
    static char out[100];
    const struct leat_view view = column_view(column);
    if (leat_is_null(&view, row)) {
        return "-";
    }
    if (view.type.kind == LEAT_TEXT) {
        const struct leat_text text = leat_text_at(&view, row);
        snprintf(out, sizeof out, "%.*s", (int)text.size, text.data);
    } else if (view.type.kind == LEAT_REAL) {
        snprintf(out, sizeof out, "%g", leat_real(&view, row));
    } else if (view.type.kind == LEAT_DECIMAL) {
        const struct leat_decimal value = leat_decimal_at(&view, row);
        int128 units;
        memcpy(&units, &value, sizeof units);
        out[decimal_format(units, view.type.scale, false, out)] = '\0';
    } else if (view.type.kind == LEAT_BOOLEAN) {
        return leat_boolean(&view, row) ? "true" : "false";
    } else if (view.type.kind == LEAT_DATE) {
        snprintf(out, sizeof out, "%d", leat_date(&view, row));
    } else {
        snprintf(out, sizeof out, "%lld", (long long)leat_integer(&view, row));
    }
    return out;
}

/* Imports what `make` makes from every offset on, and compares the rows with those given. */
static void imports_as(void (*make)(struct foreign *, const void *), const void *context,
                       struct leat_type wanted, const char *const *rows, bool nulls) {
    const size_t before = memory_used();
    for (int64_t offset = 0; offset <= ROWS; offset++) {
        struct foreign foreign;
        make(&foreign, context);
        foreign.array.offset = offset;
        foreign.array.length = ROWS - offset;
        foreign.array.null_count = offset % 2 == 0 ? -1 : nulls && offset <= 1;
        char *failure = NULL;
        struct column *column =
            column_import(&foreign.schema, &foreign.array, wanted, ROWS - offset, &failure);
        cr_assert_not_null(column, "%s: %s", foreign.schema.format, failure);
        cr_assert(foreign.schemas_released == 1 && foreign.arrays_released == 1, "%s",
                  foreign.schema.format);
        cr_assert_null(column_check(column, wanted, ROWS - offset));
        for (int64_t row = 0; row < ROWS - offset; row++) {
            const char *must = nulls && row + offset == 1 ? "-" : rows[row + offset];
            cr_assert_str_eq(shown(column, row), must, "%s from %ld: row %ld is %s, not %s",
                             foreign.schema.format, (long)offset, (long)row, shown(column, row),
                             must);
        }
        column_release(column);
    }
    cr_assert_eq(memory_used(), before);
}

/* -- fixed width ------------------------------------------------------------------------------ */

struct fixed {
    const char *format;
    struct leat_type wanted;
    size_t width;
    int64_t values[ROWS];
    const char *rows[ROWS];
};

#define TYPE(kind_)                                                                                \
    { .kind = LEAT_##kind_ }
#define DECIMAL(precision_, scale_)                                                                \
    { .kind = LEAT_DECIMAL, .precision = (precision_), .scale = (scale_) }

static const struct fixed fixed[] = {
    {"c", TYPE(INTEGER), 1, {-128, 7, 127, 0, -1}, {"-128", "7", "127", "0", "-1"}},
    {"C", TYPE(INTEGER), 1, {0, 7, 128, 255, 1}, {"0", "7", "128", "255", "1"}},
    {"s", TYPE(INTEGER), 2, {-32768, 7, 32767, 0, -1}, {"-32768", "7", "32767", "0", "-1"}},
    {"S", TYPE(INTEGER), 2, {0, 7, 32768, 65535, 1}, {"0", "7", "32768", "65535", "1"}},
    {"i",
     TYPE(INTEGER),
     4,
     {INT32_MIN, 7, INT32_MAX, 0, -1},
     {"-2147483648", "7", "2147483647", "0", "-1"}},
    {"I",
     TYPE(INTEGER),
     4,
     {0, 7, 2147483648, 4294967295, 1},
     {"0", "7", "2147483648", "4294967295", "1"}},
    {"l",
     TYPE(INTEGER),
     8,
     {INT64_MIN, 7, INT64_MAX, 0, -1},
     {"-9223372036854775808", "7", "9223372036854775807", "0", "-1"}},
    {"L", TYPE(INTEGER), 8, {0, 7, INT64_MAX, 0, 1}, {"0", "7", "9223372036854775807", "0", "1"}},
    {"tdD", TYPE(DATE), 4, {-719162, 7, 2932896, 0, -1}, {"-719162", "7", "2932896", "0", "-1"}},
    {"tdm",
     TYPE(DATE),
     8,
     {-86400000, 604800000, 0, 86400000, 172800000},
     {"-1", "7", "0", "1", "2"}},
    {"tss:",
     TYPE(TIMESTAMP),
     8,
     {-1, 7, 0, 1, 2},
     {"-1000000", "7000000", "0", "1000000", "2000000"}},
    {"tsm:UTC", TYPE(TIMESTAMP), 8, {-1, 7, 0, 1, 2}, {"-1000", "7000", "0", "1000", "2000"}},
    {"tsu:Etc/UTC", TYPE(TIMESTAMP), 8, {-1, 7, 0, 1, 2}, {"-1", "7", "0", "1", "2"}},
    {"tsn:+00:00", TYPE(TIMESTAMP), 8, {-1000, 7000, 0, 1000, 2000}, {"-1", "7", "0", "1", "2"}},
    {"d:9,2,32",
     DECIMAL(10, 2),
     4,
     {-12345, 7, 0, 1, 999999999},
     {"-123.45", "0.07", "0.00", "0.01", "9999999.99"}},
    {"d:18,2,64",
     DECIMAL(12, 3),
     8,
     {-12345, 7, 0, 1, 99999999},
     {"-123.450", "0.070", "0.000", "0.010", "999999.990"}},
    {"d:38,2",
     DECIMAL(38, 2),
     16,
     {-12345, 7, 0, 1, INT64_MAX},
     {"-123.45", "0.07", "0.00", "0.01", "92233720368547758.07"}},
    {"d:20,4,128",
     DECIMAL(6, 1),
     16,
     {-12000, 7000, 0, 1000, 99999000},
     {"-1.2", "0.7", "0.0", "0.1", "9999.9"}},
    {"d:38,38",
     DECIMAL(38, 38),
     16,
     {-1, 7, 0, 1, 2},
     {"-0.00000000000000000000000000000000000001", "0.00000000000000000000000000000000000007",
      "0.00000000000000000000000000000000000000", "0.00000000000000000000000000000000000001",
      "0.00000000000000000000000000000000000002"}},
};

static void make_fixed(struct foreign *foreign, const void *context) {
    const struct fixed *from = context;
    foreign_start(foreign, from->format, ROWS);
    foreign_add(foreign, NULL, 0);
    foreign_add_integers(foreign, from->width, from->values, ROWS);
}

static void make_fixed_null(struct foreign *foreign, const void *context) {
    const struct fixed *from = context;
    foreign_start(foreign, from->format, ROWS);
    foreign_add(foreign, &valid, 1);
    foreign_add_integers(foreign, from->width, from->values, ROWS);
}

Test(batch_import, integers_dates_times_and_decimals_of_every_width) {
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        imports_as(make_fixed, &fixed[i], fixed[i].wanted, fixed[i].rows, false);
        imports_as(make_fixed_null, &fixed[i], fixed[i].wanted, fixed[i].rows, true);
    }
}

static void make_reals(struct foreign *foreign, const void *context) {
    const double wide[ROWS] = {-1.5, 7, 1e300, 0, 0.1};
    const float narrow[ROWS] = {-1.5F, 7, 1e30F, 0, 0.5F};
    const bool is_wide = context != NULL;
    foreign_start(foreign, is_wide ? "g" : "f", ROWS);
    foreign_add(foreign, &valid, 1);
    foreign_add(foreign, is_wide ? (const void *)wide : (const void *)narrow,
                is_wide ? sizeof wide : sizeof narrow);
}

Test(batch_import, reals_of_both_widths) {
    imports_as(make_reals, "wide", type_of(LEAT_REAL),
               (const char *const[]){"-1.5", "", "1e+300", "0", "0.1"}, true);
    imports_as(make_reals, NULL, type_of(LEAT_REAL),
               (const char *const[]){"-1.5", "", "1e+30", "0", "0.5"}, true);
}

static void make_booleans(struct foreign *foreign, const void *context) {
    (void)context;
    foreign_start(foreign, "b", ROWS);
    foreign_add(foreign, &valid, 1);
    foreign_add(foreign, &(uint8_t){0xf5}, 1);
}

Test(batch_import, booleans_from_any_bit) {
    imports_as(make_booleans, NULL, type_of(LEAT_BOOLEAN),
               (const char *const[]){"true", "", "true", "false", "true"}, true);
}

static void make_nothing(struct foreign *foreign, const void *context) {
    (void)context;
    foreign_start(foreign, "n", ROWS);
}

Test(batch_import, the_null_type_becomes_any_type) {
    const char *const rows[] = {"-", "-", "-", "-", "-"};
    for (int type = 0; type < MODEL_TYPES; type++) {
        imports_as(make_nothing, NULL, model_type(type), rows, true);
    }
}

/* Under a null there may be what no column holds. */
Test(batch_import, values_under_nulls_are_not_looked_at) {
    static const struct fixed odd[] = {
        {"L", TYPE(INTEGER), 8, {0, -1, 1, 2, 3}, {"0", "", "1", "2", "3"}},
        {"tdD", TYPE(DATE), 4, {0, INT32_MIN, 1, 2, 3}, {"0", "", "1", "2", "3"}},
        {"tdm", TYPE(DATE), 8, {0, 1, 0, 0, 0}, {"0", "", "0", "0", "0"}},
        {"tss:", TYPE(TIMESTAMP), 8, {0, INT64_MAX, 0, 0, 0}, {"0", "", "0", "0", "0"}},
        {"d:5,0,64", DECIMAL(2, 0), 8, {0, 1000, 0, 0, 0}, {"0", "", "0", "0", "0"}},
    };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        imports_as(make_fixed_null, &odd[i], odd[i].wanted, odd[i].rows, true);
    }
}

/* -- text ------------------------------------------------------------------------------------- */

static const char *const schools[ROWS] = {"Ashburton", "Caf\xc3\xa9",
                                          "Widecombe-in-the-Moor Primary", "",
                                          "South Dartmoor Community College"};

/* The first offset is not 0, as in a slice. */
static void make_offsets(struct foreign *foreign, const void *context) {
    const bool wide = context != NULL;
    int64_t offsets[ROWS + 1] = {3};
    char bytes[200] = "___";
    for (int i = 0; i < ROWS; i++) {
        memcpy(bytes + offsets[i], schools[i], strlen(schools[i]));
        offsets[i + 1] = offsets[i] + (int64_t)strlen(schools[i]);
    }
    foreign_start(foreign, wide ? "U" : "u", ROWS);
    foreign_add(foreign, &valid, 1);
    foreign_add_integers(foreign, wide ? 8 : 4, offsets, ROWS + 1);
    foreign_add(foreign, bytes, (size_t)offsets[ROWS]);
}

Test(batch_import, texts_by_offsets) {
    imports_as(make_offsets, NULL, type_of(LEAT_TEXT), schools, true);
    imports_as(make_offsets, "wide", type_of(LEAT_TEXT), schools, true);
}

/* Two buffers, one of them with bytes that are nobody's. */
static void make_views(struct foreign *foreign, const void *context) {
    const int numbers[ROWS] = {0, 0, 1, 0, 0}, offsets[ROWS] = {0, 0, 5, 0, 0};
    char second[100] = "\xff\xff\xff\xff\xff";
    strcat(second, schools[2]);
    const int64_t sizes[] = {(int64_t)strlen(schools[4]), (int64_t)strlen(second)};
    foreign_start(foreign, "vu", ROWS);
    foreign_add(foreign, context, 1);
    foreign_add_views(foreign, schools, numbers, offsets, ROWS);
    foreign_add(foreign, schools[4], (size_t)sizes[0]);
    foreign_add(foreign, second, (size_t)sizes[1]);
    foreign_add_integers(foreign, 8, sizes, 2);
}

Test(batch_import, texts_by_views) {
    imports_as(make_views, NULL, type_of(LEAT_TEXT), schools, false);
    imports_as(make_views, &valid, type_of(LEAT_TEXT), schools, true);
}

static void make_short_views(struct foreign *foreign, const void *context) {
    const char *const texts[ROWS] = {"a", "b", "", "twelve bytes", "e"};
    const int none[ROWS] = {0};
    foreign_start(foreign, "vu", ROWS);
    foreign_add(foreign, NULL, 0);
    foreign_add_views(foreign, texts, none, none, ROWS);
    foreign_add(foreign, context, 0);
}

Test(batch_import, views_without_buffers_need_no_sizes) {
    const char *const rows[] = {"a", "b", "", "twelve bytes", "e"};
    imports_as(make_short_views, NULL, type_of(LEAT_TEXT), rows, false);
}

/* Of a text in every row, or of one row of many, only what is needed is kept. */
Test(batch_import, repeated_texts_are_kept_once) {
    enum { MANY = 10000, LONG = 1000 };
    const char *texts[MANY];
    int *zeros = calloc(MANY, sizeof *zeros);
    char text[LONG + 1];
    memset(text, 'x', LONG);
    text[LONG] = '\0';
    for (int i = 0; i < MANY; i++) {
        texts[i] = text;
    }
    struct foreign foreign;
    foreign_start(&foreign, "vu", MANY);
    foreign_add(&foreign, NULL, 0);
    foreign_add_views(&foreign, texts, zeros, zeros, MANY);
    foreign_add(&foreign, text, LONG);
    foreign_add_integers(&foreign, 8, &(int64_t){LONG}, 1);
    char *failure = NULL;
    struct column *column =
        column_import(&foreign.schema, &foreign.array, type_of(LEAT_TEXT), -1, &failure);
    cr_assert_not_null(column, "%s", failure);
    cr_assert_lt(column_bytes(column), MANY * 16 + 2 * LONG);
    cr_assert_null(column_check(column, type_of(LEAT_TEXT), MANY));
    column_release(column);
    free(zeros);
}

/* -- dictionaries ----------------------------------------------------------------------------- */

static struct foreign dictionary;

static void make_dictionary(struct foreign *foreign, const void *context) {
    static const char formats[] = "cCsSiIlL";
    const char *format = context;
    const int64_t indices[ROWS] = {4, 0, 0, 2, 4};
    make_offsets(&dictionary, NULL);
    foreign_start(foreign, format, ROWS);
    foreign_add(foreign, &valid, 1);
    foreign_add_integers(foreign, (size_t)1 << (strchr(formats, *format) - formats) / 2, indices,
                         ROWS);
    foreign_add_dictionary(foreign, &dictionary);
}

Test(batch_import, dictionaries_of_text_by_every_index) {
    const char *const formats[] = {"c", "C", "s", "S", "i", "I", "l", "L"};
    const char *const rows[] = {schools[4], "", schools[0], schools[2], schools[4]};
    for (int i = 0; i < 8; i++) {
        imports_as(make_dictionary, formats[i], type_of(LEAT_TEXT), rows, true);
        cr_assert(dictionary.schemas_released == 1 && dictionary.arrays_released == 1);
    }
}

/* Entry 1 is null, and so is row 1. */
static void make_number_dictionary(struct foreign *foreign, const void *context) {
    const int64_t indices[ROWS] = {2, 3, 1, 0, 2};
    make_fixed_null(&dictionary, &fixed[0]);
    foreign_start(foreign, "C", ROWS);
    foreign_add(foreign, context, 1);
    foreign_add_integers(foreign, 1, indices, ROWS);
    foreign_add_dictionary(foreign, &dictionary);
}

Test(batch_import, dictionaries_of_numbers_with_null_entries) {
    const char *const rows[] = {"127", "0", "-", "-128", "127"};
    imports_as(make_number_dictionary, NULL, type_of(LEAT_INTEGER), rows, false);
    imports_as(make_number_dictionary, &valid, type_of(LEAT_INTEGER), rows, true);
}

/* -- no rows ---------------------------------------------------------------------------------- */

Test(batch_import, no_rows_need_no_buffers) {
    static const struct {
        const char *format;
        int type, buffers;
    } kinds[] = {{"l", 1, 2}, {"u", 0, 3}, {"U", 0, 3}, {"vu", 0, 3}, {"b", 4, 2}, {"tdm", 5, 2}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct foreign foreign;
        foreign_start(&foreign, kinds[i].format, 0);
        for (int k = 0; k < kinds[i].buffers; k++) {
            foreign_add(&foreign, NULL, 0);
        }
        char *failure = NULL;
        struct column *column =
            column_import(&foreign.schema, &foreign.array, model_type(kinds[i].type), 0, &failure);
        cr_assert_not_null(column, "%s: %s", kinds[i].format, failure);
        cr_assert_eq(column_rows(column), 0);
        column_release(column);
    }
}
