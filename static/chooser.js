/**
 * Choosing several pictures on the wall: by a button for the mode, by Ctrl or Shift and the mouse, by a long
 * press, or by the keyboard (Space, Shift with arrows, Ctrl+A, Escape). What is chosen is kept by the pictures'
 * keys: it outlives their tiles, which come and go with scrolling.
 */
import { toast } from "./announce.js";
import { byId, el, setText } from "./dom.js";
import { count, pictures, shortAddress } from "./format.js";
import { keyOf } from "./runs.js";

export const MAX_CHOSEN = 2000;
const LONG_PRESS_MS = 500;
const SLIP_PX = 10;

/** Dispatches `change` when another set of pictures is chosen. */
export class Chooser extends EventTarget {
  /** @type {Map<string, import("./feed.js").Picture>} */
  #chosen = new Map();
  #wall;
  #root = byId("wall");
  #button = byId("choose");
  #isFavourite;
  #mode = false;
  /** Where a range begins: {series, index}. */
  #anchor = null;
  #press = null;
  /** A long press has chosen: the click that may follow must not open the picture. */
  #pressed = false;

  /**
   * @param {import("./wall.js").Wall} wall
   * @param {(key: string) => boolean} isFavourite
   */
  constructor(wall, isFavourite) {
    super();
    this.#wall = wall;
    this.#isFavourite = isFavourite;
    wall.decorate((element, picture) => this.#mark(element, picture));
    wall.moved((from, to) => this.#extend(from, to));
    this.#button.addEventListener("click", () => (this.#mode ? this.clear() : this.#setMode(true)));
    this.#root.addEventListener("click", (event) => this.#clicked(event));
    this.#root.addEventListener("change", (event) => this.#ticked(event));
    for (const type of ["pointerdown", "pointermove", "pointerup", "pointercancel"]) {
      this.#root.addEventListener(type, (event) => this.#pointer(event), { passive: true });
    }
    this.#root.addEventListener("contextmenu", (event) => (this.#press || this.#pressed) && event.preventDefault());
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @returns {import("./feed.js").Picture[]} in the order they were chosen */
  list() {
    return [...this.#chosen.values()];
  }

  get size() {
    return this.#chosen.size;
  }

  clear() {
    this.#anchor = null;
    this.#chosen.clear();
    this.#setMode(false);
  }

  /** Takes pictures out, such as those that are gone. @param {string[]} keys */
  drop(keys) {
    for (const key of keys) this.#chosen.delete(key);
    this.#show();
  }

  /** Draws the marks again, after favourites have changed. */
  renew() {
    this.#wall.decorateAll();
  }

  /** Chooses every picture of the wall as it is searched now, as far as the limit goes. */
  async all() {
    this.#setMode(true);
    const every = await this.#wall.every(MAX_CHOSEN + 1);
    this.#add(every);
    toast(`${pictures(this.#chosen.size)} chosen`);
  }

  #add(more) {
    for (const picture of more) {
      if (this.#chosen.size >= MAX_CHOSEN && !this.#chosen.has(keyOf(picture.series, picture.address))) {
        toast(`At most ${count(MAX_CHOSEN)} pictures can be chosen at once`);
        break;
      }
      this.#chosen.set(keyOf(picture.series, picture.address), picture);
    }
    this.#show();
  }

  #toggle(place) {
    const key = keyOf(place.picture.series, place.picture.address);
    this.#anchor = { series: place.picture.series, index: place.index };
    this.#mode = true;
    if (this.#chosen.delete(key)) this.#show();
    else this.#add([place.picture]);
  }

  async #range(place) {
    const { series, index } = place;
    if (this.#anchor?.series !== series) return this.#toggle(place);
    this.#mode = true;
    this.#add(await this.#wall.range(series, Math.min(index, this.#anchor.index), Math.max(index, this.#anchor.index), MAX_CHOSEN));
  }

  /** Called when the focus moves with Shift held. */
  #extend(from, to) {
    if (!this.#anchor || this.#anchor.series !== from.series) this.#anchor = { series: from.series, index: from.index };
    if (from.series === to.series) this.#range(to);
    else this.#add([from.picture, to.picture].filter(Boolean));
  }

  #clicked(event) {
    const link = event.target.closest(".tile-link");
    const place = link && this.#wall.placeOf(link.closest(".tile"));
    if (!place?.picture) return;
    if (this.#pressed) {
      this.#pressed = false;
      event.preventDefault();
      return;
    }
    const several = event.ctrlKey || event.metaKey;
    if (!event.shiftKey && !several && !this.#mode) return;
    event.preventDefault();
    if (event.shiftKey) this.#range(place);
    else this.#toggle(place);
  }

  #ticked(event) {
    const place = event.target.matches(".tile-choose") && this.#wall.placeOf(event.target.closest(".tile"));
    if (place?.picture) this.#toggle(place);
  }

  #pointer(event) {
    if (event.type === "pointermove") {
      const slipped = this.#press && Math.hypot(event.clientX - this.#press.x, event.clientY - this.#press.y) > SLIP_PX;
      if (slipped) this.#endPress();
      return;
    }
    this.#endPress();
    if (event.type !== "pointerdown") return;
    this.#pressed = false;
    const link = event.target.closest(".tile-link");
    if (event.pointerType !== "touch" || !link) return;
    this.#press = { x: event.clientX, y: event.clientY, timer: setTimeout(() => this.#longPress(link), LONG_PRESS_MS) };
  }

  #longPress(link) {
    this.#press = null;
    const place = this.#wall.placeOf(link.closest(".tile"));
    if (!place?.picture) return;
    this.#pressed = true;
    navigator.vibrate?.(20);
    this.#toggle(place);
  }

