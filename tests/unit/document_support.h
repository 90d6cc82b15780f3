/* document_support: what is told, as lines that are easy to compare. */
#ifndef LEAT_TEST_DOCUMENT_SUPPORT_H
#define LEAT_TEST_DOCUMENT_SUPPORT_H

#include <criterion/criterion.h>

#include "document/node.h"

/* The problems, freed, in the order of their places, each as "line:column+length message (advice)"
 * and a line break; the memory is the caller's. */
char *told(struct problems *problems);

/* Compares what is told; frees both the problems and what it made. what says which case it is. */
void assert_told(const char *what, struct problems *problems, const char *expected);

#endif
