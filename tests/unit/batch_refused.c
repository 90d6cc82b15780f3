/* Foreign columns that are refused: each for its reason, and each released once. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "batch_foreign.h"
#include "batch_model.h"

static void must_refuse(struct foreign *foreign, struct leat_type wanted, int64_t rows,
                        const char *says) {
    const size_t before = memory_used();
    char *failure = NULL;
    struct column *column =
        column_import(&foreign->schema, &foreign->array, wanted, rows, &failure);
    cr_assert_null(column, "%s was taken; it should have said: %s", foreign->schema.format, says);
    cr_assert_str_eq(failure, says);
    cr_assert(foreign->schemas_released == 1 && foreign->arrays_released == 1, "%s", says);
    memory_free(failure);
    cr_assert_eq(memory_used(), before);
}

/* -- values that no column holds -------------------------------------------------------------- */

static const struct {
    const char *format;
    struct leat_type wanted;
    size_t width;
    int64_t value;
    const char *says;
} values[] = {
    {"L", {.kind = LEAT_INTEGER}, 8, -1, "row 1, counted from 0, is too large for an integer"},
    {"tdD",
     {.kind = LEAT_DATE},
     4,
     2932897,
     "row 1, counted from 0, is not within the years 0001 to 9999"},
    {"tdm", {.kind = LEAT_DATE}, 8, 1, "row 1, counted from 0, is a date with a time of day"},
    {"tdm",
     {.kind = LEAT_DATE},
     8,
     -INT64_C(86400000) * 719163,
     "row 1, counted from 0, is not within the years 0001 to 9999"},
    {"tdm",
     {.kind = LEAT_DATE},
     8,
     INT64_C(4294967301) * 86400000, /* in 32 bits it would be day 5, and so would the next */
     "row 1, counted from 0, is not within the years 0001 to 9999"},
    {"tdm",
     {.kind = LEAT_DATE},
     8,
     INT64_C(-4294967291) * 86400000,
     "row 1, counted from 0, is not within the years 0001 to 9999"},
    {"tss:",
     {.kind = LEAT_TIMESTAMP},
     8,
     INT64_MAX,
     "row 1, counted from 0, is not within the years 0001 to 9999"},
    {"tsm:",
     {.kind = LEAT_TIMESTAMP},
     8,
     INT64_C(253402300800000),
     "row 1, counted from 0, is not within the years 0001 to 9999"},
    {"tsu:",
     {.kind = LEAT_TIMESTAMP},
     8,
     INT64_C(253402300800000000),
     "row 1, counted from 0, is not within the years 0001 to 9999"},
    {"tsn:",
     {.kind = LEAT_TIMESTAMP},
     8,
     1001,
     "row 1, counted from 0, has parts of a microsecond, which leat does not keep"},
    {"d:9,2,32",
     {.kind = LEAT_DECIMAL, .precision = 5, .scale = 2},
     4,
     100000,
     "row 1, counted from 0, has more digits than its column"},
    {"d:18,0,64",
     {.kind = LEAT_DECIMAL, .precision = 38, .scale = 30},
     8,
     1000000000,
     "row 1, counted from 0, has more digits than its column"},
    {"d:38,2",
     {.kind = LEAT_DECIMAL, .precision = 5, .scale = 2},
     16,
     -100000,
     "row 1, counted from 0, has more digits than decimal(5,2)"},
    {"d:38,4",
     {.kind = LEAT_DECIMAL, .precision = 5, .scale = 2},
     16,
     12345,
     "row 1, counted from 0, has more digits after the point than its column"},
};

Test(batch_refused, values_that_no_column_holds) {
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct foreign foreign;
        foreign_start(&foreign, values[i].format, 2);
        foreign_add(&foreign, NULL, 0);
        foreign_add_integers(&foreign, values[i].width, (int64_t[]){0, values[i].value}, 2);
        must_refuse(&foreign, values[i].wanted, 2, values[i].says);
    }
}

