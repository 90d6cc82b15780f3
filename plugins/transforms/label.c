/* label: says how columns are to be shown: heading, number format, unit, decimals. The rows pass as
 * they are; what is said here goes with the columns to every sheet that shows them. */
#include <leat/plugin.h>

#include "shared/number_format/number_format.h"

struct shown {
    struct leat_text label, format, unit;
    int64_t decimals;
};

struct label {
    struct leat_map columns; /* of struct shown */
};

enum { MOST_DECIMALS = 38, MOST_LABEL = 255, MOST_UNIT = 31 };

static const struct leat_option shown_rows[] = {
    {LEAT_OPTION(struct shown, label, TEXT, "label"), .flags = LEAT_OPTIONAL | LEAT_BARE,
     .least = 1, .most = MOST_LABEL,
     .help = "the heading; what it was before, or the column's name, unless given"},
    {LEAT_OPTION(struct shown, format, TEXT, "format"), .flags = LEAT_OPTIONAL,
     .help = "a number format as spreadsheets have it, such as #,##0 or mmm-yy"},
    {LEAT_OPTION(struct shown, unit, TEXT, "unit"), .flags = LEAT_OPTIONAL, .least = 1,
     .most = MOST_UNIT, .help = "what the figures are of, such as %"},
    {LEAT_OPTION(struct shown, decimals, INTEGER, "decimals"), .fallback = "-1", .least = -1,
     .most = MOST_DECIMALS,
     .help = "digits after the point to show where no format is given; -1: as before"},
};
static const struct leat_options shown_options = LEAT_OPTIONS(struct shown, shown_rows);

static const struct leat_option rows[] = {
    {LEAT_OPTION_MAP(struct label, columns, TABLE, "columns"),
     .flags = LEAT_KEYED_BY_COLUMN | LEAT_UNREAD, .least = 1, .most = INT64_MAX,
     .items = &shown_options,
     .help = "columns, and how each is to be shown: its heading, or an object that says more"},
};
static const struct leat_options options = LEAT_OPTIONS(struct label, rows);

static int open(struct leat_step *step, struct leat_bind *bind) {
    const struct label *self = step->state;
    for (size_t i = 0; i < self->columns.count; i++) {
        const struct shown *shown = &LEAT_ITEM(self->columns, struct shown, i);
        const char *wrong = shown->format.data ? number_format_wrong(shown->format) : NULL;
        if (wrong) {
            return leat_fail_option(step, &shown->format, "the number format %s", wrong);
        }
        if (!shown->label.data && !shown->format.data && !shown->unit.data && shown->decimals < 0) {
            return leat_fail_option(
                step, &self->columns.keys[i],
                "nothing is said of '%s'; give it a \"label\", a \"format\", a \"unit\" or \"decimals\"",
                self->columns.keys[i].data);
        }
        const struct leat_hint hint = {.size = sizeof hint,
                                       .label = shown->label,
                                       .format = shown->format,
                                       .unit = shown->unit,
                                       .decimals = (int32_t)shown->decimals};
        leat_out_hint(bind, self->columns.columns[i], &hint);
    }
    return LEAT_OK;
}

static int process(struct leat_step *step, struct leat_batch *batch) {
    (void)step;
    (void)batch;
    return LEAT_OK;
}

static const char help[] =
    "Says how columns are to be shown, once for all sheets that show them. No value changes.\n"
    "\n"
    "    { \"transform\": \"label\", \"columns\": {\n"
    "        \"good\": \"Good / Outstanding\",\n"
    "        \"as_at\": { \"label\": \"Date\", \"format\": \"mmm-yy\" },\n"
    "        \"percent\": { \"label\": \"Good / Outstanding (%)\", \"format\": \"0.0\", \"unit\": \"%\" } } }\n"
    "\n"
    "It goes with the columns through the steps after this one, and with `pipeline` into another\n"
    "definition. A sheet that has \"columns\" or \"formats\" of its own shows those instead. A step that\n"
    "puts new values into a column (recode, derive) keeps its heading and drops its format.";

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "label",
    .summary = "says how columns are to be shown: heading, number format, unit",
    .help = help,
    .flags = LEAT_PARALLEL | LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct label),
    .open = open,
    .rowwise = &rowwise,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
