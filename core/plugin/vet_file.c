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
#include "plugin/plugin.h"

/* Who else could have put code there? Others' write permission, or a group's that is not the user's
 * own. */
static char *vet_owner(const char *what, const struct stat *status) {
    if (status->st_uid != 0 && status->st_uid != geteuid())
        return memory_format(
            "%s belongs to another user (number %u); it must be root's or your own", what,
            (unsigned)status->st_uid);
    bool sticky_folder = S_ISDIR(status->st_mode) && status->st_mode & S_ISVTX;
    if (status->st_mode & S_IWOTH && !sticky_folder)
        return memory_format("%s may be written by anybody; take that away with chmod o-w", what);
    if (status->st_mode & S_IWGRP && status->st_gid != 0 && status->st_gid != getegid() &&
        !sticky_folder)
        return memory_format(
            "%s may be written by a group that is not yours; take that away with chmod g-w", what);
    return NULL;
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

char *plugin_vet_file(const char *path) {
    int fd = io_open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
    if (fd < 0)
        return memory_format("it cannot be read: %s", strerror(errno));
    struct stat file, folder;
    char *refusal = NULL;
    const char *slash = strrchr(path, '/');
    char *folder_path =
        slash ? memory_copy_part(path, (size_t)(slash - path) + 1) : memory_copy(".");
    if (fstat(fd, &file) != 0 || stat(folder_path, &folder) != 0)
        refusal = memory_format("it cannot be looked at: %s", strerror(errno));
    else if (!S_ISREG(file.st_mode))
        refusal = memory_copy("it is no regular file");
    else if (!(refusal = vet_owner("the file", &file)) &&
             !(refusal = vet_owner("its folder", &folder)))
        refusal = vet_elf(fd, (uint64_t)file.st_size);
    memory_free(folder_path);
    close(fd);
    return refusal;
}
