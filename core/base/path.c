/* See path.h. */
#include "path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

/* Adds the parts of a path; ".." takes the last one back. */
static void add_parts(struct string *out, const char *path) {
    while (*path != '\0') {
        const size_t size = strcspn(path, "/");
        if (size == 2 && memcmp(path, "..", 2) == 0) {
            while (out->size > 0 && out->data[--out->size] != '/') {
            }
            if (out->data != NULL) {
                out->data[out->size] = '\0';
            }
        } else if (size > 0 && !(size == 1 && *path == '.')) {
            string_add_char(out, '/');
            string_add(out, path, size);
        }
        path += size;
        path += *path == '/';
    }
}

char *path_absolute(const char *folder, const char *path) {
    struct string out = {0};
    if (strcmp(path, "-") == 0) {
        return memory_copy(path);
    }
    const bool needs_folder = *path != '/',
               needs_here = needs_folder && (folder == NULL || *folder != '/');
    char *here = needs_here ? getcwd(NULL, 0) : NULL;
    if (here != NULL) {
        add_parts(&out, here);
    }
    free(here); /* the C library's */
    if (needs_folder && folder != NULL) {
        add_parts(&out, folder);
    }
    add_parts(&out, path);
    if (out.size == 0) {
        string_add_char(&out, '/');
    }
    return string_take(&out);
}

const char *path_from_here(const char *path) {
    char here[4096];
    if (getcwd(here, sizeof here - 1) == NULL) {
        return path;
    }
    const size_t size = strlen(here);
    return strncmp(path, here, size) == 0 && path[size] == '/' ? path + size + 1 : path;
}

char *path_folder(const char *path) {
    const char *slash = strrchr(path, '/');
    if (slash == NULL) {
        return memory_copy(".");
    }
    return slash == path ? memory_copy("/") : memory_copy_part(path, (size_t)(slash - path));
}

const char *path_temporary(void) {
    const char *set = getenv("TMPDIR");
    return set != NULL && *set != '\0' ? set : "/tmp";
}

bool path_names_folder(const char *path) {
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    return *name == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

bool path_leaves(const char *folder, const char *path, size_t outside) {
    if (path[outside] == '\0' || strcmp(path, "-") == 0) {
        return false;
    }
    size_t fixed = outside;
    while (fixed > 0 && path[fixed - 1] != '/') {
        fixed--;
    }
    char *before = memory_copy_part(path, fixed);
    char *bounds = path_absolute(folder, before), *whole = path_absolute(folder, path);
    const size_t size = strcmp(bounds, "/") == 0 ? 0 : strlen(bounds);
    const bool leaves = strncmp(whole, bounds, size) != 0 || whole[size] != '/';
    memory_free(whole);
    memory_free(bounds);
    memory_free(before);
    return leaves;
}

char *path_resolve(const char *path) {
    char *found = realpath(path, NULL);
    if (found == NULL && errno == ENOMEM) {
        memory_exhausted();
    }
    const int why = errno;
    char *own = found == NULL ? NULL : memory_copy(found);
    free(found); /* the C library's */
    errno = why;
    return own;
}

char *path_real(const char *path) {
    char *folder = memory_copy(path), *real = NULL;
    for (char *slash; real == NULL && (slash = strrchr(folder, '/')) != NULL;) {
        *slash = '\0';
        real = path_resolve(slash == folder ? "/" : folder);
    }
    char *whole = real == NULL ? memory_copy(path)
                               : memory_format("%s%s", strcmp(real, "/") == 0 ? "" : real,
                                               path + strlen(folder));
    memory_free(real);
    memory_free(folder);
    return whole;
}
