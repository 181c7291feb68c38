/* The format: which keys each kind of object has. doc/model.schema.json says
 * the same to machines, doc/documents.md to people; a test holds the three
 * together. */
#include "document/reader.h"
#include "model/driver.h"

#define N TTRI_JSON_NUMBER
#define T TTRI_JSON_TEXT
#define B TTRI_JSON_BOOLEAN
#define L TTRI_JSON_LIST
#define O TTRI_JSON_OBJECT
#define M TTRI_JSON_NAMED

#define MUST(key, types)                                                       \
    {                                                                          \
        key, types, true                                                       \
    }
#define MAY(key, types)                                                        \
    {                                                                          \
        key, types, false                                                      \
    }

#define FORM(symbol, text)                                                     \
    const struct ttri_form symbol##_form = {text, symbol##_fields,             \
                                            TTRI_COUNT(symbol##_fields)}
#define FIELDS(symbol) static const struct ttri_field symbol##_fields[]

FIELDS(ttri_document) = {
    MUST("tiktokrev", N),   MAY("name", T),
    MAY("notes", T),        MUST("calendar", O),
    MUST("currency", T),    MAY("constant_currency_period", N),
    MUST("regions", L | M), MAY("environment", O),
    MAY("audience", O),     MAY("streams", L | M),
    MAY("links", L | M),    MAY("eliminations", L | M),
    MAY("reports", L | M),
};
FORM(ttri_document, "document");

FIELDS(ttri_calendar) = {
    MUST("start", T),       MUST("frequency", T), MUST("periods", N),
    MAY("fiscal_start", N), MAY("as_of", T),
};
FORM(ttri_calendar, "calendar");

FIELDS(ttri_region) = {MUST("name", T), MAY("currency", T)};
FORM(ttri_region, "region");

/* ---- environment ---- */

FIELDS(ttri_environment) = {
    MAY("drivers", O),
    MAY("regions", O | M),
    MAY("events", L | M),
    MAY("technology", L | M),
    MAY("macro", O),
    MAY("preference", L | M),
    MAY("correlations", L | M),
    MAY("region_correlation", O),
};
FORM(ttri_environment, "environment");

FIELDS(ttri_region_correlation) = {MAY("level", N), MAY("innovation", N)};
FORM(ttri_region_correlation, "region_correlation");

FIELDS(ttri_event) = {
    MUST("name", T),        MAY("regions", L | M), MUST("scope", T | O),
    MAY("date", T),         MAY("probability", N), MAY("hazard_per_year", N),
    MAY("severity", N | O), MAY("lag_days", N),    MAY("end", T | O),
    MAY("source", T),       MAY("grade", T),
};
FORM(ttri_event, "event");

FIELDS(ttri_scope) = {MAY("streams", L | M), MAY("driver", T)};
FORM(ttri_scope, "scope");

FIELDS(ttri_event_end) = {MUST("days", N), MAY("half_life_days", N)};
FORM(ttri_event_end, "event_end");

FIELDS(ttri_severity) = {MUST("law", O)};
FORM(ttri_severity, "severity");

FIELDS(ttri_technology) = {
    MUST("name", T), MUST("driver", T), MAY("regions", L | M), MUST("size", N),
    MUST("date", T), MAY("kind", T),    MAY("rate", N),
};
FORM(ttri_technology, "technology");

FIELDS(ttri_macro) = {
    MUST("to_recession_per_year", N),
    MUST("to_expansion_per_year", N),
    MUST("growth_expansion", N),
    MUST("growth_recession", N),
    MAY("start", T),
};
FORM(ttri_macro, "macro");

FIELDS(ttri_preference) = {
    MUST("name", T),
    MAY("regions", L | M),
    MUST("volatility", N),
    MUST("reversion", N),
};
FORM(ttri_preference, "preference");

FIELDS(ttri_correlation) = {
    MUST("kind", T),
    MAY("copula", T | O),
    MUST("drivers", L),
    MUST("matrix", L),
};
FORM(ttri_correlation, "correlation");

FIELDS(ttri_copula) = {MUST("t", N)};
FORM(ttri_copula, "copula");

/* ---- audience and streams ---- */

FIELDS(ttri_audience) = {MAY("drivers", O), MAY("regions", O | M)};
FORM(ttri_audience, "audience");

#define STREAM_HEAD                                                            \
    MUST("name", T), MUST("model", T), MAY("options", O | M),                  \
        MAY("presentation", T), MAY("presentation_by_region", O | M)
#define STREAM_TAIL MAY("drivers", O), MAY("regions", O | M)

FIELDS(ttri_stream) = {STREAM_HEAD, STREAM_TAIL};
FORM(ttri_stream, "stream");

FIELDS(ttri_enterprise) = {STREAM_HEAD, MAY("products", L | M), STREAM_TAIL};
FORM(ttri_enterprise, "enterprise");

FIELDS(ttri_partnership) = {STREAM_HEAD, MAY("deals", L | M), STREAM_TAIL};
FORM(ttri_partnership, "partnership");

FIELDS(ttri_custom) = {STREAM_HEAD, MAY("declare", L | M), STREAM_TAIL,
                       MAY("equations", O | M)};
FORM(ttri_custom, "custom");

FIELDS(ttri_deal) = {
    MUST("name", T),      MAY("direction", T),   MAY("base", T | O),
    MUST("tiers", L | M), MAY("recoupable", B),  MAY("recognition", T),
    MUST("start", T),     MUST("term_years", N), MAY("regions", L | M),
};
FORM(ttri_deal, "deal");

FIELDS(ttri_base) = {MUST("output", T), MAY("lag", N), MAY("scale", N)};
FORM(ttri_base, "base");

FIELDS(ttri_tier) = {MUST("from", N), MUST("share", N)};
FORM(ttri_tier, "tier");

FIELDS(ttri_declare) = {
    MUST("key", T),     MUST("unit", T),  MUST("support", T), MAY("default", N),
    MAY("activity", B), MAY("static", B), MAY("meaning", T),  MAY("source", T),
};
FORM(ttri_declare, "declare");

FIELDS(ttri_equation) = {
    MUST("formula", T), MUST("unit", T),  MUST("kind", T),
    MAY("meaning", T),  MAY("source", T),
};
FORM(ttri_equation, "equation");

/* ---- combiner ---- */

FIELDS(ttri_link) = {
    MUST("name", T),   MUST("source", T),       MAY("source_region", T),
    MUST("target", T), MAY("target_region", T), MUST("elasticity", N | O),
    MAY("lag", N),     MAY("reference", T | N),
};
FORM(ttri_link, "link");

FIELDS(ttri_elimination) = {MUST("name", T), MUST("source", T),
                            MUST("share", N)};
FORM(ttri_elimination, "elimination");

FIELDS(ttri_report) = {
    MUST("name", T),
    MUST("terms", L | M),
    MAY("currency", T),
    MAY("note", T),
};
FORM(ttri_report, "report");

FIELDS(ttri_term) = {MUST("output", T), MAY("region", T), MAY("weight", N)};
FORM(ttri_term, "term");

/* ---- drivers ---- */

FIELDS(ttri_driver) = {
    MAY("value", N),       MAY("exponential", O),
    MAY("linear", O),      MAY("logistic", O),
    MAY("gompertz", O),    MAY("bass", O),
    MAY("knots", L),       MAY("series", L),
    MAY("seasonality", L), MAY("seasonality_range", O),
    MAY("movable", L),     MAY("launch", T),
    MAY("end", T),         MAY("real", B),
    MAY("range", T | O),   MAY("law", O),
    MAY("noise", O),       MAY("loadings", L | M),
    MAY("grade", T),       MAY("source", T),
    MAY("date", T),        MAY("note", T),
};
FORM(ttri_driver, "driver");

FIELDS(ttri_parameter) = {MUST("value", N), MAY("range", O), MAY("law", O)};
FORM(ttri_parameter, "parameter");

FIELDS(ttri_range) = {MUST("low", N), MUST("high", N), MAY("probability", N)};
FORM(ttri_range, "range");

FIELDS(ttri_noise) = {MUST("volatility", N), MAY("reversion", N)};
FORM(ttri_noise, "noise");

FIELDS(ttri_loading) = {MUST("factor", T), MUST("loading", N), MAY("lag", N)};
FORM(ttri_loading, "loading");

FIELDS(ttri_movable) = {MUST("first", T), MUST("days", N),
                        MUST("multiplier", N)};
FORM(ttri_movable, "movable");

FIELDS(ttri_truncation) = {MAY("low", N), MAY("high", N)};
FORM(ttri_truncation, "truncation");

/* Curves: the parameters in the order of ttri_curve_parameters(), then the
 * date. */
FIELDS(exponential) = {MUST("value", N | O), MUST("growth", N | O),
                       MUST("date", T)};
FIELDS(linear) = {MUST("value", N | O), MUST("slope_per_year", N | O),
                  MUST("date", T)};
FIELDS(logistic) = {MUST("ceiling", N | O), MUST("rate", N | O),
                    MUST("midpoint", T)};
FIELDS(gompertz) = {MUST("ceiling", N | O), MUST("rate", N | O),
                    MUST("inflection", T)};
FIELDS(bass) = {MUST("market", N | O), MUST("p", N | O), MUST("q", N | O),
                MUST("launch", T)};
static FORM(exponential, "exponential");
static FORM(linear, "linear");
static FORM(logistic, "logistic");
static FORM(gompertz, "gompertz");
static FORM(bass, "bass");

const struct ttri_form *const ttri_curve_forms[] = {
    [TTRI_CURVE_EXPONENTIAL] = &exponential_form,
    [TTRI_CURVE_LINEAR] = &linear_form,
    [TTRI_CURVE_LOGISTIC] = &logistic_form,
    [TTRI_CURVE_GOMPERTZ] = &gompertz_form,
    [TTRI_CURVE_BASS] = &bass_form,
};

/* Laws: `type`, the parameters a, b, c, d of struct ttr_law in this order,
 * lists, and `truncation`. */
#define LAW_HEAD MUST("type", T)
#define LAW_TAIL MAY("truncation", O)

FIELDS(normal) = {LAW_HEAD, MUST("mean", N), MUST("sd", N), LAW_TAIL};
FIELDS(lognormal) = {LAW_HEAD, MUST("median", N), MUST("sigma", N), LAW_TAIL};
FIELDS(uniform) = {LAW_HEAD, MUST("low", N), MUST("high", N), LAW_TAIL};
FIELDS(triangular) = {LAW_HEAD, MUST("low", N), MUST("mode", N),
                      MUST("high", N), LAW_TAIL};
FIELDS(pert) = {LAW_HEAD,        MUST("low", N),   MUST("mode", N),
                MUST("high", N), MAY("weight", N), LAW_TAIL};
FIELDS(beta) = {LAW_HEAD,      MUST("alpha", N), MUST("beta", N),
                MAY("low", N), MAY("high", N),   LAW_TAIL};
FIELDS(gamma) = {LAW_HEAD, MUST("shape", N), MUST("scale", N), LAW_TAIL};
FIELDS(student) = {LAW_HEAD, MUST("location", N), MUST("scale", N),
                   MUST("freedom", N), LAW_TAIL};
FIELDS(pareto) = {LAW_HEAD, MUST("minimum", N), MUST("index", N), LAW_TAIL};
FIELDS(empirical) = {LAW_HEAD, MUST("values", L), LAW_TAIL};
FIELDS(mixture) = {LAW_HEAD, MUST("medians", L), MUST("weights", L),
                   MUST("sigma", N), LAW_TAIL};
static FORM(normal, "law_normal");
static FORM(lognormal, "law_lognormal");
static FORM(uniform, "law_uniform");
static FORM(triangular, "law_triangular");
static FORM(pert, "law_pert");
static FORM(beta, "law_beta");
static FORM(gamma, "law_gamma");
static FORM(student, "law_student_t");
static FORM(pareto, "law_pareto");
static FORM(empirical, "law_empirical");
static FORM(mixture, "law_mixture");

const struct ttri_form *const ttri_law_forms[] = {
    NULL,          &normal_form,     &lognormal_form,
    &uniform_form, &triangular_form, &pert_form,
    &beta_form,    &gamma_form,      &student_form,
    &pareto_form,  &empirical_form,  &mixture_form,
};

const struct ttri_form *const ttri_stream_forms[] = {
    [TTR_MODEL_ADVERTISING] = &ttri_stream_form,
    [TTR_MODEL_COMMERCE] = &ttri_stream_form,
    [TTR_MODEL_VIRTUAL_GOODS] = &ttri_stream_form,
    [TTR_MODEL_ENTERPRISE] = &ttri_enterprise_form,
    [TTR_MODEL_PARTNERSHIP] = &ttri_partnership_form,
    [TTR_MODEL_CREATOR] = &ttri_stream_form,
    [TTR_MODEL_CUSTOM] = &ttri_custom_form,
};
