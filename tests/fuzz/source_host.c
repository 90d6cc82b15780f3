/* See source_host.h. */
#include "source_host.h"

#include <stdio.h>
#include <stdlib.h>

enum { COLUMNS_MOST = 20000 };

/* A column of the batch: its cells as they are written down, each ended by a byte that no text has. */
struct cells {
    struct leat_builder api; /* first */
    struct source_text text;
    int64_t rows;
    bool is_used;
};

struct reading {
    const char *file;
    size_t size;
    struct leat_file known;
    struct leat_piece piece;
    struct cells *columns;
    int32_t column_count;
    struct source_text rows, rejects, logs, failure;
    bool has_failed;
};

static struct reading *reading;
static const char *const *declared;
static struct source_trouble trouble;
static struct source_said said;
static uint64_t asked, looked; /* how often, in this read */

void source_text_add(struct source_text *text, const char *data, size_t size) {
    if (text->size + size >= text->room) {
        text->room = (text->size + size + 1) * 2;
        text->data = realloc(text->data, text->room);
        if (!text->data)
            abort();
    }
    if (size > 0)
        memcpy(text->data + text->size, data, size);
    text->size += size;
    text->data[text->size] = '\0';
}

void source_text_free(struct source_text *text) {
    free(text->data);
    *text = (struct source_text){0};
}

static void put(struct source_text *text, const char *words) {
    source_text_add(text, words, strlen(words));
}

static void put_place(struct source_text *text, const char *what, int64_t line, int64_t byte) {
    char words[96];
    snprintf(words, sizeof words, "%s %lld at %lld:", what, (long long)line, (long long)byte);
    put(text, words);
}

/* What may hold anything follows its length, so that nothing in it passes for what stands behind. */
static void put_counted(struct source_text *text, const char *data, size_t size) {
    char length[32];
    snprintf(length, sizeof length, "%zu:", size);
    put(text, length);
    source_text_add(text, data, size);
}

static void put_line(struct source_text *text, const char *what, const char *message, size_t size) {
    put(text, what);
    source_text_add(text, message, size);
    put(text, "\n");
}

/* -- the calls -------------------------------------------------------------------------------- */

static int on_fail(struct leat_step *step, const char *message, size_t size) {
    (void)step;
    put_line(&reading->failure, "failed: ", message, size);
    reading->has_failed = true;
    return LEAT_FAILED;
}

/* Whether this request is the one to be refused; the runner tells of it itself. */
static bool is_refused(struct leat_step *step) {
    if (++asked != trouble.refuse_at)
        return false;
    said.was_refused = true;
    on_fail(step, "refused", 7);
    return true;
}

static int on_fail_option(struct leat_step *step, const void *field, const char *message,
                          size_t size) {
    (void)field;
    return on_fail(step, message, size);
}

static void on_reject_at(struct leat_step *step, const struct leat_place *place,
                         const char *message, size_t size) {
    (void)step;
    put_place(&reading->rejects, "reject", place->line, place->byte);
    put(&reading->rejects, " ");
    put_counted(&reading->rejects, place->value.data ? place->value.data : "(none)",
                place->value.data ? place->value.size : 6);
    put(&reading->rejects, " ");
    put_counted(&reading->rejects, message, size);
    put(&reading->rejects, "\n");
}

static void on_log(struct leat_step *step, int level, const char *message, size_t size) {
    (void)step;
    (void)level;
    put_line(&reading->logs, "log: ", message, size);
}

static bool on_stopping(struct leat_step *step) {
    (void)step;
    said.was_stopped = ++looked >= trouble.stop_at && trouble.stop_at > 0;
    return said.was_stopped;
}

static struct leat_text on_suggest(struct leat_step *step, struct leat_text wrong,
                                   const struct leat_text *names, size_t count) {
    (void)step;
    (void)wrong;
    (void)names;
    (void)count;
    return (struct leat_text){NULL, 0};
}

static int32_t on_out_field(struct leat_bind *bind, struct leat_fields *fields, int32_t field,
                            struct leat_text name) {
    (void)bind;
    (void)fields;
    (void)field;
    (void)name;
    return reading->column_count++;
}

static bool on_needed(struct leat_step *step, int32_t column) {
    (void)step;
    (void)column;
    return true;
}

static int32_t on_fields_count(struct leat_step *step, const struct leat_fields *fields) {
    int32_t count = 0;
    (void)step;
    (void)fields;
    while (declared && declared[count])
        count++;
    return count;
}

