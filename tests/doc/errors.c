/* Provokes every status that a host can provoke, and prints what the library
 * says: the messages of doc/errors.md. */
#include <stdio.h>
#include <string.h>
#include <tiktokrev/tiktokrev.h>

typedef ttr_status provoke(struct ttr_error *error);

/* Everything from a text to a forecast, as far as it gets. */
static ttr_status solve(const char *document, struct ttr_error *error)
{
    ttr_combiner *combiner = NULL;
    ttr_program *program = NULL;
    ttr_forecast *forecast = NULL;
    ttr_status status = ttr_document_load(NULL, document, strlen(document),
                                          "model.json", &combiner, error);

    if (status == TTR_OK)
        status = ttr_combiner_compile(combiner, &program, error);
    if (status == TTR_OK)
        status = ttr_program_run(program, NULL, &forecast, error);
    ttr_forecast_unref(forecast);
    ttr_program_unref(program);
    ttr_combiner_unref(combiner);
    return status;
}

#define HEAD                                                                   \
    "{\"tiktokrev\": 1,\n"                                                     \
    " \"calendar\": {\"start\": \"2025-01\", \"frequency\": \"quarter\",\n"    \
    "              \"periods\": 8},\n"                                         \
    " \"currency\": \"USD\",\n"
#define PLACE  " \"regions\": [{\"name\": \"US\", \"currency\": \"USD\"}],\n"
#define PEOPLE " \"audience\": {\"drivers\": {\"mau_gross\": 1e6}},\n"
#define ADVERTS(drivers)                                                       \
    " \"streams\": [{\"name\": \"advertising\",\n"                             \
    "              \"model\": \"advertising\",\n"                              \
    "              \"drivers\": {" drivers "}}]"

static ttr_status argument(struct ttr_error *error)
{
    return ttr_stream_set(NULL, "US", "ad_load", 0.1, error);
}

/* Calls on a stream of its own. */
static ttr_status set(const char *key, double value, struct ttr_error *error)
{
    ttr_stream *stream = NULL;
    ttr_status status = ttr_advertising_new(NULL, NULL, &stream, error);

    if (status == TTR_OK)
        status = ttr_stream_set(stream, "US", key, value, error);
    ttr_stream_unref(stream);
    return status;
}

static ttr_status range(struct ttr_error *error)
{
    return set("ad_load", 1.4, error);
}

static ttr_status unknown(struct ttr_error *error)
{
    return set("ad_laod", 0.1, error);
}

static ttr_status duplicate(struct ttr_error *error)
{
    struct ttr_calendar calendar;
    ttr_combiner *combiner = NULL;
    ttr_status status;

    ttr_calendar_init(&calendar, sizeof calendar);
    status = ttr_combiner_new(NULL, &calendar, "USD", &combiner, error);
    for (int i = 0; i < 2 && status == TTR_OK; i++)
        status = ttr_combiner_add_region(combiner, "US", "USD", error);
    ttr_combiner_unref(combiner);
    return status;
}

static ttr_status missing(struct ttr_error *error)
{
    return solve(
        HEAD " \"regions\": [{\"name\": \"UK\", \"currency\": \"GBP\"}],\n" //
        PEOPLE ADVERTS("\"ad_load\": 0.1") "}",
        error);
}

static ttr_status conflict(struct ttr_error *error)
{
    return solve(HEAD PLACE PEOPLE ADVERTS("\"ad_load\": {\"value\": 0.1, "
                                           "\"launch\": \"2025-04-01\"}") "}",
                 error);
}

#define LINK(elasticity, lag)                                                  \
    HEAD PLACE PEOPLE ADVERTS(                                                 \
        "\"ad_load\": 0.1") ",\n"                                              \
                            " \"links\": [{\"name\": \"habit\", \"source\": "  \
                            "\"audience/hours\",\n"                            \
                            "            \"target\": "                         \
                            "\"audience/minutes_per_dau_day\",\n"              \
                            "            \"elasticity\": " elasticity          \
                            ", \"lag\": " lag "}]}"

static ttr_status cycle(struct ttr_error *error)
{
    return solve(LINK("0.2", "0"), error);
}

static ttr_status unstable(struct ttr_error *error)
{
    return solve(LINK("1.2", "1"), error);
}

static void *refuse(void *user, size_t size)
{
    (void)user;
    (void)size;
    return NULL;
}

static void *refuse_more(void *user, void *block, size_t size)
{
    (void)block;
    return refuse(user, size);
}

static void forget(void *user, void *block)
{
    (void)user;
    (void)block;
}

static ttr_status no_memory(struct ttr_error *error)
{
    const struct ttr_allocator empty = {.struct_size = sizeof empty,
                                        .allocate = refuse,
                                        .reallocate = refuse_more,
                                        .release = forget};
    ttr_audience *audience = NULL;

    return ttr_audience_new(&empty, &audience, error);
}

static ttr_status io(struct ttr_error *error)
{
    ttr_combiner *combiner = NULL;

    return ttr_document_open(NULL, "absent.json", &combiner, error);
}

static ttr_status formula(const char *text, struct ttr_error *error)
{
    ttr_stream *stream = NULL;
    ttr_value value;
    ttr_status status = ttr_custom_new(NULL, "vouchers", &stream, error);

    if (status == TTR_OK)
        status = ttr_custom_formula(stream, text, &value, error);
    ttr_stream_unref(stream);
    return status;
}

static ttr_status limit(struct ttr_error *error)
{
    char text[80 + 1] = "";

    memset(text, '(', sizeof text - 1);
    return formula(text, error);
}

static ttr_status syntax(struct ttr_error *error)
{
    return formula("mau * ", error);
}

static ttr_status bad_json(struct ttr_error *error)
{
    return solve("{\"tiktokrev\": 1,}", error);
}

static ttr_status version(struct ttr_error *error)
{
    return solve("{\"tiktokrev\": 2}", error);
}

static ttr_status numeric(struct ttr_error *error)
{
    return solve(HEAD PLACE
                 " \"audience\": {\"drivers\": {\"mau_gross\": 1e200}},\n" //
                 ADVERTS("\"ad_load\": 0.1, \"ecpm_ref\": 1e200") "}",
                 error);
}

static ttr_status struct_size(struct ttr_error *error)
{
    struct ttr_calendar calendar;
    ttr_combiner *combiner = NULL;

    ttr_calendar_init(&calendar, sizeof calendar);
    calendar.struct_size = 7;
    return ttr_combiner_new(NULL, &calendar, "USD", &combiner, error);
}

int main(void)
{
    static provoke *const all[] = {argument,  range,    unknown, duplicate,
                                   missing,   conflict, cycle,   unstable,
                                   no_memory, io,       limit,   syntax,
                                   bad_json,  version,  numeric, struct_size};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct ttr_error error;
        ttr_status status;

        ttr_error_init(&error, sizeof error);
        status = all[i](&error);
        printf("%s\n    %s\n", ttr_status_name(status), error.message);
        if (error.line > 0 || error.column > 0)
            printf("    line %u, column %u\n", (unsigned)error.line,
                   (unsigned)error.column);
    }
    return 0;
}
