/* leat/plugin.h: how to write a plugin for leat. This header is the manual.
 *
 * leat carries data through steps: sources read files, transforms change rows, sinks write what
 * comes out. Each step is one use of a plugin in a definition file. A plugin is a shared object
 * NAME.so that holds the roles called NAME: at most one source, one transform and one sink. It
 * exports one function, leat_plugin_entry, links to nothing of leat, and gets all it needs from the
 * runner through this header's inline functions.
 *
 *     cc -shared -fPIC -fvisibility=hidden -o capitals.so capitals.c
 *     LEAT_PLUGIN_PATH=. leat run definition.json
 *
 * The same header serves C11, C++11 and later of either (c++ -shared -fPIC -fvisibility=hidden …).
 *
 * samples/plugins/capitals.c is a whole plugin in under thirty lines; start from it.
 *
 * Parts of this file:
 *   1. Tables        what a plugin says of itself: plugin, role, source, row-wise transform, fold,
 *                    sink
 *   2. Options       one table from which come parsing, checks, errors with their place, help and
 *                    JSON Schema
 *   3. Handles       what the runner gives: step, bind, batch, piece, builder
 *   4. Calls         what a plugin asks of the runner
 *
 * Rules that hold throughout
 *   Threads.   Each callback says who calls it: [one thread] never while another callback of the
 *              step runs; [in order] one call at a time, in the order of the input, though not
 *              always from the same thread; [any thread] several at once, each with its own `step`
 *              handle and `part`. A `step` handle is valid during the call, on that thread alone.
 *              What one callback wrote is seen by those called after it.
 *   State.     `step->state` is one block for the step, zeroed, its options filled in before open.
 *              It may be written in callbacks marked [one thread] and [in order]; in those marked
 *              [any thread] it is read only. `step->part` is a block of its own for each thread.
 *   Results.   Callbacks answer with enum leat_result. LEAT_FAILED wants a leat_fail before it, by
 *              the plugin or by the call that failed; a step that fails without a word is reported
 *              as a broken plugin. So is one that misuses a call, whatever it then answers: the run
 *              ends with status 4, nothing is written, and the message says what it did.
 *   Ownership. What a plugin is given is lent until the callback returns, unless said otherwise. A
 *              call that consumes a handle consumes it on failure too.
 *   Errors.    Builders and batches remember that something went wrong; leat_put and the callback's
 *              return tell it. No check is needed for each row.
 *   Borders.   No exception, panic or longjmp may leave a callback. A plugin never calls setlocale,
 *              exit or fork. What it does when it is loaded (constructors) and unloaded is first
 *              done by a process that only tries it, so it comes back and changes nothing in the
 *              world. With --isolate a call that takes longer than --time-limit is the run's end.
 *
 * Growth. Every table begins with its size; later versions only add fields at the end, and an old
 * plugin's shorter table is accepted for ever. A plugin tests leat_has(step, NAME) before it uses a
 * call that came after the first version. */
#ifndef LEAT_PLUGIN_H
#define LEAT_PLUGIN_H

#include <stdarg.h>
#include <stdio.h>

#include "arrow.h"
#include "read.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The number of this interface. A plugin built for another number is refused by name. */
#define LEAT_ABI 1

/* The most rows that a batch holds, except a whole table (leat_table) and what a plugin keeps for
 * itself: no next, decode, process or give may leave more in its batch. */
#define LEAT_BATCH_ROWS 65536

/* The most partitions that a fold's merges may be for. */
#define LEAT_PARTITIONS_MOST 65536

/* The longest text value, in bytes. */
#define LEAT_TEXT_MOST 0x3fffffff

struct leat_step;
struct leat_bind;
struct leat_batch;
struct leat_piece;
struct leat_builder;
struct leat_host;
struct leat_options;
struct leat_expression; /* opaque: a compiled SQL expression */
struct leat_measures;   /* opaque: a compiled set of SQL aggregates */
struct leat_run;        /* opaque: a sequence of batches that the runner keeps */
struct leat_index;      /* opaque: which number the values of a row have */
/* opaque: the columns that a source's definition declares, and how their texts are read */
struct leat_fields;

/* ======== 1. Tables ======== */

/* A source that cannot be cut gives its rows with next; one that can, with cut and decode, which
 * many threads run. It has next, or both others. */
struct leat_source {
    size_t size; /* sizeof(struct leat_source) */

    /* Fills the batch with the next rows: builds each needed column (leat_build, leat_put) and says
     * where they stood (leat_places). LEAT_OK: the batch holds rows, or none if all were rejected,
     * and next is called again; LEAT_END: the input is over and the batch is not used. [in order]
     */
    int (*next)(struct leat_step *step, struct leat_batch *batch);

    /* Hands out the next piece: brings bytes into its buffer (leat_piece_room, leat_read_at) and
     * says where they stood. A piece must be decodable by itself. Pieces must not depend on the
     * number of threads. LEAT_OK or LEAT_END. [in order] */
    int (*cut)(struct leat_step *step, struct leat_piece *piece);

    /* Turns a piece into a batch. LEAT_OK: done with the piece; LEAT_MORE: the batch is full and
     * the next call goes on; LEAT_END: the piece gives no (further) rows. The thread that cut the
     * piece decodes it before it cuts another, so what cut left in its part is there. [any thread] */
    int (*decode)(struct leat_step *step, struct leat_piece *piece, struct leat_batch *batch);

    size_t piece_size; /* bytes of piece->own, zeroed for each piece: what cut tells decode, and
                          decode itself */

    /* For later versions; NULL today. A runner that does not know them leaves them alone. */
    /* how many of the following steps the source takes over */
    int (*offer)(struct leat_step *step, void *steps);
    int (*scan)(struct leat_step *step, void *scan);
    int (*guess)(struct leat_step *step, void *guess);

    /* Optional. A row of this file was rejected, and is to be kept as it stands there, so that it
     * can be corrected and read in its place (leat replay): of these bytes of the file, from the
     * row's place on, how many are its record, without the line's end. is_last: the file ends with
     * them. 0: that cannot be said; the record goes on behind them, or the file's bytes are not
     * its text, being in another encoding, and there is no recode. After the row's next or decode,
     * and before close; it may write neither state nor part. [in order, though others may run] */
    size_t (*record)(struct leat_step *step, int32_t file, const char *bytes, size_t size,
                     bool is_last);

    /* Optional, beside record: for files that are not all in UTF-8. A record's bytes in this file
     * as UTF-8, whose bad bytes stay bad; or (into_file) such text, corrected, as the bytes that
     * stand for it in the file. They are at most `room`, go into `into`, and *got is how many.
     * LEAT_OK; LEAT_END: they are more, or the file's encoding has no such character; LEAT_FAILED:
     * told. From open on, and before close; it may write neither state nor part. [as record] */
    int (*recode)(struct leat_step *step, int32_t file, bool into_file, const char *from,
                  size_t size, char *into, size_t room, size_t *got);
};

/* A row-wise transform gives its rows batch by batch, without having seen the others: filter,
 * percentage, lookup. It says in open how it changes the schema and in process how it changes the
 * batch; columns and rows it does not touch pass on, with their places, symbols and totals. */
struct leat_rowwise {
    size_t size; /* sizeof(struct leat_rowwise) */

    /* Edits the batch: leat_rows, leat_put. LEAT_OK; or LEAT_MORE: what is in the batch now goes
     * on, and process is called again with the same input (for those that make many rows of one;
     * what to do next is kept in part or state, on the same thread). A row that an earlier call
     * rejected stays out of the later ones; one of which rows went on may not be rejected any more.
     * LEAT_PARALLEL: [any thread], else [in order]. */
    int (*process)(struct leat_step *step, struct leat_batch *batch);

    /* Optional. After the last row: brings the threads' parts together. [one thread] */
    int (*merge)(struct leat_step *step, void *const *parts, size_t count);

    /* Optional. After the last row (and merge): gives rows held back, built from nothing, until
     * LEAT_END. The batch has the columns of process; those that the step does not build are null.
     * [in order] */
    int (*rest)(struct leat_step *step, struct leat_batch *batch);
};

/* A fold must see every row before it gives any: aggregate, sort, pivot. Rows are added to as many
 * parts as there are threads; there is always at least one part, even with no rows. Which rows a
 * part saw changes from run to run: the result may depend on a row's order (batch sequence, row),
 * never on that. */
struct leat_fold {
    size_t size; /* sizeof(struct leat_fold) */

    /* Adds the batch's rows to this thread's part. Rows that cannot be added are rejected
     * (leat_reject). [any thread]
     */
    int (*add)(struct leat_step *step, struct leat_batch *batch);

    /* Optional. After the last add: *partitions, 1 unless set, is how many merges are wanted, 1 to
     * LEAT_PARTITIONS_MOST. [one thread] */
    int (*seal)(struct leat_step *step, void *const *parts, size_t count, size_t *partitions);

    /* Optional; without seal it is called once. Merges one partition, 0 <= partition < partitions,
     * of all parts; parts may be written, each partition's share alone. [any thread, different
     * partitions] */
    int (*merge)(struct leat_step *step, void *const *parts, size_t count, size_t partition);

    /* Puts what will be given into its stated order. *streams, 1 unless set, is how many streams
     * give will be asked for; the rows come out stream after stream. With 1, give is called in
     * order until LEAT_END. With more, streams are asked for at once, and each should hold about
     * one batch. [one thread] */
    int (*arrange)(struct leat_step *step, void *const *parts, size_t count, size_t *streams);

    /* Fills the batch with the next rows of the stream, at most LEAT_BATCH_ROWS. Rows for which
     * something cannot be worked out are rejected. LEAT_OK, or LEAT_END.
     * [in order within a stream; different streams: any thread] */
    int (*give)(struct leat_step *step, size_t stream, struct leat_batch *batch);

    /* Optional: memory is short, and the part holds about `bytes`: puts it into runs (leat_run) and
     * frees it; between adds, on the part's own thread. A runner that does not spill never calls
     * it. */
    int (*spill)(struct leat_step *step, size_t bytes);
};

/* A sink writes its inputs somewhere. Inputs come one after another, each in order. */
struct leat_sink {
    size_t size; /* sizeof(struct leat_sink) */

    /* Writes the rows of one batch of an input. [in order] */
    int (*write)(struct leat_step *step, int32_t input, struct leat_batch *batch);

    /* Optional. Turns a batch into bytes (leat_blob) that write, called with the same batch, takes
     * in order (leat_blob_bytes): for heavy formatting. [any thread] */
    int (*encode)(struct leat_step *step, int32_t input, struct leat_batch *batch);

