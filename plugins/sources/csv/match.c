/* The columns that a step promised, found in each file. See state.h. */
#include "state.h"

/* How many records after the headings are looked at for an explanation. */
enum { LOOK_AHEAD = 20 };

/* -- what may be the matter ------------------------------------------------------------------- */

struct looking {
    struct leat_text wanted;
    bool is_found;
};

static void look(void *text, size_t size, void *context) {
    struct looking *looking = context;
    if (text && size == looking->wanted.size && memcmp(text, looking->wanted.data, size) == 0)
        looking->is_found = true;
}

/* The headings are not where they were looked for: the line that has this one, 0 if none near
 * has. */
static int64_t find_below(struct leat_step *step, struct csv_state *self, struct leat_text wanted,
                          int64_t *before) {
    int64_t last = self->promised.last_line;
    for (int i = 0; i < LOOK_AHEAD; i++) {
        struct record record;
        struct looking looking = {.wanted = wanted};
        if (scanner_next(step, &self->reader.scanner, &record) != LEAT_OK || record.fault ||
            fields_split(step, &self->reader, &record, look, &looking) != LEAT_OK)
            return 0;
        if (looking.is_found) {
            *before = last;
            return record.line;
        }
        last = record.last_line;
    }
    return 0;
}

/* Whether the heading line is one field; it is not where the others have no heading and are
 * dropped. */
static bool is_single(const struct csv_state *self) {
    return self->promised.count == 1 && !self->promised.has_dropped;
}

/* The delimiter that would cut a single heading into several, NULL if none would. */
static const char *likely_delimiter(const struct csv_state *self) {
    static const char *const delimiters[] = {";", "\t", "|", ","};
    if (!is_single(self))
        return NULL;
    for (size_t i = 0; i < sizeof delimiters / sizeof *delimiters; i++)
        if (strstr(self->promised.names[0].data, delimiters[i]))
            return *delimiters[i] == '\t' ? "tab" : delimiters[i];
    return NULL;
}

/* A part of a message, put together; what finds no room is left off, and that is shown. */
struct part_said {
    char text[900];
    size_t size;
};

LEAT_PRINTF(2, 3) static void say(struct part_said *said, const char *format, ...) {
    static const char rest[] = " …";
    const size_t room = sizeof said->text - sizeof rest;
    if (said->size > room)
        return;
    va_list list;
    va_start(list, format);
    const int size = vsnprintf(said->text + said->size, room - said->size, format, list);
    va_end(list);
    if (size >= 0 && (size_t)size < room - said->size) {
        said->size += (size_t)size;
    } else {
        memcpy(said->text + said->size, rest, sizeof rest);
        said->size = sizeof said->text;
    }
}

/* All declared columns that are not there, of which `first` is the first, each with what it may be
 * meant to be; and the columns that there are, unless all are like one. */
static int no_such_columns(struct leat_step *step, struct csv_state *self, int32_t first) {
    struct part_said missing = {.size = 0}, there = {.size = 0};
    bool are_like = true;
    for (int32_t i = first; i < leat_fields_count(step, self->columns); i++) {
        const struct leat_text name = leat_field_name(step, self->columns, i);
        if (headings_find(&self->promised, name) >= 0 || missing.size == sizeof missing.text)
            continue;
        const struct leat_text near =
            leat_suggest(step, name, self->promised.names, self->promised.count);
        const bool is_like = near.data != NULL;
        say(&missing, "%s'%.200s'%s%.*s%s", i > first ? ", nor " : "", name.data,
            is_like ? " (did you mean '" : "", is_like ? (int)near.size : 0,
            is_like ? near.data : "", is_like ? "'?)" : "");
        are_like = are_like && is_like;
    }
    for (size_t i = 0; !are_like && i < self->promised.count; i++)
        say(&there, "%s%.60s", i ? ", " : "; its columns are: ", self->promised.names[i].data);
    return leat_fail_option(step, leat_field_name(step, self->columns, first).data,
                            "%s has no column %s%s", self->reader.scanner.stream.file->name.data,
                            missing.text, there.text);
}

/* The declared column, and perhaps others behind it, is none of the file's. */
static int refuse_declared(struct leat_step *step, struct csv_state *self, int32_t field) {
    const struct leat_text name = leat_field_name(step, self->columns, field);
    const char *file = self->reader.scanner.stream.file->name.data;
    int64_t before = 0;
    const int64_t line = find_below(step, self, name, &before);
    if (line > 0)
        return leat_fail_option(
            step, name.data,
            "no column '%s' in line %lld of %s; line %lld has it: set \"skip_lines\": %lld",
            name.data, (long long)self->promised.line, file, (long long)line, (long long)before);
    const char *delimiter = likely_delimiter(self);
    if (delimiter)
        return leat_fail_option(
            step, name.data,
            "no column '%s' in %s, whose heading line is a single field; is its delimiter another? "
            "set \"delimiter\": \"%s\"",
            name.data, file, delimiter);
    return no_such_columns(step, self, field);
}

