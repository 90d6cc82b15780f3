/* Texts become values as a column's declaration says; what cannot be read is told with the option
 * that would mend it.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "base/real.h"
#include "batch/field.h"
#include "random.h"

#define WORDS(...) ((char **)(const char *[]){__VA_ARGS__, NULL})

static struct field plain(enum leat_kind kind) {
    return (struct field){.type = type_of(kind), .point = '.'};
}

static struct field decimal(int precision, int scale) {
    return (struct field){.type = type_decimal(precision, scale), .point = '.'};
}

/* The value as text, "null", "symbol x", or "wrong: " and the reason. */
static const char *read_sized(const struct field *field, const char *text, size_t size,
                              bool quoted) {
    static char out[FIELD_REASON + 64];
    char reason[FIELD_REASON] = "";
    struct leat_value value;
    char *const copy =
        memory_copy_part(text, size); /* so that the address sanitizer sees a step too far */
    char *const exact = memory_resize(copy, size == 0 ? 1 : size);
    const enum field_read found =
        field_read(field, (struct leat_text){exact, size}, quoted, &value, reason);
    size_t used = 0;
    if (found == FIELD_NULL) {
        snprintf(out, sizeof out, "null");
    } else if (found == FIELD_SYMBOL) {
        snprintf(out, sizeof out, "symbol %.*s", (int)value.as.text.size, value.as.text.data);
    } else if (found == FIELD_WRONG) {
        cr_assert(strlen(reason) > 0 && strlen(reason) < FIELD_REASON);
        cr_assert(text_valid_prefix(reason, strlen(reason)) == strlen(reason));
        snprintf(out, sizeof out, "wrong: %s", reason);
    } else {
        switch (field->type.kind) {
        case LEAT_TEXT:
            snprintf(out, sizeof out, "%.*s", (int)value.as.text.size, value.as.text.data);
            break;
        case LEAT_INTEGER:
            snprintf(out, sizeof out, "%lld", (long long)value.as.integer);
            break;
        case LEAT_REAL:
            used = real_format(value.as.real, out);
            out[used] = '\0';
            break;
        case LEAT_DECIMAL: {
            const int128 high = value.as.decimal.high;
            used = decimal_format((int128)((uint128)high << 64 | value.as.decimal.low),
                                  field->type.scale, false, out);
            out[used] = '\0';
            break;
        }
        case LEAT_BOOLEAN:
            snprintf(out, sizeof out, "%s", value.as.boolean ? "true" : "false");
            break;
        case LEAT_DATE:
            used = date_format(value.as.date, out);
            out[used] = '\0';
            break;
        default:
            used = timestamp_format(value.as.integer, out);
            out[used] = '\0';
        }
    }
    cr_assert(found == FIELD_WRONG || value.type.kind == field->type.kind);
    cr_assert(found == FIELD_WRONG || value.is_null == (found != FIELD_VALUE));
    memory_free(exact);
    return out;
}

static const char *read(const struct field *field, const char *text) {
    return read_sized(field, text, strlen(text), false);
}

#define READS(field, text, expected)                                                               \
    cr_assert_str_eq(read(&(field), text), expected, "'%s' is %s", text, read(&(field), text))

static void set_pattern(struct field *field, const char *pattern) {
    const char *reason = "";
    field->has_pattern = true;
    cr_assert(date_pattern_compile(pattern, strlen(pattern), &field->pattern, &reason), "%s: %s",
              pattern, reason);
}

/* -- nulls, symbols, space -------------------------------------------------------------------- */

Test(batch_field, an_empty_field_is_null_and_an_empty_quoted_text_is_text) {
    struct field text = plain(LEAT_TEXT), integer = plain(LEAT_INTEGER);
    READS(text, "", "null");
    READS(integer, "", "null");
    cr_assert_str_eq(read_sized(&text, "", 0, true), "");
    cr_assert_str_eq(read_sized(&integer, "", 0, true), "null");
    cr_assert_str_eq(read_sized(&field_plain, "", 0, false), "null");
    cr_assert_str_eq(read_sized(&field_plain, " a ", 3, false), " a ");
}

