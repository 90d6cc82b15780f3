/* tree: an XML part as a tree of nodes.
 *
 * Names are without their namespaces: `x:row` is "row". Attributes keep theirs where it matters:
 * `r:id` is "r:id" and `xml:space` is "xml:space", whatever the file calls them; other foreign
 * attributes are left out. What stands in extLst is left out as well: extensions repeat the
 * names of what they extend.
 *
 * Every function takes NULL for a node that is not there, and finds nothing in it, so they can
 * be nested. */
#ifndef WORKBOOK_TREE_H
#define WORKBOOK_TREE_H

#include "workbook/pool.h"

#include <stdbool.h>

struct attribute {
    const char *name, *value;
};

struct node {
    const char *name;
    const char *text; /* of a node without children; never NULL */
    struct attribute *attributes;
    size_t attribute_count;
    struct node *first, *next; /* its first child, the one after it */
};

/* The root. NULL when the bytes are no sound XML, or XML that no workbook has: *wrong says why. */
const struct node *tree_read(struct pool *pool, const char *bytes, size_t length,
                             const char **wrong);

/* The first child of this name, or at the end of a path of names: "sheetViews/sheetView". */
const struct node *tree_find(const struct node *node, const char *path);
/* The first of this name at any depth below the node. */
const struct node *tree_deep(const struct node *node, const char *name);
/* The next sibling that has this name. */
const struct node *tree_next(const struct node *node, const char *name);
size_t tree_count(const struct node *node, const char *name);

#define tree_each(child, above, name)                                                              \
    for (const struct node *child = tree_find(above, name); child; child = tree_next(child, name))

/* NULL when there is no such attribute. */
const char *tree_attribute(const struct node *node, const char *name);
/* What is not there or no number is as `otherwise` says. */
double tree_number(const struct node *node, const char *name, double otherwise);
bool tree_flag(const struct node *node, const char *name, bool otherwise);

/* All text of the <t> below a node, one after the other, but for phonetic helps; escapes undone. */
const char *tree_string(struct pool *pool, const struct node *node);

#endif
