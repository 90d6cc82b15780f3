/* Grades and phases, whatever their case and spaces; and any text whatever. */
#include <string.h>

#include "batch/field.h"
#include "format_support.h"
#include "random.h"

/* -- Ofsted's grades ------------------------------------------------------------------------- */

static const char no_grade[] =
    "!not an Ofsted grade: those are 1 to 4 or Outstanding, Good, Requires improvement, Inadequate "
    "and Not judged, and on report cards Exceptional, Strong standard, Expected standard, Needs "
    "attention and Urgent improvement";

Test(format, a_grade_in_all_that_files_have_for_it) {
    FORM("ofsted_grade", "Outstanding", "Outstanding");
    FORM("ofsted_grade", "Good", "Good");
    FORM("ofsted_grade", "Requires improvement", "Requires improvement");
    FORM("ofsted_grade", "Requires Improvement", "Requires improvement");
    FORM("ofsted_grade", "Inadequate", "Inadequate");
    FORM("ofsted_grade", "Not judged", "Not judged");
    FORM("ofsted_grade", "NOT  JUDGED", "Not judged");
    FORM("ofsted_grade", "1", "Outstanding");
    FORM("ofsted_grade", "2", "Good");
    FORM("ofsted_grade", "3", "Requires improvement");
    FORM("ofsted_grade", " 4 ", "Inadequate");
    FORM("ofsted_grade", "Satisfactory", "Requires improvement");
    FORM("ofsted_grade", "School remains Outstanding", "Outstanding");
    FORM("ofsted_grade", "School remains Outstanding (Concerns) - S5 Next", "Outstanding");
    FORM("ofsted_grade", "School remains Good", "Good");
    FORM("ofsted_grade", "School remains Good (Concerns) - S5 Next", "Good");
    FORM("ofsted_grade", "School remains Good (Improving) - S5 Next", "Good");
    FORM("ofsted_grade", "school remains good (improving)", "Good");
    FORM("ofsted_grade", "Exceptional", "Exceptional");
    FORM("ofsted_grade", "Strong standard", "Strong standard");
    FORM("ofsted_grade", "expected  standard", "Expected standard");
    FORM("ofsted_grade", "Needs attention", "Needs attention");
    FORM("ofsted_grade", "Urgent improvement\n", "Urgent improvement");
    FORM("ofsted_grade",
         "\xc2\xa0\tgOOD\xe2\x80\xaf\xe3\x80\x80", /* no-break, narrow and ideographic spaces */
         "Good");
    FORM("ofsted_grade", "Requires\xc2\xa0 improvement", "Requires improvement");
}

Test(format, what_is_no_grade_says_why) {
    const char *ungraded =
        "!not an Ofsted grade: an ungraded inspection's outcome names none; take the grade before "
        "it";
    FORM("ofsted_grade", "0", no_grade);
    FORM("ofsted_grade", "5", no_grade);
    FORM("ofsted_grade", "9", no_grade);
    FORM("ofsted_grade", "1.0", no_grade);
    FORM("ofsted_grade", "01", no_grade);
    FORM("ofsted_grade", "Excellent", no_grade);
    FORM("ofsted_grade", "Goood", no_grade);
    FORM("ofsted_grade", "G ood", no_grade);
    FORM("ofsted_grade", "Goodness", no_grade);
    FORM("ofsted_grade", "good\0", no_grade);
    FORM("ofsted_grade", "NULL", no_grade);
    FORM("ofsted_grade", "School remains", no_grade);
    FORM("ofsted_grade", "School remains Inadequate", no_grade);
    FORM("ofsted_grade",
         "School remains Good, and a great deal more was said of it than any word that is known",
         no_grade);
    FORM("ofsted_grade", "Standards maintained", ungraded);
    FORM("ofsted_grade", "Improved significantly", ungraded);
    FORM("ofsted_grade", "Some aspects not as strong", ungraded);
    FORM("ofsted_grade", "Special Measures",
         "!not an Ofsted grade: a category of concern has its grade in another column, which "
         "depends on the framework");
    FORM("ofsted_grade", "",
         "!not an Ofsted grade: it is empty; if that means no value, list \"\" in \"null\"");
    FORM("ofsted_grade", " \xc2\xa0 ",
         "!not an Ofsted grade: it is empty; if that means no value, list \"\" in \"null\"");
}

