/* The scans of blocks.h, for a variant to include behind its block_*.h (shared/vector/block.h). */
#include "blocks.h"

struct needles {
    needle quote, delimiter, lf, cr;
};

static inline struct needles needles_of(struct dialect dialect) {
    return (struct needles){needle_of(dialect.quote), needle_of(dialect.delimiter), needle_of('\n'),
                            needle_of('\r')};
}

/* A text's blocks, of which the last is filled up with delimiters, which prove nothing wrong. */
struct blocks_of {
    const char *text;
    size_t whole, count;
    uint64_t rest; /* the mask of the bytes that count in the last one, where it is not whole */
    char last[BLOCK];
};

static inline void blocks_of(struct blocks_of *blocks, const char *text, size_t size,
                             struct dialect dialect) {
    const size_t whole = size / BLOCK, left = size % BLOCK;
    blocks->text = text;
    blocks->whole = whole;
    blocks->count = whole + (left > 0);
    blocks->rest = ((uint64_t)1 << left) - 1;
    memset(blocks->last, dialect.delimiter, BLOCK);
    memcpy(blocks->last, text + whole * BLOCK, left);
}

static inline block blocks_get(const struct blocks_of *blocks, size_t number) {
    return block_load(number < blocks->whole ? blocks->text + number * BLOCK : blocks->last);
}

static inline uint64_t blocks_valid(const struct blocks_of *blocks, size_t number) {
    return number < blocks->whole ? ~(uint64_t)0 : blocks->rest;
}

/* What a block's last bit is, as a whole mask or as a first bit for the next block. */
static inline uint64_t spread_last(uint64_t mask) { return (uint64_t)0 - (mask >> (BLOCK - 1)); }
static inline uint64_t carry_last(uint64_t mask) { return mask >> (BLOCK - 1); }

/* -- cut -------------------------------------------------------------------------------------- */

struct cutting {
    uint64_t inside;   /* all ones: the next block begins inside quotes */
    uint64_t closed;   /* 1: the byte before it is a closing quote, or half of a doubled one */
    uint64_t after_cr; /* 1: that byte is a CR */
    uint64_t at_start; /* 1: that byte ends a record, or there is none */
    uint64_t blank;    /* the block's bytes that begin an empty line */
    int64_t blanks;    /* those of all blocks */
    uint64_t wrong;    /* not 0: the text is not regular */
    seen seen;
    size_t last;                      /* the last block with a line end outside quotes, */
    uint64_t last_outside, last_lf;   /* its masks, */
    int64_t lines, lines_before_last; /* and the line feeds before it */
};

/* The bytes inside quotes of a block that has quotes, or begins inside them or behind one. A quote
 * opens behind a delimiter, a line end or (doubled) a closing quote, and before the next of these
 * it must close. */
static inline uint64_t prove_quotes(struct cutting *state, const char *text, uint64_t quotes,
                                    uint64_t delimiters, uint64_t ends, bool is_first,
                                    struct dialect dialect, uint64_t valid) {
    const uint64_t inside = prefix_xor(quotes) ^ state->inside;
    const uint64_t opening = quotes & inside, closing = quotes & ~inside;
    const uint64_t may_open = delimiters | ends | closing;
    const bool may_open_first =
        is_first || text[-1] == (char)dialect.delimiter || text[-1] == '\n' || state->closed;
    state->wrong |= opening & ~(may_open << 1 | may_open_first);
    state->wrong |= (closing << 1 | state->closed) & ~(delimiters | ends | opening) & valid;
    state->inside = spread_last(inside);
    state->closed = carry_last(closing);
    return inside;
}