static struct leat_text on_field_name(struct leat_step *step, const struct leat_fields *fields,
                                      int32_t field) {
    (void)step;
    (void)fields;
    return leat_text_of(declared[field]);
}

static const struct leat_file *on_files(struct leat_step *step, const struct leat_text *field,
                                        size_t *count) {
    (void)step;
    (void)field;
    *count = 1;
    return &reading->known;
}

static int64_t on_read_at(struct leat_step *step, const struct leat_file *file, int64_t offset,
                          void *into, size_t size) {
    (void)file;
    if (is_refused(step))
        return -1;
    const size_t left = (size_t)offset < reading->size ? reading->size - (size_t)offset : 0;
    const size_t got = left < size ? left : size;
    if (got > 0)
        memcpy(into, reading->file + offset, got);
    return (int64_t)got;
}

static void *on_alloc(struct leat_step *step, size_t size) {
    void *block = is_refused(step) ? NULL : calloc(1, size + 1);
    said.blocks += block != NULL;
    return block;
}

static void *on_realloc(struct leat_step *step, void *block, size_t size) {
    if (is_refused(step))
        return NULL;
    said.blocks += block == NULL;
    return realloc(block, size + 1);
}

static void on_free(struct leat_step *step, void *block) {
    (void)step;
    said.blocks -= block != NULL;
    free(block);
}

/* What the piece had before stays; a fresh block each time shows whoever keeps the old one. */
static char *on_piece_room(struct leat_step *step, struct leat_piece *piece, size_t room) {
    if (is_refused(step))
        return NULL;
    char *data = malloc(room + 1);
    if (!data)
        abort();
    if (piece->data && piece->size > 0)
        memcpy(data, piece->data, piece->size < room ? piece->size : room);
    free(piece->data);
    piece->data = data;
    piece->room = room;
    return data;
}

static struct leat_builder *on_build(struct leat_step *step, struct leat_batch *batch,
                                     int32_t column) {
    (void)batch;
    struct cells *cells = &reading->columns[column];
    cells->api.host = step->host;
    cells->text.size = 0;
    cells->rows = 0;
    cells->is_used = true;
    return &cells->api;
}

static void add_cell(struct cells *cells, struct leat_text text, bool is_null, bool is_quoted) {
    put(&cells->text, is_null ? " -" : is_quoted ? " '" : " \"");
    if (!is_null)
        put_counted(&cells->text, text.data, text.size);
    source_text_add(&cells->text, "", 1);
    cells->rows++;
}

static void on_add_slices(struct leat_builder *builder, struct leat_piece *piece,
                          const struct leat_slice *slices, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const size_t size = slices[i].length & LEAT_SLICE_LENGTH;
        const bool is_quoted = (slices[i].length & LEAT_SLICE_QUOTED) != 0;
        const bool is_null = (slices[i].length & LEAT_SLICE_NULL) != 0 || (size == 0 && !is_quoted);
        if (!is_null && (uint64_t)slices[i].offset + size > piece->size)
            abort();
        add_cell((struct cells *)builder, (struct leat_text){piece->data + slices[i].offset, size},
                 is_null, is_quoted);
    }
}

static void on_add_cell(struct leat_builder *builder, struct leat_text text, bool quoted) {
    add_cell((struct cells *)builder, text, text.size == 0 && !quoted, quoted);
}

static void on_add_null(struct leat_builder *builder) {
    add_cell((struct cells *)builder, (struct leat_text){"", 0}, true, false);
}

static int on_put(struct leat_step *step, struct leat_batch *batch, struct leat_builder *builder) {
    if (is_refused(step))
        return LEAT_FAILED;
    const struct cells *cells = (const struct cells *)builder;
    if (batch->rows >= 0 && batch->rows != cells->rows)
        abort();
    batch->rows = cells->rows;
    return LEAT_OK;
}

/* The batch is whole: its rows are written down. */
static int on_places(struct leat_step *step, struct leat_batch *batch, int32_t file, int64_t line,
                     const int64_t *lines, const int64_t *bytes) {
    if (is_refused(step))
        return LEAT_FAILED;
    if (file != reading->known.number)
        abort();
    size_t *at = calloc((size_t)reading->column_count + 1, sizeof *at);
    if (!at)
        abort();
    for (int64_t row = 0; row < batch->rows; row++) {
        put_place(&reading->rows, "row", lines ? lines[row] : line + row, bytes ? bytes[row] : -1);
        for (int32_t column = 0; column < reading->column_count; column++) {
            const struct cells *cells = &reading->columns[column];
            const char *cell = cells->text.data + at[column];
            const size_t size =
                (size_t)((char *)memchr(cell, 0, cells->text.size - at[column]) - cell);
            source_text_add(&reading->rows, cell, size);
            at[column] += size + 1;
        }
        put(&reading->rows, "\n");
    }
    free(at);
    return LEAT_OK;
}

