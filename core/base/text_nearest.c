/* text_nearest: the right name nearest to a wrong one. See text.h. */
#include "text.h"

#include <string.h>
#include <utf8proc.h>

/* A name as it is compared: code points in small letters, '_', '-' and ' ' left out. */
struct folded {
    uint32_t *codes;
    size_t length;
};

static struct folded fold(const char *name) {
    const size_t size = strlen(name);
    struct folded folded = {.codes = memory_array(size + 1, sizeof *folded.codes)};
    const bool valid = text_valid_prefix(name, size) == size; /* a wrong name may be any bytes */
    for (size_t at = 0; at < size;) {
        const uint32_t code = valid ? text_decode(name, size, &at) : (unsigned char)name[at++];
        if (code != '_' && code != '-' && code != ' ') {
            const bool is_capital = code >= 'A' && code <= 'Z';
            folded.codes[folded.length++] =
                code < 0x80 ? code + (is_capital ? 'a' - 'A' : 0)
                            : (uint32_t)utf8proc_tolower((utf8proc_int32_t)code);
        }
    }
    return folded;
}

/* Of longer ones none is meant but by one that is equal: to compare them takes a step for each pair
 * of letters, hours for a cell that holds a document. */
enum { LETTERS_MOST = 200 };

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* The optimal string alignment distance: how many letters to put in, leave out, replace, or swap
 * with their neighbour. It fills a table row by row, of which only three are ever needed, and gives
 * up where two rows on end have nothing that is at most `most`: no later one has. Both are of at
 * most LETTERS_MOST. SIZE_MAX: it is more than `most`. */
static size_t distance(const struct folded *a, const struct folded *b, size_t most) {
    const size_t width = b->length + 1;
    size_t rows[3][LETTERS_MOST + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2], least_above = 0;
    for (size_t j = 0; j < width; j++) {
        above[j] = j;
    }
    for (size_t i = 1; i <= a->length; i++) {
        size_t least_here = i;
        row[0] = i;
        for (size_t j = 1; j < width; j++) {
            const uint32_t x = a->codes[i - 1], y = b->codes[j - 1];
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == b->codes[j - 2] && a->codes[i - 2] == y) {
                row[j] = least(row[j], before[j - 2] + 1);
            }
            least_here = least(least_here, row[j]);
        }
        if (least_here > most && least_above > most) {
            return SIZE_MAX;
        }
        least_above = least_here;
        size_t *const free_row = before;
        before = above;
        above = row;
        row = free_row;
    }
    return above[b->length] > most ? SIZE_MAX : above[b->length];
}

/* How far apart two names are, 0 being equal but for letter case and separators; SIZE_MAX: too far
 * to be meant. About a third of the letters may be wrong, but never all of them. */
static size_t farness(const struct folded *wrong, const struct folded *name) {
    const size_t longer = wrong->length > name->length ? wrong->length : name->length;
    const size_t shorter = least(wrong->length, name->length);
    const size_t most = longer < 3 ? 1 : (longer + 1) / 3;
    if (longer - shorter > most) {
        return SIZE_MAX;
    }
    if (longer > LETTERS_MOST) {
        return longer == shorter &&
                       memcmp(wrong->codes, name->codes, longer * sizeof *name->codes) == 0
                   ? 0
                   : SIZE_MAX;
    }
    const size_t found = distance(wrong, name, most);
    return found == longer ? SIZE_MAX : found;
}

/* Between names equally far once folded, the one that differs in fewer bytes as written. */
static size_t differing_bytes(const char *a, const char *b) {
    size_t differing = 0;
    for (; *a != '\0' && *b != '\0'; a++, b++) {
        differing += *a != *b;
    }
    return differing + strlen(a) + strlen(b);
}

const char *text_nearest(const char *wrong, const char *const *names, size_t count) {
    struct folded folded_wrong = fold(wrong);
    const char *nearest = NULL;
    size_t nearest_far = SIZE_MAX, nearest_bytes = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        struct folded name = fold(names[i]);
        const size_t far = farness(&folded_wrong, &name);
        memory_free(name.codes);
        if (far == SIZE_MAX || far > nearest_far) {
            continue;
        }
        const size_t bytes = differing_bytes(wrong, names[i]);
        if (far < nearest_far || bytes < nearest_bytes) {
            nearest = names[i];
            nearest_far = far;
            nearest_bytes = bytes;
        }
    }
    memory_free(folded_wrong.codes);
    return nearest;
}
