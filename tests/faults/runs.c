/* See runs.h. */
#include "runs.h"

#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SECONDS_MOST = 120 };

static char temporary_folder[ROOM], inject_path[ROOM], said_path[ROOM], standard_path[ROOM];
static const char *library;
static char *const *command;
static struct inject *inject;
static char last_said[ROOM];

void runs_begin(const char *inject_library, char *const *words, const char *folder) {
    char path[ROOM], out_folder[ROOM];
    library = inject_library;
    command = words;
    snprintf(out_folder, ROOM, "%.1000s/out", folder);
    snprintf(temporary_folder, ROOM, "%.1000s/tmp", folder);
    snprintf(inject_path, ROOM, "%.1000s/inject", folder);
    snprintf(path, ROOM, "%.1000s", folder);
    snprintf(said_path, ROOM, "%.1000s/said", folder);
    snprintf(standard_path, ROOM, "%.1000s/standard", folder);
    mkdir(path, 0777);
    mkdir(out_folder, 0777);
    mkdir(temporary_folder, 0777);
    files_begin(out_folder, temporary_folder, standard_path);
    int fd = open(inject_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || ftruncate(fd, sizeof *inject) != 0)
        die(inject_path);
    inject = mmap(NULL, sizeof *inject, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (inject == MAP_FAILED)
        die(inject_path);
    close(fd);
}

static pid_t start(void) {
    for (int call = 0; call < CALL_COUNT; call++)
        atomic_store(&inject->made[call], 0);
    atomic_store(&inject->injected, 0);
    pid_t child = fork();
    if (child < 0)
        die("fork");
    if (child > 0)
        return child;
    dup2(open("/dev/null", O_RDWR), STDIN_FILENO);
    dup2(open(standard_path, O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
    dup2(open(said_path, O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
    setenv("TMPDIR", temporary_folder, 1);
    setenv(INJECT_FILE, inject_path, 1);
    setenv("LD_PRELOAD", library, 1);
    alarm(SECONDS_MOST);
    execvp(command[0], command);
    _exit(126);
}

static int finish(pid_t child) {
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            die("waitpid");
    size_t size = 0;
    char *text = files_read(said_path, &size);
    snprintf(last_said, sizeof last_said, "%.*s", (int)(size < 600 ? size : 600), text ? text : "");
    free(text);
    return WIFEXITED(status) ? WEXITSTATUS(status) : SIGNALLED + WTERMSIG(status);
}

int run_clean(void) {
    inject->at = 0;
    return finish(start());
}

int run_fault(int call, int fault, bool is_last, uint64_t at) {
    inject->call = call;
    inject->fault = fault;
    inject->is_last = is_last;
    inject->at = at;
    int status = finish(start());
    inject->at = 0;
    return status;
}

int run_signalled(double after, int signal_number) {
    inject->at = 0;
    pid_t child = start();
    struct timespec wait = {.tv_sec = (time_t)after,
                            .tv_nsec = (long)((after - (double)(time_t)after) * 1e9)};
    nanosleep(&wait, NULL);
    kill(child, signal_number);
    return finish(child);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

double runs_measure(void) {
    double shortest = 0;
    for (int i = 0; i < 3; i++) {
        double before = now();
        run_clean();
        double took = now() - before;
        shortest = i == 0 || took < shortest ? took : shortest;
    }
    return shortest;
}

uint64_t runs_made(int call) { return atomic_load(&inject->made[call]); }

uint64_t runs_injected(void) { return atomic_load(&inject->injected); }

char *runs_said(void) { return last_said; }
