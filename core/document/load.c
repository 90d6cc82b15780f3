/* load: documents from files, and what a text is that is no UTF-8. */
#include "document.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/io.h"

/* -- encodings ------------------------------------------------------------------------------- */

/* What else a file may be, by its first bytes. */
static const struct beginning {
    const char *bytes;
    size_t size;
    const char *message;
} beginnings[] = {
    {"\xFF\xFE\0\0", 4, "this file is UTF-32; save it as UTF-8"},
    {"\0\0\xFE\xFF", 4, "this file is UTF-32; save it as UTF-8"},
    {"\xFF\xFE", 2, "this file is UTF-16; save it as UTF-8"},
    {"\xFE\xFF", 2, "this file is UTF-16; save it as UTF-8"},
    {"PK\x03\x04", 4, "this file is a workbook or another ZIP archive, not JSON"},
    {"\x1F\x8B", 2, "this file is compressed by gzip, not JSON"},
};

static const char *told_by_beginning(const struct document *document) {
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        const struct beginning *beginning = &beginnings[i];
        if (document->size >= beginning->size &&
            memcmp(document->text, beginning->bytes, beginning->size) == 0) {
            return beginning->message;
        }
    }
    /* JSON begins with an ASCII character: every other byte of it is 0 in UTF-16. */
    if (document->size >= 2 && (document->text[0] == '\0') != (document->text[1] == '\0')) {
        return "this file is UTF-16; save it as UTF-8";
    }
    return NULL;
}

/* Whether all bytes mean something in Windows-1252, as they do in what most Windows programs of the
 * West write. */
static bool may_be_windows(const struct document *document) {
    for (size_t i = 0; i < document->size; i++) {
        const unsigned char byte = (unsigned char)document->text[i];
        const bool unused =
            byte == 0x81 || byte == 0x8D || byte == 0x8F || byte == 0x90 || byte == 0x9D;
        if (unused || (byte < 0x20 && byte != '\t' && byte != '\r' && byte != '\n')) {
            return false;
        }
    }
    return true;
}

bool document_vet(const struct document *document, struct problems *problems) {
    const char *message = told_by_beginning(document);
    if (message != NULL) {
        const struct place place = {.file = document->name};
        problem_add(problems, STATUS_USAGE, &place, "%s", message);
        return false;
    }
    const char *body = document->text + document->start;
    const size_t size = document->size - document->start;
    const size_t valid = text_valid_prefix(body, size);
    const char *zero = memchr(body, '\0', valid);
    if (zero == NULL && valid == size) {
        return true;
    }
    const size_t at = zero != NULL ? (size_t)(zero - body) : valid;
    struct place place = document_place(document, document->start + at, 1);
    place.length = 1; /* a byte that is no character counts as one */
    if (zero != NULL) {
        problem_add(problems, STATUS_USAGE, &place,
                    "a NUL byte stands here, so this file is no text");
    } else if (size - at >= 3 && memcmp(body + at, "\xEF\xBF", 2) == 0) {
        problem_add(problems, STATUS_USAGE, &place,
                    "U+FFFE or U+FFFF stands here, which is no character");
    } else if (may_be_windows(document)) {
        problem_add(problems, STATUS_USAGE, &place,
                    "this file is not UTF-8 but, it seems, Windows-1252; save it as UTF-8");
    } else {
        problem_add(problems, STATUS_USAGE, &place,
                    "this file is not UTF-8 from byte 0x%02X on; save it as UTF-8",
                    (unsigned)(unsigned char)body[at]);
    }
    return false;
}

/* -- files ----------------------------------------------------------------------------------- */

/* A definition is written by people: a larger file was named by mistake. */
enum { FILE_MOST = 256 << 20 };

/* The names in a folder, NULL when it cannot be read: *count copies. */
static char **folder_names(const char *folder, size_t *count) {
    DIR *stream = opendir(folder);
    if (stream == NULL) {
        return NULL;
    }
    char **names = memory_array(1, sizeof *names);
    *count = 0;
    for (const struct dirent *entry; (entry = readdir(stream)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        names = memory_resize(names, (*count + 1) * sizeof *names);
        names[(*count)++] = memory_copy(entry->d_name);
    }
    closedir(stream);
    return names;
}

/* Says that there is no such file, and which one may have been meant. */
static void tell_missing(const char *path, const struct place *named, struct problems *problems) {
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    char *folder = slash == NULL
                       ? memory_copy(".")
                       : memory_copy_part(path, slash == path ? 1 : (size_t)(slash - path));
    size_t count = 0;
    char **names = folder_names(folder, &count);
    if (names == NULL) {
        problem_add(problems, STATUS_USAGE, named, "there is no file '%s': no folder '%s'", path,
                    folder);
    } else {
        struct problem *problem =
            problem_add(problems, STATUS_USAGE, named, "there is no file '%s'", path);
        const char *nearest = text_nearest(name, (const char *const *)names, count);
        if (nearest != NULL) {
            problem_advise(problem, "did you mean '%.*s%s'?", (int)(name - path), path, nearest);
        }
    }
    for (size_t i = 0; names != NULL && i < count; i++) {
        memory_free(names[i]);
    }
    memory_free(names);
    memory_free(folder);
}

/* All that is in an open file; false: errno says why, or is 0 where there is too much. */
static bool read_all(int fd, struct string *text) {
    char buffer[16384];
    for (;;) {
        if (!interrupt_wait(fd)) {
            errno = EINTR;
            return false;
        }
        const ssize_t got = read(fd, buffer, sizeof buffer);
        if (got == 0) {
            return true;
        }
        if (got < 0 && errno != EINTR) {
            return false;
        }
        if (got > 0) {
            string_add(text, buffer, (size_t)got);
        }
        if (text->size > FILE_MOST) {
            errno = 0;
            return false;
        }
    }
}

/* A file that gives nothing to read: told where it is named, or else by its own name. */
static void tell_useless(const char *path, const struct place *named, enum status status,
                         const char *what, const char *why, struct problems *problems) {
    const struct place own = {.file = path};
    if (named != NULL) {
        problem_add(problems, status, named, "%s: %s%s", path, what, why);
    } else {
        problem_add(problems, status, &own, "%s%s", what, why);
    }
}

struct document *document_load(const char *path, const struct place *named,
                               struct problems *problems) {
    const struct place place = {.file = path};
    const int fd = io_open(path, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) {
        if (errno == ENOENT || errno == ENOTDIR) {
            tell_missing(path, named, problems);
        } else {
            tell_useless(path, named, STATUS_WORLD, "cannot open this file: ", strerror(errno),
                         problems);
        }
        return NULL;
    }
    struct stat status;
    struct string text = {0};
    struct document *document = NULL;
    if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
        tell_useless(path, named, STATUS_USAGE, "this is a folder, not a file", "", problems);
    } else if (read_all(fd, &text)) {
        const size_t size = text.size;
        document = document_new(path, string_take(&text), size);
    } else if (errno == 0) {
        problem_add(problems, STATUS_USAGE, &place, "this file is too large: more than %d MB",
                    FILE_MOST >> 20);
    } else {
        tell_useless(path, named, STATUS_WORLD, "cannot read this file: ", strerror(errno),
                     problems);
    }
    close(fd);
    string_free(&text);
    if (document != NULL &&
        (!document_vet(document, problems) || !document_scan(document, problems))) {
        document_free(document);
        return NULL;
    }
    return document;
}
