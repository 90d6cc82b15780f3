/* kernel: letters changed, by Unicode's simple mappings: one code point for one. */
#include "expression/kernel_text.h"
#include "expression/kernel_view.h"

#include <utf8proc.h>

/* Changes one code point; *inside says whether the one before it was part of a word. */
typedef uint32_t change_code(uint32_t code, bool *inside);

static uint32_t to_upper(uint32_t code, bool *inside) {
    (void)inside;
    if (code < 0x80) {
        return code >= 'a' && code <= 'z' ? code - 'a' + 'A' : code;
    }
    /* utf8proc makes a capital sharp s, which is no simple mapping of Unicode's. */
    return code == 0xdf ? code : (uint32_t)utf8proc_toupper((utf8proc_int32_t)code);
}

static uint32_t to_lower(uint32_t code, bool *inside) {
    (void)inside;
    if (code < 0x80) {
        return code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code;
    }
    return (uint32_t)utf8proc_tolower((utf8proc_int32_t)code);
}

/* Letters, digits and the marks over them make words. */
static bool is_word(uint32_t code) {
    switch (utf8proc_category((utf8proc_int32_t)code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return true;
    default:
        return false;
    }
}

static uint32_t to_capital(uint32_t code, bool *inside) {
    const uint32_t changed = *inside ? to_lower(code, inside) : to_upper(code, inside);
    *inside = is_word(code);
    return changed;
}

/* Eight ASCII letters at once: those from `first` on, 26 of them, change case by the bit 0x20. */
static inline uint64_t flip_letters(uint64_t word, char first) {
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    const uint64_t from = word + ones * (uint64_t)(0x80 - first),
                   past = word + ones * (uint64_t)(0x80 - first - 26);
    return word ^ ((from & ~past & high) >> 2);
}

/* first: the first of the ASCII letters that change and of which nothing else depends on another;
 * 0: not so. */
KERNEL_INLINE size_t change_text(struct leat_text text, char *out, change_code *change,
                                 char first) {
    size_t size = 0;
    bool inside = false;
    for (size_t at = 0; at < text.size;) {
        uint64_t word;
        if (first != 0 && text.size - at >= sizeof word) {
            memcpy(&word, text.data + at, sizeof word);
            if (text_word_is_ascii(word)) {
                word = flip_letters(word, first);
                memcpy(out + size, &word, sizeof word);
                at += sizeof word;
                size += sizeof word;
                continue;
            }
        }
        const unsigned char byte = (unsigned char)text.data[at];
        if (byte < 0x80) {
            out[size++] = (char)change(byte, &inside);
            at++;
        } else {
            size +=
                text_encode(change(text_decode(text.data, text.size, &at), &inside), out + size);
        }
    }
    return size;
}

size_t text_lower(struct leat_text text, char *out) {
    return change_text(text, out, to_lower, 'A');
}

/* A short text of ASCII; false: it is another. */
static inline bool change_view(const struct vector *from, struct vector *out, int32_t row,
                               char first) {
    struct view_words view = view_words_of(from, (size_t)row);
    const uint64_t size = (uint32_t)view.head, front = view.head ^ size;
    if (!view_is_short(view) || !text_word_is_ascii(front | view.tail)) {
        return false;
    }
    view = (struct view_words){size | flip_letters(front, first), flip_letters(view.tail, first)};
    memcpy((char *)out->values + (size_t)row * sizeof view, &view, sizeof view);
    return true;
}

/* A mapping may take another number of bytes, so room is asked for the most, and what is left over
 * given back. */
KERNEL_INLINE bool change_rows(struct frame *frame, const struct node *node, const uint64_t *active,
                               struct vector *out, change_code *change, char first) {
    const struct vector *from = frame_arg(frame, node, 0);
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        if (first != 0 && change_view(from, out, walk.row, first)) {
            continue;
        }
        const struct leat_text text = vector_text(frame, from, walk.row);
        if (text.size <= TEXT_INLINE) {
            char few[2 * TEXT_INLINE];
            if (!vector_put_text(frame, node, out, walk.row, few,
                                 change_text(text, few, change, first))) {
                return false;
            }
            continue;
        }
        int32_t number, offset;
        const size_t most = text_case_room(text.size);
        char *room = frame_text_room(frame, node, most, &number, &offset);
        if (room == NULL) {
            return false;
        }
        const size_t size = change_text(text, room, change, first);
        vector_set_text(out, walk.row, room, size, number, offset);
        frame_text_shrink(frame, node, size > TEXT_INLINE ? most - size : most);
    }
    return true;
}

bool kernel_upper(struct frame *frame, const struct node *node, const uint64_t *active,
                  struct vector *out) {
    return change_rows(frame, node, active, out, to_upper, 'a');
}

bool kernel_lower(struct frame *frame, const struct node *node, const uint64_t *active,
                  struct vector *out) {
    return change_rows(frame, node, active, out, to_lower, 'A');
}

bool kernel_initcap(struct frame *frame, const struct node *node, const uint64_t *active,
                    struct vector *out) {
    return change_rows(frame, node, active, out, to_capital, 0);
}
