/* function: every function there is, in one table: how it is called, what it takes and gives, what
 * help says of it. For core/expression alone.
 *
 * Kinds of arguments, a letter each:
 *     t a text      i an integer     n a number of any kind   r a real (others are converted)
 *     b a boolean   D a date or timestamp     a anything      x anything, turned into text
 *     c a text that must be a constant        [ what follows may be left out
 *     * the last again, as often as wanted */
#ifndef LEAT_EXPRESSION_FUNCTION_H
#define LEAT_EXPRESSION_FUNCTION_H

#include "expression/typing.h"

/* FAILS: a row may fail. PASSES: what it gives may be a view of its first argument's text. */
enum { FUNCTION_FAILS = 1, FUNCTION_PASSES = 2 };

struct function {
    const char *name, *kinds;
    enum leat_kind result;
    node_kernel *kernel; /* or NULL, and then: */
    struct node *(*make)(struct typing *typing, const struct tree *tree, struct node **args);
    int flags;
    const char *form, *text;
};

extern const struct function function_table[]; /* name NULL at the end */

/* NULL: there is none. */
const struct function *function_find(const char *name);

/* How to say here what a function of another language does; NULL: not known. */
const char *function_foreign(const char *name);

/* The names of all functions, for suggestions; *count of them, static. */
const char *const *function_names(size_t *count);

/* -- function_make.c, function_date.c: functions that depend on kinds ------------------------- */
typedef struct node *function_make(struct typing *typing, const struct tree *tree,
                                   struct node **args);
function_make make_round, make_trunc, make_ceil, make_floor, make_abs, make_sign, make_mod;
function_make make_coalesce, make_nullif, make_greatest, make_least, make_concat, make_concat_ws,
    make_symbol, make_as_format;
function_make make_extract, make_date_trunc;

