/* faults: runs a command again and again, each time with a fault, and judges what it left.
 *
 *   faults [--most N] [--kill N] [--signal N] LIBRARY FOLDER NAME COMMAND...
 *   faults --once CALL FAULT AT LIBRARY FOLDER NAME COMMAND...
 *
 * The command writes under FOLDER/out and takes its temporary files from FOLDER/tmp. What a run
 * without a fault writes is the new state; before each run every one of these files holds an old
 * text. Then either the run fails and each is old, or it succeeds and each is new: a third outcome
 * is a defect, and so is a file left behind.
 *
 *   inject   each kind of call (inject.h) fails with each of its errors, at moments spread over the
 *            run, --most of them for one call and error. Calls that are interrupted or do a part
 *            must be taken up again: there the run succeeds
 *   kill     killed by SIGKILL before calls, and --kill times as time goes by: each file is old or
 *            new, one hidden file a file may stay behind, and the next run takes it away
 *   signal   SIGINT and SIGTERM, --signal times as time goes by: as with a fault, and the status
 *            says which
 *   --once   one fault, and what comes of it stays as it is; the status is the command's
 *
 * Prints a line `ok NAME/...` or `not ok NAME/...` for each, and is not content with no fault. */
#include "files.h"
#include "inject.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SECONDS_MOST = 120, TOLD_MOST = 2 /* of one kind of fault */ };

static char temporary_folder[ROOM], inject_path[ROOM], said_path[ROOM];
static const char *name, *library;
static char **command;
static struct inject *inject;
static char last_said[ROOM];

/* -- Runs ------------------------------------------------------------------------------------- */

