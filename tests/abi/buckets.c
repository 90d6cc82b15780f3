/* buckets: a fold with several partitions and streams, for the runner's tests.
 *
 * Rows go into buckets by the hash of their keys and come out sorted by the keys within each, equal
 * ones as they came; the buckets follow one another by number. Beside the columns passed on come
 * the bucket's number and its measures. Batches are kept by share, or by compact where `compact`
 * says so. */
#include <stdlib.h>

#include <leat/plugin.h>

struct row {
    uint64_t sequence;
    uint32_t batch, row; /* batch: of the part */
    uint32_t part;
};

struct bucket {
    struct row *rows; /* sorted */
    size_t count, given;
    void *block; /* measures */
};

struct buckets {
    struct leat_list keys; /* of int32_t */
    struct leat_measures *measures;
    int64_t buckets;
    bool compact;
    int32_t number, first_measure;
    struct bucket *list;
    struct leat_batch **batches; /* of all parts */
    size_t batch_count;
};

struct part {
    struct leat_batch **batches;
    size_t count, room;
    struct row *rows;
    uint32_t *bucket_of; /* of each row */
    size_t row_count, row_room;
    void **blocks; /* of measures, by bucket */
};

static const struct leat_option rows[] = {
    {LEAT_OPTION(struct buckets, keys, COLUMNS, "keys"), .flags = LEAT_ONE_OR_MANY,
     .help = "columns of the key"},
    {LEAT_OPTION_HANDLES(struct buckets, measures, MEASURE, "measures"), .flags = LEAT_OPTIONAL,
     .help = "of each bucket"},
    {LEAT_OPTION(struct buckets, buckets, INTEGER, "buckets"), .fallback = "4", .least = 1,
     .most = 1000, .help = "how many"},
    {LEAT_OPTION(struct buckets, compact, BOOLEAN, "compact"), .fallback = "false",
     .help = "copy the rows"},
};
static const struct leat_options options = LEAT_OPTIONS(struct buckets, rows);

static int open_buckets(struct leat_step *step, struct leat_bind *bind) {
    struct buckets *self = step->state;
    for (int32_t i = 0; i < leat_columns(bind, 0); i++)
        leat_out_pass(bind, 0, i);
    self->number = leat_out_new(bind, leat_text_of("bucket"),
                                (struct leat_type){.kind = LEAT_INTEGER}, NULL, 0);
    self->first_measure = self->number + 1;
    for (size_t i = 0; i < leat_measures_count(step, self->measures); i++)
        leat_out_new(bind, leat_measures_name(step, self->measures, i),
                     leat_measures_type(step, self->measures, i), NULL, 0);
    return LEAT_OK;
}

static int begin(struct leat_step *step) {
    const struct buckets *self = step->state;
    struct part *part = step->part;
    size_t size = (leat_measures_size(step, self->measures) + 15) / 16 * 16;
    part->blocks = leat_alloc(step, (size_t)self->buckets * sizeof *part->blocks);
    for (int64_t i = 0; part->blocks && i < self->buckets; i++) {
        part->blocks[i] = leat_alloc(step, size);
        if (!part->blocks[i] ||
            leat_measures_start(step, self->measures, part->blocks[i]) != LEAT_OK)
            return LEAT_FAILED;
    }
    return part->blocks ? LEAT_OK : LEAT_FAILED;
}

static bool make_room(struct leat_step *step, struct part *part, size_t more) {
    if (part->count == part->room) {
        size_t room = part->room * 2 + 8;
        struct leat_batch **batches =
            leat_realloc(step, part->batches, room * sizeof(struct leat_batch *));
        if (!batches)
            return false;
        part->batches = batches;
        part->room = room;
    }
    if (part->row_count + more > part->row_room) {
        size_t room = (part->row_count + more) * 2;
        struct row *list = leat_realloc(step, part->rows, room * sizeof *list);
        part->rows = list ? list : part->rows;
        uint32_t *buckets =
            list ? leat_realloc(step, part->bucket_of, room * sizeof *buckets) : NULL;
        part->bucket_of = buckets ? buckets : part->bucket_of;
        if (!buckets)
            return false;
        part->row_room = room;
    }
    return true;
}

