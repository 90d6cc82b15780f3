/* format_support: see format_support.h. */
#include "format_support.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "batch/field.h"

static bool is_known_kind(enum leat_kind kind) { return kind == LEAT_TEXT || kind == LEAT_INTEGER; }

const char *format_shown(const char *name, enum leat_kind kind, const char *text, size_t size) {
    static char out[FIELD_REASON + 1];
    const struct format *format = format_find(name, strlen(name));
    cr_assert_not_null(format, "there is no format '%s'", name);
    cr_assert(is_known_kind(kind) && (format->kinds & LEAT_KINDS(kind)));
    char form[FORMAT_ROOM], again[FORMAT_ROOM];
    size_t form_size = FORMAT_ROOM + 1, again_size;
    const char *reason = NULL;
    char *exact = memory_alloc(size == 0 ? 1 : size); /* a step too far is seen by the sanitizer */
    memcpy(exact, text, size);
    const bool fits = format_read(format, (struct leat_text){size == 0 ? NULL : exact, size}, kind,
                                  form, &form_size, &reason);
    memory_free(exact);
    if (!fits) {
        cr_assert_not_null(reason);
        cr_assert(strncmp(reason, "not ", 4) == 0, "it follows \"is\": %s", reason);
        cr_assert(strlen(reason) < FIELD_REASON, "too long: %s", reason);
        cr_assert_eq(form_size, 0);
        snprintf(out, sizeof out, "!%s", reason);
        return out;
    }
    cr_assert(form_size > 0 && form_size <= FORMAT_ROOM);
    cr_assert_eq(text_valid_prefix(form, form_size), form_size);
    cr_assert(
        format_read(format, (struct leat_text){form, form_size}, kind, again, &again_size, &reason),
        "%s refuses its own form: %s", name, reason);
    cr_assert(again_size == form_size && memcmp(form, again, form_size) == 0,
              "%s changes its own form", name);
    snprintf(out, sizeof out, "%.*s", (int)form_size, form);
    return out;
}
