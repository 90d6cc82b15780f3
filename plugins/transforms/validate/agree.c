/* agree: what all rows together must be: how many, and sums that are equal. See validate.h. */
#include "validate.h"

#include <stdio.h>

#include "shared/format.h"
#include "shared/show.h"

static bool is_exact(struct leat_type type) {
    return type.kind == LEAT_INTEGER || type.kind == LEAT_DECIMAL;
}

/* -- open ------------------------------------------------------------------------------------- */

static int open_bound(struct leat_step *step, const struct leat_value *bound) {
    if (bound->type.kind != LEAT_NONE &&
        (bound->is_null || bound->type.kind != LEAT_INTEGER || bound->as.integer < 0)) {
        return leat_fail_option(step, bound, "a number of rows is a whole number, 0 or more");
    }
    return LEAT_OK;
}

static int open_rows(struct leat_step *step) {
    const struct validate *self = step->state;
    const struct leat_value *least = &self->rows.least, *most = &self->rows.most;
    if (open_bound(step, least) != LEAT_OK || open_bound(step, most) != LEAT_OK) {
        return LEAT_FAILED;
    }
    if (least->type.kind != LEAT_NONE && most->type.kind != LEAT_NONE &&
        least->as.integer > most->as.integer) {
        return leat_fail_option(
            step, most,
            "\"most\" is below \"least\", so that no number of rows would pass; "
            "did you mean them the other way round?");
    }
    return LEAT_OK;
}

/* Integers and decimals are compared by value; all else must be of one type. */
static int open_measures(struct leat_step *step, const struct leat_measures *measures,
                         const void *field) {
    const struct leat_type first = leat_measures_type(step, measures, 0);
    char of_first[SHOW_TYPE], of_other[SHOW_TYPE];
    for (size_t i = 1; i < leat_measures_count(step, measures); i++) {
        const struct leat_type other = leat_measures_type(step, measures, i);
        if (!same_kind(first, other) && !(is_exact(first) && is_exact(other))) {
            return leat_fail_option(
                step, field,
                "'%s' is %s and '%s' is %s, which cannot be compared; cast one of them: \"cast(... as "
                "...)\"",
                leat_measures_name(step, measures, 0).data, show_type(first, of_first),
                leat_measures_name(step, measures, i).data, show_type(other, of_other));
        }
    }
    return LEAT_OK;
}

int agree_open(struct leat_step *step) {
    struct validate *self = step->state;
    self->sums = leat_alloc(step, self->agree.count * sizeof *self->sums);
    if (!self->sums || open_rows(step) != LEAT_OK) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < self->agree.count; i++) {
        const struct agreement *agreement = &LEAT_ITEM(self->agree, struct agreement, i);
        struct sums *sums = &self->sums[i];
        sums->measures = agreement->equal;
        if (open_measures(step, sums->measures, agreement) != LEAT_OK) {
            return LEAT_FAILED;
        }
        sums->all = leat_alloc(step, leat_measures_size(step, sums->measures));
        sums->batch = leat_alloc(step, leat_measures_size(step, sums->measures));
        if (!sums->all || !sums->batch) {
            return LEAT_FAILED;
        }
    }
    return LEAT_OK;
}

int agree_start(struct leat_step *step) {
    struct validate *self = step->state;
    for (size_t i = 0; i < self->agree.count; i++) {
        struct sums *sums = &self->sums[i];
        if (leat_measures_start(step, sums->measures, sums->all) != LEAT_OK) {
            return LEAT_FAILED;
        }
        sums->has_all = true;
    }
    return LEAT_OK;
}

/* -- rows ------------------------------------------------------------------------------------- */

