/* The json source: reads JSON and JSON Lines, by a walk that takes what it knows, and by jansson,
 * which judges the rest. state.h says which file does what. */
#include "state.h"

#include <strings.h>

/* A piece and what is made of it should stay in a core's own cache. */
enum { PIECE_SIZE = 512 * 1024 };

static const char *const format_words[] = {"auto", "lines", "array", NULL};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct json_state, path, PATH_IN, "path"),
     .help =
         "the file to read, \"-\" for standard input; a pattern such as \"returns/*.json\" reads many, in the order of "
         "their names"},
    {LEAT_OPTION_HANDLES(struct json_state, fields, FIELDS, "columns"), .flags = LEAT_OPTIONAL,
     .over = "cells",
     .help =
         "the columns and their kinds: { \"urn\": \"integer\", \"address.postcode\": \"text\" }; a point leads into an "
         "object, unless a key holds the point itself. Without it the columns are the keys of the first 1,000 rows, "
         "as text"},
    {LEAT_OPTION(struct json_state, cells, FIELD, "cells"), .flags = LEAT_OPTIONAL,
     .help = "what holds for all columns alike: { \"trim\": true, \"null\": [\"\", \"n/a\"] }"},
    {LEAT_OPTION(struct json_state, format, CHOICE, "format"), .fallback = "\"auto\"",
     .choices = format_words,
     .help =
         "\"lines\": every line is a row (JSON Lines); \"array\": the file is one document; \"auto\": lines where its "
         "name ends in .ndjson or .jsonl, else one document"},
    {LEAT_OPTION(struct json_state, rows, TEXT, "rows"), .flags = LEAT_OPTIONAL,
     .help =
         "where in the document the rows are, such as \"data.items\"; without it the document is an array of rows, or "
         "a single one"},
    {LEAT_OPTION(struct json_state, encoding, TEXT, "encoding"), .fallback = "\"auto\"",
     .help =
         "the encoding of the text: \"auto\" (by the byte order mark, else UTF-8), \"utf-16\", \"windows-1252\" or "
         "another name that iconv knows"},
    {LEAT_OPTION(struct json_state, max_row, INTEGER, "max_row"), .fallback = "67108864",
     .least = 1, .most = LEAT_TEXT_MOST,
     .help = "the longest row, in bytes: as much is held in memory"},
};

static const struct leat_options options = LEAT_OPTIONS(struct json_state, rows);

static bool ends_with(struct leat_text name, const char *end) {
    const size_t size = strlen(end);
    return name.size >= size && strcasecmp(name.data + name.size - size, end) == 0;
}

bool source_is_lines(const struct json_state *self, size_t file) {
    const struct leat_text name = self->files[file].name;
    const bool is_named_lines = ends_with(name, ".ndjson") || ends_with(name, ".jsonl");
    return self->format == FORMAT_LINES ||
           (self->format == FORMAT_AUTO && is_named_lines && !self->rows.data);
}

int source_open_file(struct leat_step *step, struct json_state *self, size_t file, int64_t limit) {
    self->reader.is_lines = source_is_lines(self, file);
    self->reader.path = self->rows.data ? self->rows : leat_text_of("");
    self->reader.max_row = (size_t)self->max_row;
    return reader_open(step, &self->reader, &self->files[file], &self->encoding, limit);
}

/* -- the step's life -------------------------------------------------------------------------- */

static int check_rows(struct leat_step *step, const struct json_state *self) {
    const struct leat_text path = self->rows;
    if (!path.data)
        return LEAT_OK;
    if (self->format == FORMAT_LINES)
        return leat_fail_option(
            step, &self->rows,
            "in \"lines\" every line is a row; \"rows\" is for a file that is one document");
    size_t names = 1;
    for (size_t i = 0; i < path.size; i++)
        names += path.data[i] == '.';
    if (path.size == 0 || path.data[0] == '.' || path.data[path.size - 1] == '.' ||
        strstr(path.data, ".."))
        return leat_fail_option(step, &self->rows,
                                "\"rows\" is names with a point between each two: \"data.items\"");
    if (names > READER_PATH_MOST)
        return leat_fail_option(step, &self->rows, "\"rows\" leads through more than %d names",
                                READER_PATH_MOST);
    return LEAT_OK;
}

