/* blocks: see blocks.h. */
#include "blocks.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "packed.h"
#include "block_xml.h"
#include "workers.h"

enum {
    BLOCK_CELLS = 16384,
    BLOCK_LETTERS = 1 << 20, /* bytes of text after which a block is full */
    MOST_WORKERS = 16,
};

/* A block under way: filled, then made and packed by a worker, then kept. */
struct piece {
    struct work_piece work; /* the first, for workers.h */
    struct blocks *blocks;
    struct block block;
    struct packed packed;
    struct bytes letters; /* of the cells' texts; until it is full they are counted from 0 */
    size_t cell_room, row_room, column_room; /* of the block */
    bool has_memory;
};

/* What a worker has of its own. */
struct tools {
    struct packer *packer;
    struct block_text text;
};

struct blocks {
    int file;
    int64_t size; /* of the file */
    struct workers *workers;
    struct tools tools[MOST_WORKERS];
    size_t piece_count;
    struct piece *pieces;
    size_t first, under_way; /* of the ring of pieces: the oldest given to the workers; how many */

    const struct sheet *sheet; /* whose rows they are */
    struct block_frame frame;
    uint32_t most;  /* rows of a block */
    bool in_totals; /* the row before was a total */
    bool has_totals;
};

int blocks_file(const struct blocks *blocks) { return blocks ? blocks->file : -1; }

/* The piece that is being filled: the one after those under way. */
static struct piece *filling(const struct blocks *blocks) {
    return &blocks->pieces[(blocks->first + blocks->under_way) % blocks->piece_count];
}

/* -- Beginning and end ------------------------------------------------------------------------ */

void blocks_free(struct leat_step *step, struct blocks *blocks) {
    if (!blocks) {
        return;
    }
    workers_free(blocks->workers);
    for (size_t i = 0; blocks->pieces && i < blocks->piece_count; i++) {
        struct piece *piece = &blocks->pieces[i];
        leat_free(step, piece->block.cells);
        leat_free(step, piece->block.states);
        leat_free(step, piece->block.widths);
        bytes_free(step, &piece->letters);
        packed_free(&piece->packed);
    }
    for (size_t i = 0; i < MOST_WORKERS; i++) {
        packer_free(blocks->tools[i].packer);
        free(blocks->tools[i].text.data);
    }
    if (blocks->file >= 0) {
        close(blocks->file);
    }
    leat_free(step, blocks->pieces);
    block_frame_end(step, &blocks->frame);
    leat_free(step, blocks);
}

static bool make_tools(struct leat_step *step, struct book *book, struct blocks *blocks,
                       int32_t count) {
    bool done = true;
    for (int32_t i = 0; done && i < count; i++) {
        blocks->tools[i].packer = packer_new(book->compression);
        done = blocks->tools[i].packer != NULL;
    }
    blocks->workers = done ? workers_new(count) : NULL;
    return blocks->workers || book_no_memory(step);
}

/* What the first sheet that is found large needs. */
static bool ready_workers(struct leat_step *step, struct book *book, struct blocks *blocks) {
    const int32_t threads = leat_threads(step),
                  count = threads < MOST_WORKERS ? threads : MOST_WORKERS;
    if (blocks->workers) {
        return true;
    }
    blocks->file = temporary_open();
    if (blocks->file < 0) {
        book->temporary.error = errno;
        return book_check(step, book, LXW_NO_ERROR);
    }
    return make_tools(step, book, blocks, count);
}

static struct blocks *blocks_new(struct leat_step *step) {
    struct blocks *blocks = leat_alloc(step, sizeof *blocks);
    if (!blocks) {
        return NULL;
    }
    const int32_t threads = leat_threads(step);
    /* One is filled and one waits while each worker has its own; a lone worker takes turns. */
    blocks->piece_count =
        threads == 1 ? 1 : (size_t)(threads < MOST_WORKERS ? threads : MOST_WORKERS) + 2;
    blocks->file = -1;
    blocks->pieces = leat_alloc(step, blocks->piece_count * sizeof *blocks->pieces);
    for (size_t i = 0; blocks->pieces && i < blocks->piece_count; i++) {
        blocks->pieces[i].blocks = blocks;
    }
    if (!blocks->pieces) {
        blocks_free(step, blocks);
        return NULL;
    }
    return blocks;
}

/* How many cells fill a block. Tests set it, to have small sheets written by ourselves, or large
 * ones by the library. */
static size_t block_cells(void) {
    const char *asked = getenv("LEAT_EXCEL_BLOCK");
    const unsigned long cells = asked ? strtoul(asked, NULL, 10) : 0;
    return cells > 0 ? cells : BLOCK_CELLS;
}

