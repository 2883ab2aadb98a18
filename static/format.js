/** Numbers, times and states in words a person reads. */

const counts = new Intl.NumberFormat("en");
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "narrow" });
const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short" });
const dayAndYear = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric" });
const moment = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" });

/** @param {number} n @returns {string} 12,345 */
export const count = (n) => counts.format(n);

/** @returns {string} “1 picture”, “1,204 pictures” */
export const pictures = (n) => `${count(n)} ${n === 1 ? "picture" : "pictures"}`;

/** @param {string} address @returns {string} 0xf503…179b: enough to distinguish two */
export const shortAddress = (address) => `${address.slice(0, 6)}…${address.slice(-4)}`;

/**
 * @param {number} then milliseconds since 1970
 * @param {number} [now]
 * @returns {string} “3m ago” within a week, the day after that, empty for no time
 */
export function ago(then, now = Date.now()) {
  if (!Number.isFinite(then) || then <= 0) return "";
  const seconds = (then - now) / 1000;
  if (seconds > -45) return "just now";
  if (seconds > -3600) return relative.format(Math.round(seconds / 60), "minute");
  if (seconds > -86400) return relative.format(Math.round(seconds / 3600), "hour");
  if (seconds > -7 * 86400) return relative.format(Math.round(seconds / 86400), "day");
  return (new Date(then).getFullYear() === new Date(now).getFullYear() ? day : dayAndYear).format(then);
}

/** @param {number} then milliseconds @returns {string} the exact local time */
export const exactTime = (then) => (Number.isFinite(then) && then > 0 ? moment.format(then) : "");

/** @param {number} bytes @returns {string} “1.2 MB” */
export function size(bytes) {
  if (!Number.isFinite(bytes) || bytes < 0) return "";
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** @param {number} ms @returns {string} “40 ms”, “2.5 s”, “1 min 12 s” */
export function duration(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60000)} min ${Math.round((ms % 60000) / 1000)} s`;
}

/** @param {number} seconds @returns {string} “about 12 s left”; empty when the server does not know */
export function remaining(seconds) {
  if (!(seconds > 0)) return "";
  if (seconds < 1.5) return "almost there";
  return seconds < 90 ? `about ${Math.round(seconds)} s left` : `about ${Math.round(seconds / 60)} min left`;
}

const PHASES = {
  setup: "Getting ready",
  base_prompts: "Choosing the words",
  enhance_prompt: "Refining the prompt",
  image_prep: "Preparing the image",
  image_wait: "Painting",
  image_download: "Fetching the picture",
  annotate: "Writing the caption",
  completed: "Done",
};

/** @param {string} phase a phase's name in the contract @returns {string} the same in words */
export const phaseWords = (phase) => PHASES[phase] ?? String(phase).replaceAll("_", " ");

const ERRORS = {
  UNAUTHORIZED: "The server wants a token for this.",
  FORBIDDEN: "The server does not allow this.",
  INVALID_SERIES: "There is no such series any more.",
  INVALID_ADDRESS: "The server does not accept this address.",
  CONFLICT: "This picture is being made right now. Cancel it first, or wait.",
  NOT_FOUND: "This picture does not exist any more.",
  RATE_LIMITED: "Too many requests. Wait a moment and try again.",
  BUDGET_EXHAUSTED: "Today’s pictures are used up. Try again tomorrow (UTC).",
  SERVER_BUSY: "The server is busy. Try again in a moment.",
  SHUTTING_DOWN: "The server is shutting down. Try again when it is back.",
  OPENAI_ERROR: "The image provider refused or could not paint this picture.",
  OPENAI_RATE_LIMIT: "The image provider allows no more requests right now. Try again in a minute.",
  OPENAI_UNAVAILABLE: "The image provider cannot be reached right now.",
  OPENAI_TIMEOUT: "The image provider took too long.",
  GENERATION_TIMEOUT: "This took longer than the server allows.",
  IMAGE_DOWNLOAD_ERROR: "The picture was painted, but could not be fetched.",
  FILE_SYSTEM_ERROR: "The picture could not be stored on the server.",
  NETWORK: "The server does not answer. Check the connection and try again.",
};

/**
 * @param {string} code an error code of the contract, or NETWORK
 * @param {string} [message] the server's message, used for codes without a text here
 */
export const errorWords = (code, message) => ERRORS[code] ?? (message || "Something went wrong.");
