/* What a part of aggregate holds goes into a run. See aggregate.h. */
#include "aggregate.h"

/* -- Bytes as text ---------------------------------------------------------------------------- */

void aggregate_pack(const uint8_t *bytes, size_t size, char *text) {
    unsigned held = 0, bits = 0;
    for (size_t i = 0; i < size; i++) {
        held = held << 8 | bytes[i];
        for (bits += 8; bits >= 7; bits -= 7) {
            *text++ = (char)(held >> (bits - 7) & 0x7f);
        }
    }
    if (bits > 0) {
        *text = (char)(held << (7 - bits) & 0x7f);
    }
}

void aggregate_unpack(const char *text, size_t size, uint8_t *bytes) {
    unsigned held = 0, bits = 0;
    for (size_t i = 0; i < size; i++) {
        held = held << 7 | (unsigned char)text[i];
        bits += 7;
        if (bits >= 8) {
            bits -= 8;
            *bytes++ = (uint8_t)(held >> bits);
        }
    }
}

/* -- Writing a run ---------------------------------------------------------------------------- */

/* The rows of one batch of a run, and what is needed to write it. */
struct writing {
    const struct aggregate *some; /* one part's groups */
    struct leat_type *types;      /* of the run's columns */
    int32_t *left;                /* the keys that are not totalled over … */
    size_t left_count;            /* … and how many */
    struct aggregate_copier copier;

    struct group_row rows[RUN_ROWS];
    size_t count;
    struct group merged[RUN_ROWS]; /* of several groups */
    size_t merged_count;
    char *blocks; /* theirs: a set of measures each */

    char *text; /* one group's measures, saved by the copier and packed */
    size_t text_room;
};

/* Room for a packed text. */
static int make_text(struct leat_step *step, struct writing *writing, size_t size) {
    if (size <= writing->text_room) {
        return LEAT_OK;
    }
    leat_free(step, writing->text);
    writing->text_room = 0;
    writing->text = leat_alloc(step, size * 2);
    if (!writing->text) {
        return LEAT_FAILED;
    }
    writing->text_room = size * 2;
    return LEAT_OK;
}

static int put_measures(struct leat_step *step, struct writing *writing, struct leat_batch *batch) {
    const int32_t column = (int32_t)writing->some->groups.count + RUN_MEASURES;
    const struct aggregate_copier *saved = &writing->copier;
    struct leat_builder *builder = leat_build(step, batch, column);
    for (size_t i = 0; i < writing->count; i++) {
        if (aggregate_save(step, writing->some, &writing->copier, writing->rows[i].group) !=
                LEAT_OK ||
            make_text(step, writing, packed_size(saved->size)) != LEAT_OK) {
            return LEAT_FAILED;
        }
        aggregate_pack(saved->bytes, saved->size, writing->text);
        leat_add_text(builder, (struct leat_text){saved->size > 0 ? writing->text : "",
                                                  packed_size(saved->size)});
    }
    return leat_put(step, batch, builder);
}

/* Which keys the rows are totals over, and where the first row of each had come in. */
static int put_numbers(struct leat_step *step, const struct writing *writing,
                       struct leat_batch *batch) {
    int64_t values[RUN_MEASURES][RUN_ROWS];
    int result = LEAT_OK;
    for (size_t i = 0; i < writing->count; i++) {
        const struct group_row *row = &writing->rows[i];
        values[RUN_TOTALLED][i] = row->totalled;
        values[RUN_SEQUENCE][i] = (int64_t)row->group->sequence;
        values[RUN_ROW][i] = row->group->row;
    }
    for (int32_t i = 0; result == LEAT_OK && i < RUN_MEASURES; i++) {
        const int32_t column = (int32_t)writing->some->groups.count + i;
        struct leat_builder *builder = leat_build(step, batch, column);
        leat_bulk(builder, values[i], NULL, writing->count);
        result = leat_put(step, batch, builder);
    }
    return result;
}

static int put_keys(struct leat_step *step, const struct writing *writing,
                    struct leat_batch *batch) {
    const struct group_by *groups = &writing->some->groups;
    struct leat_pick picks[RUN_ROWS];
    int result = LEAT_OK;
    for (size_t i = 0; i < writing->count; i++) {
        picks[i] = writing->rows[i].group->cell;
    }
    for (size_t key = 0; result == LEAT_OK && key < groups->count; key++) {
        result = leat_gather_column(step, batch, groups->places[key], groups->cells,
                                    groups->cell_count, groups->places[key], picks, writing->count);
    }
    return result;
}

static int put_batch(struct leat_step *step, struct writing *writing, struct aggregate_run *run) {
    const size_t columns = writing->some->groups.count + RUN_COLUMNS;
    struct leat_batch *batch = leat_batch_new(step, writing->types, columns);
    int result = batch ? put_keys(step, writing, batch) : LEAT_FAILED;
    if (result == LEAT_OK) {
        result = put_numbers(step, writing, batch);
    }
    if (result == LEAT_OK) {
        result = put_measures(step, writing, batch);
    }
    if (result == LEAT_OK) {
        result = leat_run_put(step, run->rows, batch);
        run->batches++;
    }
    leat_release(step, batch);
    return result;
}

/* -- Rows that are totals over the same keys become one --------------------------------------- */

static bool are_one(struct leat_step *step, const struct writing *writing,
                    const struct group_row *a, const struct group_row *b) {
    struct leat_batch *const *cells = writing->some->groups.cells;
    const struct leat_pick left = a->group->cell, right = b->group->cell;
    return a->totalled != 0 &&
           (writing->left_count == 0 ||
            leat_compare(step, cells[left.batch], left.row, writing->left, cells[right.batch],
                         right.row, writing->left, NULL, writing->left_count) == 0);
}

