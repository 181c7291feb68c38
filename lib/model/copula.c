#include "model/copula.h"

#include <math.h>

#include "math/elementary.h"
#include "math/normal.h"
#include "math/special.h"
#include "model/law_value.h"

#define POINTS 513
/* Ranks nearer to 0 or 1 than about e^-66 do not occur. */
#define REACH 66.0

ttri_value ttri_copula_mixing(struct ttri_scene *scene,
                              const struct ttri_copula *copula,
                              ttri_value normal)
{
    struct ttri_graph *graph = scene->graph;
    struct ttr_law law;
    enum ttri_law_form form;
    ttri_value x, half = ttri_constant(graph, -0.5);

    ttr_law_init(&law, sizeof law);
    law.kind = TTR_LAW_GAMMA;
    law.a = copula->freedom / 2.0;
    law.b = 2.0 / copula->freedom;
    x = ttri_law_draw(scene, &law, normal, &form);
    if (form == TTRI_FORM_NATURAL)
        x = ttri_mul(graph, ttri_constant(graph, TTRI_LOG2_E),
                     ttri_log(graph, x));
    return ttri_exp_two(graph, ttri_mul(graph, half, x));
}

/* ---- margins ---- */

/* Student's t law at t > 0: with q = ln(1 + t^2 / freedom), its mass above t is
 * I_x(freedom / 2, 1 / 2) / 2 at x = e^-q. */
struct student {
    double freedom;
    double peak; /* density at 0 over the standard normal one there */
};

static struct student student_of(double freedom)
{
    double peak = ttri_exponential(ttri_log_gamma((freedom + 1.0) / 2.0) -
                                   ttri_log_gamma(freedom / 2.0));

    return (struct student){freedom, peak * sqrt(2.0 / freedom)};
}

/* log2 z / t as a function of q, and its derivative; z has the rank of t. From
 * z = a t + (a^3 / 6 - a (n + 1) / 6 n) t^3 + ... at q = 0. */
static void margin_at(const struct student *law, double q, double *point,
                      double *slope)
{
    double n = law->freedom, lower, upper, t, z, density;

    if (q == 0.0) {
        *point = TTRI_LOG2_E * ttri_logarithm(law->peak);
        *slope = TTRI_LOG2_E * (n * law->peak * law->peak - n - 1.0) / 6.0;
        return;
    }
    ttri_incomplete_beta(n / 2.0, 0.5, ttri_exponential(-q), ttri_saturation(q),
                         &lower, &upper);
    z = -ttri_normal_quantile(lower / 2.0);
    t = sqrt(n * ttri_saturation(q)) * ttri_exponential(q / 2.0);
    /* Student's density over the normal one. */
    density = law->peak * ttri_exponential(z * z / 2.0 - q * (n + 1.0) / 2.0);
    *point = TTRI_LOG2_E * ttri_logarithm(z / t);
    /* By t, over dq / dt = 2 t / (n + t^2). */
    *slope = TTRI_LOG2_E * (density * t / z - 1.0) * (n / (t * t) + 1.0) / 2.0;
}

void ttri_copula_init(struct ttri_copula *copula, double freedom)
{
    struct student law = student_of(freedom);

    copula->freedom = freedom;
    copula->high = 2.0 * REACH / freedom;
    for (int i = 0; i < TTRI_COPULA_POINTS; i++)
        margin_at(&law, copula->high * i / (TTRI_COPULA_POINTS - 1),
                  &copula->point[i], &copula->slope[i]);
}

ttri_value ttri_copula_margin(struct ttri_scene *scene,
                              const struct ttri_copula *copula,
                              ttri_value normal, ttri_value mixing)
{
    struct ttri_graph *graph = scene->graph;
    ttri_value t = ttri_mul(graph, normal, mixing), q, ratio;

    q = ttri_mul(graph, ttri_mul(graph, t, t),
                 ttri_constant(graph, 1.0 / copula->freedom));
    q = ttri_log(graph, ttri_add(graph, ttri_constant(graph, 1.0), q));
    ratio = ttri_table(graph, q, 0.0, copula->high, TTRI_COPULA_POINTS,
                       copula->point, copula->slope);
    return ttri_mul(graph, t, ttri_exp_two(graph, ratio));
}
