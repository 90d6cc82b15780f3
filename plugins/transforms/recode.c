/* recode: puts other values in place of a column's values, by a list.
 *
 * The values of the list are looked up as the runner compares them: the rows' keys are found among
 * theirs. */
#include <leat/plugin.h>

#include "shared/format.h"
#include "shared/key_rows.h"
#include "shared/show.h"
#include "shared/value.h"

struct recode {
    int32_t column;
    struct leat_map values; /* of struct leat_value, by the old value's text */
    int32_t otherwise;
    struct leat_value null_value;
    struct leat_text as;

    struct leat_type type, result_type;
    bool is_private;
    int32_t result;           /* the column that is built */
    struct leat_index *table; /* old values; their numbers are those of `values` */
};

struct part {
    struct key_rows keys;
};

enum otherwise { KEEP, NONE, REFUSE };
static const char *const otherwise_words[] = {"keep", "null", "fail", NULL};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct recode, column, COLUMN, "column"),
     .kinds = LEAT_KINDS(LEAT_TEXT) | LEAT_KINDS(LEAT_INTEGER) | LEAT_KINDS(LEAT_BOOLEAN) |
              LEAT_KINDS(LEAT_DATE),
     .help = "the column whose values are looked up"},
    {LEAT_OPTION_MAP(struct recode, values, VALUE, "values"), .least = 1, .most = 1000000,
     .help =
         "old values and what stands in their place: {\"Special\": \"Special Schools / ACE\"}; null takes a value "
         "away"},
    {LEAT_OPTION(struct recode, otherwise, CHOICE, "otherwise"), .choices = otherwise_words,
     .help =
         "what becomes of a value that is not listed: it stays (keep), is taken away (null), or its row is rejected "
         "(fail)"},
    {LEAT_OPTION(struct recode, null_value, VALUE, "null"), .flags = LEAT_OPTIONAL,
     .help = "the value for rows that have none; without it they stay null"},
    {LEAT_OPTION(struct recode, as, NEW_COLUMN, "as"), .flags = LEAT_OPTIONAL,
     .help = "the name of a new column for the result; without it the column itself is replaced"},
};
static const struct leat_options options = LEAT_OPTIONS(struct recode, rows);

/* -- Kinds ------------------------------------------------------------------------------------ */

/* The kind of all new values; LEAT_NONE while none but null was seen. False: told. */
static bool join_kinds(struct leat_step *step, const struct leat_value *value,
                       struct leat_type *type) {
    char first[SHOW_TYPE], second[SHOW_TYPE];
    if (value->type.kind == LEAT_NONE || value->is_null) {
        return true;
    }
    if (value->type.kind != LEAT_TEXT && value->type.kind != LEAT_INTEGER &&
        value->type.kind != LEAT_BOOLEAN) {
        leat_fail_option(
            step, value,
            "a new value must be text, a whole number, or true or false; for others use a derive "
            "step with \"case when ... then ... end\"");
        return false;
    }
    if (type->kind != LEAT_NONE && type->kind != value->type.kind) {
        leat_fail_option(step, value,
                         "the new values must be of one kind; this is %s, and the others are %s",
                         show_type(value->type, second), show_type(*type, first));
        return false;
    }
    *type = value->type;
    return true;
}

static int find_result_type(struct leat_step *step) {
    struct recode *self = step->state;
    char old[SHOW_TYPE], new[SHOW_TYPE];
    struct leat_type type = {0};
    for (size_t i = 0; i < self->values.count; i++) {
        if (!join_kinds(step, &LEAT_ITEM(self->values, struct leat_value, i), &type)) {
            return LEAT_FAILED;
        }
    }
    if (!join_kinds(step, &self->null_value, &type)) {
        return LEAT_FAILED;
    }
    self->result_type = type.kind == LEAT_NONE ? self->type : type;
    if (self->otherwise == KEEP && !same_kind(self->result_type, self->type)) {
        return leat_fail_option(
            step, &self->otherwise,
            "the column is %s and the new values are %s, so the rest cannot be kept beside them; set "
            "\"otherwise\" to \"null\" or \"fail\"",
            show_type(self->type, old), show_type(self->result_type, new));
    }
    return LEAT_OK;
}

/* -- Old values ------------------------------------------------------------------------------- */

