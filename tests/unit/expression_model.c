/* expression_model: random expressions made and written. See expression_model.h. */
#include "expression_model_parts.h"

#include <ctype.h>
#include <string.h>

#include "random.h"

const char *const model_columns[MODEL_COLUMNS] = {"i0", "i1", "i2", "t0", "t1", "t2",
                                                  "b0", "b1", "b2", "r0", "r1", "r2"};

static const struct {
    const char *form, *kinds;
} operators[OPS] = {
#define X(id, form, kinds) [id] = {form, kinds},
    OPERATORS(X)
#undef X
};

/* -- making and writing ---------------------------------------------------------------------- */

static const char letters[] = "ITBR";

static struct model *make_constant(struct arena *arena, uint64_t *random, enum model_kind kind) {
    static const char *const texts[] = {
        "", "abc", "a", "bc", "12", " b ", "a longer text than a view has", "7"};
    struct model *model = arena_alloc(arena, sizeof *model);
    model->op = CONSTANT;
    model->kind = kind;
    model->constant.integer = (int64_t)random_below(random, 6);
    model->constant.real = (double)random_below(random, 5) / 2;
    model->constant.text = texts[random_below(random, sizeof texts / sizeof *texts)];
    return model;
}

struct model *model_make(struct arena *arena, uint64_t *random, enum model_kind kind, int depth) {
    struct model *model = arena_alloc(arena, sizeof *model);
    model->kind = kind;
    if (depth <= 0 || random_below(random, 5) == 0) {
        model->op = COLUMN;
        model->column = (int)kind * MODEL_EACH + (int)random_below(random, MODEL_EACH);
        return model;
    }
    do {
        model->op = (enum op)(CONSTANT + 1 + random_below(random, OPS - CONSTANT - 1));
    } while (operators[model->op].kinds[0] != letters[kind]);
    const char *kinds = operators[model->op].kinds + 1;
    for (size_t i = 0; kinds[i] != '\0'; i++) {
        const bool is_leaf = kinds[i] == 'j' || kinds[i] == 'u';
        const char letter = kinds[i] == 'j' ? 'I' : kinds[i] == 'u' ? 'T' : (char)toupper(kinds[i]);
        const enum model_kind of = (enum model_kind)(strchr(letters, letter) - letters);
        const bool constant = islower(kinds[i]) && random_below(random, 2) == 0;
        model->args[i] = constant ? make_constant(arena, random, of)
                                  : model_make(arena, random, of, is_leaf ? 0 : depth - 1);
    }
    return model;
}

void model_write(const struct model *model, struct string *out) {
    if (model->op == COLUMN) {
        string_add_text(out, model_columns[model->column]);
        return;
    }
    if (model->op == CONSTANT) {
        if (model->kind == MODEL_TEXT) {
            string_add_format(out, "'%s'", model->constant.text);
        } else if (model->kind == MODEL_REAL) {
            string_add_format(out, "%.1fe0", model->constant.real);
        } else {
            string_add_format(out, "%lld", (long long)model->constant.integer);
        }
        return;
    }
    size_t arg = 0;
    for (const char *at = operators[model->op].form; *at != '\0'; at++) {
        if (*at == '#') {
            model_write(model->args[arg++], out);
        } else {
            string_add_char(out, *at);
        }
    }
}
