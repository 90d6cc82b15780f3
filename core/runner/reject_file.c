/* The file of rejects: each reason for a row on a line of its own, with the row's place, and beside
 * the first one the record as it stands there, which `leat replay` takes back corrected. */
#include <errno.h>
#include <string.h>

#include "base/io.h"
#include "base/path.h"
#include "plan/correction.h"
#include "runner/run.h"

enum { PENDING_MOST = 65536 };

bool rejects_flush(struct run *run, bool is_last) {
    struct reject_log *log = &run->rejects;
    if (!is_last && log->pending.size <= PENDING_MOST)
        return true;
    if (log->output && !io_write(log->output->fd, log->pending.data, log->pending.size)) {
        problem_add(run->problems, STATUS_WORLD, NULL, "cannot write %s: %s",
                    path_from_here(log->output->target), strerror(errno));
        return false;
    }
    string_clear(&log->pending);
    return true;
}

/* A CSV field, in quotes where it must be; text that a spreadsheet would take for a formula gets an
 * apostrophe before it. */
static void add_csv(struct string *out, const char *text) {
    if (!text)
        return;
    bool is_guarded = record_wants_guard(text);
    bool quoted = strpbrk(text, ",\"\r\n") != NULL || *text == '\0' || is_guarded;
    if (!quoted) {
        string_add_text(out, text);
        return;
    }
    string_add_char(out, '"');
    if (is_guarded)
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

/* -- the record -------------------------------------------------------------------------------- */

/* Bytes of the file from the record's first on, so many as it takes. size: room, then the
 * record's. *failure: why they cannot be read (memory_free), or NULL. */
static bool read_record(struct file *file, struct step *step, int64_t byte, char *room,
                        size_t *size, char **failure) {
    static const size_t tries[] = {4096, (size_t)4 * RECORD_MOST + 4}; /* UTF-8: 4 bytes at most */
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        const int64_t got = file_read_at(file, byte, room, tries[i], failure);
        if (got <= 0)
            return false;
        *size = step->role->source.record(&step->handle->api, file->api.number, room, (size_t)got,
                                          got < (int64_t)tries[i]);
        handle_forget(step->handle);
        if (*size > 0 && *size <= (size_t)got)
            return true;
    }
    return false;
}

/* The record that the row was, and its mark: of what stands in the file, though the row may have
 * been a correction. NULL: it has none that could be put in its place. Without a record that the
 * file has the reject could not be corrected: *failure is then why it cannot be read. */
static void find_record(struct reject_log *log, const struct origin *origin,
                        const struct reject *reject, char **record, char **mark, char **failure) {
    *record = *mark = *failure = NULL;
    if (!reject->is_first || !origin || !origin->file || reject->place.byte < 0 ||
        origin->file->api.bytes < 0 || !origin->step->role->source.record)
        return;
    const struct patch *patch;
    const int64_t byte = patches_find(&origin->file->patches, reject->place.byte, &patch);
    size_t size = 0;
    log->room = log->room ? log->room : memory_alloc((size_t)4 * RECORD_MOST + 4);
    if (read_record(origin->file, origin->step, byte, log->room, &size, failure)) {
        char *shown = record_shown(origin->step, origin->file, log->room, size);
        if (shown && text_length_utf16(shown, strlen(shown)) <= RECORD_MOST) {
            *mark = patch ? memory_copy(patch->mark) : patch_mark(log->room, size);
            *record = step_has_private(origin->step) ? memory_copy("***") : memory_copy(shown);
        }
        memory_free(shown);
    }
}

/* Where the definition asks of the row what it fell short of: "kpi14.json:6:22" (memory_free). */
static char *rule_of(const struct run *run, const struct reject *reject) {
    const struct step *step = run->steps[reject->step].step;
    const struct place place =
        reject->rule ? options_place(step->options, reject->rule) : step_place(step);
    return memory_format("%s:%lld:%lld", place.file, (long long)place.line,
                         (long long)place.column);
}

/* -- one reject -------------------------------------------------------------------------------- */

bool reject_write(struct run *run, const struct reject *reject) {
    struct reject_log *log = &run->rejects;
    struct string *out = &log->pending;
    const struct origin *origin =
        reject->place.origin >= 0 ? &run->plan->origins[reject->place.origin] : NULL;
    const char *step = run->steps[reject->step].step->label;
    struct string message = {0};
    char *record, *mark, *failure, *rule = rule_of(run, reject);
    find_record(log, origin, reject, &record, &mark, &failure);
    const bool sound = !failure;
    if (failure)
        problem_add(run->problems, STATUS_WORLD, NULL, "%s", failure);
    string_add_message(&message, reject->message, true);
    const char *const texts[] = {step, reject->column, reject->value, message.data,
                                 rule, record,         mark};
    static const char *const names[] = {"step", "column", "value", "reason",
                                        "rule", "record", "mark"};
    if (log->is_json) {
        string_add_text(out, log->has_file ? ",\n  {" : "\n  {");
        string_add_text(out, "\"file\": ");
        string_add_json(out, origin ? origin->name : "", origin ? strlen(origin->name) : 0);
        add_number(out, ", \"line\": ", reject->place.line, 1, "null");
        add_number(out, ", \"byte\": ", reject->place.byte, 0, "null");
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
            add_json_member(out, names[i], texts[i]);
        string_add_char(out, '}');
    } else {
        add_csv(out, origin ? origin->name : NULL);
        add_number(out, ",", reject->place.line, 1, "");
        add_number(out, ",", reject->place.byte, 0, "");
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            string_add_char(out, ',');
            add_csv(out, texts[i]);
        }
        string_add_char(out, '\n');
    }
    memory_free(record);
    memory_free(mark);
    memory_free(rule);
    memory_free(failure);
    string_free(&message);
    log->has_file = true;
    return sound;
}

/* -- the file ---------------------------------------------------------------------------------- */

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
                    log->is_json ? "["
                                 : "file,line,byte,step,column,value,reason,rule,record,mark\n");
}

bool rejects_finish(struct run *run) {
    struct reject_log *log = &run->rejects;
    if (log->is_json)
        string_add_text(&log->pending, log->has_file ? "\n]\n" : "]\n");
    return rejects_flush(run, true);
}
