/* What is said of expressions that are wrong: where, what, and what to do. */
#include <criterion/criterion.h>
#include <string.h>

#include "expression/expression.h"

struct mistake {
    const char *text;
    size_t offset, length;
    const char *message, *advice;
};

static const struct mistake mistakes[] = {
    {"", 0, 0, "the expression is empty", "expected a value, a column or a function"},
    {"grade +", 7, 0, "the expression ends too early", "expected a value, a column or a function"},
    {"(grade + 1", 0, 1, "the '(' here is not closed", "a ')' is missing before the end"},
    {"grade + 1)", 9, 1, "unexpected )", "there is no '(' that it would close"},
    {"(grade + (pupils * 2)", 0, 1, "the '(' here is not closed",
     "a ')' is missing before the end"},
    {"upper(phase", 5, 1, "the '(' here is not closed", "a ')' is missing before the end"},
    {"upper(", 6, 0, "the expression ends too early", "expected a value, a column or a function"},
    {"grade in (1, 2", 9, 1, "the '(' here is not closed", "a ')' is missing before the end"},
    {"case when open then 1", 0, 4, "the case that begins here has no end",
     "expected end: case when … then … end"},
    {"grade + * pupils", 8, 1, "unexpected *", "expected a value, a column or a function"},
    {"grade pupils", 6, 6, "unexpected pupils",
     "an operator is missing before it; a name with a space is put between double quotes, a text between single ones"},
    {"grade == 1", 6, 2, "'==' is not known here", "equality is written ="},
    {"grade => 1", 6, 2, "'=>' is not known here", "write >="},
    {"grade =< 1", 6, 2, "'=<' is not known here", "write <="},
    {"open && grade = 1", 5, 2, "'&&' is not known here", "write: and"},
    {"open || open", 0, 12, "|| joins texts, and this is a boolean and a boolean",
     "for conditions write: or"},
    {"!open", 0, 1, "'!' is not known here", "write: not"},
    {"grade | 1", 6, 1, "'|' is not known here", "write: or (|| joins texts)"},
    {"grade ^ 2", 6, 1, "'^' is not known here", "write power(a, b)"},
    {"grade ** 2", 6, 2, "'**' is not known here", "write power(a, b)"},
    {"phase ~ 'x'", 6, 1, "'~' is not known here",
     "write: like, with % for any text and _ for any character"},
    {"grade <=> 1", 6, 3, "'<=>' is not known here",
     "for an equality that takes nulls as equal write: a is not distinct from b"},
    {"grade := 1", 6, 2, "':=' is not known here", "equality is written ="},
    {"grade = ?", 8, 1, "'?' is not known here", "a parameter is written ${name}"},
    {"@limit", 0, 1, "'@' is not known here", "a parameter is written ${name}"},
    {"`phase`", 0, 1, "'`' is not known here", "a name is put between double quotes: \"name\""},
    {"[School name]", 0, 1, "'[' is not known here",
     "a name is put between double quotes: \"name\"; a list between parentheses: (1, 2)"},
    {"phase;", 5, 1, "';' is not known here",
     "between values write a comma; at the end of an expression nothing"},
    {"grade -- the grade", 6, 2, "'--' is not known here",
     "an expression has no comments; for a minus twice put a space between"},
    {"'Primary", 0, 8, "the text that begins here has no closing quote",
     "write '' for a quote inside"},
    {"\"phase", 0, 6, "the name that begins here has no closing quote",
     "write \"\" for a quote inside"},
    {"phase = 'it's'", 12, 1, "unexpected s", "a quote inside a text is doubled: 'Queen''s'"},
    {"\"\" = 'x'", 0, 2, "a name cannot be empty", "an empty text is written ''"},
    {"phase = \"Primary\"", 8, 9, "no column 'Primary'",
     "if it is a text, write it between single quotes: 'Primary'"},
    {"\"fase\" = 'x'", 0, 6, "no column 'fase'", "did you mean 'phase'?"},
    {"fase = 'x'", 0, 4, "no column 'fase'", "did you mean 'phase'?"},
    {"PHASE = 'x'", 0, 5, "no column 'PHASE'", "did you mean 'phase'?"},
    {"\"School Name\" = 'x'", 0, 13, "no column 'School Name'", "did you mean 'School name'?"},
    {"zzz = 1", 0, 3, "no column 'zzz'",
     "the columns are phase, School name, grade, pupils, rate, share, open, as_at and seen; a text is written between single quotes: 'zzz'"},
    {"'phase' = 'Primary'", 0, 7,
     "a comparison of two texts in quotes, one of which is the name of a column",
     "for the column write \"phase\""},
    {"phase = ‘Primary’", 8, 3, "'‘' is not known here",
     "these are typographic quotes: text stands between plain ones: 'text'"},
    {"phase = “Primary”", 8, 3, "'“' is not known here",
     "these are typographic quotes: a name stands between plain ones: \"name\""},
    {"grade − 1", 6, 3, "'−' is not known here", "write the minus sign of the keyboard: -"},
    {"grade ≤ 2", 6, 3, "'≤' is not known here", "write <="},
    {"School name = 'x'", 7, 4, "unexpected name",
     "an operator is missing before it; a name with a space is put between double quotes, a text between single ones"},
    {"${limt} + 1", 0, 7, "no parameter 'limt'", "did you mean 'limit'?"},
    {"${limit + 1", 0, 2, "the '${' here has no '}'", "a parameter is written ${name}"},
    {"'${limit}' = grade", 0, 10, "'${limit}' is not an integer",
     "for the parameter write ${limit} without quotes"},
    {"school.phase = 'x'", 0, 12, "a bare name has no dot in it",
     "write phase, without a table before it; or \"school.phase\", if that is the whole name of a column"},
    {"1st = 2", 0, 3, "this is not a number",
     "if it is the name of a column, put it between double quotes: \"1st\""},
    {"1_000 < pupils", 0, 5, "this is not a number", "write the digits together: 1000000"},
    {"1.2.3", 0, 5, "this is not a number",
     "a number has one point; a date is written date '2015-09-01'"},
    {"E'x'", 0, 2, "texts with a letter before the quote are not known here",
     "write the text as it is, between single quotes: 'text'"},
    {"date '2015-13-01'", 0, 17, "'2015-13-01' is not a date: no such month: there are 12", NULL},
    {"as_at = '2015-02-30'", 8, 12,
     "'2015-02-30' is not a date: no such day: February has 28 days in that year",
     "it stands beside a date, so it is read as one"},
    {"as_at > 'soon'", 8, 6, "'soon' is not a date as 2015-09-01",
     "it stands beside a date, so it is read as one"},
    {"grade = 'good'", 8, 6, "'good' is not an integer",
     "it stands beside an integer, so it is read as one"},
    {"'grade' <= 2", 0, 7, "'grade' is not an integer",
     "for the column write \"grade\": between single quotes it is a text"},
    {"as_format(phase, 'fase')", 17, 6, "no format 'fase'", "did you mean 'phase'?"},
    {"as_format(phase, 'xyzzy')", 17, 7, "no format 'xyzzy'",
     "`leat plugins csv` lists them, with the settings of a column"},
    {"as_format(phase, '')", 17, 2, "no format ''",
     "`leat plugins csv` lists them, with the settings of a column"},
    {"as_format(phase, phase)", 17, 5, "as_format takes a constant here",
     "write as_format(text, 'laestab')"},
    {"as_format(phase)", 0, 16, "as_format takes 2 values, not 1",
     "write as_format(text, 'laestab')"},
    {"as_format(grade, 'urn')", 10, 5, "as_format takes a text, not an integer",
     "'grade' is integer; cast it: cast(grade as text)"},
    {"as_format('11307', 'urn')", 0, 25,
     "'11307' is not a URN: those are six digits, from 100000 to 999999", NULL},
    {"phase = 5", 0, 9, "a text cannot be compared with an integer",
     "'phase' is text; cast it: cast(phase as integer)"},
    {"2 < phase", 0, 9, "an integer cannot be compared with a text",
     "'phase' is text; cast it: cast(phase as integer)"},
    {"open = 1", 0, 8, "a boolean cannot be compared with an integer",
     "a boolean is compared with true or false, or stands by itself"},
    {"as_at = 2015", 0, 12, "a date cannot be compared with an integer",
     "a date is written date '2015-09-01'"},
    {"phase + grade", 0, 5, "a text and an integer cannot be added",
     "'phase' is text; cast it: cast(phase as integer); texts are joined by ||"},
    {"grade + phase", 8, 5, "an integer and a text cannot be added",
     "'phase' is text; cast it: cast(phase as integer); texts are joined by ||"},
    {"phase + phase", 0, 5, "a text and a text cannot be added", "texts are joined by ||"},
    {"open + 1", 0, 4, "a boolean and an integer cannot be added",
     "'open' is boolean; cast it: cast(open as integer)"},
    {"as_at + as_at", 0, 5, "a date and a date cannot be added",
     "a date takes + or - a number of days, and - another date"},
    {"seen - seen", 0, 4, "a timestamp cannot be subtracted from a timestamp",
     "seconds: extract(epoch from a) - extract(epoch from b); days: cast(a as date) - cast(b as date)"},
    {"seen + 1", 0, 4, "a timestamp and an integer cannot be added",
     "days are counted from dates: cast(x as date) + 7"},
    {"as_at * 2", 0, 5, "a date and an integer cannot be multiplied",
     "a date takes + or - a number of days, and - another date"},
    {"as_at + 1.5", 0, 5, "a date and a decimal cannot be added",
     "a date takes + or - a number of days, and - another date"},
    {"- phase", 2, 5, "a minus sign takes a number, not a text",
     "'phase' is text; cast it: cast(phase as integer)"},
    {"not grade", 4, 5, "not takes conditions, not an integer", "compare it: grade <> 0"},
    {"grade and open", 0, 5, "and takes conditions, not an integer", "compare it: grade <> 0"},
    {"phase or open", 0, 5, "or takes conditions, not a text", "compare it: x = 'text'"},
    {"case when grade then 1 end", 10, 5, "when takes conditions, not an integer",
     "compare it: grade <> 0"},
    {"case when open then 1 else 'x' end", 27, 3, "'x' is not an integer",
     "it stands beside an integer, so it is read as one"},
    {"case when open then 1 else phase end", 27, 5, "case has a text here, and an integer before",
     "'phase' is text; cast it: cast(phase as integer)"},
    {"case grade then 1 end", 11, 4, "unexpected then",
     "then stands after when: case when … then … end"},
    {"case end", 5, 3, "unexpected end",
     "write: case when … then … end; a column of that name is written \"end\""},
    {"coalesce(grade, phase)", 16, 5, "coalesce has a text here, and an integer before",
     "'phase' is text; cast it: cast(phase as integer)"},
    {"grade in (1, 'x')", 13, 3, "'x' is not an integer",
     "it stands beside an integer, so it is read as one"},
    {"grade in 1", 9, 1, "unexpected 1", "expected a list in parentheses: x in (1, 2)"},
    {"grade in (select 1)", 10, 6, "unexpected select",
     "an expression reads the rows that its step reads: write the value alone, without select"},
    {"phase in (1, 2)", 10, 1, "in has an integer here, and a text before",
     "a text is written between single quotes: '1'"},
    {"grade between 1", 15, 0, "the expression ends too early",
     "expected and: between low and high"},
    {"grade between phase and 2", 0, 25, "an integer cannot be compared with a text",
     "'phase' is text; cast it: cast(phase as integer)"},
    {"phase like 5", 11, 1, "like takes texts, not an integer",
     "a text is written between single quotes: '5'"},
    {"grade like '1%'", 0, 5, "like takes texts, not an integer",
     "'grade' is integer; cast it: cast(grade as text)"},
    {"phase like 'x\\'", 11, 4, "the pattern ends with its escape, and nothing follows it", NULL},
    {"phase like 'x' escape '!!'", 11, 3, "the escape is not one character", NULL},
    {"grade is", 8, 0, "the expression ends too early",
     "expected null, true, false, unknown or distinct from"},
    {"grade is 5", 9, 1, "unexpected 5", "expected null, true, false, unknown or distinct from"},
    {"grade not null", 6, 8, "unexpected not null", "write: is not null"},
    {"1 < grade < 3", 10, 1, "comparisons do not follow one another",
     "join them by and: a < b and b < c; or put one in parentheses"},
    {"open = not open", 7, 3, "not cannot stand after an operator",
     "put it in parentheses: (not …)"},
    {"upper(grade)", 6, 5, "upper takes a text, not an integer",
     "'grade' is integer; cast it: cast(grade as text)"},
    {"upper()", 0, 7, "upper takes 1 value, not 0", "write upper(text)"},
    {"uper(phase)", 0, 4, "no function 'uper'", "did you mean 'upper'?"},
    {"len(phase)", 0, 3, "no function 'len'", "write length(text)"},
    {"if(open, 1, 2)", 0, 2, "no function 'if'", "write: case when condition then a else b end"},
    {"ifnull(grade, 0)", 0, 6, "no function 'ifnull'", "write coalesce(a, b)"},
    {"year(as_at)", 0, 4, "no function 'year'", "write extract(year from x)"},
    {"current_date", 0, 12, "no column 'current_date'",
     "the day is a parameter, so that a run can be repeated: ${day}"},
    {"to_date(phase, 'DD/MM/YYYY')", 0, 7, "no function 'to_date'",
     "declare the column as a date with its format in the source, or write cast(x as date)"},
    {"round(phase)", 6, 5, "round takes a number, not a text",
     "'phase' is text; cast it: cast(phase as integer)"},
    {"round('1')", 6, 3, "round takes a number, not a text", "a number is written without quotes"},
    {"round(rate, 1.5)", 12, 3, "round takes an integer, not a decimal",
     "'1.5' is decimal; cast it: cast(1.5 as integer)"},
    {"substring(phase)", 0, 16, "substring takes 2 or 3 values, not 1",
     "write substring(text from 2 for 3), substring(text, 2, 3)"},
    {"extract(yaer from as_at)", 8, 4, "no part 'yaer' of a date", "did you mean 'year'?"},
    {"extract(century from as_at)", 8, 7, "no part 'century' of a date",
     "the parts are year, quarter, month, week, day, isoyear, dow, isodow, doy, hour, minute, second, epoch"},
    {"extract(hour from as_at)", 8, 4, "a date has no hour", "timestamps have times of day"},
    {"extract(year from phase)", 18, 5, "extract takes a date or timestamp, not a text",
     "'phase' is text; cast it: cast(phase as date)"},
    {"date_trunc('mnth', as_at)", 11, 6, "no part 'mnth' of a date", "did you mean 'month'?"},
    {"date_trunc(phase, as_at)", 11, 5, "date_trunc takes a constant here",
     "write date_trunc('month', x)"},
    {"make_date(2015, 2, 30)", 0, 22, "no such date", NULL},
    {"trim(both)", 9, 1, "unexpected )", "expected what to trim: trim(both 'x' from y)"},
    {"cast(phase as)", 13, 1, "unexpected )",
     "expected the name of a type: integer, decimal(10,2), text, date …"},
    {"cast(phase as string)", 14, 6, "no type 'string'", "write text"},
    {"cast(phase as decimal)", 14, 7, "decimal needs its digits",
     "write decimal(10,2): 10 digits, 2 of them after the point"},
    {"cast(phase as decimal(40,2))", 22, 2, "the precision of a decimal is from 1 to 38", NULL},
    {"cast(phase as varchar(20))", 21, 1, "varchar has no length here",
     "for the first 20 characters write left(x, 20)"},
    {"cast(grade as date)", 0, 19, "an integer cannot be cast to date",
     "dates are made by make_date(year, month, day)"},
    {"cast(open as real)", 0, 18, "a boolean cannot be cast to real", "cast it to integer"},
    {"cast('x' as integer)", 0, 20, "'x' is not an integer", NULL},
    {"phase::integr", 7, 6, "no type 'integr'", "did you mean 'integer'?"},
    {"seen::timestamp with time zone", 16, 4, "there are no time zones here",
     "write timestamp, which is in UTC"},
    {"as_at + interval '1 day'", 8, 8, "unexpected interval",
     "there are no intervals here; for days add a number: date '2015-09-01' + 7"},
    {"select grade from schools", 0, 6, "unexpected select",
     "an expression reads the rows that its step reads: write the value alone, without select"},
    {"sum(grade)", 0, 3, "sum is over many rows, and this expression is over one",
     "write it as a measure of an aggregate step"},
    {"count(*)", 0, 5, "count is over many rows, and this expression is over one",
     "write it as a measure of an aggregate step"},
    {"min(grade, pupils)", 9, 1, "min is of one value",
     "for one of several values of a row write least(a, b)"},
    {"mean(grade)", 0, 4, "mean is over many rows, and this expression is over one",
     "write it as a measure of an aggregate step"},
    {"symbol(grade + 1)", 7, 9, "symbol takes the name of a column", NULL},
    {"1 / 0", 0, 5, "division by zero", NULL},
    {"grade / 0", 0, 9, "division by zero", NULL},
    {"9223372036854775807 + 1", 0, 23, "too large for an integer", NULL},
    {"123456789012345678901234567890123456789", 0, 39, "a number of more than 38 digits",
     "as a real: 1e40"},
    {"1e400", 0, 5, "this number is too large", NULL},
    {"rate / 3 / 3 / 3 / 3", 0, 20,
     "the quotient would have 50 digits after the point: the most is 38",
     "cast a part of it to fewer: cast(x as decimal(20,6))"},
    {"end = 1", 0, 3, "unexpected end",
     "write: case when … then … end; a column of that name is written \"end\""},
    {"\"upper\"(phase)", 0, 7, "the name of a column, and then a '('",
     "the name of a function is written without quotes"},
    {"grade isnull", 6, 6, "unexpected isnull", "write: is null"},
    {"phase similar to 'x'", 6, 7, "unexpected similar",
     "write: like, with % for any text and _ for any character"},
    {"(grade, pupils) = (1, 2)", 6, 1, "there are no rows inside an expression",
     "a list stands after in: x in (1, 2, 3)"},
    {"grade, pupils", 5, 1, "unexpected ,", "expected an operator, or the end"},
    {"IF(grade > 1; 1; 2)", 0, 2, "no function 'IF'",
     "write: case when condition then a else b end"},
    {"coalesce(grade; 1)", 14, 1, "';' is not known here",
     "between values write a comma; at the end of an expression nothing"},
    {"phase & 'x'", 6, 1, "'&' is not known here", "texts are joined by ||, conditions by and"},
    {"phase =~ 'x'", 6, 2, "'=~' is not known here",
     "write: like, with % for any text and _ for any character"},
    {"grade * £5", 8, 2, "'£' is not known here", "a number is written without a currency"},
    {"grade > 1,000", 9, 1, "unexpected ,",
     "a number is written with a point, and without commas: 1234.5"},
    {"share > 50%", 11, 0, "the expression ends too early",
     "% is the remainder of a division; five per cent are written 0.05"},
    {"case when open then 'a', else 'b' end", 23, 1, "unexpected ,", "expected when, else or end"},
    {"phase is \"A\"", 9, 3, "unexpected \"A\"",
     "expected null, true, false, unknown or distinct from"},
    {"phase = Primary", 8, 7, "no column 'Primary'",
     "the columns are phase, School name, grade, pupils, rate, share, open, as_at and seen; a text is written between single quotes: 'Primary'"},
    {"limit + 1", 0, 5, "no column 'limit'", "for the parameter write ${limit}"},
    {"length > 1", 0, 6, "no column 'length'",
     "a function's values stand in parentheses: length(…)"},
    {"upper phase", 0, 5, "unexpected upper", "a function's values stand in parentheses: upper(…)"},
    {"trim(grade)", 5, 5, "trim takes a text, not an integer",
     "'grade' is integer; cast it: cast(grade as text)"},
    {"countif(grade, 1)", 0, 7, "no function 'countif'", "write count(*) filter (where …)"},
    {"vlookup(phase, 1)", 0, 7, "no function 'vlookup'",
     "columns of another step are brought in by a lookup step"},
    {"cast(phase as int4)", 14, 4, "no type 'int4'", "write integer"},
    {"phase / 2", 0, 5, "a text cannot be divided by an integer",
     "'phase' is text; cast it: cast(phase as integer)"},
    {"phase - 2", 0, 5, "an integer cannot be subtracted from a text",
     "'phase' is text; cast it: cast(phase as integer)"},
    {"where grade = 1", 0, 5, "unexpected where",
     "a condition stands by itself, without where; in a measure: filter (where …); a column of that name is written \"where\""},
    {"open where grade = 1", 5, 5, "unexpected where",
     "a condition stands by itself, without where; in a measure: filter (where …)"},
    {"grade from schools", 6, 4, "unexpected from",
     "an expression reads the rows that its step reads"},
    {"grade having grade > 1", 6, 6, "unexpected having",
     "rows are left out by a filter step, which may stand after an aggregate step"},
    {"grade group by phase", 6, 5, "unexpected group",
     "rows are grouped by an aggregate step, in its \"by\""},
    {"order by grade", 0, 5, "unexpected order", "rows are put in order by a sort step"},
    {"open order by grade", 5, 5, "unexpected order", "rows are put in order by a sort step"},
    {"open limit 5", 5, 5, "unexpected limit",
     "rows are left out by a filter step, by what is in them"},
    {"TOP 5 grade", 0, 3, "unexpected TOP",
     "rows are left out by a filter step, by what is in them"},
    {"grade as g", 6, 2, "unexpected as",
     "a column's name stands before the colon: \"name\": \"expression\"; a cast is written cast(x as type)"},
};

