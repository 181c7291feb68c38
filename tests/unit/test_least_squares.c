/* Least squares on NIST's reference datasets for nonlinear regression: all of
 * lower, average and higher difficulty, from both starts, against certified
 * values.
 *
 * usage: test_least_squares TABLE */
#include "unit.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "fit/least_squares.h"

#define PI           3.14159265358979323846
#define PARAMETERS   9
#define OBSERVATIONS 260

/* That must be right. */
#define DIGITS 6

static const char *table_path;

/* ---- models ---- */

/* Quotient of two polynomials; `over` coefficients above, then below from the
 * linear one on. */
static double rational(int over, int under, const double *b, double x)
{
    double above = 0, below = 0;

    for (int i = over; i-- > 0;)
        above = above * x + b[i];
    for (int i = under; i-- > 0;)
        below = (below + b[over + i]) * x;
    return above / (1 + below);
}

static double gauss(const double *b, double x)
{
    return b[0] * exp(-b[1] * x) +
           b[2] * exp(-(x - b[3]) * (x - b[3]) / (b[4] * b[4])) +
           b[5] * exp(-(x - b[6]) * (x - b[6]) / (b[7] * b[7]));
}

static double lanczos(const double *b, double x)
{
    return b[0] * exp(-b[1] * x) + b[2] * exp(-b[3] * x) +
           b[4] * exp(-b[5] * x);
}

static double bennett5(const double *b, const double *x)
{
    return b[0] * pow(b[1] + x[0], -1 / b[2]);
}

static double boxbod(const double *b, const double *x)
{
    return b[0] * (1 - exp(-b[1] * x[0]));
}

static double chwirut(const double *b, const double *x)
{
    return exp(-b[0] * x[0]) / (b[1] + b[2] * x[0]);
}

static double danwood(const double *b, const double *x)
{
    return b[0] * pow(x[0], b[1]);
}

static double enso(const double *b, const double *x)
{
    double turn = 2 * PI * x[0];

    return b[0] + b[1] * cos(turn / 12) + b[2] * sin(turn / 12) +
           b[4] * cos(turn / b[3]) + b[5] * sin(turn / b[3]) +
           b[7] * cos(turn / b[6]) + b[8] * sin(turn / b[6]);
}

static double eckerle4(const double *b, const double *x)
{
    double z = (x[0] - b[2]) / b[1];

    return b[0] / b[1] * exp(-z * z / 2);
}

static double gauss_at(const double *b, const double *x)
{
    return gauss(b, x[0]);
}

static double hahn1(const double *b, const double *x)
{
    return rational(4, 3, b, x[0]);
}

static double kirby2(const double *b, const double *x)
{
    return rational(3, 2, b, x[0]);
}

static double lanczos_at(const double *b, const double *x)
{
    return lanczos(b, x[0]);
}

static double mgh09(const double *b, const double *x)
{
    return b[0] * (x[0] * x[0] + x[0] * b[1]) /
           (x[0] * x[0] + x[0] * b[2] + b[3]);
}

static double mgh10(const double *b, const double *x)
{
    return b[0] * exp(b[1] / (x[0] + b[2]));
}

static double mgh17(const double *b, const double *x)
{
    return b[0] + b[1] * exp(-x[0] * b[3]) + b[2] * exp(-x[0] * b[4]);
}

static double misra1b(const double *b, const double *x)
{
    return b[0] * (1 - pow(1 + b[1] * x[0] / 2, -2));
}

static double misra1c(const double *b, const double *x)
{
    return b[0] * (1 - pow(1 + 2 * b[1] * x[0], -0.5));
}

static double misra1d(const double *b, const double *x)
{
    return b[0] * b[1] * x[0] / (1 + b[1] * x[0]);
}

/* Of the logarithm of y. */
static double nelson(const double *b, const double *x)
{
    return b[0] - b[1] * x[0] * exp(-b[2] * x[1]);
}

static double rat42(const double *b, const double *x)
{
    return b[0] / (1 + exp(b[1] - b[2] * x[0]));
}

