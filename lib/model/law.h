/* law.h: probability laws as descriptions: are they valid, where do they live,
 * what is their median. */
#ifndef TTRI_LAW_H
#define TTRI_LAW_H

#include <tiktokrev/driver.h>

#include "base/base.h"

/* Parameters are at most this in size, shapes and degrees of freedom at most
 * 1e6: beyond it the functions behind the medians lose their accuracy. */
#define TTRI_LAW_LARGEST 1e100
#define TTRI_LAW_SHAPE   1e6

/* Checks size, kind, parameters, sample and truncation; `path` names the law
 * in errors. */
ttr_status ttri_law_check(const struct ttr_law *law, const char *path,
                          struct ttr_error *error);
/* Checks a valid law against a driver's support. */
ttr_status ttri_law_check_support(const struct ttr_law *law, int32_t support,
                                  const char *path, struct ttr_error *error);
/* Smallest interval known to hold a valid law, truncation included. */
void ttri_law_bounds(const struct ttr_law *law, double *low, double *high);
/* Median of a valid law, truncation included. */
double ttri_law_median(const struct ttr_law *law);

/* Deep copy of a valid law; false when memory fails, and nothing is held. */
bool ttri_law_copy(const struct ttri_memory *memory, const struct ttr_law *law,
                   struct ttr_law *copy);
/* Frees what ttri_law_copy() allocated. */
void ttri_law_clear(const struct ttri_memory *memory, struct ttr_law *law);

#endif
