#include "engine/condition.h"

#include <math.h>
#include <string.h>

#include "lanes/lanes.h"
#include "math/eigen.h"

/* What operands count from. */
enum {
    BASE_ROWS,
    BASE_NUMBERS,
    BASE_TARGET, /* a row that is changed */
    BASE_PARTS,  /* along the directions */
    BASES
};

struct unknown {
    uint32_t row;
    double mean;
};

/* x becomes mean + (I - V diag(s) V') x, V orthonormal. */
struct ttri_condition {
    struct ttri_memory memory;
    uint32_t unknowns, rank;
    struct unknown *unknown;
    double *direction; /* unknowns x rank: V */
    double *shrink;    /* s */
    double *gather;    /* rank x unknowns: diag(s) V' */
    double *scatter;   /* unknowns x (2 + rank): mean, 1 and -V */
    struct ttri_lane_operand *gathering, *scattering;
};

/* ---- posteriors ---- */

static size_t count_text(const struct ttri_posterior *posterior)
{
    size_t bytes = 0;

    for (uint32_t i = 0; i < posterior->unknowns; i++)
        bytes += strlen(posterior->draw[i]) + 1;
    return bytes;
}

static void *append(char **next, const void *from, size_t bytes)
{
    void *to = *next;

    if (bytes > 0)
        memcpy(to, from, bytes);
    *next += bytes;
    return to;
}

struct ttri_posterior *
ttri_posterior_copy(const struct ttri_memory *memory,
                    const struct ttri_posterior *posterior)
{
    size_t unknowns = posterior->unknowns, rank = posterior->rank;
    size_t numbers = unknowns + unknowns * rank + rank;
    size_t bytes = sizeof *posterior + numbers * sizeof(double) +
                   unknowns * (sizeof(char *) + sizeof(uint32_t)) +
                   count_text(posterior);
    struct ttri_posterior *copy = ttri_clear(memory, 1, bytes);
    char *next = (char *)(copy + 1);
    const char **draw;

    if (copy == NULL)
        return NULL;
    *copy = *posterior;
    copy->mean = append(&next, posterior->mean, unknowns * sizeof(double));
    copy->direction =
        append(&next, posterior->direction, unknowns * rank * sizeof(double));
    copy->information =
        append(&next, posterior->information, rank * sizeof(double));
    draw = append(&next, posterior->draw, unknowns * sizeof *draw);
    copy->period =
        append(&next, posterior->period, unknowns * sizeof(uint32_t));
    for (uint32_t i = 0; i < unknowns; i++)
        draw[i] = append(&next, draw[i], strlen(draw[i]) + 1);
    copy->draw = draw;
    return copy;
}

static uint64_t mix_numbers(uint64_t digest, const double *number, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t bits;

        memcpy(&bits, &number[i], sizeof bits);
        digest = ttri_mix(digest, bits);
    }
    return ttri_mix(digest, count);
}

uint64_t ttri_posterior_digest(const struct ttri_posterior *posterior,
                               uint64_t digest)
{
    size_t unknowns = posterior->unknowns;

    for (size_t i = 0; i < unknowns; i++) {
        digest = ttri_mix_text(digest, posterior->draw[i]);
        digest = ttri_mix(digest, posterior->period[i]);
    }
    digest = mix_numbers(digest, posterior->mean, unknowns);
    digest =
        mix_numbers(digest, posterior->direction, unknowns * posterior->rank);
    return mix_numbers(digest, posterior->information, posterior->rank);
}

/* ---- the unknowns of a plan ---- */

static bool map_draws(const struct ttri_memory *memory,
                      const struct ttri_plan *plan, struct ttri_map *map)
{
    for (uint32_t i = 0; i < ttri_plan_draws(plan); i++)
        if (!ttri_map_put(memory, map, ttri_plan_draw(plan, i)->draw->name, i))
            return false;
    return true;
}

