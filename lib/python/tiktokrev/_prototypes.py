"""What the public headers declare. Made by generate.py: do not edit."""

from __future__ import annotations

from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    c_char,
    c_char_p,
    c_double,
    c_int32,
    c_size_t,
    c_uint32,
    c_uint64,
    c_void_p,
)
from typing import Any

# fmt: off
TTR_MAX_HORIZON = 40
TTR_ALL_HORIZONS = 0
TTR_BASELINE_NAIVE = 1
TTR_BASELINE_SEASONAL_NAIVE = 2
TTR_BASELINE_DRIFT = 3
TTR_BASELINE_HOLT = 4
TTR_BASELINE_ADDITIVE = 5
TTR_BASELINE_MULTIPLICATIVE = 6
TTR_MAX_SEASON = 53
TTR_MONTH = 1
TTR_QUARTER = 3
TTR_YEAR = 12
TTR_MAX_PERIODS = 1200
TTR_USE_REPORTED = 1
TTR_USE_DERIVED = 2
TTR_USE_ESTIMATES = 4
TTR_USE_FORECASTS = 8
TTR_SAMPLE_COLUMNS = 7
TTR_OP_ADD = 1
TTR_OP_SUB = 2
TTR_OP_MUL = 3
TTR_OP_DIV = 4
TTR_OP_MIN = 5
TTR_OP_MAX = 6
TTR_OP_EXP = 7
TTR_OP_LOG = 8
TTR_OP_POWER = 9
TTR_OP_SELECT = 10
TTR_MAX_DOCUMENT = 8388608
TTR_LAW_NORMAL = 1
TTR_LAW_LOGNORMAL = 2
TTR_LAW_UNIFORM = 3
TTR_LAW_TRIANGULAR = 4
TTR_LAW_PERT = 5
TTR_LAW_BETA = 6
TTR_LAW_GAMMA = 7
TTR_LAW_STUDENT = 8
TTR_LAW_PARETO = 9
TTR_LAW_EMPIRICAL = 10
TTR_LAW_MIXTURE = 11
TTR_SCOPE_AUDIENCE = 1
TTR_SCOPE_STREAM = 2
TTR_SCOPE_DRIVER = 3
TTR_MACRO_STATIONARY = 0
TTR_MACRO_EXPANSION = 1
TTR_MACRO_RECESSION = 2
TTR_CORRELATION_LEVEL = 1
TTR_CORRELATION_INNOVATION = 2
TTR_WORLD = 4294967295
TTR_STEP_PERIOD = 0
TTR_STEP_YEAR = 1
TTR_STEP_FISCAL_YEAR = 2
TTR_STEP_HORIZON = 3
TTR_REPORTING = 0
TTR_CONSTANT = 1
TTR_LOCAL = 2
TTR_TRANSLATION = 3
TTR_MODEL_ENVIRONMENT = 0
TTR_MODEL_AUDIENCE = 1
TTR_MODEL_ADVERTISING = 2
TTR_MODEL_COMMERCE = 3
TTR_MODEL_VIRTUAL_GOODS = 4
TTR_MODEL_ENTERPRISE = 5
TTR_MODEL_PARTNERSHIP = 6
TTR_MODEL_CREATOR = 7
TTR_MODEL_CUSTOM = 8
TTR_MODEL_TOTAL = 9
TTR_MODEL_LEDGER = 10
TTR_SUPPORT_POSITIVE = 1
TTR_SUPPORT_UNIT = 2
TTR_SUPPORT_REAL = 3
TTR_KIND_FLOW = 1
TTR_KIND_STOCK = 2
TTR_KIND_BALANCE = 3
TTR_KIND_RATIO = 4
TTR_DRIVER_ACTIVITY = 1
TTR_DRIVER_STATIC = 2
TTR_DRIVER_PER_ITEM = 4
TTR_FIGURE_OUTPUT = 0
TTR_FIGURE_REPORT = 1
TTR_FIGURE_SHARE = 2
TTR_FIGURE_GROWTH = 3
TTR_FIGURE_CAGR = 4
TTR_FIGURE_HHI = 5
TTR_SAMPLING_SOBOL = 0
TTR_SAMPLING_RANDOM = 1
TTR_SAMPLING_LATIN = 2
TTR_SAMPLING_ANTITHETIC = 3
TTR_DIRECTION_AUTO = 0
TTR_DIRECTION_GRADIENT = 1
TTR_DIRECTION_NONE = 2
TTR_VARIABLE_FIRST = 4294967295
TTR_OK = 0
TTR_E_ARGUMENT = -101
TTR_E_RANGE = -102
TTR_E_UNKNOWN = -103
TTR_E_DUPLICATE = -104
TTR_E_MISSING = -105
TTR_E_CONFLICT = -106
TTR_E_CYCLE = -107
TTR_E_UNSTABLE = -108
TTR_E_NO_MEMORY = -201
TTR_E_IO = -202
TTR_E_LIMIT = -203
TTR_E_CANCELLED = -204
TTR_E_SYNTAX = -301
TTR_E_VERSION = -302
TTR_E_NUMERIC = -401
TTR_E_STRUCT_SIZE = -501
TTR_E_INTERNAL = -901
TTR_GROSS = 0
TTR_NET = 1
TTR_RECOGNISE_RATEABLE = 0
TTR_RECOGNISE_AS_SALES = 1
TTR_RECOGNISE_PROGRESS = 2
TTR_VERSION_MAJOR = 0
TTR_VERSION_MINOR = 1
TTR_VERSION_PATCH = 0
TTR_VERSION = 100

class ArrowArray(Structure): ...
class ArrowSchema(Structure): ...
class ttr_audience(Structure): ...
class ttr_backtest(Structure): ...
class ttr_calibration(Structure): ...
class ttr_combiner(Structure): ...
class ttr_distribution(Structure): ...
class ttr_driver(Structure): ...
class ttr_environment(Structure): ...
class ttr_forecast(Structure): ...
class ttr_gradient(Structure): ...
class ttr_history(Structure): ...
class ttr_monitor(Structure): ...
class ttr_program(Structure): ...
class ttr_simulation(Structure): ...
class ttr_stream(Structure): ...
class ttr_text(Structure): ...

ttr_task = CFUNCTYPE(None, c_void_p, c_uint32)

