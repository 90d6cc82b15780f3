/* Input files: found by name and by pattern, read at any offset or in order, and changed under the
 * reader. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "definition/definition.h"
#include "output/output.h"
#include "plan/file.h"

static char folder[64];

static char *path_of(const char *name) { return memory_format("%s/%s", folder, name); }

static void write_file(const char *name, const char *text, size_t size) {
    char *path = path_of(name);
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    fwrite(text, 1, size, file);
    fclose(file);
    memory_free(path);
}

static void set_up(void) {
    strcpy(folder, "/tmp/leat-unit-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
}

static void tear_down(void) {
    char *command = memory_format("rm -rf '%s'", folder);
    cr_assert_eq(system(command), 0);
    memory_free(command);
}

/* Finds what `name` in the folder stands for; the names found, joined by spaces. */
static char *found(const char *name, struct file **files, size_t *count,
                   struct problems *problems) {
    struct string names = {0};
    struct place place = {.file = "d.json", .line = 1};
    char *path = path_of(name);
    *files = NULL;
    *count = 0;
    files_find(path, name, NULL, &place, files, count, problems);
    for (size_t i = 0; i < *count; i++)
        string_add_format(&names, "%s%s", i ? " " : "", (*files)[i].api.name.data);
    memory_free(path);
    return string_take(&names);
}

TestSuite(plan_file, .init = set_up, .fini = tear_down);

Test(plan_file, a_pattern_gives_its_files_in_the_order_of_bytes) {
    struct file *files;
    size_t count;
    struct problems problems = {0};
    write_file("b.csv", "b", 1);
    write_file("B.csv", "b", 1);
    write_file("a.csv", "a", 1);
    write_file("a.txt", "a", 1);
    char *names = found("*.csv", &files, &count, &problems);
    cr_expect_str_eq(names, "B.csv a.csv b.csv");
    memory_free(names);
    files_close(files, count);
    write_file("[ab].csv", "itself", 6);
    names = found("[ab].csv", &files, &count, &problems);
    cr_expect_str_eq(names, "[ab].csv", "a file of that very name goes before the pattern");
    cr_expect_eq(files[0].api.bytes, 6);
    memory_free(names);
    files_close(files, count);
    cr_expect_eq(problems.count, 0);
}

Test(plan_file, what_is_missing_is_told_with_the_nearest_name) {
    struct file *files;
    size_t count;
    struct problems problems = {0};
    write_file("grades.csv", "x", 1);
    memory_free(found("grade.csv", &files, &count, &problems));
    memory_free(found("*.ods", &files, &count, &problems));
    cr_assert_eq(problems.count, 2);
    cr_expect_eq(problems.list[0].status, STATUS_WORLD);
    cr_expect_str_eq(problems.list[0].message, "cannot read grade.csv: there is no such file");
    cr_expect_str_eq(problems.list[0].advice, "did you mean 'grades.csv'?");
    cr_expect_str_eq(problems.list[1].message, "no file matches the pattern *.ods");
    problems_free(&problems);
}

Test(plan_file, a_file_cut_short_under_the_reader_is_an_error) {
    struct file *files;
    size_t count;
    struct problems problems = {0};
    char room[16], *failure = NULL;
    write_file("in", "0123456789", 10);
    memory_free(found("in", &files, &count, &problems));
    cr_expect_eq(file_read_at(files, 4, room, 4, &failure), 4);
    cr_expect(memcmp(room, "4567", 4) == 0);
    cr_expect_eq(file_read_at(files, 8, room, 4, &failure), 2);
    cr_expect_eq(file_read_at(files, 10, room, 4, &failure), 0);
    char *path = path_of("in");
    cr_assert_eq(truncate(path, 5), 0);
    memory_free(path);
    cr_expect_eq(file_read_at(files, 4, room, 4, &failure), -1);
    cr_expect_str_eq(failure, "cannot read in: it became shorter while leat was reading it");
    memory_free(failure);
    files_close(files, count);
}

Test(plan_file, a_file_put_in_its_place_is_an_error) {
    struct file *files;
    size_t count;
    struct problems problems = {0};
    char room[16], *failure = NULL;
    write_file("in", "0123456789", 10);
    memory_free(found("in", &files, &count, &problems));
    write_file("other", "abc", 3);
    char *from = path_of("other"), *to = path_of("in");
    cr_assert_eq(rename(from, to), 0);
    memory_free(from);
    memory_free(to);
    cr_expect_eq(file_read_at(files, 0, room, 4, &failure), -1);
    cr_assert_not_null(failure);
    cr_expect_not_null(strstr(failure, "replaced by another file"));
    memory_free(failure);
    files_close(files, count);
}

