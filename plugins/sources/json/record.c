/* Where a row ends that was rejected, and is to be kept as it stands. See state.h. */
#include "state.h"

#include "value.h"

size_t json_record(struct leat_step *step, int32_t file, const char *bytes, size_t size,
                   bool is_last) {
    const struct json_state *self = step->state;
    const size_t number = (size_t)(file - self->files[0].number);
    if (!self->kinds || number >= self->file_count || !self->kinds[number].is_utf8)
        return 0;
    if (source_is_lines(self, number)) {
        const char *feed = memchr(bytes, '\n', size);
        const size_t end = feed ? (size_t)(feed - bytes) : size;
        return !feed && !is_last ? 0 : end > 0 && bytes[end - 1] == '\r' ? end - 1 : end;
    }
    struct extent extent = {.at = 0};
    return extent_find(&extent, bytes, size) ? extent.at : 0;
}
