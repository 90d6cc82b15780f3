/* Who held the memory, where it ended. See run.h. */
#include "runner/run.h"

#include <string.h>

enum { MUCH = 1 << 24 };

struct holding {
    const struct run_step *step;
    bool is_kept; /* its rows are, for others; not what its plugin has */
    size_t bytes;
};

static size_t kept_bytes(const struct kept *kept) {
    size_t bytes = 0;
    for (size_t i = 0; i < kept->count; i++)
        bytes += batch_bytes(kept->batches[i]);
    return bytes;
}

/* What the step's plugin keeps, and what is kept for it. */
static size_t held_by(const struct run_step *running) {
    size_t bytes = 0;
    int64_t own = 0;
    for (int32_t i = 0; i < running->handle_count; i++)
        own += ((const struct work *)running->handles[i]->work)->held;
    for (size_t i = 0; i < running->step->input_count; i++) {
        if (running->tables && running->tables[i])
            bytes += batch_bytes(running->tables[i]);
        if (running->sink_inputs)
            bytes += kept_bytes(&running->sink_inputs[i].early);
    }
    return bytes + (own > 0 ? (size_t)own : 0);
}

static struct holding find_most(const struct run *run) {
    struct holding most = {0};
    for (int32_t i = 0; i < run->plan->count; i++) {
        const struct run_step *step = &run->steps[i];
        const size_t own = held_by(step), kept = kept_bytes(&step->kept);
        if (own > most.bytes)
            most = (struct holding){step, false, own};
        if (kept > most.bytes)
            most = (struct holding){step, true, kept};
    }
    return most;
}

/* As --memory takes it, with one decimal where it is no whole number. */
static void add_size(struct string *text, size_t bytes) {
    const size_t mega = (size_t)1 << 20, tenths = bytes / (mega / 10);
    if (bytes % mega == 0)
        string_add_format(text, "%zuM", bytes / mega);
    else
        string_add_format(text, "%zu.%zuM", tenths / 10, tenths % 10);
}

/* Nobody held much: it is what is on its way that is too much. */
static void add_advice_of_threads(struct string *text, size_t limit) {
    string_add_text(text, "the limit of --memory, ");
    add_size(text, limit);
    string_add_text(text,
                    ", is reached; allow more, or fewer --threads, each of which takes its own");
}

static void add_advice(struct string *text, const struct holding *most) {
    const size_t limit = memory_limit_now();
    const char *label = most->step->step->label;
    const int64_t rows = atomic_load(&most->step->books.taken);
    if (limit > 0) {
        string_add_text(text, "the limit of --memory, ");
        add_size(text, limit);
        string_add_text(text, ", is reached; ");
    }
    if (most->is_kept)
        string_add_format(text, "the rows of %s, which are kept for another step, took ", label);
    else
        string_add_format(text, "%s held ", label);
    add_size(text, most->bytes);
    if (!most->is_kept && rows > 0) {
        string_add_text(text, " after ");
        string_add_count(text, rows, "row", "rows");
    }
    string_add_text(text, limit > 0 ? "; allow more, or " : "; ");
    string_add_text(text, most->is_kept
                              ? "leave out rows and columns by filter and select behind it"
                              : "give it fewer rows and columns, by filter and select before it");
}

void run_tell_shortage(struct run *run) {
    const struct holding most = find_most(run);
    const size_t limit = memory_limit_now();
    for (size_t i = 0; i < run->problems->count; i++) {
        struct problem *problem = &run->problems->list[i];
        struct string text = {0};
        if (problem->status != STATUS_WORLD || !strstr(problem->message, "memory"))
            continue;
        if (limit == 0 && most.bytes < MUCH)
            continue; /* none of them is to blame */
        if (!most.step || most.bytes < limit / 4)
            add_advice_of_threads(&text, limit);
        else
            add_advice(&text, &most);
        problem_advise(problem, "%s", text.data);
        string_free(&text);
    }
}
