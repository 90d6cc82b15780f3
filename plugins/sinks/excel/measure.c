/* measure: how wide texts and values are in a workbook, in the unit of its columns. See book.h. */
#include <math.h>

#include "book.h"
#include "hold.h"
#include "letters.h"
#include "shared/format.h"

/* A workbook whose font nobody named has that of its program, whose letters are taken to be as wide
 * as digits. Other letters are those of Arial; a font that is not Arial may have wider ones. */
struct metrics {
    double points; /* of plain letters; 0: those of the program */
    double digit;  /* how wide a digit is */
    double other;  /* how much wider than Arial's */
};

static struct metrics metrics_of(const struct book *book) {
    const double other = strcmp(book->font, "Arial") == 0 ? 1 : 1.15;
    switch (book->profile) {
    case PROFILE_BOARD:
        return (struct metrics){10, 1.06 * other, other};
    case PROFILE_ACCESSIBLE:
        return (struct metrics){12, 1.28 * other, other};
    default:
        return (struct metrics){0, 1, 1};
    }
}

static const double bold_of_program = 1.1; /* how much wider its bold letters are */

double measure_text(const struct book *book, struct leat_text text, uint32_t look) {
    const struct metrics metrics = metrics_of(book);
    const bool is_bold = look & LOOK_BOLD;
    return metrics.points > 0 ? letters_arial_width(text, metrics.points, is_bold) * metrics.other
                              : (double)letters_width(text) * (is_bold ? bold_of_program : 1);
}

double measure_most(const struct book *book, size_t size, uint32_t look) {
    const bool is_bold = look & LOOK_BOLD;
    /* No letter is wider than a digit for each of its bytes; of Arial's that is not said. */
    return metrics_of(book).points > 0 ? HUGE_VAL : (double)size * (is_bold ? bold_of_program : 1);
}

double measure_word(const struct book *book, struct leat_text text, uint32_t look) {
    const struct metrics metrics = metrics_of(book);
    const bool is_bold = look & LOOK_BOLD;
    return metrics.points > 0 ? letters_arial_word(text, metrics.points, is_bold) * metrics.other
                              : (double)letters_widest_word(text) * (is_bold ? bold_of_program : 1);
}

double measure_lines(const struct book *book, struct leat_text text, double width, uint32_t look) {
    const struct metrics metrics = metrics_of(book);
    const bool is_bold = look & LOOK_BOLD;
    const double air = 1; /* that a column has beside what it was made for */
    if (text.size == 0 ||
        (measure_most(book, text.size, look) <= width && !memchr(text.data, '\n', text.size))) {
        return 1;
    }
    return metrics.points > 0
               ? letters_arial_lines(text, (width + air) / metrics.other, metrics.points, is_bold)
               : letters_lines(text, width / (is_bold ? bold_of_program : 1));
}

double measure_cell(const struct book *book, const struct cell *cell, const struct column *column,
                    uint32_t look) {
    const struct leat_value *value = &cell->value;
    if (cell->is_symbol) {
        const struct leat_text brackets = leat_text_of("[]");
        return measure_text(book, value->as.text, look) +
               (text_is_bracketed(value->as.text) ? 0 : measure_text(book, brackets, look));
    }
    if (value->is_null) {
        return 0;
    }
    if (value->type.kind == LEAT_TEXT) {
        const bool has_arrow = column && column->is_travel && theme_arrow(value->as.text);
        return measure_text(book, value->as.text, look) +
               (has_arrow ? measure_text(book, leat_text_of("00"), look) : 0);
    }
    char room[FORMAT_ROOM];
    const struct leat_text text = {room, cell_text(value, room)};
    double number;
    size_t letters = text.size;
    if (hold(value, &number) == HELD_NUMBER) {
        const bool is_date = value->type.kind == LEAT_DATE || value->type.kind == LEAT_TIMESTAMP;
        letters = letters_shown_width(text, is_date, column ? column->format : NULL);
    }
    return (double)letters * metrics_of(book).digit * (look & LOOK_BOLD ? bold_of_program : 1);
}