/* name, kinds, result, kernel, make, flags, form, text */
#define FUNCTION_LIST(X)                                                                                          \
    X("upper", "t", LEAT_TEXT, kernel_upper, NULL, 0, "upper(text)",                                              \
      "The text in capital letters")                                                                              \
    X("lower", "t", LEAT_TEXT, kernel_lower, NULL, 0, "lower(text)", "The text in small letters")                 \
    X("initcap", "t", LEAT_TEXT, kernel_initcap, NULL, 0, "initcap(text)",                                        \
      "The text with a capital at the start of each word, small letters after it")                                \
    X("length", "t", LEAT_INTEGER, kernel_length, NULL, 0, "length(text)",                                        \
      "How many characters the text has")                                                                         \
    X("char_length", "t", LEAT_INTEGER, kernel_length, NULL, 0, "char_length(text)",                              \
      "The same as length")                                                                                       \
    X("octet_length", "t", LEAT_INTEGER, kernel_octet_length, NULL, 0, "octet_length(text)",                      \
      "How many bytes the text has in UTF-8")                                                                     \
    X("btrim", "t[t", LEAT_TEXT, kernel_btrim, NULL, FUNCTION_PASSES,                                             \
      "trim(text), trim(both 'x' from text)",                                                                     \
      "The text without spaces, or the characters named, at both ends")                                           \
    X("ltrim", "t[t", LEAT_TEXT, kernel_ltrim, NULL, FUNCTION_PASSES,                                             \
      "ltrim(text), trim(leading 'x' from text)",                                                                 \
      "The text without spaces, or the characters named, at its start")                                           \
    X("rtrim", "t[t", LEAT_TEXT, kernel_rtrim, NULL, FUNCTION_PASSES,                                             \
      "rtrim(text), trim(trailing 'x' from text)",                                                                \
      "The text without spaces, or the characters named, at its end")                                             \
    X("substring", "ti[i", LEAT_TEXT, kernel_substring, NULL, FUNCTION_FAILS | FUNCTION_PASSES,                   \
      "substring(text from 2 for 3), substring(text, 2, 3)",                                                      \
      "A part of the text, by its first character and its length")                                                \
    X("substr", "ti[i", LEAT_TEXT, kernel_substring, NULL, FUNCTION_FAILS | FUNCTION_PASSES,                      \
      "substr(text, 2, 3)", "The same as substring")                                                              \
    X("left", "ti", LEAT_TEXT, kernel_left, NULL, FUNCTION_PASSES, "left(text, 3)",                               \
      "The first characters; with a negative number, all but so many at the end")                                 \
    X("right", "ti", LEAT_TEXT, kernel_right, NULL, FUNCTION_PASSES, "right(text, 3)",                            \
      "The last characters; with a negative number, all but so many at the start")                                \
    X("replace", "ttt", LEAT_TEXT, kernel_replace, NULL, FUNCTION_FAILS | FUNCTION_PASSES,                        \
      "replace(text, 'a', 'b')",                                                                                  \
      "The text with one part put in another's place, wherever it stands")                                        \
    X("concat", "x*", LEAT_TEXT, NULL, make_concat, FUNCTION_FAILS, "concat(a, b, …)",                            \
      "The values as text, one after the other, nulls left out")                                                  \
    X("concat_ws", "tx*", LEAT_TEXT, NULL, make_concat_ws, FUNCTION_FAILS,                                        \
      "concat_ws(', ', a, b, …)", "The same with a separator between them")                                       \
    X("strpos", "tt", LEAT_INTEGER, kernel_strpos, NULL, 0,                                                       \
      "position('x' in text), strpos(text, 'x')",                                                                 \
      "Where a part first stands in the text, counted from 1; 0 if nowhere")                                      \
    X("starts_with", "tt", LEAT_BOOLEAN, kernel_starts_with, NULL, 0, "starts_with(text, 'x')",                   \
      "Whether the text begins so")                                                                               \
    X("lpad", "ti[t", LEAT_TEXT, kernel_lpad, NULL, FUNCTION_FAILS | FUNCTION_PASSES,                             \
      "lpad(text, 7, '0')", "The text filled up at its start, or cut, to a length")                               \
    X("rpad", "ti[t", LEAT_TEXT, kernel_rpad, NULL, FUNCTION_FAILS | FUNCTION_PASSES,                             \
      "rpad(text, 7, ' ')", "The text filled up at its end, or cut, to a length")                                 \
    X("split_part", "tti", LEAT_TEXT, kernel_split_part, NULL, FUNCTION_FAILS | FUNCTION_PASSES,                  \
      "split_part(text, ',', 2)",                                                                                 \
      "The part of that number between separators; negative numbers count from the end")                          \
    X("reverse", "t", LEAT_TEXT, kernel_reverse, NULL, 0, "reverse(text)",                                        \
      "The text from its end to its start")                                                                       \
    X("repeat", "ti", LEAT_TEXT, kernel_repeat, NULL, FUNCTION_FAILS, "repeat(text, 3)",                          \
      "The text several times")                                                                                   \
    X("round", "n[i", LEAT_NONE, NULL, make_round, 0, "round(x), round(x, 2)",                                    \
      "Rounded half away from zero, to a number of digits after the point")                                       \
    X("trunc", "n[i", LEAT_NONE, NULL, make_trunc, 0, "trunc(x), trunc(x, 2)",                                    \
      "Cut off after a number of digits after the point")                                                         \
    X("ceil", "n", LEAT_NONE, NULL, make_ceil, 0, "ceil(x)",                                                      \
      "The least whole number that is not less")                                                                  \
    X("ceiling", "n", LEAT_NONE, NULL, make_ceil, 0, "ceiling(x)", "The same as ceil")                            \
    X("floor", "n", LEAT_NONE, NULL, make_floor, 0, "floor(x)",                                                   \
      "The greatest whole number that is not greater")                                                            \
    X("abs", "n", LEAT_NONE, NULL, make_abs, 0, "abs(x)", "The number without its sign")                          \
    X("sign", "n", LEAT_NONE, NULL, make_sign, 0, "sign(x)", "-1, 0 or 1")                                        \
    X("mod", "nn", LEAT_NONE, NULL, make_mod, 0, "mod(a, b)",                                                     \
      "The remainder of a / b, with the sign of a")                                                               \
    X("power", "rr", LEAT_REAL, kernel_real_power, NULL, FUNCTION_FAILS, "power(a, b)",                           \
      "a to the power of b, a real")                                                                              \
    X("sqrt", "r", LEAT_REAL, kernel_real_sqrt, NULL, FUNCTION_FAILS, "sqrt(x)",                                  \
      "The square root, a real")                                                                                  \
    X("extract", "cD", LEAT_NONE, NULL, make_extract, 0, "extract(year from x)",                                  \
      "A part of a date or timestamp: year, month, day, quarter, week, isoyear, dow, isodow, doy, hour, minute, " \
      "second, "                                                                                                  \
      "epoch")                                                                                                    \
    X("date_trunc", "cD", LEAT_NONE, NULL, make_date_trunc, 0, "date_trunc('month', x)",                          \
      "The start of the year, quarter, month, week, day, hour, minute or second that a date or timestamp is in")  \
    X("make_date", "iii", LEAT_DATE, kernel_make_date, NULL, FUNCTION_FAILS,                                      \
      "make_date(year, month, day)", "A date")                                                                    \
    X("coalesce", "a*", LEAT_NONE, NULL, make_coalesce, 0, "coalesce(a, b, …)",                                   \
      "The first that is not null")                                                                               \
    X("nullif", "aa", LEAT_NONE, NULL, make_nullif, 0, "nullif(a, b)",                                            \
      "Null where both are equal, else a")                                                                        \
    X("greatest", "a*", LEAT_NONE, NULL, make_greatest, 0, "greatest(a, b, …)",                                   \
      "The greatest, nulls left out")                                                                             \
    X("least", "a*", LEAT_NONE, NULL, make_least, 0, "least(a, b, …)",                                            \
      "The least, nulls left out")                                                                                \
    X("symbol", "a", LEAT_TEXT, NULL, make_symbol, 0, "symbol(column)",                                           \
      "The symbol that a source had in place of a value, such as 'c' or '-', as text")                            \
    X("as_format", "tc", LEAT_TEXT, NULL, make_as_format, 0, "as_format(text, 'laestab')",                        \
      "The text as a format that a source's column may have writes it; a row fails whose text does not fit")      \
    X("ofsted_framework", "t", LEAT_TEXT, kernel_ofsted_framework, NULL, FUNCTION_FAILS,                          \
      "ofsted_framework(text)",                                                                                   \
      "'overall effectiveness' or 'report card': what an Ofsted grade belongs to, since the two cannot be "       \
      "compared")

#endif