Test(batch_field, null_texts_take_the_place_of_the_rule_for_empty_fields) {
    struct field text = plain(LEAT_TEXT), integer = plain(LEAT_INTEGER);
    text.has_nulls = integer.has_nulls = true;
    text.nulls = integer.nulls = WORDS("NA", "-1");
    READS(text, "NA", "null");
    READS(text, "na", "na");
    READS(text, "N", "N");
    READS(text, "", "");
    READS(integer, "-1", "null");
    READS(integer, "-12", "-12");
    READS(integer, "", "wrong: is empty; add \"\" to \"null\"");
    cr_assert_str_eq(read_sized(&text, "NA", 2, true), "null");
    text.nulls = WORDS("");
    cr_assert_str_eq(read_sized(&text, "", 0, true), "null");
    text.nulls = NULL; /* "null": [] */
    READS(text, "", "");
}

Test(batch_field, symbols_stand_for_absent_numbers) {
    struct field integer = plain(LEAT_INTEGER);
    integer.symbols = WORDS("x", "c", "..");
    READS(integer, "x", "symbol x");
    READS(integer, "..", "symbol ..");
    READS(integer, "7", "7");
    READS(
        integer, " x",
        "wrong: not an integer; if it stands for no value, list it in \"null\", or in \"symbols\" to show "
        "it as it is");
    integer.trim = true;
    READS(integer, " x ", "symbol x");
}

Test(batch_field, trimming_takes_every_kind_of_space_but_only_when_asked) {
    struct field text = plain(LEAT_TEXT), integer = plain(LEAT_INTEGER), date = plain(LEAT_DATE);
    READS(text, " a b ", " a b ");
    READS(integer, " 1", "wrong: has a space before it; set \"trim\": true");
    READS(integer, "1 ", "wrong: has a space after it; set \"trim\": true");
    READS(integer,
          "\xc2\xa0"
          "1 ",
          "wrong: has spaces around it; set \"trim\": true");
    READS(integer, "  ", "wrong: only space; set \"trim\": true");
    integer.has_nulls = true;
    integer.nulls = WORDS("x");
    READS(integer, "  ", "wrong: only space; add \"\" to \"null\" and set \"trim\": true");
    integer.nulls = WORDS("x", "");
    READS(integer, "  ", "wrong: only space; set \"trim\": true");
    integer.has_nulls = false;
    READS(date, "2015-09-01 ", "wrong: has a space after it; set \"trim\": true");
    text.trim = integer.trim = date.trim = true;
    READS(text,
          " \t\r\n\xc2\xa0\xe2\x80\xaf\xe3\x80\x80"
          "a b\xc2\xa0",
          "a b");
    READS(text, "é\xc2\xa0", "é");
    READS(text, " \xc2\xa0 ", "null");
    READS(integer, " 1\xc2\xa0", "1");
    READS(date, " 2015-09-01", "2015-09-01");
}

Test(batch_field, text_is_utf8_or_wrong_at_a_byte) {
    struct field text = plain(LEAT_TEXT), integer = plain(LEAT_INTEGER),
                 boolean = plain(LEAT_BOOLEAN);
    READS(text, "St John\xe2\x80\x99s", "St John\xe2\x80\x99s");
    READS(text, "caf\xe9",
          "wrong: not UTF-8 at byte 4 of the value (0xe9); say the encoding of the source");
    READS(text, "a\xef\xbf\xbf",
          "wrong: has the forbidden character U+FFFF at byte 2 of the value");
    READS(text, "\xef\xbf\xbe", "wrong: has the forbidden character U+FFFE at byte 1 of the value");
    READS(integer,
          "\xa3"
          "5",
          "wrong: not UTF-8 at byte 1 of the value (0xa3); say the encoding of the source");
    READS(boolean, "\xff",
          "wrong: not UTF-8 at byte 1 of the value (0xff); say the encoding of the source");
    READS(text, "x\xe2\x80",
          "wrong: not UTF-8 at byte 2 of the value (0xe2); say the encoding of the source");
    cr_assert_str_eq(
        read_sized(&text, "\xc2", 1, false),
        "wrong: not UTF-8 at byte 1 of the value (0xc2); say the encoding of the source");
}

/* -- numbers ---------------------------------------------------------------------------------- */

