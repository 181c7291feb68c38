"""The JSON Schema of model documents, and the tables of keys in documents.md.

    schema.py LIBRARY            writes model.schema.json and documents.md's tables
    schema.py LIBRARY --check    tells whether they are as they would be written

The kinds of objects are described here; drivers come from the library, and the
example in documents.md from a file. That
both are what the loader takes is tested by tests/unit/test_model_schema.c.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from tables import ITEMS, PER_ITEM, Library

FOLDER = Path(__file__).resolve().parent

Json = dict[str, Any]

#: At most so many members where every name is compared with all others.
NAMED = 1000

# ---- values ----

FORBIDDEN = "\\u0000-\\u001f!-%'-,/:-@\\[-\\^`{-\\u007f"
DAY = "(19|2[01])\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])"

VALUES: dict[str, Json] = {
    "name": {
        "type": "string",
        "description": "1 to 63 bytes: letters, digits, _ - . & and spaces inside",
        "maxLength": 63,
        "pattern": f"^[^ {FORBIDDEN}]([^{FORBIDDEN}]*[^ {FORBIDDEN}])?$",
    },
    "text": {"type": "string"},
    "date": {
        "type": "string",
        "description": "a day, as 2024-06-30",
        "pattern": f"^{DAY}$",
    },
    "month": {
        "type": "string",
        "description": "a month, as 2024-07",
        "pattern": "^(19|2[01])\\d\\d-(0[1-9]|1[0-2])$",
    },
    "address": {
        "type": "string",
        "description": "component/key",
        "pattern": "^[^/]+/[^/].*$",
        "maxLength": 159,
    },
    "number": {"type": "number"},
    "share": {"type": "number", "minimum": 0, "maximum": 1},
    "not_negative": {"type": "number", "minimum": 0},
    "above_zero": {"type": "number", "exclusiveMinimum": 0},
    "periods": {"type": "integer", "minimum": 0, "maximum": 1200},
    "true_or_false": {"type": "boolean"},
    "grade": {"enum": ["A", "B", "C"]},
}


def ref(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


def choice(*texts: str) -> Json:
    return {"enum": list(texts)}


def whole(low: int, high: int = 2147483647) -> Json:
    return {"type": "integer", "minimum": low, "maximum": high}


def either(*schemas: Json) -> Json:
    return {"anyOf": list(schemas)}


def several(item: Json, least: int = 0, most: int | None = NAMED) -> Json:
    schema: Json = {"type": "array", "items": item}
    if least:
        schema["minItems"] = least
    if most is not None:
        schema["maxItems"] = most
    return schema


def keyed(value: Json, most: int | None = NAMED) -> Json:
    schema: Json = {"type": "object", "additionalProperties": value}
    if most is not None:
        schema["maxProperties"] = most
    return schema


# ---- forms: (key, schema, required, what it means and its default) ----

Field = tuple[str, Json, bool, str]


def must(key: str, schema: Json, meaning: str) -> Field:
    return key, schema, True, meaning


def may(key: str, schema: Json, meaning: str) -> Field:
    return key, schema, False, meaning


REGIONS = several(ref("name"), 1)
SOURCE = may("source", ref("text"), "where it was published")

STREAM = [
    must("name", ref("name"), "unique; not `audience`, `environment`, `total`, `ledger`, `links`"),
    must("model", choice("MODEL"), "which equations: see [drivers.md](drivers.md)"),
    may("options", keyed({"type": "string"}), "choices of the model, below"),
    may("presentation", choice("gross", "net"), "of revenue; default by model: net for commerce, gross for all others"),
    may("presentation_by_region", keyed(choice("gross", "net")), "the same by region"),
]
DRIVERS = [
    may("drivers", ref("DRIVERS"), "by key, for every region without its own"),
    may("regions", keyed(ref("DRIVERS")), "by region, then by key"),
]

CURVE = "a number, or an object of `value` and `range` or `law`"

FORMS: dict[str, list[Field]] = {
    "document": [
        must("tiktokrev", {"const": 1, "type": "number"}, "version of the format: 1"),
        may("name", ref("text"), "title"),
        may("notes", ref("text"), "anything"),
        must("calendar", ref("calendar"), "periods"),
        must("currency", ref("name"), "reporting currency, e.g. `USD`"),
        may("constant_currency_period", ref("periods"), "period, from 0, whose exchange rates the constant-currency view uses; default 0"),
        must("regions", several(ref("region")), "in the order of all tables"),
        may("environment", ref("environment"), "the world outside"),
        may("audience", ref("audience"), "users and their time"),
        may("streams", several(ref("any_stream")), "in the order of all tables"),
        may("links", several(ref("link")), "from an output to a driver"),
        may("eliminations", several(ref("elimination")), "what one stream earns from another"),
        may("reports", several(ref("report")), "named sums of outputs"),
    ],
    "calendar": [
        must("start", ref("month"), "first month, as `2024-07`"),
        must("frequency", choice("month", "quarter", "year"), "length of a period: `month`, `quarter` or `year`"),
        must("periods", whole(1, 1200), "count, 1 to 1200"),
        may("fiscal_start", whole(1, 12), "first month of the fiscal year, 1 to 12; default 1. No period may straddle two fiscal years"),
        may("as_of", ref("date"), "before it lies history; default the calendar's start"),
    ],
    "region": [
        must("name", ref("name"), "unique; not `World`"),
        may("currency", ref("name"), "local currency; default the reporting currency. Another one needs the driver `fx`"),
    ],
    "environment": [
        may("drivers", ref("environment_drivers"), "`inflation`, `fx`, `fx_end`, for every region without its own"),
        may("regions", keyed(ref("environment_drivers")), "by region, then by key"),
        may("events", several(ref("event")), "what takes a share away for a while or for good"),
        may("technology", several(ref("technology")), "what moves a driver for good"),
        may("macro", ref("macro"), "two-state cycle; the factor `macro`"),
        may("preference", several(ref("preference")), "taste: factors by their names"),
        may("correlations", several(ref("correlation")), "what moves together"),
        may("region_correlation", ref("region_correlation"), "how far one driver goes together with itself in another region, where no matrix says so"),
    ],
    "event": [
        must("name", ref("name"), "unique among events"),
        may("regions", REGIONS, "default all"),
        must("scope", either(choice("audience"), ref("scope")), "`audience`: the users; or an object"),
        may("date", ref("date"), "scheduled day; or else a hazard"),
        may("probability", ref("share"), "of a scheduled event; default 1. The central path has it if above 0.5"),
        may("hazard_per_year", ref("not_negative"), "rate of the first arrival after the as-of date; the central path has none"),
        may("severity", either(ref("share"), ref("severity")), "share lost, 0 to 1; default 1; or `{\"law\": LAW}`, whose median the central path takes"),
        may("lag_days", whole(0), "from the event to its effect; default 0"),
        may("end", either(choice("absorbing"), ref("event_end")), "`absorbing` (default): for good; or an object"),
        may("source", ref("text"), "evidence"),
        may("grade", ref("grade"), "of the evidence"),
    ],
    "scope": [
        may("streams", several(ref("name"), 1), "the activity of these streams"),
        may("driver", ref("address"), "one driver, `component/key`. Either this or `streams`"),
    ],
    "event_end": [
        must("days", whole(1), "length"),
        may("half_life_days", ref("not_negative"), "of the recovery behind it; default 0: at once"),
    ],
    "severity": [must("law", ref("law"), "within [0, 1]")],
    "technology": [
        must("name", ref("name"), "unique among technologies"),
        must("driver", ref("address"), "`component/key`"),
        may("regions", REGIONS, "default all"),
        must("size", ref("number"), "final change on the driver's scale: of the logarithm, or of the log odds of a share"),
        must("date", ref("date"), "day of the step, or midpoint of the diffusion"),
        may("kind", choice("step", "diffusion"), "`step` (default) or `diffusion`"),
        may("rate", ref("above_zero"), "of a diffusion: logistic, per year"),
    ],
    "macro": [
        must("to_recession_per_year", ref("not_negative"), "rate from expansion"),
        must("to_expansion_per_year", ref("not_negative"), "rate from recession"),
        must("growth_expansion", ref("number"), "per year"),
        must("growth_recession", ref("number"), "per year"),
        may("start", choice("stationary", "expansion", "recession"), "`stationary` (default), `expansion` or `recession`"),
    ],
    "preference": [
        must("name", ref("name"), "of the factor; unique"),
        may("regions", REGIONS, "default all"),
        must("volatility", ref("not_negative"), "per square root of a year"),
        must("reversion", ref("not_negative"), "per year"),
    ],
    "correlation": [
        must("kind", choice("level", "innovation"), "`level`: what is not known; `innovation`: what moves"),
        may("copula", either(choice("gaussian"), ref("copula")), "`gaussian` (default) or `{\"t\": degrees of freedom}`"),
        must("drivers", several({"type": "string"}, 2, None), "addresses `component/key` or `component/region/key`; of kind `innovation` also `environment/preferences/name`"),
        must("matrix", several(several(ref("number"), 2, None), 2, None), "a row for each driver; symmetric, 1 on the diagonal"),
    ],
    "copula": [must("t", {"type": "number", "exclusiveMinimum": 2, "maximum": 1000000}, "degrees of freedom, above 2")],
    "region_correlation": [
        may("level", ref("share"), "of what is not known; default 0.5"),
        may("innovation", ref("share"), "of what moves; default 0.5"),
    ],
    "audience": [
        may("drivers", ref("audience_drivers"), "by key, for every region without its own"),
        may("regions", keyed(ref("audience_drivers")), "by region, then by key"),
    ],
    "stream": [*STREAM, *DRIVERS],
    "enterprise": [
        *STREAM,
        may("products", several(ref("name")), "names; drivers are `product/key`"),
        *DRIVERS,
    ],
    "partnership": [
        *STREAM,
        may("deals", several(ref("deal")), "drivers of a deal are `deal/key`"),
        *DRIVERS,
    ],
    "custom": [
        *STREAM,
        may("declare", several(ref("declare")), "drivers of its own"),
        *DRIVERS,
        may("equations", keyed(ref("equation")), "by key; may use each other in any order"),
    ],
    "deal": [
        must("name", ref("name"), "unique in the stream"),
        may("direction", choice("receive", "pay"), "`receive` (default): we are paid; `pay`"),
        may("base", either(choice("own"), ref("base")), "`own` (default): the driver `base_pm`; or an output"),
        must("tiers", several(ref("tier"), 1, 16), "ascending, the first from 0; at most 16"),
        may("recoupable", ref("true_or_false"), "the guarantee is set off against later years; default true"),
        may("recognition", choice("rateable", "as_sales", "progress"), "`rateable` (default), `as_sales` or `progress`"),
        must("start", ref("date"), "first day of a period"),
        must("term_years", whole(1, 200), "whole contract years"),
        may("regions", REGIONS, "default all; at most 32"),
    ],
    "base": [
        must("output", ref("address"), "`component/output`"),
        may("lag", ref("periods"), "in periods; default 0"),
        may("scale", ref("number"), "multiplies the output; default 1"),
    ],
    "tier": [
        must("from", ref("not_negative"), "base per contract year from which the share applies"),
        must("share", ref("share"), "of the slice above"),
    ],
    "declare": [
        must("key", ref("word"), "1 to 63 letters, digits and `_`, no digit first"),
        must("unit", ref("text"), "`money` for a currency, `1` for none"),
        must("support", choice("positive", "unit", "real"), "`positive`: [0, inf); `unit`: [0, 1]; `real`"),
        may("default", ref("number"), "where none is given; default 0"),
        may("activity", ref("true_or_false"), "may have a launch and an end; default false"),
        may("static", ref("true_or_false"), "one value over time; default false"),
        may("meaning", ref("text"), "one line"),
        may("source", ref("text"), "literature"),
    ],
    "equation": [
        must("formula", {"type": "string", "maxLength": 4096}, "text, below"),
        must("unit", ref("text"), "`money` for a currency"),
        must("kind", choice("flow", "stock", "balance", "ratio"), "how it adds up over time; a `ratio` is a division"),
        may("meaning", ref("text"), "one line"),
        may("source", ref("text"), "literature"),
    ],
    "link": [
        must("name", ref("name"), "unique among links"),
        must("source", ref("address"), "`component/output`"),
        may("source_region", ref("name"), "default the target's own"),
        must("target", ref("address"), "`component/driver`"),
        may("target_region", ref("name"), "default every region"),
        must("elasticity", either(ref("number"), ref("driver")), "a number or a driver"),
        may("lag", ref("periods"), "in periods; default 1"),
        may("reference", either(choice("central"), ref("above_zero")), "`central` (default): the source's central path without links; or a number above 0"),
    ],
    "elimination": [
        must("name", ref("name"), "unique among eliminations"),
        must("source", ref("address"), "a money flow, `component/output`"),
        must("share", ref("share"), "that must not count in the total"),
    ],
    "report": [
        must("name", ref("name"), "unique among reports"),
        must("terms", several(ref("term")), "all of one unit and kind"),
        may("currency", ref("name"), "must be the reporting currency; may be left out"),
        may("note", ref("text"), "what it is, gross or net"),
    ],
    "term": [
        must("output", ref("address"), "`component/output`; not a ratio"),
        may("region", ref("name"), "default all"),
        may("weight", ref("number"), "default 1"),
    ],
    "driver": [
        may("value", ref("number"), "constant"),
        may("exponential", ref("exponential"), "v (1 + growth)^(t - date)"),
        may("linear", ref("linear"), "v + slope (t - date)"),
        may("logistic", ref("logistic"), "ceiling / (1 + e^(-rate (t - midpoint)))"),
        may("gompertz", ref("gompertz"), "ceiling e^(-e^(-rate (t - inflection)))"),
        may("bass", ref("bass"), "diffusion from the launch; of a key that counts acquisitions, the exact flow"),
        may("knots", several({"type": "array", "prefixItems": [ref("date"), ref("number")], "items": False, "minItems": 2}, 1, None), "`[[date, value], ...]`, dates ascending: linear between, flat outside"),
        may("series", several(ref("number"), 1, 1200), "one value for each period"),
        may("seasonality", either(several(ref("above_zero"), 4, 4), several(ref("above_zero"), 12, 12)), "12 months or 4 calendar quarters; divided by their mean"),
        may("seasonality_range", ref("range"), "what is not known of each index: a factor around 1"),
        may("movable", several(ref("movable"), 0, None), "days on which it is multiplied"),
        may("launch", ref("date"), "first active day; activity drivers only"),
        may("end", ref("date"), "last active day; activity drivers only"),
        may("real", ref("true_or_false"), "in prices of the first period; money drivers only; default false"),
        may("range", either(choice("none"), ref("range")), "`none`: known exactly; or an object. Left out: the grade's default width"),
        may("law", ref("law"), "instead of a range"),
        may("noise", ref("noise"), "what nobody can know"),
        may("loadings", several(ref("loading")), "how it moves with factors"),
        may("grade", ref("grade"), "of the evidence: `A` filed or published by the company, `B` named third party, `C` judgement"),
        may("source", ref("text"), "evidence"),
        may("date", ref("date"), "of the evidence"),
        may("note", ref("text"), "anything"),
    ],
    "exponential": [
        must("value", ref("parameter_or_number"), f"level at the date: {CURVE}"),
        must("growth", ref("parameter_or_number"), "effective, per year, above -1"),
        must("date", ref("date"), "of the level"),
    ],
    "linear": [
        must("value", ref("parameter_or_number"), f"level at the date: {CURVE}"),
        must("slope_per_year", ref("parameter_or_number"), "change per year"),
        must("date", ref("date"), "of the level"),
    ],
    "logistic": [
        must("ceiling", ref("parameter_or_number"), f"final level: {CURVE}"),
        must("rate", ref("parameter_or_number"), "per year"),
        must("midpoint", ref("date"), "of half the ceiling"),
    ],
    "gompertz": [
        must("ceiling", ref("parameter_or_number"), f"final level: {CURVE}"),
        must("rate", ref("parameter_or_number"), "per year"),
        must("inflection", ref("date"), "of the steepest growth"),
    ],
    "bass": [
        must("market", ref("parameter_or_number"), f"final number: {CURVE}"),
        must("p", ref("parameter_or_number"), "innovation per year, above 0"),
        must("q", ref("parameter_or_number"), "imitation per year, at least 0"),
        must("launch", ref("date"), "first day"),
    ],
    "parameter": [
        must("value", ref("number"), "central"),
        may("range", ref("range"), "what is not known of it"),
        may("law", ref("law"), "instead of a range"),
    ],
    "range": [
        must("low", ref("number"), "lower end"),
        must("high", ref("number"), "upper end, above the lower"),
        may("probability", {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, "of the truth inside; tails are equal; default 0.8"),
    ],
    "noise": [
        must("volatility", ref("not_negative"), "per square root of a year, on the driver's scale"),
        may("reversion", ref("not_negative"), "per year; default 0: a random walk"),
    ],
    "loading": [
        must("factor", ref("name"), "`macro`, or the name of a preference"),
        must("loading", ref("number"), "change on the driver's scale per unit of the factor"),
        may("lag", whole(0, 1199), "in periods; default 0"),
    ],
    "movable": [
        must("first", ref("date"), "first day"),
        must("days", whole(1), "length"),
        must("multiplier", ref("not_negative"), "on these days"),
    ],
    "truncation": [
        may("low", ref("number"), "default none"),
        may("high", ref("number"), "default none"),
    ],
}

TRUNCATION = may("truncation", ref("truncation"), "ends beyond which it has no probability")


def law(*fields: Field) -> list[Field]:
    return [must("type", choice("LAW"), ""), *fields, TRUNCATION]


N = ref("number")
NUMBERS = several(N, 1, None)
LAWS: dict[str, list[Field]] = {
    "normal": law(must("mean", N, ""), must("sd", N, "standard deviation")),
    "lognormal": law(must("median", N, ""), must("sigma", N, "standard deviation of the logarithm")),
    "uniform": law(must("low", N, ""), must("high", N, "")),
    "triangular": law(must("low", N, ""), must("mode", N, ""), must("high", N, "")),
    "pert": law(must("low", N, ""), must("mode", N, ""), must("high", N, ""), may("weight", N, "of the mode; default 4")),
    "beta": law(must("alpha", N, "shape"), must("beta", N, "shape"), may("low", N, "default 0"), may("high", N, "default 1")),
    "gamma": law(must("shape", N, ""), must("scale", N, "")),
    "student_t": law(must("location", N, ""), must("scale", N, ""), must("freedom", N, "degrees of freedom")),
    "pareto": law(must("minimum", N, ""), must("index", N, "of the tail, above 2")),
    "empirical": law(must("values", NUMBERS, "a sample, all equally likely")),
    "mixture": law(must("medians", NUMBERS, "of lognormal parts"), must("weights", NUMBERS, "as many"), must("sigma", N, "standard deviation of the logarithm, of all parts")),
}

CURVES = ["value", "exponential", "linear", "logistic", "gompertz", "bass", "knots", "series"]
OPTIONS = {
    "advertising": {"pricing": ["reduced", "auction"]},
    "creator": {"programme": ["rate", "pool"]},
}
SUPPORTS = {1: "positive", 2: "unit", 3: "real"}
MODELS = ["advertising", "commerce", "virtual_goods", "enterprise", "partnership", "creator", "custom"]


# ---- the schema ----


def plain(markdown: str) -> str:
    return re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", markdown).replace("`", "")


def described(schema: Json, meaning: str) -> Json:
    return {"description": plain(meaning), **schema} if meaning else schema


def form(fields: list[Field]) -> Json:
    required = [key for key, _, needed, _ in fields if needed]
    schema: Json = {
        "type": "object",
        "properties": {key: described(value, meaning) for key, value, _, meaning in fields},
    }
    if required:
        schema["required"] = required
    schema["additionalProperties"] = False
    return schema


def stream_form(model: str) -> Json:
    schema = form(FORMS.get(model, FORMS["stream"]))
    properties = schema["properties"]
    properties["model"] = {"const": model, "type": "string"}
    drivers = {"type": "object"} if model == "custom" else ref(f"{model}_drivers")
    if model == "custom":
        drivers = keyed(ref("any_driver"), None)
    properties["drivers"] = described(drivers, "by key, for every region without its own")
    properties["regions"] = described(keyed(drivers), "by region, then by key")
    options = OPTIONS.get(model, {})
    properties["options"] = {
        "type": "object",
        "properties": {key: choice(*texts) for key, texts in options.items()},
        "additionalProperties": False,
        "maxProperties": NAMED,
    }
    return schema


def cases(key: str, names: dict[str, str]) -> Json:
    """An object whose kind one of its texts tells."""
    return {
        "type": "object",
        "required": [key],
        "properties": {key: {"enum": list(names)}},
        "allOf": [
            {
                "if": {"properties": {key: {"const": name}}, "required": [key]},
                "then": ref(target),
            }
            for name, target in names.items()
        ],
    }


def driver_form() -> Json:
    schema = form(FORMS["driver"])
    told = {"anyOf": [{"required": ["law"]}, {"required": ["range"], "properties": {"range": {"type": "object"}}}]}
    no_curve = {"not": {"anyOf": [{"required": [curve]} for curve in CURVES]}, **told}
    schema["oneOf"] = [*({"required": [curve]} for curve in CURVES), no_curve]
    schema["not"] = {"required": ["range", "law"]}
    return schema


def supports() -> dict[str, Json]:
    return {
        "positive": either(ref("not_negative"), ref("driver")),
        "unit": either(ref("share"), ref("driver")),
        "real": either(ref("number"), ref("driver")),
        "any_driver": either(ref("number"), ref("driver")),
    }


def driver_property(driver: Any) -> Json:
    unit = driver.unit.decode()
    text = driver.meaning.decode() + ("" if unit == "1" else f" [{unit}]")
    schema = described(ref(SUPPORTS[driver.support]), text)
    schema["default"] = int(driver.fallback) if driver.fallback == int(driver.fallback) else driver.fallback
    return schema


def drivers_form(library: Library, model: int) -> Json:
    own: Json = {}
    per_item: Json = {}
    for driver in library.drivers(model):
        key = driver.key.decode()
        if driver.flags & PER_ITEM:
            per_item[f"^[^/]+/{key}$"] = driver_property(driver)
        else:
            own[key] = driver_property(driver)
    schema: Json = {"type": "object", "properties": own}
    if per_item:
        schema["patternProperties"] = per_item
    schema["additionalProperties"] = False
    return schema


def make_schema(library: Library) -> Json:
    names = library.models()
    defs: Json = {key: form(fields) for key, fields in FORMS.items() if key not in ("driver", "stream", *MODELS)}
    document = defs.pop("document")
    defs["driver"] = driver_form()
    for model in MODELS:
        defs[model] = stream_form(model)
    defs["any_stream"] = cases("model", {model: model for model in MODELS})
    for name, fields in LAWS.items():
        defs[f"law_{name}"] = form(fields)
        defs[f"law_{name}"]["properties"]["type"] = {"const": name, "type": "string"}
    defs["law"] = cases("type", {name: f"law_{name}" for name in LAWS})
    defs["parameter_or_number"] = either(ref("number"), ref("parameter"))
    defs["parameter"]["not"] = {"required": ["range", "law"]}
    defs["scope"]["oneOf"] = [{"required": ["streams"]}, {"required": ["driver"]}]
    defs["word"] = {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,62}$"}
    for model, name in enumerate(names):
        if name in ("environment", "audience", *MODELS) and name != "custom":
            defs[f"{name}_drivers"] = drivers_form(library, model)
    defs.update(supports())
    defs.update(VALUES)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Model document of libtiktokrev",
        **document,
        "$defs": dict(sorted(defs.items())),
    }


# ---- the tables of documents.md ----

MARK = re.compile(r"<!-- keys of (\w+) -->\n.*?<!-- end -->\n", re.DOTALL)
FILE = re.compile(r"<!-- file ([\w./]+) -->\n```json\n.*?^```\n", re.DOTALL | re.MULTILINE)


def kind(schema: Json) -> str:
    """What stands at a key, in a word."""
    if "$ref" in schema:
        name = schema["$ref"].split("/")[-1]
        if name in VALUES or name in ("word", "parameter_or_number"):
            return {
                "not_negative": "number, at least 0",
                "above_zero": "number above 0",
                "share": "share, 0 to 1",
                "periods": "whole number",
                "true_or_false": "true or false",
                "parameter_or_number": "parameter",
                "word": "name",
            }.get(name, name)
        return "drivers" if name.endswith("rivers") or name == "DRIVERS" else f"[{name}](#{name.replace('_', '-')})"
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(kind(part) for part in schema["anyOf"]))
    if "enum" in schema:
        return "text"
    simple = {"integer": "whole number", "string": "text", "number": "number", "boolean": "true or false"}
    if schema["type"] in simple:
        return simple[schema["type"]]
    if schema["type"] == "array":
        return f"list of {kind(schema['items'])}" if "prefixItems" not in schema["items"] else "list of pairs"
    return f"object of {kind(schema['additionalProperties'])}"


def keys_table(name: str) -> str:
    lines = ["| key | what | |", "| --- | --- | --- |"]
    for key, schema, needed, meaning in FORMS[name]:
        mark = f"**`{key}`**" if needed else f"`{key}`"
        lines.append(f"| {mark} | {kind(schema)} | {meaning} |")
    return "\n".join(lines) + "\n"


def laws_table() -> str:
    lines = ["| type | keys |", "| --- | --- |"]
    for name, fields in LAWS.items():
        keys = ", ".join(
            f"`{key}`" + (f" ({meaning})" if meaning else "") for key, _, _, meaning in fields[1:-1]
        )
        lines.append(f"| `{name}` | {keys} |")
    return "\n".join(lines) + "\n"


def with_tables(page: str) -> str:
    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        table = laws_table() if name == "law" else keys_table(name)
        return f"<!-- keys of {name} -->\n{table}<!-- end -->\n"

    def show(match: re.Match[str]) -> str:
        text = (FOLDER.parent / match.group(1)).read_text(encoding="utf-8")
        return f"<!-- file {match.group(1)} -->\n```json\n{text}```\n"

    return FILE.sub(show, MARK.sub(fill, page))


# ---- files ----


def main() -> None:
    library = Library(sys.argv[1])
    page = (FOLDER / "documents.md").read_text(encoding="utf-8")
    files = {
        "model.schema.json": json.dumps(make_schema(library), indent=1, ensure_ascii=False) + "\n",
        "documents.md": with_tables(page),
    }
    if "--check" not in sys.argv[2:]:
        for name, text in files.items():
            (FOLDER / name).write_text(text, encoding="utf-8")
        return
    failed = 0
    print(f"1..{len(files)}")
    for count, (name, text) in enumerate(files.items(), start=1):
        path = FOLDER / name
        good = path.is_file() and path.read_text(encoding="utf-8") == text
        failed += not good
        print(f"{'ok' if good else 'not ok'} {count} - doc/{name} is what doc/schema.py writes")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
