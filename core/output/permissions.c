/* See permissions.h. */
#include "output/permissions.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/memory.h"

static const char list_name[] = "system.posix_acl_access"; /* acl(5) */

static bool is_file(const char *target, struct stat *status) {
    return lstat(target, status) == 0 && S_ISREG(status->st_mode);
}

mode_t permissions_first(const char *target) {
    struct stat old;
    return is_file(target, &old) ? 0600 : 0666;
}

/* The group may do what all others may, and no more. */
static mode_t without_group(mode_t mode) {
    return (mode & ~(mode_t)0070) | (mode & 0070 & (mode & 0007) << 3);
}

/* Whether the file is its group's now. */
static bool take_owner(int fd, const struct stat *old) {
    struct stat own;
    if (fstat(fd, &own) != 0)
        return false;
    const bool is_both = own.st_uid == old->st_uid && own.st_gid == old->st_gid;
    return is_both || fchown(fd, old->st_uid, old->st_gid) == 0 || own.st_gid == old->st_gid ||
           fchown(fd, (uid_t)-1, old->st_gid) == 0;
}

/* false: the target has a list of its own, which could not be given to the file. */
static bool take_list(int fd, const char *target) {
    const ssize_t size = lgetxattr(target, list_name, NULL, 0);
    if (size <= 0) {
        const bool has_none = size == 0 || errno == ENODATA || errno == EOPNOTSUPP;
        fremovexattr(fd, list_name); /* what the folder hands down */
        return has_none;
    }
    char *list = memory_alloc((size_t)size);
    const bool taken = lgetxattr(target, list_name, list, (size_t)size) == size &&
                       fsetxattr(fd, list_name, list, (size_t)size, 0) == 0;
    memory_free(list);
    return taken;
}

void permissions_take_over(int fd, const char *target) {
    struct stat old;
    if (!is_file(target, &old))
        return;
    const mode_t mode = (old.st_mode & 0777) | 0600; /* we read again what we write */
    const bool is_groups = take_owner(fd, &old);
    if (!is_groups || !take_list(fd, target))
        fchmod(fd, without_group(mode));
    else
        fchmod(fd, mode); /* with a list, its mask: as the target's */
}
