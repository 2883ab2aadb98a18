/** The server's API: one method for each request of this page; failures are thrown as ApiError. */

import { base } from "./base.js";

/** A refused or failed request. `code` is one of the contract's, or NETWORK. */
export class ApiError extends Error {
  constructor(status, code, message, details = "", retryAfter = 0) {
    super(message);
    this.status = status;
    this.code = code;
    /** What was received and what would be accepted, in the server's words. */
    this.details = details;
    /** In how many seconds the server can be asked again; 0 when it does not say. */
    this.retryAfter = retryAfter;
  }
}

/**
 * @typedef {{series: string, address: string, checksumAddress: string, title: string,
 *   createdAt: string, modifiedAt: string, width: number, height: number, bytes: number,
 *   color: string, url: string, fileUrl: string, thumbnailUrl: string, metadataUrl: string}} Image
 */

const picturePath = (series, address) =>
  `/dalle/${encodeURIComponent(series)}/${encodeURIComponent(address.toLowerCase())}`;

const seriesPath = (name) => `/series/${encodeURIComponent(name)}`;

export class Api {
  #token;

  /** @param {{current: () => string|null, ask: (refused: boolean) => Promise<string|null>}} token */
  constructor(token) {
    this.#token = token;
  }

  /** @returns {Promise<{suffix: string, purpose: string}[]>} */
  async series() {
    return (await this.#json("GET", "/series?details=series")).series ?? [];
  }

  /**
   * One page of what has been made, newest first.
   *
   * @param {{series?: string, q?: string, limit: number, cursor?: string}} page
   * @param {AbortSignal} [signal]
   * @returns {Promise<{images: Image[], count: number, nextCursor: string}>}
   */
  images(page, signal) {
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(page)) if (value) query.set(key, value);
    return this.#json("GET", `/images?${query}`, { signal });
  }

  /** @returns {Promise<Image & {dalleDress?: object, phases?: object[], files?: object[]}>} */
  image(series, address, signal) {
    const path = `/images/${encodeURIComponent(series)}/${encodeURIComponent(address.toLowerCase())}`;
    return this.#json("GET", path, { signal });
  }

  /** Starts a picture, or joins its active run. @returns {Promise<object>} the snapshot */
  start(series, address, { force = false } = {}) {
    return this.#json("POST", picturePath(series, address) + (force ? "?force=1" : ""));
  }

  /** @returns {Promise<object>} the final snapshot */
  cancel(series, address) {
    return this.#json("DELETE", picturePath(series, address));
  }

  /** Deletes the annotated picture and its thumbnail. @returns {Promise<{removed: boolean}>} */
  remove(series, address) {
    return this.#json("DELETE", `${picturePath(series, address)}?remove=1`);
  }

  /** Takes a picture off the wall and all lists without removing it, or shows it again. */
  setHidden(series, address, hidden) {
    const path = `/images/${encodeURIComponent(series)}/${encodeURIComponent(address.toLowerCase())}/hidden`;
    return this.#json(hidden ? "PUT" : "DELETE", path);
  }

  /** What an ENS name or a phrase stands for. @returns {Promise<{name: string, kind: string, checksumAddress: string}>} */
  resolve(name) {
    return this.#json("GET", `/resolve?${new URLSearchParams({ name })}`);
  }

  /**
   * Gets the state of a run without starting one; the server holds the answer until the state changes,
   * `wait` seconds at most. While a picture is made again the plain answer is the old picture: then this
   * joins the run by a POST instead, which starts nothing because the picture exists.
   *
   * @returns {Promise<object|"made"|null>} the snapshot, "made" when the answer is the picture, null when
   *     there is neither
   */
  async progress(series, address, wait, { again = false } = {}) {
    let response;
    try {
      response = await this.#send(again ? "POST" : "GET", `${picturePath(series, address)}?wait=${wait}`);
    } catch (error) {
      if (error.status === 404) return null;
      throw error;
    }
    if (response.headers.get("Content-Type")?.startsWith("image/")) {
      response.body?.cancel();
      return "made";
    }
    return response.json();
  }

  /** The stream of every active run, for sse.js. @returns {Promise<Response>} */
  events({ signal, lastEventId }) {
    const headers = { Accept: "text/event-stream" };
    if (lastEventId) headers["Last-Event-ID"] = lastEventId;
    return this.#send("GET", "/events", { signal, headers });
  }

