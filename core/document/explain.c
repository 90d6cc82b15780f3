/* explain: why a text is no JSON, in words for people who edit it by hand.
 *
 * jansson has refused the text. Reading it once more, with a stack of what is open, shows where the
 * user must act: a comma is missing at the end of the line before, an unclosed bracket at the
 * bracket. */
#include "document.h"
#include "token.h"

#include <string.h>

enum { DEPTH_MOST = 2048 }; /* jansson's own */

/* What may come next. */
enum expected { KEY_OR_END, KEY, COLON, VALUE_OR_END, VALUE, COMMA_OR_END, NOTHING };

struct frame {
    char bracket; /* '{' or '[' */
    size_t offset;
    size_t indent; /* white space before the line it opens on */
    size_t keys;   /* where its keys begin in the list of all */
};

struct reading {
    const struct document *document;
    const struct json_complaint *complaint;
    struct problems *problems;
    struct frame *frames;
    size_t depth, room;
    struct token *keys; /* of the open objects, outermost first */
    size_t key_count, key_room;
    struct token last; /* the token before */
    struct token at;   /* the one that is read */
    enum expected expected;
    size_t suspect; /* the bracket that is likely unclosed, by how lines are indented; SIZE_MAX:
                       none */
    bool told;
};

/* -- telling --------------------------------------------------------------------------------- */

static struct problem *tell(struct reading *reading, size_t offset, size_t length,
                            const char *message) {
    const struct place place = document_place(reading->document, offset, length);
    reading->told = true;
    return problem_add(reading->problems, STATUS_USAGE, &place, "%s", message);
}

static struct problem *tell_token(struct reading *reading, const char *message) {
    return tell(reading, reading->at.offset, reading->at.length, message);
}

/* Right after the token before: where something is missing. */
static struct problem *tell_after(struct reading *reading, const char *message) {
    return tell(reading, reading->last.offset + reading->last.length, 1, message);
}

static void tell_unclosed(struct reading *reading, size_t offset) {
    const char bracket = reading->document->text[offset];
    struct problem *problem =
        tell(reading, offset, 1,
             bracket == '{' ? "this '{' is never closed" : "this '[' is never closed");
    problem_advise(problem, "put '%c' where it should end", bracket == '{' ? '}' : ']');
}

/* -- brackets -------------------------------------------------------------------------------- */

/* How far the line of an offset is indented, in bytes; *is_first: only white space stands before
 * the offset. */
static size_t indent_of(const struct document *document, size_t offset, bool *is_first) {
    const size_t start = document->lines[document_line(document, offset) - 1];
    const size_t indent = strspn(document->text + start, " \t");
    *is_first = start + indent >= offset;
    return indent;
}

static void open_bracket(struct reading *reading) {
    if (reading->depth == DEPTH_MOST) {
        tell_token(reading, "brackets are nested too deeply here: at most 2,048 may be open");
        return;
    }
    if (reading->depth == reading->room) {
        reading->room = reading->room == 0 ? 16 : 2 * reading->room;
        reading->frames = memory_resize(reading->frames, reading->room * sizeof *reading->frames);
    }
    bool is_first;
    reading->frames[reading->depth++] = (struct frame){
        .bracket = (char)reading->at.what,
        .offset = reading->at.offset,
        .indent = indent_of(reading->document, reading->at.offset, &is_first),
        .keys = reading->key_count,
    };
    reading->expected = reading->at.what == '{' ? KEY_OR_END : VALUE_OR_END;
}

static void tell_wrong_bracket(struct reading *reading, const struct frame *frame) {
    const char needed = frame->bracket == '{' ? '}' : ']';
    const struct place place = document_place(reading->document, reading->at.offset, 1);
    const size_t line = document_line(reading->document, frame->offset);
    struct problem *problem = problem_add(reading->problems, STATUS_USAGE, &place,
                                          "the '%c' of line %zu is closed by '%c' here",
                                          frame->bracket, line, (char)reading->at.what);
    problem_advise(problem, "put '%c' before it, or instead of it", needed);
    reading->told = true;
}

