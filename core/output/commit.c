/* All outputs of a run in their places, or none: outputs_commit in output.h.
 *
 * In this order: the journals are written, where there are several files, and the folders synced;
 * then each file is exchanged with the old one, so that a failure can be undone; then the folders
 * are synced once more, the journals removed, and the old files. Killed before the first exchange,
 * or after the last, the run has left all old or all new; between them the next run goes on by the
 * journal. One file alone is renamed over the old one and needs none of this. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <leat/plugin.h>

#include "base/log.h"
#include "base/path.h"
#include "output/journal.h"
#include "output/place.h"
#include "output/unfinished.h"

struct commit {
    struct output **outputs; /* the files among the run's outputs */
    size_t count;
    const char **folders;         /* each once */
    struct journal_own *journals; /* a folder's */
    size_t folder_count;
};

static void commit_begin(struct commit *commit, struct output *const *outputs, size_t count) {
    commit->outputs = memory_array(count + 1, sizeof(struct output *));
    commit->folders = memory_array(count + 1, sizeof(char *));
    commit->journals = memory_array(count + 1, sizeof *commit->journals);
    for (size_t i = 0; i < count; i++) {
        bool is_known = strcmp(outputs[i]->target, "-") == 0;
        if (!is_known)
            commit->outputs[commit->count++] = outputs[i];
        for (size_t k = 0; k < commit->folder_count && !is_known; k++)
            is_known = strcmp(commit->folders[k], outputs[i]->folder) == 0;
        if (is_known)
            continue;
        commit->folders[commit->folder_count++] = outputs[i]->folder;
    }
}

static void commit_end(struct commit *commit) {
    for (size_t i = 0; i < commit->folder_count; i++)
        journal_close(&commit->journals[i]);
    memory_free(commit->outputs);
    memory_free(commit->folders);
    memory_free(commit->journals);
}

static void remove_journals(struct commit *commit) {
    for (size_t i = 0; i < commit->folder_count; i++)
        journal_remove(&commit->journals[i]);
}

/* The folder that failed; NULL: all are synced. */
static const char *sync_folders(const struct commit *commit) {
    for (size_t i = 0; i < commit->folder_count; i++)
        if (!place_sync_folder(commit->folders[i]))
            return commit->folders[i];
    return NULL;
}

/* Something else may have come to stand at the target since it was looked at; a rename would fail
 * or put it aside. */
static bool targets_allow(const struct commit *commit, struct problems *problems) {
    bool sound = true;
    for (size_t i = 0; sound && i < commit->count; i++) {
        struct stat status;
        const char *target = commit->outputs[i]->target;
        if (lstat(target, &status) == 0 ? !S_ISREG(status.st_mode) : errno != ENOENT)
            sound = output_check(target, NULL, problems);
    }
    return sound;
}

static bool prepare(struct commit *commit, struct problems *problems) {
    const char *failed = NULL;
    if (!targets_allow(commit, problems))
        return false;
    for (size_t i = 0; !failed && commit->count > 1 && i < commit->folder_count; i++) {
        bool written =
            journal_write(&commit->journals[i], commit->folders[i], commit->outputs, commit->count);
        failed = written ? NULL : commit->folders[i];
    }
    failed = failed ? failed : sync_folders(commit);
    if (!failed)
        return true;
    int why = errno;
    remove_journals(commit);
    problem_add(problems, STATUS_WORLD, NULL, "cannot write into the folder %s: %s",
                path_from_here(failed), strerror(why));
    return false;
}

/* Those before `failed` are taken back, the last one first. false: one could not be. */
static bool take_back(const struct commit *commit, size_t failed) {
    bool done = true;
    for (size_t i = failed; i-- > 0;)
        done = place_take_back(commit->outputs[i]) && done;
    return done;
}

static void tell_failed(const struct commit *commit, size_t failed, int why,
                        struct problems *problems) {
    struct problem *problem =
        problem_add(problems, STATUS_WORLD, NULL, "cannot put %s in its place: %s",
                    path_from_here(commit->outputs[failed]->target), strerror(why));
    struct string placed = {0};
    for (size_t i = 0; i < failed; i++)
        if (commit->outputs[i]->placed != PLACED_NOT)
            string_add_format(&placed, "%s%s", placed.size ? ", " : "",
                              path_from_here(commit->outputs[i]->target));
    if (placed.size)
        problem_advise(problem,
                       "new already, and whole, is %s; run it again, which finishes this first",
                       placed.data);
    string_free(&placed);
}

/* The unfinished file stays where it is: it is the old one, gone, or the next run's to place. */
static void let_go(struct output *output) {
    unfinished_drop(output->unfinished);
    memory_free(output->unfinished);
    output->unfinished = NULL;
}

static void settle(struct commit *commit) {
    const char *failed = sync_folders(commit);
    int why = errno;
    remove_journals(commit);
    for (size_t i = 0; i < commit->count; i++) {
        place_settle(commit->outputs[i]);
        let_go(commit->outputs[i]);
    }
    if (!failed)
        return;
    char *text = memory_format("the outputs are in their places, but the folder %s could not be "
                               "synced (%s): look whether they are there after a loss of power",
                               path_from_here(failed), strerror(why));
    log_line(LEAT_WARNING, NULL, text, strlen(text));
    memory_free(text);
}

bool outputs_commit(struct output *const *outputs, size_t count, struct problems *problems) {
    struct commit commit = {0};
    commit_begin(&commit, outputs, count);
    bool is_ready = prepare(&commit, problems);
    size_t done = 0;
    if (is_ready)
        unfinished_reach(OUTPUTS_BETWEEN);
    while (is_ready && done < commit.count && place_put(commit.outputs[done], commit.count > 1))
        done++;
    int why = errno;
    bool is_done = is_ready && done == commit.count;
    if (is_done) {
        settle(&commit);
        unfinished_reach(OUTPUTS_NEW);
    } else if (is_ready) {
        bool is_undone = take_back(&commit, done);
        if (is_undone) {
            remove_journals(&commit);
            unfinished_reach(OUTPUTS_OLD);
        }
        for (size_t i = 0; i < commit.count && !is_undone; i++)
            let_go(commit.outputs[i]);
        tell_failed(&commit, done, why, problems);
    }
    commit_end(&commit);
    return is_done;
}
