/** The number of columns of the wall: the slider, its stored value, and what fits the window. */
import { byId } from "./dom.js";
import { recall, remember } from "./storage.js";

const COMFORTABLE_PX = 300;
const NARROWEST_PX = 120;

/** @param {() => void} changed called when the person moves the slider */
export function columnSlider(changed) {
  const slider = byId("columns");
  const output = byId("columns-value");
  const most = Number(slider.max);
  let chosen = Number(recall("columns")) || 0;

  slider.addEventListener("input", () => {
    chosen = Number(slider.value);
    remember("columns", String(chosen));
    changed();
  });

  return {
    /** @param {number} width of the wall in pixels @returns {number} columns to draw there */
    fit(width) {
      const comfortable = Math.max(2, Math.min(5, Math.round(width / COMFORTABLE_PX)));
      const fitting = Math.max(1, Math.min(most, Math.floor(width / NARROWEST_PX)));
      const columns = Math.min(chosen || comfortable, fitting);
      slider.max = String(fitting);
      slider.value = String(columns);
      output.value = String(columns);
      return columns;
    },
  };
}