static int add(struct leat_step *step, struct leat_batch *batch) {
    const struct buckets *self = step->state;
    struct part *part = step->part;
    static _Thread_local uint64_t hashes[LEAT_BATCH_ROWS];
    static _Thread_local void *blocks[LEAT_BATCH_ROWS];
    size_t count = (size_t)batch->rows;
    if (!make_room(step, part, count) ||
        leat_hash(step, batch, self->keys.items, self->keys.count, hashes) != LEAT_OK)
        return LEAT_FAILED;
    for (size_t row = 0; row < count; row++)
        blocks[row] = part->blocks[hashes[row] % (uint64_t)self->buckets];
    if (leat_measures_add(step, self->measures, batch, blocks) != LEAT_OK)
        return LEAT_FAILED;
    const uint8_t *rejected = leat_rejected(step, batch);
    for (uint32_t row = 0; row < (uint32_t)count; row++) {
        if (rejected && rejected[row >> 3] >> (row & 7) & 1)
            continue;
        part->bucket_of[part->row_count] = (uint32_t)(hashes[row] % (uint64_t)self->buckets);
        part->rows[part->row_count++] =
            (struct row){batch->sequence, (uint32_t)part->count, row, 0};
    }
    struct leat_batch *kept = self->compact ? leat_compact(step, batch) : leat_share(step, batch);
    if (!kept)
        return LEAT_FAILED;
    part->batches[part->count++] = kept;
    return LEAT_OK;
}

/* As many partitions as buckets; the batches of all parts in one list, so that rows of one bucket
 * may be of any part.
 */
static int seal(struct leat_step *step, void *const *parts, size_t count, size_t *partitions) {
    struct buckets *self = step->state;
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        size += ((struct part *)parts[i])->count;
    self->batches = leat_alloc(step, (size + 1) * sizeof(struct leat_batch *));
    self->list = leat_alloc(step, (size_t)self->buckets * sizeof *self->list);
    if (!self->batches || !self->list)
        return LEAT_FAILED;
    for (size_t i = 0; i < count; i++) {
        struct part *part = parts[i];
        for (size_t row = 0; row < part->row_count; row++)
            part->rows[row].batch += (uint32_t)self->batch_count;
        for (size_t k = 0; k < part->count; k++)
            self->batches[self->batch_count++] = part->batches[k];
    }
    *partitions = (size_t)self->buckets;
    return LEAT_OK;
}

static int merge(struct leat_step *step, void *const *parts, size_t count, size_t partition) {
    struct buckets *self = step->state;
    struct bucket *bucket = &self->list[partition];
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t row = 0; row < ((struct part *)parts[i])->row_count; row++)
            size += ((struct part *)parts[i])->bucket_of[row] == partition;
    bucket->rows = leat_alloc(step, (size + 1) * sizeof *bucket->rows);
    if (!bucket->rows)
        return LEAT_FAILED;
    for (size_t i = 0; i < count; i++) {
        const struct part *part = parts[i];
        for (size_t row = 0; row < part->row_count; row++)
            if (part->bucket_of[row] == partition)
                bucket->rows[bucket->count++] = part->rows[row];
        if (i > 0 &&
            leat_measures_merge(step, self->measures, ((struct part *)parts[0])->blocks[partition],
                                part->blocks[partition]) != LEAT_OK)
            return LEAT_FAILED;
    }
    bucket->block = ((struct part *)parts[0])->blocks[partition];
    return LEAT_OK;
}

struct order {
    struct leat_step *step;
    const struct buckets *self;
};

