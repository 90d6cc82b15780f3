/* Values as Excel shows them under number formats. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "shared/number_format/number_format.h"

/* Shown within a bound that is exactly enough, so that the sanitizer sees a step too far. */
static const char *shown(struct leat_value value, const char *format) {
    static char out[NUMBER_FORMAT_ROOM + 1];
    const struct leat_text text = {format, format ? strlen(format) : 0};
    cr_assert(!format || !number_format_wrong(text), "%s", format);
    const size_t size = number_format(&value, text, NULL, 0);
    cr_assert(size < sizeof out);
    char *exact = malloc(size + 1);
    cr_assert_eq(number_format(&value, text, exact, size), size);
    memcpy(out, exact, size);
    out[size] = '\0';
    free(exact);
    return out;
}

static struct leat_value integer(int64_t number) {
    return (struct leat_value){.type = {.kind = LEAT_INTEGER}, .as.integer = number};
}
static struct leat_value real(double number) {
    return (struct leat_value){.type = {.kind = LEAT_REAL}, .as.real = number};
}
static struct leat_value decimal(int64_t units, uint8_t scale) {
    return (struct leat_value){
        .type = {.kind = LEAT_DECIMAL, .precision = 38, .scale = scale},
        .as.decimal = {(uint64_t)units, units < 0 ? -1 : 0},
    };
}
static struct leat_value date(int32_t days) {
    return (struct leat_value){.type = {.kind = LEAT_DATE}, .as.date = days};
}
static struct leat_value moment(int64_t micros) {
    return (struct leat_value){.type = {.kind = LEAT_TIMESTAMP}, .as.integer = micros};
}
static struct leat_value text(const char *word) {
    return (struct leat_value){.type = {.kind = LEAT_TEXT}, .as.text = {word, strlen(word)}};
}

struct pair {
    const char *format, *expected;
};

static void expect(struct leat_value value, const struct pair *pairs, size_t count) {
    for (size_t i = 0; i < count; i++) {
        cr_assert_str_eq(shown(value, pairs[i].format), pairs[i].expected, "%s: '%s', not '%s'",
                         pairs[i].format ? pairs[i].format : "NULL", shown(value, pairs[i].format),
                         pairs[i].expected);
    }
}
#define EXPECT(value, ...)                                                                         \
    do {                                                                                           \
        const struct pair pairs[] = {__VA_ARGS__};                                                 \
        expect(value, pairs, sizeof pairs / sizeof *pairs);                                        \
    } while (0)

/* -- digits ---------------------------------------------------------------------------------- */

Test(number_format, digits_are_padded_grouped_and_rounded) {
    EXPECT(integer(1234567), {"0", "1234567"}, {"#", "1234567"}, {"#,##0", "1,234,567"},
           {"#,##0.0", "1,234,567.0"}, {"0,0", "1,234,567"}, {"0000000000", "0001234567"},
           {"0,000,000,000", "0,001,234,567"}, {"#,##0,", "1,235"}, {"#,##0.0,,", "1.2"},
           {"0.0,", "1234.6"}, {"000-0000", "123-4567"}, {"(000) 000", "(1234) 567"});
    EXPECT(integer(5), {"00", "05"}, {"0#", "05"}, {"#", "5"}, {"0,000", "0,005"}, {"0.0", "5.0"},
           {"0.#", "5."}, {"#.##", "5."}, {"?0", "\u20075"}, {"0.??", "5.\u2007\u2007"});
    EXPECT(integer(0), {"0", "0"}, {"#", ""}, {"#.##", "."}, {"0.00", "0.00"}, {"#,##0", "0"},
           {"#.0", ".0"}, {"0%", "0%"}, {"?", "\u2007"});
    EXPECT(integer(INT64_MIN), {"0", "-9223372036854775808"}, {NULL, "-9223372036854775808"},
           {"#,##0", "-9,223,372,036,854,775,808"});
    EXPECT(real(12.5), {".00", "12.50"}, {"0.00", "12.50"}, {"#,##0.##", "12.5"}, {"0.0#", "12.5"},
           {"0.#0", "12.50"}, {"0", "13"}, {"00000.0", "00012.5"});
}

