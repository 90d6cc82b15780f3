/* Fuzzes what plugins hand over: an Arrow array and its schema, imported as the type that was
 * promised. A column that comes of it is sound; both are released once; no memory may be left.
 *
 * A pointer of a foreign array is all that is trusted, so each buffer is as long as its format, its
 * length and its offset say, to the byte, and filled from the input: what stands in it is not
 * trusted. An input is read as struct claim, and what follows goes into the buffers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch/check.h"
#include "batch/import_layout.h"
#include "batch/schema.h"
#include "leat/arrow.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerInitialize(int *count, char ***arguments);

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    (void)count;
    (void)arguments;
    memory_begin();
    return 0;
}

/* Letters, so that seeds can be written: a digit n is n, other bytes themselves. */
struct claim {
    unsigned char wanted;  /* of `types` */
    unsigned char format;  /* of `formats`; '~': the input's own, up to its first '~' */
    unsigned char length;  /* rows; 'H' is huge, 'N' negative */
    unsigned char offset;  /* the same */
    unsigned char nulls;   /* how many; 'U': not counted */
    unsigned char buffers; /* how many besides those of the format; 'N': none at all */
    unsigned char absent;  /* bits: which buffers are NULL; 16: the list itself */
    unsigned char oddity;  /* bits: children, released array, released schema, no schema,
                              dictionary, a dictionary in the array alone */
    unsigned char rows;    /* of the batch; 'A': any number */
};

static const char *const types[] = {"integer", "real",      "text",          "boolean",
                                    "date",    "timestamp", "decimal(10,2)", "decimal(38,0)"};
static const char *const formats[] = {
    "n",      "b",           "c",       "C",    "s",    "S",        "i",         "I",
    "l",      "L",           "f",       "g",    "u",    "U",        "vu",        "tdD",
    "tdm",    "tss:",        "tsm:UTC", "tsu:", "tsn:", "d:9,2,32", "d:18,3,64", "d:10,2",
    "d:38,0", "d:38,38,128", "d:5,-2",  "+s",   "z",    "e"};

static unsigned small(unsigned char byte) { return byte >= '0' && byte <= '9' ? byte - '0' : byte; }

static int64_t number(unsigned char byte) {
    return byte == 'H' ? INT64_MAX - 1 : byte == 'N' ? -1 : (int64_t)small(byte);
}

/* What stands in the buffers: the input, taken round and round. */
struct filling {
    const unsigned char *data;
    size_t size, at;
};

static void fill(struct filling *filling, unsigned char *into, size_t size) {
    for (size_t i = 0; i < size; i++)
        into[i] = filling->size > 0 ? filling->data[filling->at++ % filling->size] : 0;
}

enum { BUFFERS = 12, TEXT_ROOM = 64 };
struct foreign {
    struct ArrowSchema schema;
    struct ArrowArray array;
    const void *buffers[BUFFERS];
    char format[32];
    int schemas, arrays;
    struct foreign *dictionary;
};

static void release_schema(struct ArrowSchema *schema) {
    struct foreign *foreign = schema->private_data;
    foreign->schemas++;
    schema->release = NULL;
}

static void release_array(struct ArrowArray *array) {
    struct foreign *foreign = array->private_data;
    foreign->arrays++;
    for (int i = 0; i < BUFFERS; i++) {
        free((void *)(uintptr_t)foreign->buffers[i]);
        foreign->buffers[i] = NULL;
    }
    array->release = NULL;
}

static void add(struct foreign *foreign, struct filling *filling, size_t size) {
    unsigned char *block = malloc(size); /* to the byte, so that whoever reads on is found */
    if (!block)
        abort();
    fill(filling, block, size);
    foreign->buffers[foreign->array.n_buffers++] = block;
}

/* Offsets of a text lead no further than its bytes: how many there are is not said anywhere else. */
static void bound_offsets(struct foreign *foreign, size_t rows, size_t width) {
    char *at = (char *)(uintptr_t)foreign->buffers[1];
    for (size_t i = 0; i <= rows; i++, at += width) {
        int64_t offset = 0;
        memcpy(&offset, at, width);
        offset = width == 4 ? (int32_t)offset : offset;
        if (offset > TEXT_ROOM) {
            offset %= TEXT_ROOM + 1;
            memcpy(at, &offset, width);
        }
    }
}

