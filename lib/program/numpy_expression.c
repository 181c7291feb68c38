/* NumPy source: the formula of a node, and what may be said of its value. */
#include "program/numpy.h"

static enum ttri_numpy_sign sign_of_number(double number)
{
    return number > 0.0    ? TTRI_POSITIVE
           : number == 0.0 ? TTRI_NOT_NEGATIVE
                           : TTRI_ANY_SIGN;
}

static enum ttri_numpy_sign sign_of_series(const struct ttri_graph *graph,
                                           const struct ttri_node *x)
{
    enum ttri_numpy_sign least = TTRI_POSITIVE;

    for (uint32_t t = 0; t < graph->periods; t++) {
        enum ttri_numpy_sign sign =
            sign_of_number(graph->series[(size_t)x->a * graph->periods + t]);

        least = sign < least ? sign : least;
    }
    return least;
}

static enum ttri_numpy_sign sign_at(const struct ttri_numpy *numpy,
                                    uint32_t operand)
{
    return (enum ttri_numpy_sign)numpy
        ->node[ttri_resolve(numpy->graph, operand)]
        .sign;
}

enum ttri_numpy_sign ttri_numpy_sign_of(const struct ttri_numpy *numpy,
                                        uint32_t node)
{
    const struct ttri_node *x = &numpy->graph->node[node];
    enum ttri_numpy_sign sign[3] = {TTRI_ANY_SIGN, TTRI_ANY_SIGN,
                                    TTRI_ANY_SIGN};
    uint32_t operand[3], count = ttri_operands(x, operand);

    for (uint32_t i = 0; i < count; i++)
        sign[i] = sign_at(numpy, operand[i]);
    switch (x->op) {
    case TTRI_OP_CONSTANT:
        return sign_of_number(x->number);
    case TTRI_OP_SERIES:
        return sign_of_series(numpy->graph, x);
    case TTRI_OP_EXP:
    case TTRI_OP_EXP_TWO:
        return TTRI_POSITIVE;
    case TTRI_OP_ADD:
        if (sign[0] == TTRI_ANY_SIGN || sign[1] == TTRI_ANY_SIGN)
            return TTRI_ANY_SIGN;
        return sign[0] > sign[1] ? sign[0] : sign[1];
    case TTRI_OP_MAX:
        return sign[0] > sign[1] ? sign[0] : sign[1];
    case TTRI_OP_MUL:
    case TTRI_OP_DIV:
    case TTRI_OP_MIN:
        return sign[0] < sign[1] ? sign[0] : sign[1];
    case TTRI_OP_SELECT:
        return sign[1] < sign[2] ? sign[1] : sign[2];
    default:
        return TTRI_ANY_SIGN;
    }
}

uint32_t ttri_numpy_helper_of(const struct ttri_numpy *numpy, uint32_t node)
{
    const struct ttri_node *x = &numpy->graph->node[node];
    bool looped = numpy->node[node].loop != 0;

    switch (x->op) {
    case TTRI_OP_DIV:
        return sign_at(numpy, x->b) == TTRI_POSITIVE ? 0 : TTRI_HELPER_RATIO;
    case TTRI_OP_ODDS:
        return TTRI_HELPER_ODDS;
    case TTRI_OP_LAG:
        return looped ? 0 : TTRI_HELPER_LAG | TTRI_HELPER_WIDTH;
    case TTRI_OP_CONVOLVE:
        return TTRI_HELPER_WIDTH |
               (looped ? TTRI_HELPER_CONVOLVED : TTRI_HELPER_CONVOLVE);
    case TTRI_OP_QUANTILE:
        return TTRI_HELPER_QUANTILE;
    case TTRI_OP_NORMAL:
        return TTRI_HELPER_NORMAL;
    case TTRI_OP_TABLE:
        return TTRI_HELPER_TABLE;
    default:
        return 0;
    }
}

/* `before`: so many periods ago. */
static void read_period(struct ttri_numpy *numpy, uint32_t node, uint32_t loop,
                        uint32_t before)
{
    const struct ttri_numpy_node *x = &numpy->node[node];

    ttri_write(&numpy->line, x->name);
    if (loop == 0 || x->form == TTRI_NUMPY_STEP ||
        (x->rate & TTRI_RATE_PERIOD) == 0)
        return;
    if (before == 0)
        ttri_write(&numpy->line, "[t]");
    else
        ttri_writef(&numpy->line, "[t - %u]", (unsigned)before);
}

void ttri_numpy_read(struct ttri_numpy *numpy, uint32_t node, uint32_t loop,
                     int binding)
{
    const struct ttri_numpy_node *x;

    node = ttri_resolve(numpy->graph, node);
    x = &numpy->node[node];
    if (x->form == TTRI_NUMPY_INLINE)
        ttri_numpy_formula(numpy, node, loop, binding);
    else if (x->form == TTRI_NUMPY_NUMBER)
        ttri_numpy_number(&numpy->line, numpy->graph->node[node].number);
    else
        read_period(numpy, node, loop, 0);
}

