/* Rows that could not be used: put in the order of the input, counted and shown. reject_file.c keeps
 * them. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "runner/run.h"

void rejects_add(struct rejects *rejects, struct reject reject) {
    if (rejects->count == rejects->room) {
        rejects->room = rejects->room * 2 + 8;
        rejects->list = memory_resize(rejects->list, rejects->room * sizeof *rejects->list);
    }
    rejects->list[rejects->count++] = reject;
}

void rejects_free(struct rejects *rejects) {
    for (size_t i = 0; i < rejects->count; i++) {
        memory_free(rejects->list[i].column);
        memory_free(rejects->list[i].value);
        memory_free(rejects->list[i].message);
    }
    memory_free(rejects->list);
    *rejects = (struct rejects){0};
}

#define ORDER(a, b) ((a) < (b) ? -1 : (a) > (b))

/* By place; what was told of one place in the order of the steps, and as it was told. */
static int compare_rejects(const void *left, const void *right) {
    const struct reject *a = left, *b = right;
    int order = ORDER(a->place.origin, b->place.origin);
    order = order ? order : ORDER(a->place.line, b->place.line);
    order = order ? order : ORDER(a->place.byte, b->place.byte);
    order = order ? order : ORDER(a->step, b->step);
    return order ? order : ORDER(a->serial, b->serial);
}

void reject_tell(const struct run *run, const struct reject *reject, struct problems *problems) {
    struct place place = {.line = reject->place.line > 0 ? reject->place.line : 0};
    struct string text = {0};
    if (reject->place.origin >= 0)
        place.file = run->plan->origins[reject->place.origin].name;
    if (reject->column)
        string_add_format(&text, "column '%s': ", reject->column);
    /* The log for machines holds no data values. */
    if (reject->value && !log_json) {
        string_add_quoted(&text, reject->value, strlen(reject->value), 0);
        string_add_text(&text, ": ");
    }
    string_add_text(&text, reject->message);
    struct problem *problem =
        problem_add(problems, STATUS_DATA, place.file ? &place : NULL, "%s", text.data);
    if (run->steps[reject->step].step->kind != ROLE_SOURCE)
        problem_advise(problem, "in %s", run->steps[reject->step].step->label);
    string_free(&text);
}

static void tell_limit(struct run *run) {
    const struct definition *definition = run->plan->definitions[0];
    struct place place;
    if (definition->rejects) {
        place = node_place(definition->rejects);
        problem_advise(
            problem_add(run->problems, STATUS_DATA, &place,
                        "more rows were rejected than the limit of %lld, and nothing was written",
                        (long long)run->rejects.limit),
            "mend the data, or raise \"limit\"");
        return;
    }
    place = (struct place){.file = definition->path};
    problem_advise(
        problem_add(run->problems, STATUS_DATA, &place,
                    "a row was rejected, and nothing was written"),
        "mend the data, or add \"rejects\": { \"path\": \"rejects.csv\", \"limit\": 10 } to go on without such rows");
}

/* Those that the terminal may have to show are kept; `from` keeps nothing of it. */
static void keep_first(struct reject_log *log, struct reject *from) {
    if (log->first.count == REJECTS_SHOWN)
        return;
    rejects_add(&log->first, *from);
    from->column = from->value = from->message = NULL;
}

void rejects_tell(const struct run *run, struct problems *problems) {
    for (size_t i = 0; i < run->rejects.first.count; i++)
        reject_tell(run, &run->rejects.first.list[i], problems);
}

bool rejects_commit(struct run *run, struct rejects *rejects) {
    struct reject_log *log = &run->rejects;
    bool sound = true, is_written = true;
    /* Of what a preview no longer needed, how much was read depends on the threads. */
    if (rejects->count == 0 || atomic_load(&run->has_enough))
        return true;
    qsort(rejects->list, rejects->count, sizeof *rejects->list, compare_rejects);
    for (size_t i = 0; i < rejects->count; i++) {
        struct reject *reject = &rejects->list[i];
        log->count += reject->is_first;
        sound &= log->limit < 0 || log->count <= log->limit;
        if (log->output && is_written) /* why it is not, is the same for those after it */
            is_written = reject_write(run, reject);
        keep_first(log, reject);
    }
    if (sound)
        return is_written && rejects_flush(run, false);
    rejects_tell(run, run->problems);
    tell_limit(run);
    return false;
}
