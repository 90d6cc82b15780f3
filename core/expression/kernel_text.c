/* kernel: texts measured, searched and cut. What is cut out stays where it is: only views are
 * made. */
#include "expression/kernel_text.h"
#include "expression/kernel_view.h"

#include <string.h>

/* Sixteen bytes; compared, each is all ones where they are equal. */
typedef unsigned char sixteen __attribute__((vector_size(16)));

static inline sixteen sixteen_at(const char *data) {
    sixteen bytes;
    memcpy(&bytes, data, sizeof bytes);
    return bytes;
}

/* The first of sixteen places at `at` where part stands; SIZE_MAX: none. Where both its first and
 * its last byte are, which is seldom, all of it is compared. */
static inline size_t find_among(struct leat_text text, struct leat_text part, size_t at,
                                sixteen first, sixteen last) {
    const sixteen both = (sixteen)(sixteen_at(text.data + at) == first) &
                         (sixteen)(sixteen_at(text.data + at + part.size - 1) == last);
    uint64_t words[2];
    memcpy(words, &both, sizeof words);
    for (int w = 0; w < 2; w++) {
        for (uint64_t word = words[w] & UINT64_C(0x0101010101010101); word != 0; word &= word - 1) {
            const size_t place = at + (size_t)w * 8 + (size_t)__builtin_ctzll(word) / 8;
            if (memcmp(text.data + place, part.data, part.size) == 0) {
                return place;
            }
        }
    }
    return SIZE_MAX;
}

size_t text_find(struct leat_text text, struct leat_text part, size_t from) {
    if (part.size == 0) {
        return from;
    }
    if (part.size > text.size - from) {
        return SIZE_MAX;
    }
    const size_t end = text.size - part.size + 1; /* of the places where it can begin */
    const unsigned char one = (unsigned char)part.data[0],
                        other = (unsigned char)part.data[part.size - 1];
    const sixteen first = one - (sixteen){0}, last = other - (sixteen){0};
    size_t found = SIZE_MAX, at = from;
    for (; at + 16 <= end && found == SIZE_MAX; at += 16) {
        found = find_among(text, part, at, first, last);
    }
    if (found != SIZE_MAX || at == end) {
        return found;
    }
    if (end - from >= 16) { /* the last sixteen places, some of them once more */
        return find_among(text, part, end - 16, first, last);
    }
    for (; at < end; at++) {
        if (text.data[at] == part.data[0] && memcmp(text.data + at, part.data, part.size) == 0) {
            return at;
        }
    }
    return SIZE_MAX;
}

/* -- measured and searched ------------------------------------------------------------------- */

bool kernel_length(struct frame *frame, const struct node *node, const uint64_t *active,
                   struct vector *out) {
    const struct vector *from = frame_arg(frame, node, 0);
    int64_t *to = out->values;
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const struct view_words view = view_words_of(from, (size_t)walk.row);
        to[walk.row] = view_is_short(view)
                           ? (int64_t)(uint32_t)view.head - text_word_more(view.head >> 32) -
                                 text_word_more(view.tail)
                           : text_count(vector_text(frame, from, walk.row));
    }
    return true;
}

bool kernel_octet_length(struct frame *frame, const struct node *node, const uint64_t *active,
                         struct vector *out) {
    const struct vector *from = frame_arg(frame, node, 0);
    int64_t *to = out->values;
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        to[walk.row] = vector_view(from, walk.row).size;
    }
    return true;
}

bool kernel_strpos(struct frame *frame, const struct node *node, const uint64_t *active,
                   struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const struct leat_text text = vector_text(frame, frame_arg(frame, node, 0), walk.row);
        const size_t at =
            text_find(text, vector_text(frame, frame_arg(frame, node, 1), walk.row), 0);
        ((int64_t *)out->values)[walk.row] =
            at == SIZE_MAX ? 0 : text_count((struct leat_text){text.data, at}) + 1;
    }
    return true;
}

bool kernel_starts_with(struct frame *frame, const struct node *node, const uint64_t *active,
                        struct vector *out) {
    memset(out->value_words, 0, sizeof out->value_words);
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const struct leat_text text = vector_text(frame, frame_arg(frame, node, 0), walk.row);
        const struct leat_text start = vector_text(frame, frame_arg(frame, node, 1), walk.row);
        if (start.size <= text.size && memcmp(text.data, start.data, start.size) == 0) {
            words_set(out->value_words, walk.row);
        }
    }
    return true;
}

/* -- cut ------------------------------------------------------------------------------------- */

bool kernel_substring(struct frame *frame, const struct node *node, const uint64_t *active,
                      struct vector *out) {
    const struct vector *from = frame_arg(frame, node, 0);
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const struct leat_text text = vector_text(frame, from, walk.row);
        int64_t start = vector_integer(frame_arg(frame, node, 1), walk.row), end = INT64_MAX;
        if (node->count > 2) {
            const int64_t length = vector_integer(frame_arg(frame, node, 2), walk.row);
            if (length < 0) {
                frame_fail(frame, node, out, walk.row, "a negative length");
                continue;
            }
            if (__builtin_add_overflow(start, length, &end)) {
                end = INT64_MAX;
            }
        }
        start = start < 1 ? 1 : start;
        end = end < start ? start : end;
        const size_t skipped = text_first(text, start - 1);
        const struct leat_text rest = {text.data + skipped, text.size - skipped};
        vector_set_part(frame, out, walk.row, from, skipped, text_first(rest, end - start));
    }
    return true;
}

