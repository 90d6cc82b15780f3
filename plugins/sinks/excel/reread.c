/* reread: proves a finished workbook. See reread.h. */
#include "reread.h"

#include <expat.h>
#include <inttypes.h>
#include <minizip/unzip.h>
#include <stdlib.h>

#include "temporary.h"

enum { CHUNK = 65536 };

static void XMLCALL count_element(void *data, const XML_Char *name, const XML_Char **attributes) {
    struct reread_sheet *found = data;
    (void)attributes;
    if (strcmp(name, "c") == 0) {
        found->cells++;
    } else if (strcmp(name, "row") == 0) {
        found->rows++;
    }
}

/* Parses the part that is open in the ZIP; NULL, or what is wrong with it. */
static const char *parse_part(unzFile zip, XML_Parser parser) {
    for (;;) {
        void *room = XML_GetBuffer(parser, CHUNK);
        const int size = room ? unzReadCurrentFile(zip, room, CHUNK) : -1;
        if (size < 0) {
            return room ? "cannot be unpacked" : "cannot be read: there is no memory left";
        }
        if (XML_ParseBuffer(parser, size, size == 0) != XML_STATUS_OK) {
            return XML_ErrorString(XML_GetErrorCode(parser));
        }
        if (size == 0) {
            return NULL;
        }
    }
}

static bool is_picture(const char *part) { return strncmp(part, "xl/media/", 9) == 0; }

/* A picture is no XML: its checksum is all that can be proved. */
static const char *read_picture(unzFile zip) {
    char room[4096];
    int size;
    do {
        size = unzReadCurrentFile(zip, room, sizeof room);
    } while (size > 0);
    return unzCloseCurrentFile(zip) != UNZ_OK || size < 0 ? "is damaged" : NULL;
}

/* Reads the part that the ZIP stands at, and counts into found. */
static const char *read_part(unzFile zip, const char *part, struct reread_sheet *found) {
    if (unzOpenCurrentFile(zip) != UNZ_OK) {
        return "cannot be opened";
    }
    if (is_picture(part)) {
        return read_picture(zip);
    }
    XML_Parser parser = XML_ParserCreate(NULL);
    const char *wrong = "cannot be read: there is no memory left";
    if (parser) {
        XML_SetUserData(parser, found);
        XML_SetStartElementHandler(parser, count_element);
        wrong = parse_part(zip, parser);
        XML_ParserFree(parser);
    }
    /* Closing compares the part's checksum. */
    return unzCloseCurrentFile(zip) != UNZ_OK && !wrong ? "is damaged" : wrong;
}

long reread_sheet_number(const char *part) {
    static const char start[] = "xl/worksheets/sheet";
    if (strncmp(part, start, sizeof start - 1) != 0) {
        return -1;
    }
    char *end;
    const long number = strtol(part + sizeof start - 1, &end, 10);
    return strcmp(end, ".xml") == 0 ? number - 1 : -1;
}

/* Tells what is wrong with the part, if anything; sheets is counted up for one that is a sheet as
 * it should be. */
static bool prove_part(struct leat_step *step, unzFile zip, const struct reread_sheet *counts,
                       size_t count, size_t *sheets) {
    char part[256] = ""; /* minizip ends no name that fills the room it is given */
    if (unzGetCurrentFileInfo64(zip, NULL, part, sizeof part - 1, NULL, 0, NULL, 0) != UNZ_OK) {
        leat_fail(step, "the finished workbook is not sound: its list of parts cannot be read");
        return false;
    }
    struct reread_sheet found = {0, 0};
    const char *wrong = read_part(zip, part, &found);
    if (wrong) {
        leat_fail(step, "the finished workbook is not sound: its part %s %s", part, wrong);
        return false;
    }
    const long number = reread_sheet_number(part);
    if (number < 0 || (size_t)number >= count) {
        return true;
    }
    const struct reread_sheet *written = &counts[number];
    if (found.rows != written->rows || found.cells != written->cells) {
        leat_fail(step,
                  "the finished workbook is not whole: sheet %ld holds %" PRIu64
                  " cells in %" PRIu64 " rows, but %" PRIu64 " cells in %" PRIu64
                  " rows were written",
                  number + 1, found.cells, found.rows, written->cells, written->rows);
        return false;
    }
    ++*sheets;
    return true;
}

bool reread(struct leat_step *step, const char *path, const struct reread_sheet *counts,
            size_t count) {
    unzFile zip = temporary_unzip(path);
    if (!zip) {
        leat_fail(step, "the finished workbook cannot be opened again");
        return false;
    }
    size_t sheets = 0;
    bool proved = true;
    int more = unzGoToFirstFile(zip);
    for (; proved && more == UNZ_OK; more = unzGoToNextFile(zip)) {
        proved = prove_part(step, zip, counts, count, &sheets);
    }
    if (proved && (more != UNZ_END_OF_LIST_OF_FILE || sheets != count)) {
        leat_fail(step, "the finished workbook is not whole: it holds %zu of its %zu sheets",
                  sheets, count);
        proved = false;
    }
    unzClose(zip);
    return proved;
}

/* -- Parts as they lie there ------------------------------------------------------------------ */

/* NULL, or what is wrong with the part that the ZIP stands at. */
static const char *prove_packed(unzFile zip, const struct packed_sums *packed, char *room) {
    unz_file_info64 info;
    int method, level, got;
    if (unzGetCurrentFileInfo64(zip, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK ||
        unzOpenCurrentFile2(zip, &method, &level, 1) != UNZ_OK) {
        return "cannot be opened";
    }
    uint32_t sum = 0;
    uint64_t size = 0;
    while ((got = unzReadCurrentFile(zip, room, CHUNK)) > 0) {
        sum = packed_sum(sum, room, (size_t)got);
        size += (uint64_t)got;
    }
    unzCloseCurrentFile(zip);
    if (got < 0 || size != packed->size || info.compressed_size != packed->size ||
        info.uncompressed_size != packed->text) {
        return "is not whole";
    }
    return sum != packed->packed_sum || (uint32_t)info.crc != packed->text_sum ? "is damaged"
                                                                               : NULL;
}

bool reread_joined(struct leat_step *step, const char *path, const struct packed_sums *parts,
                   size_t count) {
    unzFile zip = temporary_unzip(path);
    char *room = zip ? leat_alloc(step, CHUNK) : NULL;
    const char *wrong = NULL;
    size_t found = 0;
    int more = room ? unzGoToFirstFile(zip) : UNZ_ERRNO;
    for (; !wrong && more == UNZ_OK; more = unzGoToNextFile(zip)) {
        wrong = found < count ? prove_packed(zip, &parts[found], room) : "is none of its own";
        found++;
    }
    if (!zip) {
        leat_fail(step, "the finished workbook cannot be opened again");
    } else if (wrong) {
        leat_fail(step, "the finished workbook is not sound: its part %zu %s", found, wrong);
    } else if (room && (more != UNZ_END_OF_LIST_OF_FILE || found != count)) {
        leat_fail(step, "the finished workbook is not whole: it holds %zu of its %zu parts", found,
                  count);
    }
    const bool proved = room && !wrong && more == UNZ_END_OF_LIST_OF_FILE && found == count;
    leat_free(step, room);
    if (zip) {
        unzClose(zip);
    }
    return proved;
}
