/* A simulation as a NumPy module: the equations, as lib/program writes them,
 * and from their rows the variables that are watched. */
#include "engine/simulation.h"
#include "program/numpy.h"

struct export
{
    const struct ttri_figures *figures;
    const struct ttri_prepared *prepared;
    struct ttri_writer *writer;
};

static const char head_text[] =
    "\"\"\"A simulation of libtiktokrev as NumPy source.\n"
    "\n"
    "simulate(draws) takes an array of random numbers for each of DRAWS, by "
    "name: of\n"
    "paths, or of periods x paths; it returns an array of paths for each of "
    "VARIABLES.\n"
    "It keeps nothing: call it on one chunk of paths after another.\n"
    "\"\"\"\n"
    "\n"
    "import sys\n"
    "\n"
    "import numpy as np\n"
    "\n";

static const char sums_text[] =
    "\n"
    "\n"
    "def flow(row, steps):\n"
    "    \"\"\"Sums over each step's periods.\"\"\"\n"
    "    return np.array([row[first:next].sum(axis=0) for first, next in "
    "steps])\n"
    "\n"
    "\n"
    "def stock(row, steps, shares):\n"
    "    \"\"\"Means over each step's days.\"\"\"\n"
    "    return np.array(\n"
    "        [\n"
    "            row[first] if next == first + 1 else shares[first:next] @ "
    "row[first:next]\n"
    "            for first, next in steps\n"
    "        ]\n"
    "    )\n"
    "\n"
    "\n"
    "def balance(row, steps):\n"
    "    \"\"\"What stands at each step's end.\"\"\"\n"
    "    return np.array([row[next - 1] for _, next in steps])\n";

static const char figures_text[] =
    "\n"
    "\n"
    "def growth(values):\n"
    "    \"\"\"Since the step before; 0 where that is 0.\"\"\"\n"
    "    change = ratio(values[1:], values[:-1]) - 1.0\n"
    "    return np.where(values[:-1] == 0.0, 0.0, change)\n"
    "\n"
    "\n"
    "def annual_growth(first, last, years):\n"
    "    \"\"\"Compound; -1 where nothing is left, 0 where nothing was.\"\"\"\n"
    "    begins, ends = first > 0.0, last > 0.0\n"
    "    rate = np.log(np.where(ends, last, 1.0)) - np.log(np.where(begins, "
    "first, 1.0))\n"
    "    rate = np.where(ends, np.exp(rate / years) - 1.0, -1.0)\n"
    "    return np.where(begins, rate, 0.0)[None]\n"
    "\n"
    "\n"
    "def hhi(revenues):\n"
    "    \"\"\"Herfindahl-Hirschman index of what is earned.\"\"\"\n"
    "    positive = [np.maximum(revenue, 0.0) for revenue in revenues]\n"
    "    whole = sum(positive)\n"
    "    return sum(ratio(revenue, whole) ** 2 for revenue in positive)\n";

static const char main_text[] =
    "\n"
    "\n"
    "def draw(rng, paths):\n"
    "    \"\"\"Independent numbers for all of DRAWS.\"\"\"\n"
    "    draws = {}\n"
    "    for name, law, by_period, first in DRAWS:\n"
    "        shape = (PERIODS, paths) if by_period else paths\n"
    "        numbers = rng.random(shape) if law == \"uniform\" else "
    "rng.standard_normal(shape)\n"
    "        if by_period:\n"
    "            numbers[:first] = 0.0\n"
    "        draws[name] = numbers\n"
    "    return draws\n"
    "\n"
    "\n"
    "def main():\n"
    "    \"\"\"Prints means; usage: python FILE [PATHS [CHUNK]].\"\"\"\n"
    "    paths = int(sys.argv[1]) if len(sys.argv) > 1 else 16384\n"
    "    chunk = int(sys.argv[2]) if len(sys.argv) > 2 else 1024\n"
    "    rng = np.random.Generator(np.random.SFC64(1))\n"
    "    sums = np.zeros(len(VARIABLES))\n"
    "    for first in range(0, paths, chunk):\n"
    "        found = simulate(draw(rng, min(chunk, paths - first)))\n"
    "        sums += [found[variable].sum() for variable in VARIABLES]\n"
    "    for variable, total in zip(VARIABLES, sums):\n"
    "        print(*variable, total / paths, sep=\"\\t\")\n"
    "\n"
    "\n"
    "if __name__ == \"__main__\":\n"
    "    main()\n";

