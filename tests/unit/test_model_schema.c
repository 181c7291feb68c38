/* doc/model.schema.json says what the loader takes: the same keys, required or
 * not, of the same types; the same drivers, supports, defaults and options.
 * And doc/documents.md shows an example that runs.
 *
 * usage: test_model_schema SOURCE_ROOT */
#include "documents.h"

#include <tiktokrev/schema.h>
#include <tiktokrev/tiktokrev.h>

#include "document/reader.h"
#include "model/driver.h"

static struct {
    struct ttri_node *root;
    const struct ttri_node *definitions;
} schema;

static void read_schema(void)
{
    char *text = read_source("doc/model.schema.json", NULL);
    struct ttri_json_fault fault;
    struct ttri_memory memory;
    uint32_t values;

    if (ttri_memory_init(&memory, NULL, NULL) != TTR_OK ||
        !ttri_json_scan(text, strlen(text), &values, &fault) ||
        !ttri_tree_build(&memory, text, strlen(text), values, &schema.root,
                         &fault)) {
        fprintf(stderr, "doc/model.schema.json is not JSON\n");
        exit(EXIT_FAILURE);
    }
    schema.definitions = ttri_node_get(schema.root, "$defs");
    free(text);
}

static const struct ttri_node *definition(const char *name)
{
    const struct ttri_node *found = ttri_node_get(schema.definitions, name);

    ck_assert_msg(found != NULL, "no $defs/%s", name);
    return found;
}

static const struct ttri_node *resolved(const struct ttri_node *node)
{
    const char *path = ttri_node_text(ttri_node_get(node, "$ref"));

    if (path == NULL)
        return node;
    ck_assert_int_eq(strncmp(path, "#/$defs/", 8), 0);
    return resolved(definition(path + 8));
}

static bool has_text(const struct ttri_node *list, const char *text)
{
    for (size_t i = 0; i < ttri_node_count(list); i++) {
        const char *found = ttri_node_text(ttri_node_at(list, i));

        if (found != NULL && strcmp(found, text) == 0)
            return true;
    }
    return false;
}

/* ---- types ---- */

static unsigned named_type(const char *name)
{
    static const struct {
        const char *name;
        unsigned type;
    } types[] = {
        {"number", TTRI_JSON_NUMBER}, {"integer", TTRI_JSON_NUMBER},
        {"string", TTRI_JSON_TEXT},   {"boolean", TTRI_JSON_BOOLEAN},
        {"array", TTRI_JSON_LIST},    {"object", TTRI_JSON_OBJECT},
    };

    for (uint32_t i = 0; i < TTRI_COUNT(types); i++)
        if (strcmp(types[i].name, name) == 0)
            return types[i].type;
    ck_abort_msg("no JSON type %s", name);
    return 0;
}

/* Kinds of values that a schema takes. */
static unsigned types_of(const struct ttri_node *node)
{
    const struct ttri_node *parts, *texts;
    unsigned types = 0;

    node = resolved(node);
    parts = ttri_node_get(node, "anyOf");
    texts = ttri_node_get(node, "enum");
    if (ttri_node_get(node, "type") != NULL)
        return named_type(ttri_node_text(ttri_node_get(node, "type")));
    for (size_t i = 0; i < ttri_node_count(parts); i++)
        types |= types_of(ttri_node_at(parts, i));
    for (size_t i = 0; i < ttri_node_count(texts); i++)
        types |= ttri_node_at(texts, i)->kind;
    ck_assert_uint_ne(types, 0);
    return types;
}

static bool is_limited(const struct ttri_node *node)
{
    const struct ttri_node *items = ttri_node_get(node, "maxItems");
    const struct ttri_node *members = ttri_node_get(node, "maxProperties");

    return items != NULL || members != NULL;
}

/* ---- forms ---- */

static void check_field(const char *name, const struct ttri_node *node,
                        const struct ttri_field *field)
{
    const struct ttri_node *property =
        ttri_node_get(ttri_node_get(node, "properties"), field->key);
    unsigned types = field->types & ~TTRI_JSON_NAMED;

    ck_assert_msg(property != NULL, "%s/%s is not there", name, field->key);
    ck_assert_msg(types_of(property) == types, "%s/%s has types %u, not %u",
                  name, field->key, types_of(property), types);
    ck_assert_msg(has_text(ttri_node_get(node, "required"), field->key) ==
                      field->required,
                  "%s/%s is%s required", name, field->key,
                  field->required ? "" : " not");
    if (field->types & TTRI_JSON_NAMED)
        ck_assert_msg(is_limited(resolved(property)), "%s/%s has no limit",
                      name, field->key);
}

