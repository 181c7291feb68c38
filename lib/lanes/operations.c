/* A kernel reads all its operands at the same lanes before it writes there: its
 * result may overwrite any of them. */
#include "lanes/operations.h"

#include <stdbool.h>

#include "lanes/elementary.h"
#include "lanes/lanes.h"

/* Vectors that advance together, so that their latencies overlap; a whole row
 * where there are as many registers. */
#define TOGETHER 8
#define MANY     (TTRI_WIDTH == 8 ? 16 : 8)

#define EACH(count)                                                            \
    TTRI_UNROLL                                                                \
    for (unsigned k = 0; k < (count); k++)
#define CHUNKS(count)                                                          \
    for (unsigned i = 0; i < TTRI_LANES; i += (count)*TTRI_WIDTH)

#define ROW(x)    (base[(x).base] + (x).offset)
#define NUMBER(x) TTRI_SPLAT(*ROW(x))

#define KERNEL(name)                                                           \
    static void name(double *const *base, const struct ttri_lane_operand *x,   \
                     uint32_t count)

/* Vector k of a row's present chunk. */
#define VECTOR(row, k) ttri_load((row) + i + (k)*TTRI_WIDTH)

#define WRITE(count, value)                                                    \
    do {                                                                       \
        ttri_vector result[count];                                             \
                                                                               \
        EACH(count) result[k] = (value);                                       \
        EACH(count) ttri_store(to + i + k * TTRI_WIDTH, result[k]);            \
    } while (0)

/* One operand: p is its vector. */
#define UNARY(name, value)                                                     \
    KERNEL(name)                                                               \
    {                                                                          \
        double *to = ROW(x[0]);                                                \
        const double *a = ROW(x[1]);                                           \
                                                                               \
        (void)count;                                                           \
        CHUNKS(TOGETHER)                                                       \
        {                                                                      \
            ttri_vector p_[TOGETHER];                                          \
                                                                               \
            EACH(TOGETHER) p_[k] = VECTOR(a, k);                               \
            EACH(TOGETHER)                                                     \
            {                                                                  \
                const ttri_vector p = p_[k];                                   \
                                                                               \
                p_[k] = (value);                                               \
            }                                                                  \
            EACH(TOGETHER) ttri_store(to + i + k * TTRI_WIDTH, p_[k]);         \
        }                                                                      \
    }

/* Two operands, p and q, which `first` and `second` load. */
#define BINARY_FORM(name, first, second, value)                                \
    KERNEL(name)                                                               \
    {                                                                          \
        double *to = ROW(x[0]);                                                \
        const double *a = ROW(x[1]), *b = ROW(x[2]);                           \
        const ttri_vector a_number = TTRI_SPLAT(*a);                           \
        const ttri_vector b_number = TTRI_SPLAT(*b);                           \
                                                                               \
        (void)count;                                                           \
        (void)a_number;                                                        \
        (void)b_number;                                                        \
        CHUNKS(TOGETHER)                                                       \
        {                                                                      \
            ttri_vector result[TOGETHER];                                      \
                                                                               \
            EACH(TOGETHER)                                                     \
            {                                                                  \
                const ttri_vector p = first, q = second;                       \
                                                                               \
                result[k] = (value);                                           \
            }                                                                  \
            EACH(TOGETHER) ttri_store(to + i + k * TTRI_WIDTH, result[k]);     \
        }                                                                      \
    }
#define ROW_ROW(name, value)                                                   \
    BINARY_FORM(name, VECTOR(a, k), VECTOR(b, k), value)
