/** The page of collections: begins them, shows how far they are, and changes them. */
import { Api } from "./api.js";
import { CollectionCard } from "./collection-card.js";
import { CollectionsApi } from "./collections-api.js";
import { byId, el, setText } from "./dom.js";
import { count, duration, pictures } from "./format.js";
import { themeToggle } from "./theme-toggle.js";
import { Token } from "./token.js";

const EVERY_MS = 2000;
const SHOWN_WRONG = 10;

const token = new Token();
const api = new CollectionsApi(token);
const cards = new Map();
const text = byId("addresses");

/** Says what a list holds and what it costs, after an estimate, a beginning or an addition. */
function tell(told, prefix) {
  const parts = [`${count(told.accepted)} ${prefix === "Added: " ? "new " : ""}${told.accepted === 1 ? "address" : "addresses"}`];
  parts.push(`${pictures(told.present)} there already`);
  if (told.toPay) parts.push(`${count(told.toPay)} to be paid for${told.cost ? `, ${told.cost} ${told.currency} or more` : ""}`);
  if (told.duplicates) parts.push(`${count(told.duplicates)} repeated`);
  if (told.etaSeconds) parts.push(`about ${duration(told.etaSeconds * 1000)}`);
  const wrong = told.invalid.slice(0, SHOWN_WRONG).map((it) =>
    el("li", {}, `Line ${it.line}: `, el("span", { class: "mono" }, it.value), ` (${it.reason})`));
  const more = told.invalidCount - wrong.length;
  byId("told").replaceChildren(
    el("p", {}, `${prefix}${parts.join(", ")}.`),
    told.invalidCount ? el("p", {}, `${count(told.invalidCount)} left out, which are no addresses:`) : "",
    wrong.length ? el("ul", {}, ...wrong, more > 0 ? el("li", {}, `and ${count(more)} more`) : "") : "",
  );
}

async function send(estimate) {
  setText(byId("problem"), "");
  byId("told").replaceChildren();
  const buttons = [...byId("begin").querySelectorAll("button")];
  buttons.forEach((button) => (button.disabled = true));
  try {
    const into = byId("into").value;
    const told = into
      ? await api.add(into, text.value, { estimate })
      : await api.begin(byId("series").value, byId("name").value, text.value, { estimate });
    tell(told, estimate ? "" : into ? "Added: " : "Begun: ");
    if (!estimate) {
      text.value = "";
      byId("name").value = "";
      await refresh();
    }
  } catch (error) {
    setText(byId("problem"), error.message);
  } finally {
    buttons.forEach((button) => (button.disabled = false));
  }
}

/** Lists the collections that can be added to; the choice stays while its collection does. */
function showTargets(all) {
  const options = [{ id: "", words: "A new one" }, ...all.map((it) => ({ id: it.id, words: `${it.name} (${it.series})` }))];
  const known = [...byId("into").options].map((it) => it.value + it.text).join("\n");
  if (known === options.map((it) => it.id + it.words).join("\n")) return;
  const chosen = byId("into").value;
  byId("into").replaceChildren(...options.map((it) => el("option", { value: it.id }, it.words)));
  byId("into").value = all.some((it) => it.id === chosen) ? chosen : "";
  showTarget();
}

/** Series and name are those of the collection that is added to. */
function showTarget() {
  const isNew = byId("into").value === "";
  for (const id of ["series", "name"]) byId(id).closest(".field").hidden = !isNew;
  setText(byId("send"), isNew ? "Start" : "Add");
}

function addTo(id) {
  byId("into").value = id;
  showTarget();
  byId("begin").scrollIntoView({ block: "start" });
  text.focus({ preventScroll: true });
}

async function take(file) {
  if (!file) return;
  text.value = await file.text();
  if (!byId("name").value) byId("name").value = file.name.replace(/\.[a-z]+$/i, "").slice(0, 200);
}

function acceptDrops() {
  const mark = (on) => (event) => {
    event.preventDefault();
    text.classList.toggle("dropping", on);
  };
  text.addEventListener("dragover", mark(true));
  text.addEventListener("dragleave", mark(false));
  text.addEventListener("drop", (event) => {
    const file = event.dataTransfer?.files[0];
    if (file) {
      mark(false)(event);
      take(file);
    } else {
      text.classList.remove("dropping");
    }
  });
}

/** Asks in a dialog. @returns {Promise<boolean>} */
function confirmRemoval(name) {
  const dialog = byId("removal");
  setText(byId("removal-text"), `“${name}” is stopped and forgotten. Its pictures stay in the gallery.`);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok"), { once: true }));
}

async function refresh() {
  let all;
  try {
    all = await api.list();
  } catch (error) {
    setText(byId("empty"), error.message);
    byId("empty").hidden = false;
    return;
  }
  const list = byId("list");
  const ids = new Set(all.map((it) => it.id));
  for (const [id, card] of cards) {
    if (!ids.has(id)) {
      card.element.remove();
      cards.delete(id);
    }
  }
  all.forEach((it, index) => {
    let card = cards.get(it.id);
    if (!card) cards.set(it.id, (card = new CollectionCard(api, { refresh, confirmRemoval, addTo })));
    card.show(it);
    if (list.children[index] !== card.element) list.insertBefore(card.element, list.children[index] ?? null);
  });
  showTargets(all);
  setText(byId("empty"), "There are none yet.");
  byId("empty").hidden = all.length > 0;
}

async function fillSeries() {
  const known = await new Api(token).series();
  byId("series").replaceChildren(...known.map((it) => el("option", { value: it.suffix }, it.suffix)));
  if (known.some((it) => it.suffix === "simple")) byId("series").value = "simple";
}

themeToggle();
acceptDrops();
byId("file").addEventListener("change", (event) => take(event.target.files[0]));
byId("into").addEventListener("change", showTarget);
byId("estimate").addEventListener("click", () => send(true));
byId("begin").addEventListener("submit", (event) => {
  event.preventDefault();
  send(false);
});
fillSeries().catch((error) => setText(byId("problem"), error.message));
refresh();
setInterval(() => {
  if (!document.hidden) refresh();
}, EVERY_MS);
