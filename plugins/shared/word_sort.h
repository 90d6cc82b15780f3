/* word_sort: rows sorted by the words at hand. For key_sort.c alone. */
#ifndef LEAT_SHARED_WORD_SORT_H
#define LEAT_SHARED_WORD_SORT_H

#include "shared/key_sort.h"

/* Sorts by the words alone, equal ones as they stood; spare has room for as many rows. Answers
 * whether all have the same word. */
bool word_sort(struct key_row *rows, size_t count, struct key_row *spare);

#endif
