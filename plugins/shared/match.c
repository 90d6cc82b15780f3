/* match: the options, the keys and the columns that are brought. See match.h. */
#include "shared/match.h"

#include "shared/show.h"

struct pair {
    int32_t column;
    int32_t matches; /* -1: the column of the same name */
};

struct brought {
    int32_t column;
    struct leat_text as;
};

static const struct leat_option pair_rows[] = {
    {LEAT_OPTION(struct pair, column, COLUMN, "column"), .flags = LEAT_BARE,
     .help = "a key column of the rows above"},
    {LEAT_OPTION(struct pair, matches, COLUMN, "matches"), .flags = LEAT_OPTIONAL, .over = "with",
     .help = "the other step's column that it must equal; without it the one of the same name"},
};
const struct leat_options match_pairs = LEAT_OPTIONS(struct pair, pair_rows);

static const struct leat_option brought_rows[] = {
    {LEAT_OPTION(struct brought, column, COLUMN, "column"), .flags = LEAT_BARE, .over = "with",
     .help = "a column of the other step"},
    {LEAT_OPTION(struct brought, as, NEW_COLUMN, "as"), .flags = LEAT_OPTIONAL,
     .help = "the name it gets here"},
};
const struct leat_options match_brought = LEAT_OPTIONS(struct brought, brought_rows);

/* -- Keys ------------------------------------------------------------------------------------- */

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
        "'%s' is %s here and '%s' is %s in the other step; make them alike where they are "
        "read, or by a derive step: { \"transform\": \"derive\", \"columns\": { \"%s\": \"cast(\\\"%s\\\" "
        "as %s)\" } }",
        name, own, other_name, other, ours ? name : other_name, ours ? name : other_name,
        ours ? other : own);
}

static int find_key(struct leat_step *step, struct leat_bind *bind, struct match *match, size_t i) {
    const struct pair *pair = &LEAT_ITEM(match->on, struct pair, i);
    const struct leat_text name = leat_column_name(bind, 0, pair->column);
    const int32_t other = pair->matches >= 0 ? pair->matches : leat_find(bind, match->with, name);
    struct leat_hint hint = {.size = sizeof hint}, other_hint = hint;
    if (other < 0) {
        return leat_fail_option(step, pair,
                                "the other step has no column '%s'; name the one it must equal: "
                                "{\"column\": \"%s\", \"matches\": \"...\"}",
                                name.data, name.data);
    }
    const struct leat_type type = leat_column_type(bind, 0, pair->column);
    const struct leat_type other_type = leat_column_type(bind, match->with, other);
    if (!same_kind(type, other_type)) {
        return tell_kinds(step, pair, name.data, leat_column_name(bind, match->with, other).data,
                          type, other_type);
    }
    leat_column_hint(bind, 0, pair->column, &hint);
    leat_column_hint(bind, match->with, other, &other_hint);
    leat_uses(bind, match->with, other);
    match->keys[i] = pair->column;
    match->other_keys[i] = other;
    match->key_names[i] = name.data;
    match->is_private[i] = hint.is_private || other_hint.is_private;
    return LEAT_OK;
}

int match_open_keys(struct leat_step *step, struct leat_bind *bind, struct match *match) {
    const size_t keys = match->on.count;
    match->keys = leat_alloc(step, keys * sizeof *match->keys);
    match->other_keys = leat_alloc(step, keys * sizeof *match->other_keys);
    match->key_names = leat_alloc(step, keys * sizeof *match->key_names);
    match->is_private = leat_alloc(step, keys * sizeof *match->is_private);
    if (!match->keys || !match->other_keys || !match->key_names || !match->is_private) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < keys; i++) {
        if (find_key(step, bind, match, i) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    return LEAT_OK;
}

void match_show_key(struct leat_step *step, const struct match *match, struct leat_batch *batch,
                    const int32_t *columns, int64_t row, char out[SHOW_LIST]) {
    out[0] = '\0';
    for (size_t i = 0; i < match->on.count; i++) {
        const struct leat_view view = leat_read(step, batch, columns[i]);
        char cell[SHOW_CELL];
        show_add(out, match->key_names[i], show_cell(&view, row, match->is_private[i], cell));
    }
}

/* -- Columns ---------------------------------------------------------------------------------- */

static bool is_key(const struct match *match, int32_t other_column) {
    for (size_t i = 0; i < match->on.count; i++) {
        if (match->other_keys[i] == other_column) {
            return true;
        }
    }
    return false;
}

/* One column of the other step comes out, under its own name or another. */
static int bring(struct leat_step *step, struct leat_bind *bind, struct match *match, int32_t other,
                 const struct brought *item) {
    const struct leat_text old = leat_column_name(bind, match->with, other);
    const struct leat_text name = item && item->as.data ? item->as : old;
    if (leat_find(bind, 0, name) >= 0) {
        return leat_fail_option(
            step, item ? (const void *)item : &match->columns,
            "there is a column '%s' here already; bring the other step's under another name in "
            "\"columns\": {\"column\": \"%s\", \"as\": \"...\"}, or leave it out there",
            name.data, old.data);
    }
    const int32_t number = leat_out_pass(bind, match->with, other);
    leat_out_rename(bind, number, name);
    match->numbers[match->brought] = number;
    match->other_numbers[match->brought++] = other;
    return LEAT_OK;
}

int match_open_columns(struct leat_step *step, struct leat_bind *bind, struct match *match) {
    const int32_t theirs = leat_columns(bind, match->with);
    const bool has_list = match->columns.count > 0;
    const size_t most = has_list ? match->columns.count : (size_t)theirs;
    match->numbers = leat_alloc(step, (most + 1) * sizeof *match->numbers);
    match->other_numbers = leat_alloc(step, (most + 1) * sizeof *match->other_numbers);
    if (!match->numbers || !match->other_numbers) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; has_list && i < most; i++) {
        const struct brought *item = &LEAT_ITEM(match->columns, struct brought, i);
        if (bring(step, bind, match, item->column, item) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    for (int32_t other = 0; !has_list && other < theirs; other++) {
        if (!is_key(match, other) && bring(step, bind, match, other, NULL) != LEAT_OK) {
            return LEAT_FAILED;
        }
    }
    return LEAT_OK;
}

int match_bring(struct leat_step *step, const struct match *match, struct leat_batch *batch,
                const struct leat_pick *picks, size_t count) {
    struct leat_batch *const table = leat_table(step, match->with);
    int result = table ? LEAT_OK : LEAT_FAILED;
    for (size_t i = 0; result == LEAT_OK && i < match->brought; i++) {
        if (leat_needed(step, match->numbers[i])) {
            result = leat_gather_column(step, batch, match->numbers[i], &table, 1,
                                        match->other_numbers[i], picks, count);
        }
    }
    return result;
}

void match_close(struct leat_step *step, struct match *match) {
    leat_free(step, match->keys);
    leat_free(step, match->other_keys);
    leat_free(step, match->key_names);
    leat_free(step, match->is_private);
    leat_free(step, match->numbers);
    leat_free(step, match->other_numbers);
    leat_free(step, match->starts);
    leat_free(step, match->rows);
    leat_index_free(step, match->index);
}