static void close_bracket(struct reading *reading) {
    if (reading->depth == 0) {
        struct problem *problem = tell_token(reading, "this bracket closes nothing");
        problem_advise(problem, "take it out");
        return;
    }
    const struct frame *frame = &reading->frames[reading->depth - 1];
    bool is_first;
    const size_t indent = indent_of(reading->document, reading->at.offset, &is_first);
    if (is_first && indent < frame->indent && reading->suspect == SIZE_MAX) {
        reading->suspect = frame->offset;
    }
    const bool is_pair = (frame->bracket == '{') == (reading->at.what == '}');
    if (!is_pair) {
        tell_wrong_bracket(reading, frame);
        return;
    }
    if (reading->expected == KEY || reading->expected == VALUE) {
        if (reading->last.what == ':') {
            tell_after(reading, "a value is missing after this ':'");
        } else {
            struct problem *problem =
                tell(reading, reading->last.offset, 1, "a comma stands after the last value");
            problem_advise(problem, "take it out: JSON has commas between values alone");
        }
        return;
    }
    if (reading->expected == COLON) {
        tell_after(reading, "':' and a value are missing after this key");
        return;
    }
    reading->key_count = frame->keys;
    reading->depth--;
    reading->expected = reading->depth == 0 ? NOTHING : COMMA_OR_END;
}

/* -- keys ------------------------------------------------------------------------------------ */

/* What a string of the text stands for. */
static void decode(const struct document *document, const struct token *token, struct string *out) {
    const size_t end = token->offset + token->length - 1; /* the closing quote */
    for (size_t at = token->offset + 1; at < end;) {
        const struct escape escape = document_escape(document->text, end, at);
        char bytes[4] = {document->text[at]};
        string_add(out, bytes, escape.raw > 1 ? text_encode(escape.code, bytes) : 1);
        at += escape.raw;
    }
}

static bool same_key(const struct document *document, const struct token *a,
                     const struct token *b) {
    struct string x = {0}, y = {0};
    decode(document, a, &x);
    decode(document, b, &y);
    const bool same = x.size == y.size && (x.size == 0 || memcmp(x.data, y.data, x.size) == 0);
    string_free(&x);
    string_free(&y);
    return same;
}

static void tell_duplicate(struct reading *reading, const struct frame *frame) {
    for (size_t i = frame->keys; i < reading->key_count; i++) {
        if (!same_key(reading->document, &reading->keys[i], &reading->at)) {
            continue;
        }
        const struct place place =
            document_place(reading->document, reading->at.offset, reading->at.length);
        const size_t line = document_line(reading->document, reading->keys[i].offset);
        struct string key = {0}, shown = {0};
        decode(reading->document, &reading->at, &key);
        string_add_quoted(&shown, key.data, key.size, 0);
        problem_add(reading->problems, STATUS_USAGE, &place,
                    "the key %s stands twice in one object; the first is in line %zu", shown.data,
                    line);
        string_free(&key);
        string_free(&shown);
        reading->told = true;
        return;
    }
}

static void take_key(struct reading *reading) {
    const struct frame *frame = &reading->frames[reading->depth - 1];
    if (reading->complaint->is_duplicate &&
        reading->at.offset + reading->at.length == reading->complaint->offset) {
        tell_duplicate(reading, frame);
        return;
    }
    if (reading->key_count == reading->key_room) {
        reading->key_room = reading->key_room == 0 ? 16 : 2 * reading->key_room;
        reading->keys = memory_resize(reading->keys, reading->key_room * sizeof *reading->keys);
    }
    reading->keys[reading->key_count++] = reading->at;
    reading->expected = COLON;
}

/* -- what stands where it must not ----------------------------------------------------------- */

/* Text that goes on right after a closing quote: the quotes do not pair up. */
static bool goes_on_after_quote(const struct reading *reading) {
    return reading->last.what == TOKEN_STRING &&
           reading->last.offset + reading->last.length == reading->at.offset &&
           (reading->at.what == TOKEN_WORD || reading->at.what == TOKEN_NUMBER ||
            reading->at.what == TOKEN_STRING);
}

static void tell_quotes(struct reading *reading) {
    struct problem *problem = tell_token(reading, "text goes on after its closing quote");
    problem_advise(problem, "a quote inside text is written \\\"; or is a quote missing before?");
}