static bool read_integer(struct leat_text text, int64_t *value) {
    const bool negative = text.size > 1 && text.data[0] == '-';
    uint64_t number = 0;
    for (size_t i = negative; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || i > 19) {
            return false;
        }
        number = number * 10 + (uint64_t)(text.data[i] - '0');
    }
    *value = (int64_t)(negative ? 0 - number : number);
    return text.size > 0;
}

/* The day of "yyyy-mm-dd", counted from the first of March, so that the leap day comes last. */
static bool read_date(struct leat_text text, int32_t *days) {
    int64_t year, month, day;
    if (text.size != 10 || text.data[4] != '-' || text.data[7] != '-' ||
        !read_integer((struct leat_text){text.data, 4}, &year) ||
        !read_integer((struct leat_text){text.data + 5, 2}, &month) ||
        !read_integer((struct leat_text){text.data + 8, 2}, &day) || year < 1 || month < 1 ||
        month > 12 || day < 1 || day > 31) {
        return false;
    }
    const int64_t march_year = year - (month <= 2), months = (month + 9) % 12;
    *days = (int32_t)(march_year * 365 + march_year / 4 - march_year / 100 + march_year / 400 +
                      (months * 153 + 2) / 5 + day - 1 - 719468);
    return true;
}

static bool is_written(struct leat_text text, const char *as, size_t size) {
    return text.size == size && memcmp(text.data, as, size) == 0;
}

/* An old value read as its column's kind. It must be written as leat writes it, so that what is no
 * such value (the 31st of April) shows. */
static bool read_old(struct leat_type type, struct leat_text text, struct leat_value *value) {
    char again[FORMAT_ROOM];
    value->type = type;
    value->is_null = false;
    switch (type.kind) {
    case LEAT_INTEGER:
        return read_integer(text, &value->as.integer) &&
               is_written(text, again, format_integer(value->as.integer, again));
    case LEAT_DATE:
        return read_date(text, &value->as.date) &&
               is_written(text, again, format_date(value->as.date, again));
    case LEAT_BOOLEAN:
        value->as.boolean = is_written(text, "true", 4);
        return value->as.boolean || is_written(text, "false", 5);
    default:
        value->as.text = text;
        return true;
    }
}

static int check_old(struct leat_step *step) {
    const struct recode *self = step->state;
    char type[SHOW_TYPE];
    struct leat_value value;
    for (size_t i = 0; i < self->values.count; i++) {
        if (!read_old(self->type, self->values.keys[i], &value)) {
            return leat_fail_option(step, &self->values.keys[i],
                                    "'%s' is no %s, which the column is; write old values as %s",
                                    self->values.keys[i].data, show_type(self->type, type),
                                    self->type.kind == LEAT_DATE      ? "\"2015-09-01\""
                                    : self->type.kind == LEAT_INTEGER ? "\"12\""
                                                                      : "\"true\" or \"false\"");
        }
    }
    return LEAT_OK;
}

/* -- open and start --------------------------------------------------------------------------- */

static int open(struct leat_step *step, struct leat_bind *bind) {
    struct recode *self = step->state;
    struct leat_hint hint = {.size = sizeof hint};
    self->type = leat_column_type(bind, 0, self->column);
    leat_column_hint(bind, 0, self->column, &hint);
    self->is_private = hint.is_private != 0;
    if (check_old(step) != LEAT_OK || find_result_type(step) != LEAT_OK) {
        return LEAT_FAILED;
    }
    if (!self->as.data) {
        self->result = self->column;
        leat_out_replace(bind, self->column, self->result_type);
        leat_out_symbols(bind, self->column, 0, self->column);
        return LEAT_OK;
    }
    if (leat_find(bind, 0, self->as) >= 0) {
        return leat_fail_option(
            step, &self->as,
            "there is a column '%s' already; choose another name, or leave \"as\" out to "
            "replace '%s' itself",
            self->as.data, leat_column_name(bind, 0, self->column).data);
    }
    self->result = leat_out_new(bind, self->as, self->result_type, &self->column, 1);
    const struct leat_hint own = {
        .size = sizeof own, .decimals = -1, .is_private = hint.is_private};
    leat_out_hint(bind, self->result, &own);
    return LEAT_OK;
}

static int start(struct leat_step *step) {
    struct recode *self = step->state;
    struct leat_value *old = leat_alloc(step, self->values.count * sizeof *old);
    if (!old) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < self->values.count; i++) {
        read_old(self->type, self->values.keys[i], &old[i]);
    }
    const int result = value_index(step, self->type, old, self->values.count, &self->table);
    leat_free(step, old);
    return result;
}

