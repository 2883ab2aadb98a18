/**
 * Writes a ZIP file in the browser, without compression: pictures are compressed already. The files are kept
 * as Blobs, which browsers move to disk, so that a thousand pictures do not fill the memory. Below 4 GB.
 */

const CRC = Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1;
  return byte >>> 0;
});
/** Names are UTF-8. */
const FLAGS = 0x0800;
const VERSION = 20;

/** @param {Uint8Array} bytes @returns {number} the CRC-32 of ZIP and PNG */
export function crc32(bytes) {
  let crc = 0xffffffff;
  for (let index = 0; index < bytes.length; index++) crc = CRC[(crc ^ bytes[index]) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

export class Zip {
  #parts = [];
  #entries = [];
  #offset = 0;

  /** @returns {number} how long the file is so far, in bytes */
  get size() {
    return this.#offset;
  }

  /** @returns {number} how many files it holds */
  get count() {
    return this.#entries.length;
  }

  /** @param {string} name @param {Uint8Array} bytes @param {Date} time */
  add(name, bytes, time) {
    const path = new TextEncoder().encode(name);
    const facts = [
      [2, VERSION], [2, FLAGS], [2, 0], [2, clock(time)], [2, day(time)], [4, crc32(bytes)], [4, bytes.length], [4, bytes.length], [2, path.length], [2, 0],
    ];
    const head = fields([4, 0x04034b50], ...facts);
    this.#entries.push({ facts, path, offset: this.#offset });
    this.#parts.push(new Blob([head, path, bytes]));
    this.#offset += head.length + path.length + bytes.length;
  }

  /** @returns {Blob} the whole file */
  finish() {
    const directory = this.#entries.flatMap(({ facts, path, offset }) =>
      [fields([4, 0x02014b50], [2, VERSION], ...facts, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), path]);
    const length = directory.reduce((sum, part) => sum + part.length, 0);
    const count = this.#entries.length;
    const end = fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, length], [4, this.#offset], [2, 0]);
    return new Blob([...this.#parts, ...directory, end], { type: "application/zip" });
  }
}

/** Numbers of two or four bytes, little-endian. @param {...[number, number]} all length and value */
function fields(...all) {
  const view = new DataView(new ArrayBuffer(all.reduce((sum, [length]) => sum + length, 0)));
  let at = 0;
  for (const [length, value] of all) {
    if (length === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += length;
  }
  return new Uint8Array(view.buffer);
}

const clock = (time) => (time.getHours() << 11) | (time.getMinutes() << 5) | (time.getSeconds() >> 1);
const day = (time) => (Math.max(0, time.getFullYear() - 1980) << 9) | ((time.getMonth() + 1) << 5) | time.getDate();
