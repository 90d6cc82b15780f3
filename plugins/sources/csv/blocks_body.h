/* The scan of blocks.h, for a variant to include behind its block_*.h (shared/vector/block.h). */
#include "blocks.h"

_Static_assert((int)BLOCKS_BYTES == (int)BLOCK, "a mask is for a block");

struct needles {
    needle quote, delimiter, lf, cr;
};

static inline struct needles needles_of(struct dialect dialect) {
    return (struct needles){needle_of(dialect.quote), needle_of(dialect.delimiter), needle_of('\n'),
                            needle_of('\r')};
}

/* What a block's last bit is, as a whole mask or as a first bit for the next block. */
static inline uint64_t spread_last(uint64_t mask) { return (uint64_t)0 - (mask >> (BLOCK - 1)); }
static inline uint64_t carry_last(uint64_t mask) { return mask >> (BLOCK - 1); }

static size_t count_line_feeds(const char *text, const char *end) {
    size_t count = 0;
    while (text < end && (text = memchr(text, '\n', (size_t)(end - text)))) {
        count++;
        text++;
    }
    return count;
}

/* -- the scan --------------------------------------------------------------------------------- */

struct scanning {
    uint64_t inside;   /* all ones: the next block begins inside quotes */
    uint64_t closed;   /* 1: the byte before it is a closing quote, or half of a doubled one */
    uint64_t after_cr; /* 1: that byte is a CR */
    uint64_t at_start; /* 1: that byte ends a record, or there is none */
    uint64_t blank;    /* the block's bytes that begin an empty line */
    size_t blanks;     /* those of all blocks */
    uint64_t wrong;    /* not 0: the text is not regular */
    uint64_t quotes;   /* not 0: it has some */
    seen seen;
    size_t rows, quoted_rows; /* line feeds: outside quotes, and inside */
};

/* The bytes inside quotes of a block that has quotes, or begins inside them or behind one. A quote
 * opens behind a delimiter, a line end or (doubled) a closing quote, and before the next of these
 * it must close. */
static inline uint64_t prove_quotes(struct scanning *state, const char *text, uint64_t quotes,
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
static inline __attribute__((always_inline)) void
scan_block(struct scanning *state, block bytes, const char *text, size_t number,
           struct dialect dialect, const struct needles *needles, uint64_t valid, uint64_t *masks) {
    const uint64_t quotes = block_find(bytes, needles->quote);
    const uint64_t delimiters = block_find(bytes, needles->delimiter);
    const uint64_t lf = block_find(bytes, needles->lf), cr = block_find(bytes, needles->cr);
    uint64_t outside = lf, found = (delimiters | lf) & valid;
    state->seen = seen_add(state->seen, bytes);
    state->wrong |= (cr << 1 | state->after_cr) & ~lf & valid;
    state->after_cr = carry_last(cr);
    if (quotes | state->inside | state->closed) {
        const uint64_t inside =
            prove_quotes(state, text, quotes, delimiters, lf | cr, number == 0, dialect, valid);
        state->quotes |= quotes;
        state->quoted_rows += count_bits(lf & inside);
        outside &= ~inside;
        found &= ~inside;
    }
    state->blank = (outside << 1 | state->at_start) & (outside | cr) & valid;
    state->at_start = carry_last(outside);
    if (state->blank)
        state->blanks += count_bits(state->blank);
    state->rows += count_bits(outside);
    masks[number] = found;
}

/* The end of the last line that ends outside quotes; 0: there is none. */
static size_t find_end(const char *text, size_t size, const uint64_t *masks) {
    const char *lf = memrchr(text, '\n', size);
    while (lf && !(masks[(size_t)(lf - text) / BLOCK] >> (size_t)(lf - text) % BLOCK & 1))
        lf = memrchr(text, '\n', (size_t)(lf - text));
    return lf ? (size_t)(lf - text) + 1 : 0;
}

static struct blocks_found find(const char *text, size_t size, struct dialect dialect, bool is_last,
                                uint64_t *masks) {
    const size_t whole = size / BLOCK, left = size % BLOCK;
    const struct needles needles = needles_of(dialect);
    struct scanning state = {.at_start = 1, .seen = seen_none()};
    for (size_t i = 0; i < whole; i++)
        scan_block(&state, block_load(text + i * BLOCK), text + i * BLOCK, i, dialect, &needles,
                   ~(uint64_t)0, masks);
    if (left > 0) { /* filled up with delimiters, which prove nothing wrong */
        char last[BLOCK];
        memset(last, dialect.delimiter, BLOCK);
        memcpy(last, text + whole * BLOCK, left);
        scan_block(&state, block_load(last), text + whole * BLOCK, whole, dialect, &needles,
                   ((uint64_t)1 << left) - 1, masks);
    }
    const bool ends_in_cr = size > 0 && text[size - 1] == '\r';
    if (ends_in_cr && state.blank >> (size - 1) % BLOCK & 1)
        state.blanks--; /* the line goes on behind the text */
    const size_t end = is_last ? size : find_end(text, size, masks);
    const size_t behind = state.quoted_rows > 0 ? count_line_feeds(text + end, text + size) : 0;
    return (struct blocks_found){
        .is_regular =
            !state.wrong && !seen_has_nul(state.seen) && !(is_last && (ends_in_cr || state.inside)),
        .end = end,
        .lines = (int64_t)(state.rows + state.quoted_rows - behind),
        .blanks = (int64_t)state.blanks,
        .rows = state.rows,
        .has_quotes = state.quotes != 0,
        .has_quoted_line = state.quoted_rows > 0,
        .has_high = seen_has_high(state.seen),
    };
}

/* -- positions -------------------------------------------------------------------------------- */

static size_t put(const uint64_t *masks, size_t size, uint32_t *at) {
    const size_t whole = size / BLOCK, left = size % BLOCK;
    size_t count = 0;
    for (size_t i = 0; i < whole; i++)
        count += put_positions(masks[i], (uint32_t)(i * BLOCK), at + count);
    if (left > 0)
        count += put_positions(masks[whole] & (((uint64_t)1 << left) - 1),
                               (uint32_t)(whole * BLOCK), at + count);
    return count;
}
