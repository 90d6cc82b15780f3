/* lookup: brings columns from another step's rows to the rows whose keys are the same.
 *
 * The other step's rows stand in one table at start. Its keys are indexed there, once; after that
 * all threads only read. */
#include "lookup.h"

#include "shared/show.h"

static const char *const missing_words[] = {"fail", "null", "drop", NULL};
static const char *const duplicate_words[] = {"fail", "null", "drop", "first", "last", NULL};

static const struct leat_option pair_rows[] = {
    {LEAT_OPTION(struct pair, column, COLUMN, "column"), .flags = LEAT_BARE,
     .help = "a key column of the rows above"},
    {LEAT_OPTION(struct pair, matches, COLUMN, "matches"), .flags = LEAT_OPTIONAL, .over = "with",
     .help = "the other step's column that it must equal; without it the one of the same name"},
};
static const struct leat_options pairs = LEAT_OPTIONS(struct pair, pair_rows);

static const struct leat_option brought_rows[] = {
    {LEAT_OPTION(struct brought, column, COLUMN, "column"), .flags = LEAT_BARE, .over = "with",
     .help = "a column of the other step"},
    {LEAT_OPTION(struct brought, as, NEW_COLUMN, "as"), .flags = LEAT_OPTIONAL,
     .help = "the name it gets here"},
};
static const struct leat_options brought_options = LEAT_OPTIONS(struct brought, brought_rows);

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct lookup, with, STEP, "with"), .flags = LEAT_WHOLE,
     .help = "the step whose rows are looked up"},
    {LEAT_OPTION_LIST(struct lookup, on, TABLE, "on"), .flags = LEAT_ONE_OR_MANY, .least = 1,
     .most = KEYS_MOST, .items = &pairs,
     .help =
         "the key columns, each by its name or, where the names differ, as {\"column\": ..., \"matches\": ...}"},
    {LEAT_OPTION_LIST(struct lookup, columns, TABLE, "columns"),
     .flags = LEAT_OPTIONAL | LEAT_ONE_OR_MANY, .items = &brought_options,
     .help =
         "the other step's columns to bring, each by its name or as {\"column\": ..., \"as\": ...}; without it all but "
         "the keys"},
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

/* -- open ------------------------------------------------------------------------------------- */

static int make_lists(struct leat_step *step, size_t most) {
    struct lookup *self = step->state;
    const size_t keys = self->on.count;
    self->keys = leat_alloc(step, keys * sizeof *self->keys);
    self->other_keys = leat_alloc(step, keys * sizeof *self->other_keys);
    self->key_names = leat_alloc(step, keys * sizeof *self->key_names);
    self->is_private = leat_alloc(step, keys * sizeof *self->is_private);
    self->numbers = leat_alloc(step, (most + 1) * sizeof *self->numbers);
    self->other_numbers = leat_alloc(step, (most + 1) * sizeof *self->other_numbers);
    return self->keys && self->other_keys && self->key_names && self->is_private && self->numbers &&
                   self->other_numbers
               ? LEAT_OK
               : LEAT_FAILED;
}

static bool is_key(const struct lookup *self, int32_t other_column) {
    for (size_t i = 0; i < self->on.count; i++) {
        if (self->other_keys[i] == other_column) {
            return true;
        }
    }
    return false;
}

/* "cast(urn as integer)", in the step where a column is of the poorer kind: text, or else the
 * second. */
static int tell_kinds(struct leat_step *step, const struct pair *pair, const char *name,
                      const char *other_name, struct leat_type type, struct leat_type other_type) {
    char own[SHOW_TYPE], other[SHOW_TYPE];
    const bool ours = type.kind == LEAT_TEXT;
    show_type(type, own);
    show_type(other_type, other);
    return leat_fail_option(
        step, pair,
        "'%s' is %s here and '%s' is %s in the looked-up step; make them alike where they are "
        "read, or by a derive step: { \"transform\": \"derive\", \"columns\": { \"%s\": \"cast(\\\"%s\\\" "
        "as %s)\" } }",
        name, own, other_name, other, ours ? name : other_name, ours ? name : other_name,
        ours ? other : own);
}

