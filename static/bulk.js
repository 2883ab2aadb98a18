/** Does one thing with many pictures, a few at once, and tells which of them failed. */
import { sleep } from "./sse.js";

const MAX_TRIES = 4;

/**
 * @template T
 * @param {T[]} items
 * @param {(item: T) => Promise<void>} act
 * @param {{atOnce?: number, signal: AbortSignal, progress: (done: number) => void}} options
 * @returns {Promise<{item: T, error: Error}[]>} what failed; what was not begun when `signal` came is not in it
 */
export async function bulk(items, act, { atOnce = 4, signal, progress }) {
  const waiting = [...items];
  const failed = [];
  let done = 0;
  let refused = null;
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined && !signal.aborted; item = waiting.shift()) {
      try {
        // Who has declined to enter a token is not asked again for each picture.
        if (refused) throw refused;
        await patiently(() => act(item), signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error.status === 401) refused = error;
        failed.push({ item, error });
      }
      progress(++done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return failed;
}

/** A server that is busy is asked again when it says so; a spent budget does not come back in a moment. */
async function patiently(act, signal) {
  for (let tries = 1; ; tries++) {
    try {
      return await act();
    } catch (error) {
      if (!["SERVER_BUSY", "RATE_LIMITED"].includes(error.code) || tries === MAX_TRIES || signal.aborted) throw error;
      await sleep(1000 * Math.min(error.retryAfter || 1, 10), signal);
    }
  }
}