int agree_add(struct leat_step *step, struct leat_batch *batch, const uint8_t *failed) {
    struct validate *self = step->state;
    for (size_t i = 0; i < self->agree.count; i++) {
        struct sums *sums = &self->sums[i];
        for (int64_t row = 0; row < batch->rows; row++) {
            self->blocks[row] = validate_has(failed, row) ? NULL : sums->batch;
        }
        if (leat_measures_start(step, sums->measures, sums->batch) != LEAT_OK) {
            return LEAT_FAILED;
        }
        sums->has_batch = true;
        if (leat_measures_add(step, sums->measures, batch, self->blocks) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    return LEAT_OK;
}

int agree_keep(struct leat_step *step) {
    struct validate *self = step->state;
    int result = LEAT_OK;
    for (size_t i = 0; result == LEAT_OK && i < self->agree.count; i++) {
        struct sums *sums = &self->sums[i];
        sums->has_batch = false;
        result = leat_measures_merge(step, sums->measures, sums->all, sums->batch);
    }
    return result;
}

void agree_forget(struct leat_step *step) {
    struct validate *self = step->state;
    for (size_t i = 0; i < self->agree.count; i++) {
        struct sums *sums = &self->sums[i];
        if (sums->has_batch) {
            leat_measures_drop(step, sums->measures, sums->batch);
        }
        sums->has_batch = false;
    }
}

/* -- after the last row ------------------------------------------------------------------------ */

static int check_rows(struct leat_step *step) {
    const struct validate *self = step->state;
    const struct leat_value *least = &self->rows.least, *most = &self->rows.most;
    const bool is_few = least->type.kind != LEAT_NONE && self->rows_given < least->as.integer,
               is_many = most->type.kind != LEAT_NONE && self->rows_given > most->as.integer;
    if (!is_few && !is_many) {
        return LEAT_OK;
    }
    return leat_fail_option(step, is_few ? least : most,
                            "%lld row%s passed, and they must be at %s %lld; see that the input is "
                            "whole and the right one, or change \"rows\"",
                            (long long)self->rows_given, self->rows_given == 1 ? "" : "s",
                            is_few ? "least" : "most",
                            (long long)(is_few ? least : most)->as.integer);
}

/* Integers and decimals of any scale are equal where they are written alike. */
static bool is_written_alike(const struct leat_view *a, const struct leat_view *b) {
    char first[FORMAT_ROOM], other[FORMAT_ROOM];
    const size_t size = format_value(a, 0, first);
    return format_value(b, 0, other) == size && memcmp(first, other, size) == 0;
}

static bool is_equal(struct leat_step *step, struct leat_batch *batch, const struct leat_view *a,
                     const struct leat_view *b, int32_t first, int32_t other) {
    if (leat_is_null(a, 0) || leat_is_null(b, 0)) {
        return leat_is_null(a, 0) && leat_is_null(b, 0) &&
               leat_symbol(step, batch, first, 0).size == 0 &&
               leat_symbol(step, batch, other, 0).size == 0;
    }
    if (is_exact(a->type)) {
        return is_written_alike(a, b);
    }
    return leat_compare(step, batch, 0, &first, batch, 0, &other, NULL, 1) == 0;
}

/* "parts = 90, whole = 100" */
static void show_sums(struct leat_step *step, struct leat_batch *batch, const struct sums *sums,
                      char out[SHOW_LIST]) {
    const size_t count = leat_measures_count(step, sums->measures);
    out[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        const struct leat_view view = leat_read(step, batch, (int32_t)i);
        const struct leat_text symbol = leat_symbol(step, batch, (int32_t)i, 0);
        char cell[SHOW_CELL];
        const bool is_private = leat_measures_private(step, sums->measures, i);
        show_cell(&view, 0, is_private, cell);
        if (symbol.size > 0 && !is_private) {
            snprintf(cell, sizeof cell, LEAT_VALUE("%.*s"),
                     symbol.size < SHOW_CELL / 2 ? (int)symbol.size : SHOW_CELL / 2, symbol.data);
        }
        show_add(out, leat_measures_name(step, sums->measures, i).data, cell);
    }
}

/* Gives all measures into a batch of one row. */
static int give(struct leat_step *step, struct leat_batch *batch, const struct sums *sums,
                const void *field) {
    const size_t count = leat_measures_count(step, sums->measures);
    for (size_t i = 0; i < count; i++) {
        struct leat_builder *to = leat_build(step, batch, (int32_t)i);
        size_t failed;
        if (leat_measures_give(step, sums->measures, i, &sums->all, 1, to, &failed) != LEAT_OK) {
            return leat_fail_option(step, field, "'%s' cannot be worked out",
                                    leat_measures_name(step, sums->measures, i).data);
        }
        if (leat_put(step, batch, to) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    return LEAT_OK;
}

static int check_given(struct leat_step *step, struct leat_batch *batch, const struct sums *sums,
                       const void *field) {
    const size_t count = leat_measures_count(step, sums->measures);
    const struct leat_view first = leat_read(step, batch, 0);
    for (size_t i = 1; i < count; i++) {
        const struct leat_view other = leat_read(step, batch, (int32_t)i);
        if (!is_equal(step, batch, &first, &other, 0, (int32_t)i)) {
            char shown[SHOW_LIST];
            show_sums(step, batch, sums, shown);
            return leat_fail_option(step, field,
                                    "these must be equal over all rows that pass, and differ: %s; "
                                    "\"rules\" can say of each row what must be equal in it, and "
                                    "tell which is not",
                                    shown);
        }
    }
    return LEAT_OK;
}

static int check_sums(struct leat_step *step, const struct sums *sums, const void *field) {
    const size_t count = leat_measures_count(step, sums->measures);
    struct leat_type *types = leat_alloc(step, count * sizeof *types);
    for (size_t i = 0; types && i < count; i++) {
        types[i] = leat_measures_type(step, sums->measures, i);
    }
    struct leat_batch *batch = types ? leat_batch_new(step, types, count) : NULL;
    int result = batch ? give(step, batch, sums, field) : LEAT_FAILED;
    result = result == LEAT_OK ? check_given(step, batch, sums, field) : result;
    leat_release(step, batch);
    leat_free(step, types);
    return result;
}

int agree_check(struct leat_step *step) {
    const struct validate *self = step->state;
    int result = check_rows(step);
    for (size_t i = 0; result == LEAT_OK && i < self->agree.count; i++) {
        result = check_sums(step, &self->sums[i], &LEAT_ITEM(self->agree, struct agreement, i));
    }
    return result;
}

void agree_close(struct leat_step *step) {
    struct validate *self = step->state;
    for (size_t i = 0; self->sums && i < self->agree.count; i++) {
        struct sums *sums = &self->sums[i];
        if (sums->has_all) {
            leat_measures_drop(step, sums->measures, sums->all);
        }
        if (sums->has_batch) {
            leat_measures_drop(step, sums->measures, sums->batch);
        }
        leat_free(step, sums->all);
        leat_free(step, sums->batch);
    }
    leat_free(step, self->sums);
}
