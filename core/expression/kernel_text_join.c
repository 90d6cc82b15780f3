/* kernel: texts made of others. */
#include "expression/eval.h"
#include "expression/kernel_text.h"
#include "expression/kernel_view.h"

void text_make(struct frame *frame, const struct node *node, size_t size,
               struct text_making *making) {
    making->size = size;
    making->number = making->offset = 0;
    making->start = size <= TEXT_INLINE
                        ? making->few
                        : frame_text_room(frame, node, size, &making->number, &making->offset);
    making->at = making->start;
}

void text_made(struct text_making *making, struct vector *out, int32_t row) {
    vector_set_text(out, row, making->start, making->size, making->number, making->offset);
}

/* The text again and again, the last time in part, until that many bytes are added. */
static void add_repeated(struct text_making *making, struct leat_text text, size_t size) {
    char *start = making->at;
    size_t done = text.size < size ? text.size : size;
    text_add(making, (struct leat_text){text.data, done});
    while (done < size) {
        const size_t more = done < size - done ? done : size - done;
        text_add(making, (struct leat_text){start, more});
        done += more;
    }
}

/* -- joining --------------------------------------------------------------------------------- */

/* Joins the row's arguments from `first` on, leaving out nulls, with a separator between them. */
static bool join_row(struct frame *frame, const struct node *node, uint32_t first,
                     struct leat_text separator, struct vector *out, int32_t row) {
    size_t size = 0, count = 0;
    for (uint32_t i = first; i < node->count; i++) {
        const struct vector *arg = frame_arg(frame, node, i);
        if (!vector_is_null(arg, row)) {
            size += vector_text(frame, arg, row).size + (count++ > 0 ? separator.size : 0);
        }
    }
    if (text_too_long(frame, node, out, row, size)) {
        return true;
    }
    struct text_making making;
    text_make(frame, node, size, &making);
    if (making.start == NULL) {
        return false;
    }
    count = 0;
    for (uint32_t i = first; i < node->count; i++) {
        const struct vector *arg = frame_arg(frame, node, i);
        if (!vector_is_null(arg, row)) {
            if (count++ > 0) {
                text_add(&making, separator);
            }
            text_add(&making, vector_text(frame, arg, row));
        }
    }
    text_made(&making, out, row);
    return true;
}

/* The row's arguments, none of them null, whose bytes are size together, as one short text. */
static inline void join_short(const struct frame *frame, const struct node *node,
                              struct vector *out, int32_t row, uint64_t size) {
    uint128 bytes = 0;
    unsigned at = 0;
    for (uint32_t i = 0; i < node->count; i++) {
        const struct view_words view = view_words_of(frame_arg(frame, node, i), (size_t)row);
        bytes |= (view.head >> 32 | (uint128)view.tail << 32) << 8 * at;
        at += (uint32_t)view.head;
    }
    view_set_short(out, row, bytes, (int)size);
}

/* The same as a long one, where there is room for it: a short argument is written with the zeros
 * behind it, over which the next one goes. The slack behind a buffer is for the last one's. */
static inline void join_long(const struct frame *frame, const struct node *node, int32_t row,
                             char *to) {
    for (uint32_t i = 0; i < node->count; i++) {
        const struct vector *arg = frame_arg(frame, node, i);
        const struct view_words view = view_words_of(arg, (size_t)row);
        const uint64_t size = (uint32_t)view.head;
        if (view_is_short(view)) {
            const uint64_t bytes[2] = {view.head >> 32 | view.tail << 32, view.tail >> 32};
            memcpy(to, bytes, sizeof bytes);
        } else {
            memcpy(to, vector_text(frame, arg, row).data, size);
        }
        to += size;
    }
}

_Static_assert(COLUMN_SLACK >= 16, "join_long writes so far over the end");

