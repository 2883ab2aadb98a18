/** The wall: a section for each series, drawn only where it is visible. */
import { byId, el, setText } from "./dom.js";
import { count, pictures } from "./format.js";
import { Feed, toPicture } from "./feed.js";
import { grid } from "./layout.js";
import { plan } from "./search.js";
import { Section } from "./section.js";

/** Enough of each series to fill a first screen; the rest is fetched when it becomes visible. */
const FIRST_PAGE = 12;
const SETTLE_MS = 450;
const HEADER_PX = 72;

export class Wall {
  #root = byId("wall");
  #index = byId("index");
  #probe = el("div", { class: "caption-probe", "aria-hidden": "true" });
  #api;
  #columns;
  /** @type {Section[]} */
  #sections = [];
  #purposes = new Map();
  #query = "";
  #frame = 0;
  #scrolled = false;
  #columnsDrawn = 0;
  #pitch = 0;
  #turn = 0;
  #empty;
  #decorate = () => {};
  #moved = () => {};
  /** @type {import("./favourites.js").Favourites|null} when only favourites are shown */
  #only = null;
  /** The totals that the layout was made with. */
  #laidOut = "";

  /**
   * @param {import("./api.js").Api} api
   * @param {{fit: (width: number) => number}} columns
   * @param {{clearSearch: () => void, makeOne: () => void, showAll: () => void}} actions of the empty wall's buttons
   */
  constructor(api, columns, actions) {
    this.#api = api;
    this.#columns = columns;
    this.#empty = actions;
    document.body.append(this.#probe);
    new ResizeObserver(() => this.layOut()).observe(this.#root);
    new ResizeObserver(() => this.layOut()).observe(byId("easel"));
    addEventListener("scroll", () => this.#soon(), { passive: true });
    addEventListener("resize", () => this.#soon());
    this.#root.addEventListener("keydown", (event) => this.#arrow(event));
    this.#root.addEventListener("focusin", () => this.#soon(true));
    this.#index.addEventListener("click", (event) => this.#jump(event));
  }

  /** @param {(tile: HTMLElement, picture: object|undefined) => void} decorate called for each tile that is drawn */
  decorate(decorate) {
    this.#decorate = decorate;
  }

  /** Decorates all drawn tiles again. */
  decorateAll() {
    for (const section of this.#sections) section.decorateAll();
  }

  /** @param {(from: object, to: object) => void} moved called when the focus goes from place to place with Shift held */
  moved(moved) {
    this.#moved = moved;
  }

  /** @param {import("./favourites.js").Favourites|null} favourites nothing else is shown by the next show() */
  only(favourites) {
    this.#only = favourites;
  }

  /** @returns {{series: string, index: number, picture: object|undefined}|null} what a drawn tile shows */
  placeOf(tile) {
    const section = this.#sections.find(({ element }) => element.contains(tile));
    const index = section?.indexOf(tile) ?? -1;
    return index < 0 ? null : { series: section.feed.series, index, picture: section.feed.at(index) };
  }

  /** @returns {Promise<object[]>} the pictures of a series from one index to another, also those not in memory */
  async range(series, from, to, limit) {
    const feed = this.#sections.find((section) => section.feed.series === series)?.feed;
    const found = [];
    for (let index = from; feed && index <= to && found.length < limit; index++) {
      const picture = feed.at(index) ?? (await feed.fetch(index));
      if (picture) found.push(picture);
    }
    this.#soon();
    return found;
  }

  /** @returns {Promise<object[]>} all pictures that are shown, at most `limit` */
  async every(limit) {
    const found = [];
    for (const { feed } of this.#sections) {
      for (let cursor = "", more = true; more && found.length < limit; more = cursor !== "") {
        const page = await feed.page({ limit: Math.min(200, limit - found.length), cursor });
        found.push(...page.images.map(toPicture));
        cursor = page.images.length > 0 ? page.nextCursor || "" : "";
      }
    }
    return found;
  }

  /**
   * Shows what matches a query, everything for an empty one.
   *
   * @param {string} query
   * @param {Promise<{suffix: string, purpose: string}[]>} series
   * @returns {Promise<void>} once the sections are laid out; rejected when the server does not answer
   */
  async show(query, series) {
    this.#query = query;
    const turn = ++this.#turn;
    this.#root.setAttribute("aria-busy", "true");
    let feeds;
    try {
      feeds = await this.#openFeeds(query, series);
    } catch (error) {
      if (turn === this.#turn) throw error;
      return;
    }
    if (turn !== this.#turn) {
      // A newer search has begun meanwhile: this answer is late.
      feeds.forEach((feed) => feed.close());
      return;
    }
    this.#replaceSections(feeds);
    this.#root.setAttribute("aria-busy", "false");
  }

  /** Shows a picture that has just been made, or made again. @param {import("./feed.js").Picture} picture */
  put(picture) {
    if (this.#only && !this.#only.has(`${picture.series}/${picture.address}`)) return;
    let section = this.#sections.find(({ feed }) => feed.series === picture.series);
    if (!section) {
      if (this.#query) return;
      section = this.#section(this.#feed(picture.series, ""));
      this.#sections.unshift(section);
      this.#root.prepend(section.element);
    }
    // During a search only pictures that matched already are replaced: only the server can tell which
    // others match.
    if (section.feed.q && section.feed.indexOf(picture.address) < 0) return;
    this.#change(section, () => section.feed.put(picture));
  }

  /** Shows the pictures that were made during a pause of the event stream. */
  async catchUp() {
    const { images } = await this.#api.images({ limit: FIRST_PAGE * 2 });
    for (const picture of images.map(toPicture).reverse()) {
      const known = this.#sections.find(({ feed }) => feed.series === picture.series);
      if (!known || picture.modified > known.feed.newest) this.put(picture);
    }
  }

  /** Removes a picture. */
  remove(series, address) {
    const section = this.#sections.find(({ feed }) => feed.series === series);
    if (section) this.#change(section, () => section.feed.remove(address));
  }

  /** @returns {import("./feed.js").Picture|undefined} a picture in memory */
  find(series, address) {
    const section = this.#sections.find(({ feed }) => feed.series === series);
    return section?.feed.at(section.feed.indexOf(address));
  }

  /**
   * @param {number} step 1 for the next picture, -1 for the one before
   * @returns {Promise<import("./feed.js").Picture|undefined>} it, across the borders of sections
   */
  async neighbour(series, address, step) {
    let at = this.#sections.findIndex(({ feed }) => feed.series === series);
    let index = at < 0 ? -1 : this.#sections[at].feed.indexOf(address);
    if (index < 0) return undefined;
    index += step;
    while (index < 0 || index >= this.#sections[at].feed.total) {
      at += step;
      if (!this.#sections[at]) return undefined;
      index = step > 0 ? 0 : this.#sections[at].feed.total - 1;
    }
    return this.#sections[at].feed.fetch(index);
  }

  /** Scrolls to a picture when it is out of sight, and gives it the focus. */
  reveal(series, address) {
    const section = this.#sections.find(({ feed }) => feed.series === series);
    const index = section?.feed.indexOf(address) ?? -1;
    if (index >= 0) this.#focus(section, index);
  }

  /** Fits the sections to the width of the wall and the number of columns. */
  layOut() {
    const width = this.#root.clientWidth;
    if (width === 0) return;
    const columns = this.#columns.fit(width);
    const gap = parseFloat(getComputedStyle(this.#probe).columnGap);
    const measures = grid(width, columns, gap, this.#probe.offsetHeight);
    const anchor = columns === this.#columnsDrawn ? null : this.#anchor();
    this.#columnsDrawn = columns;
    this.#pitch = measures.pitch;
    this.#root.style.setProperty("--tile", `${measures.tile}px`);
    for (const section of this.#sections) section.resize(measures);
    for (const section of this.#sections) section.measure();
    if (anchor) scrollTo({ top: anchor.section.topOf(anchor.index) - this.#covered(), behavior: "instant" });
    this.#draw();
  }

  /** The picture that stays in place while the number of columns changes: the first below the headers. */
  #anchor() {
    const eye = scrollY + this.#covered();
    const section = this.#sections.findLast(({ top }) => top <= eye);
    return section && { section, index: section.at(eye) };
  }

  /** How much of the window the toolbar and a section's header cover. */
  #covered() {
    return byId("toolbar").offsetHeight + HEADER_PX;
  }

  async #openFeeds(query, series) {
    const [newest, all] = await Promise.all([this.#api.images({ limit: FIRST_PAGE * 2, q: query }), series]);
    this.#purposes = new Map(all.map(({ suffix, purpose }) => [suffix, purpose ?? ""]));
    // A series may have been removed while its pictures still exist.
    const names = this.#only?.series() ?? [...new Set([...this.#purposes.keys(), ...newest.images.map((image) => image.series)])];
    const feeds = plan(query, names).map(({ series, q }) => this.#feed(series, q));
    await Promise.all(feeds.map((feed) => feed.open(FIRST_PAGE)));
    return feeds.filter((feed) => feed.total > 0).sort((a, b) => b.at(0).modified - a.at(0).modified);
  }

  #feed(series, q) {
    const load = this.#only?.source(this.#api) ?? ((page, signal) => this.#api.images(page, signal));
    return new Feed(series, q, load, () => this.#changed());
  }

  #section(feed) {
    return new Section(feed, this.#purposes.get(feed.series), (tile, picture) => this.#decorate(tile, picture));
  }

  #replaceSections(feeds) {
    this.#sections.forEach(({ feed }) => feed.close());
    this.#sections = feeds.map((feed) => this.#section(feed));
    this.#root.replaceChildren(...this.#sections.map(({ element }) => element), ...this.#emptyWall());
    const toolbar = byId("toolbar").getBoundingClientRect();
    // After a search from far down, its results begin right under the toolbar.
    if (toolbar.top <= 0) scrollTo({ top: this.#root.getBoundingClientRect().top + scrollY - toolbar.height - 60 });
    this.#afterCount();
  }

  /** Called when a feed has loaded: usually pictures for blank tiles, sometimes another total. */
  #changed() {
    const known = this.#sections.map(({ feed }) => feed.total + (feed.error ? "!" : "")).join();
    if (known !== this.#laidOut) this.#afterCount();
    else this.#soon();
  }

  #afterCount() {
    this.#laidOut = this.#sections.map(({ feed }) => feed.total + (feed.error ? "!" : "")).join();
    const all = this.#sections.reduce((sum, { feed }) => sum + feed.total, 0);
    const shown = this.#sections.filter(({ feed }) => feed.total > 0);
    const where = `in ${shown.length} series`;
    setText(byId("summary"), this.#query ? `${pictures(all)} found ${where}` : `${pictures(all)} ${where}`);
    this.#index.hidden = shown.length < 2;
    this.#index.replaceChildren(...shown.map(({ feed }) => el("a", { href: `#series-${feed.series}` },
      feed.series, " ", el("span", { class: "count" }, count(feed.total)))));
    this.layOut();
  }

  #emptyWall() {
    if (this.#sections.length > 0) return [];
    const [title, text, label, act] = this.#query
      ? ["Nothing like that here", `No picture matches “${this.#query}”.`, "Clear the search", this.#empty.clearSearch]
      : this.#only
        ? ["No favourites yet", "Choose pictures and make them favourites. They are kept in this browser.", "Show all pictures", this.#empty.showAll]
        : ["An empty wall", "Nothing has been made yet. The first picture will hang here.", "Make the first one", this.#empty.makeOne];
    return [el("div", { class: "empty" },
      el("div", { class: "empty-frame", "aria-hidden": "true" }),
      el("h2", {}, title), el("p", {}, text),
      el("button", { class: "quiet", type: "button", on: { click: act } }, label))];
  }

  /** Keeps the visible pictures in place when something above the window changes. */
  #change(section, act) {
    const before = section.height;
    const above = section.top < scrollY;
    this.#root.querySelector(".empty")?.remove();
    act();
    section.redraw();
    this.#root.classList.add("settling");
    setTimeout(() => this.#root.classList.remove("settling"), SETTLE_MS);
    this.#afterCount();
    if (above && section.height !== before) scrollBy({ top: section.height - before, behavior: "instant" });
    if (this.#sections.every(({ feed }) => feed.total === 0)) {
      this.#sections.forEach(({ element }) => element.remove());
      this.#sections = [];
      this.#root.replaceChildren(...this.#emptyWall());
    }
  }

  /** @param {boolean} [soonScrolled] the keyboard moves down, so the next row must be drawn before */
  #soon(soonScrolled = false) {
    this.#scrolled ||= soonScrolled || scrollY > 0;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw() {
    // Before the first scroll nothing below the window is fetched: it may never become visible.
    const margin = this.#scrolled ? Math.min(this.#pitch, innerHeight / 2) : 0;
    for (const section of this.#sections) section.draw(scrollY - margin, scrollY + innerHeight + margin);
  }

  #jump(event) {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    const section = this.#sections.find(({ element }) => `#${element.id}` === link.getAttribute("href"));
    section?.element.scrollIntoView();
    section?.element.querySelector("h2").focus({ preventScroll: true });
  }

  #arrow(event) {
    const tile = event.target.closest(".tile");
    const section = this.#sections.find(({ element }) => element.contains(tile));
    if (!tile || !section || event.altKey || event.ctrlKey || event.metaKey) return;
    const columns = this.#columns.fit(this.#root.clientWidth);
    const last = section.feed.total - 1;
    const index = section.indexOf(tile);
    const target = {
      ArrowLeft: index - 1, ArrowRight: index + 1, ArrowUp: index - columns, ArrowDown: Math.min(index + columns, last),
      Home: 0, End: last,
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const to = this.#across(section, target);
    if (!to) return;
    this.#focus(to.section, to.index);
    if (event.shiftKey) this.#moved(place(section, index), place(to.section, to.index));
  }

  /** Continues in the next section past the end of one. */
  #across(section, index) {
    if (index >= 0 && index < section.feed.total) return { section, index };
    const step = index < 0 ? -1 : 1;
    const other = this.#sections[this.#sections.indexOf(section) + step];
    return other && { section: other, index: step > 0 ? 0 : other.feed.total - 1 };
  }

  async #focus(section, index) {
    const top = section.topOf(index);
    const covered = this.#covered();
    const height = this.#root.querySelector(".tile")?.offsetHeight ?? 0;
    if (top < scrollY + covered) scrollTo({ top: top - covered, behavior: "instant" });
    else if (top + height > scrollY + innerHeight) scrollTo({ top: top + height - innerHeight + 24, behavior: "instant" });
    this.#draw();
    await section.feed.fetch(index);
    this.#draw();
    section.link(index)?.focus({ preventScroll: true });
  }
}

function place(section, index) {
  return { series: section.feed.series, index, picture: section.feed.at(index) };
}
