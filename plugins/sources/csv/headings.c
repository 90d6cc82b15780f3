/* A file's first record becomes the names of its columns. See state.h. */
#include "state.h"

/* More columns than any tool takes; a file that seems to have more is no table. */
#define COLUMNS_MOST ((size_t)16384)

/* -- names with numbers ----------------------------------------------------------------------- */

/* The name's number; NULL: it is not there. */
static uint32_t *names_find(const struct name_table *names, struct leat_text name) {
    const struct key key = key_of(name.data, name.size);
    const uint32_t at = key_table_find(&names->keys, &key);
    return at == KEY_NONE ? NULL : &names->numbers[at];
}

/* The name's number, which is `number` if the name is new; NULL: no memory. */
static uint32_t *names_add(struct leat_step *step, struct name_table *names, struct leat_text name,
                           uint32_t number) {
    const struct key key = key_of(name.data, name.size);
    const size_t before = names->keys.count;
    uint32_t at;
    if (key_table_add(step, &names->keys, &key, &at) != LEAT_OK)
        return NULL;
    if (names->keys.count > names->room) {
        const size_t room = names->room ? names->room * 2 : 32;
        uint32_t *numbers = leat_realloc(step, names->numbers, room * sizeof *numbers);
        if (!numbers)
            return NULL;
        names->numbers = numbers;
        names->room = room;
    }
    if (names->keys.count > before)
        names->numbers[at] = number;
    return &names->numbers[at];
}

static void names_free(struct leat_step *step, struct name_table *names) {
    key_table_free(step, &names->keys);
    leat_free(step, names->numbers);
    *names = (struct name_table){.room = 0};
}

/* -- the list --------------------------------------------------------------------------------- */

static char *copy_text(struct leat_step *step, const char *text, size_t size) {
    char *copy = leat_alloc(step, size + 1);
    if (copy && size > 0)
        memcpy(copy, text, size);
    return copy;
}

static int add_name(struct leat_step *step, struct headings *headings, const char *text,
                    size_t size) {
    if (headings->count == headings->room) {
        const size_t room = headings->room ? headings->room * 2 : 32;
        struct leat_text *names = leat_realloc(step, headings->names, room * sizeof *names);
        if (!names)
            return LEAT_FAILED;
        headings->names = names;
        headings->room = room;
    }
    char *copy = copy_text(step, text, size);
    if (!copy)
        return LEAT_FAILED;
    headings->names[headings->count++] = (struct leat_text){copy, size};
    return LEAT_OK;
}

static void set_name(struct leat_step *step, struct leat_text *name, char *text) {
    leat_free(step, (void *)name->data);
    *name = leat_text_of(text);
}

void headings_free(struct leat_step *step, struct headings *headings) {
    for (size_t i = 0; i < headings->count; i++)
        leat_free(step, (void *)headings->names[i].data);
    leat_free(step, headings->names);
    names_free(step, &headings->columns);
    *headings = (struct headings){.count = 0};
}

int32_t headings_find(const struct headings *headings, struct leat_text name) {
    const uint32_t *column = name.size > 0 ? names_find(&headings->columns, name) : NULL;
    return column ? (int32_t)*column : -1;
}

/* Sets what columns are found by, where all names differ. */
static int index_columns(struct leat_step *step, struct headings *headings) {
    names_free(step, &headings->columns);
    for (size_t i = 0; i < headings->count; i++)
        if (headings->names[i].size > 0 &&
            !names_add(step, &headings->columns, headings->names[i], (uint32_t)i))
            return LEAT_FAILED;
    return LEAT_OK;
}

int headings_pack(struct leat_step *step, struct headings *headings) {
    size_t count = 0;
    for (size_t i = 0; i < headings->count; i++)
        if (headings->names[i].size > 0)
            headings->names[count++] = headings->names[i];
        else
            leat_free(step, (void *)headings->names[i].data);
    const bool has_moved = count < headings->count;
    headings->count = count;
    return has_moved ? index_columns(step, headings) : LEAT_OK;
}

/* -- the rules -------------------------------------------------------------------------------- */

/* Takes white space off the ends and makes one space of any within, line breaks included. */
static void tidy(struct leat_text *name) {
    char *text = (char *)name->data;
    size_t size = 0;
    bool is_pending = false;
    for (size_t at = 0; at < name->size;) {
        size_t width = 1;
        bool is_space = text[at] == ' ' || (text[at] >= '\t' && text[at] <= '\r');
        if (name->size - at >= 2 && memcmp(text + at, "\xc2\xa0", 2) == 0) { /* no-break space */
            is_space = true;
            width = 2;
        }
        if (is_space) {
            is_pending = size > 0;
            at += width;
            continue;
        }
        if (is_pending)
            text[size++] = ' ';
        is_pending = false;
        text[size++] = text[at++];
    }
    text[size] = '\0';
    name->size = size;
}

