/* See play.h. */
#include "cases/play.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <regex.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wordexp.h>

extern char **environ;

enum { SECONDS_MOST = 120, TEXT_MOST = 1 << 20 };

const char *setting(const char *name) {
    const char *value = getenv(name);
    if (!value) {
        fprintf(stderr, "cases: %s is not set (call tests/golden/run.sh)\n", name);
        exit(2);
    }
    return value;
}

/* -- The case --------------------------------------------------------------------------------- */

static bool take_arguments(struct golden *golden, struct pool *pool, const struct file *command) {
    const size_t length = strcspn(command->bytes, "\n");
    char *line = pool_copy(pool, command->bytes, length);
    wordexp_t words;
    if (command->size > length + 1 || wordexp(line, &words, WRDE_NOCMD | WRDE_UNDEF) != 0 ||
        words.we_wordc >= ARGUMENTS_MOST - 4) {
        return false;
    }
    memset(golden->arguments, 0, sizeof golden->arguments);
    for (size_t i = 0; i < words.we_wordc; i++) {
        golden->arguments[i] = pool_copy(pool, words.we_wordv[i], strlen(words.we_wordv[i]));
    }
    wordfree(&words);
    return golden->arguments[0] != NULL;
}

static bool take_variables(struct golden *golden, struct pool *pool, const struct file *lines) {
    const char *at = lines->bytes;
    for (size_t i = 0; i < VARIABLES_MOST - 1 && *at; i++) {
        const size_t length = strcspn(at, "\n");
        golden->variables[i] = pool_copy(pool, at, length);
        at += length + (at[length] == '\n');
    }
    return *at == '\0';
}

bool golden_read(struct pool *pool, const char *name, struct golden *golden) {
    static const char within[] = "expected/";
    const char *folder = pool_format(pool, "%s/%s", setting("GOLDEN"), name);
    if (access(folder, R_OK) != 0) {
        return false;
    }
    *golden =
        (struct golden){.name = name, .folder = folder, .arguments = {"run", "definition.json"}};
    golden->given = files_new(pool);
    golden->expected = files_new(pool);
    bool sound = true;
    const struct files all = files_read(pool, folder);
    for (size_t i = 0; i < all.count; i++) {
        const struct file *file = &all.list[i];
        if (strncmp(file->path, within, sizeof within - 1) == 0) {
            files_add(&golden->expected, file->path + sizeof within - 1, file->bytes, file->size);
        } else if (strcmp(file->path, "command") == 0) {
            sound = take_arguments(golden, pool, file) && sound;
        } else if (strcmp(file->path, "environment") == 0) {
            sound = take_variables(golden, pool, file) && sound;
        } else if (strcmp(file->path, "stdin") == 0) {
            golden->stdin_path = pool_format(pool, "%s/stdin", folder);
        } else if (strcmp(file->path, "once") == 0) {
            golden->is_once = true;
        } else {
            files_add(&golden->given, file->path, file->bytes, file->size);
        }
    }
    return sound;
}

const char *golden_work(struct pool *pool, const struct golden *golden) {
    return pool_format(pool, "%s/%s", setting("WORK"), golden->name);
}

/* -- The program ------------------------------------------------------------------------------ */

/* The sanitizers' reports of this case lie in its own folder: run.sh has set where they lie, up to
 * the first colon. */
static const char *of_sanitizer(struct pool *pool, const char *variable, const char *work) {
    static const char option[] = "_OPTIONS=log_path=";
    const char *at = strstr(variable, option), *rest = at ? strchr(at, ':') : NULL;
    return rest ? pool_format(pool, "%.*s%s%s/reports/report%s", (int)(at - variable), variable,
                              option, work, rest)
                : variable;
}

static char **variables_of(struct pool *pool, const struct golden *golden, const char *work) {
    size_t count = 0, at = 0;
    while (environ[count]) {
        count++;
    }
    const char **all = pool_array(pool, count + VARIABLES_MOST + 1, sizeof *all);
    /* Of two of a name the first is taken. */
    for (size_t i = 0; golden->variables[i]; i++) {
        all[at++] = golden->variables[i];
    }
    for (size_t i = 0; i < count; i++) {
        all[at++] = of_sanitizer(pool, environ[i], work);
    }
    return (char **)all;
}

static char **arguments_of(struct pool *pool, const struct golden *golden, int threads) {
    const char **all = pool_array(pool, ARGUMENTS_MOST + 4, sizeof *all);
    size_t at = 0;
    all[at++] = setting("LEAT");
    for (size_t i = 0; golden->arguments[i]; i++) {
        all[at++] = golden->arguments[i];
        if (i == 0 && threads != NO_THREADS) {
            all[at++] = "--threads";
            all[at++] = pool_format(pool, "%d", threads);
        }
    }
    return (char **)all;
}

