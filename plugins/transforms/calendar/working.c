/* working: working days between two days, in the same time whatever lies between: whole weeks by
 * counting, the rest of one from a table, less the holidays between, found by halving. See
 * calendar.h. */
#include "calendar.h"

#include <stdlib.h>

enum { WEEK_DAYS = 7 };

/* Monday 0; day 0, 1970-01-01, was a Thursday. */
static int day_of_week(int32_t day) {
    const int rest = (day + 3) % WEEK_DAYS;
    return rest < 0 ? rest + WEEK_DAYS : rest;
}

static bool is_weekend(const struct calendar *self, int32_t day) {
    const int of_week = day_of_week(day);
    return self->before[of_week] == self->before[of_week + 1];
}

static void count_week(struct calendar *self) {
    bool is_working[WEEK_DAYS] = {true, true, true, true, true, true, true};
    for (size_t i = 0; i < self->weekend.count; i++) {
        is_working[LEAT_ITEM(self->weekend, int32_t, i)] = false;
    }
    for (int day = 0; day < WEEK_DAYS; day++) {
        self->before[day + 1] = self->before[day] + is_working[day];
    }
}

/* -- holidays --------------------------------------------------------------------------------- */

static int compare_days(const void *a, const void *b) {
    const int32_t first = *(const int32_t *)a, second = *(const int32_t *)b;
    return (first > second) - (first < second);
}

static int32_t year_begin(int32_t day) { return day - calendar_day_of_year(day) + 1; }

/* The years that the holidays are of, from the first day to the last. */
static void find_span(struct calendar *self, int32_t least, int32_t most) {
    enum { YEAR_DAYS = 365 };
    const int32_t begin = year_begin(most);
    const bool is_leap = calendar_day_of_year(begin + YEAR_DAYS) > 1;
    self->first = year_begin(least);
    self->last = begin + YEAR_DAYS - 1 + is_leap;
}

int calendar_start(struct leat_step *step) {
    struct calendar *self = step->state;
    count_week(self);
    self->first = 1;
    if (self->holidays < 0) {
        return LEAT_OK;
    }
    struct leat_batch *table = leat_table(step, self->holidays);
    if (!table) {
        return LEAT_FAILED;
    }
    const struct leat_view view = leat_read(step, table, self->holiday_column);
    int32_t *dates = leat_alloc(step, ((size_t)view.rows + 1) * sizeof *dates);
    size_t count = 0, kept = 0;
    if (!dates) {
        return LEAT_FAILED;
    }
    self->dates = dates;
    for (int64_t row = 0; row < view.rows; row++) {
        if (!leat_is_null(&view, row)) {
            dates[count++] = leat_date(&view, row);
        }
    }
    if (count == 0) {
        return LEAT_OK;
    }
    qsort(dates, count, sizeof *dates, compare_days);
    find_span(self, dates[0], dates[count - 1]);
    for (size_t i = 0; i < count; i++) {
        if (!is_weekend(self, dates[i]) && (kept == 0 || dates[kept - 1] != dates[i])) {
            dates[kept++] = dates[i];
        }
    }
    self->date_count = kept;
    return LEAT_OK;
}

/* -- counting --------------------------------------------------------------------------------- */

/* Holidays before the day. */
static int64_t holidays_before(const struct calendar *self, int32_t day) {
    size_t low = 0, high = self->date_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (self->dates[middle] < day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return (int64_t)low;
}

/* Working days before the day, counted from a Monday far in the past or, below 0, back to it. */
static int64_t working_before(const struct calendar *self, int32_t day) {
    const int of_week = day_of_week(day);
    const int64_t weeks = ((int64_t)day + 3 - of_week) / WEEK_DAYS;
    return weeks * self->before[WEEK_DAYS] + self->before[of_week] - holidays_before(self, day);
}

int64_t calendar_working_days(const struct calendar *self, int32_t of, int32_t to) {
    const bool is_back = to < of;
    const int32_t early = is_back ? to : of, late = is_back ? of : to;
    const int64_t days = working_before(self, late + 1) -
                         working_before(self, early + (self->first_day == FROM_NEXT ? 1 : 0));
    return is_back ? -days : days;
}

int calendar_merge(struct leat_step *step, void *const *parts, size_t count) {
    const struct calendar *self = step->state;
    int64_t outside = 0;
    for (size_t i = 0; i < count; i++) {
        outside += ((const struct part *)parts[i])->outside;
    }
    if (outside == 0) {
        return LEAT_OK;
    }
    if (self->first > self->last) {
        leat_log(
            step, LEAT_WARNING,
            "the step with the holidays gave no dates, so working days were counted without any");
    } else {
        leat_log(
            step, LEAT_WARNING,
            "%lld row%s dates before or after the years of the holidays, where none are known, so "
            "that the working days may be too many; add those years to the holidays",
            (long long)outside, outside == 1 ? " has" : "s have");
    }
    return LEAT_OK;
}
