/* The outputs of a run: opened in one order, and committed as one. See output/output.h. */
#include <stdlib.h>
#include <string.h>

#include "runner/run.h"

struct opening {
    const char *path;
    struct place place;
    struct output **open; /* where it is kept */
};

static int compare_openings(const void *left, const void *right) {
    const struct opening *a = left, *b = right;
    return strcmp(a->path, b->path);
}

/* What is to be opened (memory_free). */
static struct opening *list_openings(struct run *run, size_t *count) {
    const struct plan *plan = run->plan;
    struct opening *list = NULL;
    *count = 0;
    for (int32_t i = 0; i < plan->count; i++)
        for (size_t k = 0; run->steps[i].is_wanted && k < plan->steps[i]->output_count; k++) {
            struct step_output *output = &plan->steps[i]->outputs[k];
            list = memory_resize(list, (*count + 1) * sizeof *list);
            list[(*count)++] = (struct opening){output->path, output->place, &output->open};
        }
    if (plan->rejects_path) {
        list = memory_resize(list, (*count + 1) * sizeof *list);
        list[(*count)++] = (struct opening){
            plan->rejects_path, node_place(node_get(plan->definitions[0]->rejects, "path")),
            &run->rejects.output};
    }
    return list;
}

bool run_outputs_open(struct run *run) {
    size_t count;
    struct opening *list = list_openings(run, &count);
    bool sound = true;
    run->outputs = memory_array(count + 1, sizeof(struct output *));
    if (list)
        qsort(list, count, sizeof *list, compare_openings);
    for (size_t i = 0; sound && i < count; i++) {
        *list[i].open = output_open(list[i].path, &list[i].place, run->problems);
        sound = *list[i].open != NULL;
        if (sound)
            run->outputs[run->output_count++] = *list[i].open;
    }
    memory_free(list);
    return sound;
}

bool run_outputs_sync(struct run *run) {
    bool sound = true;
    for (size_t i = 0; sound && i < run->output_count; i++)
        sound = output_sync(run->outputs[i], run->problems);
    return sound;
}

/* Standard output comes when all files are synced and none has changed: it fails more often than a
 * file that is written already. */
bool run_outputs_copy(struct run *run) {
    bool sound = true;
    for (size_t i = 0; sound && i < run->output_count; i++)
        if (strcmp(run->outputs[i]->target, "-") == 0)
            sound = output_copy(run->outputs[i], run->problems);
    return sound;
}

bool run_outputs_commit(struct run *run) {
    return outputs_commit(run->outputs, run->output_count, run->problems);
}