    /* Optional. The input has no more rows. Called for every input, with no rows too. [in order] */
    int (*input_end)(struct leat_step *step, int32_t input);

    /* All is written: flush and close. Nothing is visible yet; the runner checks, syncs and puts
     * the file in its place when every sink has finished. [one thread] */
    int (*finish)(struct leat_step *step);

    /* Optional, for sinks whose target is no file (a database): make it visible, after every sink's
     * finish, and the close of all steps without a commit. [one thread] */
    int (*commit)(struct leat_step *step);
};

/* Flags of a role. The low 32 bits may be ignored by a runner that does not know them; one of the
 * high 32 that it does not know makes it refuse the plugin by name. */
/* row-wise: process may run on many threads; order does not matter to it */
#define LEAT_PARALLEL ((uint64_t)1 << 0)
/* it reads only the columns that its options name or leat_uses asked for; without this it is taken
 * to read every column of its inputs */
#define LEAT_READS_NAMED ((uint64_t)1 << 1)
/* a library that it uses does not survive being refused memory: when there is none for it during a
 * callback, on the callback's own thread, the run ends at once, with status 3, and every target is
 * as it was. leat_alloc and what else the runner is asked for answer as ever */
#define LEAT_FRAIL ((uint64_t)1 << 2)

/* What is common to all roles. */
struct leat_role {
    size_t size;         /* sizeof(struct leat_role) */
    const char *name;    /* the file's name without .so: lower-case letters, digits, '-' and '_' */
    const char *summary; /* one line, for lists: "keeps the rows for which a condition is true" */
    const char *help;    /* longer text for `leat plugins NAME`, with an example; or NULL */
    uint64_t flags;
    const struct leat_options *options; /* whose fields stand in state; NULL: none */
    size_t state_size;                  /* bytes of step->state */
    size_t part_size;                   /* bytes of step->part, one for each thread; 0: none */

    /* The life of a step: open, start, begin for each thread, rows, end for each thread, close. end
     * and close are called after failures too, for whatever was begun and opened. */

    /* Optional. Sees the schemas of its inputs and says what comes out. Called by `leat check` as
     * well, so it changes nothing in the world; a source may read its input's head. Without open: a
     * row-wise transform passes its input's columns on (those of options flagged LEAT_REPLACED are
     * replaced), a sink takes what comes; a source or fold must have one. [one thread] */
    int (*open)(struct leat_step *step, struct leat_bind *bind);

    /* Optional. Before the first row, when the step's tables (LEAT_WHOLE) are complete. [one
     * thread] */
    int (*start)(struct leat_step *step);

    /* Optional. Readies this thread's part, which is zeroed. [any thread] */
    int (*begin)(struct leat_step *step);

    /* Optional. Gives back what the part holds; the runner frees the part itself. [any thread] */
    void (*end)(struct leat_step *step);

    /* Optional. Gives back what the state holds, but not its options: they are the runner's. What
     * calls gave to the step to keep and it then still has is told, and the run writes nothing.
     * [one thread] */
    void (*close)(struct leat_step *step);

    /* Exactly one of these; a source in leat_plugin.source, and so on. */
    const struct leat_source *source;
    const struct leat_rowwise *rowwise;
    const struct leat_fold *fold;
    const struct leat_sink *sink;
};

struct leat_plugin {
    size_t size;         /* sizeof(struct leat_plugin) */
    uint32_t abi;        /* LEAT_ABI */
    uint32_t reserved;   /* 0 */
    const char *version; /* the plugin's own, "1.0.2", for lists; or NULL */
    const struct leat_role *source, *transform, *sink; /* NULL: it has no such role */
};

/* The one function that a plugin defines and exports. It may be called more than once and answers
 * with the same table, which is never freed: plugins are never unloaded. */
#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
const struct leat_plugin *
leat_plugin_entry(void);

/* ======== 2. Options ========
 *
 * An option table says, for each key that a definition may hold, which field of the state it fills:
 *
 *     struct state { int32_t column; int64_t decimals; struct leat_text name; };
 *
 *     static const struct leat_option rows[] = {
 *         {LEAT_OPTION(struct state, column, COLUMN, "column"), .help = "the number to round"},
 *         {LEAT_OPTION(struct state, decimals, INTEGER, "decimals"), .fallback = "0", .least = 0,
 *          .most = 12, .help = "digits after the point"},
 *         {LEAT_OPTION(struct state, name, NEW_COLUMN, "as"), .flags = LEAT_OPTIONAL,
 *          .help = "the new column"},
 *     };
 *     static const struct leat_options options = LEAT_OPTIONS(struct state, rows);
 *
 * An option is required unless it has a fallback or is flagged LEAT_OPTIONAL. Integers, reals,
 * booleans and choices cannot be LEAT_OPTIONAL: they have a value or the definition is wrong.
 * Absent: texts have data NULL; handles are NULL; columns and steps are -1; lists and maps are
 * empty; a value or type has kind LEAT_NONE. In C the compiler checks that the field's type fits
 * the kind; C++ authors fill the rows by hand, every member in the order of struct leat_option:
 *
 *     {"decimals", "digits after the point", LEAT_OPTION_INTEGER, LEAT_SHAPE_ONE, 0,
 *      offsetof(state, decimals), "0", 0, 12, nullptr, 0, 0, nullptr, nullptr},
 *
 * What the fields hold belongs to the runner and is there from open until close. Calls that take a
 * field's address want that of the field in state, never of a copy. */

enum leat_option_kind {
    /* struct leat_text, NUL-terminated */
    LEAT_OPTION_TEXT = 1,
    /* int64_t, in [least, most] */
    LEAT_OPTION_INTEGER = 2,
    /* double, in [least, most] */
    LEAT_OPTION_REAL = 3,
    /* bool */
    LEAT_OPTION_BOOLEAN = 4,
    /* int32_t: the position in choices */
    LEAT_OPTION_CHOICE = 5,
    /* struct leat_text: as written; the files it stands for by leat_files */
    LEAT_OPTION_PATH_IN = 6,
    /* struct leat_text: as written; where to write by leat_output */
    LEAT_OPTION_PATH_OUT = 7,
    /* struct leat_text, never printed by the runner; do not print it yourself */
    LEAT_OPTION_SECRET = 8,
    /* int32_t: a column of the input named by `over` */
    LEAT_OPTION_COLUMN = 9,
    /* struct leat_list of int32_t: such columns, none twice; "*" alone stands for all */
    LEAT_OPTION_COLUMNS = 10,
    /* struct leat_text: a name for a new column; leat_out_new adds it */
    LEAT_OPTION_NEW_COLUMN = 11,
    /* struct leat_type: "integer", "decimal(10,2)" … */
    LEAT_OPTION_TYPE = 12,
    /* struct leat_value: of the kind of the column option named by `over`, else as JSON has it */
    LEAT_OPTION_VALUE = 13,
    /* struct leat_expression *: SQL over the columns of the input named by `over` */
    LEAT_OPTION_EXPRESSION = 14,
    /* struct leat_measures *: SQL aggregates, as a map from new names; in shape map alone, and the
     * field is the compiled set itself, not a leat_map */
    LEAT_OPTION_MEASURE = 15,
    /* int32_t: the number of a further input; flag LEAT_WHOLE or LEAT_STREAM */
    LEAT_OPTION_STEP = 16,
    /* a nested struct, its fields described by `items`; in a list or map: an array of them */
    LEAT_OPTION_TABLE = 17,
    /* struct leat_fields *: a source's declared columns, each with its kind and how its texts are
     * read (nulls, date pattern, thousands …), all of it known to the runner; shape map. `over`
     * names an option of kind FIELD with what holds for all columns */
    LEAT_OPTION_FIELDS = 18,
    /* struct leat_fields *: one such declaration without a kind and format, for all columns */
    LEAT_OPTION_FIELD = 19,
};

enum leat_option_shape {
    LEAT_SHAPE_ONE = 0,
    LEAT_SHAPE_LIST = 1, /* the field is a struct leat_list of the kind's C type */
    LEAT_SHAPE_MAP = 2,  /* the field is a struct leat_map of it */
};

#define LEAT_OPTIONAL ((uint64_t)1 << 0)
/* list, COLUMNS: a single value may stand for a list of one */
#define LEAT_ONE_OR_MANY ((uint64_t)1 << 1)
/* in a nested table: a plain value stands for the object with this field */
#define LEAT_BARE ((uint64_t)1 << 2)
/* map: its keys are columns of the input named by `over` */
#define LEAT_KEYED_BY_COLUMN ((uint64_t)1 << 3)
/* STEP: all its rows stand in a table at start (leat_table) */
#define LEAT_WHOLE ((uint64_t)1 << 4)
/* STEP, sinks: its rows come to write(input, …), one input after another in the order of the
 * options; absent, it stands for the rows above */
#define LEAT_STREAM ((uint64_t)1 << 5)
/* COLUMN, COLUMNS, in row-wise steps without open: process puts a new column of the same type in
 * its place */
#define LEAT_REPLACED ((uint64_t)1 << 6)
/* list: no item twice */
#define LEAT_DISTINCT ((uint64_t)1 << 7)
/* what names columns, keys too: naming one does not read its values, as where it is kept, dropped or
 * called something else; so it is made only if something after the step needs it */
#define LEAT_UNREAD ((uint64_t)1 << 8)

/* Sets of kinds, for leat_option.kinds. */
#define LEAT_KINDS(kind) (1u << (kind))
#define LEAT_NUMBERS (LEAT_KINDS(LEAT_INTEGER) | LEAT_KINDS(LEAT_REAL) | LEAT_KINDS(LEAT_DECIMAL))

struct leat_option {
    const char *name; /* the key in the definition: lower-case words joined by '_' */
    const char *help; /* one sentence */
    uint32_t kind;    /* enum leat_option_kind */
    uint32_t shape;   /* enum leat_option_shape */
    uint64_t flags;   /* as roles': the high 32 bits must be understood */
    size_t offset;    /* of the field in the struct that the table fills */
    /* the value when absent, as JSON text: "\"keep\"", "0", "[]"; NULL: none */
    const char *fallback;
    /* bounds, both 0: none. Numbers: the value. Text: its code points. Lists, maps: their items */
    int64_t least, most;
    const char *const *choices; /* CHOICE: the words, NULL at the end */
    uint32_t kinds;             /* COLUMN, COLUMNS, EXPRESSION: which kinds are taken; 0: all */
    uint32_t reserved;          /* 0 */
    /* the option whose input, column or field this one is over, of this table or one around it;
     * NULL: input 0 */
    const char *over;
    const struct leat_options *items; /* TABLE: its fields */
};

