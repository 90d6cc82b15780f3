/* scratch: what one thread's evaluation keeps between chunks and calls. For core/expression
 * alone. */
#ifndef LEAT_EXPRESSION_SCRATCH_H
#define LEAT_EXPRESSION_SCRATCH_H

#include "expression/node.h"

/* Room for texts being made: the buffer that is filled now. */
struct text_heap {
    struct buffer *buffer; /* NULL: none yet */
    size_t made;           /* bytes of texts in it, and in those before it */
    int32_t number;        /* of it in the table of buffers */
    size_t room;           /* of it */
    size_t first;          /* how large the first buffer shall be, at least */
};

/* How many bytes an expression's result kept in the last batch, so that the next is given a buffer
 * of that size at once. */
struct heap_hint {
    const struct leat_expression *expression;
    size_t size;
};
enum { HEAP_HINTS = 16 };

/* A buffer that views may name by its number. */
struct text_buffer {
    struct buffer *buffer;
    bool is_own;     /* given back when the evaluation ends */
    bool is_passing; /* and it was of the chunk alone */
};

struct evaluation_scratch {
    struct vector *vectors;
    size_t vector_room;
    void **blocks; /* each of CHUNK_ROWS * 16 bytes */
    size_t block_room;

    const char **data; /* of buffers */
    struct text_buffer *buffers;
    size_t buffer_count, buffer_room;
    int32_t *firsts; /* a text source's first buffer number */
    size_t first_room;
    struct text_heap kept,
        passing; /* texts that the result may show; texts of no use once the chunk is done */
    struct heap_hint hints[HEAP_HINTS]; /* by heap_hint */
    int32_t *numbers; /* for each buffer, that which it has in the result; as `buffers` has room */
    size_t number_room;

    bool any_failed, out_of_memory;
    const struct node *too_much;  /* which made more texts than may be; NULL: none did */
    const char *too_much_in;      /* the text of its expression */
    uint64_t failed[CHUNK_WORDS]; /* of the chunk's rows */
    const struct node *failed_node[CHUNK_ROWS];
    size_t reason_at[CHUNK_ROWS];
    char *reasons; /* one after the other, each with its NUL */
    size_t reason_size, reason_room;
};

/* Makes everything ready for an expression over these columns; false: no memory. */
bool scratch_begin(struct evaluation_scratch *scratch, const struct leat_expression *expression,
                   struct column *const *columns, struct frame *frame);

/* Sets the vectors of the expression's constants. */
void scratch_constants(const struct leat_expression *expression, struct vector *vectors);

/* Adds a buffer, lent, to the table: its number; -1: no memory. */
int32_t scratch_add(struct evaluation_scratch *scratch, struct buffer *buffer);

/* Room for a number a buffer; NULL: no memory. */
int32_t *scratch_numbers(struct evaluation_scratch *scratch);

/* Before each chunk. */
void scratch_chunk(struct evaluation_scratch *scratch);

/* Tells the chunk's failures, by row. */
void scratch_tell(struct evaluation_scratch *scratch, const struct frame *frame,
                  const struct evaluation *evaluation);

/* Gives back what the one expression alone needed. */
void scratch_end(struct evaluation_scratch *scratch, const struct leat_expression *expression);

void scratch_free(struct evaluation_scratch *scratch); /* NULL is allowed */

/* Why the chunk's row failed, without the expression's text; for constants worked out at compile
 * time. */
const char *scratch_reason(const struct evaluation_scratch *scratch, int32_t row);

#endif
