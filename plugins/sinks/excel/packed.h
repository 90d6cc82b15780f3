/* packed: a text compressed in pieces that stand on their own.
 *
 * A part of a workbook is one stream of deflate. Each piece of its text is compressed without
 * knowledge of the others, ends at a byte's edge (Z_FULL_FLUSH), and only the last one ends the
 * stream: one after another they are that stream. So threads may make them in any order, and the
 * bytes follow from where the text was cut, never from who did it when. */
#ifndef LEAT_EXCEL_PACKED_H
#define LEAT_EXCEL_PACKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is known of a stream, or of a piece of one. Zeroed: of an empty one. */
struct packed_sums {
    uint64_t text, size;           /* bytes before and after */
    uint32_t text_sum, packed_sum; /* their CRC-32 */
};

/* A piece that was made. Zeroed is empty; its memory is used again by the next packing, and given
 * back by packed_free. */
struct packed {
    unsigned char *data; /* sums.size bytes */
    size_t room;
    struct packed_sums sums;
};

/* The compressor, for one thread at a time. */
struct packer;
struct packer *packer_new(int level); /* NULL: no memory */
void packer_free(struct packer *packer);

/* false: no memory. */
bool packer_pack(struct packer *packer, const char *text, size_t size, bool is_last,
                 struct packed *out);
void packed_free(struct packed *packed);

/* Those of the stream `sums` with a further piece behind it. */
void packed_join(struct packed_sums *sums, const struct packed_sums *piece);

/* The sum of more bytes of what is packed; 0 is that of none. */
uint32_t packed_sum(uint32_t before, const void *bytes, size_t size);

#endif
