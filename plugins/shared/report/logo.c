/* logo: see logo.h.
 *
 * Sources: PNG, section 11.2.2 (IHDR); ITU-T T.81, annex B.2.2 (the frame header of JPEG). */
#include "shared/report/logo.h"

#include "shared/report/check.h"

enum { MOST_BYTES = 1 << 20, MOST_SIDE = 20000 };

static uint32_t big_endian(const unsigned char *at, int bytes) {
    uint32_t value = 0;
    for (int i = 0; i < bytes; i++) {
        value = value << 8 | at[i];
    }
    return value;
}

/* Whether its chunks, each with its length, follow one another up to the last; a file that was cut
 * short has no such end. */
static bool ends_png(const struct logo *logo) {
    enum {
        SIGN = 8,
        AROUND = 12
    }; /* bytes: of the signature; of a chunk's length, type, checksum */
    for (size_t at = SIGN; at + AROUND <= logo->size;) {
        if (memcmp(logo->data + at + 4, "IEND", 4) == 0) {
            return true;
        }
        at += AROUND + (size_t)big_endian(logo->data + at, 4);
    }
    return false;
}

static bool measure_png(struct logo *logo) {
    static const unsigned char sign[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n',
                                         0,    0,   0,   13,  'I',  'H',  'D',  'R'};
    if (logo->size < sizeof sign + 8 || memcmp(logo->data, sign, sizeof sign) != 0) {
        return false;
    }
    logo->is_png = true;
    logo->width = big_endian(logo->data + sizeof sign, 4);
    logo->height = big_endian(logo->data + sizeof sign + 4, 4);
    return ends_png(logo);
}

/* Markers follow one another, each with its length, until that of the frame. */
static bool measure_jpeg(struct logo *logo) {
    const unsigned char *data = logo->data;
    if (logo->size < 4 || data[0] != 0xFF || data[1] != 0xD8) {
        return false;
    }
    for (size_t at = 2; at + 9 <= logo->size && data[at] == 0xFF;) {
        const unsigned char marker = data[at + 1];
        if (marker == 0xFF) { /* a byte that fills up, of which there may be any number */
            at++;
            continue;
        }
        const bool is_frame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (is_frame) {
            logo->height = big_endian(data + at + 5, 2);
            logo->width = big_endian(data + at + 7, 2);
            return memmem(data + at, logo->size - at, "\xFF\xD9", 2) != NULL; /* the end */
        }
        at += 2 + (size_t)big_endian(data + at + 2, 2);
    }
    return false;
}

static bool read_file(struct leat_step *step, const struct leat_text *path, struct logo *logo) {
    size_t count = 0;
    const struct leat_file *files = leat_files(step, path, &count);
    if (count != 1) {
        if (count > 1) {
            leat_fail_option(step, path, "a return has one logo, and these are several files");
        }
        return count == 0; /* a missing one is told already */
    }
    logo->data = leat_alloc(step, MOST_BYTES + 1);
    while (logo->data && logo->size <= MOST_BYTES) {
        const int64_t got = leat_read_at(step, &files[0], (int64_t)logo->size,
                                         logo->data + logo->size, MOST_BYTES + 1 - logo->size);
        if (got < 0) {
            return false;
        }
        if (got == 0) {
            break;
        }
        logo->size += (size_t)got;
    }
    return logo->data != NULL;
}

bool logo_open(struct leat_step *step, const struct logo_options *options, struct logo *logo) {
    if (!options->path.data) {
        if (options->alt.data) {
            leat_fail_option(step, &options->alt, "a logo wants \"path\", the picture itself");
        }
        return !options->alt.data;
    }
    if (options->alt.size == 0) {
        leat_fail_option(step, &options->path,
                         "a logo wants \"alt\", the text for those who do not see it");
        return false;
    }
    if (!check_alt(step, &options->alt) || !read_file(step, &options->path, logo)) {
        return false;
    }
    if (!logo->data) { /* the file is missing */
        return true;
    }
    const bool is_sound = logo->size <= MOST_BYTES && (measure_png(logo) || measure_jpeg(logo)) &&
                          logo->width > 0 && logo->height > 0 && logo->width <= MOST_SIDE &&
                          logo->height <= MOST_SIDE;
    if (!is_sound) {
        leat_fail_option(
            step, &options->path,
            logo->size > MOST_BYTES
                ? "the logo has more than a megabyte; save a smaller picture"
                : "the logo is no sound PNG or JPEG of at most 20,000 pixels a side; save it as "
                  "one of these");
    }
    return is_sound;
}

void logo_close(struct leat_step *step, struct logo *logo) {
    leat_free(step, logo->data);
    *logo = (struct logo){0};
}
