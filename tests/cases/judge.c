/* See judge.h. */
#include "cases/judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cases/play.h"
#include "workbook/package.h"

enum { RUNS_MOST = 3, LINES_MOST = 60 };

static bool under_thread_sanitizer(void) { return strcmp(setting("SAN"), "thread") == 0; }

/* With how many threads a case is run, one after the other; the thread sanitizer looks for races,
 * of which few threads have few. */
static size_t threads_of(const struct golden *golden, int threads[RUNS_MOST]) {
    static const int all[RUNS_MOST] = {1, 2, 8}, most[] = {8}, none[] = {NO_THREADS};
    const char *first = golden->arguments[0];
    const bool runs = strcmp(first, "run") == 0 || strcmp(first, "preview") == 0;
    const bool any = runs && !golden->is_once;
    const size_t count = any && !under_thread_sanitizer() ? RUNS_MOST : 1;
    memcpy(threads, !any ? none : count == 1 ? most : all, count * sizeof *threads);
    return count;
}

/* -- The result, as expected/ has it ---------------------------------------------------------- */

/* Breaks lines between elements, so that a difference can be read. */
static void add_part(struct files *files, const char *path, const struct part *part) {
    char *text = pool_get(files->pool, part->length * 2 + 1);
    size_t size = 0;
    for (size_t i = 0; i < part->length; i++) {
        text[size++] = part->bytes[i];
        if (part->bytes[i] == '>' && i + 1 < part->length && part->bytes[i + 1] == '<') {
            text[size++] = '\n';
        }
    }
    files_add(files, path, text, size);
}

/* A workbook becomes a folder of its parts; the theme is always the library's own. */
static void add_workbook(struct files *files, const struct file *file, const char *work) {
    const char *path = pool_format(files->pool, "%s/workbook", work);
    struct package package = {0};
    file_write(path, file->bytes, file->size);
    if (!package_read(&package, files->pool, path)) {
        files_add(files, pool_format(files->pool, "%s/not-a-workbook", file->path), file->bytes,
                  file->size);
        return;
    }
    for (size_t i = 0; i < package.part_count; i++) {
        const struct part *part = &package.parts[i];
        if (strncmp(part->name, "xl/theme/", 9) != 0) {
            add_part(files, pool_format(files->pool, "%s/%s", file->path, part->name), part);
        }
    }
}

static bool is_workbook(const char *path) {
    const size_t length = strlen(path);
    return length > 5 && strcmp(path + length - 5, ".xlsx") == 0;
}

/* A name in expected/ that does not stand for a file. */
static bool is_taken(const char *path) {
    return strcmp(path, "stdout") == 0 || strcmp(path, "stderr") == 0 ||
           strcmp(path, "status") == 0;
}

/* What else than files is to be shown. */
struct shown {
    bool out, err, status;
};

static struct files lay_out(struct pool *pool, const struct golden *golden,
                            const struct outcome *outcome, struct shown shown) {
    struct files result = files_new(pool);
    for (size_t i = 0; i < outcome->made.count; i++) {
        const struct file *file = &outcome->made.list[i];
        if (is_taken(file->path)) { /* else the one would be shown for the other */
            files_add(&result, pool_format(pool, "%s.made", file->path), file->bytes, file->size);
        } else if (is_workbook(file->path)) {
            add_workbook(&result, file, golden_work(pool, golden));
        } else {
            files_add(&result, file->path, file->bytes, file->size);
        }
    }
    if (shown.out) {
        files_add(&result, "stdout", outcome->out.bytes, outcome->out.size);
    }
    if (shown.err) {
        files_add(&result, "stderr", outcome->err.bytes, outcome->err.size);
    }
    if (shown.status || outcome->failed) {
        files_add(&result, "status", outcome->status.bytes, outcome->status.size);
    }
    files_sort(&result);
    return result;
}

static struct shown shown_by(const struct files *expected) {
    return (struct shown){.out = files_find(expected, "stdout") != NULL,
                          .err = files_find(expected, "stderr") != NULL,
                          .status = files_find(expected, "status") != NULL};
}

/* -- What is wrong ---------------------------------------------------------------------------- */

/* The first lines of a text. */
static const char *head(struct pool *pool, const char *text, int most) {
    const char *end = text;
    for (int i = 0; i < most && *end; i++) {
        end += strcspn(end, "\n");
        end += *end == '\n';
    }
    return pool_copy(pool, text, (size_t)(end - text));
}

/* As diff tells it, which people know how to read. */
static const char *difference(struct pool *pool, const struct golden *golden,
                              const struct files *result) {
    const char *work = golden_work(pool, golden);
    static char room[1 << 16];
    folder_remove(pool_format(pool, "%s/expected", work));
    folder_remove(pool_format(pool, "%s/actual", work));
    files_write(&golden->expected, pool_format(pool, "%s/expected", work));
    files_write(result, pool_format(pool, "%s/actual", work));
    setenv("CASE_WORK", work, 1);
    FILE *said = popen("cd \"$CASE_WORK\" && diff -ru --new-file expected actual 2>&1; "
                       "diff -rq expected actual | grep '^Only'",
                       "r");
    if (!said) {
        die("diff");
    }
    room[fread(room, 1, sizeof room - 1, said)] = 0;
    pclose(said);
    return pool_format(pool, "the result is not as expected:\n%s", head(pool, room, LINES_MOST));
}

