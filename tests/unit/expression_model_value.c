/* expression_model: what a row gives. See expression_model.h. */
#include "expression_model_parts.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* -- functions of texts ---------------------------------------------------------------------- */

static const char *changed(struct arena *arena, const char *text, int (*change)(int)) {
    char *copy = arena_copy(arena, text, strlen(text));
    for (char *at = copy; *at != '\0'; at++) {
        *at = (char)change(*at);
    }
    return copy;
}

static const char *trimmed(struct arena *arena, const char *text) {
    size_t size = strlen(text);
    while (*text == ' ') {
        text++;
        size--;
    }
    while (size > 0 && text[size - 1] == ' ') {
        size--;
    }
    return arena_copy(arena, text, size);
}

/* Characters from number start on, counted from 1, and before number end. */
static const char *part(struct arena *arena, const char *text, int64_t start, int64_t end) {
    char *copy = arena_copy(arena, text, strlen(text));
    size_t size = 0;
    for (int64_t at = 1; at <= (int64_t)strlen(text); at++) {
        if (at >= start && at < end) {
            copy[size++] = text[at - 1];
        }
    }
    copy[size] = '\0';
    return copy;
}

static const char *replaced(struct arena *arena, const char *text, const char *old,
                            const char *new) {
    struct string string = {0};
    string_add_text(&string, "");
    while (*text != '\0') {
        if (*old != '\0' && strncmp(text, old, strlen(old)) == 0) {
            string_add_text(&string, new);
            text += strlen(old);
        } else {
            string_add_char(&string, *text++);
        }
    }
    const char *copy = arena_copy(arena, string.data, string.size);
    string_free(&string);
    return copy;
}

static bool parsed(const char *text, int64_t *out) {
    char *end;
    const char *bare = text + strspn(text, " ");
    const size_t digits = strspn(bare + (*bare == '-'), "0123456789");
    *out = strtoll(bare, &end, 10);
    return digits > 0 && digits < 19 && strspn(end, " ") == strlen(end);
}

static bool is_like(const char *text) { /* a%c_ */
    const size_t size = strlen(text);
    return size >= 3 && text[0] == 'a' && text[size - 2] == 'c';
}

/* -- values ---------------------------------------------------------------------------------- */

static struct model_cell boolean(bool value) { return (struct model_cell){.integer = value}; }

static int order(const struct model_cell *a, const struct model_cell *b, enum model_kind kind) {
    if (kind == MODEL_TEXT) {
        return strcmp(a->text, b->text);
    }
    if (kind == MODEL_REAL) {
        return (a->real > b->real) - (a->real < b->real);
    }
    return (a->integer > b->integer) - (a->integer < b->integer);
}

/* Three-valued: -1 is unknown. */
static int equal(const struct model_cell *a, const struct model_cell *b, enum model_kind kind) {
    return a->is_null || b->is_null ? -1 : order(a, b, kind) == 0;
}

static struct model_cell known(int truth) {
    return (struct model_cell){.is_null = truth<0, .integer = truth> 0};
}

/* and, or: from left to right, no further than needed. */
static bool chain(struct arena *arena, const struct model *model, const struct model_cell *row,
                  size_t count, bool decisive, struct model_cell *out) {
    *out = boolean(!decisive);
    for (size_t i = 0; i < count; i++) {
        struct model_cell arg;
        if (!model_value(arena, model->args[i], row, &arg)) {
            return false;
        }
        if (!arg.is_null && (arg.integer != 0) == decisive) {
            *out = arg;
            return true;
        }
        out->is_null = out->is_null || arg.is_null;
    }
    return true;
}

/* The first of when-then pairs from `first` on that is true of the operand, or true itself; NULL:
 * the last, if it is one. */
static bool choose(struct arena *arena, const struct model *model, const struct model_cell *row,
                   size_t first, size_t count, const struct model_cell *operand,
                   struct model_cell *out) {
    for (size_t i = first; i < count; i += 2) {
        struct model_cell when;
        if (i + 1 == count) {
            return model_value(arena, model->args[i], row, out);
        }
        if (!model_value(arena, model->args[i], row, &when)) {
            return false;
        }
        const int taken =
            operand == NULL ? !when.is_null && when.integer : equal(operand, &when, MODEL_INTEGER);
        if (taken == 1) {
            return model_value(arena, model->args[i + 1], row, out);
        }
    }
    out->is_null = true;
    return true;
}

