/* See utf8.h. */
#include "utf8.h"

#include <stdint.h>
#include <string.h>

bool utf8_is_no_character(const char *text, size_t size) {
    return size >= 3 &&
           (memcmp(text, "\xef\xbf\xbe", 3) == 0 || memcmp(text, "\xef\xbf\xbf", 3) == 0);
}

/* The second byte's limits shut out overlong forms, surrogates and what lies past U+10FFFF. */
size_t utf8_sequence(const char *text, size_t size) {
    const unsigned char *bytes = (const unsigned char *)text;
    const unsigned char lead = bytes[0];
    if (lead < 0x80)
        return 1;
    const size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (lead < 0xc2 || lead > 0xf4 || size < length)
        return 0;
    const unsigned char least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    const unsigned char most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (bytes[1] < least || bytes[1] > most)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
    return utf8_is_no_character(text, size) ? 0 : length;
}

static bool is_ascii(const char *text) {
    uint64_t words[4];
    memcpy(words, text, sizeof words);
    return ((words[0] | words[1] | words[2] | words[3]) & UINT64_C(0x8080808080808080)) == 0;
}

size_t utf8_valid(const char *text, size_t size) {
    size_t at = 0;
    while (at < size) {
        if (size - at >= 32 && is_ascii(text + at)) {
            at += 32;
            continue;
        }
        const size_t length = utf8_sequence(text + at, size - at);
        if (length == 0)
            return at;
        at += length;
    }
    return size;
}

size_t utf8_length(const char *text, size_t size) {
    size_t length = 0;
    for (size_t i = 0; i < size; i++)
        length += ((unsigned char)text[i] & 0xc0) != 0x80;
    return length;
}

size_t utf8_cut(const char *text, size_t size) {
    for (size_t back = 1; back <= 4 && back <= size; back++) {
        const size_t at = size - back;
        if (((unsigned char)text[at] & 0xc0) != 0x80)
            return utf8_sequence(text + at, back) == back ? size : at;
    }
    return size;
}