static pid_t start(void) {
    for (int call = 0; call < CALL_COUNT; call++)
        atomic_store(&inject->made[call], 0);
    atomic_store(&inject->injected, 0);
    pid_t child = fork();
    if (child < 0)
        die("fork");
    if (child > 0)
        return child;
    int fd = open(said_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(open("/dev/null", O_RDWR), STDIN_FILENO);
    dup2(open("/dev/null", O_RDWR), STDOUT_FILENO);
    dup2(fd, STDERR_FILENO);
    setenv("TMPDIR", temporary_folder, 1);
    setenv(INJECT_FILE, inject_path, 1);
    setenv("LD_PRELOAD", library, 1);
    alarm(SECONDS_MOST);
    execvp(command[0], command);
    _exit(126);
}

/* Its exit status, or 1000 and the signal. */
static int finish(pid_t child) {
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            die("waitpid");
    size_t size = 0;
    char *text = files_read(said_path, &size);
    snprintf(last_said, sizeof last_said, "%.*s", (int)(size < 600 ? size : 600), text ? text : "");
    free(text);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static int run_clean(void) {
    inject->at = 0;
    return finish(start());
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Run, and signalled after so many seconds. */
static int run_signalled(double after, int signal_number) {
    inject->at = 0;
    pid_t child = start();
    struct timespec wait = {.tv_sec = (time_t)after,
                            .tv_nsec = (long)((after - (double)(time_t)after) * 1e9)};
    nanosleep(&wait, NULL);
    kill(child, signal_number);
    return finish(child);
}

/* -- Judging ---------------------------------------------------------------------------------- */

struct tally {
    long runs, faults, untouched, whole, wrong, left, told;
};

static void tell(struct tally *tally, const char *what, int status, const struct states *states,
                 const char *why) {
    tally->wrong++;
    if (++tally->told > TOLD_MOST)
        return;
    printf("    %s: %s: status %d; of %d files %d old, %d new, %d neither\n", what, why, status,
           files_count(), states->counts[STATE_OLD], states->counts[STATE_NEW],
           states->counts[STATE_WRONG]);
    for (char *line = strtok(last_said, "\n"); line; line = strtok(NULL, "\n"))
        printf("      %.200s\n", line);
}

/* The two outcomes. must_succeed: only the second is one. */
static void judge(struct tally *tally, const char *what, int status, bool must_succeed,
                  bool may_leave) {
    struct states states = files_look();
    struct left left = files_left(false);
    bool failed = status > 0 && status < 1000 && states.all_old,
         done = status == 0 && states.all_new;
    tally->untouched += failed;
    tally->whole += done;
    if (!failed && !done)
        tell(tally, what, status, &states, "a third outcome");
    else if (failed && must_succeed)
        tell(tally, what, status, &states, "must succeed");
    else if (left.other || (left.hidden && !may_leave))
        tell(tally, what, status, &states, "leaves files behind");
    if (left.hidden || left.other) {
        tally->left++;
        status = run_clean();
        states = files_look();
        left = files_left(true);
        if (status != 0 || !states.all_new || left.hidden || left.other)
            tell(tally, what, status, &states, "the next run does not take away what was left");
    }
    files_reset();
}

static bool verdict(const struct tally *tally, const char *kind) {
    bool sound = tally->wrong == 0 && tally->faults > 0;
    printf("%s %s/%s\n", sound ? "ok" : "not ok", name, kind);
    printf(
        "    %ld runs, %ld faults: %ld failed and left all as it was, %ld succeeded whole, %ld wrong; "
        "%ld left a file behind\n",
        tally->runs, tally->faults, tally->untouched, tally->whole, tally->wrong, tally->left);
    fflush(stdout);
    return sound;
}

/* -- Faults ----------------------------------------------------------------------------------- */

static const char *const call_names[] = {
#define INJECT_NAME(name, text) text,
    INJECT_CALLS(INJECT_NAME)};

#define ERROR(name)                                                                                \
    { #name, name }
static const struct fault {
    const char *text;
    int number;
} errors[] = {ERROR(ENOSPC),          ERROR(EIO),          ERROR(EINTR), ERROR(EACCES),
              ERROR(EMFILE),          ERROR(EDQUOT),       ERROR(EROFS), {"a part", FAULT_SHORT},
              {"the end", FAULT_END}, {"kill", FAULT_KILL}};
enum { ERROR_COUNT = sizeof errors / sizeof *errors };

static const char *error_name(int number) {
    for (int i = 0; i < ERROR_COUNT; i++)
        if (errors[i].number == number)
            return errors[i].text;
    return "?";
}

/* What is tried. must_succeed: the call is to be taken up again. */
static const struct kind {
    int call, fault;
    bool is_last, must_succeed;
} kinds[] = {
    {CALL_WRITE, ENOSPC, false, false},    {CALL_WRITE, ENOSPC, true, false},
    {CALL_WRITE, EIO, false, false},       {CALL_WRITE, EDQUOT, true, false},
    {CALL_WRITE, EINTR, false, true},      {CALL_WRITE, FAULT_SHORT, false, true},
    {CALL_WRITE, FAULT_SHORT, true, true}, {CALL_READ, EIO, false, false},
    {CALL_READ, EIO, true, false},         {CALL_READ, EINTR, false, true},
    {CALL_READ, FAULT_SHORT, false, true}, {CALL_READ, FAULT_SHORT, true, true},
    {CALL_OPEN, EMFILE, false, false},     {CALL_OPEN, EMFILE, true, false},
    {CALL_OPEN, EACCES, false, false},     {CALL_OPEN, EINTR, false, true},
    {CALL_SEEK, EIO, false, false},        {CALL_CLOSE, EIO, false, false},
    {CALL_CLOSE, EINTR, false, true},      {CALL_SYNC, EIO, false, false},
    {CALL_SYNC, ENOSPC, true, false},      {CALL_SYNC, EINTR, false, true},
    {CALL_RENAME, EIO, false, false},      {CALL_RENAME, ENOSPC, false, false},
    {CALL_RENAME, EACCES, false, false},   {CALL_RENAME, EINTR, false, true},
    {CALL_UNLINK, EIO, false, false},      {CALL_UNLINK, EROFS, true, false},
    {CALL_TRUNCATE, EIO, false, false},    {CALL_TRUNCATE, EINTR, false, true},
    {CALL_STAT, EIO, false, false},        {CALL_FSTAT, EIO, false, false},
    {CALL_MKDIR, EIO, false, false},       {CALL_OPENDIR, EMFILE, false, false},
    {CALL_READDIR, EIO, false, false},     {CALL_FLOCK, EINTR, false, true},
    {CALL_FLOCK, EIO, false, false},
};
enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

static int run_fault(int call, int fault, bool is_last, uint64_t at) {
    inject->call = call;
    inject->fault = fault;
    inject->is_last = is_last;
    inject->at = at;
    int status = finish(start());
    inject->at = 0;
    return status;
}

/* The i-th of `count` moments spread over 1 to `all`. */
static uint64_t moment(uint64_t i, uint64_t count, uint64_t all) {
    return count >= all ? i + 1 : 1 + i * (all - 1) / (count > 1 ? count - 1 : 1);
}

static bool inject_faults(uint64_t most) {
    struct tally tally = {0};
    uint64_t made[CALL_COUNT];
    run_clean();
    files_reset();
    for (int call = 0; call < CALL_COUNT; call++)
        made[call] = atomic_load(&inject->made[call]);
    for (int k = 0; k < KIND_COUNT; k++) {
        const struct kind *kind = &kinds[k];
        uint64_t all = made[kind->call], count = all < most ? all : most;
        tally.told = 0;
        for (uint64_t i = 0; i < count; i++) {
            char what[200];
            uint64_t at = moment(i, count, all);
            int status = run_fault(kind->call, kind->fault, kind->is_last, at);
            bool was_injected = atomic_load(&inject->injected) > 0;
            tally.runs++;
            tally.faults += was_injected;
            snprintf(what, sizeof what, "%s %llu%s: %s", call_names[kind->call],
                     (unsigned long long)at, kind->is_last ? " and all after it" : "",
                     error_name(kind->fault));
            judge(&tally, what, status, kind->must_succeed || !was_injected,
                  kind->call == CALL_UNLINK);
        }
    }
    return verdict(&tally, "inject");
}

/* -- Kills and signals ------------------------------------------------------------------------ */

static void judge_kill(struct tally *tally, const char *what, int status) {
    struct states states = files_look();
    struct left left = files_left(false);
    int journals = files_count() > 1 ? files_count() : 0;
    bool was_killed = status == 1000 + SIGKILL;
    tally->runs++;
    tally->faults += was_killed;
    tally->untouched += states.all_old;
    tally->whole += states.all_new;
    tally->left += left.hidden > 0;
    if (!states.is_whole || (!was_killed && (status != 0 || !states.all_new)))
        tell(tally, what, status, &states, "a file is neither old nor new");
    else if (left.other || left.hidden > files_count() + journals)
        tell(tally, what, status, &states, "leaves too much behind");
    status = run_clean();
    states = files_look();
    left = files_left(true);
    if (status != 0 || !states.all_new || left.hidden || left.other)
        tell(tally, what, status, &states, "the next run does not mend it");
    files_reset();
}

static bool kill_before_calls(uint64_t most) {
    static const int calls[] = {CALL_WRITE,  CALL_OPEN,     CALL_CLOSE,  CALL_SYNC,
                                CALL_RENAME, CALL_UNLINK,   CALL_FLOCK,  CALL_MKDIR,
                                CALL_STAT,   CALL_TRUNCATE, CALL_READDIR};
    struct tally tally = {0};
    run_clean();
    uint64_t made[CALL_COUNT];
    for (int call = 0; call < CALL_COUNT; call++)
        made[call] = atomic_load(&inject->made[call]);
    files_reset();
    for (size_t c = 0; c < sizeof calls / sizeof *calls; c++) {
        uint64_t all = made[calls[c]], count = all < most ? all : most;
        for (uint64_t i = 0; i < count; i++) {
            char what[200];
            uint64_t at = moment(i, count, all);
            int status = run_fault(calls[c], FAULT_KILL, false, at);
            snprintf(what, sizeof what, "killed before %s %llu", call_names[calls[c]],
                     (unsigned long long)at);
            judge_kill(&tally, what, status);
        }
    }
    return verdict(&tally, "kill-before-calls");
}

/* How long a run takes: the shortest of several, so that most signals come in time. */
static double measure(void) {
    double shortest = 0;
    for (int i = 0; i < 3; i++) {
        double before = now();
        run_clean();
        double took = now() - before;
        shortest = i == 0 || took < shortest ? took : shortest;
    }
    files_reset();
    return shortest;
}

static bool kill_in_time(uint64_t times) {
    struct tally tally = {0};
    double whole = measure();
    /* Some runs have ended before; others stand in for them. */
    for (uint64_t i = 0; (uint64_t)tally.faults < times && i < 3 * times; i++) {
        char what[200];
        double after = whole * ((double)(i % times) + 0.5) / (double)times;
        int status = run_signalled(after, SIGKILL);
        snprintf(what, sizeof what, "killed after %.1f ms", after * 1e3);
        judge_kill(&tally, what, status);
    }
    return verdict(&tally, "kill");
}

static bool signal_in_time(uint64_t times) {
    struct tally tally = {0};
    double whole = measure();
    for (uint64_t i = 0; i < times; i++) {
        char what[200];
        int number = i % 2 ? SIGTERM : SIGINT;
        double after = whole * ((double)i + 0.5) / (double)times;
        int status = run_signalled(after, number);
        tally.runs++;
        snprintf(what, sizeof what, "signal %d after %.1f ms", number, after * 1e3);
        /* Before main has said what to do with signals they end the process. */
        tally.faults += status == 128 + number;
        if (status == 1000 + number)
            status = 128 + number;
        if (status != 0 && status != 128 + number) {
            struct states states = files_look();
            tell(&tally, what, status, &states, "the status is not the signal's");
        }
        judge(&tally, what, status, false, false);
    }
    return verdict(&tally, "signal");
}

/* -- Setting out ------------------------------------------------------------------------------ */

static void set_out(const char *folder) {
    char path[ROOM], out_folder[ROOM];
    snprintf(out_folder, ROOM, "%.1000s/out", folder);
    snprintf(temporary_folder, ROOM, "%.1000s/tmp", folder);
    snprintf(inject_path, ROOM, "%.1000s/inject", folder);
    snprintf(path, ROOM, "%.1000s", folder);
    snprintf(said_path, ROOM, "%.1000s/said", folder);
    mkdir(path, 0777);
    mkdir(out_folder, 0777);
    mkdir(temporary_folder, 0777);
    files_begin(out_folder, temporary_folder);
    int fd = open(inject_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || ftruncate(fd, sizeof *inject) != 0)
        die(inject_path);
    inject = mmap(NULL, sizeof *inject, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (inject == MAP_FAILED)
        die(inject_path);
    close(fd);
}

/* What a clean run writes; twice the same. */
static bool learn(void) {
    files_remove();
    int status = run_clean();
    files_learn();
    bool is_counted = atomic_load(&inject->made[CALL_OPEN]) > 0;
    status = status ? status : run_clean();
    struct states states = files_look();
    if (status == 0 && files_count() > 0 && is_counted && states.all_new) {
        files_reset();
        return true;
    }
    printf("not ok %s/clean\n    status %d, %d files, %s\n    %s\n", name, status, files_count(),
           is_counted ? "counted" : "the library was not loaded", last_said);
    return false;
}

static int once(const char *call_name, const char *fault_name, const char *at) {
    int call = 0, fault = 0;
    while (call < CALL_COUNT && strcmp(call_names[call], call_name) != 0)
        call++;
    while (fault < ERROR_COUNT && strcmp(errors[fault].text, fault_name) != 0)
        fault++;
    if (call == CALL_COUNT || fault == ERROR_COUNT)
        die("no such call or fault");
    int status = run_fault(call, errors[fault].number, false, strtoull(at, NULL, 10));
    fputs(last_said, stderr);
    if (atomic_load(&inject->injected) == 0)
        die("no fault was injected");
    return status >= 1000 ? status - 1000 + 128 : status;
}

int main(int count, char **words) {
    uint64_t most = 0, kills = 0, signals = 0;
    const char *const *only = NULL;
    int at = 1;
    for (; at + 1 < count && strncmp(words[at], "--", 2) == 0; at += 2) {
        uint64_t number = strtoull(words[at + 1], NULL, 10);
        if (strcmp(words[at], "--most") == 0)
            most = number;
        else if (strcmp(words[at], "--kill") == 0)
            kills = number;
        else if (strcmp(words[at], "--signal") == 0)
            signals = number;
        else if (strcmp(words[at], "--once") == 0 && at + 3 < count) {
            only = (const char *const *)&words[at + 1];
            at += 2;
        } else
            die(words[at]);
    }
    if (count - at < 4) {
        fprintf(stderr, "faults: LIBRARY FOLDER NAME COMMAND... are wanted\n");
        return 2;
    }
    library = words[at];
    name = words[at + 2];
    command = &words[at + 3];
    set_out(words[at + 1]);
    if (only)
        return once(only[0], only[1], only[2]);
    bool sound = learn();
    sound = sound && (most == 0 || inject_faults(most));
    bool killed =
        !files_count() || kills == 0 || (kill_before_calls(kills / 20 + 2) & kill_in_time(kills));
    bool signalled = !files_count() || signals == 0 || signal_in_time(signals);
    return sound && killed && signalled ? 0 : 1;
}
