/* Numbers and codes of schools, pupils, places and years. */
#include <stdio.h>
#include <string.h>

#include "format_support.h"
#include "random.h"

/* -- URN ------------------------------------------------------------------------------------- */

Test(format, a_urn_has_six_digits) {
    const char *no = "!not a URN: those are six digits, from 100000 to 999999";
    const char *spaced =
        "!not a URN: it has a space at an end; take that off with \"trim\": true, or with trim(x)";
    FORM("urn", "100000", "100000");
    FORM("urn", "999999", "999999");
    FORM("urn", "150314", "150314");
    NUMBER("urn", "113070", "113070");
    FORM("urn", "099999", no);
    FORM("urn", "000000", no);
    FORM("urn", "99999", no);
    FORM("urn", "1000000", no);
    FORM("urn", "100000.0", no);
    FORM("urn", "1E+05", no);
    FORM("urn", "100,00", no);
    FORM("urn", "-10000", no);
    FORM("urn", "+10000", no);
    FORM("urn", "10 000", no);
    FORM("urn", "NAT", no);
    FORM("urn", "10000\0", no);
    FORM("urn", "\xef\xbc\x91\x31\x32\x33", no); /* U+FF11 and three digits: six bytes */
    NUMBER("urn", "12345", no);
    FORM("urn", " 100000", spaced);
    FORM("urn", "100000\xc2\xa0", spaced);
    FORM("urn", "  ", spaced);
    FORM("urn", "", "!not a URN: it is empty; if that means no value, list \"\" in \"null\"");
}

/* -- places ---------------------------------------------------------------------------------- */

/* As the school census guide lists those that may be in a UPN, with those given out since. */
static const char *const known_authorities[] = {
    "201-213", "301-320", "330-336", "340-344", "350-359", "370-373", "380-384", "390-394",
    "420",     "660-681", "701-708", "800-803", "805-808", "810-813", "815",     "816",
    "820-823", "825",     "826",     "830",     "831",     "835-837", "838-839", "840",
    "841",     "845",     "846",     "850-852", "855-857", "860",     "861",     "865-896",
    "908",     "909",     "916",     "919",     "921",     "925",     "926",     "928",
    "929",     "931",     "933",     "935-938", "940-999"};

Test(format, every_old_code_of_an_authority_is_known_and_no_other) {
    bool known[1000] = {false};
    int count = 0;
    for (size_t i = 0; i < sizeof known_authorities / sizeof *known_authorities; i++) {
        int first, last;
        if (sscanf(known_authorities[i], "%d-%d", &first, &last) < 2) {
            last = first;
        }
        for (int code = first; code <= last; code++) {
            known[code] = true;
        }
    }
    for (int code = 0; code < 1000; code++) {
        char text[16], laestab[16];
        snprintf(text, sizeof text, "%03d", code);
        snprintf(laestab, sizeof laestab, "%03d4001", code);
        cr_assert_eq(format_shown("la_code", LEAT_TEXT, text, 3)[0] != '!', known[code], "%s",
                     text);
        cr_assert_eq(format_shown("la_code", LEAT_INTEGER, text, 3)[0] != '!', known[code]);
        cr_assert_eq(format_shown("laestab", LEAT_TEXT, laestab, 7)[0] != '!', known[code]);
        count += known[code];
    }
    cr_assert_eq(count, 186 + 60, "%d", count);
}

Test(format, old_and_new_codes_of_authorities_are_told_apart) {
    const char *old = "!not a local authority's old code: those are three digits, such as 879 for "
                      "Plymouth";
    const char *new = "!not a code of the ONS: those are a letter of E, W, S, N and K and eight "
                      "digits, such as E06000026 for Plymouth";
    FORM("la_code", "879", "879");
    NUMBER("la_code", "201", "201");
    FORM("la_code", "87", old);
    FORM("la_code", "8790", old);
    FORM("la_code", "087",
         "!not a local authority's old code: no authority has or had this number");
    FORM("la_code", "E06000026",
         "!not a local authority's old code but a new one; its format is ons_code");
    FORM("la_code", "Plymouth", old);
    FORM("la_code", "879 ",
         "!not a local authority's old code: it has a space at an end; take that off with "
         "\"trim\": true, or with trim(x)");
    FORM("la_code", "",
         "!not a local authority's old code: it is empty; if that means no value, list \"\" in "
         "\"null\"");
    FORM("ons_code", "E06000026", "E06000026");
    FORM("ons_code", "E92000001", "E92000001");
    FORM("ons_code", "W06000015", "W06000015");
    FORM("ons_code", "S12000036", "S12000036");
    FORM("ons_code", "N09000003", "N09000003");
    FORM("ons_code", "K04000001", "K04000001");
    FORM("ons_code", "879",
         "!not a code of the ONS but an authority's old code; its format is "
         "la_code");
    FORM("ons_code", "123", new);
    FORM("ons_code", "e06000026",
         "!not a code of the ONS: its letter must be a capital; write upper(x)");
    FORM("ons_code", "A06000026", new);
    FORM("ons_code", "E0600002", new);
    FORM("ons_code", "E060000261", new);
    FORM("ons_code", "E0600O026", new);
    FORM("ons_code", "00HG", new);
    FORM("ons_code",
         "\xc2\xa0"
         "E06000026",
         "!not a code of the ONS: it has a space at an end; take that off with \"trim\": true, or "
         "with trim(x)");
}

