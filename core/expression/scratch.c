/* scratch: room for vectors and texts, and the reasons of rows that fail. See scratch.h. */
#include "expression/scratch.h"

#include <stdarg.h>
#include <stdio.h>

#include "batch/schema.h"
#include "leat/plugin.h"

enum { HEAP_FIRST = 1 << 14, HEAP_MOST = 1 << 22, REASON_MOST = 256, SNIPPET_MOST = 60 };

/* -- room ------------------------------------------------------------------------------------ */

/* The block with room for count things of size bytes, at least; NULL: no memory, and *room and the
 * old block stay. */
static void *grow(void *block, size_t *room, size_t count, size_t size) {
    if (count <= *room) {
        return block;
    }
    const size_t more = count > *room * 2 ? count : *room * 2;
    void *grown = memory_try_resize(block, more * size);
    if (grown != NULL) {
        *room = more;
    }
    return grown;
}

static bool grow_vectors(struct evaluation_scratch *scratch, size_t count) {
    if (count <= scratch->vector_room) {
        return true;
    }
    memory_free(scratch->vectors);
    scratch->vectors = memory_try(count * sizeof *scratch->vectors);
    scratch->vector_room = scratch->vectors == NULL ? 0 : count;
    return scratch->vectors != NULL;
}

static bool grow_blocks(struct evaluation_scratch *scratch, size_t count) {
    const size_t before = scratch->block_room;
    if (count <= before) {
        return true;
    }
    void **blocks = memory_try_resize(scratch->blocks, count * sizeof *blocks);
    if (blocks == NULL) {
        return false;
    }
    scratch->blocks = blocks;
    for (size_t i = before; i < count; i++) {
        scratch->blocks[i] = memory_try(CHUNK_ROWS * 16 + COLUMN_SLACK);
        if (scratch->blocks[i] == NULL) {
            return false;
        }
        /* Rows that no kernel has written are copied and added all the same: not used, but
         * defined. */
        memset(scratch->blocks[i], 0, CHUNK_ROWS * 16 + COLUMN_SLACK);
        scratch->block_room = i + 1;
    }
    return true;
}

/* Adds a buffer to the table; -1: no memory. */
static int32_t add_buffer(struct evaluation_scratch *scratch, struct buffer *buffer, bool is_own) {
    const size_t count = scratch->buffer_count + 1;
    if (count > scratch->buffer_room) {
        const size_t room = count < 8 ? 8 : count * 2;
        struct text_buffer *buffers = memory_try_resize(scratch->buffers, room * sizeof *buffers);
        if (buffers == NULL) {
            return -1;
        }
        scratch->buffers = buffers;
        const char **data = memory_try_resize(scratch->data, room * sizeof *data);
        if (data == NULL) {
            return -1;
        }
        scratch->data = data;
        scratch->buffer_room = room;
    }
    scratch->buffers[count - 1] = (struct text_buffer){.buffer = buffer, .is_own = is_own};
    scratch->data[count - 1] = buffer->data;
    scratch->buffer_count = count;
    return (int32_t)count - 1;
}

int32_t scratch_add(struct evaluation_scratch *scratch, struct buffer *buffer) {
    return add_buffer(scratch, buffer, false);
}

/* Numbers the buffers of every text that is read; the constants' is number 0. */
static bool add_buffers(struct evaluation_scratch *scratch,
                        const struct leat_expression *expression, struct column *const *columns) {
    int32_t *firsts =
        grow(scratch->firsts, &scratch->first_room, expression->text_count, sizeof *firsts);
    if (expression->text_count > 0 && firsts == NULL) {
        return false;
    }
    scratch->firsts = firsts;
    if (expression->constants != NULL && add_buffer(scratch, expression->constants, false) < 0) {
        return false;
    }
    for (size_t i = 0; i < expression->text_count; i++) {
        const struct column *column = columns[expression->texts[i].column];
        column = expression->texts[i].is_symbols ? column->symbols : column;
        firsts[i] = (int32_t)scratch->buffer_count;
        for (size_t b = 0; column != NULL && b < column->buffer_count; b++) {
            if (add_buffer(scratch, column->buffers[b], false) < 0) {
                return false;
            }
        }
    }
    return true;
}

