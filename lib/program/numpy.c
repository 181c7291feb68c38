/* A graph as NumPy source: one function whose variables have the names of the
 * values. Arrays are periods x paths, paths alone or periods x 1, whatever a
 * value needs; only equations that carry state run period by period. */
#include "program/numpy.h"

#include <string.h>

/* Longest expression, in operands, that is not cut by a variable. */
#define MAX_SIZE 10u

static bool is_leaf(uint8_t op)
{
    return op == TTRI_OP_CONSTANT || op == TTRI_OP_SERIES ||
           op == TTRI_OP_PARAMETER || op == TTRI_OP_DRAW;
}

/* Rates, signs, and the loops that values stand in which carry state into
 * each other. */
static void find_rates(struct ttri_numpy *numpy)
{
    const struct ttri_graph *graph = numpy->graph;
    const struct ttri_order *order = &numpy->order;
    uint8_t *rates = ttri_clear(&numpy->memory, graph->nodes, sizeof *rates);

    if (rates == NULL) {
        numpy->failed = true;
        return;
    }
    ttri_path_rates(graph, order, rates);
    for (uint32_t i = 0; i < order->count; i += order->group[i]) {
        uint32_t end = i + order->group[i];
        bool looped = order->group[i] > 1 ||
                      ttri_depends_on_itself(graph, order->node[i]);

        for (uint32_t j = i; j < end; j++) {
            struct ttri_numpy_node *node = &numpy->node[order->node[j]];

            node->rate = rates[order->node[j]];
            node->loop = looped ? i + 1 : 0;
            node->sign = (uint8_t)ttri_numpy_sign_of(numpy, order->node[j]);
        }
    }
    ttri_release(&numpy->memory, rates);
}

/* A value that is read in other periods, from outside its loop or inside
 * another can not be inline, and in a loop keeps all its periods. */
static void find_uses(struct ttri_numpy *numpy, uint32_t outputs,
                      const ttri_value *values)
{
    for (uint32_t i = 0; i < numpy->order.count; i++) {
        uint32_t node = numpy->order.node[i], operand[3];
        const struct ttri_node *x = &numpy->graph->node[node];
        uint32_t count = ttri_operands(x, operand);

        for (uint32_t k = 0; k < count; k++) {
            struct ttri_numpy_node *from =
                &numpy->node[ttri_resolve(numpy->graph, operand[k])];

            from->uses++;
            if (from->loop != numpy->node[node].loop ||
                x->op == TTRI_OP_CONVOLVE || (x->op == TTRI_OP_LAG && k == 0))
                from->form = TTRI_NUMPY_VARIABLE;
        }
    }
    for (uint32_t i = 0; i < outputs; i++)
        numpy->node[ttri_resolve(numpy->graph, values[i])].form =
            TTRI_NUMPY_VARIABLE;
}

static void find_form(struct ttri_numpy *numpy, uint32_t node)
{
    const struct ttri_node *x = &numpy->graph->node[node];
    struct ttri_numpy_node *own = &numpy->node[node];
    uint32_t operand[3], count = ttri_operands(x, operand);

    if (is_leaf(x->op)) {
        own->form = x->op == TTRI_OP_CONSTANT ? TTRI_NUMPY_NUMBER
                    : x->op == TTRI_OP_SERIES ? TTRI_NUMPY_GIVEN
                                              : TTRI_NUMPY_VARIABLE;
        return;
    }
    own->size = 0;
    for (uint32_t k = 0; k < count; k++) {
        const struct ttri_numpy_node *from =
            &numpy->node[ttri_resolve(numpy->graph, operand[k])];

        own->size += from->form == TTRI_NUMPY_INLINE ? from->size : 1;
    }
    if (own->form == TTRI_NUMPY_INLINE &&
        (own->uses > 1 || own->size >= MAX_SIZE ||
         ttri_name_of(numpy->graph, node) != NULL))
        own->form = own->loop != 0 ? TTRI_NUMPY_STEP : TTRI_NUMPY_VARIABLE;
}

/* What the statement of `node` reads is last read there, or later. A loop
 * reads all along. */
static void find_last(struct ttri_numpy *numpy, uint32_t node,
                      uint32_t position)
{
    uint32_t operand[3];
    uint32_t count = ttri_operands(&numpy->graph->node[node], operand);

    for (uint32_t k = 0; k < count; k++) {
        uint32_t from = ttri_resolve(numpy->graph, operand[k]);

        if (numpy->node[from].form == TTRI_NUMPY_INLINE)
            find_last(numpy, from, position);
        else if (numpy->node[from].last < position)
            numpy->node[from].last = position;
    }
}

