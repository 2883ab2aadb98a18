/** A series put together by hand: opens, tries, saves and removes definitions. */
import { toast } from "./announce.js";
import { Api } from "./api.js";
import { ask } from "./confirm.js";
import { byId, el, setText } from "./dom.js";
import { errorWords } from "./format.js";
import { Definition, problemWithName } from "./editor-definition.js";
import { Previews } from "./editor-previews.js";
import { Table } from "./editor-table.js";
import { Words } from "./editor-words.js";
import { themeToggle } from "./theme-toggle.js";
import { Token } from "./token.js";

const PAUSE_MS = 300;
const NEW = "";

const api = new Api(new Token());
const previews = new Previews(api);
const open = byId("series-open");
const nameField = byId("series-name");
const purposeField = byId("series-purpose");
const colorsField = byId("series-colors");
const removeButton = byId("series-remove");
const saveButton = byId("series-save");

/** @type {Map<string, Words>} */
const words = new Map();
/** @type {Map<string, {suffix: string, source: string, modifiedAt: string}>} */
let known = new Map();
let databases = [];
let definition = new Definition([]);
/** The series that is being changed as it was read; null for a new one. */
let opened = null;
let checking = new AbortController();
let timer = 0;
let saving = false;

themeToggle();
open.addEventListener("change", changeSeries);
nameField.addEventListener("input", () => changeText("name", nameField.value));
purposeField.addEventListener("input", () => changeText("purpose", purposeField.value));
colorsField.addEventListener("input", () => changeText("colorLimit", colorsField.validity.badInput ? "no number" : colorsField.value));
byId("series-form").addEventListener("submit", save);
removeButton.addEventListener("click", remove);
byId("previews-other").addEventListener("click", () => {
  previews.renew();
  tryOut();
});
byId("previews-token").addEventListener("click", tryOut);
addEventListener("beforeunload", (event) => definition.isChanged && event.preventDefault());
start();

async function start() {
  try {
    const [listed] = await Promise.all([api.databases(), renewSeries()]);
    databases = listed.map(({ name }) => name);
  } catch (error) {
    byId("words-list").replaceChildren(el("p", { class: "problem", role: "alert" }, errorWords(error.code, error.message), " ",
      el("button", { class: "quiet small", type: "button", on: { click: start } }, "Try again")));
    return;
  }
  for (const name of databases) {
    words.set(name, new Words(name, loadTable, (database, filters) => {
      definition.lists.set(database, filters);
      changed();
    }));
  }
  byId("words-list").replaceChildren(...[...words.values()].map(({ element }) => element));
  byId("words-list").setAttribute("aria-busy", "false");
  const wished = new URLSearchParams(location.search).get("series")?.toLowerCase() ?? NEW;
  show(known.has(wished) ? wished : NEW);
}

async function loadTable(name) {
  const rows = [];
  let columns = [];
  for (let cursor = ""; ; ) {
    const page = await api.database(name, cursor);
    columns = page.columns;
    rows.push(...page.records);
    if (!page.nextCursor) return new Table(columns, rows);
    cursor = page.nextCursor;
  }
}

async function renewSeries() {
  known = new Map((await api.series()).map((series) => [series.suffix, series]));
  const options = (source) => [...known.values()].filter((series) => series.source === source)
    .map(({ suffix }) => el("option", { value: suffix }, suffix));
  const own = options("user");
  open.replaceChildren(el("option", { value: NEW }, "an empty series"),
    ...(own.length > 0 ? [el("optgroup", { label: "your own" }, ...own)] : []),
    el("optgroup", { label: "a copy of a built-in one" }, ...options("builtin")));
}

async function changeSeries() {
  const wished = open.value;
  const leave = !definition.isChanged || (await ask({
    title: "Discard the changes?", text: "What you have changed here is not saved.", yes: "Discard", no: "Keep editing",
  }));
  if (leave) show(wished);
  else open.value = opened?.suffix ?? NEW;
}

/** Shows a series to be changed, or, of a built-in one, a copy without a name. */
function show(name) {
  const series = known.get(name);
  opened = series?.source === "user" ? series : null;
  definition = series ? Definition.of(databases, series, opened ? name : "") : new Definition(databases);
  open.value = name;
  nameField.value = definition.name;
  purposeField.value = definition.purpose;
  colorsField.value = definition.colorLimit;
  for (const [database, part] of words) part.show(definition.lists.get(database));
  showUrl(name);
  setText(byId("save-problem"), "");
  showState();
  tryOut();
}

function showUrl(name) {
  const url = new URL(location.href);
  if (name) url.searchParams.set("series", name);
  else url.searchParams.delete("series");
  history.replaceState(null, "", url);
}

function changeText(field, text) {
  definition[field] = text;
  if (field === "name") showState();
  else changed();
}