/* That of the expression; one of another is forgotten. */
static struct heap_hint *heap_hint(struct evaluation_scratch *scratch,
                                   const struct leat_expression *expression) {
    struct heap_hint *hint = &scratch->hints[(uintptr_t)expression / 64 % HEAP_HINTS];
    if (hint->expression != expression) {
        *hint = (struct heap_hint){.expression = expression};
    }
    return hint;
}

int32_t *scratch_numbers(struct evaluation_scratch *scratch) {
    int32_t *numbers =
        grow(scratch->numbers, &scratch->number_room, scratch->buffer_count, sizeof *numbers);
    scratch->numbers = numbers == NULL ? scratch->numbers : numbers;
    return numbers;
}

bool scratch_begin(struct evaluation_scratch *scratch, const struct leat_expression *expression,
                   struct column *const *columns, struct frame *frame) {
    scratch->out_of_memory = false;
    scratch->too_much = NULL;
    scratch->buffer_count = 0;
    if (!grow_vectors(scratch, expression->node_count) ||
        !grow_blocks(scratch, expression->block_count) ||
        !add_buffers(scratch, expression, columns)) {
        scratch_end(scratch, expression);
        return false;
    }
    scratch->kept.first = heap_hint(scratch, expression)->size;
    scratch->passing.number = -1; /* its buffer, if there is one, is not in this table yet */
    *frame = (struct frame){.expression = expression,
                            .columns = columns,
                            .vectors = scratch->vectors,
                            .blocks = scratch->blocks,
                            .data = scratch->data,
                            .scratch = scratch};
    return true;
}

/* They are the same for every chunk. */
void scratch_constants(const struct leat_expression *expression, struct vector *vectors) {
    for (uint32_t i = 0; i < expression->node_count; i++) {
        const struct node *node = expression->nodes[i];
        if (!node->is_constant) {
            continue;
        }
        struct vector *out = &vectors[node->number];
        out->first_buffer = 0;
        out->valid = NULL;
        out->is_constant = node->type.kind != LEAT_BOOLEAN;
        out->values = (void *)(uintptr_t)node->value;
        if (node->is_null) {
            memset(out->valid_words, 0, sizeof out->valid_words);
            out->valid = out->valid_words;
        }
        if (node->type.kind == LEAT_BOOLEAN) {
            memset(out->value_words, node->value[0] ? 0xff : 0, sizeof out->value_words);
            out->values = out->value_words;
        }
    }
}

/* Lets go of the chunk's passing texts, but for the buffer that is filled again. */
static void drop_passing(struct evaluation_scratch *scratch) {
    struct text_heap *passing = &scratch->passing;
    const bool has_others = passing->buffer != NULL && passing->made > passing->buffer->size;
    for (size_t i = 0; has_others && i < scratch->buffer_count; i++) {
        struct text_buffer *text = &scratch->buffers[i];
        if (text->is_passing && text->buffer != passing->buffer) {
            buffer_release(text->buffer);
            text->buffer = NULL;
        }
    }
    if (passing->buffer != NULL) {
        passing->buffer->size = 0;
    }
    passing->made = 0;
}

void scratch_chunk(struct evaluation_scratch *scratch) {
    scratch->any_failed = false;
    scratch->reason_size = 0;
    memset(scratch->failed, 0, sizeof scratch->failed);
    drop_passing(scratch);
}

void scratch_end(struct evaluation_scratch *scratch, const struct leat_expression *expression) {
    size_t kept = 0;
    for (size_t i = 0; i < scratch->buffer_count; i++) {
        struct buffer *buffer = scratch->buffers[i].buffer;
        if (scratch->buffers[i].is_own && buffer != NULL && buffer != scratch->passing.buffer) {
            kept += buffer->size;
            buffer_release(buffer);
        }
    }
    *heap_hint(scratch, expression) = (struct heap_hint){expression, kept + kept / 8};
    scratch->buffer_count = 0;
    scratch->kept = (struct text_heap){0};
}