Test(number_format, halves_are_rounded_away_from_zero_on_digits) {
    EXPECT(decimal(1005, 3), {"0.00", "1.01"}, {"0.0", "1.0"}, {"0", "1"});
    EXPECT(real(1.005), {"0.00", "1.01"});
    EXPECT(real(2.675), {"0.00", "2.68"});
    EXPECT(real(0.1 + 0.2), {"0.0", "0.3"}, {"0.00", "0.30"}, {NULL, "0.3"});
    EXPECT(decimal(875, 1), {"0", "88"}, {"0.0", "87.5"}, {"0%", "8750%"});
    EXPECT(decimal(-875, 1), {"0", "-88"}, {"0.0", "-87.5"});
    EXPECT(decimal(25, 1), {"0", "3"});
    EXPECT(decimal(5, 1), {"0", "1"}, {"#", "1"});
    EXPECT(decimal(49, 2), {"0", "0"}, {"0.0", "0.5"});
    EXPECT(decimal(9995, 2), {"0.0", "100.0"}, {"0.00", "99.95"}, {"#,##0", "100"});
    EXPECT(decimal(999999, 2), {"#,##0", "10,000"});
    EXPECT(decimal(6, 2), {"0.0", "0.1"}, {"0", "0"});
    EXPECT(decimal(4, 2), {"0.0", "0.0"});
    EXPECT(decimal(INT64_C(1234567890123456789), 18), {"0.00", "1.23"},
           {"0.000000000000000000", "1.234567890123456789"});
    EXPECT(real(1e300), {"0.0e", "1E+300"});
    cr_assert_eq(strlen(shown(real(1e300), "0")), 301);
    cr_assert_eq(strlen(shown(real(1e300), "#,##0.00")), 301 + 100 + 3);
    EXPECT(real(1e-300), {"0.00", "0.00"}, {NULL, "1E-300"});
}

Test(number_format, a_decimal_of_38_digits_is_exact) {
    struct leat_value most = decimal(0, 0);
    most.as.decimal =
        (struct leat_decimal){UINT64_C(0x098a223fffffffff), INT64_C(0x4b3b4ca85a86c47a)};
    EXPECT(most, {"0", "99999999999999999999999999999999999999"},
           {"#,##0", "99,999,999,999,999,999,999,999,999,999,999,999,999"},
           {NULL, "99999999999999999999999999999999999999"});
    most.type.scale = 38;
    EXPECT(most, {"0.0", "1.0"}, {"0%", "100%"}, {NULL, "1"});
}

Test(number_format, plain_numbers_are_cut_to_eleven_characters) {
    EXPECT(decimal(INT64_C(76923076923077), 12), {NULL, "76.92307692"}, {"General", "76.92307692"});
    EXPECT(real(1.0 / 3), {NULL, "0.333333333"});
    EXPECT(real(-1.0 / 3), {NULL, "-0.333333333"});
    EXPECT(real(1234567.891234), {NULL, "1234567.891"});
    EXPECT(real(123456789012.75), {NULL, "123456789013"});
    EXPECT(integer(100012345678), {NULL, "100012345678"});
    EXPECT(decimal(7600, 2), {NULL, "76"});
    EXPECT(real(1e-9), {NULL, "0.000000001"});
    EXPECT(real(1.234567e-5), {NULL, "1.23457E-05"});
    EXPECT(real(0.0001), {NULL, "0.0001"});
    EXPECT(real(9.9999999999e-5), {NULL, "1E-04"});
    EXPECT(real(1e22), {NULL, "1E+22"});
    EXPECT(real(-0.0), {NULL, "0"}, {"0.0", "0.0"});
    EXPECT(integer(12), {"General\" pp\"", "12 pp"}, {"@", "12"}, {"0;General", "12"});
}

/* -- sections, marks ------------------------------------------------------------------------- */

Test(number_format, sections_are_for_above_below_and_at_zero) {
    const char *const change = "+0.0;-0.0;0.0", *const words = "\"up\" 0;\"down\" 0;\"the same\"";
    EXPECT(decimal(7, 1), {change, "+0.7"}, {words, "up 1"}, {"0.0;[Red]-0.0", "0.7"});
    EXPECT(decimal(-7, 1), {change, "-0.7"}, {words, "down 1"}, {"0.0;[Red]-0.0", "-0.7"});
    EXPECT(decimal(0, 1), {change, "0.0"}, {words, "the same"}, {"0;-0", "0"}, {"0;;", ""});
    EXPECT(decimal(-4, 2), {change, "-0.0"}, {"0.0", "0.0"}, {"0.0;(0.0)", "(0.0)"});
    EXPECT(integer(-1234), {"#,##0;(#,##0)", "(1,234)"}, {"0;;", ""}, {"£#,##0", "-£1,234"},
           {"#,##0_);(#,##0)", "(1,234)"});
    EXPECT(integer(1234), {"#,##0_);(#,##0)", "1,234\u00a0"}, {"£#,##0.00", "£1,234.00"},
           {"[$£-809]#,##0", "£1,234"}, {"[$€]0", "€1234"}, {"[Blue]0", "1234"},
           {"[Color 5]0", "1234"}, {"0\" schools\"", "1234 schools"}, {"0\\x", "1234x"},
           {"\"a;b\"0;-0", "a;b1234"}, {"*-0", "1234"}, {"0\\;", "1234;"}, {"$0", "$1234"},
           {"0 %", "123400 %"}, {"0\"%\"", "1234%"}, {"0\\%", "1234%"}, {"\\é0", "é1234"});
    EXPECT(decimal(7692, 4), {"0%", "77%"}, {"0.0%", "76.9%"}, {"0.00%", "76.92%"});
}

