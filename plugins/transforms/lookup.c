/* lookup: brings columns from another step's rows to the rows whose keys are the same, where there
 * is one such row at most. */
#include <leat/plugin.h>

#include "shared/match.h"

struct lookup {
    struct match match;
    int32_t missing, duplicate;
};

/* What one process works out of its batch. */
struct part {
    struct key_rows keys;
    struct leat_pick *picks; /* room for one batch's rows */
    int64_t room;
};

enum missing { MISSING_FAIL, MISSING_NULL, MISSING_DROP };
static const char *const missing_words[] = {"fail", "null", "drop", NULL};
enum duplicate { DUPLICATE_FAIL, DUPLICATE_NULL, DUPLICATE_DROP, DUPLICATE_FIRST, DUPLICATE_LAST };
static const char *const duplicate_words[] = {"fail", "null", "drop", "first", "last", NULL};

static const struct leat_option rows[] = {
    MATCH_OPTIONS(struct lookup, match),
    {LEAT_OPTION(struct lookup, missing, CHOICE, "missing"), .fallback = "\"fail\"",
     .choices = missing_words,
     .help =
         "what becomes of a row whose key the other step has not: it is rejected (fail), gets nulls (null), or is left "
         "out (drop)"},
    {LEAT_OPTION(struct lookup, duplicate, CHOICE, "duplicate"), .fallback = "\"fail\"",
     .choices = duplicate_words,
     .help =
         "what is done when several rows of the other step have the same key: the run ends (fail), rows with that "
         "key get "
         "nulls (null) or are left out (drop), or the first or last of them is taken"},
};
static const struct leat_options options = LEAT_OPTIONS(struct lookup, rows);

/* -- open and start --------------------------------------------------------------------------- */

static int open(struct leat_step *step, struct leat_bind *bind) {
    struct lookup *self = step->state;
    return match_open_keys(step, bind, &self->match) == LEAT_OK
               ? match_open_columns(step, bind, &self->match)
               : LEAT_FAILED;
}

/* Keys are numbered as they first come, so the first one with several rows is told. */
static int refuse_duplicates(struct leat_step *step) {
    const struct lookup *self = step->state;
    const struct match *match = &self->match;
    for (uint32_t number = 0; number < match->key_count; number++) {
        char key[SHOW_LIST];
        if (match_count(match, number) < 2) {
            continue;
        }
        const uint32_t first = match_row(match, number, 0), second = match_row(match, number, 1);
        match_show_key(step, match, leat_table(step, match->with), match->other_keys, first, key);
        return leat_fail_option(
            step, &match->with,
            "rows %lld and %lld of this step have the same key (%s); take one out, or set \"duplicate\" to "
            "\"first\", \"last\", \"null\" or \"drop\"",
            (long long)first + 1, (long long)second + 1, key);
    }
    return LEAT_OK;
}

static int start(struct leat_step *step) {
    struct lookup *self = step->state;
    const int result = match_start(step, &self->match);
    return result == LEAT_OK && self->duplicate == DUPLICATE_FAIL ? refuse_duplicates(step)
                                                                  : result;
}

/* -- Rows ------------------------------------------------------------------------------------- */

static int make_room(struct leat_step *step, int64_t wanted) {
    struct part *part = step->part;
    if (wanted <= part->room) {
        return LEAT_OK;
    }
    leat_free(step, part->picks);
    part->picks = leat_alloc(step, (size_t)wanted * sizeof *part->picks);
    part->room = part->picks ? wanted : 0;
    return part->picks ? LEAT_OK : LEAT_FAILED;
}

static void reject_missing(struct leat_step *step, struct leat_batch *batch, int64_t row) {
    const struct lookup *self = step->state;
    const struct match *match = &self->match;
    char key[SHOW_LIST];
    match_show_key(step, match, batch, match->keys, row, key);
    leat_reject(
        step, batch, row, match->on.count == 1 ? match->keys[0] : -1,
        "the other step has no row with %s; mend the data, or set \"missing\" to \"null\" or \"drop\"",
        key);
}

/* What becomes of a row: which row of the other step it gets, or none; false: it goes. */
static bool choose(struct leat_step *step, struct leat_batch *batch, int64_t row, uint32_t number,
                   struct leat_pick *pick) {
    const struct lookup *self = step->state;
    const uint64_t count = match_count(&self->match, number);
    *pick = (struct leat_pick){LEAT_NOWHERE, 0};
    if (count == 0) {
        if (self->missing == MISSING_FAIL) {
            reject_missing(step, batch, row);
        }
        return self->missing != MISSING_DROP;
    }
    if (count > 1 && (self->duplicate == DUPLICATE_NULL || self->duplicate == DUPLICATE_DROP)) {
        return self->duplicate == DUPLICATE_NULL;
    }
    const uint64_t at = self->duplicate == DUPLICATE_LAST ? count - 1 : 0;
    *pick = (struct leat_pick){0, match_row(&self->match, number, at)};
    return true;
}

static int process(struct leat_step *step, struct leat_batch *batch) {
    const struct lookup *self = step->state;
    struct part *part = step->part;
    size_t count = 0;
    if (make_room(step, batch->rows) != LEAT_OK) {
        return LEAT_FAILED;
    }
    int result = match_find(step, &self->match, &part->keys, batch);
    /* The list of kept rows is written over numbers that were read. */
    uint32_t *numbers = part->keys.numbers;
    for (int64_t row = 0; result == LEAT_OK && row < batch->rows; row++) {
        if (choose(step, batch, row, numbers[row], &part->picks[count])) {
            numbers[count++] = (uint32_t)row;
        }
    }
    if (result == LEAT_OK && count < (size_t)batch->rows) {
        result = leat_rows(step, batch, numbers, count);
    }
    return result == LEAT_OK ? match_bring(step, &self->match, batch, part->picks, count) : result;
}

static void end(struct leat_step *step) {
    struct part *part = step->part;
    key_rows_free(step, &part->keys);
    leat_free(step, part->picks);
}

static void close(struct leat_step *step) {
    struct lookup *self = step->state;
    match_close(step, &self->match);
}

static const char help[] =
    "Brings columns from another step's rows to the rows whose keys are the same: a join that\n"
    "never multiplies rows.\n"
    "\n"
    "    { \"id\": \"schools\", \"source\": \"json\", \"path\": \"establishments.ndjson\", ... },\n"
    "    { \"id\": \"ratings\", \"source\": \"csv\", \"path\": \"ratings.csv\", ... },\n"
    "    { \"transform\": \"lookup\", \"from\": \"ratings\", \"with\": \"schools\",\n"
    "      \"on\": { \"column\": \"urn\", \"matches\": \"URN\" },\n"
    "      \"columns\": [ \"la_code\", { \"column\": \"PhaseOfEducation\", \"as\": \"phase\" } ],\n"
    "      \"missing\": \"drop\" }\n"
    "\n"
    "Where both sides use the same names, \"on\": \"urn\" or \"on\": [\"la\", \"number\"] is enough.\n"
    "Keys must be of the same kind on both sides; a null equals nothing, not even a null. A\n"
    "row whose key is missing on the other side is rejected and a key that stands there twice\n"
    "ends the run, unless \"missing\" and \"duplicate\" say otherwise.\n"
    "\n"
    "To get a row for each match, where there are several, use join.";

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "lookup",
    .summary = "brings columns from another step's rows with the same key",
    .help = help,
    .flags = LEAT_PARALLEL | LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct lookup),
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
