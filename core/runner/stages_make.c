/* Which steps run together. A stage grows from its head through row-wise transforms. A step whose
 * table is still being made in the same stage, or that reads several steps, starts a stage of its
 * own from kept rows instead; so a source is never read twice. */
#include <string.h>

#include "runner/run.h"

struct making {
    struct run *run;
    size_t *gives_in; /* by step: the stage in which its rows come out */
    size_t room;
    bool *passed; /* by stage, for waits_for */
};

static size_t add_stage(struct making *making, enum head_kind head, int32_t step, int32_t input) {
    struct run *run = making->run;
    run->stages = memory_resize(run->stages, (run->stage_count + 1) * sizeof *run->stages);
    struct stage *stage = &run->stages[run->stage_count];
    *stage = (struct stage){.head = head, .step = step, .input = input};
    stage->after = memory_array(making->room, sizeof *stage->after);
    return run->stage_count++;
}

static bool reaches(struct making *making, size_t a, size_t b) {
    const struct run *run = making->run;
    making->passed[a] = true;
    for (size_t i = 0; a != b && i < run->stage_count; i++)
        if (run->stages[a].after[i] && !making->passed[i] && reaches(making, i, b))
            return true;
    return a == b;
}

/* Whether stage a must wait, directly or through others, for stage b. */
static bool waits_for(struct making *making, size_t a, size_t b) {
    memset(making->passed, 0, making->room * sizeof *making->passed);
    return reaches(making, a, b);
}

/* Whether the step's tables can be whole before the stage begins; then it is said to wait for
 * them. */
static bool tables_come_before(struct making *making, const struct step *step, size_t stage) {
    for (size_t i = 0; i < step->input_count; i++)
        for (size_t f = 0; step->inputs[i].use == INPUT_WHOLE && f < step->inputs[i].from_count;
             f++)
            if (waits_for(making, making->gives_in[step->inputs[i].from[f]], stage))
                return false;
    return true;
}

static void wait_for_tables(struct making *making, const struct step *step, size_t stage) {
    for (size_t i = 0; i < step->input_count; i++)
        for (size_t f = 0; step->inputs[i].use == INPUT_WHOLE && f < step->inputs[i].from_count;
             f++) {
            int32_t from = step->inputs[i].from[f];
            making->run->steps[from].keeps = true;
            making->run->stages[stage].after[making->gives_in[from]] = true;
        }
}

/* Brings one input of rows to its reader; answers the stage in which that happens. */
static size_t add_edge(struct making *making, const struct step *step, int32_t number,
                       enum edge_kind kind) {
    const struct input *input = &step->inputs[number];
    struct edge edge = {.kind = kind, .to = step->number, .input = number};
    size_t stage = making->gives_in[input->from[0]];
    if (input->from_count == 1 && tables_come_before(making, step, stage)) {
        struct run_step *from = &making->run->steps[input->from[0]];
        from->edges = memory_resize(from->edges, (from->edge_count + 1) * sizeof *from->edges);
        from->edges[from->edge_count++] = edge;
    } else {
        stage = add_stage(making, HEAD_KEPT, step->number, number);
        making->run->stages[stage].edge = edge;
        for (size_t f = 0; f < input->from_count; f++) {
            making->run->steps[input->from[f]].keeps = true;
            making->run->stages[stage].after[making->gives_in[input->from[f]]] = true;
        }
    }
    wait_for_tables(making, step, stage);
    return stage;
}

static void add_member(struct stage *stage, int32_t step) {
    stage->members =
        memory_resize(stage->members, (stage->member_count + 1) * sizeof *stage->members);
    stage->members[stage->member_count++] = step;
}

static void add_fold(struct stage *stage, int32_t step) {
    stage->folds = memory_resize(stage->folds, (stage->fold_count + 1) * sizeof *stage->folds);
    stage->folds[stage->fold_count++] = step;
}

static void add_write(struct stage *stage, int32_t step, int32_t input) {
    stage->writes = memory_resize(stage->writes, (stage->write_count + 1) * sizeof *stage->writes);
    stage->writes[stage->write_count].step = step;
    stage->writes[stage->write_count++].input = input;
}

static void place_step(struct making *making, const struct step *step) {
    struct run *run = making->run;
    size_t stage;
    if (step->kind == ROLE_SOURCE) {
        making->gives_in[step->number] = add_stage(making, HEAD_SOURCE, step->number, 0);
    } else if (step->kind == ROLE_SINK) {
        for (size_t i = 0; i < step->input_count; i++)
            if (step->inputs[i].use == INPUT_ROWS) {
                stage = add_edge(making, step, (int32_t)i, EDGE_WRITE);
                add_write(&run->stages[stage], step->number, (int32_t)i);
            }
    } else if (step->role->common.fold) {
        stage = add_edge(making, step, 0, EDGE_ADD);
        add_fold(&run->stages[stage], step->number);
        making->gives_in[step->number] = add_stage(making, HEAD_FOLD, step->number, 0);
        run->stages[making->gives_in[step->number]].after[stage] = true;
    } else {
        stage = add_edge(making, step, 0, EDGE_PROCESS);
        add_member(&run->stages[stage], step->number);
        making->gives_in[step->number] = stage;
    }
}

void stages_make(struct run *run) {
    struct making making = {.run = run};
    for (int32_t i = 0; i < run->plan->count; i++)
        making.room += run->plan->steps[i]->input_count + 2;
    making.passed = memory_array(making.room + 1, sizeof *making.passed);
    making.gives_in = memory_array((size_t)run->plan->count + 1, sizeof *making.gives_in);
    for (int32_t i = 0; i < run->plan->count; i++)
        if (run->steps[i].is_wanted)
            place_step(&making, run->plan->steps[i]);
    memory_free(making.gives_in);
    memory_free(making.passed);
}

void stages_free(struct run *run) {
    for (size_t i = 0; i < run->stage_count; i++) {
        memory_free(run->stages[i].members);
        memory_free(run->stages[i].folds);
        memory_free(run->stages[i].writes);
        memory_free(run->stages[i].after);
    }
    memory_free(run->stages);
}
