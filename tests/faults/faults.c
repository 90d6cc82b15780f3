/* faults: runs a command again and again, each time with a fault, and judges what it left.
 *
 *   faults [--most N] [--kill N] [--signal N] LIBRARY FOLDER NAME COMMAND...
 *   faults --once CALL FAULT AT LIBRARY FOLDER NAME COMMAND...
 *
 * The command writes under FOLDER/out and takes its temporary files from FOLDER/tmp. What a run
 * without a fault writes is the new state; before each run every one of these files holds an old
 * text. Then either the run fails and each is old, or it succeeds and each is new: a third outcome
 * is a defect, and so is a file left behind. What goes to standard output cannot be taken back: it
 * is all there when the run succeeds, and a beginning of it, or all, or nothing when it fails.
 *
 *   inject   each kind of call (inject.h) fails with each of its errors, at moments spread over the
 *            run, --most of them for one call and error; 0 is at every call that the run makes.
 *            Calls that are interrupted or do a part must be taken up again: there the run succeeds
 *   kill     killed by SIGKILL before calls, and --kill times as time goes by: each file is old or
 *            new, one hidden file a file may stay behind, and the next run takes it away
 *   signal   SIGINT and SIGTERM, --signal times as time goes by: as with a fault, and the status
 *            says which
 *   --once   one fault, and what comes of it stays as it is; the status is the command's
 *
 * Prints a line `ok NAME/...` or `not ok NAME/...` for each, and is content neither with faults that
 * do not come nor with fewer kills or signals in time than were asked for. */
#include "files.h"
#include "inject.h"
#include "judge.h"
#include "runs.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of moments at which runs are killed or signalled: some have ended before, and others stand in. */
enum { ROUNDS_MOST = 10 };

static const char *name;

/* -- Faults ----------------------------------------------------------------------------------- */

static const char *const call_names[] = {
#define INJECT_NAME(name, text) text,
    INJECT_CALLS(INJECT_NAME)};

#define ERROR(name)                                                                                \
    { #name, name }
static const struct fault {
    const char *text;
    int number;
} errors[] = {ERROR(ENOSPC),       ERROR(EIO),    ERROR(EINTR), ERROR(EACCES),
              ERROR(EMFILE),       ERROR(EDQUOT), ERROR(EROFS), {"a part", FAULT_SHORT},
              {"kill", FAULT_KILL}};
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
    {CALL_OPEN, ENOSPC, false, false},     {CALL_OPEN, ENOSPC, true, false},
    {CALL_OPEN, EIO, false, false},        {CALL_OPEN, EIO, true, false},
    {CALL_OPEN, EACCES, false, false},     {CALL_OPEN, EINTR, false, true},
    {CALL_SEEK, EIO, false, false},        {CALL_CLOSE, EIO, false, false},
    {CALL_CLOSE, EIO, true, false},        {CALL_CLOSE, ENOSPC, false, false},
    {CALL_CLOSE, ENOSPC, true, false},     {CALL_CLOSE, EINTR, false, true},
    {CALL_SYNC, EIO, false, false},        {CALL_SYNC, ENOSPC, true, false},
    {CALL_SYNC, EINTR, false, true},       {CALL_RENAME, EIO, false, false},
    {CALL_RENAME, ENOSPC, false, false},   {CALL_RENAME, EACCES, false, false},
    {CALL_RENAME, EINTR, false, true},     {CALL_UNLINK, EIO, false, false},
    {CALL_UNLINK, EROFS, true, false},     {CALL_TRUNCATE, EIO, false, false},
    {CALL_TRUNCATE, EINTR, false, true},   {CALL_STAT, EIO, false, false},
    {CALL_FSTAT, EIO, false, false},       {CALL_MKDIR, EIO, false, false},
    {CALL_OPENDIR, EMFILE, false, false},  {CALL_READDIR, EIO, false, false},
    {CALL_FLOCK, EINTR, false, true},      {CALL_FLOCK, EIO, false, false},
};
enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

/* The i-th of `count` moments spread over 1 to `all`; one alone is in the middle. */
static uint64_t moment(uint64_t i, uint64_t count, uint64_t all) {
    return count >= all ? i + 1 : count == 1 ? (all + 1) / 2 : 1 + i * (all - 1) / (count - 1);
}

/* How often each call is made. */
static void count_calls(uint64_t *made) {
    run_clean();
    for (int call = 0; call < CALL_COUNT; call++)
        made[call] = runs_made(call);
    files_reset();
}

/* Calls are not quite as many in each run of several threads, so that a fault may not come. */
static long most_of(long runs) { return runs - runs / 4; }

