/* Runs the golden cases: `cases [CASE...]` or `cases --accept CASE`. tests/golden/run.sh says what a
 * case is, and sets what this program asks for: GOLDEN (the folder of the cases), WORK (a folder
 * of its own), ROOT, BUILD, LEAT, SAN.
 *
 * As many at once as there are cores, each worker a process that takes the next case; the lines of
 * a case are written at once. Status 1: some failed. */
#include <dirent.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cases/files.h"
#include "cases/judge.h"
#include "cases/play.h"

struct names {
    char **list;
    size_t count, room;
};

static void add_name(struct names *names, const char *name) {
    if (names->count == names->room) {
        names->room = names->room * 2 + 256;
        names->list = realloc(names->list, names->room * sizeof *names->list);
    }
    char *copy = strdup(name);
    if (!names->list || !copy) {
        die("names of cases");
    }
    names->list[names->count++] = copy;
}

static int compare_names(const void *one, const void *other) {
    return strcmp(*(char *const *)one, *(char *const *)other);
}

static bool is_folder(int within, const char *name) {
    struct stat status;
    return fstatat(within, name, &status, 0) == 0 && S_ISDIR(status.st_mode);
}

static struct names all_cases(void) {
    struct names names = {0};
    DIR *stream = opendir(setting("GOLDEN"));
    if (!stream) {
        die(setting("GOLDEN"));
    }
    for (struct dirent *entry; (entry = readdir(stream));) {
        if (entry->d_name[0] != '.' && is_folder(dirfd(stream), entry->d_name) &&
            judge_wants(entry->d_name)) {
            add_name(&names, entry->d_name);
        }
    }
    closedir(stream);
    if (names.count == 0) {
        fprintf(stderr, "cases: there are none in %s\n", setting("GOLDEN"));
        exit(2);
    }
    qsort(names.list, names.count, sizeof *names.list, compare_names);
    return names;
}

static void free_names(struct names *names) {
    for (size_t i = 0; i < names->count; i++) {
        free(names->list[i]);
    }
    free(names->list);
}

static void work(const struct names *names, atomic_size_t *next, atomic_bool *failed) {
    for (size_t i; (i = atomic_fetch_add(next, 1)) < names->count;) {
        bool passed;
        char *lines = judge_case(names->list[i], &passed);
        if (write(STDOUT_FILENO, lines, strlen(lines)) < 0) {
            die("standard output");
        }
        if (!passed) {
            atomic_store(failed, true);
        }
        free(lines);
    }
}

static bool run_cases(const struct names *names) {
    struct shared {
        atomic_size_t next;
        atomic_bool failed;
    } *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (shared == MAP_FAILED) {
        die("memory");
    }
    for (long i = 1; i < cores; i++) {
        const pid_t worker = fork();
        if (worker < 0) {
            die("fork");
        }
        if (worker == 0) {
            work(names, &shared->next, &shared->failed);
            _exit(0);
        }
    }
    work(names, &shared->next, &shared->failed);
    /* A worker that ended otherwise may have left cases out. */
    for (int status; wait(&status) > 0;) {
        if (status != 0) {
            printf("not ok golden (a worker ended with status %d)\n", status);
            shared->failed = true;
        }
    }
    const bool failed = shared->failed;
    munmap(shared, sizeof *shared);
    return !failed;
}

int main(int count, char **words) {
    if (count == 3 && strcmp(words[1], "--accept") == 0) {
        if (judge_accept(words[2])) {
            return 0;
        }
        fprintf(stderr, "there is no case %s\n", words[2]);
        return 1;
    }
    if (count > 1 && words[1][0] == '-') {
        fputs("usage: run.sh [CASE...] or run.sh --accept CASE\n", stderr);
        return 2;
    }
    struct names names = {0};
    for (int i = 1; i < count; i++) {
        add_name(&names, words[i]);
    }
    if (count == 1) {
        names = all_cases();
    }
    const bool passed = run_cases(&names);
    free_names(&names);
    return passed ? 0 : 1;
}
