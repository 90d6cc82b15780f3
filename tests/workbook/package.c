/* package: see package.h. */
#include "workbook/package.h"

#include "workbook/text.h"

#include <minizip/unzip.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Far more than a workbook of the tests has, and far less than a ZIP can claim to have. */
enum { PART_LIMIT = 10000, SIZE_LIMIT = 512 * 1024 * 1024 };

__attribute__((format(printf, 2, 3))) static bool wrong(struct package *package, const char *format,
                                                        ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(package->wrong, sizeof package->wrong, format, arguments);
    va_end(arguments);
    return false;
}

/* Unpacks the part that the ZIP stands at. */
static bool unpack(struct package *package, unzFile zip, size_t *total) {
    unz_file_info64 info;
    char name[1024];
    if (unzGetCurrentFileInfo64(zip, &info, name, sizeof name, NULL, 0, NULL, 0) != UNZ_OK ||
        info.size_filename >= sizeof name) {
        return wrong(package, "its list of parts cannot be read");
    }
    if (info.uncompressed_size > SIZE_LIMIT - *total) {
        return wrong(package, "its parts are larger than %d bytes", (int)SIZE_LIMIT);
    }
    if (package_part(package, name)) {
        return wrong(package, "its part %s is there twice", name);
    }
    if (unzOpenCurrentFile(zip) != UNZ_OK) {
        return wrong(package, "its part %s cannot be opened", name);
    }
    const size_t size = (size_t)info.uncompressed_size;
    char *bytes = pool_get(package->pool, size + 1);
    size_t length = 0;
    int got = 1;
    while (got > 0 && length <= size) {
        got = unzReadCurrentFile(zip, bytes + length, (unsigned)(size + 1 - length));
        length += got > 0 ? (size_t)got : 0;
    }
    /* Closing compares the checksum. */
    if (unzCloseCurrentFile(zip) != UNZ_OK || got < 0 || length != size) {
        return wrong(package, "its part %s is damaged", name);
    }
    *total += size;
    package->parts[package->part_count++] = (struct part){
        .name = pool_copy(package->pool, name, strlen(name)), .bytes = bytes, .length = size};
    return true;
}

static bool unpack_all(struct package *package, unzFile zip) {
    unz_global_info64 info;
    if (unzGetGlobalInfo64(zip, &info) != UNZ_OK || info.number_entry > PART_LIMIT) {
        return wrong(package, "its list of parts cannot be read");
    }
    const size_t count = (size_t)info.number_entry;
    package->parts = pool_array(package->pool, count, sizeof *package->parts);
    size_t total = 0;
    int more = unzGoToFirstFile(zip);
    while (more == UNZ_OK && package->part_count < count) {
        if (!unpack(package, zip, &total)) {
            return false;
        }
        more = unzGoToNextFile(zip);
    }
    return (more == UNZ_END_OF_LIST_OF_FILE && package->part_count == count) ||
           wrong(package, "its list of parts is damaged");
}

bool package_read(struct package *package, struct pool *pool, const char *path) {
    *package = (struct package){.pool = pool};
    unzFile zip = unzOpen64(path);
    if (!zip) {
        return wrong(package, "it cannot be opened as a ZIP");
    }
    const bool read = unpack_all(package, zip);
    unzClose(zip);
    return read;
}

const struct part *package_part(const struct package *package, const char *name) {
    for (size_t i = 0; i < package->part_count; i++) {
        if (text_same(package->parts[i].name, name)) {
            return &package->parts[i];
        }
    }
    return NULL;
}

const struct node *package_tree(struct package *package, const char *name) {
    const struct part *part = package_part(package, name);
    if (!part) {
        wrong(package, "it has no part %s", name);
        return NULL;
    }
    const char *why = NULL;
    const struct node *root = tree_read(package->pool, part->bytes, part->length, &why);
    if (!root) {
        wrong(package, "its part %s cannot be read: %s", name, why);
    }
    return root;
}

/* A target as it stands in the relations of a part, as the name of a part. */
static const char *resolved(struct pool *pool, const char *part, const char *target) {
    if (*target == '/') {
        return target + 1;
    }
    const char *slash = strrchr(part, '/');
    size_t folder = slash ? (size_t)(slash - part) : 0;
    for (; strncmp(target, "../", 3) == 0; target += 3) {
        while (folder > 0 && part[--folder] != '/') {
            continue;
        }
    }
    return folder == 0 ? target : pool_format(pool, "%.*s/%s", (int)folder, part, target);
}

bool package_relations(struct package *package, const char *part, struct relation **relations,
                       size_t *count) {
    *relations = NULL;
    *count = 0;
    const char *slash = strrchr(part, '/');
    const int folder = slash ? (int)(slash - part) + 1 : 0;
    const char *name = pool_format(package->pool, "%.*s_rels/%s.rels", folder, part, part + folder);
    if (!package_part(package, name)) {
        return true;
    }
    const struct node *root = package_tree(package, name);
    if (!root) {
        return false;
    }
    *relations = pool_array(package->pool, tree_count(root, "Relationship"), sizeof **relations);
    tree_each(relation, root, "Relationship") {
        const char *id = tree_attribute(relation, "Id");
        const char *type = tree_attribute(relation, "Type");
        const char *target = tree_attribute(relation, "Target");
        const char *mode = tree_attribute(relation, "TargetMode");
        if (!id || !type || !target) {
            return wrong(package, "its part %s has a relation that is not whole", name);
        }
        const char *last = strrchr(type, '/');
        const bool external = mode && strcmp(mode, "External") == 0;
        (*relations)[(*count)++] = (struct relation){
            .id = id,
            .type = last ? last + 1 : type,
            .target = external ? target : resolved(package->pool, part, target),
            .external = external,
        };
    }
    return true;
}
