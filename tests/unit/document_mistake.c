/* Documents: what people get wrong who edit JSON by hand, and that each is told where it must be
 * mended. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "document_support.h"
#include "random.h"

struct mistake {
    const char *text, *expected;
};

static void assert_refused(const char *text, size_t size, const char *expected) {
    struct problems problems = {0};
    struct document *document = document_parse("a.json", text, size, &problems);
    cr_expect_null(document, "%s", text);
    cr_expect_eq(problems_status(&problems), STATUS_USAGE);
    assert_told(text, &problems, expected);
    document_free(document);
    cr_assert_eq(memory_used(), 0);
}

static void assert_all(const struct mistake *mistakes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        assert_refused(mistakes[i].text, strlen(mistakes[i].text), mistakes[i].expected);
    }
}

#define ASSERT_ALL(mistakes) assert_all(mistakes, sizeof(mistakes) / sizeof((mistakes)[0]))

Test(document_mistake, commas) {
    static const struct mistake mistakes[] = {
        {"{\n  \"a\": 1,\n}",
         "2:9+1 a comma stands after the last value (take it out: JSON has commas between values alone)\n"},
        {"[1, 2, ]",
         "1:6+1 a comma stands after the last value (take it out: JSON has commas between values alone)\n"},
        {"{\n  \"a\": \"é\"\n  \"b\": 2\n}",
         "2:11+0 a comma is missing here (JSON has a comma between two values)\n"},
        {"{ \"a\": 1   \"b\": 2 }",
         "1:9+1 a comma is missing here (JSON has a comma between two values)\n"},
        {"{\r\n\"a\": [1]\r\n\"b\": 2\r\n}",
         "2:9+0 a comma is missing here (JSON has a comma between two values)\n"},
        {"[{}\n{}]", "1:4+0 a comma is missing here (JSON has a comma between two values)\n"},
        {"[1 2]", "1:3+1 a comma is missing here (JSON has a comma between two values)\n"},
        {"[1,,2]", "1:4+1 a comma stands here with nothing before it (take it out)\n"},
        {"[,1]", "1:2+1 a comma stands here with nothing before it (take it out)\n"},
        {"{\"a\":,}", "1:6+1 a value is missing before this comma (put one in)\n"},
        {"{\"a\": 1;}", "1:8+1 this character has no place outside text\n"},
    };
    ASSERT_ALL(mistakes);
}

Test(document_mistake, quotes) {
    static const struct mistake mistakes[] = {
        {"{ 'a': 1 }",
         "1:3+3 text stands in double quotes, not in single ones (write \" instead of ')\n"},
        {"{ \"a\": 'it }",
         "1:8+1 text stands in double quotes, not in single ones (write \" instead of ')\n"},
        {"{ \"a\": “x” }", "1:8+1 this quote is a curly one (write a straight double quote: \")\n"},
        {"{ \"a\": \"x,\n\"b\": 1 }",
         "1:8+3 this text has no closing quote (text ends on the line where it begins; a line break in "
         "it is written \\n)\n"},
        {"{ \"a\": \"x,\r\n\"b\": 1 }",
         "1:8+3 this text has no closing quote (text ends on the line where it begins; a line break in "
         "it is written \\n)\n"},
        {"{ \"a\": \"x",
         "1:8+2 this text has no closing quote (text ends on the line where it begins; a line break in it is "
         "written \\n)\n"},
        {"{ path: 1 }", "1:3+4 this key does not stand in double quotes (write \"path\")\n"},
        {"{ \"a\": \"say \"hi\" now\" }",
         "1:14+2 text goes on after its closing quote (a quote inside text is written \\\"; or is a "
         "quote missing before?)\n"},
        {"{ \"path: \"x\", \"b\": 1 }",
         "1:11+1 text goes on after its closing quote (a quote inside text is written "
         "\\\"; or is a quote missing before?)\n"},
        {"{ \"a\": csv }", "1:8+3 this word is no value (text stands in double quotes)\n"},
    };
    ASSERT_ALL(mistakes);
}

Test(document_mistake, words_and_comments) {
    static const struct mistake mistakes[] = {
        {"{ // why\n \"a\": 1 }",
         "1:3+6 JSON has no comments (put it into a \"note\": any object may have one)\n"},
        {"{ \"a\": 1 /* why */ }",
         "1:10+11 JSON has no comments (put it into a \"note\": any object may have one)\n"},
        {"# why\n{}",
         "1:1+5 JSON has no comments (put it into a \"note\": any object may have one)\n"},
        {"[True]", "1:2+4 this word is no value (write true)\n"},
        {"[None]", "1:2+4 this word is no value (write null)\n"},
        {"[NaN]", "1:2+3 this word is no value (write null)\n"},
        {"[-Infinity]", "1:2+9 this word is no value (text stands in double quotes)\n"},
        {"[yes]", "1:2+3 this word is no value (write true)\n"},
        {"{ \"a\" = 1 }", "1:6+1 ':' is missing after this key (write ':' instead of '=')\n"},
        {"{ \"a\" 1 }", "1:6+1 ':' is missing after this key\n"},
        {"{ \"a\" }", "1:6+1 ':' and a value are missing after this key\n"},
        {"{ \"a\": }", "1:7+1 a value is missing after this ':'\n"},
        {"{ \"a\": 1: 2 }", "1:9+1 ':' stands here, where a comma is due\n"},
        {"{ 1: 2 }", "1:3+1 this key does not stand in double quotes\n"},
        {"{ [] }", "1:3+1 a key in double quotes is due here\n"},
        {"{\"a\":\xC2\xA0\x31}", "1:6+1 a no-break space stands here (replace it by a space)\n"},
        {"", "1:1+0 this file is empty\n"},
        {" \n\t", "2:2+0 this file is empty\n"},
        {"{\"a\": :}", "1:7+1 a value is due here\n"},
    };
    ASSERT_ALL(mistakes);
}

