/* Judges a plugin's file before any of its code can run. dlopen of a file that was cut short is a
 * SIGBUS, and a constructor runs before an ABI number can be read, so both the file's extents and
 * whose file it is are looked at first. */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/path.h"
#include "plugin/plugin.h"

/* Who else could have put code there: the owner, the group, or anybody? The group may write to
 * leat's own plugins, which are as the program beside them is: a clone where new files are so. In a
 * folder with the sticky bit each may change only what is his own. */
static char *vet_owner(const char *what, const char *path, const struct stat *status, bool is_own) {
    const char *kind = S_ISDIR(status->st_mode) ? "folder" : "file";
    if (status->st_uid != 0 && status->st_uid != geteuid())
        return memory_format("%s belongs to another user (number %u), who could change it; a "
                             "plugin's %s must be root's or your own: chown it, or use a copy",
                             what, (unsigned)status->st_uid, kind);
    if (S_ISDIR(status->st_mode) && status->st_mode & S_ISVTX)
        return NULL;
    unsigned wrong = status->st_mode & (is_own ? S_IWOTH : S_IWOTH | S_IWGRP);
    if (!wrong)
        return NULL;
    return memory_format("%s may be written by %s (mode %04o); take that away with `chmod go-w "
                         "%s`",
                         what, wrong & S_IWOTH ? "anybody" : "its group",
                         (unsigned)status->st_mode & 07777, path);
}

static char *vet_folder(const char *path, bool is_own) {
    char *folder = path_folder(path);
    struct stat status;
    char *refusal = stat(folder, &status) != 0
                        ? memory_format("its folder cannot be looked at: %s", strerror(errno))
                        : vet_owner("its folder", folder, &status, is_own);
    memory_free(folder);
    return refusal;
}

static bool read_exactly(int fd, void *into, size_t size, uint64_t offset) {
    return io_read_at(fd, into, size, (off_t)offset) == (ssize_t)size;
}

/* Every segment that the loader maps must lie within the file. */
static char *vet_elf(int fd, uint64_t size) {
    Elf64_Ehdr head;
    if (!read_exactly(fd, &head, sizeof head, 0) || memcmp(head.e_ident, ELFMAG, SELFMAG) != 0)
        return memory_copy("it is not a shared object (no ELF header)");
    if (head.e_ident[EI_CLASS] != ELFCLASS64 || head.e_type != ET_DYN)
        return memory_copy("it is not a 64-bit shared object; compile it with cc -shared -fPIC");
    if (head.e_phentsize != sizeof(Elf64_Phdr))
        return memory_copy("its ELF header is damaged");
    for (unsigned i = 0; i < head.e_phnum; i++) {
        Elf64_Phdr segment;
        if (!read_exactly(fd, &segment, sizeof segment, head.e_phoff + i * sizeof segment))
            return memory_copy("the file is cut short: its program headers are not all there");
        if (segment.p_offset > size || segment.p_filesz > size - segment.p_offset)
            return memory_format(
                "the file is cut short: it has %llu bytes and its headers speak of %llu",
                (unsigned long long)size,
                (unsigned long long)(segment.p_offset + segment.p_filesz));
    }
    return NULL;
}

/* Of a link both folders are looked at: the one it stands in, and the one it leads to. Those
 * further up are not: whoever may rename them has leat itself, or the user's home, in his hands. */
char *plugin_vet_file(const char *path, bool is_own) {
    int fd = io_open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
    if (fd < 0)
        return memory_format("it cannot be read: %s", strerror(errno));
    struct stat file;
    char *refusal = NULL, *real = path_resolve(path);
    if (!real || fstat(fd, &file) != 0)
        refusal = memory_format("it cannot be looked at: %s", strerror(errno));
    else if (!S_ISREG(file.st_mode))
        refusal = memory_copy("it is no regular file");
    else if (!(refusal = vet_owner("the file", real, &file, is_own)) &&
             !(refusal = vet_folder(real, is_own)) && !(refusal = vet_folder(path, is_own)))
        refusal = vet_elf(fd, (uint64_t)file.st_size);
    memory_free(real);
    close(fd);
    return refusal;
}