/* Keeps the unknowns that are drawn, with their rows of U. */
static void choose(struct ttri_condition *condition,
                   const struct ttri_posterior *posterior,
                   const struct ttri_plan *plan, const struct ttri_map *map)
{
    uint32_t rank = posterior->rank;

    for (uint32_t i = 0; i < posterior->unknowns; i++) {
        uint32_t index = ttri_map_find(map, posterior->draw[i]);
        uint32_t period = posterior->period[i];
        const struct ttri_plan_draw *draw;

        if (index == TTRI_NONE)
            continue;
        draw = ttri_plan_draw(plan, index);
        if (draw->draw->kind != TTRI_DRAW_NORMAL || period >= draw->rows ||
            (draw->draw->by_period && period < draw->draw->first))
            continue;
        condition->unknown[condition->unknowns] =
            (struct unknown){draw->row + period, posterior->mean[i]};
        memcpy(condition->direction + (size_t)condition->unknowns * rank,
               posterior->direction + (size_t)i * rank, rank * sizeof(double));
        condition->unknowns++;
    }
}

/* ---- the root of their covariance ---- */

/* Of unknowns that are left over, U diag(l / (1 + l)) U' has other directions:
 * with W = U diag(l / (1 + l))^1/2 and W' W = Q diag(m) Q', they are W Q
 * diag(m)^-1/2, and the root of I - W W' shrinks them by 1 - sqrt(1 - m).
 * `square`, rank x rank, becomes Q' by rows. */
static bool find_directions(struct ttri_condition *condition,
                            const double *information, double *square,
                            double *value, double *work)
{
    uint32_t rank = condition->rank, kept = 0;
    double *direction = condition->direction;

    for (uint32_t i = 0; i < condition->unknowns; i++)
        for (uint32_t j = 0; j < rank; j++)
            direction[(size_t)i * rank + j] *=
                sqrt(information[j] / (1.0 + information[j]));
    for (uint32_t i = 0; i < condition->unknowns; i++)
        for (uint32_t j = 0; j < rank; j++)
            for (uint32_t k = 0; k <= j; k++)
                square[(size_t)j * rank + k] +=
                    direction[(size_t)i * rank + j] *
                    direction[(size_t)i * rank + k];
    if (!ttri_symmetric_eigen(rank, square, value, work))
        return false;
    for (uint32_t j = 0; j < rank; j++)
        if (value[j] > 0x1p-44) {
            memmove(square + (size_t)kept * rank, square + (size_t)j * rank,
                    rank * sizeof *square);
            /* rounding may make it 1 and more: nothing is left unknown */
            value[kept++] = fmin(value[j], 1.0);
        }
    for (uint32_t i = 0; i < condition->unknowns; i++) {
        memcpy(work, direction + (size_t)i * rank, rank * sizeof *work);
        for (uint32_t j = 0; j < kept; j++) {
            double sum = 0.0;

            for (uint32_t k = 0; k < rank; k++)
                sum += work[k] * square[(size_t)j * rank + k];
            direction[(size_t)i * kept + j] = sum / sqrt(value[j]);
        }
    }
    for (uint32_t j = 0; j < kept; j++)
        condition->shrink[j] = 1.0 - sqrt(1.0 - value[j]);
    condition->rank = kept;
    return true;
}

/* ---- tables for the kernels ---- */

static bool make_tables(struct ttri_condition *condition)
{
    const struct ttri_memory *memory = &condition->memory;
    uint32_t unknowns = condition->unknowns, rank = condition->rank;
    size_t width = (size_t)rank + 2;

    condition->gather =
        ttri_clear(memory, (size_t)rank * unknowns, sizeof(double));
    condition->scatter = ttri_clear(memory, unknowns * width, sizeof(double));
    condition->gathering = ttri_clear(memory, 1 + 2 * (size_t)unknowns,
                                      sizeof *condition->gathering);
    condition->scattering =
        ttri_clear(memory, 2 * width, sizeof *condition->scattering);
    return condition->gather != NULL && condition->scatter != NULL &&
           condition->gathering != NULL && condition->scattering != NULL;
}

