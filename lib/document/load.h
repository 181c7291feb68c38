/* load.h: the parts of the loader, each for one part of the document. They
 * build handles through the public functions, which do the checking. */
#ifndef TTRI_LOAD_H
#define TTRI_LOAD_H

#include "document/reader.h"

/* The i-th element of a list of objects, labelled by its name. */
struct ttri_place ttri_element(const struct ttri_place *list_place,
                               const struct ttri_node *list, size_t index);

/* A number or an object; the caller owns the driver. */
ttr_status ttri_load_driver(struct ttri_reader *reader,
                            const struct ttri_place *place,
                            const struct ttri_node *json, ttr_driver **driver);
/* The curve: which key, and its numbers. */
ttr_status ttri_load_curve(struct ttri_reader *reader,
                           const struct ttri_place *place,
                           const struct ttri_node *json, ttr_driver *driver);
/* A law; free its lists with ttri_drop_law(). */
ttr_status ttri_load_law(struct ttri_reader *reader,
                         const struct ttri_place *place,
                         const struct ttri_node *json, struct ttr_law *law);
void ttri_drop_law(struct ttri_reader *reader, struct ttr_law *law);
/* `range` and `law` of a level (parameter NULL) or of a curve's parameter. */
ttr_status ttri_load_doubt(struct ttri_reader *reader,
                           const struct ttri_place *place,
                           const struct ttri_node *json, ttr_driver *driver,
                           const char *parameter);

/* Gives a driver to a component. */
typedef ttr_status (*ttri_give)(void *component, const char *region,
                                const char *key, const ttr_driver *driver,
                                struct ttr_error *error);
/* `drivers` and `regions` of a component. */
ttr_status ttri_load_drivers(struct ttri_reader *reader,
                             const struct ttri_place *place,
                             const struct ttri_node *json, ttri_give give,
                             void *component);

ttr_status ttri_load_environment(struct ttri_reader *reader,
                                 const struct ttri_place *place,
                                 const struct ttri_node *json);
ttr_status ttri_load_events(struct ttri_reader *reader,
                            const struct ttri_place *place,
                            const struct ttri_node *json,
                            ttr_environment *environment);
ttr_status ttri_load_audience(struct ttri_reader *reader,
                              const struct ttri_place *place,
                              const struct ttri_node *json);
ttr_status ttri_load_streams(struct ttri_reader *reader,
                             const struct ttri_place *place,
                             const struct ttri_node *json);
ttr_status ttri_load_deals(struct ttri_reader *reader,
                           const struct ttri_place *place,
                           const struct ttri_node *json, ttr_stream *stream);
ttr_status ttri_load_equations(struct ttri_reader *reader,
                               const struct ttri_place *place,
                               const struct ttri_node *json,
                               ttr_stream *stream);
ttr_status ttri_load_declared(struct ttri_reader *reader,
                              const struct ttri_place *place,
                              const struct ttri_node *json, ttr_stream *stream);
/* `links`, `eliminations` and `reports` of the document. */
ttr_status ttri_load_connections(struct ttri_reader *reader,
                                 const struct ttri_place *place,
                                 const struct ttri_node *json);

#endif
