/* keeper: a row-wise transform that is given secrets and repeats them wherever a plugin can speak, for
 * the tests of what leat lets out. Rows pass as they are. */
#include <leat/plugin.h>

enum saying { SAY_NOTHING, SAY_LOG, SAY_OPEN, SAY_OPTION, SAY_FAIL, SAY_WORLD, SAY_REJECT };
static const char *const sayings[] = {"nothing", "log",   "open",   "option",
                                      "fail",    "world", "reject", NULL};

struct door {
    struct leat_text key;
};
struct keeper {
    struct leat_text key;
    struct leat_list doors;
    int32_t says;
};

static const struct leat_option door_rows[] = {
    {LEAT_OPTION(struct door, key, SECRET, "key"), .help = "a secret"},
};
static const struct leat_options door_options = LEAT_OPTIONS(struct door, door_rows);

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct keeper, key, SECRET, "key"), .help = "a secret"},
    {LEAT_OPTION_LIST(struct keeper, doors, TABLE, "doors"), .flags = LEAT_OPTIONAL,
     .items = &door_options, .help = "more of them"},
    {LEAT_OPTION(struct keeper, says, CHOICE, "says"), .fallback = "\"nothing\"",
     .choices = sayings, .help = "where it says what it should not"},
};
static const struct leat_options options = LEAT_OPTIONS(struct keeper, rows);

/* The last of the secrets, so that each place one can stand in is tried. */
static const char *secret(const struct keeper *self) {
    const struct door *doors = self->doors.items;
    return self->doors.count > 0 ? doors[self->doors.count - 1].key.data : self->key.data;
}

static int open_keeper(struct leat_step *step, struct leat_bind *bind) {
    (void)bind;
    const struct keeper *self = step->state;
    if (self->says == SAY_OPEN)
        return leat_fail(step, "nobody opens to '%s', not to '%s'", secret(self), secret(self));
    if (self->says == SAY_OPTION)
        return leat_fail_option(step, &self->key, "'%s' is no key", secret(self));
    return LEAT_OK;
}

static int process(struct leat_step *step, struct leat_batch *batch) {
    const struct keeper *self = step->state;
    switch (self->says) {
    case SAY_LOG:
        leat_log(step, LEAT_WARNING, "the key is '%s'", secret(self));
        break;
    case SAY_FAIL:
        return leat_fail(step, "'%s' does not turn", secret(self));
    case SAY_WORLD:
        return leat_fail_world(step, "cannot reach the door with '%s'", secret(self));
    case SAY_REJECT:
        for (int64_t row = 0; row < batch->rows; row++)
            leat_reject(step, batch, row, 0, "'%s' lets none in", secret(self));
        break;
    default:
        break;
    }
    return LEAT_OK;
}

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "keeper",
                                      .summary = "repeats its secrets, for tests",
                                      .options = &options,
                                      .state_size = sizeof(struct keeper),
                                      .open = open_keeper,
                                      .rowwise = &rowwise};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
