/* tree: see tree.h. */
#include "workbook/tree.h"

#include "workbook/text.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

/* Deeper than any part of a workbook is; so that walking a tree needs no more than a little
 * stack. */
enum { DEPTH_LIMIT = 100 };

static const char SEPARATOR = '\n'; /* between namespace and name; in no namespace */

struct level {
    struct node *node, *last; /* the node and its last child so far */
};

struct building {
    struct pool *pool;
    XML_Parser parser;
    struct level levels[DEPTH_LIMIT];
    size_t depth;    /* how many levels are open */
    size_t left_out; /* how deep we are in what is left out; 0: not at all */
    const struct node *root;
    const char *wrong;
    char *text; /* of the node that is open */
    size_t text_length, text_room;
};

static void stop(struct building *building, const char *wrong) {
    building->wrong = wrong;
    XML_StopParser(building->parser, XML_FALSE);
}

static const char *local_name(const char *name) {
    const char *separator = strrchr(name, SEPARATOR);
    return separator ? separator + 1 : name;
}

/* NULL: an attribute that is of no use. */
static const char *attribute_name(struct pool *pool, const char *name) {
    const char *separator = strrchr(name, SEPARATOR);
    if (!separator) {
        return pool_copy(pool, name, strlen(name));
    }
    static const char xml[] = "http://www.w3.org/XML/1998/namespace";
    static const char relations[] = "/relationships";
    const size_t length = (size_t)(separator - name);
    if (length == sizeof xml - 1 && memcmp(name, xml, length) == 0) {
        return pool_format(pool, "xml:%s", separator + 1);
    }
    const size_t end = sizeof relations - 1;
    if (length >= end && memcmp(separator - end, relations, end) == 0) {
        return pool_format(pool, "r:%s", separator + 1);
    }
    return NULL;
}

static void take_attributes(struct building *building, struct node *node, const char **pairs) {
    size_t count = 0;
    while (pairs[2 * count]) {
        count++;
    }
    node->attributes = pool_array(building->pool, count, sizeof *node->attributes);
    for (size_t i = 0; i < count; i++) {
        const char *name = attribute_name(building->pool, pairs[2 * i]);
        if (name) {
            const char *value = pairs[2 * i + 1];
            node->attributes[node->attribute_count++] = (struct attribute){
                .name = name, .value = pool_copy(building->pool, value, strlen(value))};
        }
    }
}

static void XMLCALL on_start(void *data, const XML_Char *full_name, const XML_Char **pairs) {
    struct building *building = data;
    const char *name = local_name(full_name);
    if (building->left_out > 0 || strcmp(name, "extLst") == 0) {
        building->left_out++;
        return;
    }
    if (building->depth == DEPTH_LIMIT) {
        stop(building, "its elements are nested too deeply");
        return;
    }
    struct node *node = pool_get(building->pool, sizeof *node);
    node->name = pool_copy(building->pool, name, strlen(name));
    node->text = "";
    take_attributes(building, node, pairs);
    if (building->depth == 0) {
        building->root = node;
    } else {
        struct level *above = &building->levels[building->depth - 1];
        *(above->last ? &above->last->next : &above->node->first) = node;
        above->last = node;
    }
    building->levels[building->depth++] = (struct level){.node = node};
    building->text_length = 0;
}

static void XMLCALL on_text(void *data, const XML_Char *text, int length) {
    struct building *building = data;
    if (building->left_out > 0) {
        return;
    }
    const size_t size = (size_t)length;
    if (building->text_room - building->text_length < size) {
        const size_t room = (building->text_length + size) * 2;
        char *larger = realloc(building->text, room);
        if (!larger) {
            stop(building, "no memory left");
            return;
        }
        building->text = larger;
        building->text_room = room;
    }
    memcpy(building->text + building->text_length, text, size);
    building->text_length += size;
}

static void XMLCALL on_end(void *data, const XML_Char *name) {
    struct building *building = data;
    (void)name;
    if (building->left_out > 0) {
        building->left_out--;
        return;
    }
    struct node *node = building->levels[--building->depth].node;
    if (!node->first && building->text_length > 0) {
        node->text = pool_copy(building->pool, building->text, building->text_length);
    }
    building->text_length = 0;
}

