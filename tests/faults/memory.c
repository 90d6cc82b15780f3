/* memory: runs a definition again and again, each time with another allocation that fails
 * (memory_shim.c), and says whether every run had one of two outcomes: the status is not 0 and every
 * target is as it was, or the status is 0 and every target is as it is on a good day.
 *
 *   memory LEAT SHIM FOLDER SAMPLE THREADS DEFINITION [OPTION...]
 *
 * Outputs go to FOLDER. SAMPLE is how many allocations are tried each way, once and for good: 0 is
 * all of them. One line tells the figures; those before it tell what was wrong. Status 1: something
 * was, or no allocation failed that was to.
 *
 * A run must end by itself, and not by a signal, but where a library that leat uses breaks
 * (excepted); with status 0 to 4; with a word on standard error unless it succeeds; with nothing in
 * FOLDER beside the targets; and with no more blocks kept than on a good day, of those that leat and
 * its plugins asked for. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TARGETS = 16, WORDS = 16, PATH_ROOM = 4096, SECONDS = 60, WRONG_SHOWN = 20 };

static const char before[] = "what was here before\n";

struct target {
    char name[256];
    char *good; /* NULL: the run makes none */
    size_t size;
};

static struct {
    const char *leat, *shim, *folder, *threads, *definition, *name;
    char *const *options; /* of leat's, beside those */
    size_t option_count;
    struct target targets[TARGETS];
    size_t target_count;
    int status;    /* on a good day: 0, or what the definition's mistakes give */
    size_t live;   /* blocks that are not given back on a good day: libraries have some */
    bool is_dirty; /* the targets are not as they were before */
} self;

struct outcome {
    int status;  /* as wait tells it */
    bool failed; /* the allocation was met */
    uint64_t count;
    int signal;
    char object[128], symbol[256]; /* where the signal came */
    size_t live, live_bytes;       /* leat's own */
    bool has_word;
};

static void die(const char *what) {
    perror(what);
    exit(2);
}

static void path_of(char *path, const char *name) {
    snprintf(path, PATH_ROOM, "%s/%s", self.folder, name);
}

static char *read_file(const char *path, size_t *size) {
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0) {
        return NULL;
    }
    char *bytes = malloc((size_t)status.st_size + 1);
    if (!bytes) {
        die("memory");
    }
    *size = 0;
    for (ssize_t got; (got = read(fd, bytes + *size, (size_t)status.st_size - *size)) > 0;) {
        *size += (size_t)got;
    }
    close(fd);
    bytes[*size] = '\0';
    return bytes;
}

static bool holds(const char *name, const char *bytes, size_t size) {
    char path[PATH_ROOM];
    size_t there;
    path_of(path, name);
    char *file = read_file(path, &there);
    const bool same = file && there == size && memcmp(file, bytes, size) == 0;
    free(file);
    return same;
}

/* -- One run ---------------------------------------------------------------------------------- */

static void put_back(void) {
    for (size_t i = 0; self.is_dirty && i < self.target_count; i++) {
        char path[PATH_ROOM];
        path_of(path, self.targets[i].name);
        FILE *file = fopen(path, "we");
        if (!file || fputs(before, file) < 0 || fclose(file) != 0) {
            die(path);
        }
    }
    self.is_dirty = false;
}

static void read_report(const char *path, struct outcome *outcome) {
    FILE *file = fopen(path, "re");
    char line[1024];
    unsigned long long number, bytes;
    char object[128];
    while (file && fgets(line, sizeof line, file)) {
        if (sscanf(line, "failed %llu", &number) == 1) {
            outcome->failed = true;
        } else if (sscanf(line, "count %llu", &number) == 1) {
            outcome->count = number;
        } else if (sscanf(line, "signal %d %127s %255s", &outcome->signal, outcome->object,
                          outcome->symbol) == 3) {
        } else if (sscanf(line, "live %llu %llu %127s", &number, &bytes, object) == 3) {
            const size_t length = strlen(object);
            const bool is_plugin = length > 3 && strcmp(object + length - 3, ".so") == 0;
            if (strcmp(object, "leat") == 0 || is_plugin ||
                strncmp(object, "libjansson", 10) == 0) {
                outcome->live += (size_t)number;
                outcome->live_bytes += (size_t)bytes;
            }
        }
    }
    if (file) {
        fclose(file);
    }
}

