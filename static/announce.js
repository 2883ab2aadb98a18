/** Announcements: a toast that is shown and read out, and a line that only screen readers read out. */
import { byId } from "./dom.js";

const TOAST_MS = 3500;
const box = byId("toast");
const line = byId("announcer");
let hiding = 0;

/** @param {string} text what has just happened, in a few words */
export function toast(text) {
  bringUp(box);
  box.textContent = text;
  box.classList.add("shown");
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    box.classList.remove("shown");
    box.textContent = "";
  }, TOAST_MS);
}

/** @param {string} text read out when the screen reader has finished its sentence */
export function announce(text) {
  bringUp(line);
  line.textContent = text;
}

/** Outside an open modal dialog everything is hidden and silent, so the elements move into it. */
function bringUp(element) {
  const host = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body;
  if (element.parentElement !== host) host.append(element);
}
