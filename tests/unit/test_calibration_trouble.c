/* Fitting models to figures that are few, contradict each other or make no
 * sense; threads, memory, interrupts. */
#include "calibration_model.h"
#include "failing.h"

#include "base/base.h"

/* ---- trouble ---- */

START_TEST(contradictions_are_shown)
{
    ttr_combiner *combiner = users_model(8, 0, 0);
    struct figures figures;
    ttr_calibration *calibration;
    struct ttr_calibration_state state;

    begin_figures(&figures);
    add_users(&figures, 1, 500000);
    add_users(&figures, 1, 2000000);
    calibration = calibrate(combiner, &figures, NULL);
    state = state_of(calibration);
    ck_assert_int_eq(state.converged, 1);
    NEAR(fitted_figure(calibration, 0).fitted, USERS, 1.0);
    NEAR(state.squares, 2 * pow(log(2) / 0.02, 2), 1.0);
    ck_assert_ptr_nonnull(strstr(state.reason, "audience/US/mau in 2015-Q2"));
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

START_TEST(one_figure_is_enough)
{
    ttr_combiner *combiner = users_model(4, 0.2, 1);
    struct figures figures;
    ttr_calibration *calibration;

    begin_figures(&figures);
    add_users(&figures, 0, 1200000);
    calibration = calibrate(combiner, &figures, NULL);
    ck_assert_int_eq(state_of(calibration).converged, 1);
    ck_assert_uint_eq(state_of(calibration).unknowns, 4);
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

/* Zeros, and what nothing moves. */
START_TEST(constant_histories_do_no_harm)
{
    ttr_combiner *combiner = users_model(8, 0.1, 0);
    struct figures figures;
    ttr_calibration *calibration;

    begin_figures(&figures);
    add_users(&figures, 0, 0);
    add_users(&figures, 1, 1000000);
    add_users(&figures, 2, 1000000);
    add_figure(&figures, "advertising/US/reservation", "2016", 3);
    calibration = calibrate(combiner, &figures, NULL);
    ck_assert_int_eq(state_of(calibration).converged, 1);
    ck_assert_uint_eq(state_of(calibration).used, 3);
    ck_assert_int_eq(fitted_figure(calibration, 0).logarithmic, 0);
    ck_assert_int_eq(fitted_figure(calibration, 1).logarithmic, 1);
    ck_assert_str_eq(fitted_figure(calibration, 3).reason,
                     "nothing that is in doubt moves it");
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

START_TEST(what_is_not_used_is_told)
{
    static const char *const reasons[] = {"",
                                          "the calendar does not hold its time",
                                          "its kind is not used",
                                          "its confidence is too low",
                                          "its time ends after the last day",
                                          "its time ends after the last day",
                                          ""};
    static const char text[] =
        FIGURE_COLUMNS "audience/US/mau,2015-Q3,1000000,,,,reported,3,x\n"
                       "audience/US/mau,2014-Q3,1000000,,,,reported,3,x\n"
                       "audience/US/mau,2015-Q3,1000000,,,,forecast,3,x\n"
                       "audience/US/mau,2015-Q3,1000000,,,,reported,1,x\n"
                       "audience/US/mau,2016,1000000,,,,reported,3,x\n"
                       "audience/US/mau,2015-10-02,1000000,,,,reported,3,x\n"
                       "audience/US/mau,2015-10-01,1000000,,,,reported,3,x\n";
    ttr_combiner *combiner = users_model(8, 0, 0);
    struct ttr_calibration_options options = default_options();
    struct figures figures;
    ttr_calibration *calibration;

    options.last = 20151001;
    options.least_confidence = 2;
    set_figures(&figures, text);
    calibration = calibrate(combiner, &figures, &options);
    ck_assert_uint_eq(state_of(calibration).figures, TTRI_COUNT(reasons));
    ck_assert_uint_eq(state_of(calibration).used, 2);
    for (uint32_t i = 0; i < TTRI_COUNT(reasons); i++)
        ck_assert_str_eq(fitted_figure(calibration, i).reason, reasons[i]);
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

/* Errors by kind, confidence, range and column. */
START_TEST(figures_have_their_errors)
{
    static const double deviations[] = {0.02, 0.1, 0.25, 0.1,
                                        0.05, 0.1, 0.01, 0.5405606};
    static const char text[] =
        "series,period,value,unit,low,high,kind,confidence,source,error\n"
        "audience/US/mau,2015-Q3,1000000,,,,reported,3,x,\n"
        "audience/US/mau,2015-Q3,1000000,,,,reported,2,x,\n"
        "audience/US/mau,2015-Q3,1000000,,,,reported,1,x,\n"
        "audience/US/mau,2015-Q3,1000000,,,,reported,,x,\n"
        "audience/US/mau,2015-Q3,1000000,,,,derived,3,x,\n"
        "audience/US/mau,2015-Q3,1000000,,,,estimate,3,x,\n"
        "audience/US/mau,2015-Q3,1000000,,900000,2000000,estimate,3,x,0.01\n"
        "audience/US/mau,2015-Q3,,,500000,2000000,reported,3,x,\n";
    ttr_combiner *combiner = users_model(8, 0, 0);
    struct figures figures;
    ttr_calibration *calibration;

    set_figures(&figures, text);
    calibration = calibrate(combiner, &figures, NULL);
    /* ln 4 is what two 90 % points are apart */
    for (uint32_t i = 0; i < TTRI_COUNT(deviations); i++)
        NEAR(fitted_figure(calibration, i).deviation,
             i == 7 ? log(4) / (2 * QUANTILE_90) : deviations[i], 1e-12);
    NEAR(fitted_figure(calibration, 7).value, 1e6, 1e-6);
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

static void refuses(const struct figures *figures, ttr_status status,
                    const char *message)
{
    ttr_combiner *combiner = users_model(8, 0, 0);
    struct ttr_error error = ttri_unit_error();
    ttr_calibration *calibration = NULL;
    ttr_history *history = history_of(figures);

    ttri_assert_fails(ttr_calibration_run(combiner, history, NULL, NULL, NULL,
                                          &calibration, &error),
                      status, &error, message);
    ck_assert_ptr_null(calibration);
    ttr_history_unref(history);
    ttr_combiner_unref(combiner);
}

static const struct {
    const char *series, *period;
    ttr_status status;
    const char *message;
} useless[] = {
    {"audience/US/mau", "1999", TTR_E_MISSING,
     "history must have a figure that can be used"},
    {"audience/US/nau", "2016", TTR_E_UNKNOWN, NULL},
    {"advertising/US/revenue", "2016-02-03", TTR_E_CONFLICT, NULL},
    {"advertising/US/reservation", "2016", TTR_E_MISSING,
     "calibration must have a figure that depends on what is in doubt"},
};

START_TEST(histories_without_use_are_refused)
{
    struct figures figures;

    begin_figures(&figures);
    refuses(&figures, TTR_E_MISSING,
            "history must have a figure that can be used");
    for (uint32_t i = 0; i < TTRI_COUNT(useless); i++) {
        begin_figures(&figures);
        add_figure(&figures, useless[i].series, useless[i].period, 1);
        refuses(&figures, useless[i].status, useless[i].message);
    }
}
END_TEST

/* Numbers at the ends of what a double holds. */
START_TEST(wild_figures_do_no_harm)
{
    static const char *const values[] = {"1e308",  "1e-308", "-1e308",
                                         "4e-324", "-1",     "0"};
    ttr_combiner *combiner = users_model(8, 0.1, 0.5);

    for (uint32_t i = 0; i < TTRI_COUNT(values); i++)
        for (uint32_t j = 0; j < TTRI_COUNT(values); j++) {
            struct ttr_error error = ttri_unit_error();
            ttr_calibration *calibration = NULL;
            struct figures figures;
            ttr_history *history;
            ttr_status status;

            begin_figures(&figures);
            add_text(&figures, "audience/US/mau", "2016-Q1", values[i]);
            add_text(&figures, "advertising/US/revenue", "2016", values[j]);
            history = history_of(&figures);
            status = ttr_calibration_run(combiner, history, NULL, NULL, NULL,
                                         &calibration, &error);
            if (status == TTR_OK) {
                struct ttr_calibration_state state = state_of(calibration);

                ck_assert(state.converged == 0 || isfinite(state.squares));
                ck_assert(state.converged == 0 || isfinite(state.gradient));
                ck_assert(!isnan(fitted_draw(calibration, 0).deviation));
            } else {
                /* Beside what is that large nothing moves. */
                ck_assert_int_eq(status, TTR_E_MISSING);
            }
            ttr_calibration_unref(calibration);
            ttr_history_unref(history);
        }
    ttr_combiner_unref(combiner);
}
END_TEST

/* Users fall to a hundredth: rounds that took all of the way each time would go
 * to and fro between two answers for the noise. */
START_TEST(rounds_that_turn_back_settle)
{
    ttr_combiner *combiner = users_model(8, 0.1, 0.5);
    struct figures figures;
    ttr_calibration *calibration;

    begin_figures(&figures);
    add_figure(&figures, "audience/US/mau", "2015-Q4", 1e8);
    add_figure(&figures, "audience/US/mau", "2016-Q2", 1e7);
    add_figure(&figures, "audience/US/mau", "2016-Q3", 1e6);
    add_figure(&figures, "advertising/US/revenue", "2016", 1e6);
    calibration = calibrate(combiner, &figures, NULL);
    ck_assert_msg(state_of(calibration).converged == 1, "%s",
                  state_of(calibration).reason);
    ck_assert_uint_le(state_of(calibration).rounds, 20);
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

START_TEST(options_are_checked)
{
    ttr_combiner *combiner = users_model(4, 0, 0);
    struct ttr_error error = ttri_unit_error();
    ttr_calibration *calibration = NULL;
    struct ttr_workers workers = {.struct_size = sizeof workers,
                                  .threads = 1000};
    struct ttr_calibration_options options;
    struct figures figures;
    ttr_history *history;

    begin_figures(&figures);
    add_users(&figures, 0, 1e6);
    history = history_of(&figures);
#define REFUSES(member, wrong, message)                                        \
    do {                                                                       \
        options = default_options();                                           \
        options.member = (wrong);                                              \
        ttri_assert_fails(ttr_calibration_run(combiner, history, &options,     \
                                              NULL, NULL, &calibration,        \
                                              &error),                         \
                          TTR_E_RANGE, &error, message);                       \
    } while (0)
    REFUSES(kinds, 0, "options/kinds must be a sum of TTR_USE_ (got 0)");
    REFUSES(kinds, 16, NULL);
    REFUSES(least_confidence, 4,
            "options/least_confidence must be 0 to 3 (got "
            "4)");
    REFUSES(last, 20150230, NULL);
    REFUSES(error_3, 0, "options/error_3 must be within [1e-9, 10] (got 0)");
    REFUSES(error_2, -1, NULL);
    REFUSES(error_1, NAN, NULL);
    REFUSES(error_derived, 11, NULL);
    REFUSES(error_estimate, INFINITY, NULL);
    REFUSES(range_share, 1, NULL);
    REFUSES(volatility_factor, 0.5, NULL);
    REFUSES(reversion_factor, 101, NULL);
    REFUSES(rounds, 1001, "options/rounds must be at most 1000 (got 1001)");
    options = default_options();
    options.struct_size = 12;
    ttri_assert_fails(ttr_calibration_run(combiner, history, &options, NULL,
                                          NULL, &calibration, &error),
                      TTR_E_STRUCT_SIZE, &error, NULL);
    ttri_assert_fails(ttr_calibration_run(combiner, history, NULL, &workers,
                                          NULL, &calibration, &error),
                      TTR_E_RANGE, &error, NULL);
    ttr_history_unref(history);
    ttr_combiner_unref(combiner);
}
END_TEST

/* ---- promises ---- */

START_TEST(threads_change_nothing)
{
    ttr_combiner *combiner = users_model(24, 0.15, 0.8);
    struct figures figures;
    ttr_history *history;
    double first[64] = {0}, y[20];

    wandering_figures(&figures, 20, y);
    history = history_of(&figures);
    for (uint32_t threads = 1; threads <= 5; threads += 2) {
        struct ttr_error error = ttri_unit_error();
        struct ttr_workers workers = {.struct_size = sizeof workers,
                                      .threads = threads};
        ttr_calibration *calibration = NULL;
        uint32_t count;

        ttri_assert_ok(ttr_calibration_run(combiner, history, NULL, &workers,
                                           NULL, &calibration, &error),
                       &error);
        count = state_of(calibration).unknowns;
        ck_assert_uint_le(count, 64);
        for (uint32_t i = 0; i < count; i++) {
            struct ttr_fitted_draw draw = fitted_draw(calibration, i);

            if (threads == 1)
                first[i] = draw.mean;
            ck_assert(draw.mean == first[i]);
        }
        ttr_calibration_unref(calibration);
    }
    ttr_history_unref(history);
    ttr_combiner_unref(combiner);
}
END_TEST

struct attempt {
    char *document;
    struct figures figures;
    struct ttr_sample_options sampling;
};

static ttr_status attempt(const struct ttr_allocator *allocator, void *context)
{
    const struct attempt *attempt = context;
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = NULL;
    ttr_history *history = NULL;
    ttr_calibration *calibration = NULL;
    struct ttr_sample_state state = {.struct_size = sizeof state};
    ttr_status status =
        ttr_document_load(allocator, attempt->document,
                          strlen(attempt->document), "d", &combiner, &error);

    if (status == TTR_OK)
        status = ttr_history_load(allocator, attempt->figures.text,
                                  attempt->figures.size, "f", &history, &error);
    if (status == TTR_OK)
        status = ttr_calibration_run(combiner, history, NULL, NULL, NULL,
                                     &calibration, &error);
    if (status == TTR_OK)
        status = ttr_calibration_sample(calibration, &attempt->sampling, NULL,
                                        NULL, 0, &state, &error);
    ttr_calibration_unref(calibration);
    ttr_history_unref(history);
    ttr_combiner_unref(combiner);
    return status;
}

START_TEST(every_allocation_may_fail)
{
    static struct attempt context;
    ttr_combiner *combiner = users_model(4, 0.1, 0.5);
    ttr_text *text = save_text(combiner);

    context.document = malloc(ttr_text_size(text) + 1);
    ck_assert_ptr_nonnull(context.document);
    memcpy(context.document, ttr_text_bytes(text), ttr_text_size(text));
    context.document[ttr_text_size(text)] = '\0';
    ttr_sample_options_init(&context.sampling, sizeof context.sampling);
    context.sampling.burn_in = 2;
    context.sampling.draws = 4;
    context.sampling.thin = 1;
    begin_figures(&context.figures);
    add_users(&context.figures, 0, 1100000);
    add_users(&context.figures, 2, 1300000);
    ck_assert_uint_gt(ttri_fail_each(attempt, &context), 100);
    free(context.document);
    ttr_text_unref(text);
    ttr_combiner_unref(combiner);
}
END_TEST

/* A host's loop in whose midst somebody cancels. */
static void cancel(void *user, uint32_t tasks, ttr_task task, void *work)
{
    ttr_monitor_cancel(user);
    for (uint32_t i = 0; i < tasks; i++)
        task(work, i);
}

START_TEST(a_calibration_can_be_cancelled)
{
    ttr_combiner *combiner = users_model(8, 0.1, 0.5);
    struct ttr_error error = ttri_unit_error();
    ttr_calibration *calibration = NULL;
    ttr_monitor *monitor = NULL;
    struct ttr_workers workers = {
        .struct_size = sizeof workers, .threads = 2, .parallel_for = cancel};
    struct figures figures;
    ttr_history *history;

    begin_figures(&figures);
    add_users(&figures, 0, 1e6);
    history = history_of(&figures);
    ttri_assert_ok(ttr_monitor_new(NULL, &monitor, &error), &error);
    workers.user = monitor;
    ttri_assert_fails(ttr_calibration_run(combiner, history, NULL, &workers,
                                          monitor, &calibration, &error),
                      TTR_E_CANCELLED, &error, "calibration was cancelled");
    ttri_assert_ok(ttr_calibration_run(combiner, history, NULL, NULL, monitor,
                                       &calibration, &error),
                   &error);
    ck_assert_double_eq(ttr_monitor_progress(monitor), 1);
    ttr_calibration_unref(calibration);
    ttr_monitor_unref(monitor);
    ttr_history_unref(history);
    ttr_combiner_unref(combiner);
}
END_TEST

/* A fit that has not converged is no posterior. */
START_TEST(only_a_fit_that_converged_is_drawn_from)
{
    static const char expected[] =
        "calibration noise did not settle: the gradient's length is ";
    ttr_combiner *combiner = users_model(24, 0.15, 0.8);
    struct ttr_error error = ttri_unit_error();
    struct ttr_calibration_options options = default_options();
    ttr_simulation *simulation = NULL;
    ttr_calibration *calibration;
    struct figures figures;
    double y[20];

    wandering_figures(&figures, 20, y);
    options.rounds = 1; /* noise has just begun to move */
    calibration = calibrate(combiner, &figures, &options);
    ck_assert_int_eq(state_of(calibration).converged, 0);
    ttri_assert_ok(ttr_simulation_new(ttr_calibration_program(calibration),
                                      NULL, &simulation, &error),
                   &error);
    ck_assert_int_eq(ttr_simulation_condition(simulation, calibration, &error),
                     TTR_E_CONFLICT);
    ck_assert_msg(strncmp(error.message, expected, sizeof expected - 1) == 0,
                  "%s", error.message);
    ttr_simulation_unref(simulation);
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("trouble with calibration");
    TCase *trouble = tcase_create("trouble"),
          *promises = tcase_create("promises");

    tcase_add_test(trouble, contradictions_are_shown);
    tcase_add_test(trouble, one_figure_is_enough);
    tcase_add_test(trouble, constant_histories_do_no_harm);
    tcase_add_test(trouble, what_is_not_used_is_told);
    tcase_add_test(trouble, figures_have_their_errors);
    tcase_add_test(trouble, histories_without_use_are_refused);
    tcase_add_test(trouble, wild_figures_do_no_harm);
    tcase_add_test(trouble, rounds_that_turn_back_settle);
    tcase_add_test(trouble, options_are_checked);
    tcase_add_test(trouble, only_a_fit_that_converged_is_drawn_from);
    tcase_set_timeout(trouble, 120);
    tcase_add_test(promises, threads_change_nothing);
    tcase_add_test(promises, every_allocation_may_fail);
    tcase_add_test(promises, a_calibration_can_be_cancelled);
    tcase_set_timeout(promises, 120);
    suite_add_tcase(suite, trouble);
    suite_add_tcase(suite, promises);
    return ttri_unit_main(suite);
}