void scratch_free(struct evaluation_scratch *scratch) {
    if (scratch == NULL) {
        return;
    }
    for (size_t i = 0; i < scratch->block_room; i++) {
        memory_free(scratch->blocks[i]);
    }
    memory_free(scratch->blocks);
    memory_free(scratch->vectors);
    memory_free(scratch->data);
    memory_free(scratch->buffers);
    memory_free(scratch->firsts);
    memory_free(scratch->numbers);
    memory_free(scratch->reasons);
    buffer_release(scratch->passing.buffer);
    memory_free(scratch);
}

/* -- texts ----------------------------------------------------------------------------------- */

size_t expression_made_most = (size_t)1 << 28;

/* A new buffer for the heap, as large as all of the last batch's, twice as large as the last one or
 * as large as is asked for. */
static bool grow_heap(struct evaluation_scratch *scratch, struct text_heap *heap, size_t size) {
    const size_t first = heap->first > HEAP_MOST ? HEAP_MOST : heap->first;
    size_t room = heap->room == 0          ? (first > HEAP_FIRST ? first : HEAP_FIRST)
                  : heap->room < HEAP_MOST ? heap->room * 2
                                           : heap->room;
    room = room < size ? size : room;
    struct buffer *buffer = buffer_try(room);
    if (buffer == NULL) {
        return false;
    }
    const int32_t number = add_buffer(scratch, buffer, true);
    if (number < 0) {
        buffer_release(buffer);
        return false;
    }
    if (heap->buffer != NULL && heap->number < 0) {
        buffer_release(heap->buffer); /* of an earlier call, and never in this table */
    }
    scratch->buffers[number].is_passing = heap == &scratch->passing;
    heap->buffer = buffer;
    heap->number = number;
    heap->room = room;
    return true;
}

char *frame_text_room(struct frame *frame, const struct node *node, size_t size, int32_t *number,
                      int32_t *offset) {
    struct evaluation_scratch *scratch = frame->scratch;
    struct text_heap *heap = node->keeps ? &scratch->kept : &scratch->passing;
    if (size + scratch->kept.made + scratch->passing.made > expression_made_most) {
        scratch->too_much = node;
        scratch->too_much_in = frame->expression->text;
        return NULL;
    }
    if (heap->buffer != NULL && heap->number < 0 && size <= heap->room) {
        heap->number = add_buffer(scratch, heap->buffer, true);
        if (heap->number < 0) {
            return NULL;
        }
        scratch->buffers[heap->number].is_passing = heap == &scratch->passing;
        frame->data = scratch->data;
    }
    if (heap->buffer == NULL || heap->number < 0 || heap->room - heap->buffer->size < size) {
        if (!grow_heap(scratch, heap, size)) {
            return NULL;
        }
        frame->data = scratch->data;
    }
    *number = heap->number;
    *offset = (int32_t)heap->buffer->size;
    heap->buffer->size += size;
    heap->made += size;
    return heap->buffer->data + *offset;
}

void frame_text_shrink(struct frame *frame, const struct node *node, size_t unused) {
    struct text_heap *heap = node->keeps ? &frame->scratch->kept : &frame->scratch->passing;
    heap->buffer->size -= unused;
    heap->made -= unused;
}

bool vector_put_text(struct frame *frame, const struct node *node, struct vector *out, int32_t row,
                     const char *data, size_t size) {
    int32_t number = 0, offset = 0;
    if (size > TEXT_INLINE) {
        char *room = frame_text_room(frame, node, size, &number, &offset);
        if (room == NULL) {
            return false;
        }
        memcpy(room, data, size);
    }
    vector_set_text(out, row, data, size, number, offset);
    return true;
}