static const struct expression_parameter parameters[] = {
    {.name = "limit", .value = {.type = {.kind = LEAT_INTEGER}, .as = {.integer = 2}}},
    {.name = "name", .value = {.type = {.kind = LEAT_TEXT}, .as = {.text = {"Primary", 7}}}},
};

static void add_columns(struct schema *schema) {
    static const struct {
        const char *name;
        enum leat_kind kind;
    } columns[] = {{"phase", LEAT_TEXT},     {"School name", LEAT_TEXT}, {"grade", LEAT_INTEGER},
                   {"pupils", LEAT_INTEGER}, {"rate", LEAT_DECIMAL},     {"share", LEAT_REAL},
                   {"open", LEAT_BOOLEAN},   {"as_at", LEAT_DATE},       {"seen", LEAT_TIMESTAMP}};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        const struct leat_type type =
            columns[i].kind == LEAT_DECIMAL ? type_decimal(5, 2) : type_of(columns[i].kind);
        schema_add(schema, columns[i].name, strlen(columns[i].name), type);
    }
}

static struct leat_expression *compile(const struct schema *schema, const char *text,
                                       struct expression_error *error) {
    const struct expression_scope scope = {
        .schema = schema, .parameters = parameters, .parameter_count = 2};
    return expression_compile(text, strlen(text), &scope, error);
}

