/** Draws durations as SVG, from any source. */

const WIDTH = 400;
const HEIGHT = 140;
const TOP = 16;
const HUES = 4;
const DOT = 2.2;

/** @returns {SVGElement} */
function svg(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** The class that gives a provider its colour: by its place among all names. */
export const hue = (names, name) => `hue-${Math.max(0, names.indexOf(name)) % HUES}`;

/** A dot for the legend. */
export const swatch = (className) =>
  svg("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, svg("circle", { cx: 5, cy: 5, r: 5, class: className }));

/**
 * The smallest of 1, 2, 5, 10, 20, ... that is not below a value.
 *
 * @param {number} value above 0
 */
export function niceCeiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value * (1 - 1e-9)) ?? 10 * power;
}

/**
 * @param {{durationNs: number, provider: string}[]} samples oldest first
 * @param {{p50Ns: number, p95Ns: number}} quantiles
 * @param {string[]} providers all names, sorted
 * @param {string} label for screen readers
 * @param {(ms: number) => string} words formats a duration
 * @returns {SVGElement}
 */
export function drawDurations(samples, quantiles, providers, label, words) {
  const top = niceCeiling(Math.max(1, ...samples.map((sample) => sample.durationNs)));
  const x = (index) => ((index + 0.5) / samples.length) * WIDTH;
  const y = (ns) => HEIGHT - (ns / top) * (HEIGHT - TOP);
  const line = (ns, className) => svg("line", { x1: 0, x2: WIDTH, y1: y(ns), y2: y(ns), class: className });
  const drawing = svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT + 3}`, class: "drawing", role: "img", "aria-label": label },
    line(top, "grid"),
    line(top / 2, "grid"),
    svg("text", { x: 0, y: TOP - 4 }, words(top / 1e6)),
  );
  samples.forEach((sample, index) =>
    drawing.append(
      svg("circle", { cx: x(index).toFixed(1), cy: y(sample.durationNs).toFixed(1), r: DOT, class: hue(providers, sample.provider) }),
    ),
  );
  drawing.append(line(quantiles.p50Ns, "median"), line(quantiles.p95Ns, "high"));
  return drawing;
}

/**
 * Bars, longest first.
 *
 * @param {{name: string, value: number, className: string}[]} bars
 * @param {string} label for screen readers
 */
export function drawBars(bars, label) {
  const row = 24;
  const names = 170;
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  const drawing = svg("svg", {
    viewBox: `0 0 ${2 * WIDTH} ${bars.length * row}`,
    class: "drawing",
    role: "img",
    "aria-label": label,
  });
  bars.forEach((bar, index) => {
    const length = (bar.value / most) * (2 * WIDTH - names - 80);
    drawing.append(
      svg("text", { x: 0, y: index * row + 16 }, bar.name),
      svg("rect", { x: names, y: index * row + 5, width: length.toFixed(1), height: row - 10, class: bar.className }),
      svg("text", { x: (names + length + 8).toFixed(1), y: index * row + 16 }, String(bar.value)),
    );
  });
  return drawing;
}
