/* Graphs as NumPy source: the text. That it computes the same is tested by
 * tests/numpy. */
#include <string.h>

#include <tiktokrev/tiktokrev.h>

#include "failing.h"
#include "program/program.h"
#include "unit.h"

static const double path[] = {1.0, 0.5, 1e300};

/* state_t = 0.5 state_(t-1) + shock_t; earned = 2^state path; also a quotient
 * that may be 0 / 0. */
static ttr_status write_state(const struct ttri_memory *memory,
                              struct ttri_writer *writer)
{
    const char *const names[] = {"earned", "per user"};
    struct ttri_draw draw = {.name = "stream/US/users noise",
                             .kind = TTRI_DRAW_NORMAL,
                             .by_period = true,
                             .first = 1};
    struct ttri_graph *graph = ttri_graph_new(memory, 3);
    ttri_value state, half, shock, numbers, output[2];
    ttr_status status;

    if (graph == NULL)
        return TTR_E_NO_MEMORY;
    state = ttri_forward(graph);
    /* One by one: operands stand in the order in which they were made. */
    half = ttri_lag(graph, state, 1, ttri_constant(graph, 0.0));
    half = ttri_mul(graph, half, ttri_constant(graph, 0.5));
    shock = ttri_draw(graph, &draw);
    half = ttri_add(graph, half, shock);
    ttri_name(graph, half, "stream/US/users");
    ttri_bind(graph, state, half);
    numbers = ttri_series(graph, path);
    output[0] = ttri_mul(graph, numbers, ttri_exp_two(graph, state));
    ttri_name(graph, output[0], "stream/US/revenue");
    output[1] = ttri_div(graph, output[0], shock);
    status = ttri_graph_status(graph, NULL);
    if (status == TTR_OK)
        status = ttri_numpy(graph, 2, output, names, writer, NULL);
    ttri_graph_free(graph);
    return status;
}

START_TEST(test_reads_like_the_equations)
{
    static const char expected[] =
        "path_of_numbers = np.array([1.0, 0.5, 1e+300]).reshape(PERIODS, 1)\n"
        "\n"
        "\n"
        "def equations(draws):\n"
        "    \"\"\"One array for each of ROWS.\"\"\"\n"
        "    paths = width(*draws.values(), 0.0)\n"
        "    draw_of_stream_US_users_noise = draws[\"stream/US/users "
        "noise\"]\n"
        "    stream_US_users = np.empty((PERIODS, paths))\n"
        "    for t in range(PERIODS):\n"
        "        # stream/US/users\n"
        "        stream_US_users[t] = (\n"
        "            (stream_US_users[t - 1] if t >= 1 else 0.0) * 0.5\n"
        "            + draw_of_stream_US_users_noise[t]\n"
        "        )\n"
        "    stream_US_revenue = path_of_numbers * np.exp2(stream_US_users)"
        "  # stream/US/revenue\n"
        "    part = ratio(stream_US_revenue, draw_of_stream_US_users_noise)\n"
        "    return [\n"
        "        stream_US_revenue,  # earned\n"
        "        part,  # per user\n"
        "    ]\n";
    struct ttri_memory memory;
    struct ttri_writer writer;
    const char *found;

    ck_assert_int_eq(ttri_memory_init(&memory, NULL, NULL), TTR_OK);
    ttri_writer_init(&writer, &memory);
    ck_assert_int_eq(write_state(&memory, &writer), TTR_OK);
    ttri_write_bytes(&writer, "", 1);
    ck_assert_ptr_nonnull(
        strstr(writer.bytes,
               "    (\"stream/US/users noise\", \"normal\", True, 1),\n"));
    ck_assert_ptr_nonnull(strstr(writer.bytes, "def ratio(a, b):\n"));
    ck_assert_ptr_null(strstr(writer.bytes, "def quantile("));
    found = strstr(writer.bytes, "path_of_numbers =");
    ck_assert_ptr_nonnull(found);
    ck_assert_str_eq(found, expected);
    ttri_writer_drop(&writer);
}
END_TEST