static int json_open(struct leat_step *step, struct leat_bind *bind) {
    struct json_state *self = step->state;
    const int32_t declared = leat_fields_count(step, self->fields);
    self->is_declared = declared > 0;
    self->piece_size = PIECE_SIZE;
    self->columns.takes_nested = self->is_declared;
    self->was_warned = leat_alloc(step, ((size_t)declared + 1) * sizeof *self->was_warned);
    if (!self->was_warned || check_rows(step, self) != LEAT_OK)
        return LEAT_FAILED;
    for (int32_t i = 0; i < declared; i++)
        if (columns_add(step, &self->columns, leat_field_name(step, self->fields, i)) != LEAT_OK)
            return LEAT_FAILED;
    self->files = leat_files(step, &self->path, &self->file_count);
    const int result = self->file_count > 0 ? learn_columns(step, self) : LEAT_OK;
    if (result != LEAT_OK)
        return result;
    for (size_t i = 0; i < self->columns.count; i++) {
        const struct leat_text name = self->columns.list[i].name;
        if (self->is_declared)
            leat_out_field(bind, self->fields, (int32_t)i, name);
        else /* what holds for all columns is all that is declared of it */
            leat_out_field(bind, self->cells, self->cells ? 0 : -1, name);
    }
    return LEAT_OK;
}

/* Gives each column that is needed a slot of the rows' slices. */
static void choose_slots(struct leat_step *step, struct json_state *self) {
    const size_t count = self->columns.count;
    self->slot_count = 1;
    for (size_t i = 0; i < count; i++) {
        const bool is_needed = leat_needed(step, (int32_t)i);
        self->slots[i] = is_needed ? (uint32_t)self->slot_count : 0;
        if (is_needed)
            self->column_of[self->slot_count++] = (int32_t)i;
    }
    if (self->slot_count == 1 && count > 0) {
        /* the rows are counted even so, and a column says how many there are */
        self->slots[0] = (uint32_t)self->slot_count++;
        self->column_of[1] = 0;
    }
}

/* Whether a column's name leads through another one that is needed. */
static bool is_part_of_another(const struct json_state *self, struct leat_text name) {
    for (size_t i = 0; i < name.size; i++) {
        const int32_t outer = name.data[i] == '.'
                                  ? columns_find(&self->columns, (struct leat_text){name.data, i})
                                  : -1;
        if (outer >= 0 && self->slots[outer] > 0)
            return true;
    }
    return false;
}

static int json_start(struct leat_step *step) {
    struct json_state *self = step->state;
    const size_t count = self->columns.count;
    self->scans = scans_at(vector_level());
    self->slots = leat_alloc(step, (count + 1) * sizeof *self->slots);
    self->column_of = leat_alloc(step, (count + 2) * sizeof *self->column_of);
    self->kinds = leat_alloc(step, (self->file_count + 1) * sizeof *self->kinds);
    self->blanks = leat_alloc(step, (self->file_count + 1) * sizeof *self->blanks);
    self->tally = leat_alloc(step, sizeof *self->tally);
    self->seen = leat_alloc(step, (count + 1) * sizeof *self->seen);
    if (!self->slots || !self->column_of || !self->kinds || !self->blanks || !self->tally ||
        !self->seen)
        return LEAT_FAILED;
    choose_slots(step, self);
    for (size_t i = 0; i < count && self->columns.takes_nested; i++)
        self->has_overlaps |=
            self->slots[i] > 0 && is_part_of_another(self, self->columns.list[i].name);
    return LEAT_OK;
}

