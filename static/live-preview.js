/**
 * The picture as it is while it is painted: each preview fades in over the one before, and all are gone
 * with the run. They lie over their frame, so nothing around them moves.
 */
import { base } from "./base.js";
import { el, localUrl } from "./dom.js";

/** How long a preview takes to fade in, as in base.css; then the one below it is hidden and can go. */
const FADE_MS = 700;

export class LivePreview {
  #frame;
  #url = "";

  /** @param {HTMLElement} frame what it lies over; positioned */
  constructor(frame) {
    this.#frame = frame;
  }

  /** Shows what is behind a URL below the server's root; none for an empty one. @param {string|undefined} url */
  show(url) {
    const wanted = url ? localUrl(base + url) : null;
    if (!wanted) return this.#clear();
    if (wanted === this.#url) return;
    this.#url = wanted;
    const image = el("img", { class: "live-preview", alt: "", decoding: "async", draggable: "false" });
    image.addEventListener("load", () => {
      if (!this.#frame.contains(image)) return;
      image.classList.add("shown");
      setTimeout(() => this.#removeBefore(image), FADE_MS);
    });
    // The run may have ended meanwhile: what is shown stays until its state says so.
    image.addEventListener("error", () => image.remove());
    image.src = wanted;
    this.#frame.append(image);
  }

  #removeBefore(image) {
    if (!this.#frame.contains(image)) return;
    for (const older of [...this.#frame.querySelectorAll(":scope > .live-preview")]) {
      if (older === image) return;
      older.remove();
    }
  }

  #clear() {
    this.#url = "";
    for (const image of this.#frame.querySelectorAll(":scope > .live-preview")) image.remove();
  }
}
