/* import_layout: Arrow's format strings. See import_layout.h. */
#include "batch/import_layout.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "leat/read.h"

static const struct {
    const char *format;
    struct layout layout;
} layouts[] = {
    {"n", {.form = FORM_NULL}},
    {"b", {.form = FORM_BITS, .kind = LEAT_BOOLEAN}},
    {"c", {.form = FORM_FIXED, .kind = LEAT_INTEGER, .width = 1}},
    {"C", {.form = FORM_FIXED, .kind = LEAT_INTEGER, .width = 1, .is_unsigned = true}},
    {"s", {.form = FORM_FIXED, .kind = LEAT_INTEGER, .width = 2}},
    {"S", {.form = FORM_FIXED, .kind = LEAT_INTEGER, .width = 2, .is_unsigned = true}},
    {"i", {.form = FORM_FIXED, .kind = LEAT_INTEGER, .width = 4}},
    {"I", {.form = FORM_FIXED, .kind = LEAT_INTEGER, .width = 4, .is_unsigned = true}},
    {"l", {.form = FORM_FIXED, .kind = LEAT_INTEGER, .width = 8}},
    {"L", {.form = FORM_FIXED, .kind = LEAT_INTEGER, .width = 8, .is_unsigned = true}},
    {"f", {.form = FORM_FIXED, .kind = LEAT_REAL, .width = 4}},
    {"g", {.form = FORM_FIXED, .kind = LEAT_REAL, .width = 8}},
    {"u", {.form = FORM_OFFSETS, .kind = LEAT_TEXT, .width = 4}},
    {"U", {.form = FORM_OFFSETS, .kind = LEAT_TEXT, .width = 8}},
    {"vu", {.form = FORM_VIEWS, .kind = LEAT_TEXT, .width = 16}},
    {"tdD", {.form = FORM_FIXED, .kind = LEAT_DATE, .width = 4}},
    {"tdm", {.form = FORM_FIXED, .kind = LEAT_DATE, .width = 8, .per_second = 1000}},
};

/* Timestamps are instants. With another zone than UTC they would be shown in it, which leat does
 * not do. */
static bool is_utc(const char *zone) {
    static const char *const names[] = {"", "UTC", "utc", "Etc/UTC", "Z", "+00:00"};
    bool found = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        found |= strcmp(zone, names[i]) == 0;
    }
    return found;
}

/* tss: tsm: tsu: tsn: and a zone. */
static bool read_timestamp(const char *format, struct layout *out) {
    static const char units[] = "smun";
    const char *unit = strchr(units, format[2]);
    if (unit == NULL || *unit == '\0' || format[3] != ':' || !is_utc(format + 4)) {
        return false;
    }
    int64_t per_second = 1;
    for (const char *at = units; at < unit; at++) {
        per_second *= 1000;
    }
    *out = (struct layout){
        .form = FORM_FIXED, .kind = LEAT_TIMESTAMP, .width = 8, .per_second = per_second};
    return true;
}

/* Up to three digits; -1: there are none, or more. */
static int read_number(const char **at) {
    int number = -1;
    for (int digits = 0; digits < 3 && **at >= '0' && **at <= '9'; digits++) {
        number = (number < 0 ? 0 : number * 10) + (*(*at)++ - '0');
    }
    return number;
}

/* d:P,S or d:P,S,BITS */
static bool read_decimal(const char *format, struct layout *out) {
    const char *at = format + 2;
    const int precision = read_number(&at);
    const int scale = *at == ',' ? (at++, read_number(&at)) : -1;
    const int bits = *at == ',' ? (at++, read_number(&at)) : 128;
    if (precision < 1 || precision > DECIMAL_DIGITS || scale < 0 || scale > DECIMAL_DIGITS ||
        *at != '\0' || (bits != 32 && bits != 64 && bits != 128)) {
        return false;
    }
    *out = (struct layout){.form = FORM_FIXED,
                           .kind = LEAT_DECIMAL,
                           .width = (uint8_t)(bits / 8),
                           .scale = (uint8_t)scale};
    return true;
}

bool layout_read(const char *format, struct layout *out) {
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        if (strcmp(format, layouts[i].format) == 0) {
            *out = layouts[i].layout;
            return true;
        }
    }
    if (strncmp(format, "ts", 2) == 0) {
        return read_timestamp(format, out);
    }
    return strncmp(format, "d:", 2) == 0 && read_decimal(format, out);
}
