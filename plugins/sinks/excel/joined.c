/* joined: see joined.h. */
#include "joined.h"

#include <errno.h>
#include <minizip/unzip.h>
#include <minizip/zip.h>
#include <stdlib.h>
#include <unistd.h>

#include "reread.h"
#include "blocks.h"

enum { NAME_ROOM = 256, CHUNK = 65536 };

struct join {
    struct leat_step *step;
    const struct book *book;
    unzFile from;
    zipFile to;
    struct packer *packer;
    struct packed packed[2]; /* of a part, or of what is before the rows and behind them */
    char *text;              /* of a part */
    size_t size, room;
    struct packed_sums *sums; /* of each part that was joined, in order */
    size_t count;
};

bool joined_is_needed(const struct book *book) {
    bool is_needed = book->compression != JOINED_USUAL;
    for (size_t i = 0; i < book->sheet_count; i++) {
        is_needed = is_needed || book->sheets[i]->spliced.is_there;
    }
    return is_needed;
}

/* errno is that of the call which failed, or 0. */
static bool fail(struct leat_step *step, const char *what) {
    char room[128];
    const int reason = errno;
    leat_fail_world(step, "cannot write the workbook: %s",
                    reason ? strerror_r(reason, room, sizeof room) : what);
    return false;
}

/* -- What the library wrote ------------------------------------------------------------------- */

/* Reads so many bytes of the part that is open, or those that are left of it: *got of them. */
static bool read_some(struct join *join, char *into, size_t size, size_t *got) {
    *got = 0;
    errno = 0;
    while (*got < size) {
        const size_t left = size - *got;
        const int some =
            unzReadCurrentFile(join->from, into + *got, left < CHUNK ? (unsigned)left : CHUNK);
        if (some < 0) {
            return fail(join->step, "the library's part of it cannot be read");
        }
        if (some == 0) {
            break;
        }
        *got += (size_t)some;
    }
    return true;
}

static bool open_part(struct join *join, int is_raw) {
    int method, level;
    errno = 0;
    return unzOpenCurrentFile2(join->from, &method, &level, is_raw) == UNZ_OK ||
           fail(join->step, "the library's part of it cannot be read");
}

static bool text_room(struct join *join, size_t room) {
    char *text = room > join->room ? realloc(join->text, room) : join->text;
    if (!text) {
        return book_no_memory(join->step);
    }
    join->text = text;
    join->room = room > join->room ? room : join->room;
    return true;
}

/* Unpacks the part into join->text, with a NUL behind it. */
static bool read_text(struct join *join, const unz_file_info64 *info) {
    const size_t size = (size_t)info->uncompressed_size;
    if (!text_room(join, size + 1) || !open_part(join, 0)) {
        return false;
    }
    const bool is_read = read_some(join, join->text, size, &join->size);
    unzCloseCurrentFile(join->from);
    join->text[join->size] = '\0';
    return is_read;
}

/* Where in the part's text the rows have their place: before the next row of the library's, or at
 * the end of all. NULL: the part is no sheet. */
static const char *place_of_rows(const struct join *join, uint32_t first_row) {
    static const char row[] = "<row r=\"", end[] = "</sheetData>";
    const char *at = join->text;
    while ((at = strstr(at, row)) != NULL) {
        if (strtoul(at + sizeof row - 1, NULL, 10) > first_row) {
            return at;
        }
        at += sizeof row - 1;
    }
    return strstr(join->text, end);
}

/* -- What is written -------------------------------------------------------------------------- */

/* blocks: bytes of text beside the library's. */
static bool begin_part(struct join *join, const char *name, const unz_file_info64 *info,
                       uint64_t rows) {
    enum { LONG = 0x7FFF0000 }; /* where 32 bits may not do for its sizes */
    const zip_fileinfo same = {.dosDate = info->dosDate, .external_fa = info->external_fa};
    const bool is_long = info->uncompressed_size + rows > LONG;
    errno = 0;
    return zipOpenNewFileInZip2_64(join->to, name, &same, NULL, 0, NULL, 0, NULL, Z_DEFLATED,
                                   join->book->compression, 1, is_long) == ZIP_OK ||
           fail(join->step, "a part cannot be begun");
}

static bool add_bytes(struct join *join, const void *bytes, size_t size) {
    errno = 0;
    for (size_t done = 0; done < size;) {
        const size_t left = size - done;
        const unsigned some = left < CHUNK ? (unsigned)left : CHUNK;
        if (zipWriteInFileInZip(join->to, (const char *)bytes + done, some) != ZIP_OK) {
            return fail(join->step, "its file takes no more");
        }
        done += some;
    }
    return true;
}

static bool end_part(struct join *join, const struct packed_sums *sums) {
    errno = 0;
    return zipCloseFileInZipRaw64(join->to, sums->text, sums->text_sum) == ZIP_OK ||
           fail(join->step, "a part cannot be ended");
}

static bool pack(struct join *join, const char *text, size_t size, bool is_last,
                 struct packed *out) {
    return packer_pack(join->packer, text, size, is_last, out) || book_no_memory(join->step);
}

/* -- Parts ------------------------------------------------------------------------------------ */

