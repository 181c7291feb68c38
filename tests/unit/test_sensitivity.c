/* What variables do when random numbers move: of products of lognormals it is
 * known. */
#include "chancy.h"

#include "engine/sensitivity.h"

static const char product_model[] = CHANCY_PRODUCT("x * n");

static ttr_simulation *open_simulation(void)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = chancy_program(product_model);
    ttr_simulation *simulation;
    struct ttr_figure figure;

    ttr_figure_init(&figure, sizeof figure);
    figure.output = output_index(program, "a/revenue");
    ttri_assert_ok(ttr_simulation_new(program, NULL, &simulation, &error),
                   &error);
    ttri_assert_ok(ttr_simulation_watch(simulation, &figure, NULL, &error),
                   &error);
    ttr_program_unref(program);
    return simulation;
}

/* First row of a draw. */
static uint32_t row_of(const ttr_simulation *simulation, const char *name)
{
    struct ttr_error error = ttri_unit_error();
    const struct ttri_prepared *prepared;

    ttri_assert_ok(ttri_simulation_prepared(simulation, &prepared, &error),
                   &error);
    for (uint32_t i = 0; i < ttri_plan_draws(prepared->plan); i++) {
        const struct ttri_plan_draw *draw = ttri_plan_draw(prepared->plan, i);

        if (strcmp(draw->draw->name, name) == 0)
            return draw->row;
    }
    ck_abort_msg("no draw %s", name);
    return 0;
}

/* d revenue / dz = revenue times the deviation of its logarithm: ln 1.5 over
 * the normal quantile of 0.9, and 0.3 for each year of noise so far. */
START_TEST(products_of_lognormals)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = open_simulation();
    struct ttri_sensitivity *sensitivity;
    const uint32_t variable[] = {2, 0};
    double point[16] = {0}, values[2], jacobian[2 * 16];
    double range = log(1.5) / 1.2815515655446004;
    uint32_t x = row_of(simulation, "a/US/x"), unknowns;
    uint32_t common_x = row_of(simulation, "a/*/x");
    uint32_t n = row_of(simulation, "a/US/n noise");
    uint32_t common_n = row_of(simulation, "a/*/n noise");

    ttri_assert_ok(
        ttri_sensitivity_new(simulation, variable, 2, &sensitivity, &error),
        &error);
    unknowns = ttri_sensitivity_unknowns(sensitivity);
    ck_assert_uint_eq(ttri_sensitivity_variables(sensitivity), 2);
    ck_assert_uint_le(unknowns, 16);
    point[x] = -0.5;
    point[n + 1] = 0.25;
    ttri_sensitivity_at(sensitivity, point, values, jacobian);
    for (uint32_t v = 0; v < 2; v++) {
        const double *slope = jacobian + v * unknowns;

        ck_assert_double_gt(values[v], 1.0);
        ck_assert_double_eq_tol(hypot(slope[x], slope[common_x]) / values[v],
                                range, 1e-9);
        ck_assert_double_eq(slope[n], 0.0);
        for (uint32_t t = 1; t < 3; t++)
            ck_assert_double_eq_tol(hypot(slope[n + t], slope[common_n + t]) /
                                        values[v],
                                    t <= variable[v] ? 0.3 : 0.0, 1e-9);
    }
    ttri_sensitivity_free(sensitivity);
    ttr_simulation_unref(simulation);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sensitivity");
    TCase *tcase = tcase_create("all");

    tcase_add_test(tcase, products_of_lognormals);
    suite_add_tcase(suite, tcase);
    return ttri_unit_main(suite);
}
