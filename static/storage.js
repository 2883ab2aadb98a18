/** Remembers small choices in local storage, and forgets quietly where that is forbidden. */

const PREFIX = "dalleserver.";

/**
 * @param {string} name
 * @returns {string|null} what was kept under this name, null when nothing was or storage is off
 */
export function recall(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // A full or forbidden store only costs the memory of a preference.
  }
}
