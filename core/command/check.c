/* leat check DEFINITION… */
#include "base/interrupt.h"
#include "base/log.h"
#include "command/command.h"

int command_check(struct arguments *arguments) {
    enum status gravest = STATUS_DONE;
    if (!definitions_load(arguments))
        return STATUS_USAGE;
    for (size_t i = 0; i < arguments->word_count; i++) {
        struct problems problems = {0};
        struct plan *plan = make_plan(arguments, i, false, &problems);
        plan_free(plan);
        enum status status = tell_problems(&problems);
        if (status == STATUS_DONE && log_level >= 0 && !interrupt_signal)
            printf("%s: no mistakes found\n", arguments->words[i]);
        gravest = status_worse(gravest, status);
    }
    return (int)gravest;
}
