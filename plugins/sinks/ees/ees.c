/* ees, the sink: the pair of files that DfE's service Explore Education Statistics takes: the data
 * and, beside it, the meta file that says what its columns are.
 *
 *   ees.c      the options, and the life of the step (ees.h: what the files share)
 *   words.c    the geographic levels and time identifiers that the service knows
 *   columns.c  the columns in their roles
 *   meta.c     the meta file
 *   rows.c     each row checked by itself and made into a line; on many threads
 *   whole.c    what rows must be to one another: no row twice, one kind of time, filters with totals */
#include "ees.h"

enum { LINE_LF, LINE_CRLF };
static const char *const line_ends[] = {"lf", "crlf", NULL};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct ees, path, PATH_OUT, "path"),
     .help = "the data file to write: small letters, digits, - and _, and .csv, without a date"},
    {LEAT_OPTION(struct ees, meta, PATH_OUT, "meta"),
     .help = "the meta file to write: called as the data file is, with .meta.csv for .csv"},
    {LEAT_OPTION_MAP(struct ees, options, TABLE, "columns"),
     .flags = LEAT_OPTIONAL | LEAT_KEYED_BY_COLUMN, .items = &ees_column_options,
     .help = "what the filters and indicators are: {\"plans\": {\"label\": \"Plans issued\"}}"},
    {LEAT_OPTION_MAP(struct ees, symbols, TEXT, "symbols"), .flags = LEAT_OPTIONAL,
     .help =
         "for symbols that EES does not take, those that it does: {\":\": \"z\", \"..\": \"x\"}"},
    {LEAT_OPTION(struct ees, null, TEXT, "null"), .flags = LEAT_OPTIONAL,
     .help =
         "EES's symbol for an indicator without a value, such as x; without it one is an error"},
    {LEAT_OPTION(struct ees, line_end, CHOICE, "line_end"), .fallback = "\"lf\"",
     .choices = line_ends, .help = "lf, or crlf as on Windows; EES takes both"},
};
static const struct leat_options options = LEAT_OPTIONS(struct ees, rows);

static const char help[] =
    "{ \"sink\": \"ees\", \"path\": \"out/plans.csv\", \"meta\": \"out/plans.meta.csv\",\n"
    "  \"columns\": { \"breakdown\": { \"label\": \"Sex of child\", \"filter_default\": \"All\" },\n"
    "               \"percent\": { \"label\": \"Within 20 weeks\", \"unit\": \"%\", \"decimals\": 1 } } }\n"
    "\n"
    "All columns of the rows above are written: those of time and geography, which are known by their names, then\n"
    "filters, then indicators; choose and rename them by a select step. A text is a filter and a number an indicator,\n"
    "unless \"role\" says otherwise. Wanted are time_period, time_identifier, geographic_level, country_code and\n"
    "country_name, and for each level the columns that go with it, such as region_code and region_name.\n"
    "\n"
    "What EES's screener would refuse ends the run with the row's place: unknown levels and time identifiers, or\n"
    "several kinds of time; time periods other than 2023 and 202324; columns of a level empty or filled in where they\n"
    "should not be; filters that are empty, have spaces at an end or one value alone; NULL and NA; a row twice;\n"
    "indicators without a value, or with a symbol that is none of z x c low k u (: and ~ are obsolete).\n"
    "A warning tells of filters without a row for the total.\n"
    "Numbers are written as they are: round them in the step that works them out.";

static bool check_symbols(struct leat_step *step) {
    const struct ees *self = step->state;
    for (size_t i = 0; i < self->symbols.count; i++) {
        const struct leat_text *to = &LEAT_ITEM(self->symbols, struct leat_text, i);
        if (!ees_is_symbol(*to)) {
            leat_fail_option(step, to, "'%.*s' is no symbol of EES; those are " EES_SYMBOLS,
                             (int)to->size, to->data);
            return false;
        }
    }
    if (self->null.data && !ees_is_symbol(self->null)) {
        leat_fail_option(step, &self->null, "'%.*s' is no symbol of EES; those are " EES_SYMBOLS,
                         (int)self->null.size, self->null.data);
        return false;
    }
    return true;
}