/* A name that none is like: base, or base_2, base_3 … With `used`, the names that there are, goes
 * which of these is to be looked at next. */
static char *free_name(struct leat_step *step, struct name_table *used, struct leat_text base) {
    char *text = leat_alloc(step, base.size + 24);
    uint32_t *next = text ? names_add(step, used, base, 2) : NULL;
    if (!next) {
        leat_free(step, text);
        return NULL;
    }
    memcpy(text, base.data, base.size);
    uint32_t number = *next;
    do
        snprintf(text + base.size, 24, "_%u", number++);
    while (names_find(used, leat_text_of(text)));
    *next = number;
    if (names_add(step, used, leat_text_of(text), 2))
        return text;
    leat_free(step, text);
    return NULL;
}

/* What a column without a heading is called. */
static char *made_name(struct leat_step *step, struct name_table *used, size_t column) {
    char text[32];
    const int size = snprintf(text, sizeof text, "column_%zu", column + 1);
    const struct leat_text name = {text, (size_t)size};
    if (names_find(used, name))
        return free_name(step, used, name);
    return names_add(step, used, name, 2) ? copy_text(step, text, (size_t)size) : NULL;
}

static int settle_empty(struct leat_step *step, const struct csv_state *self,
                        struct headings *headings, struct name_table *used) {
    size_t filled = 0;
    for (size_t i = 0; i < headings->count; i++)
        filled += headings->names[i].size > 0;
    for (size_t i = 0; i < headings->count; i++) {
        struct leat_text *name = &headings->names[i];
        if (name->size > 0)
            continue;
        if (self->empty_headings == EMPTY_ERROR) {
            char title[96] = "";
            if (filled <= 1)
                snprintf(title, sizeof title, "; if this line is a title, set \"skip_lines\": %lld",
                         (long long)headings->last_line);
            return leat_fail(
                step,
                "%s, line %lld: heading %zu is empty; set \"empty_headings\" to \"name\" (it is then called "
                "column_%zu) or to \"drop\"%s",
                self->reader.scanner.stream.file->name.data, (long long)headings->line, i + 1,
                i + 1, title);
        }
        if (self->empty_headings == EMPTY_DROP) {
            headings->has_dropped = true;
            continue;
        }
        char *given = made_name(step, used, i);
        if (!given)
            return LEAT_FAILED;
        set_name(step, name, given);
    }
    return LEAT_OK;
}

static int settle_repeated(struct leat_step *step, const struct csv_state *self,
                           struct headings *headings, struct name_table *used) {
    for (size_t i = 0; i < headings->count; i++) {
        struct leat_text *name = &headings->names[i];
        const int32_t first = headings_find(headings, *name);
        if (first >= 0 && self->repeated_headings == REPEATED_ERROR)
            return leat_fail(
                step,
                "%s, line %lld: columns %ld and %zu have the same heading '%.100s'; set "
                "\"repeated_headings\": \"number\" to call the second '%.100s_2'",
                self->reader.scanner.stream.file->name.data, (long long)headings->line,
                (long)first + 1, i + 1, name->data, name->data);
        char *given = first >= 0 ? free_name(step, used, *name) : NULL;
        if (first >= 0 && !given)
            return LEAT_FAILED;
        if (given)
            set_name(step, name, given);
        if (name->size > 0 && !names_add(step, &headings->columns, *name, (uint32_t)i))
            return LEAT_FAILED;
    }
    return LEAT_OK;
}

/* Gives names to columns without, and to those that have another's. */
static int settle(struct leat_step *step, const struct csv_state *self, struct headings *headings) {
    struct name_table used = {.room = 0};
    int result = LEAT_OK;
    for (size_t i = 0; i < headings->count && result == LEAT_OK; i++)
        if (headings->names[i].size > 0 && !names_add(step, &used, headings->names[i], 2))
            result = LEAT_FAILED;
    if (result == LEAT_OK)
        result = settle_empty(step, self, headings, &used);
    if (result == LEAT_OK)
        result = settle_repeated(step, self, headings, &used);
    names_free(step, &used);
    return result;
}

/* -- reading ---------------------------------------------------------------------------------- */

struct collecting {
    struct leat_step *step;
    struct headings *headings;
    bool is_failed;
};

