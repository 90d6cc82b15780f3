/* give: the new columns of each row. See calendar.h. */
#include "calendar.h"

#include "shared/format.h"

enum { SEPTEMBER = 9, APRIL = 4, TEXT_ROOM = 16 };

/* Years counted from March begin 59 or, in leap years, 60 days after January does, and end 306 days
 * after they began. */
static int day_of_year(struct format_day day) {
    const bool is_leap = (day.year % 4 == 0 && day.year % 100 != 0) || day.year % 400 == 0;
    return day.month > 2 ? 59 + is_leap + day.since_march + 1 : day.since_march - 306 + 1;
}

int calendar_day_of_year(int32_t date) { return day_of_year(format_day_of(date)); }

/* The year that a day is in, where years begin on the first of that month. */
static int year_from(struct format_day day, int month) {
    return day.month >= month ? day.year : day.year - 1;
}

static inline size_t put_digits(int value, int digits, char *to) {
    for (int i = digits; i-- > 0; value /= 10) {
        to[i] = (char)('0' + value % 10);
    }
    return (size_t)digits;
}

/* 2014: "2014/15" or "201415". */
static size_t put_years(int year, enum form form, char *to) {
    size_t at = put_digits(year, 4, to);
    if (form == WITH_SLASH) {
        to[at++] = '/';
    }
    return at + put_digits((year + 1) % 100, 2, to + at);
}

/* Behind a year: " Q3". */
static size_t put_quarter(int quarter, char *to) {
    to[0] = ' ';
    to[1] = 'Q';
    to[2] = (char)('0' + quarter);
    return 3;
}

static int32_t monday_of(int32_t day) {
    const int32_t rest = (day + 3) % 7;
    return day - (rest < 0 ? rest + 7 : rest);
}

/* "2014-W36": a week belongs to the year of its Thursday, and is counted by Thursdays there. */
static size_t put_iso_week(int32_t date, char *to) {
    const struct format_day thursday = format_day_of(monday_of(date) + 3);
    size_t at = put_digits(thursday.year, 4, to);
    to[at++] = '-';
    to[at++] = 'W';
    return at + put_digits((day_of_year(thursday) - 1) / 7 + 1, 2, to + at);
}

static void add_text(const struct entry *entry, int32_t date, struct leat_builder *to) {
    const struct format_day day = format_day_of(date);
    char text[TEXT_ROOM];
    size_t size = 0;
    switch ((enum word)entry->is) {
    case ACADEMIC_YEAR:
        size = put_years(year_from(day, SEPTEMBER), (enum form)entry->form, text);
        break;
    case FINANCIAL_YEAR:
        size = put_years(year_from(day, APRIL), (enum form)entry->form, text);
        break;
    case QUARTER:
        size = put_digits(day.year, 4, text);
        size += put_quarter((day.month - 1) / 3 + 1, text + size);
        break;
    case FINANCIAL_QUARTER:
        size = put_years(year_from(day, APRIL), WITH_SLASH, text);
        size += put_quarter((day.month + 8) % 12 / 3 + 1, text + size);
        break;
    default:
        size = put_iso_week(date, text);
        break;
    }
    leat_add_text(to, (struct leat_text){text, size});
}

static void add_value(const struct calendar *self, const struct entry *entry, int32_t of,
                      int32_t to_date, struct leat_builder *to) {
    switch ((enum word)entry->is) {
    case CALENDAR_YEAR:
        leat_add_integer(to, format_day_of(of).year);
        break;
    case MONTH:
        leat_add_date(to, of - (format_day_of(of).day - 1));
        break;
    case WEEK:
        leat_add_date(to, monday_of(of));
        break;
    case DAYS:
        leat_add_integer(to, (int64_t)to_date - of);
        break;
    case WORKING_DAYS:
        leat_add_integer(to, calendar_working_days(self, of, to_date));
        break;
    default:
        add_text(entry, of, to);
    }
}

/* A symbol that stands for a date stands for what is made of it too. */
static void add_absent(struct leat_step *step, struct leat_batch *batch, const struct entry *entry,
                       int64_t row, struct leat_builder *to) {
    struct leat_text symbol = leat_symbol(step, batch, entry->of, row);
    if (symbol.size == 0 && entry->to >= 0) {
        symbol = leat_symbol(step, batch, entry->to, row);
    }
    if (symbol.size > 0) {
        leat_add_symbol(to, symbol);
    } else {
        leat_add_null(to);
    }
}

static bool is_outside(const struct calendar *self, int32_t day) {
    return day < self->first || day > self->last;
}

static int give(struct leat_step *step, struct leat_batch *batch, const struct entry *entry,
                int32_t number) {
    const struct calendar *self = step->state;
    struct part *part = step->part;
    const bool has_to = entry->to >= 0;
    const bool is_watched = entry->is == WORKING_DAYS && self->holidays >= 0;
    const struct leat_view of = leat_read(step, batch, entry->of),
                           until = has_to ? leat_read(step, batch, entry->to) : of;
    struct leat_builder *to = leat_build(step, batch, number);
    for (int64_t row = 0; row < batch->rows; row++) {
        if (leat_is_null(&of, row) || leat_is_null(&until, row)) {
            add_absent(step, batch, entry, row, to);
            continue;
        }
        const int32_t first = leat_date(&of, row), last = leat_date(&until, row);
        add_value(self, entry, first, last, to);
        part->outside += is_watched && (is_outside(self, first) || is_outside(self, last));
    }
    return leat_put(step, batch, to);
}

int calendar_process(struct leat_step *step, struct leat_batch *batch) {
    const struct calendar *self = step->state;
    int result = LEAT_OK;
    for (size_t i = 0; result == LEAT_OK && i < self->columns.count; i++) {
        if (leat_needed(step, self->numbers[i])) {
            result =
                give(step, batch, &LEAT_ITEM(self->columns, struct entry, i), self->numbers[i]);
        }
    }
    return result;
}
