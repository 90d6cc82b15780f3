/* The last pass over a plan: which columns are needed, worked out backwards; steps that nobody reads; outputs that
 * clash. */
#include <string.h>
#include <sys/stat.h>

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

static void find_needed(struct plan *plan) {
    for (int32_t i = plan->count; i-- > 0;) {
        struct step *step = plan->steps[i];
        for (size_t k = 0; k < step->input_count; k++)
            for (int32_t c = 0; c < step->inputs[k].schema.count; c++)
                if (step->inputs[k].reads[c])
                    need(plan, step, (int32_t)k, c);
        for (int32_t c = 0; c < step->own.count; c++)
            if (step->own.columns[c].is_declared && step->kind == ROLE_SOURCE)
                need_own(plan, step, c);
    }
}

void plan_need_rows(struct plan *plan, int32_t number) {
    struct step *step = plan->steps[number];
    for (int32_t i = 0; i < step->out.count; i++)
        need_own(plan, step, step->out_map[i]);
}

static void check_readers(struct plan *plan) {
    for (int32_t i = 0; i < plan->count; i++) {
        const struct step *step = plan->steps[i];
        if (!step_gives(step) || step->readers > 0)
            continue;
        struct place place = step_place(step);
        problem_advise(problem_add(plan->problems, STATUS_USAGE, &place, "nobody reads the rows of %s", step->label),
                       "add a sink after it, or take it out");
    }
}

static bool same_file(const struct file *file, const char *path) {
    struct stat status;
    if (strcmp(file->path, path) == 0)
        return true;
    return stat(path, &status) == 0 && status.st_dev == file->device && status.st_ino == file->inode;
}

/* A path that the run also reads is never written. */
static void check_read(struct plan *plan, const char *path, const struct place *place) {
    for (int32_t i = 0; i < plan->count; i++)
        for (size_t f = 0; f < plan->steps[i]->file_count; f++)
            if (strcmp(path, "-") != 0 && same_file(&plan->steps[i]->files[f], path))
                problem_add(plan->problems, STATUS_USAGE, place, "%s reads this file, so it cannot be written",
                            plan->steps[i]->label);
}

static void check_outputs(struct plan *plan) {
    const struct step_output **seen = NULL;
    size_t count = 0;
    for (int32_t i = 0; i < plan->count; i++)
        for (size_t k = 0; k < plan->steps[i]->output_count; k++) {
            const struct step_output *output = &plan->steps[i]->outputs[k];
            check_read(plan, output->path, &output->place);
            for (size_t before = 0; before < count; before++)
                if (strcmp(seen[before]->path, output->path) == 0)
                    problem_add(plan->problems, STATUS_USAGE, &output->place,
                                "two sinks would write %s; give one another name", output->path);
            seen = memory_resize(seen, (count + 1) * sizeof *seen);
            seen[count++] = output;
        }
    const struct definition *definition = plan->definitions[0];
    if (definition->rejects_path) {
        struct place place = node_place(node_get(definition->rejects, "path"));
        check_read(plan, definition->rejects_path, &place);
        for (size_t i = 0; i < count; i++)
            if (strcmp(seen[i]->path, definition->rejects_path) == 0)
                problem_add(plan->problems, STATUS_USAGE, &place, "a sink writes this file as well");
    }
    memory_free(seen);
}

void plan_finish(struct plan *plan) {
    bool failed = plan->count == 0;
    for (int32_t i = 0; i < plan->count; i++)
        failed |= plan->steps[i]->is_failed;
    check_readers(plan);
    check_outputs(plan);
    if (!failed && problems_status(plan->problems) == STATUS_DONE)
        find_needed(plan);
}
