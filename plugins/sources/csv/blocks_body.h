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
    uint64_t has_cr;   /* not 0: there was a CR */
    uint64_t blank;    /* the block's bytes that begin an empty line */
    int64_t blanks;    /* those of all blocks */
    uint64_t wrong;    /* not 0: the text is not regular */
    seen seen;
    size_t last;           /* the last block with a line end outside quotes, */
    uint64_t last_outside; /* and its mask */
    int64_t lines;         /* line feeds */
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
    state->has_cr |= cr;
    if (quotes | state->inside | state->closed)
        outside &= ~prove_quotes(state, text, quotes, block_find(bytes, needles->delimiter),
                                 lf | cr, number == 0, dialect, valid);
    state->blank = (outside << 1 | state->at_start) & (outside | cr) & valid;
    state->at_start = carry_last(outside);
    if (state->blank)
        state->blanks += (int64_t)count_bits(state->blank);
    state->last = outside ? number : state->last;
    state->last_outside = outside ? outside : state->last_outside;
    state->lines += (int64_t)count_bits(lf);
}

/* Most text is calm for a long way: without quotes and empty lines. So many blocks of it are taken
 * at a time. */
enum { STRETCH = 4 };

/* Takes a stretch, if it is calm, and it begins neither inside quotes nor behind one. Where the text
 * has had no CR so far, one is not calm. Answers whether it has been taken. */
static inline __attribute__((always_inline)) bool cut_stretch(struct cutting *state,
                                                              const char *text, size_t number,
                                                              const struct needles *needles,
                                                              bool has_cr) {
    struct cutting next = *state;
    marks not_calm = marks_none();
    next.blank = 0;
#pragma GCC unroll 4
    for (size_t i = 0; i < STRETCH; i++) {
        const block bytes = block_load(text + i * BLOCK);
        const marks cr = marks_find(bytes, needles->cr), quotes = marks_find(bytes, needles->quote);
        const uint64_t lf = block_find(bytes, needles->lf), after_lf = lf << 1 | next.at_start;
        not_calm = marks_or(not_calm, has_cr ? quotes : marks_or(quotes, cr));
        next.blank |= after_lf & lf;
        if (has_cr) {
            const uint64_t returns = marks_mask(cr);
            next.blank |= after_lf & returns;
            next.wrong |= (returns << 1 | next.after_cr) & ~lf;
            next.after_cr = carry_last(returns);
        }
        next.at_start = carry_last(lf);
        next.seen = seen_add(next.seen, bytes);
        next.lines += (int64_t)count_bits(lf);
        next.last = lf ? number + i : next.last;
        next.last_outside = lf ? lf : next.last_outside;
    }
    if (marks_mask(not_calm) | next.blank)
        return false;
    *state = next;
    return true;
}

static inline bool cut_calm(struct cutting *state, const char *text, size_t number,
                            const struct needles *needles) {
    if (state->inside | state->closed)
        return false;
    return state->has_cr ? cut_stretch(state, text, number, needles, true)
                         : cut_stretch(state, text, number, needles, false);
}

static int64_t count_line_feeds(const char *text, const char *end) {
    int64_t count = 0;
    while (text < end && (text = memchr(text, '\n', (size_t)(end - text)))) {
        count++;
        text++;
    }
    return count;
}

static struct blocks_cut cut(const char *text, size_t size, struct dialect dialect, bool is_last) {
    const struct needles needles = needles_of(dialect);
    struct cutting state = {.at_start = 1, .seen = seen_none()};
    struct blocks_of blocks;
    blocks_of(&blocks, text, size, dialect);
    for (size_t i = 0; i < blocks.count;) {
        const size_t next = i + STRETCH;
        if (next <= blocks.whole && cut_calm(&state, text + i * BLOCK, i, &needles)) {
            i = next;
            continue;
        }
        for (; i < next && i < blocks.count; i++)
            cut_block(&state, blocks_get(&blocks, i), text + i * BLOCK, i, dialect, &needles,
                      blocks_valid(&blocks, i));
    }
    const bool ends_in_cr = size > 0 && text[size - 1] == '\r';
    if (ends_in_cr && state.blank >> (size - 1) % BLOCK & 1)
        state.blanks--; /* the line goes on behind the text */
    const int top = state.last_outside ? BLOCK - __builtin_clzll(state.last_outside) : 0;
    const size_t end = state.last * BLOCK + (size_t)top;
    return (struct blocks_cut){
        .is_regular = !state.wrong && !seen_has_nul(state.seen) && !(is_last && ends_in_cr),
        .end = end,
        .lines = state.lines - count_line_feeds(text + end, text + size),
        .blanks = state.blanks,
        .is_unclosed = state.inside != 0,
    };
}

/* -- index ------------------------------------------------------------------------------------ */

struct indexing {
    struct blocks_index found;
    uint64_t inside;            /* all ones: the next block begins inside quotes */
    uint64_t quotes, quoted_lf; /* of all blocks so far */
    seen seen;
};

static inline __attribute__((always_inline)) void index_block(struct indexing *state, block bytes,
                                                              uint32_t base,
                                                              const struct needles *needles,
                                                              uint64_t valid, uint32_t *at) {
    const uint64_t quotes = block_find(bytes, needles->quote);
    uint64_t lf = block_find(bytes, needles->lf);
    uint64_t found = (block_find(bytes, needles->delimiter) | lf) & valid;
    state->seen = seen_add(state->seen, bytes);
    if (quotes | state->inside) {
        const uint64_t inside = prefix_xor(quotes) ^ state->inside;
        state->quotes |= quotes;
        state->quoted_lf |= lf & inside;
        state->inside = spread_last(inside);
        lf &= ~inside;
        found &= ~inside;
    }
    state->found.count += put_positions(found, base, at + state->found.count);
    state->found.rows += count_bits(lf);
}

static struct blocks_index find(const char *text, size_t size, struct dialect dialect,
                                uint32_t *at) {
    const struct needles needles = needles_of(dialect);
    struct indexing state = {.seen = seen_none()};
    struct blocks_of blocks;
    blocks_of(&blocks, text, size, dialect);
    for (size_t i = 0; i < blocks.whole; i++)
        index_block(&state, block_load(text + i * BLOCK), (uint32_t)(i * BLOCK), &needles,
                    ~(uint64_t)0, at);
    if (blocks.whole < blocks.count)
        index_block(&state, block_load(blocks.last), (uint32_t)(blocks.whole * BLOCK), &needles,
                    blocks.rest, at);
    state.found.has_quotes = state.quotes != 0;
    state.found.has_quoted_line = state.quoted_lf != 0;
    state.found.has_high = seen_has_high(state.seen);
    return state.found;
}
