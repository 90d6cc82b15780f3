/* table: the layout that shows rows as they are, and what all tables have alike. See page.h. */
#include "page.h"

/* Paper does not scroll: the more columns, the smaller its letters. */
static const char *class_of(int32_t columns) {
    enum { MANY = 16, MOST = 26 };
    return columns > MOST ? " class=\"most\"" : columns > MANY ? " class=\"many\"" : "";
}

void table_open(struct page *page, const struct table_name *name, struct leat_text about,
                int32_t columns) {
    page_put(page,
             "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"%i--%s-%d\">\n"
             "<table%s>\n<caption id=\"%i--%s-%d\">%s: %t</caption>\n",
             name->id, name->suffix, name->number, class_of(columns), name->id, name->suffix,
             name->number, name->what, about);
}

void table_close(struct page *page) { page_put(page, "</tbody>\n</table>\n</div>\n"); }

void table_put_head(struct page *page, const struct part *part, const struct column *columns,
                    int32_t count) {
    page_put(page, "<thead>\n<tr>");
    for (int32_t at = 0; at < count; at++) {
        page_put(page, "<th scope=\"col\"%s>", cell_at_right(&columns[at]) ? " class=\"n\"" : "");
        cell_put_heading(page, part, &columns[at], true);
        page_put(page, "</th>");
    }
    page_put(page, "</tr>\n</thead>\n<tbody>\n");
}

/* The first column says what its row is about, where it is a text. */
static uint32_t place_of(const struct column *columns, int32_t at) {
    const bool is_heading = at == 0 && columns[0].type.kind == LEAT_TEXT && !columns[0].is_status &&
                            !columns[0].is_travel;
    return is_heading ? PLACE_HEADING : 0;
}

void table_put_row(struct page *page, const struct column *columns, const struct cell *cells,
                   int32_t count, bool is_total) {
    page_put(page, is_total ? "<tr class=\"total\">" : "<tr>");
    for (int32_t at = 0; at < count; at++) {
        cell_put(page, &cells[at], &columns[at], place_of(columns, at));
    }
    page_put(page, "</tr>\n");
}

/* -- A section's rows ------------------------------------------------------------------------- */

/* What a batch is read by, a place a column. */
struct reading {
    struct leat_view *views;
    struct cell *cells;
    const uint8_t **totals;
};

static bool is_total(const struct reading *reading, int32_t count, int64_t row) {
    bool total = false;
    for (int32_t at = 0; at < count; at++) {
        total |= reading->totals[at] && (reading->totals[at][row >> 3] >> (row & 7) & 1);
    }
    return total;
}

static void put_batch(struct page *page, const struct section *section, struct leat_batch *batch,
                      const struct reading *reading) {
    for (int32_t at = 0; at < section->count; at++) {
        reading->views[at] = leat_read(page->step, batch, at);
        reading->totals[at] = leat_totals(page->step, batch, at);
    }
    int64_t written = 0;
    for (int64_t row = 0; row < batch->rows && !page->has_failed; row++, written++) {
        for (int32_t at = 0; at < section->count; at++) {
            reading->cells[at] = cell_of(page->step, batch, at, &reading->views[at], row);
        }
        table_put_row(page, section->columns, reading->cells, section->count,
                      is_total(reading, section->count, row));
    }
    leat_counted(page->step, written);
}

static void put_rows(struct page *page, const struct part *part, const struct reading *reading) {
    struct leat_batch *batch;
    while (!page->has_failed && (batch = leat_run_next(page->step, part->kept))) {
        put_batch(page, part->section, batch, reading);
    }
}

void table_put(struct page *page, const struct part *part) {
    struct leat_step *step = page->step;
    const struct section *section = part->section;
    const size_t count = (size_t)section->count + 1;
    const struct reading reading = {.views = leat_alloc(step, count * sizeof *reading.views),
                                    .cells = leat_alloc(step, count * sizeof *reading.cells),
                                    .totals = leat_alloc(step, count * sizeof *reading.totals)};
    page->has_failed |= !reading.views || !reading.cells || !reading.totals;
    table_open(page, &(struct table_name){part->id, "table", 1, "Table"}, part->title,
               part->section->count);
    table_put_head(page, part, section->columns, section->count);
    if (section->seen.rows == 0) {
        page_put(page, "<tr><td colspan=\"%d\">There are no rows.</td></tr>\n", section->count);
    }
    put_rows(page, part, &reading);
    table_close(page);
    leat_free(step, reading.views);
    leat_free(step, reading.cells);
    leat_free(step, reading.totals);
}
