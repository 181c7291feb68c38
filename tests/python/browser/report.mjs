// The report in a real browser: it renders, fetches nothing, says nothing on the
// console, works at phone width and on paper, sorts, copies, filters, and passes
// the rules of axe-core. Prints points of the Test Anything Protocol.
//
// usage: node report.mjs CHROMIUM MODULES REPORT.html [SCREENSHOTS]
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";

const [chromium, modules, report, screenshots] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(modules), "index.js"));
const puppeteer = (await import(pathToFileURL(require.resolve("puppeteer-core")))).default;
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

let count = 0;
let failed = 0;
const point = (good, name, details = "") => {
  count += 1;
  failed += good ? 0 : 1;
  console.log(`${good ? "ok" : "not ok"} ${count} - ${name}`);
  if (!good) for (const line of String(details).split("\n")) console.log(`# ${line}`);
};

const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu"],
});
const address = pathToFileURL(path.resolve(report)).href;

const open = async (width, scheme = "light") => {
  const page = await browser.newPage();
  const said = [];
  const fetched = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => {
    if (request.url() !== address && !request.url().startsWith("data:")) {
      fetched.push(request.url());
    }
  });
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(address, { waitUntil: "load" });
  return { page, said, fetched };
};

const shot = async (page, name) => {
  if (!screenshots) return;
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: path.join(screenshots, `${name}.png`), fullPage: true });
};

const faults = async (page) => {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run());
  return found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes[0].html.slice(0, 120)}`);
};

const seen = (page) => page.evaluate(() => [...document.querySelectorAll("main svg[role=img]")]
  .filter((svg) => svg.getBoundingClientRect().height > 50).length);

for (const [name, width, scheme] of [
  ["wide", 1100, "light"], ["dark", 1100, "dark"], ["phone", 360, "light"],
]) {
  const { page, said, fetched } = await open(width, scheme);
  point((await seen(page)) >= 5, `${name}: charts are drawn`);
  const sides = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  point(sides[0] <= sides[1], `${name}: nothing is wider than the page`, sides.join(" > "));
  await shot(page, name);
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
  const wrong = await faults(page);
  point(wrong.length === 0, `${name}: axe-core finds nothing`, wrong.join("\n"));
  point(said.length === 0, `${name}: the console is silent`, said.join("\n"));
  point(fetched.length === 0, `${name}: nothing is fetched`, fetched.join("\n"));
  await page.close();
}

const { page, said } = await open(1100);
await page.hover("figure .hit:nth-last-of-type(1)");
const tip = await page.$eval("#tip", (one) => [getComputedStyle(one).display, one.textContent]);
point(tip[0] === "block" && /P50 +\d/.test(tip[1]), "values show where the pointer is", tip.join());

const firstColumn = () => page.$$eval("main table:first-of-type tbody tr:first-child th", (c) => c[0].textContent);
const lastYear = "main table:first-of-type thead th:last-child button";
await page.click(lastYear);
const rising = await page.$$eval("main .scroll:first-of-type tbody tr td:last-child",
  (cells) => cells.map((cell) => Number(cell.dataset.value)));
const table = await page.$eval("main table", (one) => [...one.tBodies[0].rows]
  .map((row) => Number(row.cells[row.cells.length - 1].dataset.value)));
point(table.every((v, i) => i === 0 || v >= table[i - 1]), "a table sorts upwards", table.join());
await page.click(lastYear);
const falling = await page.$eval("main table", (one) => [...one.tBodies[0].rows]
  .map((row) => Number(row.cells[row.cells.length - 1].dataset.value)));
point(falling.every((v, i) => i === 0 || v <= falling[i - 1]), "and downwards", falling.join());
point(Boolean(await firstColumn()) && rising.length > 0, "rows keep their names");

await page.evaluate(() => {
  navigator.clipboard.writeText = async (text) => { window.copied = text; };
});
await page.click("button.copy");
const copied = await page.evaluate(() => window.copied);
const lines = (copied ?? "").split("\n").map((line) => line.split("\t"));
point(lines.length === falling.length + 1 && lines.every((line) => line.length === lines[0].length)
  && lines.slice(1).every((line) => String(Number(line[1])) !== "NaN"), "a table copies with all digits", copied);

await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
const filter = "#evidence ~ details input.filter";
await page.type(filter, "zzz");
const rows = () => page.$eval("#evidence ~ details table",
  (one) => [...one.tBodies[0].rows].filter((row) => !row.hidden).length);
point((await rows()) === 0, "a filter hides what does not match");
await page.$eval(filter, (one) => { one.value = ""; one.dispatchEvent(new Event("input")); });
point((await rows()) > 0, "and shows all again");
point(said.length === 0, "nothing went wrong meanwhile", said.join("\n"));

await page.emulateMediaType("print");
const printed = await page.evaluate(() => {
  dispatchEvent(new Event("beforeprint"));
  const hidden = [...document.querySelectorAll(".tools, nav")]
    .every((one) => getComputedStyle(one).display === "none");
  const open = [...document.querySelectorAll("details")].every((one) => one.open);
  return [hidden, open, document.documentElement.scrollWidth];
});
point(printed[0] && printed[1], "on paper there are no buttons, and all is open", printed.join());
const pdf = await page.pdf({ format: "A4", ...(screenshots ? { path: path.join(screenshots, "print.pdf") } : {}) });
point(pdf.length > 20000, "it prints");
await browser.close();
console.log(`1..${count}`);
process.exit(failed ? 1 : 0);
