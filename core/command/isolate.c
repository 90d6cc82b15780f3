/* --isolate: the command in a process of its own, so that what a plugin does to that process is a
 * message, with its name in it.
 *
 * leat forks once, before any thread, plugin or definition is there, and the child does all that
 * the command says, plans and runs alike, since a plugin can crash in open as well as in process.
 * It is one child for all, not one a plugin: batches would have to travel and be proved at each
 * border, and a run of which one plugin is gone cannot be saved anyhow. The child puts its outputs
 * in their places itself: all plugins are closed before the first of them, so what any did wrong
 * until its last call has left every target as it was. The parent never runs a plugin's code. It
 *
 *   - watches which plugin is called, in memory that both share (plugin/watch.h), and ends the
 *     child when a call of one that is not leat's own takes longer than the time limit;
 *   - when the child is gone, removes what it left unfinished, whose names both share as well
 *     (output/unfinished.c), and tells what it died of. Was it just putting them in their places,
 *     they are left to the next run, which finishes that as after any kill (output/journal.h).
 *
 * The child's exit status is the parent's, where the child has said that it came to its end
 * (watch_note_own_end). */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "command/command.h"
#include "output/output.h"
#include "plugin/watch.h"

enum { LOOK_EVERY = 100, PAUSE = 1000 /* milliseconds */ };

static volatile sig_atomic_t child_pid; /* the parent's */

/* -- The child -------------------------------------------------------------------------------- */

static int begin_child(pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        interrupt_take(SIGTERM);
    signals_in_child();
    return -1;
}

/* -- The parent ------------------------------------------------------------------------------- */

/* What comes from the terminal the child gets as well. */
static void pass_on_signal(int number, siginfo_t *info, void *context) {
    (void)context;
    if (info->si_code <= 0 && child_pid > 0)
        kill(child_pid, number);
}

static void pass_on_signals(void) {
    static const int passed[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_sigaction = pass_on_signal, .sa_flags = SA_SIGINFO}, now;
    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++)
        if (sigaction(passed[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
            sigaction(passed[i], &action, NULL);
    if (interrupt_signal)
        kill(child_pid, interrupt_signal);
}

/* How long each slot's call has been seen running. Time is counted by looking, so that a process
 * that was stopped for a while is no plugin that hangs. */
struct patience {
    struct {
        uint64_t serial;
        int64_t waited; /* milliseconds */
    } calls[WATCH_SLOTS];
    int64_t looked_at;
};

/* A call of a plugin from elsewhere that has taken too long; NULL: none. */
static const struct watched *find_hanging(struct patience *patience, int seconds) {
    int64_t now = clock_now(), passed = now - patience->looked_at;
    const struct watched *hanging = NULL;
    patience->looked_at = now;
    uint64_t serial;
    size_t at = 0;
    for (const struct watched *who; (who = watch_next(&at, &serial));) {
        if (patience->calls[at - 1].serial != serial) {
            patience->calls[at - 1].serial = serial;
            patience->calls[at - 1].waited = 0;
            continue;
        }
        patience->calls[at - 1].waited += passed < PAUSE ? passed : LOOK_EVERY;
        if (!who->is_own && patience->calls[at - 1].waited >= seconds * INT64_C(1000))
            hanging = who;
    }
    return hanging;
}

/* The call that ended the child: the one whose thread said so; else one of a plugin from
 * elsewhere; NULL: there is none such. */
static const struct watched *find_culprit(void) {
    const struct watched *culprit = NULL;
    uint64_t serial;
    size_t at = 0;
    for (const struct watched *who; (who = watch_next(&at, &serial));) {
        if (who->end != WATCH_RUNNING)
            return who;
        if (!culprit && !who->is_own)
            culprit = who;
    }
    return culprit;
}

static enum status tell(const struct watched *who, const char *did, const char *advice) {
    struct problems problems = {0};
    struct place place = {0};
    struct problem *problem;
    if (who && who->file[0])
        place = (struct place){.file = who->file, .line = who->line, .column = who->column};
    if (who)
        problem = problem_add(&problems, STATUS_PLUGIN, &place, "%s: the plugin's %s %s; %s (%s)",
                              who->label, who->callback, did, outputs_told(), who->path);
    else
        problem = problem_add(&problems, STATUS_PLUGIN, NULL,
                              "the process that ran the plugins %s while none of them was called: "
                              "one has damaged its memory, or has threads of its own; %s",
                              did, outputs_told());
    problem_advise(problem, "%s", advice);
    return tell_problems(&problems);
}

static enum status tell_hanging(const struct watched *who, int seconds) {
    char *did = memory_format("has not come back for %d seconds", seconds);
    enum status status =
        tell(who, did,
             "a long loop asks leat_stopping; a call that takes so long for good reason is given "
             "longer with --time-limit");
    memory_free(did);
    return status;
}

static enum status tell_end(int status) {
    const struct watched *who = find_culprit();
    if (WIFEXITED(status)) {
        char *did = who && who->end == WATCH_EXITED
                        ? memory_copy("ended leat, by exit")
                        : memory_format("ended leat, with exit status %d", WEXITSTATUS(status));
        enum status told =
            tell(who, did, "a callback comes back, and tells what went wrong by leat_fail");
        memory_free(did);
        return told;
    }
    int number = WTERMSIG(status);
    char *did = memory_format("crashed (signal %d: %s)", number, watch_signal_words(number));
    enum status told = tell(who, did, CRASH_ADVICE);
    memory_free(did);
    return told;
}

/* Waits until the child is gone, or a plugin of its hangs, and then ends it. end: of a pipe whose
 * other end is the child's, to be woken. */
static const struct watched *await_child(int end, int seconds, int *status) {
    struct patience *patience = memory_alloc(sizeof *patience);
    const struct watched *hanging = NULL;
    patience->looked_at = clock_now();
    for (bool is_open = true; !hanging && waitpid(child_pid, status, WNOHANG) != child_pid;) {
        struct pollfd wanted = {.fd = is_open ? end : -1, .events = POLLIN};
        /* Once it is closed the end is near. */
        is_open = poll(&wanted, 1, is_open ? LOOK_EVERY : 1) <= 0 && is_open;
        hanging = find_hanging(patience, seconds);
    }
    memory_free(patience);
    if (hanging) {
        kill(child_pid, SIGKILL);
        while (waitpid(child_pid, status, 0) < 0 && errno == EINTR)
            continue;
    }
    return hanging;
}

static int watch_child(int end, int seconds) {
    int status = 0;
    const struct watched *hanging = await_child(end, seconds, &status);
    child_pid = 0;
    output_remove_unfinished();
    if (hanging)
        return (int)tell_hanging(hanging, seconds);
    if (WIFEXITED(status) && watch_is_own_end())
        return WEXITSTATUS(status);
    return (int)tell_end(status);
}

int isolate(int seconds) {
    int ends[2] = {-1, -1};
    bool is_ready = outputs_begin() && pipe2(ends, O_CLOEXEC) == 0;
    pid_t parent = getpid(), child = is_ready ? fork() : -1;
    if (child < 0) {
        fprintf(stderr, "leat: --isolate: no process can be made: %s\n", strerror(errno));
        return STATUS_WORLD;
    }
    if (child == 0) {
        close(ends[0]);
        return begin_child(parent); /* its end of the pipe stays open until it is gone */
    }
    close(ends[1]);
    child_pid = child;
    pass_on_signals();
    int status = watch_child(ends[0], seconds);
    close(ends[0]);
    return status;
}