bool kernel_left(struct frame *frame, const struct node *node, const uint64_t *active,
                 struct vector *out) {
    const struct vector *from = frame_arg(frame, node, 0);
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const struct leat_text text = vector_text(frame, from, walk.row);
        const int64_t count = vector_integer(frame_arg(frame, node, 1), walk.row);
        const size_t size = count >= 0           ? text_first(text, count)
                            : count == INT64_MIN ? 0
                                                 : text_before_last(text, -count);
        vector_set_part(frame, out, walk.row, from, 0, size);
    }
    return true;
}

bool kernel_right(struct frame *frame, const struct node *node, const uint64_t *active,
                  struct vector *out) {
    const struct vector *from = frame_arg(frame, node, 0);
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const struct leat_text text = vector_text(frame, from, walk.row);
        const int64_t count = vector_integer(frame_arg(frame, node, 1), walk.row);
        const size_t start = count >= 0           ? text_before_last(text, count)
                             : count == INT64_MIN ? text.size
                                                  : text_first(text, -count);
        vector_set_part(frame, out, walk.row, from, start, text.size - start);
    }
    return true;
}

/* Whether the code point is one of those in set. */
static bool is_among(struct leat_text set, const char *code, size_t size) {
    return memmem(set.data, set.size, code, size) != NULL;
}

static struct leat_text trim_set(struct leat_text text, struct leat_text set, bool at_start,
                                 bool at_end, size_t *start) {
    size_t from = 0, end = text.size;
    while (at_start && from < end && is_among(set, text.data + from, text_step(text, from))) {
        from += text_step(text, from);
    }
    while (at_end && end > from) {
        const size_t last = text_before_last((struct leat_text){text.data, end}, 1);
        if (!is_among(set, text.data + last, end - last)) {
            break;
        }
        end = last;
    }
    *start = from;
    return (struct leat_text){text.data + from, end - from};
}

static inline struct leat_text trim_spaces(struct leat_text text, bool at_start, bool at_end,
                                           size_t *start) {
    size_t from = 0, end = text.size;
    while (at_start && from < end && text.data[from] == ' ') {
        from++;
    }
    while (at_end && end > from && text.data[end - 1] == ' ') {
        end--;
    }
    *start = from;
    return (struct leat_text){text.data + from, end - from};
}

KERNEL_INLINE bool trim_rows(struct frame *frame, const struct node *node, const uint64_t *active,
                             struct vector *out, bool at_start, bool at_end) {
    const struct vector *from = frame_arg(frame, node, 0);
    const struct vector *sets = node->count > 1 ? frame_arg(frame, node, 1) : NULL;
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const struct leat_text text = vector_text(frame, from, walk.row);
        size_t start;
        const struct leat_text rest =
            sets == NULL
                ? trim_spaces(text, at_start, at_end, &start)
                : trim_set(text, vector_text(frame, sets, walk.row), at_start, at_end, &start);
        if (rest.size == text.size) {
            vector_copy_text(out, walk.row, from, walk.row);
        } else {
            vector_set_part(frame, out, walk.row, from, start, rest.size);
        }
    }
    return true;
}

bool kernel_btrim(struct frame *frame, const struct node *node, const uint64_t *active,
                  struct vector *out) {
    return trim_rows(frame, node, active, out, true, true);
}

bool kernel_ltrim(struct frame *frame, const struct node *node, const uint64_t *active,
                  struct vector *out) {
    return trim_rows(frame, node, active, out, true, false);
}

bool kernel_rtrim(struct frame *frame, const struct node *node, const uint64_t *active,
                  struct vector *out) {
    return trim_rows(frame, node, active, out, false, true);
}

/* The part number `which` (from 1) between separators; false: there is none. */
static bool find_part(struct leat_text text, struct leat_text separator, int64_t which,
                      size_t *start, size_t *size) {
    int64_t count = 1;
    *start = 0;
    if (separator.size == 0) {
        *size = text.size;
        return which == 1 || which == -1;
    }
    if (which < 0) { /* from the end: how many there are is counted first */
        for (size_t at = 0; (at = text_find(text, separator, at)) != SIZE_MAX;
             at += separator.size) {
            count++;
        }
        which = which < -count ? 0 : which + count + 1;
    }
    for (count = 1;; count++) {
        const size_t end = text_find(text, separator, *start);
        if (count == which) {
            *size = (end == SIZE_MAX ? text.size : end) - *start;
            return true;
        }
        if (end == SIZE_MAX || which < 1) {
            return false;
        }
        *start = end + separator.size;
    }
}

bool kernel_split_part(struct frame *frame, const struct node *node, const uint64_t *active,
                       struct vector *out) {
    const struct vector *from = frame_arg(frame, node, 0);
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const struct leat_text text = vector_text(frame, from, walk.row);
        const struct leat_text separator = vector_text(frame, frame_arg(frame, node, 1), walk.row);
        const int64_t which = vector_integer(frame_arg(frame, node, 2), walk.row);
        size_t start, size;
        if (which == 0) {
            frame_fail(frame, node, out, walk.row, "parts are counted from 1");
        } else if (find_part(text, separator, which, &start, &size)) {
            vector_set_part(frame, out, walk.row, from, start, size);
        }
    }
    return true;
}
