/* formed: a parallel row-wise transform that brings a column into a format, for the tests of
 * leat_format_find and its like.
 *
 * Integers are read from their digits and come out as they were; a text comes out in its form. */
#include <leat/plugin.h>

enum { NAMES = 32 };

struct formed {
    int32_t column, format;
    struct leat_text name;
    enum leat_kind kind;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct formed, column, COLUMN, "column"), .help = "the column"},
    {LEAT_OPTION(struct formed, name, TEXT, "format"), .help = "what it is brought into"},
};
static const struct leat_options options = LEAT_OPTIONS(struct formed, rows);

static int no_format(struct leat_step *step) {
    const struct formed *self = step->state;
    struct leat_text names[NAMES];
    int32_t count = leat_format_count(step);
    for (int32_t i = 0; i < count && i < NAMES; i++)
        names[i] = leat_format_name(step, i);
    struct leat_text near =
        leat_suggest(step, self->name, names, (size_t)(count < NAMES ? count : NAMES));
    return leat_fail_option(step, &self->name, "no format '%s'%s%s%s", self->name.data,
                            near.data ? " (did you mean '" : "", near.data ? near.data : "",
                            near.data ? "'?)" : "");
}

static int open_formed(struct leat_step *step, struct leat_bind *bind) {
    struct formed *self = step->state;
    struct leat_type type = leat_column_type(bind, 0, self->column);
    self->kind = (enum leat_kind)type.kind;
    self->format = leat_format_find(step, self->name);
    if (self->format < 0)
        return no_format(step);
    if (!(leat_format_kinds(step, self->format) & LEAT_KINDS(self->kind)))
        return leat_fail_option(step, &self->column, "the format '%s' does not go with its kind",
                                leat_format_name(step, self->format).data);
    leat_out_replace(bind, self->column, (struct leat_type){.kind = LEAT_TEXT});
    return LEAT_OK;
}

static void read_row(struct leat_step *step, struct leat_batch *batch, const struct leat_view *view,
                     int64_t row, struct leat_builder *builder) {
    const struct formed *self = step->state;
    char digits[32], form[LEAT_FORMAT_ROOM];
    struct leat_text text = {digits, 0};
    size_t size;
    const char *reason;
    if (self->kind == LEAT_INTEGER)
        text.size =
            (size_t)snprintf(digits, sizeof digits, "%lld", (long long)leat_integer(view, row));
    else
        text = leat_text_at(view, row);
    if (leat_format_read(step, self->format, self->kind, text, form, &size, &reason)) {
        leat_add_text(builder, (struct leat_text){form, size});
    } else {
        leat_add_null(builder);
        leat_reject(step, batch, row, self->column, "%s", reason);
    }
}

static int process(struct leat_step *step, struct leat_batch *batch) {
    const struct formed *self = step->state;
    struct leat_view view = leat_read(step, batch, self->column);
    struct leat_builder *builder = leat_build(step, batch, self->column);
    for (int64_t row = 0; row < view.rows; row++)
        if (leat_is_null(&view, row))
            leat_add_null(builder);
        else
            read_row(step, batch, &view, row, builder);
    return leat_put(step, batch, builder);
}

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "formed",
                                      .summary = "brings a column into a format, for tests",
                                      .flags = LEAT_PARALLEL,
                                      .options = &options,
                                      .state_size = sizeof(struct formed),
                                      .open = open_formed,
                                      .rowwise = &rowwise};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
