/* What may not stand in a cell's text as it is. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "sinks/excel/escape.h"

/* Escaped into a room that is exactly enough, so that the sanitizer sees a step too far. */
static void expect(const char *text, size_t size, const char *expected) {
    char *room = malloc(size * ESCAPE_MOST + 1);
    const char *end = escape_xml(room, text, size);
    cr_assert_eq((size_t)(end - room), strlen(expected), "%s: %.*s", expected, (int)(end - room),
                 room);
    cr_assert_eq(memcmp(room, expected, strlen(expected)), 0, "%s: %.*s", expected,
                 (int)(end - room), room);
    free(room);
}
#define EXPECT(text, expected) expect(text, sizeof(text) - 1, expected)

Test(excel_escape, plain_texts_stay_as_they_are) {
    EXPECT("", "");
    EXPECT("St John’s, £5 – 50 % \"of\" 'it'", "St John’s, £5 – 50 % \"of\" 'it'");
    EXPECT("a\tb\nc", "a\tb\nc");
    EXPECT("\x7f\xc2\x85", "\x7f\xc2\x85");
}

Test(excel_escape, marks_become_entities) {
    EXPECT("<a & b>", "&lt;a &amp; b&gt;");
    EXPECT("&&&", "&amp;&amp;&amp;");
    EXPECT("&amp;", "&amp;amp;");
}

Test(excel_escape, control_characters_become_escapes) {
    EXPECT("\x01\x1f", "_x0001__x001F_");
    EXPECT("a\r\nb", "a_x000D_\nb");
}

Test(excel_escape, what_looks_like_an_escape_is_one_of_its_underscore) {
    EXPECT("_x0041_", "_x005F_x0041_");
    EXPECT("_x41_", "_x005F_x41_");
    EXPECT("_x0041", "_x0041");
    EXPECT("_x00411_", "_x00411_");
    EXPECT("_X0041_", "_X0041_");
    EXPECT("_xg_", "_xg_");
    EXPECT("__x0_x0_", "__x005F_x0_x005F_x0_");
    EXPECT("_x0\x01", "_x005F_x0_x0001_");
    EXPECT("_", "_");
}