bool kernel_join(struct frame *frame, const struct node *node, const uint64_t *active,
                 struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        uint64_t size = 0;
        for (uint32_t i = 0; i < node->count; i++) {
            size += (uint32_t)view_words_of(frame_arg(frame, node, i), (size_t)walk.row).head;
        }
        if (size <= TEXT_INLINE) {
            join_short(frame, node, out, walk.row, size);
            continue;
        }
        if (text_too_long(frame, node, out, walk.row, size)) {
            continue;
        }
        int32_t number, offset;
        char *room = frame_text_room(frame, node, size, &number, &offset);
        if (room == NULL) {
            return false;
        }
        join_long(frame, node, walk.row, room);
        vector_set_text(out, walk.row, room, size, number, offset);
    }
    return true;
}

bool node_eval_concat(struct frame *frame, const struct node *node, const uint64_t *selection) {
    const bool has_separator = node->numbers[0] != 0;
    for (uint32_t i = 0; i < node->count; i++) {
        if (!node_evaluate(frame, node->args[i], selection)) {
            return false;
        }
    }
    struct vector *out = frame_vector(frame, node);
    vector_begin(frame, node, out);
    const uint64_t *active = selection;
    uint64_t both[CHUNK_WORDS];
    if (has_separator && frame_arg(frame, node, 0)->valid != NULL) {
        memcpy(out->valid_words, frame_arg(frame, node, 0)->valid, sizeof out->valid_words);
        out->valid = out->valid_words;
        for (int w = 0; w < CHUNK_WORDS; w++) {
            both[w] = out->valid[w] & (selection == NULL ? UINT64_MAX : selection[w]);
        }
        active = both;
    }
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        struct leat_text separator = {"", 0};
        if (has_separator) {
            separator = vector_text(frame, frame_arg(frame, node, 0), walk.row);
        }
        if (!join_row(frame, node, has_separator ? 1 : 0, separator, out, walk.row)) {
            return false;
        }
    }
    return true;
}

/* -- replacing and repeating ----------------------------------------------------------------- */

/* Writes text with `new` in place of `old`, which stands at `found` first; returns the end. */
static char *write_replaced(struct leat_text text, struct leat_text old, struct leat_text new,
                            size_t found, char *to) {
    size_t start = 0;
    for (; found != SIZE_MAX; found = text_find(text, old, start)) {
        memcpy(to, text.data + start, found - start);
        to += found - start;
        memcpy(to, new.data, new.size);
        to += new.size;
        start = found + old.size;
    }
    memcpy(to, text.data + start, text.size - start);
    return to + (text.size - start);
}

/* The most bytes that it then has: where texts grow, all places are counted. */
static size_t replaced_most(struct leat_text text, struct leat_text old, struct leat_text new,
                            size_t found) {
    size_t count = 0;
    if (new.size <= old.size) {
        return text.size;
    }
    for (; found != SIZE_MAX; found = text_find(text, old, found + old.size)) {
        count++;
    }
    return text.size - count * old.size + count * new.size;
}

/* false: no memory. */
static bool replace_row(struct frame *frame, const struct node *node, struct vector *out,
                        int32_t row) {
    const struct vector *from = frame_arg(frame, node, 0);
    const struct leat_text text = vector_text(frame, from, row);
    const struct leat_text old = vector_text(frame, frame_arg(frame, node, 1), row);
    const struct leat_text new = vector_text(frame, frame_arg(frame, node, 2), row);
    const size_t found = old.size == 0 ? SIZE_MAX : text_find(text, old, 0);
    if (found == SIZE_MAX) {
        vector_copy_text(out, row, from, row);
        return true;
    }
    const size_t most = replaced_most(text, old, new, found);
    if (text_too_long(frame, node, out, row, most)) {
        return true;
    }
    char few[TEXT_INLINE];
    int32_t number = 0, offset = 0;
    char *room = most <= TEXT_INLINE ? few : frame_text_room(frame, node, most, &number, &offset);
    if (room == NULL) {
        return false;
    }
    const size_t size = (size_t)(write_replaced(text, old, new, found, room) - room);
    vector_set_text(out, row, room, size, number, offset);
    if (room != few) {
        frame_text_shrink(frame, node, size <= TEXT_INLINE ? most : most - size);
    }
    return true;
}

