/* Handles, the failures that they remember, and the calls that need no rows. See handle.h. */
#include "plan/handle.h"

#include <string.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "format/format.h"
#include "plan/held.h"

struct handle *handle_new(const struct leat_host *host, struct step *step) {
    struct handle *handle = memory_alloc(sizeof *handle);
    handle->api.host = host;
    handle->api.state = step->state;
    handle->step = step;
    return handle;
}

void handle_free(struct handle *handle) {
    if (!handle)
        return;
    if (handle->detach)
        handle->detach(handle->work);
    memory_free(handle->failure);
    memory_free(handle);
}

static void remember(struct handle *handle, enum status status, const void *field, char *message) {
    memory_free(handle->failure);
    handle->failure_is_own = handle->failure_of_row = false;
    handle->failure = message;
    handle->failure_field = field;
    handle->failure_status = status_worse(handle->failure_status, status);
}

int handle_fail(struct handle *handle, enum status status, const char *format, ...) {
    va_list list;
    va_start(list, format);
    remember(handle, status, NULL, memory_format_list(format, list));
    handle->failure_is_own = true;
    va_end(list);
    return LEAT_FAILED;
}

char *handle_message(const struct handle *handle, const char *message, size_t size) {
    char *clean = memory_copy_part(message, text_valid_prefix(message, size));
    options_mask(handle->step->options, clean);
    return clean;
}

/* The same on one line. */
static char *clean_message(const struct handle *handle, const char *message, size_t size) {
    char *clean = handle_message(handle, message, size);
    for (char *at = clean; *at; at++)
        if ((unsigned char)*at < ' ' && *at != TEXT_VALUE_OPEN && *at != TEXT_VALUE_CLOSE)
            *at = ' ';
    return clean;
}

int host_fail(struct leat_step *step, const char *message, size_t size) {
    return host_fail_option(step, NULL, message, size);
}

int host_fail_world(struct leat_step *step, const char *message, size_t size) {
    struct handle *handle = (struct handle *)step;
    handle->failure_status = status_worse(handle->failure_status, STATUS_WORLD);
    return host_fail_option(step, NULL, message, size);
}

int host_fail_option(struct leat_step *step, const void *field, const char *message, size_t size) {
    struct handle *handle = (struct handle *)step;
    char *clean = clean_message(handle, message, size);
    /* Why a call failed was told by leat itself; what the plugin says of it stands before that. */
    if (*clean && handle->failure && handle->failure_is_own) {
        char *both = memory_format("%s: %s", clean, handle->failure);
        memory_free(clean);
        clean = both;
    }
    if (*clean)
        remember(handle, STATUS_DONE, field, clean);
    else
        memory_free(clean);
    return LEAT_FAILED;
}

void handle_report(struct handle *handle, int answer, const char *callback,
                   struct problems *problems) {
    const struct step *step = handle->step;
    if (!handle->failure && answer == LEAT_FAILED && interrupt_signal)
        return; /* it could not read on */
    struct place place = step_place(step);
    enum status status = handle->in_open ? STATUS_USAGE : STATUS_DATA;
    if (handle->failure) {
        if (handle->failure_field)
            place = options_place(step->options, handle->failure_field);
        if (handle->failure_status != STATUS_DONE)
            status = handle->failure_status;
        if (status == STATUS_PLUGIN)
            problem_add(problems, status, &place, "%s: %s (%s)", step->label, handle->failure,
                        step->plugin->path);
        else
            problem_add(problems, status, &place, "%s: %s", step->label, handle->failure);
    } else if (answer == LEAT_FAILED) {
        problem_add(
            problems, STATUS_PLUGIN, &place,
            "%s: the plugin's %s failed without saying why; it must tell so with leat_fail, "
            "in a text that is not empty (%s)",
            step->label, callback, step->plugin->path);
    } else {
        problem_add(problems, STATUS_PLUGIN, &place,
                    "%s: the plugin's %s answered %d, which means nothing here (%s)", step->label,
                    callback, answer, step->plugin->path);
    }
    handle_forget(handle);
}

void handle_forget(struct handle *handle) {
    memory_free(handle->failure);
    handle->failure = NULL;
    handle->failure_is_own = handle->failure_of_row = false;
    handle->failure_field = NULL;
    handle->failure_status = STATUS_DONE;
}

void host_log(struct leat_step *step, int level, const char *message, size_t size) {
    const struct handle *handle = (struct handle *)step;
    char *clean = handle_message(handle, message, size);
    log_line(level, handle->step->label, clean, strlen(clean));
    memory_free(clean);
}

struct leat_text host_suggest(struct leat_step *step, struct leat_text wrong,
                              const struct leat_text *names, size_t count) {
    (void)step;
    if (count > LEAT_SUGGEST_MOST)
        return (struct leat_text){NULL, 0};
    const char **list = memory_array(count ? count : 1, sizeof *list);
    struct arena *arena = arena_new();
    for (size_t i = 0; i < count; i++)
        list[i] = arena_copy(arena, names[i].data, names[i].size);
    const char *near =
        text_nearest(arena_copy(arena, wrong.data ? wrong.data : "", wrong.size), list, count);
    struct leat_text answer = {NULL, 0};
    for (size_t i = 0; near && i < count; i++)
        if (list[i] == near)
            answer = names[i];
    arena_free(arena);
    memory_free(list);
    return answer;
}

/* A size that no object can have: a number below 0, most likely. */
static bool is_size(struct leat_step *step, size_t size, const char *call) {
    if (size <= PTRDIFF_MAX)
        return true;
    handle_fail((struct handle *)step, STATUS_PLUGIN,
                "the plugin asks %s for %zu bytes; was that a number below 0?", call, size);
    return false;
}

