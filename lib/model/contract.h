/* contract.h: contract years on the calendar. A contract starts on the first
 * day of a period; a contract year is twelve months from there. */
#ifndef TTRI_CONTRACT_H
#define TTRI_CONTRACT_H

#include "model/calendar.h"

/* Numbers per period, each `calendar->count` long, in one block. */
struct ttri_contract {
    double *term;    /* 1 in the first term */
    double *renewed; /* 1 after it: terms that a renewal adds */
    double *going;   /* 1 if the contract year is that of the period before */
    double *last;    /* 1 in the last period of a contract year */
    double *share;   /* of the contract year, by the period's end */
    double elapsed;  /* share of it before the calendar starts */
};

/* `years` is the length of the first term. A start before the calendar is
 * taken as it is. TTR_E_RANGE if `start` begins no period. */
ttr_status ttri_contract_new(const struct ttri_memory *memory,
                             const struct ttri_calendar *calendar,
                             ttr_date start, uint32_t years,
                             struct ttri_contract *contract,
                             struct ttr_error *error);
void ttri_contract_clear(const struct ttri_memory *memory,
                         struct ttri_contract *contract);

#endif
