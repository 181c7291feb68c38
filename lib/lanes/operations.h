/* operations.h: the operations of a program over one block of paths. */
#ifndef TTRI_OPERATIONS_H
#define TTRI_OPERATIONS_H

#include <stdint.h>

/* An operand is a row of TTRI_LANES numbers, or one number that all lanes
 * share, at base[base] + offset. */
struct ttri_lane_operand {
    uint32_t base, offset;
};

/* Linear sums with up to so many terms have kernels of their own, the last for
 * any number. */
#define TTRI_LINEAR_FORMS 5

/* Forms of operations: which operands are rows (here r) and which are numbers
 * (n). Operand 0 is the row of the result, which may be that of an operand. A
 * sum or product is taken from left to right. */
enum ttri_form {
    TTRI_FORM_COPY,     /* r */
    TTRI_FORM_FILL,     /* n */
    TTRI_FORM_ADD,      /* r + r */
    TTRI_FORM_SHIFT,    /* n + r */
    TTRI_FORM_SUM,      /* r + r + ... */
    TTRI_FORM_SUB,      /* r - r */
    TTRI_FORM_SUB_FROM, /* n - r */
    TTRI_FORM_MUL,      /* r r */
    TTRI_FORM_SCALE,    /* n r */
    TTRI_FORM_PRODUCT,  /* r r ... */
    TTRI_FORM_MULTIPLE, /* n r r ... */
    TTRI_FORM_SCALED,   /* (r r ...) n, but n is the first operand */
    /* The same three added to a row, which is the first operand. */
    TTRI_FORM_PLUS_PRODUCT,
    TTRI_FORM_PLUS_MULTIPLE,
    TTRI_FORM_PLUS_SCALED,
    TTRI_FORM_DOT,       /* r r + r r + ..., in pairs */
    TTRI_FORM_DOT_ROW,   /* r + r r + ... */
    TTRI_FORM_DOT_SHIFT, /* n + r r + ... */
    /* n r + n r + ..., in pairs; the same after a first n; 2^ both; and 2^ the
     * same before an n, which comes first among the operands */
    TTRI_FORM_LINEAR,
    TTRI_FORM_AFFINE = TTRI_FORM_LINEAR + TTRI_LINEAR_FORMS,
    TTRI_FORM_TWO_LINEAR = TTRI_FORM_AFFINE + TTRI_LINEAR_FORMS,
    TTRI_FORM_TWO_AFFINE = TTRI_FORM_TWO_LINEAR + TTRI_LINEAR_FORMS,
    TTRI_FORM_TWO_BEFORE = TTRI_FORM_TWO_AFFINE + TTRI_LINEAR_FORMS,
    /* r r, r n and n r */
    TTRI_FORM_DIV = TTRI_FORM_TWO_BEFORE + TTRI_LINEAR_FORMS,
    TTRI_FORM_MIN = TTRI_FORM_DIV + 3,
    TTRI_FORM_MAX = TTRI_FORM_MIN + 3,
    TTRI_FORM_ODDS = TTRI_FORM_MAX + 3,
    TTRI_FORM_STEP = TTRI_FORM_ODDS + 3,
    /* r r r, r r n, r n r and r n n */
    TTRI_FORM_SELECT = TTRI_FORM_STEP + 3,
    TTRI_FORM_EXP = TTRI_FORM_SELECT + 4,
    TTRI_FORM_LOG,
    TTRI_FORM_EXP_TWO,
    TTRI_FORMS
};

/* `count` is that of operands beside the result. */
typedef void ttri_lane_kernel(double *const *base,
                              const struct ttri_lane_operand *operand,
                              uint32_t count);

struct ttri_operation_kernels {
    ttri_lane_kernel *form[TTRI_FORMS];
};

#endif
