/* token: the words of a JSON text, for explaining what is wrong with it. For core/document
 * alone. */
#ifndef LEAT_DOCUMENT_TOKEN_H
#define LEAT_DOCUMENT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

/* Marks are their own characters. */
enum token_what { TOKEN_END = 0, TOKEN_STRING = 1, TOKEN_WORD = 2, TOKEN_NUMBER = 3 };

struct token {
    int what; /* enum token_what, or one of { } [ ] : , = */
    size_t offset, length;
};

/* The next token from `at` on, white space passed. *message is set (static text) where it is none
 * that JSON has; then the token is the wrong piece, and *advice may say what to do. */
struct token token_next(const char *text, size_t size, size_t at, const char **message,
                        const char **advice);

/* Whether a word or a number is a value of JSON; else *message says why not, and *advice may say
 * what to do. */
bool token_is_value(const char *text, const struct token *token, const char **message,
                    const char **advice);

#endif