/* ---- rows ---- */

/* What a reading reads, for people. */
static void describe(const struct export *export, uint32_t index,
                     char text[400])
{
    const ttr_program *program = export->figures->program;
    const struct ttri_reading *reading = &export->figures->reading[index];

    ttri_join(text, 400,
              (const char *const[]){
                  reading->under ? "divisor of " : "",
                  program->output[reading->output].name, ", ",
                  ttr_program_region(program, reading->region),
                  reading->currency == TTR_CONSTANT ? " at constant rates" : "",
                  NULL});
}

/* Names of the results by the first reading that reads them. */
static bool name_rows(const struct export *export, char **name)
{
    const struct ttri_prepared *prepared = export->prepared;
    char text[400];

    for (uint32_t i = 0; i < export->figures->readings; i++)
        for (uint32_t j = prepared->first[i]; j < prepared->first[i + 1]; j++) {
            uint32_t row[2] = {prepared->term[j].result,
                               prepared->term[j].scale};

            describe(export, i, text);
            for (uint32_t k = 0; k < 2; k++) {
                if (row[k] == TTRI_NONE || name[row[k]] != NULL)
                    continue;
                name[row[k]] = ttri_copy_text(&prepared->memory,
                                              k == 0 ? text : "exchange rate");
                if (name[row[k]] == NULL)
                    return false;
            }
        }
    return true;
}

static ttr_status write_equations(const struct export *export,
                                  struct ttr_error *error)
{
    const struct ttri_prepared *prepared = export->prepared;
    char **name =
        ttri_clear(&prepared->memory, prepared->results, sizeof *name);
    ttr_status status = TTR_OK;

    if (name == NULL || !name_rows(export, name))
        status = ttri_no_memory(error, "NumPy source");
    else
        status = ttri_numpy(prepared->graph, prepared->results, prepared->value,
                            (const char *const *)name, export->writer, error);
    for (uint32_t i = 0; name != NULL && i < prepared->results; i++)
        ttri_release(&prepared->memory, name[i]);
    ttri_release(&prepared->memory, name);
    return status;
}

/* ---- axes and variables ---- */

static const char *const axis_name[] = {"PERIOD", "YEAR", "FISCAL_YEAR",
                                        "HORIZON"};

static bool is_read(const struct ttri_figures *figures, int32_t step)
{
    for (uint32_t i = 0; i < figures->readings; i++)
        if (figures->reading[i].step == step)
            return true;
    return false;
}

/* First period of each step and the next one's; shares of a step's days. */
static void write_axis(const struct export *export, int32_t step)
{
    const struct ttri_prepared *prepared = export->prepared;
    const struct ttri_axis *axis = &export->figures->program->axis[step];
    struct ttri_writer *writer = export->writer;

    ttri_writef(writer, "%s = [\n", axis_name[step]);
    for (uint32_t i = 0; i < axis->steps; i++)
        ttri_writef(writer, "    (%u, %u),\n", (unsigned)axis->first[i],
                    (unsigned)axis->first[i + 1]);
    ttri_writef(writer, "]\n%s_DAYS = np.array(\n    [\n", axis_name[step]);
    for (uint32_t t = 0; t < prepared->periods; t++) {
        ttri_write(writer, "        ");
        ttri_numpy_number(
            writer, prepared->weight[(size_t)step * prepared->periods + t]);
        ttri_write(writer, ",\n");
    }
    ttri_write(writer, "    ]\n)\n");
}