static int json_begin(struct leat_step *step) {
    const struct json_state *self = step->state;
    struct part *part = step->part;
    atomic_fetch_add(&self->tally->begun, 1);
    for (size_t i = 0; i < 2; i++)
        if (shapes_begin(step, &part->shapes[i], &self->columns, self->slots) != LEAT_OK)
            return LEAT_FAILED;
    return cells_begin(step);
}

/* What is told once, behind the last row. */
static void tell(struct leat_step *step, const struct json_state *self) {
    const struct tally *tally = self->tally;
    for (size_t i = 0; i < self->file_count; i++)
        if (self->blanks[i] > 0)
            leat_log(step, LEAT_INFO, "%s: %lld empty line%s passed over", self->files[i].name.data,
                     (long long)self->blanks[i], self->blanks[i] == 1 ? "" : "s");
    const long long replaced = (long long)tally->replaced;
    for (size_t i = 0; self->is_declared && tally->rows > 0 && i < self->columns.count; i++)
        if (!self->seen[i] && !self->was_warned[i])
            leat_log(step, LEAT_WARNING, "no row has '%s': the column is null throughout",
                     self->columns.list[i].name.data);
    if (replaced > 0)
        leat_log(step, LEAT_WARNING,
                 "%lld of the characters U+FFFE and U+FFFF, which no text can hold, became U+FFFD",
                 replaced);
}

static void json_end(struct leat_step *step) {
    const struct json_state *self = step->state;
    struct part *part = step->part;
    struct tally *tally = self->tally;
    atomic_fetch_add(&tally->rows, part->rows_read);
    atomic_fetch_add(&tally->replaced, part->replaced + part->taken.replaced);
    atomic_fetch_add(&tally->pieces, part->pieces);
    for (size_t i = 0; i < part->taken.count; i++)
        if (part->taken.kinds[i] != 0)
            atomic_store(&self->seen[i], true);
    for (size_t i = 0; i < 2; i++)
        shapes_end(step, &part->shapes[i]);
    cells_end(step);
    taken_free(step, &part->taken);
    if (atomic_fetch_add(&tally->ended, 1) + 1 == tally->begun && self->is_over &&
        tally->pieces == self->pieces && !leat_stopping(step))
        tell(step, self);
}

static void json_close(struct leat_step *step) {
    struct json_state *self = step->state;
    reader_close(step, &self->reader);
    columns_free(step, &self->columns);
    leat_free(step, self->was_warned);
    leat_free(step, self->slots);
    leat_free(step, self->column_of);
    leat_free(step, self->kinds);
    leat_free(step, self->blanks);
    leat_free(step, self->tally);
    leat_free(step, self->seen);
}

static const struct leat_source source = {.size = sizeof source,
                                          .cut = json_cut,
                                          .decode = json_decode,
                                          .piece_size = sizeof(struct own),
                                          .record = json_record};

extern const struct leat_role json_source;
const struct leat_role json_source = {
    .size = sizeof json_source,
    .name = "json",
    .summary = "reads JSON, and JSON Lines",
    .help =
        "A row is an object, its keys the columns; a key that a row does not have is null. Of a row that is a number, "
        "a\n"
        "text or a list, the value is in the column \"value\". Numbers keep their digits; objects and lists within a\n"
        "row come out as JSON text, and so do all cells of an undeclared column that holds texts and other kinds of\n"
        "value. A key that stands twice, or has no name, rejects its row.\n"
        "\n"
        "    { \"source\": \"json\", \"path\": \"schools.json\", \"rows\": \"data.schools\",\n"
        "      \"columns\": { \"urn\": \"integer\", \"name\": \"text\", \"address.postcode\": \"text\" } }",
    .options = &options,
    .state_size = sizeof(struct json_state),
    .part_size = sizeof(struct part),
    .open = json_open,
    .start = json_start,
    .begin = json_begin,
    .end = json_end,
    .close = json_close,
    .source = &source,
};
