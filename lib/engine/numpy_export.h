/* numpy_export.h: what is watched, as NumPy source. */
#ifndef TTRI_NUMPY_EXPORT_H
#define TTRI_NUMPY_EXPORT_H

#include "engine/figure.h"

/* Writes a whole module: ttri_numpy()'s, the variables made of its rows, and a
 * program that draws and prints means. */
ttr_status ttri_export_numpy(const struct ttri_figures *figures,
                             const struct ttri_prepared *prepared,
                             struct ttri_writer *writer,
                             struct ttr_error *error);

#endif
