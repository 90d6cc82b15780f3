/* parts: what the files that make a plan share. For core/plan alone. */
#ifndef LEAT_PLAN_PARTS_H
#define LEAT_PLAN_PARTS_H

#include "plan/bind.h"
#include "plan/plan.h"

/* One definition while its steps are added: which id is which step. */
struct scope {
    struct definition *definition;
    const struct scope *outer; /* the definition that takes this one in; NULL: none */
    const char **ids;          /* ids[i] is the id of the definition's i-th step, or NULL */
    struct step **steps; /* steps[i] gives that step's rows; NULL: not added, a sink, or below */
    bool *is_wanted;     /* steps to be added */
    struct step *last;   /* the nearest step so far that gives rows */
    bool last_is_lost;   /* it could not be made: what reads it is not judged */
    struct above *above; /* above[i]: the same two for the i-th step, as it was reached */

    const struct node **nodes; /* nodes[i] is the i-th step, with what it takes over by `like` */
    int64_t *like;             /* like[i] is the step that the i-th is like; -1: none */
    bool *like_is_lost;        /* what the i-th says it is like is wrong, or the other one's is */
};

struct above {
    struct step *step;
    bool is_lost;
};

/* Takes down the ids, where a second use of one is a problem, and what steps take over. */
void scope_begin(struct plan *plan, struct scope *scope, struct definition *definition,
                 const struct scope *outer);
void scope_end(struct scope *scope);

/* -- like.c ----------------------------------------------------------------------------------- */

/* Fills nodes, like and like_is_lost of a scope whose ids are there. Nothing is told. */
void like_resolve(struct plan *plan, struct scope *scope);

/* Tells what is wrong with the step's `like`. false: something is. */
bool like_check(const struct scope *scope, size_t index, struct problems *problems);

/* Has the problems from number `before` on that lie in what the step took over say whose they are:
 * the step that wrote it may have none with it. own: the step's own node. */
void like_name(const struct step *step, const struct node *own, struct problems *problems,
               size_t before);

/* The first of the steps that the step is like, by way of one another; itself where it is like
 * none. */
size_t like_origin(const struct scope *scope, size_t index);

/* --------------------------------------------------------------------------------------------- */

/* Whether any text within the node is the id. */
bool scope_mentions(const struct node *node, const char *id);

/* Adds the wanted steps of a scope. */
void plan_add_steps(struct plan *plan, struct scope *scope);

/* Adds what a `pipeline` step takes in; the step that gives its rows, or NULL: told. */
struct step *plan_add_pipeline(struct plan *plan, struct scope *scope, size_t index);

/* Adds the step of the definition's node number `index`, for all but `pipeline`. Never NULL. */
struct step *plan_add_step(struct plan *plan, struct scope *scope, size_t index,
                           enum role_kind kind);

/* A new step in the plan, empty. */
struct step *plan_new_step(struct plan *plan, struct definition *definition,
                           const struct node *node, size_t index, const char *id, const char *word,
                           enum role_kind kind);

/* Frees a step that shall not be run; its place in the plan's list is the caller's to close. */
void plan_drop_step(struct plan *plan, struct step *step);

/* Resolves what the step reads and fills its inputs' schemas. false: told, or not to be judged. */
bool plan_bind_inputs(struct plan *plan, struct scope *scope, struct step *step);

/* The step of that id; problems when there is none. *is_lost: there is, but it could not be
 * made. */
struct step *scope_find(const struct scope *scope, const struct node *name, bool *is_lost,
                        struct problems *problems);

/* A step that could not be made reads, as far as can be seen, those that it mentions: so that
 * nobody says of them that their rows are not read. */
void scope_count_mentions(struct scope *scope, const struct node *node);

/* The path as --out has it (memory_free): each output there under its own name. */
char *plan_output_path(const struct plan *plan, const char *path);

/* The step's input and output files. */
bool plan_find_files(struct plan *plan, struct step *step);

int32_t plan_add_origin(struct plan *plan, const struct origin *origin);

/* After all steps. What they are to one another: rows that nobody reads, outputs that clash … */
void plan_crosscheck(struct plan *plan);

/* ... and, where all is well, which columns are needed where. */
void plan_find_needed(struct plan *plan);

#endif