static double rat43(const double *b, const double *x)
{
    return b[0] / pow(1 + exp(b[1] - b[2] * x[0]), 1 / b[3]);
}

static double roszman1(const double *b, const double *x)
{
    return b[0] - b[1] * x[0] - atan(b[2] / (x[0] - b[3])) / PI;
}

static const struct model {
    const char *name;
    double (*at)(const double *b, const double *x);
    bool logarithm; /* of y */
} models[] = {
    {"Bennett5", bennett5, false},   {"BoxBOD", boxbod, false},
    {"Chwirut1", chwirut, false},    {"Chwirut2", chwirut, false},
    {"DanWood", danwood, false},     {"ENSO", enso, false},
    {"Eckerle4", eckerle4, false},   {"Gauss1", gauss_at, false},
    {"Gauss2", gauss_at, false},     {"Gauss3", gauss_at, false},
    {"Hahn1", hahn1, false},         {"Kirby2", kirby2, false},
    {"Lanczos1", lanczos_at, false}, {"Lanczos2", lanczos_at, false},
    {"Lanczos3", lanczos_at, false}, {"MGH09", mgh09, false},
    {"MGH10", mgh10, false},         {"MGH17", mgh17, false},
    {"Misra1a", boxbod, false},      {"Misra1b", misra1b, false},
    {"Misra1c", misra1c, false},     {"Misra1d", misra1d, false},
    {"Nelson", nelson, true},        {"Rat42", rat42, false},
    {"Rat43", rat43, false},         {"Roszman1", roszman1, false},
    {"Thurber", hahn1, false},
};

/* ---- datasets ---- */

struct set {
    const struct model *model;
    double squares;
    uint32_t parameters, observations;
    double start[2][PARAMETERS], certified[PARAMETERS];
    double y[OBSERVATIONS], x[OBSERVATIONS][2];
};

/* Numbers after tabs. */
static int read_numbers(const char *line, double *numbers, int most)
{
    int count = 0;

    while (count < most && (line = strchr(line, '\t')) != NULL) {
        line = ttri_parse_number(line + 1, &numbers[count++]);
        ck_assert_ptr_nonnull(line);
    }
    return count;
}

static void read_line(struct set *set, const char *line)
{
    double number[3] = {0};

    if (strncmp(line, "parameter", 9) == 0) {
        ck_assert_uint_lt(set->parameters, PARAMETERS);
        ck_assert_int_eq(read_numbers(line, number, 3), 3);
        set->start[0][set->parameters] = number[0];
        set->start[1][set->parameters] = number[1];
        set->certified[set->parameters++] = number[2];
    } else {
        ck_assert_uint_lt(set->observations, OBSERVATIONS);
        ck_assert_int_ge(read_numbers(line, number, 3), 2);
        set->y[set->observations] =
            set->model->logarithm ? log(number[0]) : number[0];
        memcpy(set->x[set->observations++], number + 1, 2 * sizeof *number);
    }
}

static void read_set(struct set *set, const struct model *model)
{
    FILE *file = fopen(table_path, "r");
    char line[256], title[64];
    bool inside = false;

    ck_assert_msg(file != NULL, "can not read %s", table_path);
    *set = (struct set){.model = model};
    snprintf(title, sizeof title, "set\t%s\t", model->name);
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "set", 3) == 0) {
            inside = strncmp(line, title, strlen(title)) == 0;
            if (inside)
                ttri_parse_number(strrchr(line, '\t') + 1, &set->squares);
        } else if (inside) {
            read_line(set, line);
        }
    }
    fclose(file);
    ck_assert_msg(set->parameters > 0 && set->observations > 0, "no set %s",
                  model->name);
}

static bool residual(void *context, const double *b, double *to)
{
    const struct set *set = context;

    for (uint32_t i = 0; i < set->observations; i++)
        to[i] = set->model->at(b, set->x[i]) - set->y[i];
    return true;
}

