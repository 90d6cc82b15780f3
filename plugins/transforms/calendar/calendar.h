/* calendar: what the files of the transform share. */
#ifndef LEAT_CALENDAR_H
#define LEAT_CALENDAR_H

#include <leat/plugin.h>

/* What a new column is of its date, in the order of their words in the definition. */
enum word {
    ACADEMIC_YEAR,
    FINANCIAL_YEAR,
    CALENDAR_YEAR,
    QUARTER,
    FINANCIAL_QUARTER,
    MONTH,
    WEEK,
    ISO_WEEK,
    WORKING_DAYS,
    DAYS,
};

enum form { WITH_SLASH, SIX_DIGITS };
enum first_day { FROM_NEXT, FROM_SAME };

/* A new column, as the definition has it. */
struct entry {
    int32_t is, of, to, form;
};

struct calendar {
    struct leat_map columns; /* of struct entry */
    int32_t holidays, holiday;
    struct leat_list weekend; /* of int32_t: days of the week, Monday 0 */
    int32_t first_day;

    int32_t holiday_column; /* in the step with the holidays */
    int32_t *numbers;       /* the new columns', one an entry */

    /* from start on */
    int before[8];  /* working days of a week before its day i, Monday 0; [7]: of the whole week */
    int32_t *dates; /* holidays that are no weekend, ascending, none twice */
    size_t date_count;
    int32_t first, last; /* the days of the years that the holidays are of; first > last: none */
};

/* A period's text in a new column. */
struct name {
    int32_t column, period;
    size_t size; /* 0: there is none here */
    char text[16];
};

enum { NAMES = 128 };

/* A thread's. */
struct part {
    int64_t outside; /* rows with a day in no year of the holidays */
    struct name names[NAMES];
};

/* -- working.c: working days ------------------------------------------------------------------ */

/* Reads the holidays. */
int calendar_start(struct leat_step *step);

/* The working days after `of` up to and with `to`, or from `of` itself; below 0 where `to` is
 * before. */
int64_t calendar_working_days(const struct calendar *self, int32_t of, int32_t to);

/* Warns of rows whose days the holidays do not cover. */
int calendar_merge(struct leat_step *step, void *const *parts, size_t count);

/* -- period.c: years, quarters and weeks ------------------------------------------------------ */

/* 1 on the first of January. */
int calendar_day_of_year(int32_t date);

/* The Monday of the date's week. */
int32_t calendar_monday(int32_t date);

/* For a word whose columns are text, the number of the period that each date lies in. Dates that are
 * none give numbers without meaning. */
void calendar_periods(enum word is, const int32_t *dates, size_t count, int32_t *periods);

/* That period as text, of at most 12 bytes. Answers how many. */
size_t calendar_period_text(const struct entry *entry, int32_t period, char *to);

/* -- give.c: rows ----------------------------------------------------------------------------- */

int calendar_process(struct leat_step *step, struct leat_batch *batch);

#endif
