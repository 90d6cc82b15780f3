/* UTF-8 told from what is none, growing strings, values in messages and in JSON, and the nearest
 * name. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "random.h"

/* Without a NUL after it, so that a step past the end is one into nothing. */
static char *bare(const char *value, size_t size) {
    char *copy = malloc(size + (size == 0));
    memcpy(copy, value, size);
    return copy;
}

/* -- UTF-8 ----------------------------------------------------------------------------------- */

/* What the sequence at data means, by the definition of UTF-8 and not by a table of lead bytes: its
 * bits put together, then looked at. 0: no valid sequence of exactly that size. */
static bool means_character(const unsigned char *data, size_t size, uint32_t *out) {
    static const unsigned char marks[] = {0, 0x00, 0xc0, 0xe0, 0xf0},
                               masks[] = {0, 0x80, 0xe0, 0xf0, 0xf8};
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if ((data[0] & masks[size]) != marks[size]) {
        return false;
    }
    uint32_t code = data[0] & (unsigned char)~masks[size];
    for (size_t i = 1; i < size; i++) {
        if (data[i] >> 6 != 2) {
            return false;
        }
        code = code << 6 | (data[i] & 0x3fu);
    }
    *out = code;
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    return code >= least[size] && code <= 0x10ffff && !surrogate && code != 0xfffe &&
           code != 0xffff;
}

Test(base_text, each_code_point_is_written_proved_and_read) {
    for (uint32_t code = 0; code <= 0x10ffff; code++) {
        char bytes[4];
        const size_t size = text_encode(code, bytes);
        const bool none = (code >= 0xd800 && code <= 0xdfff) || code == 0xfffe || code == 0xffff;
        size_t at = 0;
        cr_assert(text_valid_prefix(bytes, size) == (none ? 0 : size), "U+%04X", code);
        cr_assert(text_decode(bytes, size, &at) == code, "U+%04X", code);
        cr_assert(at == size);
        if (!none) {
            uint32_t meant;
            cr_assert(means_character((unsigned char *)bytes, size, &meant) && meant == code);
            for (size_t cut = 1; cut < size; cut++) {
                cr_assert(text_valid_prefix(bytes, cut) == 0, "U+%04X cut after %zu bytes", code,
                          cut);
            }
        }
    }
}

Test(base_text, each_pair_and_triple_of_bytes_is_judged_right) {
    uint32_t meant;
    for (uint32_t bits = 0; bits < 1u << 24; bits++) {
        const unsigned char bytes[3] = {(unsigned char)(bits >> 16), (unsigned char)(bits >> 8),
                                        (unsigned char)bits};
        size_t expected = 0;
        while (expected < 3) {
            size_t size = 1;
            while (size <= 3 - expected && !means_character(bytes + expected, size, &meant)) {
                size++;
            }
            if (size > 3 - expected) {
                break;
            }
            expected += size;
        }
        cr_assert(text_valid_prefix((const char *)bytes, 3) == expected, "%06X", bits);
    }
}

Test(base_text, four_bytes_are_judged_right_at_every_edge) {
    static const unsigned char edges[] = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f,
                                          0xa0, 0xbd, 0xbe, 0xbf, 0xc0, 0xff};
    for (unsigned lead = 0xf0; lead <= 0xff; lead++) {
        for (size_t i = 0; i < 12 * 12 * 12; i++) {
            const unsigned char bytes[4] = {(unsigned char)lead, edges[i / 144], edges[i / 12 % 12],
                                            edges[i % 12]};
            uint32_t meant;
            const size_t expected = means_character(bytes, 4, &meant) ? 4 : 0;
            cr_assert(text_valid_prefix((const char *)bytes, 4) == expected);
        }
    }
}

Test(base_text, the_first_wrong_byte_is_found_wherever_it_stands) {
    char text[150];
    memset(text, 'a', sizeof text);
    for (size_t size = 0; size <= sizeof text; size++) {
        char *copy = bare(text, size);
        cr_assert_eq(text_valid_prefix(copy, size), size);
        for (size_t bad = 0; bad < size; bad++) {
            copy[bad] = '\x92'; /* an apostrophe of windows-1252 */
            cr_assert_eq(text_valid_prefix(copy, size), bad);
            copy[bad] = '\xc3'; /* a lead whose tail is missing */
            cr_assert_eq(text_valid_prefix(copy, size), bad);
            copy[bad] = 'a';
        }
        free(copy);
    }
}

