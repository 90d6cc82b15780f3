/* accumulator_set: a set of values. See accumulator_set.h.
 *
 * An open table of slots, probed one after another, at most three quarters full. A slot is the
 * value itself (words 8 bytes, wides 16), or for text its size with the text where that is short,
 * else with part of its hash and where it stands in the set's store of bytes. A slot of zeros is an
 * empty one, so the value of zeros (0, false, empty text) is kept apart. */
#include "expression/accumulator_set.h"

#include <pthread.h>
#include <sys/random.h>

enum { FIRST_SLOTS = 8, FIRST_BYTES = 64, INLINE_TEXT = 12 };

struct accumulator_set {
    uint64_t used, mask; /* slots in use; their number less one */
    char *bytes;         /* the store of long texts */
    size_t bytes_used, bytes_room;
    bool has_zero;
    unsigned char slots[];
};

/* As text stands in a slot. */
struct text_slot {
    uint32_t size, hash;
    uint64_t at;
};
struct short_slot {
    uint32_t size;
    char bytes[INLINE_TEXT];
};
_Static_assert(sizeof(struct text_slot) == 16 && sizeof(struct short_slot) == 16,
               "all slots but words take 16 bytes");

static inline size_t width_of(enum accumulator_class class) {
    return class == ACCUMULATOR_WORDS ? 8 : 16;
}

/* -- hashes ---------------------------------------------------------------------------------- */

/* Nobody who chooses the input shall be able to choose where values fall in a table. What is
 * counted does not depend on it. */
static uint64_t secret[2];

static void make_secret(void) {
    if (getrandom(secret, sizeof secret, GRND_NONBLOCK) != (ssize_t)sizeof secret) {
        secret[0] = (uint64_t)(uintptr_t)&secret; /* where the program was loaded is not known
                                                     outside either */
    }
    secret[0] |= 1;
    secret[1] |= 1;
}

static inline uint64_t folded(uint64_t a, uint64_t b) {
    const uint128 product = (uint128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static const uint64_t ODD = UINT64_C(0x9e3779b97f4a7c15); /* 2^64 divided by the golden ratio */

static inline uint64_t hash_word(uint64_t word) {
    return folded(word ^ secret[0], ODD ^ secret[1]);
}

static inline uint64_t hash_pair(uint64_t one, uint64_t two) {
    return folded(hash_word(one) ^ two, ODD ^ secret[0]);
}

static uint64_t hash_bytes(const char *data, size_t size) {
    uint64_t hash = size, word = 0;
    for (; size >= sizeof word; data += sizeof word, size -= sizeof word) {
        memcpy(&word, data, sizeof word);
        hash = hash_word(hash ^ word);
    }
    word = 0;
    memcpy(&word, data, size);
    return hash_word(hash ^ word);
}

/* What a slot of this class holds, as words; the second is 0 for a slot of one. */
struct pair {
    uint64_t one, two;
};

static inline struct pair pair_of(const void *slot, size_t width) {
    struct pair pair = {.two = 0};
    memcpy(&pair, slot, width);
    return pair;
}

static inline bool is_zero(struct pair pair) { return (pair.one | pair.two) == 0; }

static uint64_t hash_slot(const struct accumulator_set *set, struct pair pair,
                          enum accumulator_class class) {
    if (class == ACCUMULATOR_WORDS) {
        return hash_word(pair.one);
    }
    if (class == ACCUMULATOR_TEXTS) {
        struct text_slot text;
        memcpy(&text, &pair, sizeof text);
        if (text.size > INLINE_TEXT) {
            return hash_bytes(set->bytes + text.at, text.size);
        }
    }
    return hash_pair(pair.one, pair.two);
}

/* -- the table ------------------------------------------------------------------------------- */

static inline uint64_t most_of(uint64_t slots) { return slots / 4 * 3; }

static struct accumulator_set *set_new(uint64_t slots, enum accumulator_class class) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_secret);
    const size_t head = sizeof(struct accumulator_set);
    size_t bytes;
    if (__builtin_mul_overflow((size_t)slots, width_of(class), &bytes) ||
        __builtin_add_overflow(bytes, head, &bytes)) {
        return NULL;
    }
    struct accumulator_set *set = memory_try(bytes);
    if (set != NULL) {
        memset(set, 0, bytes);
        set->mask = slots - 1;
    }
    return set;
}

void accumulator_set_free(struct accumulator_set *set) {
    if (set != NULL) {
        memory_free(set->bytes);
        memory_free(set);
    }
}

/* Moves what the old one holds into the new one, which has room and holds nothing. */
static void set_move(struct accumulator_set *set, struct accumulator_set *old,
                     enum accumulator_class class) {
    const size_t width = width_of(class);
    for (uint64_t i = 0; i <= old->mask; i++) {
        const struct pair pair = pair_of(old->slots + i * width, width);
        if (is_zero(pair)) {
            continue;
        }
        uint64_t at = hash_slot(old, pair, class) & set->mask;
        while (!is_zero(pair_of(set->slots + at * width, width))) {
            at = (at + 1) & set->mask;
        }
        memcpy(set->slots + at * width, &pair, width);
    }
    set->used = old->used;
    set->has_zero = old->has_zero;
    set->bytes = old->bytes;
    set->bytes_used = old->bytes_used;
    set->bytes_room = old->bytes_room;
    memory_free(old);
}

