/* read: what the files that read a workbook share. See workbook.h for all that others use. */
#ifndef WORKBOOK_READ_H
#define WORKBOOK_READ_H

#include "workbook/workbook.h"

struct strings { /* the texts that sheets share */
    const struct node **items;
    size_t count;
};

/* False with package.wrong filled in, as all of these. */
__attribute__((format(printf, 2, 3))) bool read_wrong(struct workbook *book, const char *format,
                                                      ...);

bool read_styles(struct workbook *book, const char *part);
bool read_cells(struct workbook *book, struct sheet *sheet, const struct strings *strings);
bool read_tables(struct workbook *book, struct sheet *sheet);
bool read_links(struct workbook *book, struct sheet *sheet);

/* The font that a node of fonts or of a run describes, as far as it does: the rest is as in
 * `font`. */
void read_font(const struct workbook *book, const struct node *node, struct font *font);

#endif
