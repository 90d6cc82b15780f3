/* kernel: casts to text. */
#include "expression/kernel.h"

#include "base/date.h"
#include "base/real.h"

/* Writes one row's value; returns the bytes written. */
typedef size_t format_row(const struct node *node, const struct vector *from, int32_t row,
                          char *out);

enum { FORMAT_ROOM = 64 };

KERNEL_INLINE bool format_rows(struct frame *frame, const struct node *node, const uint64_t *active,
                               struct vector *out, format_row *format) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        char text[FORMAT_ROOM];
        const size_t size = format(node, frame_arg(frame, node, 0), walk.row, text);
        if (!vector_put_text(frame, node, out, walk.row, text, size)) {
            return false;
        }
    }
    return true;
}

static size_t format_integer(const struct node *node, const struct vector *from, int32_t row,
                             char *out) {
    (void)node;
    const int64_t value = vector_integer(from, row);
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    char digits[20];
    size_t count = 0, size = 0;
    do {
        digits[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        out[size++] = '-';
    }
    while (count > 0) {
        out[size++] = digits[--count];
    }
    return size;
}

static size_t format_decimal(const struct node *node, const struct vector *from, int32_t row,
                             char *out) {
    return decimal_format(vector_decimal(from, row), node->args[0]->type.scale, false, out);
}

static size_t format_real(const struct node *node, const struct vector *from, int32_t row,
                          char *out) {
    (void)node;
    return real_format(vector_real(from, row), out);
}

static size_t format_date(const struct node *node, const struct vector *from, int32_t row,
                          char *out) {
    (void)node;
    return date_format(vector_date(from, row), out);
}

/* With a space between day and time, as SQL has it. */
static size_t format_timestamp(const struct node *node, const struct vector *from, int32_t row,
                               char *out) {
    (void)node;
    const size_t size = timestamp_format(vector_integer(from, row), out);
    char *mark = memchr(out, 'T', size);
    if (mark != NULL) {
        *mark = ' ';
    }
    return size;
}

static size_t format_boolean(const struct node *node, const struct vector *from, int32_t row,
                             char *out) {
    (void)node;
    const bool value = words_bit(from->values, row);
    memcpy(out, value ? "true" : "false", 5);
    return value ? 4 : 5;
}

static size_t format_letter(const struct node *node, const struct vector *from, int32_t row,
                            char *out) {
    (void)node;
    *out = words_bit(from->values, row) ? 't' : 'f';
    return 1;
}

#define FORMAT(name, function)                                                                     \
    bool name(struct frame *frame, const struct node *node, const uint64_t *active,                \
              struct vector *out) {                                                                \
        return format_rows(frame, node, active, out, function);                                    \
    }

FORMAT(kernel_integer_to_text, format_integer)
FORMAT(kernel_decimal_to_text, format_decimal)
FORMAT(kernel_real_to_text, format_real)
FORMAT(kernel_boolean_to_text, format_boolean)
FORMAT(kernel_boolean_to_letter, format_letter)
FORMAT(kernel_date_to_text, format_date)
FORMAT(kernel_timestamp_to_text, format_timestamp)