Test(batch_field, integers_are_exact_to_their_ends) {
    struct field integer = plain(LEAT_INTEGER);
    READS(integer, "0", "0");
    READS(integer, "007", "7");
    READS(integer, "+5", "5");
    READS(integer, "-5", "-5");
    READS(integer, "999999999999999999", "999999999999999999");
    READS(integer, "9223372036854775807", "9223372036854775807");
    READS(integer, "-9223372036854775808", "-9223372036854775808");
    READS(integer, "000000000000000000000000000001", "1");
    READS(
        integer, "9223372036854775808",
        "wrong: larger than an integer can be (±9223372036854775807); declare the column as decimal(38,0), or as text "
        "if it is a name rather than a count");
    READS(
        integer, "-9223372036854775809",
        "wrong: larger than an integer can be (±9223372036854775807); declare the column as decimal(38,0), or as text "
        "if it is a name rather than a count");
    READS(
        integer, "99999999999999999999999999999999999999999999",
        "wrong: larger than an integer can be (±9223372036854775807); declare the column as text");
}

Test(batch_field, what_is_no_integer_says_why) {
    struct field integer = plain(LEAT_INTEGER);
    READS(integer, "12.50",
          "wrong: not an integer: it has a fraction; declare the column as decimal(12,2)");
    READS(integer, "12.0",
          "wrong: not an integer: it has a fraction; declare the column as decimal(11,1)");
    READS(
        integer, "1.00E+11",
        "wrong: not an integer: it has an exponent, as a spreadsheet shortens long numbers; export "
        "the column as text anew, or declare it as real");
    READS(integer, "76%", "wrong: has a percent sign; set \"percent\": true");
    READS(integer, "1,170", "wrong: has thousands separators; set \"thousands\": \",\"");
    READS(integer, "1 170", "wrong: has thousands separators; set \"thousands\": \" \"");
    READS(integer, "1'170", "wrong: has thousands separators; set \"thousands\": \"'\"");
    READS(integer, "1.170.000",
          "wrong: has thousands separators; set \"decimal_mark\": \",\" and \"thousands\": \".\"");
    READS(integer, "£512", "wrong: has a currency sign; set \"currency\": \"£\"");
    READS(integer, "-£512", "wrong: has a currency sign; set \"currency\": \"£\"");
    READS(integer, "512 EUR", "wrong: has a currency sign; set \"currency\": \"EUR\"");
    READS(
        integer, " £1,512",
        "wrong: has a space before it, a currency sign and thousands separators; set \"trim\": true, "
        "\"currency\": \"£\" and \"thousands\": \",\"");
    READS(
        integer, "76.5%",
        "wrong: has a percent sign and a fraction; set \"percent\": true and \"kind\": \"decimal(11,1)\"");
    READS(integer, "12,5",
          "wrong: has a decimal comma and a fraction; set \"decimal_mark\": \",\" and \"kind\": "
          "\"decimal(11,1)\"");
    READS(
        integer, "(512)",
        "wrong: not an integer: a number below 0 begins with '-'; or declare the column as text and "
        "derive the number");
    READS(
        integer, "512-",
        "wrong: not an integer: a number below 0 begins with '-'; or declare the column as text and "
        "derive the number");
    READS(
        integer, "−512",
        "wrong: not an integer: a number below 0 begins with '-'; or declare the column as text and "
        "derive the number");
    READS(
        integer, "N/A",
        "wrong: not an integer; if it stands for no value, list it in \"null\", or in \"symbols\" to show "
        "it as it is");
    READS(
        integer, "Sep-14",
        "wrong: not an integer but a date (spreadsheets make dates of numbers such as 1-2); to keep it "
        "as one set \"kind\": \"date\" and \"date\": \"mmm-yy\"");
    READS(integer, "2015-09-01", "wrong: not an integer but a date; declare the column as date");
    READS(integer, "12abc", "wrong: not an integer");
    READS(integer, "0x1F", "wrong: not an integer");
    READS(
        integer, "+",
        "wrong: not an integer; if it stands for no value, list it in \"null\", or in \"symbols\" to show "
        "it as it is");
    READS(integer, "--5", "wrong: not an integer");
    READS(integer, "1,17",
          "wrong: has a decimal comma and a fraction; set \"decimal_mark\": \",\" and \"kind\": "
          "\"decimal(12,2)\"");
}