static double sum_of_squares(const struct set *set, const double *b)
{
    double found[OBSERVATIONS], sum = 0;

    residual((void *)(uintptr_t)set, b, found);
    for (uint32_t i = 0; i < set->observations; i++)
        sum += found[i] * found[i];
    return sum;
}

/* ---- tests ---- */

static struct ttri_memory memory_of(const struct ttr_allocator *allocator)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_memory memory;

    ttri_assert_ok(ttri_memory_init(&memory, allocator, &error), &error);
    return memory;
}

START_TEST(certified_values_are_found)
{
    static struct set set;
    struct ttr_error error = ttri_unit_error();
    struct ttri_memory memory = memory_of(NULL);

    read_set(&set, &models[_i]);
    for (int start = 0; start < 2; start++) {
        struct ttri_least_squares problem = {.residuals = set.observations,
                                             .unknowns = set.parameters,
                                             .context = &set,
                                             .residual = residual,
                                             .tolerance = 1e-15,
                                             .evaluations = 20000};
        enum ttri_least_squares_end end;
        double b[PARAMETERS], worst = 17;

        memcpy(b, set.start[start], sizeof b);
        ttri_assert_ok(ttri_least_squares(&memory, &problem, b, &end, &error),
                       &error);
        for (uint32_t i = 0; i < set.parameters; i++) {
            double off = fabs(b[i] - set.certified[i]) / fabs(set.certified[i]);

            worst = fmin(worst, off > 0 ? -log10(off) : 17);
        }
        ck_assert_msg(
            worst >= DIGITS,
            "%s from start %d: %d digits, end %d, squares %d ppm "
            "above",
            set.model->name, start + 1, (int)worst, (int)end,
            (int)fmin((sum_of_squares(&set, b) / set.squares - 1) * 1e6, 1e9));
    }
}
END_TEST

/* Give up, start nowhere, run out. */
static bool leave(void *context, const double *b, double *to)
{
    (void)context;
    (void)b;
    (void)to;
    return false;
}

static bool nowhere(void *context, const double *b, double *to)
{
    (void)context;
    for (int i = 0; i < 3; i++)
        to[i] = log(b[0] - i);
    return true;
}

START_TEST(ends_are_told)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_memory memory = memory_of(NULL);
    struct ttri_least_squares problem = {.residuals = 3,
                                         .unknowns = 1,
                                         .residual = leave,
                                         .tolerance = 1e-10,
                                         .evaluations = 100};
    enum ttri_least_squares_end end;
    double b = 1;

    ttri_assert_ok(ttri_least_squares(&memory, &problem, &b, &end, &error),
                   &error);
    ck_assert_int_eq(end, TTRI_LEAST_SQUARES_LEFT);
    problem.residual = nowhere;
    ttri_assert_ok(ttri_least_squares(&memory, &problem, &b, &end, &error),
                   &error);
    ck_assert_int_eq(end, TTRI_LEAST_SQUARES_NOT_FINITE);
    ck_assert_double_eq(b, 1);
    /* Steps to where there is no logarithm are refused. */
    b = 100;
    ttri_assert_ok(ttri_least_squares(&memory, &problem, &b, &end, &error),
                   &error);
    ck_assert_int_eq(end, TTRI_LEAST_SQUARES_FOUND);
    ck_assert(b > 2 && b < 4);
    problem.evaluations = 2;
    b = 100;
    ttri_assert_ok(ttri_least_squares(&memory, &problem, &b, &end, &error),
                   &error);
    ck_assert_int_eq(end, TTRI_LEAST_SQUARES_TIRED);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("least_squares");
    TCase *nist = tcase_create("nist"), *ends = tcase_create("ends");

    tcase_add_loop_test(nist, certified_values_are_found, 0,
                        TTRI_COUNT(models));
    tcase_add_test(ends, ends_are_told);
    suite_add_tcase(all, nist);
    suite_add_tcase(all, ends);
    return all;
}

int main(int argc, char **argv)
{
    table_path = argc > 1 ? argv[1] : "tests/data/nist.tsv";
    return ttri_unit_main(suite());
}
