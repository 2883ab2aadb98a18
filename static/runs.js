/**
 * The pictures being made, by this page and by other clients. One stream (/events) has the events of all of
 * them: a browser has only six connections to a server, and pictures need them. While the stream is down,
 * the runs are polled one by one.
 */
import { mergePatch } from "./merge-patch.js";
import { sleep } from "./sse.js";

const POLL_WAIT_S = 10;
const POLL_PAUSE_MS = 1000;
/** The server shows a failure for --failure-hold, three seconds by default, before it starts anew. */
const HOLD_PAUSE_MS = 1000;
const HOLD_TRIES = 8;
/** How long the failure of another client's run stays visible. */
const LINGER_MS = 8000;
/** So many runs are asked for one by one: a thousand that wait must not cost a thousand requests. */
const MAX_ASKED = 10;

/** @returns {string} the key of a run */
export const keyOf = (series, address) => `${series}/${address.toLowerCase()}`;

/**
 * @typedef {{key: string, series: string, address: string, own: boolean, force: boolean,
 *   snapshot: object}} Run `snapshot` is the contract's
 */

/**
 * Dispatches `change` (detail: key) when a run is new, moved or gone, and `finished` (detail: {series,
 * address, cacheHit, own}) when a picture is finished.
 */
export class Runs extends EventTarget {
  /** @type {Map<string, Run>} */
  #runs = new Map();
  #api;
  #live = false;
  #polling = false;

  /** @param {import("./api.js").Api} api */
  constructor(api) {
    super();
    this.#api = api;
  }

  /** @returns {Run[]} in the order they were begun */
  list() {
    return [...this.#runs.values()];
  }

  /** @returns {Run|undefined} */
  get(key) {
    return this.#runs.get(key);
  }

  /** Starts a picture; its run is listed at once, before the server has answered. */
  async start(series, address, { force = false } = {}) {
    const key = keyOf(series, address);
    const failed = this.#runs.get(key)?.snapshot.startedNs;
    const run = { key, series, address: address.toLowerCase(), own: true, force, snapshot: beginning(series, address) };
    this.#runs.delete(key);
    this.#runs.set(key, run);
    this.#tell(key);
    try {
      let snapshot = await this.#api.start(series, address, { force });
      // The server shows a failure for a while before it starts anew: this is still the old one.
      for (let tries = 0; snapshot.done && snapshot.error && snapshot.startedNs === failed && tries < HOLD_TRIES; tries++) {
        await sleep(HOLD_PAUSE_MS);
        snapshot = await this.#api.start(series, address, { force });
      }
      // Done at once without an error means that the picture existed already.
      if (snapshot.done) this.#absorb(snapshot.error || snapshot.cancelled ? snapshot : { ...snapshot, cacheHit: true });
      // The stream may have been faster than this answer, and its later events would be lost.
      else if (!run.known) this.#absorb(snapshot);
    } catch (error) {
      this.#fail(run, error);
    }
    this.#poll();
  }

  /** Cancels a run. */
  async cancel(key) {
    const run = this.#runs.get(key);
    if (!run) return;
    run.cancelling = true;
    this.#tell(key);
    try {
      this.#absorb(await this.#api.cancel(run.series, run.address));
    } catch (error) {
      run.cancelling = false;
      // 404: it ended by itself meanwhile, and the stream has the outcome.
      if (error.status !== 404) this.dispatchEvent(new CustomEvent("trouble", { detail: error }));
      else this.#check(run);
      this.#tell(key);
    }
  }

  /** Removes a run that has ended. */
  dismiss(key) {
    if (this.#runs.delete(key)) this.#tell(key);
  }

  /** Takes one event of the stream. @param {{type: string, data: string}} event */
  receive(event) {
    const data = JSON.parse(event.data);
    if (event.type === "snapshot") this.#catchUp(Array.isArray(data.runs) ? data.runs : [data]);
    else if (event.type === "progress") this.#patch(data);
    else if (event.type === "done") this.#absorb(data.snapshot ?? data);
  }

  /** Told whether the stream stands. */
  setLive(live) {
    this.#live = live;
    if (!live) this.#poll();
  }

  #patch({ series, address, patch }) {
    if (!series || !address) return;
    // The first patch of a run is all of it. Its end is left to the event that says so, whole.
    const next = mergePatch(this.#runs.get(keyOf(series, address))?.snapshot ?? {}, patch ?? {});
    if (next.phases && !next.done) this.#absorb(next);
  }

  /** The stream begins with everything that is active: what is missing there has ended unseen. */
  #catchUp(snapshots) {
    const active = new Set();
    for (const snapshot of snapshots) {
      if (!snapshot?.series || !snapshot?.address) continue;
      active.add(keyOf(snapshot.series, snapshot.address));
      this.#absorb(snapshot);
    }
    const ended = this.list().filter(({ snapshot, key, known }) => !snapshot.done && !active.has(key) && known);
    // What others have made comes to the wall by itself; one's own, and what was at work, is asked for.
    const asked = ended.filter((run) => run.own || run.snapshot.queuePosition === 0).slice(0, MAX_ASKED);
    for (const run of ended) {
      if (asked.includes(run)) this.#check(run);
      else this.dismiss(run.key);
    }
  }

  #absorb(snapshot) {
    if (!snapshot?.series || !snapshot?.address) return;
    const key = keyOf(snapshot.series, snapshot.address);
    let run = this.#runs.get(key);
    if (!run) {
      // Both the stream and the answer to the request tell of a cancellation; one may come after it is dismissed.
      if (snapshot.cancelled) return;
      if (snapshot.done && !snapshot.error) return this.#finish(snapshot, false);
      run = { key, series: snapshot.series, address: snapshot.address.toLowerCase(), own: false, force: false, snapshot };
      this.#runs.set(key, run);
    }
    run.snapshot = snapshot;
    run.known = true;
    if (!snapshot.done) return this.#tell(key);
    run.cancelling = false;
    if (!snapshot.error && !snapshot.cancelled) {
      this.#runs.delete(key);
      this.#finish(snapshot, run.own);
    } else if (!run.own) {
      setTimeout(() => this.#runs.get(key) === run && run.snapshot.done && this.dismiss(key), LINGER_MS);
    }
    this.#tell(key);
  }

  #finish({ series, address, cacheHit }, own) {
    const detail = { series, address: address.toLowerCase(), cacheHit: Boolean(cacheHit), own };
    this.dispatchEvent(new CustomEvent("finished", { detail }));
  }