static struct leat_text file_name(struct leat_text path) {
    const char *slash = memrchr(path.data, '/', path.size);
    const char *first = slash ? slash + 1 : path.data;
    return (struct leat_text){first, path.size - (size_t)(first - path.data)};
}

/* The names of the two files go together. */
static bool check_paths(struct leat_step *step) {
    const struct ees *self = step->state;
    const struct leat_text name = file_name(self->path), meta = file_name(self->meta);
    const char *wrong = ees_file_name_wrong(name);
    if (wrong) {
        leat_fail_option(step, &self->path, "'%.*s' %s", (int)name.size, name.data, wrong);
        return false;
    }
    static const char suffix[] = ".meta.csv";
    const size_t stem = name.size - strlen(".csv");
    if (meta.size != stem + sizeof suffix - 1 || memcmp(meta.data, name.data, stem) != 0 ||
        memcmp(meta.data + stem, suffix, sizeof suffix - 1) != 0) {
        leat_fail_option(step, &self->meta, "the meta file of %.*s must be called %.*s%s",
                         (int)name.size, name.data, (int)stem, name.data, suffix);
        return false;
    }
    return true;
}

static int ees_open(struct leat_step *step, struct leat_bind *bind) {
    struct ees *self = step->state;
    self->csv = (struct rows_csv){.separator = ',', .is_crlf = self->line_end == LINE_CRLF};
    if (!check_paths(step) || !check_symbols(step) || !ees_columns_open(step, bind)) {
        return LEAT_FAILED;
    }
    self->views = leat_alloc(step, (size_t)self->count * sizeof *self->views);
    return self->views ? LEAT_OK : LEAT_FAILED;
}

static int ees_start(struct leat_step *step) {
    struct ees *self = step->state;
    return sink_file_open(step, &self->path, &self->data_file) &&
                   sink_file_open(step, &self->meta, &self->meta_file) &&
                   sink_file_add(step, &self->data_file, self->heading.data, self->heading.size) &&
                   ees_meta_write(step)
               ? LEAT_OK
               : LEAT_FAILED;
}

static int ees_begin(struct leat_step *step) {
    const struct ees *self = step->state;
    return rows_begin(step, step->part, self->count) ? LEAT_OK : LEAT_FAILED;
}

static void ees_end(struct leat_step *step) { rows_end(step, step->part); }

static int ees_encode(struct leat_step *step, int32_t input, struct leat_batch *batch) {
    (void)input;
    struct rows_part *part = step->part;
    part->text.size = 0;
    part->rows = 0;
    if (!ees_rows_add(step, part, batch)) {
        return LEAT_FAILED;
    }
    leat_counted(step, part->rows);
    return leat_blob(step, batch, part->text.data, part->text.size);
}

static int ees_write(struct leat_step *step, int32_t input, struct leat_batch *batch) {
    (void)input;
    struct ees *self = step->state;
    const struct leat_text text = leat_blob_bytes(step, batch);
    return ees_whole_add(step, batch) && sink_file_add(step, &self->data_file, text.data, text.size)
               ? LEAT_OK
               : LEAT_FAILED;
}

static int ees_finish(struct leat_step *step) {
    struct ees *self = step->state;
    return ees_whole_finish(step) && sink_file_flush(step, &self->data_file) &&
                   sink_file_flush(step, &self->meta_file)
               ? LEAT_OK
               : LEAT_FAILED;
}

static void ees_close(struct leat_step *step) {
    struct ees *self = step->state;
    ees_whole_close(step);
    ees_columns_close(step);
    bytes_free(step, &self->heading);
    sink_file_close(step, &self->data_file);
    sink_file_close(step, &self->meta_file);
}

static const struct leat_sink sink = {
    .size = sizeof sink,
    .encode = ees_encode,
    .write = ees_write,
    .finish = ees_finish,
};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "ees",
    .summary = "writes the data and meta file that Explore Education Statistics takes",
    .help = help,
    .options = &options,
    .state_size = sizeof(struct ees),
    .part_size = sizeof(struct rows_part),
    .open = ees_open,
    .start = ees_start,
    .begin = ees_begin,
    .end = ees_end,
    .close = ees_close,
    .sink = &sink,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .sink = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
