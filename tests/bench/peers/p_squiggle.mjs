// Workload P in Squiggle.
//
// usage: node p_squiggle.mjs PATHS, with @quri/squiggle-lang in NODE_PATH's
// folder (the first argument of createRequire below)
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.env.NODE_PATH ?? "node_modules";
const name = "@quri/squiggle-lang";
const require = createRequire(pathToFileURL(join(folder, "x.js")));
const { version } = require(join(folder, name, "package.json"));
const { run } = await import(pathToFileURL(require.resolve(name)));

const paths = Number(process.argv[2]);
const code = `
volatility = [0.03, 0.05, 0.06, 0.08, 0.1, 0.12]
step(x) = List.map(
  List.zip(x, volatility),
  {|p| p[0] * SampleSet.fromDist(lognormal(0.01, p[1]))}
)
start = List.map(volatility, {|v| SampleSet.fromDist(lognormal(0, 1e-9)) * 100})
products = List.reduce(List.upTo(1, 40), [start], {|all, t|
  List.append(all, step(all[t - 1]))
})
total = List.map(List.upTo(1, 40), {|t| List.reduce(products[t], 0, {|a, b| a + b})})
levels = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
all = List.map(total, {|d|
  [mean(d), stdev(d), List.map(levels, {|p| quantile(d, p)})]
})
List.concat([all[39][0], all[39][1]], all[39][2])
`;
const start = performance.now();
const output = await run(code, {
  environment: { sampleCount: paths, xyPointLength: 1000, seed: "1" },
});
const seconds = (performance.now() - start) / 1000;
if (!output.result.ok) throw new Error(output.result.value.toString());
const [mean, , ...quantiles] = output.result.value.result
  .asJS()
  .map((x) => Number(x));
console.log(
  JSON.stringify({
    peer: `Squiggle ${version}`,
    paths,
    periods: 40,
    seconds,
    mean,
    quantiles,
  }),
);