Test(number_format, a_condition_chooses_its_section) {
    static const char *const table = "[>=1000]#,##0;[<0]-0.0;0.0";
    EXPECT(decimal(12345, 1), {table, "1,235"}, {"[>=100]0;0.0", "1235"}, {"[<100]0;0.0", "1234.5"},
           {"[=1234.5]\"just\";0", "just"}, {"[<>1234.5]0;\"just\"", "just"},
           {"[Red][>1234.5]0;0.00", "1234.50"}, {"0.00;[<2000]0", "1234.50"});
    EXPECT(decimal(9999, 1), {table, "999.9"});
    EXPECT(decimal(10000, 1), {table, "1,000"});
    EXPECT(decimal(-125, 1), {table, "-12.5"}, {"[>=100]0;0.0", "-12.5"}, {"[<0]0.0;0", "12.5"},
           {"[<=0]0.0;0", "-12.5"}, {"[<-12]0;0.0", "13"}, {"[<-12.5]0;0.00", "-12.50"});
    EXPECT(integer(0), {table, "0.0"}, {"[<=0]\"none\";0", "none"});
    EXPECT(integer(-3), {"[<0]\"low\";0", "low"});
    EXPECT(real(2.5), {table, "2.5"}, {"[>2.4]0.00;0", "2.50"});
}

Test(number_format, what_it_does_not_know_is_plain) {
    EXPECT(decimal(12345, 1), {"[<100]0", "1234.5"}, {"# ?/?", "1234.5"}, {"0.00E+00", "1234.5"},
           {"[h]:mm", "1234.5"}, {"[mm]", "1234.5"});
    EXPECT(integer(-3), {"yyyy", "-3"}, {"[>0]0;[>=-2]0.0", "-3"});
    EXPECT(date(16679), {"0.0", "2015-09-01"}, {NULL, "2015-09-01"}, {"General", "2015-09-01"},
           {"[h]:mm", "2015-09-01"});
    EXPECT(moment(INT64_C(1441099800250000)), {NULL, "2015-09-01T09:30:00.25"});
}

Test(number_format, texts_have_the_fourth_section) {
    EXPECT(text("[c]"), {"0.0", "[c]"}, {"0;0;0;\"<\"@\">\"", "<[c]>"}, {NULL, "[c]"}, {"@", "[c]"},
           {"0;0;0;", ""}, {"\"x \"@", "x [c]"}, {"dd/mm/yyyy;@", "[c]"});
    struct leat_value yes = {.type = {.kind = LEAT_BOOLEAN}, .as.boolean = 1}, none = integer(1);
    none.is_null = 1;
    EXPECT(yes, {NULL, "TRUE"}, {"0", "TRUE"});
    EXPECT(none, {NULL, ""}, {"0.0", ""}, {"\"x\"", ""});
}

/* -- days and times -------------------------------------------------------------------------- */

Test(number_format, days_have_names) {
    EXPECT(date(16679), {"dd/mm/yyyy", "01/09/2015"}, {"d/m/yy", "1/9/15"}, {"mmm-yy", "Sep-15"},
           {"mmmm yyyy", "September 2015"}, {"ddd d mmm", "Tue 1 Sep"},
           {"dddd, d mmmm yyyy", "Tuesday, 1 September 2015"}, {"mmmmm", "S"},
           {"yyyy-mm-dd", "2015-09-01"}, {"YYYY-MM-DD", "2015-09-01"}, {"yyy", "2015"}, {"y", "15"},
           {"[$-809]d mmmm yyyy", "1 September 2015"}, {"dd/mm/yyyy;@", "01/09/2015"},
           {"d\\t\\h", "1th"}, {"d.m.yy", "1.9.15"}, {"hh:mm", "00:00"}, {"\"on\" d", "on 1"});
    EXPECT(date(-1), {"ddd dd/mm/yyyy", "Wed 31/12/1969"});
    EXPECT(date(11016), {"d mmm yyyy", "29 Feb 2000"});
}

