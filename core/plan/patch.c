/* See patch.h. */
#include "plan/patch.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static int compare(const void *left, const void *right) {
    const struct patch *a = left, *b = right;
    return (a->byte > b->byte) - (a->byte < b->byte);
}

bool patches_settle(struct patches *patches) {
    int64_t shift = 0, lines = 0, end = 0;
    bool sound = true;
    if (patches->count)
        qsort(patches->list, patches->count, sizeof *patches->list, compare);
    for (size_t i = 0; i < patches->count; i++) {
        struct patch *patch = &patches->list[i];
        sound &= patch->byte >= end;
        end = patch->byte + patch->size;
        shift += (int64_t)patch->text_size - patch->size;
        lines += patch->more_lines;
        patch->shift = shift;
        patch->lines_shift = lines;
    }
    return sound;
}

void patches_free(struct patches *patches) {
    for (size_t i = 0; i < patches->count; i++) {
        memory_free(patches->list[i].text);
        memory_free(patches->list[i].mark);
    }
    memory_free(patches->list);
    *patches = (struct patches){0};
}

int64_t patches_shift(const struct patches *patches) {
    return patches->count ? patches->list[patches->count - 1].shift : 0;
}

/* Where the patch's text begins in the patched file. */
static int64_t begin_of(const struct patch *patch) {
    return patch->byte + patch->shift - ((int64_t)patch->text_size - patch->size);
}

static int64_t first_line_of(const struct patch *patch) {
    return patch->line + patch->lines_shift - patch->more_lines;
}

/* The last patch that begins at or before a byte (of the file itself, or of the patched one) or a
 * line of the patched one; NULL: none does. */
enum measured { BY_BYTE, BY_PATCHED_BYTE, BY_PATCHED_LINE };
static const struct patch *last_before(const struct patches *patches, int64_t at,
                                       enum measured by) {
    size_t low = 0, high = patches->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct patch *patch = &patches->list[middle];
        const int64_t begin = by == BY_BYTE           ? patch->byte
                              : by == BY_PATCHED_BYTE ? begin_of(patch)
                                                      : first_line_of(patch);
        if (begin <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? &patches->list[low - 1] : NULL;
}

const char *patches_part(const struct patches *patches, int64_t *offset, size_t *size) {
    const struct patch *patch = last_before(patches, *offset, BY_PATCHED_BYTE);
    const struct patch *next = patch ? patch + 1 : patches->list;
    const int64_t within = patch ? *offset - begin_of(patch) : 0;
    if (patch && within < (int64_t)patch->text_size) {
        const size_t left = patch->text_size - (size_t)within;
        *size = *size < left ? *size : left;
        return patch->text + within;
    }
    if (next < patches->list + patches->count && begin_of(next) - *offset < (int64_t)*size)
        *size = (size_t)(begin_of(next) - *offset);
    *offset -= patch ? patch->shift : 0;
    return NULL;
}

int64_t patches_byte(const struct patches *patches, int64_t byte) {
    const struct patch *patch = last_before(patches, byte, BY_PATCHED_BYTE);
    if (byte < 0 || !patch)
        return byte;
    return byte - begin_of(patch) < (int64_t)patch->text_size ? patch->byte : byte - patch->shift;
}

int64_t patches_line(const struct patches *patches, int64_t line) {
    const struct patch *patch = last_before(patches, line, BY_PATCHED_LINE);
    if (!patch)
        return line;
    const int64_t last = first_line_of(patch) + patch->line_ends;
    return line <= last ? patch->line : line - patch->lines_shift;
}

int64_t patches_find(const struct patches *patches, int64_t byte, const struct patch **patch) {
    const struct patch *found = last_before(patches, byte, BY_BYTE);
    *patch = found && found->byte == byte ? found : NULL;
    return *patch ? begin_of(found) : byte + (found ? found->shift : 0);
}

char *patch_mark(const char *record, size_t size) {
    uint64_t sum = UINT64_C(0xcbf29ce484222325); /* FNV-1a, its bits then mixed */
    for (size_t i = 0; i < size; i++)
        sum = (sum ^ (unsigned char)record[i]) * UINT64_C(0x100000001b3);
    sum = (sum ^ sum >> 32) * UINT64_C(0x9e3779b97f4a7c15);
    return memory_format("%zu-x%016" PRIx64, size, sum ^ sum >> 29);
}

int64_t patch_mark_size(const char *mark) {
    char *end;
    errno = 0;
    const long long size = strtoll(mark, &end, 10);
    const bool is = *mark >= '0' && *mark <= '9' && !errno && strncmp(end, "-x", 2) == 0 &&
                    strspn(end + 2, "0123456789abcdef") == 16 && end[18] == '\0';
    return is ? size : -1;
}

int64_t patch_line_ends(const char *text, size_t size) {
    int64_t ends = 0;
    for (size_t i = 0; i < size; i++)
        ends += text[i] == '\n' || (text[i] == '\r' && !(i + 1 < size && text[i + 1] == '\n'));
    return ends;
}
