/* What can be judged only when all steps are there: steps whose rows nobody reads, outputs that
 * clash with one another or with what is read. */
#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "output/output.h"
#include "plan/parts.h"

static void check_readers(struct plan *plan) {
    for (int32_t i = 0; i < plan->count; i++) {
        const struct step *step = plan->steps[i];
        if (!step_gives(step) || step->readers > 0)
            continue;
        struct place place = step_place(step);
        problem_advise(problem_add(plan->problems, STATUS_USAGE, &place,
                                   "nobody reads the rows of %s", step->label),
                       "add a sink after it, or take it out");
    }
}

static bool same_file(const struct file *file, const char *path) {
    struct stat status;
    if (strcmp(file->path, path) == 0)
        return true;
    return stat(path, &status) == 0 && status.st_dev == file->device &&
           status.st_ino == file->inode;
}

/* A path that the run also reads is never written. false: told. */
static bool check_read(struct plan *plan, const char *path, const struct place *place) {
    bool sound = true;
    for (int32_t i = 0; i < plan->count; i++)
        for (size_t f = 0; f < plan->steps[i]->file_count; f++)
            if (strcmp(path, "-") != 0 && same_file(&plan->steps[i]->files[f], path)) {
                problem_add(plan->problems, STATUS_USAGE, place,
                            "%s reads this file, so it cannot be written", plan->steps[i]->label);
                sound = false;
            }
    for (size_t i = 0; i < plan->definition_count; i++) {
        struct stat written, read;
        if (stat(path, &written) == 0 && stat(plan->definitions[i]->path, &read) == 0 &&
            written.st_dev == read.st_dev && written.st_ino == read.st_ino) {
            problem_add(plan->problems, STATUS_USAGE, place,
                        "this file is a definition that is run, so it cannot be written");
            sound = false;
        }
    }
    return sound;
}

/* by: the definition that writes it too; NULL: this one. */
static void tell_written_twice(struct plan *plan, const char *path, const char *by,
                               const struct place *place) {
    bool to_standard = strcmp(path, "-") == 0;
    const char *shown = to_standard ? "standard output (\"-\")" : path_from_here(path);
    problem_advise(by ? problem_add(plan->problems, STATUS_USAGE, place,
                                    "%s is written by %s as well in this run", shown, by)
                      : problem_add(plan->problems, STATUS_USAGE, place,
                                    "%s is written twice in this run", shown),
                   plan->request.out_folder && !to_standard
                       ? "with --out, each output needs a file name of its own"
                       : "give one another name");
}

/* Outputs are compared by what their paths lead to: two spellings may be one file. */
static void check_output(struct plan *plan, const struct step_output *output,
                         const struct written *earlier, size_t count) {
    const struct plan_request *request = &plan->request;
    if (check_read(plan, output->path, &output->place) && !request->is_preview)
        output_check(output->path, &output->place, plan->problems);
    char *real = path_real(output->path);
    const char *by = NULL;
    bool twice = false;
    for (size_t i = 0; i < count; i++)
        twice |= strcmp(earlier[i].real, real) == 0;
    for (size_t i = 0; i < request->written_count && !twice && !by; i++)
        if (strcmp(request->written[i].real, real) == 0)
            by = request->written[i].definition;
    if (twice || by)
        tell_written_twice(plan, output->path, by, &output->place);
    memory_free(real);
}

/* All outputs, that of the rejects last (memory_free). */
static struct step_output *list_outputs(const struct plan *plan, size_t *count) {
    struct step_output *list = NULL;
    *count = 0;
    for (int32_t i = 0; i < plan->count; i++)
        for (size_t k = 0; k < plan->steps[i]->output_count; k++) {
            list = memory_resize(list, (*count + 1) * sizeof *list);
            list[(*count)++] = plan->steps[i]->outputs[k];
        }
    if (plan->rejects_path) {
        list = memory_resize(list, (*count + 1) * sizeof *list);
        list[(*count)++] = (struct step_output){
            .path = plan->rejects_path,
            .place = node_place(node_get(plan->definitions[0]->rejects, "path")),
        };
    }
    return list;
}

struct written *plan_written(const struct plan *plan, size_t *count) {
    struct step_output *outputs = list_outputs(plan, count);
    struct written *list = memory_array(*count + 1, sizeof *list);
    for (size_t i = 0; i < *count; i++)
        list[i] = (struct written){.real = path_real(outputs[i].path)};
    memory_free(outputs);
    return list;
}

static void check_outputs(struct plan *plan) {
    size_t count;
    struct step_output *outputs = list_outputs(plan, &count);
    struct written *written = plan_written(plan, &count);
    for (size_t i = 0; i < count; i++)
        check_output(plan, &outputs[i], written, i);
    for (size_t i = 0; i < count; i++)
        memory_free(written[i].real);
    memory_free(written);
    memory_free(outputs);
}

void plan_crosscheck(struct plan *plan) {
    if (!plan->request.is_preview)
        check_readers(plan);
    check_outputs(plan);
}