Test(format, a_grade_as_a_number_is_one_to_four) {
    const char *card = "!not a grade from 1 to 4 but a report card's, and Ofsted's two scales "
                       "cannot be compared; declare the column as text";
    NUMBER("ofsted_grade", "1", "1");
    NUMBER("ofsted_grade", "4", "4");
    NUMBER("ofsted_grade", "Outstanding", "1");
    NUMBER("ofsted_grade", "good ", "2");
    NUMBER("ofsted_grade", "School remains Good", "2");
    NUMBER("ofsted_grade", "Satisfactory", "3");
    NUMBER("ofsted_grade", "Requires improvement", "3");
    NUMBER("ofsted_grade", "INADEQUATE", "4");
    NUMBER("ofsted_grade", "Exceptional", card);
    NUMBER("ofsted_grade", "Strong standard", card);
    NUMBER("ofsted_grade", "Expected standard", card);
    NUMBER("ofsted_grade", "Needs attention", card);
    NUMBER("ofsted_grade", "Urgent improvement", card);
    NUMBER("ofsted_grade", "Not judged",
           "!not a grade from 1 to 4: Not judged has no number; list it in \"null\", or in "
           "\"symbols\" to keep it");
    NUMBER("ofsted_grade", "5", no_grade);
    NUMBER("ofsted_grade", "9", no_grade);
}

