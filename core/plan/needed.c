/* Which columns are needed, worked out from the last step back. A column is needed where a step reads
 * it, where what passes it on is needed, and where something needed is made of it; a source's is
 * where the definition declares it, so that its values are checked. Others are not made. */
#include "plan/parts.h"

static void need(struct plan *plan, struct step *step, int32_t input, int32_t column);

/* Someone needs the step's own column: so it needs what that is made of. */
static void need_own(struct plan *plan, struct step *step, int32_t own) {
    struct own_column *column = &step->own_columns[own];
    if (column->is_needed)
        return;
    column->is_needed = true;
    if (column->passed_input >= 0 && !column->is_replaced)
        need(plan, step, column->passed_input, column->passed_column);
    for (size_t i = 0; i < column->from_count; i++)
        need(plan, step, 0, column->from[i]);
}

/* The step needs a column of one of its inputs: so those it reads must give it. */
static void need(struct plan *plan, struct step *step, int32_t input, int32_t column) {
    struct input *read = &step->inputs[input];
    if (read->needed[column])
        return;
    read->needed[column] = true;
    for (size_t i = 0; i < read->from_count; i++) {
        struct step *from = plan->steps[read->from[i]];
        need_own(plan, from, from->out_map[read->maps[i] ? read->maps[i][column] : column]);
    }
}

/* A batch without any column could not say how many rows it has: so whoever makes rows from nothing
 * makes one column.
 */
static void need_any(struct plan *plan, struct step *step) {
    bool makes_rows = step->kind == ROLE_SOURCE || step->role->common.fold ||
                      (step->role->common.rowwise && step->role->rowwise.rest);
    bool any = !makes_rows || step->out.count == 0;
    for (int32_t i = 0; !any && i < step->out.count; i++)
        any = step->own_columns[step->out_map[i]].is_needed;
    if (!any)
        need_own(plan, step, step->out_map[0]);
}

void plan_find_needed(struct plan *plan) {
    for (int32_t i = plan->count; i-- > 0;) {
        struct step *step = plan->steps[i];
        for (size_t k = 0; k < step->input_count; k++)
            for (int32_t c = 0; c < step->inputs[k].schema.count; c++)
                if (step->inputs[k].reads[c])
                    need(plan, step, (int32_t)k, c);
        for (int32_t c = 0; c < step->own.count; c++)
            if (step->own.columns[c].is_declared && step->kind == ROLE_SOURCE)
                need_own(plan, step, c);
        need_any(plan, step);
    }
}

void plan_need_rows(struct plan *plan, int32_t number) {
    struct step *step = plan->steps[number];
    for (int32_t i = 0; i < step->out.count; i++)
        need_own(plan, step, step->out_map[i]);
}