class ttr_backtest_options(Structure):
    _fields_ = [("struct_size", c_uint32), ("first", c_int32), ("last", c_int32),
        ("horizons", c_uint32), ("season", c_uint32), ("paths", c_uint32), ("seed", c_uint64),
        ("share", c_double)]

class ttr_backtest_row(Structure):
    _fields_ = [("struct_size", c_uint32), ("series", c_uint32), ("origin", c_uint32),
        ("horizon", c_uint32), ("known_drivers", c_int32), ("converged", c_int32),
        ("observed", c_double), ("mean", c_double), ("median", c_double), ("low", c_double),
        ("high", c_double), ("pit", c_double), ("crps", c_double), ("crps_naive", c_double),
        ("crps_seasonal_naive", c_double), ("crps_drift", c_double), ("crps_holt", c_double),
        ("crps_winters", c_double)]

class ttr_backtest_score(Structure):
    _fields_ = [("struct_size", c_uint32), ("count", c_uint32), ("crps", c_double),
        ("crps_naive", c_double), ("crps_seasonal_naive", c_double), ("crps_drift", c_double),
        ("crps_holt", c_double), ("crps_winters", c_double), ("ratio", c_double),
        ("coverage", c_double), ("interval", c_double), ("pinball_low", c_double),
        ("pinball_high", c_double), ("mase", c_double), ("smape", c_double)]

class ttr_smoothing(Structure):
    _fields_ = [("struct_size", c_uint32), ("method", c_int32), ("season", c_uint32),
        ("reserved", c_uint32), ("alpha", c_double), ("beta", c_double), ("gamma", c_double),
        ("level", c_double), ("trend", c_double), ("deviation", c_double),
        ("log_likelihood", c_double)]

class ttr_calendar(Structure):
    _fields_ = [("struct_size", c_uint32), ("start_year", c_int32), ("start_month", c_int32),
        ("period_months", c_int32), ("periods", c_int32), ("fiscal_start", c_int32),
        ("as_of", c_int32), ("constant_currency_period", c_int32)]

class ttr_calibration_options(Structure):
    _fields_ = [("struct_size", c_uint32), ("kinds", c_int32), ("least_confidence", c_int32),
        ("last", c_int32), ("error_3", c_double), ("error_2", c_double), ("error_1", c_double),
        ("error_derived", c_double), ("error_estimate", c_double), ("range_share", c_double),
        ("volatility_factor", c_double), ("reversion_factor", c_double), ("rounds", c_uint32),
        ("reserved", c_uint32)]

class ttr_calibration_state(Structure):
    _fields_ = [("struct_size", c_uint32), ("converged", c_int32), ("reason", c_char_p),
        ("figures", c_uint32), ("used", c_uint32), ("unknowns", c_uint32), ("noises", c_uint32),
        ("rounds", c_uint32), ("steps", c_uint32), ("worst", c_uint32), ("drivers", c_uint32),
        ("gradient", c_double), ("promise", c_double), ("squares", c_double),
        ("prior_squares", c_double), ("learned", c_double), ("log_evidence", c_double)]

class ttr_fitted_figure(Structure):
    _fields_ = [("struct_size", c_uint32), ("used", c_int32), ("reason", c_char_p),
        ("logarithmic", c_int32), ("reserved", c_int32), ("value", c_double), ("before", c_double),
        ("fitted", c_double), ("deviation", c_double), ("residual", c_double),
        ("leverage", c_double)]

class ttr_fitted_draw(Structure):
    _fields_ = [("struct_size", c_uint32), ("epistemic", c_int32), ("name", c_char_p),
        ("period", c_char_p), ("mean", c_double), ("deviation", c_double)]

class ttr_fitted_driver(Structure):
    _fields_ = [("struct_size", c_uint32), ("reserved", c_uint32), ("name", c_char_p),
        ("unit", c_char_p), ("low_before", c_double), ("median_before", c_double),
        ("high_before", c_double), ("low", c_double), ("median", c_double), ("high", c_double)]

class ttr_fitted_noise(Structure):
    _fields_ = [("struct_size", c_uint32), ("reserved", c_uint32), ("name", c_char_p),
        ("volatility_before", c_double), ("volatility", c_double),
        ("volatility_deviation", c_double), ("reversion_before", c_double), ("reversion", c_double),
        ("reversion_deviation", c_double)]

class ttr_sample_options(Structure):
    _fields_ = [("struct_size", c_uint32), ("burn_in", c_uint32), ("draws", c_uint32),
        ("thin", c_uint32), ("seed", c_uint64)]

class ttr_sample_state(Structure):
    _fields_ = [("struct_size", c_uint32), ("rows", c_uint32), ("acceptance", c_double),
        ("step", c_double), ("worst_r_hat", c_double), ("least_effective", c_double)]

class ttr_link(Structure):
    _fields_ = [("struct_size", c_uint32), ("lag", c_int32), ("name", c_char_p),
        ("source", c_char_p), ("target", c_char_p), ("source_region", c_char_p),
        ("target_region", c_char_p), ("elasticity", c_double),
        ("elasticity_driver", POINTER(ttr_driver)), ("reference", c_double)]

class ttr_variable(Structure):
    _fields_ = [("struct_size", c_uint32), ("kind", c_int32), ("name", c_char_p),
        ("region", c_char_p), ("step", c_char_p), ("unit", c_char_p)]

class ttr_law(Structure):
    _fields_ = [("struct_size", c_uint32), ("kind", c_int32), ("a", c_double), ("b", c_double),
        ("c", c_double), ("d", c_double), ("low", c_double), ("high", c_double),
        ("values", POINTER(c_double)), ("weights", POINTER(c_double)), ("count", c_uint32),
        ("reserved", c_uint32)]

class ttr_technology(Structure):
    _fields_ = [("struct_size", c_uint32), ("region_count", c_uint32), ("name", c_char_p),
        ("target", c_char_p), ("regions", POINTER(c_char_p)), ("size", c_double), ("date", c_int32),
        ("reserved", c_int32), ("rate", c_double)]

class ttr_macro(Structure):
    _fields_ = [("struct_size", c_uint32), ("start", c_int32), ("to_recession_per_year", c_double),
        ("to_expansion_per_year", c_double), ("growth_expansion", c_double),
        ("growth_recession", c_double)]

class ttr_observation(Structure):
    _fields_ = [("struct_size", c_uint32), ("confidence", c_int32), ("series", c_char_p),
        ("period", c_char_p), ("unit", c_char_p), ("kind", c_char_p), ("source", c_char_p),
        ("value", c_double), ("low", c_double), ("high", c_double), ("error", c_double)]