/* What is wanted of the shim, as the program's environment. */
static struct outcome run(uint64_t at, bool for_good) {
    extern char **environ;
    struct outcome outcome = {0};
    char report[PATH_ROOM], words[PATH_ROOM], wish[64], preload[PATH_ROOM + 16],
        told[PATH_ROOM + 32];
    const char *environment[512];
    size_t count = 0;
    snprintf(report, sizeof report, "%s.report", self.folder);
    snprintf(words, sizeof words, "%s.words", self.folder);
    snprintf(wish, sizeof wish, "LEAT_MEMORY_AT=%llu", (unsigned long long)at);
    snprintf(preload, sizeof preload, "LD_PRELOAD=%s", self.shim);
    snprintf(told, sizeof told, "LEAT_MEMORY_REPORT=%s", report);
    for (char **line = environ; *line && count < 500; line++) {
        environment[count++] = *line;
    }
    environment[count++] = wish;
    environment[count++] = preload;
    environment[count++] = told;
    if (for_good) {
        environment[count++] = "LEAT_MEMORY_GOOD=1";
    }
    environment[count] = NULL;
    const char *arguments[WORDS + 9] = {self.leat,    "run",   "-q",        "--threads",
                                        self.threads, "--out", self.folder, self.definition};
    memcpy(arguments + 8, self.options, self.option_count * sizeof *arguments);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, words, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    pid_t id;
    unlink(report);
    put_back();
    if (posix_spawn(&id, self.leat, &actions, NULL, (char *const *)arguments,
                    (char *const *)environment) != 0) {
        die(self.leat);
    }
    posix_spawn_file_actions_destroy(&actions);
    /* A run that hangs is ended: SIGALRM is the driver's own and interrupts the waiting. */
    alarm(SECONDS);
    while (waitpid(id, &outcome.status, 0) < 0) {
        kill(id, SIGKILL);
    }
    alarm(0);
    struct stat status;
    outcome.has_word = stat(words, &status) == 0 && status.st_size > 0;
    read_report(report, &outcome);
    return outcome;
}

/* -- Judging ---------------------------------------------------------------------------------- */

/* Crashes inside of libraries that are known, and that nobody outside of them can prevent. */
static bool is_excepted(const struct outcome *outcome) {
    (void)outcome;
    return false;
}

/* A file that is no target. All of them are removed, lest the next run stumble over one. */
static const char *stray(void) {
    static char name[256];
    char path[PATH_ROOM];
    DIR *folder = opendir(self.folder);
    const char *found = NULL;
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        bool known = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
        for (size_t i = 0; i < self.target_count; i++) {
            known |= strcmp(entry->d_name, self.targets[i].name) == 0;
        }
        if (!known) {
            snprintf(name, sizeof name, "%s", entry->d_name);
            found = name;
            path_of(path, found);
            unlink(path);
        }
    }
    if (folder) {
        closedir(folder);
    }
    return found;
}

/* What is wrong with the outcome of a run whose allocation `at` was to fail; NULL: nothing. */
static const char *judge(const struct outcome *outcome, uint64_t at, bool *excepted) {
    static char why[1024];
    const int status = outcome->status;
    bool as_before = true, as_good = true;
    for (size_t i = 0; i < self.target_count; i++) {
        const struct target *target = &self.targets[i];
        as_before &= holds(target->name, before, sizeof before - 1);
        as_good &= holds(target->name, target->good, target->size);
    }
    self.is_dirty = !as_before;
    const char *left = stray();
    *excepted = WIFSIGNALED(status) && is_excepted(outcome);
    /* Several threads do not allocate as often in each run: that one may not have come. */
    const bool may_end_before = strcmp(self.threads, "1") != 0 && outcome->count < at;
    if (!outcome->failed && !may_end_before) {
        return "no allocation was made to fail";
    }
    if (!outcome->failed && (!WIFEXITED(status) || WEXITSTATUS(status) != self.status)) {
        return "it failed, and no allocation did";
    }
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
        return "it did not end";
    }
    if (WIFSIGNALED(status) && !*excepted) {
        snprintf(why, sizeof why, "signal %d in %s, %s", WTERMSIG(status), outcome->object,
                 outcome->symbol);
        return why;
    }
    if (WIFSIGNALED(status)) {
        return as_before ? NULL : "a crash changed a target";
    }
    if (status == 0 && !as_good) {
        return "status 0, and a target is not what it should be";
    }
    if (status != 0 && !as_before) {
        return "it failed, and a target has changed";
    }
    if (left) {
        snprintf(why, sizeof why, "it left %.200s", left);
        return why;
    }
    if (status != 0 && !outcome->has_word) {
        return "it failed without a word";
    }
    if (WEXITSTATUS(status) != self.status && WEXITSTATUS(status) != 3) {
        snprintf(why, sizeof why, "status %d, which is not for want of memory",
                 WEXITSTATUS(status));
        return why;
    }
    if (outcome->live > self.live) {
        snprintf(why, sizeof why, "%zu blocks of %zu bytes were not given back", outcome->live,
                 outcome->live_bytes);
        return why;
    }
    return NULL;
}

