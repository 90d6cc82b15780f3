/* hold: values as the numbers of a sheet. See hold.h. */
#include "hold.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "shared/format.h"
#include "shared/ratio.h"

enum {
    EPOCH = 25569,          /* 1970-01-01 as Excel counts days */
    FIRST_SURE_DAY = 61,    /* 1900-03-01: before it, Excel has a 29 February 1900 that never was */
    DAY_TOO_MANY = 2958466, /* 10000-01-01, which Excel shows as ##### */
};
static const int64_t most_exact = INT64_C(1) << 53; /* up to it, a real holds every whole number */
static const double most_real =
    1.797693134862315e308; /* with 16 digits the larger ones are infinite */
static const int64_t micros_a_day = INT64_C(86400000000);

/* The real nearest to the decimal, by way of its digits. Without its point the text is read alike
 * in any locale. */
static double decimal_real(const struct leat_value *value) {
    static const double powers[] = {1e0, 1e1, 1e2, 1e3,  1e4,  1e5, 1e6,
                                    1e7, 1e8, 1e9, 1e10, 1e11, 1e12};
    const struct leat_decimal units = value->as.decimal;
    if (units.high == 0 && units.low <= (uint64_t)most_exact &&
        value->type.scale < sizeof powers / sizeof *powers) {
        return (double)units.low / powers[value->type.scale]; /* both exact, so rounded once */
    }
    char text[FORMAT_ROOM + 16];
    const size_t size = format_decimal(units, 0, text);
    snprintf(text + size, sizeof text - size, "e-%d", value->type.scale);
    return strtod(text, NULL);
}

/* Told by its digits: the real nearest to 9007199254740993 is 9007199254740992. */
static bool is_past_exact(const struct leat_value *value) {
    enum { MOST_SCALE = 22 }; /* 2^53 with more digits than that behind it is past all decimals */
    const struct leat_decimal decimal = value->as.decimal;
    const uint128 size = exact_size((int128)((uint128)(uint64_t)decimal.high << 64 | decimal.low));
    return value->type.scale <= MOST_SCALE &&
           size > (uint128)most_exact * exact_power(value->type.scale);
}

static enum held hold_day(double day, double *number) {
    *number = day;
    return day >= FIRST_SURE_DAY && day < DAY_TOO_MANY ? HELD_NUMBER : HELD_TEXT;
}

enum held hold(const struct leat_value *value, double *number) {
    switch (value->type.kind) {
    case LEAT_INTEGER:
        *number = (double)value->as.integer;
        return value->as.integer <= most_exact && value->as.integer >= -most_exact ? HELD_NUMBER
                                                                                   : HELD_TOO_LARGE;
    case LEAT_REAL:
        *number = value->as.real;
        return fabs(value->as.real) <= most_real ? HELD_NUMBER : HELD_TOO_LARGE;
    case LEAT_DECIMAL: /* digits of a fraction beyond what a real holds are rounded, as any
                          spreadsheet does */
        *number = decimal_real(value);
        return is_past_exact(value) ? HELD_TOO_LARGE : HELD_NUMBER;
    case LEAT_DATE:
        return hold_day(value->as.date + EPOCH, number);
    case LEAT_TIMESTAMP: /* the last microseconds of 9999 are nearest to the day after it */
        return hold_day((double)value->as.integer / (double)micros_a_day + EPOCH, number);
    default:
        return HELD_TEXT;
    }
}
