/* rules: the rules of accessible spreadsheets that a file can keep or break, and what they need
 * to say so.
 *
 * The rules are those of the Analysis Function's checklist, "Accessible spreadsheets: a
 * checklist of the basics", in its order: T tables, N notes, F formatting, S structure, P before
 * publishing. Those in words of their own at the end are not numbered there. Not here is what a
 * program cannot judge: wording (F1), symbols in general (F5), spelling (P1). P2, to run a
 * checker, is this. */
#ifndef ACCESSIBLE_RULES_H
#define ACCESSIBLE_RULES_H

#include "workbook/workbook.h"

// clang-format off
#define RULES(rule)                                                                                \
    rule(T1, "every table is marked up as a table")                                                \
    rule(T2, "tables have names that say something")                                               \
    rule(T3, "no cells are merged and no tables lie in one another")                               \
    rule(T4, "no table has blank rows or columns in it")                                           \
    rule(T5, "every table has one row of headings, each with a text of its own")                   \
    rule(T6, "text in tables is wrapped where it is longer than its column is wide")               \
    rule(T7, "there are no filters and no frozen panes")                                           \
    rule(T8, "where cells of a table are empty, the sheet says why")                               \
    rule(T9, "no rows, columns or sheets are hidden")                                              \
    rule(T10, "columns are wide enough for what is in them, and not too wide")                     \
    rule(N1, "no symbols and no raised letters point to notes")                                    \
    rule(N2, "notes are pointed to by [note 1] and the like")                                      \
    rule(N3, "only a column of notes points to notes from within a table")                         \
    rule(N4, "notes are in a table, numbered as they are met, each pointed to or general")         \
    rule(F2, "links have texts that say where they lead, and lead there")                          \
    rule(F3, "text is upright, large enough, without serifs and in automatic colour")              \
    rule(F4, "every sheet has a title of its own in A1")                                           \
    rule(F6, "there are no headers and footers and nothing floats over the cells")                 \
    rule(F7, "there are no borders and no patterns")                                               \
    rule(F8, "there is no background fill")                                                        \
    rule(F9, "nothing is told by colour alone")                                                    \
    rule(F10, "coloured text stands out from what is behind it")                                   \
    rule(F11, "there are no images and no charts")                                                 \
    rule(F12, "there are no macros")                                                               \
    rule(S1, "sheets have names of their own, of letters, digits and underscores")                 \
    rule(S2, "no sheet is blank")                                                                  \
    rule(S3, "column A says what is on the sheet, how many tables, and where from")                \
    rule(S4, "tables begin at the left edge")                                                      \
    rule(S5, "there is nothing below a table")                                                     \
    rule(S6, "there is one table on a sheet")                                                      \
    rule(P3, "the document has a title and a language")                                            \
    rule(P4, "it opens at A1 of the first sheet")                                                  \
    rule(ORDER, "cover, contents and notes come first, then the tables")                           \
    rule(CONTENTS, "the contents list every sheet of data with its title, and link to it")         \
    rule(SHORTHAND, "shorthand in tables is in square brackets, and explained")
// clang-format on

/* A rule looks at report->book and calls `fault` for whatever breaks it. */
struct report {
    const struct workbook *book;
    size_t faults;
    const char *shown[12]; /* the first of them, as lines */
};

#define RULE_DECLARE(id, what) void rule_##id(struct report *report);
RULES(RULE_DECLARE)
#undef RULE_DECLARE

/* Where a fault is: a cell, or with row 0 a whole sheet, or without a sheet the workbook. */
struct place {
    const struct sheet *sheet;
    uint32_t column, row;
};

__attribute__((format(printf, 3, 4))) void fault(struct report *report, struct place place,
                                                 const char *format, ...);

static inline struct place at_sheet(const struct sheet *sheet) {
    return (struct place){.sheet = sheet};
}

static inline struct place at(const struct sheet *sheet, uint32_t column, uint32_t row) {
    return (struct place){.sheet = sheet, .column = column, .row = row};
}

static inline struct place at_cell(const struct sheet *sheet, const struct cell *cell) {
    return at(sheet, cell->column, cell->row);
}

#define each_sheet(item, report)                                                                   \
    for (const struct sheet *item = (report)->book->sheets;                                        \
         item < (report)->book->sheets + (report)->book->sheet_count; item++)
#define each_cell(item, of)                                                                        \
    for (const struct cell *item = (of)->cells; item < (of)->cells + (of)->cell_count; item++)
#define each_table(item, of)                                                                       \
    for (const struct table *item = (of)->tables; item < (of)->tables + (of)->table_count; item++)

/* ---- What a sheet is for, by its name: any that is not one of these holds data. */

enum role { ROLE_COVER, ROLE_CONTENTS, ROLE_NOTES, ROLE_DATA };

enum role sheet_role(const struct sheet *sheet);
const struct sheet *sheet_of(const struct workbook *book, enum role role); /* the first, or NULL */
const struct sheet *sheet_named(const struct workbook *book, const char *name);

bool cell_blank(const struct cell *cell); /* NULL is blank as well */
/* The table that a cell is in, or NULL. */
const struct table *table_at(const struct sheet *sheet, uint32_t column, uint32_t row);
/* The first row below the headings, and the last: totals are among them. */
uint32_t table_body(const struct table *table);
/* Lines of text come first, in column A alone: the row of the first table, or of what looks like
 * one, or the one after all that is on the sheet. */
uint32_t lines_end(const struct sheet *sheet);

/* The link at a cell, or NULL. */
const struct link *link_at(const struct sheet *sheet, uint32_t column, uint32_t row);
/* The sheet that a place inside the workbook is on, or NULL. */
const struct sheet *link_sheet(const struct workbook *book, const struct link *link);

/* ---- Marks in brackets */

enum mark_kind {
    MARK_NOTE,      /* [note 7] */
    MARK_WRONG,     /* what is meant as one, but written otherwise: [1], [Note 7], (note 7) */
    MARK_SHORTHAND, /* [c] */
};

struct mark {
    enum mark_kind kind;
    const char *text; /* where it begins, and its length with the brackets */
    size_t length;
    unsigned long number; /* of a note */
};

/* Finds the next mark from *text on, and puts *text behind it; false when there is none. */
bool mark_next(const char **text, struct mark *mark);

#endif
