/* equations.h: some of a program's values as functions of what is drawn: as
 * many points at a time as a block has lanes. */
#ifndef TTRI_EQUATIONS_H
#define TTRI_EQUATIONS_H

#include "combiner/compiled.h"
#include "lanes/lanes.h"

/* Values at a time, at most. */
#define TTRI_MOST_EQUATIONS 2

struct ttri_equations {
    struct ttri_graph *graph;
    struct ttri_plan *plan; /* draws are its own */
    double *rooms, *rows, *work, *results;
};

/* To be closed after a failure too. All draws are at 0. */
ttr_status ttri_equations_open(const ttr_program *program, uint32_t count,
                               const ttri_value *values,
                               struct ttri_equations *equations,
                               struct ttr_error *error);
void ttri_equations_close(const struct ttri_memory *memory,
                          struct ttri_equations *equations);

/* Puts a draw to a number in a lane, in all of its periods. */
void ttri_equations_put(const struct ttri_equations *equations, uint32_t draw,
                        uint32_t lane, double number);
void ttri_equations_run(const struct ttri_equations *equations);
/* A value's lanes in a period. */
const double *ttri_equations_read(const struct ttri_equations *equations,
                                  uint32_t value, uint32_t t);

#endif
