/**
 * One database as the filters of a series see it. A filter is a piece of text; a record is let through when
 * its cells, joined by commas, contain any of them. Pure: no document, no server.
 */

/** The server takes no longer filter, and no more of them for one database. */
const MAX_LENGTH = 200;
export const MAX_FILTERS = 500;

/** A column with so many different values is a description and gives no groups. */
const MAX_GROUPS = 60;

/** @typedef {{key: string, label: string, filter: string|null, indexes: number[]}} Group */

export class Table {
  /** @type {string[]} each record as the filters see it */
  #texts;
  #lower;
  #matches = new Map();
  #groups = null;

  /** @param {string[]} columns @param {string[][]} rows */
  constructor(columns, rows) {
    this.columns = columns;
    this.rows = rows;
    this.#texts = rows.map((cells) => cells.join(","));
    this.#lower = this.#texts.map((text) => text.toLowerCase());
  }

  get size() {
    return this.rows.length;
  }

  /** @returns {number[]} the records that a filter lets through */
  matching(filter) {
    let found = this.#matches.get(filter);
    if (!found) {
      found = [];
      for (let index = 0; index < this.#texts.length; index++) if (this.#texts[index].includes(filter)) found.push(index);
      this.#matches.set(filter, found);
    }
    return found;
  }

  /** @param {string[]} filters @returns {Set<number>} the records that any of them lets through */
  letThrough(filters) {
    const all = new Set();
    for (const filter of filters) for (const index of this.matching(filter)) all.add(index);
    return all;
  }

  /**
   * @returns {string} the shortest filter of whole cells that lets a record through and no other; where every
   *     one lets others through too, since filters are parts of texts, the longest
   */
  filterOf(index) {
    const cells = this.rows[index];
    let filter = "";
    for (let cell = 0; cell < cells.length; cell++) {
      const longer = cell + 1 < cells.length ? `${filter}${cells[cell]},` : filter + cells[cell];
      if (longer.length > MAX_LENGTH) break;
      filter = longer;
      if (this.matching(filter).length === 1) break;
    }
    return filter || this.#texts[index].slice(0, MAX_LENGTH);
  }

  /**
   * @returns {Group[]} by each column that has a few different values; by first letters where there is none.
   *     `filter` is null where no filter means the group
   */
  groups() {
    this.#groups ??= this.columns.slice(1).flatMap((column, at) => this.#groupsOf(column, at + 1));
    if (this.#groups.length === 0) this.#groups = this.#letters();
    return this.#groups;
  }

  /** @param {string} query words in any case, all of which must be there @param {Group|null} group */
  find(query, group) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const from = group ? group.indexes : this.rows.keys();
    const found = [];
    for (const index of from) if (words.every((word) => this.#lower[index].includes(word))) found.push(index);
    return found;
  }

  /**
   * Leaves a record out of what filters let through: each filter that it passes is replaced by filters of the
   * other records that only this one let through.
   *
   * @returns {string[]|null} the new filters; null when they would be too many
   */
  without(filters, index) {
    const kept = filters.filter((filter) => !this.#texts[index].includes(filter));
    const still = this.letThrough(kept);
    for (const other of this.letThrough(filters)) {
      if (other === index || still.has(other)) continue;
      const filter = this.filterOf(other);
      kept.push(filter);
      for (const passed of this.matching(filter)) still.add(passed);
    }
    return kept.length > MAX_FILTERS ? null : kept;
  }

  /** @returns {string} what a filter is called: its text without the commas that bind it to a column */
  static nameOf(filter) {
    return filter.replace(/^[,\s]+|[,\s]+$/g, "") || filter;
  }

  #groupsOf(column, at) {
    const byValue = new Map();
    this.rows.forEach((cells, index) => {
      const value = cells[at];
      if (!value) return;
      if (!byValue.has(value)) byValue.set(value, []);
      byValue.get(value).push(index);
    });
    if (byValue.size < 2 || byValue.size > MAX_GROUPS || byValue.size * 2 > this.size) return [];
    const end = at + 1 < this.columns.length ? "," : "";
    return [...byValue].sort(([a], [b]) => (a < b ? -1 : 1)).map(([value, indexes]) => ({
      key: `${at}:${value}`, label: `${column}: ${value}`, filter: `,${value}${end}`, indexes,
    }));
  }

  #letters() {
    const byLetter = new Map();
    this.rows.forEach(([word], index) => {
      const letter = (word[0] ?? "").toUpperCase();
      if (!byLetter.has(letter)) byLetter.set(letter, []);
      byLetter.get(letter).push(index);
    });
    return [...byLetter].sort(([a], [b]) => (a < b ? -1 : 1)).map(([letter, indexes]) => ({
      key: `letter:${letter}`, label: `begins with ${letter}`, filter: null, indexes,
    }));
  }
}