/* -- Rows ------------------------------------------------------------------------------------- */

/* A row without a value keeps its symbol, unless there is a value for it. */
static void add_absent(struct leat_step *step, struct leat_batch *batch, int64_t row,
                       struct leat_builder *to) {
    const struct recode *self = step->state;
    const struct leat_text symbol = leat_symbol(step, batch, self->column, row);
    if (self->null_value.type.kind != LEAT_NONE && symbol.size == 0) {
        value_add(to, &self->null_value);
    } else if (symbol.size > 0) {
        leat_add_symbol(to, symbol);
    } else {
        leat_add_null(to);
    }
}

static void refuse(struct leat_step *step, struct leat_batch *batch, int64_t row,
                   const struct leat_view *from) {
    const struct recode *self = step->state;
    struct leat_text near = {0};
    if (self->type.kind == LEAT_TEXT && !self->is_private) {
        near = leat_suggest(step, leat_text_at(from, row), self->values.keys, self->values.count);
    }
    leat_reject(step, batch, row, self->column,
                "not listed in \"values\"%s%.*s%s; list it, or set \"otherwise\" to %s",
                near.data ? " (did you mean '" : "", (int)near.size, near.data ? near.data : "",
                near.data ? "'?)" : "",
                same_kind(self->result_type, self->type) ? "\"keep\" or \"null\"" : "\"null\"");
}

static void add_rest(struct leat_step *step, struct leat_batch *batch, int64_t row,
                     const struct leat_view *from, struct leat_builder *to) {
    const struct recode *self = step->state;
    if (self->otherwise == KEEP) {
        leat_add_from(to, from, row);
        return;
    }
    leat_add_null(to);
    if (self->otherwise == REFUSE) {
        refuse(step, batch, row, from);
    }
}

static int process(struct leat_step *step, struct leat_batch *batch) {
    const struct recode *self = step->state;
    struct part *part = step->part;
    const struct leat_view from = leat_read(step, batch, self->column);
    const int result = key_rows_find(step, &part->keys, self->table, batch, &self->column);
    if (result != LEAT_OK) {
        return result;
    }
    struct leat_builder *to = leat_build(step, batch, self->result);
    for (int64_t row = 0; row < batch->rows; row++) {
        if (leat_is_null(&from, row)) {
            add_absent(step, batch, row, to);
            continue;
        }
        const uint32_t number = part->keys.numbers[row];
        if (number == KEY_NONE) {
            add_rest(step, batch, row, &from, to);
        } else {
            value_add(to, &LEAT_ITEM(self->values, struct leat_value, number));
        }
    }
    return leat_put(step, batch, to);
}

static void end(struct leat_step *step) {
    struct part *part = step->part;
    key_rows_free(step, &part->keys);
}

static void close(struct leat_step *step) {
    struct recode *self = step->state;
    leat_index_free(step, self->table);
}

static const char help[] =
    "Puts other values in place of those listed, as a code list or a renaming of categories.\n"
    "What becomes of all other values is always said:\n"
    "\n"
    "    { \"transform\": \"recode\", \"column\": \"phase\", \"otherwise\": \"keep\",\n"
    "      \"values\": { \"Special\": \"Special Schools / ACE\", \"Pupil referral unit\": \"Special Schools / ACE\" } "
    "}\n"
    "\n"
    "    { \"transform\": \"recode\", \"column\": \"grade\", \"as\": \"judgement\", \"otherwise\": \"fail\",\n"
    "      \"values\": { \"1\": \"Outstanding\", \"2\": \"Good\", \"9\": null }, \"null\": \"Not yet inspected\" }\n"
    "\n"
    "The column may be text, integer, boolean or date; old values are written as leat writes\n"
    "them: \"12\", \"true\", \"2015-09-01\". Texts must be equal to the letter. New values are all\n"
    "text, all whole numbers, or all true or false, and the column takes their kind. Rows\n"
    "without a value stay so, unless \"null\" gives one.";

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};

static const struct leat_role role = {
    .size = sizeof role,
    .name = "recode",
    .summary = "puts other values in place of a column's values, by a list",
    .help = help,
    .flags = LEAT_PARALLEL | LEAT_READS_NAMED,
    .options = &options,
    .state_size = sizeof(struct recode),
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
