/* host: the runner's table of calls, from its parts. */
#ifndef LEAT_RUNNER_HOST_H
#define LEAT_RUNNER_HOST_H

#include "runner/work.h"

/* Gives the column back when the callback ends. */
void host_lend(struct work *work, struct column *column);
int host_no_memory(struct leat_step *step);
bool host_set_places(const struct step *step, struct batch *batch, int32_t file, int64_t line,
                     const int64_t *lines, const int64_t *bytes);

/* host_rows.c: whether there is a batch at all, and whether the step may put a column there: told
 * where not. */
bool host_is_batch(struct handle *handle, const struct leat_batch *batch);
bool host_may_put(struct handle *handle, const struct batch *batch, int32_t column);
struct leat_view host_read(struct leat_step *, struct leat_batch *, int32_t);
int host_rows(struct leat_step *, struct leat_batch *, const uint32_t *, size_t);
struct leat_builder *host_build(struct leat_step *, struct leat_batch *, int32_t);
int host_put(struct leat_step *, struct leat_batch *, struct leat_builder *);

/* Puts a finished column, once it is proved, into its slot; takes the hold. */
int host_put_column(struct handle *handle, struct batch *batch, int32_t number,
                    struct column *column);
int host_put_view(struct leat_step *, struct leat_batch *, int32_t, const struct leat_view *);
int host_import(struct leat_step *, struct leat_batch *, int32_t, struct ArrowSchema *,
                struct ArrowArray *);
int host_places(struct leat_step *, struct leat_batch *, int32_t, int64_t, const int64_t *,
                const int64_t *);
int host_grouping(struct leat_step *, struct leat_batch *, int32_t, const uint8_t *);
const uint8_t *host_totals(struct leat_step *, struct leat_batch *, int32_t);
struct leat_text host_symbol(struct leat_step *, struct leat_batch *, int32_t, int64_t);
void host_add_slices(struct leat_builder *, struct leat_piece *, const struct leat_slice *, size_t);
char *host_piece_room(struct leat_step *, struct leat_piece *, size_t);

/* host_keep.c */
struct leat_batch *host_share(struct leat_step *, struct leat_batch *);
struct leat_batch *host_compact(struct leat_step *, struct leat_batch *);
struct leat_batch *host_pack(struct leat_step *, struct leat_batch *);
void host_release(struct leat_step *, struct leat_batch *);
struct leat_batch *host_batch_new(struct leat_step *, const struct leat_type *, size_t);
struct leat_batch *host_table_of(struct leat_step *, int32_t);

/* host_keep.c, for host_run.c: a copy of the types; a batch given back with its types; the handle
 * without the columns that the step neither reads nor passes on. */
struct leat_type *host_copy_types(const struct leat_type *, size_t);
void host_batch_drop(struct batch *);
struct batch *host_useful(struct handle *, const struct batch *);

/* host_gather.c; for host_run.c: picks proved (told where they are not sound), and the columns of
 * their input that are needed put into a batch (false: told, or no memory). */
int host_gather(struct leat_step *, struct leat_batch *, struct leat_batch *const *, size_t,
                const struct leat_pick *, size_t);
int host_gather_column(struct leat_step *, struct leat_batch *, int32_t, struct leat_batch *const *,
                       size_t, int32_t, const struct leat_pick *, size_t);
bool host_picks_are_sound(struct handle *, struct leat_batch *const *, size_t,
                          const struct leat_pick *, size_t);
bool host_gather_needed(struct handle *, struct leat_batch *const *, size_t,
                        const struct leat_pick *, size_t, struct batch *into);

/* host_run.c */
struct leat_run *host_run_new(struct leat_step *);
int host_run_gather(struct leat_step *, struct leat_run *, struct leat_batch *const *, size_t,
                    const struct leat_pick *, size_t);
int host_run_put(struct leat_step *, struct leat_run *, struct leat_batch *);
struct leat_batch *host_run_next(struct leat_step *, struct leat_run *);
void host_run_free(struct leat_step *, struct leat_run *);

/* host_keep.c */
int host_hash(struct leat_step *, struct leat_batch *, const int32_t *, size_t, uint64_t *);
int host_compare(struct leat_step *, struct leat_batch *, int64_t, const int32_t *,
                 struct leat_batch *, int64_t, const int32_t *, const uint32_t *, size_t);
int host_sort_keys(struct leat_step *, struct leat_batch *, const int32_t *, const uint32_t *,
                   size_t, struct leat_keys *);

/* host_index.c; host_chosen is host_keep.c's: the columns by number, absent where the slot is
 * empty, lent. NULL: told. The list is the caller's. */
const struct column **host_chosen(struct leat_step *, const struct batch *, const int32_t *,
                                  size_t);
struct leat_index *host_index_new(struct leat_step *, const struct leat_type *, size_t);
int host_index_add(struct leat_step *, struct leat_index *, struct leat_batch *, const int32_t *,
                   uint32_t *);
int host_index_find(struct leat_step *, const struct leat_index *, struct leat_batch *,
                    const int32_t *, uint32_t *);
size_t host_index_count(struct leat_step *, const struct leat_index *);
int host_index_merge(struct leat_step *, struct leat_index *, const struct leat_index *, size_t,
                     size_t, struct leat_index_pair **, size_t *);
void host_index_free(struct leat_step *, struct leat_index *);

/* host_eval.c */
struct leat_type host_expression_type(struct leat_step *, const struct leat_expression *);
int host_eval(struct leat_step *, const struct leat_expression *, struct leat_batch *,
              struct leat_view *);
int host_where(struct leat_step *, const struct leat_expression *, struct leat_batch *,
               const uint32_t **, size_t *);
const char *host_expression_sql(struct leat_step *, const struct leat_expression *, const char *);
size_t host_measures_count(struct leat_step *, const struct leat_measures *);
struct leat_text host_measures_name(struct leat_step *, const struct leat_measures *, size_t);
struct leat_type host_measures_type(struct leat_step *, const struct leat_measures *, size_t);
bool host_measures_private(struct leat_step *, const struct leat_measures *, size_t);
int host_measures_symbols(struct leat_step *, struct leat_measures *, int);
size_t host_measures_size(struct leat_step *, const struct leat_measures *);
int host_measures_start(struct leat_step *, const struct leat_measures *, void *);
int host_measures_add(struct leat_step *, const struct leat_measures *, struct leat_batch *,
                      void *const *);
int host_measures_merge(struct leat_step *, const struct leat_measures *, void *, void *);
int host_measures_give(struct leat_step *, const struct leat_measures *, size_t, void *const *,
                       size_t, struct leat_builder *, size_t *);
int host_measures_save(struct leat_step *, const struct leat_measures *, const void *, void *,
                       size_t, size_t *);
int host_measures_load(struct leat_step *, const struct leat_measures *, void *, const void *,
                       size_t);
void host_measures_drop(struct leat_step *, const struct leat_measures *, void *);

#endif
