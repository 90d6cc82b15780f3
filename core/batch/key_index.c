/* key_index: see key_index.h; key_index_merge.c has the merging. */
#include "batch/key_index.h"

#include <string.h>

#include "batch/key_index_parts.h"

enum { FIRST_BITS = 6, FIRST_BYTES = 1024, MOST_BYTES = 1 << 20 };
/* Slots of more bytes than this are fetched from far memory so many rows ahead of their use, and the
 * words that they lead to. */
enum { NEAR_BYTES = 1 << 15, AHEAD = 24, WORDS_AHEAD = 12 };

size_t key_index_count(const struct key_index *index) { return index->count; }
size_t key_index_columns(const struct key_index *index) { return index->columns; }
const struct leat_type *key_index_types(const struct key_index *index) { return index->types; }

/* -- Slots and words -------------------------------------------------------------------------- */

static size_t slots_size(unsigned bits) { return sizeof(uint64_t) << bits; }

/* The first empty slot from a tag's home on. */
static size_t find_empty(const uint64_t *slots, unsigned bits, uint32_t tag) {
    const size_t mask = ((size_t)1 << bits) - 1;
    size_t at = tag >> (KEY_TAG_BITS - bits);
    while (slots[at] != 0) {
        at = (at + 1) & mask;
    }
    return at;
}

/* Makes the slots at least so many; those there move over in the order of their tags. */
static bool grow_slots(struct key_index *index, unsigned bits) {
    if (bits > KEY_TAG_BITS) {
        return false;
    }
    uint64_t *slots = memory_try(slots_size(bits));
    if (slots == NULL) {
        return false;
    }
    memset(slots, 0, slots_size(bits));
    for (size_t at = 0; index->slots != NULL && at <= key_slot_mask(index); at++) {
        const uint64_t slot = index->slots[at];
        if (slot != 0) {
            slots[find_empty(slots, bits, key_slot_tag(slot))] = slot;
        }
    }
    memory_free(index->slots);
    index->slots = slots;
    index->bits = bits;
    return true;
}

static bool grow_words(struct key_index *index, size_t count) {
    size_t room = index->word_room > 0 ? 2 * index->word_room : (size_t)1 << FIRST_BITS;
    room = room > count ? room : count;
    uint64_t *words = memory_try_resize(index->words, room * index->width * sizeof *words);
    if (words == NULL) {
        return false;
    }
    index->words = words;
    index->word_room = room;
    return true;
}

/* How many keys so many slots take: beyond it, searches would be long. */
static size_t most_keys(unsigned bits) { return ((size_t)5 << bits) / 8; }