Test(batch_field, thousands_stand_in_groups_of_three) {
    struct field integer = plain(LEAT_INTEGER);
    const char *wrong =
        "wrong: not an integer: its \"thousands\" separators do not make groups of three digits";
    integer.thousands = ',';
    READS(integer, "1,170", "1170");
    READS(integer, "-1,234,567", "-1234567");
    READS(integer, "1170", "1170");
    READS(integer, "9,223,372,036,854,775,807", "9223372036854775807");
    READS(integer, "1,1700", wrong);
    READS(integer, "11,70,000", wrong);
    READS(integer, "1170,000", wrong);
    READS(integer, ",170", wrong);
    READS(integer, "1,170,", wrong);
    READS(integer, "1,,170", wrong);
    integer.thousands = ' ';
    READS(integer, "1 234 567", "1234567");
    READS(integer,
          "1\xc2\xa0"
          "234\xe2\x80\xaf"
          "567",
          "1234567");
    READS(integer, "1 23", wrong);
    integer.thousands = '\'';
    READS(integer, "1'234'567", "1234567");
    struct field money = decimal(12, 2);
    money.thousands = '.';
    money.point = ',';
    READS(money, "1.234,5", "1234.50");
    READS(money, "1234,5", "1234.50");
    READS(money, "1,234.50",
          "wrong: has a decimal point and thousands separators; set \"decimal_mark\": \".\" and "
          "\"thousands\": \",\"");
}

Test(batch_field, percent_and_currency_are_taken_where_they_are_declared) {
    struct field number = decimal(10, 2);
    number.percent = true;
    READS(number, "76%", "76.00");
    READS(number, "76.5 %", "76.50");
    READS(number, "76", "76.00");
    READS(number, "76%%", "wrong: not a number");
    READS(
        number, "%",
        "wrong: not a number; if it stands for no value, list it in \"null\", or in \"symbols\" to show it as "
        "it is");
    number.currency = (char *)"£";
    READS(number, "£512", "512.00");
    READS(number, "-£512", "-512.00");
    READS(number, "£-512", "-512.00");
    READS(number, "£ 5.25", "5.25");
    READS(number, "5.25£", "5.25");
    READS(number, "5.25\xc2\xa0£", "5.25");
    READS(number, "-£-5", "wrong: not a number");
    READS(number, "£5£", "wrong: not a number");
    READS(number, "$5", "wrong: has a currency sign; set \"currency\": \"$\"");
    number.currency = (char *)"EUR";
    READS(number, "EUR 12.50", "12.50");
    READS(number, "12.50 EUR", "12.50");
}

Test(batch_field, decimals_keep_their_digits_or_say_which_decimal_would) {
    struct field number = decimal(5, 2);
    READS(number, "1.5", "1.50");
    READS(number, ".5", "0.50");
    READS(number, "5.", "5.00");
    READS(number, "-.5", "-0.50");
    READS(number, "1.500", "1.50");
    READS(number, "1.5e2", "150.00");
    READS(number, "999.99", "999.99");
    READS(number, "1000",
          "wrong: has more digits before the point than decimal(5,2) keeps; declare the column as "
          "decimal(6,2)");
    READS(number, "1.125",
          "wrong: has more digits after the point than decimal(5,2) keeps; declare the column as "
          "decimal(6,3)");
    READS(
        number, ".",
        "wrong: not a number; if it stands for no value, list it in \"null\", or in \"symbols\" to show it as "
        "it is");
    READS(number, "1,25", "wrong: has a decimal comma; set \"decimal_mark\": \",\"");
    number.point = ',';
    READS(number, "1,25", "1.25");
    READS(number, "1.25", "wrong: has a decimal point; set \"decimal_mark\": \".\"");
    struct field wide = decimal(38, 0);
    READS(wide, "99999999999999999999999999999999999999", "99999999999999999999999999999999999999");
    READS(wide, "-99999999999999999999999999999999999999",
          "-99999999999999999999999999999999999999");
    READS(
        wide, "100000000000000000000000000000000000000",
        "wrong: has more digits before the point than decimal(38,0) keeps; declare the column as real");
}

Test(batch_field, reals) {
    struct field real = plain(LEAT_REAL);
    READS(real, "0.1", "0.1");
    READS(real, "-1e3", "-1000");
    READS(real, "1e400", "wrong: larger than a real can be (±1.7976931348623157e308)");
    READS(
        real, "NaN",
        "wrong: not a number; if it stands for no value, list it in \"null\", or in \"symbols\" to show it as "
        "it is");
    READS(real, "1,5", "wrong: has a decimal comma; set \"decimal_mark\": \",\"");
    READS(real, "1e", "wrong: not a number");
    real.thousands = ',';
    READS(real, "1,234.5", "1234.5");
    char digits[700];
    memset(digits, '9', sizeof digits);
    cr_assert_str_eq(read_sized(&real, digits, 300, false), "1e300");
    cr_assert_str_eq(read_sized(&real, digits, sizeof digits, false),
                     "wrong: larger than a real can be (±1.7976931348623157e308)");
    for (size_t i = 1; i < sizeof digits; i += 4) {
        digits[i] = ',';
    }
    cr_assert_str_eq(read_sized(&real, digits, 1 + 4 * 30, false), "1e91");
    cr_assert_str_eq(read_sized(&real, digits, 697, false), "wrong: not a number");
}

