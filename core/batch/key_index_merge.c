/* key_index_merge: the keys of a range of one index into another. See key_index.h. */
#include "batch/key_index_parts.h"

enum { AHEAD = 16 };

/* Slots that stand in the order of their tags, but for those that found their places taken. */
struct range {
    const struct key_index *index;
    uint64_t number; /* the tags' first bits … */
    unsigned bits;   /* … and how many of them */
    size_t first, count;
};

static uint64_t slot_at(const struct range *range, size_t i) {
    return range->index->slots[(range->first + i) & key_slot_mask(range->index)];
}

static bool is_of(const struct range *range, uint64_t slot) {
    return slot != 0 &&
           (uint64_t)key_slot_tag(slot) << range->bits >> KEY_TAG_BITS == range->number;
}

static struct range range_of(const struct key_index *index, size_t number, unsigned bits) {
    struct range range = {.index = index, .number = number, .bits = bits};
    const size_t slots = key_slot_mask(index) + 1;
    if (bits <= index->bits) {
        range.first = number << (index->bits - bits);
        range.count = (size_t)1 << (index->bits - bits);
    } else {
        range.first = number >> (bits - index->bits);
        range.count = 1;
    }
    while (range.count < slots && slot_at(&range, range.count) != 0) {
        range.count++; /* what found its place taken stands before the next empty slot */
    }
    return range;
}

static size_t count_keys(const struct range *range) {
    size_t count = 0;
    for (size_t i = 0; i < range->count; i++) {
        count += is_of(range, slot_at(range, i));
    }
    return count;
}

/* The words of a key that is taken soon lie in far memory. */
static void fetch(const struct range *range, size_t i) {
    const struct key_index *index = range->index;
    const uint64_t slot = i + AHEAD < range->count ? slot_at(range, i + AHEAD) : 0;
    if (slot != 0) {
        const uint64_t *words = index->words + key_slot_number(slot) * index->width;
        __builtin_prefetch(words);
        __builtin_prefetch(words + index->width - 1);
    }
}

/* The key's number in `into`; LEAT_NOWHERE: no memory. */
static uint32_t take_key(struct key_index *into, const struct key_index *from, uint32_t key) {
    const uint64_t *words = from->words + key * from->width;
    const struct key_wanted wanted = {
        .words = words,
        .written =
            from->far != NULL && key_words_are_far(words, from->columns) ? from->far[key] : NULL};
    const uint32_t tag = key_tag(into, key_words_hash(words, from->width));
    const struct key_table table = key_table_of(into);
    size_t at = tag >> table.shift;
    uint32_t number = key_look(table, from->width, tag, words, &at);
    if (wanted.written != NULL) {
        number = key_look_far(into, tag, &wanted, at, number);
    }
    return number == LEAT_NOWHERE ? key_add(into, tag, &wanted) : number;
}

struct leat_index_pair *key_index_merge(struct key_index *into, const struct key_index *from,
                                        size_t range_number, size_t ranges, size_t *count) {
    const unsigned bits = (unsigned)__builtin_ctzll(ranges);
    const struct range range = range_of(from, range_number, bits);
    const size_t most = count_keys(&range);
    struct leat_index_pair *pairs = memory_try((most + 1) * sizeof *pairs);
    *count = 0;
    if (into->count == 0) {
        into->skip = bits;
    }
    bool done = pairs != NULL && key_make_room(into, into->count + most);
    for (size_t i = 0; done && i < range.count; i++) {
        const uint64_t slot = slot_at(&range, i);
        fetch(&range, i);
        if (is_of(&range, slot)) {
            const uint32_t key = key_slot_number(slot), number = take_key(into, from, key);
            pairs[(*count)++] = (struct leat_index_pair){key, number};
            done = number != LEAT_NOWHERE;
        }
    }
    if (!done) {
        memory_free(pairs);
        return NULL;
    }
    return pairs;
}
