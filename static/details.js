/** Everything the server tells about one picture, as elements. Actions are in viewer.js. */
import { el, localUrl } from "./dom.js";
import { count, duration, exactTime, phaseWords, size } from "./format.js";

const PROMPTS = [
  ["enhancedPrompt", "Enhanced prompt"],
  ["prompt", "Prompt"],
  ["dataPrompt", "Data prompt"],
  ["tersePrompt", "Terse prompt"],
  ["titlePrompt", "Title prompt"],
  ["technical", "Technical notes"],
];

/**
 * @param {object} metadata the answer of /images/{series}/{address}; anything may be missing
 * @returns {HTMLElement[]} the sections that have content
 */
export function details(metadata) {
  const dress = metadata.dalleDress ?? {};
  return [
    prompts({ ...dress, technical: metadata.technical }),
    audio(metadata),
    attributes(dress.attributes ?? []),
    making(metadata, dress),
    files(metadata),
  ].filter(Boolean);
}

function part(title, ...children) {
  return el("section", { class: "part" }, el("h3", {}, title), ...children);
}

function prompts(dress) {
  const there = PROMPTS.filter(([key]) => dress[key]);
  if (there.length === 0) return null;
  return part("Prompts", ...there.map(([key, label], index) =>
    el("details", { class: "prompt", open: index === 0, "data-prompt": key },
      el("summary", {}, label), el("p", {}, String(dress[key])))));
}

/** What the Go original has left beside a picture: read aloud, it is played here. */
function audio({ audioUrl }) {
  const url = audioUrl ? localUrl(audioUrl) : null;
  return url ? part("Read aloud", el("audio", { class: "audio", controls: true, preload: "none", src: url })) : null;
}

function attributes(list) {
  if (list.length === 0) return null;
  const row = (attribute) => {
    const bytes = String(attribute.bytes ?? "");
    const swatch = el("span", { class: "swatch", "aria-hidden": "true" });
    if (/^[0-9a-f]{6}$/i.test(bytes)) swatch.style.setProperty("background-color", `#${bytes}`);
    return el("tr", {},
      el("th", { scope: "row" }, String(attribute.name ?? "")),
      el("td", { class: "mono digits" }, bytes ? swatch : null, bytes || "–"),
      el("td", { class: "value" }, String(attribute.value ?? ""), pick(attribute)));
  };
  return part("Attributes",
    el("table", { class: "attributes" },
      el("caption", { class: "visually-hidden" }, "Which six digits of the seed picked which words"),
      el("thead", {}, el("tr", {},
        el("th", { scope: "col" }, "Attribute"), el("th", { scope: "col" }, "Digits"), el("th", { scope: "col" }, "Words"))),
      el("tbody", {}, ...list.map(row))));
}

/** Which record of how many, counted from 1 as people do. */
function pick({ selector, count: of }) {
  if (!Number.isFinite(selector) || !(of > 1)) return null;
  return el("span", { class: "pick" }, ` ${count(selector + 1)} of ${count(of)}`);
}

function making(metadata, dress) {
  const facts = [
    ["Made", exactTime(Date.parse(metadata.createdAt))],
    ["Size", [metadata.width && `${metadata.width} × ${metadata.height}`, size(metadata.bytes)].filter(Boolean).join(", ")],
    ["Provider", dress.provider ?? metadata.provider],
    ["Model", dress.model ?? metadata.model],
    ["Provider’s request", dress.providerRequestId ?? metadata.providerRequestId],
    ["Tokens", tokensOf(dress.usage)],
    ["Cost", dress.usage?.cost && `${dress.usage.cost} ${dress.usage.currency ?? ""}`],
    ["Seed", dress.seed],
  ].filter(([, value]) => value);
  return part("How it was made",
    el("dl", { class: "facts" }, ...facts.flatMap(([term, value]) =>
      [el("dt", {}, term), el("dd", { class: term === "Seed" ? "mono" : null }, String(value))])),
    phaseBar(metadata.phases ?? dress.phases ?? []));
}

/** Tokens of the picture and of its prompt; empty where the provider tells none. */
function tokensOf(usage) {
  return (usage?.calls ?? [])
    .filter((calls) => calls.totalTokens > 0)
    .map((calls) => `${count(calls.totalTokens)} (${calls.operation})`)
    .join(", ");
}

/** Times per phase: a bar, and the same as a list that screen readers can read. */
function phaseBar(phases) {
  const worked = phases.filter((phase) => !phase.skipped && phase.durationMs > 0 && phase.name !== "completed");
  if (worked.length === 0) return null;
  const total = worked.reduce((sum, phase) => sum + phase.durationMs, 0);
  const bar = el("div", { class: "phases", "aria-hidden": "true" }, ...worked.map((phase) => {
    const piece = el("span", { class: `phase phase-${safeClass(phase.name)}` });
    piece.style.setProperty("flex-grow", String(phase.durationMs / total));
    return piece;
  }));
  const list = el("ul", { class: "phase-list" }, ...worked.map((phase) =>
    el("li", {},
      el("span", { class: `dot phase-${safeClass(phase.name)}`, "aria-hidden": "true" }),
      phaseWords(phase.name), " ", el("span", { class: "muted" }, duration(phase.durationMs)))));
  return el("div", { class: "times" }, el("p", { class: "times-total" }, `${duration(total)} in all`), bar, list);
}

const safeClass = (name) => String(name).replace(/[^a-z_]/g, "");

function files(metadata) {
  const listed = (metadata.files ?? []).map(({ name, url, bytes }) => [name, url, bytes]);
  const known = [
    ["Picture", metadata.url], ["File", metadata.fileUrl], ["Thumbnail", metadata.thumbnailUrl], ["Metadata", metadata.metadataUrl],
  ];
  const links = [...known, ...listed]
    .map(([name, url, bytes]) => [name, url ? localUrl(url) : null, bytes])
    .filter(([, url]) => url)
    .map(([name, url, bytes]) => el("li", {},
      el("a", { href: url }, String(name)), Number.isFinite(bytes) ? el("span", { class: "muted" }, ` ${size(bytes)}`) : null));
  return links.length > 0 ? part("Files", el("ul", { class: "files" }, ...links)) : null;
}
