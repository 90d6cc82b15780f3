/* judge: says whether a text is JSON, by jansson. What the text means is read by others, from the
 * text itself: jansson has no room for big integers and rounds long numbers. What the walk (scans.h)
 * accepts is not judged again. */
#ifndef LEAT_PLUGINS_JSON_JUDGE_H
#define LEAT_PLUGINS_JSON_JUDGE_H

#include "leat/plugin.h"

struct verdict {
    bool is_good;
    bool is_key_alone;        /* JSON, but for a key that stands twice or holds U+0000 */
    bool is_nul, is_not_utf8; /* what is wrong is a NUL byte, or a byte that is no UTF-8 */
    int64_t line, column;     /* from 1, in the text */
    char reason[256];
};

/* Judges one value with white space round it. LEAT_OK, or LEAT_FAILED: no memory. */
int judge(struct leat_step *step, const char *text, size_t size, struct verdict *verdict);

#endif
