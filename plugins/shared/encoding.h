/* encoding: which encoding a file is in, and its converter. For stream.c alone. */
#ifndef LEAT_PLUGINS_SHARED_ENCODING_H
#define LEAT_PLUGINS_SHARED_ENCODING_H

#include "stream.h"

/* The bytes of the longest byte order mark. */
#define STREAM_MARK ((size_t)4)

/* Chooses by the raw bytes at the file's start (up to STREAM_MARK of them) and by what is declared;
 * sets the stream's encoding and *mark, the bytes of its byte order mark. LEAT_OK or
 * LEAT_FAILED. */
int encoding_choose(struct leat_step *step, struct stream *stream, const struct leat_text *declared,
                    size_t *mark);

#endif