static void find_forms(struct ttri_numpy *numpy)
{
    const struct ttri_order *order = &numpy->order;
    uint32_t end = 0;

    for (uint32_t i = 0; i < order->count; i++)
        find_form(numpy, order->node[i]);
    for (uint32_t i = 0; i < order->count; i++) {
        end = order->group[i] > 0 ? i + order->group[i] - 1 : end;
        if (numpy->node[order->node[i]].form != TTRI_NUMPY_INLINE)
            find_last(numpy, order->node[i], end);
    }
}

/* Names all that has a variable, in the order of the text. */
static void name_nodes(struct ttri_numpy *numpy)
{
    for (uint32_t i = 0; i < numpy->order.count && !numpy->failed; i++) {
        uint32_t node = numpy->order.node[i];
        const struct ttri_node *x = &numpy->graph->node[node];
        struct ttri_numpy_node *own = &numpy->node[node];
        const char *name = ttri_name_of(numpy->graph, node);
        char text[300];

        if (own->form == TTRI_NUMPY_INLINE || own->form == TTRI_NUMPY_NUMBER)
            continue;
        if (x->op == TTRI_OP_DRAW)
            TTRI_JOIN(text, "draw_of_", numpy->graph->draw[x->a].name);
        else if (x->op == TTRI_OP_SERIES)
            TTRI_JOIN(text, "path_of_", name != NULL ? name : "numbers");
        else
            TTRI_JOIN(text, name != NULL ? name : "part");
        own->name = ttri_numpy_identifier(numpy, text);
        numpy->failed = own->name == NULL;
    }
}

/* ---- writing ---- */

/* Ends the statement in `line`. */
static void end_statement(struct ttri_numpy *numpy, uint32_t indent,
                          const char *comment)
{
    ttri_write_bytes(&numpy->line, "", 1);
    numpy->failed = numpy->failed || numpy->line.failed;
    if (!numpy->failed)
        ttri_numpy_statement(numpy->writer, indent, numpy->line.bytes, comment);
    numpy->line.size = 0;
}

static void write_statement(struct ttri_numpy *numpy, uint32_t node,
                            uint32_t indent)
{
    const struct ttri_numpy_node *own = &numpy->node[node];

    ttri_writef(&numpy->line, "%s%s = ", own->name,
                own->loop != 0 && own->form == TTRI_NUMPY_VARIABLE ? "[t]"
                                                                   : "");
    ttri_numpy_formula(numpy, node, own->loop, 0);
    end_statement(numpy, indent, ttri_name_of(numpy->graph, node));
}

static bool has_statement(const struct ttri_numpy *numpy, uint32_t node)
{
    return numpy->node[node].form == TTRI_NUMPY_VARIABLE ||
           numpy->node[node].form == TTRI_NUMPY_STEP;
}

static void write_loop(struct ttri_numpy *numpy, uint32_t first)
{
    const struct ttri_order *order = &numpy->order;
    uint32_t end = first + order->group[first];

    for (uint32_t i = first; i < end; i++) {
        const struct ttri_numpy_node *own = &numpy->node[order->node[i]];

        if (own->form != TTRI_NUMPY_VARIABLE)
            continue;
        ttri_writef(&numpy->line, "%s = np.empty((PERIODS, %s))", own->name,
                    (own->rate & TTRI_RATE_PATH) != 0 ? "paths" : "1");
        end_statement(numpy, 4, NULL);
    }
    ttri_write(numpy->writer, "    for t in range(PERIODS):\n");
    for (uint32_t i = first; i < end; i++)
        if (has_statement(numpy, order->node[i]))
            write_statement(numpy, order->node[i], 8);
}

/* Lets go of what no later statement reads. */
static void write_deletions(struct ttri_numpy *numpy, const uint32_t *dead,
                            uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        ttri_writef(&numpy->line, "%s%s", i == 0 ? "del (" : ", ",
                    numpy->node[dead[i]].name);
    ttri_write(&numpy->line, ")");
    end_statement(numpy, 4, NULL);
}

#define DEAD 6u

struct deaths {
    uint32_t *by_last; /* nodes, sorted by the position of their last reader */
    uint32_t *start;   /* by position: first in `by_last` */
    uint32_t dead[DEAD], count;
};