  /** @returns {Promise<Uint8Array>} the picture as it is stored */
  async picture(series, address) {
    const response = await this.#send("GET", picturePath(series, address));
    if (!response.headers.get("Content-Type")?.startsWith("image/")) throw new ApiError(404, "NOT_FOUND", "This picture does not exist any more.");
    return new Uint8Array(await response.arrayBuffer());
  }

  /** @returns {Promise<boolean>} whether pictures come from a provider that may charge for them */
  async isPaid() {
    const response = await reach("/health", {}).catch(() => null);
    const health = await response?.json().catch(() => null);
    return (health?.data ?? health)?.components?.openai?.details?.state !== "DISABLED";
  }

  /** @returns {Promise<{id: string, name: string, series: string, total: number}[]>} the newest first */
  async collections() {
    return (await this.#json("GET", "/collections")).collections ?? [];
  }

  /** Begins a collection. @returns {Promise<{id: string, accepted: number, present: number, toPay: number}>} */
  addCollection(name, series, addresses) {
    return this.#json("POST", "/collections", { body: { name, series, addresses } });
  }

  /** Adds addresses to a collection; those that it has already are passed over. @returns {Promise<{accepted: number}>} */
  addAddresses(id, addresses) {
    return this.#json("POST", `/collections/${encodeURIComponent(id)}/addresses`, { body: { addresses } });
  }

  /** @returns {Promise<{name: string, count: number, columns: string[]}[]>} */
  async databases() {
    return (await this.#json("GET", "/databases")).databases;
  }

  /** One page of the records of a database. @returns {Promise<{columns: string[], records: string[][], nextCursor: string}>} */
  database(name, cursor) {
    return this.#json("GET", `/databases/${encodeURIComponent(name)}?${new URLSearchParams({ limit: "200", cursor })}`);
  }

  /** @returns {Promise<object>} one series, whole */
  oneSeries(name) {
    return this.#json("GET", seriesPath(name));
  }

  /** Writes a user series. @returns {Promise<object>} it as it is stored */
  putSeries(name, definition) {
    return this.#json("PUT", seriesPath(name), { body: definition });
  }

  /** Removes a user series; its pictures stay. */
  deleteSeries(name) {
    return this.#json("DELETE", seriesPath(name));
  }

  /**
   * What is wrong with a definition that is not stored, and what it lets through.
   *
   * @returns {Promise<{problems: {field: string, message: string}[], warnings: {field: string, message: string}[],
   *     words: {database: string, count: number, left: number}[]}>}
   */
  checkSeries(name, definition, signal) {
    return this.#json("POST", `${seriesPath(name)}/check`, { body: definition, signal });
  }

  /** The small picture of an address by a definition that is not stored. @returns {Promise<Blob>} */
  async previewSeries(name, definition, address, signal) {
    return (await this.#send("POST", `${seriesPath(name)}/preview?address=${address}`, { body: definition, signal })).blob();
  }

  /** Progress snapshots come bare, everything else in the envelope; both are unwrapped here. */
  async #json(method, path, options) {
    const response = await this.#send(method, path, options);
    const body = await response.json();
    return body.success === true && "data" in body ? body.data : body;
  }

  async #send(method, path, { signal, headers = {}, body } = {}) {
    if (body !== undefined) {
      headers = { ...headers, "Content-Type": "application/json" };
      body = JSON.stringify(body);
    }
    for (let refused = false; ; refused = true) {
      const token = this.#token.current();
      const sent = token ? { ...headers, Authorization: `Bearer ${token}` } : headers;
      const response = await reach(path, { method, signal, headers: sent, body });
      if (response.ok) return response;
      const error = await errorOf(response);
      if (response.status !== 401) throw error;
      if ((await this.#token.ask(refused || token !== null)) === null) throw error;
    }
  }
}

async function reach(path, options) {
  try {
    return await fetch(base + path, { credentials: "same-origin", redirect: "error", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, "NETWORK", "The server does not answer.");
  }
}

async function errorOf(response) {
  const body = await response.json().catch(() => null);
  const error = body?.error ?? {};
  return new ApiError(response.status, error.code ?? "", error.message ?? `HTTP ${response.status}`,
    error.details ?? "", Number(response.headers.get("Retry-After")) || 0);
}