static void drop_merged(struct leat_step *step, struct writing *writing) {
    for (size_t i = 0; i < writing->merged_count; i++) {
        if (writing->merged[i].block) {
            leat_measures_drop(step, writing->some->measures, writing->merged[i].block);
        }
    }
    writing->merged_count = 0;
}

/* Adds `count` rows that are one to those of the batch. */
static int add_merged(struct leat_step *step, struct writing *writing, const struct group_row *rows,
                      size_t count) {
    const struct aggregate *some = writing->some;
    const size_t at = writing->merged_count;
    struct group *into = &writing->merged[at];
    int result = LEAT_OK;
    *into = *rows[0].group;
    into->block = NULL;
    if (some->measures) {
        void *block = writing->blocks + at * some->groups.set_size;
        result = leat_measures_start(step, some->measures, block);
        into->block = result == LEAT_OK ? block : NULL;
    }
    writing->merged_count++;
    for (size_t i = 0; result == LEAT_OK && i < count; i++) {
        group_note(into, rows[i].group->sequence, rows[i].group->row);
        result = aggregate_copy(step, some, &writing->copier, rows[i].group, into);
    }
    writing->rows[writing->count++] = (struct group_row){into, rows[0].totalled};
    return result;
}

static int write_rows(struct leat_step *step, struct writing *writing, struct aggregate_run *run) {
    const struct group_by *groups = &writing->some->groups;
    int result = LEAT_OK;
    for (size_t at = 0; result == LEAT_OK && at < groups->row_count;) {
        const struct group_row *row = &groups->rows[at];
        size_t count = 1;
        while (at + count < groups->row_count && are_one(step, writing, row, row + count)) {
            count++;
        }
        if (count > 1) {
            result = add_merged(step, writing, row, count);
        } else {
            writing->rows[writing->count++] = *row;
        }
        at += count;
        if (result == LEAT_OK && (writing->count == RUN_ROWS || at == groups->row_count)) {
            result = leat_stopping(step) ? LEAT_STOPPED : put_batch(step, writing, run);
            drop_merged(step, writing);
            writing->count = 0;
        }
    }
    drop_merged(step, writing);
    return result;
}

/* -- A part ----------------------------------------------------------------------------------- */

static int writing_begin(struct leat_step *step, struct writing *writing,
                         const struct aggregate *some) {
    static const struct leat_type integer = {.kind = LEAT_INTEGER}, text = {.kind = LEAT_TEXT};
    const struct group_by *groups = &some->groups;
    writing->some = some;
    writing->types = leat_alloc(step, (groups->count + RUN_COLUMNS) * sizeof *writing->types);
    writing->left = leat_alloc(step, groups->count * sizeof *writing->left);
    writing->blocks = leat_alloc(step, RUN_ROWS * groups->set_size + 1);
    if (!writing->types || !writing->left || !writing->blocks) {
        return LEAT_FAILED;
    }
    for (size_t i = 0; i < groups->count + RUN_COLUMNS; i++) {
        writing->types[i] = i < groups->count                   ? groups->types[i]
                            : i == groups->count + RUN_MEASURES ? text
                                                                : integer;
    }
    return LEAT_OK;
}

static void writing_end(struct leat_step *step, struct writing *writing) {
    aggregate_copier_free(step, &writing->copier);
    leat_free(step, writing->types);
    leat_free(step, writing->left);
    leat_free(step, writing->blocks);
    leat_free(step, writing->text);
}

/* Puts the groups, as totals over this set of keys, in order and into one more run of the part's. */
static int add_run(struct leat_step *step, struct aggregate *some, struct aggregate_part *part,
                   uint32_t totalled, struct writing *writing) {
    struct group_by *groups = &some->groups;
    size_t streams = 1;
    groups->row_count = 0;
    group_by_append(groups, &groups->partitions[0], totalled);
    writing->left_count = aggregate_keys_left(some, totalled, writing->left);
    int result = aggregate_runs_room(step, &part->runs, 1);
    if (result == LEAT_OK) {
        result = group_by_arrange(step, groups, aggregate_order(some), &streams);
        leat_free(step, groups->given);
        groups->given = NULL;
    }
    if (result == LEAT_OK) {
        struct aggregate_run *run = &part->runs.list[part->runs.count++];
        *run = (struct aggregate_run){.rows = leat_run_new(step)};
        result = write_rows(step, writing, run);
    }
    return result;
}

int aggregate_spill(struct leat_step *step, struct aggregate_part *part) {
    const struct aggregate *self = step->state;
    struct aggregate some = *self;
    if (part->grouped.groups.count == 0) {
        return LEAT_OK;
    }
    some.groups = group_by_copy(&self->groups);
    struct writing *writing = leat_alloc(step, sizeof *writing);
    int result = writing && group_by_take(step, &some.groups, &part->grouped) == LEAT_OK &&
                         group_by_collect(step, &some.groups, 0) == LEAT_OK &&
                         writing_begin(step, writing, &some) == LEAT_OK
                     ? LEAT_OK
                     : LEAT_FAILED;
    for (uint32_t totalled = 0; result == LEAT_OK && totalled < some.total_sets; totalled++) {
        result = add_run(step, &some, part, totalled, writing);
    }
    if (writing) {
        writing_end(step, writing);
    }
    leat_free(step, writing);
    group_by_drop(step, &some.groups);
    return result;
}