/* Whatever a host calls things, it stays a name, a text or a comment. */
START_TEST(test_names_are_made_harmless)
{
    static const char *const name[] = {
        "lambda", "7 days", "a/b", "a_b", "np", "x\nimport os", "Türkiye \"\\"};
    static const char *const made[] = {
        "\n    lambda_ = np.exp(",   "\n    _7_days = np.exp(",
        "\n    a_b = np.exp(",       "\n    a_b_2 = np.exp(",
        "\n    np_ = np.exp(",       "\n    x_import_os = np.exp(",
        "\n    T_rkiye___ = np.exp("};
    enum {
        NAMES = sizeof name / sizeof *name
    };
    struct ttri_memory memory;
    struct ttri_writer writer;
    struct ttri_graph *graph;
    struct ttri_draw draw = {.name = "say \"\\\n\""};
    ttri_value value[NAMES];

    ck_assert_int_eq(ttri_memory_init(&memory, NULL, NULL), TTR_OK);
    graph = ttri_graph_new(&memory, 2);
    value[0] = ttri_draw(graph, &draw);
    for (int i = 0; i < NAMES; i++) {
        value[i] = ttri_exp(graph, value[i > 0 ? i - 1 : 0]);
        ttri_name(graph, value[i], name[i]);
    }
    ttri_writer_init(&writer, &memory);
    ck_assert_int_eq(ttri_numpy(graph, NAMES, value, name, &writer, NULL),
                     TTR_OK);
    ttri_write_bytes(&writer, "", 1);
    for (int i = 0; i < NAMES; i++)
        ck_assert_msg(strstr(writer.bytes, made[i]) != NULL, "no%s", made[i]);
    ck_assert_ptr_nonnull(
        strstr(writer.bytes,
               "    (\"say \\\"\\\\\\u000a\\\"\", \"normal\", False, 0)"));
    ck_assert_ptr_nonnull(strstr(writer.bytes, "  # x import os\n"));
    ck_assert_ptr_null(strstr(writer.bytes, "\nimport"));
    ttri_writer_drop(&writer);
    ttri_graph_free(graph);
}
END_TEST

static ttr_status attempt(const struct ttr_allocator *allocator, void *context)
{
    struct ttri_memory memory;
    struct ttri_writer writer;
    ttr_status status;

    (void)context;
    ck_assert_int_eq(ttri_memory_init(&memory, allocator, NULL), TTR_OK);
    ttri_writer_init(&writer, &memory);
    status = write_state(&memory, &writer);
    ttri_writer_drop(&writer);
    return status;
}

START_TEST(test_every_allocation_may_fail)
{
    ck_assert_uint_gt(ttri_fail_each(attempt, NULL), 20);
}
END_TEST

/* ---- a whole simulation ---- */

static const char model[] =
    "{\"tiktokrev\": 1, \"name\": \"A \\\"small\\\" one\","
    "\"calendar\": {\"start\": \"2024-01\", \"frequency\": \"quarter\","
    "\"periods\": 8}, \"currency\": \"USD\","
    "\"regions\": [{\"name\": \"US\", \"currency\": \"USD\"}],"
    "\"audience\": {\"drivers\": {\"mau_gross\": {\"value\": 1000000,"
    "\"range\": {\"low\": 900000, \"high\": 1100000},"
    "\"noise\": {\"volatility\": 0.1, \"reversion\": 0.5}}}},"
    "\"streams\": [{\"name\": \"commerce\", \"model\": \"commerce\","
    "\"drivers\": {\"buyer_share\": 0.05, \"aov\": 18,"
    "\"short_video_take_rate\": 0.05}}]}";

