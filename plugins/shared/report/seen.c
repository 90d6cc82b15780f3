/* seen: see seen.h. */
#include "shared/report/report.h"

static bool add_symbol(struct leat_step *step, struct seen *seen, struct leat_text symbol) {
    for (size_t i = 0; i < seen->symbol_count; i++) {
        if (text_same(seen->symbols[i], symbol)) {
            return true;
        }
    }
    struct leat_text *symbols =
        leat_realloc(step, seen->symbols, (seen->symbol_count + 1) * sizeof *symbols);
    if (!symbols) {
        return false;
    }
    seen->symbols = symbols;
    char *copy = leat_alloc(step, symbol.size + 1);
    if (!copy) {
        return false;
    }
    memcpy(copy, symbol.data, symbol.size);
    seen->symbols[seen->symbol_count++] = (struct leat_text){copy, symbol.size};
    return true;
}

/* Blanks and symbols of a column that is shown. */
static bool see_column(struct leat_step *step, struct seen *seen, struct leat_batch *batch,
                       int32_t column) {
    const struct leat_view view = leat_read(step, batch, column);
    bool done = true;
    for (int64_t row = 0; done && row < batch->rows; row++) {
        if (leat_is_null(&view, row)) {
            const struct leat_text symbol = leat_symbol(step, batch, column, row);
            seen->has_blank |= symbol.size == 0;
            done = symbol.size == 0 || add_symbol(step, seen, symbol);
        } else if (view.type.kind == LEAT_TEXT) {
            seen->has_blank |= leat_text_at(&view, row).size == 0;
        }
    }
    return done;
}

static bool keep_exception(struct leat_step *step, struct section *section,
                           struct leat_batch *batch, int64_t row) {
    struct seen *seen = &section->seen;
    const size_t width = (size_t)section->count * sizeof *seen->exceptions;
    if (seen->exception_count == seen->exception_room) {
        const int32_t room = seen->exception_room > 0 ? 2 * seen->exception_room : 16;
        struct cell *cells = leat_realloc(step, seen->exceptions, (size_t)room * width);
        if (!cells) {
            return false;
        }
        seen->exceptions = cells;
        seen->exception_room = room;
    }
    struct cell *cells = &seen->exceptions[(size_t)seen->exception_count * (size_t)section->count];
    memset(cells, 0, width);
    seen->exception_count++;
    bool kept = true;
    for (int32_t at = 0; kept && at < section->count; at++) {
        const struct leat_view view = leat_read(step, batch, at);
        cells[at] = cell_of(step, batch, at, &view, row);
        kept = cell_keep(step, &cells[at]);
    }
    return kept;
}

static bool see_statuses(struct leat_step *step, struct section *section,
                         struct leat_batch *batch) {
    const struct section_options *options = section->options;
    const struct leat_view view = leat_read(step, batch, options->status);
    bool done = true;
    for (int64_t row = 0; done && row < batch->rows; row++) {
        const enum status status =
            leat_is_null(&view, row) ? STATUS_NONE : theme_status(leat_text_at(&view, row));
        section->seen.statuses[status]++;
        if (options->exceptions && (status == STATUS_AMBER || status == STATUS_RED)) {
            done = keep_exception(step, section, batch, row);
        }
    }
    return done;
}

/* -- Words ------------------------------------------------------------------------------------ */

static bool is_status(const struct report *report, struct leat_text word) {
    (void)report;
    return theme_status(word) != STATUS_NONE;
}

static bool is_travel(const struct report *report, struct leat_text word) {
    (void)report;
    return theme_arrow(word) != NULL;
}

static bool is_name(const struct report *report, struct leat_text word) {
    return report_named(report, word) != NULL;
}

/* Each word of the option's column is one that `knows` takes, or none is there. */
static bool check_words(struct leat_step *step, const struct report *report,
                        const struct section *section, struct leat_batch *batch,
                        const int32_t *option,
                        bool (*knows)(const struct report *, struct leat_text), const char *what) {
    if (*option < 0) {
        return true;
    }
    const struct leat_view view = leat_read(step, batch, *option);
    const bool is_private = section->columns[*option].is_private;
    for (int64_t row = 0; row < batch->rows; row++) {
        const struct leat_text word =
            leat_is_null(&view, row) ? (struct leat_text){NULL, 0} : leat_text_at(&view, row);
        if (word.size > 0 && !knows(report, word)) {
            const int size = word.size < 80 ? (int)word.size : 80;
            leat_fail_option(step, option, "sheet \"%.*s\": " LEAT_VALUE("\"%.*s\"") " %s",
                             (int)section->name.size, section->name.data, is_private ? 3 : size,
                             is_private ? "***" : word.data, what);
            return false;
        }
    }
    return true;
}

static bool check_marks(struct leat_step *step, const struct report *report,
                        const struct section *section, struct leat_batch *batch) {
    const struct section_options *options = section->options;
    return !options ||
           (check_words(step, report, section, batch, &options->status, is_status,
                        "is none of Green, Amber and Red; name the column that has these words, or "
                        "bring others to them by recode") &&
            check_words(step, report, section, batch, &options->travel, is_travel,
                        "is none of Improved, Worsened and No change; name the column that has "
                        "these words, or bring others to them by recode") &&
            check_words(step, report, section, batch, &options->link, is_name,
                        "is the name of no sheet, so it leads nowhere; write it as in \"name\""));
}

bool seen_add(struct leat_step *step, const struct report *report, struct section *section,
              struct leat_batch *batch) {
    if (!check_marks(step, report, section, batch)) {
        return false;
    }
    bool done = true;
    section->seen.rows += batch->rows;
    for (int32_t at = 0; done && at < section->flat_count; at++) {
        done = see_column(step, &section->seen, batch, section->flat[at].number);
    }
    const bool has_status = section->options && section->options->status >= 0;
    return done && (!has_status || see_statuses(step, section, batch));
}

void seen_free(struct leat_step *step, struct section *section) {
    struct seen *seen = &section->seen;
    for (size_t i = 0; i < seen->symbol_count; i++) {
        leat_free(step, (void *)seen->symbols[i].data);
    }
    leat_free(step, seen->symbols);
    const size_t cells = (size_t)seen->exception_count * (size_t)section->count;
    for (size_t i = 0; i < cells; i++) {
        cell_free(step, &seen->exceptions[i]);
    }
    leat_free(step, seen->exceptions);
    *seen = (struct seen){0};
}

const struct cell *seen_exception(const struct section *section, int32_t at) {
    return &section->seen.exceptions[(size_t)at * (size_t)section->count];
}
