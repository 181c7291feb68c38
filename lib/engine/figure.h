/* figure.h: what is watched, and how it comes from the rows of a program's
 * results: sums over time and regions (readings), then quotients, growth and
 * concentration. */
#ifndef TTRI_FIGURE_H
#define TTRI_FIGURE_H

#include <tiktokrev/simulation.h>

#include "combiner/compiled.h"
#include "engine/summary.h"

/* One part of an output in one region, summed over each step of an axis. */
struct ttri_reading {
    uint32_t output, region;
    int32_t currency, step;
    bool under;   /* the divisor of a ratio */
    bool scratch; /* else its first row lies among the variables */
    uint32_t row;
};

/* A figure, and what it is made of: `list` of `lists` readings, TTRI_NONE for
 * a divisor that is not there. Of an output or its growth: over, under; of a
 * share: also those of the whole; of a report: its terms; of a concentration:
 * the streams. */
struct ttri_watched {
    struct ttr_figure figure;
    uint32_t variable, variables;
    uint32_t *list, lists;
    char *name, *unit;
    char step[56]; /* where the axis has no name for it */
};

struct ttri_figures {
    ttr_program *program; /* the owner keeps the reference */
    struct ttri_watched *watched;
    uint32_t count, watched_capacity;
    struct ttri_reading *reading;
    uint32_t readings, reading_capacity;
    struct ttri_map reading_map;
    uint32_t variables, scratch; /* rows */
    bool *wanted;                /* of both, in this order; or NULL: all */
    uint32_t joints;
};

void ttri_figures_clear(const struct ttri_memory *memory,
                        struct ttri_figures *figures);
/* On failure nothing has changed that can be seen. `error` names what is
 * wrong with the figure. */
ttr_status ttri_figures_add(const struct ttri_memory *memory,
                            struct ttri_figures *figures,
                            const struct ttr_figure *figure, uint32_t *first,
                            struct ttr_error *error);
/* How one part of an output adds up. */
const struct ttri_part_kind *
ttri_reading_kind(const struct ttri_figures *figures,
                  const struct ttri_reading *reading);
/* Of no variable is anything computed from now on unless it is wanted. All
 * figures are there. False when memory fails. */
bool ttri_figures_narrow(const struct ttri_memory *memory,
                         struct ttri_figures *figures);
void ttri_figures_want(struct ttri_figures *figures, uint32_t variable);
static inline uint32_t ttri_reading_row(const struct ttri_figures *figures,
                                        const struct ttri_reading *reading,
                                        uint32_t step)
{
    return (reading->scratch ? figures->variables : 0) + reading->row + step;
}
static inline bool ttri_reading_wanted(const struct ttri_figures *figures,
                                       const struct ttri_reading *reading,
                                       uint32_t step)
{
    return figures->wanted == NULL ||
           figures->wanted[ttri_reading_row(figures, reading, step)];
}
/* The figure that a variable is of. */
const struct ttri_watched *ttri_figures_find(const struct ttri_figures *figures,
                                             uint32_t variable);
/* Marks the readings that a variable is made of. */
void ttri_figures_mark(const struct ttri_figures *figures, uint32_t variable,
                       bool *reading);
/* First and last complete step, and the years between them. */
double ttri_figures_span(const struct ttri_figures *figures, int32_t step,
                         uint32_t *first, uint32_t *last);
/* Texts of a variable; they belong to the figures and the program. */
struct ttri_variable_text ttri_figures_text(const struct ttri_figures *figures,
                                            uint32_t variable);
/* Indices of the joint variables; `joint` has room for them. */
void ttri_figures_joint(const struct ttri_figures *figures, uint32_t *joint);

/* ---- the equations of paths ---- */

/* Part of a reading: a row of results, times one period of another row (a rate
 * of the path's own) unless that is TTRI_NONE. */
struct ttri_term {
    uint32_t result, scale, period;
};

/* What a direction was found for. */
struct ttri_direction {
    struct ttri_direction *next;
    uint32_t variable;
    bool flat; /* nothing grows */
    double gradient[];
};

/* Equations and plan of all that is watched. */
struct ttri_prepared {
    struct ttri_memory memory;
    struct ttri_graph *graph;
    ttri_value *value; /* of the plan's results */
    uint32_t results;
    /* Rows of the first period of each result, and of all together. What is a
     * variable as it stands has the rows of that variable. */
    uint32_t *row, rows;
    struct ttri_plan *plan;
    struct ttri_term *term;
    uint32_t *first; /* by reading: its first term; one more at the end */
    uint32_t terms, term_capacity;
    double *weight; /* axes x periods: shares of a step's days */
    uint32_t periods;
    uint64_t digest;
    struct ttri_condition *condition;           /* or NULL */
    _Atomic(struct ttri_direction *) direction; /* a list that grows in front */
};

/* How: with which shifts (NULL: none), for which readings (by index; NULL: all;
 * others stay 0), and, to be differentiated, with shifts that stay unknown, of
 * the central path instead, and without a plan; a posterior's unknowns are
 * drawn whatever is read. */
struct ttri_preparation {
    const double *shifts;
    const bool *reading;
    bool parameters, central, no_plan;
    const struct ttri_posterior *posterior; /* or NULL */
    const bool *held; /* by draw of the program: at its centre; or NULL */
};
ttr_status ttri_prepare(const struct ttri_memory *memory,
                        const struct ttri_figures *figures,
                        const struct ttri_preparation *how,
                        struct ttri_prepared **prepared,
                        struct ttr_error *error);
void ttri_prepared_free(struct ttri_prepared *prepared);

/* Marks the periods (results x periods) in which results are read. */
void ttri_prepared_want(const struct ttri_figures *figures,
                        const struct ttri_prepared *prepared, bool *wanted);

/* ---- one block ---- */

/* Variables of one block: `values` has a row of TTRI_LANES for each, `scratch`
 * for each scratch row. `values` may begin where `results` do. */
void ttri_figures_block(const struct ttri_figures *figures,
                        const struct ttri_prepared *prepared,
                        const double *results, double *values, double *scratch);

#endif
