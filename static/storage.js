/** Stores small choices in local storage; where that is forbidden, nothing is stored and no error is shown. */

const PREFIX = "dalleserver.";

/**
 * @param {string} name
 * @returns {string|null} the value stored under this name, null when there is none or storage is off
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
    // In a full or forbidden storage only the preference is lost.
  }
}
