/* The Arrow C data interface: two structs, frozen by their standard.
 *
 * Source: "The Arrow C data interface", https://arrow.apache.org/docs/format/CDataInterface.html
 * (Apache-2.0), which offers these definitions for copying so that programs need no Arrow library
 * to share columns. The guard's name is the standard's own: where another header has defined the
 * structs already, this one adds nothing.
 *
 * A plugin seldom needs this header: it reads through leat/read.h and builds through leat/plugin.h.
 * It is for handing whole columns to and from other software that speaks Arrow (leat_import,
 * leat_batch.array).
 */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ARROW_FLAG_DICTIONARY_ORDERED
#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4
#endif

/* A column's type. */
struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *); /* NULL once released */
    void *private_data;
};

/* A column's values. */
struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *); /* NULL once released */
    void *private_data;
};

#ifdef __cplusplus
}
#endif

#endif