class ttr_program_output(Structure):
    _fields_ = [("struct_size", c_uint32), ("kind", c_int32), ("name", c_char_p),
        ("unit", c_char_p), ("meaning", c_char_p), ("money", c_int32), ("model", c_int32)]

class ttr_program_driver(Structure):
    _fields_ = [("struct_size", c_uint32), ("support", c_int32), ("name", c_char_p),
        ("unit", c_char_p), ("meaning", c_char_p), ("source", c_char_p), ("grade", c_int32),
        ("region", c_uint32)]

class ttr_program_repair(Structure):
    _fields_ = [("struct_size", c_uint32), ("kind", c_int32), ("names", POINTER(c_char_p)),
        ("drivers", c_uint32), ("row", c_uint32), ("column", c_uint32), ("reserved", c_uint32),
        ("given", c_double), ("used", c_double)]

class ttr_driver_info(Structure):
    _fields_ = [("struct_size", c_uint32), ("support", c_int32), ("flags", c_uint32),
        ("reserved", c_uint32), ("fallback", c_double), ("key", c_char_p), ("unit", c_char_p),
        ("meaning", c_char_p), ("source", c_char_p)]

class ttr_output_info(Structure):
    _fields_ = [("struct_size", c_uint32), ("kind", c_int32), ("flags", c_uint32),
        ("reserved", c_uint32), ("key", c_char_p), ("unit", c_char_p), ("meaning", c_char_p),
        ("source", c_char_p)]

class ttr_option_info(Structure):
    _fields_ = [("struct_size", c_uint32), ("choices", c_uint32), ("key", c_char_p),
        ("meaning", c_char_p)]

class ttr_figure(Structure):
    _fields_ = [("struct_size", c_uint32), ("kind", c_int32), ("output", c_uint32),
        ("of", c_uint32), ("region", c_uint32), ("currency", c_int32), ("step", c_int32),
        ("joint", c_int32)]

class ttr_sampling(Structure):
    _fields_ = [("struct_size", c_uint32), ("mode", c_int32), ("seed", c_uint64),
        ("paths", c_uint64), ("replicates", c_uint32), ("direction", c_int32), ("level", c_int32),
        ("variable", c_uint32), ("tolerance", c_double), ("split_paths", c_uint64)]

class ttr_workers(Structure):
    _fields_ = [("struct_size", c_uint32), ("threads", c_uint32),
        ("parallel_for", CFUNCTYPE(None, c_void_p, c_uint32, ttr_task, c_void_p)),
        ("user", c_void_p)]

class ttr_draw(Structure):
    _fields_ = [("struct_size", c_uint32), ("uniform", c_int32), ("name", c_char_p),
        ("by_period", c_int32), ("epistemic", c_int32)]

class ttr_error(Structure):
    _fields_ = [("struct_size", c_uint32), ("status", c_int32), ("line", c_uint32),
        ("column", c_uint32), ("message", c_char * 512), ("path", c_char * 256),
        ("rule", c_char * 192), ("value", c_char * 96)]

class ttr_allocator(Structure):
    _fields_ = [("struct_size", c_uint32), ("reserved", c_uint32), ("user", c_void_p),
        ("allocate", CFUNCTYPE(c_void_p, c_void_p, c_size_t)),
        ("reallocate", CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_size_t)),
        ("release", CFUNCTYPE(None, c_void_p, c_void_p))]

class ttr_deal(Structure):
    _fields_ = [("struct_size", c_uint32), ("pays", c_int32), ("name", c_char_p),
        ("base", c_char_p), ("base_scale", c_double), ("base_lag", c_int32),
        ("recoupable", c_int32), ("recognition", c_int32), ("start", c_int32),
        ("term_years", c_double), ("tier_from", POINTER(c_double)),
        ("tier_share", POINTER(c_double)), ("regions", POINTER(c_char_p)), ("tiers", c_uint32),
        ("region_count", c_uint32)]

class ttr_event(Structure):
    _fields_ = [("struct_size", c_uint32), ("scope", c_int32), ("name", c_char_p),
        ("target", c_char_p), ("regions", POINTER(c_char_p)), ("region_count", c_uint32),
        ("date", c_int32), ("probability", c_double), ("hazard_per_year", c_double),
        ("severity", c_double), ("severity_law", POINTER(ttr_law)), ("lag_days", c_int32),
        ("duration_days", c_int32), ("half_life_days", c_double), ("grade", c_char),
        ("reserved", c_char * 7), ("source", c_char_p)]

