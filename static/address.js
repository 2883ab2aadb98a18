/** Checks Ethereum addresses, and computes the seed of an address. */

const ADDRESS = /^0x[0-9a-f]{40}$/i;
const ADDRESS_INSIDE = /(?<![0-9a-z])0x[0-9a-f]{40}(?![0-9a-f])/i;

/**
 * Tidies typed or pasted text: spaces and invisible characters go, an address inside a longer text
 * (a link, a sentence) is taken out of it, and 40 bare digits get their 0x.
 *
 * @param {string} text
 * @returns {string}
 */
export function tidy(text) {
  const bare = text.replace(/[\s\u200b-\u200f\u2060\ufeff"'`]/g, "");
  const inside = text.match(ADDRESS_INSIDE);
  if (inside) return inside[0];
  return /^[0-9a-f]{40}$/i.test(bare) ? `0x${bare}` : bare.replace(/^0X/, "0x");
}

/**
 * @param {string} text tidied text
 * @returns {string} what is wrong with it, in words; empty when it is an address
 */
export function problemWith(text) {
  if (ADDRESS.test(text)) return "";
  if (text === "") return "Enter an address: 0x and 40 digits.";
  if (!"0x".startsWith(text.slice(0, 2).toLowerCase())) return "An address starts with 0x.";
  const digits = text.slice(2);
  const stranger = digits.match(/[^0-9a-f]/i);
  if (stranger) return `“${stranger[0]}” is not one of 0–9 and a–f.`;
  return digits.length < 40 ? `${digits.length} of 40 digits.` : `${digits.length - 40} digits too many.`;
}

/** @returns {boolean} whether the text stands for an address without being one: a name, or a phrase */
export function isName(text) {
  return text.trim() !== "" && !/^0x/i.test(text.trim()) && problemWith(tidy(text)) !== "";
}

/** @returns {boolean} whether the capitals of an address are meant as a checksum */
export function hasChecksum(address) {
  return /[a-f]/.test(address.slice(2)) && /[A-F]/.test(address.slice(2));
}

/** @returns {string} a random address, from the browser's cryptographic source */
export function randomAddress() {
  const bytes = crypto.getRandomValues(new Uint8Array(20));
  return "0x" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The fifteen overlapping pieces of six hex digits that the server picks words with, see "dalleDress" in
 * the contract. Six hex digits are also a colour, so each address has its own ribbon of colours.
 *
 * @param {string} address a whole address
 * @returns {string[]} fifteen pieces, lower case
 */
export function seedPieces(address) {
  const lower = address.toLowerCase();
  const seed = (lower + [...lower].reverse().join("")).slice(2, 66);
  return Array.from({ length: 15 }, (_, index) => seed.slice(4 * index, 4 * index + 6));
}

/** @returns {string} the seed's colours as a CSS gradient; digits only, so nothing can be smuggled in */
export function seedGradient(address, angle = "100deg") {
  return `linear-gradient(${angle}, ${seedPieces(address).map((piece) => `#${piece}`).join(", ")})`;
}