/* -- failures -------------------------------------------------------------------------------- */

void vector_own_valid(struct vector *out) {
    if (out->valid == out->valid_words) {
        return;
    }
    if (out->valid == NULL) {
        memset(out->valid_words, 0xff, sizeof out->valid_words);
    } else {
        memcpy(out->valid_words, out->valid, sizeof out->valid_words);
    }
    out->valid = out->valid_words;
}

void frame_fail(struct frame *frame, const struct node *node, struct vector *out, int32_t row,
                const char *format, ...) {
    struct evaluation_scratch *scratch = frame->scratch;
    vector_own_valid(out);
    words_clear(out->valid, row);
    if (words_bit(scratch->failed, row)) {
        return;
    }
    words_set(scratch->failed, row);
    scratch->any_failed = true;
    char reason[REASON_MOST];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    const size_t size = strlen(reason) + 1;
    char *reasons = grow(scratch->reasons, &scratch->reason_room, scratch->reason_size + size, 1);
    if (reasons == NULL) {
        scratch->out_of_memory = true;
        words_clear(scratch->failed, row);
        return;
    }
    scratch->reasons = reasons;
    memcpy(reasons + scratch->reason_size, reason, size);
    scratch->reason_at[row] = scratch->reason_size;
    scratch->failed_node[row] = node;
    scratch->reason_size += size;
}

/* The bytes of text up to the last whole code point before most. */
static size_t cut_text(const char *text, size_t size, size_t most) {
    if (size <= most) {
        return size;
    }
    while (most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80) {
        most--;
    }
    return most;
}

void frame_fail_value(struct frame *frame, const struct node *node, struct vector *out, int32_t row,
                      struct leat_text value, const char *what) {
    if (node->is_private) {
        frame_fail(frame, node, out, row, "*** %s", what);
        return;
    }
    char shown[SNIPPET_MOST + 1];
    const size_t size = cut_text(value.data, value.size, SNIPPET_MOST);
    for (size_t i = 0; i < size; i++) {
        const bool is_control = (unsigned char)value.data[i] < ' ' || value.data[i] == 0x7f;
        shown[i] = is_control ? '?' : value.data[i];
    }
    frame_fail(frame, node, out, row, LEAT_VALUE("'%.*s%s'") " %s", (int)size, shown,
               size < value.size ? "…" : "", what);
}

const char *scratch_reason(const struct evaluation_scratch *scratch, int32_t row) {
    return scratch->reasons + scratch->reason_at[row];
}

/* Of a node in an expression's text, of which the beginning is shown. */
static void tell_of(char *told, size_t room, const char *text, const struct node *node,
                    const char *what) {
    const size_t size = cut_text(text + node->offset, node->length, SNIPPET_MOST);
    snprintf(told, room, "%.*s%s: %s", (int)size, text + node->offset,
             size < node->length ? "…" : "", what);
}

void scratch_tell(struct evaluation_scratch *scratch, const struct frame *frame,
                  const struct evaluation *evaluation) {
    if (!scratch->any_failed || evaluation->fail == NULL) {
        return;
    }
    for (struct walk walk = walk_start(frame, scratch->failed); walk_next(&walk);) {
        const struct node *node = scratch->failed_node[walk.row];
        char reason[REASON_MOST + SNIPPET_MOST + 8];
        tell_of(reason, sizeof reason, frame->expression->text, node,
                scratch_reason(scratch, walk.row));
        evaluation->fail(evaluation->context, frame->first + walk.row, reason);
    }
}

char *evaluation_too_much(const struct evaluation *evaluation) {
    char what[REASON_MOST], told[REASON_MOST + SNIPPET_MOST + 8];
    snprintf(what, sizeof what,
             "texts of more than %zu MiB of one batch of rows; make them shorter",
             expression_made_most >> 20);
    tell_of(told, sizeof told, evaluation->scratch->too_much_in, evaluation->scratch->too_much,
            what);
    return memory_copy(told);
}
