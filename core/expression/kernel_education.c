/* kernel: texts of education data, by their formats. */
#include "expression/kernel.h"

#include <stdio.h>
#include <string.h>

#include "format/format.h"

/* A format's reason follows "is". */
static void fail_format(struct frame *frame, const struct node *node, struct vector *out,
                        int32_t row, struct leat_text text, const char *reason) {
    char wrong[512];
    snprintf(wrong, sizeof wrong, "is %s", reason);
    frame_fail_value(frame, node, out, row, text, wrong);
}

bool kernel_as_format(struct frame *frame, const struct node *node, const uint64_t *active,
                      struct vector *out) {
    const struct vector *from = frame_arg(frame, node, 0);
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const struct leat_text text = vector_text(frame, from, walk.row);
        char form[FORMAT_ROOM];
        size_t size;
        const char *reason;
        if (!format_read(node->data, text, LEAT_TEXT, form, &size, &reason)) {
            fail_format(frame, node, out, walk.row, text, reason);
        } else if (size == text.size && memcmp(form, text.data, size) == 0) {
            vector_set_part(frame, out, walk.row, from, 0, size);
        } else if (!vector_put_text(frame, node, out, walk.row, form, size)) {
            return false;
        }
    }
    return true;
}

bool kernel_ofsted_framework(struct frame *frame, const struct node *node, const uint64_t *active,
                             struct vector *out) {
    for (struct walk walk = walk_start(frame, active); walk_next(&walk);) {
        const struct leat_text text = vector_text(frame, frame_arg(frame, node, 0), walk.row);
        const char *reason, *framework = format_ofsted_framework(text, &reason);
        if (framework == NULL) {
            fail_format(frame, node, out, walk.row, text, reason);
        } else if (!vector_put_text(frame, node, out, walk.row, framework, strlen(framework))) {
            return false;
        }
    }
    return true;
}