Test(document_mistake, numbers) {
    static const struct mistake mistakes[] = {
        {"[9223372036854775808]",
         "1:2+19 this number is too large: whole numbers go from -9223372036854775808 to "
         "9223372036854775807 (write it as text, in quotes)\n"},
        {"{\n\"a\": -99999999999999999999 }",
         "2:6+21 this number is too large: whole numbers go from -9223372036854775808 to "
         "9223372036854775807 (write it as text, in quotes)\n"},
        {"[1e400]", "1:2+5 this number is too large (write it as text, in quotes)\n"},
        {"[01]",
         "1:2+2 a number does not begin with 0 (where the 0 belongs to it, write it as text, in quotes)\n"},
        {"[0x1F]",
         "1:2+4 a number does not begin with 0 (where the 0 belongs to it, write it as text, in quotes)\n"},
        {"[+1]", "1:2+2 a number does not begin with '+' (take it out)\n"},
        {"[.5]", "1:2+2 a number has a digit on both sides of its point\n"},
        {"[5.]", "1:2+2 a number has a digit on both sides of its point\n"},
        {"[76%]", "1:2+3 this is no number (text stands in double quotes)\n"},
        {"[2015-09-01]", "1:2+10 this is no number (text stands in double quotes)\n"},
        {"[1.2.3]", "1:2+5 this is no number (text stands in double quotes)\n"},
        {"[-]", "1:2+1 this word is no value (text stands in double quotes)\n"},
        {"[1e]", "1:2+2 this is no number (text stands in double quotes)\n"},
    };
    ASSERT_ALL(mistakes);
}

Test(document_mistake, brackets) {
    static const struct mistake mistakes[] = {
        {"{ \"a\": [1, 2 }",
         "1:14+1 the '[' of line 1 is closed by '}' here (put ']' before it, or instead of it)\n"},
        {"{\n  \"steps\": [\n    {\n      \"a\": 1\n  ]\n}",
         "5:3+1 the '{' of line 3 is closed by ']' here (put '}' before it, or instead of it)\n"},
        /* By the indentation it is the inner one, though the outer is what stays open. */
        {"{\n  \"parameters\": {\n    \"a\": 1\n,\n  \"steps\": [\n    { \"b\": 2 }\n  ]\n}\n",
         "2:17+1 this '{' is never closed (put '}' where it should end)\n"},
        {"{\n  \"a\": [\n    1\n",
         "2:8+1 this '[' is never closed (put ']' where it should end)\n"},
        {"[1, 2]]", "1:7+1 this bracket closes nothing (take it out)\n"},
        {"{} {}",
         "1:4+1 something stands after the end of the document (a file holds one value; is a bracket closed too "
         "early?)\n"},
        {"{},",
         "1:3+1 something stands after the end of the document (a file holds one value; is a bracket closed too "
         "early?)\n"},
        {"]", "1:1+1 this bracket closes nothing (take it out)\n"},
    };
    ASSERT_ALL(mistakes);
    char text[2049];
    memset(text, '[', 2049);
    assert_refused(text, 2049,
                   "1:2049+1 brackets are nested too deeply here: at most 2,048 may be open\n");
}

