/* function: the table, help, and what functions of other languages are called here. */
#include "expression/function.h"

#include <strings.h>

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
        "position",
        "cast",
        "count",
        "sum",
        "avg",
        "mean",
        "min",
        "max",
        "median"};
    *count = sizeof names / sizeof *names;
    return names;
}

const char *function_foreign(const char *name) {
    static const struct {
        const char *name, *advice;
    } words[] = {
        {"if", "write: case when condition then a else b end"},
        {"iif", "write: case when condition then a else b end"},
        {"iff", "write: case when condition then a else b end"},
        {"decode", "write: case x when 1 then 'a' when 2 then 'b' end"},
        {"switch", "write: case x when 1 then 'a' when 2 then 'b' end"},
        {"ifnull", "write coalesce(a, b)"},
        {"isnull", "write: x is null, or coalesce(a, b)"},
        {"isblank", "write: x is null"},
        {"nvl", "write coalesce(a, b)"},
        {"ifna", "write coalesce(a, b)"},
        {"len", "write length(text)"},
        {"character_length", "write length(text)"},
        {"mid", "write substring(text, 2, 3)"},
        {"instr", "write strpos(text, 'x')"},
        {"charindex", "write strpos(text, 'x')"},
        {"locate", "write strpos(text, 'x')"},
        {"find", "write strpos(text, 'x')"},
        {"search", "write strpos(text, 'x')"},
        {"contains", "write: text like '%x%'"},
        {"endswith", "write: text like '%x'"},
        {"ends_with", "write: text like '%x'"},
        {"startswith", "write starts_with(text, 'x')"},
        {"concatenate", "write concat(a, b), or a || b"},
        {"textjoin", "write concat_ws(', ', a, b)"},
        {"substitute", "write replace(text, 'a', 'b')"},
        {"ucase", "write upper(text)"},
        {"lcase", "write lower(text)"},
        {"proper", "write initcap(text)"},
        {"toupper", "write upper(text)"},
        {"tolower", "write lower(text)"},
        {"rept", "write repeat(text, 3)"},
        {"space", "write repeat(' ', 3)"},
        {"year", "write extract(year from x)"},
        {"month", "write extract(month from x)"},
        {"day", "write extract(day from x)"},
        {"quarter", "write extract(quarter from x)"},
        {"week", "write extract(week from x)"},
        {"weekday", "write extract(isodow from x)"},
        {"hour", "write extract(hour from x)"},
        {"minute", "write extract(minute from x)"},
        {"second", "write extract(second from x)"},
        {"date_part", "write extract(year from x)"},
        {"datepart", "write extract(year from x)"},
        {"date", "write cast(x as date), or make_date(year, month, day)"},
        {"datefromparts", "write make_date(year, month, day)"},
        {"dateserial", "write make_date(year, month, day)"},
        {"to_date",
         "declare the column as a date with its format in the source, or write cast(x as date)"},
        {"str_to_date",
         "declare the column as a date with its format in the source, or write cast(x as date)"},
        {"to_char", "dates and numbers get their look in the sink; as plain text: cast(x as text)"},
        {"format", "dates and numbers get their look in the sink; as plain text: cast(x as text)"},
        {"text", "write cast(x as text)"},
        {"str", "write cast(x as text)"},
        {"int", "write cast(x as integer)"},
        {"integer", "write cast(x as integer)"},
        {"float", "write cast(x as real)"},
        {"real", "write cast(x as real)"},
        {"decimal", "write cast(x as decimal(10,2))"},
        {"value", "write cast(x as integer), or as decimal(10,2)"},
        {"to_number", "write cast(x as integer), or as decimal(10,2)"},
        {"convert", "write cast(x as type)"},
        {"try_cast", "write case when … then cast(x as integer) end"},
        {"datediff", "days between dates are a - b"},
        {"dateadd", "days are added by date + 7"},
        {"date_add", "days are added by date + 7"},
        {"edate", "write make_date(year, month, day) with the parts from extract"},
        {"age", "days between dates are a - b; years: extract(year from a) - extract(year from b)"},
        {"now", "the day is a parameter, so that a run can be repeated: ${day}"},
        {"today", "the day is a parameter, so that a run can be repeated: ${day}"},
        {"getdate", "the day is a parameter, so that a run can be repeated: ${day}"},
        {"current_date", "the day is a parameter, so that a run can be repeated: ${day}"},
        {"current_timestamp", "the day is a parameter, so that a run can be repeated: ${day}"},
        {"sysdate", "the day is a parameter, so that a run can be repeated: ${day}"},
        {"random", "the same inputs give the same results here"},
        {"rand", "the same inputs give the same results here"},
        {"pow", "write power(a, b)"},
        {"remainder", "write mod(a, b)"},
        {"average", "write avg(x)"},
        {"truncate", "write trunc(x, 2)"},
        {"roundup", "write ceil(x)"},
        {"rounddown", "write floor(x)"},
        {"maximum", "write max(x), or greatest(a, b) within a row"},
        {"minimum", "write min(x), or least(a, b) within a row"},
        {"regexp_replace", "there are no regular expressions here: write replace(text, 'a', 'b')"},
        {"regexp_matches", "there are no regular expressions here: write like"},
        {"not", "write: not x"},
        {"and", "write: a and b"},
        {"or", "write: a or b"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcasecmp(words[i].name, name) == 0) {
            return words[i].advice;
        }
    }
    return NULL;
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
     "As another type: text, integer, decimal(p,s), real, boolean, date, timestamp"},
    {"literals", "1, 1.5, 1e5, 'text', true, null, date '2015-09-01', timestamp '2015-09-01 09:30'",
     "An integer, a decimal, a real, a text (a quote inside is doubled), and so on"},
    {"names", "column, \"a column\", ${parameter}",
     "A column; one with spaces or capitals that matter; a parameter"},
    {.name = NULL}};
