/* Equations that several models share. */
#include <math.h>

#include "model/emit.h"
#include "model/scene.h"

static bool is_number(const struct ttri_emit *emit, ttri_value value,
                      double wanted)
{
    struct ttri_graph *graph = emit->graph;

    return ttri_stands_for(graph, value) == ttri_constant(graph, wanted);
}

ttri_value ttri_power(struct ttri_emit *emit, ttri_value base,
                      ttri_value exponent)
{
    ttri_value clamped;

    if (is_number(emit, exponent, 0.0))
        return number(emit, 1.0);
    clamped = smaller(emit, larger(emit, base, number(emit, 1e-6)),
                      number(emit, 1e6));
    return ttri_exp(emit->graph,
                    mul(emit, exponent, ttri_log(emit->graph, clamped)));
}

ttri_value ttri_survive(struct ttri_emit *emit, ttri_value annual_loss)
{
    ttri_value kept = rest(emit, annual_loss);
    /* The logarithm of 0 is never taken: there nothing survives. */
    ttri_value safe = larger(emit, kept, number(emit, 1e-300));
    ttri_value survival = ttri_exp(
        emit->graph, mul(emit, emit->years, ttri_log(emit->graph, safe)));

    return ttri_select(emit->graph, kept, survival, number(emit, 0.0));
}

ttri_value ttri_grow_rate(struct ttri_emit *emit, ttri_value annual_growth)
{
    ttri_value growth = add(emit, number(emit, 1.0), annual_growth);

    return ttri_exp(emit->graph,
                    mul(emit, emit->years, ttri_log(emit->graph, growth)));
}

ttri_value ttri_state(struct ttri_emit *emit, ttri_value opening,
                      ttri_value *forward_next)
{
    *forward_next = ttri_forward(emit->graph);
    return before(emit, *forward_next, opening);
}

void ttri_state_next(struct ttri_emit *emit, ttri_value forward_next,
                     ttri_value next)
{
    ttri_bind(emit->graph, forward_next, next);
}

/* A number for each period: the age in months at its start, plus `offset`. */
static ttri_value age_in_months(struct ttri_emit *emit, double offset)
{
    const struct ttri_calendar *calendar = emit->scene->calendar;
    double *row = emit->scene->row;

    for (uint32_t t = 0; t < calendar->count; t++)
        row[t] = t * calendar->months + offset;
    return ttri_series(emit->graph, row);
}

/* Who is left after one more period, month by month: the product over its
 * months m of (beta + m - 1) / (alpha + beta + m - 1), where m counts from
 * `age`. It is B(alpha, beta + age + months) / B(alpha, beta + age). */
static ttri_value period_retention(struct ttri_emit *emit, ttri_value alpha,
                                   ttri_value beta, ttri_value age)
{
    uint32_t months = (uint32_t)emit->scene->calendar->months;
    ttri_value kept = number(emit, 1.0);

    for (uint32_t m = 0; m < months; m++) {
        ttri_value over = add(emit, add(emit, beta, age), number(emit, m));

        kept = mul(emit, kept, ratio(emit, over, add(emit, alpha, over)));
    }
    return kept;
}

ttri_value ttri_cohorts(struct ttri_emit *emit, ttri_value added_per_period,
                        ttri_value alpha, ttri_value beta, ttri_value opening,
                        ttri_value opening_age)
{
    ttri_value one = number(emit, 1.0), next, by_age, stay, left;

    /* S at age 0 is 1; each period multiplies by what that age keeps. */
    by_age = ttri_state(emit, one, &next);
    ttri_state_next(
        emit, next,
        mul(emit, by_age,
            period_retention(emit, alpha, beta, age_in_months(emit, 0.0))));
    stay = ttri_convolve(emit->graph, added_per_period, by_age);
    if (is_number(emit, opening, 0.0))
        return stay;
    left = ttri_state(emit, opening, &next);
    left =
        mul(emit, left,
            period_retention(emit, alpha, beta,
                             add(emit, opening_age, age_in_months(emit, 0.0))));
    ttri_state_next(emit, next, left);
    return add(emit, stay, left);
}
