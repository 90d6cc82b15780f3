/* measure: compiled sets and their blocks. See measure.h; measure_add.c adds rows and
 * measure_give.c gives results. */
#include "expression/measure_parts.h"

/* -- the set --------------------------------------------------------------------------------- */

void measures_free(struct leat_measures *measures) {
    if (measures == NULL) {
        return;
    }
    for (size_t i = 0; i < measures->input_count; i++) {
        expression_free(measures->inputs[i].expression);
        symbols_free(&measures->inputs[i].symbols);
    }
    for (size_t i = 0; i < measures->measure_count; i++) {
        expression_free(measures->measures[i].outer);
        symbols_free(&measures->measures[i].symbols);
    }
    memory_free(measures->inputs);
    memory_free(measures->slots);
    memory_free(measures->calls);
    memory_free(measures->measures);
    memory_free(measures->columns);
    memory_free(measures->started);
    arena_free(measures->arena);
    memory_free(measures);
}

size_t measures_count(const struct leat_measures *measures) { return measures->measure_count; }

const char *measures_name(const struct leat_measures *measures, size_t measure) {
    return measures->measures[measure].name;
}

struct leat_type measures_type(const struct leat_measures *measures, size_t measure) {
    return measures->measures[measure].type;
}

bool measures_are_private(const struct leat_measures *measures, size_t number) {
    const struct measure *measure = &measures->measures[number];
    for (size_t i = 0; i < measure->call_count; i++) {
        const struct measure_call *call = &measures->calls[measure->calls[i]];
        const int32_t argument = measures->slots[call->slot].argument;
        if (argument != MEASURE_NO_INPUT && call->give != accumulator_give_count &&
            call->give != accumulator_give_distinct &&
            expression_is_private(measures->inputs[argument].expression)) {
            return true;
        }
    }
    return false;
}

const int32_t *measures_columns(const struct leat_measures *measures, size_t *count) {
    *count = measures->column_count;
    return measures->columns;
}

bool measures_fit(const struct leat_measures *measures, struct column *const *columns,
                  int32_t count) {
    bool fits = true;
    for (size_t i = 0; fits && i < measures->input_count; i++) {
        fits = expression_fits(measures->inputs[i].expression, columns, count);
    }
    return fits;
}

size_t measures_size(const struct leat_measures *measures) { return measures->size; }

/* -- blocks ---------------------------------------------------------------------------------- */

bool measures_start(const struct leat_measures *measures, void *block) {
    memcpy(block, measures->started, measures->size);
    return true;
}

bool measures_merge(const struct leat_measures *measures, void *into, void *from) {
    bool done = true;
    for (size_t i = 0; i < measures->slot_count;
         i++) { /* to the end in any case: nothing may stay in from */
        const struct measure_slot *slot = &measures->slots[i];
        done &= slot->kind->merge((char *)into + slot->offset, (char *)from + slot->offset);
    }
    return done;
}

void measures_drop(const struct leat_measures *measures, void *block) {
    if (!measures->has_drops) {
        return;
    }
    for (size_t i = 0; i < measures->slot_count; i++) {
        const struct measure_slot *slot = &measures->slots[i];
        if (slot->kind->drop != NULL) {
            slot->kind->drop((char *)block + slot->offset);
        }
    }
}

/* into NULL: counts alone. */
static size_t save(const struct leat_measures *measures, const void *block, char *into) {
    size_t size = 0;
    for (size_t i = 0; i < measures->slot_count; i++) {
        const struct measure_slot *slot = &measures->slots[i];
        const char *accumulator = (const char *)block + slot->offset;
        char *at = into == NULL ? NULL : into + size;
        if (slot->kind->save != NULL) {
            size += slot->kind->save(accumulator, at);
            continue;
        }
        if (at != NULL) {
            memcpy(at, accumulator, slot->kind->size);
        }
        size += slot->kind->size;
    }
    return size;
}

size_t measures_save(const struct leat_measures *measures, const void *block, void *into,
                     size_t room) {
    const size_t size = save(measures, block, NULL);
    if (size <= room) {
        save(measures, block, into);
    }
    return size;
}

bool measures_load(const struct leat_measures *measures, void *block, const void *from,
                   size_t size) {
    struct accumulator_bytes bytes = {.at = from, .left = size};
    measures_start(measures, block);
    bool done = true;
    for (size_t i = 0; done && i < measures->slot_count; i++) {
        const struct measure_slot *slot = &measures->slots[i];
        char *accumulator = (char *)block + slot->offset;
        done = slot->kind->load != NULL ? slot->kind->load(accumulator, &bytes)
                                        : accumulator_take(&bytes, accumulator, slot->kind->size);
        done = done && (slot->kind != &accumulator_symbol ||
                        measure_weight_is_sound(measures, slot, block));
    }
    if (!done || bytes.left != 0) {
        measures_drop(measures, block);
        return false;
    }
    return true;
}
