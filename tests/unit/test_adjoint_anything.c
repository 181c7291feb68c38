/* Slopes of equations put together at random, against differences. */
#include "slopes.h"

static uint64_t state;

static uint32_t pick(uint32_t count)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % count);
}

struct pool {
    struct sample *s;
    ttri_value value[64];
    uint32_t count;
};

static ttri_value any(const struct pool *pool)
{
    return pool->value[pick(pool->count)];
}

/* Bounded, with a slope everywhere. */
static ttri_value tame(const struct pool *pool)
{
    struct ttri_graph *g = pool->s->graph;

    return ttri_sub(
        g,
        scaled(pool->s, 3.0, ttri_normal(g, scaled(pool->s, 0.6, any(pool)))),
        constant(pool->s, 1.5));
}

static ttri_value next_value(const struct pool *pool)
{
    static const double point[] = {-1.0, 0.5, 0.7, 2.0, 1.0};
    static const double slope[] = {0.3, 1.0, -0.2, 0.4, 0.1};
    struct sample *s = pool->s;
    struct ttri_graph *g = s->graph;
    ttri_value a = any(pool), b = any(pool), x = tame(pool), forward;

    switch (pick(16)) {
    case 0:
        return ttri_add(g, a, b);
    case 1:
        return ttri_sub(g, a, b);
    case 2:
        return ttri_mul(g, x, tame(pool));
    case 3:
        return ttri_div(g, a, ttri_add(g, constant(s, 1.1), ttri_mul(g, x, x)));
    case 4:
        return ttri_min(g, a, b);
    case 5:
        return ttri_max(g, a, b);
    case 6:
        return ttri_exp(g, scaled(s, 0.5, x));
    case 7:
        return ttri_exp_two(g,
                            ttri_add(g, scaled(s, 0.5, x), constant(s, 0.1)));
    case 8:
        return ttri_log(g, ttri_add(g, constant(s, 1.0), ttri_mul(g, x, x)));
    case 9:
        return ttri_odds(g, ttri_normal(g, x), ttri_exp(g, tame(pool)));
    case 10:
        return ttri_select(g, a, b, x);
    case 11:
        return ttri_lag(g, a, 1 + pick(4), b);
    case 12:
        return ttri_convolve(g, scaled(s, 0.3, a), x);
    case 13:
        return ttri_quantile(g, ttri_normal(g, x));
    case 14:
        return ttri_table(g, a, -2.0, 2.0, 5, point, slope);
    default:
        forward = ttri_forward(g);
        a = ttri_add(g, a,
                     scaled(s, 0.4, ttri_lag(g, forward, 1 + pick(2), b)));
        ttri_bind(g, forward, a);
        return a;
    }
}

static void write_anything(struct sample *s)
{
    struct pool pool = {.s = s};

    for (uint32_t i = 0; i < PARAMETERS; i++)
        pool.value[pool.count++] = s->parameter[i];
    for (uint32_t i = 0; i < DRAWS; i++)
        pool.value[pool.count++] = s->draw[i];
    pool.value[pool.count++] = series(s, 0.71, -0.2);
    pool.value[pool.count++] = constant(s, 0.8);
    while (pool.count < 48) {
        ttri_value x = next_value(&pool);

        pool.value[pool.count++] = x;
    }
    s->output[0] = ttri_add(s->graph, pool.value[47], pool.value[46]);
    s->output[1] = pool.value[45];
}

START_TEST(slopes_of_anything)
{
    state = 1000u + (uint64_t)_i;
    check(write_anything);
}
END_TEST

/* A long chain, of more values than fit into one section. */
static void write_much(struct sample *s)
{
    struct ttri_graph *g = s->graph;
    struct pool pool = {.s = s};
    ttri_value last = s->draw[2];

    for (uint32_t i = 0; i < DRAWS; i++)
        pool.value[pool.count++] = s->draw[i];
    for (uint32_t i = 0; i < 700; i++) {
        last = ttri_add(g, scaled(s, 0.5, last), scaled(s, 0.4, any(&pool)));
        last = scaled(s, 3.0, ttri_normal(g, scaled(s, 0.6, last)));
        last = ttri_sub(g, last, constant(s, 1.5));
        pool.value[pool.count < 40 ? pool.count++ : 4 + pick(36)] = last;
        if (i % 50 == 0)
            last = ttri_lag(g, last, 1 + pick(2), s->draw[2]);
    }
    s->output[0] = last;
    s->output[1] = ttri_add(g, pool.value[4], pool.value[5]);
}

START_TEST(sections_do_not_show)
{
    struct sample sample;
    struct block block;

    state = 77u + (uint64_t)_i;
    sample = new_sample(write_much);
    block = new_block(&sample, TTRI_BY_DRAWS);
    ck_assert_uint_gt(ttri_adjoint_forward(block.adjoint)->block->ends, 1);
    ck_assert_uint_gt(ttri_adjoint_backward(block.adjoint)->block->ends, 1);
    free_block(&block);
    ttri_graph_free(sample.graph);
    state = 77u + (uint64_t)_i;
    check(write_much);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("adjoint of anything");
    TCase *cases = tcase_create("all");

    take_widest();
    tcase_set_timeout(cases, 300);
    tcase_add_loop_test(cases, slopes_of_anything, 0, 200);
    tcase_add_loop_test(cases, sections_do_not_show, 0, 4);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
