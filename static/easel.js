/** The tiles of pictures being made: phase, progress and time left, or what went wrong. */
import { announce } from "./announce.js";
import { seedGradient } from "./address.js";
import { byId, el, setText } from "./dom.js";
import { EaselLine } from "./easel-line.js";
import { LivePreview } from "./live-preview.js";
import { errorWords, phaseWords, remaining, shortAddress } from "./format.js";

/** So many waiting pictures are shown each with a tile; more are folded into one line. */
const WAITING_TILES = 3;
/** So many failures of other clients are shown at once. */
const FOREIGN_FAILURES = 6;
/** A line of a thousand moves as a whole whenever one is done; people need not see each step. */
const LINE_PAUSE_MS = 250;

export class Easel {
  #box = byId("easel");
  #list = byId("easel-list");
  #runs;
  #line;
  /** @type {Map<string, EaselTile>} */
  #tiles = new Map();
  /** The keys of the runs that wait. @type {Set<string>} */
  #waiting = new Set();
  #folded = false;
  #due = 0;

  /** @param {import("./runs.js").Runs} runs */
  constructor(runs) {
    this.#runs = runs;
    this.#line = new EaselLine(runs);
    runs.addEventListener("change", (event) => this.#update(event.detail));
  }

  #update(key) {
    const run = this.#runs.get(key);
    const waited = this.#waiting.has(key);
    const waits = isWaiting(run);
    if (waits) this.#waiting.add(key);
    else this.#waiting.delete(key);
    if (waits || waited) this.#foldSoon();
    if (waited && this.#folded && run?.snapshot.cancelled) {
      // The button in the line has said so.
      announce(`${run.series} ${shortAddress(run.address)}: Cancelled`);
      this.#runs.dismiss(key);
    } else if (!run) this.#remove(key);
    else if (!waits || (this.#waiting.size <= WAITING_TILES && !this.#folded) || this.#tiles.has(key)) this.#show(key, run);
    else if (!waited && run.own) announce(`${run.series} ${shortAddress(run.address)} waits at number ${run.snapshot.queuePosition}`);
    this.#showBox();
  }

  #show(key, run) {
    if (!this.#tiles.has(key)) {
      const made = new EaselTile(run, this.#runs);
      this.#tiles.set(key, made);
      this.#list.prepend(made.element);
    }
    this.#tiles.get(key).show(run);
    if (run.snapshot.done && !run.own) this.#dismissOldFailures();
  }

  #remove(key) {
    const shown = this.#tiles.get(key);
    if (!shown) return;
    this.#moveFocusFrom(shown);
    shown.element.remove();
    this.#tiles.delete(key);
  }

  #dismissOldFailures() {
    const failed = this.#runs.list().filter(({ snapshot, own, key }) => snapshot.done && !own && this.#tiles.has(key));
    for (const { key } of failed.slice(0, -FOREIGN_FAILURES)) this.#runs.dismiss(key);
  }

  /** Folds or unfolds the waiting runs, once for all changes of a moment. */
  #foldSoon() {
    if (this.#due) return;
    this.#due = setTimeout(() => {
      this.#due = 0;
      this.#fold();
    }, LINE_PAUSE_MS);
  }

  #fold() {
    this.#folded = this.#waiting.size > WAITING_TILES;
    const waiting = [...this.#waiting].map((key) => this.#runs.get(key)).filter(isWaiting);
    this.#line.show(this.#folded ? [...waiting] : []);
    for (const run of waiting) {
      if (this.#folded) this.#remove(run.key);
      else this.#show(run.key, run);
    }
    this.#showBox();
  }

  #showBox() {
    this.#box.hidden = this.#tiles.size === 0 && this.#waiting.size === 0;
  }

  /** A tile that is removed must not take the keyboard focus with it. */
  #moveFocusFrom(tile) {
    if (!tile.element.contains(document.activeElement)) return;
    if (this.#folded) this.#line.focus();
    else byId("maker-address").focus({ preventScroll: true });
  }
}

/** A run that waits for its turn, and that the server has answered for. */
function isWaiting(run) {
  return Boolean(run) && !run.snapshot.done && run.snapshot.queuePosition > 0;
}

