/**
 * Eight addresses, painted small as the definition is now. A change cancels what is under way: the server
 * stops painting for a request that has gone. At most a few are asked for at once, so that other requests of
 * the page are not kept waiting.
 */
import { randomAddress } from "./address.js";
import { byId, el, setText } from "./dom.js";
import { errorWords, shortAddress } from "./format.js";
import { sleep } from "./sse.js";

const NUMBER = 8;
const AT_ONCE = 3;
const MAX_TRIES = 6;
const SIDE = 256;

export class Previews {
  #api;
  #state = byId("previews-state");
  #list = byId("previews-list");
  #addresses = [];
  #running = new AbortController();

  /** @param {import("./api.js").Api} api */
  constructor(api) {
    this.#api = api;
    this.renew();
  }

  /** Takes other addresses; they are painted by the next paint(). */
  renew() {
    this.#addresses = Array.from({ length: NUMBER }, randomAddress);
    this.#list.replaceChildren(...this.#addresses.map((address) => el("li", { class: "waiting" },
      el("canvas", { width: SIDE, height: SIDE, role: "img", title: address, "aria-label": `Preview of ${shortAddress(address)}` }))));
  }

  /** Stops what is under way and says why nothing is painted. @param {string} why */
  stop(why) {
    this.#running.abort();
    for (const item of this.#list.children) item.classList.add("waiting");
    setText(this.#state, why);
  }

  /**
   * @param {string} name
   * @param {object} definition
   * @returns {Promise<void>} once all are painted, or other ones were asked for
   */
  async paint(name, definition) {
    this.stop("Painting");
    const { signal } = (this.#running = new AbortController());
    const waiting = [...this.#addresses.entries()];
    const work = async () => {
      for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) {
        await this.#paintOne(name, definition, next, signal);
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      if (!signal.aborted) setText(this.#state, "Painted");
    } catch (error) {
      if (signal.aborted) return;
      this.#running.abort();
      setText(this.#state, errorWords(error.code, error.message));
      throw error;
    }
  }

  async #paintOne(name, definition, [at, address], signal) {
    const blob = await this.#fetch(name, definition, address, signal);
    const picture = await createImageBitmap(blob);
    // A change may have come while it was decoded: this picture is late.
    if (signal.aborted) return;
    const item = this.#list.children[at];
    item.querySelector("canvas").getContext("2d").drawImage(picture, 0, 0, SIDE, SIDE);
    item.classList.remove("waiting");
  }

  async #fetch(name, definition, address, signal) {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#api.previewSeries(name, definition, address, signal);
      } catch (error) {
        if (signal.aborted || error.status !== 503 || tries === MAX_TRIES) throw error;
        await sleep(1000 * (error.retryAfter || 1) * (0.75 + Math.random() / 2));
        if (signal.aborted) throw error;
      }
    }
  }
}