/* -- The whole -------------------------------------------------------------------------------- */

/* A run on a good day: what it makes are the targets. */
static uint64_t good_day(void) {
    const struct outcome outcome = run(0, false);
    DIR *folder = opendir(self.folder);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        char path[PATH_ROOM];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        if (self.target_count == TARGETS) {
            fprintf(stderr, "more than %d targets\n", TARGETS);
            exit(2);
        }
        struct target *target = &self.targets[self.target_count++];
        snprintf(target->name, sizeof target->name, "%s", entry->d_name);
        path_of(path, target->name);
        target->good = read_file(path, &target->size);
    }
    if (folder) {
        closedir(folder);
    }
    self.live = outcome.live;
    self.status = WEXITSTATUS(outcome.status);
    self.is_dirty = true;
    if (!WIFEXITED(outcome.status) || (self.status == 0) != (self.target_count > 0) ||
        outcome.count == 0) {
        printf("%s: the run without a fault: status %d, %zu targets, %llu allocations\n", self.name,
               self.status, self.target_count, (unsigned long long)outcome.count);
        exit(1);
    }
    return outcome.count;
}

static void on_alarm(int number) { (void)number; }

int main(int count, char **words) {
    if (count < 7 || count > 7 + WORDS) {
        fprintf(stderr, "usage: memory LEAT SHIM FOLDER SAMPLE THREADS DEFINITION [OPTION...]\n");
        return 2;
    }
    self.leat = words[1];
    self.shim = words[2];
    self.folder = words[3];
    self.threads = words[5];
    self.definition = words[6];
    self.options = words + 7;
    self.option_count = (size_t)count - 7;
    const char *slash = strrchr(self.definition, '/');
    self.name = slash ? slash + 1 : self.definition;
    const uint64_t sample = strtoull(words[4], NULL, 10);
    sigaction(SIGALRM, &(struct sigaction){.sa_handler = on_alarm}, NULL);
    if (mkdir(self.folder, 0777) != 0 && errno != EEXIST) {
        die(self.folder);
    }
    const uint64_t all = good_day();
    size_t tried = 0, wrong = 0, whole = 0, failed = 0, crashed = 0;
    for (int way = 0; way < 2; way++) {
        const double stride = sample > 0 && sample < all ? (double)all / (double)sample : 1;
        /* The two ways try other ones, where not all are tried. */
        for (double next = 1 + way * stride / 2; next <= (double)all; next += stride) {
            bool excepted = false;
            const uint64_t at = (uint64_t)next;
            const struct outcome outcome = run(at, way == 1);
            const char *why = judge(&outcome, at, &excepted);
            tried++;
            crashed += excepted;
            whole += outcome.status == 0;
            failed += outcome.status != 0 && !excepted;
            if (why && ++wrong <= WRONG_SHOWN) {
                printf("%s: allocation %llu, %s: %s\n", self.name, (unsigned long long)at,
                       way == 1 ? "for good" : "once", why);
            }
        }
    }
    printf("%s: %llu allocations, %zu tried: %zu failed, %zu whole, %zu crashed in a library, %zu "
           "wrong\n",
           self.name, (unsigned long long)all, tried, failed, whole, crashed, wrong);
    return wrong > 0 || tried == 0;
}