static const struct leat_host host = {.size = sizeof host,
                                      .abi = LEAT_ABI,
                                      .fail = on_fail,
                                      .fail_world = on_fail,
                                      .fail_option = on_fail_option,
                                      .reject_at = on_reject_at,
                                      .log = on_log,
                                      .stopping = on_stopping,
                                      .suggest = on_suggest,
                                      .out_field = on_out_field,
                                      .needed = on_needed,
                                      .fields_count = on_fields_count,
                                      .field_name = on_field_name,
                                      .files = on_files,
                                      .read_at = on_read_at,
                                      .alloc = on_alloc,
                                      .realloc = on_realloc,
                                      .free = on_free,
                                      .piece_room = on_piece_room,
                                      .build = on_build,
                                      .put = on_put,
                                      .places = on_places,
                                      .add_slices = on_add_slices,
                                      .add_cell = on_add_cell,
                                      .add_null = on_add_null};

/* -- the life of the step --------------------------------------------------------------------- */

static int decode_piece(struct leat_step *step, const struct leat_source *source) {
    int result = LEAT_MORE;
    while (result == LEAT_MORE) {
        struct leat_batch batch = {.host = &host, .rows = -1};
        result = source->decode(step, &reading->piece, &batch);
    }
    return result == LEAT_END ? LEAT_OK : result;
}

static int read_pieces(struct leat_step *step, const struct leat_source *source) {
    int result = LEAT_OK;
    for (uint64_t number = 0; result == LEAT_OK; number++) {
        reading->piece = (struct leat_piece){.host = &host, .number = number};
        reading->piece.own = calloc(1, source->piece_size + 1);
        result = source->cut(step, &reading->piece);
        if (result == LEAT_OK)
            result = decode_piece(step, source);
        free(reading->piece.own);
        free(reading->piece.data);
    }
    return result == LEAT_END ? LEAT_OK : result;
}

static void run(struct leat_step *step, const struct leat_role *role, void (*settle)(void *state)) {
    void *room = calloc(8, sizeof(void *));
    struct leat_bind *bind = room;
    memcpy(bind, &(const struct leat_host *){&host}, sizeof(void *));
    bool is_fine = role->open(step, bind) == LEAT_OK;
    if (is_fine && settle)
        settle(step->state);
    reading->columns = calloc((size_t)reading->column_count + 1, sizeof *reading->columns);
    is_fine = is_fine && (!role->start || role->start(step) == LEAT_OK);
    const bool has_begun = is_fine;
    if (is_fine && role->begin)
        is_fine = role->begin(step) == LEAT_OK;
    is_fine = is_fine && read_pieces(step, role->source) == LEAT_OK;
    if (!is_fine && !reading->has_failed && !said.was_stopped)
        abort();
    said.ended_well = is_fine;
    if (has_begun && role->end)
        role->end(step);
    if (role->close)
        role->close(step);
    for (int32_t i = 0; i < reading->column_count; i++)
        source_text_free(&reading->columns[i].text);
    free(reading->columns);
    free(bind);
}

struct source_text source_read(const struct leat_role *role, const char *file, size_t size,
                               void (*options)(void *state), void (*settle)(void *state)) {
    struct reading now = {.file = file, .size = size};
    now.known = (struct leat_file){{"in", 2}, (int64_t)size, 7, 0};
    reading = &now;
    said = (struct source_said){0};
    asked = looked = 0;
    struct leat_step step = {.host = &host,
                             .state = calloc(1, role->state_size),
                             .part = calloc(1, role->part_size + 1)};
    if (options)
        options(step.state);
    run(&step, role, settle);
    free(step.state);
    free(step.part);
    if (now.has_failed) /* how much went before does not matter: nothing of it is used */
        now.rows.size = now.logs.size = 0;
    source_text_add(&now.rows, now.rejects.data, now.rejects.size);
    source_text_add(&now.rows, now.logs.data, now.logs.size);
    source_text_add(&now.rows, now.failure.data, now.failure.size);
    source_text_free(&now.failure);
    source_text_free(&now.rejects);
    source_text_free(&now.logs);
    reading = NULL;
    return now.rows;
}

void source_declare(const char *const *names) { declared = names; }

void source_trouble(struct source_trouble wanted) { trouble = wanted; }

struct source_said source_said(void) {
    return said;
}
