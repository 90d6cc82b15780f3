/* compact: a column whose text stands in buffers of its own. See column.h.
 *
 * Texts that share bytes go on sharing them: their places are put in order, joined where they
 * overlap, and each stretch is copied once. A value repeated in every row is then kept once, and a
 * piece's rows, which stand in order already, are copied straight through. */
#include <stdlib.h>
#include <string.h>

#include "batch/bits.h"
#include "batch/column.h"

/* Where one long text stands. */
struct stretch {
    int32_t number, offset, size;
    uint32_t row;
};

static int compare(const void *left, const void *right) {
    const struct stretch *a = left, *b = right;
    if (a->number != b->number) {
        return a->number < b->number ? -1 : 1;
    }
    return (a->offset > b->offset) - (a->offset < b->offset);
}

/* Copies fixed views and lists the long ones; *ordered: they come in order of their places. */
static size_t list_stretches(const struct column *from, struct column *into, struct stretch *list,
                             bool *ordered) {
    size_t count = 0;
    *ordered = true;
    for (size_t row = 0; row < (size_t)column_rows(from); row++) {
        struct text_view view = {0};
        if (from->valid == NULL || bit_get(from->valid, (int64_t)row)) {
            view = text_view_get(from->values, row);
        }
        text_view_set(into->values, row, view);
        if (view.size > TEXT_INLINE) {
            list[count] = (struct stretch){view.number, view.offset, view.size, (uint32_t)row};
            *ordered &= count == 0 || compare(&list[count - 1], &list[count]) <= 0;
            count++;
        }
    }
    return count;
}

/* The stretches from `first` on that overlap or touch one another: *end is the byte after them.
 * Answers how many. */
static size_t join_stretches(const struct stretch *list, size_t count, size_t first, int64_t *end) {
    *end = (int64_t)list[first].offset + list[first].size;
    size_t next = first + 1;
    while (next < count && list[next].number == list[first].number && list[next].offset < *end) {
        const int64_t its_end = (int64_t)list[next].offset + list[next].size;
        *end = its_end > *end ? its_end : *end;
        next++;
    }
    return next - first;
}

static int64_t total_size(const struct stretch *list, size_t count) {
    int64_t total = 0, end;
    for (size_t i = 0; i < count;) {
        const size_t joined = join_stretches(list, count, i, &end);
        total += end - list[i].offset;
        i += joined;
    }
    return total;
}

/* A buffer for what is left to copy, or as much of it as one buffer may hold. -1: no memory. */
static int32_t next_buffer(struct column *into, int64_t left) {
    struct buffer *buffer = buffer_try(left < BUFFER_MOST ? (size_t)left : BUFFER_MOST);
    const int32_t number = buffer == NULL ? -1 : column_try_hold(into, buffer);
    buffer_release(buffer);
    return number;
}

static bool copy_stretches(const struct column *from, struct column *into,
                           const struct stretch *list, size_t count) {
    int64_t left = total_size(list, count);
    int32_t number = -1;
    int64_t room = 0;
    for (size_t i = 0; i < count;) {
        int64_t end;
        const size_t joined = join_stretches(list, count, i, &end);
        const int64_t start = list[i].offset, size = end - start;
        if (size > room) {
            number = next_buffer(into, left);
            if (number < 0) {
                return false;
            }
            room = left < BUFFER_MOST ? left : BUFFER_MOST;
        }
        struct buffer *buffer = into->buffers[number];
        memcpy(buffer->data + buffer->size,
               (const char *)from->pointers[2 + list[i].number] + start, (size_t)size);
        for (size_t k = i; k < i + joined; k++) {
            struct text_view view = text_view_get(from->values, list[k].row);
            view.number = number;
            view.offset = (int32_t)((int64_t)buffer->size + list[k].offset - start);
            text_view_set(into->values, list[k].row, view);
        }
        buffer->size += (size_t)size;
        room -= size;
        left -= size;
        i += joined;
    }
    return true;
}

static bool compact_text(const struct column *from, struct column *into) {
    const size_t rows = (size_t)column_rows(from);
    struct stretch *list = memory_try((from->array.n_buffers > 3 ? rows : 0) * sizeof *list);
    if (list == NULL) {
        return false;
    }
    bool ordered;
    const size_t count = list_stretches(from, into, list, &ordered);
    if (!ordered) {
        qsort(list, count, sizeof *list, compare);
    }
    const bool done = copy_stretches(from, into, list, count);
    memory_free(list);
    return done;
}

static bool compact_companions(const struct column *from, struct column *into) {
    const size_t size = bits_size(column_rows(from));
    if (from->valid != NULL) {
        if (!column_try_valid(into)) {
            return false;
        }
        memcpy(into->valid, from->valid, size);
    }
    if (from->totals != NULL) {
        into->totals = memory_try(size + COLUMN_SLACK);
        if (into->totals == NULL) {
            return false;
        }
        memcpy(into->totals, from->totals, size);
    }
    if (from->symbols != NULL) {
        into->symbols = column_compact(from->symbols);
        return into->symbols != NULL;
    }
    return true;
}

struct column *column_compact(const struct column *column) {
    const int64_t rows = column_rows(column);
    if (column->is_absent && column->totals == NULL) {
        return column_try_absent(column->type, rows);
    }
    struct column *into = column_try_unset(column->type, rows);
    if (into == NULL) {
        return NULL;
    }
    bool done = true;
    if (column->type.kind == LEAT_TEXT) {
        done = compact_text(column, into);
    } else {
        memcpy(into->values, column->values, column_size(column->type, rows));
    }
    if (!done || !compact_companions(column, into)) {
        column_release(into);
        return NULL;
    }
    column_finish(into);
    return into;
}