/* A line with one field above lines with several is no heading line. */
static int refuse_title(struct leat_step *step, struct csv_state *self) {
    struct record record;
    if (!self->has_header || !is_single(self) || likely_delimiter(self))
        return LEAT_OK;
    const int result = scanner_next(step, &self->reader.scanner, &record);
    if (result == LEAT_FAILED || result == LEAT_STOPPED)
        return result;
    if (result == LEAT_END || record.fault || record.field_count < 2)
        return LEAT_OK;
    for (size_t i = 1; i < record.field_count; i++)
        if (!scanner_is_empty(&self->reader.scanner, &record, i))
            return leat_fail(
                step,
                "%s: line %lld has 1 field but line %lld has %zu; is line %lld a title? Then set "
                "\"skip_lines\": %lld",
                self->reader.scanner.stream.file->name.data, (long long)self->promised.line,
                (long long)record.line, record.field_count, (long long)self->promised.line,
                (long long)self->promised.last_line);
    return LEAT_OK;
}

/* Headings that are all numbers are most likely the first row. */
static void warn_of_numbers(struct leat_step *step, const struct csv_state *self) {
    for (size_t i = 0; i < self->promised.count; i++)
        if (strspn(self->promised.names[i].data, "0123456789.,-") != self->promised.names[i].size)
            return;
    leat_log(
        step, LEAT_WARNING,
        "%s, line %lld: every heading is a number; if the file has no heading line, set \"header\": false",
        self->reader.scanner.stream.file->name.data, (long long)self->promised.line);
}

/* -- the first file --------------------------------------------------------------------------- */

/* The names are the step's now, but for the columns that are left out. */
static int promise(struct leat_step *step, struct csv_state *self, struct headings *headings) {
    self->promised = *headings;
    *headings = (struct headings){.count = 0};
    return headings_pack(step, &self->promised);
}

/* Which of the declared columns each is, or -1: *field_of, by column (leat_free). */
static int find_declared(struct leat_step *step, struct csv_state *self, int32_t **field_of) {
    const int32_t declared = leat_fields_count(step, self->columns);
    *field_of = leat_alloc(step, (self->promised.count + 1) * sizeof **field_of);
    if (!*field_of)
        return LEAT_FAILED;
    for (size_t i = 0; i < self->promised.count; i++)
        (*field_of)[i] = -1;
    for (int32_t i = 0; i < declared; i++) {
        const struct leat_text name = leat_field_name(step, self->columns, i);
        const int32_t column = headings_find(&self->promised, name);
        if (column < 0)
            return refuse_declared(step, self, i);
        (*field_of)[column] = i;
    }
    return LEAT_OK;
}

static void declare_columns(struct leat_bind *bind, const struct csv_state *self,
                            const int32_t *field_of) {
    for (size_t i = 0; i < self->promised.count; i++) {
        const bool has_cells = field_of[i] < 0 && self->cells; /* what holds for all columns is all
                                                                  that is declared of this one */
        leat_out_field(bind, has_cells ? self->cells : self->columns, has_cells ? 0 : field_of[i],
                       self->promised.names[i]);
    }
}

int match_declare(struct leat_step *step, struct leat_bind *bind, struct csv_state *self,
                  struct headings *headings) {
    const bool declares = leat_fields_count(step, self->columns) > 0;
    int32_t *field_of = NULL;
    int result = promise(step, self, headings);
    if (result == LEAT_OK)
        result = find_declared(step, self, &field_of);
    if (result == LEAT_OK && self->has_header && !declares)
        warn_of_numbers(step, self);
    if (result == LEAT_OK && !declares)
        result = refuse_title(step, self);
    if (result == LEAT_OK)
        declare_columns(bind, self, field_of);
    leat_free(step, field_of);
    return result;
}

/* -- every file ------------------------------------------------------------------------------- */

static int refuse_extra(struct leat_step *step, const struct csv_state *self,
                        const struct headings *headings, size_t field) {
    const struct leat_text name = headings->names[field];
    const struct leat_text near =
        leat_suggest(step, name, self->promised.names, self->promised.count);
    return leat_fail(
        step,
        "%s, line %lld: the column '%.200s' is not in %s%s%.*s%s; files that are read together have the "
        "same columns",
        self->reader.scanner.stream.file->name.data, (long long)headings->line, name.data,
        self->files[0].name.data, near.data ? " (is it '" : "", (int)near.size,
        near.data ? near.data : "", near.data ? "' there?)" : "");
}

int match_file(struct leat_step *step, struct csv_state *self, const struct headings *headings,
               int32_t **column_of) {
    int32_t *columns = leat_alloc(step, (headings->count + 1) * sizeof *columns);
    if (!columns)
        return LEAT_FAILED;
    int result = LEAT_OK;
    for (size_t field = 0; field < headings->count && result == LEAT_OK; field++) {
        columns[field] = -1;
        if (headings->names[field].size == 0)
            continue;
        columns[field] = headings_find(&self->promised, headings->names[field]);
        if (columns[field] < 0)
            result = refuse_extra(step, self, headings, field);
    }
    for (size_t i = 0; i < self->promised.count && result == LEAT_OK; i++) {
        if (headings_find(headings, self->promised.names[i]) >= 0)
            continue;
        const struct leat_text near =
            leat_suggest(step, self->promised.names[i], headings->names, headings->count);
        result = leat_fail(step, "%s, line %lld: no column '%.200s', which %s has%s%.*s%s",
                           self->reader.scanner.stream.file->name.data, (long long)headings->line,
                           self->promised.names[i].data, self->files[0].name.data,
                           near.data ? " (did it become '" : "", (int)near.size,
                           near.data ? near.data : "", near.data ? "'?)" : "");
    }
    if (result == LEAT_OK && column_of)
        *column_of = columns;
    else
        leat_free(step, columns);
    return result;
}
