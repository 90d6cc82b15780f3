/* builder_slices: many cells of a piece at once. See builder.h.
 *
 * One loop a kind, with the usual forms of a value read by field_quick.h and every other cell by
 * builder_add_cell_of: what a cell means stands there alone. */
#include "batch/builder_parts.h"

#include <string.h>

#include "batch/field_parts.h"
#include "batch/field_quick.h"

struct slices {
    struct buffer *piece;
    const struct leat_slice *list;
    size_t count;
    bool is_proved; /* they are known to be UTF-8 */
};

static inline size_t slice_size(const struct leat_slice *slice) {
    return slice->length & LEAT_SLICE_LENGTH;
}

/* Whether there is text in it. */
static inline bool slice_has_text(const struct leat_slice *slice) {
    return (slice->length & ~LEAT_SLICE_QUOTED) - 1 < LEAT_SLICE_LENGTH;
}

/* Whether it stands within the piece. */
static inline bool slice_is_within(const struct slices *slices, const struct leat_slice *slice) {
    return (uint64_t)slice->offset + slice_size(slice) <= slices->piece->size;
}

static void fail_outside(struct builder *builder, const struct slices *slices, size_t i) {
    const uint64_t start = slices->list[i].offset, end = start + slice_size(&slices->list[i]);
    builder_fail(builder, "slice %zu, bytes %llu to %llu, is not within its piece of %zu bytes", i,
                 (unsigned long long)start, (unsigned long long)end, slices->piece->size);
}

/* A cell that is out of the ordinary. It adds one row, unless the builder fails. */
static __attribute__((noinline)) void add_other(struct builder *builder,
                                                const struct slices *slices, size_t i) {
    const struct leat_slice *slice = &slices->list[i];
    if ((slice->length & LEAT_SLICE_NULL) != 0) {
        builder_add_null(builder);
    } else if (!slice_is_within(slices, slice)) {
        fail_outside(builder, slices, i);
    } else {
        const struct leat_text cell = {slices->piece->data + slice->offset, slice_size(slice)};
        builder_add_cell_of(builder, cell, (slice->length & LEAT_SLICE_QUOTED) != 0, slices->piece);
    }
}

static void add_others(struct builder *builder, const struct slices *slices) {
    for (size_t i = 0; i < slices->count && !builder->api.failed; i++) {
        add_other(builder, slices, i);
    }
}

/* The loop for a kind of rows `type` wide: `read` is false for what is not usual, else it sets
 * `value` from `text` and `size`. */
#define ADD_QUICK(type, read)                                                                      \
    const int64_t first = builder->api.rows;                                                       \
    type *out = (type *)builder->api.values + first;                                               \
    for (size_t i = 0; i < slices->count; i++) {                                                   \
        const struct leat_slice *slice = &slices->list[i];                                         \
        const char *text = slices->piece->data + slice->offset;                                    \
        const size_t size = slice_size(slice);                                                     \
        type value;                                                                                \
        if (__builtin_expect(slice_has_text(slice) && slice_is_within(slices, slice) && (read),    \
                             1)) {                                                                 \
            out[i] = value;                                                                        \
            continue;                                                                              \
        }                                                                                          \
        builder->api.rows = first + (int64_t)i;                                                    \
        add_other(builder, slices, i);                                                             \
        if (builder->api.failed) {                                                                 \
            return;                                                                                \
        }                                                                                          \
        out = (type *)builder->api.values + first;                                                 \
    }                                                                                              \
    builder->api.rows = first + (int64_t)slices->count;

/* -- text ------------------------------------------------------------------------------------- */

/* Whether text is ASCII, where eight bytes more may be read behind it. */
static inline bool is_ascii(const char *text, size_t size) {
    uint64_t all = text_wide_word(text) << (size < 8 ? 64 - 8 * size : 0);
    for (size_t at = 8; at < size; at += 8) {
        all |= text_wide_word(text + (at + 8 < size ? at : size - 8));
    }
    return (all & QUICK_EACH * 0x80) == 0;
}

/* The view of a text, without a branch on its size: columns mix short ones and long ones, in no
 * order that a processor could guess. `place` is bytes 8 to 15 of a long one's. */