static void make_buffers(struct foreign *foreign, struct filling *filling,
                         const struct claim *claim) {
    struct layout layout;
    struct ArrowArray *array = &foreign->array;
    /* A length or an offset that no array can have is refused before a buffer is looked at. */
    const bool is_sane =
        array->length >= 0 && array->length <= 255 && array->offset >= 0 && array->offset <= 255;
    const size_t rows = is_sane ? (size_t)(array->length + array->offset) : 0;
    const bool is_known = layout_read(foreign->format, &layout) && layout.form != FORM_NULL;
    if (is_known) {
        add(foreign, filling, (rows + 7) / 8);
        add(foreign, filling,
            layout.form == FORM_BITS    ? (rows + 7) / 8
            : layout.form == FORM_VIEWS ? rows * 16
                                        : (rows + (layout.form == FORM_OFFSETS)) * layout.width);
        if (layout.form == FORM_OFFSETS) {
            bound_offsets(foreign, rows, layout.width);
            add(foreign, filling, TEXT_ROOM);
        }
    }
    const unsigned more = claim->buffers == 'N' ? 0 : small(claim->buffers) % 6;
    if (is_known && layout.form == FORM_VIEWS) { /* texts, and behind them how long they are */
        int64_t sizes[6];
        for (unsigned i = 0; i < more; i++) {
            sizes[i] =
                (int64_t)(filling->size > 0 ? filling->data[filling->at++ % filling->size] : 0);
            add(foreign, filling, (size_t)sizes[i]);
        }
        add(foreign, filling, more * sizeof *sizes);
        memcpy((void *)(uintptr_t)foreign->buffers[array->n_buffers - 1], sizes,
               more * sizeof *sizes);
    } else {
        for (unsigned i = 0; i < more; i++)
            add(foreign, filling, 8);
    }
}

/* Which are not there. Of texts in views no buffer can be left out but by its length being 0. */
static void leave_out(struct foreign *foreign, const struct claim *claim) {
    const unsigned absent = small(claim->absent);
    for (int i = 0; i < 3; i++)
        if (absent >> i & 1) {
            free((void *)(uintptr_t)foreign->buffers[i]);
            foreign->buffers[i] = NULL;
        }
    foreign->array.buffers = absent & 16 ? NULL : foreign->buffers;
    if (claim->buffers == 'N')
        foreign->array.n_buffers = 0;
}

static struct foreign *make(const struct claim *claim, struct filling *filling, bool is_entry) {
    struct foreign *foreign = calloc(1, sizeof *foreign);
    if (!foreign)
        abort();
    if (claim->format == '~') {
        const unsigned char *end = memchr(filling->data, '~', filling->size);
        const size_t size = end ? (size_t)(end - filling->data) : filling->size;
        memcpy(foreign->format, filling->data, size < 31 ? size : 31);
    } else {
        /* The indexes of a dictionary are integers, else nothing of its entries is seen. */
        const char *format = formats[small(claim->format) % (sizeof formats / sizeof *formats)];
        strcpy(foreign->format, small(claim->oddity) & 16 && !is_entry ? "c" : format);
    }
    foreign->schema = (struct ArrowSchema){
        .format = foreign->format, .name = "", .release = release_schema, .private_data = foreign};
    foreign->array =
        (struct ArrowArray){.length = number(claim->length),
                            .offset = number(claim->offset),
                            .null_count = claim->nulls == 'U' ? -1 : number(claim->nulls),
                            .buffers = foreign->buffers,
                            .release = release_array,
                            .private_data = foreign};
    make_buffers(foreign, filling, claim);
    leave_out(foreign, claim);
    return foreign;
}

static void make_odd(struct foreign *foreign, const struct claim *claim, struct filling *filling) {
    const unsigned oddity = small(claim->oddity);
    static struct ArrowArray *children[1];
    if (oddity & 1) {
        foreign->array.n_children = 1;
        foreign->array.children = children;
    }
    if (oddity & (16 | 32)) {
        foreign->dictionary = make(claim, filling, true);
        foreign->array.dictionary = &foreign->dictionary->array;
        foreign->schema.dictionary = oddity & 16 ? &foreign->dictionary->schema : NULL;
    }
    if (oddity & 2)
        release_array(&foreign->array);
    if (oddity & 4)
        foreign->schema.release = NULL;
}

static void must(bool is_true, const char *what) {
    if (!is_true) {
        fprintf(stderr, "%s\n", what);
        abort();
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    struct claim claim;
    const char *reason;
    if (size < sizeof claim)
        return 0;
    memcpy(&claim, data, sizeof claim);
    const size_t before = memory_used();
    struct filling filling = {data + sizeof claim, size - sizeof claim, 0};
    struct leat_type wanted;
    const char *type = types[small(claim.wanted) % (sizeof types / sizeof *types)];
    must(type_parse(type, strlen(type), &wanted, &reason), type);
    struct foreign *foreign = make(&claim, &filling, false);
    make_odd(foreign, &claim, &filling);
    char *failure = NULL;
    const int64_t rows = claim.rows == 'A' ? -1 : (int64_t)small(claim.rows);
    const bool no_schema = small(claim.oddity) & 8;
    struct column *column =
        column_import(no_schema ? NULL : &foreign->schema, &foreign->array, wanted, rows, &failure);
    must((column == NULL) == (failure != NULL), "neither a column nor a reason, or both");
    must(foreign->arrays == 1, "the array is not released once");
    must(foreign->schemas == (no_schema || small(claim.oddity) & 4 ? 0 : 1),
         "the schema is not released once");
    if (column) {
        char *wrong = column_check(column, wanted, rows < 0 ? column_rows(column) : rows);
        must(wrong == NULL, wrong);
    }
    column_release(column);
    memory_free(failure);
    must(memory_used() == before, "memory is left");
    if (foreign->dictionary) {
        if (foreign->dictionary->array.release)
            release_array(&foreign->dictionary->array);
        free(foreign->dictionary);
    }
    free(foreign);
    return 0;
}