Test(document_mistake, inside_text) {
    static const struct mistake mistakes[] = {
        {"[\"C:\\data\"]",
         "1:5+2 no such escape (a backslash itself is written \\\\; in paths '/' will do)\n"},
        {"[\"a\tb\"]", "1:4+1 a tab stands in this text (write \\t)\n"},
        {"[\"a\x01\"]",
         "1:4+1 a control character stands in this text (write it as \\u and four hexadecimal digits)\n"},
        {"[\"\\u12\"]",
         "1:3+2 \\u wants four hexadecimal digits after it (a backslash itself is written \\\\)\n"},
        {"[\"\\u0000\"]", "1:3+6 \\u0000 may not stand in text\n"},
        {"[\"\\ud800\"]",
         "1:3+6 this is half a character (characters beyond \\uFFFF are two escapes, the first \\uD800 to "
         "\\uDBFF)\n"},
        {"[\"\\udc00\"]",
         "1:3+6 this is half a character (characters beyond \\uFFFF are two escapes, the first \\uD800 to "
         "\\uDBFF)\n"},
        {"{\"\\u0000\": 1}", "1:3+6 \\u0000 may not stand in text\n"},
        {"[\"a\", \"\\ufffe\"]", "1:7+8 this text has U+FFFE or U+FFFF, which are no characters\n"},
        {"{\"\\uffff\": 1, \"b\": \"\\uffff\"}",
         "1:2+8 this text has U+FFFE or U+FFFF, which are no characters\n"
         "1:20+8 this text has U+FFFE or U+FFFF, which are no characters\n"},
    };
    ASSERT_ALL(mistakes);
}

Test(document_mistake, keys_twice) {
    static const struct mistake mistakes[] = {
        {"{ \"a\": 1,\n  \"b\": { \"a\": 2 },\n  \"a\": 3 }",
         "3:3+3 the key 'a' stands twice in one object; the first is in line 1\n"},
        {"{ \"é\": 1, \"\\u00e9\": 2 }",
         "1:11+8 the key 'é' stands twice in one object; the first is in line 1\n"},
        {"[{ \"\\u0061b\": 1, \"ab\": 2 }]",
         "1:18+4 the key 'ab' stands twice in one object; the first is in line 1\n"},
        {"{ \"\": 1, \"\": 2 }",
         "1:10+2 the key '' stands twice in one object; the first is in line 1\n"},
    };
    ASSERT_ALL(mistakes);
}

Test(document_mistake, encodings) {
#define REFUSED(bytes, expected) assert_refused(bytes, sizeof(bytes) - 1, expected)
    REFUSED("\xFF\xFE{\0}\0", "this file is UTF-16; save it as UTF-8\n");
    REFUSED("\xFE\xFF\0{\0}", "this file is UTF-16; save it as UTF-8\n");
    REFUSED("{\0}\0", "this file is UTF-16; save it as UTF-8\n");
    REFUSED("\0{\0}", "this file is UTF-16; save it as UTF-8\n");
    REFUSED("\xFF\xFE\0\0{\0\0\0", "this file is UTF-32; save it as UTF-8\n");
    REFUSED("PK\x03\x04....", "this file is a workbook or another ZIP archive, not JSON\n");
    REFUSED("\x1F\x8B\x08", "this file is compressed by gzip, not JSON\n");
    REFUSED("{\n\"a\": \"caf\xE9\" }",
            "2:10+1 this file is not UTF-8 but, it seems, Windows-1252; save it as UTF-8\n");
    REFUSED("{ \"a\": \"\x81\" }",
            "1:9+1 this file is not UTF-8 from byte 0x81 on; save it as UTF-8\n");
    REFUSED("{ \"a\": \"b\0\" }", "1:10+1 a NUL byte stands here, so this file is no text\n");
    REFUSED("[\"\xEF\xBF\xBE\"]", "1:3+1 U+FFFE or U+FFFF stands here, which is no character\n");
}

/* Every cut of a good document, and every change of a byte of it, is read or told with a place; and
 * jansson's own words are never needed. */
