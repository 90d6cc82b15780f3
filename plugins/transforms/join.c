/* join: SQL's joins: a row for each match in another step's rows.
 *
 * One batch may match more rows than a batch holds: then process gives what fits and says that there
 * is more, and its part keeps where it stopped. */
#include <leat/plugin.h>

#include "shared/match.h"

struct join {
    struct match match;
    int32_t kind;
};

enum kind { INNER, LEFT, SEMI, ANTI };
static const char *const kind_words[] = {"inner", "left", "semi", "anti", NULL};

struct part {
    struct key_rows keys;    /* of the batch, through all calls for it */
    struct leat_pick *picks; /* the other step's rows, and ours */
    uint32_t *rows;
    size_t room;
    bool is_on;  /* the batch was begun by an earlier call */
    int64_t row; /* where to go on: this row, */
    uint64_t at; /* and of its matches this one */
};

static const struct leat_option rows[] = {
    MATCH_OPTIONS(struct join, match),
    {LEAT_OPTION(struct join, kind, CHOICE, "kind"), .fallback = "\"inner\"", .choices = kind_words,
     .help =
         "which rows come out: one for each match (inner); also those without a match, with nulls (left); each row "
         "that has a match, once (semi), or has none (anti), without columns of the other step"},
};
static const struct leat_options options = LEAT_OPTIONS(struct join, rows);

/* -- open and start --------------------------------------------------------------------------- */

static bool brings(const struct join *self) { return self->kind == INNER || self->kind == LEFT; }

static int open(struct leat_step *step, struct leat_bind *bind) {
    struct join *self = step->state;
    if (match_open_keys(step, bind, &self->match) != LEAT_OK) {
        return LEAT_FAILED;
    }
    if (brings(self)) {
        return match_open_columns(step, bind, &self->match);
    }
    if (self->match.columns.count > 0) {
        return leat_fail_option(
            step, &self->match.columns,
            "\"kind\": \"%s\" only chooses rows and brings no columns; leave \"columns\" out, or set "
            "\"kind\" to \"inner\" or \"left\"",
            kind_words[self->kind]);
    }
    return LEAT_OK;
}

static int start(struct leat_step *step) {
    struct join *self = step->state;
    return match_start(step, &self->match);
}

/* -- Rows ------------------------------------------------------------------------------------- */

/* How many rows come out for a row with that key. */
static uint64_t count_out(const struct join *self, uint32_t number) {
    const uint64_t matches = match_count(&self->match, number);
    switch ((enum kind)self->kind) {
    case LEFT:
        return matches > 0 ? matches : 1;
    case SEMI:
        return matches > 0;
    case ANTI:
        return matches == 0;
    case INNER:
        break;
    }
    return matches;
}

/* Room for the rows that come out of the batch, or for as many as a batch may hold. */
static int make_room(struct leat_step *step, int64_t batch_rows) {
    const struct join *self = step->state;
    struct part *part = step->part;
    uint64_t wanted = 0;
    for (int64_t row = 0; wanted < LEAT_BATCH_ROWS && row < batch_rows; row++) {
        wanted += count_out(self, part->keys.numbers[row]);
    }
    wanted = wanted < LEAT_BATCH_ROWS ? wanted : LEAT_BATCH_ROWS;
    if (wanted <= part->room) {
        return LEAT_OK;
    }
    leat_free(step, part->picks);
    leat_free(step, part->rows);
    part->room = 0;
    part->picks = leat_alloc(step, (size_t)wanted * sizeof *part->picks);
    part->rows = leat_alloc(step, (size_t)wanted * sizeof *part->rows);
    if (!part->picks || !part->rows) {
        return LEAT_FAILED;
    }
    part->room = (size_t)wanted;
    return LEAT_OK;
}