/* -- booleans and dates ----------------------------------------------------------------------- */

Test(batch_field, booleans_know_their_words_without_letter_case) {
    struct field boolean = plain(LEAT_BOOLEAN);
    const char *const yes[] = {"true", "TRUE", "Yes", "y", "T", "1"}, *const no[] = {"false", "No",
                                                                                     "N", "f", "0"};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        READS(boolean, yes[i], "true");
    }
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++) {
        READS(boolean, no[i], "false");
    }
    READS(
        boolean, "open",
        "wrong: not true or false as leat knows them (true, yes, y, t, 1; false, no, n, f, 0); list the words in \"true\" and \"false\"; if it stands for no value, list it in \"null\", or in \"symbols\" to show it as it is");
    const char *const parts[] = {"ye", "tru", "fals", "yess", "nof"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        READS(
            boolean, parts[i],
            "wrong: not true or false as leat knows them (true, yes, y, t, 1; false, no, n, f, 0); list the words in \"true\" and \"false\"; if it stands for no value, list it in \"null\", or in \"symbols\" to show it as it is");
    }
    READS(boolean, "yes ", "wrong: has a space after it; set \"trim\": true");
    boolean.truths = WORDS("Open", "À l'école");
    READS(boolean, "OPEN", "true");
    READS(boolean, "à l'ÉCOLE", "true");
    READS(boolean, "no", "false");
    READS(
        boolean, "yes",
        "wrong: not true or false as leat knows them (the words of \"true\"; false, no, n, f, 0); list the words in \"true\" and \"false\"; if it stands for no value, list it in \"null\", or in \"symbols\" to show it as it is");
    boolean.falsehoods = WORDS("Closed");
    READS(boolean, "2", "wrong: not one of the words that \"true\" and \"false\" list");
    READS(
        boolean, "no",
        "wrong: not one of the words that \"true\" and \"false\" list; if it stands for no value, list it in \"null\", or in \"symbols\" to show it as it is");
}

Test(batch_field, dates_are_iso_or_by_the_pattern) {
    struct field date = plain(LEAT_DATE);
    READS(date, "2015-09-01", "2015-09-01");
    READS(date, "2015-04-31", "wrong: no such day: April has 30 days");
    READS(date, "01/09/2015", "wrong: not a date as 2015-09-01; set \"date\": \"dd/mm/yyyy\"");
    READS(date, "1/9/2015", "wrong: not a date as 2015-09-01; set \"date\": \"d/m/yyyy\"");
    READS(date, "12/25/2015", "wrong: not a date as 2015-09-01; set \"date\": \"mm/dd/yyyy\"");
    READS(date, "2015/09/01", "wrong: not a date as 2015-09-01; set \"date\": \"yyyy/mm/dd\"");
    READS(date, "20150901", "wrong: not a date as 2015-09-01; set \"date\": \"yyyymmdd\"");
    READS(date, "1 September 2015",
          "wrong: not a date as 2015-09-01; set \"date\": \"d mmmm yyyy\"");
    READS(date, "01-Sep-2015", "wrong: not a date as 2015-09-01; set \"date\": \"dd-mmm-yyyy\"");
    READS(date, "Tue 1 Sep 2015",
          "wrong: not a date as 2015-09-01; set \"date\": \"ddd d mmm yyyy\"");
    READS(
        date, "Sep-14",
        "wrong: not a date as 2015-09-01; set \"date\": \"mmm-yy\" and \"two_digit_years\": 1950, say");
    READS(
        date, "01/09/15",
        "wrong: not a date as 2015-09-01; set \"date\": \"dd/mm/yy\" and \"two_digit_years\": 1950, say");
    READS(date, "2015-09-01T00:00:00", "wrong: has a time of day; declare the column as timestamp");
    READS(
        date, "01/09/2015 09:30",
        "wrong: has a time of day; set \"kind\": \"timestamp\" and \"date\": \"dd/mm/yyyy hh:mm\"");
    READS(
        date, "42277",
        "wrong: not a date as 2015-09-01 but a spreadsheet's number of a day; declare the column as integer and derive date '1899-12-30' + it");
    READS(
        date, "soon",
        "wrong: not a date as 2015-09-01; if it stands for no value, list it in \"null\", or in \"symbols\" to show it as it is");
    READS(date, "the year after next", "wrong: not a date as 2015-09-01");
    READS(date, "5", "wrong: not a date as 2015-09-01");
    set_pattern(&date, "dd/mm/yyyy");
    READS(date, "01/09/2015", "2015-09-01");
    READS(date, "1/9/2015",
          "wrong: the day is not two digits; \"date\": \"d/m/yyyy\" would read it");
    READS(date, "12/25/2015",
          "wrong: no such month: there are 12; \"date\": \"mm/dd/yyyy\" would read it");
    READS(date, "2015-09-01",
          "wrong: not in the form of the pattern; \"date\": \"yyyy-mm-dd\" would read it");
    READS(date, "31/04/2015", "wrong: no such day: April has 30 days");
    set_pattern(&date, "dd/mm/yy");
    READS(
        date, "01/09/15",
        "wrong: has a two-digit year; set \"two_digit_years\" to the first year it may mean (1950: from "
        "1950 to 2049)");
    date.pivot = 1950;
    READS(date, "01/09/15", "2015-09-01");
    READS(date, "01/09/51", "1951-09-01");
    READS(date, "29/02/15", "wrong: no such day: February has 28 days in that year");
    READS(date, "45/06/15",
          "wrong: no such day: June has 30 days; \"date\": \"yy/mm/dd\" would read it");
}