static void inject_one(const struct kind *kind, uint64_t at, struct tally *tally) {
    char what[200];
    int status = run_fault(kind->call, kind->fault, kind->is_last, at);
    bool was_injected = runs_injected() > 0;
    tally->runs++;
    tally->faults += was_injected;
    snprintf(what, sizeof what, "%s %llu%s: %s", call_names[kind->call], (unsigned long long)at,
             kind->is_last ? " and all after it" : "", error_name(kind->fault));
    judge_run(tally, what, status, kind->must_succeed || !was_injected, kind->call == CALL_UNLINK);
}

static bool inject_faults(uint64_t most) {
    struct tally tally = {0};
    uint64_t made[CALL_COUNT];
    count_calls(made);
    for (int k = 0; k < KIND_COUNT; k++) {
        uint64_t all = made[kinds[k].call], count = most == 0 || all < most ? all : most;
        tally.told = 0;
        for (uint64_t i = 0; i < count; i++)
            inject_one(&kinds[k], moment(i, count, all), &tally);
    }
    return judge_all(&tally, name, "inject", most_of(tally.runs));
}

/* -- Kills and signals ------------------------------------------------------------------------ */

static bool kill_before_calls(uint64_t most) {
    static const int calls[] = {CALL_WRITE,  CALL_OPEN,     CALL_CLOSE,  CALL_SYNC,
                                CALL_RENAME, CALL_UNLINK,   CALL_FLOCK,  CALL_MKDIR,
                                CALL_STAT,   CALL_TRUNCATE, CALL_READDIR};
    struct tally tally = {0};
    uint64_t made[CALL_COUNT];
    count_calls(made);
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
    return judge_all(&tally, name, "kill-before-calls", most_of(tally.runs));
}

/* The i-th of so many moments of a run that takes so long, over and over. */
static double instant(uint64_t i, uint64_t times, double whole) {
    return whole * ((double)(i % times) + 0.5) / (double)times;
}

static bool kill_in_time(uint64_t times) {
    struct tally tally = {0};
    double whole = runs_measure();
    files_reset();
    for (uint64_t i = 0; (uint64_t)tally.faults < times && i < ROUNDS_MOST * times; i++) {
        char what[200];
        double after = instant(i, times, whole);
        int status = run_signalled(after, SIGKILL);
        snprintf(what, sizeof what, "killed after %.1f ms", after * 1e3);
        judge_kill(&tally, what, status);
    }
    return judge_all(&tally, name, "kill", (long)times);
}

static bool signal_in_time(uint64_t times) {
    struct tally tally = {0};
    double whole = runs_measure();
    files_reset();
    for (uint64_t i = 0; (uint64_t)tally.faults < times && i < ROUNDS_MOST * times; i++) {
        char what[200];
        int number = i % 2 ? SIGTERM : SIGINT;
        double after = instant(i, times, whole);
        int status = run_signalled(after, number);
        tally.runs++;
        snprintf(what, sizeof what, "signal %d after %.1f ms", number, after * 1e3);
        /* Before main has said what to do with signals they end the process. */
        if (status == SIGNALLED + number)
            status = 128 + number;
        tally.faults += status == 128 + number;
        if (status != 0 && status != 128 + number) {
            struct states states = files_look();
            judge_tell(&tally, what, status, &states, "the status is not the signal's");
        }
        judge_run(&tally, what, status, false, false);
    }
    return judge_all(&tally, name, "signal", (long)times);
}

/* -- Setting out ------------------------------------------------------------------------------ */

/* What a clean run writes; twice the same. */
static bool learn(void) {
    files_remove();
    int status = run_clean();
    files_learn();
    bool is_counted = runs_made(CALL_OPEN) > 0;
    status = status ? status : run_clean();
    struct states states = files_look();
    if (status == 0 && files_count() > 0 && is_counted && states.all_new) {
        files_reset();
        return true;
    }
    printf("not ok %s/clean\n    status %d, %d files, %s\n    %s\n", name, status, files_count(),
           is_counted ? "counted" : "the library was not loaded", runs_said());
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
    fputs(runs_said(), stderr);
    if (runs_injected() == 0)
        die("no fault was injected");
    return status >= SIGNALLED ? status - SIGNALLED + 128 : status;
}

int main(int count, char **words) {
    uint64_t most = 0, kills = 0, signals = 0;
    bool injects = false;
    const char *const *only = NULL;
    int at = 1;
    for (; at + 1 < count && strncmp(words[at], "--", 2) == 0; at += 2) {
        uint64_t number = strtoull(words[at + 1], NULL, 10);
        if (strcmp(words[at], "--most") == 0) {
            most = number;
            injects = true;
        } else if (strcmp(words[at], "--kill") == 0)
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
    name = words[at + 2];
    runs_begin(words[at], &words[at + 3], words[at + 1]);
    if (only)
        return once(only[0], only[1], only[2]);
    if (!learn())
        return 1;
    bool sound = !injects || inject_faults(most);
    sound &= kills == 0 || (kill_before_calls(kills / 20 + 2) & kill_in_time(kills));
    sound &= signals == 0 || signal_in_time(signals);
    return sound ? 0 : 1;
}