class EaselTile {
  #phase = el("p", { class: "easel-phase" });
  #eta = el("p", { class: "easel-eta" });
  #bar = el("div", { class: "bar", role: "progressbar", "aria-valuemin": "0", "aria-valuemax": "100" });
  #fill = el("div", { class: "bar-fill" });
  #problem = el("p", { class: "problem" });
  #actions = el("div", { class: "easel-actions" });
  #state = "";
  #said = new Set();
  #live;

  constructor(run, runs) {
    this.runs = runs;
    this.key = run.key;
    this.name = `${run.series} ${shortAddress(run.address)}`;
    const canvas = el("div", { class: "easel-canvas", "aria-hidden": "true" });
    canvas.style.setProperty("--seed", seedGradient(run.address, "160deg"));
    this.#live = new LivePreview(canvas);
    this.#bar.append(this.#fill);
    this.#bar.setAttribute("aria-label", `Progress of ${this.name}`);
    this.element = el("li", { class: "easel-tile", "data-key": run.key },
      canvas,
      el("div", { class: "easel-text" },
        el("p", { class: "easel-name" }, el("b", {}, run.series), " ",
          el("span", { class: "mono", title: run.address }, shortAddress(run.address))),
        this.#phase, this.#bar, this.#eta, this.#problem, this.#actions));
  }

  show(run) {
    const { snapshot } = run;
    const state = snapshot.done ? (snapshot.cancelled ? "cancelled" : "failed") : "running";
    this.element.dataset.state = state;
    this.#live.show(state === "running" ? snapshot.previewUrl : "");
    setText(this.#phase, this.#headline(state, snapshot, run));
    this.#showProgress(state, snapshot);
    setText(this.#problem, state === "failed" ? errorWords(snapshot.errorCode, snapshot.error) : "");
    this.#problem.title = state === "failed" ? snapshot.error : "";
    if (state !== this.#state) {
      // Another attempt announces its phases again; a run that waits in between announces none of them twice.
      this.#said.clear();
      this.#showActions(state, run);
    }
    for (const button of this.#actions.querySelectorAll(".cancel")) button.disabled = Boolean(run.cancelling);
    this.#state = state;
    this.#say(state === "failed" ? `${this.#phase.textContent}: ${this.#problem.textContent}` : this.#phase.textContent);
  }

  #headline(state, snapshot, run) {
    if (state === "cancelled") return "Cancelled";
    if (state === "failed") return "This picture failed";
    if (run.cancelling) return "Cancelling";
    if (snapshot.queuePosition > 0) return `Waiting, number ${snapshot.queuePosition} in line`;
    return phaseWords(snapshot.currentPhase || snapshot.current || "setup");
  }

  #showProgress(state, { percent, etaSeconds, queuePosition }) {
    const known = percent > 0;
    // Rounded down, not to the nearest: at 100 % people expect the picture.
    const whole = Math.floor(Math.min(100, percent));
    this.#bar.hidden = state !== "running";
    this.#bar.classList.toggle("unknown", !known);
    this.#fill.style.setProperty("width", known ? `${whole}%` : "100%");
    if (known) this.#bar.setAttribute("aria-valuenow", String(whole));
    else this.#bar.removeAttribute("aria-valuenow");
    // The time left is that of the work, which has not begun for a queued run.
    const eta = queuePosition > 0 ? "" : remaining(etaSeconds);
    setText(this.#eta, state !== "running" ? "" : [known ? `${whole} %` : "", eta].filter(Boolean).join(" · "));
  }

  #showActions(state, run) {
    const focused = this.#actions.contains(document.activeElement);
    const button = (words, kind, act) =>
      el("button", { class: `quiet small ${kind}`, type: "button", "aria-label": `${words}: ${this.name}`, on: { click: act } }, words);
    this.#actions.replaceChildren(...(state === "running"
      ? [button("Cancel", "cancel", () => this.runs.cancel(this.key))]
      : [button("Try again", "retry", () => this.runs.start(run.series, run.address, { force: run.force })),
        button("Dismiss", "dismiss", () => this.runs.dismiss(this.key))]));
    if (focused) this.#actions.firstChild.focus();
  }

  /** Announces each phase once; percentages are only shown. */
  #say(text) {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    announce(`${this.name}: ${text}`);
  }
}
