/* civil: the year, month and day of many days, without a branch and with few multiplications; for
 * loops. date.h has the calendar for all else.
 *
 * All numbers are unsigned, so that a day that is none (under a null there may be any number) gives
 * figures without meaning, and nothing worse. */
#ifndef LEAT_BASE_CIVIL_H
#define LEAT_BASE_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

/* CIVIL_EPOCH is 1970-01-01 counted from 0000-03-01; a period of four hundred years, after which
 * the calendar repeats itself, has CIVIL_PERIOD days. */
enum { CIVIL_EPOCH = 719468, CIVIL_PERIOD = 146097 };

struct civil_day {
    uint32_t year, month, day; /* 1..9999, 1..12, 1..31 */
    uint32_t since_march;      /* days since the last 1 March: 0..365 */
};

/* Of DATE_MIN..DATE_MAX, and the week after it.
 *
 * Years that begin on 1 March have their leap day last. Then a day is in century (4 n + 3) /
 * 146097, and in that century's year (4 n + 3) / 1461, which for so few days is a product with 2^32
 * / 1461 rounded up: its upper half is the year, and its lower half grows with the days of it.
 * Months from March on have 30.6 days, or 2^16 / 2141: the same again. */
static inline struct civil_day civil_day_of(int32_t days) {
    const uint32_t quarters = 4 * ((uint32_t)days + CIVIL_EPOCH) + 3;
    const uint32_t century = quarters / CIVIL_PERIOD;
    const uint64_t years = UINT64_C(2939745) * (quarters % CIVIL_PERIOD | 3);
    const uint32_t since_march = (uint32_t)years / (4 * 2939745);
    const uint32_t months = 2141 * since_march + 197913;
    const bool next_year = since_march >= 306; /* January and February */
    return (struct civil_day){
        .year = 100 * century + (uint32_t)(years >> 32) + next_year,
        .month = (months >> 16) - (next_year ? 12 : 0),
        .day = months % 65536 / 2141 + 1,
        .since_march = since_march,
    };
}

static inline bool civil_is_leap(uint32_t year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 16 == 0); /* the 400th year is both */
}

/* Days since the last 1 January: 0..365. */
static inline uint32_t civil_since_january(struct civil_day civil) {
    const uint32_t before_march = 59 + civil_is_leap(civil.year);
    return civil.since_march >= 306 ? civil.since_march - 306 : civil.since_march + before_march;
}

/* Days since the last Monday: 0..6. 0000-03-01 was a Wednesday. */
static inline uint32_t civil_weekday(int32_t days) {
    return ((uint32_t)days + CIVIL_EPOCH + 2) % 7;
}

/* The days from the epoch to the first of a month, 1..12. A year has 365 days, and a leap day for
 * each leap year whose February is over: before March, that of the year before. */
static inline int32_t civil_first(uint32_t year, uint32_t month) {
    static const int16_t from_march[] = {0, -59, -28, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275};
    const uint32_t march_year = year - (month <= 2), century = march_year / 100;
    return (int32_t)(year * 365 + march_year / 4 - century + century / 4) + from_march[month] -
           CIVIL_EPOCH;
}

#endif
