/* key_index: see key_index.h. */
#include "batch/key_index.h"

#include <string.h>

struct slot {
    uint32_t tag;    /* the hash's first bits, but for those that all keys of a range have alike */
    uint32_t number; /* 1 more than the key's; 0: empty */
};

/* Bytes of far values, which stay where they are while more are added. */
struct far_block {
    struct far_block *next;
    size_t used, room;
    uint8_t data[];
};

struct key_index {
    struct leat_type *types;
    size_t columns, width;
    unsigned skip; /* how many of the hash's first bits are left out of the tags */

    struct slot *slots; /* 1 << bits of them */
    unsigned bits;
    uint64_t *words;     /* by number: the keys */
    const uint8_t **far; /* by number: their far values; NULL: none has any yet */
    size_t count, room;
    struct far_block *far_blocks; /* the newest first */
};

enum { FIRST_BITS = 6, MOST_BITS = 32, FIRST_BYTES = 1024, MOST_BYTES = 1 << 20 };
/* Slots beyond this are fetched from far memory ahead of their use. */
enum { NEAR_BITS = 14, AHEAD = 16 };

size_t key_index_count(const struct key_index *index) { return index->count; }
size_t key_index_columns(const struct key_index *index) { return index->columns; }
const struct leat_type *key_index_types(const struct key_index *index) { return index->types; }

/* -- Slots ------------------------------------------------------------------------------------ */

static inline uint32_t tag_of(const struct key_index *index, uint64_t hash) {
    return (uint32_t)(hash << index->skip >> 32);
}

static inline size_t home_of(uint32_t tag, unsigned bits) { return tag >> (MOST_BITS - bits); }

static inline size_t slot_mask(const struct key_index *index) {
    return ((size_t)1 << index->bits) - 1;
}

static void place(struct slot *slots, unsigned bits, struct slot slot) {
    const size_t mask = ((size_t)1 << bits) - 1;
    size_t at = home_of(slot.tag, bits);
    while (slots[at].number != 0) {
        at = (at + 1) & mask;
    }
    slots[at] = slot;
}

