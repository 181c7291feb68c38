# Baselines by R's forecast package, for tests/unit/test_baseline.c (tests do
# not run this).
#
#   Rscript baselines.R kuaishou_quarterly.csv > baselines.tsv
#
# A line has a name of a series, what it is, a tolerance (relative), its origin,
# and numbers:
#
#   history   the season; the values
#   plain     (its origin says by which method) number, means and standard
#             deviations of forecasts
#   holt, additive, multiplicative
#             alpha, beta, gamma (0 for holt), level, trend, a season's terms or
#             factors in order of time (none for holt); log-likelihood, standard
#             deviation of errors; number and values of what was expected of the
#             last values; number, means and standard deviations of forecasts
#
# kuaishou_quarterly.csv has quarterly revenue of Kuaishou Technology as
# published (HKEX 1024), which stands in the lines of `history` too.
suppressMessages(library(forecast))

published <- read.csv(commandArgs(trailingOnly = TRUE)[1])
set.seed(20240701)
series <- list(
  kuaishou = ts(published$revenue_total_rmb_bn, start = c(2020, 1), frequency = 4),
  air_passengers = AirPassengers,
  uk_gas = UKgas,
  us_deaths = USAccDeaths,
  johnson = JohnsonJohnson,
  lung_deaths = ldeaths,
  nile = Nile,
  co2_corner = window(co2, 1985),
  walk = ts(100 + cumsum(rnorm(30, 1, 3)), frequency = 4),
  growth = ts((50 + 2 * (1:16)) * rep(c(0.8, 1.1, 1.3, 0.8), 4) *
    exp(rnorm(16, 0, 0.05)), frequency = 4),
  # the likelihood is largest where forecasts do not forget
  unforgetful = ts(c(
    100, 97, 107, 118, 112, 107, 116, 118, 117, 128, 140, 134, 130, 138, 140, 140,
    150, 162, 156, 151, 158, 161, 160, 169
  ), frequency = 7)
)
version <- paste0("forecast ", packageVersion("forecast"), ", R ", getRversion())

put <- function(name, kind, tolerance, origin, ...) {
  numbers <- sprintf("%.17g", c(...))
  cat(name, kind, tolerance, origin, numbers, sep = "\t")
  cat("\n")
}

deviations <- function(f) {
  as.numeric((f$upper[, 1] - f$mean) / qnorm(0.5 + f$level[1] / 200))
}

put_plain <- function(name, call, f) {
  put(name, call, "1e-12", version, length(f$mean), f$mean, deviations(f))
}

put_smoothing <- function(name, kind, origin, f) {
  model <- f$model
  par <- model$par
  gamma <- if (kind == "holt") 0 else par[["gamma"]]
  first <- model$states[1, ]
  terms <- if (kind == "holt") NULL else rev(first[-(1:2)])
  last <- tail(as.numeric(model$fitted), 6)
  put(
    name, kind, "1e-8", paste0(origin, ", ", version),
    par[["alpha"]], par[["beta"]], gamma, first[1:2], terms,
    model$loglik, sqrt(model$sigma2), length(last), last,
    length(f$mean), f$mean, deviations(f)
  )
}

models <- c(holt = "AAN", additive = "AAA", multiplicative = "MAM")
for (name in names(series)) {
  y <- series[[name]]
  m <- frequency(y)
  h <- if (m > 1) 2 * m + 1 else 8
  put(name, "history", "0", "input", m, y)
  put_plain(name, "naive", naive(y, h = h, level = 95))
  put_plain(name, "drift", rwf(y, h = h, drift = TRUE, level = 95))
  if (m > 1) put_plain(name, "seasonal_naive", snaive(y, h = h, level = 95))
  for (kind in names(models)) {
    if (m == 1 && kind != "holt") next
    fit <- ets(y, model = models[[kind]], damped = FALSE)
    put_smoothing(name, kind, "ets()", forecast(fit, h = h, level = 95))
    usual <- switch(kind,
      holt = holt(y, h = h, level = 95),
      hw(y, h = h, seasonal = kind, level = 95)
    )
    put_smoothing(name, kind, if (kind == "holt") "holt()" else "hw()", usual)
    gamma <- if (kind == "holt") NULL else 0.2
    fixed <- ets(y, model = models[[kind]], damped = FALSE, alpha = 0.4, beta = 0.1, gamma = gamma)
    put_smoothing(name, kind, "ets(alpha = 0.4, beta = 0.1, gamma = 0.2)", forecast(fixed, h = h, level = 95))
  }
}