static void check_form(const char *name, const struct ttri_node *node,
                       const struct ttri_form *form)
{
    const struct ttri_node *others =
        ttri_node_get(node, "additionalProperties");

    ck_assert_msg(ttri_node_count(ttri_node_get(node, "properties")) ==
                      form->count,
                  "%s has other keys", name);
    for (uint32_t i = 0; i < form->count; i++)
        check_field(name, node, &form->fields[i]);
    ck_assert_msg(ttri_node_is(others, TTRI_JSON_BOOLEAN) &&
                      !(others->number > 0),
                  "%s takes other keys", name);
}

static const struct ttri_form *const forms[] = {
    &ttri_calendar_form,  &ttri_region_form,     &ttri_environment_form,
    &ttri_audience_form,  &ttri_event_form,      &ttri_scope_form,
    &ttri_event_end_form, &ttri_severity_form,   &ttri_technology_form,
    &ttri_macro_form,     &ttri_preference_form, &ttri_correlation_form,
    &ttri_copula_form,    &ttri_link_form,       &ttri_elimination_form,
    &ttri_report_form,    &ttri_term_form,       &ttri_deal_form,
    &ttri_base_form,      &ttri_tier_form,       &ttri_declare_form,
    &ttri_equation_form,  &ttri_driver_form,     &ttri_parameter_form,
    &ttri_range_form,     &ttri_noise_form,      &ttri_loading_form,
    &ttri_movable_form,   &ttri_truncation_form, &ttri_region_correlation_form,
};

START_TEST(objects_have_the_loaders_keys)
{
    check_form(forms[_i]->name, definition(forms[_i]->name), forms[_i]);
}
END_TEST

START_TEST(document_has_the_loaders_keys)
{
    check_form("document", schema.root, &ttri_document_form);
}
END_TEST

START_TEST(curves_and_laws_have_the_loaders_keys)
{
    for (int i = 0; i < TTRI_CURVES; i++)
        if (ttri_curve_forms[i] != NULL)
            check_form(ttri_curve_forms[i]->name,
                       definition(ttri_curve_forms[i]->name),
                       ttri_curve_forms[i]);
    for (int i = 1; i < TTRI_LAWS; i++)
        check_form(ttri_law_forms[i]->name, definition(ttri_law_forms[i]->name),
                   ttri_law_forms[i]);
}
END_TEST

START_TEST(streams_have_the_loaders_keys)
{
    const struct ttri_node *models = ttri_node_get(
        ttri_node_get(ttri_node_get(definition("any_stream"), "properties"),
                      "model"),
        "enum");
    uint32_t count = 0;

    for (int32_t model = 0; model < TTRI_MODELS; model++) {
        const char *name = ttr_schema_model(model);

        if (ttri_stream_forms[model] == NULL)
            continue;
        check_form(name, definition(name), ttri_stream_forms[model]);
        ck_assert_msg(has_text(models, name), "%s is no model", name);
        count++;
    }
    ck_assert_uint_eq(ttri_node_count(models), count);
}
END_TEST

/* ---- drivers and options ---- */

static void check_driver(const struct ttri_node *node,
                         const struct ttr_driver_info *info)
{
    static const char *const supports[] = {NULL, "#/$defs/positive",
                                           "#/$defs/unit", "#/$defs/real"};
    const struct ttri_node *property;
    char pattern[128];

    snprintf(pattern, sizeof pattern, "^[^/]+/%s$", info->key);
    property =
        info->flags & TTR_DRIVER_PER_ITEM
            ? ttri_node_get(ttri_node_get(node, "patternProperties"), pattern)
            : ttri_node_get(ttri_node_get(node, "properties"), info->key);
    ck_assert_msg(property != NULL, "%s is not there", info->key);
    ck_assert_str_eq(ttri_node_text(ttri_node_get(property, "$ref")),
                     supports[info->support]);
    ck_assert_double_eq(ttri_node_number(ttri_node_get(property, "default")),
                        info->fallback);
}

