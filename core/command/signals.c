/* The signals that ask leat to stop, and those that end it at a plugin's hand: what is unfinished
 * is removed, and a plugin that was running is named. Handlers do what signal-safety(7) allows, no
 * more: unlink, write, and texts put together byte by byte. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "command/command.h"
#include "plugin/watch.h"

static bool is_over;  /* main comes to its end */
static bool is_child; /* of isolate.c: its parent tells, and removes what is unfinished */

_Noreturn static void end_at_once(int status) {
    watch_note_own_end();
    output_remove_unfinished();
    _exit(status);
}

static void on_signal(int number) {
    if (!interrupt_take(number)) /* asked twice: at once */
        end_at_once(128 + number);
}

/* -- The end at a plugin's hand --------------------------------------------------------------- */

/* A line put together in a signal handler; what is too long is left off. */
struct line {
    size_t size;
    char text[4096];
};

static void add_char(struct line *line, char c) {
    if (line->size < sizeof line->text)
        line->text[line->size++] = c;
}

static void add(struct line *line, const char *text) {
    for (; *text; text++)
        add_char(line, *text);
}

/* A text within the line, which may be one of JSON. */
static void add_told(struct line *line, const char *text) {
    for (; *text; text++) {
        if (log_json && (*text == '"' || *text == '\\'))
            add_char(line, '\\');
        add_char(line, (unsigned char)*text < ' ' ? ' ' : *text);
    }
}

static void add_number(struct line *line, int64_t number) {
    char digits[20];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    for (; at < sizeof digits; at++)
        add_char(line, digits[at]);
}

/* Where it is: a line of the definition, or leat at large. */
static void add_place(struct line *line, const struct watched *who) {
    const int64_t numbers[] = {who ? who->line : 0, who ? who->column : 0};
    static const char *const keys[] = {",\"line\":", ",\"column\":"};
    bool has_file = who && who->file[0];
    add(line, log_json && has_file ? ",\"file\":\"" : "");
    add_told(line, has_file ? who->file : log_json ? "" : "leat");
    add(line, log_json && has_file ? "\"" : "");
    for (size_t i = 0; i < 2 && numbers[i] > 0; i++) {
        add(line, log_json ? keys[i] : ":");
        add_number(line, numbers[i]);
    }
}

/* How leat came to its end. */
struct ending {
    int status;            /* that it ends with */
    const char *did;       /* the plugin's callback */
    const char *otherwise; /* what is said where no plugin was running … */
    const char *of;        /* … of whom; NULL: of leat at large */
    int signal;            /* that it died of, or 0 */
    const char *outputs;   /* what has become of them; NULL: `otherwise` says it */
    const char *advice;    /* or NULL */
};

static void add_message(struct line *line, const struct watched *who, const struct ending *ending) {
    if (who) {
        add_told(line, who->label);
        add(line, ": the plugin's ");
        add(line, who->callback);
        add(line, " ");
    } else if (ending->of) {
        add_told(line, ending->of);
        add(line, ": ");
    }
    add(line, who ? ending->did : ending->otherwise);
    if (ending->signal) {
        add(line, " (signal ");
        add_number(line, ending->signal);
        add(line, ": ");
        add(line, watch_signal_words(ending->signal));
        add(line, ")");
    }
    if (ending->outputs) {
        add(line, "; ");
        add(line, ending->outputs);
    }
    if (who) {
        add(line, " (");
        add_told(line, who->path);
        add(line, ")");
    }
}

/* One line, as tell_problems would print it. who: the plugin that was running, or NULL. */
static void say(const struct watched *who, const struct ending *ending) {
    struct line line = {0};
    if (log_json) {
        add(&line, "{\"level\":\"error\",\"status\":");
        add_number(&line, ending->status);
    }
    add_place(&line, who);
    add(&line, log_json ? ",\"message\":\"" : ": ");
    add_message(&line, who, ending);
    if (ending->advice) {
        add(&line, log_json ? "\",\"advice\":\"" : " (");
        add(&line, ending->advice);
        add(&line, log_json ? "" : ")");
    }
    add(&line, log_json ? "\"}\n" : "\n");
    if (write(STDERR_FILENO, line.text, line.size) < 0)
        return; /* nobody hears it */
}

static void on_exhausted(void) {
    const struct watched *who = watch_mine();
    const bool is_written = outputs_stage() == OUTPUTS_NEW;
    const enum status status = is_written ? status_before : STATUS_WORLD;
    const struct ending ending = {
        .status = status,
        .did = "found no memory left",
        .otherwise = is_written ? "all is written, but there is no memory left to say more"
                                : "there is no memory left",
        .of = memory_wanted_by(),
        .outputs = is_written ? NULL : outputs_told()};
    say(who && !who->is_own ? who : NULL, &ending);
    end_at_once((int)status);
}

/* Removes what is unfinished and names the plugin, or leaves both to the parent. */
static void end_by_plugin(struct watched *who, enum watch_end end, const struct ending *how) {
    struct ending ending = *how;
    if (who)
        who->end = end;
    if (is_child)
        return;
    output_remove_unfinished();
    ending.outputs = outputs_told();
    say(who, &ending);
}

static void on_crash(int number) {
    static atomic_flag entered = ATOMIC_FLAG_INIT;
    struct watched *who = watch_mine();
    int before = errno;
    if (atomic_flag_test_and_set(&entered)) /* another thread's crash is being told */
        for (;;)
            pause();
    end_by_plugin(who, WATCH_CRASHED,
                  &(struct ending){.status = who ? STATUS_PLUGIN : 128 + number,
                                   .did = "crashed",
                                   .otherwise = "leat crashed outside any call of a plugin",
                                   .signal = number,
                                   .advice = CRASH_ADVICE});
    if (who && !is_child)
        _exit(STATUS_PLUGIN);
    errno = before;
    signal(number, SIG_DFL);
    raise(number); /* when this handler comes back: as it would have ended without it */
}

/* A plugin called exit, in a call or in a thread of its own: leat itself ends by way of main. */
static void on_exit_called(void) {
    struct watched *who = watch_mine();
    if (is_over)
        return;
    end_by_plugin(who, WATCH_EXITED,
                  &(struct ending){.status = STATUS_PLUGIN,
                                   .did = "ended leat, by exit",
                                   .otherwise = "a plugin ended leat, by exit, outside any call"});
    _exit(STATUS_PLUGIN);
}

/* Another's handler, a sanitizer's or a debugging tool's, stays. */
static void catch_crash(int number) {
    struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK}, now;
    if (sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_DFL)
        sigaction(number, &action, NULL);
}

void signals_begin(void) {
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    struct sigaction hangup; /* the terminal was closed; but nohup asks to go on */
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGCHLD, SIG_DFL); /* whoever ignores it does not hear how a child ended */
    memory_on_exhausted(on_exhausted);
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
        catch_crash(crashes[i]);
    atexit(on_exit_called);
}

void signals_in_child(void) { is_child = true; }

void signals_end(void) {
    is_over = true;
    watch_note_own_end();
}
