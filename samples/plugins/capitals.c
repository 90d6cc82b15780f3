/* capitals: puts the letters a to z of a text column into capitals. */
/* clang-format off */
#include <ctype.h>
#include <leat/plugin.h>

struct state { int32_t column; };
static const struct leat_option rows[] = {
    {LEAT_OPTION(struct state, column, COLUMN, "column"), .kinds = LEAT_KINDS(LEAT_TEXT), .flags = LEAT_REPLACED}};
static const struct leat_options options = LEAT_OPTIONS(struct state, rows);

static int process(struct leat_step *step, struct leat_batch *batch) {
    const struct state *self = step->state;
    struct leat_view from = leat_read(step, batch, self->column);
    struct leat_builder *to = leat_build(step, batch, self->column);
    for (int64_t row = 0; row < from.rows; row++) {
        struct leat_text text = leat_text_at(&from, row);
        char *room = leat_is_null(&from, row) ? (leat_add_null(to), NULL) : leat_add_space(to, text.size);
        for (size_t i = 0; room && i < text.size; i++)
            room[i] = (char)toupper((unsigned char)text.data[i]);
    }
    return leat_put(step, batch, to);
}

static const struct leat_rowwise rowwise = {.size = sizeof rowwise, .process = process};
static const struct leat_role role = {
    .size = sizeof role, .name = "capitals", .summary = "puts a text column into capitals", .flags = LEAT_PARALLEL,
    .options = &options, .state_size = sizeof(struct state), .rowwise = &rowwise};
static const struct leat_plugin plugin = {.size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};
const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
