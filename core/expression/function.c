/* function: the table, and help. See function.h. */
#include "expression/function.h"

const struct function function_table[] = {
#define ROW(n, k, r, f, m, g, s, t)                                                                \
    {.name = (n),                                                                                  \
     .kinds = (k),                                                                                 \
     .result = (r),                                                                                \
     .kernel = (f),                                                                                \
     .make = (m),                                                                                  \
     .flags = (g),                                                                                 \
     .form = (s),                                                                                  \
     .text = (t)},
    FUNCTION_LIST(ROW)
#undef ROW
        {.name = NULL}};

const struct function *function_find(const char *name) {
    for (const struct function *function = function_table; function->name != NULL; function++) {
        if (strcmp(function->name, name) == 0) {
            return function;
        }
    }
    return NULL;
}

const char *const *function_names(size_t *count) {
    static const char *const names[] = {
#define NAME(n, k, r, f, m, g, s, t) n,
        FUNCTION_LIST(NAME)
#undef NAME
            "trim",
        "position", "cast", "mean",
#define NAME(id, name, form, text) name,
        TREE_AGGREGATE_LIST(NAME)
#undef NAME
    };
    *count = sizeof names / sizeof *names;
    return names;
}

const struct expression_help expression_functions[] = {
#define HELP(n, k, r, f, m, g, s, t) {.name = (n), .form = (s), .text = (t)},
    FUNCTION_LIST(HELP)
#undef HELP
#define HELP(id, n, s, t)                                                                          \
    {.name = (n), .form = (s), .text = t ", in a measure; with filter (where condition)"},
        TREE_AGGREGATE_LIST(HELP)
#undef HELP
            {"+", "a + b", "The sum; of a date and a number of days a date"},
    {"-", "a - b, - a", "The difference; of two dates the days between them"},
    {"*", "a * b", "The product"},
    {"/", "a / b", "The quotient, never cut off: 1 / 4 is 0.25"},
    {"%", "a % b", "The remainder, with the sign of a"},
    {"||", "a || b", "Texts joined; null if one is null"},
    {"=", "a = b, a <> b, a < b, a <= b, a > b, a >= b",
     "Comparisons; text by code point; null beside a null"},
    {"and", "a and b, a or b, not a", "Conditions put together; null is unknown"},
    {"between", "x between low and high, x not between …",
     "Within bounds, both included; symmetric: in either order"},
    {"in", "x in (1, 2, 3), x not in (…)", "One of a list"},
    {"like", "text like 'a%_', text ilike …, … escape '!'",
     "% stands for any text, _ for any character, \\ for what follows it as it is; ilike: whatever the letter case"},
    {"is", "x is null, x is not null, x is true, x is false, x is unknown", "Never null itself"},
    {"is distinct from", "a is distinct from b, a is not distinct from b",
     "Comparison that takes null as a value"},
    {"case", "case when condition then a … else b end, case x when 1 then a … end",
     "The value after the first condition that is true; null without an else"},
    {"cast", "cast(x as integer), x::integer",
     "As another type: text, integer, decimal(p,s), real, boolean, date, timestamp; of a column, its symbols stay"},
    {"literals", "1, 1.5, 1e5, 'text', true, null, date '2015-09-01', timestamp '2015-09-01 09:30'",
     "An integer, a decimal, a real, a text (a quote inside is doubled), and so on"},
    {"names", "column, \"a column\", ${parameter}",
     "A column; one with spaces or capitals that matter; a parameter"},
    {.name = NULL}};