static bool dies(const struct ttri_numpy *numpy, uint32_t node)
{
    const struct ttri_numpy_node *own = &numpy->node[node];

    return own->form == TTRI_NUMPY_VARIABLE && own->rate == TTRI_RATE_BOTH &&
           own->last != TTRI_NONE && own->last > 0;
}

/* Sorts by counting. */
static bool sort_deaths(struct ttri_numpy *numpy, struct deaths *deaths)
{
    const struct ttri_order *order = &numpy->order;
    size_t n = order->count;

    deaths->by_last = ttri_clear(&numpy->memory, n, sizeof(uint32_t));
    deaths->start = ttri_clear(&numpy->memory, n + 2, sizeof(uint32_t));
    if (deaths->by_last == NULL || deaths->start == NULL)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (dies(numpy, order->node[i]))
            deaths->start[numpy->node[order->node[i]].last + 2]++;
    for (uint32_t i = 1; i < n + 2; i++)
        deaths->start[i] += deaths->start[i - 1];
    for (uint32_t i = 0; i < n; i++)
        if (dies(numpy, order->node[i])) {
            uint32_t *at = &deaths->start[numpy->node[order->node[i]].last + 1];

            deaths->by_last[(*at)++] = order->node[i];
        }
    return true;
}

static void bury(struct ttri_numpy *numpy, struct deaths *deaths,
                 uint32_t position)
{
    for (uint32_t i = deaths->start[position]; i < deaths->start[position + 1];
         i++) {
        deaths->dead[deaths->count++] = deaths->by_last[i];
        if (deaths->count == DEAD) {
            write_deletions(numpy, deaths->dead, deaths->count);
            deaths->count = 0;
        }
    }
}

static void write_body(struct ttri_numpy *numpy, struct deaths *deaths)
{
    const struct ttri_order *order = &numpy->order;

    for (uint32_t i = 0; i < order->count && !numpy->failed;
         i += order->group[i]) {
        uint32_t node = order->node[i];

        if (numpy->node[node].loop != 0)
            write_loop(numpy, i);
        else if (has_statement(numpy, node))
            write_statement(numpy, node, 4);
        bury(numpy, deaths, i + order->group[i] - 1);
    }
}

static void write_function(struct ttri_numpy *numpy, uint32_t outputs,
                           const ttri_value *values, const char *const *names)
{
    struct deaths deaths = {0};

    for (uint32_t i = 0; i < outputs; i++)
        numpy->node[ttri_resolve(numpy->graph, values[i])].last = TTRI_NONE;
    if (!sort_deaths(numpy, &deaths)) {
        numpy->failed = true;
    } else {
        ttri_write(numpy->writer,
                   "\n\ndef equations(draws):\n"
                   "    \"\"\"One array for each of ROWS.\"\"\"\n"
                   "    paths = width(*draws.values(), 0.0)\n");
        write_body(numpy, &deaths);
        ttri_write(numpy->writer, "    return [\n");
    }
    for (uint32_t i = 0; i < outputs && !numpy->failed; i++) {
        ttri_numpy_read(numpy, values[i], 0, 0);
        ttri_write(&numpy->line, ",");
        end_statement(numpy, 8, names[i]);
    }
    ttri_write(numpy->writer, "    ]\n");
    ttri_release(&numpy->memory, deaths.by_last);
    ttri_release(&numpy->memory, deaths.start);
}

static void write_numbers(struct ttri_numpy *numpy, const double *number,
                          uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        ttri_write(&numpy->line, i > 0 ? ", " : "");
        ttri_numpy_number(&numpy->line, number[i]);
    }
}

/* Series, as columns. */
static void write_series(struct ttri_numpy *numpy)
{
    const struct ttri_graph *graph = numpy->graph;

    for (uint32_t i = 0; i < numpy->order.count; i++) {
        uint32_t node = numpy->order.node[i];
        const struct ttri_node *x = &graph->node[node];

        if (numpy->node[node].form != TTRI_NUMPY_GIVEN)
            continue;
        ttri_writef(&numpy->line, "%s = np.array([", numpy->node[node].name);
        write_numbers(numpy, graph->series + (size_t)x->a * graph->periods,
                      graph->periods);
        ttri_write(&numpy->line, "]).reshape(PERIODS, 1)");
        end_statement(numpy, 0, ttri_name_of(graph, node));
    }
}