static void write_variables(const struct export *export)
{
    struct ttri_writer *writer = export->writer;

    ttri_write(writer, "\n\n# name, region, step, unit\nVARIABLES = [\n");
    for (uint32_t i = 0; i < export->figures->variables; i++) {
        struct ttri_variable_text text = ttri_figures_text(export->figures, i);

        ttri_write(writer, "    (");
        ttri_write_json_text(writer, text.name);
        ttri_write(writer, ", ");
        ttri_write_json_text(writer, text.region);
        ttri_write(writer, ", ");
        ttri_write_json_text(writer, text.step);
        ttri_write(writer, ", ");
        ttri_write_json_text(writer, text.unit);
        ttri_write(writer, "),\n");
    }
    ttri_write(writer, "]\n"
                       "# Periods of each step: from, up to before; each "
                       "period's share of its days.\n");
    for (int32_t step = 0; step < (int32_t)TTRI_COUNT(axis_name); step++)
        if (is_read(export->figures, step))
            write_axis(export, step);
}

/* ---- readings ---- */

static void write_term(const struct export *export,
                       const struct ttri_reading *reading,
                       const struct ttri_term *term)
{
    int32_t kind = ttri_reading_kind(export->figures, reading)->kind;
    const char *axis = axis_name[reading->step];
    unsigned row = (unsigned)term->result;

    if (kind == TTR_KIND_FLOW)
        ttri_writef(export->writer, "flow(rows[%u], %s)", row, axis);
    else if (kind == TTR_KIND_BALANCE)
        ttri_writef(export->writer, "balance(rows[%u], %s)", row, axis);
    else
        ttri_writef(export->writer, "stock(rows[%u], %s, %s_DAYS)", row, axis,
                    axis);
    if (term->scale != TTRI_NONE)
        ttri_writef(export->writer, " * rows[%u][%u]", (unsigned)term->scale,
                    (unsigned)term->period);
}

static void write_reading(const struct export *export, uint32_t index)
{
    const struct ttri_prepared *prepared = export->prepared;
    const struct ttri_reading *reading = &export->figures->reading[index];
    uint32_t first = prepared->first[index], next = prepared->first[index + 1];
    char text[400];

    describe(export, index, text);
    ttri_write(export->writer, "    # ");
    ttri_write(export->writer, text);
    ttri_writef(export->writer, "\n    reading_%u = ", (unsigned)index);
    if (first == next)
        ttri_writef(export->writer, "np.zeros((%u, paths))",
                    (unsigned)ttr_program_steps(export->figures->program,
                                                reading->step));
    for (uint32_t i = first; i < next; i++) {
        if (i > first)
            ttri_writef(export->writer,
                        "\n    reading_%u += ", (unsigned)index);
        write_term(export, reading, &prepared->term[i]);
    }
    ttri_write(export->writer, "\n");
}

/* ---- figures ---- */

/* An output from its parts. */
static void write_output(const struct export *export, const uint32_t *list)
{
    if (list[1] == TTRI_NONE)
        ttri_writef(export->writer, "reading_%u", (unsigned)list[0]);
    else
        ttri_writef(export->writer, "ratio(reading_%u, reading_%u)",
                    (unsigned)list[0], (unsigned)list[1]);
}

static void write_cagr(const struct export *export,
                       const struct ttri_watched *watched)
{
    const ttr_program *program = export->figures->program;
    const struct ttri_axis *axis = &program->axis[watched->figure.step];
    uint32_t first = 0, last = axis->steps - 1;
    double years =
        watched->figure.step == TTR_STEP_PERIOD ? program->calendar.years : 1.0;

    while (!axis->complete[first])
        first++;
    while (!axis->complete[last])
        last--;
    ttri_write(export->writer, "annual_growth(");
    write_output(export, watched->list);
    ttri_writef(export->writer, "[%u], ", (unsigned)first);
    write_output(export, watched->list);
    ttri_writef(export->writer, "[%u], ", (unsigned)last);
    ttri_numpy_number(export->writer, years * (last - first));
    ttri_write(export->writer, ")");
}

static void write_report(const struct export *export,
                         const struct ttri_watched *watched)
{
    const struct ttri_compiled_report *report =
        &export->figures->program->report[watched->figure.output];

    ttri_write(export->writer, "0.0");
    for (uint32_t i = 0; i < watched->lists; i++) {
        ttri_write(export->writer, " + ");
        ttri_numpy_number(export->writer, report->term[i].weight);
        ttri_writef(export->writer, " * reading_%u",
                    (unsigned)watched->list[i]);
    }
}

