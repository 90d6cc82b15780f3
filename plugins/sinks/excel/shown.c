/* shown: see shown.h. */
#include "shown.h"

#include "book.h"
#include "hold.h"

/* The sheet that a column's text leads to, or NULL. */
static const struct sheet *link_target(const struct book *book, const struct cell *cell,
                                       const struct column *column) {
    if (!column || !column->is_link || cell->is_symbol) {
        return NULL;
    }
    const struct section *section = report_named(book->report, cell->value.as.text);
    return section ? book_sheet(book, section) : NULL;
}

static enum status status_of(const struct cell *cell, const struct column *column) {
    return column && column->is_status && cell_has_text(cell) ? theme_status(cell->value.as.text)
                                                              : STATUS_NONE;
}

/* What is no number. */
static void show_text(struct shown *shown, const struct book *book, const struct cell *cell,
                      const struct column *column, enum held held, char room[FORMAT_ROOM]) {
    const struct leat_value *value = &cell->value;
    shown->kind = SHOWN_TEXT;
    shown->text = value->as.text;
    if (column && column->is_travel && book->profile != PROFILE_ACCESSIBLE) {
        shown->kind = SHOWN_TRAVEL;
    } else if ((shown->target = link_target(book, cell, column)) != NULL) {
        shown->kind = SHOWN_LINK;
    } else if (value->type.kind != LEAT_TEXT) {
        shown->text = (struct leat_text){room, cell_text(value, room)};
        shown->is_too_large = held == HELD_TOO_LARGE && !book->large_as_text;
    }
}

struct shown shown_of(const struct book *book, const struct cell *cell, const struct column *column,
                      char room[FORMAT_ROOM]) {
    struct shown shown = {.kind = SHOWN_BLANK};
    if (cell_is_blank(cell)) {
        return shown;
    }
    shown.status = status_of(cell, column);
    if (cell->is_symbol) {
        shown.kind = SHOWN_SYMBOL;
        shown.text = cell->value.as.text;
        return shown;
    }
    const enum held held = hold(&cell->value, &shown.number);
    if (held == HELD_NUMBER) {
        shown.kind = SHOWN_NUMBER;
        shown.format = column ? column->format : NULL;
    } else if (cell->value.type.kind == LEAT_BOOLEAN) {
        shown.kind = SHOWN_BOOLEAN;
        shown.boolean = cell->value.as.boolean;
    } else {
        show_text(&shown, book, cell, column, held, room);
    }
    return shown;
}