struct leat_options {
    size_t size;     /* sizeof(struct leat_options) */
    size_t row_size; /* sizeof(struct leat_option) */
    const struct leat_option *rows;
    size_t count;
    size_t item_size; /* sizeof the struct that the rows' offsets are in */
};

#define LEAT_OPTIONS(type, rows)                                                                   \
    {                                                                                              \
        sizeof(struct leat_options), sizeof(struct leat_option), (rows),                           \
            sizeof(rows) / sizeof *(rows), sizeof(type)                                            \
    }

#ifndef __cplusplus
#define LEAT_TYPE_TEXT struct leat_text
#define LEAT_TYPE_INTEGER int64_t
#define LEAT_TYPE_REAL double
#define LEAT_TYPE_BOOLEAN bool
#define LEAT_TYPE_CHOICE int32_t
#define LEAT_TYPE_PATH_IN struct leat_text
#define LEAT_TYPE_PATH_OUT struct leat_text
#define LEAT_TYPE_SECRET struct leat_text
#define LEAT_TYPE_COLUMN int32_t
#define LEAT_TYPE_COLUMNS struct leat_list
#define LEAT_TYPE_NEW_COLUMN struct leat_text
#define LEAT_TYPE_TYPE struct leat_type
#define LEAT_TYPE_VALUE struct leat_value
#define LEAT_TYPE_EXPRESSION struct leat_expression *
#define LEAT_TYPE_MEASURE struct leat_measures *
#define LEAT_TYPE_STEP int32_t
#define LEAT_TYPE_FIELDS struct leat_fields *
#define LEAT_TYPE_FIELD struct leat_fields *

/* The field's offset, once its C type is found to be `type`. */
#define LEAT_OFFSET(state, field, type)                                                            \
    (offsetof(state, field) +                                                                      \
     0 * sizeof(struct {                                                                           \
         _Static_assert(_Generic(((state *)0)->field, type : 1, default : 0),                      \
                        "the field's C type does not fit the option's kind");                      \
         int unused;                                                                               \
     }))

