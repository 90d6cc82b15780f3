/* kernel: texts measured, searched and cut. What is cut out stays where it is: only views are
 * made. */
#include "expression/kernel_text.h"

#include <string.h>

/* Texts are short, so the first byte is looked for at first; where it is too common to be of use,
 * memmem goes on. */
size_t text_find(struct leat_text text, struct leat_text part, size_t from) {
    enum { TRIES = 8 };
    if (part.size == 0) {
        return from;
    }
    for (int tries = 0; part.size <= text.size - from; tries++) {
        const char *start = text.data + from, *found;
        if (tries == TRIES) {
            found = memmem(start, text.size - from, part.data, part.size);
            return found == NULL ? SIZE_MAX : (size_t)(found - text.data);
        }
        found = memchr(start, part.data[0], text.size - from - part.size + 1);
        if (found == NULL) {
            break;
        }
        if (memcmp(found, part.data, part.size) == 0) {
            return (size_t)(found - text.data);
        }
        from = (size_t)(found - text.data) + 1;
    }
    return SIZE_MAX;
}

/* -- measured and searched ------------------------------------------------------------------- */

bool kernel_length(struct frame *frame, const struct node *node, const uint64_t *active,
                   struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const struct leat_text text = vector_text(frame, frame_arg(frame, node, 0), walk.row);
        ((int64_t *)out->values)[walk.row] = text_count(text);
    }
    return true;
}

bool kernel_octet_length(struct frame *frame, const struct node *node, const uint64_t *active,
                         struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const struct leat_text text = vector_text(frame, frame_arg(frame, node, 0), walk.row);
        ((int64_t *)out->values)[walk.row] = (int64_t)text.size;
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

static bool trim_rows(struct frame *frame, const struct node *node, const uint64_t *active,
                      struct vector *out, bool at_start, bool at_end) {
    const struct vector *from = frame_arg(frame, node, 0);
    struct leat_text set = {" ", 1};
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const struct leat_text text = vector_text(frame, from, walk.row);
        size_t start = 0, end = text.size;
        if (node->count > 1) {
            set = vector_text(frame, frame_arg(frame, node, 1), walk.row);
        }
        while (at_start && start < end &&
               is_among(set, text.data + start, text_step(text, start))) {
            start += text_step(text, start);
        }
        while (at_end && end > start) {
            const size_t last = text_before_last((struct leat_text){text.data, end}, 1);
            if (!is_among(set, text.data + last, end - last)) {
                break;
            }
            end = last;
        }
        vector_set_part(frame, out, walk.row, from, start, end - start);
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
