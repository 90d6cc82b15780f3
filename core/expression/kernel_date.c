/* kernel: parts of dates and timestamps. */
#include "expression/kernel.h"

#include "base/date.h"

static const int64_t SECOND = 1000000, DAY = INT64_C(86400000000);

static int32_t day_of(int64_t micros) { return (int32_t)(micros / DAY - (micros % DAY < 0)); }

static int64_t date_part(int32_t days, enum date_field field) {
    struct civil civil;
    int iso_year;
    switch (field) {
    case FIELD_WEEK:
        return date_iso_week(days, &iso_year);
    case FIELD_ISOYEAR:
        date_iso_week(days, &iso_year);
        return iso_year;
    case FIELD_DOW:
        return date_weekday(days) % 7;
    case FIELD_ISODOW:
        return date_weekday(days);
    case FIELD_DOY:
        return date_year_day(days);
    case FIELD_EPOCH:
        return days * INT64_C(86400);
    default:
        break;
    }
    date_civil(days, &civil);
    switch (field) {
    case FIELD_YEAR:
        return civil.year;
    case FIELD_MONTH:
        return civil.month;
    case FIELD_DAY:
        return civil.day;
    default:
        return (civil.month + 2) / 3; /* FIELD_QUARTER */
    }
}

bool kernel_extract_date(struct frame *frame, const struct node *node, const uint64_t *active,
                         struct vector *out) {
    const enum date_field field = (enum date_field)node->numbers[0];
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const int32_t days = vector_date(frame_arg(frame, node, 0), walk.row);
        ((int64_t *)out->values)[walk.row] = date_part(days, field);
    }
    return true;
}

bool kernel_extract_timestamp(struct frame *frame, const struct node *node, const uint64_t *active,
                              struct vector *out) {
    const enum date_field field = (enum date_field)node->numbers[0];
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const int64_t micros = vector_integer(frame_arg(frame, node, 0), walk.row);
        const int64_t time = micros - day_of(micros) * DAY;
        int64_t *z = (int64_t *)out->values + walk.row;
        switch (field) {
        case FIELD_HOUR:
            *z = time / (3600 * SECOND);
            break;
        case FIELD_MINUTE:
            *z = time / (60 * SECOND) % 60;
            break;
        default:
            *z = date_part(day_of(micros), field);
        }
    }
    return true;
}

/* With six digits after the point: microseconds as units. */
bool kernel_extract_second(struct frame *frame, const struct node *node, const uint64_t *active,
                           struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const int64_t micros = vector_integer(frame_arg(frame, node, 0), walk.row);
        ((int128 *)out->values)[walk.row] = (micros - day_of(micros) * DAY) % (60 * SECOND);
    }
    return true;
}

bool kernel_extract_epoch(struct frame *frame, const struct node *node, const uint64_t *active,
                          struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        ((int128 *)out->values)[walk.row] = vector_integer(frame_arg(frame, node, 0), walk.row);
    }
    return true;
}

/* -- cutting off ----------------------------------------------------------------------------- */

static int32_t trunc_day(int32_t days, enum date_field field) {
    struct civil civil;
    if (field == FIELD_WEEK) {
        return days - (date_weekday(days) - 1);
    }
    date_civil(days, &civil);
    switch (field) {
    case FIELD_YEAR:
        return date_from(civil.year, 1, 1);
    case FIELD_QUARTER:
        return date_from(civil.year, (civil.month - 1) / 3 * 3 + 1, 1);
    case FIELD_MONTH:
        return date_from(civil.year, civil.month, 1);
    default:
        return days;
    }
}

bool kernel_trunc_date(struct frame *frame, const struct node *node, const uint64_t *active,
                       struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const int32_t days = vector_date(frame_arg(frame, node, 0), walk.row);
        ((int32_t *)out->values)[walk.row] = trunc_day(days, (enum date_field)node->numbers[0]);
    }
    return true;
}

bool kernel_trunc_timestamp(struct frame *frame, const struct node *node, const uint64_t *active,
                            struct vector *out) {
    const enum date_field field = (enum date_field)node->numbers[0];
    const int64_t unit = field == FIELD_HOUR     ? 3600 * SECOND
                         : field == FIELD_MINUTE ? 60 * SECOND
                         : field == FIELD_SECOND ? SECOND
                                                 : DAY;
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const int64_t micros = vector_integer(frame_arg(frame, node, 0), walk.row);
        const int32_t days = day_of(micros);
        const int64_t time = micros - days * DAY;
        ((int64_t *)out->values)[walk.row] = trunc_day(days, field) * DAY + time / unit * unit;
    }
    return true;
}

bool kernel_make_date(struct frame *frame, const struct node *node, const uint64_t *active,
                      struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const int64_t year = vector_integer(frame_arg(frame, node, 0), walk.row);
        const int64_t month = vector_integer(frame_arg(frame, node, 1), walk.row);
        const int64_t day = vector_integer(frame_arg(frame, node, 2), walk.row);
        if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
            day > date_month_days((int)year, (int)month)) {
            frame_fail(frame, node, out, walk.row, "no such date");
        } else {
            ((int32_t *)out->values)[walk.row] = date_from((int)year, (int)month, (int)day);
        }
    }
    return true;
}
