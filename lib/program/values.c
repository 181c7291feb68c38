/* What a reverse sweep reads of the forward one. What is the same on every path
 * is a number; sums, products and the like are computed again, where they are
 * in the nearest cache; the rest is kept. */
#include "program/fusion.h"
#include "program/reverse.h"

/* ---- numbers ---- */

static bool is_known(const struct ttri_reverse *reverse, uint32_t node)
{
    return (reverse->rate[node] & TTRI_RATE_PATH) == 0 &&
           !ttri_is_leaf(reverse->from->node[node].op);
}

static uint32_t list_known(struct ttri_reverse *reverse, ttri_value *list)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < reverse->order.count; i++) {
        uint32_t node = reverse->order.node[i];

        if (!is_known(reverse, node))
            continue;
        list[count++] = node;
        reverse->known[node] = count;
    }
    return count;
}

static ttr_status evaluate(struct ttri_reverse *reverse, uint32_t count,
                           const ttri_value *list, struct ttr_error *error)
{
    struct ttri_plan *plan = NULL;
    size_t periods = reverse->from->periods;
    ttr_status status;

    reverse->number =
        ttri_clear(&reverse->memory, count * periods, sizeof(double));
    if (reverse->number == NULL)
        return ttri_no_memory(error, "program");
    status = ttri_plan_central(reverse->from, count, list, &plan, error);
    if (status == TTR_OK)
        status = ttri_run(plan, &reverse->memory, NULL, NULL, reverse->number,
                          error);
    ttri_plan_free(plan);
    return status;
}

ttr_status ttri_values_known(struct ttri_reverse *reverse,
                             struct ttr_error *error)
{
    ttri_value *list =
        ttri_clear(&reverse->memory, reverse->order.count, sizeof *list);
    uint32_t count;
    ttr_status status = TTR_OK;

    if (list == NULL)
        return ttri_no_memory(error, "program");
    count = list_known(reverse, list);
    if (count > 0)
        status = evaluate(reverse, count, list, error);
    ttri_release(&reverse->memory, list);
    return status;
}

/* The node's numbers, with a step of 0 or 1; NULL if it has none. */
static const double *numbers_of(const struct ttri_reverse *reverse,
                                uint32_t node, uint32_t *step)
{
    const struct ttri_graph *from = reverse->from;
    const struct ttri_node *x = &from->node[node];

    *step = reverse->rate[node] == TTRI_RATE_PERIOD;
    switch (x->op) {
    case TTRI_OP_CONSTANT:
        return &x->number;
    case TTRI_OP_PARAMETER:
        return &from->parameter[x->a];
    case TTRI_OP_SERIES:
        return from->series + (size_t)x->a * from->periods;
    default:
        return reverse->known[node] == 0
                   ? NULL
                   : reverse->number +
                         (size_t)(reverse->known[node] - 1) * from->periods;
    }
}

static ttri_value write_numbers(struct ttri_reverse *reverse,
                                const double *number, uint32_t step, bool back)
{
    uint32_t periods = reverse->from->periods;

    if (step == 0)
        return ttri_constant(reverse->to, *number);
    for (uint32_t t = 0; t < periods; t++)
        reverse->scratch[t] = number[back ? periods - 1 - t : t];
    return ttri_series(reverse->to, reverse->scratch);
}

/* ---- what is kept ---- */

uint32_t ttri_values_give(struct ttri_reverse *reverse, struct ttri_given given)
{
    if (!ttri_grow(&reverse->memory, &reverse->given, reverse->givens,
                   &reverse->given_capacity, sizeof given)) {
        reverse->failed = true;
        return 0;
    }
    reverse->given[reverse->givens] = given;
    return reverse->givens++;
}

static ttri_value keep(struct ttri_reverse *reverse, uint32_t node, bool back)
{
    if (reverse->kept[node] == 0)
        reverse->kept[node] =
            1 + ttri_values_give(reverse, (struct ttri_given){.node = node});
    return ttri_given(reverse->to, reverse->kept[node] - 1,
                      !ttri_varies(reverse, node) ? TTRI_GIVEN_ONCE
                      : back                      ? TTRI_GIVEN_BACK
                                                  : TTRI_GIVEN_ONWARD);
}

static ttri_value find(struct ttri_reverse *reverse, uint32_t node, bool back)
{
    uint32_t step;
    const double *number = numbers_of(reverse, node, &step);

    return number != NULL ? write_numbers(reverse, number, step, back)
                          : keep(reverse, node, back);
}

ttri_value ttri_value_back(struct ttri_reverse *reverse, uint32_t node)
{
    node = ttri_reverse_resolve(reverse, node);
    if (reverse->back[node] == 0)
        reverse->back[node] = find(reverse, node, true);
    return reverse->back[node];
}

ttri_value ttri_value_onward(struct ttri_reverse *reverse, uint32_t node)
{
    node = ttri_reverse_resolve(reverse, node);
    if (reverse->onward[node] == 0)
        reverse->onward[node] = find(reverse, node, false);
    return reverse->onward[node];
}

/* ---- what is computed again ---- */

static bool is_rebuilt(uint8_t op)
{
    return op == TTRI_OP_ADD || op == TTRI_OP_SUB || op == TTRI_OP_MUL ||
           op == TTRI_OP_DIV || op == TTRI_OP_MIN || op == TTRI_OP_MAX ||
           op == TTRI_OP_ODDS || op == TTRI_OP_SELECT;
}

ttri_value ttri_inverse(struct ttri_reverse *reverse, ttri_value value)
{
    return ttri_div(reverse->to, ttri_constant(reverse->to, 1.0), value);
}

uint32_t ttri_rest_of_sum(const struct ttri_reverse *reverse,
                          const struct ttri_node *quotient)
{
    const struct ttri_node *sum =
        &reverse->from->node[ttri_reverse_resolve(reverse, quotient->b)];
    uint32_t a = ttri_reverse_resolve(reverse, quotient->a);

    if (sum->op != TTRI_OP_ADD)
        return TTRI_NONE;
    return ttri_reverse_resolve(reverse, sum->a) == a   ? sum->b
           : ttri_reverse_resolve(reverse, sum->b) == a ? sum->a
                                                        : TTRI_NONE;
}

/* Where two things are compared, a last digit decides: only of a share of a sum
 * is the quotient not what the forward sweep has, but shares the one division
 * with its slopes. */
static ttri_value rebuild(struct ttri_reverse *reverse,
                          const struct ttri_node *x)
{
    ttri_value made[3] = {0};
    uint32_t operand[3], count = ttri_operands(x, operand);

    if (!is_rebuilt(x->op))
        return 0;
    for (uint32_t i = 0; i < count; i++)
        made[i] = ttri_value_back(reverse, operand[i]);
    if (x->op == TTRI_OP_DIV && ttri_rest_of_sum(reverse, x) != TTRI_NONE)
        return ttri_mul(reverse->to, made[0], ttri_inverse(reverse, made[1]));
    return ttri_operate(reverse->to, x->op, made[0], made[1], made[2]);
}

/* Operands of the same period come first. */
void ttri_values_rebuild(struct ttri_reverse *reverse)
{
    for (uint32_t i = 0; i < reverse->order.count; i++) {
        uint32_t node = reverse->order.node[i];

        if (reverse->rate[node] == TTRI_RATE_BOTH)
            reverse->back[node] = rebuild(reverse, &reverse->from->node[node]);
    }
}
