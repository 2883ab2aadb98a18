/** Favourites: kept in this browser only, as the keys of pictures. */
import { recall, remember } from "./storage.js";

const NAME = "favourites";
const MAX = 5000;
const KEY = /^[a-z0-9][a-z0-9_-]{0,63}\/0x[0-9a-f]{40}$/;
/** So many pictures are asked for at once. */
const AT_ONCE = 6;

export class Favourites {
  /** @type {Set<string>} from the first to the last that was added */
  #keys = new Set();

  constructor() {
    this.#read();
  }

  has(key) {
    return this.#keys.has(key);
  }

  get size() {
    return this.#keys.size;
  }

  /** @param {string[]} keys @returns {boolean} false when they would be too many */
  add(keys) {
    // Another tab may have added some.
    this.#read();
    const all = new Set([...this.#keys, ...keys]);
    if (all.size > MAX) return false;
    this.#write(all);
    return true;
  }

  /** @param {string[]} keys */
  remove(keys) {
    this.#read();
    this.#write(new Set([...this.#keys].filter((key) => !keys.includes(key))));
  }

  /** @returns {string[]} the series that have favourites */
  series() {
    return [...new Set([...this.#keys].map((key) => key.split("/")[0]))];
  }

  /**
   * A source for a Feed, newest favourite first. What does not exist any more is passed over.
   *
   * @param {import("./api.js").Api} api
   */
  source(api) {
    return async ({ series, q, limit, cursor }, signal) => {
      const keys = [...this.#keys].filter((key) => key.startsWith(`${series}/`)).reverse();
      const words = q.toLowerCase().split(/\s+/).filter(Boolean);
      const matches = ({ title, address }) => words.every((word) => `${title} ${address}`.toLowerCase().includes(word));
      const images = [];
      let at = Number(cursor) || 0;
      while (at < keys.length && images.length < limit) {
        const next = keys.slice(at, at + Math.min(AT_ONCE, limit - images.length));
        const found = await Promise.all(next.map((key) => api.image(...key.split("/"), signal).catch((error) => {
          if (error.status === 404 || error.status === 400) return null;
          throw error;
        })));
        images.push(...found.filter((image) => image && matches(image)));
        at += next.length;
      }
      return { images, count: words.length > 0 ? images.length : keys.length, nextCursor: at < keys.length ? String(at) : "" };
    };
  }

  #read() {
    try {
      const kept = JSON.parse(recall(NAME) ?? "[]");
      this.#keys = new Set(Array.isArray(kept) ? kept.filter((key) => KEY.test(key)) : []);
    } catch {
      this.#keys = new Set();
    }
  }

  #write(keys) {
    this.#keys = keys;
    remember(NAME, JSON.stringify([...keys]));
  }
}