static void collect(void *text, size_t size, void *context) {
    struct collecting *collecting = context;
    if (!collecting->is_failed)
        collecting->is_failed =
            add_name(collecting->step, collecting->headings, text, size) != LEAT_OK;
}

static int read_header(struct leat_step *step, struct csv_state *self, const struct record *record,
                       struct headings *headings) {
    struct collecting collecting = {.step = step, .headings = headings};
    if (fields_split(step, &self->reader, record, collect, &collecting) != LEAT_OK ||
        collecting.is_failed)
        return LEAT_FAILED;
    if (self->tidies_headings)
        for (size_t i = 0; i < headings->count; i++)
            tidy(&headings->names[i]);
    return settle(step, self, headings);
}

/* Whether the definition's columns are just column_1, column_2 …, which every file without headings
 * has. */
static bool declares_numbers(struct leat_step *step, const struct csv_state *self) {
    const int32_t declared = leat_fields_count(step, self->columns);
    for (int32_t i = 0; i < declared; i++) {
        const struct leat_text name = leat_field_name(step, self->columns, i);
        if (name.size < 8 || memcmp(name.data, "column_", 7) != 0 ||
            strspn(name.data + 7, "0123456789") != name.size - 7)
            return false;
    }
    return true;
}

static int make_names(struct leat_step *step, const struct csv_state *self,
                      const struct record *record, struct headings *headings) {
    const size_t declared = (size_t)leat_fields_count(step, self->columns);
    const bool is_numbered = declares_numbers(step, self);
    if (!is_numbered && declared != record->field_count)
        return leat_fail_option(
            step, &self->columns,
            "%s, line %lld has %zu fields and %zu column%s declared; a file without headings "
            "needs all of them, in its order (or name them column_1, column_2 …)",
            self->reader.scanner.stream.file->name.data, (long long)record->line,
            record->field_count, declared, declared == 1 ? " is" : "s are");
    for (size_t i = 0; i < record->field_count; i++) {
        char text[32];
        snprintf(text, sizeof text, "column_%zu", i + 1);
        const struct leat_text name =
            is_numbered ? leat_text_of(text) : leat_field_name(step, self->columns, (int32_t)i);
        if (add_name(step, headings, name.data, name.size) != LEAT_OK)
            return LEAT_FAILED;
    }
    return index_columns(step, headings);
}

/* A faulty first record: what file begins so; NULL: none that is known. */
static const char *known_beginning(const struct record *record) {
    static const struct {
        const char *begins, *is;
    } known[] = {
        {"PK\x03\x04", "a workbook (or another ZIP archive); open it in Excel and save the "
                       "sheet as \"CSV UTF-8\""},
        {"\xd0\xcf\x11\xe0", "a workbook of an old Excel; open it there and save the sheet as "
                             "\"CSV UTF-8\""},
        {"\x1f\x8b", "compressed by gzip; unpack it first"}};
    for (size_t i = 0; record->text && record->byte == 0 && i < sizeof known / sizeof *known; i++) {
        const size_t size = strlen(known[i].begins);
        if (record->size >= size && memcmp(record->text, known[i].begins, size) == 0)
            return known[i].is;
    }
    return NULL;
}

static int refuse_record(struct leat_step *step, const struct csv_state *self,
                         const struct record *record) {
    const char *file = self->reader.scanner.stream.file->name.data;
    const char *known = known_beginning(record);
    char text[FAULT_TEXT];
    if (!known)
        fault_describe(&self->reader.scanner, record, text);
    return leat_fail(step, "%s, line %lld: %s%s", file, (long long)record->fault_line,
                     known ? "this is no text but " : "", known ? known : text);
}

int headings_read(struct leat_step *step, struct csv_state *self, struct headings *headings) {
    struct record record;
    const int result = scanner_next(step, &self->reader.scanner, &record);
    if (result != LEAT_OK)
        return result;
    const char *file = self->reader.scanner.stream.file->name.data;
    if (record.is_cut)
        return leat_fail(
            step,
            "%s, line %lld: the line is longer than 64 KiB, and of a pipe no more can be read beforehand; read from a file",
            file, (long long)record.line);
    if (record.fault)
        return refuse_record(step, self, &record);
    if (record.field_count > COLUMNS_MOST)
        return leat_fail(step, "%s, line %lld has %zu fields; more than %zu columns are not read",
                         file, (long long)record.line, record.field_count, COLUMNS_MOST);
    headings->line = record.line;
    headings->last_line = record.last_line;
    return self->has_header ? read_header(step, self, &record, headings)
                            : make_names(step, self, &record, headings);
}
