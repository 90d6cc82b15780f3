/* leat schema: the JSON Schema (2020-12) of definitions, from the option tables of all plugins that
 * are there. */
#include <string.h>

#include "command/command.h"
#include "option/schema_json.h"

static const char head[] =
    "{\n"
    "\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
    "\"title\": \"leat definition\",\n"
    "\"type\": \"object\",\n"
    "\"required\": [\"leat\", \"steps\"],\n"
    "\"additionalProperties\": false,\n"
    "\"properties\": {\n"
    "\"$schema\": {\"type\": \"string\"},\n"
    "\"leat\": {\"const\": 1, \"description\": \"the version of the format\"},\n"
    "\"title\": {\"type\": \"string\", \"description\": \"what the definition is for\"},\n"
    "\"note\": {\"description\": \"for people; not read\"},\n"
    "\"parameters\": {\"type\": \"object\", \"description\": \"values from outside: ${name}\", "
    "\"additionalProperties\": {\"type\": \"object\", \"required\": [\"kind\"], \"additionalProperties\": false, \"properties\": {\"kind\": {\"type\": \"string\", \"description\": \"path, secret, text, integer, real, "
    "decimal(p,s), boolean, date or timestamp\"}, \"default\": {}, \"help\": {\"type\": \"string\"}, \"note\": {}}}},\n"
    "\"rejects\": {\"type\": \"object\", \"description\": \"keeps rows that cannot be used, and goes on\", "
    "\"required\": [\"path\"], \"additionalProperties\": false, \"properties\": {\"path\": {\"type\": \"string\"}, "
    "\"limit\": {\"type\": \"integer\", \"minimum\": 0}, \"note\": {}}},\n"
    "\"steps\": {\"type\": \"array\", \"minItems\": 1, \"items\": {\"oneOf\": [\n";

static const char reserved[] =
    "\"id\": {\"type\": \"string\", \"minLength\": 1, \"description\": \"a name for other steps to say\"},\n"
    "\"note\": {\"description\": \"for people; not read\"},\n"
    "\"like\": {\"type\": \"string\", \"minLength\": 1, \"description\": \"the id of a step above, of the same "
    "role, whose options it takes over but for those it gives itself\"}";

static const char from[] =
    ",\n\"from\": {\"description\": \"the id of the step whose rows are read, or several\", \"oneOf\": "
    "[{\"type\": \"string\"}, {\"type\": \"array\", \"items\": {\"type\": \"string\"}}]}";

static const char pipeline[] =
    "{\"type\": \"object\", \"description\": \"takes in the steps of another definition\", \"required\": "
    "[\"pipeline\"], "
    "\"additionalProperties\": false, \"properties\": {\n"
    "\"id\": {\"type\": \"string\", \"minLength\": 1}, \"note\": {}, \"pipeline\": {\"type\": \"string\"}, "
    "\"step\": {\"type\": \"string\"}, \"set\": {\"type\": \"object\"}}}\n";

/* A step with that plugin: what every step may hold, and what the plugin's option table says. */
static void add_role(struct string *out, enum role_kind kind, const struct leat_role *role) {
    const char *summary = role->summary ? role->summary : "";
    string_add_text(out, "{\"type\": \"object\", \"description\": ");
    string_add_json(out, summary, strlen(summary));
    string_add_format(
        out,
        ", \"allOf\": [{\"required\": [\"%s\"], \"properties\": {\n\"%s\": {\"const\": \"%s\"},\n%s%s}},\n{",
        role_words[kind], role_words[kind], role->name, reserved, kind == ROLE_SOURCE ? "" : from);
    options_schema_json(role->options, out);
    string_add_text(out, "}], \"unevaluatedProperties\": false},\n");
}

int command_schema(struct arguments *arguments) {
    size_t count;
    struct string out = {0};
    const char **names = plugins_names(arguments->plugins, &count);
    string_add_text(&out, head);
    for (size_t i = 0; i < count; i++) {
        const struct plugin *plugin = plugins_get(arguments->plugins, names[i]);
        for (size_t k = 0; plugin && !plugin->refusal && k < 3; k++)
            if (plugin->roles[k])
                add_role(&out, (enum role_kind)k, &plugin->roles[k]->common);
    }
    string_add_text(&out, pipeline);
    string_add_text(&out, "]}}}\n}\n");
    fputs(out.data, stdout);
    string_free(&out);
    memory_free(names);
    return STATUS_DONE;
}
