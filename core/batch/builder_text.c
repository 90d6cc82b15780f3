/* builder_text: texts and symbols added to a builder. See builder.h. */
#include "batch/builder_parts.h"

#include <string.h>

enum { FIRST_TEXT = 4096 };

/* -- buffers --------------------------------------------------------------------------------- */

static bool start_buffer(struct builder *builder, size_t size) {
    const size_t room = size > FIRST_TEXT ? size : FIRST_TEXT;
    struct buffer *buffer = buffer_try(room);
    const int32_t number = buffer == NULL ? -1 : column_try_hold(builder->column, buffer);
    buffer_release(buffer); /* the column holds it now, or nobody does */
    if (number < 0) {
        return false;
    }
    builder->text = buffer;
    builder->text_room = room;
    builder->text_number = number;
    return true;
}

/* Views say offsets, so that a buffer may move while it grows. */
static bool grow_buffer(struct builder *builder, size_t size) {
    const size_t least = builder->text->size + size;
    size_t room = builder->text_room > BUFFER_MOST / 2 ? BUFFER_MOST : builder->text_room * 2;
    room = room < least ? least : room;
    char *data = memory_try_resize(builder->text->data, room + COLUMN_SLACK);
    if (data == NULL) {
        return false;
    }
    builder->text->data = data;
    builder->text_room = room;
    return true;
}

/* Room for one long text at the end of the buffer; NULL: the builder has failed. */
static char *buffer_space(struct builder *builder, size_t size) {
    bool done = true;
    if (builder->text == NULL || size > BUFFER_MOST - builder->text->size) {
        done = start_buffer(builder, size);
    } else if (size > builder->text_room - builder->text->size) {
        done = grow_buffer(builder, size);
    }
    if (!done) {
        builder_fail_memory(builder);
        return NULL;
    }
    char *space = builder->text->data + builder->text->size;
    builder->text->size += size;
    return space;
}

/* -- texts ----------------------------------------------------------------------------------- */

void builder_settle_space(struct builder *builder) {
    if (builder->space_row < 0) {
        return;
    }
    const size_t row = (size_t)builder->space_row;
    struct text_view view = text_view_get(builder->api.values, row);
    view.prefix = text_word(builder->column->buffers[view.number]->data + view.offset);
    text_view_set(builder->api.values, row, view);
    builder->space_row = -1;
}

/* Whether a text of this size may be added, with room for it among the rows. */
static bool reserve_text(struct builder *builder, size_t size) {
    if (!builder_is_kind(builder, LEAT_TEXT) || !builder_reserve(builder, 1)) {
        return false;
    }
    if (size > LEAT_TEXT_MOST) {
        builder_fail(builder, "a text of %zu bytes was added; the longest has %d", size,
                     LEAT_TEXT_MOST);
        return false;
    }
    return true;
}

void builder_add_text(struct builder *builder, struct leat_text text) {
    if (!reserve_text(builder, text.size)) {
        return;
    }
    const int64_t row = builder->api.rows;
    if (text.size <= TEXT_INLINE) {
        column_set_text(builder->column, row, 0, text.data, 0, text.size);
    } else {
        char *space = buffer_space(builder, text.size);
        if (space == NULL) {
            return;
        }
        memcpy(space, text.data, text.size);
        column_set_text(builder->column, row, builder->text_number, space,
                        (size_t)(space - builder->text->data), text.size);
    }
    builder->has_unproved = true;
    builder->api.rows++;
}

void builder_add_texts(struct builder *builder, const struct leat_text *texts, size_t count) {
    const int64_t more = count > INT64_MAX ? INT64_MAX : (int64_t)count;
    if (count == 0 || !builder_is_kind(builder, LEAT_TEXT) || !builder_reserve(builder, more)) {
        return;
    }
    for (size_t i = 0; i < count && !builder->api.failed; i++) {
        if (texts[i].data == NULL) {
            builder_add_null(builder);
        } else if (texts[i].size > TEXT_INLINE) {
            builder_add_text(builder, texts[i]);
        } else {
            const struct text_view view = text_view_of(texts[i].data, texts[i].size, 0, 0);
            text_view_set(builder->api.values, (size_t)builder->api.rows++, view);
        }
    }
    builder->has_unproved = true;
}

/* What is written after a failure has to go somewhere. */
static char *scratch(struct builder *builder, size_t size) {
    memory_free(builder->scratch);
    builder->scratch = memory_alloc(size);
    return builder->scratch;
}

char *builder_add_space(struct builder *builder, size_t size) {
    if (!reserve_text(builder, size)) {
        return scratch(builder, size);
    }
    const size_t row = (size_t)builder->api.rows;
    char *space;
    builder_settle_space(builder);
    if (size <= TEXT_INLINE) {
        text_view_set(builder->api.values, row, (struct text_view){.size = (int32_t)size});
        space = (char *)builder->api.values + row * sizeof(struct text_view) + 4;
    } else {
        space = buffer_space(builder, size);
        if (space == NULL) {
            return scratch(builder, size);
        }
        memset(space, 0, sizeof(struct text_view)); /* of a plugin that does not write it, at least
                                                       the prefix is known */
        text_view_set(builder->api.values, row,
                      (struct text_view){.size = (int32_t)size,
                                         .number = builder->text_number,
                                         .offset = (int32_t)(space - builder->text->data)});
        builder->space_row = (int64_t)row;
    }
    builder->has_unproved = true;
    builder->api.rows++;
    return space;
}

void builder_add_symbol(struct builder *builder, struct leat_text symbol) {
    const int64_t row = builder->api.rows;
    builder_add_null(builder);
    if (builder->api.failed || symbol.size == 0) {
        return;
    }
    if (builder->symbols == NULL) {
        builder->symbols = builder_new(builder->api.host, type_of(LEAT_TEXT), builder->api.room);
    }
    builder_add_nulls(builder->symbols, row - builder->symbols->api.rows);
    builder_add_text(builder->symbols, symbol);
}
