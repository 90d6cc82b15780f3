/* sheet: what the files of the Excel sink share: a sheet as the definition has it, and as it is
 * written. */
#ifndef LEAT_EXCEL_SHEET_H
#define LEAT_EXCEL_SHEET_H

#include <leat/plugin.h>

struct lxw_worksheet;

enum layout { LAYOUT_TABLE, LAYOUT_CROSSTAB };
enum combinations { COMBINATIONS_ALL, COMBINATIONS_PRESENT };

/* A line of a crosstab. */
struct measure {
    int32_t column;
    struct leat_text label, format;
};

/* A sheet as the definition has it. */
struct sheet_options {
    struct leat_text name;
    int32_t from; /* the input */
    int32_t layout;
    struct leat_text title, subtitle;
    struct leat_list notes;   /* of leat_text */
    struct leat_map headings; /* of leat_text, by column */
    struct leat_map formats;  /* of leat_text, by column */
    struct leat_map widths;   /* of double, by column */
    struct leat_list across;  /* of int32_t */
    struct leat_list down;    /* of struct measure */
    struct leat_text corner;
    int32_t combinations;
};

/* A column of the input, and how it is shown. */
struct column {
    struct leat_type type;
    struct leat_text heading;
    const char *format; /* a number format; NULL: as it is */
    double width;       /* 0: from the content */
    bool is_private;
};

/* One value on its way into a sheet. */
struct cell {
    struct leat_value value;
    bool is_symbol; /* the text stands for a number that is not there */
    bool is_total;
};

/* Whether as.text holds something. */
static inline bool cell_has_text(const struct cell *cell) {
    return cell->is_symbol || (!cell->value.is_null && cell->value.type.kind == LEAT_TEXT);
}

struct crosstab;

struct sheet {
    const struct sheet_options *options; /* NULL: the one sheet of a definition that lists none */
    struct leat_text name;
    int32_t input;
    struct column *columns;
    int32_t count;
    struct crosstab *crosstab; /* for that layout */

    struct lxw_worksheet *worksheet;
    uint32_t row;   /* the next one to write */
    uint32_t top;   /* the first row of the headings */
    double *widths; /* of the sheet's columns so far: room of them, 0 for those without cells */
    int32_t room;
    uint64_t rows, cells; /* written, to be found again in the finished file */
    int64_t last_row;     /* the last that has a cell, or -1 */
    bool in_totals;       /* the row before was a total */
};

/* The column's value in a row of the batch, lent until the callback returns. */
struct cell cell_of(struct leat_step *step, struct leat_batch *batch, int32_t column,
                    const struct leat_view *view, int64_t row);

/* A value of any kind but text, as text; answers its bytes. out has room for FORMAT_ROOM. */
size_t cell_text(const struct leat_value *value, char *out);

static inline struct cell cell_of_text(struct leat_text text) {
    struct cell cell = {.value = {.type = {.kind = LEAT_TEXT}, .as.text = text}};
    return cell;
}

#endif