static void write_tables(struct ttri_numpy *numpy)
{
    for (uint32_t i = 0; i < numpy->graph->grids; i++) {
        const struct ttri_grid *grid = &numpy->graph->grid[i];

        ttri_writef(&numpy->line, "TABLE_%u = ", (unsigned)i);
        ttri_numpy_number(&numpy->line, grid->low);
        ttri_write(&numpy->line, ", ");
        ttri_numpy_number(&numpy->line, grid->high);
        ttri_write(&numpy->line, ", np.array([");
        write_numbers(numpy, grid->point, grid->count);
        ttri_write(&numpy->line, "])");
        if (grid->smooth) {
            ttri_write(&numpy->line, ", np.array([");
            write_numbers(numpy, grid->point + grid->count, grid->count);
            ttri_write(&numpy->line, "])");
        }
        end_statement(numpy, 0, NULL);
    }
}

static void write_draw(struct ttri_numpy *numpy, const struct ttri_draw *draw)
{
    ttri_write(numpy->writer, "    (");
    ttri_write_json_text(numpy->writer, draw->name);
    ttri_writef(numpy->writer, ", \"%s\", %s, %u),\n",
                draw->kind == TTRI_DRAW_UNIFORM ? "uniform" : "normal",
                draw->by_period ? "True" : "False",
                (unsigned)(draw->by_period ? draw->first : 0));
}

/* Those that something reads. */
static void write_draws(struct ttri_numpy *numpy)
{
    ttri_writef(numpy->writer, "PERIODS = %u\n",
                (unsigned)numpy->graph->periods);
    ttri_write(numpy->writer,
               "# name, law, is it drawn anew in each period, the first of "
               "them (0 before it)\nDRAWS = [\n");
    for (uint32_t i = 0; i < numpy->order.count; i++) {
        const struct ttri_node *x = &numpy->graph->node[numpy->order.node[i]];

        if (x->op == TTRI_OP_DRAW)
            write_draw(numpy, &numpy->graph->draw[x->a]);
    }
    ttri_write(numpy->writer, "]\n");
}

static void write_rows(struct ttri_numpy *numpy, uint32_t outputs,
                       const char *const *names)
{
    ttri_write(numpy->writer, "ROWS = [\n");
    for (uint32_t i = 0; i < outputs; i++) {
        ttri_write(numpy->writer, "    ");
        ttri_write_json_text(numpy->writer, names[i]);
        ttri_write(numpy->writer, ",\n");
    }
    ttri_write(numpy->writer, "]\n");
}

static void write_module(struct ttri_numpy *numpy, uint32_t outputs,
                         const ttri_value *values, const char *const *names)
{
    find_rates(numpy);
    find_uses(numpy, outputs, values);
    find_forms(numpy);
    name_nodes(numpy);
    for (uint32_t i = 0; i < numpy->order.count; i++)
        if (numpy->node[numpy->order.node[i]].form != TTRI_NUMPY_NUMBER)
            numpy->helpers |= ttri_numpy_helper_of(numpy, numpy->order.node[i]);
    write_draws(numpy);
    write_rows(numpy, outputs, names);
    ttri_numpy_helpers(numpy->writer,
                       numpy->helpers | TTRI_HELPER_WIDTH | TTRI_HELPER_RATIO);
    ttri_write(numpy->writer, "\n\n");
    write_series(numpy);
    write_tables(numpy);
    if (!numpy->failed)
        write_function(numpy, outputs, values, names);
}

static void clear(struct ttri_numpy *numpy)
{
    for (uint32_t i = 0; numpy->node != NULL && i < numpy->graph->nodes; i++)
        ttri_release(&numpy->memory, numpy->node[i].name);
    ttri_release(&numpy->memory, numpy->node);
    ttri_order_clear(&numpy->memory, &numpy->order);
    ttri_map_clear(&numpy->memory, &numpy->taken);
    ttri_writer_drop(&numpy->line);
}

ttr_status ttri_numpy(const struct ttri_graph *graph, uint32_t outputs,
                      const ttri_value *values, const char *const *names,
                      struct ttri_writer *writer, struct ttr_error *error)
{
    struct ttri_numpy numpy = {
        .graph = graph, .memory = graph->memory, .writer = writer};
    ttr_status status =
        ttri_order_nodes(graph, outputs, values, &numpy.order, error);

    if (status != TTR_OK)
        return status;
    ttri_writer_init(&numpy.line, &numpy.memory);
    numpy.node = ttri_clear(&numpy.memory, graph->nodes, sizeof *numpy.node);
    numpy.failed = numpy.node == NULL;
    if (!numpy.failed)
        write_module(&numpy, outputs, values, names);
    if (numpy.failed || writer->failed)
        status = ttri_no_memory(error, "NumPy source");
    clear(&numpy);
    return status;
}