static bool first_there(struct arena *arena, const struct model *model,
                        const struct model_cell *row, size_t count, struct model_cell *out) {
    for (size_t i = 0; i < count; i++) {
        if (!model_value(arena, model->args[i], row, out)) {
            return false;
        }
        if (!out->is_null) {
            return true;
        }
    }
    return true;
}

/* between: x >= low and x <= high, so high is not worked out where x is below low. */
static bool between(struct arena *arena, const struct model *model, const struct model_cell *row,
                    struct model_cell *out) {
    const enum model_kind kind = model->op == BETWEEN ? MODEL_INTEGER : MODEL_TEXT;
    struct model_cell x, low, high;
    if (!model_value(arena, model->args[0], row, &x) ||
        !model_value(arena, model->args[1], row, &low)) {
        return false;
    }
    int truth = x.is_null || low.is_null ? -1 : order(&x, &low, kind) >= 0;
    if (truth != 0) {
        if (!model_value(arena, model->args[2], row, &high)) {
            return false;
        }
        const int below = x.is_null || high.is_null ? -1 : order(&x, &high, kind) <= 0;
        truth = below == 0 ? 0 : truth < 0 ? -1 : below;
    }
    *out = known(truth < 0 || model->op == BETWEEN ? truth : !truth);
    return true;
}

/* What looks at nulls itself, all arguments being worked out. false: it is none of these. */
static bool with_nulls(enum op op, const struct model_cell *a, struct model_cell *out) {
    const enum model_kind kind =
        op == NULLIF_T || op == IN_T || op == DISTINCT_T ? MODEL_TEXT : MODEL_INTEGER;
    int truth;
    struct model_cell word;
    switch (op) {
    case NULLIF_I:
    case NULLIF_T:
        *out = a[0];
        out->is_null = a[0].is_null || equal(&a[0], &a[1], kind) == 1;
        return true;
    case IS_NULL_I:
    case IS_NULL_T:
        *out = boolean(a[0].is_null == (op == IS_NULL_I));
        return true;
    case IS_TRUE:
        *out = boolean(a[0].is_null || a[0].integer == 0);
        return true;
    case DISTINCT_I:
    case DISTINCT_T:
        truth = a[0].is_null || a[1].is_null ? a[0].is_null == a[1].is_null
                                             : order(&a[0], &a[1], kind) == 0;
        *out = boolean(op == DISTINCT_T ? truth : !truth);
        return true;
    case GREATEST:
    case LEAST:
        *out = a[0];
        for (size_t i = 1; i < (op == GREATEST ? 3 : 2); i++) {
            const int way = order(&a[i], out, kind) * (op == GREATEST ? 1 : -1);
            *out = !a[i].is_null && (out->is_null || way > 0) ? a[i] : *out;
        }
        return true;
    case IN_I:
    case IN_T:
        word = (struct model_cell){.integer = 3, .text = "abc"};
        truth = equal(&a[0], &a[1], kind) == 1 || equal(&a[0], &a[2], kind) == 1 ||
                equal(&a[0], &word, kind) == 1;
        if (truth == 0 && (op == IN_I || a[0].is_null || a[1].is_null || a[2].is_null)) {
            truth = -1;
        }
        *out = known(truth < 0 || op == IN_I ? truth : !truth);
        return true;
    default:
        return false;
    }
}

/* A count of characters, far beyond any text where it is. */
static int64_t near(int64_t count) {
    const int64_t far = INT64_C(1) << 40;
    return count > far ? far : count < -far ? -far : count;
}

