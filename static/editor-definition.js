/** The definition that is being edited: what it is now, and what was saved. */

/** The server's rule for the name of a series. */
const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;
/** The folder of this name is for batches. */
const RESERVED = "generations";
/** Under this name a definition is tried that has no name yet. */
const NAMELESS = "draft";

/** @returns {string} what is wrong with a name, in words; empty when a series may have it */
export function problemWithName(name) {
  const lower = name.trim().toLowerCase();
  if (lower === "") return "Give it a name to save it.";
  if (lower === RESERVED) return `“${RESERVED}” is taken by the server.`;
  if (NAME.test(lower)) return "";
  const stranger = lower.match(/[^a-z0-9_-]/);
  if (stranger) return `“${stranger[0]}” is not one of a–z, 0–9, - and _.`;
  return lower.length > 64 ? "At most 64 characters." : "A name begins with a letter or a digit.";
}

export class Definition {
  name = "";
  purpose = "";
  colorLimit = "0";
  version = "";
  /** @type {Map<string, string[]>} the filters of each database */
  lists = new Map();
  #saved = "";

  /** @param {string[]} databases their names */
  constructor(databases) {
    for (const name of databases) this.lists.set(name, []);
    this.markSaved();
  }

  /** @param {object} series as the server gives it @param {string} name under which it is to be saved */
  static of(databases, series, name) {
    const definition = new Definition(databases);
    definition.name = name;
    definition.purpose = String(series.purpose ?? "");
    definition.colorLimit = String(series.colorLimit ?? 0);
    definition.version = String(series.version ?? "");
    for (const database of databases) definition.lists.set(database, [...(series[database] ?? [])]);
    definition.markSaved();
    return definition;
  }

  /** @returns {object} what the server takes */
  toJson() {
    const json = { purpose: this.purpose, colorLimit: number(this.colorLimit) };
    if (this.version) json.version = this.version;
    for (const [database, filters] of this.lists) if (filters.length > 0) json[database] = filters;
    return json;
  }

  /** @returns {string} a name that it can be tried under */
  get trialName() {
    return problemWithName(this.name) === "" ? this.name.trim().toLowerCase() : NAMELESS;
  }

  get isChanged() {
    return this.#state() !== this.#saved;
  }

  markSaved() {
    this.#saved = this.#state();
  }

  #state() {
    return JSON.stringify([this.name.trim().toLowerCase(), this.toJson()]);
  }
}

/** What is no whole number is sent as it is: the server says what is wrong with it. */
function number(text) {
  return /^[0-9]{1,9}$/.test(text.trim()) ? Number(text) : text.trim() === "" ? 0 : text;
}
