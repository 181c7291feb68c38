/* reader.h: what every part of the loader uses: forms that say which keys an
 * object has, typed reading, and errors with their place in the text. */
#ifndef TTRI_READER_H
#define TTRI_READER_H

#include <tiktokrev/combiner.h>

#include "document/tree.h"

/* ---- forms ---- */

struct ttri_field {
    const char *key;
    unsigned types;
    bool required;
};

/* The keys of one kind of object, in the order in which they are saved. */
struct ttri_form {
    const char *name; /* its name in doc/model.schema.json */
    const struct ttri_field *fields;
    uint32_t count;
};

extern const struct ttri_form ttri_document_form, ttri_calendar_form,
    ttri_region_form, ttri_environment_form, ttri_audience_form,
    ttri_event_form, ttri_scope_form, ttri_event_end_form, ttri_severity_form,
    ttri_technology_form, ttri_macro_form, ttri_preference_form,
    ttri_correlation_form, ttri_copula_form, ttri_region_correlation_form,
    ttri_link_form, ttri_elimination_form, ttri_report_form, ttri_term_form;
extern const struct ttri_form ttri_stream_form, ttri_enterprise_form,
    ttri_partnership_form, ttri_custom_form, ttri_deal_form, ttri_base_form,
    ttri_tier_form, ttri_declare_form, ttri_equation_form;
extern const struct ttri_form ttri_driver_form, ttri_parameter_form,
    ttri_range_form, ttri_noise_form, ttri_loading_form, ttri_movable_form,
    ttri_truncation_form;
/* By enum ttri_curve; NULL where the curve has no form. */
extern const struct ttri_form *const ttri_curve_forms[];
/* By TTR_LAW_; [0] is NULL. */
extern const struct ttri_form *const ttri_law_forms[];
/* By TTR_MODEL_; NULL for what is no stream. */
extern const struct ttri_form *const ttri_stream_forms[];
#define TTRI_MODELS 9  /* length of ttri_stream_forms */
#define TTRI_LAWS   12 /* length of ttri_law_forms */
#define TTRI_CURVES 6  /* length of ttri_curve_forms */

/* ---- reader ---- */

struct ttri_reader {
    const char *name, *bytes;
    size_t size;
    const struct ttr_allocator *allocator;  /* or NULL */
    struct ttri_memory memory;              /* the same, for transient arrays */
    struct ttr_error *error;                /* or NULL */
    ttr_combiner *combiner;                 /* under construction */
    const struct ttri_node *root, *regions; /* the document's list */
    const char *currency;                   /* of reports */
};

/* Fails at a place. */
ttr_status ttri_reader_fail(struct ttri_reader *reader, ttr_status status,
                            const struct ttri_place *place, const char *rule,
                            const char *value);
/* Fails at a place with the value that stands there. */
ttr_status ttri_reader_refuse(struct ttri_reader *reader, ttr_status status,
                              const struct ttri_place *place, const char *rule,
                              const struct ttri_node *json);
ttr_status ttri_reader_no_memory(struct ttri_reader *reader);
/* Passes on what a public function returned, and adds the place to its error.
 * What the function's path ends with is looked for in `json`, which stands at
 * the place. */
ttr_status ttri_reader_relay(struct ttri_reader *reader, ttr_status status,
                             const struct ttri_place *place,
                             const struct ttri_node *json);

/* Is it an object with known keys of the right types, and none missing? */
ttr_status ttri_read_form(struct ttri_reader *reader,
                          const struct ttri_place *place,
                          const struct ttri_node *json,
                          const struct ttri_form *form);
/* Has it one of the types? */
ttr_status ttri_read_type(struct ttri_reader *reader,
                          const struct ttri_place *place,
                          const struct ttri_node *json, unsigned types);
/* The same for each element of a list. */
ttr_status ttri_read_list(struct ttri_reader *reader,
                          const struct ttri_place *place,
                          const struct ttri_node *list, unsigned types);

/* ---- the values of an object whose form is right; absent: the fallback ----
 */

double ttri_member_number(const struct ttri_node *object, const char *key,
                          double fallback);
const char *ttri_member_text(const struct ttri_node *object, const char *key,
                             const char *fallback);
bool ttri_member_true(const struct ttri_node *object, const char *key,
                      bool fallback);

/* A whole number; `*value` keeps what it has where the key is absent. */
ttr_status ttri_read_whole(struct ttri_reader *reader,
                           const struct ttri_place *place,
                           const struct ttri_node *object, const char *key,
                           int32_t *value);
/* A date as 2024-06-30. */
ttr_status ttri_read_date(struct ttri_reader *reader,
                          const struct ttri_place *place,
                          const struct ttri_node *object, const char *key,
                          ttr_date *date);
ttr_status ttri_read_date_text(struct ttri_reader *reader,
                               const struct ttri_place *place,
                               const struct ttri_node *json, ttr_date *date);
/* Index of a text among `count` choices. */
ttr_status ttri_read_choice(struct ttri_reader *reader,
                            const struct ttri_place *place,
                            const struct ttri_node *object, const char *key,
                            const char *const *choices, uint32_t count,
                            int32_t *choice);
/* All numbers of a list, in new memory of `reader->memory`. */
ttr_status ttri_read_numbers(struct ttri_reader *reader,
                             const struct ttri_place *place,
                             const struct ttri_node *list, double **numbers);
/* The texts of a list, borrowed, in new memory; an absent list gives NULL. */
ttr_status ttri_read_texts(struct ttri_reader *reader,
                           const struct ttri_place *place,
                           const struct ttri_node *list, const char ***texts);
/* Is it the name of one of the document's regions? */
ttr_status ttri_read_region(struct ttri_reader *reader,
                            const struct ttri_place *place, const char *name);
/* Texts that are names of regions. */
ttr_status ttri_read_regions(struct ttri_reader *reader,
                             const struct ttri_place *place,
                             const struct ttri_node *object,
                             const char ***names, uint32_t *count);

#endif
