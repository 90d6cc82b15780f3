/* value_table: see value_table.h. Open addressing over two words a value: of a short text, the
 * whole of it. */
#include "shared/value_table.h"

struct words {
    uint64_t head, tail;
};

struct value_slot {
    struct words words;
    const char *text; /* of a long text */
    uint32_t number;  /* VALUE_NONE: the slot is empty */
};

enum { FEWEST = 8, SHORT_TEXT = 12, KNOWN_SIZE = 4 };

static size_t place_of(const struct value_table *table, struct words words) {
    uint64_t mixed =
        (words.head ^ words.tail * UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xd6e8feb86659fd93);
    mixed ^= mixed >> 32; /* the upper bits are those that depend on all others */
    return (size_t)mixed & table->mask;
}

/* text: NULL, or what is compared besides the words: a long text, whose size the words have. */
static struct value_slot *find_slot(const struct value_table *table, struct words words,
                                    const char *text) {
    for (size_t at = place_of(table, words);; at = (at + 1) & table->mask) {
        struct value_slot *slot = &table->slots[at];
        const bool same = slot->words.head == words.head && slot->words.tail == words.tail &&
                          (!text || memcmp(slot->text, text, (uint32_t)words.head) == 0);
        if (slot->number == VALUE_NONE || same) {
            return slot;
        }
    }
}

/* The words of a long text: its size, the first four bytes, and the last eight. */
static struct words long_words(struct leat_text text) {
    uint32_t first;
    struct words words = {.head = (uint32_t)text.size};
    memcpy(&first, text.data, sizeof first);
    words.head |= (uint64_t)first << 32;
    memcpy(&words.tail, text.data + text.size - sizeof words.tail, sizeof words.tail);
    return words;
}

/* The words of a short text as they stand in a column. */
static struct words short_words(struct leat_text text) {
    struct words words;
    unsigned char view[sizeof words] = {(unsigned char)text.size};
    memcpy(view + KNOWN_SIZE, text.data, text.size);
    memcpy(&words, view, sizeof words);
    return words;
}

static struct words words_of(const struct leat_value *value, const char **text) {
    *text = NULL;
    switch (value->type.kind) {
    case LEAT_TEXT:
        if (value->as.text.size <= SHORT_TEXT) {
            return short_words(value->as.text);
        }
        *text = value->as.text.data;
        return long_words(value->as.text);
    case LEAT_BOOLEAN:
        return (struct words){.head = value->as.boolean != 0};
    case LEAT_DATE:
        return (struct words){.head = (uint32_t)value->as.date};
    default:
        return (struct words){.head = (uint64_t)value->as.integer};
    }
}

int value_table_make(struct leat_step *step, struct leat_type type, const struct leat_value *values,
                     size_t count, struct value_table *table) {
    size_t room = FEWEST;
    while (room < 2 * count) {
        room *= 2;
    }
    table->slots = leat_alloc(step, room * sizeof *table->slots);
    if (!table->slots) {
        return LEAT_FAILED;
    }
    table->mask = room - 1;
    table->type = type;
    for (size_t i = 0; i < room; i++) {
        table->slots[i].number = VALUE_NONE;
    }
    for (size_t i = 0; i < count; i++) {
        const char *text;
        const struct words words = words_of(&values[i], &text);
        *find_slot(table, words, text) = (struct value_slot){words, text, (uint32_t)i};
    }
    return LEAT_OK;
}

static uint32_t find_text(const struct value_table *table, const struct leat_view *view,
                          int64_t row) {
    struct words words;
    memcpy(&words, (const char *)view->values + row * (int64_t)sizeof words, sizeof words);
    if ((uint32_t)words.head <= SHORT_TEXT) {
        return find_slot(table, words, NULL)->number;
    }
    const struct leat_text text = leat_text_at(view, row);
    return text.size > 0 ? find_slot(table, long_words(text), text.data)->number : VALUE_NONE;
}

void value_table_find(const struct value_table *table, const struct leat_view *view,
                      uint32_t *numbers) {
#define EACH(number)                                                                               \
    for (int64_t row = 0; row < view->rows; row++) {                                               \
        numbers[row] = (number);                                                                   \
    }                                                                                              \
    break
#define WORD(value) find_slot(table, (struct words){.head = (value)}, NULL)->number
    switch (table->type.kind) {
    case LEAT_TEXT:
        EACH(find_text(table, view, row));
    case LEAT_BOOLEAN:
        EACH(WORD(leat_boolean(view, row)));
    case LEAT_DATE:
        EACH(WORD((uint32_t)leat_date(view, row)));
    default:
        EACH(WORD((uint64_t)leat_integer(view, row)));
    }
#undef WORD
#undef EACH
}

void value_table_free(struct leat_step *step, struct value_table *table) {
    leat_free(step, table->slots);
    table->slots = NULL;
}
