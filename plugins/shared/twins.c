/* twins: rows of a sheet once more, as JSON or CSV. See twins.h. */
#include "twins.h"

/* -- One twin --------------------------------------------------------------------------------- */

static bool open_json(struct leat_step *step, struct leat_bind *bind, struct twin *twin,
                      const int32_t *columns, int32_t count) {
    if (!rows_json_open(step, &twin->json, count)) {
        return false;
    }
    for (int32_t i = 0; i < count; i++) {
        const int32_t column = columns ? columns[i] : i;
        if (!rows_json_key(step, &twin->json, column, false,
                           leat_column_name(bind, twin->input, column))) {
            return false;
        }
    }
    return true;
}

/* The line of headings waits where the rows will. */
static bool open_csv(struct leat_step *step, struct leat_bind *bind, struct twin *twin,
                     const int32_t *columns, int32_t count) {
    twin->csv = (struct rows_csv){
        .separator = ',', .guards_formulas = true, .columns = columns, .count = count};
    return rows_csv_heading(step, &twin->csv, bind, twin->input, &twin->part.text,
                            &twin->part.formula_cells);
}

bool twin_open(struct leat_step *step, struct leat_bind *bind, struct twin *twin,
               const struct leat_text *path, enum twin_kind kind, int32_t input,
               const int32_t *columns, int32_t count, bool has_symbols) {
    twin->path = path;
    twin->kind = (int32_t)kind;
    twin->input = input;
    twin->json.has_symbols = has_symbols;
    if (!columns) {
        count = leat_columns(bind, input);
    }
    return rows_begin(step, &twin->part, count) &&
           (kind == TWIN_JSON ? open_json(step, bind, twin, columns, count)
                              : open_csv(step, bind, twin, columns, count));
}

bool twin_start(struct leat_step *step, struct twin *twin) {
    const struct bytes *heading = &twin->part.text;
    return sink_file_open(step, twin->path, &twin->file) &&
           sink_file_add(step, &twin->file, heading->data, heading->size);
}

bool twin_write(struct leat_step *step, struct twin *twin, struct leat_batch *batch) {
    struct bytes *text = &twin->part.text;
    text->size = 0;
    if (twin->kind == TWIN_CSV) {
        return rows_csv_add(step, &twin->csv, &twin->part, batch) &&
               sink_file_add(step, &twin->file, text->data, text->size);
    }
    return rows_json_add(step, &twin->json, &twin->part, batch) &&
           rows_json_write(step, &twin->json, &twin->file,
                           (struct leat_text){text->data, text->size});
}

bool twin_finish(struct leat_step *step, struct twin *twin) {
    const bool done = twin->kind == TWIN_CSV || rows_json_finish(step, &twin->json, &twin->file);
    if (done) {
        rows_csv_tell_formulas(
            step, *twin->path, twin->part.formula_cells,
            ", so an apostrophe stands before the text; for a file that only programs read, write "
            "it by a csv step with \"formulas\": \"keep\"");
    }
    return done && sink_file_flush(step, &twin->file);
}

void twin_close(struct leat_step *step, struct twin *twin) {
    rows_json_close(step, &twin->json);
    rows_end(step, &twin->part);
    sink_file_close(step, &twin->file);
    twin->path = NULL;
}

/* -- The option ------------------------------------------------------------------------------- */

static const char *const symbol_words[] = {"text", "null", NULL};
enum symbols { SYMBOLS_TEXT };

struct twin_item {
    struct leat_text sheet, json, csv;
    int32_t symbols;
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct twin_item, sheet, TEXT, "sheet"),
     .help = "the sheet's name; the twin holds all columns of its step, under their names"},
    {LEAT_OPTION(struct twin_item, json, PATH_OUT, "json"), .flags = LEAT_OPTIONAL,
     .help = "the file to write as JSON: an array with an object a row"},
    {LEAT_OPTION(struct twin_item, csv, PATH_OUT, "csv"), .flags = LEAT_OPTIONAL,
     .help =
         "the file to write as CSV, its first line the columns' names; texts that a spreadsheet would take for "
         "formulas get an apostrophe before them"},
    {LEAT_OPTION(struct twin_item, symbols, CHOICE, "symbols"), .fallback = "\"text\"",
     .choices = symbol_words,
     .help = "JSON: what a symbol that stands for an absent number becomes; CSV has it as it is"},
};
const struct leat_options twins_options = LEAT_OPTIONS(struct twin_item, rows);

