/* expression_model_parts: what the two files of the model share. */
#ifndef LEAT_TEST_EXPRESSION_MODEL_PARTS_H
#define LEAT_TEST_EXPRESSION_MODEL_PARTS_H

#include "expression_model.h"

/* How an operator is written: # stands for an argument, each in its turn; kinds: of the result,
 * then of the arguments, where a small letter may be a constant, and j and u are an integer and a
 * text that cannot fail. */
// clang-format off
#define OPERATORS(X) \
    X(ADD, "(# + #)", "IIi") \
    X(SUBTRACT, "(# - #)", "IIi") \
    X(MULTIPLY, "(# * #)", "IIi") \
    X(MODULO, "(# % #)", "III") \
    X(NEGATE, "(- #)", "II") \
    X(LENGTH, "length(#)", "IT") \
    X(PARSE, "cast(# as integer)", "IT") \
    X(GREATEST, "greatest(#, #, #)", "IIii") \
    X(LEAST, "least(#, #)", "IIi") \
    X(CASE_I, "case when # then # else # end", "IBii") \
    X(COALESCE_I, "coalesce(#, #, #)", "IIIi") \
    X(NULLIF_I, "nullif(#, #)", "III") \
    X(SWITCH_I, "case # when # then # when # then # end", "IIiIiI") \
    X(JOIN, "(# || # || #)", "TTtT") \
    X(UPPER, "upper(#)", "TT") \
    X(TRIM, "trim(#)", "TT") \
    X(LEFT, "left(#, #)", "TTi") \
    X(SUBSTRING, "substring(# from # for #)", "TTii") \
    X(REPLACE, "replace(#, #, #)", "TTtt") \
    X(SHOW, "cast(# as text)", "TI") \
    X(CASE_T, "case when # then # when # then # end", "TBtBT") \
    X(COALESCE_T, "coalesce(#, #)", "TTt") \
    X(NULLIF_T, "nullif(#, #)", "TTt") \
    X(AND, "(# and #)", "BBB") \
    X(OR, "(# or #)", "BBB") \
    X(AND_3, "(# and # and #)", "BBBB") \
    X(NOT, "(not #)", "BB") \
    X(IS_NULL_I, "(# is null)", "BI") \
    X(IS_NULL_T, "(# is not null)", "BT") \
    X(IS_TRUE, "(# is not true)", "BB") \
    X(EQUAL_I, "(# = #)", "BIi") \
    X(LESS_I, "(# < #)", "BIi") \
    X(MORE_I, "(# >= #)", "BIi") \
    X(EQUAL_T, "(# = #)", "BTt") \
    X(UNEQUAL_T, "(# <> #)", "BTT") \
    X(LESS_T, "(# < #)", "BTt") \
    X(EQUAL_B, "(# = #)", "BBB") \
    X(LESS_R, "(# < #)", "BRr") \
    X(DISTINCT_I, "(# is distinct from #)", "BIi") \
    X(DISTINCT_T, "(# is not distinct from #)", "BTT") \
    X(BETWEEN, "(# between # and #)", "BIii") \
    X(BETWEEN_T, "(# not between # and #)", "BTuu") \
    X(IN_I, "(# in (#, #, 3, null))", "BIjj") \
    X(IN_T, "(# not in (#, 'abc', #))", "BTuu") \
    X(LIKE, "(# like 'a%c_')", "BT") \
    X(HAS, "(# like '%bc%')", "BT") \
    X(ADD_R, "(# + #)", "RRr") \
    X(MULTIPLY_R, "(# * #)", "RRI") \
    X(DIVIDE_R, "(# / #)", "RRR") \
    X(CASE_R, "case when # then # else # end", "RBrR")
// clang-format on

enum op {
    COLUMN,
    CONSTANT,
#define X(id, form, kinds) id,
    OPERATORS(X)
#undef X
        OPS
};

struct model {
    enum op op;
    int column;
    enum model_kind kind;
    struct model_cell constant;
    struct model *args[5];
};

#endif