Test(number_format, minutes_follow_hours_or_come_before_seconds) {
    const struct leat_value when = moment(INT64_C(1441118225678900)); /* 14:37:05.6789 */
    EXPECT(when, {"h:mm", "14:37"}, {"hh:mm:ss", "14:37:06"}, {"m:ss", "37:06"},
           {"mm/dd h:mm", "09/01 14:37"}, {"h:mm AM/PM", "2:37 PM"}, {"hh am/pm", "02 pm"},
           {"h A/P", "2 P"}, {"ss.0", "05.7"}, {"ss.000", "05.679"}, {"hh:mm:ss.00", "14:37:05.68"},
           {"dd/mm/yyyy hh:mm", "01/09/2015 14:37"}, {"h \"h\" m", "14 h 37"}, {"m", "9"},
           {"mmm h", "Sep 14"}, {"hhmm", "1437"});
    EXPECT(moment(INT64_C(1441151999600000)), {"d hh:mm:ss", "2 00:00:00"}, {"d hh:mm", "1 23:59"},
           {"d hh:mm:ss.0", "1 23:59:59.6"});
    EXPECT(moment(0), {"h AM/PM", "12 AM"});
    EXPECT(moment(INT64_C(43200000000)), {"h AM/PM", "12 PM"});
    EXPECT(moment(-1), {"yyyy", "1969"});
}

Test(number_format, numbers_are_days_of_excels) {
    EXPECT(integer(42277), {"dd/mm/yyyy", "30/09/2015"}, {"mmm-yy", "Sep-15"});
    EXPECT(integer(1), {"dd/mm/yyyy", "01/01/1900"});
    EXPECT(integer(59), {"dd/mm/yyyy", "28/02/1900"});
    EXPECT(integer(60), {"dd/mm/yyyy", "60"}); /* a day that there was not */
    EXPECT(integer(61), {"dd/mm/yyyy", "01/03/1900"});
    EXPECT(integer(2958465), {"dd/mm/yyyy", "31/12/9999"});
    EXPECT(integer(2958466), {"dd/mm/yyyy", "2958466"});
    EXPECT(real(0.75), {"h:mm", "18:00"});
    EXPECT(decimal(422775, 1), {"d/m/yy hh:mm", "30/9/15 12:00"});
}

/* -- bounds and mistakes --------------------------------------------------------------------- */

Test(number_format, text_is_cut_between_characters) {
    const struct leat_value value = integer(5);
    const struct leat_text format = {"0\"é\"0", 6};
    char out[8];
    for (size_t room = 0; room <= 5; room++) {
        memset(out, 'x', sizeof out);
        cr_assert_eq(number_format(&value, format, out, room), 4);
        const size_t kept = room >= 4 ? 4 : room == 2 ? 1 : room;
        cr_assert(memcmp(out,
                         "0\xc3\xa9"
                         "5",
                         kept) == 0 &&
                      out[kept] == 'x',
                  "%zu", room);
    }
}

static const char *wrong(const char *format) {
    const char *reason = number_format_wrong((struct leat_text){format, strlen(format)});
    return reason ? reason : "";
}

Test(number_format, mistakes_are_told) {
    char longest[129];
    memset(longest, '0', sizeof longest);
    longest[128] = '\0';
    cr_assert_str_eq(wrong(longest), "is longer than 127 bytes");
    cr_assert_str_eq(wrong(longest + 1), "");
    cr_assert_str_eq(wrong(""), "is empty");
    cr_assert_str_eq(wrong("0\n"), "has a control character");
    cr_assert_str_eq(wrong("0\"x"), "has a quote or bracket that is not closed");
    cr_assert_str_eq(wrong("[Red"), "has a quote or bracket that is not closed");
    cr_assert_str_eq(wrong("0\\"), "ends in \\, _ or *, which want a character after them");
    cr_assert_str_eq(wrong("0_"), "ends in \\, _ or *, which want a character after them");
    cr_assert(strncmp(wrong("0 schools"), "has letters that mean nothing", 29) == 0);
    cr_assert_str_eq(wrong("0;0;0;@;0"), "has more than four sections");
    cr_assert_str_eq(wrong("0;0;0;@"), "");
    cr_assert_str_eq(wrong("[>1]0.0E+00;# ?/?;General;@"), "");
}
