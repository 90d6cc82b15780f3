/* The scans of scans.h but the walk, for a variant to include behind its block_*.h
 * (shared/vector/block.h). */
#include "scans.h"

/* The block at text[at]; the last one is filled up with spaces. */
static inline block block_at(const char *text, size_t at, size_t size) {
    char last[BLOCK];
    if (size - at >= BLOCK)
        return block_load(text + at);
    memset(last, ' ', BLOCK);
    memcpy(last, text + at, size - at);
    return block_load(last);
}

/* -- cut -------------------------------------------------------------------------------------- */

struct cutting {
    uint64_t inside;  /* all ones: the next block begins inside a string */
    uint64_t escaped; /* 1: behind a backslash there */
    size_t depth;     /* how many objects and arrays it begins in, of the row's */
    struct scan_cut found;
};

/* The bytes behind a backslash that is not escaped itself. */
static inline uint64_t find_escaped(uint64_t slashes, uint64_t *carry) {
    uint64_t escaped = *carry;
    slashes &= ~escaped;
    *carry = 0;
    while (slashes) {
        const int at = __builtin_ctzll(slashes);
        if (at == BLOCK - 1)
            *carry = 1;
        else
            escaped |= (uint64_t)2 << at;
        slashes &= slashes - 1;
        slashes &= ~escaped;
    }
    return escaped;
}

/* The same byte by byte, for text with a backslash outside strings, where it escapes nothing. */
static uint64_t find_inside_slowly(block bytes, uint64_t inside, uint64_t escaped,
                                   struct cutting *state) {
    const uint64_t quotes = block_find(bytes, needle_of('"'));
    const uint64_t slashes = block_find(bytes, needle_of('\\'));
    bool is_inside = inside != 0, is_escaped = escaped != 0;
    uint64_t mask = 0;
    for (int i = 0; i < BLOCK; i++) {
        const bool is_quote = quotes >> i & 1, is_slash = slashes >> i & 1;
        if (is_inside && is_escaped)
            is_escaped = false;
        else if (is_inside && is_slash)
            is_escaped = true;
        else if (is_quote)
            is_inside = !is_inside;
        mask |= (uint64_t)is_inside << i;
    }
    state->inside = is_inside ? ~(uint64_t)0 : 0;
    state->escaped = is_escaped;
    return mask;
}

static inline uint64_t find_inside(block bytes, struct cutting *state) {
    uint64_t quotes = block_find(bytes, needle_of('"'));
    const uint64_t slashes = block_find(bytes, needle_of('\\'));
    const uint64_t was_inside = state->inside, was_escaped = state->escaped;
    if (slashes | state->escaped)
        quotes &= ~find_escaped(slashes, &state->escaped);
    const uint64_t inside = prefix_xor(quotes) ^ state->inside;
    if (__builtin_expect((slashes & ~inside) != 0, 0))
        return find_inside_slowly(bytes, was_inside, was_escaped, state);
    state->inside = (uint64_t)0 - (inside >> (BLOCK - 1));
    return inside;
}

/* Notes the last of the commas, if there are any. */
static inline void note_commas(struct cutting *state, uint64_t commas, size_t at) {
    if (commas)
        state->found.end = at + BLOCK - (size_t)__builtin_clzll(commas);
}

/* A block in which the text may come out of a row. True: the array ends. */
static inline bool cut_between(struct cutting *state, uint64_t opens, uint64_t closes,
                               uint64_t commas, size_t at) {
    uint64_t from = ~(uint64_t)0; /* the bits behind the last bracket */
    for (uint64_t brackets = opens | closes; brackets; brackets &= brackets - 1) {
        const int bit = __builtin_ctzll(brackets);
        if (state->depth == 0)
            note_commas(state, commas & from & bits_below(bit), at);
        from = ~bits_below(bit);
        if (opens >> bit & 1) {
            state->depth++;
        } else if (state->depth-- == 0) {
            state->found = (struct scan_cut){at + (size_t)bit + 1, true};
            return true;
        }
    }
    if (state->depth == 0)
        note_commas(state, commas & from, at);
    return false;
}

static struct scan_cut cut(const char *text, size_t size) {
    struct cutting state = {.depth = 0};
    for (size_t at = 0; at < size; at += BLOCK) {
        const block bytes = block_at(text, at, size);
        const uint64_t outside = ~find_inside(bytes, &state);
        const uint64_t opens = block_find_both(bytes, needle_of('{')) & outside;
        const uint64_t closes = block_find_both(bytes, needle_of('}')) & outside;
        const size_t closed = closes ? count_bits(closes) : 0;
        if (state.depth > closed) { /* it stays within the row */
            state.depth += (opens ? count_bits(opens) : 0) - closed;
            continue;
        }
        const uint64_t commas = block_find(bytes, needle_of(',')) & outside;
        if (cut_between(&state, opens, closes, commas, at))
            break;
    }
    return state.found;
}

/* -- counts ----------------------------------------------------------------------------------- */

/* Whether all before text[at], back to the line's start, is white space. */
static inline bool is_blank_before(const char *text, size_t at) {
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t' || text[at - 1] == '\r'))
        at--;
    return at == 0 || text[at - 1] == '\n';
}

static struct scan_count count_lines(const char *text, size_t size) {
    struct scan_count count = {.lines = 0};
    uint64_t may_end = 1; /* 1: the byte before the block may end a blank line's white space */
    for (size_t at = 0; at < size; at += BLOCK) {
        const block bytes = block_at(text, at, size);
        const uint64_t feeds = block_find(bytes, needle_of('\n'));
        const uint64_t spaces = feeds | block_find(bytes, needle_of(' ')) |
                                block_find(bytes, needle_of('\t')) |
                                block_find(bytes, needle_of('\r'));
        for (uint64_t may_be = feeds & (spaces << 1 | may_end); may_be; may_be &= may_be - 1)
            count.blanks += is_blank_before(text, at + (size_t)__builtin_ctzll(may_be));
        may_end = spaces >> (BLOCK - 1);
        if (feeds)
            count.lines += (int64_t)count_bits(feeds);
    }
    return count;
}

static struct scan_count count_chars(const char *text, size_t size) {
    struct scan_count count = {.lines = 0};
    for (size_t at = 0; at < size; at += BLOCK) {
        const block bytes = block_at(text, at, size);
        const uint64_t feeds = block_find(bytes, needle_of('\n'));
        uint64_t tails = block_tails(bytes);
        int64_t chars = size - at < BLOCK ? (int64_t)(size - at) : BLOCK;
        if (feeds) {
            const int last = BLOCK - 1 - __builtin_clzll(feeds);
            count.lines += (int64_t)count_bits(feeds);
            count.chars = 0;
            chars -= last + 1;
            tails &= ~(((uint64_t)1 << last) | bits_below(last));
        }
        count.chars += chars - (tails ? (int64_t)count_bits(tails) : 0);
    }
    return count;
}
