/* The derivative of each operation. */
#include "math/elementary.h"
#include "program/reverse.h"

/* A node whose slope is handed on. */
struct rule {
    struct ttri_reverse *reverse;
    struct ttri_graph *to;
    uint32_t node;
    const struct ttri_node *x;
    ttri_value slope;
};

static ttri_value number(const struct rule *rule, double x)
{
    return ttri_constant(rule->to, x);
}

static bool is_number(const struct rule *rule, ttri_value value)
{
    uint8_t op = rule->to->node[value].op;

    return op == TTRI_OP_CONSTANT || op == TTRI_OP_SERIES;
}

/* a b, numbers outermost so that sums take them over. */
static ttri_value times(const struct rule *rule, ttri_value a, ttri_value b)
{
    const struct ttri_node *x = &rule->to->node[b];
    ttri_value inner;

    if (is_number(rule, b) && !is_number(rule, a))
        return times(rule, b, a);
    if (x->op != TTRI_OP_MUL ||
        !(is_number(rule, x->a) || is_number(rule, x->b)))
        return ttri_mul(rule->to, a, b);
    inner = is_number(rule, x->a) ? x->b : x->a;
    b = is_number(rule, x->a) ? x->a : x->b;
    return is_number(rule, a)
               ? ttri_mul(rule->to, ttri_mul(rule->to, a, b), inner)
               : ttri_mul(rule->to, b, ttri_mul(rule->to, a, inner));
}

/* a / b: divisions by the same are one. */
static ttri_value over(const struct rule *rule, ttri_value a, ttri_value b)
{
    return times(rule, ttri_inverse(rule->reverse, b), a);
}

static bool moves(const struct rule *rule, uint32_t operand)
{
    return rule->reverse->moves[ttri_reverse_resolve(rule->reverse, operand)];
}

static ttri_value value(const struct rule *rule, uint32_t operand)
{
    return ttri_value_back(rule->reverse, operand);
}

/* `place` tells operands that are the same node apart. */
static void give(const struct rule *rule, uint32_t operand, uint64_t place,
                 ttri_value slope)
{
    ttri_reverse_add(rule->reverse,
                     ttri_reverse_resolve(rule->reverse, operand),
                     ttri_mix(rule->reverse->key[rule->node], place), slope,
                     ttri_varies(rule->reverse, rule->node));
}

/* Operands that may be turned are told apart by what they are. */
static uint64_t turned(const struct rule *rule, uint32_t operand)
{
    return rule->reverse->key[ttri_reverse_resolve(rule->reverse, operand)];
}

static void product(const struct rule *rule)
{
    const struct ttri_node *x = rule->x;

    if (moves(rule, x->a))
        give(rule, x->a, turned(rule, x->b),
             times(rule, value(rule, x->b), rule->slope));
    if (moves(rule, x->b))
        give(rule, x->b, turned(rule, x->a),
             times(rule, value(rule, x->a), rule->slope));
}

/* y = a / b. Of a / (a + rest) dy/da is rest / (a + rest)^2: no difference is
 * taken of what is almost equal. */
static void quotient(const struct rule *rule)
{
    const struct ttri_node *x = rule->x;
    ttri_value b = value(rule, x->b), part = over(rule, rule->slope, b);
    uint32_t rest = ttri_rest_of_sum(rule->reverse, x);
    uint32_t other = rest == TTRI_NONE ? x->b : rest;

    give(rule, x->a, 0,
         rest == TTRI_NONE
             ? part
             : times(rule, over(rule, value(rule, rest), b), part));
    if (moves(rule, other))
        give(rule, other, 1,
             times(rule, number(rule, -1.0),
                   times(rule, value(rule, rule->node), part)));
}

/* Of the greater; of the lesser with `sign` turned. */
static void extreme(const struct rule *rule, uint32_t operand, uint32_t other,
                    bool greater)
{
    ttri_value a, b;

    if (!moves(rule, operand))
        return;
    a = value(rule, operand);
    b = value(rule, other);
    give(rule, operand, turned(rule, other),
         times(rule,
               greater ? ttri_step(rule->to, a, b) : ttri_step(rule->to, b, a),
               rule->slope));
}

/* y = x k / d, d = 1 + x (k - 1): dy/dx = k / d^2, dy/dk = x (1 - x) / d^2 */
static void odds(const struct rule *rule)
{
    struct ttri_graph *to = rule->to;
    ttri_value x = value(rule, rule->x->a), k = value(rule, rule->x->b);
    ttri_value one = number(rule, 1.0);
    ttri_value d = ttri_add(to, one, ttri_mul(to, x, ttri_sub(to, k, one)));
    ttri_value part = over(rule, rule->slope, ttri_mul(to, d, d));

    give(rule, rule->x->a, 0, times(rule, k, part));
    if (moves(rule, rule->x->b))
        give(rule, rule->x->b, 1,
             times(rule, ttri_mul(to, x, ttri_sub(to, one, x)), part));
}