/* The part as it is. */
static bool copy_part(struct join *join, const char *name, const unz_file_info64 *info,
                      struct packed_sums *sums) {
    size_t got;
    *sums = (struct packed_sums){.text = info->uncompressed_size,
                                 .size = info->compressed_size,
                                 .text_sum = (uint32_t)info->crc};
    if (!text_room(join, CHUNK) || !begin_part(join, name, info, 0) || !open_part(join, 1)) {
        return false;
    }
    bool done;
    do {
        done = read_some(join, join->text, CHUNK, &got);
        sums->packed_sum = packed_sum(sums->packed_sum, join->text, got);
        done = done && add_bytes(join, join->text, got);
    } while (done && got == CHUNK);
    unzCloseCurrentFile(join->from);
    return done && end_part(join, sums);
}

/* The part compressed again, in pieces, for it may be long. */
static bool pack_part(struct join *join, const char *name, const unz_file_info64 *info,
                      struct packed_sums *sums) {
    enum { PIECE = 1 << 20 };
    struct packed *packed = &join->packed[0];
    size_t got;
    if (!text_room(join, PIECE) || !begin_part(join, name, info, 0) || !open_part(join, 0)) {
        return false;
    }
    bool done;
    do {
        done = read_some(join, join->text, PIECE, &got) &&
               pack(join, join->text, got, got < PIECE, packed);
        packed_join(sums, &packed->sums);
        done = done && add_bytes(join, packed->data, packed->sums.size);
    } while (done && got == PIECE);
    unzCloseCurrentFile(join->from);
    return done && end_part(join, sums);
}

static bool add_rows(struct join *join, const struct spliced *spliced) {
    char chunk[CHUNK];
    const int file = blocks_file(join->book->blocks);
    for (uint64_t done = 0; done < spliced->sums.size;) {
        const uint64_t left = spliced->sums.size - done;
        errno = 0;
        const ssize_t got = pread(file, chunk, left < CHUNK ? (size_t)left : CHUNK,
                                  (off_t)(spliced->file_from + (int64_t)done));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return fail(join->step, "its temporary file is cut short");
        }
        if (!add_bytes(join, chunk, (size_t)got)) {
            return false;
        }
        done += (uint64_t)got;
    }
    return true;
}

/* The library's text with our rows in it. */
static bool splice_part(struct join *join, const char *name, const unz_file_info64 *info,
                        const struct spliced *spliced, struct packed_sums *sums) {
    struct packed *head = &join->packed[0], *tail = &join->packed[1];
    if (!read_text(join, info)) {
        return false;
    }
    const char *place = place_of_rows(join, spliced->first_row);
    if (!place) {
        leat_fail(join->step, "the library's %s has no place for rows", name);
        return false;
    }
    const size_t before = (size_t)(place - join->text);
    if (!pack(join, join->text, before, false, head) ||
        !pack(join, place, join->size - before, true, tail)) {
        return false;
    }
    *sums = head->sums;
    packed_join(sums, &spliced->sums);
    packed_join(sums, &tail->sums);
    return begin_part(join, name, info, spliced->sums.text) &&
           add_bytes(join, head->data, head->sums.size) && add_rows(join, spliced) &&
           add_bytes(join, tail->data, tail->sums.size) && end_part(join, sums);
}

static bool add_sums(struct join *join, struct packed_sums **sums) {
    struct packed_sums *list =
        leat_realloc(join->step, join->sums, (join->count + 1) * sizeof *list);
    if (list) {
        join->sums = list;
        *sums = &list[join->count++];
        **sums = (struct packed_sums){0};
    }
    return list != NULL;
}

static bool join_part(struct join *join) {
    char name[NAME_ROOM] = ""; /* minizip ends no name that fills the room it is given */
    unz_file_info64 info;
    struct packed_sums *sums;
    if (unzGetCurrentFileInfo64(join->from, &info, name, sizeof name - 1, NULL, 0, NULL, 0) !=
        UNZ_OK) {
        return fail(join->step, "the library's list of its parts cannot be read");
    }
    if (!add_sums(join, &sums)) {
        return false;
    }
    const long number = reread_sheet_number(name);
    const struct spliced *spliced = number >= 0 && (size_t)number < join->book->sheet_count
                                        ? &join->book->sheets[number]->spliced
                                        : NULL;
    if (spliced && spliced->is_there) {
        return splice_part(join, name, &info, spliced, sums);
    }
    return join->book->compression == JOINED_USUAL ? copy_part(join, name, &info, sums)
                                                   : pack_part(join, name, &info, sums);
}

static bool join_parts(struct join *join) {
    bool done = true;
    int more = unzGoToFirstFile(join->from);
    for (; done && more == UNZ_OK; more = unzGoToNextFile(join->from)) {
        done = join_part(join);
    }
    return done && (more == UNZ_END_OF_LIST_OF_FILE ||
                    fail(join->step, "the library's list of its parts cannot be read"));
}

bool joined_write(struct leat_step *step, const struct book *book, const char *from) {
    struct join join = {.step = step, .book = book};
    errno = 0;
    join.from = temporary_unzip(from);
    join.packer = packer_new(book->compression);
    join.to = temporary_zip(book->path);
    bool done = join.packer || book_no_memory(step);
    done = done && ((join.from && join.to) || fail(step, "its file cannot be opened"));
    done = done && join_parts(&join);
    if (join.from) {
        unzClose(join.from);
    }
    errno = 0;
    if (join.to && zipClose(join.to, NULL) != ZIP_OK && done) {
        done = fail(step, "its file takes no more");
    }
    done = done && reread_joined(step, book->path, join.sums, join.count);
    packer_free(join.packer);
    packed_free(&join.packed[0]);
    packed_free(&join.packed[1]);
    free(join.text);
    leat_free(step, join.sums);
    return done;
}