#define LEAT_OPTION(state, field, KIND, key)                                                       \
    .name = (key), .kind = LEAT_OPTION_##KIND, .shape = LEAT_SHAPE_ONE,                            \
    .offset = LEAT_OFFSET(state, field, LEAT_TYPE_##KIND)
#define LEAT_OPTION_LIST(state, field, KIND, key)                                                  \
    .name = (key), .kind = LEAT_OPTION_##KIND, .shape = LEAT_SHAPE_LIST,                           \
    .offset = LEAT_OFFSET(state, field, struct leat_list)
#define LEAT_OPTION_MAP(state, field, KIND, key)                                                   \
    .name = (key), .kind = LEAT_OPTION_##KIND, .shape = LEAT_SHAPE_MAP,                            \
    .offset = LEAT_OFFSET(state, field, struct leat_map)
/* For MEASURE and FIELDS, whose field is the compiled handle. */
#define LEAT_OPTION_HANDLES(state, field, KIND, key)                                               \
    .name = (key), .kind = LEAT_OPTION_##KIND, .shape = LEAT_SHAPE_MAP,                            \
    .offset = LEAT_OFFSET(state, field, LEAT_TYPE_##KIND)
/* A nested struct, its table in .items. */
#define LEAT_OPTION_NESTED(state, field, key)                                                      \
    .name = (key), .kind = LEAT_OPTION_TABLE, .shape = LEAT_SHAPE_ONE,                             \
    .offset = offsetof(state, field)
#endif

/* ======== 3. Handles: made by the runner alone; fields may be added at their end ======== */

/* One step, as one thread sees it during one callback. */
struct leat_step {
    const struct leat_host *host;
    void *state; /* state_size bytes, shared by all threads */
    void *part; /* part_size bytes, this thread's own; NULL outside begin … end and where part_size
                   is 0 */
};

/* A step's schemas, during open alone. */
struct leat_bind {
    const struct leat_host *host;
};

/* Rows in columns. The batch belongs to the callback; its columns are shared and never written.
 *
 * Columns are numbered: first those of the input, 0 to leat_columns - 1, then the step's new ones,
 * as leat_out_new numbered them. Sources and folds have new and passed columns alone, numbered from
 * 0 as open added them. */
struct leat_batch {
    const struct leat_host *host;
    int64_t rows;      /* rows now; leat_rows and the first leat_put of an empty batch change it */
    uint64_t sequence; /* grows along the input: (sequence, row) orders rows as they came */
    int32_t input;     /* of which input */
    int32_t reserved;
    const struct ArrowArray
        *array; /* all columns as one Arrow struct array, offset 0; valid until the callback returns
                   or the batch is edited. Columns that are not needed are null throughout */
};

/* A cut of a source's input. */
struct leat_piece {
    const struct leat_host *host;
    uint64_t number; /* 0, 1, 2 … in the order of the input */
    int32_t file;    /* the number of the file it is from (leat_file.number); set by cut */
    uint32_t flags;  /* below; set by cut or decode */
    int64_t line;    /* the line of its first byte, from 1; set by cut; 0: unknown */
    int64_t byte;    /* the offset of its first byte in the file; set by cut */
    char *data; /* its buffer, `room` bytes (leat_piece_room), writable until the last decode of the
                   piece */
    size_t size; /* bytes in use, at most room; set by cut */
    size_t room; /* as leat_piece_room made it */
    void *own;   /* piece_size bytes of the source's own */
};

/* Whatever leat_add_slices is given of the piece is UTF-8, without U+FFFE and U+FFFF, and no slice
 * begins or ends within a character: the source has proved it, so the cells need not be proved one
 * by one. Believed of leat's own plugins alone. */
#define LEAT_PIECE_UTF8 ((uint32_t)1 << 0)

/* A column being built. The first fields are for the inline functions below. */
struct leat_builder {
    const struct leat_host *host;
    int64_t rows;   /* values added so far */
    int64_t room;   /* values that fit before the runner must make room */
    void *values;   /* fixed-width values */
    uint8_t *valid; /* the bitmap, once a null was added; else NULL */
    struct leat_type type;
    uint32_t
        failed; /* not 0 once something went wrong; leat_put and the callback's return tell it */
};

/* An input file, as leat_files gives it. */
struct leat_file {
    struct leat_text name; /* the path, NUL-terminated; "-" is standard input */
    int64_t bytes;  /* its size, or -1 where it cannot be known (a pipe): then it is read in order,
                       once */
    int32_t number; /* what places and pieces call it */
    int32_t reserved;
};

/* Where to write, as leat_output gives it: a new, empty, unfinished file that the runner puts in
 * place of the target when the run has succeeded. Do not close the descriptor and do not keep the
 * path for later. */
struct leat_output {
    const char *path; /* opens the same file again, for who needs a path: /proc/self/fd/N; another
                         program cannot put a file of its own there (see proc(5)) */
    int fd;           /* for reading and writing, can seek */
};

/* What is known of a column beside its type: how a sink may best show it. Zeroed says nothing but
 * that it has no decimals; set .decimals to -1 where that is not meant. */
struct leat_hint {
    size_t size;             /* sizeof(struct leat_hint) */
    struct leat_text unit;   /* "%", "pp", "£" … */
    int32_t decimals;        /* digits after the point to show; -1: as they are */
    uint32_t is_private;     /* its values are not to appear in messages */
    struct leat_text label;  /* a heading for people; else the name */
    struct leat_text key;    /* the value that a pivot made this column of */
    struct leat_text format; /* a number format, as spreadsheets have it: "#,##0", "mmm-yy"; else as
                                the sink likes */
    uint32_t has_totals;     /* some of its values may be marked as totals (leat_grouping) */
};

/* How columns are ordered by leat_sort_keys and leat_compare. Without flags: ascending, nulls last.
 * Text goes by code point, false before true. */
#define LEAT_DESCENDING 1u /* highest first (nulls stay where the other flag has them) */
#define LEAT_NULLS_FIRST 2u

/* The keys of a batch's rows: bytes offsets[row] to offsets[row + 1]. They compare by memcmp (the
 * shorter first where one begins the other) as the rows do, and are equal where the rows are; a
 * null equals a null with the same symbol, or none. Lent until the callback returns. */
struct leat_keys {
    const uint8_t *bytes;    /* 8 more may be read at their end, which say nothing */
    const uint64_t *offsets; /* rows + 1 of them */
};

/* The numbers that one key has in two indices. */
struct leat_index_pair {
    uint32_t from, into;
};

/* Where a source's row stood, for leat_reject_at. */
struct leat_place {
    int32_t file;       /* leat_file.number */
    int32_t column;     /* the column at fault, as the step numbers them, or -1 */
    int64_t line, byte; /* from 1; from 0, or -1 where unknown */
    struct leat_text
        value; /* the value at fault, or as much of the row as helps; data NULL: none. It is not
                * shown where the column is private, or, of a row, where any column is. */
};

/* What becomes of the symbols in a measure's argument, where that is a column: in place of its
 * values, sum(pupils), say. Of several in a group the one that the column's list has first is the
 * weightiest. */
enum leat_symbols {
    LEAT_SYMBOLS_BY_MEASURE = 0, /* counts leave them out; any other measure passes them on */
    LEAT_SYMBOLS_IGNORE = 1,     /* they are left out, as nulls are */
    LEAT_SYMBOLS_PASS = 2,       /* the weightiest stands in place of the measure's value */
    LEAT_SYMBOLS_FAIL = 3,       /* a row with one is rejected */
};

enum leat_level { LEAT_DEBUG = 0, LEAT_INFO = 1, LEAT_WARNING = 2 };

/* ======== 4. Calls ======== */

/* The runner's functions. Call the inline functions below instead; they say what each does. */
struct leat_host {
    size_t size;
    uint32_t abi;
    uint32_t reserved;
    const char *version; /* leat's own, "1.0.0" */

    /* telling */
    int (*fail)(struct leat_step *, const char *message, size_t size);
    int (*fail_world)(struct leat_step *, const char *message, size_t size);
    int (*fail_option)(struct leat_step *, const void *field, const char *message, size_t size);
    void (*reject)(struct leat_step *, struct leat_batch *, int64_t row, int32_t column,
                   const char *message, size_t size);
    void (*reject_at)(struct leat_step *, const struct leat_place *, const char *message,
                      size_t size);
    const uint8_t *(*rejected)(struct leat_step *, struct leat_batch *);
    int (*fail_row)(struct leat_step *, struct leat_batch *, int64_t row, int32_t column,
                    const char *message, size_t size);
    struct leat_place (*place)(struct leat_step *, struct leat_batch *, int64_t row);
    struct leat_text (*file_name)(struct leat_step *, int32_t file);
    void (*log)(struct leat_step *, int level, const char *message, size_t size);
    bool (*stopping)(struct leat_step *);
    struct leat_text (*suggest)(struct leat_step *, struct leat_text wrong,
                                const struct leat_text *names, size_t count);

    /* binding */
    int32_t (*columns)(struct leat_bind *, int32_t input);
    int32_t (*inputs)(struct leat_bind *);
    struct leat_text (*column_name)(struct leat_bind *, int32_t input, int32_t column);
    struct leat_type (*column_type)(struct leat_bind *, int32_t input, int32_t column);
    void (*column_hint)(struct leat_bind *, int32_t input, int32_t column, struct leat_hint *hint);
    struct leat_text (*column_symbol)(struct leat_bind *, int32_t input, int32_t column,
                                      size_t number);
    int32_t (*find)(struct leat_bind *, int32_t input, struct leat_text name);
    void (*uses)(struct leat_bind *, int32_t input, int32_t column);
    int32_t (*out_pass)(struct leat_bind *, int32_t input, int32_t column);
    int32_t (*out_new)(struct leat_bind *, struct leat_text name, struct leat_type,
                       const int32_t *from, size_t count);
    int32_t (*out_field)(struct leat_bind *, struct leat_fields *, int32_t field,
                         struct leat_text name);
    int32_t (*out_measure)(struct leat_bind *, const struct leat_measures *, size_t measure);
    void (*out_replace)(struct leat_bind *, int32_t column, struct leat_type);
    void (*out_rename)(struct leat_bind *, int32_t column, struct leat_text name);
    void (*out_drop)(struct leat_bind *, int32_t column);
    void (*out_order)(struct leat_bind *, const int32_t *columns, size_t count);
    void (*out_hint)(struct leat_bind *, int32_t column, const struct leat_hint *hint);
    void (*out_symbol)(struct leat_bind *, int32_t column, struct leat_text symbol);
    void (*out_symbols)(struct leat_bind *, int32_t column, int32_t input, int32_t from);
    void (*out_expression)(struct leat_bind *, int32_t column, const struct leat_expression *);
    bool (*needed)(struct leat_step *, int32_t column);
    int32_t (*fields_count)(struct leat_step *, const struct leat_fields *);
    struct leat_text (*field_name)(struct leat_step *, const struct leat_fields *, int32_t field);
    struct leat_type (*field_type)(struct leat_step *, const struct leat_fields *, int32_t field);

    /* formats */
    int32_t (*format_count)(struct leat_step *);
    struct leat_text (*format_name)(struct leat_step *, int32_t format);
    uint32_t (*format_kinds)(struct leat_step *, int32_t format);
    int32_t (*format_find)(struct leat_step *, struct leat_text name);
    bool (*format_read)(struct leat_step *, int32_t format, int kind, struct leat_text, char *out,
                        size_t *size, const char **reason);

    /* expressions and measures */
    struct leat_type (*expression_type)(struct leat_step *, const struct leat_expression *);
    int (*eval)(struct leat_step *, const struct leat_expression *, struct leat_batch *,
                struct leat_view *);
    int (*where)(struct leat_step *, const struct leat_expression *, struct leat_batch *,
                 const uint32_t **rows, size_t *count);
    const char *(*expression_sql)(struct leat_step *, const struct leat_expression *,
                                  const char *dialect);
    size_t (*measures_count)(struct leat_step *, const struct leat_measures *);
    struct leat_text (*measures_name)(struct leat_step *, const struct leat_measures *,
                                      size_t measure);
    struct leat_type (*measures_type)(struct leat_step *, const struct leat_measures *,
                                      size_t measure);
    bool (*measures_private)(struct leat_step *, const struct leat_measures *, size_t measure);
    int (*measures_symbols)(struct leat_step *, struct leat_measures *, int rule);
    size_t (*measures_size)(struct leat_step *, const struct leat_measures *);
    int (*measures_start)(struct leat_step *, const struct leat_measures *, void *block);
    int (*measures_add)(struct leat_step *, const struct leat_measures *, struct leat_batch *,
                        void *const *blocks);
    int (*measures_merge)(struct leat_step *, const struct leat_measures *, void *into, void *from);
    int (*measures_give)(struct leat_step *, const struct leat_measures *, size_t measure,
                         void *const *blocks, size_t count, struct leat_builder *, size_t *failed);
    int (*measures_save)(struct leat_step *, const struct leat_measures *, const void *block,
                         void *into, size_t room, size_t *size);
    int (*measures_load)(struct leat_step *, const struct leat_measures *, void *block,
                         const void *from, size_t size);
    void (*measures_drop)(struct leat_step *, const struct leat_measures *, void *block);

    /* editing */
    struct leat_view (*read)(struct leat_step *, struct leat_batch *, int32_t column);
    int (*rows)(struct leat_step *, struct leat_batch *, const uint32_t *rows, size_t count);
    struct leat_builder *(*build)(struct leat_step *, struct leat_batch *, int32_t column);
    int (*put)(struct leat_step *, struct leat_batch *, struct leat_builder *);
    int (*put_view)(struct leat_step *, struct leat_batch *, int32_t column,
                    const struct leat_view *);
    int (*import)(struct leat_step *, struct leat_batch *, int32_t column, struct ArrowSchema *,
                  struct ArrowArray *);
    int (*places)(struct leat_step *, struct leat_batch *, int32_t file, int64_t line,
                  const int64_t *lines, const int64_t *bytes);
    int (*grouping)(struct leat_step *, struct leat_batch *, int32_t column, const uint8_t *totals);
    const uint8_t *(*totals)(struct leat_step *, struct leat_batch *, int32_t column);
    struct leat_text (*symbol)(struct leat_step *, struct leat_batch *, int32_t column,
                               int64_t row);

    /* builders */
    void (*add_null)(struct leat_builder *);
    void (*add_symbol)(struct leat_builder *, struct leat_text symbol);
    void (*add_text)(struct leat_builder *, struct leat_text);
    char *(*add_space)(struct leat_builder *, size_t size);
    void (*add_fixed)(struct leat_builder *, int kind, const void *value);
    void (*add_cell)(struct leat_builder *, struct leat_text, bool quoted);
    void (*add_from)(struct leat_builder *, const struct leat_view *, int64_t row);
    void (*add_slices)(struct leat_builder *, struct leat_piece *, const struct leat_slice *,
                       size_t count);
    void (*bulk)(struct leat_builder *, const void *values, const uint8_t *valid, size_t count);

    /* pieces and batches of one's own */
    char *(*piece_room)(struct leat_step *, struct leat_piece *, size_t room);
    struct leat_batch *(*share)(struct leat_step *, struct leat_batch *);
    struct leat_batch *(*compact)(struct leat_step *, struct leat_batch *);
    void (*release)(struct leat_step *, struct leat_batch *);
    struct leat_batch *(*batch_new)(struct leat_step *, const struct leat_type *types,
                                    size_t count);
    int (*gather)(struct leat_step *, struct leat_batch *into, struct leat_batch *const *from,
                  size_t batches, const struct leat_pick *picks, size_t count);
    int (*gather_column)(struct leat_step *, struct leat_batch *into, int32_t column,
                         struct leat_batch *const *from, size_t batches, int32_t from_column,
                         const struct leat_pick *picks, size_t count);
    struct leat_batch *(*table)(struct leat_step *, int32_t input);
    struct leat_run *(*run_new)(struct leat_step *);
    int (*run_put)(struct leat_step *, struct leat_run *, struct leat_batch *);
    struct leat_batch *(*run_next)(struct leat_step *, struct leat_run *);
    void (*run_free)(struct leat_step *, struct leat_run *);
    void *(*alloc)(struct leat_step *, size_t size);
    void *(*realloc)(struct leat_step *, void *block, size_t size);
    void (*free)(struct leat_step *, void *block);
    size_t (*memory_left)(struct leat_step *);

    /* comparing */
    int (*hash)(struct leat_step *, struct leat_batch *, const int32_t *columns, size_t count,
                uint64_t *hashes);
    int (*compare)(struct leat_step *, struct leat_batch *a, int64_t row_a,
                   const int32_t *columns_a, struct leat_batch *b, int64_t row_b,
                   const int32_t *columns_b, const uint32_t *orders, size_t count);
    int (*sort_keys)(struct leat_step *, struct leat_batch *, const int32_t *columns,
                     const uint32_t *orders, size_t count, struct leat_keys *);
    struct leat_index *(*index_new)(struct leat_step *, const struct leat_type *types,
                                    size_t count);
    int (*index_add)(struct leat_step *, struct leat_index *, struct leat_batch *,
                     const int32_t *columns, uint32_t *numbers);
    int (*index_find)(struct leat_step *, const struct leat_index *, struct leat_batch *,
                      const int32_t *columns, uint32_t *numbers);
    size_t (*index_count)(struct leat_step *, const struct leat_index *);
    int (*index_merge)(struct leat_step *, struct leat_index *into, const struct leat_index *from,
                       size_t range, size_t ranges, struct leat_index_pair **pairs, size_t *count);
    void (*index_free)(struct leat_step *, struct leat_index *);

    /* the world */
    const struct leat_file *(*files)(struct leat_step *, const struct leat_text *field,
                                     size_t *count);
    int64_t (*read_at)(struct leat_step *, const struct leat_file *, int64_t offset, void *into,
                       size_t size);
    int (*output)(struct leat_step *, const struct leat_text *field, struct leat_output *);
    int (*wrote)(struct leat_step *, int32_t input, int64_t row, int32_t column,
                 struct leat_text where);
    int (*blob)(struct leat_step *, struct leat_batch *, const void *bytes, size_t size);
    struct leat_text (*blob_bytes)(struct leat_step *, struct leat_batch *);

    /* added after the first version: ask leat_has */
    int32_t (*threads)(struct leat_step *);
    int (*run_gather)(struct leat_step *, struct leat_run *, struct leat_batch *const *from,
                      size_t batches, const struct leat_pick *picks, size_t count);
    void (*counted)(struct leat_step *, int64_t rows);
    void (*rule)(struct leat_step *, const void *field);
    void (*add_texts)(struct leat_builder *, const struct leat_text *texts, size_t count);
    struct leat_batch *(*pack)(struct leat_step *, struct leat_batch *);
};

/* Whether this runner has the call `name` of struct leat_host; needed only for calls added after
 * the first version. */
#define leat_has(step, name)                                                                       \
    ((step)->host->size > offsetof(struct leat_host, name) && (step)->host->name)

/* -- Telling ---------------------------------------------------------------------------------- */

#if defined(__GNUC__)
#define LEAT_PRINTF(text, first) __attribute__((__format__(__printf__, text, first), __unused__))
#else
#define LEAT_PRINTF(text, first)
#endif
/* Messages are formatted as by printf and cut at this many bytes, between characters. They are one
 * sentence without a full stop, and say what to do: "the name has no second word; set \"from\" to
 * the column with full names". The runner adds the file, the line and the step. */
#define LEAT_MESSAGE 2048

/* Around the format of a value of the data in a message, as in "no row with urn = "
 * LEAT_VALUE("%s"): a log that must hold no values (--log json) then shows *** in its place.
 * Elsewhere the marks are not shown. */
#define LEAT_VALUE(format) "\x02" format "\x03"

static inline size_t leat_message_size(int printed) {
    return printed < 0 ? 0 : printed < LEAT_MESSAGE ? (size_t)printed : LEAT_MESSAGE - 1;
}

/* The step cannot go on: in open the definition is at fault, later the data or the world. Answers
 * LEAT_FAILED, so that a callback can `return leat_fail(…)`. Told twice in one callback, the last
 * word counts; behind it stands the reason of a call that failed before, such as
 * leat_measures_give. */
LEAT_PRINTF(2, 3) static int leat_fail(struct leat_step *step, const char *format, ...) {
    char message[LEAT_MESSAGE];
    va_list list;
    va_start(list, format);
    int printed = vsnprintf(message, sizeof message, format, list);
    va_end(list);
    return step->host->fail(step, message, leat_message_size(printed));
}

/* The same where neither definition nor data are at fault but the world is: a file, the disk, a
 * lock, a server. The run's status is then 3. */
LEAT_PRINTF(2, 3) static int leat_fail_world(struct leat_step *step, const char *format, ...) {
    char message[LEAT_MESSAGE];
    va_list list;
    va_start(list, format);
    int printed = vsnprintf(message, sizeof message, format, list);
    va_end(list);
    return step->host->fail_world(step, message, leat_message_size(printed));
}

/* The same for a mistake in an option: the message gets the file, line and column of that option.
 * field is the address of the option's field in state, or of a field or item inside a list, map or
 * nested struct; of a declared column it is what leat_field_name gave as data. */
LEAT_PRINTF(3, 4)
static int leat_fail_option(struct leat_step *step, const void *field, const char *format, ...) {
    char message[LEAT_MESSAGE];
    va_list list;
    va_start(list, format);
    int printed = vsnprintf(message, sizeof message, format, list);
    va_end(list);
    return step->host->fail_option(step, field, message, leat_message_size(printed));
}

/* This row cannot be used. The runner keeps it, with its place, the value in `column` (-1: none in
 * particular) and the message, and takes it out of the batch when the callback returns; until then
 * the plugin goes on as if it were there. row is numbered as the callback was given the batch. A
 * row may be rejected for several reasons; it counts once. In a fold, only in add. Not for sinks,
 * whose rows have come through: they fail instead. */
LEAT_PRINTF(5, 6)
static void leat_reject(struct leat_step *step, struct leat_batch *batch, int64_t row,
                        int32_t column, const char *format, ...) {
    char message[LEAT_MESSAGE];
    va_list list;
    va_start(list, format);
    int printed = vsnprintf(message, sizeof message, format, list);
    va_end(list);
    step->host->reject(step, batch, row, column, message, leat_message_size(printed));
}

/* Which option the rows fall short of that this callback rejects from now on: field is its address,
 * as for leat_fail_option. It stands with the reject, where people look up what was asked of the
 * row; otherwise the step does. */
static inline void leat_rule(struct leat_step *step, const void *field) {
    if (leat_has(step, rule))
        step->host->rule(step, field);
}

/* The rows of the batch that this callback has rejected so far, by leat_reject or because an
 * expression or a measure could not be worked out for them: a bit a row, as the callback was given
 * them; NULL: none. For folds above all, whose groups must not come from rejected rows. Lent until
 * the next call. */
static inline const uint8_t *leat_rejected(struct leat_step *step, struct leat_batch *batch) {
    return step->host->rejected(step, batch);
}

/* The run cannot go on because of this row, however many rows may be rejected: the message gets its
 * place and the value in `column` (-1: none in particular), as leat_reject's does. row is numbered
 * as the callback was given the batch; not for sources. Told of several rows in one callback, the
 * first of them counts; what was rejected up to it is told too. Answers LEAT_FAILED, so that a
 * callback can `return leat_fail_row(…)`, or go on to find an earlier one and fail then. */
LEAT_PRINTF(5, 6)
static int leat_fail_row(struct leat_step *step, struct leat_batch *batch, int64_t row,
                         int32_t column, const char *format, ...) {
    char message[LEAT_MESSAGE];
    va_list list;
    va_start(list, format);
    int printed = vsnprintf(message, sizeof message, format, list);
    va_end(list);
    return step->host->fail_row(step, batch, row, column, message, leat_message_size(printed));
}

/* Where a row came from, for a message about another: of the batch that the callback was given, as
 * it was given, of one that is kept, or of a table. file: -1 where it is not known; line: 0 there.
 * column and value say nothing. */
static inline struct leat_place leat_place_of(struct leat_step *step, struct leat_batch *batch,
                                              int64_t row) {
    return step->host->place(step, batch, row);
}
/* The name of leat_place.file, from 0 on, as messages have it: a file, or the step that made the
 * row anew, whose lines are then the numbers of its rows. Valid until close. */
static inline struct leat_text leat_file_name(struct leat_step *step, int32_t file) {
    return step->host->file_name(step, file);
}

/* For sources: a row that never got into a batch (too few fields, say). Told again for the same
 * file, line and byte it is a further reason for the same row. */
LEAT_PRINTF(3, 4)
static void leat_reject_at(struct leat_step *step, const struct leat_place *place,
                           const char *format, ...) {
    char message[LEAT_MESSAGE];
    va_list list;
    va_start(list, format);
    int printed = vsnprintf(message, sizeof message, format, list);
    va_end(list);
    step->host->reject_at(step, place, message, leat_message_size(printed));
}

/* A remark for the log; shown by level: debug with -v, info always but with -q, warnings always.
 * Put no data values in.
 */
LEAT_PRINTF(3, 4)
static void leat_log(struct leat_step *step, enum leat_level level, const char *format, ...) {
    char message[LEAT_MESSAGE];
    va_list list;
    va_start(list, format);
    int printed = vsnprintf(message, sizeof message, format, list);
    va_end(list);
    step->host->log(step, (int)level, message, leat_message_size(printed));
}

/* Whether the run is being stopped; long loops ask now and then and return LEAT_STOPPED. */
static inline bool leat_stopping(struct leat_step *step) { return step->host->stopping(step); }

/* The name nearest to a wrong one, for "did you mean"; data NULL when none is near, or where there
 * are more than LEAT_SUGGEST_MOST names: all are gone through, and that may be for each row. */
#define LEAT_SUGGEST_MOST 2000
static inline struct leat_text leat_suggest(struct leat_step *step, struct leat_text wrong,
                                            const struct leat_text *names, size_t count) {
    return step->host->suggest(step, wrong, names, count);
}

/* -- Binding: in open ------------------------------------------------------------------------- */

/* All of it is for the `bind` that open was given, during open alone; a column or input that does
 * not exist fails the open. */

/* The number of inputs; of columns of an input; a column's name and type. Texts are valid until
 * close, NUL-terminated. Input 0 is the rows above (or what `from` names); step options follow in
 * their order. For a sink whose options name its inputs (LEAT_STREAM) those are all there are, from
 * 0. */
static inline int32_t leat_inputs(struct leat_bind *bind) { return bind->host->inputs(bind); }
static inline int32_t leat_columns(struct leat_bind *bind, int32_t input) {
    return bind->host->columns(bind, input);
}
static inline struct leat_text leat_column_name(struct leat_bind *bind, int32_t input,
                                                int32_t column) {
    return bind->host->column_name(bind, input, column);
}
static inline struct leat_type leat_column_type(struct leat_bind *bind, int32_t input,
                                                int32_t column) {
    return bind->host->column_type(bind, input, column);
}
/* What is known of showing it; hint->size is set by the caller. Texts are valid until close. */
static inline void leat_column_hint(struct leat_bind *bind, int32_t input, int32_t column,
                                    struct leat_hint *hint) {
    bind->host->column_hint(bind, input, column, hint);
}
/* The symbols that the column's cells may carry, the weightiest first: number 0, 1 …; size 0: no
 * more of them. */
static inline struct leat_text leat_column_symbol(struct leat_bind *bind, int32_t input,
                                                  int32_t column, size_t number) {
    return bind->host->column_symbol(bind, input, column, number);
}
/* The column of that name, or -1. */
static inline int32_t leat_find(struct leat_bind *bind, int32_t input, struct leat_text name) {
    return bind->host->find(bind, input, name);
}
/* The step reads this column though no option names it (with LEAT_READS_NAMED). */
static inline void leat_uses(struct leat_bind *bind, int32_t input, int32_t column) {
    bind->host->uses(bind, input, column);
}

/* What comes out. A row-wise transform starts with all columns of input 0; a source or fold with
 * none.
 *
 * out_pass     folds: an input's column comes out as it is, by leat_gather. Row-wise steps, of a
 *              further input: a new column like that one, its name, type, hint and symbols, to be
 *              filled by leat_gather_column. Answers its number. The input's column is needed where
 *              this one is, without leat_uses.
 * out_new      a new column. Answers its number. from, count: the columns of input 0 that it is
 *              made of, which are then needed where it is needed, and whose symbols it may carry;
 *              it is private where one of them is. count 0: none.
 * out_field    sources: a new column that is read as the definition declares that field; name as
 *              the input has it. With field -1 a text column that is not declared.
 * out_measure  folds: a new column for what leat_measures_give gives of that measure: its name,
 *              its type and the symbols that may stand in it. After leat_measures_symbols.
 * out_replace  row-wise: process will put another column in this one's place; what was symbols and
 *              totals of the old is dropped (out_symbols, said after it, where the new one keeps
 *              them), and so are unit, decimals and format.
 * out_rename, out_drop, out_order
 *              change names; leave out; set the order (those not listed follow as they were).
 * out_hint     how it may be shown. What the hint leaves out (a text with data NULL, decimals -1)
 *              stays as it was; a column once private stays so.
 * out_symbol   a symbol that the column may carry, of less weight than those it has already.
 * out_symbols  it may carry those of an input's column: they are added behind its own.
 * out_expression
 *              it holds what leat_eval gives of the expression over input 0: private where a column
 *              in that is, and where the expression is no more than a column's name, it may carry
 *              its symbols (any other expression drops them).
 *
 * What is announced here must be put into every batch that has rows, where it is needed. A column
 * put with a symbol where open did not say that it may carry any is a mistake of the plugin's.
 *
 * Names and symbols are copied; names of options that are absent (data NULL) are no names. Mistakes
 * (a name used twice, no such column) stick and fail the open with a message; the number is then
 * -1. */
static inline int32_t leat_out_pass(struct leat_bind *bind, int32_t input, int32_t column) {
    return bind->host->out_pass(bind, input, column);
}
static inline int32_t leat_out_new(struct leat_bind *bind, struct leat_text name,
                                   struct leat_type type, const int32_t *from, size_t count) {
    return bind->host->out_new(bind, name, type, from, count);
}
static inline int32_t leat_out_field(struct leat_bind *bind, struct leat_fields *fields,
                                     int32_t field, struct leat_text name) {
    return bind->host->out_field(bind, fields, field, name);
}
static inline int32_t leat_out_measure(struct leat_bind *bind, const struct leat_measures *measures,
                                       size_t measure) {
    return bind->host->out_measure(bind, measures, measure);
}
static inline void leat_out_replace(struct leat_bind *bind, int32_t column, struct leat_type type) {
    bind->host->out_replace(bind, column, type);
}
static inline void leat_out_rename(struct leat_bind *bind, int32_t column, struct leat_text name) {
    bind->host->out_rename(bind, column, name);
}
static inline void leat_out_drop(struct leat_bind *bind, int32_t column) {
    bind->host->out_drop(bind, column);
}
static inline void leat_out_order(struct leat_bind *bind, const int32_t *columns, size_t count) {
    bind->host->out_order(bind, columns, count);
}
static inline void leat_out_hint(struct leat_bind *bind, int32_t column,
                                 const struct leat_hint *hint) {
    bind->host->out_hint(bind, column, hint);
}
static inline void leat_out_symbol(struct leat_bind *bind, int32_t column,
                                   struct leat_text symbol) {
    bind->host->out_symbol(bind, column, symbol);
}
static inline void leat_out_symbols(struct leat_bind *bind, int32_t column, int32_t input,
                                    int32_t from) {
    bind->host->out_symbols(bind, column, input, from);
}
static inline void leat_out_expression(struct leat_bind *bind, int32_t column,
                                       const struct leat_expression *expression) {
    bind->host->out_expression(bind, column, expression);
}

/* From start on, not in open: whether what the step gives in this column is needed by anyone. A
 * column that is not needed need not be built; it is null. Declared columns of a source are always
 * needed. */
static inline bool leat_needed(struct leat_step *step, int32_t column) {
    return step->host->needed(step, column);
}

/* The columns that the definition declares for a source (options of kind FIELDS): how many, and
 * each one's name and type, 0 <= field < count; names are valid until close. fields may be NULL:
 * none. */
static inline int32_t leat_fields_count(struct leat_step *step, const struct leat_fields *fields) {
    return step->host->fields_count(step, fields);
}
static inline struct leat_text leat_field_name(struct leat_step *step,
                                               const struct leat_fields *fields, int32_t field) {
    return step->host->field_name(step, fields, field);
}
static inline struct leat_type leat_field_type(struct leat_step *step,
                                               const struct leat_fields *fields, int32_t field) {
    return step->host->field_type(step, fields, field);
}

/* -- Formats ---------------------------------------------------------------------------------- */

/* What texts of education data must be (a URN, a UPN, an academic year …), and the
 * one form that each is brought into, with one meaning in all sources, expressions and plugins.
 * `leat plugins csv` lists them, as the choices of a column's "format".
 *
 * A format is known by its number, from 0 to leat_format_count - 1, which holds for this run alone.
 * All of these may be called in any callback, on any thread. A number that is none breaks the
 * plugin's contract: the call answers nothing, and the step fails. */
static inline int32_t leat_format_count(struct leat_step *step) {
    return step->host->format_count(step);
}
/* Its name, for suggestions (leat_suggest): NUL-terminated, valid for ever. */
static inline struct leat_text leat_format_name(struct leat_step *step, int32_t format) {
    return step->host->format_name(step, format);
}
/* The kinds of columns that it goes with, as LEAT_KINDS has them; LEAT_TEXT is always one. */
static inline uint32_t leat_format_kinds(struct leat_step *step, int32_t format) {
    return step->host->format_kinds(step, format);
}
/* The format of that name, or -1. */
static inline int32_t leat_format_find(struct leat_step *step, struct leat_text name) {
    return step->host->format_find(step, name);
}

/* Room for the form of any text. */
#define LEAT_FORMAT_ROOM 64

/* Brings a text into its one form, as a column of that kind holds it (LEAT_TEXT; or LEAT_INTEGER,
 * where the form is its digits: an integer is checked by reading its digits). true: out, which has
 * LEAT_FORMAT_ROOM bytes, holds *size bytes of UTF-8, not NUL-terminated; read again they stay as
 * they are. false: the text does not fit; out is not to be used, and *reason, which is never NULL
 * and valid for ever, says why in words that never have any of the value, to go after a value or
 * after "is": "not a URN: those are six digits, from 100000 to 999999". That is no failure of the
 * step: reject the row with the reason. */
static inline bool leat_format_read(struct leat_step *step, int32_t format, enum leat_kind kind,
                                    struct leat_text text, char *out, size_t *size,
                                    const char **reason) {
    return step->host->format_read(step, format, (int)kind, text, out, size, reason);
}

/* -- Expressions and measures: compiled and evaluated by the runner, one meaning in all plugins - */

/* They are worked out over rows of the input that the option is over: the callback's batch before a
 * column of it is replaced, a table, or a batch kept of them; not one of the plugin's own, nor one
 * that is being filled. Where a row of the callback's batch fails it is rejected; one of a kept
 * batch or a table fails the step. */

static inline struct leat_type leat_expression_type(struct leat_step *step,
                                                    const struct leat_expression *expression) {
    return step->host->expression_type(step, expression);
}

/* Evaluates over all rows of the batch. *view is lent until the callback returns. Rows for which it
 * fails (a division by zero, an overflow, a wrong cast) are rejected, and null in the view. The
 * expression must be there: test the field of an optional one for NULL. */
static inline int leat_eval(struct leat_step *step, const struct leat_expression *expression,
                            struct leat_batch *batch, struct leat_view *view) {
    return step->host->eval(step, expression, batch, view);
}

/* The rows for which a boolean expression (its option's .kinds says so) is true, ascending; lent
 * until the next leat_where or until the callback returns. */
static inline int leat_where(struct leat_step *step, const struct leat_expression *expression,
                             struct leat_batch *batch, const uint32_t **rows, size_t *count) {
    return step->host->where(step, expression, batch, rows, count);
}

/* The expression as another system's SQL ("postgresql", "sqlite"); NULL where its meaning there
 * would differ, or the dialect is not known. Valid until close. */
static inline const char *leat_expression_sql(struct leat_step *step,
                                              const struct leat_expression *expression,
                                              const char *dialect) {
    return step->host->expression_sql(step, expression, dialect);
}

/* A compiled set of measures is a block of bytes a group, measures_size of them, aligned to 16. The
 * plugin owns the blocks and the grouping; the runner owns the arithmetic. measures NULL (an absent
 * option) is an empty set: count and size are 0, and start, add, merge and drop do nothing.
 * Different blocks may be used by several threads at once.
 *
 * symbols in open, before size and leat_out_measure: what becomes of the symbols in an argument that
 *         is a column, of all measures of the set; without it LEAT_SYMBOLS_BY_MEASURE. An
 *         expression over measures, 100.0 * sum(a) / sum(b), gives the weightiest of those that its
 *         measures give, by a list that has a's symbols and then b's.
 * start   readies a block.
 * add     adds row i of the batch to blocks[i] (NULL: the row is left out), for all rows in one
 *         call. Rows whose argument cannot be worked out are rejected and added to nothing.
 * merge   adds what `from` holds to `into`; from is then as after drop.
 * give    adds `count` results of one measure to the builder. When one cannot be given (an
 *         overflow), answers LEAT_FAILED with *failed its position: tell the group's name with
 *         leat_fail, to which the runner adds the reason.
 * save, load
 *         a block as bytes and back, for keeping elsewhere: *size is set to the bytes it takes;
 *         where that is more than room nothing is written.
 * drop    gives back what a started block holds beside its bytes; each started block is dropped or
 *         merged away. */
static inline size_t leat_measures_count(struct leat_step *step,
                                         const struct leat_measures *measures) {
    return step->host->measures_count(step, measures);
}
static inline struct leat_text
leat_measures_name(struct leat_step *step, const struct leat_measures *measures, size_t measure) {
    return step->host->measures_name(step, measures, measure);
}
static inline struct leat_type
leat_measures_type(struct leat_step *step, const struct leat_measures *measures, size_t measure) {
    return step->host->measures_type(step, measures, measure);
}
/* Whether its values are not to appear in messages: they are made of a private column's. */
static inline bool leat_measures_private(struct leat_step *step,
                                         const struct leat_measures *measures, size_t measure) {
    return step->host->measures_private(step, measures, measure);
}
static inline int leat_measures_symbols(struct leat_step *step, struct leat_measures *measures,
                                        enum leat_symbols rule) {
    return step->host->measures_symbols(step, measures, (int)rule);
}
static inline size_t leat_measures_size(struct leat_step *step,
                                        const struct leat_measures *measures) {
    return step->host->measures_size(step, measures);
}
static inline int leat_measures_start(struct leat_step *step, const struct leat_measures *measures,
                                      void *block) {
    return step->host->measures_start(step, measures, block);
}
static inline int leat_measures_add(struct leat_step *step, const struct leat_measures *measures,
                                    struct leat_batch *batch, void *const *blocks) {
    return step->host->measures_add(step, measures, batch, blocks);
}
static inline int leat_measures_merge(struct leat_step *step, const struct leat_measures *measures,
                                      void *into, void *from) {
    return step->host->measures_merge(step, measures, into, from);
}
static inline int leat_measures_give(struct leat_step *step, const struct leat_measures *measures,
                                     size_t measure, void *const *blocks, size_t count,
                                     struct leat_builder *builder, size_t *failed) {
    return step->host->measures_give(step, measures, measure, blocks, count, builder, failed);
}
static inline int leat_measures_save(struct leat_step *step, const struct leat_measures *measures,
                                     const void *block, void *into, size_t room, size_t *size) {
    return step->host->measures_save(step, measures, block, into, room, size);
}
static inline int leat_measures_load(struct leat_step *step, const struct leat_measures *measures,
                                     void *block, const void *from, size_t size) {
    return step->host->measures_load(step, measures, block, from, size);
}
static inline void leat_measures_drop(struct leat_step *step, const struct leat_measures *measures,
                                      void *block) {
    step->host->measures_drop(step, measures, block);
}

/* -- Editing a batch -------------------------------------------------------------------------- */

/* A column's values (read.h): of the callback's batch, a table, a kept batch or one of one's own.
 * Valid until the callback returns, whatever is edited meanwhile, and not a moment longer, even of
 * a table; a column put later is read anew. Reading a column that the step did not say it reads
 * fails the step; the view then is of nulls. */
static inline struct leat_view leat_read(struct leat_step *step, struct leat_batch *batch,
                                         int32_t column) {
    return step->host->read(step, batch, column);
}

/* Keeps the listed rows, in the order listed, which may repeat; all columns, places and symbols
 * follow. At most once a call of process, at most LEAT_BATCH_ROWS of them (then LEAT_MORE), and
 * rows of later leat_put must number `count`. The list is copied. */
static inline int leat_rows(struct leat_step *step, struct leat_batch *batch, const uint32_t *rows,
                            size_t count) {
    return step->host->rows(step, batch, rows, count);
}

/* Begins a column of the batch: a new one, or one that open replaced. Never NULL: when there is no
 * memory, what is added is dropped and put fails. Each builder is given to leat_put, or is dropped
 * by the runner when the callback returns. A column that is needed (leat_needed) must be put into
 * every batch that has rows: leaving it out breaks the contract. */
static inline struct leat_builder *leat_build(struct leat_step *step, struct leat_batch *batch,
                                              int32_t column) {
    return step->host->build(step, batch, column);
}

/* Puts the column built into its place; consumes the builder, to which nothing may be added any
 * more. It must hold as many values as the
 * batch has rows; the first one put into an empty batch of a source or fold sets that number. */
static inline int leat_put(struct leat_step *step, struct leat_batch *batch,
                           struct leat_builder *builder) {
    return step->host->put(step, batch, builder);
}

/* Puts what leat_read or leat_eval gave, of this batch, into another column of the same type,
 * without copying. */
static inline int leat_put_view(struct leat_step *step, struct leat_batch *batch, int32_t column,
                                const struct leat_view *view) {
    return step->host->put_view(step, batch, column, view);
}

/* Puts an Arrow array, which is consumed (as is the schema). Other layouts of the same kind are
 * converted; what cannot be is an error. Lengths, bitmaps, offsets and UTF-8 are proved. */
static inline int leat_import(struct leat_step *step, struct leat_batch *batch, int32_t column,
                              struct ArrowSchema *schema, struct ArrowArray *array) {
    return step->host->import(step, batch, column, schema, array);
}

/* Sources: where the batch's rows stood, called once after the columns are put. file is
 * leat_file.number; lines count from 1, bytes from 0, and each array has one entry a row. lines
 * NULL: the first row at `line`, each next one line further; bytes NULL: unknown. Both are copied.
 * In decode it may be left out where rows are lines: the piece's file and line then hold. In next
 * it may be left out by sources without files alone: their rows are numbered. */
static inline int leat_places(struct leat_step *step, struct leat_batch *batch, int32_t file,
                              int64_t line, const int64_t *lines, const int64_t *bytes) {
    return step->host->places(step, batch, file, line, lines, bytes);
}

/* Marks cells of a key column as totals: a bit a row, 1 where the row is a total over this key.
 * Follows the column through later steps; sinks ask leat_totals, which answers NULL where there are
 * none. Lent until the callback returns.
 */
static inline int leat_grouping(struct leat_step *step, struct leat_batch *batch, int32_t column,
                                const uint8_t *totals) {
    return step->host->grouping(step, batch, column, totals);
}
static inline const uint8_t *leat_totals(struct leat_step *step, struct leat_batch *batch,
                                         int32_t column) {
    return step->host->totals(step, batch, column);
}

/* The symbol that stands in place of an absent number ("x", "c", "z"); size 0: none. Lent until the
 * callback returns.
 */
static inline struct leat_text leat_symbol(struct leat_step *step, struct leat_batch *batch,
                                           int32_t column, int64_t row) {
    return step->host->symbol(step, batch, column, row);
}

/* -- Builders: one value at a time, or many --------------------------------------------------- */

static inline void leat_add_null(struct leat_builder *builder) { builder->host->add_null(builder); }

/* A null whose cell shows a symbol. */
static inline void leat_add_symbol(struct leat_builder *builder, struct leat_text symbol) {
    builder->host->add_symbol(builder, symbol);
}

/* A copy of the text, which must be UTF-8 (batches of plugins are proved). */
static inline void leat_add_text(struct leat_builder *builder, struct leat_text text) {
    builder->host->add_text(builder, text);
}

/* Copies of many texts, which must be UTF-8; one whose data is NULL is a null. */
static inline void leat_add_texts(struct leat_builder *builder, const struct leat_text *texts,
                                  size_t count) {
    if (leat_has(builder, add_texts))
        builder->host->add_texts(builder, texts, count);
    for (size_t i = 0; i < count && !leat_has(builder, add_texts); i++)
        if (texts[i].data)
            leat_add_text(builder, texts[i]);
        else
            leat_add_null(builder);
}

/* Room for a text of `size` bytes (at most LEAT_TEXT_MOST), to be written at once. Never NULL. */
static inline char *leat_add_space(struct leat_builder *builder, size_t size) {
    return builder->host->add_space(builder, size);
}

static inline bool leat_builder_fits(const struct leat_builder *builder, int kind) {
    return builder->rows < builder->room && !builder->valid && builder->type.kind == kind;
}
static inline void leat_add_integer(struct leat_builder *builder, int64_t value) {
    if (leat_builder_fits(builder, LEAT_INTEGER))
        ((int64_t *)builder->values)[builder->rows++] = value;
    else
        builder->host->add_fixed(builder, LEAT_INTEGER, &value);
}
static inline void leat_add_real(struct leat_builder *builder, double value) /* finite */
{
    if (leat_builder_fits(builder, LEAT_REAL))
        ((double *)builder->values)[builder->rows++] = value;
    else
        builder->host->add_fixed(builder, LEAT_REAL, &value);
}
static inline void leat_add_decimal(struct leat_builder *builder,
                                    struct leat_decimal value) /* at the column's scale */
{
    if (leat_builder_fits(builder, LEAT_DECIMAL))
        ((struct leat_decimal *)builder->values)[builder->rows++] = value;
    else
        builder->host->add_fixed(builder, LEAT_DECIMAL, &value);
}
static inline void leat_add_boolean(struct leat_builder *builder, bool value) {
    uint8_t byte = value;
    builder->host->add_fixed(builder, LEAT_BOOLEAN, &byte);
}
static inline void leat_add_date(struct leat_builder *builder, int32_t days) {
    if (leat_builder_fits(builder, LEAT_DATE))
        ((int32_t *)builder->values)[builder->rows++] = days;
    else
        builder->host->add_fixed(builder, LEAT_DATE, &days);
}
static inline void leat_add_timestamp(struct leat_builder *builder, int64_t micros) {
    if (leat_builder_fits(builder, LEAT_TIMESTAMP))
        ((int64_t *)builder->values)[builder->rows++] = micros;
    else
        builder->host->add_fixed(builder, LEAT_TIMESTAMP, &micros);
}

/* Sources, columns of leat_out_field: reads the text as the definition declares the column: nulls,
 * symbols, kind, pattern. quoted: it stood in quotes, so an empty one is empty text. What cannot be
 * read is added as null and its row rejected, with the reason. The text must be UTF-8 (it is
 * proved) and is copied. */
static inline void leat_add_cell(struct leat_builder *builder, struct leat_text text, bool quoted) {
    builder->host->add_cell(builder, text, quoted);
}

/* A value of another column of the same type, with its symbol and total mark; view is one that this
 * callback got from leat_read or leat_eval. */
static inline void leat_add_from(struct leat_builder *builder, const struct leat_view *view,
                                 int64_t row) {
    builder->host->add_from(builder, view, row);
}

/* Sources, in decode: many cells at once, as leat_add_cell reads each; text columns point into the
 * piece instead of copying. */
static inline void leat_add_slices(struct leat_builder *builder, struct leat_piece *piece,
                                   const struct leat_slice *slices, size_t count) {
    builder->host->add_slices(builder, piece, slices, count);
}

/* Many fixed-width values at once (not text): an array of the kind's C type (booleans: bits), and a
 * bitmap or NULL. */
static inline void leat_bulk(struct leat_builder *builder, const void *values, const uint8_t *valid,
                             size_t count) {
    builder->host->bulk(builder, values, valid, count);
}

/* -- Pieces, kept batches, memory ------------------------------------------------------------- */

/* In cut: makes the piece's buffer at least `room` bytes, keeping its `size` bytes, and answers
 * with it; NULL when it cannot be had (leat_fail is done). */
static inline char *leat_piece_room(struct leat_step *step, struct leat_piece *piece, size_t room) {
    return step->host->piece_room(step, piece, room);
}

/* Keeps a batch beyond the callback, until leat_release, which must come by end or close. What is
 * kept may be read by several threads at once. share holds what it points into (for a source's
 * rows, the piece's whole buffer); compact copies the values into memory of its own. Only columns that the
 * step reads or passes are kept. NULL: no memory (leat_fail is done). leat_release takes kept
 * batches and those of leat_batch_new, each once, or NULL; never one that is lent. */
static inline struct leat_batch *leat_share(struct leat_step *step, struct leat_batch *batch) {
    return step->host->share(step, batch);
}
static inline struct leat_batch *leat_compact(struct leat_step *step, struct leat_batch *batch) {
    return step->host->compact(step, batch);
}
/* In add: keeps a batch of the input for nothing but leat_gather and leat_run_gather, with each row
 * in one place: many rows that come out in another order take less memory so, unless most share
 * their texts or have long ones, and are picked faster. All batches of one gather are then packed
 * ones. A runner that lacks the call shares the batch; nothing but these two, and leat_release,
 * takes it even so. */
static inline struct leat_batch *leat_pack(struct leat_step *step, struct leat_batch *batch) {
    return leat_has(step, pack) ? step->host->pack(step, batch) : step->host->share(step, batch);
}
static inline void leat_release(struct leat_step *step, struct leat_batch *batch) {
    step->host->release(step, batch);
}

/* An empty batch of the plugin's own with these column types, to build and put into, read and
 * gather from, given back with leat_release. NULL: no memory. It may hold any number of rows. */
static inline struct leat_batch *leat_batch_new(struct leat_step *step,
                                                const struct leat_type *types, size_t count) {
    return step->host->batch_new(step, types, count);
}

/* Folds, in give: makes the batch of the picked rows: sets its rows and every passed column
 * (leat_out_pass), with symbols, totals and places, from batches kept by share, compact or pack. It comes
 * before the other columns of the batch are put; count is at most LEAT_BATCH_ROWS. */
static inline int leat_gather(struct leat_step *step, struct leat_batch *into,
                              struct leat_batch *const *from, size_t batches,
                              const struct leat_pick *picks, size_t count) {
    return step->host->gather(step, into, from, batches, picks, count);
}

/* Puts one column: the picked values of from_column of kept batches, a table, or batches of one's
 * own, which is of the same type. It may follow leat_gather, to put something else into a passed
 * column. */
static inline int leat_gather_column(struct leat_step *step, struct leat_batch *into,
                                     int32_t column, struct leat_batch *const *from, size_t batches,
                                     int32_t from_column, const struct leat_pick *picks,
                                     size_t count) {
    return step->host->gather_column(step, into, column, from, batches, from_column, picks, count);
}

/* All rows of an input taken whole (LEAT_WHOLE), as one batch, lent from start until end (in close
 * it is gone). Several threads may read it at once. */
static inline struct leat_batch *leat_table(struct leat_step *step, int32_t input) {
    return step->host->table(step, input);
}

/* A sequence of batches that the runner keeps, or moves to disk when memory is short. put takes its
 * own hold of the batch; next gives them in order from the first, each lent until the following
 * call, then NULL and starts again. */
static inline struct leat_run *leat_run_new(struct leat_step *step) {
    return step->host->run_new(step);
}
static inline int leat_run_put(struct leat_step *step, struct leat_run *run,
                               struct leat_batch *batch) {
    return step->host->run_put(step, run, batch);
}
/* Puts a batch of the picked rows at the run's end: the columns that the step reads or passes, with
 * symbols, totals and places, from batches kept by share, compact or pack, of one input. count is at most
 * LEAT_BATCH_ROWS. In spill and seal, on one thread a run; ask leat_has first. */
static inline int leat_run_gather(struct leat_step *step, struct leat_run *run,
                                  struct leat_batch *const *from, size_t batches,
                                  const struct leat_pick *picks, size_t count) {
    return step->host->run_gather(step, run, from, batches, picks, count);
}
static inline struct leat_batch *leat_run_next(struct leat_step *step, struct leat_run *run) {
    return step->host->run_next(step, run);
}
static inline void leat_run_free(struct leat_step *step, struct leat_run *run) {
    step->host->run_free(step, run);
}

/* Memory that counts towards the run's limit; zeroed, aligned to 16. NULL: none left (leat_fail is
 * done, so `return LEAT_FAILED`). The plugin gives back what it took, by close at the latest.
 * realloc: bytes beyond the old size are not set; of a block NULL it is alloc without the zeros; on
 * NULL the old block is still whole. free takes NULL. Any thread. */
static inline void *leat_alloc(struct leat_step *step, size_t size) {
    return step->host->alloc(step, size);
}
static inline void *leat_realloc(struct leat_step *step, void *block, size_t size) {
    return step->host->realloc(step, block, size);
}
static inline void leat_free(struct leat_step *step, void *block) { step->host->free(step, block); }
static inline size_t leat_memory_left(struct leat_step *step) {
    return step->host->memory_left(step);
}

/* -- Comparing: equality, order and hash are the runner's, the same in all plugins ------------ */

/* A hash of each row over the columns: equal rows hash alike, also across batches and inputs of the
 * same kinds and scales. A null equals a null with the same symbol, or none. hashes has room for the
 * batch's rows. */
static inline int leat_hash(struct leat_step *step, struct leat_batch *batch,
                            const int32_t *columns, size_t count, uint64_t *hashes) {
    return step->host->hash(step, batch, columns, count, hashes);
}

/* <0, 0, >0 for one row of each of two batches, which may be the same. columns_b and orders may be
 * NULL: the same columns; ascending, nulls last. The columns' kinds, and decimals' scales, must
 * agree pairwise: cast in the definition, or refuse in open. */
static inline int leat_compare(struct leat_step *step, struct leat_batch *a, int64_t row_a,
                               const int32_t *columns_a, struct leat_batch *b, int64_t row_b,
                               const int32_t *columns_b, const uint32_t *orders, size_t count) {
    return step->host->compare(step, a, row_a, columns_a, b, row_b, columns_b, orders, count);
}

/* The rows' keys as bytes (struct leat_keys). orders may be NULL. Equal keys are equal rows, so
 * they serve grouping too. The key over some columns is the beginning of the key over these and
 * further ones. Every call makes keys of its own. */
static inline int leat_sort_keys(struct leat_step *step, struct leat_batch *batch,
                                 const int32_t *columns, const uint32_t *orders, size_t count,
                                 struct leat_keys *keys) {
    return step->host->sort_keys(step, batch, columns, orders, count, keys);
}

/* Grouping and matching: an index numbers the keys it is given, 0, 1, 2 … as they first come. A key
 * is the values of a row's columns, `count` of them (at least one) of these types; the index keeps a
 * copy of it.
 *
 * new     an empty index; NULL: no memory (leat_fail is done).
 * add     the number of each row of the batch, whose keys stand in these columns; numbers has room
 *         for its rows. Keys that are not there are added, in the order of the rows. One thread at
 *         a time.
 * find    the same without adding: LEAT_NOWHERE where the key is not there. Many threads at once,
 *         while nobody adds.
 * count   how many keys there are: the next one's number. NULL has none.
 * merge   adds keys of `from` to `into`, which is of the same types: those of the range-th of
 *         `ranges` (a power of two) by their hashes, so that many threads can merge, each a range
 *         into an index of its own, which then takes no other. *pairs, `count` of them, says which
 *         number each had and now has; give it back with leat_free. from may be NULL.
 * free    gives it back; by close at the latest. Takes NULL. */
static inline struct leat_index *leat_index_new(struct leat_step *step,
                                                const struct leat_type *types, size_t count) {
    return step->host->index_new(step, types, count);
}
static inline int leat_index_add(struct leat_step *step, struct leat_index *index,
                                 struct leat_batch *batch, const int32_t *columns,
                                 uint32_t *numbers) {
    return step->host->index_add(step, index, batch, columns, numbers);
}
static inline int leat_index_find(struct leat_step *step, const struct leat_index *index,
                                  struct leat_batch *batch, const int32_t *columns,
                                  uint32_t *numbers) {
    return step->host->index_find(step, index, batch, columns, numbers);
}
static inline size_t leat_index_count(struct leat_step *step, const struct leat_index *index) {
    return step->host->index_count(step, index);
}
static inline int leat_index_merge(struct leat_step *step, struct leat_index *into,
                                   const struct leat_index *from, size_t range, size_t ranges,
                                   struct leat_index_pair **pairs, size_t *count) {
    return step->host->index_merge(step, into, from, range, ranges, pairs, count);
}
static inline void leat_index_free(struct leat_step *step, struct leat_index *index) {
    step->host->index_free(step, index);
}

/* -- The world -------------------------------------------------------------------------------- */

/* The files that a PATH_IN option stands for, in order (a pattern's by the bytes of their names).
 * field is the address of the option's own field in state. *count 0: the option is absent, or the
 * file is missing, which the runner has told already; a source then declares the columns it knows
 * of and returns LEAT_OK. From open on; valid until close. */
static inline const struct leat_file *leat_files(struct leat_step *step,
                                                 const struct leat_text *field, size_t *count) {
    return step->host->files(step, field, count);
}

/* Reads up to size bytes at an offset; fewer only at the end. Answers the bytes read, 0 at the end,
 * -1 after a failure (leat_fail is done). A file with bytes -1 is read in order, each byte once,
 * but for the first 64 KiB, which may be read again. */
static inline int64_t leat_read_at(struct leat_step *step, const struct leat_file *file,
                                   int64_t offset, void *into, size_t size) {
    return step->host->read_at(step, file, offset, into, size);
}

/* The unfinished file to write for a PATH_OUT option; field as for leat_files. From start to
 * finish; the same one at each call. */
static inline int leat_output(struct leat_step *step, const struct leat_text *field,
                              struct leat_output *output) {
    return step->host->output(step, field, output);
}

/* Sinks, optional: a cell of this input's row (counted from 0 over the whole input) was written at
 * `where`, "Sheet!C5".
 */
static inline int leat_wrote(struct leat_step *step, int32_t input, int64_t row, int32_t column,
                             struct leat_text where) {
    return step->host->wrote(step, input, row, column, where);
}

/* Sinks: encode hangs bytes (copied) on the batch, after those it hung there before; write finds
 * them there, lent until it returns. */
static inline int leat_blob(struct leat_step *step, struct leat_batch *batch, const void *bytes,
                            size_t size) {
    return step->host->blob(step, batch, bytes, size);
}
static inline struct leat_text leat_blob_bytes(struct leat_step *step, struct leat_batch *batch) {
    return step->host->blob_bytes(step, batch);
}

/* How many threads the run may use, at least 1: for plugins that start threads of their own. No
 * call of this file is for such threads. 1 where the runner is too old to say. From start on. */
static inline int32_t leat_threads(struct leat_step *step) {
    return leat_has(step, threads) ? step->host->threads(step) : 1;
}

/* Folds and sinks, optional: so many more rows were added to what will be given, or written. A fold
 * says so in add or later, up to arrange, of the rows that it did not reject; a sink up to finish.
 * Where a step has said so at all, 0 included, the runner proves at the end that all the rows that
 * it was given are there; a run whose books do not balance writes nothing. So tell what was counted
 * row by row, where the rows went in, and not the size of the batch. [any thread] */
static inline void leat_counted(struct leat_step *step, int64_t rows) {
    if (leat_has(step, counted))
        step->host->counted(step, rows);
}

/* A text of a C string. */
static inline struct leat_text leat_text_of(const char *text) {
    struct leat_text value = {text, text ? strlen(text) : 0};
    return value;
}

#ifdef __cplusplus
}
#endif

#endif