#: Result and arguments of every function.
FUNCTIONS: dict[str, tuple[Any, ...]] = {
    "ttr_advertising_new": (c_int32, POINTER(ttr_allocator), c_char_p, POINTER(POINTER(ttr_stream)),
        POINTER(ttr_error)),
    "ttr_audience_new": (c_int32, POINTER(ttr_allocator), POINTER(POINTER(ttr_audience)),
        POINTER(ttr_error)),
    "ttr_audience_ref": (POINTER(ttr_audience), POINTER(ttr_audience)),
    "ttr_audience_set": (c_int32, POINTER(ttr_audience), c_char_p, c_char_p, c_double,
        POINTER(ttr_error)),
    "ttr_audience_set_driver": (c_int32, POINTER(ttr_audience), c_char_p, c_char_p,
        POINTER(ttr_driver), POINTER(ttr_error)),
    "ttr_audience_unref": (None, POINTER(ttr_audience)),
    "ttr_backtest_count": (c_uint32, POINTER(ttr_backtest)),
    "ttr_backtest_csv": (c_int32, POINTER(ttr_backtest), POINTER(POINTER(ttr_text)),
        POINTER(ttr_error)),
    "ttr_backtest_options_init": (None, POINTER(ttr_backtest_options), c_uint32),
    "ttr_backtest_ref": (POINTER(ttr_backtest), POINTER(ttr_backtest)),
    "ttr_backtest_row": (c_int32, POINTER(ttr_backtest), c_uint32, POINTER(ttr_backtest_row),
        POINTER(ttr_error)),
    "ttr_backtest_run": (c_int32, POINTER(ttr_combiner), POINTER(ttr_history), POINTER(c_char_p),
        c_uint32, POINTER(c_char_p), c_uint32, POINTER(ttr_calibration_options),
        POINTER(ttr_backtest_options), POINTER(ttr_workers), POINTER(ttr_monitor),
        POINTER(POINTER(ttr_backtest)), POINTER(ttr_error)),
    "ttr_backtest_score": (c_int32, POINTER(ttr_backtest), c_uint32, c_uint32, c_int32,
        POINTER(ttr_backtest_score), POINTER(ttr_error)),
    "ttr_backtest_unref": (None, POINTER(ttr_backtest)),
    "ttr_baseline_forecast": (c_int32, POINTER(ttr_allocator), c_int32, c_uint32, POINTER(c_double),
        c_uint32, c_uint32, POINTER(c_double), POINTER(c_double), POINTER(ttr_error)),
    "ttr_baseline_quantiles": (c_int32, POINTER(c_double), POINTER(c_double), c_uint32,
        POINTER(c_double), c_uint32, POINTER(c_double), POINTER(ttr_error)),
    "ttr_calendar_init": (None, POINTER(ttr_calendar), c_uint32),
    "ttr_calibration_correlations": (c_int32, POINTER(ttr_calibration), POINTER(c_uint32), c_uint32,
        POINTER(c_double), c_size_t, POINTER(ttr_error)),
    "ttr_calibration_draw": (c_int32, POINTER(ttr_calibration), c_uint32, POINTER(ttr_fitted_draw),
        POINTER(ttr_error)),
    "ttr_calibration_driver": (c_int32, POINTER(ttr_calibration), c_uint32,
        POINTER(ttr_fitted_driver), POINTER(ttr_error)),
    "ttr_calibration_figure": (c_int32, POINTER(ttr_calibration), c_uint32,
        POINTER(ttr_fitted_figure), POINTER(ttr_error)),
    "ttr_calibration_noise": (c_int32, POINTER(ttr_calibration), c_uint32,
        POINTER(ttr_fitted_noise), POINTER(ttr_error)),
    "ttr_calibration_options_init": (None, POINTER(ttr_calibration_options), c_uint32),
    "ttr_calibration_program": (POINTER(ttr_program), POINTER(ttr_calibration)),
    "ttr_calibration_ref": (POINTER(ttr_calibration), POINTER(ttr_calibration)),
    "ttr_calibration_run": (c_int32, POINTER(ttr_combiner), POINTER(ttr_history),
        POINTER(ttr_calibration_options), POINTER(ttr_workers), POINTER(ttr_monitor),
        POINTER(POINTER(ttr_calibration)), POINTER(ttr_error)),
    "ttr_calibration_sample": (c_int32, POINTER(ttr_calibration), POINTER(ttr_sample_options),
        POINTER(ttr_monitor), POINTER(c_double), c_size_t, POINTER(ttr_sample_state),
        POINTER(ttr_error)),
    "ttr_calibration_state": (c_int32, POINTER(ttr_calibration), POINTER(ttr_calibration_state),
        POINTER(ttr_error)),
    "ttr_calibration_unref": (None, POINTER(ttr_calibration)),
    "ttr_combiner_add_elimination": (c_int32, POINTER(ttr_combiner), c_char_p, c_char_p, c_double,
        POINTER(ttr_error)),
    "ttr_combiner_add_link": (c_int32, POINTER(ttr_combiner), POINTER(ttr_link),
        POINTER(ttr_error)),
    "ttr_combiner_add_region": (c_int32, POINTER(ttr_combiner), c_char_p, c_char_p,
        POINTER(ttr_error)),
    "ttr_combiner_add_report": (c_int32, POINTER(ttr_combiner), c_char_p, c_char_p,
        POINTER(ttr_error)),
    "ttr_combiner_add_report_term": (c_int32, POINTER(ttr_combiner), c_char_p, c_char_p, c_char_p,
        c_double, POINTER(ttr_error)),
    "ttr_combiner_add_stream": (c_int32, POINTER(ttr_combiner), POINTER(ttr_stream),
        POINTER(ttr_error)),
    "ttr_combiner_compile": (c_int32, POINTER(ttr_combiner), POINTER(POINTER(ttr_program)),
        POINTER(ttr_error)),
    "ttr_combiner_new": (c_int32, POINTER(ttr_allocator), POINTER(ttr_calendar), c_char_p,
        POINTER(POINTER(ttr_combiner)), POINTER(ttr_error)),
    "ttr_combiner_ref": (POINTER(ttr_combiner), POINTER(ttr_combiner)),
    "ttr_combiner_set_audience": (c_int32, POINTER(ttr_combiner), POINTER(ttr_audience),
        POINTER(ttr_error)),
    "ttr_combiner_set_environment": (c_int32, POINTER(ttr_combiner), POINTER(ttr_environment),
        POINTER(ttr_error)),
    "ttr_combiner_set_title": (c_int32, POINTER(ttr_combiner), c_char_p, c_char_p,
        POINTER(ttr_error)),
    "ttr_combiner_unref": (None, POINTER(ttr_combiner)),
    "ttr_commerce_new": (c_int32, POINTER(ttr_allocator), c_char_p, POINTER(POINTER(ttr_stream)),
        POINTER(ttr_error)),
    "ttr_creator_new": (c_int32, POINTER(ttr_allocator), c_char_p, POINTER(POINTER(ttr_stream)),
        POINTER(ttr_error)),
    "ttr_custom_declare": (c_int32, POINTER(ttr_stream), POINTER(ttr_driver_info),
        POINTER(ttr_error)),
    "ttr_custom_equation": (c_int32, POINTER(ttr_stream), POINTER(ttr_output_info), c_uint32,
        POINTER(ttr_error)),
    "ttr_custom_formula": (c_int32, POINTER(ttr_stream), c_char_p, POINTER(c_uint32),
        POINTER(ttr_error)),
    "ttr_custom_lag": (c_int32, POINTER(ttr_stream), c_uint32, c_uint32, POINTER(c_uint32),
        POINTER(ttr_error)),
    "ttr_custom_name": (c_int32, POINTER(ttr_stream), c_char_p, POINTER(c_uint32),
        POINTER(ttr_error)),
    "ttr_custom_new": (c_int32, POINTER(ttr_allocator), c_char_p, POINTER(POINTER(ttr_stream)),
        POINTER(ttr_error)),
    "ttr_custom_number": (c_int32, POINTER(ttr_stream), c_double, POINTER(c_uint32),
        POINTER(ttr_error)),
    "ttr_custom_operation": (c_int32, POINTER(ttr_stream), c_int32, c_uint32, c_uint32, c_uint32,
        POINTER(c_uint32), POINTER(ttr_error)),
    "ttr_deal_init": (None, POINTER(ttr_deal), c_uint32),
    "ttr_distribution_arrow": (c_int32, POINTER(ttr_distribution), POINTER(c_double), c_uint32,
        POINTER(ArrowSchema), POINTER(ArrowArray), POINTER(ttr_error)),
    "ttr_distribution_complete": (c_int32, POINTER(ttr_distribution)),
    "ttr_distribution_correlations": (c_int32, POINTER(ttr_distribution), POINTER(c_double),
        POINTER(c_double), c_size_t, POINTER(ttr_error)),
    "ttr_distribution_csv": (c_int32, POINTER(ttr_distribution), POINTER(c_double), c_uint32,
        POINTER(POINTER(ttr_text)), POINTER(ttr_error)),
    "ttr_distribution_deviations": (c_int32, POINTER(ttr_distribution), c_uint32, c_uint32,
        POINTER(c_double), POINTER(c_double), POINTER(ttr_error)),
    "ttr_distribution_digest": (c_uint64, POINTER(ttr_distribution)),
    "ttr_distribution_epistemic_shares": (c_int32, POINTER(ttr_distribution), c_uint32, c_uint32,
        POINTER(c_double), POINTER(c_double), POINTER(ttr_error)),
    "ttr_distribution_joint": (c_uint32, POINTER(ttr_distribution), c_uint32),
    "ttr_distribution_joints": (c_uint32, POINTER(ttr_distribution)),
    "ttr_distribution_json": (c_int32, POINTER(ttr_distribution), POINTER(c_double), c_uint32,
        POINTER(POINTER(ttr_text)), POINTER(ttr_error)),
    "ttr_distribution_load": (c_int32, POINTER(ttr_allocator), c_void_p, c_size_t,
        POINTER(POINTER(ttr_distribution)), POINTER(ttr_error)),
    "ttr_distribution_means": (c_int32, POINTER(ttr_distribution), c_uint32, c_uint32,
        POINTER(c_double), POINTER(c_double), POINTER(ttr_error)),
    "ttr_distribution_merge": (c_int32, POINTER(ttr_distribution), POINTER(ttr_distribution),
        POINTER(POINTER(ttr_distribution)), POINTER(ttr_error)),
    "ttr_distribution_paths": (c_uint64, POINTER(ttr_distribution)),
    "ttr_distribution_probabilities": (c_int32, POINTER(ttr_distribution), c_uint32,
        POINTER(c_double), c_uint32, POINTER(c_double), POINTER(c_double), POINTER(ttr_error)),
    "ttr_distribution_quantiles": (c_int32, POINTER(ttr_distribution), c_uint32, c_uint32,
        POINTER(c_double), c_uint32, POINTER(c_double), POINTER(c_double), POINTER(ttr_error)),
    "ttr_distribution_ref": (POINTER(ttr_distribution), POINTER(ttr_distribution)),
    "ttr_distribution_replicates": (c_uint32, POINTER(ttr_distribution)),
    "ttr_distribution_save": (c_int32, POINTER(ttr_distribution), POINTER(POINTER(ttr_text)),
        POINTER(ttr_error)),
    "ttr_distribution_shortfalls": (c_int32, POINTER(ttr_distribution), c_uint32, c_uint32,
        c_double, POINTER(c_double), POINTER(c_double), POINTER(ttr_error)),
    "ttr_distribution_unref": (None, POINTER(ttr_distribution)),
    "ttr_distribution_variable": (c_int32, POINTER(ttr_distribution), c_uint32,
        POINTER(ttr_variable), POINTER(ttr_error)),
    "ttr_distribution_variables": (c_uint32, POINTER(ttr_distribution)),
    "ttr_document_load": (c_int32, POINTER(ttr_allocator), c_char_p, c_size_t, c_char_p,
        POINTER(POINTER(ttr_combiner)), POINTER(ttr_error)),
    "ttr_document_open": (c_int32, POINTER(ttr_allocator), c_char_p, POINTER(POINTER(ttr_combiner)),
        POINTER(ttr_error)),
    "ttr_document_save": (c_int32, POINTER(ttr_combiner), POINTER(POINTER(ttr_text)),
        POINTER(ttr_error)),
    "ttr_driver_add_loading": (c_int32, POINTER(ttr_driver), c_char_p, c_double, c_int32,
        POINTER(ttr_error)),
    "ttr_driver_add_movable_event": (c_int32, POINTER(ttr_driver), c_int32, c_int32, c_double,
        POINTER(ttr_error)),
    "ttr_driver_new": (c_int32, POINTER(ttr_allocator), POINTER(POINTER(ttr_driver)),
        POINTER(ttr_error)),
    "ttr_driver_ref": (POINTER(ttr_driver), POINTER(ttr_driver)),
    "ttr_driver_set_bass": (c_int32, POINTER(ttr_driver), c_double, c_double, c_double, c_int32,
        POINTER(ttr_error)),
    "ttr_driver_set_certain": (c_int32, POINTER(ttr_driver), POINTER(ttr_error)),
    "ttr_driver_set_dates": (c_int32, POINTER(ttr_driver), c_int32, c_int32, POINTER(ttr_error)),
    "ttr_driver_set_evidence": (c_int32, POINTER(ttr_driver), c_char, c_char_p, c_int32, c_char_p,
        POINTER(ttr_error)),
    "ttr_driver_set_exponential": (c_int32, POINTER(ttr_driver), c_double, c_double, c_int32,
        POINTER(ttr_error)),
    "ttr_driver_set_gompertz": (c_int32, POINTER(ttr_driver), c_double, c_double, c_int32,
        POINTER(ttr_error)),
    "ttr_driver_set_knots": (c_int32, POINTER(ttr_driver), c_uint32, POINTER(c_int32),
        POINTER(c_double), POINTER(ttr_error)),
    "ttr_driver_set_law": (c_int32, POINTER(ttr_driver), c_char_p, POINTER(ttr_law),
        POINTER(ttr_error)),
    "ttr_driver_set_linear": (c_int32, POINTER(ttr_driver), c_double, c_double, c_int32,
        POINTER(ttr_error)),
    "ttr_driver_set_logistic": (c_int32, POINTER(ttr_driver), c_double, c_double, c_int32,
        POINTER(ttr_error)),
    "ttr_driver_set_noise": (c_int32, POINTER(ttr_driver), c_double, c_double, POINTER(ttr_error)),
    "ttr_driver_set_range": (c_int32, POINTER(ttr_driver), c_char_p, c_double, c_double, c_double,
        POINTER(ttr_error)),
    "ttr_driver_set_real": (c_int32, POINTER(ttr_driver), c_int32, POINTER(ttr_error)),
    "ttr_driver_set_seasonality": (c_int32, POINTER(ttr_driver), c_uint32, POINTER(c_double),
        POINTER(ttr_error)),
    "ttr_driver_set_series": (c_int32, POINTER(ttr_driver), c_uint32, POINTER(c_double),
        POINTER(ttr_error)),
    "ttr_driver_set_value": (c_int32, POINTER(ttr_driver), c_double, POINTER(ttr_error)),
    "ttr_driver_unref": (None, POINTER(ttr_driver)),
    "ttr_enterprise_add_product": (c_int32, POINTER(ttr_stream), c_char_p, POINTER(ttr_error)),
    "ttr_enterprise_new": (c_int32, POINTER(ttr_allocator), c_char_p, POINTER(POINTER(ttr_stream)),
        POINTER(ttr_error)),
    "ttr_environment_add_correlation": (c_int32, POINTER(ttr_environment), c_int32, c_double,
        c_uint32, POINTER(c_char_p), POINTER(c_double), POINTER(ttr_error)),
    "ttr_environment_add_event": (c_int32, POINTER(ttr_environment), POINTER(ttr_event),
        POINTER(ttr_error)),
    "ttr_environment_add_preference": (c_int32, POINTER(ttr_environment), c_char_p,
        POINTER(c_char_p), c_uint32, c_double, c_double, POINTER(ttr_error)),
    "ttr_environment_add_technology": (c_int32, POINTER(ttr_environment), POINTER(ttr_technology),
        POINTER(ttr_error)),
    "ttr_environment_new": (c_int32, POINTER(ttr_allocator), POINTER(POINTER(ttr_environment)),
        POINTER(ttr_error)),
    "ttr_environment_ref": (POINTER(ttr_environment), POINTER(ttr_environment)),
    "ttr_environment_set": (c_int32, POINTER(ttr_environment), c_char_p, c_char_p, c_double,
        POINTER(ttr_error)),
    "ttr_environment_set_driver": (c_int32, POINTER(ttr_environment), c_char_p, c_char_p,
        POINTER(ttr_driver), POINTER(ttr_error)),
    "ttr_environment_set_macro": (c_int32, POINTER(ttr_environment), POINTER(ttr_macro),
        POINTER(ttr_error)),
    "ttr_environment_set_region_correlation": (c_int32, POINTER(ttr_environment), c_int32, c_double,
        POINTER(ttr_error)),
    "ttr_environment_unref": (None, POINTER(ttr_environment)),
    "ttr_error_init": (None, POINTER(ttr_error), c_uint32),
    "ttr_event_init": (None, POINTER(ttr_event), c_uint32),
    "ttr_figure_init": (None, POINTER(ttr_figure), c_uint32),
    "ttr_forecast_csv": (c_int32, POINTER(ttr_forecast), c_int32, c_int32,
        POINTER(POINTER(ttr_text)), POINTER(ttr_error)),
    "ttr_forecast_hhi": (c_int32, POINTER(ttr_forecast), c_uint32, c_int32, POINTER(c_double),
        c_size_t, POINTER(ttr_error)),
    "ttr_forecast_json": (c_int32, POINTER(ttr_forecast), c_int32, c_int32,
        POINTER(POINTER(ttr_text)), POINTER(ttr_error)),
    "ttr_forecast_program": (POINTER(ttr_program), POINTER(ttr_forecast)),
    "ttr_forecast_read": (c_int32, POINTER(ttr_forecast), c_uint32, c_uint32, c_int32, c_int32,
        POINTER(c_double), c_size_t, POINTER(ttr_error)),
    "ttr_forecast_ref": (POINTER(ttr_forecast), POINTER(ttr_forecast)),
    "ttr_forecast_report": (c_int32, POINTER(ttr_forecast), c_uint32, c_int32, POINTER(c_double),
        c_size_t, POINTER(ttr_error)),
    "ttr_forecast_report_kind": (c_int32, POINTER(ttr_forecast), c_uint32),
    "ttr_forecast_report_name": (c_char_p, POINTER(ttr_forecast), c_uint32),
    "ttr_forecast_reports": (c_uint32, POINTER(ttr_forecast)),
    "ttr_forecast_table": (c_int32, POINTER(ttr_forecast), POINTER(c_uint32), c_uint32, c_int32,
        c_int32, POINTER(c_double), c_size_t, POINTER(ttr_error)),
    "ttr_forecast_unref": (None, POINTER(ttr_forecast)),
    "ttr_gradient_central": (c_int32, POINTER(ttr_gradient), POINTER(c_double), POINTER(c_double),
        c_size_t, POINTER(ttr_error)),
    "ttr_gradient_draws": (c_int32, POINTER(ttr_gradient), POINTER(ttr_sampling), c_uint64,
        c_uint64, POINTER(c_double), c_size_t, POINTER(ttr_error)),
    "ttr_gradient_mean": (c_int32, POINTER(ttr_gradient), POINTER(ttr_sampling),
        POINTER(ttr_workers), POINTER(ttr_monitor), POINTER(c_double), POINTER(c_double), c_size_t,
        POINTER(ttr_error)),
    "ttr_gradient_new": (c_int32, POINTER(ttr_simulation), POINTER(c_uint32), c_uint32,
        POINTER(POINTER(ttr_gradient)), POINTER(ttr_error)),
    "ttr_gradient_paths": (c_int32, POINTER(ttr_gradient), POINTER(ttr_sampling), c_uint64,
        c_uint64, POINTER(c_double), c_size_t, POINTER(ttr_error)),
    "ttr_gradient_ref": (POINTER(ttr_gradient), POINTER(ttr_gradient)),
    "ttr_gradient_unref": (None, POINTER(ttr_gradient)),
    "ttr_gradient_variables": (c_uint32, POINTER(ttr_gradient)),
    "ttr_history_compare": (c_int32, POINTER(ttr_history), c_uint32, POINTER(ttr_forecast),
        POINTER(c_double), POINTER(ttr_error)),
    "ttr_history_count": (c_uint32, POINTER(ttr_history)),
    "ttr_history_get": (c_int32, POINTER(ttr_history), c_uint32, POINTER(ttr_observation),
        POINTER(ttr_error)),
    "ttr_history_load": (c_int32, POINTER(ttr_allocator), c_char_p, c_size_t, c_char_p,
        POINTER(POINTER(ttr_history)), POINTER(ttr_error)),
    "ttr_history_open": (c_int32, POINTER(ttr_allocator), c_char_p, POINTER(POINTER(ttr_history)),
        POINTER(ttr_error)),
    "ttr_history_ref": (POINTER(ttr_history), POINTER(ttr_history)),
    "ttr_history_unref": (None, POINTER(ttr_history)),
    "ttr_instruction_set": (c_char_p, c_uint32),
    "ttr_law_init": (None, POINTER(ttr_law), c_uint32),
    "ttr_link_init": (None, POINTER(ttr_link), c_uint32),
    "ttr_model_revision": (c_uint32,),
    "ttr_monitor_cancel": (None, POINTER(ttr_monitor)),
    "ttr_monitor_new": (c_int32, POINTER(ttr_allocator), POINTER(POINTER(ttr_monitor)),
        POINTER(ttr_error)),
    "ttr_monitor_progress": (c_double, POINTER(ttr_monitor)),
    "ttr_monitor_ref": (POINTER(ttr_monitor), POINTER(ttr_monitor)),
    "ttr_monitor_unref": (None, POINTER(ttr_monitor)),
    "ttr_partnership_add_deal": (c_int32, POINTER(ttr_stream), POINTER(ttr_deal),
        POINTER(ttr_error)),
    "ttr_partnership_new": (c_int32, POINTER(ttr_allocator), c_char_p, POINTER(POINTER(ttr_stream)),
        POINTER(ttr_error)),
    "ttr_program_calendar": (c_int32, POINTER(ttr_program), POINTER(ttr_calendar),
        POINTER(ttr_error)),
    "ttr_program_currency": (c_char_p, POINTER(ttr_program), c_uint32),
    "ttr_program_driver": (c_int32, POINTER(ttr_program), c_uint32, POINTER(ttr_program_driver),
        POINTER(ttr_error)),
    "ttr_program_drivers": (c_uint32, POINTER(ttr_program)),
    "ttr_program_explain": (c_int32, POINTER(ttr_program), POINTER(c_double), c_uint32, c_uint32,
        c_uint32, c_uint32, POINTER(POINTER(ttr_text)), POINTER(ttr_error)),
    "ttr_program_find_driver": (c_int32, POINTER(ttr_program), c_char_p, POINTER(c_uint32),
        POINTER(ttr_error)),
    "ttr_program_find_output": (c_int32, POINTER(ttr_program), c_char_p, POINTER(c_uint32),
        POINTER(ttr_error)),
    "ttr_program_output": (c_int32, POINTER(ttr_program), c_uint32, POINTER(ttr_program_output),
        POINTER(ttr_error)),
    "ttr_program_outputs": (c_uint32, POINTER(ttr_program)),
    "ttr_program_ref": (POINTER(ttr_program), POINTER(ttr_program)),
    "ttr_program_region": (c_char_p, POINTER(ttr_program), c_uint32),
    "ttr_program_regions": (c_uint32, POINTER(ttr_program)),
    "ttr_program_repair": (c_int32, POINTER(ttr_program), c_uint32, POINTER(ttr_program_repair),
        POINTER(ttr_error)),
    "ttr_program_repairs": (c_uint32, POINTER(ttr_program)),
    "ttr_program_run": (c_int32, POINTER(ttr_program), POINTER(c_double),
        POINTER(POINTER(ttr_forecast)), POINTER(ttr_error)),
    "ttr_program_step": (c_char_p, POINTER(ttr_program), c_int32, c_uint32),
    "ttr_program_step_complete": (c_int32, POINTER(ttr_program), c_int32, c_uint32),
    "ttr_program_steps": (c_uint32, POINTER(ttr_program), c_int32),
    "ttr_program_stream": (c_char_p, POINTER(ttr_program), c_uint32),
    "ttr_program_streams": (c_uint32, POINTER(ttr_program)),
    "ttr_program_title": (c_char_p, POINTER(ttr_program)),
    "ttr_program_unref": (None, POINTER(ttr_program)),
    "ttr_sample_options_init": (None, POINTER(ttr_sample_options), c_uint32),
    "ttr_sampling_init": (None, POINTER(ttr_sampling), c_uint32),
    "ttr_schema_choice": (c_char_p, c_int32, c_uint32, c_uint32),
    "ttr_schema_driver": (c_int32, c_int32, c_uint32, POINTER(ttr_driver_info), POINTER(ttr_error)),
    "ttr_schema_drivers": (c_uint32, c_int32),
    "ttr_schema_model": (c_char_p, c_int32),
    "ttr_schema_option": (c_int32, c_int32, c_uint32, POINTER(ttr_option_info), POINTER(ttr_error)),
    "ttr_schema_options": (c_uint32, c_int32),
    "ttr_schema_output": (c_int32, c_int32, c_uint32, POINTER(ttr_output_info), POINTER(ttr_error)),
    "ttr_schema_outputs": (c_uint32, c_int32),
    "ttr_score_coverage": (c_int32, POINTER(c_double), POINTER(c_double), POINTER(c_double),
        c_uint32, POINTER(c_double), POINTER(ttr_error)),
    "ttr_score_crps_normal": (c_int32, POINTER(c_double), POINTER(c_double), POINTER(c_double),
        c_uint32, POINTER(c_double), POINTER(ttr_error)),
    "ttr_score_crps_quantiles": (c_int32, POINTER(c_double), c_uint32, POINTER(c_double),
        POINTER(c_double), c_uint32, POINTER(c_double), POINTER(ttr_error)),
    "ttr_score_crps_sample": (c_int32, POINTER(ttr_allocator), POINTER(c_double), c_uint32,
        POINTER(c_double), c_uint32, POINTER(c_double), POINTER(ttr_error)),
    "ttr_score_interval": (c_int32, c_double, POINTER(c_double), POINTER(c_double),
        POINTER(c_double), c_uint32, POINTER(c_double), POINTER(ttr_error)),
    "ttr_score_mase": (c_int32, POINTER(c_double), c_uint32, c_uint32, POINTER(c_double),
        POINTER(c_double), c_uint32, POINTER(c_double), POINTER(ttr_error)),
    "ttr_score_pinball": (c_int32, c_double, POINTER(c_double), POINTER(c_double), c_uint32,
        POINTER(c_double), POINTER(ttr_error)),
    "ttr_score_pit_normal": (c_int32, POINTER(c_double), POINTER(c_double), POINTER(c_double),
        c_uint32, POINTER(c_double), POINTER(ttr_error)),
    "ttr_score_pit_sample": (c_int32, POINTER(c_double), c_uint32, POINTER(c_double), c_uint32,
        POINTER(c_double), POINTER(c_double), POINTER(ttr_error)),
    "ttr_score_smape": (c_int32, POINTER(c_double), POINTER(c_double), c_uint32, POINTER(c_double),
        POINTER(ttr_error)),
    "ttr_simulation_condition": (c_int32, POINTER(ttr_simulation), POINTER(ttr_calibration),
        POINTER(ttr_error)),
    "ttr_simulation_dimensions": (c_int32, POINTER(ttr_simulation), POINTER(c_uint32),
        POINTER(ttr_error)),
    "ttr_simulation_draw": (c_int32, POINTER(ttr_simulation), c_uint32, POINTER(ttr_draw),
        POINTER(ttr_error)),
    "ttr_simulation_draws": (c_int32, POINTER(ttr_simulation), POINTER(c_uint32),
        POINTER(ttr_error)),
    "ttr_simulation_exact_quantiles": (c_int32, POINTER(ttr_simulation), POINTER(ttr_sampling),
        POINTER(ttr_workers), POINTER(ttr_monitor), POINTER(ttr_distribution), c_uint32,
        POINTER(c_double), c_uint32, POINTER(c_double), POINTER(ttr_error)),
    "ttr_simulation_explain": (c_int32, POINTER(ttr_simulation), POINTER(ttr_sampling), c_uint64,
        c_uint32, c_uint32, c_uint32, c_uint32, POINTER(POINTER(ttr_text)), POINTER(ttr_error)),
    "ttr_simulation_memory": (c_int32, POINTER(ttr_simulation), POINTER(ttr_sampling),
        POINTER(ttr_workers), POINTER(c_uint64), POINTER(ttr_error)),
    "ttr_simulation_new": (c_int32, POINTER(ttr_program), POINTER(c_double),
        POINTER(POINTER(ttr_simulation)), POINTER(ttr_error)),
    "ttr_simulation_numbers": (c_int32, POINTER(ttr_simulation), POINTER(ttr_sampling), c_uint64,
        c_uint64, POINTER(c_double), c_size_t, POINTER(ttr_error)),
    "ttr_simulation_numpy": (c_int32, POINTER(ttr_simulation), POINTER(POINTER(ttr_text)),
        POINTER(ttr_error)),
    "ttr_simulation_paths": (c_int32, POINTER(ttr_simulation), POINTER(ttr_sampling), c_uint64,
        c_uint64, POINTER(c_double), c_size_t, POINTER(ttr_error)),
    "ttr_simulation_ref": (POINTER(ttr_simulation), POINTER(ttr_simulation)),
    "ttr_simulation_run": (c_int32, POINTER(ttr_simulation), POINTER(ttr_sampling),
        POINTER(ttr_workers), POINTER(ttr_monitor), POINTER(POINTER(ttr_distribution)),
        POINTER(ttr_error)),
    "ttr_simulation_shard": (c_int32, POINTER(ttr_simulation), POINTER(ttr_sampling), c_uint64,
        c_uint64, POINTER(ttr_workers), POINTER(ttr_monitor), POINTER(POINTER(ttr_distribution)),
        POINTER(ttr_error)),
    "ttr_simulation_unref": (None, POINTER(ttr_simulation)),
    "ttr_simulation_variables": (c_uint32, POINTER(ttr_simulation)),
    "ttr_simulation_watch": (c_int32, POINTER(ttr_simulation), POINTER(ttr_figure),
        POINTER(c_uint32), POINTER(ttr_error)),
    "ttr_smoothing_fit": (c_int32, POINTER(ttr_allocator), POINTER(c_double), c_uint32,
        POINTER(ttr_smoothing), POINTER(c_double), POINTER(ttr_error)),
    "ttr_smoothing_forecast": (c_int32, POINTER(ttr_allocator), POINTER(c_double), c_uint32,
        POINTER(ttr_smoothing), POINTER(c_double), POINTER(c_double), c_uint32, POINTER(c_double),
        POINTER(c_double), POINTER(ttr_error)),
    "ttr_smoothing_init": (None, POINTER(ttr_smoothing), c_uint32),
    "ttr_status_name": (c_char_p, c_int32),
    "ttr_stream_model": (c_int32, POINTER(ttr_stream)),
    "ttr_stream_name": (c_char_p, POINTER(ttr_stream)),
    "ttr_stream_ref": (POINTER(ttr_stream), POINTER(ttr_stream)),
    "ttr_stream_set": (c_int32, POINTER(ttr_stream), c_char_p, c_char_p, c_double,
        POINTER(ttr_error)),
    "ttr_stream_set_driver": (c_int32, POINTER(ttr_stream), c_char_p, c_char_p, POINTER(ttr_driver),
        POINTER(ttr_error)),
    "ttr_stream_set_option": (c_int32, POINTER(ttr_stream), c_char_p, c_char_p, POINTER(ttr_error)),
    "ttr_stream_set_presentation": (c_int32, POINTER(ttr_stream), c_char_p, c_int32,
        POINTER(ttr_error)),
    "ttr_stream_unref": (None, POINTER(ttr_stream)),
    "ttr_technology_init": (None, POINTER(ttr_technology), c_uint32),
    "ttr_text_bytes": (POINTER(c_char), POINTER(ttr_text)),
    "ttr_text_ref": (POINTER(ttr_text), POINTER(ttr_text)),
    "ttr_text_size": (c_size_t, POINTER(ttr_text)),
    "ttr_text_unref": (None, POINTER(ttr_text)),
    "ttr_version": (c_uint32,),
    "ttr_version_text": (c_char_p,),
    "ttr_virtual_goods_new": (c_int32, POINTER(ttr_allocator), c_char_p,
        POINTER(POINTER(ttr_stream)), POINTER(ttr_error)),
}
