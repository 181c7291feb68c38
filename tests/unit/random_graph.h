/* Random graphs of all operations, the same on every machine. */
#ifndef TTRI_RANDOM_GRAPH_H
#define TTRI_RANDOM_GRAPH_H

#include <stdbool.h>

#include "program/program.h"

enum {
    RANDOM_PERIODS = 13,
    RANDOM_DRAWS = 4,
    RANDOM_STATES = 8
};

struct random_graph {
    struct ttri_graph *graph; /* of RANDOM_PERIODS */
    ttri_value *pool;         /* all values so far, to make others of */
    uint32_t size;
    uint32_t parameters; /* how many to begin with */
    double widest;       /* deviations of quantiles */
};

/* Knuth's 64-bit congruential generator, the upper half. */
static uint64_t random_state;

static inline uint32_t next_random(void)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33);
}

static inline double uniform(void)
{
    return next_random() / 2147483648.0;
}

static inline ttri_value any_of(const struct random_graph *r)
{
    return r->pool[next_random() % r->size];
}

static inline ttri_value at_most(const struct random_graph *r, ttri_value a,
                                 double number)
{
    return ttri_min(r->graph, a, ttri_constant(r->graph, number));
}

static inline ttri_value at_least(const struct random_graph *r, ttri_value a,
                                  double number)
{
    return ttri_max(r->graph, a, ttri_constant(r->graph, number));
}

static inline ttri_value positive(const struct random_graph *r, ttri_value a)
{
    return ttri_exp(r->graph, at_most(r, a, 1.0));
}

/* Draws of all four sorts. */
static inline ttri_value random_draw(const struct random_graph *r,
                                     uint32_t index)
{
    static const char *const name[RANDOM_DRAWS] = {
        "stream/US/level", "stream/US/level noise", "environment/events/a ban",
        "stream/US/deal/renewal"};
    const struct ttri_draw draw = {.name = name[index],
                                   .kind = index < 2 ? TTRI_DRAW_NORMAL
                                                     : TTRI_DRAW_UNIFORM,
                                   .by_period = index % 2 == 1,
                                   .first = index == 1 ? 3 : 0};

    return ttri_draw(r->graph, &draw);
}

static inline ttri_value random_series(const struct random_graph *r, double low,
                                       double high)
{
    double row[RANDOM_PERIODS];

    for (uint32_t t = 0; t < RANDOM_PERIODS; t++)
        row[t] = low + (high - low) * uniform();
    return ttri_series(r->graph, row);
}

static inline ttri_value random_table(const struct random_graph *r,
                                      ttri_value a)
{
    double point[5], slope[5];
    bool smooth = next_random() % 2 == 0;

    for (uint32_t i = 0; i < 5; i++) {
        point[i] = uniform() * 2.0 - 1.0;
        slope[i] = uniform();
    }
    return ttri_table(r->graph, a, -1.0, 1.5, 5, point, smooth ? slope : NULL);
}

/* Bounded, so that no product of products overflows. */
static inline ttri_value bounded_product(const struct random_graph *r,
                                         ttri_value a, ttri_value b)
{
    ttri_value bounded = at_most(r, a, 2.0);

    return ttri_mul(r->graph, bounded, at_least(r, b, -2.0));
}

/* A number, one per period or for all, or a value scaled by one, or a product:
 * what block plans add up in one step. */
static inline ttri_value random_term(const struct random_graph *r)
{
    ttri_value a = any_of(r), b = any_of(r);

    switch (next_random() % 6) {
    case 0:
        return ttri_mul(r->graph, ttri_constant(r->graph, uniform()), a);
    case 1:
        return ttri_mul(r->graph, random_series(r, 0.0, 1.0), a);
    case 2:
        a = at_most(r, a, 2.0);
        return ttri_mul(r->graph, a, at_most(r, b, 2.0));
    case 3:
        return ttri_constant(r->graph, uniform());
    case 4:
        return random_series(r, 0.0, 1.0);
    default:
        return a;
    }
}

static inline ttri_value random_sum(const struct random_graph *r)
{
    uint32_t terms = 2 + next_random() % 7;
    ttri_value sum = random_term(r);

    for (uint32_t i = 1; i < terms; i++) {
        ttri_value term = random_term(r);

        sum = next_random() % 3 == 0 ? ttri_sub(r->graph, sum, term)
              : next_random() % 2    ? ttri_add(r->graph, sum, term)
                                     : ttri_add(r->graph, term, sum);
    }
    return sum;
}

