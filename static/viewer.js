/** The view of one picture: a modal dialog with its details, its neighbours and its actions. */
import { toast } from "./announce.js";
import { base } from "./base.js";
import { ask } from "./confirm.js";
import { copy } from "./copy.js";
import { details } from "./details.js";
import { byId, el, icon, localUrl, safeColor, setText } from "./dom.js";
import { toPicture } from "./feed.js";
import { errorWords, phaseWords, shortAddress } from "./format.js";
import { LivePreview } from "./live-preview.js";
import { keyOf } from "./runs.js";
import { thumbnailUrl } from "./tile.js";

const SWIPE_PX = 60;

export class Viewer {
  #dialog = byId("viewer");
  #page;
  /** The open picture: {series, address}, null while closed. */
  #shown = null;
  /** Incremented with every picture: answers for an earlier one are dropped. */
  #turn = 0;
  #touch = null;
  /** The preview of the run of the open picture, over its mat. @type {LivePreview|null} */
  #live = null;
  #pageTitle = document.title;
  /** Whether the open picture is on no list. */
  #isHidden = false;

  /**
   * @param {{api: import("./api.js").Api, runs: import("./runs.js").Runs, wall: import("./wall.js").Wall,
   *     router: () => {replace: Function, close: Function}}} page
   */
  constructor(page) {
    this.#page = page;
    this.#dialog.addEventListener("keydown", (event) => this.#key(event));
    this.#dialog.addEventListener("close", () => this.#closed());
    this.#dialog.addEventListener("click", (event) => event.target === this.#dialog && this.#dialog.close());
    this.#dialog.addEventListener("pointerdown", (event) => (this.#touch = event.pointerType === "touch" ? event : null));
    this.#dialog.addEventListener("pointerup", (event) => this.#swiped(event));
    page.runs.addEventListener("change", (event) => this.#isShown(event.detail) && this.#showRun());
  }

  /** Opens on a picture, or changes to it. @param {string} series @param {string} address */
  async show(series, address) {
    const turn = ++this.#turn;
    this.#shown = { series, address };
    const known = this.#page.wall.find(series, address);
    this.#frame(known ?? { series, address, checksum: address, title: "", color: "", modified: 0 }, Boolean(known));
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#neighbours(turn);
    await this.#load(turn);
  }

  /** Closes without touching the page's address: the router has already moved. */
  hide() {
    document.title = this.#pageTitle;
    const last = this.#shown;
    this.#shown = null;
    this.#turn++;
    if (this.#dialog.open) this.#dialog.close();
    if (last) this.#page.wall.reveal(last.series, last.address);
  }

  /** Loads again when the picture that is open has been made anew. */
  refresh(series, address) {
    if (this.#isShown(keyOf(series, address))) this.#load(this.#turn);
  }

  #isShown(key) {
    return this.#shown !== null && keyOf(this.#shown.series, this.#shown.address) === key;
  }

  #closed() {
    // The event comes late: after going back and forward meanwhile the dialog is open again.
    if (this.#dialog.open) return;
    // An answer that is still under way must not be shown any more.
    this.#turn++;
    if (this.#shown) this.#page.router().close();
    this.#dialog.replaceChildren();
  }

  async #load(turn) {
    const { series, address } = this.#shown;
    try {
      const metadata = await this.#page.api.image(series, address);
      if (turn !== this.#turn) return;
      this.#fill(metadata);
    } catch (error) {
      if (turn !== this.#turn) return;
      const missing = error.status === 404;
      this.#part(".viewer-trouble").replaceChildren(missing ? "There is no such picture here." : errorWords(error.code, error.message));
      this.#part(".viewer-picture").classList.toggle("missing", missing);
      if (missing) this.#live = null;
      this.#showLive();
      this.#part(".viewer-actions").hidden = missing;
    }
  }

  /** Draws what needs no request: the bar, the thumbnail, the title. */
  #frame(picture, known) {
    const title = picture.title || shortAddress(picture.checksum);
    this.#dialog.replaceChildren(
      el("div", { class: "viewer-bar" },
        this.#tool("previous", "Previous picture", () => this.#step(-1)),
        this.#tool("next", "Next picture", () => this.#step(1)),
        this.#tool("close", "Close", () => this.#dialog.close())),
      el("div", { class: "viewer-picture" }),
      el("article", { class: "viewer-side", tabindex: "0", "aria-labelledby": "viewer-title" },
        el("p", { class: "viewer-series" }, picture.series),
        el("h2", { id: "viewer-title", class: "viewer-title", tabindex: "-1" }, title),
        this.#address(picture.checksum),
        el("p", { class: "problem viewer-trouble", role: "alert" }),
        el("div", { class: "viewer-run", hidden: true }),
        this.#actions(),
        el("div", { class: "viewer-details" })));
    document.title = `${title} · ${this.#pageTitle}`;
    this.#live = null;
    if (known) this.#hang(picture, null);
    this.#showRun();
    this.#part(".viewer-title").focus();
  }

  #fill(metadata) {
    const picture = toPicture({ ...metadata, series: this.#shown.series, address: this.#shown.address });
    setText(this.#part(".viewer-trouble"), "");
    const title = picture.title || shortAddress(picture.checksum);
    document.title = `${title} · ${this.#pageTitle}`;
    setText(this.#part(".viewer-title"), title);
    this.#part(".viewer-address").replaceWith(this.#address(picture.checksum));
    const url = localUrl(metadata.url) ?? `${base}/dalle/${picture.series}/${picture.address}`;
    this.#hang(picture, url + (url.includes("?") ? "&" : "?") + `v=${picture.modified}`);
    this.#part(".viewer-details").replaceChildren(...details(metadata));
    this.#showHidden(metadata.hidden === true);
  }

  /** Draws the thumbnail first, on its colour, and the whole picture over it as soon as it is loaded. */
  #hang(picture, url) {
    const box = this.#part(".viewer-picture");
    const image = el("img", { class: "whole", alt: picture.title || `Picture of ${picture.checksum}`, decoding: "async",
      width: picture.width || 1024, height: picture.height || 1024 });
    const preview = el("img", { class: "preview", alt: "", width: picture.width || 1024, height: picture.height || 1024 });
    const mat = el("div", { class: "mat" }, preview);
    mat.style.setProperty("aspect-ratio", `${picture.width || 1} / ${picture.height || 1}`);
    mat.style.setProperty("--ratio", String((picture.width || 1) / (picture.height || 1)));
    const color = safeColor(picture.color);
    if (color) mat.style.setProperty("background-color", color);
    preview.src = thumbnailUrl(picture);
    if (url) {
      image.addEventListener("load", () => image.classList.add("shown"));
      image.src = url;
      mat.append(image);
    }
    box.replaceChildren(mat);
    this.#live = new LivePreview(mat);
    this.#showLive();
  }

  /** Draws an empty frame for previews. */
  #hangFirst() {
    const box = this.#part(".viewer-picture");
    const mat = el("div", { class: "mat mat-blank" });
    setText(this.#part(".viewer-trouble"), "");
    mat.style.setProperty("aspect-ratio", "1");
    mat.style.setProperty("--ratio", "1");
    box.classList.remove("missing");
    box.replaceChildren(mat);
    this.#live = new LivePreview(mat);
  }

  #showLive() {
    const run = this.#shown && this.#page.runs.get(keyOf(this.#shown.series, this.#shown.address));
    const url = run && !run.snapshot.done ? run.snapshot.previewUrl : "";
    // A picture that is made for the first time has no frame yet.
    if (url && !this.#live && this.#part(".viewer-picture.missing")) this.#hangFirst();
    this.#live?.show(url);
  }

  #address(checksum) {
    return el("p", { class: "viewer-address" },
      el("span", { class: "mono" }, checksum),
      el("button", { class: "icon-button small", type: "button", "aria-label": "Copy address", title: "Copy address",
        on: { click: () => copy(checksum, "Address") } }, icon("copy")));
  }

  #actions() {
    const button = (words, kind, act) => el("button", { class: `${kind} small`, type: "button", on: { click: act } }, words);
    return el("div", { class: "viewer-actions" },
      button("Copy link", "quiet", () => copy(location.href, "Link")),
      button("Copy as curl", "quiet", () => copy(this.#curl(), "Command")),
      button("Make again", "quiet again", () => this.#again()),
      button("Hide", "quiet hide", () => this.#hide()),
      button("Remove", "quiet remove", () => this.#remove()));
  }

  /**
   * The curl command that makes the picture where it is missing, waits for it and fetches it. It never
   * contains the token.
   */
  #curl() {
    const { series, address } = this.#shown;
    const url = `${location.origin}${base}/dalle/${series}/${address}`;
    return `curl -fsSo /dev/null -X POST '${url}' && curl -fsSN '${url}/events' && curl -fsSo ${series}-${address}.png '${url}'`;
  }

  #again() {
    const { series, address } = this.#shown;
    this.#page.runs.start(series, address, { force: true });
  }

  /** Hides the picture from all lists, or shows a hidden one again; it stays open meanwhile. */
  async #hide() {
    const { series, address } = this.#shown;
    const hidden = !this.#isHidden;
    try {
      await this.#page.api.setHidden(series, address, hidden);
    } catch (error) {
      setText(this.#part(".viewer-trouble"), errorWords(error.code, error.message));
      return;
    }
    toast(hidden ? "Hidden. It is not removed." : "Shown again");
    if (hidden) this.#page.wall.remove(series, address);
    if (this.#isShown(keyOf(series, address))) this.#showHidden(hidden);
  }

  #showHidden(hidden) {
    this.#isHidden = hidden;
    setText(this.#part(".hide"), hidden ? "Show" : "Hide");
  }

  async #remove() {
    const { series, address } = this.#shown;
    const sure = await ask({
      title: "Remove this picture?", yes: "Remove", no: "Keep it",
      text: "The picture with its caption and its thumbnail are deleted. The prompts, the attributes and the picture as " +
        "it was painted stay, so making it again is quick and free.",
    });
    if (!sure) return;
    try {
      await this.#page.api.remove(series, address);
    } catch (error) {
      setText(this.#part(".viewer-trouble"), errorWords(error.code, error.message));
      return;
    }
    this.#page.wall.remove(series, address);
    this.#dialog.close();
    toast("Removed");
  }

  /** Shows the progress while the picture is being made again. */
  #showRun() {
    const { series, address } = this.#shown;
    const run = this.#page.runs.get(keyOf(series, address));
    this.#showLive();
    const box = this.#part(".viewer-run");
    box.hidden = !run;
    this.#part(".again").disabled = Boolean(run && !run.snapshot.done);
    if (!run) return;
    const { done, error, errorCode, cancelled, percent, currentPhase } = run.snapshot;
    const words = !done ? `${phaseWords(currentPhase)}${percent > 0 ? `, ${Math.round(percent)} %` : ""}`
      : cancelled ? "Cancelled. The picture from before is still here." : errorWords(errorCode, error);
    setText(box, words);
    box.classList.toggle("problem", done && !cancelled);
  }

  async #neighbours(turn) {
    const { series, address } = this.#shown;
    for (const [name, step] of [["previous", -1], ["next", 1]]) {
      const there = await this.#page.wall.neighbour(series, address, step);
      if (turn !== this.#turn) return;
      this.#part(`.tool-${name}`).disabled = !there;
    }
  }

  async #step(step) {
    if (!this.#shown) return;
    const { series, address } = this.#shown;
    const next = await this.#page.wall.neighbour(series, address, step);
    if (next && this.#isShown(keyOf(series, address))) this.#page.router().replace(next.series, next.address);
  }

  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || event.target.closest("input, select, textarea")) return;
    event.preventDefault();
    this.#step(step);
  }

  #swiped(event) {
    const start = this.#touch;
    this.#touch = null;
    if (!start || !event.target.closest(".viewer-picture")) return;
    const across = event.clientX - start.clientX;
    if (Math.abs(across) > SWIPE_PX && Math.abs(across) > 2 * Math.abs(event.clientY - start.clientY)) this.#step(across < 0 ? 1 : -1);
  }

  #tool(name, words, act) {
    return el("button", { class: `icon-button tool-${name}`, type: "button", "aria-label": words, title: words,
      disabled: name !== "close", on: { click: act } }, icon(name));
  }

  #part(selector) {
    return this.#dialog.querySelector(selector);
  }
}
