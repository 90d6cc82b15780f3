/* numbers: a source of made-up rows, for tests and measurements of what follows a source: many
 * threads make them, the same ones whatever their number.
 *
 *   key     integer        one of `keys`
 *   phase   text           one of eight, of which some are longer than 12 bytes
 *   year    integer        one of twelve
 *   grade   integer        1 to 4, or null
 *   amount  decimal(9,2)
 *   name    text           one a key, longer than 12 bytes
 *   code    text           one a key, no longer than 12 bytes */
#include <stdio.h>

#include <leat/plugin.h>

struct numbers {
    struct leat_text path;
    int64_t rows, keys, batch, seed;
};

static const struct leat_option options_rows[] = {
    {LEAT_OPTION(struct numbers, path, PATH_IN, "path"),
     .help = "any file: rows are told as lines of it, and it is not read"},
    {LEAT_OPTION(struct numbers, rows, INTEGER, "rows"), .least = 0, .most = INT64_MAX,
     .help = "how many rows there are"},
    {LEAT_OPTION(struct numbers, keys, INTEGER, "keys"), .fallback = "100", .least = 1,
     .most = INT64_MAX, .help = "how many keys there may be"},
    {LEAT_OPTION(struct numbers, batch, INTEGER, "batch"), .fallback = "8192", .least = 1,
     .most = LEAT_BATCH_ROWS, .help = "rows in a batch"},
    {LEAT_OPTION(struct numbers, seed, INTEGER, "seed"), .fallback = "1", .least = 0,
     .most = INT64_MAX, .help = "other rows for another seed"},
};
static const struct leat_options options = LEAT_OPTIONS(struct numbers, options_rows);

enum { KEY, PHASE, YEAR, GRADE, AMOUNT, NAME, CODE, COLUMNS };

static const char *const names[COLUMNS] = {"key",    "phase", "year", "grade",
                                           "amount", "name",  "code"};
static const char *const phases[8] = {
    "Primary", "Secondary", "Special",     "Nursery",
    "16 plus", "",          "All-through", "Middle deemed primary"};

static int open_numbers(struct leat_step *step, struct leat_bind *bind) {
    (void)step;
    for (int column = 0; column < COLUMNS; column++) {
        struct leat_type type = {.kind = LEAT_INTEGER};
        if (column == AMOUNT)
            type = (struct leat_type){.kind = LEAT_DECIMAL, .precision = 9, .scale = 2};
        if (column == PHASE || column == NAME || column == CODE)
            type.kind = LEAT_TEXT;
        leat_out_new(bind, leat_text_of(names[column]), type, NULL, 0);
    }
    return LEAT_OK;
}

static int cut(struct leat_step *step, struct leat_piece *piece) {
    const struct numbers *self = step->state;
    size_t count;
    const struct leat_file *files = leat_files(step, &self->path, &count);
    piece->file = count > 0 ? files->number : -1;
    piece->line = (int64_t)piece->number * self->batch + 1;
    return piece->line <= self->rows ? LEAT_OK : LEAT_END;
}

/* splitmix64: row by row, so that each row is the same wherever pieces are cut. */
static uint64_t random_of(const struct numbers *self, int64_t row, uint64_t column) {
    uint64_t mixed = (uint64_t)self->seed +
                     ((uint64_t)row * COLUMNS + column + 1) * UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ mixed >> 31;
}

static void add_key_text(struct leat_builder *to, const char *before, int64_t key) {
    char text[64];
    const int size = snprintf(text, sizeof text, "%s%lld", before, (long long)key);
    leat_add_text(to, (struct leat_text){text, (size_t)size});
}

static void add(const struct numbers *self, struct leat_builder *to, int column, int64_t row) {
    const int64_t key = (int64_t)(random_of(self, row, KEY) % (uint64_t)self->keys);
    const uint64_t random = random_of(self, row, (uint64_t)column);
    switch (column) {
    case KEY:
        leat_add_integer(to, key);
        break;
    case PHASE:
        leat_add_text(to, leat_text_of(phases[random % 8]));
        break;
    case YEAR:
        leat_add_integer(to, 2010 + (int64_t)(random % 12));
        break;
    case GRADE:
        if (random % 16 == 0)
            leat_add_null(to);
        else
            leat_add_integer(to, 1 + (int64_t)(random >> 8) % 4);
        break;
    case AMOUNT:
        leat_add_decimal(to, (struct leat_decimal){.low = random % 1000000000});
        break;
    default:
        add_key_text(to, column == NAME ? "School number " : "S", key);
    }
}

static int decode(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch) {
    const struct numbers *self = step->state;
    const int64_t first = (int64_t)piece->number * self->batch, left = self->rows - first;
    for (int column = 0; column < COLUMNS; column++) {
        if (!leat_needed(step, column))
            continue;
        struct leat_builder *to = leat_build(step, batch, column);
        for (int64_t row = 0; row < self->batch && row < left; row++)
            add(self, to, column, first + row);
        if (leat_put(step, batch, to) != LEAT_OK)
            return LEAT_FAILED;
    }
    return LEAT_OK;
}

static const struct leat_source source = {.size = sizeof source, .cut = cut, .decode = decode};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "numbers",
                                      .summary = "makes up rows, for tests and measurements",
                                      .options = &options,
                                      .state_size = sizeof(struct numbers),
                                      .open = open_numbers,
                                      .source = &source};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .source = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
