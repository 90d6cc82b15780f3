/* batch_foreign: see batch_foreign.h. */
#include "batch_foreign.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void release_schema(struct ArrowSchema *schema) {
    struct foreign *foreign = schema->private_data;
    foreign->schemas_released++;
    if (schema->dictionary != NULL && schema->dictionary->release != NULL) {
        schema->dictionary->release(schema->dictionary);
    }
    schema->release = NULL;
}

static void release_array(struct ArrowArray *array) {
    struct foreign *foreign = array->private_data;
    foreign->arrays_released++;
    for (int i = 0; i < 8; i++) {
        free(foreign->blocks[i]);
        foreign->blocks[i] = NULL;
    }
    if (array->dictionary != NULL && array->dictionary->release != NULL) {
        array->dictionary->release(array->dictionary);
    }
    array->release = NULL;
}

void foreign_start(struct foreign *foreign, const char *format, int64_t rows) {
    *foreign = (struct foreign){
        .schema = {.format = format,
                   .name = "",
                   .release = release_schema,
                   .private_data = foreign},
        .array = {.length = rows,
                  .null_count = -1,
                  .release = release_array,
                  .private_data = foreign},
    };
    foreign->array.buffers = foreign->buffers;
}

void foreign_add(struct foreign *foreign, const void *bytes, size_t size) {
    const int64_t number = foreign->array.n_buffers++;
    cr_assert_lt(number, 8);
    if (bytes != NULL) {
        char *block = malloc(size + 1); /* one byte off, so aligned to nothing */
        memcpy(block + 1, bytes, size);
        foreign->blocks[number] = block;
        foreign->buffers[number] = block + 1;
    }
}

void foreign_add_integers(struct foreign *foreign, size_t width, const int64_t *values,
                          size_t count) {
    char *bytes = malloc(width * count + 1);
    for (size_t i = 0; i < count; i++) {
        memcpy(bytes + i * width, &values[i], width < 8 ? width : 8);
        if (width == 16) {
            memset(bytes + i * width + 8, values[i] < 0 ? 0xff : 0, 8);
        }
    }
    foreign_add(foreign, bytes, width * count);
    free(bytes);
}

void foreign_add_views(struct foreign *foreign, const char *const *texts, const int *numbers,
                       const int *offsets, size_t count) {
    char *views = calloc(count + 1, 16);
    for (size_t i = 0; i < count; i++) {
        char *view = views + i * 16;
        const int32_t size = (int32_t)strlen(texts[i]), number = numbers[i], offset = offsets[i];
        memcpy(view, &size, 4);
        memcpy(view + 4, texts[i], size > 12 ? 4 : (size_t)size);
        if (size > 12) {
            memcpy(view + 8, &number, 4);
            memcpy(view + 12, &offset, 4);
        }
    }
    foreign_add(foreign, views, count * 16);
    free(views);
}

void foreign_add_dictionary(struct foreign *foreign, struct foreign *dictionary) {
    foreign->schema.dictionary = &dictionary->schema;
    foreign->array.dictionary = &dictionary->array;
}
