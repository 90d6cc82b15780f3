/* measure: runs a command to its end and writes what it cost.
 *
 *     measure RECORD OUTPUT COMMAND [ARGUMENT]…
 *
 * The command's standard output goes to the file OUTPUT. To the file RECORD one line is added:
 * seconds by the clock from before it was started until it had ended, seconds of the processor,
 * its and the kernel's for it, and its peak memory in KiB. All of it is of the whole process
 * with those that it waited for. The status is the command's; where that failed nothing is
 * recorded. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds_of(struct timeval time) {
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int failed(const char *what) {
    fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
    return 125;
}

int main(int count, char **arguments) {
    if (count < 4) {
        fprintf(stderr, "usage: measure RECORD OUTPUT COMMAND [ARGUMENT]...\n");
        return 2;
    }
    const int output = open(arguments[2], O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (output < 0)
        return failed(arguments[2]);
    const double begin = now();
    const pid_t child = fork();
    if (child < 0)
        return failed("fork");
    if (child == 0) {
        if (dup2(output, STDOUT_FILENO) >= 0)
            execvp(arguments[3], arguments + 3);
        _exit(failed(arguments[3]));
    }
    int status;
    struct rusage usage;
    while (wait4(child, &status, 0, &usage) < 0) {
        if (errno != EINTR)
            return failed("wait4");
    }
    const double end = now();
    if (WIFSIGNALED(status))
        return 128 + WTERMSIG(status);
    if (WEXITSTATUS(status) != 0)
        return WEXITSTATUS(status);

    FILE *record = fopen(arguments[1], "a");
    if (!record)
        return failed(arguments[1]);
    fprintf(record, "%.6f %.6f %ld\n", end - begin,
            seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime), usage.ru_maxrss);
    return fclose(record) == 0 ? 0 : failed(arguments[1]);
}
