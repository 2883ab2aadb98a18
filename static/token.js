/**
 * The API token: the user is asked for it when the server answers 401; it is kept in session storage, and
 * passed to api.js, which sends it in the Authorization header and nowhere else.
 */
import { byId, setText } from "./dom.js";

const KEY = "dalleserver.token";

export class Token {
  #dialog = byId("token");
  #input = byId("token-value");
  #value = null;
  #asking = null;

  constructor() {
    try {
      this.#value = sessionStorage.getItem(KEY);
    } catch {
      // Without session storage the token lives as long as the page.
    }
    byId("token-cancel").addEventListener("click", () => this.#dialog.close(""));
  }

  /** @returns {string|null} */
  current() {
    return this.#value;
  }

  /**
   * Asks the user; several requests that are refused at once share one dialog.
   *
   * @param {boolean} refused whether a token was sent and not accepted
   * @returns {Promise<string|null>} the token, null when the user declined
   */
  ask(refused) {
    this.#asking ??= this.#question(refused).finally(() => (this.#asking = null));
    return this.#asking;
  }

  #question(refused) {
    if (refused) this.#keep(null);
    setText(byId("token-problem"), refused ? "The server did not accept that token." : "");
    this.#input.value = "";
    this.#dialog.returnValue = "";
    this.#dialog.showModal();
    this.#input.focus();
    return new Promise((resolve) => {
      this.#dialog.addEventListener("close", () => {
        const value = this.#dialog.returnValue === "ok" ? this.#input.value.trim() : "";
        this.#input.value = "";
        if (value) this.#keep(value);
        resolve(value || null);
      }, { once: true });
    });
  }

  #keep(value) {
    this.#value = value;
    try {
      if (value === null) sessionStorage.removeItem(KEY);
      else sessionStorage.setItem(KEY, value);
    } catch {
      // See the constructor.
    }
  }
}
