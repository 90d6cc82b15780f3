/* parts: what the files of number_format share: a format's tokens, and text within a
 * bound. Only they include it. */
#ifndef LEAT_SHARED_NUMBER_FORMAT_PARTS_H
#define LEAT_SHARED_NUMBER_FORMAT_PARTS_H

#include <leat/read.h>

#include "shared/format.h"

enum format_mark {
    FORMAT_END,
    FORMAT_TEXT,    /* text to show as it is */
    FORMAT_NOTHING, /* *x, a colour: not shown */
    FORMAT_GAP,     /* _x */
    FORMAT_SECTION, /* ; */
    FORMAT_DIGIT,   /* letter: 0, # or ? */
    FORMAT_POINT,
    FORMAT_COMMA,
    FORMAT_PERCENT,
    FORMAT_SLASH,
    FORMAT_DATE, /* letter: d, m, y, h or s, count times */
    FORMAT_HALF, /* AM/PM, A/P and their small letters, as the text has it */
    FORMAT_GENERAL,
    FORMAT_VALUE,     /* @ */
    FORMAT_UNKNOWN,   /* what is shown plain: exponents, lengths of time */
    FORMAT_CONDITION, /* its text as ">=100" */
    /* mistakes, which are told before anything is shown */
    FORMAT_OPEN,   /* a quote or bracket without its other one */
    FORMAT_BARE,   /* \, _ or * at the end */
    FORMAT_LETTER, /* a letter that means nothing */
};

struct format_token {
    enum format_mark mark;
    char letter;
    size_t count;
    struct leat_text text;
};

/* The token at *at, and moves past it. */
struct format_token format_next(struct leat_text format, size_t *at);

/* A section of a format, or all of it: from a byte up to another. */
struct leat_text format_section(struct leat_text format, int section, int *sections);

/* Text into a buffer; size goes on counting where there is no more room. */
struct format_out {
    char *data;
    size_t room, size;
    bool is_full; /* a character did not fit, so none that follows is written */
};
void format_put(struct format_out *out, const char *text, size_t size);

/* A value of any kind but text as format.h has it: at most FORMAT_ROOM bytes. */
size_t format_plain_text(const struct leat_value *value, char *out);

#define FORMAT_GAP_TEXT "\xc2\xa0" /* U+00A0, which no browser leaves out */

/* A number without its sign: its digits, the first and the last of which are not 0, of which
 * `point` stand before the point; where that is more than there are, zeros follow, and below 0 they
 * come first. Nought has no digits, and its point is 0. */
struct digits {
    char digit[FORMAT_ROOM];
    int count, point;
    bool is_negative;
};

/* From the text of a number as format.h has it: "-1234.5", "1.5e-7". */
struct digits digits_read(const char *text, size_t size);

/* At that many digits after the point, half away from zero. */
void digits_round(struct digits *digits, int places);

/* The digit with that many others between it and the point: 0 is the units', -1 the tenths'. */
char digits_at(const struct digits *digits, int place);

/* Digits from one place down to another, with a point before the tenths. */
void digits_put(struct format_out *out, const struct digits *digits, int from, int to);

/* Plain, without a sign; and a value of any kind but text, plain. */
void digits_put_general(struct format_out *out, struct digits digits, bool is_real);
void format_put_plain(struct format_out *out, const struct leat_value *value);

/* Shows the moment under a section that has date letters. */
void format_put_moment(struct format_out *out, struct leat_text section, int64_t micros);

#endif