bool kernel_replace(struct frame *frame, const struct node *node, const uint64_t *active,
                    struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        if (!replace_row(frame, node, out, walk.row)) {
            return false;
        }
    }
    return true;
}

bool kernel_repeat(struct frame *frame, const struct node *node, const uint64_t *active,
                   struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const struct leat_text text = vector_text(frame, frame_arg(frame, node, 0), walk.row);
        int64_t times = vector_integer(frame_arg(frame, node, 1), walk.row);
        times = times < 0 || text.size == 0 ? 0
                : times > NODE_TEXT_MOST    ? (int64_t)NODE_TEXT_MOST + 1
                                            : times;
        if (text_too_long(frame, node, out, walk.row, text.size * (size_t)times)) {
            continue;
        }
        struct text_making making;
        text_make(frame, node, text.size * (size_t)times, &making);
        if (making.start == NULL) {
            return false;
        }
        add_repeated(&making, text, text.size * (size_t)times);
        text_made(&making, out, walk.row);
    }
    return true;
}

bool kernel_reverse(struct frame *frame, const struct node *node, const uint64_t *active,
                    struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const struct leat_text text = vector_text(frame, frame_arg(frame, node, 0), walk.row);
        struct text_making making;
        text_make(frame, node, text.size, &making);
        if (making.start == NULL) {
            return false;
        }
        for (size_t end = text.size; end > 0;) {
            const size_t start = text_before_last((struct leat_text){text.data, end}, 1);
            text_add(&making, (struct leat_text){text.data + start, end - start});
            end = start;
        }
        text_made(&making, out, walk.row);
    }
    return true;
}

/* -- padding --------------------------------------------------------------------------------- */

/* The bytes of the fill, over and over, that make up for `count` missing code points. */
static size_t fill_size(struct leat_text fill, int64_t count) {
    const int64_t length = text_count(fill);
    return (size_t)(count / length) * fill.size + text_first(fill, count % length);
}

static bool pad_row(struct frame *frame, const struct node *node, struct vector *out, int32_t row,
                    bool at_start) {
    const struct vector *from = frame_arg(frame, node, 0);
    const struct leat_text text = vector_text(frame, from, row);
    const int64_t wanted = vector_integer(frame_arg(frame, node, 1), row);
    const int64_t length = text_count(text);
    struct leat_text with = {" ", 1};
    if (node->count > 2) {
        with = vector_text(frame, frame_arg(frame, node, 2), row);
    }
    if (wanted <= length || with.size == 0) {
        vector_set_part(frame, out, row, from, 0, wanted <= 0 ? 0 : text_first(text, wanted));
        return true;
    }
    if (text_too_long(frame, node, out, row,
                      wanted > NODE_TEXT_MOST ? (size_t)NODE_TEXT_MOST + 1 : 0)) {
        return true;
    }
    const size_t fill = fill_size(with, wanted - length);
    if (text_too_long(frame, node, out, row, text.size + fill)) {
        return true;
    }
    struct text_making making;
    text_make(frame, node, text.size + fill, &making);
    if (making.start == NULL) {
        return false;
    }
    if (at_start) {
        add_repeated(&making, with, fill);
    }
    text_add(&making, text);
    if (!at_start) {
        add_repeated(&making, with, fill);
    }
    text_made(&making, out, row);
    return true;
}

bool kernel_lpad(struct frame *frame, const struct node *node, const uint64_t *active,
                 struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        if (!pad_row(frame, node, out, walk.row, true)) {
            return false;
        }
    }
    return true;
}

bool kernel_rpad(struct frame *frame, const struct node *node, const uint64_t *active,
                 struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        if (!pad_row(frame, node, out, walk.row, false)) {
            return false;
        }
    }
    return true;
}