static void tell_unexpected(struct reading *reading) {
    const char what = (char)reading->at.what;
    struct problem *problem;
    if (goes_on_after_quote(reading)) {
        tell_quotes(reading);
    } else if (reading->expected == NOTHING) {
        problem = tell_token(reading, "something stands after the end of the document");
        problem_advise(problem, "a file holds one value; is a bracket closed too early?");
    } else if (reading->expected == COMMA_OR_END) {
        if (what == ':' || what == '=') {
            tell_token(reading, what == ':' ? "':' stands here, where a comma is due"
                                            : "'=' stands here, where a comma is due");
        } else {
            problem = tell_after(reading, "a comma is missing here");
            problem_advise(problem, "JSON has a comma between two values");
        }
    } else if (reading->expected == COLON) {
        problem = tell_after(reading, "':' is missing after this key");
        if (what == '=') {
            problem_advise(problem, "write ':' instead of '='");
        }
    } else if (what == ',') {
        problem = tell_token(reading, reading->last.what == ':'
                                          ? "a value is missing before this comma"
                                          : "a comma stands here with nothing before it");
        problem_advise(problem, reading->last.what == ':' ? "put one in" : "take it out");
    } else if (reading->expected == KEY || reading->expected == KEY_OR_END) {
        problem =
            tell_token(reading, reading->at.what == TOKEN_WORD || reading->at.what == TOKEN_NUMBER
                                    ? "this key does not stand in double quotes"
                                    : "a key in double quotes is due here");
        if (reading->at.what == TOKEN_WORD) {
            problem_advise(problem, "write \"%.*s\"", (int)reading->at.length,
                           reading->document->text + reading->at.offset);
        }
    } else {
        tell_token(reading, "a value is due here");
    }
}

static void take_value(struct reading *reading) {
    const char *message = NULL, *advice = NULL;
    if (!token_is_value(reading->document->text, &reading->at, &message, &advice)) {
        struct problem *problem = tell_token(reading, message);
        if (advice != NULL) {
            problem_advise(problem, "%s", advice);
        }
        return;
    }
    reading->expected = reading->depth == 0 ? NOTHING : COMMA_OR_END;
}

/* -- the reading ----------------------------------------------------------------------------- */

static void take_end(struct reading *reading) {
    if (reading->depth == 0) {
        if (reading->expected == VALUE) {
            tell(reading, reading->at.offset, 0, "this file is empty");
        }
        return;
    }
    tell_unclosed(reading, reading->suspect != SIZE_MAX
                               ? reading->suspect
                               : reading->frames[reading->depth - 1].offset);
}

static void take_token(struct reading *reading) {
    const enum expected expected = reading->expected;
    const bool is_value_due = expected == VALUE || expected == VALUE_OR_END;
    const bool is_key_due = expected == KEY || expected == KEY_OR_END;
    switch (reading->at.what) {
    case TOKEN_END:
        take_end(reading);
        return;
    case '}':
    case ']':
        close_bracket(reading);
        return;
    case '{':
    case '[':
        if (is_value_due) {
            open_bracket(reading);
            return;
        }
        break;
    case ':':
        if (expected == COLON) {
            reading->expected = VALUE;
            return;
        }
        break;
    case ',':
        if (expected == COMMA_OR_END) {
            reading->expected = reading->frames[reading->depth - 1].bracket == '{' ? KEY : VALUE;
            return;
        }
        break;
    case TOKEN_STRING:
        if (is_key_due) {
            take_key(reading);
            return;
        }
        if (is_value_due) {
            reading->expected = reading->depth == 0 ? NOTHING : COMMA_OR_END;
            return;
        }
        break;
    case TOKEN_WORD:
    case TOKEN_NUMBER:
        if (is_value_due) {
            take_value(reading);
            return;
        }
        break;
    default:
        break;
    }
    tell_unexpected(reading);
}

void document_explain(const struct document *document, const struct json_complaint *complaint,
                      struct problems *problems) {
    struct reading reading = {
        .document = document,
        .complaint = complaint,
        .problems = problems,
        .expected = VALUE,
        .suspect = SIZE_MAX,
        .last = {.what = TOKEN_END, .offset = document->start},
    };
    for (size_t at = document->start; !reading.told;) {
        const char *message = NULL, *advice = NULL;
        reading.at = token_next(document->text, document->size, at, &message, &advice);
        if (message != NULL) {
            if (goes_on_after_quote(
                    &reading)) { /* the string that has no end began as the end of another */
                tell_quotes(&reading);
                break;
            }
            struct problem *problem = tell_token(&reading, message);
            if (advice != NULL) {
                problem_advise(problem, "%s", advice);
            }
            break;
        }
        take_token(&reading);
        if (reading.at.what == TOKEN_END) {
            break;
        }
        reading.last = reading.at;
        at = reading.at.offset + reading.at.length;
    }
    if (!reading.told) {
        struct place place = document_place(document, complaint->offset, 1);
        problem_add(problems, STATUS_USAGE, &place, "this is not JSON: %s", complaint->reason);
    }
    memory_free(reading.frames);
    memory_free(reading.keys);
}
