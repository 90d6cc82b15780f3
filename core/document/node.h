/* node: a JSON document whose every value knows its place.
 *
 * jansson reads and judges the text (duplicate keys refused); a scan of our own over the text that
 * it accepted then gives each value and key its line and column. Nodes are read only and live until
 * document_free.
 *
 *   load.c     a document from a file
 *   scan.c     its text read by jansson, and each value given its place
 *   explain.c  why a text is no JSON, for people who edit it by hand; token.c: its words
 *   node.c     what may be asked of documents and nodes */
#ifndef LEAT_DOCUMENT_NODE_H
#define LEAT_DOCUMENT_NODE_H

#include "base/problem.h"

enum node_kind {
    NODE_NULL,
    NODE_BOOLEAN,
    NODE_INTEGER,
    NODE_REAL,
    NODE_TEXT,
    NODE_LIST,
    NODE_OBJECT
};

struct document;

struct node {
    enum node_kind kind;
    const struct document *document;
    const struct node *parent; /* NULL: the root */
    const char *key;           /* its name in an object, NUL-terminated; else NULL */
    size_t index;              /* its position in its parent */

    bool boolean;
    int64_t integer;
    double real;
    const char *text; /* TEXT: the value, NUL-terminated; INTEGER and REAL: the digits as written */
    size_t size;

    const struct node *const *items; /* of a list or an object, in the order written */
    size_t count;

    size_t offset, length; /* of the value in the document's text, quotes and brackets included */
    size_t key_offset, key_length; /* of the key, quotes included */
};

/* Once, at the start: jansson takes its memory from memory_alloc, which never fails, for where its
 * own does, version 2.14 leaves letters out of strings. */
void document_begin(void);

/* Reads a document from a file. named: where another document names it; NULL: the command line
 * does. Windows line ends and a UTF-8 BOM are accepted; text in another
 * encoding is refused by its name. NULL when it cannot be read (a problem with STATUS_WORLD, or
 * STATUS_USAGE where the file is not there, naming a near file) or is not JSON (a problem at its
 * line and column). */
struct document *document_load(const char *path, const struct place *named,
                               struct problems *problems);

/* Reads a document from memory (copied); name stands for the file in messages. */
struct document *document_parse(const char *name, const char *text, size_t size,
                                struct problems *problems);

void document_free(struct document *document); /* NULL is allowed */

const char *document_name(const struct document *document);
const struct node *document_root(const struct document *document);

/* The value of that key in an object; NULL: none, or node is NULL or no object. */
const struct node *node_get(const struct node *node, const char *key);

/* The place of a value; of its last character; of its key; of `length` bytes at byte `offset` of a
 * text's decoded value (escapes accounted for). */
struct place node_place(const struct node *node);
struct place node_end_place(const struct node *node);
struct place node_key_place(const struct node *node);
struct place node_text_place(const struct node *node, size_t offset, size_t length);

/* The way to a value from the root: "steps[2].by[0]". Adds to string. */
void node_path(const struct node *node, struct string *string);

/* From now on asterisks stand for the value wherever its line is shown: for secrets. */
void node_hide(const struct node *node);

/* Has problems that were told before show lines of the document as they would be shown now. */
void document_hide(const struct document *document, struct problems *problems);

/* "an object", "a list", "text", "a number", "true or false", "null": for messages. */
const char *node_kind_name(enum node_kind kind);

#endif
