/* show: see show.h. */
#include "shared/show.h"

#include <leat/plugin.h>
#include <stdio.h>

#include "shared/format.h"

enum { TEXT_SHOWN = 80 };

/* Between single quotes, control characters as '?', cut between characters. */
static void show_text(struct leat_text text, char out[SHOW_CELL - 2]) {
    size_t size = text.size < TEXT_SHOWN ? text.size : TEXT_SHOWN, at = 0;
    while (size < text.size && size > 0 && ((unsigned char)text.data[size] & 0xc0) == 0x80) {
        size--;
    }
    out[at++] = '\'';
    for (size_t i = 0; i < size; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        out[at++] = byte < 0x20 || byte == 0x7f ? '?' : (char)byte;
    }
    snprintf(out + at, SHOW_CELL - 2 - at, "%s'", size < text.size ? "…" : "");
}

const char *show_cell(const struct leat_view *view, int64_t row, bool is_private,
                      char out[SHOW_CELL]) {
    char shown[SHOW_CELL - 2];
    if (is_private) {
        snprintf(out, SHOW_CELL, "***");
        return out;
    }
    if (leat_is_null(view, row)) {
        snprintf(shown, sizeof shown, "null");
    } else if (view->type.kind == LEAT_TEXT) {
        show_text(leat_text_at(view, row), shown);
    } else {
        shown[format_value(view, row, shown)] = '\0';
    }
    snprintf(out, SHOW_CELL, LEAT_VALUE("%s"), shown);
    return out;
}

void show_add(char list[SHOW_LIST], const char *name, const char *cell) {
    static const char rest[] = " …";
    const size_t used = strlen(list), room = SHOW_LIST - sizeof rest - used;
    if (used >= sizeof rest - 1 && strcmp(list + used - (sizeof rest - 1), rest) == 0) {
        return;
    }
    const int size = snprintf(list + used, room, "%s%s = %s", used > 0 ? ", " : "", name, cell);
    if (size < 0 || (size_t)size >= room) {
        memcpy(list + used, rest, sizeof rest);
    }
}

const char *show_type(struct leat_type type, char out[SHOW_TYPE]) {
    static const char *const words[] = {"unknown", "text",    "integer", "real",
                                        "decimal", "boolean", "date",    "timestamp"};
    if (type.kind == LEAT_DECIMAL) {
        snprintf(out, SHOW_TYPE, "decimal(%u,%u)", (unsigned)type.precision, (unsigned)type.scale);
    } else {
        snprintf(out, SHOW_TYPE, "%s",
                 words[type.kind < sizeof words / sizeof words[0] ? type.kind : 0]);
    }
    return out;
}

bool same_kind(struct leat_type a, struct leat_type b) {
    return a.kind == b.kind && a.scale == b.scale;
}