/* The sheet of that name; NULL: none, which has been told. */
static const struct twins_sheet *find_sheet(struct leat_step *step, const struct leat_text *name,
                                            const struct twins_sheet *sheets, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (sheets[i].name.size == name->size &&
            memcmp(sheets[i].name.data, name->data, name->size) == 0) {
            return &sheets[i];
        }
    }
    struct leat_text *names = leat_alloc(step, (count + 1) * sizeof *names);
    if (!names) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        names[i] = sheets[i].name;
    }
    const struct leat_text near = leat_suggest(step, *name, names, count);
    if (near.data || count == 1) {
        const struct leat_text told = near.data ? near : names[0];
        leat_fail_option(step, name, "there is no sheet '%.*s'%s '%.*s'%s", (int)name->size,
                         name->data, near.data ? " (did you mean" : "; the one sheet is",
                         (int)told.size, told.data, near.data ? "?)" : "");
    } else {
        leat_fail_option(step, name, "there is no sheet '%.*s'; name one of \"sheets\"",
                         (int)name->size, name->data);
    }
    leat_free(step, names);
    return NULL;
}

static bool check_item(struct leat_step *step, const struct leat_list *options, size_t at) {
    const struct twin_item *item = &LEAT_ITEM(*options, struct twin_item, at);
    if (!item->json.data && !item->csv.data) {
        leat_fail_option(step, &item->sheet,
                         "the twin of sheet '%.*s' has no file to write; set \"json\" or \"csv\"",
                         (int)item->sheet.size, item->sheet.data);
        return false;
    }
    for (size_t i = 0; i < at; i++) {
        const struct leat_text before = LEAT_ITEM(*options, struct twin_item, i).sheet;
        if (before.size == item->sheet.size &&
            memcmp(before.data, item->sheet.data, before.size) == 0) {
            leat_fail_option(
                step, &item->sheet,
                "sheet '%.*s' has a twin already; \"json\" and \"csv\" may stand in one",
                (int)before.size, before.data);
            return false;
        }
    }
    return true;
}

bool twins_open(struct leat_step *step, struct leat_bind *bind, struct twins *twins,
                const struct leat_list *options, const struct twins_sheet *sheets, size_t count) {
    twins->list = leat_alloc(step, (2 * options->count + 1) * sizeof *twins->list);
    if (!twins->list) {
        return false;
    }
    for (size_t i = 0; i < options->count; i++) {
        const struct twin_item *item = &LEAT_ITEM(*options, struct twin_item, i);
        const struct twins_sheet *sheet = find_sheet(step, &item->sheet, sheets, count);
        if (!sheet || !check_item(step, options, i)) {
            return false;
        }
        const bool has_symbols = item->symbols == SYMBOLS_TEXT;
        const struct leat_text *const paths[] = {
            [TWIN_JSON] = &item->json, [TWIN_CSV] = &item->csv};
        for (int kind = TWIN_JSON; kind <= TWIN_CSV; kind++) {
            if (paths[kind]->data &&
                !twin_open(step, bind, &twins->list[twins->count++], paths[kind],
                           (enum twin_kind)kind, sheet->input, NULL, 0, has_symbols)) {
                return false;
            }
        }
    }
    return true;
}

bool twins_start(struct leat_step *step, struct twins *twins) {
    for (size_t i = 0; i < twins->count; i++) {
        if (!twin_start(step, &twins->list[i])) {
            return false;
        }
    }
    return true;
}

bool twins_write(struct leat_step *step, struct twins *twins, int32_t input,
                 struct leat_batch *batch) {
    for (size_t i = 0; i < twins->count; i++) {
        if (twins->list[i].input == input && !twin_write(step, &twins->list[i], batch)) {
            return false;
        }
    }
    return true;
}

bool twins_finish(struct leat_step *step, struct twins *twins) {
    for (size_t i = 0; i < twins->count; i++) {
        if (!twin_finish(step, &twins->list[i])) {
            return false;
        }
    }
    return true;
}

void twins_close(struct leat_step *step, struct twins *twins) {
    for (size_t i = 0; i < twins->count; i++) {
        twin_close(step, &twins->list[i]);
    }
    leat_free(step, twins->list);
    *twins = (struct twins){0};
}