static int begin_batch(struct leat_step *step, struct leat_batch *batch) {
    const struct join *self = step->state;
    struct part *part = step->part;
    const int result = match_find(step, &self->match, &part->keys, batch);
    part->row = 0;
    part->at = 0;
    part->is_on = true;
    return result == LEAT_OK ? make_room(step, batch->rows) : result;
}

/* Takes rows from where the last call stopped until there is no more, or no room. Answers how
 * many. */
static size_t take_rows(const struct join *self, struct part *part, int64_t batch_rows) {
    size_t count = 0;
    for (; part->row < batch_rows; part->row++, part->at = 0) {
        const uint32_t number = part->keys.numbers[part->row];
        const uint64_t out = count_out(self, number);
        for (; part->at < out; part->at++) {
            if (count == LEAT_BATCH_ROWS) {
                return count;
            }
            part->rows[count] = (uint32_t)part->row;
            part->picks[count++] =
                number == KEY_NONE
                    ? (struct leat_pick){LEAT_NOWHERE, 0}
                    : (struct leat_pick){0, match_row(&self->match, number, part->at)};
        }
    }
    part->is_on = false;
    return count;
}

/* Whether the rows are the batch's own, each once. */
static bool is_all(const struct part *part, size_t count, int64_t batch_rows) {
    for (size_t i = 0; i < count; i++) {
        if (part->rows[i] != i) {
            return false;
        }
    }
    return count == (size_t)batch_rows;
}

static int process(struct leat_step *step, struct leat_batch *batch) {
    const struct join *self = step->state;
    struct part *part = step->part;
    int result = part->is_on ? LEAT_OK : begin_batch(step, batch);
    if (result != LEAT_OK) {
        return result;
    }
    const size_t count = take_rows(self, part, batch->rows);
    if (!is_all(part, count, batch->rows)) {
        result = leat_rows(step, batch, part->rows, count);
    }
    if (result == LEAT_OK) {
        result = match_bring(step, &self->match, batch, part->picks, count);
    }
    return result == LEAT_OK && part->is_on ? LEAT_MORE : result;
}

static void end(struct leat_step *step) {
    struct part *part = step->part;
    key_rows_free(step, &part->keys);
    leat_free(step, part->picks);
    leat_free(step, part->rows);
}

static void close(struct leat_step *step) {
    struct join *self = step->state;
    match_close(step, &self->match);
}

static const char help[] =
    "Joins the rows to another step's rows with the same keys, as SQL's joins do: a row comes\n"
    "out for each match, with the other step's columns.\n"
    "\n"
    "    { \"id\": \"schools\", \"source\": \"csv\", \"path\": \"schools.csv\", ... },\n"
    "    { \"id\": \"inspections\", \"source\": \"csv\", \"path\": \"inspections.csv\", ... },\n"
    "    { \"transform\": \"join\", \"from\": \"schools\", \"with\": \"inspections\",\n"
    "      \"on\": { \"column\": \"urn\", \"matches\": \"URN\" }, \"kind\": \"left\",\n"
    "      \"columns\": [ \"grade\", { \"column\": \"date\", \"as\": \"inspected\" } ] }\n"
    "\n"
    "\"kind\" is inner (rows with a match), left (also those without one, with nulls), semi (each\n"
    "row that has a match, once) or anti (each row that has none). Rows come out in the order\n"
    "of the rows above, and for each of them in the order of the other step's.\n"
    "\n"
    "Where both sides use the same names, \"on\": \"urn\" or \"on\": [\"la\", \"number\"] is enough.\n"
    "Keys must be of the same kind on both sides; a null equals nothing, not even a null.\n"
    "\n"
    "Rows that match several times are counted several times in what follows. Where each key\n"
    "should stand once on the other side, use lookup, which ends the run when it does not.";

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "join",
    .summary = "joins the rows to another step's rows with the same key",
    .help = help,
    .flags = LEAT_PARALLEL | LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct join),
    .part_size = sizeof(struct part),
    .open = open,
    .start = start,
    .end = end,
    .close = close,
    .rowwise = &rowwise,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
