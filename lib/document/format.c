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

#define FORM(symbol, text)                                                     \
    const struct ttri_form symbol##_form = {text, symbol##_fields,             \
                                            TTRI_COUNT(symbol##_fields)}
#define FIELDS(symbol) static const struct ttri_field symbol##_fields[]

FIELDS(ttri_document) = {
    {"tiktokrev", N, true}, {"name", T, false},
    {"notes", T, false},    {"calendar", O, true},
    {"currency", T, true},  {"constant_currency_period", N, false},
    {"regions", L, true},   {"environment", O, false},
    {"audience", O, false}, {"streams", L, false},
    {"links", L, false},    {"eliminations", L, false},
    {"reports", L, false},
};
FORM(ttri_document, "document");

FIELDS(ttri_calendar) = {
    {"start", T, true},         {"frequency", T, true}, {"periods", N, true},
    {"fiscal_start", N, false}, {"as_of", T, false},
};
FORM(ttri_calendar, "calendar");

FIELDS(ttri_region) = {{"name", T, true}, {"currency", T, false}};
FORM(ttri_region, "region");

/* ---- environment ---- */

FIELDS(ttri_environment) = {
    {"drivers", O, false},      {"regions", O, false}, {"events", L, false},
    {"technology", L, false},   {"macro", O, false},   {"preference", L, false},
    {"correlations", L, false},
};
FORM(ttri_environment, "environment");

FIELDS(ttri_event) = {
    {"name", T, true},          {"regions", L, false},
    {"scope", T | O, true},     {"date", T, false},
    {"probability", N, false},  {"hazard_per_year", N, false},
    {"severity", N | O, false}, {"lag_days", N, false},
    {"end", T | O, false},      {"source", T, false},
    {"grade", T, false},
};
FORM(ttri_event, "event");

FIELDS(ttri_scope) = {{"streams", L, false}, {"driver", T, false}};
FORM(ttri_scope, "scope");

FIELDS(ttri_event_end) = {{"days", N, true}, {"half_life_days", N, false}};
FORM(ttri_event_end, "event_end");

FIELDS(ttri_severity) = {{"law", O, true}};
FORM(ttri_severity, "severity");

FIELDS(ttri_technology) = {
    {"name", T, true},  {"driver", T, true}, {"regions", L, false},
    {"size", N, true},  {"date", T, true},   {"kind", T, false},
    {"rate", N, false},
};
FORM(ttri_technology, "technology");

FIELDS(ttri_macro) = {
    {"to_recession_per_year", N, true},
    {"to_expansion_per_year", N, true},
    {"growth_expansion", N, true},
    {"growth_recession", N, true},
    {"start", T, false},
};
FORM(ttri_macro, "macro");

FIELDS(ttri_preference) = {
    {"name", T, true},
    {"regions", L, false},
    {"volatility", N, true},
    {"reversion", N, true},
};
FORM(ttri_preference, "preference");

FIELDS(ttri_correlation) = {
    {"kind", T, true},
    {"copula", T | O, false},
    {"drivers", L, true},
    {"matrix", L, true},
};
FORM(ttri_correlation, "correlation");

FIELDS(ttri_copula) = {{"t", N, true}};
FORM(ttri_copula, "copula");

/* ---- audience and streams ---- */

FIELDS(ttri_audience) = {{"drivers", O, false}, {"regions", O, false}};
FORM(ttri_audience, "audience");

#define STREAM_HEAD                                                            \
    {"name", T, true}, {"model", T, true}, {"options", O, false},              \
        {"presentation", T, false},                                            \
    {                                                                          \
        "presentation_by_region", O, false                                     \
    }
#define STREAM_TAIL                                                            \
    {"drivers", O, false},                                                     \
    {                                                                          \
        "regions", O, false                                                    \
    }

FIELDS(ttri_stream) = {STREAM_HEAD, STREAM_TAIL};
FORM(ttri_stream, "stream");

FIELDS(ttri_enterprise) = {STREAM_HEAD, {"products", L, false}, STREAM_TAIL};
FORM(ttri_enterprise, "enterprise");

FIELDS(ttri_partnership) = {STREAM_HEAD, {"deals", L, false}, STREAM_TAIL};
FORM(ttri_partnership, "partnership");

FIELDS(ttri_custom) = {
    STREAM_HEAD, {"declare", L, false}, STREAM_TAIL, {"equations", O, false}};
FORM(ttri_custom, "custom");

FIELDS(ttri_deal) = {
    {"name", T, true},  {"direction", T, false},  {"base", T | O, false},
    {"tiers", L, true}, {"recoupable", B, false}, {"recognition", T, false},
    {"start", T, true}, {"term_years", N, true},  {"regions", L, false},
};
FORM(ttri_deal, "deal");

FIELDS(ttri_base) = {
    {"output", T, true}, {"lag", N, false}, {"scale", N, false}};
FORM(ttri_base, "base");

FIELDS(ttri_tier) = {{"from", N, true}, {"share", N, true}};
FORM(ttri_tier, "tier");

FIELDS(ttri_declare) = {
    {"key", T, true},      {"unit", T, true},      {"support", T, true},
    {"default", N, false}, {"activity", B, false}, {"static", B, false},
    {"meaning", T, false}, {"source", T, false},
};
FORM(ttri_declare, "declare");

FIELDS(ttri_equation) = {
    {"formula", T, true},  {"unit", T, true},    {"kind", T, true},
    {"meaning", T, false}, {"source", T, false},
};
FORM(ttri_equation, "equation");

/* ---- combiner ---- */

FIELDS(ttri_link) = {
    {"name", T, true},           {"source", T, true},
    {"source_region", T, false}, {"target", T, true},
    {"target_region", T, false}, {"elasticity", N | O, true},
    {"lag", N, false},           {"reference", T | N, false},
};
FORM(ttri_link, "link");

FIELDS(ttri_elimination) = {
    {"name", T, true}, {"source", T, true}, {"share", N, true}};
FORM(ttri_elimination, "elimination");

FIELDS(ttri_report) = {
    {"name", T, true},
    {"terms", L, true},
    {"currency", T, false},
    {"note", T, false},
};
FORM(ttri_report, "report");

FIELDS(ttri_term) = {
    {"output", T, true}, {"region", T, false}, {"weight", N, false}};
FORM(ttri_term, "term");

/* ---- drivers ---- */

FIELDS(ttri_driver) = {
    {"value", N, false},       {"exponential", O, false},
    {"linear", O, false},      {"logistic", O, false},
    {"gompertz", O, false},    {"bass", O, false},
    {"knots", L, false},       {"series", L, false},
    {"seasonality", L, false}, {"movable", L, false},
    {"launch", T, false},      {"end", T, false},
    {"real", B, false},        {"range", T | O, false},
    {"law", O, false},         {"noise", O, false},
    {"loadings", L, false},    {"grade", T, false},
    {"source", T, false},      {"date", T, false},
    {"note", T, false},
};
FORM(ttri_driver, "driver");

FIELDS(ttri_parameter) = {
    {"value", N, true}, {"range", O, false}, {"law", O, false}};
FORM(ttri_parameter, "parameter");

FIELDS(ttri_range) = {
    {"low", N, true}, {"high", N, true}, {"probability", N, false}};
FORM(ttri_range, "range");

FIELDS(ttri_noise) = {{"volatility", N, true}, {"reversion", N, false}};
FORM(ttri_noise, "noise");

FIELDS(ttri_loading) = {
    {"factor", T, true}, {"loading", N, true}, {"lag", N, false}};
FORM(ttri_loading, "loading");

FIELDS(ttri_movable) = {
    {"first", T, true}, {"days", N, true}, {"multiplier", N, true}};
FORM(ttri_movable, "movable");

FIELDS(ttri_truncation) = {{"low", N, false}, {"high", N, false}};
FORM(ttri_truncation, "truncation");

/* Curves: the parameters in the order of ttri_curve_parameters(), then the
 * date. */
FIELDS(exponential) = {
    {"value", N | O, true}, {"growth", N | O, true}, {"date", T, true}};
FIELDS(linear) = {
    {"value", N | O, true}, {"slope_per_year", N | O, true}, {"date", T, true}};
FIELDS(logistic) = {
    {"ceiling", N | O, true}, {"rate", N | O, true}, {"midpoint", T, true}};
FIELDS(gompertz) = {
    {"ceiling", N | O, true}, {"rate", N | O, true}, {"inflection", T, true}};
FIELDS(bass) = {{"market", N | O, true},
                {"p", N | O, true},
                {"q", N | O, true},
                {"launch", T, true}};
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
#define LAW_HEAD                                                               \
    {                                                                          \
        "type", T, true                                                        \
    }
#define LAW_TAIL                                                               \
    {                                                                          \
        "truncation", O, false                                                 \
    }

FIELDS(normal) = {LAW_HEAD, {"mean", N, true}, {"sd", N, true}, LAW_TAIL};
FIELDS(lognormal) = {
    LAW_HEAD, {"median", N, true}, {"sigma", N, true}, LAW_TAIL};
FIELDS(uniform) = {LAW_HEAD, {"low", N, true}, {"high", N, true}, LAW_TAIL};
FIELDS(triangular) = {
    LAW_HEAD, {"low", N, true}, {"mode", N, true}, {"high", N, true}, LAW_TAIL};
FIELDS(pert) = {LAW_HEAD,          {"low", N, true},     {"mode", N, true},
                {"high", N, true}, {"weight", N, false}, LAW_TAIL};
FIELDS(beta) = {LAW_HEAD,          {"alpha", N, true}, {"beta", N, true},
                {"low", N, false}, {"high", N, false}, LAW_TAIL};
FIELDS(gamma) = {LAW_HEAD, {"shape", N, true}, {"scale", N, true}, LAW_TAIL};
FIELDS(student) = {LAW_HEAD,
                   {"location", N, true},
                   {"scale", N, true},
                   {"freedom", N, true},
                   LAW_TAIL};
FIELDS(pareto) = {LAW_HEAD, {"minimum", N, true}, {"index", N, true}, LAW_TAIL};
FIELDS(empirical) = {LAW_HEAD, {"values", L, true}, LAW_TAIL};
FIELDS(mixture) = {LAW_HEAD,
                   {"medians", L, true},
                   {"weights", L, true},
                   {"sigma", N, true},
                   LAW_TAIL};
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
