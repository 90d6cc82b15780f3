/* page: the page as it is written, from top to bottom, once all rows are there.
 *
 * Failures stick: after one, nothing more is put, so that no caller has to look after each piece;
 * html.c asks once at the end. Each has told why by leat_fail. */
#ifndef LEAT_HTML_PAGE_H
#define LEAT_HTML_PAGE_H

#include "shared/report/crosstab.h"

/* A section on its way to the page. */
struct part {
    struct section *section;
    struct leat_text id;       /* of its element; those of elements in it begin with it and "--" */
    struct leat_text title;    /* what it is called on the page */
    bool has_own_title;        /* ... which is not its name */
    struct leat_run *kept;     /* the rows of the layout table */
    struct crosstab *crosstab; /* those of the other */
};

struct page {
    struct leat_step *step;
    const struct report *report;
    struct sink_file *file;
    struct part *parts; /* one a section */
    bool is_alone;      /* its one section has the page's title, and none of its own */
    bool has_contents;  /* there is something to choose from */
    bool has_failed;
};

/* -- put.c ------------------------------------------------------------------------------------ */

/* Puts the pattern, in which stand for what follows it
 *
 *   %t  a struct leat_text, escaped      %s  a string, as it is
 *   %d  an int32_t                       %i  a struct leat_text, as it is: an id
 */
void page_put(struct page *page, const char *pattern, ...);

/* Puts bytes that are part of a page already. */
void page_put_raw(struct page *page, const char *text, size_t size);

/* Puts what before and after enclose, unless the text is absent or empty. */
void page_put_line(struct page *page, const char *before, struct leat_text text, const char *after);

/* Letters, digits and single - of the name: "KPI 14: schools" is kpi-14-schools; "sheet" where it
 * has none of them. out has room for the name's bytes and 8 more. */
size_t page_slug(struct leat_text name, char *out);

/* -- cell.c ----------------------------------------------------------------------------------- */

/* What a cell of a table's body is: a row's heading, unless it is blank; the first of a group, with
 * a line before it; a total; at the right whatever it holds. Any of them. */
enum place_in_row { PLACE_HEADING = 1, PLACE_GROUP = 2, PLACE_TOTAL = 4, PLACE_RIGHT = 8 };
void cell_put(struct page *page, const struct cell *cell, const struct column *column,
              uint32_t place);

/* What a cell shows, without an element round it. */
void cell_put_inside(struct page *page, const struct cell *cell, const struct column *column);

/* Whether a text is so long that it takes several lines. */
bool cell_wraps(struct leat_text text);

/* Whether figures of the column are lined up at the right. */
bool cell_at_right(const struct column *column);

/* A heading of a column, with the marks of its notes where part is not NULL; has_ids: their notes
 * lead back to these marks. */
void cell_put_heading(struct page *page, const struct part *part, const struct column *column,
                      bool has_ids);

/* -- table.c, crosstab.c ---------------------------------------------------------------------- */

/* What a table is, "Table" or "Figures"; its caption's id is made of id, suffix and number. */
struct table_name {
    struct leat_text id;
    const char *suffix;
    int32_t number;
    const char *what;
};

/* A table scrolls by itself where it is wider than the page, and can be reached by keys; on paper
 * its letters are the smaller the more columns it has. Its caption is for those who hear the page:
 * "Table: Schools by phase". */
void table_open(struct page *page, const struct table_name *name, struct leat_text about,
                int32_t columns);
void table_close(struct page *page);

/* A line of headings of plain columns; part as for cell_put_heading. */
void table_put_head(struct page *page, const struct part *part, const struct column *columns,
                    int32_t count);

/* A row of cells, one a column. */
void table_put_row(struct page *page, const struct column *columns, const struct cell *cells,
                   int32_t count, bool is_total);

/* The whole table of a section. */
void table_put(struct page *page, const struct part *part);
void crosstab_put(struct page *page, const struct part *part);

/* Whether cells of it are empty for want of a row. */
bool crosstab_has_gaps(const struct crosstab *crosstab);

/* -- The page, part by part ------------------------------------------------------------------- */

void head_put(struct page *page);    /* head.c: all before the first section */
void foot_put(struct page *page);    /* ... and after the last */
void style_put(struct page *page);   /* style.c: the rules of the page's <style> */
void summary_put(struct page *page); /* summary.c */
void section_put(struct page *page, const struct part *part); /* section.c */
void figures_put(struct page *page, const struct part *part); /* figure.c: its charts */

/* The section whose exceptions stand in the summary, or NULL. */
const struct part *summary_of(const struct page *page);

/* The section of that name, or NULL. */
const struct part *page_part(const struct page *page, struct leat_text name);

#endif