static void fill_tables(struct ttri_condition *condition)
{
    uint32_t unknowns = condition->unknowns, rank = condition->rank;
    struct ttri_lane_operand *operand = condition->gathering;

    *operand++ = (struct ttri_lane_operand){BASE_TARGET, 0};
    for (uint32_t i = 0; i < unknowns; i++) {
        double *scatter = condition->scatter + (size_t)i * (rank + 2);

        *operand++ = (struct ttri_lane_operand){BASE_NUMBERS, i};
        *operand++ = (struct ttri_lane_operand){
            BASE_ROWS, condition->unknown[i].row * TTRI_LANES};
        scatter[0] = condition->unknown[i].mean;
        scatter[1] = 1.0;
        for (uint32_t j = 0; j < rank; j++) {
            double v = condition->direction[(size_t)i * rank + j];

            condition->gather[(size_t)j * unknowns + i] =
                condition->shrink[j] * v;
            scatter[2 + j] = -v;
        }
    }
    operand = condition->scattering;
    *operand++ = (struct ttri_lane_operand){BASE_TARGET, 0};
    *operand++ = (struct ttri_lane_operand){BASE_NUMBERS, 0};
    *operand++ = (struct ttri_lane_operand){BASE_NUMBERS, 1};
    *operand++ = (struct ttri_lane_operand){BASE_TARGET, 0};
    for (uint32_t j = 0; j < rank; j++) {
        *operand++ = (struct ttri_lane_operand){BASE_NUMBERS, 2 + j};
        *operand++ = (struct ttri_lane_operand){BASE_PARTS, j * TTRI_LANES};
    }
}

static bool build(struct ttri_condition *condition,
                  const struct ttri_posterior *posterior,
                  const struct ttri_plan *plan, bool *converged)
{
    const struct ttri_memory *memory = &condition->memory;
    size_t unknowns = posterior->unknowns, rank = posterior->rank;
    double *square = ttri_clear(memory, rank * rank, sizeof *square);
    double *value = ttri_clear(memory, 2 * rank, sizeof *value);
    struct ttri_map map = {0};
    bool done;

    condition->rank = posterior->rank;
    condition->unknown =
        ttri_clear(memory, unknowns, sizeof *condition->unknown);
    condition->direction = ttri_clear(memory, unknowns * rank, sizeof(double));
    condition->shrink = ttri_clear(memory, rank, sizeof(double));
    done = square != NULL && value != NULL && condition->unknown != NULL &&
           condition->direction != NULL && condition->shrink != NULL &&
           map_draws(memory, plan, &map);
    if (done) {
        choose(condition, posterior, plan, &map);
        *converged = find_directions(condition, posterior->information, square,
                                     value, value + rank);
        done = make_tables(condition);
    }
    if (done)
        fill_tables(condition);
    ttri_map_clear(memory, &map);
    ttri_release(memory, square);
    ttri_release(memory, value);
    return done;
}

ttr_status ttri_condition_new(const struct ttri_memory *memory,
                              const struct ttri_posterior *posterior,
                              const struct ttri_plan *plan,
                              struct ttri_condition **condition,
                              struct ttr_error *error)
{
    struct ttri_condition *made = ttri_clear(memory, 1, sizeof *made);
    bool converged = true;
    ttr_status status = TTR_OK;

    if (made == NULL)
        return ttri_no_memory(error, "condition");
    made->memory = *memory;
    if (!build(made, posterior, plan, &converged))
        status = ttri_no_memory(error, "condition");
    else if (!converged)
        status = ttri_fail(error, TTR_E_NUMERIC, "condition",
                           "must have finite directions", "");
    if (status != TTR_OK)
        ttri_condition_free(made);
    else
        *condition = made;
    return status;
}

