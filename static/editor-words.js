/** The words of one database: search, groups, a page of checkboxes, and what is picked. */
import { toast } from "./announce.js";
import { el, setText } from "./dom.js";
import { count, errorWords } from "./format.js";
import { MAX_FILTERS, Table } from "./editor-table.js";

/** So many checkboxes are in the document at once. */
const PAGE = 60;

export class Words {
  #name;
  #load;
  #changed;
  /** @type {Table|null} until it is opened */
  #table = null;
  #filters = [];
  #found = [];
  #start = 0;
  #loading = null;
  #left = el("span", { class: "left" });
  #problem = el("p", { class: "problem", "aria-live": "polite" });
  #chips = el("ul", { class: "chips", role: "list" });
  #search;
  #group;
  #range = el("p", { role: "status" });
  #pick = el("button", { class: "quiet small", type: "button" }, "Pick all");
  #clear = el("button", { class: "quiet small", type: "button" }, "Clear");
  #earlier = el("button", { class: "quiet small", type: "button" }, "Earlier");
  #later = el("button", { class: "quiet small", type: "button" }, "Later");
  #list = el("ul", { class: "word-list", role: "list" });
  #body = el("div", { class: "words-body" });

  /**
   * @param {string} name of the database
   * @param {(name: string) => Promise<Table>} load
   * @param {(name: string, filters: string[]) => void} changed called when the user has picked something
   */
  constructor(name, load, changed) {
    this.#name = name;
    this.#load = load;
    this.#changed = changed;
    this.#search = el("input", { id: `search-${name}`, type: "search", autocomplete: "off", spellcheck: "false", placeholder: `Search ${name}` });
    this.#group = el("select", { id: `group-${name}` });
    this.#chips.setAttribute("aria-label", `Picked ${name}`);
    this.#list.setAttribute("aria-label", `All ${name}`);
    this.#clear.setAttribute("aria-label", `Clear what is picked of ${name}`);
    this.element = el("details", { class: "words", id: `words-${name}` },
      el("summary", {}, el("h3", {}, name), this.#left), this.#body);
    this.#body.append(this.#problem, this.#chips,
      el("div", { class: "words-tools" },
        el("div", {}, el("label", { for: this.#search.id }, "Search"), this.#search),
        el("div", {}, el("label", { for: this.#group.id }, "Group"), this.#group)),
      el("div", { class: "words-actions" }, this.#range, this.#pick, this.#clear, this.#earlier, this.#later),
      this.#list);
    this.#listen();
  }

  /** Shows a definition's filters. @param {string[]} filters */
  show(filters) {
    this.#filters = [...filters];
    this.#drawChips();
    this.#check();
  }

  /** @param {number} left how many records may be drawn @param {number} all how many there are */
  showLeft(left, all) {
    const free = this.#filters.length === 0;
    setText(this.#left, free ? `all ${count(left)}` : `${count(left)} of ${count(all)} left`);
    this.#left.classList.toggle("some", !free);
  }

  /** @param {string} text the server's remarks on this list; empty for none */
  showProblem(text) {
    setText(this.#problem, text);
    if (text) this.element.open = true;
  }

  #listen() {
    this.element.addEventListener("toggle", () => this.element.open && this.#open());
    this.#search.addEventListener("input", () => this.#look());
    this.#search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    this.#group.addEventListener("change", () => this.#look());
    this.#pick.addEventListener("click", () => this.#pickAll());
    this.#clear.addEventListener("click", () => this.#set([]));
    this.#earlier.addEventListener("click", () => this.#turn(-PAGE));
    this.#later.addEventListener("click", () => this.#turn(PAGE));
    this.#list.addEventListener("change", (event) => this.#ticked(event.target));
    this.#chips.addEventListener("click", (event) => this.#unpicked(event.target.closest("button")));
  }

  async #open() {
    if (this.#table || this.#loading) return;
    setText(this.#range, "Loading");
    try {
      this.#loading = this.#load(this.#name);
      this.#table = await this.#loading;
    } catch (error) {
      setText(this.#range, errorWords(error.code, error.message));
      return;
    } finally {
      this.#loading = null;
    }
    this.#group.append(el("option", { value: "" }, `all ${this.#name}`),
      ...this.#table.groups().map(({ key, label, indexes }) => el("option", { value: key }, `${label} (${count(indexes.length)})`)));
    this.#drawChips();
    this.#look();
  }

  #chosenGroup() {
    return this.#table.groups().find(({ key }) => key === this.#group.value) ?? null;
  }

  #look() {
    if (!this.#table) return;
    this.#found = this.#table.find(this.#search.value, this.#chosenGroup());
    this.#start = 0;
    this.#drawPage();
  }

  #turn(step) {
    if ((step < 0 ? this.#earlier : this.#later).getAttribute("aria-disabled") === "true") return;
    this.#start += step;
    this.#drawPage();
  }

  #drawPage() {
    const page = this.#found.slice(this.#start, this.#start + PAGE);
    this.#list.replaceChildren(...page.map((index) => this.#row(index)));
    const total = this.#found.length;
    setText(this.#range, total === 0 ? "No word like that" : `${count(this.#start + 1)} to ${count(this.#start + page.length)} of ${count(total)}`);
    // Disabled buttons would lose the focus; these keep it.
    this.#earlier.setAttribute("aria-disabled", String(this.#start === 0));
    this.#later.setAttribute("aria-disabled", String(this.#start + PAGE >= total));
    this.#earlier.hidden = this.#later.hidden = total <= PAGE;
    setText(this.#pick, this.#search.value.trim() || this.#group.value ? `Pick all ${count(total)} found` : "Pick all");
    this.#pick.hidden = total === 0 || total === this.#table.size;
    this.#check();
  }

  #row(index) {
    const [word, ...others] = this.#table.rows[index];
    return el("li", {}, el("label", {},
      el("input", { type: "checkbox", value: index }), el("span", {}, word),
      others.length > 0 ? el("span", { class: "muted" }, others.join(", ")) : null));
  }

  /** Ticks what may be drawn; nothing where nothing is picked. */
  #check() {
    this.#clear.hidden = this.#filters.length === 0;
    if (!this.#table) return;
    const through = this.#table.letThrough(this.#filters);
    for (const box of this.#list.querySelectorAll("input")) box.checked = through.has(Number(box.value));
  }

  #ticked(box) {
    const index = Number(box.value);
    if (box.checked) {
      this.#set([...this.#filters, this.#table.filterOf(index)]);
      return;
    }
    const fewer = this.#table.without(this.#filters, index);
    if (fewer === null) toast(`More than ${MAX_FILTERS} words would have to be picked one by one. Remove the group instead.`);
    else this.#set(fewer);
    this.#check();
    if (box.checked && fewer !== null) toast(`“${this.#table.rows[index][0]}” is part of a text that another picked word stands for.`);
  }

  #pickAll() {
    const group = this.#chosenGroup();
    const query = this.#search.value.trim();
    const fits = (filter) => {
      const matched = this.#table.matching(filter);
      return matched.length === this.#found.length && matched.every((index, at) => index === this.#found[at]);
    };
    const one = [group && !query ? group.filter : null, group ? null : query.toLowerCase()].find((filter) => filter && fits(filter));
    const through = this.#table.letThrough(this.#filters);
    const more = one ? [one] : this.#found.filter((index) => !through.has(index)).map((index) => this.#table.filterOf(index));
    const all = [...new Set([...this.#filters, ...more])];
    if (all.length > MAX_FILTERS) toast(`At most ${MAX_FILTERS} words can be picked one by one. Search for fewer.`);
    else this.#set(all);
  }

  /** @param {HTMLElement|null} button of a chip; the focus goes to its neighbour */
  #unpicked(button) {
    if (!button) return;
    const at = [...this.#chips.children].indexOf(button.parentElement);
    this.#set(this.#filters.filter((filter) => filter !== button.dataset.filter));
    const next = this.#chips.children[Math.min(at, this.#chips.children.length - 1)];
    (next?.firstChild ?? this.#search).focus();
  }

  #set(filters) {
    const cleared = this.#filters.length > 0 && filters.length === 0 && document.activeElement === this.#clear;
    this.#filters = filters;
    if (cleared) this.#search.focus();
    this.#drawChips();
    this.#check();
    this.#changed(this.#name, [...filters]);
  }

  #drawChips() {
    this.#chips.replaceChildren(...this.#filters.map((filter) => {
      const matched = this.#table?.matching(filter);
      const size = matched ? ` (${count(matched.length)})` : "";
      const words = matched?.length === 1 ? this.#table.rows[matched[0]][0] : Table.nameOf(filter) + size;
      return el("li", {}, el("button", {
        type: "button", class: matched?.length === 0 ? "idle" : null, "data-filter": filter, title: filter,
        "aria-label": `Remove ${words}`,
      }, words));
    }));
  }
}
