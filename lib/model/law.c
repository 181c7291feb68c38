#include "model/law.h"

#include <math.h>

#include "base/block.h"
#include "model/driver.h"
#include "model/law_mass.h"

void ttr_law_init(struct ttr_law *law, uint32_t struct_size)
{
    const struct ttr_law defaults = {.low = -INFINITY, .high = INFINITY};

    ttri_block_init(law, struct_size, &defaults, sizeof defaults);
}

const char *ttri_law_name(int32_t kind)
{
    static const char *const names[] = {
        NULL,   "normal", "lognormal", "uniform", "triangular", "pert",
        "beta", "gamma",  "student_t", "pareto",  "empirical",  "mixture",
    };

    return kind >= 0 && kind < (int32_t)TTRI_COUNT(names) ? names[kind] : NULL;
}

/* ---- parameters ---- */

struct rule {
    bool kept;
    const char *text;
    double value;
};

/* The first rule that is broken, or the last. */
static struct rule first_broken(const struct rule *rules, uint32_t count)
{
    uint32_t i = 0;

    while (i + 1 < count && rules[i].kept)
        i++;
    return rules[i];
}

#define FIRST_BROKEN(...)                                                      \
    first_broken((const struct rule[]){__VA_ARGS__},                           \
                 TTRI_COUNT(((const struct rule[]){__VA_ARGS__})))

static bool is_shape(double shape)
{
    return shape > 0 && shape <= TTRI_LAW_SHAPE;
}

static struct rule spread_rule(const struct ttr_law *law)
{
    return (struct rule){law->b > 0, "must have a standard deviation above 0",
                         law->b};
}

static struct rule lognormal_rule(const struct ttr_law *law)
{
    return FIRST_BROKEN({law->a > 0, "must have a median above 0", law->a},
                        spread_rule(law));
}

static struct rule triangle_rule(const struct ttr_law *law)
{
    return FIRST_BROKEN(
        {law->a < law->c, "must have a high end above its low end", law->c},
        {law->b >= law->a && law->b <= law->c,
         "must have its mode within its ends", law->b});
}

static struct rule pert_rule(const struct ttr_law *law)
{
    return FIRST_BROKEN(triangle_rule(law),
                        {is_shape(law->d),
                         "must have a weight of the mode within (0, 1e6]",
                         law->d});
}

static struct rule beta_rule(const struct ttr_law *law)
{
    return FIRST_BROKEN(
        {is_shape(law->a), "must have shapes within (0, 1e6]", law->a},
        {is_shape(law->b), "must have shapes within (0, 1e6]", law->b},
        {law->c < law->d, "must have a high end above its low end", law->d});
}

static struct rule gamma_rule(const struct ttr_law *law)
{
    return FIRST_BROKEN(
        {is_shape(law->a), "must have a shape within (0, 1e6]", law->a},
        {law->b > 0, "must have a scale above 0", law->b});
}

static struct rule student_rule(const struct ttr_law *law)
{
    return FIRST_BROKEN({law->b > 0, "must have a scale above 0", law->b},
                        {is_shape(law->c),
                         "must have degrees of freedom within (0, 1e6]",
                         law->c});
}

static struct rule pareto_rule(const struct ttr_law *law)
{
    return FIRST_BROKEN({law->a > 0, "must have a minimum above 0", law->a},
                        {law->b > 2, "must have a tail index above 2", law->b});
}

static struct rule mixture_rule(const struct ttr_law *law)
{
    double sum = 0;

    for (uint32_t i = 0; i < law->count; i++) {
        if (!(law->values[i] > 0))
            return (struct rule){false, "must have medians above 0",
                                 law->values[i]};
        if (!(law->weights[i] >= 0))
            return (struct rule){false, "must have weights of at least 0",
                                 law->weights[i]};
        sum += law->weights[i];
    }
    return FIRST_BROKEN({sum > 0, "must have a weight above 0", sum},
                        spread_rule(law));
}

static struct rule parameter_rule(const struct ttr_law *law)
{
    switch (law->kind) {
    case TTR_LAW_NORMAL:
        return spread_rule(law);
    case TTR_LAW_LOGNORMAL:
        return lognormal_rule(law);
    case TTR_LAW_UNIFORM:
        return (struct rule){law->a < law->b,
                             "must have a high end above its low end", law->b};
    case TTR_LAW_TRIANGULAR:
        return triangle_rule(law);
    case TTR_LAW_PERT:
        return pert_rule(law);
    case TTR_LAW_BETA:
        return beta_rule(law);
    case TTR_LAW_GAMMA:
        return gamma_rule(law);
    case TTR_LAW_STUDENT:
        return student_rule(law);
    case TTR_LAW_PARETO:
        return pareto_rule(law);
    case TTR_LAW_MIXTURE:
        return mixture_rule(law);
    default:
        return (struct rule){true, NULL, 0};
    }
}

/* ---- checks ---- */

static bool has_sample(int32_t kind)
{
    return kind == TTR_LAW_EMPIRICAL || kind == TTR_LAW_MIXTURE;
}