/* Makes the slots at least so many; those there move over in the order of their tags. */
static bool grow_slots(struct key_index *index, unsigned bits) {
    const size_t count = (size_t)1 << bits;
    if (bits > MOST_BITS) {
        return false;
    }
    struct slot *slots = memory_try(count * sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    memset(slots, 0, count * sizeof *slots);
    for (size_t at = 0; index->slots != NULL && at <= slot_mask(index); at++) {
        if (index->slots[at].number != 0) {
            place(slots, bits, index->slots[at]);
        }
    }
    memory_free(index->slots);
    index->slots = slots;
    index->bits = bits;
    return true;
}

/* -- Life ------------------------------------------------------------------------------------- */

struct key_index *key_index_try(const struct leat_type *types, size_t count) {
    struct key_index *index = memory_try(sizeof *index);
    if (index == NULL) {
        return NULL;
    }
    *index = (struct key_index){.columns = count, .width = key_words_width(types, count)};
    index->types = memory_try(count * sizeof *types);
    if (index->types == NULL || !grow_slots(index, FIRST_BITS)) {
        key_index_free(index);
        return NULL;
    }
    memcpy(index->types, types, count * sizeof *types);
    return index;
}

void key_index_free(struct key_index *index) {
    if (index == NULL) {
        return;
    }
    while (index->far_blocks != NULL) {
        struct far_block *next = index->far_blocks->next;
        memory_free(index->far_blocks);
        index->far_blocks = next;
    }
    memory_free(index->types);
    memory_free(index->slots);
    memory_free(index->words);
    memory_free((void *)index->far);
    memory_free(index);
}

/* -- Keys ------------------------------------------------------------------------------------- */

/* Room for so many keys: their words and their slots, no more than half of which are taken. */
static bool make_room(struct key_index *index, size_t count) {
    if (count > KEY_INDEX_MOST) {
        return false;
    }
    if (count > index->room) {
        count = count > index->room + index->room / 2 ? count : index->room + index->room / 2;
        uint64_t *words = memory_try_resize(index->words, count * index->width * sizeof *words);
        if (words == NULL) {
            return false;
        }
        index->words = words;
        if (index->far != NULL) {
            const uint8_t **far = memory_try_resize((void *)index->far, count * sizeof *far);
            if (far == NULL) {
                return false;
            }
            index->far = far;
        }
        index->room = count;
    }
    unsigned bits = index->bits;
    while ((size_t)1 << bits < 2 * count) {
        bits++;
    }
    return bits == index->bits || grow_slots(index, bits);
}

static inline bool is_full(const struct key_index *index) {
    return index->count == index->room || 2 * (index->count + 1) > slot_mask(index) + 1;
}

/* Room for one more; many more where there are few, so that this is seldom. */
static bool make_more(struct key_index *index) {
    const size_t half = ((size_t)1 << index->bits) / 2;
    return make_room(index, index->count < half ? half : 2 * half);
}

static uint8_t *far_room(struct key_index *index, size_t size) {
    struct far_block *block = index->far_blocks;
    if (index->far == NULL) {
        index->far = memory_try(index->room * sizeof *index->far);
        if (index->far == NULL) {
            return NULL;
        }
        memset((void *)index->far, 0, index->count * sizeof *index->far);
    }
    if (block == NULL || block->room - block->used < size) {
        size_t room = block == NULL              ? FIRST_BYTES
                      : block->room < MOST_BYTES ? block->room * 2
                                                 : MOST_BYTES;
        room = room > size ? room : size;
        block = memory_try(sizeof *block + room);
        if (block == NULL) {
            return NULL;
        }
        block->next = index->far_blocks;
        block->used = 0;
        block->room = room;
        index->far_blocks = block;
    }
    uint8_t *at = block->data + block->used;
    block->used += size;
    return at;
}

/* A row that is looked for: of columns, or, where columns is NULL, of another index. */
struct wanted {
    const uint64_t *words;
    const struct column *const *columns;
    int64_t row;
    const uint8_t *written;
};

/* Whether the far values of a key and of a row whose words are alike are so as well. */
static bool same_far(const struct key_index *index, uint32_t number, const struct wanted *wanted) {
    const uint8_t *there = index->far[number];
    if (wanted->columns != NULL) {
        return key_far_equal(wanted->columns, index->columns, wanted->words, wanted->row, there);
    }
    const size_t size = key_far_written(wanted->words, index->columns, wanted->written);
    return size == key_far_written(wanted->words, index->columns, there) &&
           memcmp(wanted->written, there, size) == 0;
}

/* What a search reads: a copy, so that it stays in registers. */
struct table {
    const struct slot *slots;
    const uint64_t *words;
    size_t mask;
    unsigned shift;
};

static inline struct table table_of(const struct key_index *index) {
    return (struct table){.slots = index->slots,
                          .words = index->words,
                          .mask = slot_mask(index),
                          .shift = MOST_BITS - index->bits};
}

/* Searches on from slot *at for a key with the tag and the words, whatever its far values; *at is
 * then its slot. Inlined with a constant width where that is small. */
static inline __attribute__((always_inline)) uint32_t
look(struct table table, size_t width, uint32_t tag, const uint64_t *words, size_t *at) {
    for (;; *at = (*at + 1) & table.mask) {
        const struct slot slot = table.slots[*at];
        if (slot.number == 0) {
            return LEAT_NOWHERE;
        }
        if (slot.tag != tag) {
            continue;
        }
        const uint64_t *there = table.words + (size_t)(slot.number - 1) * width;
        uint64_t other = 0;
        for (size_t i = 0; i < width; i++) {
            other |= there[i] ^ words[i];
        }
        if (other == 0) {
            return slot.number - 1;
        }
    }
}

/* Searches on where `number` was found at slot `at` and the row has far values: for those. */
static __attribute__((noinline)) uint32_t look_far(const struct key_index *index, uint32_t tag,
                                                   const struct wanted *wanted, size_t at,
                                                   uint32_t number) {
    const struct table table = table_of(index);
    while (number != LEAT_NOWHERE && !same_far(index, number, wanted)) {
        at = (at + 1) & table.mask;
        number = look(table, index->width, tag, wanted->words, &at);
    }
    return number;
}

/* Adds a key that is not there; LEAT_NOWHERE: no memory. */
static uint32_t add_key(struct key_index *index, uint32_t tag, const struct wanted *wanted) {
    if (is_full(index) && !make_more(index)) {
        return LEAT_NOWHERE;
    }
    const uint32_t number = (uint32_t)index->count;
    const uint8_t *far = NULL;
    if (key_words_are_far(wanted->words, index->columns)) {
        const size_t size =
            wanted->columns != NULL
                ? key_far_size(wanted->columns, index->columns, wanted->words, wanted->row)
                : key_far_written(wanted->words, index->columns, wanted->written);
        uint8_t *into = far_room(index, size);
        if (into == NULL) {
            return LEAT_NOWHERE;
        }
        if (wanted->columns != NULL) {
            key_far_write(wanted->columns, index->columns, wanted->words, wanted->row, into);
        } else {
            memcpy(into, wanted->written, size);
        }
        far = into;
    }
    if (index->far != NULL) {
        index->far[number] = far;
    }
    memcpy(index->words + number * index->width, wanted->words, index->width * sizeof(uint64_t));
    place(index->slots, index->bits, (struct slot){tag, number + 1});
    index->count++;
    return number;
}

/* -- Rows ------------------------------------------------------------------------------------- */

/* Rows whose words are made. */
struct chunk {
    const struct column *const *columns;
    int64_t first;
    size_t rows;
    const uint64_t *words;
    uint32_t *numbers;
    uint32_t tags[KEY_WORDS_ROWS];
};

/* Fetches the slots that the rows belong at, and then the keys that stand there. */
static void fetch(const struct key_index *index, const struct chunk *chunk) {
    for (size_t row = 0; row < chunk->rows; row++) {
        __builtin_prefetch(&index->slots[home_of(chunk->tags[row], index->bits)]);
    }
    for (size_t row = 0; row < chunk->rows; row++) {
        const uint32_t number = index->slots[home_of(chunk->tags[row], index->bits)].number;
        __builtin_prefetch(index->words + (number > 0 ? number - 1 : 0) * index->width);
    }
}

static inline __attribute__((always_inline)) bool number_rows(const struct key_index *index,
                                                              struct key_index *into, size_t width,
                                                              struct chunk *chunk) {
    struct table table = table_of(index);
    for (size_t row = 0; row < chunk->rows; row++) {
        chunk->tags[row] = tag_of(index, key_words_hash(chunk->words + row * width, width));
    }
    if (index->bits > NEAR_BITS) {
        fetch(index, chunk);
    }
    for (size_t row = 0; row < chunk->rows; row++) {
        const uint64_t *words = chunk->words + row * width;
        const uint32_t tag = chunk->tags[row];
        size_t at = tag >> table.shift;
        uint32_t number = look(table, width, tag, words, &at);
        if (number != LEAT_NOWHERE && !key_words_are_far(words, index->columns)) {
            chunk->numbers[row] = number;
            continue;
        }
        const struct wanted wanted = {
            .words = words, .columns = chunk->columns, .row = chunk->first + (int64_t)row};
        number = look_far(index, tag, &wanted, at, number);
        if (number == LEAT_NOWHERE && into != NULL) {
            number = add_key(into, tag, &wanted);
            if (number == LEAT_NOWHERE) {
                return false;
            }
            table = table_of(into);
        }
        chunk->numbers[row] = number;
    }
    return true;
}

/* into: NULL where nothing is added, else the index. */
static bool number_all(const struct key_index *index, struct key_index *into,
                       const struct column *const *columns, int64_t rows, uint32_t *numbers) {
    const size_t width = index->width;
    uint64_t *words = memory_try(KEY_WORDS_ROWS * width * sizeof *words);
    bool done = words != NULL;
    for (int64_t first = 0; done && first < rows; first += KEY_WORDS_ROWS) {
        const int64_t left = rows - first;
        struct chunk chunk;
        chunk.columns = columns;
        chunk.first = first;
        chunk.rows = left < KEY_WORDS_ROWS ? (size_t)left : KEY_WORDS_ROWS;
        chunk.words = words;
        chunk.numbers = numbers + first;
        key_words_make(columns, index->columns, width, first, chunk.rows, words);
        switch (width) {
        case 2:
            done = number_rows(index, into, 2, &chunk);
            break;
        case 3:
            done = number_rows(index, into, 3, &chunk);
            break;
        case 4:
            done = number_rows(index, into, 4, &chunk);
            break;
        case 5:
            done = number_rows(index, into, 5, &chunk);
            break;
        default:
            done = number_rows(index, into, width, &chunk);
        }
    }
    memory_free(words);
    return done;
}

bool key_index_add(struct key_index *index, const struct column *const *columns, int64_t rows,
                   uint32_t *numbers) {
    return number_all(index, index, columns, rows, numbers);
}

bool key_index_find(const struct key_index *index, const struct column *const *columns,
                    int64_t rows, uint32_t *numbers) {
    return number_all(index, NULL, columns, rows, numbers);
}

/* -- Merging ---------------------------------------------------------------------------------- */

/* Lists the slots of a range, in the order of their tags but for those that found their places
 * taken. */
static struct leat_index_pair *list_range(const struct key_index *from, size_t range,
                                          unsigned range_bits, uint32_t **tags, size_t *count) {
    const size_t slots = slot_mask(from) + 1, mask = slots - 1;
    const size_t first = range_bits <= from->bits ? range << (from->bits - range_bits)
                                                  : range >> (range_bits - from->bits);
    const size_t end =
        range_bits <= from->bits ? (range + 1) << (from->bits - range_bits) : first + 1;
    size_t most = 0, found = 0, last = end - first;
    while (last < slots && from->slots[(first + last) & mask].number != 0) {
        last++; /* what found its place taken stands behind the end, before the next empty slot */
    }
    for (size_t i = 0; i < last; i++) {
        most += from->slots[(first + i) & mask].number != 0;
    }
    struct leat_index_pair *pairs = memory_try((most + 1) * sizeof *pairs);
    *tags = memory_try((most + 1) * sizeof **tags);
    if (pairs == NULL || *tags == NULL) {
        memory_free(pairs);
        memory_free(*tags);
        return NULL;
    }
    for (size_t i = 0; i < last; i++) {
        const struct slot slot = from->slots[(first + i) & mask];
        if (slot.number != 0 && (uint64_t)slot.tag << range_bits >> 32 == range) {
            (*tags)[found] = slot.tag;
            pairs[found++].from = slot.number - 1;
        }
    }
    *count = found;
    return pairs;
}

struct leat_index_pair *key_index_merge(struct key_index *into, const struct key_index *from,
                                        size_t range, size_t ranges, size_t *count) {
    const unsigned range_bits = (unsigned)__builtin_ctzll(ranges);
    uint32_t *tags;
    *count = 0;
    if (into->count == 0) {
        into->skip = range_bits;
    }
    if (from->count == 0) {
        return memory_try(sizeof(struct leat_index_pair));
    }
    struct leat_index_pair *pairs = list_range(from, range, range_bits, &tags, count);
    bool done = pairs != NULL && make_room(into, into->count + *count + 1);
    const size_t width = from->width;
    for (size_t i = 0; done && i < *count; i++) {
        if (i + AHEAD < *count) {
            __builtin_prefetch(from->words + pairs[i + AHEAD].from * width);
        }
        const uint32_t number = pairs[i].from;
        const struct wanted wanted = {.words = from->words + number * width,
                                      .written = from->far != NULL ? from->far[number] : NULL};
        const uint32_t tag = tag_of(into, key_words_hash(wanted.words, width));
        const struct table table = table_of(into);
        size_t at = tag >> table.shift;
        pairs[i].into = look(table, width, tag, wanted.words, &at);
        if (key_words_are_far(wanted.words, from->columns)) {
            pairs[i].into = look_far(into, tag, &wanted, at, pairs[i].into);
        }
        if (pairs[i].into == LEAT_NOWHERE) {
            pairs[i].into = add_key(into, tag, &wanted);
            done = pairs[i].into != LEAT_NOWHERE;
        }
    }
    if (pairs != NULL) {
        memory_free(tags);
    }
    if (!done) {
        memory_free(pairs);
        return NULL;
    }
    return pairs;
}
