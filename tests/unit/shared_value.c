/* What plugins share of values: days taken apart as the core does, values looked up in a list. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "random.h"
#include "shared/format.h"
#include "shared/value_table.h"
#include "shared_host.h"

Test(shared_value, every_day_from_0001_to_9999) {
    for (int32_t days = DATE_MIN; days <= DATE_MAX; days++) {
        const struct format_day day = format_day_of(days);
        const int year = day.month > 2 ? day.year : day.year - 1;
        struct civil civil;
        date_civil(days, &civil);
        cr_assert(day.year == civil.year && day.month == civil.month && day.day == civil.day,
                  "day %d", days);
        cr_assert(year < 1 || day.since_march == days - date_from(year, 3, 1), "day %d", days);
    }
}

/* -- lists ----------------------------------------------------------------------------------- */

enum { VALUES = 300, ROWS = 2000, WIDTH = 16 };

/* A column of texts as the runner has them: views, the long ones into one buffer. */
struct texts {
    char views[ROWS][WIDTH], room[ROWS * 40];
    uint8_t valid[ROWS / 8];
    const void *data[1];
    struct leat_view view;
};

/* Short and long ones; many alike but for the last byte, the size or the middle. */
static size_t write_value(uint64_t number, char *out) {
    static const char *const before[] = {"", "a", "abcdefghij", "abcdefghijklmnop", "School of "};
    static const char *const after[] = {"", "-with-the-same-end"};
    return (size_t)snprintf(out, 40, "%s%llu%s", before[number % 5],
                            (unsigned long long)(number / 10), after[number / 5 % 2]);
}

static void set_text(struct texts *texts, int64_t row, const char *text, size_t size) {
    const int32_t place[] = {0, (int32_t)(row * 40)}, length = (int32_t)size;
    char *view = memset(texts->views[row], 0, WIDTH), *room = texts->room + row * 40;
    memcpy(view, &length, sizeof length);
    memcpy(room, text, size);
    memcpy(view + 4, text, size > 12 ? 4 : size);
    if (size > 12) {
        memcpy(view + 8, place, sizeof place);
    }
}

Test(shared_value, texts_found_in_a_list) {
    static struct texts texts;
    static char names[VALUES][40];
    struct leat_value values[VALUES];
    uint32_t numbers[ROWS];
    uint64_t expected[ROWS], random = 1;
    for (uint64_t i = 0; i < VALUES; i++) {
        values[i] = (struct leat_value){.type = {.kind = LEAT_TEXT}};
        values[i].as.text = (struct leat_text){names[i], write_value(i, names[i])};
    }
    for (size_t count = 0; count <= VALUES; count += 50) {
        struct value_table table = {0};
        for (int64_t row = 0; row < ROWS; row++) {
            char text[40];
            expected[row] = random_below(&random, 2 * VALUES);
            set_text(&texts, row, text, write_value(expected[row], text));
            texts.valid[row / 8] |= (uint8_t)(1u << (row & 7));
            if (random_below(&random, 10) == 0) {
                memset(texts.views[row], (int)random_below(&random, 256), WIDTH);
                texts.valid[row / 8] &= (uint8_t) ~(1u << (row & 7));
            }
        }
        texts.data[0] = texts.room;
        texts.view = (struct leat_view){.valid = texts.valid,
                                        .values = texts.views,
                                        .data = texts.data,
                                        .rows = ROWS,
                                        .type = {.kind = LEAT_TEXT}};
        cr_assert(value_table_make(shared_step(0), texts.view.type, values, count, &table) ==
                  LEAT_OK);
        value_table_find(&table, &texts.view, numbers);
        for (int64_t row = 0; row < ROWS; row++) {
            cr_assert(leat_is_null(&texts.view, row) ||
                          numbers[row] == (expected[row] < count ? expected[row] : VALUE_NONE),
                      "row %lld of %zu", (long long)row, count);
        }
        value_table_free(shared_step(0), &table);
    }
    cr_assert(shared_blocks() == 0);
}

Test(shared_value, integers_dates_and_booleans_found_in_a_list) {
    static const int64_t integers[] = {0, -1, INT64_MIN, INT64_MAX, 5, 1 << 20};
    static const int32_t dates[] = {0, -1, DATE_MIN, DATE_MAX, 16679, 5};
    static const uint8_t bits[] = {0x15};
    static const enum leat_kind kinds[] = {LEAT_INTEGER, LEAT_DATE, LEAT_BOOLEAN};
    for (size_t k = 0; k < 3; k++) {
        struct leat_value values[4];
        struct value_table table = {0};
        uint32_t numbers[6];
        const struct leat_type type = {.kind = (uint8_t)kinds[k]};
        const size_t count = kinds[k] == LEAT_BOOLEAN ? 1 : 4;
        for (size_t i = 0; i < count; i++) {
            values[i] = (struct leat_value){.type = type};
            if (kinds[k] == LEAT_INTEGER) {
                values[i].as.integer = integers[i];
            } else if (kinds[k] == LEAT_DATE) {
                values[i].as.date = dates[i];
            } else {
                values[i].as.boolean = 1;
            }
        }
        const struct leat_view view = {.values = k == 0   ? (const void *)integers
                                                 : k == 1 ? (const void *)dates
                                                          : (const void *)bits,
                                       .rows = 6,
                                       .type = type};
        cr_assert(value_table_make(shared_step(0), type, values, count, &table) == LEAT_OK);
        value_table_find(&table, &view, numbers);
        for (uint32_t row = 0; row < 6; row++) {
            const uint32_t expected = kinds[k] == LEAT_BOOLEAN
                                          ? (row % 2 == 0 && row < 5 ? 0 : VALUE_NONE)
                                          : (row < 4 ? row : VALUE_NONE);
            cr_assert(numbers[row] == expected, "kind %d, row %u", (int)kinds[k], row);
        }
        value_table_free(shared_step(0), &table);
    }
    struct value_table table = {0};
    cr_assert(value_table_make(shared_step(1), (struct leat_type){.kind = LEAT_TEXT}, NULL, 0,
                               &table) == LEAT_FAILED);
}