Test(batch_field, timestamps) {
    struct field stamp = plain(LEAT_TIMESTAMP);
    READS(stamp, "2015-09-01T09:30:00", "2015-09-01T09:30:00");
    READS(stamp, "2015-09-01 09:30:00+01:00", "2015-09-01T08:30:00");
    READS(stamp, "01/09/2015 09:30:15",
          "wrong: not a moment as 2015-09-01T09:30:00; set \"date\": \"dd/mm/yyyy hh:mm:ss\"");
    READS(stamp, "1/9/2015 9:30",
          "wrong: not a moment as 2015-09-01T09:30:00; set \"date\": \"d/m/yyyy h:mm\"");
    set_pattern(&stamp, "dd/mm/yyyy hh:mm");
    READS(stamp, "01/09/2015 09:30", "2015-09-01T09:30:00");
}

/* -- properties ------------------------------------------------------------------------------- */

/* Random texts of the bytes that numbers and dates are made of: none may crash, and what an option
 * is said to mend is mended by it. */
Test(batch_field, a_named_option_mends_the_value) {
    static const char bytes[] = "0123456789,.- '%()eE/+";
    uint64_t state = 1;
    int mended = 0;
    for (int i = 0; i < 300000; i++) {
        char text[16];
        const size_t size = random_below(&state, 12);
        for (size_t at = 0; at < size; at++) {
            text[at] = bytes[random_below(&state, i % 2 ? 14 : sizeof bytes - 1)];
        }
        text[size] = '\0';
        struct field field = i % 3 == 0   ? plain(LEAT_INTEGER)
                             : i % 3 == 1 ? decimal(20, 8)
                                          : plain(LEAT_REAL);
        const char *found = read(&field, text);
        if (strstr(found, "; set ") == NULL || strstr(found, "\"kind\"") != NULL ||
            strpbrk(text, "eE") != NULL) { /* exponents may be too large as well */
            continue;
        }
        mended++;
        const char *const mark = strstr(found, "\"decimal_mark\": \""), *const groups = strstr(
                                                                            found,
                                                                            "\"thousands\": \"");
        field.trim = strstr(found, "\"trim\"") != NULL;
        field.percent = strstr(found, "\"percent\"") != NULL;
        field.point = mark != NULL ? mark[strlen("\"decimal_mark\": \"")] : '.';
        field.thousands = groups != NULL ? groups[strlen("\"thousands\": \"")] : 0;
        cr_assert(strncmp(read(&field, text), "wrong", 5) != 0, "'%s' with its options is %s", text,
                  read(&field, text));
    }
    cr_assert(mended > 1000, "%d", mended);
}