static int find_keys(struct leat_step *step, struct leat_bind *bind) {
    const struct lookup *self = step->state;
    for (size_t i = 0; i < self->on.count; i++) {
        const struct pair *pair = &LEAT_ITEM(self->on, struct pair, i);
        const struct leat_text name = leat_column_name(bind, 0, pair->column);
        const int32_t other =
            pair->matches >= 0 ? pair->matches : leat_find(bind, self->with, name);
        struct leat_hint hint = {.size = sizeof hint};
        if (other < 0) {
            return leat_fail_option(
                step, pair,
                "the looked-up step has no column '%s'; name the one it must equal: "
                "{\"column\": \"%s\", \"matches\": \"...\"}",
                name.data, name.data);
        }
        const struct leat_type type = leat_column_type(bind, 0, pair->column);
        const struct leat_type other_type = leat_column_type(bind, self->with, other);
        if (!same_kind(type, other_type)) {
            return tell_kinds(step, pair, name.data, leat_column_name(bind, self->with, other).data,
                              type, other_type);
        }
        leat_column_hint(bind, 0, pair->column, &hint);
        leat_uses(bind, self->with, other);
        self->keys[i] = pair->column;
        self->other_keys[i] = other;
        self->key_names[i] = name.data;
        self->is_private[i] = hint.is_private != 0;
    }
    return LEAT_OK;
}

/* One column of the other step comes out, under its own name or another. */
static int bring(struct leat_step *step, struct leat_bind *bind, int32_t other,
                 const struct brought *item) {
    struct lookup *self = step->state;
    const struct leat_text old = leat_column_name(bind, self->with, other);
    const struct leat_text name = item && item->as.data ? item->as : old;
    if (leat_find(bind, 0, name) >= 0) {
        return leat_fail_option(
            step, item ? (const void *)item : &self->columns,
            "there is a column '%s' here already; bring the other step's under another name in "
            "\"columns\": {\"column\": \"%s\", \"as\": \"...\"}, or leave it out there",
            name.data, old.data);
    }
    const int32_t number = leat_out_pass(bind, self->with, other);
    leat_out_rename(bind, number, name);
    self->numbers[self->brought] = number;
    self->other_numbers[self->brought++] = other;
    return LEAT_OK;
}

static int open(struct leat_step *step, struct leat_bind *bind) {
    struct lookup *self = step->state;
    const int32_t theirs = leat_columns(bind, self->with);
    const bool has_list = self->columns.count > 0;
    const size_t most = has_list ? self->columns.count : (size_t)theirs;
    if (make_lists(step, most) != LEAT_OK || find_keys(step, bind) != LEAT_OK) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; has_list && i < most; i++) {
        const struct brought *item = &LEAT_ITEM(self->columns, struct brought, i);
        if (bring(step, bind, item->column, item) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    for (int32_t other = 0; !has_list && other < theirs; other++) {
        if (!is_key(self, other) && bring(step, bind, other, NULL) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    return LEAT_OK;
}

static void close(struct leat_step *step) {
    struct lookup *self = step->state;
    leat_free(step, self->keys);
    leat_free(step, self->other_keys);
    leat_free(step, self->key_names);
    leat_free(step, self->is_private);
    leat_free(step, self->numbers);
    leat_free(step, self->other_numbers);
    leat_free(step, self->rows);
    key_table_free(step, &self->table);
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
    "ends the run, unless \"missing\" and \"duplicate\" say otherwise.";

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = lookup_process};

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
    .start = lookup_start,
    .end = lookup_end,
    .close = close,
    .rowwise = &rowwise,
};

static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .version = "1.0.0", .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
