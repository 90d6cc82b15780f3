/* cell: a value in its cell, as the workbook shows it. See page.h. */
#include "page.h"
#include "shared/number_format/number_format.h"
#include "shared/utf8.h"

/* A text of more characters takes several lines; the column is then so wide that they are few. */
enum { ONE_LINE = 20 };

bool cell_at_right(const struct column *column) {
    return column->type.kind != LEAT_TEXT && column->type.kind != LEAT_BOOLEAN;
}

/* -- What it shows ---------------------------------------------------------------------------- */

/* A symbol stands in brackets, so that nobody takes it for a value. */
static void put_symbol(struct page *page, struct leat_text symbol) {
    const bool is_bracketed =
        symbol.size > 1 && symbol.data[0] == '[' && symbol.data[symbol.size - 1] == ']';
    page_put(page, is_bracketed ? "%t" : "[%t]", symbol);
}

static void put_text(struct page *page, struct leat_text text, const struct column *column) {
    static const char *const classes[] = {[STATUS_NONE] = NULL,
                                          [STATUS_GREEN] = "green",
                                          [STATUS_AMBER] = "amber",
                                          [STATUS_RED] = "red"};
    const char *status = column->is_status ? classes[theme_status(text)] : NULL;
    const char *arrow = column->is_travel ? theme_arrow(text) : NULL;
    const struct part *target = column->is_link ? page_part(page, text) : NULL;
    if (status) {
        page_put(page, "<span class=\"status %s\">%t</span>", status, text);
    } else if (arrow) {
        page_put(page, "<span class=\"arrow\" aria-hidden=\"true\">%s</span>&#160;%t", arrow, text);
    } else if (target) {
        page_put(page, "<a href=\"#%i\">%t</a>", target->id, text);
    } else {
        page_put(page, "%t", text);
    }
}

void cell_put_inside(struct page *page, const struct cell *cell, const struct column *column) {
    if (cell_is_blank(cell)) {
        return;
    }
    if (cell->is_symbol) {
        put_symbol(page, cell->value.as.text);
    } else if (cell_has_text(cell)) {
        put_text(page, cell->value.as.text, column);
    } else {
        char room[NUMBER_FORMAT_ROOM];
        const struct leat_text format = leat_text_of(column->format);
        page_put(page, "%t",
                 (struct leat_text){room, number_format(&cell->value, format, room, sizeof room)});
    }
}

/* -- The cell --------------------------------------------------------------------------------- */

bool cell_wraps(struct leat_text text) {
    return text.size > 0 &&
           (memchr(text.data, '\n', text.size) || memchr(text.data, '\r', text.size) ||
            (text.size > ONE_LINE && utf8_length(text.data, text.size) > ONE_LINE));
}

void cell_put(struct page *page, const struct cell *cell, const struct column *column,
              uint32_t place) {
    const bool is_heading = place & PLACE_HEADING && !cell_is_blank(cell);
    const bool at_right = cell_at_right(column) || place & PLACE_RIGHT;
    const struct {
        bool is_so;
        const char *name;
    } classes[] = {
        {at_right, "n"}, /* style.c says what they look like */
        {column->type.kind == LEAT_BOOLEAN && !at_right, "c"},
        {cell_has_text(cell) && cell_wraps(cell->value.as.text), "w"},
        {place & PLACE_GROUP, "g"},
        {place & PLACE_TOTAL, "t"},
    };
    page_put(page, is_heading ? "<th scope=\"row\"" : "<td");
    bool has_any = false;
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        if (classes[i].is_so) {
            page_put(page, "%s%s", has_any ? " " : " class=\"", classes[i].name);
            has_any = true;
        }
    }
    page_put(page, has_any ? "\">" : ">");
    cell_put_inside(page, cell, column);
    page_put(page, is_heading ? "</th>" : "</td>");
}

/* -- Headings --------------------------------------------------------------------------------- */

void cell_put_heading(struct page *page, const struct part *part, const struct column *column,
                      bool has_ids) {
    page_put(page, "%t", column->heading);
    const struct section_options *options = part ? part->section->options : NULL;
    for (size_t at = 0; options && at < options->notes.count; at++) {
        const int32_t number = section_note_number(page->report, part->section, at);
        if (number == 0 ||
            LEAT_ITEM(options->notes, struct note_options, at).column != column->number) {
            continue;
        }
        page_put(page, " <a class=\"mark\"");
        if (has_ids) {
            page_put(page, " id=\"%i--mark-%d\"", part->id, (int32_t)at + 1);
        }
        page_put(page, " href=\"#%i--note-%d\">[note&#160;%d]</a>", part->id, number, number);
    }
}