bool key_make_room(struct key_index *index, size_t count) {
    unsigned bits = index->bits;
    while (most_keys(bits) < count) {
        bits++;
    }
    return count <= KEY_INDEX_MOST && (bits == index->bits || grow_slots(index, bits)) &&
           (count <= index->word_room || grow_words(index, count));
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

/* -- Far values ------------------------------------------------------------------------------- */

/* Room for one key's far values. */
static uint8_t *far_room(struct key_index *index, size_t size) {
    struct far_block *block = index->far_blocks;
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

/* Has the list of far values reach to the number; those in between have none. */
static bool far_follow(struct key_index *index, size_t number) {
    if (number < index->far_count) {
        return true;
    }
    size_t count = index->far_count > 0 ? 2 * index->far_count : (size_t)1 << FIRST_BITS;
    count = count > number ? count : number + 1;
    const uint8_t **far = memory_try_resize((void *)index->far, count * sizeof *far);
    if (far == NULL) {
        return false;
    }
    memset((void *)(far + index->far_count), 0, (count - index->far_count) * sizeof *far);
    index->far = far;
    index->far_count = count;
    return true;
}

/* Keeps the far values of the key that gets the next number. */
static bool add_far(struct key_index *index, const struct key_wanted *wanted) {
    const size_t size =
        wanted->columns != NULL
            ? key_far_size(wanted->columns, index->columns, wanted->words, wanted->row)
            : key_far_written(wanted->words, index->columns, wanted->written);
    uint8_t *into = far_follow(index, index->count) ? far_room(index, size) : NULL;
    if (into == NULL) {
        return false;
    }
    if (wanted->columns != NULL) {
        key_far_write(wanted->columns, index->columns, wanted->words, wanted->row, into);
    } else {
        memcpy(into, wanted->written, size);
    }
    index->far[index->count] = into;
    return true;
}

/* Whether the far values of a key and of one that is looked for, whose words are alike, are so as
 * well. */
static bool same_far(const struct key_index *index, uint32_t number,
                     const struct key_wanted *wanted) {
    const uint8_t *there = index->far[number];
    if (wanted->columns != NULL) {
        return key_far_equal(wanted->columns, index->columns, wanted->words, wanted->row, there);
    }
    const size_t size = key_far_written(wanted->words, index->columns, wanted->written);
    return size == key_far_written(wanted->words, index->columns, there) &&
           memcmp(wanted->written, there, size) == 0;
}

uint32_t key_look_far(const struct key_index *index, uint32_t tag, const struct key_wanted *wanted,
                      size_t at, uint32_t number) {
    const struct key_table table = key_table_of(index);
    while (number != LEAT_NOWHERE && !same_far(index, number, wanted)) {
        at = (at + 1) & table.mask;
        number = key_look(table, index->width, tag, wanted->words, &at);
    }
    return number;
}

/* -- Keys ------------------------------------------------------------------------------------- */

uint32_t key_add(struct key_index *index, uint32_t tag, const struct key_wanted *wanted) {
    const uint32_t number = (uint32_t)index->count;
    if (!key_make_room(index, index->count + 1) ||
        (key_words_are_far(wanted->words, index->columns) && !add_far(index, wanted))) {
        return LEAT_NOWHERE;
    }
    index->slots[find_empty(index->slots, index->bits, tag)] = (uint64_t)tag << 32 | (number + 1);
    memcpy(index->words + number * index->width, wanted->words,
           index->width * sizeof *index->words);
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

/* Fetches the words of the key whose slot, which is fetched by now, a tag belongs at. */
static inline void fetch_words(struct key_table table, size_t width, uint32_t tag) {
    const uint64_t slot = table.slots[tag >> table.shift];
    if (key_slot_tag(slot) == tag) {
        const uint64_t *words = table.words + key_slot_number(slot) * width;
        __builtin_prefetch(words);
        __builtin_prefetch(words + width - 1);
    }
}

/* What a row soon needs of a table that lies in far memory: its slot, and, sooner, its words. */
static inline void fetch(struct key_table table, size_t width, const struct chunk *chunk,
                         size_t row) {
    if (row + AHEAD < chunk->rows) {
        __builtin_prefetch(&table.slots[chunk->tags[row + AHEAD] >> table.shift]);
    }
    if (row + WORDS_AHEAD < chunk->rows) {
        fetch_words(table, width, chunk->tags[row + WORDS_AHEAD]);
    }
}

static inline __attribute__((always_inline)) bool number_rows(const struct key_index *index,
                                                              struct key_index *into, size_t width,
                                                              struct chunk *chunk) {
    struct key_table table = key_table_of(index);
    const bool is_far = slots_size(index->bits) > NEAR_BYTES;
    for (size_t row = 0; row < chunk->rows; row++) {
        chunk->tags[row] = key_tag(index, key_words_hash(chunk->words + row * width, width));
    }
    for (size_t row = 0; row < AHEAD && row < chunk->rows && is_far; row++) {
        __builtin_prefetch(&table.slots[chunk->tags[row] >> table.shift]);
    }
    for (size_t row = 0; row < chunk->rows; row++) {
        const uint64_t *words = chunk->words + row * width;
        const uint32_t tag = chunk->tags[row];
        size_t at = tag >> table.shift;
        if (is_far) {
            fetch(table, width, chunk, row);
        }
        uint32_t number = key_look(table, width, tag, words, &at);
        if (number != LEAT_NOWHERE && !key_words_are_far(words, index->columns)) {
            chunk->numbers[row] = number;
            continue;
        }
        const struct key_wanted wanted = {
            .words = words, .columns = chunk->columns, .row = chunk->first + (int64_t)row};
        number = key_look_far(index, tag, &wanted, at, number);
        if (number == LEAT_NOWHERE && into != NULL) {
            number = key_add(into, tag, &wanted);
            if (number == LEAT_NOWHERE) {
                return false;
            }
            table = key_table_of(into);
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