START_TEST(drivers_are_the_librarys)
{
    int seen = 0;

    for (int32_t model = 0; model < TTRI_MODELS; model++) {
        struct ttr_error error = ttri_unit_error();
        struct ttr_driver_info info = {.struct_size = sizeof info};
        uint32_t count = ttr_schema_drivers(model);
        const struct ttri_node *node;
        char name[64];

        if (count == 0)
            continue;
        snprintf(name, sizeof name, "%s_drivers", ttr_schema_model(model));
        node = definition(name);
        for (uint32_t i = 0; i < count; i++) {
            ttri_assert_ok(ttr_schema_driver(model, i, &info, &error), &error);
            check_driver(node, &info);
        }
        ck_assert_uint_eq(
            ttri_node_count(ttri_node_get(node, "properties")) +
                ttri_node_count(ttri_node_get(node, "patternProperties")),
            count);
        seen++;
    }
    ck_assert_int_eq(seen, 8);
}
END_TEST

static void check_choices(const struct ttri_node *node,
                          const struct ttri_option_def *option)
{
    const struct ttri_node *choices = ttri_node_get(node, "enum");
    uint32_t count = 0;

    for (; option->choices[count] != NULL; count++)
        ck_assert_msg(has_text(choices, option->choices[count]), "no %s=%s",
                      option->key, option->choices[count]);
    ck_assert_uint_eq(ttri_node_count(choices), count);
}

START_TEST(options_are_the_librarys)
{
    for (int32_t model = 0; model < TTRI_MODELS; model++) {
        const struct ttri_schema *own = ttri_schema_of(model);
        const struct ttri_node *options;

        if (ttri_stream_forms[model] == NULL)
            continue;
        options = ttri_node_get(
            ttri_node_get(ttri_node_get(definition(own->name), "properties"),
                          "options"),
            "properties");
        ck_assert_uint_eq(ttri_node_count(options), own->option_count);
        for (uint32_t i = 0; i < own->option_count; i++)
            check_choices(ttri_node_get(options, own->options[i].key),
                          &own->options[i]);
    }
}
END_TEST

START_TEST(law_names_are_the_librarys)
{
    const struct ttri_node *types = ttri_node_get(
        ttri_node_get(ttri_node_get(definition("law"), "properties"), "type"),
        "enum");

    ck_assert_uint_eq(ttri_node_count(types), TTRI_LAWS - 1);
    for (int32_t i = 1; i < TTRI_LAWS; i++)
        ck_assert(has_text(types, ttri_law_name(i)));
}
END_TEST

/* ---- the example ---- */

START_TEST(example_is_shown_and_runs)
{
    struct ttr_error error = ttri_unit_error();
    char *page = read_source("doc/documents.md", NULL);
    char *text = read_source("tests/data/documents/small.json", NULL);
    ttr_combiner *combiner = load_text(text);
    ttr_text *saved = save_text(combiner);
    ttr_program *program = NULL;
    ttr_forecast *forecast = NULL;

    ck_assert_ptr_nonnull(strstr(page, text));
    ck_assert_str_eq(ttr_text_bytes(saved), text);
    ttri_assert_ok(ttr_combiner_compile(combiner, &program, &error), &error);
    ttri_assert_ok(ttr_program_run(program, NULL, &forecast, &error), &error);
    ttr_forecast_unref(forecast);
    ttr_program_unref(program);
    ttr_text_unref(saved);
    ttr_combiner_unref(combiner);
    free(text);
    free(page);
}
END_TEST

static Suite *schema_suite(void)
{
    Suite *suite = suite_create("model_schema");
    TCase *keys = tcase_create("keys");
    TCase *names = tcase_create("names");

    tcase_add_loop_test(keys, objects_have_the_loaders_keys, 0,
                        (int)TTRI_COUNT(forms));
    tcase_add_test(keys, document_has_the_loaders_keys);
    tcase_add_test(keys, curves_and_laws_have_the_loaders_keys);
    tcase_add_test(keys, streams_have_the_loaders_keys);
    suite_add_tcase(suite, keys);

    tcase_add_test(names, drivers_are_the_librarys);
    tcase_add_test(names, options_are_the_librarys);
    tcase_add_test(names, law_names_are_the_librarys);
    tcase_add_test(names, example_is_shown_and_runs);
    suite_add_tcase(suite, names);
    return suite;
}

int main(int argc, char **argv)
{
    int status;

    if (argc > 1)
        source_root = argv[1];
    read_schema();
    status = ttri_unit_main(schema_suite());
    free(schema.root);
    return status;
}