/* valid: the bytes that count. */
static inline void cut_block(struct cutting *state, block bytes, const char *text, size_t number,
                             struct dialect dialect, const struct needles *needles,
                             uint64_t valid) {
    const uint64_t quotes = block_find(bytes, needles->quote);
    const uint64_t lf = block_find(bytes, needles->lf), cr = block_find(bytes, needles->cr);
    uint64_t outside = lf;
    state->seen = seen_add(state->seen, bytes);
    state->wrong |= (cr << 1 | state->after_cr) & ~lf & valid;
    state->after_cr = carry_last(cr);
    if (quotes | state->inside | state->closed)
        outside &= ~prove_quotes(state, text, quotes, block_find(bytes, needles->delimiter),
                                 lf | cr, number == 0, dialect, valid);
    state->blank = (outside << 1 | state->at_start) & (outside | cr) & valid;
    state->at_start = carry_last(outside);
    if (state->blank)
        state->blanks += (int64_t)count_bits(state->blank);
    state->lines_before_last = outside ? state->lines : state->lines_before_last;
    state->last = outside ? number : state->last;
    state->last_lf = outside ? lf : state->last_lf;
    state->last_outside = outside ? outside : state->last_outside;
    state->lines += (int64_t)count_bits(lf);
}

static struct blocks_cut cut(const char *text, size_t size, struct dialect dialect, bool is_last) {
    const struct needles needles = needles_of(dialect);
    struct cutting state = {.at_start = 1, .seen = seen_none()};
    struct blocks_of blocks;
    blocks_of(&blocks, text, size, dialect);
    for (size_t i = 0; i < blocks.count; i++)
        cut_block(&state, blocks_get(&blocks, i), text + i * BLOCK, i, dialect, &needles,
                  blocks_valid(&blocks, i));
    const bool ends_in_cr = size > 0 && text[size - 1] == '\r';
    struct blocks_cut found = {
        .is_regular = !state.wrong && !seen_has_nul(state.seen) && !(is_last && ends_in_cr),
        .blanks = state.blanks,
        .is_unclosed = state.inside != 0,
    };
    if (ends_in_cr && state.blank >> (size - 1) % BLOCK & 1)
        found.blanks--; /* the line goes on behind the text */
    if (state.last_outside) {
        const int top = BLOCK - 1 - __builtin_clzll(state.last_outside);
        const uint64_t upto = ~(uint64_t)0 >> (BLOCK - 1 - top);
        found.end = state.last * BLOCK + (size_t)top + 1;
        found.lines = state.lines_before_last + (int64_t)count_bits(state.last_lf & upto);
    }
    return found;
}

/* -- index ------------------------------------------------------------------------------------ */

struct indexing {
    struct blocks_index found;
    uint64_t inside;            /* all ones: the next block begins inside quotes */
    uint64_t quotes, quoted_lf; /* of all blocks so far */
    seen seen;
};

static inline void index_block(struct indexing *state, block bytes, uint32_t base,
                               const struct needles *needles, uint64_t valid, uint32_t *at) {
    const uint64_t quotes = block_find(bytes, needles->quote);
    uint64_t lf = block_find(bytes, needles->lf);
    uint64_t marks = (block_find(bytes, needles->delimiter) | lf) & valid;
    state->seen = seen_add(state->seen, bytes);
    if (quotes | state->inside) {
        const uint64_t inside = prefix_xor(quotes) ^ state->inside;
        state->quotes |= quotes;
        state->quoted_lf |= lf & inside;
        state->inside = spread_last(inside);
        lf &= ~inside;
        marks &= ~inside;
    }
    state->found.count += put_positions(marks, base, at + state->found.count);
    state->found.rows += count_bits(lf);
}

static struct blocks_index find(const char *text, size_t size, struct dialect dialect,
                                uint32_t *at) {
    const struct needles needles = needles_of(dialect);
    struct indexing state = {.seen = seen_none()};
    struct blocks_of blocks;
    blocks_of(&blocks, text, size, dialect);
    for (size_t i = 0; i < blocks.count; i++)
        index_block(&state, blocks_get(&blocks, i), (uint32_t)(i * BLOCK), &needles,
                    blocks_valid(&blocks, i), at);
    state.found.has_quotes = state.quotes != 0;
    state.found.has_quoted_line = state.quoted_lf != 0;
    state.found.has_high = seen_has_high(state.seen);
    return state.found;
}