Test(batch_refused, reals_that_are_no_numbers) {
    for (int wide = 0; wide < 2; wide++) {
        struct foreign foreign;
        foreign_start(&foreign, wide ? "g" : "f", 2);
        foreign_add(&foreign, NULL, 0);
        foreign_add(&foreign,
                    wide ? (const void *)(double[]){1, NAN} : (const void *)(float[]){1, INFINITY},
                    wide ? 16 : 8);
        must_refuse(&foreign, type_of(LEAT_REAL), 2,
                    "row 1, counted from 0, is not a finite number");
    }
}

/* -- formats ---------------------------------------------------------------------------------- */

Test(batch_refused, formats_that_leat_does_not_take) {
    static const char *const formats[] = {
        "",           "e",        "z",         "Z",        "vz",
        "ttu",        "tts",      "+s",        "+l",       "+r",
        "tsu",        "tsx:",     "ts:",       "ts",       "tsu:Europe/London",
        "tDs",        "tiM",      "d:",        "d:5",      "d:39,2",
        "d:0,0",      "d:5,-2",   "d:5,2,256", "d:5,2,16", "d:5,2,",
        "d:5,2,128,", "d:1000,2", "ll",        "vuu",      "w:16",
        "i ",
    };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct foreign foreign;
        char says[80];
        snprintf(says, sizeof says, "is of the Arrow format '%s', which leat does not take",
                 formats[i]);
        foreign_start(&foreign, formats[i], 1);
        must_refuse(&foreign, type_of(LEAT_INTEGER), 1, says);
    }
    struct foreign foreign;
    foreign_start(&foreign, NULL, 1);
    must_refuse(&foreign, type_of(LEAT_INTEGER), 1,
                "is of the Arrow format '', which leat does not take");
}

Test(batch_refused, kinds_are_never_turned_into_others) {
    static const struct {
        const char *format;
        enum leat_kind wanted;
        const char *says;
    } kinds[] = {
        {"l", LEAT_REAL, "is of the Arrow format 'l', which is no real"},
        {"g", LEAT_INTEGER, "is of the Arrow format 'g', which is no integer"},
        {"u", LEAT_DATE, "is of the Arrow format 'u', which is no date"},
        {"tdD", LEAT_TIMESTAMP, "is of the Arrow format 'tdD', which is no timestamp"},
        {"b", LEAT_TEXT, "is of the Arrow format 'b', which is no text"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct foreign foreign;
        foreign_start(&foreign, kinds[i].format, 1);
        must_refuse(&foreign, type_of(kinds[i].wanted), 1, kinds[i].says);
    }
}

/* -- arrays ----------------------------------------------------------------------------------- */

static void length_other(struct foreign *foreign) { foreign->array.length = 3; }
static void length_negative(struct foreign *foreign) { foreign->array.length = -2; }
static void length_huge(struct foreign *foreign) { foreign->array.length = INT64_MAX; }
static void offset_negative(struct foreign *foreign) { foreign->array.offset = -1; }
static void offset_huge(struct foreign *foreign) { foreign->array.offset = INT64_MAX; }
static void nulls_less(struct foreign *foreign) { foreign->array.null_count = -2; }
static void nulls_more(struct foreign *foreign) { foreign->array.null_count = 2; }
static void nulls_none(struct foreign *foreign) { foreign->array.null_count = 0; }
static void nulls_unfounded(struct foreign *foreign) {
    foreign->buffers[0] = NULL;
    foreign->array.null_count = 1;
}
static void buffers_few(struct foreign *foreign) { foreign->array.n_buffers = 1; }
static void buffers_many(struct foreign *foreign) { foreign->array.n_buffers = 3; }
static void buffers_negative(struct foreign *foreign) { foreign->array.n_buffers = -1; }
static void buffers_null(struct foreign *foreign) { foreign->array.buffers = NULL; }
static void values_null(struct foreign *foreign) { foreign->buffers[1] = NULL; }
static void children(struct foreign *foreign) { foreign->array.n_children = 1; }
static void dictionary_unsaid(struct foreign *foreign) {
    static struct ArrowArray other;
    foreign->array.dictionary = &other;
}

static const struct {
    void (*spoil)(struct foreign *foreign);
    const char *says;
} faults[] = {
    {length_other, "has 3 values, where the batch has 2 rows"},
    {length_negative, "has the length -2 and the offset 0"},
    {length_huge, "has the length 9223372036854775807 and the offset 0"},
    {offset_negative, "has the length 2 and the offset -1"},
    {offset_huge, "has the length 2 and the offset 9223372036854775807"},
    {nulls_less, "says it has -2 nulls, and has 1"},
    {nulls_more, "says it has 2 nulls, and has 1"},
    {nulls_none, "says it has 0 nulls, and has 1"},
    {nulls_unfounded, "says it has 1 nulls, and has 0"},
    {buffers_few, "has 1 buffers, which its format does not"},
    {buffers_many, "has 3 buffers, which its format does not"},
    {buffers_negative, "has -1 buffers, which its format does not"},
    {buffers_null, "has 2 buffers, which its format does not"},
    {values_null, "has no buffer of values"},
    {children, "has children"},
    {dictionary_unsaid, "has a dictionary that its schema does not"},
};

Test(batch_refused, arrays_that_contradict_themselves) {
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct foreign foreign;
        foreign_start(&foreign, "i", 2);
        foreign_add(&foreign, &(uint8_t){0xfd}, 1);
        foreign_add_integers(&foreign, 4, (int64_t[]){1, 2}, 2);
        faults[i].spoil(&foreign);
        must_refuse(&foreign, type_of(LEAT_INTEGER), 2, faults[i].says);
    }
}

