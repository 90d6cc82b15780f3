/* refused_csv: the csv source, refused and stopped at every moment (refused.h). */
#include "refused.h"
#include "sources/csv/state.h"

extern const struct leat_role csv_source;

#define SIZED(text) .file = (text), .size = sizeof(text) - 1

static const char *const urn_and_name[] = {"urn", "name", NULL};

static const struct csv_case {
    struct refused_case of;
    const char *encoding, *quote;
    bool has_no_header, skips_spaces;
    int64_t skip_lines, max_field;
    int32_t ragged, empty_headings;
} cases[] = {
    {.of = {.name = "plain", .file = "urn,name\n1,a\n2,\"b\"\"c\"\n3,\n"}},
    {.of =
         {.name = "several pieces",
          .file =
              "urn,name\n1,a text of thirty bytes or so\n2,a text of thirty bytes or so\n"
              "\n3,a text of thirty bytes or so\n4,a text of thirty bytes or so\n"
              "5,\"a text that\ngoes on\"\n6,\"a text of thirty bytes or so, and more than a piece holds, so that "
              "it is longer\"\n"}},
    {.of = {.name = "declared", .declared = urn_and_name, .file = "urn,name\r\n1,a\r\n2,b\r\n"}},
    {.of = {.name = "no headings", .file = "1,a\n2,b\n"}, .has_no_header = true},
    {.of = {.name = "no headings, declared", .declared = urn_and_name, .file = "1,a\n2,b\n"},
     .has_no_header = true},
    {.of = {.name = "lines above", .file = "Schools\nof 2024\nurn,name\n1,a\n"}, .skip_lines = 2},
    {.of = {.name = "headings named and dropped", .file = "urn,,name\n1,,b\n2,,c\n"},
     .empty_headings = EMPTY_DROP},
    {.of = {.name = "a value without a heading",
            .file = "urn,,name\n1,x,b\n",
            .tells = "reject 2 at 10:"},
     .empty_headings = EMPTY_DROP},
    {.of = {.name = "ragged rows",
            .file = "urn,name\n1\n2,b,\n3,c,d\n4,\"d\"\n",
            .tells = "reject 4 at "},
     .ragged = RAGGED_FIT},
    {.of = {.name = "spaces", .file = "urn , name\n 1 , \"a\" \n2,b\n"}, .skips_spaces = true},
    {.of = {.name = "no quotes", .file = "urn,name\n1,\"a\n2,b\n"}, .quote = "none"},
    {.of = {.name = "a stray quote",
            .file = "urn,name\n1,a\"b\n2,\"b\"c\n",
            .tells = "reject 2 at 9:"}},
    {.of = {.name = "a quote that is not closed",
            .file = "urn,name\n1,a\n2,\"b\n3,c\n",
            .tells = "failed: in, line 3"}},
    {.of = {.name = "a field too long",
            .file = "urn,name\n1,a\n2,a text that is much longer than a field may be in this file\n"
                    "3,\"a text that is much longer than a field may be in this file\"\n4,b\n",
            .tells = "reject 3 at "},
     .max_field = 20},
    {.of = {.name = "UTF-16",
            SIZED("\xff\xfeu\0r\0n\0,\0n\0\n\0"
                  "1\0,\0\xe9\0\n\0"
                  "2\0,\0b\0\n\0")}},
    {.of = {.name = "UTF-16, declared",
            .declared = urn_and_name,
            SIZED("\xfe\xff\0u\0r\0n\0,\0n\0a\0m\0e\0\n\0"
                  "1\0,\0\xe9\0\n\0"
                  "2\0,\0b\0\n")}},
    {.of = {.name = "windows-1252", .file = "urn,name\n1,caf\xe9\n2,\x80\n"},
     .encoding = "windows-1252"},
    {.of = {.name = "bytes that are no character",
            .file = "urn,name\n1,a\n2,b\xff\n",
            .tells = "failed: in, line 3"}},
    {.of = {.name = "empty", .file = "\n", .tells = "failed: in is empty"}},
};

static const struct csv_case *chosen;

static void set_options(void *state) {
    struct csv_state *self = (struct csv_state *)state;
    *self = (struct csv_state){
        .path = leat_text_of("in"),
        .delimiter = leat_text_of(","),
        .quote = leat_text_of(chosen->quote ? chosen->quote : "\""),
        .encoding = leat_text_of(chosen->encoding ? chosen->encoding : "auto"),
        .has_header = !chosen->has_no_header,
        .skips_spaces = chosen->skips_spaces,
        .skip_lines = chosen->skip_lines,
        .max_field = chosen->max_field ? chosen->max_field : 1 << 20,
        .ragged = chosen->ragged,
        .empty_headings = chosen->empty_headings,
    };
}

/* Small pieces, so that the file is cut. */
static void settle(void *state) { ((struct csv_state *)state)->piece_size = 64; }

int main(void) {
    bool is_right = true;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        chosen = &cases[i];
        is_right &= refused_check("csv", &csv_source, &chosen->of, set_options, settle);
    }
    return is_right ? 0 : 1;
}
