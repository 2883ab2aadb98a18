/**
 * The pictures of one section, newest first, as a list with random access of which only a few pages are in
 * memory: pages far from the visible ones are dropped and fetched again by their cursor. So ten thousand
 * pictures cost as much as a few hundred.
 */

const PAGE = 60;
/** A jump far down follows the cursors in longer steps. */
const STRIDE = 100;
const RESIDENT_PAGES = 4;

/**
 * The data of an image that a tile needs.
 *
 * @typedef {{series: string, address: string, checksum: string, title: string, created: number,
 *   modified: number, color: string, thumbnail: string, width: number, height: number}} Picture
 *     `thumbnail` is empty where the server gives none
 */

/** @param {import("./api.js").Image} image @returns {Picture} */
export function toPicture(image) {
  return {
    series: String(image.series),
    address: String(image.address).toLowerCase(),
    checksum: String(image.checksumAddress || image.address),
    title: String(image.title ?? ""),
    created: Date.parse(image.createdAt) || 0,
    modified: Date.parse(image.modifiedAt) || Date.parse(image.createdAt) || 0,
    color: String(image.color ?? ""),
    thumbnail: String(image.thumbnailUrl ?? ""),
    width: Number(image.width) || 0,
    height: Number(image.height) || 0,
  };
}

export class Feed {
  /** @type {{cursor: string, size: number, pictures: Picture[]|null}[]} */
  #pages = [];
  #next = "";
  #load;
  #changed;
  #wanted = [0, 0];
  #working = null;
  #ended = new AbortController();

  /** When the newest picture was finished, in milliseconds: what the server sorts by. */
  newest = 0;
  /** How many pictures there are, as far as is known. */
  total = 0;
  /** @type {Error|null} why loading stopped; retry() goes on */
  error = null;

  /**
   * @param {string} series
   * @param {string} q
   * @param {(page: {series: string, q: string, limit: number, cursor: string}, signal: AbortSignal)
   *     => Promise<{images: object[], count: number, nextCursor: string}>} load
   * @param {() => void} changed called when there is something new to draw
   */
  constructor(series, q, load, changed) {
    this.series = series;
    this.q = q;
    this.#load = load;
    this.#changed = changed;
  }

  /** Fetches the beginning, so that `total` and the newest picture are known. */
  async open(limit) {
    await this.#append(limit);
  }

  /** Stops all requests; the feed is not used afterwards. */
  close() {
    this.#ended.abort();
  }

  /** @returns {Picture|undefined} undefined while it is not in memory: want() fetches it */
  at(index) {
    const found = this.#pageOf(index);
    return found?.page.pictures?.[index - found.start];
  }

  /** @returns {number} where a picture is, -1 when it is not in memory */
  indexOf(address) {
    let start = 0;
    for (const page of this.#pages) {
      const inside = page.pictures?.findIndex((picture) => picture.address === address) ?? -1;
      if (inside >= 0) return start + inside;
      start += page.size;
    }
    return -1;
  }

  /** Asks for the pictures from index `from` up to `to`; a later call replaces an earlier one. */
  want(from, to) {
    this.#wanted = [from, Math.min(to, this.total)];
    if (!this.error) this.#work();
  }

  /** @returns {Promise<Picture|undefined>} one picture, fetched when it is not in memory */
  async fetch(index) {
    if (index < 0 || index >= this.total) return undefined;
    for (let tries = 0; !this.at(index) && tries < 3 && !this.error; tries++) {
      this.want(index, index + 1);
      await this.#working;
    }
    return this.at(index);
  }

  /** One page from the server, apart from what is in memory. */
  page({ limit, cursor }) {
    return this.#ask(cursor, limit);
  }

  /** Called when the section is out of sight: keeps one page for the return. */
  rest() {
    this.#forget(1);
  }

  /** Goes on after an error. */
  retry() {
    this.error = null;
    this.#work();
  }