/* Waits for it in bounded time; the status as a shell gives it. */
static int status_of(pid_t child) {
    const int fd = pidfd_open(child, 0);
    struct pollfd over = {.fd = fd, .events = POLLIN};
    int status, ready = fd < 0 ? -1 : 0;
    while (fd >= 0 && (ready = poll(&over, 1, SECONDS_MOST * 1000)) < 0 && errno == EINTR) {
    }
    if (ready < 0) {
        die("waiting for leat");
    }
    if (ready == 0) {
        kill(-child, SIGKILL); /* its group: what it started itself as well */
    }
    close(fd);
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            die("waiting for leat");
        }
    }
    return ready == 0 ? 124 : WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int run_leat(struct pool *pool, const struct golden *golden, int threads, const char *work) {
    posix_spawn_file_actions_t actions;
    char **arguments = arguments_of(pool, golden, threads);
    const int create = O_WRONLY | O_CREAT | O_TRUNC;
    pid_t child;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(
        &actions, 0, golden->stdin_path ? golden->stdin_path : "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, pool_format(pool, "%s/out", work), create, 0644);
    posix_spawn_file_actions_addopen(&actions, 2, pool_format(pool, "%s/err", work), create, 0644);
    posix_spawn_file_actions_addchdir_np(&actions, pool_format(pool, "%s/copy", work));
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    errno = posix_spawn(&child, arguments[0], &actions, &attributes, arguments,
                        variables_of(pool, golden, work));
    if (errno != 0) {
        die(arguments[0]);
    }
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return status_of(child);
}

/* -- What it said ----------------------------------------------------------------------------- */

/* Each place that matches, replaced by its first group, if it has one, and `by`. */
static const char *replace(struct pool *pool, const char *text, const char *pattern, bool keeps,
                           const char *by) {
    static char room[TEXT_MOST];
    regex_t regex;
    regmatch_t match[2];
    size_t at = 0;
    if (regcomp(&regex, pattern, REG_EXTENDED) != 0) {
        die(pattern);
    }
    bool is_first = true;
    for (; regexec(&regex, text, 2, match, is_first ? 0 : REG_NOTBOL) == 0; is_first = false) {
        const size_t before = (size_t)(keeps ? match[1].rm_eo : match[0].rm_so);
        if (before + strlen(by) >= sizeof room - at) {
            die("leat says too much");
        }
        memcpy(room + at, text, before);
        at += before;
        memcpy(room + at, by, strlen(by));
        at += strlen(by);
        text += match[0].rm_eo;
    }
    regfree(&regex);
    return pool_format(pool, "%.*s%s", (int)at, room, text);
}

/* A text between others, wherever it stands. */
static const char *rename_all(struct pool *pool, const char *text, const char *name,
                              const char *by) {
    for (const char *at = text; (at = strstr(at, name));) {
        const size_t before = (size_t)(at - text);
        text = pool_format(pool, "%.*s%s%s", (int)before, text, by, at + strlen(name));
        at = text + before + strlen(by);
    }
    return text;
}

/* Taken out of standard error: times, and where the project and the copy happen to be. */
static struct file neutral(struct pool *pool, const struct file *said, const char *copy) {
    const char *text = said->bytes;
    if (strlen(text) < said->size) {
        text = pool_format(pool, "%s\n(and a NUL byte, where nobody sees what follows)\n", text);
    }
    text = rename_all(pool, text, pool_format(pool, "%s/", copy), "");
    text = rename_all(pool, text, copy, ".");
    text = rename_all(pool, text, setting("BUILD"), "BUILD");
    text = rename_all(pool, text, setting("ROOT"), "ROOT");
    text = replace(pool, text, "\\b[0-9]+(\\.[0-9]+)? ?(ns|us|µs|ms|s|seconds?|minutes?)\\b", false,
                   "TIME");
    text = replace(pool, text, "(\"(time|seconds|started|finished|at)\": ?)(\"[^\"]*\"|[0-9.]+)",
                   true, "TIME");
    return (struct file){.path = "stderr", .bytes = text, .size = strlen(text)};
}

/* -- A run ------------------------------------------------------------------------------------ */

static bool is_same_file(const struct file *one, const struct file *other) {
    return one && one->size == other->size && memcmp(one->bytes, other->bytes, one->size) == 0;
}

/* What the run made or changed; an input that is gone shows as a file that cannot be expected. */
static struct files made_of(struct pool *pool, const struct files *given, const struct files *now) {
    struct files made = files_new(pool);
    for (size_t i = 0; i < now->count; i++) {
        const struct file *file = &now->list[i];
        if (!is_same_file(files_find(given, file->path), file)) {
            files_add(&made, file->path, file->bytes, file->size);
        }
    }
    static const char removed[] = "removed by the run\n";
    for (size_t i = 0; i < given->count; i++) {
        if (!files_find(now, given->list[i].path)) {
            files_add(&made, pool_format(pool, "%s.removed", given->list[i].path), removed,
                      sizeof removed - 1);
        }
    }
    files_sort(&made);
    return made;
}

struct outcome play(struct pool *pool, const struct golden *golden, int threads) {
    const char *work = golden_work(pool, golden);
    const char *copy = pool_format(pool, "%s/copy", work);
    struct outcome outcome = {0};
    struct file said;
    folder_make(work);
    folder_remove(copy);
    folder_make(pool_format(pool, "%s/reports", work));
    files_write(&golden->given, copy);
    const int status = run_leat(pool, golden, threads, work);
    if (!file_read(pool, pool_format(pool, "%s/out", work), &outcome.out) ||
        !file_read(pool, pool_format(pool, "%s/err", work), &said)) {
        die(work);
    }
    outcome.err = neutral(pool, &said, copy);
    const char *number = pool_format(pool, "%d\n", status);
    outcome.status = (struct file){.path = "status", .bytes = number, .size = strlen(number)};
    outcome.failed = status != 0;
    const struct files now = files_read(pool, copy);
    outcome.made = made_of(pool, &golden->given, &now);
    return outcome;
}

const char *play_reports(struct pool *pool, const struct golden *golden) {
    const struct files reports =
        files_read(pool, pool_format(pool, "%s/reports", golden_work(pool, golden)));
    const char *all = "";
    for (size_t i = 0; i < reports.count; i++) {
        all = pool_format(pool, "%s%s", all, reports.list[i].bytes);
    }
    return all;
}