static void choice(const struct rule *rule)
{
    ttri_value condition = value(rule, rule->x->a);
    ttri_value zero = number(rule, 0.0), one = number(rule, 1.0);
    ttri_value taken, other;

    if (is_number(rule, condition)) {
        taken = times(rule, ttri_select(rule->to, condition, one, zero),
                      rule->slope);
        other = times(rule, ttri_select(rule->to, condition, zero, one),
                      rule->slope);
    } else {
        taken = ttri_select(rule->to, condition, rule->slope, zero);
        other = ttri_select(rule->to, condition, zero, rule->slope);
    }
    give(rule, rule->x->b, 0, taken);
    give(rule, rule->x->c, 1, other);
}

/* Periods before the first that looks back. */
static ttri_value beginning(const struct rule *rule)
{
    struct ttri_reverse *reverse = rule->reverse;
    uint32_t periods = rule->to->periods;

    for (uint32_t s = 0; s < periods; s++)
        reverse->scratch[s] = periods - 1 - s < rule->x->c ? 1.0 : 0.0;
    return ttri_series(rule->to, reverse->scratch);
}

static void look_back(const struct rule *rule)
{
    if (moves(rule, rule->x->a) && rule->reverse->late[rule->node] == 0)
        give(rule, rule->x->a, 0,
             ttri_lag(rule->to, rule->slope, rule->x->c, number(rule, 0.0)));
    if (moves(rule, rule->x->b))
        give(rule, rule->x->b, 1, times(rule, beginning(rule), rule->slope));
}

/* Each is convolved with what the other was. */
static void convolution(const struct rule *rule)
{
    if (moves(rule, rule->x->a))
        give(rule, rule->x->a, 0,
             ttri_convolve(rule->to, rule->slope,
                           ttri_value_onward(rule->reverse, rule->x->b)));
    if (moves(rule, rule->x->b))
        give(rule, rule->x->b, 1,
             ttri_convolve(rule->to, rule->slope,
                           ttri_value_onward(rule->reverse, rule->x->a)));
}

/* The density of a standard normal at x; or one over it. */
static ttri_value density(const struct rule *rule, ttri_value x, bool inverse)
{
    ttri_value half = number(rule, inverse ? 0.5 : -0.5);

    return ttri_mul(
        rule->to, number(rule, inverse ? TTRI_DENSITY_OVER : TTRI_DENSITY),
        ttri_exp(rule->to, ttri_mul(rule->to, half, ttri_mul(rule->to, x, x))));
}

/* Where the probability is clamped nothing moves. */
static void quantile(const struct rule *rule)
{
    double end = ttri_quantile_end();
    ttri_value y = value(rule, rule->node);
    ttri_value inside =
        ttri_sub(rule->to, number(rule, end * end), ttri_mul(rule->to, y, y));

    give(rule, rule->x->a, 0,
         ttri_select(rule->to, inside,
                     times(rule, density(rule, y, true), rule->slope),
                     number(rule, 0.0)));
}

static void table(const struct rule *rule)
{
    const struct ttri_grid *grid = &rule->reverse->from->grid[rule->x->b];

    if (grid->smooth)
        give(rule, rule->x->a, 0,
             times(rule,
                   ttri_slope(rule->to, value(rule, rule->x->a), grid->low,
                              grid->high, grid->count, grid->point,
                              grid->point + grid->count),
                   rule->slope));
}

void ttri_reverse_rule(struct ttri_reverse *reverse, uint32_t node,
                       ttri_value slope)
{
    const struct ttri_node *x = &reverse->from->node[node];
    const struct rule rule = {reverse, reverse->to, node, x, slope};

    switch (x->op) {
    case TTRI_OP_ADD:
    case TTRI_OP_SUB:
        give(&rule, x->a, 0, slope);
        give(&rule, x->b, 0,
             x->op == TTRI_OP_ADD ? slope
                                  : times(&rule, number(&rule, -1.0), slope));
        break;
    case TTRI_OP_MUL:
        product(&rule);
        break;
    case TTRI_OP_DIV:
        quotient(&rule);
        break;
    case TTRI_OP_MIN:
    case TTRI_OP_MAX:
        extreme(&rule, x->a, x->b, x->op == TTRI_OP_MAX);
        extreme(&rule, x->b, x->a, x->op == TTRI_OP_MAX);
        break;
    case TTRI_OP_EXP:
        give(&rule, x->a, 0, times(&rule, value(&rule, node), slope));
        break;
    case TTRI_OP_EXP_TWO:
        give(&rule, x->a, 0,
             times(&rule, number(&rule, TTRI_LOG_TWO),
                   times(&rule, value(&rule, node), slope)));
        break;
    case TTRI_OP_LOG:
        give(&rule, x->a, 0, over(&rule, slope, value(&rule, x->a)));
        break;
    case TTRI_OP_ODDS:
        odds(&rule);
        break;
    case TTRI_OP_SELECT:
        choice(&rule);
        break;
    case TTRI_OP_LAG:
        look_back(&rule);
        break;
    case TTRI_OP_CONVOLVE:
        convolution(&rule);
        break;
    case TTRI_OP_QUANTILE:
        quantile(&rule);
        break;
    case TTRI_OP_NORMAL:
        give(&rule, x->a, 0,
             times(&rule, density(&rule, value(&rule, x->a), false), slope));
        break;
    case TTRI_OP_TABLE:
        table(&rule);
        break;
    default: /* what is unknown */
        break;
    }
}