/* Runs the case as often as it is to be; adds where a later run is another. */
static struct outcome play_all(struct pool *pool, const struct golden *golden, const char **wrong) {
    int threads[RUNS_MOST];
    const size_t count = threads_of(golden, threads);
    const struct outcome first = play(pool, golden, threads[0]);
    for (size_t i = 1; i < count; i++) {
        const struct outcome next = play(pool, golden, threads[i]);
        const struct {
            const char *what;
            const struct file *one, *other;
        } texts[] = {{"standard output", &first.out, &next.out},
                     {"standard error", &first.err, &next.err},
                     {"the status", &first.status, &next.status}};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
            if (texts[k].one->size != texts[k].other->size ||
                memcmp(texts[k].one->bytes, texts[k].other->bytes, texts[k].one->size) != 0) {
                *wrong = pool_format(pool, "%swith %d threads %s is not as with %d:\n%s", *wrong,
                                     threads[i], texts[k].what, threads[0],
                                     head(pool, texts[k].other->bytes, 20));
            }
        }
        if (!files_same(&first.made, &next.made)) {
            *wrong = pool_format(pool, "%swith %d threads the files are not as with %d\n", *wrong,
                                 threads[i], threads[0]);
        }
    }
    return first;
}

static const char *wrong_with(struct pool *pool, const struct golden *golden) {
    const char *wrong = "";
    const struct outcome outcome = play_all(pool, golden, &wrong);
    const struct shown shown = shown_by(&golden->expected);
    const struct files result = lay_out(pool, golden, &outcome, shown);
    if (golden->expected.count == 0) {
        wrong = pool_format(pool, "%sthere is no expected/ (make accept CASE=%s)\n", wrong,
                            golden->name);
    } else if (!files_same(&golden->expected, &result)) {
        wrong = pool_format(pool, "%s%s", wrong, difference(pool, golden, &result));
        if (!shown.err && outcome.err.size > 0) {
            wrong = pool_format(pool, "%sstandard error:\n%s", wrong,
                                head(pool, outcome.err.bytes, 20));
        }
    }
    return pool_format(pool, "%s%s", wrong, head(pool, play_reports(pool, golden), LINES_MOST));
}

char *judge_case(const char *name, bool *passed) {
    struct pool *pool = pool_new();
    struct golden golden;
    const char *wrong = "there is no such case, or its command is no line of shell words\n";
    if (golden_read(pool, name, &golden)) {
        wrong = wrong_with(pool, &golden);
        folder_remove(golden_work(pool, &golden));
    }
    *passed = !*wrong;
    char *lines = NULL;
    size_t size;
    FILE *into = open_memstream(&lines, &size);
    if (!into) {
        die("lines");
    }
    fprintf(into, "%s golden/%s\n", *passed ? "ok" : "not ok", name);
    for (const char *at = wrong; *at;) {
        const size_t length = strcspn(at, "\n");
        fprintf(into, "    %.*s\n", (int)length, at);
        at += length + (at[length] == '\n');
    }
    fclose(into);
    pool_free(pool);
    return lines;
}

/* -- The cases -------------------------------------------------------------------------------- */

bool judge_wants(const char *name) {
    struct pool *pool = pool_new();
    struct file status;
    const bool is_refused =
        under_thread_sanitizer() &&
        file_read(pool, pool_format(pool, "%s/%s/expected/status", setting("GOLDEN"), name),
                  &status) &&
        strcmp(status.bytes, "2\n") == 0;
    pool_free(pool);
    return !is_refused;
}

/* Standard error is kept where it was kept before, or where a new case fails: then it is the point
 * of the case. A case must show something. */
static struct shown shown_of_new(const struct golden *golden, const struct outcome *outcome) {
    if (golden->expected.count > 0) {
        const struct shown before = shown_by(&golden->expected);
        return (struct shown){.out = before.out, .err = before.err};
    }
    const bool is_silent = outcome->made.count == 0 && outcome->out.size == 0;
    return (struct shown){.out = outcome->out.size > 0, .err = outcome->failed || is_silent};
}

bool judge_accept(const char *name) {
    struct pool *pool = pool_new();
    struct golden golden;
    const bool found = golden_read(pool, name, &golden);
    if (found) {
        int threads[RUNS_MOST];
        threads_of(&golden, threads);
        const struct outcome outcome = play(pool, &golden, threads[0]);
        struct shown shown = shown_of_new(&golden, &outcome);
        struct files result = lay_out(pool, &golden, &outcome, shown);
        if (result.count == 0) { /* git keeps no empty folder */
            shown.status = true;
            result = lay_out(pool, &golden, &outcome, shown);
        }
        const char *expected = pool_format(pool, "%s/expected", golden.folder);
        folder_remove(expected);
        files_write(&result, expected);
        folder_remove(golden_work(pool, &golden));
        printf("accepted %s (status %.*s):\n", name, (int)outcome.status.size - 1,
               outcome.status.bytes);
        for (size_t i = 0; i < result.count; i++) {
            printf("    %s/expected/%s\n", name, result.list[i].path);
        }
    }
    pool_free(pool);
    return found;
}
