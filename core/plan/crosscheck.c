/* What can be judged only when all steps are there: steps whose rows nobody reads, inputs that are
 * read twice, outputs that clash with one another or with what is read. */
#include <string.h>
#include <sys/stat.h>

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

/* What cannot be read twice is not read by two steps. */
static void check_read_once(struct plan *plan, int32_t number) {
    for (size_t f = 0; f < plan->steps[number]->file_count; f++) {
        const struct file *file = &plan->steps[number]->files[f];
        for (int32_t i = 0; file->api.bytes < 0 && i < number; i++)
            for (size_t k = 0; k < plan->steps[i]->file_count; k++) {
                const struct file *other = &plan->steps[i]->files[k];
                if (other->device != file->device || other->inode != file->inode ||
                    other->api.bytes >= 0)
                    continue;
                struct place place = step_place(plan->steps[number]);
                bool is_standard = strcmp(file->path, "-") == 0;
                problem_advise(problem_add(plan->problems, STATUS_USAGE, &place,
                                           "%s reads %s already, which can be read once",
                                           plan->steps[i]->label,
                                           is_standard ? "standard input" : file->api.name.data),
                               "give that step an id, and name it in \"from\"");
            }
    }
}

static bool same_file(const struct file *file, const char *path) {
    struct stat status;
    if (strcmp(file->path, path) == 0)
        return true;
    return stat(path, &status) == 0 && status.st_dev == file->device &&
           status.st_ino == file->inode;
}

/* A path that the run also reads is never written. */
static void check_read(struct plan *plan, const char *path, const struct place *place) {
    for (int32_t i = 0; i < plan->count; i++)
        for (size_t f = 0; f < plan->steps[i]->file_count; f++)
            if (strcmp(path, "-") != 0 && same_file(&plan->steps[i]->files[f], path))
                problem_add(plan->problems, STATUS_USAGE, place,
                            "%s reads this file, so it cannot be written", plan->steps[i]->label);
    for (size_t i = 0; i < plan->definition_count; i++) {
        struct stat written, read;
        if (stat(path, &written) == 0 && stat(plan->definitions[i]->path, &read) == 0 &&
            written.st_dev == read.st_dev && written.st_ino == read.st_ino)
            problem_add(plan->problems, STATUS_USAGE, place,
                        "this file is a definition that is run, so it cannot be written");
    }
}

static void tell_written_twice(struct plan *plan, const char *path, const struct place *place) {
    bool to_standard = strcmp(path, "-") == 0;
    problem_advise(problem_add(plan->problems, STATUS_USAGE, place,
                               "%s is written twice in this run",
                               to_standard ? "standard output (\"-\")" : path),
                   plan->request.out_folder && !to_standard
                       ? "with --out, each output needs a file name of its own"
                       : "give one another name");
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
                    tell_written_twice(plan, output->path, &output->place);
            seen = memory_resize(seen, (count + 1) * sizeof *seen);
            seen[count++] = output;
        }
    if (plan->rejects_path) {
        struct place place = node_place(node_get(plan->definitions[0]->rejects, "path"));
        check_read(plan, plan->rejects_path, &place);
        for (size_t i = 0; i < count; i++)
            if (strcmp(seen[i]->path, plan->rejects_path) == 0)
                tell_written_twice(plan, plan->rejects_path, &place);
    }
    memory_free(seen);
}

void plan_crosscheck(struct plan *plan) {
    check_readers(plan);
    for (int32_t i = 0; i < plan->count; i++)
        check_read_once(plan, i);
    check_outputs(plan);
}
