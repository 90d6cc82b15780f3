/* shared_host: a step for what plugins share, with memory and messages and nothing else. */
#ifndef LEAT_TEST_SHARED_HOST_H
#define LEAT_TEST_SHARED_HOST_H

#include <leat/plugin.h>

/* A step whose allocation number fail_at, counted from 1, fails; 0: none does. */
struct leat_step *shared_step(size_t fail_at);

size_t shared_blocks(void); /* that are not freed */

#endif