Test(expression, mistakes) {
    struct schema schema = {0};
    add_columns(&schema);
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        const struct mistake *mistake = &mistakes[i];
        struct expression_error error;
        struct leat_expression *expression = compile(&schema, mistake->text, &error);
        cr_assert(expression == NULL, "%s is no mistake", mistake->text);
        cr_expect(strcmp(error.message, mistake->message) == 0, "%s: %s", mistake->text,
                  error.message);
        cr_expect(error.offset == mistake->offset && error.length == mistake->length,
                  "%s: at %zu, %zu long", mistake->text, error.offset, error.length);
        const char *advice = error.advice == NULL ? "" : error.advice;
        cr_expect(strcmp(advice, mistake->advice == NULL ? "" : mistake->advice) == 0, "%s: %s",
                  mistake->text, advice);
        cr_expect(!error.unjudged);
        expression_error_free(&error);
    }
    schema_free(&schema);
}

/* -- schemas that are not whole -------------------------------------------------------------- */

Test(expression, columns_of_an_incomplete_schema_are_not_judged) {
    static const struct {
        const char *text, *message; /* NULL: it compiles */
        bool unjudged;
    } cases[] = {
        {"grade = 1", NULL, false},
        {"missing = 1", "column 'missing' may be there or not: its input could not be read", true},
        {"upper(missing) = 1", "column 'missing' may be there or not: its input could not be read",
         true},
        {"coalesce(round(missing, 2), 'x') || grade",
         "column 'missing' may be there or not: its input could not be read", true},
        {"uper(missing)", "no function 'uper'", false},
        {"missing = ${limt}", "no parameter 'limt'", false},
        {"grade + phase = missing", "an integer and a text cannot be added", false},
        {"missing +", "the expression ends too early", false},
        {"symbol(missing)", "column 'missing' may be there or not: its input could not be read",
         true},
    };
    struct schema schema = {0};
    add_columns(&schema);
    schema.incomplete = true;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct expression_error error;
        struct leat_expression *expression = compile(&schema, cases[i].text, &error);
        cr_assert((expression != NULL) == (cases[i].message == NULL), "%s", cases[i].text);
        if (expression == NULL) {
            cr_assert(strcmp(error.message, cases[i].message) == 0, "%s: %s", cases[i].text,
                      error.message);
            cr_assert(error.unjudged == cases[i].unjudged, "%s", cases[i].text);
            expression_error_free(&error);
        }
        expression_free(expression);
    }
    schema_free(&schema);
}
