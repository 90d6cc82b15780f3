/* A file with some of its records corrected reads as one that was edited would, and every place in
 * it leads back to the file itself. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "plan/patch.h"
#include "random.h"

enum { LINES = 40, TRIES = 400 };

/* A file of short lines, and what it is with some of them replaced. For each byte of the latter:
 * where it comes from, and on which line. */
struct files {
    struct string own, patched;
    int64_t bytes[LINES * 64], lines[LINES * 64];
    struct patches patches;
};

static void add_line(uint64_t *state, struct string *line, bool may_break) {
    static const char letters[] = "ab,\"x";
    string_clear(line);
    for (uint64_t size = 1 + random_below(state, 9); size > 0; size--)
        string_add_char(line, may_break && random_below(state, 6) == 0
                                  ? '\n'
                                  : letters[random_below(state, sizeof letters - 1)]);
}

static void add_byte(struct files *files, char c, int64_t byte, int64_t line) {
    files->bytes[files->patched.size] = byte;
    files->lines[files->patched.size] = line;
    string_add_char(&files->patched, c);
}

static void make(uint64_t *state, struct files *files) {
    struct string line = {0}, other = {0};
    int64_t number = 1;
    for (int i = 0; i < LINES; i++) {
        const int64_t byte = (int64_t)files->own.size, first = number;
        add_line(state, &line, random_below(state, 4) == 0);
        string_add(&files->own, line.data, line.size);
        string_add_char(&files->own, '\n');
        number += patch_line_ends(line.data, line.size) + 1;
        if (random_below(state, 3) == 0) {
            add_line(state, &other, random_below(state, 4) == 0);
            files->patches.list = memory_resize(
                files->patches.list, (files->patches.count + 1) * sizeof *files->patches.list);
            files->patches.list[files->patches.count++] =
                (struct patch){.byte = byte,
                               .line = first,
                               .size = (int64_t)line.size,
                               .text = memory_copy_part(other.data, other.size),
                               .text_size = other.size,
                               .line_ends = patch_line_ends(other.data, other.size),
                               .more_lines = patch_line_ends(other.data, other.size) -
                                             patch_line_ends(line.data, line.size)};
            for (size_t k = 0; k < other.size; k++)
                add_byte(files, other.data[k], byte, first);
        } else {
            int64_t at = first;
            for (size_t k = 0; k < line.size; k++) {
                add_byte(files, line.data[k], byte + (int64_t)k, at);
                at += line.data[k] == '\n';
            }
        }
        add_byte(files, '\n', byte + (int64_t)line.size, -1);
    }
    string_free(&line);
    string_free(&other);
}

static void check(const struct files *files) {
    const struct string *patched = &files->patched;
    int64_t line = 1;
    cr_assert_eq(patches_shift(&files->patches), (int64_t)patched->size - (int64_t)files->own.size);
    for (size_t at = 0; at < patched->size; at++) {
        int64_t offset = (int64_t)at;
        size_t size = patched->size - at;
        const char *text = patches_part(&files->patches, &offset, &size);
        text = text ? text : files->own.data + offset;
        cr_assert(size > 0 && at + size <= patched->size &&
                      memcmp(text, patched->data + at, size) == 0,
                  "what stands at byte %zu", at);
        cr_assert_eq(patches_byte(&files->patches, (int64_t)at), files->bytes[at], "byte %zu", at);
        if (files->lines[at] > 0)
            cr_assert_eq(patches_line(&files->patches, line), files->lines[at], "line %lld",
                         (long long)line);
        line += patched->data[at] == '\n';
    }
    for (size_t i = 0; i < files->patches.count; i++) {
        const struct patch *found;
        const int64_t at = patches_find(&files->patches, files->patches.list[i].byte, &found);
        cr_assert_eq(found, &files->patches.list[i]);
        cr_assert(memcmp(patched->data + at, found->text, found->text_size) == 0);
    }
}

Test(patch, reads_and_leads_back) {
    uint64_t state = 5;
    for (int i = 0; i < TRIES; i++) {
        struct files *files = memory_alloc(sizeof *files);
        make(&state, files);
        cr_assert(patches_settle(&files->patches));
        check(files);
        patches_free(&files->patches);
        string_free(&files->own);
        string_free(&files->patched);
        memory_free(files);
    }
}

Test(patch, two_in_the_same_bytes) {
    struct patch list[] = {{.byte = 10, .size = 5, .text_size = 2}, {.byte = 4, .size = 7}};
    struct patches patches = {list, 2};
    cr_assert_not(patches_settle(&patches));
    list[0] = (struct patch){.byte = 11, .size = 5};
    list[1] = (struct patch){.byte = 4, .size = 7};
    cr_assert(patches_settle(&patches));
}

Test(patch, marks) {
    char *mark = patch_mark("1,a,2", 5), *other = patch_mark("1,a,3", 5), *none = patch_mark("", 0);
    cr_assert_eq(patch_mark_size(mark), 5);
    cr_assert_eq(patch_mark_size(none), 0);
    cr_assert_str_neq(mark, other);
    static const char *const no_marks[] = {"",
                                           "5",
                                           "5-x",
                                           "-1-x0123456789abcdef",
                                           "5.0E+3",
                                           "5-x0123456789abcdeF",
                                           "5-x0123456789abcdef0"};
    for (size_t i = 0; i < sizeof no_marks / sizeof *no_marks; i++)
        cr_expect_eq(patch_mark_size(no_marks[i]), -1, "%s", no_marks[i]);
    memory_free(mark);
    memory_free(other);
    memory_free(none);
}
