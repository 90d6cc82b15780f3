/* report: a sink that encodes on many threads and has several inputs, one of them whole, for the
 * runner's tests.
 *
 * It writes each part under its name, a line a row, values joined by '|': "~" is null, "[x]" a
 * symbol, and a total has a '*' behind it. */
#include <stdlib.h>
#include <unistd.h>

#include <leat/plugin.h>

struct one {
    struct leat_text name;
    int32_t from;
};

struct report {
    struct leat_text path;
    struct leat_list parts;
    int32_t about;
    struct leat_output output;
    int64_t rows;
    struct leat_type types[8][64]; /* by input and column */
    int32_t counts[8];
};

static const struct leat_option part_rows[] = {
    {LEAT_OPTION(struct one, name, TEXT, "name"), .help = "its name"},
    {LEAT_OPTION(struct one, from, STEP, "from"), .flags = LEAT_STREAM | LEAT_OPTIONAL,
     .help = "whose rows"},
};
static const struct leat_options part_options = LEAT_OPTIONS(struct one, part_rows);
static const struct leat_option rows[] = {
    {LEAT_OPTION(struct report, path, PATH_OUT, "path"), .help = "the file"},
    {LEAT_OPTION_LIST(struct report, parts, TABLE, "parts"), .items = &part_options, .least = 1,
     .most = 7, .help = "what is written"},
    {LEAT_OPTION(struct report, about, STEP, "about"), .flags = LEAT_WHOLE | LEAT_OPTIONAL,
     .help = "rows counted first"},
};
static const struct leat_options options = LEAT_OPTIONS(struct report, rows);

static int open_report(struct leat_step *step, struct leat_bind *bind) {
    struct report *self = step->state;
    for (int32_t i = 0; i < leat_inputs(bind) && i < 8; i++) {
        self->counts[i] = leat_columns(bind, i) < 64 ? leat_columns(bind, i) : 64;
        for (int32_t c = 0; c < self->counts[i]; c++)
            self->types[i][c] = leat_column_type(bind, i, c);
    }
    return LEAT_OK;
}

static int put(struct leat_step *step, const char *text, size_t size) {
    const struct report *self = step->state;
    while (size > 0) {
        ssize_t done = write(self->output.fd, text, size);
        if (done < 0)
            return leat_fail(step, "cannot write");
        text += done;
        size -= (size_t)done;
    }
    return LEAT_OK;
}

static int start(struct leat_step *step) {
    struct report *self = step->state;
    char line[64];
    if (leat_output(step, &self->path, &self->output) != LEAT_OK)
        return LEAT_FAILED;
    if (self->about < 0)
        return LEAT_OK;
    struct leat_batch *table = leat_table(step, self->about);
    if (!table)
        return LEAT_FAILED;
    int size = snprintf(line, sizeof line, "about %lld rows\n", (long long)table->rows);
    return put(step, line, (size_t)size);
}

static int add_value(char *into, size_t room, const struct leat_view *view, int64_t row) {
    switch (view->type.kind) {
    case LEAT_TEXT: {
        struct leat_text text = leat_text_at(view, row);
        return snprintf(into, room, "%.*s", (int)text.size, text.data);
    }
    case LEAT_INTEGER:
        return snprintf(into, room, "%lld", (long long)leat_integer(view, row));
    case LEAT_REAL:
        return snprintf(into, room, "%.17g", leat_real(view, row));
    case LEAT_BOOLEAN:
        return snprintf(into, room, "%s", leat_boolean(view, row) ? "true" : "false");
    case LEAT_DATE:
        return snprintf(into, room, "%dd", leat_date(view, row));
    case LEAT_TIMESTAMP:
        return snprintf(into, room, "%lldus", (long long)leat_timestamp(view, row));
    default:
        return snprintf(into, room, "%lldE-%d", (long long)leat_decimal_at(view, row).low,
                        view->type.scale);
    }
}

static int add_cell(struct leat_step *step, struct leat_batch *batch, int32_t column,
                    const struct leat_view *view, int64_t row, char *into, size_t room) {
    const uint8_t *totals = leat_totals(step, batch, column);
    const char *mark = totals && totals[row >> 3] >> (row & 7) & 1 ? "*" : "";
    struct leat_text symbol = leat_symbol(step, batch, column, row);
    int size = symbol.size ? snprintf(into, room, "[%.*s]", (int)symbol.size, symbol.data)
               : leat_is_null(view, row) ? snprintf(into, room, "~")
                                         : add_value(into, room, view, row);
    size = size < (int)room ? size : (int)room - 1;
    return size + snprintf(into + size, room - (size_t)size, "%s|", mark);
}

static int encode(struct leat_step *step, int32_t input, struct leat_batch *batch) {
    const struct report *self = step->state;
    struct leat_view views[64];
    char cell[4096];
    for (int32_t i = 0; i < self->counts[input]; i++)
        views[i] = leat_read(step, batch, i);
    for (int64_t row = 0; row < batch->rows; row++) {
        for (int32_t i = 0; i < self->counts[input]; i++) {
            int size = add_cell(step, batch, i, &views[i], row, cell, sizeof cell);
            leat_blob(step, batch, cell,
                      (size_t)(size < (int)sizeof cell ? size : (int)sizeof cell - 1));
        }
        leat_blob(step, batch, "\n", 1);
    }
    return LEAT_OK;
}

static int write_rows(struct leat_step *step, int32_t input, struct leat_batch *batch) {
    struct report *self = step->state;
    struct leat_text bytes = leat_blob_bytes(step, batch);
    if (batch->input != input)
        return leat_fail(step, "a batch of input %d was said to be of %d", batch->input, input);
    for (int64_t row = 0; row < batch->rows; row++)
        leat_wrote(step, input, self->rows + row, 0, leat_text_of("somewhere"));
    self->rows += batch->rows;
    return put(step, bytes.data, bytes.size);
}

static int input_end(struct leat_step *step, int32_t input) {
    struct report *self = step->state;
    char line[256];
    const char *name = "";
    for (size_t i = 0; i < self->parts.count; i++)
        if (LEAT_ITEM(self->parts, struct one, i).from == input)
            name = LEAT_ITEM(self->parts, struct one, i).name.data;
    int size = snprintf(line, sizeof line, "-- %s: %lld rows\n", name, (long long)self->rows);
    self->rows = 0;
    return put(step, line, (size_t)size);
}

static int finish(struct leat_step *step) { return put(step, "finished\n", 9); }

static int commit(struct leat_step *step) {
    leat_log(step, LEAT_INFO, "committed");
    return LEAT_OK;
}

static const struct leat_sink sink = {.size = sizeof sink,
                                      .write = write_rows,
                                      .encode = encode,
                                      .input_end = input_end,
                                      .finish = finish,
                                      .commit = commit};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "report",
                                      .summary = "writes several inputs into one file, for tests",
                                      .options = &options,
                                      .state_size = sizeof(struct report),
                                      .open = open_report,
                                      .start = start,
                                      .sink = &sink};
static const struct leat_plugin plugin = {.size = sizeof plugin, .abi = LEAT_ABI, .sink = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
