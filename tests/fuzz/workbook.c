/* Fuzzes what is read of files that are no text: a finished workbook, which the Excel sink reads
 * again to prove it, by its contents and part by part as it lies there; and a logo.
 *
 * An input's first byte says which ('L': a logo) and how many sheets there should be; the rest is
 * the file. Whatever it holds, each way answers, and says why where it is not sound. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "shared/report/logo.h"
#include "sinks/excel/reread.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* -- A host for the few calls that are made ---------------------------------------------------- */

static size_t blocks;
static bool has_failed;
static const unsigned char *bytes;
static size_t bytes_count;

static void *host_alloc(struct leat_step *step, size_t size) {
    (void)step;
    blocks++;
    return calloc(1, size);
}

static void host_free(struct leat_step *step, void *block) {
    (void)step;
    blocks -= block != NULL;
    free(block);
}

static int host_fail(struct leat_step *step, const char *message, size_t size) {
    (void)step;
    if (size == 0 || message[0] == '\0')
        abort();
    has_failed = true;
    return LEAT_FAILED;
}

static int host_fail_option(struct leat_step *step, const void *field, const char *message,
                            size_t size) {
    (void)field;
    return host_fail(step, message, size);
}

static const struct leat_file *host_files(struct leat_step *step, const struct leat_text *field,
                                          size_t *count) {
    static struct leat_file file = {.name = {"logo", 4}};
    (void)step;
    (void)field;
    *count = 1;
    return &file;
}

static int64_t host_read_at(struct leat_step *step, const struct leat_file *file, int64_t offset,
                            void *into, size_t size) {
    (void)step;
    (void)file;
    const size_t at = (size_t)offset, left = at < bytes_count ? bytes_count - at : 0;
    const size_t got = size < left ? size : left;
    memcpy(into, bytes + (left > 0 ? at : 0), got);
    return (int64_t)got;
}

static const struct leat_host host = {.size = sizeof host,
                                      .abi = LEAT_ABI,
                                      .fail = host_fail,
                                      .fail_option = host_fail_option,
                                      .alloc = host_alloc,
                                      .free = host_free,
                                      .files = host_files,
                                      .read_at = host_read_at};
static struct leat_step step = {.host = &host};

static void check(bool answer) {
    if (answer == has_failed || blocks != 0) {
        fprintf(stderr, "answered %d, told %d, left %zu blocks\n", answer, has_failed, blocks);
        abort();
    }
    has_failed = false;
}

/* --------------------------------------------------------------------------------------------- */

static void read_logo(void) {
    const struct logo_options options = {.path = {"logo", 4}, .alt = {"A logo", 6}};
    struct logo logo = {0};
    const bool is_sound = logo_open(&step, &options, &logo);
    logo_close(&step, &logo);
    check(is_sound);
}

static void read_workbook(size_t sheets) {
    static const struct reread_sheet counts[4] = {{1, 1}, {2, 2}, {1, 3}, {0, 0}};
    static const struct packed_sums parts[4] = {{0}};
    char path[64];
    const int fd = memfd_create("workbook", MFD_CLOEXEC);
    if (fd < 0 || write(fd, bytes, bytes_count) != (ssize_t)bytes_count)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    check(reread(&step, path, counts, sheets));
    check(reread_joined(&step, path, parts, sheets));
    close(fd);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    if (size < 1)
        return 0;
    bytes = data + 1;
    bytes_count = size - 1;
    if (data[0] == 'L')
        read_logo();
    else
        read_workbook(data[0] % 4);
    return 0;
}