#define ROW_NUMBER(name, value) BINARY_FORM(name, VECTOR(a, k), b_number, value)
#define NUMBER_ROW(name, value) BINARY_FORM(name, a_number, VECTOR(b, k), value)
#define BINARY(name, value)                                                    \
    ROW_ROW(name##_row_row, value)                                             \
    ROW_NUMBER(name##_row_number, value)                                       \
    NUMBER_ROW(name##_number_row, value)

TTRI_INLINE ttri_vector quotient(ttri_vector a, ttri_vector b)
{
    ttri_words none = TTRI_EQUAL(b, TTRI_SPLAT(0.0));

    return TTRI_VECTOR(TTRI_WORDS(a / b) & ~none);
}

TTRI_INLINE ttri_vector odds(ttri_vector share, ttri_vector factor)
{
    ttri_vector rest = 1.0 + share * (factor - 1.0);
    ttri_words none = TTRI_EQUAL(rest, TTRI_SPLAT(0.0));

    return TTRI_PICK(none, TTRI_SPLAT(1.0), share * factor / rest);
}

/* 1, or 1/2 where they are equal, or 0. */
TTRI_INLINE ttri_vector step(ttri_vector a, ttri_vector b)
{
    const ttri_words half = TTRI_WORDS(TTRI_SPLAT(0.5));

    return TTRI_VECTOR(TTRI_LESS(b, a) & half) +
           TTRI_VECTOR(~TTRI_LESS(a, b) & half);
}

UNARY(copy, p)
UNARY(exponential, ttri_lanes_exponential(p))
UNARY(logarithm_any, ttri_lanes_logarithm(p))
UNARY(logarithm_ordinary, ttri_lanes_logarithm_scaled(p, TTRI_SPLAT(0.0)))
UNARY(exponential_two, ttri_lanes_exponential_two(p))
ROW_ROW(add, p + q)
NUMBER_ROW(shift, p + q)
ROW_ROW(subtract, p - q)
NUMBER_ROW(subtract_from, p - q)
ROW_ROW(multiply, p *q)
NUMBER_ROW(scale, p *q)
BINARY(divide, quotient(p, q))
BINARY(lesser, ttri_lanes_lesser(p, q))
BINARY(greater, ttri_lanes_greater(p, q))
BINARY(odds, odds(p, q))
BINARY(step, step(p, q))

/* Is every number of a row positive, finite and not subnormal? */
static bool is_ordinary(const double *row)
{
    const uint64_t least = 0x0010000000000000u, most = 0x7fefffffffffffffu;
    ttri_words outside = TTRI_SPLAT_WORDS(0);
    uint64_t lane[TTRI_WIDTH], any = 0;

    for (unsigned i = 0; i < TTRI_LANES; i += TTRI_WIDTH) {
        ttri_words bits = TTRI_WORDS(ttri_load(row + i));

        /* The top bit of one of them is set. */
        outside = outside | (bits - least) | (most - bits);
    }
    memcpy(lane, &outside, sizeof outside);
    for (unsigned i = 0; i < TTRI_WIDTH; i++)
        any |= lane[i];
    return any >> 63 == 0;
}

KERNEL(logarithm)
{
    if (is_ordinary(ROW(x[1])))
        logarithm_ordinary(base, x, count);
    else
        logarithm_any(base, x, count);
}

KERNEL(fill)
{
    double *to = ROW(x[0]);
    const ttri_vector number = NUMBER(x[1]);

    (void)count;
    CHUNKS(MANY)
    EACH(MANY) ttri_store(to + i + k * TTRI_WIDTH, number);
}

/* b where a is positive, else c. */
#define SELECT(name, second, third)                                            \
    KERNEL(name)                                                               \
    {                                                                          \
        double *to = ROW(x[0]);                                                \
        const double *a = ROW(x[1]), *b = ROW(x[2]), *c = ROW(x[3]);           \
        const ttri_vector b_number = TTRI_SPLAT(*b);                           \
        const ttri_vector c_number = TTRI_SPLAT(*c);                           \
                                                                               \
        (void)count;                                                           \
        (void)b_number;                                                        \
        (void)c_number;                                                        \
        CHUNKS(TOGETHER)                                                       \
        WRITE(TOGETHER, TTRI_PICK(TTRI_LESS(TTRI_SPLAT(0.0), VECTOR(a, k)),    \
                                  second, third));                             \
    }
SELECT(select_row_row, VECTOR(b, k), VECTOR(c, k))
SELECT(select_row_number, VECTOR(b, k), c_number)
SELECT(select_number_row, b_number, VECTOR(c, k))
SELECT(select_number_number, b_number, c_number)

KERNEL(sum)
{
    double *to = ROW(x[0]);

    CHUNKS(MANY)
    {
        const double *row = ROW(x[1]);
        ttri_vector sum[MANY];

        EACH(MANY) sum[k] = VECTOR(row, k);
        for (uint32_t j = 2; j <= count; j++) {
            row = ROW(x[j]);
            EACH(MANY) sum[k] += VECTOR(row, k);
        }
        EACH(MANY) ttri_store(to + i + k * TTRI_WIDTH, sum[k]);
    }
}

/* Where the number of a product or of a linear sum that has one stands. */
enum {
    FIRST = 1,
    LAST
};

TTRI_INLINE void multiply_all(double *const *base,
                              const struct ttri_lane_operand *x, uint32_t count,
                              const bool plus, const int place)
{
    const struct ttri_lane_operand *first = x + 1 + plus, *end = x + 1 + count;
    double *to = ROW(x[0]);

    CHUNKS(MANY)
    {
        const struct ttri_lane_operand *next = first + (place != 0);
        const double *row = ROW(*next);
        ttri_vector product[MANY];

        EACH(MANY) product[k] = VECTOR(row, k);
        if (place == FIRST)
            EACH(MANY) product[k] *= NUMBER(*first);
        while (++next < end) {
            row = ROW(*next);
            EACH(MANY) product[k] *= VECTOR(row, k);
        }
        if (place == LAST)
            EACH(MANY) product[k] *= NUMBER(*first);
        row = ROW(x[1]);
        if (plus)
            EACH(MANY) product[k] = VECTOR(row, k) + product[k];
        EACH(MANY) ttri_store(to + i + k * TTRI_WIDTH, product[k]);
    }
}

#define PRODUCT(name, plus, place)                                             \
    KERNEL(name)                                                               \
    {                                                                          \
        multiply_all(base, x, count, plus, place);                             \
    }
PRODUCT(product, false, 0)
PRODUCT(multiple, false, FIRST)
PRODUCT(scaled, false, LAST)
PRODUCT(plus_product, true, 0)
PRODUCT(plus_multiple, true, FIRST)
PRODUCT(plus_scaled, true, LAST)

/* What a sum begins with. */
enum start {
    NOTHING,
    WITH_ROW,
    WITH_NUMBER
};

/* Sum of products of rows: pairs from `j` on. */
TTRI_INLINE void dot_rows(double *const *base,
                          const struct ttri_lane_operand *x, uint32_t count,
                          const enum start start)
{
    double *to = ROW(x[0]);

    CHUNKS(MANY)
    {
        uint32_t j = start == NOTHING ? 3 : 2;
        const double *a = ROW(x[1]), *b;
        ttri_vector sum[MANY];

        if (start == WITH_NUMBER) {
            EACH(MANY) sum[k] = TTRI_SPLAT(*a);
        } else if (start == WITH_ROW) {
            EACH(MANY) sum[k] = VECTOR(a, k);
        } else {
            b = ROW(x[2]);
            EACH(MANY) sum[k] = VECTOR(a, k) * VECTOR(b, k);
        }
        for (; j <= count; j += 2) {
            a = ROW(x[j]);
            b = ROW(x[j + 1]);
            EACH(MANY) sum[k] += VECTOR(a, k) * VECTOR(b, k);
        }
        EACH(MANY) ttri_store(to + i + k * TTRI_WIDTH, sum[k]);
    }
}

KERNEL(dot)
{
    dot_rows(base, x, count, NOTHING);
}

KERNEL(dot_row)
{
    dot_rows(base, x, count, WITH_ROW);
}

KERNEL(dot_shift)
{
    dot_rows(base, x, count, WITH_NUMBER);
}

/* What is done to the sum in the end. */
#define PLAIN(sum)            (sum)
#define POWER_TWO(sum)        ttri_lanes_exponential_two(sum)
#define POWER_TWO_BEFORE(sum) ttri_lanes_exponential_two((sum) + number)

/* Few terms: pointers and factors are read before the loop. */
#define LINEAR_FEW(name, terms, place, finish)                                 \
    KERNEL(name)                                                               \
    {                                                                          \
        double *to = ROW(x[0]);                                                \
        const ttri_vector number = NUMBER(x[1]);                               \
        const double *row[terms];                                              \
        ttri_vector factor[terms];                                             \
                                                                               \
        (void)count;                                                           \
        TTRI_UNROLL                                                            \
        for (unsigned j = 0; j < (terms); j++) {                               \
            factor[j] = NUMBER(x[1 + ((place) != 0) + 2 * j]);                 \
            row[j] = ROW(x[2 + ((place) != 0) + 2 * j]);                       \
        }                                                                      \
        CHUNKS(MANY)                                                           \
        {                                                                      \
            ttri_vector sum[MANY];                                             \
                                                                               \
            EACH(MANY)                                                         \
            {                                                                  \
                sum[k] = factor[0] * VECTOR(row[0], k);                        \
                sum[k] = (place) == FIRST ? number + sum[k] : sum[k];          \
            }                                                                  \
            TTRI_UNROLL                                                        \
            for (unsigned j = 1; j < (terms); j++)                             \
                EACH(MANY) sum[k] += factor[j] * VECTOR(row[j], k);            \
            EACH(MANY) sum[k] = finish(sum[k]);                                \
            EACH(MANY) ttri_store(to + i + k * TTRI_WIDTH, sum[k]);            \
        }                                                                      \
    }
#define LINEAR_MANY(name, place, finish)                                       \
    KERNEL(name)                                                               \
    {                                                                          \
        double *to = ROW(x[0]);                                                \
                                                                               \
        CHUNKS(MANY)                                                           \
        {                                                                      \
            const struct ttri_lane_operand *term = x + 1 + ((place) != 0);     \
            const double *row = ROW(term[1]);                                  \
            ttri_vector factor = NUMBER(term[0]), number = NUMBER(x[1]);       \
            ttri_vector sum[MANY];                                             \
                                                                               \
            EACH(MANY)                                                         \
            {                                                                  \
                sum[k] = factor * VECTOR(row, k);                              \
                sum[k] = (place) == FIRST ? number + sum[k] : sum[k];          \
            }                                                                  \
            for (term += 2; term <= x + count; term += 2) {                    \
                factor = NUMBER(term[0]);                                      \
                row = ROW(term[1]);                                            \
                EACH(MANY) sum[k] += factor * VECTOR(row, k);                  \
            }                                                                  \
            EACH(MANY) sum[k] = finish(sum[k]);                                \
            EACH(MANY) ttri_store(to + i + k * TTRI_WIDTH, sum[k]);            \
        }                                                                      \
    }
#define LINEAR(name, place, finish)                                            \
    LINEAR_FEW(name##_1, 1, place, finish)                                     \
    LINEAR_FEW(name##_2, 2, place, finish)                                     \
    LINEAR_FEW(name##_3, 3, place, finish)                                     \
    LINEAR_FEW(name##_4, 4, place, finish)                                     \
    LINEAR_MANY(name##_many, place, finish)
LINEAR(linear, 0, PLAIN)
LINEAR(affine, FIRST, PLAIN)
LINEAR(two_linear, 0, POWER_TWO)
LINEAR(two_affine, FIRST, POWER_TWO)
LINEAR(two_before, LAST, POWER_TWO_BEFORE)

#define THREE(form, name)                                                      \
    [form] = name##_row_row, [form + 1] = name##_row_number,                   \
    [form + 2] = name##_number_row
#define FIVE(form, name)                                                       \
    [form] = name##_1, [form + 1] = name##_2, [form + 2] = name##_3,           \
    [form + 3] = name##_4, [form + 4] = name##_many

const struct ttri_operation_kernels TTRI_LEVEL_NAME(ttri_operation_kernels_) = {
    .form = {
        [TTRI_FORM_COPY] = copy,
        [TTRI_FORM_FILL] = fill,
        [TTRI_FORM_ADD] = add,
        [TTRI_FORM_SHIFT] = shift,
        [TTRI_FORM_SUM] = sum,
        [TTRI_FORM_SUB] = subtract,
        [TTRI_FORM_SUB_FROM] = subtract_from,
        [TTRI_FORM_MUL] = multiply,
        [TTRI_FORM_SCALE] = scale,
        [TTRI_FORM_PRODUCT] = product,
        [TTRI_FORM_MULTIPLE] = multiple,
        [TTRI_FORM_SCALED] = scaled,
        [TTRI_FORM_PLUS_PRODUCT] = plus_product,
        [TTRI_FORM_PLUS_MULTIPLE] = plus_multiple,
        [TTRI_FORM_PLUS_SCALED] = plus_scaled,
        [TTRI_FORM_DOT] = dot,
        [TTRI_FORM_DOT_ROW] = dot_row,
        [TTRI_FORM_DOT_SHIFT] = dot_shift,
        FIVE(TTRI_FORM_LINEAR, linear),
        FIVE(TTRI_FORM_AFFINE, affine),
        FIVE(TTRI_FORM_TWO_LINEAR, two_linear),
        FIVE(TTRI_FORM_TWO_AFFINE, two_affine),
        FIVE(TTRI_FORM_TWO_BEFORE, two_before),
        THREE(TTRI_FORM_DIV, divide),
        THREE(TTRI_FORM_MIN, lesser),
        THREE(TTRI_FORM_MAX, greater),
        THREE(TTRI_FORM_ODDS, odds),
        THREE(TTRI_FORM_STEP, step),
        [TTRI_FORM_SELECT] = select_row_row,
        [TTRI_FORM_SELECT + 1] = select_row_number,
        [TTRI_FORM_SELECT + 2] = select_number_row,
        [TTRI_FORM_SELECT + 3] = select_number_number,
        [TTRI_FORM_EXP] = exponential,
        [TTRI_FORM_LOG] = logarithm,
        [TTRI_FORM_EXP_TWO] = exponential_two,
    }};
