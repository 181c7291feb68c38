/* Workload P in QuantLib: a multi-path generator over six processes.
 *
 * usage: p_quantlib PATHS [random|sobol] */
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <ql/quantlib.hpp>

using namespace QuantLib;

static const Size periods = 40, products = 6;
static const double volatility[products] = {0.03, 0.05, 0.06, 0.08, 0.1, 0.12};
static const double probability[] = {0.01, 0.05, 0.1,  0.25, 0.5,
                                     0.75, 0.9,  0.95, 0.99};

static ext::shared_ptr<StochasticProcess> make_process()
{
    std::vector<ext::shared_ptr<StochasticProcess1D>> part;
    Matrix correlation(products, products, 0.0);

    for (Size s = 0; s < products; s++) {
        double v = volatility[s];

        part.push_back(ext::make_shared<GeometricBrownianMotionProcess>(
            100.0, 0.01 + 0.5 * v * v, v));
        correlation[s][s] = 1.0;
    }
    return ext::make_shared<StochasticProcessArray>(part, correlation);
}

template <class Generator>
static void simulate(Generator generator,
                     std::vector<std::vector<double>> &total)
{
    TimeGrid grid(double(periods), periods);
    MultiPathGenerator<Generator> paths(make_process(), grid, generator, false);

    for (Size n = 0; n < total[0].size(); n++) {
        const MultiPath &path = paths.next().value;

        for (Size t = 0; t < periods; t++) {
            double sum = 0.0;

            for (Size s = 0; s < products; s++)
                sum += path[s][t + 1];
            total[t][n] = sum;
        }
    }
}

/* Mean and deviation, and the quantiles of what is then sorted. */
static double summarise(std::vector<double> &value,
                        std::vector<double> &quantile)
{
    double sum = 0.0, squares = 0.0, n = double(value.size());

    for (double x : value) {
        sum += x;
        squares += x * x;
    }
    std::sort(value.begin(), value.end());
    quantile.clear();
    for (double p : probability)
        quantile.push_back(value[Size(p * (n - 1.0))]);
    return squares >= 0.0 ? sum / n : 0.0;
}

int main(int count, char **arguments)
{
    Size paths = count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 50000;
    bool sobol = count > 2 && std::strcmp(arguments[2], "sobol") == 0;
    std::vector<std::vector<double>> total(periods, std::vector<double>(paths));
    std::vector<double> quantile;
    double mean = 0.0;
    auto start = std::chrono::steady_clock::now();

    if (sobol)
        simulate(LowDiscrepancy::make_sequence_generator(periods * products, 1),
                 total);
    else
        simulate(PseudoRandom::make_sequence_generator(periods * products, 1),
                 total);
    for (auto &value : total)
        mean = summarise(value, quantile);
    std::chrono::duration<double> seconds =
        std::chrono::steady_clock::now() - start;
    std::printf("{\"peer\": \"QuantLib %s, %s\", \"paths\": %zu, "
                "\"periods\": %zu, \"seconds\": %.6f, \"mean\": %.17g, "
                "\"quantiles\": [",
                QL_VERSION, sobol ? "Sobol'" : "Mersenne twister", paths,
                periods, seconds.count(), mean);
    for (Size i = 0; i < quantile.size(); i++)
        std::printf("%s%.17g", i > 0 ? ", " : "", quantile[i]);
    std::printf("]}\n");
    return 0;
}
