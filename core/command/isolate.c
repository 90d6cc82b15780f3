/* --isolate: the command in a process of its own, so that what a plugin does to that process is a
 * message, with its name in it.
 *
 * leat forks once, before any thread, plugin or definition is there, and the child does all that
 * the command says, plans and runs alike, since a plugin can crash in open as well as in process.
 * It is one child for all, not one a plugin: batches would have to travel and be proved at each
 * border, and a run of which one plugin is gone cannot be saved anyhow. The parent never runs a
 * plugin's code. It
 *
 *   - watches which plugin is called, in memory that both share (plugin/watch.h), and ends the
 *     child when a call of one that is not leat's own takes longer than the time limit;
 *   - puts the outputs in their places, all of them, when the child asks for it: the run's plugins
 *     are then closed, so what any did wrong until its last call has left every target as it was;
 *   - when the child is gone, removes what it left unfinished, whose names both share as well
 *     (output/output.c), and tells what it died of.
 *
 * The child asks by a byte through a pair of sockets, and is answered with a status and a text. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "command/command.h"
#include "output/output.h"
#include "plugin/watch.h"

enum { ASK_COMMIT = 'c', TELL_DONE = 'd', LOOK_EVERY = 100, PAUSE = 1000 /* milliseconds */ };

static int parent_socket = -1;          /* the child's */
static volatile sig_atomic_t child_pid; /* the parent's */

/* -- The child -------------------------------------------------------------------------------- */

static bool write_all(int fd, const char *bytes, size_t size) {
    for (ssize_t put; size > 0; bytes += put, size -= (size_t)put) {
        put = send(fd, bytes, size, MSG_NOSIGNAL);
        if (put < 0 && errno != EINTR)
            return false;
        put = put < 0 ? 0 : put;
    }
    return true;
}

/* Reads until the sender's NUL. false: the sender is gone. */
static bool read_text(int fd, struct string *text) {
    for (;;) {
        char c;
        ssize_t got = read(fd, &c, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        if (c == '\0')
            return true;
        string_add_char(text, c);
    }
}

static bool commit(struct problems *problems) {
    const char ask = ASK_COMMIT;
    struct string answer = {0};
    bool answered = write_all(parent_socket, &ask, 1) && read_text(parent_socket, &answer);
    bool is_done = answered && answer.size == 1 && answer.data[0] == '0' + STATUS_DONE;
    if (!answered)
        problem_add(problems, STATUS_WORLD, NULL,
                    "nothing was written: leat's first process, which "
                    "would have done it, is gone");
    else if (!is_done)
        problem_add(problems, (enum status)(answer.data[0] - '0'), NULL, "%s", answer.data + 1);
    string_free(&answer);
    return is_done;
}

commit_call *isolate_commit(void) { return parent_socket < 0 ? NULL : commit; }

void isolate_done(void) {
    const char done = TELL_DONE;
    if (parent_socket >= 0)
        write_all(parent_socket, &done, 1);
}

static int begin_child(int fd, pid_t parent) {
    parent_socket = fd;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        interrupt_signal = SIGTERM;
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

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A call of a plugin from elsewhere that has taken too long; NULL: none. */
static const struct watched *find_hanging(struct patience *patience, int seconds) {
    int64_t now = now_ms(), passed = now - patience->looked_at;
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

static void answer_commit(int fd) {
    struct problems problems = {0};
    struct string answer = {0};
    output_commit_all(&problems);
    string_add_char(&answer, (char)('0' + problems_status(&problems)));
    string_add_text(&answer, problems.count ? problems.list[0].message : "");
    write_all(fd, answer.data, answer.size + 1);
    string_free(&answer);
    problems_free(&problems);
}

/* Serves what the child has asked for. *is_done: it said that it has come to its end. */
static void serve(int fd, bool *is_open, bool *is_done) {
    char asked = 0;
    ssize_t got = recv(fd, &asked, 1, MSG_DONTWAIT);
    if (got > 0 && asked == ASK_COMMIT)
        answer_commit(fd);
    *is_done |= got > 0 && asked == TELL_DONE;
    *is_open = got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
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
        problem = problem_add(&problems, STATUS_PLUGIN, &place,
                              "%s: the plugin's %s %s; nothing was written (%s)", who->label,
                              who->callback, did, who->path);
    else
        problem = problem_add(&problems, STATUS_PLUGIN, NULL,
                              "the process that ran the plugins %s while none of them was called: "
                              "one has damaged its memory, or has threads of its own",
                              did);
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

static int watch_child(int fd, int seconds) {
    struct patience *patience = memory_alloc(sizeof *patience);
    bool is_open = true, is_done = false, is_over = false;
    const struct watched *hanging = NULL;
    int status = 0;
    patience->looked_at = now_ms();
    while (!is_over && !hanging) {
        struct pollfd wanted = {.fd = is_open ? fd : -1, .events = POLLIN};
        poll(&wanted, 1, is_open ? LOOK_EVERY : 1); /* once it is closed the end is near */
        is_over = waitpid(child_pid, &status, WNOHANG) == child_pid;
        if (is_open)
            serve(fd, &is_open, &is_done);
        hanging = is_over ? NULL : find_hanging(patience, seconds);
    }
    memory_free(patience);
    if (hanging) {
        kill(child_pid, SIGKILL);
        while (waitpid(child_pid, &status, 0) < 0 && errno == EINTR)
            continue;
    }
    child_pid = 0;
    output_remove_unfinished();
    if (hanging)
        return (int)tell_hanging(hanging, seconds);
    if (WIFEXITED(status) && (is_done || watch_is_own_end()))
        return WEXITSTATUS(status);
    return (int)tell_end(status);
}

int isolate(int seconds) {
    int ends[2];
    if (!output_begin() || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        fprintf(stderr, "leat: --isolate: no process can be made: %s\n", strerror(errno));
        return STATUS_WORLD;
    }
    pid_t parent = getpid(), child = fork();
    if (child < 0) {
        fprintf(stderr, "leat: --isolate: no process can be made: %s\n", strerror(errno));
        return STATUS_WORLD;
    }
    close(ends[child == 0 ? 0 : 1]);
    if (child == 0)
        return begin_child(ends[1], parent);
    child_pid = child;
    pass_on_signals();
    int status = watch_child(ends[0], seconds);
    close(ends[0]);
    return status;
}
