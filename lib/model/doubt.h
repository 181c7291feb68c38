/* doubt.h: what is not known of one number, for the files of this folder. */
#ifndef TTRI_DOUBT_H
#define TTRI_DOUBT_H

#include "model/driver.h"

/* Back to the grade's default width. */
void ttri_doubt_clear(const struct ttri_memory *memory,
                      struct ttri_doubt *doubt);
/* Deep copy over a doubt that holds nothing; false when memory fails. */
bool ttri_doubt_copy(const struct ttri_memory *memory,
                     const struct ttri_doubt *doubt, struct ttri_doubt *copy);
/* Checks a curve's parameter, by its name: growth above -1, and so on. */
ttr_status ttri_parameter_check(const char *name, double value,
                                struct ttr_error *error);

#endif
