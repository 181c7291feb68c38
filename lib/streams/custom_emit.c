/* The equations of a custom stream, emitted for one region. */
#include <stdio.h>
#include <string.h>

#include "model/emit.h"
#include "streams/custom.h"

/* What the nodes and the equations are in this region. An equation is a
 * forward until its value is known, so that equations may stand in any order
 * and read themselves lagged. */
struct region {
    struct ttri_emit *emit;
    const struct ttri_custom *custom;
    ttri_value *node, *equation;
};

/* ---- names ---- */

static ttri_value read_built_in(struct ttri_emit *e, const char *name)
{
    if (strcmp(name, "mau") == 0)
        return ttri_active_users(e);
    if (strcmp(name, "dau") == 0)
        return mul(e, ttri_dau(e), ttri_stream_activity(e));
    if (strcmp(name, "hours") == 0)
        return mul(e, ttri_hours(e), ttri_stream_activity(e));
    if (strcmp(name, "months") == 0)
        return e->months;
    if (strcmp(name, "days") == 0)
        return e->days;
    if (strcmp(name, "years") == 0)
        return e->years;
    return 0;
}

/* Counts of their own stop with the audience; shares and prices do not. */
static ttri_value read_driver(struct ttri_emit *e,
                              const struct ttri_driver_def *definition)
{
    bool is_count = (definition->flags & TTR_DRIVER_ACTIVITY) != 0 &&
                    definition->support == TTR_SUPPORT_POSITIVE;

    return is_count ? ttri_activity(e, definition->key)
                    : driver(e, definition->key);
}

/* component.output, component.item.output or component.item/output. */
bool ttri_custom_address(const char *name, char address[256])
{
    char *key, *item_end;

    snprintf(address, 256, "%s", name);
    key = strchr(address, '.');
    if (key == NULL)
        return false;
    *key++ = '/';
    item_end = strrchr(key, '.');
    if (item_end != NULL && strchr(key, '/') == NULL)
        *item_end = '/';
    return true;
}

static ttri_value read_elsewhere(struct ttri_emit *e, const char *name)
{
    char address[256], *key;

    if (!ttri_custom_address(name, address))
        return 0;
    key = strchr(address, '/');
    *key++ = '\0';
    return ttri_output_of(e, address, key);
}

static const char *known_name(const void *context, uint32_t index)
{
    const struct ttri_component *component = context;

    if (index < TTRI_CUSTOM_BUILT_IN)
        return ttri_custom_built_in[index];
    index -= TTRI_CUSTOM_BUILT_IN;
    if (index < component->declared_count)
        return component->declared[index].key;
    index -= component->declared_count;
    return component->custom->equation[index].definition.key;
}

static ttri_value fail_unknown(struct region *r, const char *name)
{
    const struct ttri_component *component = r->emit->component;
    const char *nearest = ttri_nearest(
        name,
        TTRI_CUSTOM_BUILT_IN + component->declared_count + r->custom->equations,
        known_name, component);
    char rule[160] = "is not a driver, an equation or a built-in name";

    if (nearest != NULL) {
        strcat(rule, "; did you mean ");
        strncat(rule, nearest, 64);
        strcat(rule, "?");
    }
    ttri_emit_fail(r->emit, TTR_E_UNKNOWN, name, rule, "");
    return 0;
}

static ttri_value read_name(struct region *r, const char *name)
{
    struct ttri_emit *e = r->emit;
    const struct ttri_driver_def *own =
        ttri_component_definition(e->component, name);
    const struct ttri_custom_equation *equation =
        ttri_custom_find(r->custom, name);
    ttri_value value = read_built_in(e, name);

    if (value != 0)
        return value;
    if (own != NULL)
        return read_driver(e, own);
    if (equation != NULL)
        return r->equation[equation - r->custom->equation];
    if (strchr(name, '.') != NULL)
        return read_elsewhere(e, name);
    return fail_unknown(r, name);
}

/* ---- nodes ---- */

/* The logarithm of 0, and of less, is that of the smallest base. No base is
 * too large: a formula's numbers are amounts, not ratios. */
static ttri_value safe_log(struct ttri_emit *e, ttri_value x)
{
    return ttri_log(e->graph, larger(e, x, number(e, 1e-300)));
}

/* e^(b ln a); a base below 0 counts as 0, whose positive powers are 0. */
static ttri_value power(struct ttri_emit *e, ttri_value a, ttri_value b)
{
    ttri_value raised = ttri_exp(e->graph, mul(e, b, safe_log(e, a)));
    ttri_value of_none = ttri_select(e->graph, b, number(e, 0), raised);

    return ttri_select(e->graph, a, raised, of_none);
}

static ttri_value emit_operation(struct ttri_emit *e, int32_t operation,
                                 ttri_value a, ttri_value b, ttri_value c)
{
    switch (operation) {
    case TTR_OP_ADD:
        return add(e, a, b);
    case TTR_OP_SUB:
        return sub(e, a, b);
    case TTR_OP_MUL:
        return mul(e, a, b);
    case TTR_OP_DIV:
        return ratio(e, a, b);
    case TTR_OP_MIN:
        return smaller(e, a, b);
    case TTR_OP_MAX:
        return larger(e, a, b);
    case TTR_OP_EXP:
        return ttri_exp(e->graph, a);
    case TTR_OP_LOG:
        return safe_log(e, a);
    case TTR_OP_POWER:
        return power(e, a, b);
    default:
        return ttri_select(e->graph, a, b, c);
    }
}

