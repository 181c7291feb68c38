/* Workload W in scalar C: path after path, GSL's ziggurat, the C library's exp,
 * quantiles from sorted values.
 *
 * usage: w_scalar PATHS */
#define _POSIX_C_SOURCE 200809L

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <gsl/gsl_version.h>

enum {
    FACTORS = 12,
    PERIODS = 40,
    STREAMS = 6,
    MARKETS = 6,
    SERIES = STREAMS + 1,
    LEVELS = 9
};

static const double probability[LEVELS] = {0.01, 0.05, 0.1,  0.25, 0.5,
                                           0.75, 0.9,  0.95, 0.99};

/* As in ../workload.py. */
struct workload {
    double spread[FACTORS][FACTORS], kept[FACTORS], drift[FACTORS];
    double level[STREAMS][MARKETS], loading[STREAMS][MARKETS][4];
};

struct sums {
    double sum[PERIODS][SERIES], square[PERIODS][SERIES];
};

static void set_factors(struct workload *w)
{
    static const double shock[FACTORS] = {0.03, 0.02, 0.06, 0.03, 0.05, 0.04,
                                          0.05, 0.05, 0.06, 0.06, 0.07, 0.08};

    for (int i = 0; i < FACTORS; i++)
        for (int j = 0; j <= i; j++) {
            double rest = pow(0.3, i - j);

            for (int k = 0; k < j; k++)
                rest -= w->spread[i][k] * w->spread[j][k];
            w->spread[i][j] = i == j ? sqrt(rest) : rest / w->spread[j][j];
        }
    for (int i = 0; i < FACTORS; i++) {
        for (int j = 0; j <= i; j++)
            w->spread[i][j] *= shock[i];
        w->kept[i] = i == 0 || i >= 6 ? 1.0 : 0.9;
        w->drift[i] = i == 0 ? 0.015 : 0.002;
    }
}

static void set_revenues(struct workload *w)
{
    for (int s = 0; s < STREAMS; s++)
        for (int m = 0; m < MARKETS; m++) {
            w->level[s][m] = 3.0 - 0.4 * m - 0.5 * s;
            w->loading[s][m][0] = 1.0;
            w->loading[s][m][1] = 0.8 + 0.05 * s - 0.02 * m;
            w->loading[s][m][2] = 0.3 + 0.03 * m;
            w->loading[s][m][3] = 0.9 - 0.05 * s;
        }
}

static void move_factors(const struct workload *w, gsl_rng *rng, double *factor)
{
    double normal[FACTORS];

    for (int k = 0; k < FACTORS; k++)
        normal[k] = gsl_ran_gaussian_ziggurat(rng, 1.0);
    for (int i = 0; i < FACTORS; i++) {
        double shock = w->drift[i];

        for (int j = 0; j <= i; j++)
            shock += w->spread[i][j] * normal[j];
        factor[i] = w->kept[i] * factor[i] + shock;
    }
}

static void find_revenues(const struct workload *w, const double *factor,
                          double *series)
{
    double total = 0.0;

    for (int s = 0; s < STREAMS; s++) {
        double sum = 0.0;

        for (int m = 0; m < MARKETS; m++) {
            const double *loading = w->loading[s][m];

            sum += exp(w->level[s][m] + loading[0] * factor[0] +
                       loading[1] * factor[1 + s % 5] +
                       loading[2] * factor[1 + (s + 2) % 5] +
                       loading[3] * factor[6 + m]);
        }
        series[s] = sum;
        total += sum;
    }
    series[STREAMS] =
        total + 0.1 * series[0] * series[1] / (series[0] + series[1]);
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* `value` is periods x series x paths. */
static void simulate(const struct workload *w, size_t paths, double *value,
                     double *total, struct sums *sums)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

    for (size_t path = 0; path < paths; path++) {
        double factor[FACTORS] = {0}, series[SERIES];

        total[path] = 0.0;
        for (int t = 0; t < PERIODS; t++) {
            move_factors(w, rng, factor);
            find_revenues(w, factor, series);
            total[path] += series[STREAMS];
            for (int s = 0; s < SERIES; s++) {
                value[(size_t)(t * SERIES + s) * paths + path] = series[s];
                sums->sum[t][s] += series[s];
                sums->square[t][s] += series[s] * series[s];
            }
        }
    }
    gsl_rng_free(rng);
}

static void find_quantiles(double *value, size_t paths, double *quantile)
{
    gsl_sort(value, 1, paths);
    for (int i = 0; i < LEVELS; i++)
        quantile[i] = gsl_stats_quantile_from_sorted_data(value, 1, paths,
                                                          probability[i]);
}

int main(int count, char **arguments)
{
    static struct workload w;
    static struct sums sums;
    size_t paths = count > 1 ? strtoul(arguments[1], NULL, 10) : 65536;
    double *value = malloc(paths * PERIODS * SERIES * sizeof *value);
    double *total = malloc(paths * sizeof *total);
    double quantile[LEVELS], start, moments, end;

    if (value == NULL || total == NULL)
        return 1;
    set_factors(&w);
    set_revenues(&w);
    start = now();
    simulate(&w, paths, value, total, &sums);
    moments = now();
    for (size_t i = 0; i < PERIODS * SERIES; i++)
        find_quantiles(value + i * paths, paths, quantile);
    find_quantiles(total, paths, quantile);
    end = now();
    printf("{\"peer\": \"C, GSL %s\", \"paths\": %zu, \"periods\": %d, "
           "\"simulation\": %.6f, \"seconds\": %.6f, \"mean\": %.17g, "
           "\"quantiles\": [",
           gsl_version, paths, PERIODS, moments - start, end - start,
           gsl_stats_mean(total, 1, paths));
    for (int i = 0; i < LEVELS; i++)
        printf("%s%.17g", i > 0 ? ", " : "", quantile[i]);
    printf("]}\n");
    free(value);
    free(total);
    return 0;
}
