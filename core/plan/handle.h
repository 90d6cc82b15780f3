/* handle: what a plugin knows as struct leat_step: one step, as one thread sees it.
 *
 * A handle remembers what a callback told (a failure, where) until the caller takes it. The plan
 * makes one for open and close; the runner makes one for each thread and adds its own part behind
 * `work`. */
#ifndef LEAT_PLAN_HANDLE_H
#define LEAT_PLAN_HANDLE_H

#include "plan/step.h"

struct handle {
    struct leat_step api; /* first */
    struct step *step;
    bool in_open;
    char *failure;       /* what leat_fail told, or NULL */
    bool failure_is_own; /* leat told it itself, in a call that failed */
    bool failure_of_row; /* the runner knows of which */
    const void *failure_field;
    enum status failure_status; /* set where the runner itself knows better: the world failed, a
                                   contract was broken */
    void *work;                 /* the runner's */
    void (*detach)(void *work); /* frees it; may be NULL */
};

struct handle *handle_new(const struct leat_host *host, struct step *step);
void handle_free(struct handle *handle); /* NULL is allowed */

/* Remembers a failure that leat itself found during a callback; answers LEAT_FAILED. status 0: as
 * the phase has it. */
int handle_fail(struct handle *handle, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Moves what was told into problems, placed at the option or the step, and forgets it. answer is
 * what the callback answered: a failure without a word, or an answer that does not exist, is a
 * broken contract; but for one after a signal, of which nothing is told. */
void handle_report(struct handle *handle, int answer, const char *callback,
                   struct problems *problems);

/* Forgets what was told. */
void handle_forget(struct handle *handle);

/* What a plugin says (memory_free): valid UTF-8 as far as it goes, without the step's secrets. */
char *handle_message(const struct handle *handle, const char *message, size_t size);

/* The calls of struct leat_host that need no rows: telling, files, memory. The runner's table holds
 * them. */
int host_fail(struct leat_step *step, const char *message, size_t size);
int host_fail_world(struct leat_step *step, const char *message, size_t size);
int host_fail_option(struct leat_step *step, const void *field, const char *message, size_t size);
void host_log(struct leat_step *step, int level, const char *message, size_t size);
struct leat_text host_suggest(struct leat_step *step, struct leat_text wrong,
                              const struct leat_text *names, size_t count);
const struct leat_file *host_files(struct leat_step *step, const struct leat_text *field,
                                   size_t *count);
int64_t host_read_at(struct leat_step *step, const struct leat_file *file, int64_t offset,
                     void *into, size_t size);
void *host_alloc(struct leat_step *step, size_t size);
void *host_realloc(struct leat_step *step, void *block, size_t size);
void host_free(struct leat_step *step, void *block);
size_t host_memory_left(struct leat_step *step);
int32_t host_fields_count(struct leat_step *step, const struct leat_fields *fields);
struct leat_text host_field_name(struct leat_step *step, const struct leat_fields *fields,
                                 int32_t field);
struct leat_type host_field_type(struct leat_step *step, const struct leat_fields *fields,
                                 int32_t field);
bool host_needed(struct leat_step *step, int32_t column);
int32_t host_format_count(struct leat_step *step);
struct leat_text host_format_name(struct leat_step *step, int32_t format);
uint32_t host_format_kinds(struct leat_step *step, int32_t format);
int32_t host_format_find(struct leat_step *step, struct leat_text name);
bool host_format_read(struct leat_step *step, int32_t format, int kind, struct leat_text text,
                      char *out, size_t *size, const char **reason);

#endif