Test(document_mistake, mutations) {
    static const char good[] =
        "\xEF\xBB\xBF{ \"leat\": 1, \"title\": \"caf\\u00e9 é \\ud83d\\ude00\",\r\n  \"parameters\": { \"p\": { "
        "\"kind\": "
        "\"path\", \"default\": \"../a.csv\" } },\n"
        "  \"steps\": [ { \"source\": \"csv\", \"n\": [1, -2.5e3, true, false, null, \"x\\n\\\"\"] },\n    {} ] }\n";
    static const char bytes[] = "{}[]:,\"'\\/ \n\t0123456789eE+-.tfnu#\xC3\xA9\xFF\x01=;abx";
    const size_t size = sizeof good - 1;
    uint64_t random = 1;
    char text[sizeof good + 8];
    for (int round = 0; round < 40000; round++) {
        size_t length = size;
        memcpy(text, good, size);
        for (uint64_t edits = 1 + random_below(&random, 3); edits > 0; edits--) {
            const size_t at = random_below(&random, length);
            const char byte = bytes[random_below(&random, sizeof bytes - 1)];
            switch (random_below(&random, 4)) {
            case 0:
                text[at] = byte;
                break;
            case 1:
                memmove(text + at, text + at + 1, length - at - 1);
                length--;
                break;
            case 2:
                if (length < sizeof text) {
                    memmove(text + at + 1, text + at, length - at);
                    text[at] = byte;
                    length++;
                }
                break;
            default:
                length = round % 8 == 0 ? at + 1 : length;
                break;
            }
        }
        struct problems problems = {0};
        struct document *document = document_parse("a.json", text, length, &problems);
        cr_assert_eq(document == NULL, problems.count > 0);
        for (size_t i = 0; i < problems.count; i++) {
            cr_assert(strstr(problems.list[i].message, "this is not JSON") == NULL,
                      "not explained: %.*s\n%s", (int)length, text, problems.list[i].message);
            cr_assert(problems.list[i].line > 0 ||
                      strstr(problems.list[i].message, "this file is ") != NULL);
        }
        problems_free(&problems);
        document_free(document);
    }
    cr_assert_eq(memory_used(), 0);
}

/* -- files ----------------------------------------------------------------------------------- */

static char folder[] = "/tmp/leat-document.XXXXXX";

static char *in_folder(const char *name) { return memory_format("%s/%s", folder, name); }

static void make_folder(void) { cr_assert_not_null(mkdtemp(folder)); }

static void remove_folder(void) {
    char *command = memory_format("rm -rf %s", folder);
    cr_assert_eq(system(command), 0);
    memory_free(command);
}

static void write_file(const char *name, const char *text) {
    char *path = in_folder(name);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
    memory_free(path);
}

static void assert_load(const char *name, enum status status, const char *format) {
    struct problems problems = {0};
    char *path = in_folder(name), *expected = memory_format("%s%s", format, "");
    struct document *document = document_load(path, NULL, &problems);
    cr_assert_eq(document != NULL, status == STATUS_DONE);
    cr_assert_eq(problems_status(&problems), status);
    char *lines = told(&problems);
    char *shown = strstr(lines, folder) == NULL ? memory_copy(lines) : NULL;
    if (shown == NULL) { /* the folder's name changes from run to run */
        struct string out = {0};
        for (const char *at = lines; *at != '\0';) {
            if (strncmp(at, folder, strlen(folder)) == 0) {
                string_add_text(&out, "DIR");
                at += strlen(folder);
            } else {
                string_add_char(&out, *at++);
            }
        }
        shown = string_take(&out);
    }
    cr_assert_str_eq(shown, expected);
    memory_free(shown);
    memory_free(lines);
    memory_free(path);
    memory_free(expected);
    document_free(document);
}

Test(document_mistake, files, .init = make_folder, .fini = remove_folder) {
    write_file("kpi14.json", "\xEF\xBB\xBF{ }\r\n");
    write_file("broken.json", "{\n");
    write_file("empty.json", "");
    assert_load("kpi14.json", STATUS_DONE, "");
    assert_load("kpi41.json", STATUS_USAGE,
                "there is no file 'DIR/kpi41.json' (did you mean 'DIR/kpi14.json'?)\n");
    assert_load("quite-another", STATUS_USAGE, "there is no file 'DIR/quite-another'\n");
    assert_load("none/a.json", STATUS_USAGE,
                "there is no file 'DIR/none/a.json': no folder 'DIR/none'\n");
    assert_load("kpi14.json/a", STATUS_USAGE,
                "there is no file 'DIR/kpi14.json/a': no folder 'DIR/kpi14.json'\n");
    assert_load("", STATUS_USAGE, "this is a folder, not a file\n");
    assert_load("broken.json", STATUS_USAGE,
                "1:1+1 this '{' is never closed (put '}' where it should end)\n");
    assert_load("empty.json", STATUS_USAGE, "1:1+0 this file is empty\n");
    if (geteuid() != 0) {
        char *path = in_folder("kpi14.json");
        cr_assert_eq(chmod(path, 0), 0);
        assert_load("kpi14.json", STATUS_WORLD, "cannot open this file: Permission denied\n");
        memory_free(path);
    }
    cr_assert_eq(memory_used(), 0);
}
