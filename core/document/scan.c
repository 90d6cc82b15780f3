/* scan: jansson judges a document's text; a walk over text and tree in step then gives each value
 * its place. */
#include "document.h"

#include <jansson.h>
#include <string.h>

#include "base/memory.h"

void document_begin(void) { json_set_alloc_funcs(memory_alloc, memory_free); }

/* -- strings of JSON ------------------------------------------------------------------------- */

static int hex_digit(char digit) {
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    const char lower = (char)(digit | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The four hexadecimal digits at `at`; UINT32_MAX: they are not there. */
static uint32_t hex_code(const char *text, size_t size, size_t at) {
    if (size - at < 4) {
        return UINT32_MAX;
    }
    uint32_t code = 0;
    for (size_t i = at; i < at + 4; i++) {
        const int digit = hex_digit(text[i]);
        if (digit < 0) {
            return UINT32_MAX;
        }
        code = code << 4 | (uint32_t)digit;
    }
    return code;
}

struct escape document_escape(const char *text, size_t size, size_t at) {
    struct escape escape = {.raw = 1, .decoded = 1, .code = (unsigned char)text[at]};
    if (text[at] != '\\' || size - at < 2) {
        return escape; /* a byte of a character stands for itself */
    }
    escape.raw = 2;
    const char *const letters = "\"\\/bfnrt", *letter = strchr(letters, text[at + 1]);
    if (text[at + 1] != 'u') {
        escape.code = letter == NULL || *letter == '\0'
                          ? UINT32_MAX
                          : (unsigned char)"\"\\/\b\f\n\r\t"[letter - letters];
        return escape;
    }
    escape.code = hex_code(text, size, at + 2);
    if (escape.code == UINT32_MAX) {
        return escape;
    }
    escape.raw = 6;
    if (escape.code >= 0xD800 && escape.code < 0xDC00 && size - at >= 12 &&
        memcmp(text + at + 6, "\\u", 2) == 0) {
        const uint32_t low = hex_code(text, size, at + 8);
        if (low >= 0xDC00 && low < 0xE000) {
            escape.code = 0x10000 + ((escape.code - 0xD800) << 10) + (low - 0xDC00);
            escape.raw = 12;
        }
    }
    char bytes[4];
    escape.decoded =
        escape.code >= 0xD800 && escape.code < 0xE000 ? 3 : text_encode(escape.code, bytes);
    return escape;
}

/* -- the walk -------------------------------------------------------------------------------- */

struct scan {
    struct document *document;
    struct problems *problems;
    size_t at;
    bool failed;
};

/* Moves to the next byte that is not white space, which is of the value or the mark that comes
 * next. */
static void skip_space(struct scan *scan) {
    const char *text = scan->document->text;
    while (text[scan->at] == ' ' || text[scan->at] == '\t' || text[scan->at] == '\r' ||
           text[scan->at] == '\n') {
        scan->at++;
    }
}

static void skip_mark(struct scan *scan) {
    skip_space(scan);
    scan->at++;
}

/* Moves past a string; how many bytes it has, quotes included. */
static size_t skip_string(struct scan *scan) {
    const char *text = scan->document->text;
    const size_t start = scan->at++;
    while (text[scan->at] != '"') {
        scan->at += text[scan->at] == '\\' ? 2 : 1;
    }
    scan->at++;
    return scan->at - start;
}

/* jansson lets U+FFFE and U+FFFF through where they are written as escapes, but no text of leat's
 * may have them. */
static void check_text(struct scan *scan, const char *text, size_t size, size_t offset,
                       size_t length) {
    if (text_valid_prefix(text, size) < size) {
        const struct place place = document_place(scan->document, offset, length);
        problem_add(scan->problems, STATUS_USAGE, &place,
                    "this text has U+FFFE or U+FFFF, which are no characters");
        scan->failed = true;
    }
}

static void scan_value(struct scan *scan, json_t *value, struct node *node);

/* jansson's objects are in the order of the text, so the two go in step. */
static void scan_object(struct scan *scan, json_t *value, struct node *node) {
    struct document *document = scan->document;
    const size_t count = json_object_size(value);
    struct node *nodes = arena_alloc(document->arena, count * sizeof *nodes);
    const struct node **items = arena_alloc(document->arena, count * sizeof(struct node *));
    const char *key;
    json_t *item;
    skip_mark(scan);
    json_object_foreach(value, key, item) {
        struct node *child = &nodes[node->count];
        skip_space(scan);
        child->key = arena_copy(document->arena, key, strlen(key));
        child->key_offset = scan->at;
        child->key_length = skip_string(scan);
        check_text(scan, key, strlen(key), child->key_offset, child->key_length);
        skip_mark(scan);
        child->parent = node;
        child->index = node->count;
        items[node->count++] = child;
        scan_value(scan, item, child);
        skip_space(scan);
        scan->at += document->text[scan->at] == ',';
    }
    skip_mark(scan);
    node->items = items;
}

static void scan_list(struct scan *scan, json_t *value, struct node *node) {
    struct document *document = scan->document;
    const size_t count = json_array_size(value);
    struct node *nodes = arena_alloc(document->arena, count * sizeof *nodes);
    const struct node **items = arena_alloc(document->arena, count * sizeof(struct node *));
    skip_mark(scan);
    for (; node->count < count; node->count++) {
        struct node *child = &nodes[node->count];
        child->parent = node;
        child->index = node->count;
        items[node->count] = child;
        scan_value(scan, json_array_get(value, node->count), child);
        skip_space(scan);
        scan->at += document->text[scan->at] == ',';
    }
    skip_mark(scan);
    node->items = items;
}

/* A number's digits, or a word's letters. */
static void scan_word(struct scan *scan, struct node *node) {
    const char *text = scan->document->text + scan->at;
    const size_t length = strspn(text, "+-.0123456789Eabcdefghijklmnopqrstuvwxyz");
    node->text = arena_copy(scan->document->arena, text, length);
    node->size = length;
    scan->at += length;
}

static void scan_value(struct scan *scan, json_t *value, struct node *node) {
    skip_space(scan);
    node->document = scan->document;
    node->offset = scan->at;
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        node->kind = NODE_OBJECT;
        scan_object(scan, value, node);
        break;
    case JSON_ARRAY:
        node->kind = NODE_LIST;
        scan_list(scan, value, node);
        break;
    case JSON_STRING:
        node->kind = NODE_TEXT;
        node->text =
            arena_copy(scan->document->arena, json_string_value(value), json_string_length(value));
        node->size = json_string_length(value);
        skip_string(scan);
        check_text(scan, node->text, node->size, node->offset, scan->at - node->offset);
        break;
    case JSON_INTEGER:
        node->kind = NODE_INTEGER;
        node->integer = json_integer_value(value);
        node->real = (double)node->integer;
        scan_word(scan, node);
        break;
    case JSON_REAL:
        node->kind = NODE_REAL;
        node->real = json_real_value(value);
        scan_word(scan, node);
        break;
    default:
        node->kind = json_is_null(value) ? NODE_NULL : NODE_BOOLEAN;
        node->boolean = json_is_true(value);
        scan_word(scan, node);
        node->text = NULL; /* it is the number's alone */
        node->size = 0;
        break;
    }
    node->length = scan->at - node->offset;
}

bool document_scan(struct document *document, struct problems *problems) {
    json_error_t error;
    const size_t start = document->start;
    json_t *tree = json_loadb(document->text + start, document->size - start,
                              JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (tree == NULL) {
        const enum json_error_code code = json_error_code(&error);
        /* Where its very first allocation fails, jansson does not say a word. */
        if (code == json_error_out_of_memory || error.text[0] == '\0') {
            const struct place place = {.file = document->name};
            problem_add(problems, STATUS_WORLD, &place,
                        "there is no memory left to read this file");
            return false;
        }
        const struct json_complaint complaint = {
            .reason = error.text,
            .offset = start + (error.position > 0 ? (size_t)error.position : 0),
            .is_duplicate = code == json_error_duplicate_key,
        };
        document_explain(document, &complaint, problems);
        return false;
    }
    struct scan scan = {.document = document, .problems = problems, .at = start};
    document->root = arena_alloc(document->arena, sizeof *document->root);
    scan_value(&scan, tree, document->root);
    json_decref(tree);
    return !scan.failed;
}
