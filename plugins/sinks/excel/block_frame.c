/* block_frame: what is the same for all blocks of a sheet. See block_xml.h. */
#include "block_xml.h"

bool block_frame_begin(struct leat_step *step, struct block_frame *frame, const struct book *book,
                       const struct sheet *sheet) {
    block_frame_end(step, frame);
    *frame = (struct block_frame){
        .book = book,
        .columns = sheet->columns,
        .of = leat_alloc(step, (size_t)sheet->count * sizeof *frame->of),
        .count = sheet->count,
        .widest = book_widest(book, sheet),
    };
    for (int32_t at = 0; frame->of && at < sheet->count; at++) {
        struct block_column *of = &frame->of[at];
        of->letter_count = (uint8_t)text_column_name(at, of->letters);
    }
    return frame->of != NULL;
}

void block_frame_end(struct leat_step *step, struct block_frame *frame) {
    leat_free(step, frame->of);
    *frame = (struct block_frame){0};
}

/* The styles that a column's cells may have in rows of that state. The library numbers a style when
 * it is first used: here. So the numbers follow from the rows' order, as what it writes itself. */
static bool take_styles(struct leat_step *step, struct block_frame *frame, struct book *book,
                        const struct sheet *sheet, enum row_state state) {
    for (int32_t at = 0; at < sheet->count; at++) {
        const struct column *column = &sheet->columns[at];
        const int last = column->is_status ? FORM_COUNT : FORM_STATUS;
        for (int form = column->format ? FORM_FORMAT : FORM_PLAIN; form < last; form++) {
            const bool wraps =
                form >= FORM_STATUS ? (form - FORM_STATUS) % 2 == 1 : form == FORM_WRAPPED;
            const enum status status =
                form >= FORM_STATUS ? (enum status)((form - FORM_STATUS) / 2 + 1) : STATUS_NONE;
            const uint32_t look =
                table_style(book, layout_side(sheet, at), state, wraps) | book_status_look(status);
            lxw_format *style =
                book_style(step, book, look, form == FORM_FORMAT ? column->format : NULL);
            if (!style) {
                return false;
            }
            frame->of[at].styles[state][form] = lxw_format_get_xf_index(style);
        }
    }
    return true;
}

bool block_frame_styles(struct leat_step *step, struct block_frame *frame, struct book *book,
                        const struct sheet *sheet, bool has_totals) {
    const int last = has_totals ? ROW_STATES : ROW_PLAIN + 1;
    for (int state = 0; state < last; state++) {
        if (!frame->has_styles[state] &&
            !take_styles(step, frame, book, sheet, (enum row_state)state)) {
            return false;
        }
        frame->has_styles[state] = true;
    }
    return true;
}