Test(plan_file, it_stays_an_error_and_a_pipe_does_not_hold_it_up, .timeout = 20) {
    struct file *files;
    size_t count;
    struct problems problems = {0};
    char room[16], *path = path_of("in");
    write_file("in", "0123456789", 10);
    memory_free(found("in", &files, &count, &problems));
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(mkfifo(path, 0600), 0);
    memory_free(path);
    for (int time = 0; time < 2; time++) {
        char *failure = NULL;
        cr_expect_eq(file_read_at(files, 0, room, 4, &failure), -1);
        cr_assert_not_null(failure);
        cr_expect_not_null(strstr(failure, "replaced by another file"));
        memory_free(failure);
    }
    files_close(files, count);
}

/* -- Outputs ---------------------------------------------------------------------------------- */

Test(plan_file, an_output_appears_whole_or_not_at_all) {
    struct problems problems = {0};
    char *target = path_of("new/deep/out.csv");
    struct output *output = output_open(target, NULL, &problems);
    cr_assert_not_null(output);
    cr_assert_eq(write(output->fd, "text", 4), 4);
    cr_expect_neq(access(target, F_OK), 0);
    cr_expect(output_sync(output, &problems) && output->bytes == 4);
    cr_expect(outputs_commit(&output, 1, &problems));
    cr_expect_eq(access(target, F_OK), 0);
    output_free(output);

    struct stat before, after;
    stat(target, &before);
    output = output_open(target, NULL, &problems);
    char *unfinished = memory_copy(output->unfinished);
    cr_assert_eq(write(output->fd, "other", 5), 5);
    output_free(output); /* never committed */
    stat(target, &after);
    cr_expect(before.st_ino == after.st_ino && after.st_size == 4);
    cr_expect_neq(access(unfinished, F_OK), 0);

    output = output_open(target, NULL, &problems);
    memory_free(unfinished);
    unfinished = memory_copy(output->unfinished);
    output_remove_unfinished(); /* as a signal handler does */
    cr_expect_neq(access(unfinished, F_OK), 0);
    output_free(output);
    memory_free(unfinished);
    memory_free(target);
    cr_expect_eq(problems.count, 0);
}

Test(plan_file, what_stands_at_the_target_must_be_a_file) {
    struct problems problems = {0};
    char *link = path_of("link"), *pipe = path_of("pipe"), *below = path_of("file/below");
    write_file("file", "x", 1);
    cr_assert(symlink("file", link) == 0 && mkfifo(pipe, 0600) == 0);
    cr_expect_null(output_open(folder, NULL, &problems));
    cr_expect_null(output_open(link, NULL, &problems));
    cr_expect_null(output_open(pipe, NULL, &problems));
    cr_expect_null(output_open(below, NULL, &problems));
    cr_expect_eq(problems.count, 4);
    cr_expect_eq(problems_status(&problems), STATUS_WORLD);
    problems_free(&problems);
    memory_free(link);
    memory_free(pipe);
    memory_free(below);
}

/* -- Paths ------------------------------------------------------------------------------------ */

Test(plan_file, paths_start_at_the_folder) {
    static const char *const cases[][3] = {
        {"/a/b", "c.csv", "/a/b/c.csv"},     {"/a/b", "../c.csv", "/a/c.csv"},
        {"/a/b", "./c/./d", "/a/b/c/d"},     {"/a/b", "/x//y/", "/x/y"},
        {"/a", "../../../c", "/c"},          {"/", "c", "/c"},
        {"/a/b", "c/../../../..", "/"},      {"/a/b", "-", "-"},
        {"/a/b", "..c/d..", "/a/b/..c/d.."}, {"/a/b", "é/ü.csv", "/a/b/é/ü.csv"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *path = path_absolute(cases[i][0], cases[i][1]);
        cr_expect_str_eq(path, cases[i][2]);
        memory_free(path);
    }
}

Test(plan_file, paths_that_can_only_be_folders) {
    static const char *const folders[] = {"/", "a/", ".", "..", "a/.", "a/..", "./"};
    static const char *const files[] = {"a", "/a", "a/..b", "a/b.", ".a", "..."};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        cr_expect(path_names_folder(folders[i]), "%s", folders[i]);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        cr_expect_not(path_names_folder(files[i]), "%s", files[i]);
}

Test(plan_file, one_name_for_a_file_by_whichever_path) {
    char *real = path_of("real"), *link = path_of("link");
    cr_assert(mkdir(real, 0700) == 0 && symlink("real", link) == 0);
    char *one = memory_format("%s/new/a.csv", real), *two = memory_format("%s/new/a.csv", link);
    char *one_real = path_real(one), *two_real = path_real(two), *top = path_real("/no-such");
    cr_expect_str_eq(one_real, two_real);
    cr_expect_str_eq(top, "/no-such");
    char *all[] = {real, link, one, two, one_real, two_real, top};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        memory_free(all[i]);
}
