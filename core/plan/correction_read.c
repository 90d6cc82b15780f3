/* A file of rejects becomes corrections. See correction.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/path.h"
#include "document/node.h"
#include "plan/correction.h"

enum { FILE_CELL, LINE_CELL, BYTE_CELL, RECORD_CELL, MARK_CELL, CELLS };
static const char *const cell_names[CELLS] = {"file", "line", "byte", "record", "mark"};

static bool wrong(struct problems *problems, const struct place *place, const char *what,
                  const char *advice) {
    problem_advise(problem_add(problems, STATUS_USAGE, place, "%s", what), "%s", advice);
    return false;
}

/* -- one row ---------------------------------------------------------------------------------- */

static bool read_count(const char *text, int64_t least, int64_t *out) {
    char *end;
    errno = 0;
    const long long value = strtoll(text, &end, 10);
    *out = value;
    return *text >= '0' && *text <= '9' && !*end && !errno && value >= least;
}

/* Takes a row; the cells are the caller's. is_cell: as CSV has them. */
static bool take_row(struct corrections *corrections, const char *const *cells, bool is_cell,
                     const struct place *place, size_t number, struct problems *problems) {
    struct correction correction = {.from = place->file,
                                    .from_line = place->line,
                                    .number = number,
                                    .order = corrections->count};
    if (!*cells[MARK_CELL]) { /* a further reason for a row, or one without a record */
        const struct correction *last =
            corrections->count ? &corrections->list[corrections->count - 1] : NULL;
        int64_t byte = -1;
        const bool is_further = last && last->number == number &&
                                read_count(cells[BYTE_CELL], 0, &byte) && byte == last->byte &&
                                strcmp(cells[FILE_CELL], last->file) == 0;
        corrections->without_record += !is_further;
        return true;
    }
    if (patch_mark_size(cells[MARK_CELL]) < 0 ||
        !read_count(cells[LINE_CELL], 1, &correction.line) ||
        !read_count(cells[BYTE_CELL], 0, &correction.byte) || !*cells[FILE_CELL])
        return wrong(problems, place,
                     "the file, line, byte or mark of this row is not as leat wrote it",
                     "correct \"record\" alone; the other columns say where it belongs");
    if (!*cells[RECORD_CELL])
        return wrong(problems, place, "the record is empty",
                     "a record cannot be taken out here; leave the row as it was, and filter it in "
                     "the definition");
    correction.file = memory_copy(cells[FILE_CELL]);
    correction.mark = memory_copy(cells[MARK_CELL]);
    correction.record = memory_copy(cells[RECORD_CELL]);
    correction.may_be_guarded = is_cell;
    if (corrections->count == corrections->room) {
        corrections->room = corrections->room * 2 + 16;
        corrections->list =
            memory_resize(corrections->list, corrections->room * sizeof *corrections->list);
    }
    corrections->list[corrections->count++] = correction;
    return true;
}

/* -- CSV -------------------------------------------------------------------------------------- */

struct csv {
    const char *at, *end;
    int64_t line;
    char **cells; /* of the row read last; count of them */
    size_t count, room;
};

static void add_cell(struct csv *csv, char *cell) {
    if (csv->count == csv->room) {
        csv->room = csv->room * 2 + 16;
        csv->cells = memory_resize(csv->cells, csv->room * sizeof *csv->cells);
    }
    csv->cells[csv->count++] = cell;
}

static void drop_cells(struct csv *csv) {
    while (csv->count)
        memory_free(csv->cells[--csv->count]);
}

/* A cell, up to the comma or line end behind it. false: its quotes are not closed. */
static bool read_cell(struct csv *csv) {
    struct string cell = {0};
    bool is_closed = true;
    if (csv->at < csv->end && *csv->at == '"') {
        is_closed = false;
        for (csv->at++; csv->at < csv->end; csv->at++) {
            if (*csv->at == '"' && !(csv->at + 1 < csv->end && csv->at[1] == '"')) {
                is_closed = true;
                csv->at++;
                break;
            }
            csv->at += *csv->at == '"';
            csv->line += *csv->at == '\n';
            string_add_char(&cell, *csv->at);
        }
    }
    while (csv->at < csv->end && !strchr(",\r\n", *csv->at))
        string_add_char(&cell, *csv->at++);
    add_cell(csv, string_take(&cell));
    return is_closed;
}

/* The next row's cells; none: the file is over. false: see read_cell. */
static bool read_row(struct csv *csv) {
    drop_cells(csv);
    while (csv->at < csv->end && (*csv->at == '\n' || *csv->at == '\r'))
        csv->line += *csv->at++ == '\n';
    bool sound = true;
    for (bool more = csv->at < csv->end; more && sound;) {
        sound = read_cell(csv);
        more = csv->at < csv->end && *csv->at == ',';
        csv->at += more;
    }
    return sound;
}

