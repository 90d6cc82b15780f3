/* See judge.h. */
#include "judge.h"

#include "runs.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

enum { TOLD_MOST = 2 };

void judge_tell(struct tally *tally, const char *what, int status, const struct states *states,
                const char *why) {
    tally->wrong++;
    if (++tally->told > TOLD_MOST)
        return;
    printf("    %s: %s: status %d; of %d files %d old, %d new, %d neither%s\n", what, why, status,
           files_count(), states->counts[STATE_OLD], states->counts[STATE_NEW],
           states->counts[STATE_WRONG],
           states->is_standard_sound ? "" : "; standard output is not its beginning");
    for (char *line = strtok(runs_said(), "\n"); line; line = strtok(NULL, "\n"))
        printf("      %.200s\n", line);
}

void judge_run(struct tally *tally, const char *what, int status, bool must_succeed,
               bool may_leave) {
    struct states states = files_look();
    struct left left = files_left(false);
    bool failed = status > 0 && status < SIGNALLED && states.all_old,
         done = status == 0 && states.all_new;
    tally->untouched += failed;
    tally->whole += done;
    if (!failed && !done)
        judge_tell(tally, what, status, &states, "a third outcome");
    else if (failed && must_succeed)
        judge_tell(tally, what, status, &states, "must succeed");
    else if (left.other || (left.hidden && !may_leave))
        judge_tell(tally, what, status, &states, "leaves files behind");
    if (left.hidden || left.other) {
        tally->left++;
        status = run_clean();
        states = files_look();
        left = files_left(true);
        if (status != 0 || !states.all_new || left.hidden || left.other)
            judge_tell(tally, what, status, &states,
                       "the next run does not take away what was left");
    }
    files_reset();
}

void judge_kill(struct tally *tally, const char *what, int status) {
    struct states states = files_look();
    struct left left = files_left(false);
    bool was_killed = status == SIGNALLED + SIGKILL;
    tally->runs++;
    tally->faults += was_killed;
    tally->untouched += states.all_old;
    tally->whole += states.all_new;
    tally->left += left.hidden > 0;
    if (!states.is_whole || (!was_killed && (status != 0 || !states.all_new)))
        judge_tell(tally, what, status, &states, "a file is neither old nor new");
    else if (left.other || left.hidden > files_hidden_most())
        judge_tell(tally, what, status, &states, "leaves too much behind");
    status = run_clean();
    states = files_look();
    left = files_left(true);
    if (status != 0 || !states.all_new || left.hidden || left.other)
        judge_tell(tally, what, status, &states, "the next run does not mend it");
    files_reset();
}

bool judge_all(const struct tally *tally, const char *name, const char *kind, long least) {
    bool sound = tally->wrong == 0 && tally->faults >= least && tally->faults > 0;
    printf("%s %s/%s\n", sound ? "ok" : "not ok", name, kind);
    printf(
        "    %ld runs, %ld faults: %ld failed and left all as it was, %ld succeeded whole, %ld wrong; "
        "%ld left a file behind\n",
        tally->runs, tally->faults, tally->untouched, tally->whole, tally->wrong, tally->left);
    if (tally->faults < least)
        printf("    at least %ld faults were wanted\n", least);
    fflush(stdout);
    return sound;
}
