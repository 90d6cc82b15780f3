/* accumulator: what one aggregate keeps of the rows of one group.
 *
 * An accumulator is a few bytes inside a group's block, aligned to 8, zeroed or as its kind starts
 * it. What it holds is exact, so that the order of adding and merging never shows in what it gives.
 * What cannot be of fixed size (long text, the values of a median, the set of a count distinct, a
 * sum of reals too far apart) hangs off it in counted memory.
 *
 * Values come in three classes, so that few loops serve all kinds: words of 64 bits that are
 * ordered as the values are, wides of 128 bits (decimals of more than 18 digits), and text. -0.0
 * comes as 0.0. */
#ifndef LEAT_EXPRESSION_ACCUMULATOR_H
#define LEAT_EXPRESSION_ACCUMULATOR_H

#include "base/decimal.h"
#include "batch/builder.h"

enum accumulator_class { ACCUMULATOR_WORDS, ACCUMULATOR_WIDES, ACCUMULATOR_TEXTS };
enum accumulator_class accumulator_class_of(struct leat_type type);

/* The rows that are added at once: so few that their masks and words stay in the nearest cache. */
enum { ACCUMULATOR_ROWS = 1024, ACCUMULATOR_MASKS = ACCUMULATOR_ROWS / 64 };

/* Rows to add, with the argument's values; row 0 here is row `first` of its column. */
struct accumulator_rows {
    void *const *blocks;  /* a row's block; not read where the mask has no bit */
    const uint64_t *mask; /* a bit a row: whether it is added; none past count */
    size_t count;         /* of rows, at most ACCUMULATOR_ROWS */
    size_t offset;        /* of the accumulator in a block */
    const int64_t *words; /* taken as words … */
    const void *values;   /* … or as values: reals and wides as they stand in the column … */
    const struct leat_view *view; /* … and texts */
    int64_t first;
};

/* Bytes being read back. */
struct accumulator_bytes {
    const char *at;
    size_t left;
};

/* What an accumulator reads of its argument. */
enum accumulator_takes {
    ACCUMULATOR_TAKES_NOTHING,
    ACCUMULATOR_TAKES_WORDS,
    ACCUMULATOR_TAKES_VALUES
};

struct accumulator_kind {
    size_t size; /* a multiple of 8 */
    enum accumulator_takes takes;
    void (*start)(void *accumulator); /* of zeroed bytes; NULL: zeroed is started */

    /* Adds the rows. false: no memory; some may have been added. */
    bool (*add)(const struct accumulator_rows *rows);

    /* Adds what from holds, which then holds nothing; false: no memory, and from holds nothing as
     * well. */
    bool (*merge)(void *into, void *from);

    /* Bytes that load reads back: answers how many, written where into is not NULL. NULL: those of
     * the accumulator. */
    size_t (*save)(const void *accumulator, char *into);

    /* Reads them back into a started one; false: wrong bytes, or no memory. */
    bool (*load)(void *accumulator, struct accumulator_bytes *from);

    void (*drop)(void *accumulator); /* gives back what hangs off it; NULL: nothing ever does */
};

extern const struct accumulator_kind accumulator_count, accumulator_sum_words,
    accumulator_sum_wides, accumulator_sum_reals, accumulator_words, accumulator_wides,
    accumulator_symbol; /* measure_symbols.c; its words are weights */
/* By class. */
extern const struct accumulator_kind accumulator_least[3], accumulator_greatest[3],
    accumulator_distinct[3];

/* What a call makes of its accumulator. */
struct accumulator_use {
    struct leat_type from, type; /* of the argument; of what is given */
    const char *text, *argument; /* as written: "sum(pupils)", "pupils" */
};

/* Adds the result to the builder. false: *reason says why it cannot be given (memory_free). The
 * accumulator's value stays as it is, though median may put what it holds into another order. */
typedef bool accumulator_giver(const struct accumulator_use *use, void *accumulator,
                               struct builder *builder, char **reason);
accumulator_giver accumulator_give_count, accumulator_give_distinct, accumulator_give_sum,
    accumulator_give_mean, accumulator_give_sum_reals, accumulator_give_mean_reals,
    accumulator_give_extreme, accumulator_give_median;

/* -- For the accumulators themselves ---------------------------------------------------------- */

/* Makes words of a column's values [first, first + count); answers them: the column's own where
 * they are words already, else what was put into room. */
const int64_t *accumulator_make_words(const struct leat_view *view, int64_t first, size_t count,
                                      int64_t room[ACCUMULATOR_ROWS]);

/* A word of a real, and back. */
int64_t accumulator_word_of_real(double value);
double accumulator_real_of_word(int64_t word);

/* Adds a value of the class of words or wides, of type `type`, to a builder. */
void accumulator_build_word(struct builder *builder, struct leat_type type, int64_t word);
void accumulator_build_wide(struct builder *builder, int128 wide);

/* Takes size bytes from what is read back; false: there are fewer. */
bool accumulator_take(struct accumulator_bytes *from, void *into, size_t size);

static inline int128 accumulator_wide(const void *at) {
    int128 wide;
    memcpy(&wide, at, sizeof wide);
    return wide;
}

/* Does step for each row whose bit is set, until one answers false. Always inlined, so that each
 * kind gets a loop of its own without a call a row. */
static inline __attribute__((always_inline)) bool
accumulator_each(const struct accumulator_rows *rows,
                 bool (*step)(void *accumulator, const struct accumulator_rows *rows, size_t row)) {
    for (size_t from = 0; from < rows->count; from += 64) {
        uint64_t bits = rows->mask[from / 64];
        if (bits == UINT64_MAX) {
            for (size_t row = from; row < from + 64; row++) {
                if (!step((char *)rows->blocks[row] + rows->offset, rows, row))
                    return false;
            }
            continue;
        }
        for (; bits != 0; bits &= bits - 1) {
            const size_t row = from + (size_t)__builtin_ctzll(bits);
            if (!step((char *)rows->blocks[row] + rows->offset, rows, row))
                return false;
        }
    }
    return true;
}

#endif