static ttri_value emit_node(struct region *r,
                            const struct ttri_custom_node *node)
{
    struct ttri_emit *e = r->emit;
    ttri_value a = node->a > 0 ? r->node[node->a - 1] : 0;
    ttri_value b = node->b > 0 ? r->node[node->b - 1] : 0;
    ttri_value c = node->c > 0 ? r->node[node->c - 1] : 0;

    switch (node->kind) {
    case TTRI_CUSTOM_NUMBER:
        return number(e, node->number);
    case TTRI_CUSTOM_NAME:
        return read_name(r, node->name);
    case TTRI_CUSTOM_LAG:
        return ttri_lag(e->graph, a, node->periods, number(e, 0));
    default:
        return emit_operation(e, node->operation, a, b, c);
    }
}

/* ---- outputs and postings ---- */

static bool is_money(const char *unit)
{
    return strncmp(unit, "money", 5) == 0;
}

static bool is_per_money(const char *unit)
{
    const char *slash = strchr(unit, '/');

    return slash != NULL && is_money(slash + 1);
}

/* A part of a ratio adds up as what it names does, and as a flow otherwise. */
static struct ttri_part part_of(struct region *r, uint32_t value, bool money)
{
    const struct ttri_custom_node *node = &r->custom->node[value - 1];
    const struct ttri_custom_equation *named =
        node->kind == TTRI_CUSTOM_NAME ? ttri_custom_find(r->custom, node->name)
                                       : NULL;
    struct ttri_part part = {r->node[value - 1], TTR_KIND_FLOW, money};

    if (named != NULL) {
        part.money = is_money(named->definition.unit);
        if (named->definition.kind != TTR_KIND_RATIO)
            part.kind = named->definition.kind;
    } else if (node->kind == TTRI_CUSTOM_NAME &&
               (strcmp(node->name, "mau") == 0 ||
                strcmp(node->name, "dau") == 0)) {
        part.kind = TTR_KIND_STOCK;
    }
    return part;
}

static void output_ratio(struct region *r,
                         const struct ttri_custom_equation *equation)
{
    const struct ttri_custom_node *node = &r->custom->node[equation->value - 1];
    const char *unit = equation->definition.unit;
    struct ttri_part over = part_of(r, node->a, is_money(unit));
    struct ttri_part under = part_of(r, node->b, is_per_money(unit));

    /* A ratio without a unit is of money to money, if of money at all. */
    if (strcmp(unit, "1") == 0)
        over.money = under.money = over.money || under.money;
    ttri_output_ratio(r->emit, equation->definition.key, over, under);
}

static void bind_equation(struct region *r, uint32_t i)
{
    const struct ttri_custom_equation *equation = &r->custom->equation[i];
    ttri_value value = r->node[equation->value - 1];
    ttri_value forward = r->equation[i];

    if (value != 0 && ttri_stands_for(r->emit->graph, value) == forward) {
        ttri_emit_fail(r->emit, TTR_E_CYCLE, equation->definition.key,
                       "must not depend on itself within a period", "");
        return;
    }
    ttri_bind(r->emit->graph, forward, value);
}

/* `revenue` is named by the ledger, as in every stream. */
static void output_equation(struct region *r, uint32_t i)
{
    const struct ttri_custom_equation *equation = &r->custom->equation[i];
    const char *key = equation->definition.key;

    if (equation->definition.kind == TTR_KIND_RATIO)
        output_ratio(r, equation);
    else if (strcmp(key, "revenue") != 0)
        ttri_output(r->emit, key, r->node[equation->value - 1]);
}

static ttri_value equation_or_zero(struct region *r, const char *key)
{
    const struct ttri_custom_equation *equation =
        ttri_custom_find(r->custom, key);

    return equation != NULL ? r->node[equation->value - 1] : number(r->emit, 0);
}

static void post_equations(struct region *r)
{
    struct ttri_emit *e = r->emit;
    ttri_value revenue = equation_or_zero(r, "revenue");

    ttri_post(e, TTRI_EARN, TTRI_CUSTOMER, TTRI_PLATFORM, revenue);
    ttri_post(e, TTRI_COST, TTRI_PLATFORM, TTRI_SUPPLIER,
              equation_or_zero(r, "cost"));
    if (ttri_custom_find(r->custom, "gross_revenue") != NULL)
        ttri_post(e, TTRI_PRINCIPAL, TTRI_CUSTOMER, TTRI_PAYEE,
                  sub(e, equation_or_zero(r, "gross_revenue"), revenue));
}

static void emit_region(struct region *r)
{
    const struct ttri_custom *custom = r->custom;

    for (uint32_t i = 0; i < custom->equations; i++)
        r->equation[i] = ttri_forward(r->emit->graph);
    for (uint32_t i = 0; i < custom->nodes; i++)
        r->node[i] = emit_node(r, &custom->node[i]);
    for (uint32_t i = 0; i < custom->equations; i++)
        bind_equation(r, i);
    for (uint32_t i = 0; i < custom->equations; i++)
        output_equation(r, i);
    post_equations(r);
}

static void emit_custom(struct ttri_emit *e)
{
    const struct ttri_memory *memory = &e->component->memory;
    const struct ttri_custom *custom = e->component->custom;
    struct region region = {.emit = e, .custom = custom};
    size_t count = (size_t)custom->nodes + custom->equations;

    region.node = ttri_clear(memory, count + 1, sizeof *region.node);
    if (region.node == NULL) {
        ttri_emit_fail(e, TTR_E_NO_MEMORY, "equations", "", "");
        return;
    }
    region.equation = region.node + custom->nodes;
    emit_region(&region);
    ttri_release(memory, region.node);
}

const struct ttri_schema ttri_custom_schema = {
    .model = TTR_MODEL_CUSTOM,
    .name = "custom",
    .emit = emit_custom,
};
