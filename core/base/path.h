/* path: paths made absolute, as people are shown them, and as the file system knows them. */
#ifndef LEAT_BASE_PATH_H
#define LEAT_BASE_PATH_H

#include "memory.h"

/* A path as it is from a folder on: absolute, "." and ".." worked out; "-" is left alone
 * (memory_free). folder NULL, or not absolute: from the current folder. */
char *path_absolute(const char *folder, const char *path);

/* An absolute path as seen from the current folder, where it is in it: a part of what was given. */
const char *path_from_here(const char *path);

/* The folder of a path, without its last '/'; "." where there is none (memory_free). */
char *path_folder(const char *path);

/* Where temporary files belong: TMPDIR, or /tmp. */
const char *path_temporary(void);

/* Whether the path, as written, can only be a folder's: it ends in "/", "." or "..". */
bool path_names_folder(const char *path);

/* Whether what stands in a path from byte `outside` of it on leads out of the folder that the bytes
 * before name; folder is where a relative path starts. Links are taken for what they are called. */
bool path_leaves(const char *folder, const char *path, size_t outside);

/* The path without links, as realpath(3) finds it (memory_free). NULL: errno says why, which is never
 * want of memory. */
char *path_resolve(const char *path);

/* The one name of what a path leads to, whichever links stand on the way to its folder; the last
 * part, and folders that do not exist yet, are taken as they stand (memory_free). */
char *path_real(const char *path);

#endif