/* What is null where an argument is. */
static bool strict(struct arena *arena, enum op op, const struct model_cell *a,
                   struct model_cell *out) {
    int64_t start;
    switch (op) {
    case ADD:
        return !__builtin_add_overflow(a[0].integer, a[1].integer, &out->integer);
    case SUBTRACT:
        return !__builtin_sub_overflow(a[0].integer, a[1].integer, &out->integer);
    case MULTIPLY:
        return !__builtin_mul_overflow(a[0].integer, a[1].integer, &out->integer);
    case MODULO:
        out->integer = a[1].integer == 0 || a[1].integer == -1 ? 0 : a[0].integer % a[1].integer;
        return a[1].integer != 0;
    case NEGATE:
        return !__builtin_sub_overflow(INT64_C(0), a[0].integer, &out->integer);
    case LENGTH:
        out->integer = (int64_t)strlen(a[0].text);
        return true;
    case PARSE:
        return parsed(a[0].text, &out->integer);
    case JOIN:
        out->text = arena_format(arena, "%s%s%s", a[0].text, a[1].text, a[2].text);
        return true;
    case UPPER:
        out->text = changed(arena, a[0].text, toupper);
        return true;
    case TRIM:
        out->text = trimmed(arena, a[0].text);
        return true;
    case LEFT:
        start = near(a[1].integer);
        out->text =
            part(arena, a[0].text, 1, 1 + start + (start < 0 ? (int64_t)strlen(a[0].text) : 0));
        return true;
    case SUBSTRING:
        start = near(a[1].integer);
        out->text = part(arena, a[0].text, start, start + near(a[2].integer));
        return a[2].integer >= 0;
    case REPLACE:
        out->text = replaced(arena, a[0].text, a[1].text, a[2].text);
        return true;
    case SHOW:
        out->text = arena_format(arena, "%lld", (long long)a[0].integer);
        return true;
    case NOT:
        *out = boolean(!a[0].integer);
        return true;
    case EQUAL_I:
    case EQUAL_B:
        *out = boolean(a[0].integer == a[1].integer);
        return true;
    case LESS_I:
        *out = boolean(a[0].integer < a[1].integer);
        return true;
    case MORE_I:
        *out = boolean(a[0].integer >= a[1].integer);
        return true;
    case EQUAL_T:
    case UNEQUAL_T:
        *out = boolean((strcmp(a[0].text, a[1].text) == 0) == (op == EQUAL_T));
        return true;
    case LESS_T:
        *out = boolean(strcmp(a[0].text, a[1].text) < 0);
        return true;
    case LESS_R:
        *out = boolean(a[0].real < a[1].real);
        return true;
    case LIKE:
        *out = boolean(is_like(a[0].text));
        return true;
    case HAS:
        *out = boolean(strstr(a[0].text, "bc") != NULL);
        return true;
    case ADD_R:
        out->real = a[0].real + a[1].real;
        return isfinite(out->real);
    case MULTIPLY_R:
        out->real = a[0].real * (double)a[1].integer;
        return isfinite(out->real) && (out->real != 0 || a[0].real == 0 || a[1].integer == 0);
    default:
        out->real = a[0].real / (a[1].real == 0 ? 1 : a[1].real);
        return a[1].real != 0 && isfinite(out->real) && (out->real != 0 || a[0].real == 0);
    }
}

bool model_value(struct arena *arena, const struct model *model, const struct model_cell *row,
                 struct model_cell *out) {
    struct model_cell args[5] = {{0}};
    *out = (struct model_cell){0};
    switch (model->op) {
    case COLUMN:
        *out = row[model->column];
        return true;
    case CONSTANT:
        *out = model->constant;
        return true;
    case AND:
    case AND_3:
        return chain(arena, model, row, model->op == AND ? 2 : 3, false, out);
    case OR:
        return chain(arena, model, row, 2, true, out);
    case CASE_I:
    case CASE_R:
        return choose(arena, model, row, 0, 3, NULL, out);
    case CASE_T:
        return choose(arena, model, row, 0, 4, NULL, out);
    case SWITCH_I:
        return model_value(arena, model->args[0], row, &args[0]) &&
               choose(arena, model, row, 1, 5, &args[0], out);
    case BETWEEN:
    case BETWEEN_T:
        return between(arena, model, row, out);
    case COALESCE_I:
    case COALESCE_T:
        return first_there(arena, model, row, model->op == COALESCE_I ? 3 : 2, out);
    default:
        break;
    }
    bool is_null = false;
    for (size_t i = 0; i < 5 && model->args[i] != NULL; i++) {
        if (!model_value(arena, model->args[i], row, &args[i])) {
            return false;
        }
        is_null = is_null || args[i].is_null;
    }
    if (with_nulls(model->op, args, out)) {
        return true;
    }
    out->is_null = is_null;
    return is_null || strict(arena, model->op, args, out);
}
