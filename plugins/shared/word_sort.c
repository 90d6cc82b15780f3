/* word_sort: see word_sort.h. */
#include "shared/word_sort.h"

enum { RUN = 16, BYTES = 8, BUCKETS = 256 };

static void sort_few(struct key_row *rows, size_t count) {
    for (size_t i = 1; i < count; i++) {
        const struct key_row row = rows[i];
        size_t at = i;
        for (; at > 0 && row.word < rows[at - 1].word; at--) {
            rows[at] = rows[at - 1];
        }
        rows[at] = row;
    }
}

static void merge(const struct key_row *a, size_t a_count, const struct key_row *b, size_t b_count,
                  struct key_row *into) {
    const struct key_row *const a_end = a + a_count, *const b_end = b + b_count;
    while (a < a_end && b < b_end) {
        *into++ = b->word < a->word ? *b++ : *a++;
    }
    memcpy(into, a, (size_t)(a_end - a) * sizeof *a);
    memcpy(into + (a_end - a), b, (size_t)(b_end - b) * sizeof *b);
}

/* From runs of a few rows upwards; answers where they stand then: in one of both. */
static struct key_row *sort_by_merging(struct key_row *rows, size_t count, struct key_row *spare) {
    for (size_t at = 0; at < count; at += RUN) {
        sort_few(rows + at, count - at < RUN ? count - at : RUN);
    }
    for (size_t width = RUN; width < count; width *= 2) {
        for (size_t at = 0; at < count; at += 2 * width) {
            const size_t left = count - at < width ? count - at : width;
            const size_t right = count - at - left < width ? count - at - left : width;
            merge(rows + at, left, rows + at + left, right, spare + at);
        }
        struct key_row *const other = rows;
        rows = spare;
        spare = other;
    }
    return rows;
}

/* By one byte of their words after another, the last first, those bytes alone that differ. */
static struct key_row *sort_by_bytes(struct key_row *rows, size_t count, struct key_row *spare,
                                     uint64_t differing) {
    for (int shift = 0; shift < 64; shift += 8) {
        size_t places[BUCKETS] = {0}, at = 0;
        if ((differing >> shift & 0xff) == 0) {
            continue;
        }
        for (size_t i = 0; i < count; i++) {
            places[rows[i].word >> shift & 0xff]++;
        }
        for (size_t bucket = 0; bucket < BUCKETS; bucket++) {
            const size_t size = places[bucket];
            places[bucket] = at;
            at += size;
        }
        for (size_t i = 0; i < count; i++) {
            spare[places[rows[i].word >> shift & 0xff]++] = rows[i];
        }
        struct key_row *const other = rows;
        rows = spare;
        spare = other;
    }
    return rows;
}

bool word_sort(struct key_row *rows, size_t count, struct key_row *spare) {
    uint64_t differing = 0;
    size_t bytes = 0, halvings = 0;
    for (size_t i = 1; i < count; i++) {
        differing |= rows[i].word ^ rows[0].word;
    }
    if (differing == 0) {
        return true;
    }
    if (count <= (size_t)2 * RUN) {
        sort_few(rows, count);
        return false;
    }
    for (int shift = 0; shift < 64; shift += 8) {
        bytes += (differing >> shift & 0xff) != 0;
    }
    for (size_t width = RUN; width < count; width *= 2) {
        halvings++;
    }
    /* A byte costs two passes over the rows, and its buckets; a merge one, which guesses wrong. */
    const bool by_bytes = bytes * (count + BUCKETS) <= (halvings + 2) * count;
    const struct key_row *sorted = by_bytes ? sort_by_bytes(rows, count, spare, differing)
                                            : sort_by_merging(rows, count, spare);
    if (sorted != rows) {
        memcpy(rows, sorted, count * sizeof *rows);
    }
    return false;
}
