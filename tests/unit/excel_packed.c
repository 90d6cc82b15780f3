/* Texts compressed in pieces that stand on their own. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "random.h"
#include "sinks/excel/packed.h"

enum { TEXT = 300000 };

/* Rows as a sheet has them, with as much that is new as `kinds` of letters allow. */
static char *make_text(uint64_t kinds) {
    static const char row[] = "<row r=\"1\"><c r=\"A1\" s=\"3\"><v>";
    char *text = malloc(TEXT);
    uint64_t state = kinds;
    for (size_t at = 0; at < TEXT; at++) {
        text[at] = at % 64 < sizeof row - 1 ? row[at % 64] : (char)(random_below(&state, kinds));
    }
    return text;
}

/* What a stream says, by zlib's own reader; its end must be the end of the bytes. */
static void expect_text(const unsigned char *packed, size_t size, const char *text,
                        size_t expected) {
    unsigned char *out = malloc(expected + 1);
    z_stream stream = {.next_in = (z_const Bytef *)packed,
                       .avail_in = (uInt)size,
                       .next_out = out,
                       .avail_out = (uInt)expected + 1};
    cr_assert_eq(inflateInit2(&stream, -15), Z_OK);
    cr_assert_eq(inflate(&stream, Z_FINISH), Z_STREAM_END);
    cr_assert_eq(stream.total_out, expected);
    cr_assert_eq(stream.avail_in, 0);
    cr_assert_eq(memcmp(out, text, expected), 0);
    inflateEnd(&stream);
    free(out);
}

/* Cut at the places, packed from the last piece to the first by packers in turn, and joined. */
static void pack_in_pieces(const char *text, const size_t *cuts, size_t count, int level) {
    struct packer *packers[2] = {packer_new(level), packer_new(level)};
    struct packed *pieces = calloc(count, sizeof *pieces);
    unsigned char *joined = malloc(TEXT * 2 + 1000 * count);
    struct packed_sums sums = {0};
    size_t size = 0;
    for (size_t i = count; i-- > 0;) {
        const size_t from = i > 0 ? cuts[i - 1] : 0;
        cr_assert(
            packer_pack(packers[i % 2], text + from, cuts[i] - from, i + 1 == count, &pieces[i]));
        cr_assert_eq(pieces[i].sums.text, cuts[i] - from);
    }
    for (size_t i = 0; i < count; i++) {
        memcpy(joined + size, pieces[i].data, pieces[i].sums.size);
        size += pieces[i].sums.size;
        packed_join(&sums, &pieces[i].sums);
        packed_free(&pieces[i]);
    }
    cr_assert_eq(sums.text, TEXT);
    cr_assert_eq(sums.size, size);
    cr_assert_eq(sums.text_sum, crc32_z(0, (const Bytef *)text, TEXT));
    cr_assert_eq(sums.packed_sum, crc32_z(0, joined, size));
    expect_text(joined, size, text, TEXT);
    packer_free(packers[0]);
    packer_free(packers[1]);
    free(joined);
    free(pieces);
}

Test(excel_packed, pieces_in_any_order_are_one_stream_at_every_level) {
    static const size_t cuts[] = {1, 1, 2, 70000, 70001, 200000, TEXT};
    char *text = make_text(64);
    for (int level = 0; level <= 9; level++) {
        pack_in_pieces(text, cuts, sizeof cuts / sizeof *cuts, level);
    }
    free(text);
}

Test(excel_packed, an_empty_last_piece_ends_the_stream) {
    static const size_t cuts[] = {TEXT, TEXT};
    char *text = make_text(64);
    pack_in_pieces(text, cuts, 2, 6);
    free(text);
}

Test(excel_packed, what_cannot_be_made_smaller_is_whole_too) {
    static const size_t cuts[] = {100000, TEXT};
    char *text = make_text(256);
    uint64_t state = 1;
    for (size_t at = 0; at < TEXT; at++) {
        text[at] = (char)random_next(&state);
    }
    for (int level = 0; level <= 9; level += 3) {
        pack_in_pieces(text, cuts, 2, level);
    }
    free(text);
}

Test(excel_packed, the_same_text_packs_alike_whatever_was_packed_before) {
    char *text = make_text(64);
    struct packer *used = packer_new(6), *fresh = packer_new(6);
    struct packed one = {0}, other = {0};
    cr_assert(packer_pack(used, text + 1000, TEXT - 1000, true, &one));
    cr_assert(packer_pack(used, text, 5000, false, &one));
    cr_assert(packer_pack(fresh, text, 5000, false, &other));
    cr_assert_eq(one.sums.size, other.sums.size);
    cr_assert_eq(memcmp(one.data, other.data, one.sums.size), 0);
    packed_free(&one);
    packed_free(&other);
    packer_free(used);
    packer_free(fresh);
    free(text);
}

Test(excel_packed, the_usual_level_is_no_larger_than_zlibs) {
    char *text = make_text(16);
    uLongf size = compressBound(TEXT);
    unsigned char *usual = malloc(size);
    struct packer *packer = packer_new(6);
    struct packed packed = {0};
    cr_assert_eq(compress2(usual, &size, (const Bytef *)text, TEXT, 6), Z_OK);
    cr_assert(packer_pack(packer, text, TEXT, true, &packed));
    cr_assert_leq(packed.sums.size, size + size / 100, "%zu, zlib %lu", (size_t)packed.sums.size,
                  size);
    packed_free(&packed);
    packer_free(packer);
    free(usual);
    free(text);
}
