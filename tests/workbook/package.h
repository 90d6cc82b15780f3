/* package: the ZIP of parts that a workbook is, whole in memory: every part was unpacked and its
 * checksum compared. */
#ifndef WORKBOOK_PACKAGE_H
#define WORKBOOK_PACKAGE_H

#include "workbook/pool.h"
#include "workbook/tree.h"

struct part {
    const char *name; /* "xl/workbook.xml" */
    const char *bytes;
    size_t length;
};

struct relation {
    const char *id;
    const char *type;   /* the last word of it: "worksheet" */
    const char *target; /* the name of a part, or an address when it is external */
    bool external;
};

struct package {
    struct pool *pool;
    struct part *parts; /* in the order of the ZIP */
    size_t part_count;
    char wrong[512]; /* what was found to be wrong last; empty: nothing */
};

/* False when the file is no ZIP, or a damaged one: package->wrong says how. */
bool package_read(struct package *package, struct pool *pool, const char *path);

const struct part *package_part(const struct package *package, const char *name); /* or NULL */

/* The part as a tree. NULL when it is not there or no sound XML: package->wrong says so. */
const struct node *package_tree(struct package *package, const char *name);

/* What a part refers to; none when it has no relations. False when they are damaged. */
bool package_relations(struct package *package, const char *part, struct relation **relations,
                       size_t *count);

#endif
