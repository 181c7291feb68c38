/* Which rows of figures are computed where only some of their variables are
 * wanted, and so which results in which periods. */
#include "engine/figure.h"

bool ttri_figures_narrow(const struct ttri_memory *memory,
                         struct ttri_figures *figures)
{
    figures->wanted =
        ttri_clear(memory, (size_t)figures->variables + figures->scratch,
                   sizeof *figures->wanted);
    return figures->wanted != NULL;
}

/* Growth reads the step before too, growth by year any. */
void ttri_figures_want(struct ttri_figures *figures, uint32_t variable)
{
    const struct ttri_watched *watched = ttri_figures_find(figures, variable);
    int32_t kind = watched->figure.kind;
    uint32_t first = variable - watched->variable, last = first;

    figures->wanted[variable] = true;
    if (kind == TTR_FIGURE_GROWTH)
        last++;
    else if (kind == TTR_FIGURE_CAGR)
        last = figures->program->axis[watched->figure.step].steps - 1;
    for (uint32_t i = 0; i < watched->lists; i++)
        for (uint32_t s = first; watched->list[i] != TTRI_NONE && s <= last;
             s++)
            figures->wanted[ttri_reading_row(
                figures, &figures->reading[watched->list[i]], s)] = true;
}

/* A balance is that of a step's last period. */
static void want_term(const struct ttri_figures *figures,
                      const struct ttri_prepared *prepared,
                      const struct ttri_reading *reading,
                      const struct ttri_term *term, uint32_t step, bool *wanted)
{
    const uint32_t *bound = &figures->program->axis[reading->step].first[step];
    bool balance =
        ttri_reading_kind(figures, reading)->kind == TTR_KIND_BALANCE;
    size_t periods = prepared->periods;

    for (uint32_t t = balance ? bound[1] - 1 : bound[0]; t < bound[1]; t++)
        wanted[term->result * periods + t] = true;
    if (term->scale != TTRI_NONE)
        wanted[term->scale * periods + term->period] = true;
}

void ttri_prepared_want(const struct ttri_figures *figures,
                        const struct ttri_prepared *prepared, bool *wanted)
{
    for (uint32_t i = 0; i < figures->readings; i++) {
        const struct ttri_reading *reading = &figures->reading[i];
        uint32_t steps = figures->program->axis[reading->step].steps;

        for (uint32_t s = 0; s < steps; s++)
            for (uint32_t j = prepared->first[i];
                 ttri_reading_wanted(figures, reading, s) &&
                 j < prepared->first[i + 1];
                 j++)
                want_term(figures, prepared, reading, &prepared->term[j], s,
                          wanted);
    }
}