/* The standard forbids them, and with them come entities that grow without end. */
static void XMLCALL on_doctype(void *data, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int internal) {
    (void)name, (void)system, (void)public, (void)internal;
    stop(data, "it has a document type, which no part of a workbook may have");
}

const struct node *tree_read(struct pool *pool, const char *bytes, size_t length,
                             const char **wrong) {
    struct building building = {.pool = pool, .parser = XML_ParserCreateNS(NULL, SEPARATOR)};
    if (!building.parser || length > INT32_MAX) {
        XML_ParserFree(building.parser);
        *wrong = building.parser ? "it is too long" : "no memory left";
        return NULL;
    }
    XML_SetUserData(building.parser, &building);
    XML_SetElementHandler(building.parser, on_start, on_end);
    XML_SetCharacterDataHandler(building.parser, on_text);
    XML_SetStartDoctypeDeclHandler(building.parser, on_doctype);
    const bool sound =
        XML_Parse(building.parser, bytes, (int)length, XML_TRUE) == XML_STATUS_OK && building.root;
    if (!sound) {
        const char *error = XML_ErrorString(XML_GetErrorCode(building.parser));
        *wrong = building.wrong ? building.wrong : error ? error : "it has no elements";
    }
    XML_ParserFree(building.parser);
    free(building.text);
    return sound ? building.root : NULL;
}

/* The first of these siblings that has the name of so many bytes. */
static const struct node *named(const struct node *node, const char *name, size_t length) {
    while (node && (strncmp(node->name, name, length) != 0 || node->name[length] != '\0')) {
        node = node->next;
    }
    return node;
}

const struct node *tree_find(const struct node *node, const char *path) {
    while (node) {
        const size_t length = strcspn(path, "/");
        node = named(node->first, path, length);
        if (path[length] == '\0') {
            break;
        }
        path += length + 1;
    }
    return node;
}

const struct node *tree_next(const struct node *node, const char *name) {
    return node ? named(node->next, name, strlen(name)) : NULL;
}

// NOLINTNEXTLINE(misc-no-recursion): no deeper than DEPTH_LIMIT
const struct node *tree_deep(const struct node *node, const char *name) {
    for (const struct node *child = node ? node->first : NULL; child; child = child->next) {
        const struct node *found = strcmp(child->name, name) == 0 ? child : tree_deep(child, name);
        if (found) {
            return found;
        }
    }
    return NULL;
}

size_t tree_count(const struct node *node, const char *name) {
    size_t count = 0;
    tree_each(child, node, name) { count++; }
    return count;
}

const char *tree_attribute(const struct node *node, const char *name) {
    for (size_t i = 0; node && i < node->attribute_count; i++) {
        if (strcmp(node->attributes[i].name, name) == 0) {
            return node->attributes[i].value;
        }
    }
    return NULL;
}

double tree_number(const struct node *node, const char *name, double otherwise) {
    const char *text = tree_attribute(node, name);
    char *end = NULL;
    const double number = text ? strtod(text, &end) : 0;
    return text && end != text && *end == '\0' ? number : otherwise;
}

bool tree_flag(const struct node *node, const char *name, bool otherwise) {
    const char *text = tree_attribute(node, name);
    return text ? strcmp(text, "1") == 0 || strcmp(text, "true") == 0 || strcmp(text, "on") == 0
                : otherwise;
}

/* Adds the texts below a node to `text`, or only their lengths when that is NULL. */
// NOLINTNEXTLINE(misc-no-recursion): no deeper than DEPTH_LIMIT
static size_t gather(const struct node *node, char *text) {
    size_t length = 0;
    for (const struct node *child = node ? node->first : NULL; child; child = child->next) {
        if (strcmp(child->name, "t") == 0) {
            const size_t size = strlen(child->text);
            if (text) {
                memcpy(text + length, child->text, size);
            }
            length += size;
        } else if (strcmp(child->name, "rPh") != 0) {
            length += gather(child, text ? text + length : NULL);
        }
    }
    return length;
}

const char *tree_string(struct pool *pool, const struct node *node) {
    char *text = pool_get(pool, gather(node, NULL) + 1);
    gather(node, text);
    return text_unescape(pool, text);
}
