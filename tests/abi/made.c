/* made: a source without files that makes a column of each kind, for the runner's tests.
 *
 * Rows are numbered from 1; every seventh has a symbol in place of its integer, every tenth is
 * marked as a total, and every fifth has no text. Batches are of uneven sizes. It says nothing of
 * places. */
#include <leat/plugin.h>

struct made {
    int64_t rows, given;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct made, rows, INTEGER, "rows"), .fallback = "20", .least = 0,
     .most = INT64_MAX, .help = "how many"},
};
static const struct leat_options options = LEAT_OPTIONS(struct made, rows);

enum { NUMBER, TEXT, REAL, DECIMAL, BOOLEAN, DATE, TIMESTAMP, SPACED, COLUMNS };

static int open_made(struct leat_step *step, struct leat_bind *bind) {
    static const char *const names[] = {"number",  "text", "real",      "decimal",
                                        "boolean", "date", "timestamp", "spaced"};
    static const struct leat_type types[] = {
        {.kind = LEAT_INTEGER},   {.kind = LEAT_TEXT},
        {.kind = LEAT_REAL},      {.kind = LEAT_DECIMAL, .precision = 10, .scale = 2},
        {.kind = LEAT_BOOLEAN},   {.kind = LEAT_DATE},
        {.kind = LEAT_TIMESTAMP}, {.kind = LEAT_TEXT}};
    (void)step;
    for (int32_t i = 0; i < COLUMNS; i++)
        leat_out_new(bind, leat_text_of(names[i]), types[i], NULL, 0);
    leat_out_symbol(bind, NUMBER, leat_text_of("x"));
    return LEAT_OK;
}

static void add_value(struct leat_builder *builder, int32_t column, int64_t number) {
    char text[40];
    switch (column) {
    case NUMBER:
        if (number % 7 == 0)
            leat_add_symbol(builder, leat_text_of("x"));
        else
            leat_add_integer(builder, number);
        break;
    case TEXT:
        snprintf(text, sizeof text, number % 2 ? "row %lld" : "a row with the number %lld",
                 (long long)number);
        if (number % 5 == 0)
            leat_add_null(builder);
        else
            leat_add_text(builder, leat_text_of(text));
        break;
    case REAL:
        leat_add_real(builder, (double)number / 4);
        break;
    case DECIMAL:
        leat_add_decimal(builder, (struct leat_decimal){.low = (uint64_t)number});
        break;
    case BOOLEAN:
        leat_add_boolean(builder, number % 2 == 0);
        break;
    case DATE:
        leat_add_date(builder, (int32_t)(number % 20000));
        break;
    case TIMESTAMP:
        leat_add_timestamp(builder, number * 1000000);
        break;
    default:
        memset(leat_add_space(builder, (size_t)(number % 30)), 's', (size_t)(number % 30));
    }
}

static int next(struct leat_step *step, struct leat_batch *batch) {
    struct made *self = step->state;
    uint8_t totals[1024] = {0};
    int64_t count = self->rows - self->given, most = 1000 + self->given % 7001;
    if (count == 0)
        return LEAT_END;
    count = count < most ? count : most;
    for (int64_t i = 0; i < count; i++)
        totals[i >> 3] |= (uint8_t)(((self->given + i + 1) % 10 == 0) << (i & 7));
    for (int32_t column = 0; column < COLUMNS; column++) {
        if (!leat_needed(step, column))
            continue;
        struct leat_builder *builder = leat_build(step, batch, column);
        for (int64_t i = 0; i < count; i++)
            add_value(builder, column, self->given + i + 1);
        if (leat_put(step, batch, builder) != LEAT_OK)
            return LEAT_FAILED;
    }
    self->given += count;
    return leat_needed(step, TEXT) ? leat_grouping(step, batch, TEXT, totals) : LEAT_OK;
}

static const struct leat_source source = {.size = sizeof source, .next = next};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "made",
                                      .summary = "makes rows, for tests",
                                      .options = &options,
                                      .state_size = sizeof(struct made),
                                      .open = open_made,
                                      .source = &source};
static const struct leat_plugin plugin = {.size = sizeof plugin, .abi = LEAT_ABI, .source = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
