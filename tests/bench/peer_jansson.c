/* peer_jansson: jansson on one thread, and nothing but the tally round it. `peer_jansson FILE`
 * reads JSON Lines a line at a time where the name ends in .jsonl, and otherwise one array,
 * whole. */
#include "tally.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(const json_t *row) {
    const json_t *phase = json_object_get(row, "phase"),
                 *date = json_object_get(row, "date_of_inspection");
    const json_t *grade = json_object_get(row, "grade");
    if (!json_is_string(phase) || !json_is_string(date)) {
        fprintf(stderr, "peer_jansson: a row without phase or date\n");
        exit(1);
    }
    tally_add(json_string_value(phase), json_string_length(phase), json_string_value(date),
              json_string_length(date), (int)json_integer_value(grade));
}

static json_t *checked(json_t *value, const json_error_t *error) {
    if (value)
        return value;
    fprintf(stderr, "peer_jansson: line %d: %s\n", error->line, error->text);
    exit(1);
}

int main(int count, char **arguments) {
    FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
    if (!file) {
        fprintf(stderr, "usage: peer_jansson FILE\n");
        return 2;
    }
    json_error_t error;
    const size_t size = strlen(arguments[1]);
    if (size > 6 && !strcmp(arguments[1] + size - 6, ".jsonl")) {
        char *line = NULL;
        size_t room = 0;
        for (ssize_t length; (length = getline(&line, &room, file)) > 0;) {
            json_t *const row = checked(json_loadb(line, (size_t)length, 0, &error), &error);
            add(row);
            json_decref(row);
        }
        free(line);
    } else {
        json_t *const rows = checked(json_loadf(file, 0, &error), &error), *row;
        size_t i;
        json_array_foreach(rows, i, row) add(row);
        json_decref(rows);
    }
    fclose(file);
    tally_print();
    return 0;
}
