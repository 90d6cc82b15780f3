/* Whether a target can be written: see output_check in output.h. */
#include <errno.h>
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

/* What stands at the target must be a file that rename can replace, or nothing. folder: its
 * own. */
static bool target_allows(const char *target, const struct stat *folder, const struct place *place,
                          struct problems *problems) {
    struct stat status;
    if (lstat(target, &status) != 0)
        return true;
    uid_t self = geteuid();
    bool is_kept =
        folder->st_mode & S_ISVTX && self != 0 && self != folder->st_uid && self != status.st_uid;
    const char *what = S_ISREG(status.st_mode) && is_kept ? "another user's file"
                       : S_ISDIR(status.st_mode)          ? "a folder"
                       : S_ISFIFO(status.st_mode)         ? "a pipe"
                       : S_ISLNK(status.st_mode)          ? "a link to another file"
                       : S_ISREG(status.st_mode)          ? NULL
                                                          : "a device";
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