Test(base_text, wrong_sequences_are_refused_at_their_first_byte) {
    static const char *const wrong[] = {
        "\x80",             /* a tail without its lead */
        "\xc0\x80",         /* overlong NUL */
        "\xc1\xbf",         /* overlong */
        "\xe0\x9f\xbf",     /* overlong */
        "\xf0\x8f\xbf\xbf", /* overlong */
        "\xed\xa0\x80",     /* the first surrogate */
        "\xed\xbf\xbf",     /* the last */
        "\xef\xbf\xbe",     /* U+FFFE */
        "\xef\xbf\xbf",     /* U+FFFF */
        "\xf4\x90\x80\x80", /* past U+10FFFF */
        "\xf5\x80\x80\x80", /* never a lead */
        "\xff",             /* never in UTF-8 */
        "\xe2\x82",         /* cut short */
        "\xe2\x28\xa1",     /* a tail that is none */
        "caf\xe9",          /* Latin-1 */
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const size_t start = strncmp(wrong[i], "caf", 3) == 0 ? 3 : 0;
        cr_assert(text_valid_prefix(wrong[i], strlen(wrong[i])) == start, "number %zu", i);
    }
}

Test(base_text, nul_is_a_character) { cr_assert_eq(text_valid_prefix("a\0b", 3), 3); }

Test(base_text, lengths) {
    static const char text[] = "a\u00e9\u20ac\U0001F600";
    const size_t size = sizeof text - 1;
    cr_assert_eq(size, 10);
    cr_assert_eq(text_length(text, size), 4);
    cr_assert_eq(text_length_utf16(text, size), 5);
    cr_assert_eq(text_length("", 0), 0);
}

