# Workload P in R: vectors over all paths, period after period.
#
# usage: Rscript p.R PATHS
paths <- as.integer(commandArgs(TRUE)[1])
periods <- 40
volatility <- c(0.03, 0.05, 0.06, 0.08, 0.1, 0.12)
probabilities <- c(0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)

set.seed(1)
start <- proc.time()[["elapsed"]]
level <- matrix(0, paths, 6)
total <- matrix(0, paths, periods)
for (t in seq_len(periods)) {
  normal <- matrix(rnorm(paths * 6), paths, 6)
  level <- level + 0.01 + normal * rep(volatility, each = paths)
  total[, t] <- 100 * rowSums(exp(level))
}
mean <- colMeans(total)
deviation <- apply(total, 2, sd)
found <- apply(total, 2, quantile, probs = probabilities)
seconds <- proc.time()[["elapsed"]] - start
cat(sprintf(
  paste0(
    '{"peer": "R %s", "paths": %d, "periods": %d, "seconds": %.4f, ',
    '"mean": %.17g, "quantiles": [%s]}\n'
  ),
  getRversion(), paths, periods, seconds, mean[periods],
  paste(sprintf("%.17g", found[, periods]), collapse = ", ")
))