Test(batch_refused, what_is_released_already) {
    struct foreign foreign;
    char *failure = NULL;
    foreign_start(&foreign, "n", 1);
    foreign.schema.release = NULL;
    cr_assert_null(column_import(&foreign.schema, &foreign.array, type_of(LEAT_TEXT), 1, &failure));
    cr_assert_str_eq(failure, "was released before it was handed over");
    cr_assert(foreign.schemas_released == 0 && foreign.arrays_released == 1);
    memory_free(failure);
    foreign_start(&foreign, "n", 1);
    foreign.array.release = NULL;
    cr_assert_null(column_import(&foreign.schema, &foreign.array, type_of(LEAT_TEXT), 1, &failure));
    cr_assert(foreign.schemas_released == 1 && foreign.arrays_released == 0);
    memory_free(failure);
    cr_assert_null(column_import(NULL, NULL, type_of(LEAT_TEXT), 1, &failure));
    memory_free(failure);
}

/* -- text ------------------------------------------------------------------------------------- */

Test(batch_refused, offsets_that_go_back_or_astray) {
    static const struct {
        int64_t offsets[3];
        bool data;
        const char *says;
    } wrong[] = {
        {{0, 3, 2}, true, "row 1, counted from 0, goes from byte 3 to byte 2 of its buffer"},
        {{-1, 3, 4}, true, "row 0, counted from 0, goes from byte -1 to byte 3 of its buffer"},
        {{0, 0, 3}, false, "row 1, counted from 0, goes from byte 0 to byte 3 of its buffer"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        for (int wide = 0; wide < 2; wide++) {
            struct foreign foreign;
            foreign_start(&foreign, wide ? "U" : "u", 2);
            foreign_add(&foreign, &(uint8_t){1}, 1); /* under a null they must not go back either */
            foreign_add_integers(&foreign, wide ? 8 : 4, wrong[i].offsets, 3);
            foreign_add(&foreign, wrong[i].data ? "abcd" : NULL, 4);
            must_refuse(&foreign, type_of(LEAT_TEXT), 2, wrong[i].says);
        }
    }
}

Test(batch_refused, offsets_of_a_text_that_is_too_long) {
    struct foreign foreign;
    foreign_start(&foreign, "U", 1);
    foreign_add(&foreign, NULL, 0);
    foreign_add_integers(&foreign, 8, (int64_t[]){0, INT64_MAX}, 2);
    foreign_add(&foreign, "abcd", 4);
    must_refuse(&foreign, type_of(LEAT_TEXT), 1,
                "a text of 9223372036854775807 bytes was added; the longest has 1073741823");
}

Test(batch_refused, texts_that_are_not_utf8) {
    struct foreign foreign;
    foreign_start(&foreign, "u", 2);
    foreign_add(&foreign, NULL, 0);
    foreign_add_integers(&foreign, 4, (int64_t[]){0, 4, 5}, 3);
    foreign_add(&foreign, "Caf\xc3\xa9", 5); /* right as a whole, cut in the middle of a letter */
    must_refuse(&foreign, type_of(LEAT_TEXT), 2,
                "row 0, counted from 0, is not UTF-8 at its byte 3");
}

static void make_views(struct foreign *foreign, int number, int offset, int64_t size) {
    const char *const texts[] = {"short", "Widecombe-in-the-Moor"};
    foreign_start(foreign, "vu", 2);
    foreign_add(foreign, NULL, 0);
    foreign_add_views(foreign, texts, (int[]){0, number}, (int[]){0, offset}, 2);
    foreign_add(foreign, texts[1], strlen(texts[1]));
    foreign_add_integers(foreign, 8, &size, 1);
}

Test(batch_refused, views_that_go_astray) {
    struct foreign foreign;
    make_views(&foreign, 1, 0, 21);
    must_refuse(&foreign, type_of(LEAT_TEXT), 2,
                "row 1, counted from 0, has a view into a buffer that is not there");
    make_views(&foreign, 0, 1, 21);
    must_refuse(&foreign, type_of(LEAT_TEXT), 2,
                "row 1, counted from 0, has a view beyond the end of its buffer");
    make_views(&foreign, 0, 0, 20);
    must_refuse(&foreign, type_of(LEAT_TEXT), 2,
                "row 1, counted from 0, has a view beyond the end of its buffer");
    make_views(&foreign, 0, 0, -1);
    must_refuse(&foreign, type_of(LEAT_TEXT), 2, "says that buffer 0 of its text has -1 bytes");
    make_views(&foreign, 0, 0, 21);
    foreign.buffers[3] = NULL;
    must_refuse(&foreign, type_of(LEAT_TEXT), 2, "does not say the sizes of its buffers");
    make_views(&foreign, 0, 0, 21);
    foreign.array.n_buffers = INT64_MAX;
    must_refuse(&foreign, type_of(LEAT_TEXT), 2,
                "has 9223372036854775807 buffers, which its format does not");
    make_views(&foreign, 0, 0, 21);
    ((char *)foreign.blocks[1])[1 + 16 + 4] ^= 1;
    must_refuse(&foreign, type_of(LEAT_TEXT), 2,
                "row 1, counted from 0, has a view whose prefix is not the beginning of its text");
    make_views(&foreign, 0, 0, 21);
    ((char *)foreign.blocks[1])[1 + 15] = 1;
    must_refuse(&foreign, type_of(LEAT_TEXT), 2,
                "row 0, counted from 0, has a view whose bytes after the text are not zero");
}

/* Whatever the views say, nothing is read but what the sizes allow, and what is taken reads as it
 * should. */
Test(batch_refused, random_views_are_refused_or_read_within_bounds) {
    uint64_t seed = 21;
    int taken = 0;
    for (int turn = 0; turn < 20000; turn++) {
        struct foreign foreign;
        make_views(&foreign, 0, 0, 21);
        char *views = (char *)foreign.blocks[1] + 1;
        for (uint64_t flips = random_below(&seed, 4); flips > 0; flips--) {
            views[random_below(&seed, 32)] ^= (char)(1 << random_below(&seed, 8));
        }
        char *failure = NULL;
        struct column *column =
            column_import(&foreign.schema, &foreign.array, type_of(LEAT_TEXT), 2, &failure);
        cr_assert(foreign.schemas_released == 1 && foreign.arrays_released == 1);
        cr_assert_neq(column == NULL, failure == NULL);
        taken += column != NULL;
        if (column != NULL) {
            cr_assert_null(column_check(column, type_of(LEAT_TEXT), 2));
        }
        column_release(column);
        memory_free(failure);
    }
    cr_assert(taken > 5000 && taken < 15000, "%d taken", taken);
}

/* -- dictionaries ----------------------------------------------------------------------------- */

static struct foreign entries;

static void make_dictionary(struct foreign *foreign, const char *format, size_t width,
                            int64_t index) {
    foreign_start(&entries, "c", 3);
    foreign_add(&entries, NULL, 0);
    foreign_add_integers(&entries, 1, (int64_t[]){10, 20, 30}, 3);
    foreign_start(foreign, format, 2);
    foreign_add(foreign, NULL, 0);
    foreign_add_integers(foreign, width, (int64_t[]){1, index}, 2);
    foreign_add_dictionary(foreign, &entries);
}

static void must_refuse_dictionary(struct foreign *foreign, enum leat_kind wanted,
                                   const char *says) {
    must_refuse(foreign, type_of(wanted), 2, says);
    cr_assert(entries.schemas_released == 1 && entries.arrays_released == 1, "%s", says);
}

Test(batch_refused, dictionaries_that_are_not_as_arrow_has_them) {
    struct foreign foreign;
    make_dictionary(&foreign, "c", 1, 3);
    must_refuse_dictionary(&foreign, LEAT_INTEGER,
                           "row 1, counted from 0, is entry 3 of a dictionary of 3");
    make_dictionary(&foreign, "c", 1, -1);
    must_refuse_dictionary(&foreign, LEAT_INTEGER,
                           "row 1, counted from 0, is entry -1 of a dictionary of 3");
    make_dictionary(&foreign, "L", 8, -1);
    must_refuse_dictionary(&foreign, LEAT_INTEGER,
                           "row 1, counted from 0, is too large for an integer");
    make_dictionary(&foreign, "c", 1, 0);
    must_refuse_dictionary(&foreign, LEAT_TEXT,
                           "its dictionary: is of the Arrow format 'c', which is no text");
    make_dictionary(&foreign, "f", 4, 0);
    must_refuse_dictionary(&foreign, LEAT_INTEGER,
                           "has a dictionary that is not as Arrow has them");
    make_dictionary(&foreign, "c", 1, 0);
    entries.array.length = -1;
    must_refuse_dictionary(&foreign, LEAT_INTEGER,
                           "its dictionary: has the length -1 and the offset 0");
    make_dictionary(&foreign, "c", 1, 0);
    foreign.array.offset = -1;
    must_refuse_dictionary(&foreign, LEAT_INTEGER, "has the length 2 and the offset -1");
}

/* -- memory ----------------------------------------------------------------------------------- */

static bool import_under_pressure(void) {
    struct foreign foreign[4], *const last = &foreign[3];
    make_views(&foreign[0], 0, 0, 21);
    make_dictionary(&foreign[1], "c", 1, 2);
    foreign_start(&foreign[2], "u", 2);
    foreign_add(&foreign[2], &(uint8_t){1}, 1);
    foreign_add_integers(&foreign[2], 4, (int64_t[]){0, 20, 21}, 3);
    foreign_add(&foreign[2], "a text that is longer", 21);
    foreign_start(last, "i", 2);
    foreign_add(last, &(uint8_t){1}, 1);
    foreign_add_integers(last, 4, (int64_t[]){1, 2}, 2);
    bool done = true;
    for (int i = 0; i < 4; i++) {
        char *failure = NULL;
        const struct leat_type wanted = type_of(i % 2 == 0 ? LEAT_TEXT : LEAT_INTEGER);
        struct column *column =
            column_import(&foreign[i].schema, &foreign[i].array, wanted, 2, &failure);
        done &= column != NULL;
        if (foreign[i].schemas_released != 1 || foreign[i].arrays_released != 1 ||
            (column == NULL && strstr(failure, "no memory is left for a column") == NULL)) {
            _Exit(20);
        }
        column_release(column);
        memory_free(failure);
    }
    return done;
}

Test(batch_refused, each_allocation_may_fail) {
    const int failures = model_fail_each(import_under_pressure, true);
    cr_assert_geq(failures, 20, "only %d allocations", failures);
}