static void write_hhi(const struct export *export,
                      const struct ttri_watched *watched)
{
    ttri_write(export->writer, "hhi([");
    for (uint32_t i = 0; i < watched->lists; i++)
        ttri_writef(export->writer, "%sreading_%u", i > 0 ? ", " : "",
                    (unsigned)watched->list[i]);
    ttri_write(export->writer, "])");
}

static void write_figure(const struct export *export,
                         const struct ttri_watched *watched)
{
    switch (watched->figure.kind) {
    case TTR_FIGURE_OUTPUT:
        write_output(export, watched->list);
        break;
    case TTR_FIGURE_REPORT:
        write_report(export, watched);
        break;
    case TTR_FIGURE_SHARE:
        ttri_write(export->writer, "ratio(");
        write_output(export, watched->list);
        ttri_write(export->writer, ", ");
        write_output(export, watched->list + 2);
        ttri_write(export->writer, ")");
        break;
    case TTR_FIGURE_GROWTH:
        ttri_write(export->writer, "growth(");
        write_output(export, watched->list);
        ttri_write(export->writer, ")");
        break;
    case TTR_FIGURE_CAGR:
        write_cagr(export, watched);
        break;
    default:
        write_hhi(export, watched);
        break;
    }
}

static void write_simulate(const struct export *export)
{
    const struct ttri_figures *figures = export->figures;

    ttri_write(export->writer,
               "\n\n"
               "@np.errstate(all=\"ignore\")\n"
               "def simulate(draws):\n"
               "    \"\"\"An array of paths for each of VARIABLES.\"\"\"\n"
               "    paths = width(*draws.values(), 0.0)\n"
               "    rows = [np.broadcast_to(row, (PERIODS, paths)) for row in "
               "equations(draws)]\n");
    for (uint32_t i = 0; i < figures->readings; i++)
        write_reading(export, i);
    ttri_write(export->writer, "    figures = [\n");
    for (uint32_t i = 0; i < figures->count; i++) {
        ttri_write(export->writer, "        ");
        write_figure(export, &figures->watched[i]);
        ttri_write(export->writer, ",  # ");
        ttri_write(export->writer, figures->watched[i].name);
        ttri_write(export->writer, "\n");
    }
    ttri_write(export->writer,
               "    ]\n"
               "    values = [value for figure in figures for value in "
               "figure]\n"
               "    return dict(zip(VARIABLES, values))\n");
}

static ttr_status write_module(const struct export *export,
                               struct ttr_error *error)
{
    ttr_status status;

    ttri_write(export->writer, head_text);
    ttri_write(export->writer, "TITLE = ");
    ttri_write_json_text(export->writer, export->figures->program->title);
    ttri_write(export->writer, "\n");
    status = write_equations(export, error);
    if (status != TTR_OK)
        return status;
    write_variables(export);
    ttri_write(export->writer, sums_text);
    ttri_write(export->writer, figures_text);
    write_simulate(export);
    ttri_write(export->writer, main_text);
    return TTR_OK;
}

ttr_status ttr_simulation_numpy(const ttr_simulation *simulation,
                                ttr_text **text, struct ttr_error *error)
{
    const struct ttri_prepared *prepared;
    struct ttri_writer writer;
    ttr_status status;

    if (simulation == NULL || text == NULL)
        return ttri_null_argument(error, "ttr_simulation_numpy",
                                  simulation == NULL ? "simulation" : "text");
    status = ttri_simulation_prepared(simulation, &prepared, error);
    if (status != TTR_OK)
        return status;
    ttri_writer_init(&writer, &simulation->memory);
    status = write_module(
        &(struct export){&simulation->figures, prepared, &writer}, error);
    if (status != TTR_OK) {
        ttri_writer_drop(&writer);
        return status;
    }
    return ttri_writer_finish(&writer, text, error);
}
