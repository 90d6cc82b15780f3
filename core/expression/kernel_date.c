/* kernel: parts of dates and timestamps. */
#include "expression/kernel.h"

#include "base/civil.h"
#include "base/date.h"

static const int64_t SECOND = 1000000, DAY = INT64_C(86400000000);

static inline int32_t day_of(int64_t micros) {
    return (int32_t)(micros / DAY - (micros % DAY < 0));
}

/* Microseconds since the day's midnight. Under a null there may be any number. */
static inline int64_t time_of(int64_t micros) {
    return micros % DAY + (micros % DAY < 0 ? DAY : 0);
}

/* -- parts ----------------------------------------------------------------------------------- */

static inline struct civil_day thursday_of(int32_t day) {
    return civil_day_of((int32_t)((uint32_t)day - civil_weekday(day) + 3));
}

/* A part of days and of timestamps: an expression over `day`. */
#define PART(name, expression)                                                                     \
    KERNEL_UNARY(name##_of_day, int32_t, int64_t, {                                                \
        const int32_t day = x;                                                                     \
        z = (int64_t)(expression);                                                                 \
    })                                                                                             \
    KERNEL_UNARY(name##_of_moment, int64_t, int64_t, {                                             \
        const int32_t day = day_of(x);                                                             \
        z = (int64_t)(expression);                                                                 \
    })

PART(year, civil_day_of(day).year)
PART(month, civil_day_of(day).month)
PART(month_day, civil_day_of(day).day)
PART(quarter, (civil_day_of(day).month + 2) / 3)
PART(week, civil_since_january(thursday_of(day)) / 7 + 1)
PART(iso_year, thursday_of(day).year)
PART(weekday, (civil_weekday(day) + 1) % 7)
PART(iso_weekday, civil_weekday(day) + 1)
PART(year_day, civil_since_january(civil_day_of(day)) + 1)
PART(epoch, day *INT64_C(86400))
KERNEL_UNARY(hour, int64_t, int64_t, z = time_of(x) / (3600 * SECOND))
KERNEL_UNARY(minute, int64_t, int64_t, z = time_of(x) / (60 * SECOND) % 60)

typedef uint64_t part_loop(const struct frame *frame, const struct node *node, struct vector *out);

#define PAIR(name)                                                                                 \
    { name##_of_day_loop, name##_of_moment_loop }

static const struct {
    part_loop *of_day, *of_moment;
} parts[] = {
    [FIELD_YEAR] = PAIR(year),        [FIELD_MONTH] = PAIR(month),
    [FIELD_DAY] = PAIR(month_day),    [FIELD_QUARTER] = PAIR(quarter),
    [FIELD_WEEK] = PAIR(week),        [FIELD_ISOYEAR] = PAIR(iso_year),
    [FIELD_DOW] = PAIR(weekday),      [FIELD_ISODOW] = PAIR(iso_weekday),
    [FIELD_DOY] = PAIR(year_day),     [FIELD_EPOCH] = PAIR(epoch),
    [FIELD_HOUR] = {NULL, hour_loop}, [FIELD_MINUTE] = {NULL, minute_loop},
};

bool kernel_extract_date(struct frame *frame, const struct node *node, const uint64_t *active,
                         struct vector *out) {
    (void)active;
    parts[node->numbers[0]].of_day(frame, node, out);
    return true;
}

bool kernel_extract_timestamp(struct frame *frame, const struct node *node, const uint64_t *active,
                              struct vector *out) {
    (void)active;
    parts[node->numbers[0]].of_moment(frame, node, out);
    return true;
}

/* With six digits after the point: microseconds as units. */
KERNEL_UNARY(second, int64_t, int128, z = time_of(x) % (60 * SECOND))
KERNEL_UNARY(all_seconds, int64_t, int128, z = x)
KERNEL_PLAIN(kernel_extract_second, second)
KERNEL_PLAIN(kernel_extract_epoch, all_seconds)

/* -- cutting off ----------------------------------------------------------------------------- */

static inline int32_t trunc_quarter(int32_t day) {
    const struct civil_day civil = civil_day_of(day);
    return civil_first(civil.year, (civil.month - 1) / 3 * 3 + 1);
}

static inline int64_t trunc_time(int64_t micros, int64_t unit) {
    return (int64_t)((uint64_t)micros - (uint64_t)(time_of(micros) % unit));
}

/* What `cut`, an expression over `day`, leaves of days and of timestamps. */
#define TRUNC(name, cut)                                                                           \
    KERNEL_UNARY(name##_of_day, int32_t, int32_t, {                                                \
        const int32_t day = x;                                                                     \
        z = (int32_t)(cut);                                                                        \
    })                                                                                             \
    KERNEL_UNARY(name##_of_moment, int64_t, int64_t, {                                             \
        const int32_t day = day_of(x);                                                             \
        z = (int64_t)((uint64_t)(int32_t)(cut) * (uint64_t)DAY);                                   \
    })

TRUNC(trunc_year, (uint32_t)day - civil_since_january(civil_day_of(day)))
TRUNC(trunc_quarter, trunc_quarter(day))
TRUNC(trunc_month, (uint32_t)day - civil_day_of(day).day + 1)
TRUNC(trunc_week, (uint32_t)day - civil_weekday(day))
TRUNC(trunc_day, day)
KERNEL_UNARY(trunc_hour, int64_t, int64_t, z = trunc_time(x, 3600 * SECOND))
KERNEL_UNARY(trunc_minute, int64_t, int64_t, z = trunc_time(x, 60 * SECOND))
KERNEL_UNARY(trunc_second, int64_t, int64_t, z = trunc_time(x, SECOND))

static const struct {
    part_loop *of_day, *of_moment;
} truncs[] = {
    [FIELD_YEAR] = PAIR(trunc_year),
    [FIELD_QUARTER] = PAIR(trunc_quarter),
    [FIELD_MONTH] = PAIR(trunc_month),
    [FIELD_WEEK] = PAIR(trunc_week),
    [FIELD_DAY] = PAIR(trunc_day),
    [FIELD_HOUR] = {NULL, trunc_hour_loop},
    [FIELD_MINUTE] = {NULL, trunc_minute_loop},
    [FIELD_SECOND] = {NULL, trunc_second_loop},
};

bool kernel_trunc_date(struct frame *frame, const struct node *node, const uint64_t *active,
                       struct vector *out) {
    (void)active;
    truncs[node->numbers[0]].of_day(frame, node, out);
    return true;
}

bool kernel_trunc_timestamp(struct frame *frame, const struct node *node, const uint64_t *active,
                            struct vector *out) {
    (void)active;
    truncs[node->numbers[0]].of_moment(frame, node, out);
    return true;
}

/* -- making ---------------------------------------------------------------------------------- */

bool kernel_make_date(struct frame *frame, const struct node *node, const uint64_t *active,
                      struct vector *out) {
    const struct vector *years = frame_arg(frame, node, 0), *months = frame_arg(frame, node, 1),
                        *days = frame_arg(frame, node, 2);
    int32_t *to = out->values;
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const int64_t year = vector_integer(years, walk.row);
        const int64_t month = vector_integer(months, walk.row);
        const int64_t day = vector_integer(days, walk.row);
        if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
            (day > 28 && day > date_month_days((int)year, (int)month))) {
            frame_fail(frame, node, out, walk.row, "no such date");
        } else {
            to[walk.row] = civil_first((uint32_t)year, (uint32_t)month) + (int32_t)day - 1;
        }
    }
    return true;
}
