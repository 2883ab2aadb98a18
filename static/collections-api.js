/** The part of the server's API that is about collections; failures are thrown as ApiError. */
import { ApiError } from "./api.js";
import { base } from "./base.js";

export class CollectionsApi {
  #token;

  /** @param {{current: () => string|null, ask: (refused: boolean) => Promise<string|null>}} token */
  constructor(token) {
    this.#token = token;
  }

  /** @returns {Promise<object[]>} all collections, the newest first */
  async list() {
    return (await this.#send("GET", "/collections")).collections;
  }

  /** @returns {Promise<{failures: object[], nextCursor: string}>} one with a page of its failures */
  one(id, cursor = "0") {
    return this.#send("GET", `/collections/${encodeURIComponent(id)}?cursor=${encodeURIComponent(cursor)}`);
  }

  /** Begins a collection, or only tells what it would do. */
  begin(series, name, text, { estimate = false } = {}) {
    const query = new URLSearchParams({ series, name });
    if (estimate) query.set("estimate", "1");
    return this.#send("POST", `/collections?${query}`, text);
  }

  /** Adds addresses to a collection, or only tells what there would be to do. */
  add(id, text, { estimate = false } = {}) {
    return this.#send("POST", `/collections/${encodeURIComponent(id)}/addresses${estimate ? "?estimate=1" : ""}`, text);
  }

  /** @param {"pause"|"resume"|"retry"} what */
  change(id, what) {
    return this.#send("POST", `/collections/${encodeURIComponent(id)}/${what}`);
  }

  remove(id) {
    return this.#send("DELETE", `/collections/${encodeURIComponent(id)}`);
  }

  async #send(method, path, text) {
    for (let refused = false; ; refused = true) {
      const token = this.#token.current();
      const headers = { Accept: "application/json" };
      if (text !== undefined) headers["Content-Type"] = "text/plain; charset=utf-8";
      if (token) headers.Authorization = `Bearer ${token}`;
      const response = await reach(path, { method, headers, body: text });
      const body = await response.json().catch(() => null);
      if (response.ok && body) return body.data;
      const error = body?.error ?? {};
      const words = [error.message ?? `HTTP ${response.status}`, error.details].filter(Boolean).join(": ");
      const failure = new ApiError(response.status, error.code ?? "", words);
      if (response.status !== 401) throw failure;
      if ((await this.#token.ask(refused || token !== null)) === null) throw failure;
    }
  }
}

async function reach(path, options) {
  try {
    return await fetch(base + path, { credentials: "same-origin", redirect: "error", ...options });
  } catch {
    throw new ApiError(0, "NETWORK", "The server does not answer.");
  }
}
