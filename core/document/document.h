/* document: what the files of core/document have in common. The rest of the core includes
 * node.h. */
#ifndef LEAT_DOCUMENT_DOCUMENT_H
#define LEAT_DOCUMENT_DOCUMENT_H

#include "node.h"

/* A line with hidden values, as messages may show it. */
struct shown_line {
    struct shown_line *next;
    size_t line; /* counted from 0 */
    char *text;
    size_t size;
};

struct document {
    char *name;
    char *text;    /* as it was read, BOM included, NUL-terminated */
    size_t size;   /* of text */
    size_t start;  /* of the JSON: past the BOM */
    size_t *lines; /* where each line starts; the first at `start` */
    size_t line_count;
    struct arena *arena; /* the nodes and their texts */
    struct node *root;
    struct shown_line *
        *hidden; /* a pointer, so that hiding works on documents that are only read */
};

/* A document of this text (taken) that is not judged yet. */
struct document *document_new(const char *name, char *text, size_t size);

/* The place of `length` bytes at an offset of the text. What goes beyond the line is left out of
 * its length. */
struct place document_place(const struct document *document, size_t offset, size_t length);

/* The line, counted from 1, of an offset of the text. */
size_t document_line(const struct document *document, size_t offset);

/* Whether the text is UTF-8 that JSON can be made of; else a problem says what it is. */
bool document_vet(const struct document *document, struct problems *problems);

/* Says why the text is no JSON. reason is jansson's own words, for what explain does not find;
 * offset where it stood.
 */
struct json_complaint {
    const char *reason;
    size_t offset;
    bool is_duplicate; /* a key stands twice, and ends at offset */
};
void document_explain(const struct document *document, const struct json_complaint *complaint,
                      struct problems *problems);

/* Reads the text: jansson judges it, then each value gets its place. false: problems were added. */
bool document_scan(struct document *document, struct problems *problems);

/* The bytes of one character or escape of a JSON string that stands at raw text `at`, and the bytes
 * it stands for. */
struct escape {
    size_t raw, decoded;
    uint32_t code;
};
struct escape document_escape(const char *text, size_t size, size_t at);

#endif
