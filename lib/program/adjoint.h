/* adjoint.h: exact derivatives of outputs by draws and parameters, for all
 * unknowns at once: Griewank and Walther, Evaluating Derivatives, 2nd ed.,
 * SIAM 2008, chapter 3.
 *
 * The reverse sweep is equations too. Time runs backwards in them: period s is
 * period T - 1 - s of the equations that are differentiated, so that what those
 * look back at is looked ahead at no more, and what carries state carries its
 * slope. A slope of what does not change over time is a total over the periods,
 * known after the last.
 *
 * Where a lesser, a greater or a choice turns over, the derivative is that of
 * the side that is taken, and half of each where a lesser and a greater are
 * even. Where x / 0 is 0, and beyond the ends of tables and quantiles, it is
 * 0. */
#ifndef TTRI_ADJOINT_H
#define TTRI_ADJOINT_H

#include "lanes/levels.h"
#include "program/program.h"

struct ttri_adjoint;

/* Whose slopes are wanted. */
enum ttri_by {
    TTRI_BY_PARAMETERS = 1,
    TTRI_BY_DRAWS = 2
};

/* `graph` is one of ttri_graph_of_paths() or ttri_graph_with_parameters();
 * nothing of it is kept. */
ttr_status ttri_adjoint_new(const struct ttri_graph *graph, uint32_t outputs,
                            const ttri_value *values, unsigned by,
                            struct ttri_adjoint **adjoint,
                            struct ttr_error *error);
void ttri_adjoint_free(struct ttri_adjoint *adjoint);

/* The equations forward; its first outputs are those asked for. What it draws
 * and computes are the first rows of the tape. */
const struct ttri_plan *
ttri_adjoint_forward(const struct ttri_adjoint *adjoint);
/* That of the sweep backwards, for tests. */
const struct ttri_plan *
ttri_adjoint_backward(const struct ttri_adjoint *adjoint);

/* What moves: a parameter, or the forward plan's draw. Its slopes are rows of
 * TTRI_LANES: one, or one per period, the last period's first. What moves
 * nothing is not among them. */
struct ttri_moving {
    bool is_draw;
    uint32_t index;
    uint32_t row, rows;
};
uint32_t ttri_adjoint_unknowns(const struct ttri_adjoint *adjoint);
const struct ttri_moving *
ttri_adjoint_unknown(const struct ttri_adjoint *adjoint, uint32_t index);

/* Rows of TTRI_LANES, 64-byte aligned by the caller: a tape, and slopes; and
 * doubles of the workspace that both sweeps need. */
uint32_t ttri_adjoint_tape(const struct ttri_adjoint *adjoint);
uint32_t ttri_adjoint_slopes(const struct ttri_adjoint *adjoint);
size_t ttri_adjoint_workspace(const struct ttri_adjoint *adjoint);
/* The tape begins with the draws' rows; then the outputs, as of a block plan;
 * then, where it says here, the outputs' weights: a row for each and period,
 * the first period's first. */
double *ttri_adjoint_results(const struct ttri_adjoint *adjoint, double *tape);
double *ttri_adjoint_weights(const struct ttri_adjoint *adjoint, double *tape);

/* From draws to results; then from weights to slopes: by lane, the sum over
 * outputs and periods of weight times derivative. Nothing can fail. */
void ttri_adjoint_sweep(const struct ttri_adjoint *adjoint,
                        const struct ttri_level *level, double *tape,
                        double *work);
void ttri_adjoint_reverse(const struct ttri_adjoint *adjoint,
                          const struct ttri_level *level, const double *tape,
                          double *work, double *slopes);

#endif