Test(batch_field, any_bytes_are_read_or_told_of) {
    uint64_t state = 2;
    struct field fields[] = {plain(LEAT_TEXT),      plain(LEAT_INTEGER), plain(LEAT_REAL),
                             decimal(10, 2),        plain(LEAT_BOOLEAN), plain(LEAT_DATE),
                             plain(LEAT_TIMESTAMP), plain(LEAT_INTEGER)};
    fields[7].thousands = ' ';
    fields[7].currency = (char *)"£";
    fields[7].trim = fields[7].percent = true;
    for (int i = 0; i < 200000; i++) {
        char text[24];
        const size_t size = random_below(&state, sizeof text);
        for (size_t at = 0; at < size; at++) {
            text[at] = (char)random_below(&state, i % 2 ? 256 : 128);
        }
        read_sized(&fields[i % 8], text, size, i % 5 == 0);
    }
}

Test(batch_field, integers_come_back_as_they_were_written) {
    uint64_t state = 3;
    struct field field = plain(LEAT_INTEGER), grouped = plain(LEAT_INTEGER);
    grouped.thousands = ',';
    for (int i = 0; i < 100000; i++) {
        const int64_t value = (int64_t)random_next(&state) >> random_below(&state, 64);
        char text[64], split[64];
        snprintf(text, sizeof text, "%lld", (long long)value);
        READS(field, text, text);
        const size_t size = strlen(text), start = text[0] == '-';
        size_t used = 0;
        for (size_t at = 0; at < size; at++) {
            split[used++] = text[at];
            if (at >= start && at + 1 < size && (size - at - 1) % 3 == 0) {
                split[used++] = ',';
            }
        }
        split[used] = '\0';
        READS(grouped, split, text);
    }
}

/* -- formats ---------------------------------------------------------------------------------- */

static struct field formatted(enum leat_kind kind, const char *name) {
    struct field field = plain(kind);
    field.format = format_find(name, strlen(name));
    cr_assert_not_null(field.format);
    return field;
}

Test(batch_field, a_format_comes_after_trimming_nulls_and_symbols) {
    struct field urn = formatted(LEAT_INTEGER, "urn"),
                 grade = formatted(LEAT_INTEGER, "ofsted_grade");
    struct field laestab = formatted(LEAT_TEXT, "laestab");
    READS(urn, "113070", "113070");
    READS(urn, "", "null");
    READS(urn, "11307", "wrong: not a URN: those are six digits, from 100000 to 999999");
    READS(urn, "0113070", "wrong: not a URN: those are six digits, from 100000 to 999999");
    READS(urn, " 113070",
          "wrong: not a URN: it has a space at an end; take that off with \"trim\": true, or with "
          "trim(x)");
    urn.trim = true;
    READS(urn, " 113070", "113070");
    READS(urn, "  ", "null");
    grade.symbols = WORDS("Not judged", "9");
    grade.has_nulls = true;
    grade.nulls = WORDS("NULL", "Exceptional");
    READS(grade, "Good", "2");
    READS(grade, "Not judged", "symbol Not judged");
    READS(grade, "9", "symbol 9");
    READS(grade, "Exceptional", "null");
    READS(grade, "",
          "wrong: not an Ofsted grade: it is empty; if that means no value, list \"\" in "
          "\"null\"");
    READS(laestab, "8792001", "879/2001");
    READS(laestab, "", "null");
    cr_assert_str_eq(read_sized(&laestab, "", 0, true),
                     "wrong: not a LAESTAB: it is empty; if that means no value, list \"\" in "
                     "\"null\"");
    READS(laestab, "8792001\xff",
          "wrong: not UTF-8 at byte 8 of the value (0xff); say the encoding of the source");
}

Test(batch_field, a_text_that_has_its_form_stays_where_it_is) {
    const struct field phase = formatted(LEAT_TEXT, "phase");
    const struct leat_text as_it_is = {"Middle deemed primary", 21}, other = {"primary", 7};
    struct leat_value value;
    char room[FIELD_REASON];
    cr_assert_eq(field_read(&phase, as_it_is, false, &value, room), FIELD_VALUE);
    cr_assert_eq(value.as.text.data, as_it_is.data);
    cr_assert_eq(field_read(&phase, other, false, &value, room), FIELD_VALUE);
    cr_assert_eq(value.as.text.data, room);
    cr_assert_eq(value.as.text.size, 7);
}
