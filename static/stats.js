/** The statistics page: polls the numbers every few seconds and draws them again. */
import { byId, el, setText } from "./dom.js";
import { count, duration, phaseWords } from "./format.js";
import { drawBars, drawDurations, hue, swatch } from "./stats-drawing.js";
import { drawSpending } from "./stats-money.js";

const EVERY_MS = 5000;
const OUTCOME_HUES = { success: "hue-0", cancelled: "hue-1", failed: "hue-3" };

const metric = (data, name) => data.metrics.find((family) => family.name === name)?.values ?? [];
const gauge = (data, name) => metric(data, `dalleserver_${name}`)[0]?.value ?? 0;

/** Some phases only write a file: in whole milliseconds they would be 0. */
const words = (ms) => (ms < 10 ? `${ms.toFixed(1)} ms` : duration(ms));
const nanoWords = (ns) => words(ns / 1e6);

function providersOf(data) {
  const names = Object.values(data.phases).flatMap((phase) => Object.keys(phase.byProvider));
  return [...new Set(names)].sort();
}

function drawTotals(data) {
  const totals = [
    ["Pictures made", data.generationRuns],
    ["Already there", data.cacheHits],
    ["Under way", gauge(data, "generations_active")],
    ["Waiting", gauge(data, "generation_queue_depth")],
  ];
  byId("totals").replaceChildren(
    ...totals.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, count(value)))),
  );
}

/** Outcomes since the start of the server, all series together. */
function drawOutcomes(data) {
  const sums = new Map();
  // Counters end in _total in one text form and not in the other: the values always do.
  for (const { labels, value } of metric(data, "dalleserver_generations")) {
    const name = `${labels.outcome}, ${labels.provider}`;
    const bar = sums.get(name) ?? { name, value: 0, className: OUTCOME_HUES[labels.outcome] ?? "hue-2" };
    sums.set(name, { ...bar, value: bar.value + value });
  }
  const bars = [...sums.values()].sort((a, b) => b.value - a.value);
  byId("outcomes").replaceChildren(
    bars.length ? drawBars(bars, "Runs by outcome and provider") : el("p", { class: "muted" }, "No run has ended yet."),
  );
}

function quantileRow(name, quantiles) {
  return el(
    "tr",
    {},
    el("td", {}, name),
    ...[quantiles.count, ...[quantiles.p50Ns, quantiles.p95Ns, quantiles.p99Ns].map(nanoWords)].map((value) =>
      el("td", { class: "number" }, String(value)),
    ),
  );
}

function phaseCard(name, phase, providers) {
  const label = `${phaseWords(name)}: median ${nanoWords(phase.recent.p50Ns)} of ${phase.recent.count}`;
  const heads = ["Provider", "Runs", "p50", "p95", "p99"];
  return el(
    "section",
    { class: "phase" },
    el("h3", {}, phaseWords(name)),
    drawDurations(phase.samples, phase.recent, providers, label, words),
    el(
      "table",
      {},
      el("thead", {}, el("tr", {}, ...heads.map((head, i) => el("th", { scope: "col", class: i ? "number" : null }, head)))),
      el(
        "tbody",
        {},
        ...Object.entries(phase.byProvider).map(([provider, quantiles]) => quantileRow(provider, quantiles)),
        quantileRow("all", phase.recent),
      ),
    ),
  );
}

function drawPhases(data) {
  const providers = providersOf(data);
  byId("legend").replaceChildren(...providers.map((name) => el("li", {}, swatch(hue(providers, name)), name)));
  const cards = Object.entries(data.phases)
    .filter(([, phase]) => phase.samples.length > 0)
    .map(([name, phase]) => phaseCard(name, phase, providers));
  byId("phases").replaceChildren(...(cards.length ? cards : [el("p", { class: "muted" }, "No phase has ended yet.")]));
}

async function refresh() {
  try {
    const response = await fetch("/metrics?format=json");
    if (!response.ok) throw new Error(String(response.status));
    const { data } = await response.json();
    drawTotals(data);
    drawOutcomes(data);
    drawPhases(data);
    drawSpending(data.spending);
    setText(byId("state"), "Live: updated every few seconds.");
    byId("state").dataset.state = "live";
  } catch {
    setText(byId("state"), "The server does not answer; these numbers are old.");
    byId("state").dataset.state = "old";
  }
}

/** Does nothing while the page is hidden. */
async function loop() {
  if (!document.hidden) await refresh();
  setTimeout(loop, EVERY_MS);
}

loop();
