/* kernel: like. % stands for any text, _ for any code point, the escape (backslash unless said)
 * takes what follows as it is.
 *
 * A constant pattern of a known form (text, text%, %text, %text%) is matched without walking
 * through it. */
#include "expression/kernel_text.h"
#include "expression/kernel_view.h"

static const struct leat_text backslash = {"\\", 1};

enum like_form { LIKE_EXACT, LIKE_PREFIX, LIKE_SUFFIX, LIKE_INSIDE, LIKE_ANY };

struct like_pattern {
    enum like_form form;
    struct leat_text text;            /* of a known form: what to look for */
    struct leat_text pattern, escape; /* LIKE_ANY */
    /* Both are in small letters where letter case does not count. */
};

static bool at_escape(struct leat_text pattern, size_t at, struct leat_text escape) {
    return escape.size > 0 && pattern.size - at >= escape.size &&
           memcmp(pattern.data + at, escape.data, escape.size) == 0;
}

/* Whether the pattern ends in an escape that has nothing to take. */
static bool is_cut_off(struct leat_text pattern, struct leat_text escape) {
    for (size_t at = 0; at < pattern.size; at += text_step(pattern, at)) {
        if (at_escape(pattern, at, escape)) {
            at += escape.size;
            if (at == pattern.size) {
                return true;
            }
        }
    }
    return false;
}

static bool match(struct leat_text text, struct leat_text pattern, struct leat_text escape) {
    size_t at = 0, p = 0;
    size_t retry_p = SIZE_MAX,
           retry_at = 0; /* after the last %, and the text that it has taken up to here */
    for (;;) {
        if (p < pattern.size && pattern.data[p] == '%' && !at_escape(pattern, p, escape)) {
            retry_p = ++p;
            retry_at = at;
            if (p == pattern.size) {
                return true;
            }
            continue;
        }
        if (p == pattern.size && at == text.size) {
            return true;
        }
        if (p < pattern.size && at < text.size) {
            const bool escaped = at_escape(pattern, p, escape);
            const size_t from = escaped ? p + escape.size : p;
            if (!escaped && pattern.data[p] == '_') {
                p++;
                at += text_step(text, at);
                continue;
            }
            const size_t size = text_step(pattern, from);
            if (text.size - at >= size && memcmp(text.data + at, pattern.data + from, size) == 0) {
                p = from + size;
                at += size;
                continue;
            }
        }
        if (retry_p == SIZE_MAX || retry_at >= text.size) {
            return false;
        }
        retry_at += text_step(text, retry_at);
        at = retry_at;
        p = retry_p;
    }
}

/* The pattern in small letters, its escape a backslash, which no letter turns into. Returns the
 * bytes written; out has room for like_room of them. */
static size_t like_room(struct leat_text pattern) { return text_case_room(2 * pattern.size); }

static size_t lower_pattern(struct leat_text pattern, struct leat_text escape, char *out) {
    size_t size = 0;
    for (size_t at = 0; at < pattern.size;) {
        const bool escaped = at_escape(pattern, at, escape);
        at += escaped ? escape.size : 0;
        const size_t step = text_step(pattern, at);
        if (escaped || pattern.data[at] == '\\') {
            out[size++] = '\\';
        }
        size += text_lower((struct leat_text){pattern.data + at, step}, out + size);
        at += step;
    }
    return size;
}

/* -- constant patterns ----------------------------------------------------------------------- */

const struct like_pattern *like_compile(struct arena *arena, struct leat_text pattern,
                                        struct leat_text escape, bool insensitive,
                                        const char **reason) {
    if (escape.size > 0 && text_count(escape) != 1) {
        *reason = "the escape is not one character";
        return NULL;
    }
    if (is_cut_off(pattern, escape)) {
        *reason = "the pattern ends with its escape, and nothing follows it";
        return NULL;
    }
    struct like_pattern *like = arena_alloc(arena, sizeof *like);
    char *plain = arena_alloc(arena, pattern.size + 1);
    size_t size = 0;
    bool before = false, after = false, known = true;
    for (size_t at = 0; at < pattern.size && known;) {
        const bool escaped = at_escape(pattern, at, escape);
        at += escaped ? escape.size : 0;
        const size_t step = text_step(pattern, at);
        if (!escaped && pattern.data[at] == '%') {
            before = before || size == 0;
            after = size > 0;
        } else if (after || (!escaped && pattern.data[at] == '_')) {
            known = false;
        } else {
            memcpy(plain + size, pattern.data + at, step);
            size += step;
        }
        at += step;
    }
    *like = (struct like_pattern){.form = LIKE_ANY, .pattern = pattern, .escape = escape};
    if (known && insensitive) {
        char *lower = arena_alloc(arena, text_case_room(size));
        size = text_lower((struct leat_text){plain, size}, lower);
        plain = lower;
    }
    if (known) {
        like->text = (struct leat_text){plain, size};
        like->form = before  ? (after || size == 0 ? LIKE_INSIDE : LIKE_SUFFIX)
                     : after ? LIKE_PREFIX
                             : LIKE_EXACT;
    } else if (insensitive) {
        char *lower = arena_alloc(arena, like_room(pattern));
        like->pattern = (struct leat_text){lower, lower_pattern(pattern, escape, lower)};
        like->escape = backslash;
    }
    return like;
}

