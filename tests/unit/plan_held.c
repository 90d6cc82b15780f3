/* What plugins hold of leat, against a model: a flag for each of a few addresses. And the calls that
 * are watched. */
#include <criterion/criterion.h>

#include "plan/held.h"
#include "plugin/watch.h"
#include "random.h"

enum { ADDRESSES = 3000, TURNS = 200000, APART = 16 };

static struct step step;
static struct handle handle = {.step = &step};

Test(plan_held, takes_what_was_noted) {
    static bool model[ADDRESSES];
    static char bytes[ADDRESSES * APART];
    uint64_t state = 1;
    step.held = held_new();
    for (int turn = 0; turn < TURNS; turn++) {
        /* At times few are held, at times nearly all. */
        bool notes = random_below(&state, 10) < (turn / 20000 % 2 ? 7u : 3u);
        size_t i = random_below(&state, ADDRESSES);
        if (notes && !model[i]) {
            held_note(&handle.api, HELD_BLOCK, &bytes[i * APART]);
            model[i] = true;
        } else if (!notes) {
            cr_assert_eq(held_take(&handle.api, HELD_BLOCK, &bytes[i * APART], "leat_free"),
                         model[i], "turn %d", turn);
            model[i] = false;
            handle_forget(&handle);
        }
    }
    for (size_t i = 0; i < ADDRESSES; i++)
        if (model[i])
            cr_assert(held_take(&handle.api, HELD_BLOCK, &bytes[i * APART], "leat_free"));
    struct problems problems = {0};
    cr_expect(held_is_empty(&step, &problems));
    held_free(step.held);
    step.held = NULL;
}

Test(plan_held, kinds_differ) {
    int block = 0;
    step.held = held_new();
    held_note(&handle.api, HELD_BATCH, &block);
    cr_expect_not(held_take(&handle.api, HELD_RUN, &block, "leat_run_free"));
    cr_expect_str_eq(handle.failure, "the plugin gives leat_run_free a run that it does not hold: "
                                     "it was given back before, or never taken");
    handle_forget(&handle);
    cr_expect(held_take(&handle.api, HELD_BATCH, &block, "leat_release"));
    cr_expect_not(held_take(&handle.api, HELD_BATCH, &block, "leat_release"));
    handle_forget(&handle);
    cr_expect(held_take(&handle.api, HELD_BATCH, NULL, "leat_release"), "NULL may be given back");
    held_free(step.held);
    step.held = NULL;
}

Test(plan_held, own_plugins_are_not_counted) {
    int block = 0;
    cr_expect(held_take(&handle.api, HELD_RUN, &block, "leat_run_free"));
}

Test(plan_held, calls_are_watched) {
    struct place place = {.file = "d.json", .line = 3, .column = 5};
    struct guest first = watch_guest("first", "/p/first.so", place, true);
    struct guest second = watch_guest("second", "/p/second.so", place, false);
    size_t at = 0;
    uint64_t serial, before;
    watch_enter(&first, "open"); /* no slots yet: nothing is watched, and nothing is wrong */
    cr_expect_null(watch_mine());
    watch_leave();
    watch_begin();
    cr_expect_null(watch_next(&at, &serial));
    watch_enter(&first, "open");
    const struct watched *mine = watch_mine();
    cr_assert_not_null(mine);
    cr_expect_str_eq(mine->label, "first");
    cr_expect_str_eq(mine->callback, "open");
    cr_expect_eq(mine->line, 3);
    cr_expect_eq(watch_next(&at, &before), mine);
    cr_expect_null(watch_next(&at, &serial));
    watch_leave();
    cr_expect_null(watch_mine());
    watch_enter(&second, "process");
    at = 0;
    const struct watched *now = watch_next(&at, &serial);
    cr_assert_not_null(now);
    cr_expect_str_eq(now->path, "/p/second.so");
    cr_expect_not(now->is_own);
    cr_expect_neq(serial, before, "another call");
    watch_leave();
    at = 0;
    cr_expect_null(watch_next(&at, &serial));
}