Test(format, a_laestab_is_brought_to_a_slash) {
    const char *no = "!not a LAESTAB: those are an authority's three digits and a school's four, "
                     "such as 879/2001";
    FORM("laestab", "879/2001", "879/2001");
    FORM("laestab", "8792001", "879/2001");
    FORM("laestab", "879-2001", "879/2001");
    FORM("laestab", "8790001", "879/0001");
    FORM("laestab", "879 2001", no);
    FORM("laestab", "879.2001", no);
    FORM("laestab", "87/92001", no);
    FORM("laestab", "879/201", no);
    FORM("laestab", "879/20011", no);
    FORM("laestab", "879/", no);
    FORM("laestab", "/2001", no);
    FORM("laestab", "8792001.0", no);
    FORM("laestab", "879-20-1", no);
    FORM("laestab", "1202001",
         "!not a LAESTAB: no authority has or had the number in its first three digits");
    FORM("laestab", "8792001 ",
         "!not a LAESTAB: it has a space at an end; take that off with \"trim\": true, or with "
         "trim(x)");
}

/* -- pupils ---------------------------------------------------------------------------------- */

#define UPN_LETTERS "ABCDEFGHJKLMNPQRTUVWXYZ"

/* One with each check letter, and one with each letter at its end; worked out apart from leat. */
static const char *const upns[] = {
    "A201526217368", "B830755708198", "C879116212562", "D938339204256", "E201136412920",
    "F879459806434", "G938577307329", "H879779020826", "J938514407182", "K879504912095",
    "L830250411446", "M830311817997", "N830755724060", "P879314406965", "Q201348403738",
    "R938492204092", "T201327324596", "U830738705846", "V879340319196", "W830105909586",
    "X201439113613", "Y201349908832", "Z830515014627", "H87960581450A", "Q87921520898B",
    "H87958911184C", "G87937850455D", "K87916761918E", "N87965321922F", "U87933371125G",
    "Y87957181186H", "U87960850209J", "Q87942972022K", "R87937002047L", "Q87936760538M",
    "J87911891902N", "C87952922411P", "V87975621112Q", "U87922980574R", "K87950572173T",
    "K87916292414U", "D87924092061V", "J87965322328W", "V87960612138X", "R87979852251Y",
    "L87959070762Z"};

static const char upn_wrong[] = "!not a UPN: the check letter at its start does not fit the rest, "
                                "so a character in it is wrong";

Test(format, a_upn_has_the_one_check_letter_that_fits) {
    char seen[2][128] = {{0}};
    for (size_t i = 0; i < sizeof upns / sizeof *upns; i++) {
        const bool is_temporary = upns[i][12] >= 'A';
        seen[is_temporary][(int)upns[i][is_temporary ? 12 : 0]] = 1;
        FORM_OF("upn", upns[i], upns[i]);
        for (const char *other = UPN_LETTERS; *other != '\0'; other++) {
            char text[14];
            strcpy(text, upns[i]);
            text[0] = *other;
            FORM_OF("upn", text, *other == upns[i][0] ? upns[i] : upn_wrong);
        }
    }
    for (const char *letter = UPN_LETTERS; *letter != '\0'; letter++) {
        cr_assert(seen[0][(int)*letter] && seen[1][(int)*letter], "no UPN has %c", *letter);
    }
}

/* The sum of each value times its place, 2 to 13, by adding alone: what stands at a place is in as
 * many of the sums of all that follows as its place says. */
static char upn_letter(const char *rest) {
    int from_here = 0, sum = 0;
    for (int i = 11; i >= 0; i--) {
        const char *letter = strchr(UPN_LETTERS, rest[i]);
        from_here += letter != NULL ? (int)(letter - UPN_LETTERS) : rest[i] - '0';
        sum += from_here;
    }
    return UPN_LETTERS[(sum + from_here) % 23];
}