static bool match_compiled(const struct like_pattern *like, struct leat_text text) {
    const struct leat_text part = like->text;
    if (like->form == LIKE_ANY) {
        return match(text, like->pattern, like->escape);
    }
    if (part.size > text.size) {
        return false;
    }
    switch (like->form) {
    case LIKE_EXACT:
        return part.size == text.size && memcmp(text.data, part.data, part.size) == 0;
    case LIKE_PREFIX:
        return memcmp(text.data, part.data, part.size) == 0;
    case LIKE_SUFFIX:
        return memcmp(text.data + text.size - part.size, part.data, part.size) == 0;
    default:
        return text_find(text, part, 0) != SIZE_MAX;
    }
}

/* -- rows ------------------------------------------------------------------------------------ */

/* The text in small letters, in room that is given back at once: nothing else is made meanwhile. */
static bool lower_text(struct frame *frame, const struct node *node, struct leat_text *text,
                       size_t *room) {
    int32_t number, offset;
    *room = text_case_room(text->size);
    char *lower = frame_text_room(frame, node, *room, &number, &offset);
    if (lower != NULL) {
        *text = (struct leat_text){lower, text_lower(*text, lower)};
    }
    return lower != NULL;
}

static bool match_lower(struct frame *frame, const struct node *node, struct leat_text text,
                        struct leat_text pattern, struct leat_text escape, bool *matches) {
    int32_t number, offset;
    const size_t room = like_room(pattern);
    char *lower = frame_text_room(frame, node, room, &number, &offset);
    if (lower == NULL) {
        return false;
    }
    pattern = (struct leat_text){lower, lower_pattern(pattern, escape, lower)};
    *matches = match(text, pattern, backslash);
    frame_text_shrink(frame, node, room);
    return true;
}

/* *matches, with a pattern that is no constant; false: no memory. */
static bool match_row(struct frame *frame, const struct node *node, struct vector *out, int32_t row,
                      struct leat_text text, bool *matches) {
    const struct leat_text pattern = vector_text(frame, frame_arg(frame, node, 1), row);
    struct leat_text escape = backslash;
    *matches = false;
    if (node->count > 2) {
        escape = vector_text(frame, frame_arg(frame, node, 2), row);
    }
    if (escape.size > 0 && text_count(escape) != 1) {
        frame_fail(frame, node, out, row, "the escape is not one character");
    } else if (is_cut_off(pattern, escape)) {
        frame_fail(frame, node, out, row,
                   "the pattern ends with its escape, and nothing follows it");
    } else if (node->numbers[0]) {
        return match_lower(frame, node, text, pattern, escape, matches);
    } else {
        *matches = match(text, pattern, escape);
    }
    return true;
}

/* text%: the prefix in the views rules out nearly all rows. */
static void match_prefixes(const struct frame *frame, const struct node *node,
                           const uint64_t *active, struct vector *out) {
    const struct vector *arg = frame_arg(frame, node, 0);
    const struct leat_text part = ((const struct like_pattern *)node->data)->text;
    struct view_words room[KERNEL_ROWS];
    const char *views = kernel_operand(arg, room, sizeof *room);
    uint64_t wanted = 0;
    const uint64_t mask =
        part.size >= 4 ? ~UINT64_C(0) << 32 : ((UINT64_C(1) << 8 * part.size) - 1) << 32;
    memcpy((char *)&wanted + 4, part.data, part.size < 4 ? part.size : 4);
    for (int32_t row = 0; row < frame->rows; row += KERNEL_ROWS) {
        const int32_t rows = frame->rows - row < KERNEL_ROWS ? frame->rows - row : KERNEL_ROWS;
        uint64_t found = 0;
        uint64_t maybe = view_head_word(
            arg->is_constant ? views : views + (size_t)row * sizeof *room, wanted, mask, rows);
        maybe &= active == NULL ? UINT64_MAX : active[row / 64];
        for (; maybe != 0; maybe &= maybe - 1) {
            const int at = __builtin_ctzll(maybe);
            const struct leat_text text = vector_text(frame, arg, row + at);
            const bool matches =
                text.size >= part.size && memcmp(text.data, part.data, part.size) == 0;
            found |= (uint64_t)matches << at;
        }
        out->value_words[row / 64] ^= found;
    }
}

bool kernel_like(struct frame *frame, const struct node *node, const uint64_t *active,
                 struct vector *out) {
    memset(out->value_words, node->numbers[1] ? 0xff : 0, sizeof out->value_words);
    const struct like_pattern *like = node->data;
    if (like != NULL && like->form == LIKE_PREFIX && !node->numbers[0]) {
        match_prefixes(frame, node, active, out);
        return true;
    }
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        struct leat_text text = vector_text(frame, frame_arg(frame, node, 0), walk.row);
        size_t room = 0;
        bool matches;
        if (node->numbers[0] && !lower_text(frame, node, &text, &room)) {
            return false;
        }
        if (like != NULL) {
            matches = match_compiled(like, text);
        } else if (!match_row(frame, node, out, walk.row, text, &matches)) {
            return false;
        }
        if (room > 0) {
            frame_text_shrink(frame, node, room);
        }
        out->value_words[walk.word] ^= (uint64_t)matches << (walk.row & 63);
    }
    return true;
}
