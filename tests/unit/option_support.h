/* option_support: one option table with every kind and shape, and steps that are read by it. */
#ifndef LEAT_TEST_OPTION_SUPPORT_H
#define LEAT_TEST_OPTION_SUPPORT_H

#include <criterion/criterion.h>
#include <string.h>

#include "document_support.h"
#include "option/option.h"

struct sheet {
    struct leat_text name;
    int32_t from;
    struct leat_list across;
    struct leat_list notes;
};

struct rank {
    struct leat_list values;
};

struct fill {
    struct leat_value value;
};

struct match {
    struct leat_text how;
    int64_t distance;
};

struct state {
    struct leat_text text, path_in, path_out, secret, as;
    int64_t integer;
    double real;
    bool flag;
    int32_t choice, column, table;
    struct leat_type type;
    struct leat_list by;
    struct leat_value value, plain;
    struct leat_expression *where;
    struct leat_measures *measures;
    struct leat_fields *fields, *cells;
    struct leat_list texts, integers, columns, sheets, files;
    struct leat_map values, totals, labels, filled, expressions, on, order;
    struct match match;
};

extern const struct leat_options every_table;

/* A step while it is read. */
struct step_run {
    const char *text;
    struct document *document, *parameters_document;
    struct parameters parameters;
    struct problems problems;
    struct option_set *set;
    struct state state;
    struct schema inputs[2];
    bool is_bound, unjudged;
};

/* Reads the step by every_table, with these parameters:
 *
 *     year integer 2024   ratio real 0.5   share decimal(5,2) 12.50   name text "phase"
 *     day date 2015-09-01   flag boolean true   out path ../out.csv   password secret "hunter2" */
void step_read(struct step_run *run, const char *text);

/* Binds it over two inputs: 0 has phase text, grade integer, as_at date, share decimal(5,2), open
 * boolean; 1, which is any step that is named, has urn integer, name text. */
void step_bind(struct step_run *run);

/* Both, and what is told is compared; the run is done with. */
void assert_step(const char *text, const char *expected);

void step_done(struct step_run *run);

#endif