  #fail(run, error) {
    const ended = { ...run.snapshot, done: true, error: error.message, errorCode: error.code ?? "" };
    if (this.#runs.get(run.key) !== run) return;
    run.snapshot = ended;
    this.#tell(run.key);
  }

  /**
   * Polls while the stream is down: the server holds each answer until the state changes, so polls are
   * rare.
   */
  async #poll() {
    if (this.#polling) return;
    this.#polling = true;
    while (!this.#live && this.list().some(({ snapshot }) => !snapshot.done)) {
      const active = this.list().filter(({ snapshot, known }) => !snapshot.done && known)
        .sort((one, other) => one.snapshot.queuePosition - other.snapshot.queuePosition)
        .slice(0, MAX_ASKED);
      // Two at once: the other connections are for pictures.
      for (let at = 0; at < active.length && !this.#live; at += 2) {
        await Promise.all(active.slice(at, at + 2).map((run) => this.#check(run, active.length > 2 ? 0 : POLL_WAIT_S)));
      }
      await sleep(POLL_PAUSE_MS);
    }
    this.#polling = false;
  }

  async #check(run, wait = 0) {
    try {
      const answer = await this.#api.progress(run.series, run.address, wait, { again: run.force });
      if (this.#runs.get(run.key) !== run) return;
      if (answer === "made") this.#absorb({ ...run.snapshot, done: true, error: "", cancelled: false });
      else if (answer) this.#absorb(answer);
      else this.#fail(run, { code: "LOST", message: "The server does not know this run any more." });
    } catch {
      // The server does not answer; the next round polls again.
    }
  }

  #tell(key) {
    this.dispatchEvent(new CustomEvent("change", { detail: key }));
  }
}

/** The state of a run before the first answer of the server. */
function beginning(series, address) {
  return {
    series, address: address.toLowerCase(), currentPhase: "setup", percent: 0, etaSeconds: 0, done: false,
    error: "", errorCode: "", cacheHit: false, cancelled: false, queuePosition: 0, phases: [], dalleDress: {},
  };
}
