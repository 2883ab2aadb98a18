/**
 * Server-Sent Events over fetch. EventSource cannot send an Authorization header, and a token must
 * never travel in a URL; so the stream is read and parsed here, after the HTML standard, 9.2.6.
 */

/**
 * @typedef {{type: string, data: string, id: string}} StreamEvent
 */

/** Parses lines into events. A chunk may end anywhere, also between CR and LF. */
export class EventParser {
  /** The pieces of a line that has not ended: only new text is searched, however long the line is. */
  #rest = [];
  #carriageReturn = false;
  #type = "";
  #data = [];
  #id = "";

  /**
   * @param {string} text the next piece of the stream
   * @returns {StreamEvent[]} the events it completes
   */
  push(text) {
    const events = [];
    // A CR at the very end may be the first half of a CRLF: it waits for the next piece.
    const piece = (this.#carriageReturn ? "\r" : "") + text;
    this.#carriageReturn = piece.endsWith("\r");
    const lines = (this.#carriageReturn ? piece.slice(0, -1) : piece).split(/\r\n|\n|\r/);
    this.#rest.push(lines[0]);
    if (lines.length === 1) return events;
    lines[0] = this.#rest.join("");
    this.#rest = [lines.pop()];
    for (const line of lines) {
      const event = this.#line(line);
      if (event) events.push(event);
    }
    return events;
  }

  #line(line) {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.#type = value;
    else if (field === "data") this.#data.push(value);
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    return null;
  }

  #dispatch() {
    const event = { type: this.#type || "message", data: this.#data.join("\n"), id: this.#id };
    const empty = this.#data.length === 0;
    this.#type = "";
    this.#data = [];
    return empty ? null : event;
  }
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30000;
/** The server sends a comment every 15 s; three missed ones mean a dead connection. */
const SILENCE_MS = 50000;

/**
 * Follows a stream until the signal aborts, and reopens it after every break.
 *
 * @param {(options: {signal: AbortSignal, lastEventId: string}) => Promise<Response>} open
 * @param {{event: (event: StreamEvent) => void, state: (live: boolean) => void}} listener `state` is called
 *     with true when a stream is open and false when it broke
 * @param {AbortSignal} signal ends it
 */
export async function follow(open, listener, signal) {
  let lastEventId = "";
  let pause = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      await once(open, lastEventId, signal, () => {
        pause = FIRST_PAUSE_MS;
        listener.state(true);
      }, (event) => {
        lastEventId = event.id;
        listener.event(event);
      });
    } catch {
      // For every kind of break: report it, wait, open the stream again.
    }
    if (signal.aborted) return;
    listener.state(false);
    await sleep(pause * (0.75 + Math.random() / 2), signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

async function once(open, lastEventId, signal, opened, event) {
  const connection = new AbortController();
  const end = () => connection.abort();
  signal.addEventListener("abort", end);
  let silence = setTimeout(end, SILENCE_MS);
  try {
    const response = await open({ signal: connection.signal, lastEventId });
    const parser = new EventParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    opened();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(silence);
      silence = setTimeout(end, SILENCE_MS);
      parser.push(part.value).forEach(event);
    }
  } finally {
    clearTimeout(silence);
    signal.removeEventListener("abort", end);
    connection.abort();
  }
}

/** @returns {Promise<void>} resolved after so many milliseconds, or at once when the signal ends */
export function sleep(ms, signal) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end);
  });
}
