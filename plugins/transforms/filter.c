/* filter: keeps the rows for which a condition is true. The rest is counted as filtered, in the
 * run's closing lines. */
#include <leat/plugin.h>

struct filter {
    struct leat_expression *where;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct filter, where, EXPRESSION, "where"), .kinds = LEAT_KINDS(LEAT_BOOLEAN),
     .help = "the condition, as in SQL's where; rows for which it is false or null are left out"},
};
static const struct leat_options options = LEAT_OPTIONS(struct filter, rows);

static int process(struct leat_step *step, struct leat_batch *batch) {
    const struct filter *self = step->state;
    const uint32_t *kept;
    size_t count;
    const int result = leat_where(step, self->where, batch, &kept, &count);
    if (result != LEAT_OK || count == (size_t)batch->rows) {
        return result;
    }
    return leat_rows(step, batch, kept, count);
}

static const char help[] =
    "Keeps the rows for which a condition is true. Where it is false or null (an unknown\n"
    "grade is neither good nor bad) the row is left out and counted as filtered.\n"
    "\n"
    "    { \"transform\": \"filter\", \"where\": \"status = 'Open' and grade between 1 and 4\" }\n"
    "\n"
    "Conditions are SQL's: = <> < <= > >=, and or not, is null, in (...), between, like,\n"
    "case. Texts stand in single quotes, names with spaces in double ones. A value from\n"
    "outside is a parameter: \"la_code = ${authority}\".\n"
    "\n"
    "To keep rows whose value is absent as well, say so: \"grade <> 4 or grade is null\".";

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "filter",
    .summary = "keeps the rows for which a condition is true",
    .help = help,
    .flags = LEAT_PARALLEL | LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct filter),
    .rowwise = &rowwise,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