function changed() {
  showState();
  clearTimeout(timer);
  previews.stop("Waiting for you to pause");
  timer = setTimeout(tryOut, PAUSE_MS);
}

/** What is wrong with the name, and whether there is something to save. */
function showState() {
  const name = definition.name.trim().toLowerCase();
  const taken = known.get(name);
  const wrong = problemWithName(definition.name)
    || (taken?.source === "builtin" ? `“${name}” is built in. Choose another name.` : "");
  const replaces = !wrong && taken && taken.suffix !== opened?.suffix;
  const hint = byId("series-name-hint");
  setText(hint, wrong || (replaces ? `There is a series “${name}”. Saving replaces it.` : ""));
  hint.classList.toggle("problem", Boolean(wrong) && definition.name.trim() !== "");
  if (wrong && definition.name.trim() !== "") nameField.setAttribute("aria-invalid", "true");
  else nameField.removeAttribute("aria-invalid");
  removeButton.hidden = !opened;
  removeButton.setAttribute("aria-label", opened ? `Remove the series ${opened.suffix}` : "Remove");
  setText(byId("save-state"), saving ? "Saving" : definition.isChanged ? "Not saved" : opened ? "Saved" : "");
  return { name, wrong, replaces };
}

/** Asks the server what it thinks of the definition, and paints it when nothing is wrong. */
async function tryOut() {
  clearTimeout(timer);
  checking.abort();
  const { signal } = (checking = new AbortController());
  const json = definition.toJson();
  const name = definition.trialName;
  byId("previews-token").hidden = true;
  try {
    const findings = await api.checkSeries(name, json, signal);
    if (signal.aborted) return;
    showFindings(findings);
    if (findings.problems.length > 0) previews.stop("Not painted: see what is marked");
    else await previews.paint(name, json);
  } catch (error) {
    if (signal.aborted) return;
    byId("previews-token").hidden = error.status !== 401;
    previews.stop(errorWords(error.code, error.message));
  }
}

function showFindings({ problems, warnings, words: counts }) {
  for (const { database, count, left } of counts) words.get(database)?.showLeft(left, count);
  const remarks = [...problems, ...warnings];
  const about = (field) => remarks.filter((remark) => remark.field === field).map(({ message }) => sentence(message)).join(" ");
  for (const [database, part] of words) part.showProblem(about(database));
  for (const [field, input] of [["purpose", purposeField], ["colorLimit", colorsField]]) {
    const text = about(field);
    setText(byId(`problem-${field}`), text);
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
  const shown = new Set([...words.keys(), "purpose", "colorLimit"]);
  setText(byId("problem-other"), remarks.filter(({ field }) => !shown.has(field)).map(({ message }) => sentence(message)).join(" "));
}

const sentence = (text) => text[0].toUpperCase() + text.slice(1) + (/[.?!]$/.test(text) ? "" : ".");

async function save(event) {
  event.preventDefault();
  const { name, wrong, replaces } = showState();
  if (wrong) {
    nameField.focus();
    byId("series-name-hint").classList.add("problem");
    return;
  }
  if (saving || !(await mayReplace(name, replaces))) return;
  await busily(async () => {
    const sent = definition;
    const stored = await api.putSeries(name, sent.toJson());
    sent.name = name;
    sent.markSaved();
    await renewSeries();
    opened = known.get(name) ?? stored;
    open.value = name;
    showUrl(name);
    toast(`Saved as ${name}`);
  });
}

/** Asks before a series is replaced that is not the one on the page, or that has changed meanwhile. */
async function mayReplace(name, replaces) {
  let text = replaces ? `There is a series “${name}” already. What it holds now is lost.` : "";
  if (!replaces && opened) {
    const now = await api.oneSeries(name).catch(() => null);
    if (now && now.modifiedAt !== opened.modifiedAt) text = `“${name}” has been changed elsewhere since you opened it. That change is lost.`;
  }
  return !text || ask({ title: "Replace the series?", text, yes: "Replace", no: "Keep it" });
}

async function remove() {
  const { suffix } = opened;
  const sure = await ask({
    title: "Remove the series?", text: `“${suffix}” can make no more pictures. Those that it has made stay.`, yes: "Remove", no: "Keep it",
  });
  if (!sure) return;
  await busily(async () => {
    await api.deleteSeries(suffix);
    await renewSeries();
    show(NEW);
    nameField.focus();
    toast(`${suffix} is removed`);
  });
}

async function busily(act) {
  saving = true;
  saveButton.disabled = true;
  setText(byId("save-problem"), "");
  showState();
  try {
    await act();
  } catch (error) {
    setText(byId("save-problem"), [errorWords(error.code, error.message), error.details].filter(Boolean).map(sentence).join(" "));
  } finally {
    saving = false;
    saveButton.disabled = false;
    showState();
  }
}
