/* Outputs: their hidden names, locks, and a commit of several that is undone or finished later. */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "output/hidden.h"
#include "output/journal.h"
#include "output/lock.h"
#include "output/output.h"
#include "output/place.h"
#include "output/unfinished.h"

static char folder[32];

/* Stands before the C library's: which file was synced last. */
static ino_t synced;
int fsync(int fd) {
    struct stat status;
    if (fstat(fd, &status) == 0)
        synced = status.st_ino;
    return (int)syscall(SYS_fsync, fd);
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

TestSuite(output, .init = set_up, .fini = tear_down);

static char *path_of(const char *name) { return memory_format("%s/%s", folder, name); }

static void put_text(const char *name, const char *text) {
    char *path = path_of(name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    cr_assert(fd >= 0);
    cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    memory_free(path);
}

static void expect_text(const char *name, const char *text) {
    char *path = path_of(name), room[100] = "";
    int fd = open(path, O_RDONLY);
    ssize_t got = fd < 0 ? -1 : read(fd, room, sizeof room - 1);
    cr_expect(got >= 0 && strcmp(room, text) == 0, "%s holds '%s', not '%s'", name, room, text);
    close(fd);
    memory_free(path);
}

static struct output *open_with(const char *name, const char *text, struct problems *problems) {
    char *path = path_of(name);
    struct output *output = output_open(path, NULL, problems);
    cr_assert_not_null(output);
    cr_assert_eq(write(output->fd, text, strlen(text)), (ssize_t)strlen(text));
    cr_assert(output_sync(output, problems));
    memory_free(path);
    return output;
}

Test(output, hidden_names_say_whose_they_are) {
    const struct hidden_owner owner = {.process = 1234, .since = INT64_C(1769851800123456)};
    struct hidden_owner found = {0};
    char long_name[251], other[251];
    memset(long_name, 'n', 250);
    long_name[250] = '\0';
    strcpy(other, long_name);
    other[249] = 'm';
    char *path = hidden_output("/a", "b.csv", owner), *journal = hidden_journal("/", owner);
    char *cut = hidden_output("/a", long_name, owner), *told = hidden_tell(owner);
    cr_expect_str_eq(path, "/a/.b.csv.leat-1234-1769851800123456");
    cr_expect_str_eq(journal, "/.leat-1234-1769851800123456");
    cr_expect_str_eq(told, "process 1234, since 2026-01-31 09:30:00 UTC");
    cr_expect(hidden_is_output(path + 3, "b.csv", &found));
    cr_expect(found.process == owner.process && found.since == owner.since);
    cr_expect(hidden_is_journal(journal + 1, &found));
    cr_expect(strlen(cut + 3) < 255 && hidden_is_output(cut + 3, long_name, &found));
    cr_expect_not(hidden_is_output(cut + 3, other, &found));
    cr_expect_not(hidden_is_output(path + 3, "b.cs", &found));
    cr_expect_not(hidden_is_output(".b.csv.leat-1234", "b.csv", &found));
    cr_expect_not(hidden_is_output(".b.csv.leat-1234-5x", "b.csv", &found));
    cr_expect_not(hidden_is_output(".b.csv.leat--1-5", "b.csv", &found));
    cr_expect_not(hidden_is_journal(path + 3, &found));
    memory_free(path);
    memory_free(journal);
    memory_free(cut);
    memory_free(told);
}

Test(output, a_lock_is_held_by_the_living) {
    char *path = path_of("lock");
    struct stat status;
    cr_expect_eq(lock_look(path, &status), LOCK_GONE);
    int fd = lock_new(path, 0600);
    cr_assert(fd >= 0);
    cr_expect_eq(lock_look(path, &status), LOCK_HELD);
    cr_expect_eq(lock_dead(path), -1);
    cr_expect_eq(lock_new(path, 0600), -1); /* there is one */
    close(fd);
    cr_expect_eq(lock_look(path, &status), LOCK_FREE);
    fd = lock_dead(path);
    cr_expect(fd >= 0);
    cr_expect_eq(lock_look(path, &status), LOCK_HELD);
    close(fd);
    cr_expect_eq(lock_look(folder, &status), LOCK_UNKNOWN);
    memory_free(path);
}

/* Another run's file is locked; what a dead one left is taken away, and other files are not. */
Test(output, a_target_is_one_run_s_at_a_time) {
    struct problems problems = {0};
    const struct hidden_owner other = {.process = 77, .since = 1};
    char *target = path_of("out.csv"), *held = hidden_output(folder, "out.csv", other);
    int fd = lock_new(held, 0600);
    cr_assert(fd >= 0);
    put_text(".other.csv.leat-5-5", "another target's");
    put_text(".out.csv.leat-mine", "somebody's");
    cr_expect_null(output_open(target, NULL, &problems));
    cr_expect_eq(problems_status(&problems), STATUS_WORLD);
    cr_expect_not_null(strstr(problems.list[0].message, "another run is writing it (process 77"));
    problems_free(&problems);
    close(fd);
    output_free(open_with("out.csv", "x", &problems));
    cr_expect_neq(access(held, F_OK), 0);
    expect_text(".other.csv.leat-5-5", "another target's");
    expect_text(".out.csv.leat-mine", "somebody's");
    cr_expect_eq(problems.count, 0);
    memory_free(target);
    memory_free(held);
}

/* The second cannot be put in place, since its file was taken away; so the first is put back. */
Test(output, a_commit_that_fails_is_undone) {
    struct problems problems = {0};
    put_text("a", "old a");
    put_text("c", "old c");
    struct output *list[] = {open_with("a", "new a", &problems), open_with("b", "new b", &problems),
                             open_with("c", "new c", &problems)};
    unlink(list[2]->unfinished);
    cr_expect_not(outputs_commit(list, 3, &problems));
    cr_expect_eq(problems_status(&problems), STATUS_WORLD);
    for (int i = 0; i < 3; i++)
        output_free(list[i]);
    expect_text("a", "old a");
    expect_text("c", "old c");
    char *path = path_of("b"), *journal = hidden_journal(folder, hidden_self());
    cr_expect_neq(access(path, F_OK), 0);
    cr_expect_neq(access(journal, F_OK), 0);
    memory_free(path);
    memory_free(journal);
    problems_free(&problems);
}

/* As a run leaves it that is killed when the first of three stands in its place. */
static void leave_half_done(struct output **list, struct hidden_owner dead,
                            struct problems *problems) {
    struct journal_own own;
    put_text("a", "old a");
    put_text("b", "old b");
    list[0] = open_with("a", "new a", problems);
    list[1] = open_with("b", "new b", problems);
    list[2] = open_with("c", "new c", problems);
    cr_assert(journal_write(&own, folder, list, 3));
    cr_assert(place_put(list[0], true));
    for (int i = 0; i < 3; i++) {
        char *path = hidden_output(folder, hidden_name(list[i]->target), dead);
        cr_assert_eq(rename(list[i]->unfinished, path), 0);
        memory_free(path);
        output_free(list[i]);
    }
    char *path = hidden_journal(folder, dead);
    cr_assert_eq(rename(own.path, path), 0);
    memory_free(path);
    journal_close(&own);
}

static void expect_hidden(int count) {
    char *command = memory_format("test $(ls -A '%s' | grep -c leat-) = %d", folder, count);
    cr_expect_eq(system(command), 0);
    memory_free(command);
}

/* A child opens two outputs, comes as far as that with them, and is gone. */
static void leave(enum outputs_stage stage) {
    cr_assert(outputs_begin());
    pid_t child = fork();
    if (child == 0) {
        struct problems problems = {0};
        open_with("a", "new", &problems);
        open_with("b", "new", &problems);
        unfinished_reach(stage);
        _exit(0);
    }
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

Test(output, a_childs_unfinished_files_are_removed) {
    leave(OUTPUTS_OLD);
    expect_hidden(2);
    output_remove_unfinished();
    expect_hidden(0);
    cr_expect_str_eq(outputs_told(), "nothing was written");
}

/* One may be in its place, and a journal may need the others. */
Test(output, those_on_their_way_are_left_to_the_next_run) {
    leave(OUTPUTS_BETWEEN);
    output_remove_unfinished();
    expect_hidden(2);
    cr_expect_neq(strcmp(outputs_told(), "nothing was written"), 0);
    cr_assert(outputs_begin());
    cr_expect_str_eq(outputs_told(), "nothing was written");
}

Test(output, the_next_run_finishes_a_commit) {
    struct problems problems = {0};
    const struct hidden_owner dead = {.process = 99, .since = 1};
    struct output *list[3];
    leave_half_done(list, dead, &problems);
    output_free(open_with("c", "never committed", &problems));
    expect_text("a", "new a");
    expect_text("b", "new b");
    expect_text("c", "new c");
    expect_hidden(0);
    cr_expect_eq(problems.count, 0);
}

Test(output, a_journal_of_others_is_not_believed) {
    struct problems problems = {0};
    const struct hidden_owner dead = {.process = 99, .since = 1};
    struct output *list[3];
    leave_half_done(list, dead, &problems);
    char *journal = hidden_journal(folder, dead);
    cr_assert_eq(chmod(journal, 0666), 0);
    output_free(open_with("c", "never committed", &problems));
    expect_text("b", "old b");
    expect_hidden(4);
    /* One that was cut short was written before anything was renamed. */
    cr_assert(chmod(journal, 0600) == 0 && truncate(journal, 20) == 0);
    output_free(open_with("c", "never committed", &problems));
    expect_text("b", "old b");
    memory_free(journal);
}

/* A run that is ending has written half of its journal yet, and holds it. */
Test(output, a_journal_of_the_living_stays) {
    struct problems problems = {0};
    const struct hidden_owner other = {.process = 99, .since = 1};
    char *journal = hidden_journal(folder, other);
    int fd = lock_new(journal, 0600);
    cr_assert(fd >= 0);
    cr_assert_eq(write(fd, "leat", 4), 4);
    output_free(open_with("a", "never committed", &problems));
    cr_expect_eq(access(journal, F_OK), 0);
    close(fd);
    output_free(open_with("a", "never committed", &problems));
    cr_expect_neq(access(journal, F_OK), 0, "nobody holds it any more");
    cr_expect_eq(problems.count, 0);
    memory_free(journal);
}

/* Without that, a loss of power may leave renamed files whose journal is empty. */
Test(output, a_journal_is_on_the_disk_before_anything_is_renamed) {
    struct problems problems = {0};
    struct journal_own own;
    struct stat status;
    struct output *list[] = {open_with("a", "a", &problems), open_with("b", "b", &problems)};
    cr_assert(journal_write(&own, folder, list, 2));
    cr_expect(fstat(own.fd, &status) == 0 && status.st_ino == synced);
    journal_remove(&own);
    for (int i = 0; i < 2; i++)
        output_free(list[i]);
}

/* A nanosecond after the killed run had written its own. */
Test(output, what_came_later_is_not_written_over) {
    struct problems problems = {0};
    const struct hidden_owner dead = {.process = 99, .since = 1};
    struct output *list[3];
    struct stat status;
    leave_half_done(list, dead, &problems);
    char *own = hidden_output(folder, "b", dead), *target = path_of("b");
    struct timespec times[2] = {{.tv_sec = 1769851800}, {.tv_sec = 1769851800, .tv_nsec = 5}};
    cr_assert_eq(utimensat(AT_FDCWD, own, times, 0), 0);
    times[1].tv_nsec = 6;
    cr_assert_eq(utimensat(AT_FDCWD, target, times, 0), 0);
    cr_assert(stat(target, &status) == 0 && status.st_mtim.tv_nsec == 6);
    output_free(open_with("c", "never committed", &problems));
    expect_text("a", "new a");
    expect_text("b", "old b");
    expect_text("c", "new c");
    memory_free(own);
    memory_free(target);
}

Test(output, a_signal_comes_before_a_commit_or_too_late) {
    cr_expect(interrupt_shut());
    cr_expect(interrupt_take(2)); /* too late */
    cr_expect_eq(interrupt_signal, 0);
    interrupt_reopen();
    cr_expect_eq(interrupt_signal, 2);
    cr_expect_not(interrupt_shut());
    cr_expect_not(interrupt_take(15)); /* the second ends the program */
}
