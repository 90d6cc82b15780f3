/* node: documents and their nodes, once they are read. See node.h. */
#include "document.h"

#include <string.h>

/* -- documents ------------------------------------------------------------------------------- */

static void find_lines(struct document *document) {
    size_t count = 1;
    for (size_t i = document->start; i < document->size; i++) {
        count += document->text[i] == '\n';
    }
    document->lines = memory_array(count, sizeof *document->lines);
    document->lines[0] = document->start;
    document->line_count = 1;
    for (size_t i = document->start; i < document->size; i++) {
        if (document->text[i] == '\n') {
            document->lines[document->line_count++] = i + 1;
        }
    }
}

struct document *document_new(const char *name, char *text, size_t size) {
    struct document *document = memory_alloc(sizeof *document);
    document->name = memory_copy(name);
    document->text = text;
    document->size = size;
    document->start = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    document->arena = arena_new();
    document->hidden = arena_alloc(document->arena, sizeof *document->hidden);
    find_lines(document);
    return document;
}

struct document *document_parse(const char *name, const char *text, size_t size,
                                struct problems *problems) {
    struct document *document = document_new(name, memory_copy_part(text, size), size);
    if (!document_vet(document, problems) || !document_scan(document, problems)) {
        document_free(document);
        return NULL;
    }
    return document;
}

void document_free(struct document *document) {
    if (document != NULL) {
        arena_free(document->arena);
        memory_free(document->lines);
        memory_free(document->text);
        memory_free(document->name);
        memory_free(document);
    }
}

const char *document_name(const struct document *document) { return document->name; }

const struct node *document_root(const struct document *document) { return document->root; }

/* -- places ---------------------------------------------------------------------------------- */

