/* Rows that could not be used: counted, shown, and kept in the definition's rejects file, in the
 * order of the input. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/log.h"
#include "base/path.h"
#include "runner/run.h"

enum { PENDING_MOST = 65536 };

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

static bool flush(struct run *run) {
    struct reject_log *log = &run->rejects;
    if (log->output && !io_write(log->output->fd, log->pending.data, log->pending.size)) {
        problem_add(run->problems, STATUS_WORLD, NULL, "cannot write %s: %s",
                    path_from_here(log->output->target), strerror(errno));
        return false;
    }
    string_clear(&log->pending);
    return true;
}

/* Whether a spreadsheet would take the text for a formula, as the csv sink has it: = + - @ or white
 * space first, or one of those signs in full width; but a sign before digits makes a number. */
static bool is_formula(const char *text) {
    if (*text == '+' || *text == '-')
        return text[1 + strspn(text + 1, "0123456789., ")] != '\0';
    return (*text && strchr("=@\t\r\n", *text)) ||
           (strncmp(text, "\xEF\xBC", 2) == 0 && text[2] && strchr("\x8B\x8D\x9D\xA0", text[2]));
}

/* A CSV field, in quotes where it must be; a formula gets an apostrophe before it. */
static void add_csv(struct string *out, const char *text) {
    if (!text)
        return;
    bool guarded = is_formula(text);
    bool quoted = strpbrk(text, ",\"\r\n") != NULL || *text == '\0' || guarded;
    if (!quoted) {
        string_add_text(out, text);
        return;
    }
    string_add_char(out, '"');
    if (guarded)
        string_add_char(out, '\'');
    for (; *text; text++) {
        if (*text == '"')
            string_add_char(out, '"');
        string_add_char(out, *text);
    }
    string_add_char(out, '"');
}

static void add_json_member(struct string *out, const char *key, const char *text) {
    string_add_format(out, ", \"%s\": ", key);
    if (text)
        string_add_json(out, text, strlen(text));
    else
        string_add_text(out, "null");
}

static void add_number(struct string *out, const char *before, int64_t number, int64_t least,
                       const char *none) {
    if (number >= least)
        string_add_format(out, "%s%lld", before, (long long)number);
    else
        string_add_format(out, "%s%s", before, none);
}

static void write_reject(struct run *run, const struct reject *reject) {
    struct reject_log *log = &run->rejects;
    struct string *out = &log->pending;
    const struct origin *origin =
        reject->place.origin >= 0 ? &run->plan->origins[reject->place.origin] : NULL;
    const char *step = run->steps[reject->step].step->label;
    struct string message = {0};
    string_add_message(&message, reject->message, true);
    if (log->is_json) {
        string_add_text(out, log->has_file ? ",\n  {" : "\n  {");
        string_add_text(out, "\"file\": ");
        string_add_json(out, origin ? origin->name : "", origin ? strlen(origin->name) : 0);
        add_number(out, ", \"line\": ", reject->place.line, 1, "null");
        add_number(out, ", \"byte\": ", reject->place.byte, 0, "null");
        add_json_member(out, "step", step);
        add_json_member(out, "column", reject->column);
        add_json_member(out, "value", reject->value);
        add_json_member(out, "reason", message.data ? message.data : "");
        string_add_char(out, '}');
    } else {
        add_csv(out, origin ? origin->name : NULL);
        add_number(out, ",", reject->place.line, 1, "");
        add_number(out, ",", reject->place.byte, 0, "");
        string_add_char(out, ',');
        add_csv(out, step);
        string_add_char(out, ',');
        add_csv(out, reject->column);
        string_add_char(out, ',');
        add_csv(out, reject->value);
        string_add_char(out, ',');
        add_csv(out, message.data ? message.data : "");
        string_add_char(out, '\n');
    }
    string_free(&message);
    log->has_file = true;
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
    bool sound = true;
    /* Of what a preview no longer needed, how much was read depends on the threads. */
    if (rejects->count == 0 || atomic_load(&run->has_enough))
        return true;
    qsort(rejects->list, rejects->count, sizeof *rejects->list, compare_rejects);
    for (size_t i = 0; i < rejects->count; i++) {
        struct reject *reject = &rejects->list[i];
        log->count += reject->is_first;
        sound &= log->limit < 0 || log->count <= log->limit;
        if (log->output)
            write_reject(run, reject);
        keep_first(log, reject);
    }
    if (sound)
        return log->pending.size <= PENDING_MOST || flush(run);
    rejects_tell(run, run->problems);
    tell_limit(run);
    return false;
}

void rejects_begin(struct run *run) {
    const struct definition *definition = run->plan->definitions[0];
    struct reject_log *log = &run->rejects;
    const char *path = run->plan->rejects_path;
    log->limit = definition->rejects ? definition->rejects_limit : 0;
    if (!path)
        return;
    size_t length = strlen(path);
    log->is_json = length > 5 && strcmp(path + length - 5, ".json") == 0;
    string_add_text(&log->pending,
                    log->is_json ? "[" : "file,line,byte,step,column,value,reason\n");
}

bool rejects_finish(struct run *run) {
    struct reject_log *log = &run->rejects;
    if (log->is_json)
        string_add_text(&log->pending, log->has_file ? "\n]\n" : "]\n");
    return flush(run);
}
