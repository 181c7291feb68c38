/* partnership.h: the terms of a deal, kept in its item of the component. */
#ifndef TTRI_PARTNERSHIP_H
#define TTRI_PARTNERSHIP_H

#include <tiktokrev/stream.h>

#include "model/environment.h"

#define TTRI_MAX_TIERS 16

struct ttri_deal_terms {
    struct ttr_deal given; /* pointers are not used; see below */
    char base[160];        /* "" for the driver base_pm */
    double tier_from[TTRI_MAX_TIERS], tier_share[TTRI_MAX_TIERS];
    uint32_t tiers;
    uint32_t regions; /* 0: all */
    char region[32][64];
};

#endif
