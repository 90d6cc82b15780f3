/* kinds: the kind that the values of all listed columns have, or the mistake. See unpivot.h. */
#include "unpivot.h"

#include <stdio.h>

#include "shared/show.h"

enum { INTEGER_DIGITS = 19, DECIMAL_DIGITS = 38 };

static bool is_exact(struct leat_type type) {
    return type.kind == LEAT_INTEGER || type.kind == LEAT_DECIMAL;
}

/* The narrowest decimal that holds both; false: there is none. */
static bool widen(struct leat_type a, struct leat_type b, struct leat_type *both) {
    const int digits_a = a.kind == LEAT_INTEGER ? INTEGER_DIGITS : a.precision - a.scale,
              digits_b = b.kind == LEAT_INTEGER ? INTEGER_DIGITS : b.precision - b.scale,
              digits = digits_a > digits_b ? digits_a : digits_b,
              scale = a.scale > b.scale ? a.scale : b.scale;
    if (digits + scale > DECIMAL_DIGITS) {
        return false;
    }
    *both = (struct leat_type){
        .kind = LEAT_DECIMAL, .precision = (uint8_t)(digits + scale), .scale = (uint8_t)scale};
    return true;
}

/* Whether a column of the first type is the one to cast, to the other: the poorer of the two, and
 * never so that a value loses something without a word. */
static bool is_poorer(struct leat_type type, struct leat_type other) {
    return type.kind == LEAT_TEXT || (is_exact(type) && other.kind == LEAT_REAL) ||
           (type.kind == LEAT_DATE && other.kind == LEAT_TIMESTAMP) ||
           (is_exact(type) && is_exact(other) && type.scale < other.scale);
}

/* Names the two columns and the cast that brings them together; where neither can become the other,
 * both become text. */
static int tell_kinds(struct leat_step *step, struct leat_bind *bind, size_t first, size_t second) {
    const struct unpivot *self = step->state;
    const int32_t columns[] = {unpivot_listed(self, first)->column,
                               unpivot_listed(self, second)->column};
    const char *names[2];
    struct leat_type types[2];
    char shown[2][SHOW_TYPE], advice[600];
    for (size_t i = 0; i < 2; i++) {
        names[i] = leat_column_name(bind, 0, columns[i]).data;
        types[i] = leat_column_type(bind, 0, columns[i]);
        show_type(types[i], shown[i]);
    }
    const bool is_second = is_poorer(types[1], types[0]);
    const size_t cast = is_second, to = !is_second;
    if (is_second || is_poorer(types[0], types[1])) {
        snprintf(advice, sizeof advice, "\"%s\": \"cast(\\\"%s\\\" as %s)\"", names[cast],
                 names[cast], shown[to]);
    } else {
        snprintf(advice, sizeof advice,
                 "\"%s\": \"cast(\\\"%s\\\" as text)\", \"%s\": \"cast(\\\"%s\\\" as text)\"",
                 names[0], names[0], names[1], names[1]);
    }
    return leat_fail_option(
        step, unpivot_listed(self, second),
        "'%s' is %s and '%s' is %s, and the values must be of one kind; make them alike where they are "
        "read, or by a derive step: { \"transform\": \"derive\", \"columns\": { %s } }",
        names[0], shown[0], names[1], shown[1], advice);
}

static bool can_join(struct leat_type a, struct leat_type b, struct leat_type *both) {
    *both = a;
    return unpivot_is_same(a, b) || (is_exact(a) && is_exact(b) && widen(a, b, both));
}

int unpivot_find_type(struct leat_step *step, struct leat_bind *bind) {
    struct unpivot *self = step->state;
    self->type = leat_column_type(bind, 0, unpivot_listed(self, 0)->column);
    for (size_t i = 1; i < self->columns.count; i++) {
        const struct leat_type type = leat_column_type(bind, 0, unpivot_listed(self, i)->column);
        if (can_join(self->type, type, &self->type)) {
            continue;
        }
        size_t other = 0; /* one before it is always at odds with it by itself */
        struct leat_type both;
        while (
            can_join(leat_column_type(bind, 0, unpivot_listed(self, other)->column), type, &both)) {
            other++;
        }
        return tell_kinds(step, bind, other, i);
    }
    return LEAT_OK;
}
