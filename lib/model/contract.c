#include "model/contract.h"

#include <stdio.h>

/* Periods from the calendar's start to a date; false if none begins there. */
static bool offset_of(const struct ttri_calendar *calendar, ttr_date start,
                      int32_t *offset)
{
    int32_t months = (start / 10000 - calendar->given.start_year) * 12 +
                     start / 100 % 100 - calendar->given.start_month;

    if (start % 100 != 1 || months % calendar->given.period_months != 0)
        return false;
    *offset = months / calendar->given.period_months;
    return true;
}

static ttr_status misplaced(ttr_date start, struct ttr_error *error)
{
    char text[32];

    snprintf(text, sizeof text, "%04d-%02d-%02d", (int)(start / 10000),
             (int)(start / 100 % 100), (int)(start % 100));
    return ttri_fail(error, TTR_E_RANGE, "start",
                     "must be the first day of a period", text);
}

/* Place `p`, from 0, of a period since the contract's start; may be below 0. */
static void place(struct ttri_contract *contract, uint32_t t, int32_t p,
                  int32_t per_year, uint32_t years)
{
    int32_t k = (p % per_year + per_year) % per_year;
    bool begun = p >= 0;
    bool in_term = begun && (uint32_t)(p / per_year) < years;

    contract->term[t] = in_term;
    contract->renewed[t] = begun && !in_term;
    contract->going[t] = begun && k > 0;
    contract->last[t] = begun && k == per_year - 1;
    contract->share[t] = begun ? (double)(k + 1) / per_year : 0;
    if (t == 0)
        contract->elapsed = begun ? (double)k / per_year : 0;
}

ttr_status ttri_contract_new(const struct ttri_memory *memory,
                             const struct ttri_calendar *calendar,
                             ttr_date start, uint32_t years,
                             struct ttri_contract *contract,
                             struct ttr_error *error)
{
    int32_t offset = 0, per_year = 12 / calendar->given.period_months;
    double *block;

    if (start != 0 && !offset_of(calendar, start, &offset))
        return misplaced(start, error);
    block = ttri_clear(memory, calendar->count, 5 * sizeof *block);
    if (block == NULL)
        return ttri_no_memory(error, "contract");
    *contract = (struct ttri_contract){
        .term = block,
        .renewed = block + calendar->count,
        .going = block + 2 * (size_t)calendar->count,
        .last = block + 3 * (size_t)calendar->count,
        .share = block + 4 * (size_t)calendar->count,
    };
    for (uint32_t t = 0; t < calendar->count; t++)
        place(contract, t, (int32_t)t - offset, per_year, years);
    return TTR_OK;
}

void ttri_contract_clear(const struct ttri_memory *memory,
                         struct ttri_contract *contract)
{
    ttri_release(memory, contract->term);
    *contract = (struct ttri_contract){0};
}
