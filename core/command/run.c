/* leat run DEFINITION…, and what one run is for `leat replay` as well. */
#include "base/log.h"
#include "command/command.h"
#include "runner/receipt.h"
#include "runner/run.h"

static const char stopped[] = "stopped by a signal; nothing was written";

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
        if (problems_status(&problems) == STATUS_DONE && !interrupt_signal && log_level >= 0)
            tell_done(run, arguments->word_count > 1);
        run_free(run);
    }
    if (interrupt_signal && !is_committed && log_level >= 0)
        log_line(LEAT_WARNING, NULL, stopped, sizeof stopped - 1);
    plan_free(plan);
    return tell_problems(&problems);
}

int command_run(struct arguments *arguments) {
    enum status gravest = STATUS_DONE;
    if (!definitions_load(arguments))
        return STATUS_USAGE;
    for (size_t i = 0; i < arguments->word_count && !interrupt_signal; i++) {
        gravest = status_worse(gravest, run_definition(arguments, i, NULL, gravest));
        if (i + 1 < arguments->word_count)
            interrupt_reopen();
    }
    return (int)gravest;
}