  #endPress() {
    clearTimeout(this.#press?.timer);
    this.#press = null;
  }

  #key(event) {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && (this.#mode || this.#chosen.size > 0) && !event.target.closest("input[type=search]")) {
      event.preventDefault();
      this.clear();
      return;
    }
    if (!this.#root.contains(event.target)) return;
    const link = event.target.closest(".tile-link");
    if (event.key === " " && link && !event.altKey) {
      event.preventDefault();
      const place = this.#wall.placeOf(link.closest(".tile"));
      if (place?.picture) event.shiftKey ? this.#range(place) : this.#toggle(place);
    } else if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      this.all();
    }
  }

  #setMode(on) {
    this.#mode = on;
    this.#show();
  }

  #show() {
    document.body.classList.toggle("choosing", this.#mode);
    this.#button.setAttribute("aria-pressed", String(this.#mode));
    this.#wall.decorateAll();
    this.dispatchEvent(new Event("change"));
  }

  /** Shows on a tile whether it is chosen, and a favourite; a screen reader hears it with the title. */
  #mark(element, picture) {
    if (!picture) return;
    const key = keyOf(picture.series, picture.address);
    const chosen = this.#chosen.has(key);
    const favourite = this.#isFavourite(key);
    const state = [chosen && ", chosen", favourite && ", favourite"].filter(Boolean).join("");
    keep(element, ".tile-choose", this.#mode, () => {
      const name = picture.title || shortAddress(picture.checksum);
      return el("input", { type: "checkbox", class: "tile-choose", "aria-label": `Choose ${name}` });
    });
    keep(element, ".tile-star", favourite, () => el("span", { class: "tile-star", "aria-hidden": "true" }, "★"));
    const link = element.querySelector(".tile-link");
    keep(link, ".tile-state", state !== "", () => el("span", { class: "visually-hidden tile-state" }));
    const box = element.querySelector(".tile-choose");
    if (box) box.checked = chosen;
    element.classList.toggle("chosen", chosen);
    element.classList.toggle("favourite", favourite);
    const said = link.querySelector(".tile-state");
    if (said) setText(said, state);
  }
}

/** Keeps a child of a tile only while it is needed: each frame of fast scrolling makes dozens of tiles. */
function keep(parent, selector, needed, make) {
  const child = parent.querySelector(selector);
  if (needed && !child) parent.append(make());
  if (!needed && child) child.remove();
}
