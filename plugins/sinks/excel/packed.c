/* packed: see packed.h. */
#include "packed.h"

#include <stdlib.h>
#include <zlib.h>

struct packer {
    z_stream stream;
    int level;
};

/* How zlib looks for what came before, at its usual level. Rows are so alike that each finds its
 * like near by: fewer candidates (32 of the usual 128), but each weighed against the next letter's
 * up to 32 letters (usually 16), make the same sheets smaller by half a percent in half to two
 * thirds of the time. */
static void tune(struct packer *packer) {
    enum { USUAL = 6, GOOD = 8, LAZY = 32, NICE = 64, CHAIN = 32 };
    if (packer->level == USUAL) {
        deflateTune(&packer->stream, GOOD, LAZY, NICE, CHAIN);
    }
}

struct packer *packer_new(int level) {
    enum {
        RAW = -15,
        MEMORY = 8
    }; /* a window of 32 KiB without a header, and zlib's own measure */
    struct packer *packer = calloc(1, sizeof *packer);
    if (packer &&
        deflateInit2(&packer->stream, level, Z_DEFLATED, RAW, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK) {
        free(packer);
        return NULL;
    }
    if (packer) {
        packer->level = level;
    }
    return packer;
}

void packer_free(struct packer *packer) {
    if (packer) {
        deflateEnd(&packer->stream);
        free(packer);
    }
}

uint32_t packed_sum(uint32_t before, const void *bytes, size_t size) {
    return (uint32_t)crc32_z(before, bytes, size);
}

/* zlib counts what it takes and gives in 32 bits: so much at a time. */
static uInt portion(size_t left) {
    enum { MOST = 1 << 30 };
    return left < MOST ? (uInt)left : MOST;
}

static bool grow(struct packed *out, size_t room) {
    unsigned char *data = room > out->room ? realloc(out->data, room) : out->data;
    if (!data) {
        return false;
    }
    out->room = room > out->room ? room : out->room;
    out->data = data;
    return true;
}

bool packer_pack(struct packer *packer, const char *text, size_t size, bool is_last,
                 struct packed *out) {
    enum { OF_FLUSH = 64 };
    z_stream *const stream = &packer->stream;
    size_t taken = 0, made = 0;
    int answer;
    deflateReset(stream);
    tune(packer);
    if (!grow(out, deflateBound(stream, size) + OF_FLUSH)) {
        return false;
    }
    do {
        const uInt in = portion(size - taken), room = portion(out->room - made);
        const bool is_all = taken + in == size;
        stream->next_in = (z_const Bytef *)text + taken;
        stream->avail_in = in;
        stream->next_out = out->data + made;
        stream->avail_out = room;
        answer = deflate(stream, !is_all ? Z_NO_FLUSH : is_last ? Z_FINISH : Z_FULL_FLUSH);
        taken += in - stream->avail_in;
        made += room - stream->avail_out;
        /* A flush is whole when room is left behind it. */
        if (taken == size && stream->avail_out > 0 && (!is_last || answer == Z_STREAM_END)) {
            out->sums = (struct packed_sums){.text = size,
                                             .size = made,
                                             .text_sum = packed_sum(0, text, size),
                                             .packed_sum = packed_sum(0, out->data, made)};
            return true;
        }
    } while ((answer == Z_OK || answer == Z_BUF_ERROR) &&
             (made < out->room || grow(out, out->room * 2)));
    return false;
}

void packed_free(struct packed *packed) {
    free(packed->data);
    *packed = (struct packed){0};
}

void packed_join(struct packed_sums *sums, const struct packed_sums *piece) {
    sums->text_sum = (uint32_t)crc32_combine(sums->text_sum, piece->text_sum, (z_off_t)piece->text);
    sums->packed_sum =
        (uint32_t)crc32_combine(sums->packed_sum, piece->packed_sum, (z_off_t)piece->size);
    sums->text += piece->text;
    sums->size += piece->size;
}