static inline struct text_view view_of(const char *text, size_t size, uint64_t place) {
    enum { LONG = TEXT_INLINE + 1 };
    static const uint32_t prefixes[LONG + 1] = {
        0,          0xff,       0xffff,     0xffffff,   UINT32_MAX, UINT32_MAX, UINT32_MAX,
        UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX};
    static const uint64_t rests[LONG + 1] = {0,
                                             0,
                                             0,
                                             0,
                                             0,
                                             UINT64_MAX >> 56,
                                             UINT64_MAX >> 48,
                                             UINT64_MAX >> 40,
                                             UINT64_MAX >> 32,
                                             UINT64_MAX >> 24,
                                             UINT64_MAX >> 16,
                                             UINT64_MAX >> 8,
                                             UINT64_MAX,
                                             0};
    const size_t at = size < LONG ? size : LONG;
    const uint64_t is_long = (uint64_t)0 - (at == LONG);
    const uint64_t rest = (text_wide_word(text + 4) & rests[at]) | (place & is_long);
    struct text_view view = {.size = (int32_t)size, .prefix = text_word(text) & prefixes[at]};
    memcpy(&view.number, &rest, sizeof rest);
    return view;
}

static inline struct text_view slice_view(const struct builder *builder,
                                          const struct leat_slice *slice, const char *text,
                                          size_t size) {
    return view_of(text, size, (uint32_t)builder->piece_number | (uint64_t)slice->offset << 32);
}

/* Has the column hold the piece for the first long text. From then on no size is over the limit. */
static inline bool hold_for(struct builder *builder, const struct slices *slices, size_t size,
                            size_t *limit) {
    if (size > *limit) {
        *limit = SIZE_MAX;
        return builder_hold(builder, slices->piece);
    }
    return true;
}

/* Texts that are taken as they stand. A column of short ones holds no piece. */
static void add_texts(struct builder *builder, const struct slices *slices) {
    size_t limit = TEXT_INLINE;
    if (slices->is_proved) {
        ADD_QUICK(struct text_view, hold_for(builder, slices, size, &limit) &&
                                        (value = slice_view(builder, slice, text, size), true))
    } else {
        ADD_QUICK(struct text_view, is_ascii(text, size) &&
                                        hold_for(builder, slices, size, &limit) &&
                                        (value = slice_view(builder, slice, text, size), true))
    }
}

/* -- values of fixed width -------------------------------------------------------------------- */

static void add_integers(struct builder *builder, const struct slices *slices) {
    ADD_QUICK(int64_t, quick_integer(text, size, &value))
}

static void add_dates(struct builder *builder, const struct slices *slices) {
    ADD_QUICK(int32_t, quick_date(text, size, &value))
}

static void add_reals(struct builder *builder, const struct slices *slices) {
    ADD_QUICK(double, quick_real(text, size, &value))
}

static void add_decimals(struct builder *builder, const struct slices *slices) {
    const struct leat_type type = builder->api.type;
    ADD_QUICK(struct leat_decimal, quick_decimal(text, size, type, &value))
}

/* -- which loop ------------------------------------------------------------------------------- */

/* Whether a list of texts has one that may be taken for a value of the kind. */
static bool lists_values(char *const *list, int kind) {
    for (; list != NULL && *list != NULL; list++) {
        if (kind == LEAT_TEXT || **list == '-' || (**list >= '0' && **list <= '9')) {
            return true;
        }
    }
    return false;
}

/* Whether the field gives its kind's usual forms their usual meaning. */
static bool is_usual(const struct field *field) {
    const int kind = field->type.kind;
    if (field->format != NULL || lists_values(field->symbols, kind) ||
        (field->has_nulls && lists_values(field->nulls, kind))) {
        return false;
    }
    switch (kind) {
    case LEAT_TEXT:
        return !field->trim && !field->has_nulls;
    case LEAT_DATE:
        return !field->has_pattern;
    case LEAT_REAL:
    case LEAT_DECIMAL:
        return field->point == '.';
    default:
        return true;
    }
}

void builder_add_slices(struct builder *builder, struct buffer *piece, bool is_proved,
                        const struct leat_slice *list, size_t count) {
    const struct slices slices = {piece, list, count, is_proved};
    if (builder->api.failed || count == 0 || !builder_is_declared(builder) ||
        !builder_reserve(builder, count > INT64_MAX ? INT64_MAX : (int64_t)count)) {
        return;
    }
    const int kind = is_usual(builder_field(builder)) ? builder->api.type.kind : LEAT_NONE;
    switch (kind) {
    case LEAT_TEXT:
        add_texts(builder, &slices);
        break;
    case LEAT_INTEGER:
        add_integers(builder, &slices);
        break;
    case LEAT_DATE:
        add_dates(builder, &slices);
        break;
    case LEAT_REAL:
        add_reals(builder, &slices);
        break;
    case LEAT_DECIMAL:
        add_decimals(builder, &slices);
        break;
    default:
        add_others(builder, &slices);
        break;
    }
}
