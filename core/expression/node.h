/* node: a typed expression, ready to be evaluated. For core/expression alone.
 *
 * Rows are worked on in chunks of 1024, so that what one node gives is still in the nearest cache
 * when the next reads it. A node's result over a chunk is a vector. Columns and constants are read
 * where they stand; other values go into blocks, few of which are needed since they are numbered
 * like registers when the expression is compiled (finish.c).
 *
 * Which rows count is said by bitmaps. `selection` has the rows whose value will be looked at: a
 * branch of case is worked out under those that take it, so that others cannot fail in it. NULL
 * means all rows. Values of rows beyond it, as those under nulls, are not specified, and kernels
 * that can fail look at `active` rows alone: selected, and without nulls. */
#ifndef LEAT_EXPRESSION_NODE_H
#define LEAT_EXPRESSION_NODE_H

#include "base/decimal.h"
#include "expression/expression.h"

enum { CHUNK_ROWS = 1024, CHUNK_WORDS = CHUNK_ROWS / 64 };

/* Texts that functions make are no longer than this; a row whose text would be fails. */
enum { NODE_TEXT_MOST = 1 << 26 };

struct vector {
    void *values; /* by type: int64_t, double, int128, int32_t, text views; booleans: bits in words
                     of 64 */
    uint64_t *valid;  /* NULL: no nulls */
    bool is_constant; /* values holds one value, which is that of all rows; never of booleans, which
                         are whole words */
    int32_t first_buffer; /* text: what its views' buffer numbers are counted from */
    uint64_t valid_words[CHUNK_WORDS],
        value_words[CHUNK_WORDS]; /* room for valid, and for booleans */
};

struct node;
struct frame;

/* Evaluates a node into its vector, its arguments included. false: no memory. */
typedef bool node_eval(struct frame *frame, const struct node *node, const uint64_t *selection);

/* Works out the values of a function that is null where an argument is: the arguments' vectors are
 * there, and out's bitmap and where its values go. false: no memory. */
typedef bool node_kernel(struct frame *frame, const struct node *node, const uint64_t *active,
                         struct vector *out);

#define NODE_NO_BLOCK UINT32_MAX

struct node {
    node_eval *eval;
    node_kernel *kernel; /* where eval is node_eval_strict */
    struct leat_type type;
    struct node **args;
    uint32_t count;   /* of args */
    uint32_t number;  /* of its vector */
    uint32_t block;   /* where its values go, or NODE_NO_BLOCK */
    bool is_constant; /* value says what; a null has a type of kind LEAT_NONE until it is known what
                       * it is compared with
                       */
    bool is_null;     /* a constant that is null */
    bool is_literal;  /* a text constant as written: it becomes what it stands beside, as in
                         PostgreSQL */
    bool fails;       /* a row may fail in it, or below it */
    bool can_fail;    /* a row may fail in it */
    bool one_by_one;  /* its arguments are evaluated one after the other, args[0] being held to the
                         end */
    bool passes;      /* its texts may be views of its arguments' */
    bool keeps;       /* its texts may be seen in the result */
    bool is_private;  /* values are not to be shown */
    bool is_cast;     /* its argument as another type */
    size_t offset, length; /* the bytes of the text that it is written in */
    int32_t column;        /* of a bare column, else -1 */
    int64_t numbers[2];    /* for the kernel: scales and the like */
    struct node **listed;  /* the constants of a set, as data has them */
    uint32_t listed_count;
    const void *data;                     /* for the kernel: a compiled pattern, a set */
    _Alignas(16) unsigned char value[16]; /* a constant's, as in a column (a boolean as a byte;
                                             text: text) */
    struct leat_text text;                /* a constant text; the name of a column */
};

/* A column of texts that is read, whose buffers an evaluation numbers. */
struct text_source {
    int32_t column;
    bool is_symbols; /* the column's symbols, not its values */
};

/* The whole. */
struct leat_expression {
    struct arena *arena;
    char *text; /* as written */
    size_t size;
    struct node *root;
    struct node **nodes; /* by number, arguments first */
    uint32_t node_count, block_count;
    int32_t *columns;
    size_t column_count;
    struct text_source *texts;
    size_t text_count;
    struct buffer *constants; /* long constant texts; or NULL */
    const char *sql[2];       /* by dialect; or NULL */
};

/* What an evaluation keeps between calls. */
struct evaluation_scratch;

/* One chunk, being evaluated. */
struct frame {
    const struct leat_expression *expression;
    struct column *const *columns;
    struct vector *vectors;
    void **blocks;
    const char **data; /* the text buffers, by number */
    int64_t first;     /* the batch's row that is row 0 here */
    int32_t rows;
    struct evaluation_scratch *scratch;
};

static inline struct vector *frame_vector(const struct frame *frame, const struct node *node) {
    return &frame->vectors[node->number];
}

static inline struct vector *frame_arg(const struct frame *frame, const struct node *node,
                                       uint32_t arg) {
    return &frame->vectors[node->args[arg]->number];
}

/* Words that hold the rows' bits. */
static inline int frame_words(const struct frame *frame) { return (frame->rows + 63) / 64; }

/* -- eval.c ----------------------------------------------------------------------------------- */

/* Evaluates node and what is below it. */
static inline bool node_evaluate(struct frame *frame, const struct node *node,
                                 const uint64_t *selection) {
    return node->eval(frame, node, selection);
}

node_eval node_eval_strict, node_eval_column, node_eval_constant, node_eval_shared;

