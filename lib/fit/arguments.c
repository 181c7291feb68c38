/* Arrays of numbers as arguments. */
#include <stdio.h>

#include "fit/fit.h"

static ttr_status refuse(struct ttr_error *error,
                         const struct ttri_argument *argument, size_t at,
                         const char *rule)
{
    char path[96];

    snprintf(path, sizeof path, "%s[%zu]", argument->name, at);
    return ttri_fail_number(error, TTR_E_RANGE, path, rule,
                            argument->values[at]);
}

static ttr_status check_argument(struct ttr_error *error, const char *function,
                                 const struct ttri_argument *argument)
{
    size_t size = (size_t)argument->count * argument->width;
    char path[96];

    if (!argument->values)
        return ttri_null_argument(error, function, argument->name);
    if (size == 0) {
        TTRI_JOIN(path, function, ": ", argument->name);
        return ttri_fail(error, TTR_E_ARGUMENT, path, "must not be empty", "");
    }
    for (size_t i = 0; i < size; i++)
        if (!(argument->values[i] >= argument->low &&
              argument->values[i] <= argument->high))
            return refuse(error, argument, i,
                          argument->low < 0 ? "must be within [-1e100, 1e100]"
                          : argument->high > 1 ? "must be within [0, 1e100]"
                                               : "must be within [0, 1]");
    return TTR_OK;
}

ttr_status ttri_check_arguments(struct ttr_error *error, const char *function,
                                const struct ttri_argument *arguments,
                                uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        ttr_status status = check_argument(error, function, &arguments[i]);

        if (status)
            return status;
    }
    return TTR_OK;
}

ttr_status ttri_check_levels(struct ttr_error *error, const char *function,
                             const double *values, uint32_t count,
                             bool ascending)
{
    const struct ttri_argument argument = {
        "probabilities", values, count, 1, 0, 1};
    ttr_status status = check_argument(error, function, &argument);

    for (uint32_t i = 0; !status && i < count; i++)
        if (values[i] <= 0 || values[i] >= 1)
            status = refuse(error, &argument, i, "must be within (0, 1)");
        else if (ascending && i > 0 && values[i] <= values[i - 1])
            status =
                refuse(error, &argument, i, "must be above the one before");
    return status;
}