void *host_alloc(struct leat_step *step, size_t size) {
    if (!is_size(step, size, "leat_alloc"))
        return NULL;
    void *block = memory_try(size ? size : 1);
    if (!block)
        handle_fail((struct handle *)step, STATUS_WORLD,
                    "there is no memory left for %zu more bytes", size);
    else
        memset(block, 0, size);
    held_note(step, HELD_BLOCK, block);
    return block;
}

void *host_realloc(struct leat_step *step, void *block, size_t size) {
    if (!is_size(step, size, "leat_realloc") || !held_take(step, HELD_BLOCK, block, "leat_realloc"))
        return NULL;
    void *grown = memory_try_resize(block, size ? size : 1);
    if (!grown)
        handle_fail((struct handle *)step, STATUS_WORLD, "there is no memory left for %zu bytes",
                    size);
    held_note(step, HELD_BLOCK, grown ? grown : block);
    return grown;
}

void host_free(struct leat_step *step, void *block) {
    if (held_take(step, HELD_BLOCK, block, "leat_free"))
        memory_free(block);
}

size_t host_memory_left(struct leat_step *step) {
    (void)step;
    return memory_left();
}

const struct leat_file *host_files(struct leat_step *step, const struct leat_text *field,
                                   size_t *count) {
    struct step *self = ((struct handle *)step)->step;
    size_t first = 0;
    while (first < self->file_count && self->files[first].field != field)
        first++;
    *count = 0;
    while (first + *count < self->file_count && self->files[first + *count].field == field)
        ++*count;
    size_t paths_count;
    const struct option_path *paths = options_paths(self->options, &paths_count);
    bool is_path = *count > 0;
    for (size_t i = 0; i < paths_count && !is_path; i++)
        is_path = paths[i].field == field && !paths[i].is_output;
    if (!is_path && (!field || field->data))
        handle_fail((struct handle *)step, STATUS_PLUGIN,
                    "leat_files was given no field of kind PATH_IN; give it &self->field");
    return *count ? &self->shown_files[first] : NULL;
}

int64_t host_read_at(struct leat_step *step, const struct leat_file *file, int64_t offset,
                     void *into, size_t size) {
    struct handle *handle = (struct handle *)step;
    struct step *self = handle->step;
    char *failure = NULL;
    if (file->number == self->origin || !step_has_file(self, file->number) || offset < 0)
        return handle_fail(handle, STATUS_PLUGIN,
                           "the plugin reads a file that leat_files did not give it");
    /* The numbers of a step's files follow one another. */
    int64_t got = file_read_at(&self->files[file->number - self->files[0].api.number], offset, into,
                               size, &failure);
    if (failure)
        handle_fail(handle, STATUS_WORLD, "%s", failure);
    memory_free(failure);
    return got;
}

int32_t host_fields_count(struct leat_step *step, const struct leat_fields *fields) {
    (void)step;
    return fields ? fields->count : 0;
}

static bool is_field(struct leat_step *step, const struct leat_fields *fields, int32_t field) {
    bool is = fields && field >= 0 && field < fields->count;
    if (!is)
        handle_fail((struct handle *)step, STATUS_PLUGIN,
                    "the plugin speaks of declared column %d, which does not exist", field);
    return is;
}

struct leat_text host_field_name(struct leat_step *step, const struct leat_fields *fields,
                                 int32_t field) {
    return leat_text_of(is_field(step, fields, field) ? fields->list[field].name : "");
}

struct leat_type host_field_type(struct leat_step *step, const struct leat_fields *fields,
                                 int32_t field) {
    return is_field(step, fields, field) ? fields->list[field].type : (struct leat_type){0};
}

bool host_needed(struct leat_step *step, int32_t column) {
    const struct step *self = ((struct handle *)step)->step;
    if (((struct handle *)step)->in_open)
        handle_fail((struct handle *)step, STATUS_PLUGIN,
                    "leat_needed is for start and later: in open it is not known yet");
    return column >= 0 && column < self->own.count && self->own_columns[column].is_needed;
}

int32_t host_format_count(struct leat_step *step) {
    (void)step;
    size_t count;
    format_names(&count);
    return (int32_t)count;
}

/* The format of a number; NULL: the plugin made it up, which is told. */
static const struct format *format_of(struct leat_step *step, int32_t format) {
    if (format >= 0 && format < host_format_count(step))
        return &format_table[format];
    handle_fail((struct handle *)step, STATUS_PLUGIN,
                "the plugin asks for format %d, and they are 0 to %d", format,
                host_format_count(step) - 1);
    return NULL;
}

struct leat_text host_format_name(struct leat_step *step, int32_t format) {
    const struct format *known = format_of(step, format);
    return leat_text_of(known ? known->name : NULL);
}

uint32_t host_format_kinds(struct leat_step *step, int32_t format) {
    const struct format *known = format_of(step, format);
    return known ? known->kinds : 0;
}

int32_t host_format_find(struct leat_step *step, struct leat_text name) {
    (void)step;
    const struct format *known = name.data ? format_find(name.data, name.size) : NULL;
    return known ? (int32_t)(known - format_table) : -1;
}

bool host_format_read(struct leat_step *step, int32_t format, int kind, struct leat_text text,
                      char *out, size_t *size, const char **reason) {
    const struct format *known = format_of(step, format);
    if (known && kind > LEAT_NONE && kind <= LEAT_TIMESTAMP && known->kinds & LEAT_KINDS(kind))
        return format_read(known, text, (enum leat_kind)kind, out, size, reason);
    if (known)
        handle_fail((struct handle *)step, STATUS_PLUGIN,
                    "the plugin reads the format '%s' for a column of kind %d, with which it does "
                    "not go (leat_format_kinds)",
                    known->name, kind);
    *size = 0;
    *reason = "not read";
    return false;
}