static const char *sample_fault(const struct ttr_law *law)
{
    if (!has_sample(law->kind) &&
        (law->values != NULL || law->weights != NULL || law->count != 0))
        return "takes no values or weights";
    if (has_sample(law->kind) && (law->values == NULL || law->count == 0))
        return "must have at least one value";
    if (law->kind == TTR_LAW_MIXTURE && law->weights == NULL)
        return "must have a weight for each value";
    if (law->kind == TTR_LAW_EMPIRICAL && law->weights != NULL)
        return "takes no weights: its values are equally likely";
    return NULL;
}

static ttr_status check_form(const struct ttr_law *law, const char *path,
                             struct ttr_error *error)
{
    const char *fault;

    if (ttri_law_name(law->kind) == NULL)
        return ttri_fail_number(error, TTR_E_ARGUMENT, path,
                                "must be of a known kind", law->kind);
    if (law->reserved != 0)
        return ttri_fail_number(error, TTR_E_ARGUMENT, path,
                                "must have 0 in reserved", law->reserved);
    fault = sample_fault(law);
    if (fault != NULL)
        return ttri_fail(error, TTR_E_ARGUMENT, path, fault, NULL);
    return TTR_OK;
}

static ttr_status check_numbers(const double *numbers, uint32_t count,
                                const char *path, struct ttr_error *error)
{
    for (uint32_t i = 0; i < count; i++)
        if (!(fabs(numbers[i]) <= TTRI_LAW_LARGEST))
            return ttri_fail_number(error, TTR_E_RANGE, path,
                                    "must have numbers within [-1e100, 1e100]",
                                    numbers[i]);
    return TTR_OK;
}

static ttr_status check_sizes(const struct ttr_law *law, const char *path,
                              struct ttr_error *error)
{
    const double numbers[] = {law->a, law->b, law->c, law->d};
    ttr_status status =
        check_numbers(numbers, TTRI_COUNT(numbers), path, error);

    if (status == TTR_OK && law->values != NULL)
        status = check_numbers(law->values, law->count, path, error);
    if (status == TTR_OK && law->weights != NULL)
        status = check_numbers(law->weights, law->count, path, error);
    return status;
}

static ttr_status check_truncation(const struct ttr_law *law, const char *path,
                                   struct ttr_error *error)
{
    if (!(law->low < law->high))
        return ttri_fail_number(
            error, TTR_E_RANGE, path,
            "must have its truncation above higher than that below", law->high);
    if (!(ttri_law_mass(law) > 0))
        return ttri_fail(error, TTR_E_RANGE, path,
                         "must keep some probability when truncated", NULL);
    return TTR_OK;
}

ttr_status ttri_law_check(const struct ttr_law *law, const char *path,
                          struct ttr_error *error)
{
    struct rule rule;
    ttr_status status;

    if (law == NULL)
        return ttri_null_argument(error, path, "law");
    status = ttri_check_size(error, "ttr_law", law->struct_size, sizeof *law,
                             sizeof *law);
    if (status == TTR_OK)
        status = check_form(law, path, error);
    if (status == TTR_OK)
        status = check_sizes(law, path, error);
    if (status != TTR_OK)
        return status;
    rule = parameter_rule(law);
    if (!rule.kept)
        return ttri_fail_number(error, TTR_E_RANGE, path, rule.text,
                                rule.value);
    return check_truncation(law, path, error);
}

ttr_status ttri_law_check_support(const struct ttr_law *law, int32_t support,
                                  const char *path, struct ttr_error *error)
{
    double low, high;

    if (support == TTR_SUPPORT_REAL)
        return TTR_OK;
    ttri_law_bounds(law, &low, &high);
    if (!(low >= 0))
        return ttri_fail_number(error, TTR_E_RANGE, path,
                                "must have its law at 0 or above: truncate it",
                                low);
    if (support == TTR_SUPPORT_UNIT && !(high <= 1))
        return ttri_fail_number(error, TTR_E_RANGE, path,
                                "must have its law at 1 or below: truncate it",
                                high);
    if (law->kind == TTR_LAW_STUDENT && !(high <= TTRI_LAW_LARGEST))
        return ttri_fail_number(
            error, TTR_E_RANGE, path,
            "must have its Student t law truncated above: it has no mean",
            high);
    return TTR_OK;
}

/* ---- copies ---- */

static double *copy_numbers(const struct ttri_memory *memory,
                            const double *numbers, uint32_t count)
{
    double *copy = ttri_clear(memory, count, sizeof *copy);

    if (copy != NULL)
        memcpy(copy, numbers, count * sizeof *copy);
    return copy;
}

bool ttri_law_copy(const struct ttri_memory *memory, const struct ttr_law *law,
                   struct ttr_law *copy)
{
    double *values = NULL, *weights = NULL;

    if (law->values != NULL)
        values = copy_numbers(memory, law->values, law->count);
    if (law->weights != NULL)
        weights = copy_numbers(memory, law->weights, law->count);
    if ((law->values != NULL && values == NULL) ||
        (law->weights != NULL && weights == NULL)) {
        ttri_release(memory, values);
        ttri_release(memory, weights);
        return false;
    }
    *copy = *law;
    copy->values = values;
    copy->weights = weights;
    return true;
}

void ttri_law_clear(const struct ttri_memory *memory, struct ttr_law *law)
{
    ttri_release(memory, (double *)law->values);
    ttri_release(memory, (double *)law->weights);
    law->values = NULL;
    law->weights = NULL;
    law->count = 0;
}