bool accumulator_set_make_room(struct accumulator_set **set, uint64_t more,
                               enum accumulator_class class) {
    struct accumulator_set *old = *set;
    const uint64_t wanted = (old == NULL ? 0 : old->used) + more;
    uint64_t slots = old == NULL ? FIRST_SLOTS : old->mask + 1;
    while (most_of(slots) < wanted) {
        slots *= 2;
    }
    if (old != NULL && slots == old->mask + 1) {
        return true;
    }
    struct accumulator_set *made = set_new(slots, class);
    if (made == NULL) {
        return false;
    }
    if (old != NULL) {
        set_move(made, old, class);
    }
    *set = made;
    return true;
}

static inline bool has_room(const struct accumulator_set *set) {
    return set != NULL && set->used < most_of(set->mask + 1);
}

/* -- putting values in ----------------------------------------------------------------------- */

/* Inlined for each class. */
static inline __attribute__((always_inline)) bool
put_pair(struct accumulator_set **at, struct pair pair, enum accumulator_class class) {
    if (!has_room(*at) && !accumulator_set_make_room(at, 1, class)) {
        return false;
    }
    struct accumulator_set *set = *at;
    if (is_zero(pair)) {
        set->has_zero = true;
        return true;
    }
    const size_t width = width_of(class);
    uint64_t number =
        (class == ACCUMULATOR_WORDS ? hash_word(pair.one) : hash_pair(pair.one, pair.two)) &
        set->mask;
    for (;; number = (number + 1) & set->mask) {
        unsigned char *slot = set->slots + number * width;
        const struct pair there = pair_of(slot, width);
        if (there.one == pair.one && there.two == pair.two) {
            return true;
        }
        if (is_zero(there)) {
            memcpy(slot, &pair, width);
            set->used++;
            return true;
        }
    }
}

bool accumulator_set_put_word(struct accumulator_set **set, uint64_t word) {
    return put_pair(set, (struct pair){.one = word}, ACCUMULATOR_WORDS);
}

bool accumulator_set_put_wide(struct accumulator_set **set, const void *wide) {
    return put_pair(set, pair_of(wide, 16), ACCUMULATOR_WIDES);
}

/* Puts text at the end of the store; false: no memory. */
static bool store_text(struct accumulator_set *set, struct leat_text text, uint64_t *at) {
    if (text.size > set->bytes_room - set->bytes_used) {
        const size_t needed = set->bytes_used + text.size;
        size_t room =
            set->bytes_room < FIRST_BYTES ? FIRST_BYTES : set->bytes_room + set->bytes_room / 2;
        room = room < needed ? needed : room;
        char *bytes = memory_try_resize(set->bytes, room);
        if (bytes == NULL) {
            return false;
        }
        set->bytes = bytes;
        set->bytes_room = room;
    }
    memcpy(set->bytes + set->bytes_used, text.data, text.size);
    *at = set->bytes_used;
    set->bytes_used += text.size;
    return true;
}

static bool put_long(struct accumulator_set **at, struct leat_text text) {
    if (!has_room(*at) && !accumulator_set_make_room(at, 1, ACCUMULATOR_TEXTS)) {
        return false;
    }
    struct accumulator_set *set = *at;
    const uint64_t hash = hash_bytes(text.data, text.size);
    struct text_slot slot = {.size = (uint32_t)text.size, .hash = (uint32_t)(hash >> 32)};
    for (uint64_t number = hash & set->mask;; number = (number + 1) & set->mask) {
        unsigned char *place = set->slots + number * sizeof slot;
        struct text_slot there;
        memcpy(&there, place, sizeof there);
        if (there.size == slot.size && there.hash == slot.hash &&
            memcmp(set->bytes + there.at, text.data, text.size) == 0) {
            return true;
        }
        if (is_zero(pair_of(place, sizeof slot))) {
            if (!store_text(set, text, &slot.at)) {
                return false;
            }
            memcpy(place, &slot, sizeof slot);
            set->used++;
            return true;
        }
    }
}

bool accumulator_set_put_text(struct accumulator_set **set, struct leat_text text) {
    if (text.size > INLINE_TEXT) {
        return put_long(set, text);
    }
    struct short_slot slot = {.size = (uint32_t)text.size};
    memcpy(slot.bytes, text.data, text.size);
    return put_pair(set, pair_of(&slot, sizeof slot), ACCUMULATOR_TEXTS);
}

/* -- what is in it --------------------------------------------------------------------------- */

uint64_t accumulator_set_count(const struct accumulator_set *set) {
    return set == NULL ? 0 : set->used + set->has_zero;
}

static struct leat_text value_in(const struct accumulator_set *set, const unsigned char *slot,
                                 enum accumulator_class class) {
    if (class != ACCUMULATOR_TEXTS) {
        return (struct leat_text){.data = (const char *)slot, .size = width_of(class)};
    }
    struct text_slot text;
    memcpy(&text, slot, sizeof text);
    const char *inside = (const char *)slot + offsetof(struct short_slot, bytes);
    return (struct leat_text){.data = text.size > INLINE_TEXT ? set->bytes + text.at : inside,
                              .size = text.size};
}

bool accumulator_set_next(const struct accumulator_set *set, enum accumulator_class class,
                          uint64_t *at, struct leat_text *value) {
    static const unsigned char zero[16];
    if (set == NULL) {
        return false;
    }
    if (*at == 0) {
        ++*at;
        if (set->has_zero) {
            *value = value_in(set, zero, class);
            return true;
        }
    }
    const size_t width = width_of(class);
    while (*at <= set->mask + 1) { /* slot 0 is number 1 */
        const unsigned char *slot = set->slots + (*at)++ * width - width;
        if (!is_zero(pair_of(slot, width))) {
            *value = value_in(set, slot, class);
            return true;
        }
    }
    return false;
}