Test(format, any_upn_is_told_by_its_check_letter) {
    uint64_t state = 16;
    for (int i = 0; i < 20000; i++) {
        char text[14];
        for (int at = 1; at < 13; at++) {
            text[at] = (char)('0' + random_below(&state, 10));
        }
        if (random_below(&state, 3) == 0) {
            text[12] = UPN_LETTERS[random_below(&state, 23)];
        }
        text[0] = UPN_LETTERS[random_below(&state, 23)];
        text[13] = '\0';
        const bool fits = upn_letter(text + 1) == text[0];
        FORM_OF("upn", text, fits ? text : upn_wrong);
        text[0] = upn_letter(text + 1);
        FORM_OF("upn", text, text);
        /* One digit mistyped is always seen: every place has no divisor in common with 23. */
        const size_t wrong = 1 + random_below(&state, 11);
        text[wrong] = (char)('0' + (text[wrong] - '0' + 1 + (int)random_below(&state, 9)) % 10);
        FORM_OF("upn", text, upn_wrong);
    }
}

Test(format, what_is_no_upn_says_why) {
    const char *no = "!not a UPN: those are a letter and twelve digits, of which the last may be a "
                     "letter too";
    const char *letters = "!not a UPN: the letters I, O and S are in none";
    const char *capitals = "!not a UPN: its letters must be capitals; write upper(x)";
    FORM("upn", "A20152621736", no);
    FORM("upn", "A2015262173688", no);
    FORM("upn", "2015262173681", no);
    FORM("upn", "A2015262173-8", no);
    FORM("upn", "A2015262X7368", no);
    FORM("upn", "UN1", no);
    FORM("upn", "2.01526E+11", no);
    FORM("upn", "I201526217368", letters);
    FORM("upn", "O201526217368", letters);
    FORM("upn", "S201526217368", letters);
    FORM("upn", "A20152621736O", letters);
    FORM("upn", "a201526217368", capitals);
    FORM("upn", "H87960581450a", capitals);
    FORM("upn", "A201526217369", upn_wrong);
    FORM("upn", "A201526217368 ",
         "!not a UPN: it has a space at an end; take that off with \"trim\": true, or with "
         "trim(x)");
    FORM("upn", "", "!not a UPN: it is empty; if that means no value, list \"\" in \"null\"");
}

/* -- years ----------------------------------------------------------------------------------- */

Test(format, an_academic_year_in_each_of_its_spellings) {
    for (int year = 1800; year < 2200; year++) {
        char form[16], text[16];
        const bool fits = year >= 1900 && year <= 2099;
        const char *no = "!not an academic year: it begins before 1900 or after 2099";
        snprintf(form, sizeof form, "%d/%02d", year, (year + 1) % 100);
        FORM_OF("academic_year", form, fits ? form : no);
        snprintf(text, sizeof text, "%d%02d", year, (year + 1) % 100);
        FORM_OF("academic_year", text, fits ? form : no);
        snprintf(text, sizeof text, "%d-%02d", year, (year + 1) % 100);
        FORM_OF("academic_year", text, fits ? form : no);
        snprintf(text, sizeof text, "%d/%d", year, year + 1);
        FORM_OF("academic_year", text, fits ? form : no);
        snprintf(text, sizeof text, "%d-%d", year, year + 1);
        FORM_OF("academic_year", text, fits ? form : no);
    }
}

Test(format, what_is_no_academic_year_says_why) {
    const char *no = "!not an academic year: those are written 2014/15, 2014-15 or 201415";
    const char *second = "!not an academic year: its second year is not the one after its first";
    FORM("academic_year", "1999/00", "1999/00");
    FORM("academic_year", "199900", "1999/00");
    FORM("academic_year", "1999/2000", "1999/00");
    FORM("academic_year", "2014/16", second);
    FORM("academic_year", "2014/14", second);
    FORM("academic_year", "201414", second);
    FORM("academic_year", "2015-14", second);
    FORM("academic_year", "2014/2114", second);
    FORM("academic_year", "1999/2100", second);
    FORM("academic_year", "2014",
         "!not an academic year but a single one; academic years are written 2014/15");
    FORM("academic_year", "14/15", no);
    FORM("academic_year", "20142015", no);
    FORM("academic_year", "2014/5", no);
    FORM("academic_year", "2014/", no);
    FORM("academic_year", "2014 15", no);
    FORM("academic_year", "2014/15/16", no);
    FORM("academic_year", "2014-09-01", no);
    FORM("academic_year",
         "2014\xe2\x80\x93"
         "15",
         no);
    FORM("academic_year", "201415.0", no);
    FORM("academic_year", "20", no);
    FORM("academic_year", "2014/15 ",
         "!not an academic year: it has a space at an end; take that off with \"trim\": true, or "
         "with trim(x)");
    FORM("academic_year", "",
         "!not an academic year: it is empty; if that means no value, list \"\" in \"null\"");
}
