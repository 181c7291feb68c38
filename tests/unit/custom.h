/* A custom stream in a small model, and short forms of what it is told. */
#ifndef TTRI_CUSTOM_H
#define TTRI_CUSTOM_H

#include <stdio.h>

#include "small_model.h"

/* 1,000 users in US, 3,000 in EU. */
static inline void begin(struct small_model *model, int32_t period_months,
                         int32_t periods)
{
    struct ttr_error error = ttri_unit_error();

    small_begin(model, ttr_custom_new, "local", 1, period_months, periods);
    ttri_assert_ok(
        ttr_combiner_add_region(model->combiner, "EU", "USD", &error), &error);
    ttri_assert_ok(
        ttr_audience_set(model->audience, "EU", "mau_gross", 3000, &error),
        &error);
}

static inline struct ttr_driver_info driver_info(const char *key,
                                                 int32_t support)
{
    return (struct ttr_driver_info){.struct_size =
                                        sizeof(struct ttr_driver_info),
                                    .support = support,
                                    .key = key,
                                    .unit = "1",
                                    .meaning = "a test"};
}

static inline struct ttr_output_info output_info(const char *key, int32_t kind,
                                                 const char *unit)
{
    return (struct ttr_output_info){.struct_size =
                                        sizeof(struct ttr_output_info),
                                    .kind = kind,
                                    .key = key,
                                    .unit = unit,
                                    .meaning = "a test"};
}

static inline void declare(struct small_model *model, const char *key,
                           double fallback)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_driver_info info = driver_info(key, TTR_SUPPORT_POSITIVE);

    info.fallback = fallback;
    ttri_assert_ok(ttr_custom_declare(model->stream, &info, &error), &error);
}

static inline void equation(struct small_model *model, const char *key,
                            int32_t kind, const char *unit, const char *formula)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_output_info info = output_info(key, kind, unit);
    ttr_value value = 0;

    ttri_assert_ok(ttr_custom_formula(model->stream, formula, &value, &error),
                   &error);
    ttri_assert_ok(ttr_custom_equation(model->stream, &info, value, &error),
                   &error);
}

static inline void flow(struct small_model *model, const char *key,
                        const char *formula)
{
    equation(model, key, TTR_KIND_FLOW, "1", formula);
}

/* An equation of a flow, and what it is in every period. */
struct known_flow {
    const char *key, *formula;
    double number;
};

/* The model's last equations: runs it. */
static inline void check_flows(struct small_model *model,
                               const struct known_flow *known, int count)
{
    char name[80];

    for (int i = 0; i < count; i++)
        flow(model, known[i].key, known[i].formula);
    small_run(model);
    for (int i = 0; i < count; i++) {
        snprintf(name, sizeof name, "local/%s", known[i].key);
        small_check_all(model, name, known[i].number);
    }
}

static inline void money(struct small_model *model, const char *key,
                         const char *formula)
{
    equation(model, key, TTR_KIND_FLOW, "money", formula);
}

#endif