Test(format, a_grade_tells_its_framework) {
    static const struct {
        const char *text, *framework;
    } cases[] = {
        {"Outstanding", "overall effectiveness"},
        {"2", "overall effectiveness"},
        {"School remains Good", "overall effectiveness"},
        {"Not judged", "overall effectiveness"},
        {"exceptional", "report card"},
        {" Strong  standard", "report card"},
        {"Expected standard", "report card"},
        {"Needs attention", "report card"},
        {"Urgent improvement", "report card"},
        {"Standards maintained", NULL},
        {"Met", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *reason = NULL;
        const char *framework = format_ofsted_framework(
            (struct leat_text){cases[i].text, strlen(cases[i].text)}, &reason);
        cr_assert((framework == NULL) == (cases[i].framework == NULL), "%s", cases[i].text);
        cr_assert(framework == NULL ? strncmp(reason, "not an Ofsted grade", 19) == 0
                                    : strcmp(framework, cases[i].framework) == 0,
                  "%s", cases[i].text);
    }
}

/* -- phases ---------------------------------------------------------------------------------- */

Test(format, phases_of_gias_and_how_ofsted_counts_them) {
    static const struct {
        const char *text, *phase, *ofsted; /* NULL: refused */
    } cases[] = {
        {"Nursery", "Nursery", "Nursery"},
        {"Primary", "Primary", "Primary"},
        {"PRIMARY ", "Primary", "Primary"},
        {"Middle deemed primary", "Middle deemed primary", "Primary"},
        {"Middle Deemed Primary", "Middle deemed primary", "Primary"},
        {"Secondary", "Secondary", "Secondary"},
        {"middle  deemed secondary", "Middle deemed secondary", "Secondary"},
        {"16 plus", "16 plus", "Secondary"},
        {"16 Plus", "16 plus", "Secondary"},
        {"All-through", "All-through", "Secondary"},
        {"All through", "All-through", "Secondary"},
        {"Not applicable", "Not applicable", NULL},
        {"Special", NULL, "Special"},
        {"PRU", NULL, "PRU"},
        {"Pupil referral unit", NULL, "PRU"},
        {"Alternative provision", NULL, "PRU"},
        {"16plus", NULL, NULL},
        {"Middle", NULL, NULL},
        {"Primary school", NULL, NULL},
        {"Primry", NULL, NULL},
        {"2", NULL, NULL},
        {"", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = cases[i].text;
        const char *phase = format_shown("phase", LEAT_TEXT, text, strlen(text));
        cr_assert(cases[i].phase == NULL ? phase[0] == '!' : strcmp(phase, cases[i].phase) == 0,
                  "%s: %s", text, phase);
        const char *ofsted = format_shown("ofsted_phase", LEAT_TEXT, text, strlen(text));
        cr_assert(cases[i].ofsted == NULL ? ofsted[0] == '!' : strcmp(ofsted, cases[i].ofsted) == 0,
                  "%s: %s", text, ofsted);
    }
    FORM("phase", "Special",
         "!not a phase of education: GIAS has Nursery, Primary, Middle deemed primary, Secondary, "
         "Middle deemed secondary, 16 plus, All-through and Not applicable");
    FORM("ofsted_phase", "Not applicable",
         "!not a phase of Ofsted's: GIAS has it for special schools and alternative provision, "
         "which the type of the establishment tells apart");
    FORM("ofsted_phase", "Sixth form",
         "!not a phase of Ofsted's: those are Nursery, Primary, Secondary, Special and PRU, and "
         "GIAS's Middle deemed primary, Middle deemed secondary, 16 plus and All-through become "
         "them");
}

/* -- the table, and any text ----------------------------------------------------------------- */

Test(format, the_table_is_whole) {
    size_t count, listed = 0;
    const char *const *names = format_names(&count);
    for (const struct format *format = format_table; format->name != NULL; format++) {
        cr_assert_str_eq(names[listed++], format->name);
        cr_assert(format_find(format->name, strlen(format->name)) == format);
        cr_assert(strlen(format->help) > 0 && strchr(format->help, '\n') == NULL);
        cr_assert(format->kinds & LEAT_KINDS(LEAT_TEXT));
    }
    cr_assert_eq(listed, count);
    cr_assert_eq(count, 9);
    cr_assert_null(format_find("", 0));
    cr_assert_null(format_find("ur", 2));
    cr_assert_null(format_find("URN", 3));
    cr_assert_null(format_find("urn\0", 4));
}

static void assert_any(const char *text, size_t size) {
    for (const struct format *format = format_table; format->name != NULL; format++) {
        format_shown(format->name, LEAT_TEXT, text, size); /* proves what it gives */
        if (format->kinds & LEAT_KINDS(LEAT_INTEGER)) {
            const char *shown = format_shown(format->name, LEAT_INTEGER, text, size);
            cr_assert(shown[0] == '!' || strspn(shown, "0123456789") == strlen(shown));
        }
    }
}

/* Texts of what is in the good ones, and good ones changed a little; bytes that are no UTF-8 too. */
Test(format, any_text_is_read_or_refused) {
    static const char *const good[] = {"100000",      "8792001",
                                       "879/2001",    "A201526217368",
                                       "879",         "E06000026",
                                       "2014/15",     "201415",
                                       "2014/2015",   "Good",
                                       "Outstanding", "School remains Good",
                                       "1",           "Primary",
                                       "16 plus",     "All-through",
                                       "PRU",         "Middle deemed secondary"};
    static const char *const parts[] = {
        "0",    "1",    "9", "/",  "-",    " ",   "a", "E", "\xc2\xa0", "\xe2\x80\xaf",
        "\xe2", "\xff", "",  "\t", "good", "plus"};
    uint64_t state = 7;
    for (int i = 0; i < 20000; i++) {
        char text[160];
        size_t size = 0;
        if (random_below(&state, 2) == 0) {
            const char *from = good[random_below(&state, sizeof good / sizeof *good)];
            size = strlen(from);
            memcpy(text, from, size);
        }
        for (uint64_t left = random_below(&state, 9); left > 0; left--) {
            const char *part = parts[random_below(&state, sizeof parts / sizeof *parts)];
            const size_t at = random_below(&state, size + 1), more = strlen(part);
            memmove(text + at + more, text + at, size - at);
            memcpy(text + at, part, more);
            size += more;
        }
        assert_any(text, size);
    }
    char longer[5000];
    memset(longer, ' ', sizeof longer);
    memcpy(longer + 4990, "Good", 4);
    FORM_IN("ofsted_grade", LEAT_TEXT, longer, sizeof longer, "Good");
    memset(longer, '1', sizeof longer);
    assert_any(longer, sizeof longer);
    for (int byte = 0; byte < 256; byte++) {
        const char one[] = {(char)byte, (char)byte};
        assert_any(one, 1);
        assert_any(one, 2);
    }
}
