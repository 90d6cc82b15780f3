/* See claim.h. Of two runs that begin at once each makes its own file first and looks round then,
 * so that at least one sees the other. The later one gives way at once; the earlier one waits a
 * little for that, and gives way too if it was not seen. */
#include "output/claim.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/path.h"
#include "output/journal.h"
#include "output/lock.h"
#include "output/permissions.h"
#include "output/unfinished.h"

enum { TRIES = 30, PAUSE = 10000000 /* nanoseconds */ };

static bool is_standard(const char *target) { return strcmp(target, "-") == 0; }

char *claim_folder(const char *target) {
    return is_standard(target) ? memory_copy(path_temporary()) : path_folder(target);
}

/* -- What lies beside the target --------------------------------------------------------------- */

/* One look at the folder. */
struct look {
    const char *target, *folder, *name;
    bool is_held;    /* a living process is writing the target */
    bool is_passing; /* it holds a journal, which may be only to finish it */
    struct hidden_owner holder;
    struct hidden_owner *dead, *journals; /* files of the target, and journals, of dead processes */
    size_t dead_count, journal_count;
};

static void add_owner(struct hidden_owner **list, size_t *count, struct hidden_owner owner) {
    *list = memory_resize(*list, (*count + 1) * sizeof **list);
    (*list)[(*count)++] = owner;
}

static void look_free(struct look *look) {
    memory_free(look->dead);
    memory_free(look->journals);
}

static void see(struct look *look, const char *path, bool is_journal, struct hidden_owner owner) {
    struct stat status;
    enum lock_state state = lock_look(path, &status);
    if (is_journal && (state == LOCK_HELD || state == LOCK_FREE)) {
        enum journal_about about = journal_look(path, look->target);
        if (about == JOURNAL_BROKEN && state == LOCK_FREE)
            unlink(path);
        if (about != JOURNAL_IT)
            return;
    }
    if (state == LOCK_HELD) {
        /* The copy for standard output is each run's own. */
        look->is_held |= !is_standard(look->target);
        look->is_passing = is_journal;
        look->holder = owner;
    } else if (state == LOCK_FREE && is_journal) {
        add_owner(&look->journals, &look->journal_count, owner);
    } else if (state == LOCK_FREE && (status.st_uid == geteuid() || geteuid() == 0)) {
        add_owner(&look->dead, &look->dead_count, owner);
    }
}

static void see_file(struct look *look, const char *file) {
    struct hidden_owner owner;
    bool is_output = hidden_is_output(file, look->name, &owner);
    if ((!is_output && !hidden_is_journal(file, &owner)) ||
        hidden_compare(owner, hidden_self()) == 0)
        return;
    char *path = memory_format("%s/%s", look->folder, file);
    see(look, path, !is_output, owner);
    memory_free(path);
}

/* false: errno says why the folder cannot be looked at. */
static bool look_round(struct look *look) {
    DIR *stream = opendir(look->folder);
    if (!stream)
        return errno == EACCES; /* it may be written, but not read */
    int why;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(stream);
        why = errno;
        if (!entry)
            break;
        if (*entry->d_name == '.')
            see_file(look, entry->d_name);
    }
    closedir(stream);
    errno = why;
    return why == 0;
}

/* Looks until nobody else has it, or it is sure that one keeps it. */
static bool look_long(struct look *look) {
    struct look empty = *look;
    for (int i = 0; i < TRIES; i++) {
        const struct timespec pause = {.tv_nsec = PAUSE};
        look_free(look);
        *look = empty;
        if (!look_round(look))
            return false;
        if (!look->is_held ||
            (!look->is_passing && hidden_compare(look->holder, hidden_self()) < 0))
            break;
        nanosleep(&pause, NULL);
    }
    return true;
}

/* -- Taking it -------------------------------------------------------------------------------- */

static bool finish_journals(const struct look *look, struct problems *problems) {
    bool sound = true;
    for (size_t i = 0; sound && i < look->journal_count; i++)
        sound = journal_finish(look->folder, look->journals[i], problems);
    return sound;
}

/* What has a journal still is another user's to finish. */
static void remove_dead(const struct look *look) {
    for (size_t i = 0; i < look->dead_count; i++) {
        char *path = hidden_output(look->folder, look->name, look->dead[i]);
        char *journal = hidden_journal(look->folder, look->dead[i]);
        if (access(journal, F_OK) != 0)
            unlink(path);
        memory_free(path);
        memory_free(journal);
    }
}

static bool settle_with_others(struct look *look, const struct place *place,
                               struct problems *problems) {
    if (!look_long(look)) {
        problem_add(problems, STATUS_WORLD, place, "cannot look into the folder %s: %s",
                    path_from_here(look->folder), strerror(errno));
        return false;
    }
    if (look->is_held) {
        char *who = hidden_tell(look->holder);
        problem_advise(problem_add(problems, STATUS_WORLD, place,
                                   "cannot write %s: another run is writing it (%s)",
                                   path_from_here(look->target), who),
                       "wait until it has ended");
        memory_free(who);
        return false;
    }
    if (!finish_journals(look, problems))
        return false;
    remove_dead(look);
    return true;
}

int claim_take(const char *target, const char *folder, const struct place *place, char **path,
               struct problems *problems) {
    const char *name = is_standard(target) ? "standard-output" : hidden_name(target);
    struct look look = {.target = target, .folder = folder, .name = name};
    *path = hidden_output(folder, name, hidden_self());
    const mode_t mode = is_standard(target) ? 0600 : permissions_first(target);
    int fd = unfinished_add(*path) ? lock_new(*path, mode) : -1;
    bool is_taken = fd >= 0;
    if (is_taken && !is_standard(target))
        permissions_take_over(fd, target);
    if (!is_taken)
        problem_add(problems, STATUS_WORLD, place, "cannot write into the folder %s: %s",
                    path_from_here(folder), strerror(errno));
    is_taken = is_taken && settle_with_others(&look, place, problems);
    look_free(&look);
    if (is_taken)
        return fd;
    if (fd >= 0) {
        unlink(*path);
        close(fd);
    }
    unfinished_drop(*path);
    memory_free(*path);
    *path = NULL;
    return -1;
}
