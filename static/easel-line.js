/**
 * The line of pictures that wait to be made, folded: how many they are, where one's own are, and, opened, ten
 * at a time with a button to cancel each. A thousand of them take as many elements as ten.
 */
import { byId, el, setText } from "./dom.js";
import { shortAddress } from "./format.js";

const ROWS = 10;

export class EaselLine {
  #box = byId("easel-waiting");
  #summary = byId("easel-waiting-summary");
  #list = byId("easel-waiting-list");
  #range = byId("easel-waiting-range");
  #previous = byId("easel-waiting-previous");
  #next = byId("easel-waiting-next");
  #runs;
  /** The waiting runs, the next one first. @type {import("./runs.js").Run[]} */
  #waiting = [];
  /** @type {Map<string, {element: HTMLElement, place: HTMLElement, button: HTMLElement}>} */
  #rows = new Map();
  #from = 0;
  /** The row under a pointer or with the focus must not become another one before it is pressed. */
  #held = false;

  /** @param {import("./runs.js").Runs} runs */
  constructor(runs) {
    this.#runs = runs;
    this.#box.addEventListener("toggle", () => this.#renew());
    this.#previous.addEventListener("click", () => this.#turn(-ROWS));
    this.#next.addEventListener("click", () => this.#turn(ROWS));
    for (const [type, held] of [["pointerenter", true], ["focusin", true], ["pointerleave", false], ["focusout", false]]) {
      this.#list.addEventListener(type, () => {
        this.#held = held || this.#list.contains(document.activeElement);
      });
    }
  }

  /** Takes the focus from a tile that goes into the line. */
  focus() {
    this.#summary.focus({ preventScroll: true });
  }

  /** @param {import("./runs.js").Run[]} waiting in any order; empty to show none */
  show(waiting) {
    this.#waiting = waiting.sort((one, other) => one.snapshot.queuePosition - other.snapshot.queuePosition);
    if (waiting.length === 0 && this.#box.contains(document.activeElement)) byId("maker-address").focus({ preventScroll: true });
    this.#box.hidden = waiting.length === 0;
    setText(this.#summary, this.#words());
    if (this.#held) this.#renewRows();
    else this.#renew();
  }

  #words() {
    const own = this.#waiting.filter((run) => run.own).map((run) => run.snapshot.queuePosition);
    const more = own.length > 1 ? ` and ${own.length - 1} more` : "";
    return `${this.#waiting.length} waiting${own.length > 0 ? `, yours at number ${own[0]}${more}` : ""}`;
  }

  #turn(rows) {
    this.#from += rows;
    this.#renew();
  }

  /** Shows the rows that belong at this place of the line now. */
  #renew() {
    if (!this.#box.open) {
      this.#list.replaceChildren();
      this.#rows.clear();
      return;
    }
    const last = Math.max(0, Math.floor((this.#waiting.length - 1) / ROWS) * ROWS);
    this.#from = Math.min(Math.max(0, this.#from), last);
    const shown = this.#waiting.slice(this.#from, this.#from + ROWS);
    const rows = new Map(shown.map((run) => [run.key, this.#rows.get(run.key) ?? this.#row(run)]));
    this.#rows = rows;
    this.#list.start = this.#from + 1;
    this.#list.replaceChildren(...[...rows.values()].map((row) => row.element));
    setText(this.#range, `${this.#from + 1} to ${this.#from + shown.length} of ${this.#waiting.length}`);
    disable(this.#previous, this.#from === 0);
    disable(this.#next, this.#from >= last);
    this.#renewRows();
  }

  #row(run) {
    const name = `${run.series} ${shortAddress(run.address)}`;
    const place = el("span", { class: "easel-place" });
    const button = el("button", {
      class: "quiet small cancel", type: "button", "aria-label": `Cancel: ${name}`,
      on: { click: () => button.getAttribute("aria-disabled") !== "true" && this.#runs.cancel(run.key) },
    }, "Cancel");
    const element = el("li", { "data-key": run.key }, place,
      el("span", { class: "easel-name" }, el("b", {}, run.series), " ",
        el("span", { class: "mono", title: run.address }, shortAddress(run.address)), run.own ? " · yours" : null),
      button);
    return { element, place, button };
  }

  #renewRows() {
    for (const [key, { place, button }] of this.#rows) {
      const run = this.#runs.get(key);
      const waits = run && !run.snapshot.done && run.snapshot.queuePosition > 0;
      setText(place, waits ? `${run.snapshot.queuePosition}.` : "");
      setText(button, run?.cancelling ? "Cancelling" : waits ? "Cancel" : run && !run.snapshot.done ? "Begun" : "Gone");
      disable(button, !waits || Boolean(run.cancelling));
    }
  }
}

/** A disabled button keeps the focus this way. */
function disable(button, disabled) {
  button.setAttribute("aria-disabled", String(disabled));
}
