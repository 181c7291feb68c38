/* numpy.h: what the files that write a graph as NumPy source share. */
#ifndef TTRI_NUMPY_H
#define TTRI_NUMPY_H

#include "program/graph.h"

/* How a node appears in the source. */
enum ttri_numpy_form {
    TTRI_NUMPY_INLINE,   /* within the one expression that reads it */
    TTRI_NUMPY_NUMBER,   /* a literal */
    TTRI_NUMPY_GIVEN,    /* a series above the function */
    TTRI_NUMPY_VARIABLE, /* of the function; of a loop: all its periods */
    TTRI_NUMPY_STEP      /* of a loop: the present period alone */
};

/* What is known of a node's sign. */
enum ttri_numpy_sign {
    TTRI_ANY_SIGN,
    TTRI_NOT_NEGATIVE,
    TTRI_POSITIVE
};

/* Bits of `helpers`: which of the module's own functions are called. */
enum ttri_numpy_helper {
    TTRI_HELPER_RATIO = 1,
    TTRI_HELPER_ODDS = 2,
    TTRI_HELPER_LAG = 4,
    TTRI_HELPER_CONVOLVE = 8,
    TTRI_HELPER_QUANTILE = 16,
    TTRI_HELPER_NORMAL = 32,
    TTRI_HELPER_TABLE = 64,
    TTRI_HELPER_CONVOLVED = 128,
    TTRI_HELPER_WIDTH = 256
};

struct ttri_numpy_node {
    uint8_t form, rate, sign;
    uint32_t loop; /* 1 + position at which its loop begins, or 0 */
    uint32_t uses, size;
    uint32_t last; /* position of the last statement that reads it */
    char *name;    /* identifier, if it has one */
};

struct ttri_numpy {
    const struct ttri_graph *graph;
    struct ttri_memory memory;
    struct ttri_order order;
    struct ttri_numpy_node *node;
    struct ttri_map taken; /* identifiers */
    struct ttri_writer *writer;
    struct ttri_writer line; /* the statement that is being written */
    uint32_t helpers;
    bool failed;
};

/* ---- numpy_expression.c ---- */

/* Can it be nothing but above 0, or not below it? Its operands are known. */
enum ttri_numpy_sign ttri_numpy_sign_of(const struct ttri_numpy *numpy,
                                        uint32_t node);
/* Which helper the node's operation calls, if any. */
uint32_t ttri_numpy_helper_of(const struct ttri_numpy *numpy, uint32_t node);
/* Writes what a reader in `loop` (0: in none) reads of a node. */
void ttri_numpy_read(struct ttri_numpy *numpy, uint32_t node, uint32_t loop,
                     int binding);
/* Writes a node's own formula. */
void ttri_numpy_formula(struct ttri_numpy *numpy, uint32_t node, uint32_t loop,
                        int binding);

/* ---- numpy_text.c ---- */

/* Numbers as Python's floats. */
void ttri_numpy_number(struct ttri_writer *writer, double number);
/* A new identifier like `name`; NULL if memory fails. Owned by the caller. */
char *ttri_numpy_identifier(struct ttri_numpy *numpy, const char *name);
/* Writes `text`, indented, broken where it is too long; then `comment`, unless
 * it is NULL. `text` is "target = expression" or lies in brackets. */
void ttri_numpy_statement(struct ttri_writer *writer, uint32_t indent,
                          const char *text, const char *comment);
/* The functions that `helpers` names, and those that they call. */
void ttri_numpy_helpers(struct ttri_writer *writer, uint32_t helpers);

#endif