/* Which cell each of the wanted columns is. */
static bool read_heads(const struct csv *csv, size_t *numbers, const struct place *place,
                       struct problems *problems) {
    for (size_t i = 0; i < CELLS; i++) {
        numbers[i] = 0;
        while (numbers[i] < csv->count && strcmp(csv->cells[numbers[i]], cell_names[i]) != 0)
            numbers[i]++;
        if (numbers[i] < csv->count)
            continue;
        problem_advise(problem_add(problems, STATUS_USAGE, place,
                                   "there is no column '%s'; this is no file of rejects",
                                   cell_names[i]),
                       "give the file that the definition names in \"rejects\", its \"record\"s "
                       "corrected, as comma-separated values");
        return false;
    }
    return true;
}

static bool read_csv(struct corrections *corrections, const char *path, const char *text,
                     size_t size, size_t number, struct problems *problems) {
    const bool has_bom = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;
    struct csv csv = {.at = has_bom ? text + 3 : text, .end = text + size, .line = 1};
    struct place place = {.file = path, .line = 1};
    size_t numbers[CELLS];
    bool sound = read_row(&csv) && read_heads(&csv, numbers, &place, problems);
    while (sound) {
        const char *cells[CELLS];
        const char *before = csv.at;
        place.line = csv.line;
        for (; before < csv.end && (*before == '\n' || *before == '\r'); before++)
            place.line += *before == '\n';
        if (!read_row(&csv))
            sound = wrong(problems, &place, "a quote is not closed", "close it with another \"");
        if (!sound || csv.count == 0)
            break;
        for (size_t i = 0; i < CELLS; i++)
            cells[i] = numbers[i] < csv.count ? csv.cells[numbers[i]] : "";
        sound = take_row(corrections, cells, true, &place, number, problems);
    }
    drop_cells(&csv);
    memory_free(csv.cells);
    return sound;
}

/* -- JSON ------------------------------------------------------------------------------------- */

static bool read_json(struct corrections *corrections, const char *path, const char *text,
                      size_t size, size_t number, struct problems *problems) {
    struct document *document = document_parse(path, text, size, problems);
    const struct node *root = document ? document_root(document) : NULL;
    bool sound = root && root->kind == NODE_LIST;
    if (root && !sound) {
        struct place place = node_place(root);
        wrong(problems, &place, "this is no file of rejects: it is no list",
              "give the file that the definition names in \"rejects\", its \"record\"s corrected");
    }
    for (size_t i = 0; sound && i < root->count; i++) {
        const char *cells[CELLS];
        const struct place at = node_place(root->items[i]);
        const struct place place = {.file = path, .line = at.line};
        for (size_t k = 0; k < CELLS; k++) {
            const struct node *node = node_get(root->items[i], cell_names[k]);
            cells[k] = node && node->text ? node->text : "";
        }
        sound = take_row(corrections, cells, false, &place, number, problems);
    }
    document_free(document);
    return sound;
}

/* -- the file --------------------------------------------------------------------------------- */

static bool load(const char *path, struct string *text, struct problems *problems) {
    char block[65536];
    struct stat status;
    int fd = io_open(path, O_RDONLY | O_CLOEXEC, 0);
    bool sound = fd >= 0 && fstat(fd, &status) == 0;
    if (sound && S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        sound = false;
    }
    for (ssize_t got = 1; sound && got != 0;) {
        got = read(fd, block, sizeof block);
        if (got < 0 && errno == EINTR)
            continue;
        sound = got >= 0;
        string_add(text, block, got > 0 ? (size_t)got : 0);
    }
    if (!sound)
        problem_add(problems, STATUS_WORLD, NULL, "--rejects: cannot read %s: %s", path,
                    errno == ENOENT ? "there is no such file" : strerror(errno));
    if (fd >= 0)
        close(fd);
    return sound;
}

bool corrections_read(struct corrections *corrections, const char *path,
                      struct problems *problems) {
    struct string text = {0};
    const size_t length = strlen(path), number = corrections->path_count;
    corrections->paths =
        memory_resize(corrections->paths, (number + 1) * sizeof *corrections->paths);
    corrections->paths[corrections->path_count++] = path;
    const struct place place = {.file = path};
    bool sound = load(path, &text, problems);
    string_add(&text, "", 0);
    if (sound && text.size && text_valid_prefix(text.data, text.size) < text.size)
        sound = wrong(problems, &place, "it is not in UTF-8",
                      "save it as comma-separated values in UTF-8");
    else if (sound && length > 5 && strcmp(path + length - 5, ".json") == 0)
        sound =
            read_json(corrections, path, text.data ? text.data : "", text.size, number, problems);
    else if (sound)
        sound =
            read_csv(corrections, path, text.data ? text.data : "", text.size, number, problems);
    string_free(&text);
    return sound;
}