/* Room for a block of the sheet. */
static bool size_piece(struct leat_step *step, const struct blocks *blocks, struct piece *piece) {
    const size_t columns = (size_t)blocks->frame.count, cells = blocks->most * columns;
    struct block *block = &piece->block;
    if (cells <= piece->cell_room && blocks->most <= piece->row_room &&
        columns <= piece->column_room) {
        return true;
    }
    leat_free(step, block->cells);
    leat_free(step, block->states);
    leat_free(step, block->widths);
    *block = (struct block){.cells = leat_alloc(step, cells * sizeof *block->cells),
                            .states = leat_alloc(step, blocks->most),
                            .widths = leat_alloc(step, columns * sizeof *block->widths)};
    const bool done = block->cells && block->states && block->widths;
    piece->cell_room = done ? cells : 0;
    piece->row_room = done ? blocks->most : 0;
    piece->column_room = done ? columns : 0;
    return done;
}

static bool begin_sheet(struct leat_step *step, struct book *book, const struct sheet *sheet) {
    if (!book->blocks && !(book->blocks = blocks_new(step))) {
        return false;
    }
    struct blocks *blocks = book->blocks;
    const size_t columns = (size_t)sheet->count, cells = block_cells();
    blocks->most = columns < cells ? (uint32_t)(cells / columns) : 1;
    for (size_t i = 0; i < blocks->piece_count; i++) {
        blocks->pieces[i].block.rows = 0;
        blocks->pieces[i].letters.size = 0;
    }
    blocks->sheet = sheet;
    blocks->in_totals = blocks->has_totals = false;
    return block_frame_begin(step, &blocks->frame, book, sheet);
}

/* -- Blocks made and kept --------------------------------------------------------------------- */

/* [any thread] */
static void make_piece(struct work_piece *work, int32_t worker) {
    struct piece *piece = (struct piece *)work;
    struct tools *tools = &piece->blocks->tools[worker];
    piece->has_memory =
        block_xml(&piece->blocks->frame, &piece->block, &tools->text) &&
        (piece->block.fault >= 0 ||
         packer_pack(tools->packer, tools->text.data, tools->text.size, false, &piece->packed));
}

/* A cell that a workbook cannot hold: who would have written it tells why. */
static bool tell_fault(struct leat_step *step, struct book *book, struct sheet *sheet,
                       const struct piece *piece) {
    const int64_t fault = piece->block.fault;
    const int32_t at = (int32_t)(fault % sheet->count);
    const uint32_t row = piece->block.first + (uint32_t)(fault / sheet->count);
    if (put_cell(step, book, sheet, row, at, &piece->block.cells[fault], &sheet->columns[at], 0)) {
        text_fail(step, sheet, row, at, "a workbook cannot hold this");
    }
    return false;
}

static bool keep(struct leat_step *step, struct book *book, struct blocks *blocks,
                 const struct packed *packed) {
    for (size_t done = 0; done < packed->sums.size;) {
        const ssize_t written = pwrite(blocks->file, packed->data + done, packed->sums.size - done,
                                       (off_t)blocks->size);
        if (written < 0 && errno != EINTR) {
            book->temporary.error = errno;
            return book_check(step, book, LXW_NO_ERROR);
        }
        done += written > 0 ? (size_t)written : 0;
        blocks->size += written > 0 ? written : 0;
    }
    return true;
}

/* Waits for the oldest block, and keeps it. */
static bool collect(struct leat_step *step, struct book *book, struct sheet *sheet) {
    struct blocks *blocks = book->blocks;
    struct piece *piece = &blocks->pieces[blocks->first];
    workers_wait(blocks->workers, &piece->work);
    blocks->first = (blocks->first + 1) % blocks->piece_count;
    blocks->under_way--;
    if (!piece->has_memory) {
        return book_no_memory(step);
    }
    if (piece->block.fault >= 0) {
        return tell_fault(step, book, sheet, piece);
    }
    bool done = keep(step, book, blocks, &piece->packed);
    packed_join(&sheet->spliced.sums, &piece->packed.sums);
    for (int32_t at = 0; done && at < sheet->count; at++) {
        done = put_width(step, book, sheet, at, piece->block.widths[at]);
    }
    piece->block.rows = 0;
    piece->letters.size = 0;
    return done;
}

static bool collect_all(struct leat_step *step, struct book *book, struct sheet *sheet) {
    bool done = true;
    while (done && book->blocks->under_way > 0) {
        done = collect(step, book, sheet);
    }
    return done;
}

/* -- Blocks filled ---------------------------------------------------------------------------- */

/* The texts of a block's cells stand one after the other in its letters, which move as they grow:
 * here each is told where it is. */
static void find_letters(struct piece *piece, int32_t count) {
    const char *at = piece->letters.data;
    for (size_t i = 0; i < (size_t)piece->block.rows * (size_t)count; i++) {
        struct cell *cell = &piece->block.cells[i];
        if (cell_has_text(cell)) {
            cell->value.as.text.data = at;
            at += cell->value.as.text.size;
        }
    }
}