void ttri_condition_free(struct ttri_condition *condition)
{
    struct ttri_memory memory;

    if (condition == NULL)
        return;
    memory = condition->memory;
    ttri_release(&memory, condition->unknown);
    ttri_release(&memory, condition->direction);
    ttri_release(&memory, condition->shrink);
    ttri_release(&memory, condition->gather);
    ttri_release(&memory, condition->scatter);
    ttri_release(&memory, condition->gathering);
    ttri_release(&memory, condition->scattering);
    ttri_release(&memory, condition);
}

/* ---- a block ---- */

size_t ttri_condition_workspace(const struct ttri_condition *condition)
{
    /* Parts along the directions, and what is kept. */
    return ((size_t)condition->rank + condition->unknowns) * TTRI_LANES;
}

static ttri_lane_kernel *linear(const struct ttri_operation_kernels *kernels,
                                uint32_t form, uint32_t terms)
{
    return kernels->form
        [form +
         (terms < TTRI_LINEAR_FORMS ? terms : (uint32_t)TTRI_LINEAR_FORMS) - 1];
}

void ttri_condition_apply(const struct ttri_condition *condition,
                          const struct ttri_operation_kernels *kernels,
                          double *rows, double *work)
{
    uint32_t unknowns = condition->unknowns, rank = condition->rank;
    double *base[BASES] = {
        [BASE_ROWS] = rows, [BASE_TARGET] = work, [BASE_PARTS] = work};

    base[BASE_NUMBERS] = condition->gather;
    for (uint32_t j = 0; j < rank; j++) {
        linear(kernels, TTRI_FORM_LINEAR, unknowns)(base, condition->gathering,
                                                    2 * unknowns);
        base[BASE_TARGET] += TTRI_LANES;
        base[BASE_NUMBERS] += unknowns;
    }
    base[BASE_NUMBERS] = condition->scatter;
    for (uint32_t i = 0; i < unknowns; i++) {
        base[BASE_TARGET] =
            rows + (size_t)condition->unknown[i].row * TTRI_LANES;
        linear(kernels, TTRI_FORM_AFFINE, rank + 1)(base, condition->scattering,
                                                    2 * rank + 3);
        base[BASE_NUMBERS] += rank + 2;
    }
}

void ttri_condition_keep(const struct ttri_condition *condition,
                         const double *rows, double *work)
{
    double *kept = work + (size_t)condition->rank * TTRI_LANES;

    for (uint32_t i = 0; i < condition->unknowns; i++)
        memcpy(kept + (size_t)i * TTRI_LANES,
               rows + (size_t)condition->unknown[i].row * TTRI_LANES,
               TTRI_LANES * sizeof *rows);
}

void ttri_condition_recall(const struct ttri_condition *condition, double *rows,
                           const double *work)
{
    const double *kept = work + (size_t)condition->rank * TTRI_LANES;

    for (uint32_t i = 0; i < condition->unknowns; i++)
        memcpy(rows + (size_t)condition->unknown[i].row * TTRI_LANES,
               kept + (size_t)i * TTRI_LANES, TTRI_LANES * sizeof *rows);
}

/* ---- directions ---- */

void ttri_condition_centre(const struct ttri_condition *condition, double *rows)
{
    for (uint32_t i = 0; i < condition->unknowns; i++) {
        const struct unknown *unknown = &condition->unknown[i];
        double *row = rows + (size_t)unknown->row * TTRI_LANES;

        for (uint32_t k = 0; k < TTRI_LANES; k++)
            row[k] = unknown->mean;
    }
}

void ttri_condition_turn(const struct ttri_condition *condition, double *slope,
                         double *work)
{
    uint32_t unknowns = condition->unknowns, rank = condition->rank;

    for (uint32_t i = 0; i < unknowns; i++)
        work[i] = slope[condition->unknown[i].row];
    for (uint32_t j = 0; j < rank; j++) {
        double part = 0.0;

        for (uint32_t i = 0; i < unknowns; i++)
            part += condition->gather[(size_t)j * unknowns + i] * work[i];
        for (uint32_t i = 0; i < unknowns; i++)
            slope[condition->unknown[i].row] -=
                condition->direction[(size_t)i * rank + j] * part;
    }
}
