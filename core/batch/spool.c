/* spool: see spool.h. A record is laid out as it is read: fixed sizes first, then what they count. */
#include "batch/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/path.h"
#include "batch/bits.h"

struct spool {
    int fd;
    int64_t end, at; /* of what was put, and of what is read next */
    char *record;    /* room for one */
    size_t room, size;
    bool out_of_memory;
};

struct head {
    uint64_t size, sum;
};

struct batch_head {
    int64_t rows;
    uint64_t sequence;
    int32_t input, count;
    int32_t has_places, unused;
};

enum column_state { COLUMN_NONE, COLUMN_ABSENT, COLUMN_THERE };

struct column_head {
    struct leat_type type;
    int32_t state, has_valid, has_symbols, has_totals;
};

/* -- The file --------------------------------------------------------------------------------- */

static bool failed(char **why, const char *what) {
    *why = memory_format("cannot %s a temporary file in %s: %s", what, path_temporary(),
                         strerror(errno));
    return false;
}

struct spool *spool_new(char **why) {
    *why = NULL;
    int fd = io_open(path_temporary(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) { /* not every file system has files without a name */
        char *path = memory_format("%s/leat-XXXXXX", path_temporary());
        fd = mkostemp(path, O_CLOEXEC);
        if (fd >= 0)
            unlink(path);
        memory_free(path);
    }
    if (fd < 0) {
        failed(why, "make");
        return NULL;
    }
    struct spool *spool = memory_alloc(sizeof *spool);
    spool->fd = fd;
    return spool;
}

void spool_free(struct spool *spool) {
    if (!spool)
        return;
    close(spool->fd);
    memory_free(spool->record);
    memory_free(spool);
}

/* At the file's end, where it always stands, as reading does not move it. */
static bool write_all(struct spool *spool, const void *data, size_t size, char **why) {
    if (!io_write(spool->fd, data, size))
        return failed(why, "write");
    spool->end += (int64_t)size;
    return true;
}

static bool read_all(struct spool *spool, void *data, size_t size, char **why) {
    const ssize_t got = io_read_at(spool->fd, data, size, spool->at);
    if (got < 0)
        return failed(why, "read");
    spool->at += got;
    if ((size_t)got == size)
        return true;
    *why = memory_format("a temporary file in %s was cut short", path_temporary());
    return false;
}

/* Eight bytes at a time; every one of them changes the sum. */
static uint64_t sum_of(const char *data, size_t size) {
    uint64_t sum = size * UINT64_C(0x9e3779b97f4a7c15);
    for (size_t at = 0; at < size; at += sizeof sum) {
        uint64_t word = 0;
        memcpy(&word, data + at, size - at < sizeof word ? size - at : sizeof word);
        sum = (sum ^ word) * UINT64_C(0xff51afd7ed558ccd);
        sum ^= sum >> 32;
    }
    return sum;
}

static bool make_room(struct spool *spool, size_t size) {
    if (size <= spool->room)
        return true;
    size_t room = spool->room > 0 ? spool->room : 65536;
    while (room < size)
        room *= 2;
    char *record = memory_try_resize(spool->record, room);
    if (!record)
        return false;
    spool->record = record;
    spool->room = room;
    return true;
}

/* -- Putting ---------------------------------------------------------------------------------- */

/* Room for so many bytes more at the record's end; NULL: no memory, now and from then on. */
static void *add(struct spool *spool, size_t size) {
    if (spool->out_of_memory || !make_room(spool, spool->size + size)) {
        spool->out_of_memory = true;
        return NULL;
    }
    spool->size += size;
    return spool->record + spool->size - size;
}

static void add_bytes(struct spool *spool, const void *data, size_t size) {
    void *room = add(spool, size);
    if (room && size > 0)
        memcpy(room, data, size);
}

/* The texts' sizes, then their bytes. */
static void put_texts(struct spool *spool, const struct column *column) {
    const struct leat_view view = column_view(column);
    const int64_t rows = column_rows(column);
    uint64_t bytes = 0;
    for (int64_t row = 0; row < rows; row++)
        bytes += leat_is_null(&view, row) ? 0 : leat_text_at(&view, row).size;
    add_bytes(spool, &bytes, sizeof bytes);
    for (int64_t row = 0; row < rows; row++) {
        uint32_t size = leat_is_null(&view, row) ? 0 : (uint32_t)leat_text_at(&view, row).size;
        add_bytes(spool, &size, sizeof size);
    }
    char *at = add(spool, bytes);
    for (int64_t row = 0; at && row < rows; row++) {
        const struct leat_text text =
            leat_is_null(&view, row) ? (struct leat_text){"", 0} : leat_text_at(&view, row);
        memcpy(at, text.data, text.size);
        at += text.size;
    }
}

static void put_column(struct spool *spool, const struct column *column) {
    struct column_head head = {.state = COLUMN_NONE};
    if (column)
        head = (struct column_head){.type = column->type,
                                    .state = column->is_absent ? COLUMN_ABSENT : COLUMN_THERE,
                                    .has_valid = column->valid != NULL,
                                    .has_symbols = column->symbols != NULL,
                                    .has_totals = column->totals != NULL};
    add_bytes(spool, &head, sizeof head);
    if (head.state != COLUMN_THERE)
        return;
    const int64_t rows = column_rows(column);
    if (head.has_valid)
        add_bytes(spool, column->valid, bits_size(rows));
    if (head.has_totals)
        add_bytes(spool, column->totals, bits_size(rows));
    if (column->type.kind == LEAT_TEXT)
        put_texts(spool, column);
    else
        add_bytes(spool, column->values, column_size(column->type, rows));
    if (head.has_symbols)
        put_column(spool, column->symbols);
}

bool spool_put(struct spool *spool, const struct batch *batch, int64_t *where, char **why) {
    struct batch_head head = {.rows = batch->api.rows,
                              .sequence = batch->api.sequence,
                              .input = batch->api.input,
                              .count = batch->count,
                              .has_places = batch->places != NULL};
    *why = NULL;
    *where = spool->end;
    spool->size = 0;
    spool->out_of_memory = false;
    add_bytes(spool, &head, sizeof head);
    for (int32_t i = 0; i < batch->count; i++)
        put_column(spool, batch->columns[i]);
    for (int64_t row = 0; head.has_places && row < head.rows; row++) {
        const struct row_place place = batch_place(batch, row);
        const int64_t numbers[] = {place.origin, place.line, place.byte};
        add_bytes(spool, numbers, sizeof numbers);
    }
    if (spool->out_of_memory)
        return false;
    const struct head record = {spool->size, sum_of(spool->record, spool->size)};
    return write_all(spool, &record, sizeof record, why) &&
           write_all(spool, spool->record, spool->size, why);
}

/* -- Taking ----------------------------------------------------------------------------------- */

/* What is read next of the record, which is as it was put: its sum was right. */
static const void *take(struct spool *spool, size_t size) {
    const char *at = spool->record + spool->size;
    spool->size += size;
    return at;
}

static bool take_texts(struct spool *spool, struct column *column) {
    const int64_t rows = column_rows(column);
    uint64_t bytes;
    memcpy(&bytes, take(spool, sizeof bytes), sizeof bytes);
    const char *sizes = take(spool, (size_t)rows * sizeof(uint32_t));
    struct buffer *buffer = buffer_try(bytes);
    const int32_t number = buffer ? column_try_hold(column, buffer) : -1;
    if (number >= 0) {
        if (bytes > 0)
            memcpy(buffer->data, take(spool, bytes), bytes);
        buffer->size = bytes;
    }
    size_t offset = 0;
    for (int64_t row = 0; number >= 0 && row < rows; row++) {
        uint32_t size;
        memcpy(&size, sizes + (size_t)row * sizeof size, sizeof size);
        column_set_text(column, row, number, buffer->data + offset, offset, size);
        offset += size;
    }
    buffer_release(buffer);
    return number >= 0;
}

static bool take_column(struct spool *spool, int64_t rows, struct column **out);

static bool fill_column(struct spool *spool, const struct column_head *head,
                        struct column *column) {
    const int64_t rows = column_rows(column);
    if (head->has_valid) {
        if (!column_try_valid(column))
            return false;
        memcpy(column->valid, take(spool, bits_size(rows)), bits_size(rows));
    }
    if (head->has_totals) {
        column->totals = memory_try(bits_size(rows) + COLUMN_SLACK);
        if (!column->totals)
            return false;
        memcpy(column->totals, take(spool, bits_size(rows)), bits_size(rows));
    }
    if (head->type.kind == LEAT_TEXT) {
        if (!take_texts(spool, column))
            return false;
    } else if (rows > 0) {
        const size_t size = column_size(head->type, rows);
        memcpy(column->values, take(spool, size), size);
    }
    return !head->has_symbols || take_column(spool, rows, &column->symbols);
}

/* *out: NULL where there was none. false: no memory. */
static bool take_column(struct spool *spool, int64_t rows, struct column **out) {
    struct column_head head;
    memcpy(&head, take(spool, sizeof head), sizeof head);
    *out = NULL;
    if (head.state == COLUMN_NONE)
        return true;
    struct column *column = head.state == COLUMN_ABSENT ? column_try_absent(head.type, rows)
                                                        : column_try(head.type, rows);
    if (!column)
        return false;
    *out = column;
    if (head.state == COLUMN_ABSENT)
        return true;
    if (!fill_column(spool, &head, column)) {
        column_release(column);
        *out = NULL;
        return false;
    }
    column_finish(column);
    return true;
}

static bool take_places(struct spool *spool, struct batch *batch) {
    const int64_t rows = batch->api.rows;
    struct places *places = places_new(-1, 0, rows);
    batch->places = places;
    places->origins = memory_try((size_t)rows * sizeof *places->origins);
    places->lines = memory_try((size_t)rows * sizeof *places->lines);
    places->bytes = memory_try((size_t)rows * sizeof *places->bytes);
    if (!places->origins || !places->lines || !places->bytes)
        return false;
    for (int64_t row = 0; row < rows; row++) {
        int64_t numbers[3];
        memcpy(numbers, take(spool, sizeof numbers), sizeof numbers);
        places->origins[row] = (int32_t)numbers[0];
        places->lines[row] = numbers[1];
        places->bytes[row] = numbers[2];
    }
    return true;
}

static struct batch *take_batch(struct spool *spool, const struct leat_host *host) {
    struct batch_head head;
    memcpy(&head, take(spool, sizeof head), sizeof head);
    struct batch *batch = batch_new(host, head.count);
    bool done = true;
    for (int32_t i = 0; done && i < head.count; i++) {
        struct column *column;
        done = take_column(spool, head.rows, &column);
        if (done)
            batch_set(batch, i, column);
    }
    batch->api.rows = head.rows;
    batch->api.sequence = head.sequence;
    batch->api.input = head.input;
    if (done && (!head.has_places || take_places(spool, batch)))
        return batch;
    batch_release(batch);
    return NULL;
}

struct batch *spool_get(struct spool *spool, int64_t where, const struct leat_host *host,
                        char **why) {
    struct head record;
    *why = NULL;
    spool->at = where;
    if (!read_all(spool, &record, sizeof record, why))
        return NULL;
    if (record.size > (uint64_t)(spool->end - spool->at)) {
        *why = memory_format("a temporary file in %s was changed", path_temporary());
        return NULL;
    }
    if (!make_room(spool, record.size) || !read_all(spool, spool->record, record.size, why))
        return NULL;
    if (sum_of(spool->record, record.size) != record.sum) {
        *why = memory_format("a temporary file in %s was changed, or its disk is damaged",
                             path_temporary());
        return NULL;
    }
    spool->size = 0;
    return take_batch(spool, host);
}
