/* format: the table, and what holds for every format. See format.h. */
#include "format/format_parts.h"

#include <string.h>

const struct format format_table[] = {
#define ROW(n, k, r, h) {.name = (n), .help = (h), .kinds = (k), .read = (r)},
    FORMAT_LIST(ROW)
#undef ROW
        {.name = NULL}};

const char *const *format_names(size_t *count) {
    static const char *const names[] = {
#define NAME(n, k, r, h) n,
        FORMAT_LIST(NAME)
#undef NAME
    };
    *count = sizeof names / sizeof *names;
    return names;
}

const struct format *format_find(const char *name, size_t size) {
    for (const struct format *format = format_table; format->name != NULL; format++) {
        if (strlen(format->name) == size && memcmp(format->name, name, size) == 0) {
            return format;
        }
    }
    return NULL;
}

bool format_read(const struct format *format, struct leat_text text, enum leat_kind kind,
                 char out[FORMAT_ROOM], size_t *size, const char **reason) {
    *size = 0;
    if (text.size == 0) { /* perhaps without data */
        text.data = "";
    }
    return format->read(text, kind, out, size, reason);
}