  /** Adds a new picture in the order of age, or replaces the one in memory. */
  put(picture) {
    const known = this.indexOf(picture.address);
    if (known >= 0) {
      const { page, start } = this.#pageOf(known);
      page.pictures[known - start] = picture;
      return;
    }
    if (this.#pages.length === 0) this.#pages.push({ cursor: "", size: 0, pictures: [] });
    const first = this.#pages[0];
    if (first.pictures) {
      const later = first.pictures.findIndex(({ modified }) => modified <= picture.modified);
      // Older than everything in memory while there are more pages: it is in one of those.
      if (later < 0 && (this.#pages.length > 1 || this.#next !== "")) return;
      first.pictures.splice(later < 0 ? first.pictures.length : later, 0, picture);
    } else if (picture.modified <= this.newest) {
      return;
    }
    // A first page that was dropped is fetched again with one more, and so has the new picture.
    first.size++;
    this.total++;
    this.newest = Math.max(this.newest, picture.modified);
  }

  /** @returns {boolean} whether it was in memory */
  remove(address) {
    const index = this.indexOf(address);
    if (index < 0) return false;
    const { page, start } = this.#pageOf(index);
    page.pictures.splice(index - start, 1);
    page.size--;
    this.total--;
    return true;
  }

  #pageOf(index) {
    let start = 0;
    for (const page of this.#pages) {
      if (index < start + page.size) return { page, start };
      start += page.size;
    }
    return null;
  }

  #known() {
    return this.#pages.reduce((sum, page) => sum + page.size, 0);
  }

  #work() {
    this.#working ??= this.#fill().finally(() => (this.#working = null));
    return this.#working;
  }

  /** Loads, one page after the other, until the wanted pictures are in memory. */
  async #fill() {
    try {
      while (!this.#ended.signal.aborted && (await this.#step())) this.#changed();
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      this.error = error;
      this.#changed();
    }
  }

  async #step() {
    const [from, to] = this.#wanted;
    let start = 0;
    for (const page of this.#pages) {
      if (!page.pictures && page.size > 0 && start < to && start + page.size > from) {
        await this.#reload(page);
        return true;
      }
      start += page.size;
    }
    if (to <= start || (this.#next === "" && this.#pages.length > 0)) return false;
    await this.#append(from - start > PAGE ? STRIDE : PAGE);
    return true;
  }

  async #append(limit) {
    const cursor = this.#next;
    const answer = await this.#ask(cursor, limit);
    const pictures = answer.images.map(toPicture);
    this.#pages.push({ cursor, size: pictures.length, pictures });
    this.newest ||= pictures[0]?.modified ?? 0;
    this.#next = pictures.length > 0 ? answer.nextCursor || "" : "";
    const known = this.#known();
    // The cursors decide, not the count: the list ends where there is no further cursor.
    this.total = this.#next === "" ? known : Math.max(Number(answer.count) || 0, this.total, known + 1);
    this.#forget();
  }

  async #reload(page) {
    const answer = await this.#ask(page.cursor, page.size);
    page.pictures = answer.images.map(toPicture).slice(0, page.size);
    // Pictures that other clients removed meanwhile are missing; the list gets shorter by them.
    this.total -= page.size - page.pictures.length;
    page.size = page.pictures.length;
    this.#forget();
  }

  #ask(cursor, limit) {
    return this.#load({ series: this.series, q: this.q, limit, cursor }, this.#ended.signal);
  }

  #forget(keep = RESIDENT_PAGES) {
    const middle = (this.#wanted[0] + this.#wanted[1]) / 2;
    let start = 0;
    const resident = [];
    for (const page of this.#pages) {
      if (page.pictures) resident.push({ page, distance: Math.abs(start + page.size / 2 - middle) });
      start += page.size;
    }
    resident.sort((a, b) => b.distance - a.distance);
    resident.slice(0, Math.max(0, resident.length - keep)).forEach(({ page }) => (page.pictures = null));
  }
}
