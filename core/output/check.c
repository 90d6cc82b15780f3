/* Whether a target can be written: see output_check in output.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "output/claim.h"
#include "output/output.h"

/* Cuts the folder's path down to what there is of it. 0, or the errno of what stands in the way. */
static int cut_to_existing(char *folder, struct stat *status) {
    while (stat(folder, status) != 0) {
        char *slash = strrchr(folder, '/');
        if (errno != ENOENT || !slash || slash[1] == '\0')
            return errno;
        slash[slash == folder] = '\0';
    }
    return !S_ISDIR(status->st_mode) ? ENOTDIR : access(folder, W_OK | X_OK) != 0 ? errno : 0;
}

/* Whether the folder, or what there is of it, can take the new file. *status: of that folder. */
static bool folder_allows(const char *target, struct stat *status, const struct place *place,
                          struct problems *problems) {
    char *folder = claim_folder(target), *there = memory_copy(folder);
    const char *slash = strrchr(target, '/'), *name = slash ? slash + 1 : target;
    int why = cut_to_existing(there, status);
    long most = why ? -1 : pathconf(there, _PC_NAME_MAX);
    bool too_long = most > 0 && strlen(name) > (size_t)most;
    if (why)
        problem_add(problems, STATUS_WORLD, place, "cannot write into the folder %s: %s",
                    path_from_here(folder), strerror(why));
    else if (too_long)
        problem_add(problems, STATUS_WORLD, place,
                    "cannot write %s: a file's name has at most %ld bytes here",
                    path_from_here(target), most);
    memory_free(folder);
    memory_free(there);
    return !why && !too_long;
}

/* What stands at the target in the way of one that replaces it; NULL: a file that may be
 * replaced. folder: the target's own. */
static const char *what_stands(const char *target, const struct stat *status,
                               const struct stat *folder) {
    const uid_t self = geteuid();
    if (S_ISDIR(status->st_mode))
        return "a folder";
    if (S_ISFIFO(status->st_mode))
        return "a pipe";
    if (S_ISLNK(status->st_mode))
        return "a link to another file";
    if (!S_ISREG(status->st_mode))
        return "a device";
    if (folder->st_mode & S_ISVTX && self != 0 && self != folder->st_uid && self != status->st_uid)
        return "another user's file";
    /* A rename asks for neither, so we do: such a file is not to be changed. */
    if ((status->st_mode & 0222) == 0)
        return "a read-only file";
    if (faccessat(AT_FDCWD, target, W_OK, AT_EACCESS) != 0)
        return "a file that you may not write";
    return NULL;
}

static bool target_allows(const char *target, const struct stat *folder, const struct place *place,
                          struct problems *problems) {
    struct stat status;
    const char *what = lstat(target, &status) == 0 ? what_stands(target, &status, folder) : NULL;
    if (!what)
        return true;
    struct problem *problem =
        problem_add(problems, STATUS_WORLD, place, "cannot write %s: there is %s of that name",
                    path_from_here(target), what);
    problem_advise(problem, "give another path, or remove it");
    return false;
}

bool output_check(const char *target, const struct place *place, struct problems *problems) {
    struct stat folder;
    return folder_allows(target, &folder, place, problems) &&
           (strcmp(target, "-") == 0 || target_allows(target, &folder, place, problems));
}
