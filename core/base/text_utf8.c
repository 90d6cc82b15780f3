/* text_utf8: UTF-8 proved, read, written and measured. See text.h. */
#include "text.h"

#include <string.h>
#include <utf8proc.h>

/* The bytes of the valid sequence at the start of data, which is no ASCII; 0 when there is none.
 * The second byte's limits shut out the overlong forms, the surrogates and what lies past
 * U+10FFFF. */
static size_t sequence_size(const unsigned char *data, size_t size) {
    const unsigned char lead = data[0];
    const size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (lead < 0xc2 || lead > 0xf4 || size < length) {
        return 0;
    }
    const unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    const unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (data[1] < low || data[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < length; i++) {
        if ((data[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    const bool no_character =
        lead == 0xef && data[1] == 0xbf && data[2] >= 0xbe; /* U+FFFE, U+FFFF */
    return no_character ? 0 : length;
}

/* Whether all of a block of 32 bytes are ASCII: plain C that compilers turn into vector
 * instructions. */
static bool is_ascii_block(const unsigned char *data) {
    uint64_t words[4];
    memcpy(words, data, sizeof words);
    return ((words[0] | words[1] | words[2] | words[3]) & UINT64_C(0x8080808080808080)) == 0;
}

size_t text_valid_prefix(const char *data, size_t size) {
    const unsigned char *bytes = (const unsigned char *)data;
    size_t at = 0;
    while (at < size) {
        while (size - at >= 32 && is_ascii_block(bytes + at)) {
            at += 32;
        }
        while (at < size && bytes[at] < 0x80) {
            at++;
        }
        while (at < size && bytes[at] >= 0x80) {
            const size_t length = sequence_size(bytes + at, size - at);
            if (length == 0) {
                return at;
            }
            at += length;
        }
    }
    return size;
}

uint32_t text_decode(const char *data, size_t size, size_t *at) {
    const unsigned char *bytes = (const unsigned char *)data + *at;
    const size_t left = size - *at;
    const unsigned char lead = bytes[0];
    const size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (length > left) { /* not for valid text; never past the end even so */
        *at = size;
        return 0xfffd;
    }
    *at += length;
    switch (length) {
    case 1:
        return lead;
    case 2:
        return (uint32_t)(lead & 0x1f) << 6 | (uint32_t)(bytes[1] & 0x3f);
    case 3:
        return (uint32_t)(lead & 0x0f) << 12 | (uint32_t)(bytes[1] & 0x3f) << 6 |
               (uint32_t)(bytes[2] & 0x3f);
    default:
        return (uint32_t)(lead & 0x07) << 18 | (uint32_t)(bytes[1] & 0x3f) << 12 |
               (uint32_t)(bytes[2] & 0x3f) << 6 | (uint32_t)(bytes[3] & 0x3f);
    }
}

size_t text_encode(uint32_t code, char *out) {
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xe0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3f));
        out[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3f));
    out[2] = (char)(0x80 | (code >> 6 & 0x3f));
    out[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

size_t text_length(const char *data, size_t size) {
    size_t length = 0;
    for (size_t i = 0; i < size; i++) {
        length += ((unsigned char)data[i] & 0xc0) != 0x80;
    }
    return length;
}

size_t text_length_utf16(const char *data, size_t size) {
    size_t length = 0;
    for (size_t i = 0; i < size; i++) { /* four bytes are a pair of surrogates */
        const unsigned char byte = (unsigned char)data[i];
        length += byte >= 0xf0 ? 2 : (byte & 0xc0) != 0x80;
    }
    return length;
}

size_t text_width(const char *data, size_t size) {
    size_t width = 0;
    for (size_t at = 0; at < size;) {
        const uint32_t code = text_decode(data, size, &at);
        width += code < 0x7f ? code >= 0x20 : (size_t)utf8proc_charwidth((utf8proc_int32_t)code);
    }
    return width;
}