/* Bounded factors, as above. */
static inline ttri_value random_product(const struct random_graph *r)
{
    uint32_t factors = 2 + next_random() % 4;
    ttri_value product = ttri_constant(r->graph, 1.0);

    for (uint32_t i = 0; i < factors; i++) {
        ttri_value factor = at_most(r, random_term(r), 1.0);

        product = ttri_mul(r->graph, product, at_least(r, factor, -1.25));
    }
    return product;
}

/* By what is positive, or by nothing now and then. */
static inline ttri_value random_ratio(const struct random_graph *r,
                                      ttri_value a, ttri_value b, ttri_value c)
{
    ttri_value divisor = positive(r, c), nothing;

    switch (next_random() % 3) {
    case 0:
        return ttri_div(r->graph, a, divisor);
    case 1:
        divisor = ttri_mul(r->graph, b, b);
        nothing = ttri_constant(r->graph, 1.0);
        return ttri_div(r->graph, a, ttri_add(r->graph, divisor, nothing));
    default:
        nothing = ttri_constant(r->graph, 0.0);
        divisor = ttri_select(r->graph, b, divisor, nothing);
        return ttri_div(r->graph, at_most(r, a, 2.0), divisor);
    }
}

static inline ttri_value random_operation(const struct random_graph *r)
{
    struct ttri_graph *graph = r->graph;
    ttri_value a = any_of(r), b = any_of(r), c = any_of(r);

    switch (next_random() % 20) {
    case 0:
        return ttri_add(graph, a, b);
    case 1:
        return ttri_sub(graph, a, b);
    case 2:
        return bounded_product(r, a, b);
    case 3:
        return random_ratio(r, a, b, c);
    case 4:
        return ttri_min(graph, a, b);
    case 5:
        return ttri_max(graph, a, b);
    case 6:
        return positive(r, a);
    case 7:
        return ttri_log(graph, at_least(r, a, 0.125));
    case 8:
        return ttri_select(graph, a, b, c);
    case 9:
        return ttri_lag(graph, a, 1 + next_random() % 4, b);
    case 10:
        return ttri_convolve(graph, a, b);
    case 11:
        return ttri_exp_two(graph, at_most(r, a, 2.0));
    case 12:
        a = at_most(r, at_least(r, a, -r->widest), r->widest);
        return ttri_quantile(graph, ttri_normal(graph, a));
    case 13:
        return ttri_normal(graph, a);
    case 14:
        return random_table(r, a);
    case 15:
        return ttri_choice(graph, a, b);
    case 16:
        return random_sum(r);
    case 17:
        return random_product(r);
    case 18:
        return at_most(r, ttri_exp_two(graph, random_sum(r)), 8.0);
    default:
        a = next_random() % 2 == 0 ? ttri_constant(graph, 0.25)
                                   : ttri_normal(graph, a);
        return ttri_odds(graph, a, positive(r, b));
    }
}

/* Fills the pool with `count` values, states among them: each state decays
 * into a random value, so that groups of several equations come about. */
static inline void random_fill(struct random_graph *r, uint32_t count)
{
    ttri_value forward[RANDOM_STATES];
    uint32_t states = 1 + next_random() % RANDOM_STATES;

    r->size = 0;
    for (uint32_t i = 0; i < r->parameters; i++)
        r->pool[r->size++] = ttri_parameter(r->graph, i, uniform() - 0.5);
    for (uint32_t i = 0; i < RANDOM_DRAWS; i++)
        r->pool[r->size++] = random_draw(r, i);
    for (uint32_t i = 0; i < 3; i++)
        r->pool[r->size++] = random_series(r, -1.0, 1.0);
    r->pool[r->size++] = ttri_constant(r->graph, uniform());
    for (uint32_t i = 0; i < states; i++) {
        ttri_value before = r->pool[next_random() % 4];

        forward[i] = ttri_forward(r->graph);
        r->pool[r->size++] =
            ttri_lag(r->graph, forward[i], 1 + next_random() % 3, before);
    }
    while (r->size < count) {
        ttri_value made = random_operation(r);

        r->pool[r->size++] = made;
    }
    for (uint32_t i = 0; i < states; i++) {
        ttri_value half = ttri_constant(r->graph, 0.5);

        half = ttri_mul(r->graph, half, any_of(r));
        ttri_bind(r->graph, forward[i], at_most(r, half, 3.0));
    }
}

#endif
