/* json_oracle: what the walk of plugins/sources/json finds in a row, against jansson and against what
 * the same source does without the walk. For the unit tests and for tests/fuzz/json.c. */
#ifndef LEAT_TEST_JSON_ORACLE_H
#define LEAT_TEST_JSON_ORACLE_H

#include "sources/json/scans.h"

enum oracle_answer {
    ORACLE_DECLINED,
    ORACLE_ACCEPTED,
    ORACLE_DIFFERS /* from jansson, or from level to level: json_oracle_why says how */
};

enum oracle_mode {
    ORACLE_KEYS,   /* each key of the taught row is a column */
    ORACLE_NESTED, /* columns are declared, by names that lead into objects */
    ORACLE_WHOLE,  /* a row as a whole is the one column */

    /* The same, where no more keys are learnt than those of the taught row. */
    ORACLE_KEYS_FULL,
    ORACLE_NESTED_FULL,
    ORACLE_WHOLE_FULL,
    ORACLE_MODES
};

/* Walks through `text` at each level of the machine, having been taught `taught` if that is JSON. */
enum oracle_answer json_oracle_all(enum oracle_mode mode, struct leat_text taught,
                                   struct leat_text text, bool is_lines);

/* Scans the text for where it can be cut, and for its lines, against what is found byte by byte. */
enum oracle_answer json_oracle_scans_all(struct leat_text text);

const char *json_oracle_why(void);

#endif