size_t document_line(const struct document *document, size_t offset) {
    size_t low = 0, high = document->line_count; /* the line is in [low, high) */
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (document->lines[middle] <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low + 1;
}

/* Where the line, counted from 0, ends: before its line break. */
static size_t line_end(const struct document *document, size_t line) {
    if (line + 1 == document->line_count) {
        return document->size;
    }
    const size_t end = document->lines[line + 1] - 1;
    return end > document->lines[line] && document->text[end - 1] == '\r' ? end - 1 : end;
}

struct place document_place(const struct document *document, size_t offset, size_t length) {
    const size_t line = document_line(document, offset) - 1, start = document->lines[line];
    const size_t end = line_end(document, line);
    const size_t at = offset < start ? start : offset < end ? offset : end;
    const size_t past = length < end - at ? at + length : end;
    struct place place = {
        .file = document->name,
        .line = (int64_t)line + 1,
        .column = (int64_t)text_length(document->text + start, at - start) + 1,
        .length = (int64_t)text_length(document->text + at, past - at),
        .source = document->text + start,
        .source_size = end - start,
    };
    for (const struct shown_line *shown = *document->hidden; shown != NULL; shown = shown->next) {
        if (shown->line == line) {
            place.source = shown->text;
            place.source_size = shown->size;
            break;
        }
    }
    return place;
}

struct place node_place(const struct node *node) {
    return document_place(node->document, node->offset, node->length);
}

struct place node_end_place(const struct node *node) {
    return document_place(node->document, node->offset + node->length - 1, 1);
}

struct place node_key_place(const struct node *node) {
    return node->key == NULL ? node_place(node)
                             : document_place(node->document, node->key_offset, node->key_length);
}

/* The byte of the text where byte `offset` of the decoded value stands. */
static size_t raw_offset(const struct node *node, size_t offset) {
    const char *text = node->document->text;
    const size_t end = node->offset + node->length - 1; /* the closing quote */
    size_t at = node->offset + 1;
    for (size_t decoded = 0; at < end && decoded < offset;) {
        const struct escape escape = document_escape(text, end, at);
        if (decoded + escape.decoded > offset) {
            break;
        }
        decoded += escape.decoded;
        at += escape.raw;
    }
    return at;
}

struct place node_text_place(const struct node *node, size_t offset, size_t length) {
    if (node->kind != NODE_TEXT) {
        return node_place(node);
    }
    const size_t at = raw_offset(node, offset < node->size ? offset : node->size);
    const size_t past =
        raw_offset(node, length < node->size - offset ? offset + length : node->size);
    return document_place(node->document, at, past > at ? past - at : 0);
}

void node_hide(const struct node *node) {
    if (node->kind == NODE_LIST ||
        node->kind == NODE_OBJECT) { /* a secret in a wrong shape is one all the same */
        for (size_t i = 0; i < node->count; i++) {
            node_hide(node->items[i]);
        }
        return;
    }
    const struct document *document = node->document;
    const struct place place = node_place(node);
    const int64_t quote = node->kind == NODE_TEXT;
    struct string masked = {0};
    int64_t column = 1;
    for (size_t at = 0; at < place.source_size; column++) {
        const size_t start = at;
        text_decode(place.source, place.source_size, &at);
        if (column >= place.column + quote && column < place.column + place.length - quote) {
            string_add_char(&masked, '*');
        } else {
            string_add(&masked, place.source + start, at - start);
        }
    }
    struct shown_line *shown = arena_alloc(document->arena, sizeof *shown);
    *shown = (struct shown_line){
        .next = *document->hidden,
        .line = (size_t)place.line - 1,
        .text = arena_copy(document->arena, masked.data, masked.size),
        .size = masked.size,
    };
    *document->hidden = shown;
    string_free(&masked);
}

void document_hide(const struct document *document, struct problems *problems) {
    for (const struct shown_line *shown = *document->hidden; shown != NULL; shown = shown->next) {
        const struct place place = document_place(document, document->lines[shown->line], 0);
        problems_show(problems, &place);
    }
}

/* -- nodes ----------------------------------------------------------------------------------- */

const struct node *node_get(const struct node *node, const char *key) {
    if (node == NULL || node->kind != NODE_OBJECT) {
        return NULL;
    }
    for (size_t i = 0; i < node->count; i++) {
        if (strcmp(node->items[i]->key, key) == 0) {
            return node->items[i];
        }
    }
    return NULL;
}

/* Whether a key can stand after a point. */
static bool is_word(const char *key) {
    for (const char *at = key; *at != '\0'; at++) {
        const unsigned char byte = (unsigned char)*at;
        const bool letter =
            (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte >= 0x80;
        if (!letter && byte != '_' && byte != '-' && !(byte >= '0' && byte <= '9')) {
            return false;
        }
    }
    return *key != '\0';
}

void node_path(const struct node *node, struct string *string) {
    size_t depth = 0;
    for (const struct node *at = node; at->parent != NULL; at = at->parent) {
        depth++;
    }
    const struct node **way = memory_array(depth, sizeof(struct node *));
    for (size_t i = depth; i > 0; i--, node = node->parent) {
        way[i - 1] = node;
    }
    for (size_t i = 0; i < depth; i++) {
        if (way[i]->key == NULL) {
            string_add_format(string, "[%zu]", way[i]->index);
        } else if (is_word(way[i]->key)) {
            string_add_format(string, i == 0 ? "%s" : ".%s", way[i]->key);
        } else {
            string_add_char(string, '[');
            string_add_json(string, way[i]->key, strlen(way[i]->key));
            string_add_char(string, ']');
        }
    }
    memory_free(way);
}

const char *node_kind_name(enum node_kind kind) {
    switch (kind) {
    case NODE_NULL:
        return "null";
    case NODE_BOOLEAN:
        return "true or false";
    case NODE_INTEGER:
    case NODE_REAL:
        return "a number";
    case NODE_TEXT:
        return "text";
    case NODE_LIST:
        return "a list";
    case NODE_OBJECT:
        break;
    }
    return "an object";
}
