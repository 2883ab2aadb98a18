/** The search field, and the query for each series that its words mean. */
import { byId } from "./dom.js";

const PAUSE_MS = 200;

/**
 * Words that name a series select it; the others are searched for in its pictures. “simple owl” finds the
 * owls of simple, and “owl” the owls of all.
 *
 * @param {string} query
 * @param {string[]} names of every series
 * @returns {{series: string, q: string}[]} the queries, series by series
 */
export function plan(query, names) {
  const words = query.trim().split(/\s+/).filter(Boolean);
  const named = new Map();
  for (const name of names) {
    const others = words.filter((word) => !nameMatches(name, word.toLowerCase()));
    if (others.length < words.length) named.set(name, others.join(" "));
  }
  return names.map((series) => ({ series, q: named.get(series) ?? words.join(" ") }));
}

/** Three letters are enough to name a series; fewer would match ordinary words. */
function nameMatches(name, word) {
  return name === word || (word.length >= 3 && name.startsWith(word));
}

/** @param {(query: string) => void} changed called once typing has paused */
export function searchField(changed) {
  const field = byId("search");
  let timer = 0;
  let last = null;
  const tell = () => {
    clearTimeout(timer);
    if (field.value.trim() !== last) changed((last = field.value.trim()));
  };
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  last = field.value.trim();
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(tell, PAUSE_MS);
  });
  byId("search-form").addEventListener("submit", (event) => {
    event.preventDefault();
    tell();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea, dialog[open]")) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
  return {
    query: () => last,
    clear() {
      field.value = "";
      tell();
      field.focus();
    },
  };
}
