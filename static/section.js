/** One series on the wall: a sticky header and those of its tiles that are near the window. */
import { el, setText } from "./dom.js";
import { count, errorWords, pictures } from "./format.js";
import { heightOf, placeOf, visible } from "./layout.js";
import { takeDown, tile } from "./tile.js";

export class Section {
  #list = el("ul", { class: "tiles", role: "list" });
  #count = el("span", { class: "count" });
  #trouble = el("p", { class: "trouble", role: "alert", hidden: true });
  /** @type {Map<number, {element: HTMLElement, picture: object|undefined}>} by index */
  #tiles = new Map();
  #grid = null;
  #top = 0;
  #decorate;

  /**
   * @param {import("./feed.js").Feed} feed
   * @param {string} purpose the series' description
   * @param {(tile: HTMLElement, picture: object|undefined) => void} decorate called for each tile that is drawn
   */
  constructor(feed, purpose, decorate) {
    this.feed = feed;
    this.#decorate = decorate;
    const id = `series-${feed.series}`;
    this.element = el("section", { class: "series", id, "aria-labelledby": `${id}-title` },
      el("header", { class: "series-header" },
        el("h2", { class: "section-title", id: `${id}-title`, tabindex: "-1" }, feed.series),
        this.#count,
        purpose ? el("p", { class: "purpose" }, purpose) : null),
      this.#list,
      this.#trouble);
    this.#trouble.addEventListener("click", (event) => event.target.closest("button") && feed.retry());
  }

  /** @returns {number} the height of the tiles in pixels, once laid out */
  get height() {
    return this.#grid ? heightOf(this.feed.total, this.#grid) : 0;
  }

  /** Applies the grid and the number of pictures to the document. @param {object} grid */
  resize(grid) {
    this.#grid = grid;
    this.#list.style.setProperty("height", `${this.height}px`);
    setText(this.#count, count(this.feed.total));
    this.#count.setAttribute("aria-label", pictures(this.feed.total));
    this.element.hidden = this.feed.total === 0;
    this.#showTrouble();
    for (const [index, { element }] of this.#tiles) this.#place(index, element);
  }

  /** Remembers where the tiles begin on the page: scrolling then needs no measuring. */
  measure() {
    this.#top = this.#list.getBoundingClientRect().top + scrollY;
  }

  /** @returns {number} the first tile of the row at this height of the page, 0 above the section */
  at(y) {
    return this.#grid ? visible(y - this.#top, Infinity, this.feed.total, this.#grid)[0] : 0;
  }

  /** @returns {number} where the row of a tile begins on the page */
  topOf(index) {
    return this.#top + placeOf(index, this.#grid).y;
  }

  /** @returns {number} where the tiles begin on the page */
  get top() {
    return this.#top;
  }

  /** Draws the tiles that the window from `top` to `bottom` touches, and no others. */
  draw(top, bottom) {
    const [from, to] = visible(top - this.#top, bottom - this.#top, this.feed.total, this.#grid);
    for (const [index, { element }] of this.#tiles) {
      // The tile that has the focus stays, also when it is out of sight: the focus must not be lost.
      if ((index < from || index >= to) && !element.contains(document.activeElement)) this.#drop(index);
    }
    if (from >= to) return this.feed.rest();
    this.feed.want(from, to);
    for (let index = from; index < to; index++) this.#hang(index, this.feed.at(index));
  }

  /** Moves the tiles with their pictures after one was added or removed; a focused tile keeps its focus. */
  redraw() {
    const shown = [...this.#tiles.values()];
    this.#tiles.clear();
    for (const { element, picture } of shown) {
      const index = picture ? this.feed.indexOf(picture.address) : -1;
      if (index >= 0 && this.feed.at(index) === picture) {
        this.#tiles.set(index, { element, picture });
        this.#place(index, element);
      } else {
        takeDown(element);
      }
    }
  }

  /** Decorates the drawn tiles again. */
  decorateAll() {
    for (const { element, picture } of this.#tiles.values()) this.#decorate(element, picture);
  }

  /** @returns {HTMLElement|undefined} the tile's link, when it is drawn */
  link(index) {
    return this.#tiles.get(index)?.element.querySelector("a") ?? undefined;
  }

  /** @returns {number} the index of a drawn tile, -1 for an element that is none */
  indexOf(element) {
    for (const [index, shown] of this.#tiles) if (shown.element === element) return index;
    return -1;
  }

  #hang(index, picture) {
    const shown = this.#tiles.get(index);
    if (shown && (shown.picture === picture || picture === undefined)) return;
    const element = tile(picture);
    this.#decorate(element, picture);
    this.#place(index, element);
    if (shown) {
      shown.element.replaceWith(element);
    } else {
      this.#list.insertBefore(element, this.#elementAfter(index));
    }
    this.#tiles.set(index, { element, picture });
  }

  /** Tiles stand in the document in their order, so that Tab follows the wall. */
  #elementAfter(index) {
    let nearest = Infinity;
    for (const other of this.#tiles.keys()) if (other > index && other < nearest) nearest = other;
    return this.#tiles.get(nearest)?.element ?? null;
  }

  #place(index, element) {
    const { x, y } = placeOf(index, this.#grid);
    element.style.setProperty("transform", `translate(${x}px, ${y}px)`);
    element.setAttribute("aria-setsize", String(this.feed.total));
    element.setAttribute("aria-posinset", String(index + 1));
  }

  #drop(index) {
    takeDown(this.#tiles.get(index).element);
    this.#tiles.delete(index);
  }

  #showTrouble() {
    const error = this.feed.error;
    if (this.#trouble.hidden === !error) return;
    this.#trouble.hidden = !error;
    this.#trouble.replaceChildren(...(error
      ? [errorWords(error.code, error.message), el("button", { class: "quiet", type: "button" }, "Try again")]
      : []));
  }
}
