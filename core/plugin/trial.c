/* A plugin from elsewhere is first loaded by a process of its own. What runs in it before leat can
 * judge it (constructors, leat_plugin_entry, destructors) may end a process, crash it, or not come
 * back: then that process is gone, and the file is refused with what it did.
 *
 * The process is leat itself, executed anew, not a fork: so it has none of leat's memory, locks and
 * open files, whatever threads an earlier plugin has started. It tells through a pipe how far it
 * is, a letter a stage, and why the file is refused where it is. leat's own plugins are not tried,
 * so they cost no process. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "plugin/plugin.h"
#include "plugin/watch.h"

enum { REPORT_FD = 3, LOOK_EVERY = 100 /* milliseconds */, REFUSED = 'r', REPORT_MOST = 65536 };

static const struct {
    char letter;
    const char *words;
} stages[] = {
    {PLUGIN_CONSTRUCTS, "its constructor"},
    {PLUGIN_ENTERS, "its leat_plugin_entry"},
    {PLUGIN_IS_VETTED, "the reading of its tables"},
    {PLUGIN_DESTRUCTS, "its destructor"},
};

/* -- The process that tries ------------------------------------------------------------------- */

static void report(const char *bytes, size_t size) {
    if (write(REPORT_FD, bytes, size) < 0)
        _exit(EXIT_FAILURE); /* nobody is there to know */
}

static void report_stage(enum plugin_stage stage) {
    char letter = (char)stage;
    report(&letter, 1);
}

static void report_refusal(const char *refusal) {
    char letter = REFUSED;
    report(&letter, 1);
    report(refusal, strnlen(refusal, REPORT_MOST / 2));
}

/* That is no fault of the plugin's. */
static void report_exhausted(void) { report_refusal("there was no memory left to try it"); }

int plugin_trial(const char *name, char *path) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    memory_on_exhausted(report_exhausted);
    struct plugin *plugin = plugin_new(name, path);
    char *refusal = plugin_load(plugin, report_stage);
    if (refusal) {
        report_refusal(refusal);
        _exit(EXIT_SUCCESS);
    }
    report_stage(PLUGIN_DESTRUCTS);
    plugin_free(plugin);
    return EXIT_SUCCESS; /* by way of its destructors */
}

/* -- The process that asks -------------------------------------------------------------------- */

static bool spawn(const char *name, const char *path, pid_t *child, int *from) {
    extern char **environ;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], REPORT_FD);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    char *words[] = {memory_copy("leat"), memory_copy(PLUGIN_TRIAL_WORD), memory_copy(name),
                     memory_copy(path), NULL};
    int failure = posix_spawn(child, "/proc/self/exe", &actions, NULL, words, environ);
    for (size_t i = 0; words[i]; i++)
        memory_free(words[i]);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (failure)
        close(ends[0]);
    *from = ends[0];
    errno = failure;
    return failure == 0;
}

/* Takes what has been reported so far. false: no more will come. */
static bool take_report(int from, struct string *report) {
    char block[4096];
    ssize_t got;
    while ((got = read(from, block, sizeof block)) > 0 && report->size < REPORT_MOST)
        string_add(report, block, (size_t)got);
    return got < 0 && (errno == EAGAIN || errno == EINTR);
}

/* Waits for the end of the child, which may leave the pipe to children of its own. false: it took
 * too long, and was ended. */
static bool await_end(pid_t child, int from, int64_t seconds, struct string *report, int *status) {
    const int64_t end = clock_now() + seconds * 1000;
    bool is_open = true;
    for (;;) {
        struct pollfd wanted = {.fd = is_open ? from : -1, .events = POLLIN};
        bool is_over = waitpid(child, status, WNOHANG) == child;
        is_open = is_open && take_report(from, report);
        if (is_over)
            return true;
        if (clock_now() >= end || interrupt_signal)
            break;
        /* Once the pipe is closed the end is near. */
        poll(&wanted, 1, is_open ? LOOK_EVERY : 1);
    }
    kill(child, SIGKILL);
    while (waitpid(child, status, 0) < 0 && errno == EINTR)
        continue;
    take_report(from, report);
    return false;
}

static const char *stage_words(char letter) {
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        if (stages[i].letter == letter)
            return stages[i].words;
    return "what it is linked with";
}

/* What the process that tried it came to; NULL: nothing was wrong. */
static char *judge(const struct string *report, bool in_time, int status, int seconds) {
    const char *refusal = report->size ? memchr(report->data, REFUSED, report->size) : NULL;
    char last = report->size ? report->data[report->size - 1] : '\0';
    if (refusal)
        return memory_copy(refusal + 1);
    if (interrupt_signal)
        return memory_copy("it was not tried, as a signal ended that");
    if (!in_time)
        return memory_format("%s did not come back within %d seconds; let it do less, or give it "
                             "longer with --time-limit",
                             stage_words(last), seconds);
    if (WIFSIGNALED(status))
        return memory_format("%s crashed (signal %d: %s)", stage_words(last), WTERMSIG(status),
                             watch_signal_words(WTERMSIG(status)));
    if (last == PLUGIN_DESTRUCTS && WEXITSTATUS(status) == EXIT_SUCCESS)
        return NULL;
    return memory_format("%s ended the process (exit status %d); it must come back",
                         stage_words(last), WEXITSTATUS(status));
}

char *plugin_try(const struct plugin *plugin, int seconds) {
    pid_t child;
    int from, status = 0;
    if (!spawn(plugin->name, plugin->path, &child, &from))
        return memory_format("it cannot be tried in a process of its own: %s", strerror(errno));
    struct string told = {0};
    bool in_time = await_end(child, from, seconds, &told, &status);
    close(from);
    char *refusal = judge(&told, in_time, status, seconds);
    string_free(&told);
    return refusal;
}