static void write_call(struct ttri_numpy *numpy, const char *name,
                       const struct ttri_node *x, uint32_t loop)
{
    uint32_t operand[3], count = ttri_operands(x, operand);

    ttri_writef(&numpy->line, "%s(", name);
    for (uint32_t i = 0; i < count; i++) {
        bool compared = i == 0 && x->op == TTRI_OP_SELECT;

        ttri_write(&numpy->line, i > 0 ? ", " : "");
        ttri_numpy_read(numpy, operand[i], loop, compared ? 1 : 0);
        ttri_write(&numpy->line, compared ? " > 0.0" : "");
    }
    if (x->op == TTRI_OP_TABLE)
        ttri_writef(&numpy->line, ", *TABLE_%u", (unsigned)x->b);
    ttri_write(&numpy->line, ")");
}

static void write_lag(struct ttri_numpy *numpy, const struct ttri_node *x,
                      uint32_t loop, int binding)
{
    uint32_t past = ttri_resolve(numpy->graph, x->a);

    if (loop == 0) {
        ttri_write(&numpy->line, "lag(");
        ttri_numpy_read(numpy, past, 0, 0);
        ttri_writef(&numpy->line, ", %u, ", (unsigned)x->c);
        ttri_numpy_read(numpy, x->b, 0, 0);
        ttri_write(&numpy->line, ")");
        return;
    }
    ttri_write(&numpy->line, binding > 0 ? "(" : "");
    if (numpy->node[past].form == TTRI_NUMPY_NUMBER)
        ttri_numpy_read(numpy, past, loop, 0);
    else
        read_period(numpy, past, loop, x->c);
    ttri_writef(&numpy->line, " if t >= %u else ", (unsigned)x->c);
    ttri_numpy_read(numpy, x->b, loop, 1);
    ttri_write(&numpy->line, binding > 0 ? ")" : "");
}

static void write_convolve(struct ttri_numpy *numpy, const struct ttri_node *x,
                           uint32_t loop)
{
    ttri_write(&numpy->line, loop != 0 ? "convolve_at(t, " : "convolve(");
    ttri_numpy_read(numpy, x->a, 0, 0);
    ttri_write(&numpy->line, ", ");
    ttri_numpy_read(numpy, x->b, 0, 0);
    ttri_write(&numpy->line, ")");
}

/* Sums and products keep their operands sorted; they are written in the order
 * in which they grew: the part that is one itself first. */
static bool grew_from_right(const struct ttri_numpy *numpy,
                            const struct ttri_node *x)
{
    uint32_t a, b;

    if (x->op != TTRI_OP_ADD && x->op != TTRI_OP_MUL)
        return false;
    a = ttri_resolve(numpy->graph, x->a);
    b = ttri_resolve(numpy->graph, x->b);
    return numpy->node[b].form == TTRI_NUMPY_INLINE &&
           numpy->graph->node[b].op == x->op &&
           (numpy->node[a].form != TTRI_NUMPY_INLINE ||
            numpy->graph->node[a].op != x->op);
}

static void write_infix(struct ttri_numpy *numpy, const struct ttri_node *x,
                        uint32_t loop, int binding)
{
    static const char *const sign[TTRI_OP_COUNT] = {[TTRI_OP_ADD] = " + ",
                                                    [TTRI_OP_SUB] = " - ",
                                                    [TTRI_OP_MUL] = " * ",
                                                    [TTRI_OP_DIV] = " / "};
    int own = x->op == TTRI_OP_ADD || x->op == TTRI_OP_SUB ? 2 : 3;
    bool turned = grew_from_right(numpy, x);

    ttri_write(&numpy->line, own < binding ? "(" : "");
    ttri_numpy_read(numpy, turned ? x->b : x->a, loop, own);
    ttri_write(&numpy->line, sign[x->op]);
    ttri_numpy_read(numpy, turned ? x->a : x->b, loop, own + 1);
    ttri_write(&numpy->line, own < binding ? ")" : "");
}

void ttri_numpy_formula(struct ttri_numpy *numpy, uint32_t node, uint32_t loop,
                        int binding)
{
    static const char *const call[TTRI_OP_COUNT] = {
        [TTRI_OP_MIN] = "np.minimum",    [TTRI_OP_MAX] = "np.maximum",
        [TTRI_OP_EXP] = "np.exp",        [TTRI_OP_LOG] = "np.log",
        [TTRI_OP_ODDS] = "odds",         [TTRI_OP_SELECT] = "np.where",
        [TTRI_OP_QUANTILE] = "quantile", [TTRI_OP_EXP_TWO] = "np.exp2",
        [TTRI_OP_NORMAL] = "normal",     [TTRI_OP_TABLE] = "table",
        [TTRI_OP_DIV] = "ratio"};
    const struct ttri_node *x = &numpy->graph->node[node];
    uint32_t helper = ttri_numpy_helper_of(numpy, node);

    numpy->helpers |= helper;
    if (x->op == TTRI_OP_LAG)
        write_lag(numpy, x, loop, binding);
    else if (x->op == TTRI_OP_CONVOLVE)
        write_convolve(numpy, x, loop);
    else if (x->op == TTRI_OP_DRAW) {
        ttri_write(&numpy->line, "draws[");
        ttri_write_json_text(&numpy->line, numpy->graph->draw[x->a].name);
        ttri_write(&numpy->line, "]");
    } else if (call[x->op] != NULL && (x->op != TTRI_OP_DIV || helper != 0))
        write_call(numpy, call[x->op], x, loop);
    else
        write_infix(numpy, x, loop, binding);
}
