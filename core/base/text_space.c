/* text_space: white space. See text.h. */
#include "text.h"

#include <string.h>

size_t text_space(const char *data, size_t size) {
    static const char *const spaces[] = {
        "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81",
        "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86",
        "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8",
        "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80",
    };
    if (size == 0) {
        return 0;
    }
    if ((unsigned char)data[0] < 0x80) {
        return data[0] == ' ' || (data[0] >= '\t' && data[0] <= '\r');
    }
    for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++) {
        const size_t length = strlen(spaces[i]);
        if (size >= length && memcmp(data, spaces[i], length) == 0) {
            return length;
        }
    }
    return 0;
}

size_t text_space_before(const char *data, size_t size) {
    size_t at = 0, step;
    while ((step = text_space(data + at, size - at)) > 0) {
        at += step;
    }
    return at;
}

size_t text_space_after(const char *data, size_t size) {
    size_t end = size;
    while (end > 0) {
        size_t start = end - 1;
        while (start > 0 && end - start < 4 && ((unsigned char)data[start] & 0xc0) == 0x80) {
            start--;
        }
        if (text_space(data + start, end - start) != end - start) {
            break;
        }
        end = start;
    }
    return size - end;
}