static ttr_simulation *new_simulation(const struct ttr_allocator *allocator)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_figure figure;
    ttr_combiner *combiner = NULL;
    ttr_program *program = NULL;
    ttr_simulation *simulation = NULL;

    ttr_figure_init(&figure, sizeof figure);
    ttri_assert_ok(ttr_document_load(allocator, model, sizeof model - 1,
                                     "model", &combiner, &error),
                   &error);
    ttri_assert_ok(ttr_combiner_compile(combiner, &program, &error), &error);
    ttri_assert_ok(ttr_simulation_new(program, NULL, &simulation, &error),
                   &error);
    ttri_assert_ok(ttr_program_find_output(program, "commerce/take_rate",
                                           &figure.output, &error),
                   &error);
    for (figure.kind = TTR_FIGURE_OUTPUT; figure.kind <= TTR_FIGURE_HHI;
         figure.kind++)
        if (figure.kind != TTR_FIGURE_REPORT)
            ttri_assert_ok(
                ttr_simulation_watch(simulation, &figure, NULL, &error),
                &error);
    ttr_program_unref(program);
    ttr_combiner_unref(combiner);
    return simulation;
}

START_TEST(test_a_simulation_is_a_module)
{
    static const char *const parts[] = {
        "\"\"\"A simulation of libtiktokrev as NumPy source.\n",
        "TITLE = \"A \\\"small\\\" one\"\n",
        "    (\"audience/US/mau_gross noise\", \"normal\", True, 0),\n",
        "    (\"commerce/take_rate\", \"World\", \"2024\", \"1\"),\n",
        "YEAR = [\n    (0, 4),\n    (4, 8),\n]\n",
        "        ratio(reading_0, reading_1),  # commerce/take_rate\n",
        "        growth(ratio(reading_0, reading_1)),  # growth of "
        "commerce/take_rate\n",
        "        annual_growth(ratio(reading_0, reading_1)[0], "
        "ratio(reading_0, reading_1)[1], 1.0),",
        "        hhi([reading_3]),  # hhi\n",
        "\ndef main():\n"};
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = new_simulation(NULL);
    ttr_text *text = NULL;

    ttri_assert_ok(ttr_simulation_numpy(simulation, &text, &error), &error);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        ck_assert_msg(strstr(ttr_text_bytes(text), parts[i]) != NULL, "no %s",
                      parts[i]);
    ttr_text_unref(text);
    ttr_simulation_unref(simulation);
}
END_TEST

START_TEST(test_a_simulation_survives_failing_allocations)
{
    struct ttri_failing failing = {0};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    uint64_t calls = 0;

    for (uint64_t at = 0; at <= calls; at++) {
        struct ttr_error error = ttri_unit_error();
        ttr_simulation *simulation = new_simulation(&allocator);
        ttr_text *text = NULL;
        uint64_t before = failing.calls;
        ttr_status status;

        failing.fail_at = at > 0 ? before + at : 0;
        status = ttr_simulation_numpy(simulation, &text, &error);
        failing.fail_at = 0;
        if (at == 0)
            calls = failing.calls - before;
        ck_assert_int_eq(status, at == 0 ? TTR_OK : TTR_E_NO_MEMORY);
        ck_assert((text != NULL) == (at == 0));
        ttr_text_unref(text);
        ttr_simulation_unref(simulation);
        ck_assert_int_eq(failing.blocks, 0);
    }
    ck_assert_uint_gt(calls, 100);
}
END_TEST

START_TEST(test_refuses_what_is_missing)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = new_simulation(NULL);

    ttri_assert_fails(ttr_simulation_numpy(simulation, NULL, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_simulation_numpy: text must not be NULL");
    ttri_assert_fails(ttr_simulation_numpy(NULL, NULL, &error), TTR_E_ARGUMENT,
                      &error,
                      "ttr_simulation_numpy: simulation must not be NULL");
    ttr_simulation_unref(simulation);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("numpy");
    TCase *all = tcase_create("all");

    tcase_add_test(all, test_reads_like_the_equations);
    tcase_add_test(all, test_names_are_made_harmless);
    tcase_add_test(all, test_every_allocation_may_fail);
    tcase_add_test(all, test_a_simulation_is_a_module);
    tcase_add_test(all, test_a_simulation_survives_failing_allocations);
    tcase_add_test(all, test_refuses_what_is_missing);
    suite_add_tcase(suite, all);
    return ttri_unit_main(suite);
}
