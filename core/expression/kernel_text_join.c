/* kernel: texts made of others. */
#include "expression/eval.h"
#include "expression/kernel_text.h"

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

bool kernel_join(struct frame *frame, const struct node *node, const uint64_t *active,
                 struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        if (!join_row(frame, node, 0, (struct leat_text){"", 0}, out, walk.row)) {
            return false;
        }
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

/* false: no memory. */
static bool replace_row(struct frame *frame, const struct node *node, struct vector *out,
                        int32_t row) {
    const struct vector *from = frame_arg(frame, node, 0);
    const struct leat_text text = vector_text(frame, from, row);
    const struct leat_text old = vector_text(frame, frame_arg(frame, node, 1), row);
    const struct leat_text new = vector_text(frame, frame_arg(frame, node, 2), row);
    size_t count = 0, start = 0;
    for (size_t at = 0; old.size > 0 && (at = text_find(text, old, at)) != SIZE_MAX;
         at += old.size) {
        count++;
    }
    if (count == 0) {
        vector_copy_text(out, row, from, row);
        return true;
    }
    const size_t size = text.size - count * old.size + count * new.size;
    if (text_too_long(frame, node, out, row, size)) {
        return true;
    }
    struct text_making making;
    text_make(frame, node, size, &making);
    if (making.start == NULL) {
        return false;
    }
    for (size_t at = 0; (at = text_find(text, old, start)) != SIZE_MAX; start = at + old.size) {
        text_add(&making, (struct leat_text){text.data + start, at - start});
        text_add(&making, new);
    }
    text_add(&making, (struct leat_text){text.data + start, text.size - start});
    text_made(&making, out, row);
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
        for (; times > 0; times--) {
            text_add(&making, text);
        }
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

/* The fill that makes up for `count` missing code points: whole times, and the bytes of a last
 * part. */
struct fill {
    struct leat_text text;
    size_t times, part;
};

static struct fill fill_of(struct leat_text text, int64_t count) {
    const int64_t length = text_count(text);
    return (struct fill){
        .text = text, .times = (size_t)(count / length), .part = text_first(text, count % length)};
}

static void add_fill(struct text_making *making, struct fill fill) {
    for (; fill.times > 0; fill.times--) {
        text_add(making, fill.text);
    }
    text_add(making, (struct leat_text){fill.text.data, fill.part});
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
    const struct fill fill = fill_of(with, wanted - length);
    const size_t size = text.size + fill.times * with.size + fill.part;
    if (text_too_long(frame, node, out, row, size)) {
        return true;
    }
    struct text_making making;
    text_make(frame, node, size, &making);
    if (making.start == NULL) {
        return false;
    }
    if (at_start) {
        add_fill(&making, fill);
    }
    text_add(&making, text);
    if (!at_start) {
        add_fill(&making, fill);
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
