/* typing: a tree becomes nodes: names are looked up, kinds checked, conversions put in, constants
 * worked out. For core/expression alone.
 *
 * A text in quotes has no kind of its own until it is known what it stands beside, as in
 * PostgreSQL: beside a date it is read as a date. Such a node is_literal. null has the kind
 * LEAT_NONE likewise. */
#ifndef LEAT_EXPRESSION_TYPING_H
#define LEAT_EXPRESSION_TYPING_H

#include "expression/eval.h"
#include "expression/kernel.h"
#include "expression/tree.h"

struct evaluation_scratch;

struct typing {
    struct leat_expression *expression; /* under way */
    struct arena *arena;                /* its */
    const struct expression_scope *scope;
    struct expression_error *error;
    int maybe;          /* above 0: what is typed now is not evaluated for every row */
    bool is_name_error; /* error is about a name that is wrong whatever the columns are */
    struct expression_error
        unjudged; /* the first column that an incomplete schema may have; message NULL: none */
    struct evaluation_scratch *scratch; /* for constants; made at first use */
};

/* -- typing.c --------------------------------------------------------------------------------- */

/* Types a tree. NULL: there is an error. */
struct node *typing_tree(struct typing *typing, const struct tree *tree);

/* Types args from first on into `into`, which has room for them. */
bool typing_args(struct typing *typing, const struct tree *tree, struct node **into);

/* Sets the error at a node or tree; answers NULL. advice (may be NULL) is taken. */
void *typing_fail(struct typing *typing, size_t offset, size_t length, char *advice,
                  const char *format, ...) __attribute__((format(printf, 5, 6)));
#define TYPING_FAIL(typing, at, advice, ...)                                                       \
    typing_fail(typing, (at)->offset, (at)->length, advice, __VA_ARGS__)

/* -- typing_node.c: making nodes -------------------------------------------------------------- */

/* A node that stands where the tree does, with copies of the pointers to its arguments. Its other
 * fields are to be set, and then typing_done called. */
struct node *typing_new(struct typing *typing, const struct tree *tree, struct leat_type type,
                        node_eval *eval, struct node *const *args, size_t count);
struct node *typing_strict(struct typing *typing, const struct tree *tree, struct leat_type type,
                           node_kernel *kernel, struct node *const *args, size_t count);

/* The finished node: its value where it is constant. NULL: it fails as a constant. */
struct node *typing_done(struct typing *typing, struct node *node);

struct node *typing_null(struct typing *typing, const struct tree *tree, struct leat_type type);
struct node *typing_integer(struct typing *typing, const struct tree *tree, int64_t value);
struct node *typing_boolean(struct typing *typing, const struct tree *tree, bool value);
struct node *typing_decimal(struct typing *typing, const struct tree *tree, struct leat_type type,
                            int128 units);
struct node *typing_text(struct typing *typing, const struct tree *tree, struct leat_text text);

/* The integer of a constant one. */
int64_t node_integer(const struct node *node);

/* Several uses of one node: what is given stands for it wherever it is used, as often as wanted,
 * inside what typing_let then makes. */
struct node *typing_share(struct typing *typing, struct node *node);
struct node *typing_let(struct typing *typing, const struct tree *tree, struct node *shared,
                        struct node *body);

/* -- typing_kind.c: kinds and conversions ----------------------------------------------------- */

/* "a text", "an integer", "a decimal". */
const char *kind_phrase(enum leat_kind kind);
bool kind_is_number(enum leat_kind kind);
static inline bool kind_is_exact(enum leat_kind kind) {
    return kind == LEAT_INTEGER || kind == LEAT_DECIMAL;
}

/* A decimal that holds every value of an integer or decimal: of an integer constant, no more than
 * its digits. */
struct leat_type exact_type(const struct node *node);

/* An explicit cast. */
struct node *typing_cast(struct typing *typing, const struct tree *tree, struct node *node,
                         struct leat_type type);

/* What the node is without being asked: a literal becomes of that kind, a null too, an integer
 * widens. Of other kinds, the node as it is. NULL: the literal is none of that kind. */
struct node *typing_adapt(struct typing *typing, struct node *node, struct leat_type type);

/* A literal or null becomes of a kind like `other`, a text if other is one as well. */
struct node *typing_adapt_to(struct typing *typing, struct node *node, const struct node *other);

/* Gives all of them one type. what: "case", for the message. _compared: for typing_compare alone,
 * so that an exact number that the type may have no room for stays as it is. */
bool typing_unify(struct typing *typing, struct node **nodes, size_t count, const char *what);
bool typing_unify_compared(struct typing *typing, struct node **nodes, size_t count,
                           const char *what);

/* The node as a condition. what: "and", for the message. */
struct node *typing_condition(struct typing *typing, struct node *node, const char *what);

/* Fails: what takes `wanted`, and not what node is; with advice to cast. */
void *typing_fail_kind(struct typing *typing, const struct node *node, const char *what,
                       const char *wanted, enum leat_kind cast_to);

/* -- The rest, by what it types --------------------------------------------------------------- */
struct node *typing_arithmetic(struct typing *typing, const struct tree *tree);
struct node *typing_sign(struct typing *typing, const struct tree *tree); /* - x, + x */
struct node *typing_comparison(struct typing *typing, const struct tree *tree);
struct node *typing_compare(struct typing *typing, const struct tree *tree, enum tree_op op,
                            struct node *a, struct node *b);
struct node *typing_range(struct typing *typing, const struct tree *tree);  /* between, in, like */
struct node *typing_choice(struct typing *typing, const struct tree *tree); /* case */
struct node *typing_call(struct typing *typing, const struct tree *tree);
struct node *typing_join(struct typing *typing, const struct tree *tree);
struct node *typing_remainder(struct typing *typing, const struct tree *tree, struct node *a,
                              struct node *b);

/* -- finish.c --------------------------------------------------------------------------------- */

/* Numbers vectors and blocks, and gathers columns and constants. */
void expression_finish(struct leat_expression *expression);

#endif