/* A row fails: its result is null, and the reason is told once. */
void frame_fail(struct frame *frame, const struct node *node, struct vector *out, int32_t row,
                const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The same, for a value that is no number or date: "'abc' is not an integer". Private values are
 * not shown. */
void frame_fail_value(struct frame *frame, const struct node *node, struct vector *out, int32_t row,
                      struct leat_text value, const char *what);

/* Makes out's bitmap its own, all ones if it had none. */
void vector_own_valid(struct vector *out);

/* Room for size bytes of text, and how a view names it; NULL: no memory. */
char *frame_text_room(struct frame *frame, const struct node *node, size_t size, int32_t *number,
                      int32_t *offset);

/* Where frame_text_room's room ends up smaller than asked for: gives the rest back. Right after it
 * alone. */
void frame_text_shrink(struct frame *frame, const struct node *node, size_t unused);

/* -- Walking over rows ------------------------------------------------------------------------ */

struct walk {
    const uint64_t *active; /* NULL: all */
    uint64_t bits;
    int32_t rows, word, row;
};

static inline uint64_t walk_load(const struct walk *walk) {
    const int32_t left = walk->rows - walk->word * 64;
    const uint64_t all = left >= 64 ? UINT64_MAX : (UINT64_C(1) << left) - 1;
    return walk->active == NULL ? all : walk->active[walk->word] & all;
}

static inline struct walk walk_start(const struct frame *frame, const uint64_t *active) {
    struct walk walk = {.active = active, .rows = frame->rows};
    walk.bits = frame->rows > 0 ? walk_load(&walk) : 0;
    return walk;
}

/* Whether there is one more row: walk->row. */
static inline bool walk_next(struct walk *walk) {
    while (walk->bits == 0) {
        if (++walk->word * 64 >= walk->rows) {
            return false;
        }
        walk->bits = walk_load(walk);
    }
    walk->row = walk->word * 64 + __builtin_ctzll(walk->bits);
    walk->bits &= walk->bits - 1;
    return true;
}

/* -- Reading and writing vectors -------------------------------------------------------------- */

static inline bool words_bit(const uint64_t *words, int32_t row) {
    return words[row >> 6] >> (row & 63) & 1;
}
static inline void words_set(uint64_t *words, int32_t row) {
    words[row >> 6] |= UINT64_C(1) << (row & 63);
}
static inline void words_clear(uint64_t *words, int32_t row) {
    words[row >> 6] &= ~(UINT64_C(1) << (row & 63));
}

static inline bool vector_is_null(const struct vector *vector, int32_t row) {
    return vector->valid != NULL && !words_bit(vector->valid, row);
}

static inline int64_t vector_integer(const struct vector *vector, int32_t row) {
    return ((const int64_t *)vector->values)[vector->is_constant ? 0 : row];
}

static inline int32_t vector_date(const struct vector *vector, int32_t row) {
    return ((const int32_t *)vector->values)[vector->is_constant ? 0 : row];
}

static inline double vector_real(const struct vector *vector, int32_t row) {
    return ((const double *)vector->values)[vector->is_constant ? 0 : row];
}

static inline int128 vector_decimal(const struct vector *vector, int32_t row) {
    return ((const int128 *)vector->values)[vector->is_constant ? 0 : row];
}

static inline struct text_view vector_view(const struct vector *vector, int32_t row) {
    return text_view_get(vector->values, vector->is_constant ? 0 : (size_t)row);
}

/* Of a row that is not null. Short texts point into the vector. */
static inline struct leat_text vector_text(const struct frame *frame, const struct vector *vector,
                                           int32_t row) {
    const char *at = (const char *)vector->values + (vector->is_constant ? 0 : (size_t)row * 16);
    int32_t size, place[2];
    memcpy(&size, at, sizeof size);
    if (size <= TEXT_INLINE) {
        return (struct leat_text){at + 4, (size_t)size};
    }
    memcpy(place, at + 8, sizeof place);
    return (struct leat_text){frame->data[vector->first_buffer + place[0]] + place[1],
                              (size_t)size};
}

/* Sets a text that stands in a buffer (whose number needs no more adding to); short ones are
 * copied. */
static inline void vector_set_text(struct vector *out, int32_t row, const char *data, size_t size,
                                   int32_t number, int32_t offset) {
    text_view_set(out->values, (size_t)row, text_view_of(data, size, number, (size_t)offset));
}

/* Copies a text of another vector. */
static inline void vector_copy_text(struct vector *out, int32_t row, const struct vector *from,
                                    int32_t from_row) {
    struct text_view view = vector_view(from, from_row);
    view.number += view.size > TEXT_INLINE ? from->first_buffer : 0;
    text_view_set(out->values, (size_t)row, view);
}

/* Part of a text of another vector: a view of the same bytes. */
static inline void vector_set_part(const struct frame *frame, struct vector *out, int32_t row,
                                   const struct vector *from, size_t start, size_t size) {
    const struct text_view view = vector_view(from, row);
    if (view.size > TEXT_INLINE) {
        const struct leat_text text = vector_text(frame, from, row);
        vector_set_text(out, row, text.data + start, size, from->first_buffer + view.number,
                        view.offset + (int32_t)start);
        return;
    }
    uint128 bytes = view.prefix | (uint128)text_view_rest(view) << 32;
    bytes = bytes >> 8 * start & (((uint128)1 << 8 * size) - 1);
    const uint64_t words[2] = {size | (uint64_t)bytes << 32, (uint64_t)(bytes >> 32)};
    memcpy((char *)out->values + (size_t)row * sizeof words, words, sizeof words);
}

/* Sets a text that is in no buffer yet; false: no memory. */
bool vector_put_text(struct frame *frame, const struct node *node, struct vector *out, int32_t row,
                     const char *data, size_t size);

#endif
