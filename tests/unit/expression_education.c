/* Functions of education data. */
#include <criterion/criterion.h>
#include <string.h>

#include "expression_known.h"

static const struct known formats[] = {
    {"as_format(${a}, 'laestab')", {"'8792001'"}, "text", "879/2001"},
    {"as_format(${a}, 'laestab')", {"'879/2001'"}, "text", "879/2001"},
    {"as_format(concat(${a}, '/', ${b}), 'laestab')", {"879", "2001"}, "text", "879/2001"},
    {"as_format(${a} || '/' || ${b}, 'laestab')", {"'879'", "null"}, "text", "null"},
    {"as_format(concat(${a}, '/', ${b}), 'laestab')",
     {"'879'", "null"},
     "text",
     "!is not a LAESTAB: those are"},
    {"as_format(${a}, 'academic_year')", {"'201415'"}, "text", "2014/15"},
    {"as_format(${a}, 'academic_year')", {"'2014/16'"}, "text", "!its second year is not the one"},
    {"as_format(${a}, 'ofsted_grade')", {"' school remains  GOOD'"}, "text", "Good"},
    {"as_format(${a}, 'ofsted_grade')", {"'3'"}, "text", "Requires improvement"},
    {"as_format(${a}, 'ofsted_grade')", {"'Requires improvement'"}, "text", "Requires improvement"},
    {"as_format(${a}, 'phase')", {"'Middle Deemed Secondary'"}, "text", "Middle deemed secondary"},
    {"as_format(${a}, 'ofsted_phase')", {"'Middle deemed secondary'"}, "text", "Secondary"},
    {"as_format(${a}, 'upn')", {"'A201526217368'"}, "text", "A201526217368"},
    {"as_format(${a}, 'upn')", {"'B201526217368'"}, "text", "!does not fit the rest"},
    {"as_format(${a}, 'la_code')", {"'879'"}, "text", "879"},
    {"as_format(${a}, 'ons_code')", {"'E06000026'"}, "text", "E06000026"},
    {"as_format(${a}, 'urn')", {"'113070'"}, "text", "113070"},
    {"as_format(${a}, 'urn')",
     {"'11307'"},
     "text",
     "!is not a URN: those are six digits, from 100000 to 999999"},
    {"as_format(${a}, 'urn')", {"''"}, "text", "!is not a URN: it is empty"},
    {"as_format(${a}, 'urn')", {"null"}, "text", "null"},
    {"as_format(nullif(${a}, ''), 'urn')", {"''"}, "text", "null"},
    {"upper(as_format(${a}, 'ofsted_grade'))", {"'good'"}, "text", "GOOD"},
    {"coalesce(as_format(${a}, 'phase'), 'none')", {"null"}, "text", "none"},
    {"ofsted_framework(${a})", {"'Good'"}, "text", "overall effectiveness"},
    {"ofsted_framework(${a})", {"'4'"}, "text", "overall effectiveness"},
    {"ofsted_framework(${a})", {"'Not judged'"}, "text", "overall effectiveness"},
    {"ofsted_framework(${a})", {"'strong standard'"}, "text", "report card"},
    {"ofsted_framework(${a})", {"null"}, "text", "null"},
    {"ofsted_framework(${a})", {"'Met'"}, "text", "!is not an Ofsted grade: those are"},
};

Test(expression, education) { known_check(formats, sizeof formats / sizeof *formats); }

/* What fails rows is never a database's to work out. */
Test(expression, education_is_in_no_other_systems_sql) {
    static const char *const texts[] = {"as_format(phase, 'phase') = 'Primary'",
                                        "ofsted_framework(phase) = 'report card'"};
    struct schema schema = {0};
    schema_add(&schema, "phase", 5, type_of(LEAT_TEXT));
    const struct expression_scope scope = {.schema = &schema};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct expression_error error;
        struct leat_expression *expression =
            expression_compile(texts[i], strlen(texts[i]), &scope, &error);
        cr_assert_not_null(expression, "%s", texts[i]);
        cr_assert_null(expression_sql(expression, "sqlite"));
        cr_assert_null(expression_sql(expression, "postgresql"));
        expression_free(expression);
    }
    schema_free(&schema);
}
