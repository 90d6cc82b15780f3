/* refused_json: the json source, refused and stopped at every moment (refused.h). */
#include "refused.h"
#include "sources/json/state.h"

extern const struct leat_role json_source;

#define SIZED(text) .file = (text), .size = sizeof(text) - 1

static const char *const urn_and_town[] = {"urn", "at.town", "at", NULL};

static const struct json_case {
    struct refused_case of;
    const char *rows, *encoding;
    bool is_lines;
    int64_t max_row;
} cases[] = {
    {.of = {.name = "array",
            .file = "[{\"urn\":1,\"name\":\"a\"},\n {\"urn\":2,\"name\":null}]\n"}},
    {.of = {.name = "lines", .file = "{\"urn\":1,\"name\":\"a\"}\n\n{\"urn\":2,\"more\":true}\n"},
     .is_lines = true},
    {.of = {.name = "declared",
            .declared = urn_and_town,
            .file = "[{\"urn\":1,\"at\":{\"town\":\"Poole\"}},{\"urn\":2,\"at\":{}}]"}},
    {.of =
         {.name = "rows by a path",
          .file =
              "{\"as\\u0020at\":[1,{\"x\":2}],\"data\":{\"n\":2,\"rows\":[{\"urn\":1},{\"urn\":2}],\"end\":0}}"},
     .rows = "data.rows"},
    {.of = {.name = "one row by a path", .file = "{\"data\":{\"urn\":1}}"}, .rows = "data"},
    {.of = {.name = "values", .file = "[1,\"a\",[2,3],null]"}},
    {.of =
         {.name = "escapes",
          .file =
              "[{\"a\\\"b\":\"x\\ny\",\"c\":\"\\u00e9\\ud83d\\ude00\"},{\"c\":[1, 2],\"d\":{\"e\":1.50}}]"}},
    {.of = {.name = "keys in another order",
            .file = "[{\"a\":1,\"b\":2},{\"b\":3,\"a\":4},{\"c\":5,\"a\":6},{\"a\":7,\"a\":8}]",
            .tells = "reject 1 at "}},
    {.of = {.name = "a row that is no JSON",
            .file = "{\"urn\":1}\n{\"urn\":01}\n{\"urn\":2}\n",
            .tells = "reject 2 at 10:"},
     .is_lines = true},
    {.of =
         {.name = "a line too long",
          .file =
              "{\"urn\":1}\n{\"urn\":\"a text that is longer than a row may be in this file\"}\n{\"urn\":2}\n",
          .tells = "reject 2 at 10:"},
     .is_lines = true,
     .max_row = 30},
    {.of = {.name = "a row too long",
            .file = "[{\"urn\":1},{\"urn\":\"a text that is longer than a row may be\"}]",
            .tells = "failed: in, line 1, column 12: what begins here is longer than 30 bytes"},
     .max_row = 30},
    {.of = {.name = "lines of several pieces",
            .file = "{\"urn\":1}\n   \n{\"urn\":2,\"name\":\"longer than a piece\"}\n"
                    "                                                  \n{\"urn\":3}\n   "},
     .is_lines = true},
    {.of = {.name = "blank lines too long",
            .file = "{\"urn\":1}\n                                                            \n",
            .tells = "reject 2 at 10:"},
     .is_lines = true,
     .max_row = 30},
    {.of =
         {.name = "an array of several pieces",
          .file =
              "[{\"urn\":1},\n {\"urn\":2,\"name\":\"longer than a piece\"}\n, {\"urn\":3}  \n]\n"}},
    {.of =
         {.name = "a row too long behind others",
          .file =
              "[{\"urn\":1},{\"urn\":2},\n{\"urn\":\"a text that is longer than a row may be\"},{}]",
          .tells = "failed: in, line 2, column 1: what begins here is longer than 30 bytes"},
     .max_row = 30},
    {.of = {.name = "an array that ends too soon",
            .file = "[{\"urn\":1},{\"urn\":2}",
            .tells = "failed: "}},
    {.of = {.name = "a document that ends too soon", .file = "{\"data\":", .tells = "failed: "},
     .rows = "data"},
    {.of = {.name = "no colon",
            .file = "{\"data\" []}",
            .tells = "failed: in, line 1, column 9: ':' is expected"},
     .rows = "data"},
    {.of = {.name = "a key without quotes",
            .file = "{data:[]}",
            .tells = "failed: in, line 1, column 2: a key in double quotes is expected"},
     .rows = "data"},
    {.of = {.name = "a comma too many", .file = "[{\"urn\":1},]", .tells = "failed: "}},
    {.of = {.name = "more behind the document", .file = "[{\"urn\":1}] 2", .tells = "failed: "}},
    {.of = {.name = "UTF-16", SIZED("\xff\xfe[\0{\0\"\0u\0\"\0:\0\"\0\xe9\0\"\0}\0]\0")}},
    {.of = {.name = "windows-1252", .file = "{\"urn\":\"caf\xe9\"}\n{\"urn\":\"\x80\"}\n"},
     .encoding = "windows-1252",
     .is_lines = true},
    {.of = {.name = "bytes that are no character",
            .file = "{\"urn\":1}\n{\"urn\":\"\xff\"}\n",
            .tells = "reject 2 at 10:"},
     .is_lines = true},
    {.of = {.name = "empty", .file = "\n", .tells = "failed: "}},
};

static const struct json_case *chosen;

static void set_options(void *state) {
    struct json_state *self = (struct json_state *)state;
    *self = (struct json_state){
        .path = leat_text_of("in"),
        .format = chosen->is_lines ? FORMAT_LINES : FORMAT_ARRAY,
        .rows = chosen->rows ? leat_text_of(chosen->rows) : (struct leat_text){NULL, 0},
        .encoding = leat_text_of(chosen->encoding ? chosen->encoding : "auto"),
        .max_row = chosen->max_row ? chosen->max_row : 1 << 20,
    };
}

/* Small pieces, so that the file is cut. */
static void settle(void *state) { ((struct json_state *)state)->piece_size = 24; }

int main(void) {
    bool is_right = true;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        chosen = &cases[i];
        is_right &= refused_check("json", &json_source, &chosen->of, set_options, settle);
    }
    return is_right ? 0 : 1;
}