Test(base_text, widths) {
    static const struct {
        const char *text;
        size_t width;
    } cases[] = {
        {"", 0},           {"abc", 3},           {"caf\u00e9", 4},
        {"cafe\u0301", 4}, {"\u65e5\u672c", 4},  {"\uff21", 2},
        {"a\tb", 2},       {"\u200b", 0},        {"\U0001F600", 2},
        {"\x7f", 0},       {"\u2018x\u2019", 3}, {"\u0175", 1},
        {"\u2026", 1},     {"\u20ac", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_assert(text_width(cases[i].text, strlen(cases[i].text)) == cases[i].width, "number %zu",
                  i);
    }
}

Test(base_text, decoding_never_reads_past_the_end) {
    size_t at = 1;
    char *cut = bare("a\xf0\x9f", 3);
    cr_assert_eq(text_decode(cut, 3, &at), 0xfffd);
    cr_assert_eq(at, 3);
    free(cut);
}

/* -- strings --------------------------------------------------------------------------------- */

Test(base_text, a_string_grows) {
    struct string string = {0};
    char expected[10001] = "";
    for (int i = 0; i < 1000; i++) {
        string_add_text(&string, "ab");
        string_add_char(&string, '-');
        string_add(&string, "xyz", 2);
        string_add_format(&string, "%05d", i);
        char piece[32];
        snprintf(piece, sizeof piece, "ab-xy%05d", i);
        memcpy(expected + (size_t)i * 10, piece, 11);
    }
    cr_assert_eq(string.size, 10000);
    cr_assert_str_eq(string.data, expected);
    string_clear(&string);
    cr_assert_eq(string.size, 0);
    cr_assert_str_eq(string.data, "");
    string_add_format(&string, "%s", "");
    cr_assert_str_eq(string.data, "");
    string_free(&string);
    cr_assert(string.data == NULL && string.size == 0 && string.capacity == 0);
    cr_assert_eq(memory_used(), 0);
}

Test(base_text, a_string_of_nothing) {
    struct string string = {0};
    string_clear(&string);
    string_free(&string);
    char *text = string_take(&string);
    cr_assert_str_eq(text, "");
    memory_free(text);
    string_add(&string, NULL, 0);
    cr_assert_str_eq(string.data, "");
    text = string_take(&string);
    cr_assert_str_eq(text, "");
    cr_assert_null(string.data);
    memory_free(text);
    cr_assert_eq(memory_used(), 0);
}

Test(base_text, a_string_may_hold_nul) {
    struct string string = {0};
    string_add(&string, "a\0b", 3);
    string_add_char(&string, '\0');
    cr_assert_eq(string.size, 4);
    cr_assert_eq(memcmp(string.data, "a\0b\0", 5), 0);
    string_free(&string);
}

Test(base_text, a_string_of_a_size_that_no_machine_has_ends_the_run_with_3, .exit_code = 3) {
    struct string string = {0};
    volatile size_t most = SIZE_MAX;
    string_add(&string, "ab", 2);
    string_add(&string, "x", most - 1);
}

static void assert_json(const char *value, size_t size, const char *expected) {
    struct string string = {0};
    char *copy = bare(value, size);
    string_add_json(&string, copy, size);
    free(copy);
    cr_assert_str_eq(string.data, expected);
    string_free(&string);
}

Test(base_text, json_strings) {
    assert_json("", 0, "\"\"");
    assert_json("St John\u2019s", 11, "\"St John\u2019s\"");
    assert_json("a\"b\\c/d", 7, "\"a\\\"b\\\\c/d\"");
    assert_json("\b\t\n\v\f\r\x1f\0", 8, "\"\\b\\t\\n\\u000b\\f\\r\\u001f\\u0000\"");
    assert_json("\x7f", 1, "\"\x7f\"");
    assert_json("x\xffy\xe9", 4, "\"x\\ufffdy\\ufffd\"");
}

static void assert_quoted(const char *value, size_t limit, const char *expected) {
    struct string string = {0};
    char *copy = bare(value, strlen(value));
    string_add_quoted(&string, copy, strlen(value), limit);
    free(copy);
    cr_assert_str_eq(string.data, expected);
    string_free(&string);
}

Test(base_text, values_in_messages) {
    assert_quoted("", 0, "''");
    assert_quoted("phase", 0, "'phase'");
    assert_quoted("C:\\new", 0, "'C:\\new'");
    assert_quoted("a\tb\nc\r\x01\x7f", 0, "'a\\tb\\nc\\r\\x01\\x7F'");
    assert_quoted("\xc2\x85\u202e\ufeff", 0, "'\\x85\\u202E\\uFEFF'");
    assert_quoted("caf\xe9!", 0, "'caf\\xE9!'");
    assert_quoted("caf\u00e9", 4, "'caf\u00e9'");
    assert_quoted("caf\u00e9s", 4, "'caf\u00e9\u2026'");
    assert_quoted("\U0001F600\U0001F600\U0001F600", 2, "'\U0001F600\U0001F600\u2026'");
    assert_quoted("\xff\xff\xff", 2, "'\\xFF\\xFF\u2026'");
    assert_quoted("a\u20ac\xe2\x82", 9, "'a\u20ac\\xE2\\x82'");
    assert_quoted(" ~\u00a0\u200a\u2010\u2027\u202f\u205f\u206a\ufefe", 0,
                  "' ~\u00a0\u200a\u2010\u2027\u202f\u205f\u206a\ufefe'");
    assert_quoted("\u200b\u200f\u2028\u202e\u2060\u2069", 0,
                  "'\\u200B\\u200F\\u2028\\u202E\\u2060\\u2069'");
    assert_quoted("a long value, then a bad byte\xff"
                  "b",
                  34, "'a long value, then a bad byte\\xFFb'");
    char sixty[62];
    memset(sixty, 'x', 61);
    sixty[61] = '\0';
    struct string string = {0};
    string_add_quoted(&string, sixty, 60, 0);
    cr_assert_eq(string.size, 62);
    string_clear(&string);
    string_add_quoted(&string, sixty, 61, 0);
    cr_assert_eq(string.size, 62 + strlen("\u2026"));
    string_free(&string);
}

Test(base_text, counts) {
    static const struct {
        int64_t count;
        const char *text;
    } cases[] = {
        {0, "0 rows"},
        {1, "1 row"},
        {2, "2 rows"},
        {999, "999 rows"},
        {1000, "1,000 rows"},
        {12345, "12,345 rows"},
        {-1, "-1 rows"},
        {-1000, "-1,000 rows"},
        {123456, "123,456 rows"},
        {1234567, "1,234,567 rows"},
        {INT64_MIN, "-9,223,372,036,854,775,808 rows"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct string string = {0};
        string_add_count(&string, cases[i].count, "row", "rows");
        cr_assert_str_eq(string.data, cases[i].text);
        string_free(&string);
    }
}

/* -- the nearest name ------------------------------------------------------------------------ */

static const char *const columns[] = {
    "phase", "postcode",  "local_authority",  "as_at", "urn", "grade",
    "part",  "caf\u00e9", "Number of pupils", "id",
};

static const char *nearest_column(const char *wrong) {
    return text_nearest(wrong, columns, sizeof columns / sizeof *columns);
}

Test(base_text, a_wrong_name_finds_the_right_one) {
    static const char *const cases[][2] = {
        {"fase", "phase"},
        {"postcod", "postcode"},
        {"psotcode", "postcode"},
        {"Post Code", "postcode"},
        {"PHASE", "phase"},
        {"local authority", "local_authority"},
        {"LocalAuthority", "local_authority"},
        {"local-athority", "local_authority"},
        {"asat", "as_at"},
        {"unr", "urn"},
        {"grades", "grade"},
        {"cafe", "caf\u00e9"},
        {"CAF\u00c9", "caf\u00e9"},
        {"number_of_pupil", "Number of pupils"},
        {"aprt", "part"},
        {"i", "id"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *found = nearest_column(cases[i][0]);
        cr_assert(found != NULL && strcmp(found, cases[i][1]) == 0, "%s gave %s", cases[i][0],
                  found != NULL ? found : "none");
    }
}

Test(base_text, a_name_too_far_finds_none) {
    static const char *const cases[] = {"",     "zebra",        "x", "ofsted_rating", "pupils", "_",
                                        "gast", "\xff\xfe\xfd", "qq"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *found = nearest_column(cases[i]);
        cr_assert(found == NULL, "%s gave %s", cases[i], found);
    }
    cr_assert_null(text_nearest("a", NULL, 0));
    cr_assert_not_null(text_nearest("\u0175y", (const char *const[]){"y\u0175"},
                                    1)); /* letters, not bytes, are swapped */
    cr_assert_null(text_nearest("a", (const char *const[]){"b"}, 1)); /* all of its letters wrong */
}

Test(base_text, the_nearest_of_several_wins) {
    static const char *const names[] = {"grade_2", "grades", "Grade", "grade-1", "trade"};
    cr_assert_str_eq(text_nearest("grade", names, 5), "Grade");
    cr_assert_str_eq(text_nearest("grade2", names, 5), "grade_2");
    cr_assert_str_eq(text_nearest("gradse", names, 5), "grades");
    cr_assert_str_eq(text_nearest("grade_1", names, 5), "grade-1");
    static const char *const cases[] = {"URN", "urn", "Urn"};
    cr_assert_str_eq(text_nearest("urn", cases, 3), "urn");
    cr_assert_str_eq(text_nearest("uRN", cases, 3), "URN");
}

/* Each pair of letters is a step, so that two documents would take hours. */
Test(base_text, long_names_are_near_only_where_equal, .timeout = 10) {
    enum { SHORT = 200, LONG = 1000000 };
    char *name = memory_alloc(LONG + 1), *wrong = memory_alloc(LONG + 1);
    memset(name, 'a', LONG);
    memset(wrong, 'A', LONG);
    cr_expect_str_eq(text_nearest(wrong, (const char *const[]){name}, 1), name);
    wrong[LONG / 2] = 'b';
    cr_expect_null(text_nearest(wrong, (const char *const[]){name}, 1));
    wrong[LONG / 2] = 'A';
    name[SHORT] = wrong[SHORT] = '\0';
    wrong[0] = wrong[SHORT / 2] = wrong[SHORT - 1] = 'b';
    cr_expect_str_eq(text_nearest(wrong, (const char *const[]){name}, 1), name);
    memory_free(name);
    memory_free(wrong);
}

static void assert_message(const char *message, bool with_values, const char *expected) {
    struct string out = {0};
    string_add_message(&out, message, with_values);
    cr_expect_str_eq(out.data != NULL ? out.data : "", expected);
    string_free(&out);
}

Test(base_text, values_in_messages_are_shown_or_not) {
    assert_message("no row with \x02'A'\x03 here", true, "no row with 'A' here");
    assert_message("no row with \x02'A'\x03 here", false, "no row with *** here");
    assert_message("\x02"
                   "1\x03, \x02\x03",
                   false, "***, ***");
    assert_message("cut within \x02'the val", false, "cut within ***");
    assert_message("none", false, "none");
    assert_message("", false, "");
}