static int compare_rows(const void *left, const void *right, void *context) {
    const struct order *order = context;
    const struct buckets *self = order->self;
    const struct row *a = left, *b = right;
    int answer = leat_compare(order->step, self->batches[a->batch], a->row, self->keys.items,
                              self->batches[b->batch], b->row, NULL, NULL, self->keys.count);
    if (answer)
        return answer;
    if (a->sequence != b->sequence)
        return a->sequence < b->sequence ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

/* A bucket's measures must be the same after they were bytes elsewhere. */
static int save_and_load(struct leat_step *step, void *block) {
    const struct buckets *self = step->state;
    size_t size = 0;
    if (leat_measures_save(step, self->measures, block, NULL, 0, &size) != LEAT_OK)
        return LEAT_FAILED;
    void *bytes = leat_alloc(step, size);
    int answer =
        bytes ? leat_measures_save(step, self->measures, block, bytes, size, &size) : LEAT_FAILED;
    if (answer == LEAT_OK) {
        leat_measures_drop(step, self->measures, block);
        answer = leat_measures_load(step, self->measures, block, bytes, size);
    }
    leat_free(step, bytes);
    return answer;
}

static int arrange(struct leat_step *step, void *const *parts, size_t count, size_t *streams) {
    struct buckets *self = step->state;
    struct order order = {step, self};
    (void)parts, (void)count;
    for (int64_t i = 0; i < self->buckets; i++) {
        qsort_r(self->list[i].rows, self->list[i].count, sizeof(struct row), compare_rows, &order);
        if (save_and_load(step, self->list[i].block) != LEAT_OK)
            return LEAT_FAILED;
    }
    *streams = (size_t)self->buckets;
    return LEAT_OK;
}

/* The keys of what comes out must not go down: by bytes, as leat_compare has it by values. */
static int check_keys(struct leat_step *step, struct leat_batch *batch) {
    const struct buckets *self = step->state;
    struct leat_keys keys;
    if (leat_sort_keys(step, batch, self->keys.items, NULL, self->keys.count, &keys) != LEAT_OK)
        return LEAT_FAILED;
    for (int64_t row = 1; row < batch->rows; row++) {
        size_t before = (size_t)(keys.offsets[row] - keys.offsets[row - 1]);
        size_t size = (size_t)(keys.offsets[row + 1] - keys.offsets[row]),
               both = before < size ? before : size;
        int order =
            memcmp(keys.bytes + keys.offsets[row - 1], keys.bytes + keys.offsets[row], both);
        if (order > 0 || (order == 0 && before > size))
            return leat_fail(step, "row %lld is not in order", (long long)row);
    }
    return LEAT_OK;
}

static int give_measures(struct leat_step *step, const struct bucket *bucket,
                         struct leat_batch *batch) {
    const struct buckets *self = step->state;
    static _Thread_local void *blocks[LEAT_BATCH_ROWS];
    for (int64_t i = 0; i < batch->rows; i++)
        blocks[i] = bucket->block;
    for (size_t i = 0; i < leat_measures_count(step, self->measures); i++) {
        size_t failed;
        struct leat_builder *builder = leat_build(step, batch, self->first_measure + (int32_t)i);
        if (leat_measures_give(step, self->measures, i, blocks, (size_t)batch->rows, builder,
                               &failed) != LEAT_OK ||
            leat_put(step, batch, builder) != LEAT_OK)
            return LEAT_FAILED;
    }
    return LEAT_OK;
}

static int give(struct leat_step *step, size_t stream, struct leat_batch *batch) {
    struct buckets *self = step->state;
    struct bucket *bucket = &self->list[stream];
    static _Thread_local struct leat_pick picks[LEAT_BATCH_ROWS];
    static _Thread_local int64_t numbers[LEAT_BATCH_ROWS];
    size_t count = bucket->count - bucket->given;
    if (count == 0)
        return LEAT_END;
    count = count < LEAT_BATCH_ROWS ? count : LEAT_BATCH_ROWS;
    for (size_t i = 0; i < count; i++) {
        const struct row *row = &bucket->rows[bucket->given + i];
        picks[i] = (struct leat_pick){row->batch, row->row};
        numbers[i] = (int64_t)stream;
    }
    bucket->given += count;
    if (leat_gather(step, batch, self->batches, self->batch_count, picks, count) != LEAT_OK)
        return LEAT_FAILED;
    struct leat_builder *builder = leat_build(step, batch, self->number);
    leat_bulk(builder, numbers, NULL, count);
    if (leat_put(step, batch, builder) != LEAT_OK || check_keys(step, batch) != LEAT_OK)
        return LEAT_FAILED;
    return give_measures(step, bucket, batch);
}

static void end(struct leat_step *step) {
    const struct buckets *self = step->state;
    struct part *part = step->part;
    for (int64_t i = 0; part->blocks && i < self->buckets; i++) {
        if (part->blocks[i])
            leat_measures_drop(step, self->measures, part->blocks[i]);
        leat_free(step, part->blocks[i]);
    }
    for (size_t i = 0; i < part->count; i++)
        leat_release(step, part->batches[i]);
    leat_free(step, part->blocks);
    leat_free(step, part->batches);
    leat_free(step, part->rows);
    leat_free(step, part->bucket_of);
}

static void close_buckets(struct leat_step *step) {
    struct buckets *self = step->state;
    for (int64_t i = 0; self->list && i < self->buckets; i++)
        leat_free(step, self->list[i].rows);
    leat_free(step, self->list);
    leat_free(step, self->batches);
}

static const struct leat_fold fold = {.size = sizeof fold,
                                      .add = add,
                                      .seal = seal,
                                      .merge = merge,
                                      .arrange = arrange,
                                      .give = give};
static const struct leat_role role = {.size = sizeof role,
                                      .name = "buckets",
                                      .summary = "sorts rows in buckets, for tests",
                                      .options = &options,
                                      .state_size = sizeof(struct buckets),
                                      .part_size = sizeof(struct part),
                                      .open = open_buckets,
                                      .begin = begin,
                                      .end = end,
                                      .close = close_buckets,
                                      .fold = &fold};
static const struct leat_plugin plugin = {
    .size = sizeof plugin, .abi = LEAT_ABI, .transform = &role};

const struct leat_plugin *leat_plugin_entry(void) { return &plugin; }