/* Gives the block to the workers: its rows are the next of the sheet. */
static bool give(struct leat_step *step, struct book *book, struct sheet *sheet) {
    struct blocks *blocks = book->blocks;
    struct piece *piece = filling(blocks);
    if (!sheet->spliced.is_there) {
        sheet->spliced =
            (struct spliced){.is_there = true, .first_row = sheet->row, .file_from = blocks->size};
    }
    sheet->is_large = true;
    if (!ready_workers(step, book, blocks) ||
        !block_frame_styles(step, &blocks->frame, book, sheet, blocks->has_totals)) {
        return false;
    }
    find_letters(piece, sheet->count);
    piece->block.first = sheet->row;
    piece->work.run = make_piece;
    sheet->row += piece->block.rows;
    blocks->under_way++;
    workers_give(blocks->workers, &piece->work);
    return blocks->under_way < blocks->piece_count || collect(step, book, sheet);
}

static bool fill(struct leat_step *step, struct blocks *blocks, const struct cell *cells,
                 enum row_state state) {
    struct piece *piece = filling(blocks);
    const size_t count = (size_t)blocks->frame.count;
    if (piece->block.rows == 0 && !size_piece(step, blocks, piece)) {
        return false;
    }
    struct cell *to = piece->block.cells + piece->block.rows * count;
    memcpy(to, cells, count * sizeof *to);
    for (size_t at = 0; at < count; at++) {
        const struct leat_text *text = &cells[at].value.as.text;
        if (cell_has_text(&cells[at]) &&
            !bytes_add(step, &piece->letters, text->data, text->size)) {
            return false;
        }
    }
    piece->block.states[piece->block.rows++] = (uint8_t)state;
    return true;
}

/* All rows so far are in the file, and the library knows how far they reach. */
static bool settle(struct leat_step *step, struct book *book, struct sheet *sheet) {
    if (filling(book->blocks)->block.rows > 0 && !give(step, book, sheet)) {
        return false;
    }
    if (!collect_all(step, book, sheet)) {
        return false;
    }
    if (sheet->spliced.is_there) {
        lxw_worksheet *worksheet = sheet->worksheet;
        const lxw_col_t last = (lxw_col_t)(sheet->count - 1);
        worksheet->dim_rowmax = sheet->row - 1;
        worksheet->dim_colmin = 0;
        worksheet->dim_colmax = worksheet->dim_colmax > last ? worksheet->dim_colmax : last;
    }
    return true;
}

/* The sheet is full: its rows go on in another, or it is told by a cell that has no room. */
static bool pass_on(struct leat_step *step, struct book *book, struct sheet *sheet,
                    const struct cell *cells) {
    return settle(step, book, sheet) &&
           (book->has_further_sheets
                ? table_go_on(step, book, sheet)
                : put_cell(step, book, sheet, sheet->row, 0, cells, sheet->columns, 0));
}

bool blocks_add(struct leat_step *step, struct book *book, struct sheet *sheet,
                const struct cell *cells, bool is_total) {
    if ((!book->blocks || book->blocks->sheet != sheet) && !begin_sheet(step, book, sheet)) {
        return false;
    }
    struct blocks *blocks = book->blocks;
    if (sheet->row + filling(blocks)->block.rows == LXW_ROW_MAX &&
        !pass_on(step, book, sheet, cells)) {
        return false;
    }
    const enum row_state state = !is_total           ? ROW_PLAIN
                                 : blocks->in_totals ? ROW_TOTAL
                                                     : ROW_FIRST_TOTAL;
    blocks->in_totals = is_total;
    blocks->has_totals |= is_total;
    if (!fill(step, blocks, cells, state)) {
        return false;
    }
    const struct piece *piece = filling(blocks);
    const bool is_full = piece->block.rows == blocks->most || piece->letters.size >= BLOCK_LETTERS;
    return !is_full || give(step, book, sheet);
}

/* The rows of a small sheet, by the library. */
static bool put_small(struct leat_step *step, struct book *book, struct sheet *sheet) {
    struct piece *piece = filling(book->blocks);
    bool done = true;
    find_letters(piece, sheet->count);
    for (size_t row = 0; done && row < piece->block.rows; row++) {
        done = table_put_row(step, book, sheet, piece->block.cells + row * (size_t)sheet->count,
                             piece->block.states[row] != ROW_PLAIN);
    }
    piece->block.rows = 0;
    piece->letters.size = 0;
    return done;
}

bool blocks_end(struct leat_step *step, struct book *book, struct sheet *sheet) {
    if (!book->blocks || book->blocks->sheet != sheet) {
        return true;
    }
    book->blocks->sheet = NULL;
    return sheet->is_large ? settle(step, book, sheet) : put_small(step, book, sheet);
}
