/* leat run DEFINITION…, and what one run is for `leat replay` as well. */
#include <string.h>

#include "base/log.h"
#include "command/command.h"
#include "runner/receipt.h"
#include "runner/run.h"

static void tell_stopped(const char *what) {
    char *text = memory_format("stopped by a signal; %s", what);
    if (log_level >= 0)
        log_line(LEAT_WARNING, NULL, text, strlen(text));
    memory_free(text);
}

/* A step that every row was rejected in: whatever came of the others, that is not what was meant. */
static void warn_of_none(const struct run *run) {
    for (int32_t i = 0; i < run->plan->count; i++) {
        const struct books *books = &run->steps[i].books;
        if (books->taken == 0 || books->rejected != books->taken)
            continue;
        struct string text = {0};
        string_add_text(&text, books->taken == 1 ? "the only row" : "all ");
        if (books->taken > 1)
            string_add_count(&text, books->taken, "row", "rows");
        string_add_format(&text, " %s rejected", books->taken == 1 ? "was" : "were");
        if (run->rejects.output)
            string_add_format(&text, "; %s says why", path_from_here(run->rejects.output->target));
        log_line(LEAT_WARNING, run->plan->steps[i]->label, text.data, text.size);
        string_free(&text);
    }
}

/* The closing lines, under the definition's name where there are several. */
static void tell_done(const struct run *run, bool is_one_of_several) {
    if (is_one_of_several && !log_json)
        fprintf(stderr, "%s\n", run->plan->definitions[0]->path);
    run_receipt(run, stderr);
}

enum status run_definition(struct arguments *arguments, size_t number,
                           struct corrections *corrections, enum status before) {
    struct problems problems = {0};
    status_before = before;
    outputs_begin();
    struct plan *plan = make_plan(arguments, number, false, &problems);
    bool is_committed = false;
    if (corrections && problems_status(&problems) == STATUS_DONE)
        corrections_apply(corrections, plan, &problems);
    if (problems_status(&problems) == STATUS_DONE && !interrupt_signal) {
        struct run_request request = {.threads = arguments->threads,
                                      .check_batches = arguments->check_batches,
                                      .preview_step = -1};
        struct run *run = run_new(plan, &request, &problems);
        struct progress progress;
        progress_begin(&progress, run);
        run_plan(run);
        is_committed = run->is_committed;
        progress_end(&progress);
        const bool is_done = problems_status(&problems) == STATUS_DONE && !interrupt_signal;
        if (is_done)
            warn_of_none(run);
        if (is_done && log_level >= 0)
            tell_done(run, arguments->word_count > 1);
        run_free(run);
    }
    if (interrupt_signal && !is_committed)
        tell_stopped("nothing was written");
    plan_free(plan);
    return tell_problems(&problems);
}

/* The definitions from one on. */
static void tell_not_run(const struct arguments *arguments, size_t first) {
    const size_t after = arguments->word_count - first - 1;
    char *what = after == 0 ? memory_format("%s was not run", arguments->words[first])
                            : memory_format("%s and %zu after it were not run",
                                            arguments->words[first], after);
    tell_stopped(arguments->word_count == 1 ? "nothing was written" : what);
    memory_free(what);
}

int command_run(struct arguments *arguments) {
    enum status gravest = STATUS_DONE;
    if (!definitions_load(arguments))
        return STATUS_USAGE;
    size_t i = 0;
    for (; i < arguments->word_count && !interrupt_signal; i++) {
        gravest = status_worse(gravest, run_definition(arguments, i, NULL, gravest));
        if (i + 1 < arguments->word_count)
            interrupt_reopen();
    }
    if (i < arguments->word_count)
        tell_not_run(arguments, i);
    return (int)gravest;
}
