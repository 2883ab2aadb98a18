/** The wall's layout as plain arithmetic, without the DOM: where tiles go, and which are visible. */

/**
 * @typedef {{columns: number, tile: number, gap: number, pitch: number}} Grid tile width, gap and the
 *     distance from one row to the next, in pixels
 */

/**
 * @param {number} width of the wall
 * @param {number} columns
 * @param {number} gap between columns
 * @param {number} caption height of the text below a picture, with the space under it
 * @returns {Grid}
 */
export function grid(width, columns, gap, caption) {
  const tile = Math.max(1, (width - gap * (columns - 1)) / columns);
  return { columns, tile, gap, pitch: Math.round(tile + caption) };
}

/** @returns {number} the height of so many tiles */
export const heightOf = (total, { columns, pitch }) => Math.ceil(total / columns) * pitch;

/** @returns {{x: number, y: number}} */
export function placeOf(index, { columns, tile, gap, pitch }) {
  return { x: (index % columns) * (tile + gap), y: Math.floor(index / columns) * pitch };
}

/**
 * @param {number} top of the window, relative to the first row
 * @param {number} bottom of the window, likewise
 * @param {number} total tiles
 * @param {Grid} grid
 * @returns {[number, number]} the tiles touched by the window: from, up to
 */
export function visible(top, bottom, total, { columns, pitch }) {
  const first = Math.max(0, Math.floor(top / pitch)) * columns;
  const last = Math.max(0, Math.ceil(bottom / pitch)) * columns;
  return [Math.min(first, total), Math.min(last, total)];
}
