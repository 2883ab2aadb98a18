/** One collection on its page: how far it is, what has failed, and what can be done. */
import { base } from "./base.js";
import { el, setText } from "./dom.js";
import { count, pictures, remaining } from "./format.js";

const STATES = { running: "Being made", paused: "Paused", done: "Done" };

export class CollectionCard {
  #api;
  #page;
  #now = null;
  #title = el("h3", {});
  #about = el("p", { class: "muted" });
  #bar = el("progress", { max: 100 });
  #numbers = el("p", { class: "numbers" });
  #reason = el("p", { class: "muted" });
  #problem = el("p", { class: "problem", role: "alert" });
  #failures = el("ul", {});
  #more = el("button", { class: "quiet small", type: "button", hidden: true, on: { click: () => this.#loadFailures() } }, "More");
  #summary = el("summary", {});
  #details = el("details", { hidden: true, on: { toggle: () => this.#opened() } }, this.#summary, this.#failures, this.#more);
  #pause = this.#button("Pause", "pause");
  #resume = this.#button("Go on", "resume");
  #retry = this.#button("Try the failed again", "retry");
  #add = el("button", { class: "quiet small", type: "button", on: { click: () => this.#page.addTo(this.#now.id) } }, "Add addresses");
  #download = el("a", { class: "quiet small" }, "Download");
  #remove = el("button", { class: "danger small", type: "button", on: { click: () => this.#askToRemove() } }, "Remove");
  #cursor = "0";

  /** @param {{refresh: () => Promise<void>, confirmRemoval: (name: string) => Promise<boolean>, addTo: (id: string) => void}} page */
  constructor(api, page) {
    this.#api = api;
    this.#page = page;
    this.element = el("li", { class: "collection" }, this.#title, this.#about, this.#bar, this.#numbers, this.#reason,
      el("div", { class: "actions" }, this.#pause, this.#resume, this.#retry, this.#add, this.#download, this.#remove),
      this.#problem, this.#details);
  }

  #button(words, what) {
    return el("button", { class: "quiet small", type: "button", on: { click: () => this.#change(what) } }, words);
  }

  show(now) {
    const failedBefore = this.#now?.failed;
    this.#now = now;
    setText(this.#title, now.name);
    setText(this.#about, `${STATES[now.state] ?? now.state} · series ${now.series}`);
    this.#bar.value = now.percent;
    this.#bar.setAttribute("aria-label", `Progress of ${now.name}`);
    setText(this.#numbers, this.#words(now));
    setText(this.#reason, now.reason);
    this.#reason.hidden = !now.reason;
    this.#pause.hidden = now.state !== "running";
    this.#resume.hidden = now.state !== "paused";
    this.#retry.hidden = now.failed === 0;
    this.#download.hidden = now.made === 0;
    this.#download.setAttribute("href", `${base}/collections/${encodeURIComponent(now.id)}/export.zip`);
    for (const [button, words] of [[this.#pause, "Pause"], [this.#resume, "Go on"], [this.#retry, "Try the failed again"], [this.#add, "Add addresses"], [this.#download, "Download"], [this.#remove, "Remove"]]) {
      button.setAttribute("aria-label", `${words}: ${now.name}`);
    }
    this.#details.hidden = now.failed === 0;
    setText(this.#summary, `${count(now.failed)} failed`);
    if (failedBefore !== undefined && failedBefore !== now.failed && this.#details.open) this.#opened();
  }

  #words(now) {
    const parts = [`${count(now.made)} of ${pictures(now.total)}`, `${now.percent} %`];
    if (now.failed) parts.push(`${count(now.failed)} failed`);
    if (now.state === "running" && now.etaSeconds) parts.push(remaining(now.etaSeconds));
    if (now.imagesPaid) parts.push(`${count(now.imagesPaid)} paid for${now.cost ? `, ${now.cost} ${now.currency} or more` : ""}`);
    return parts.join(" · ");
  }

  async #change(what) {
    await this.#try(() => this.#api.change(this.#now.id, what));
  }

  async #askToRemove() {
    if (await this.#page.confirmRemoval(this.#now.name)) await this.#try(() => this.#api.remove(this.#now.id));
  }

  async #try(action) {
    setText(this.#problem, "");
    try {
      await action();
      await this.#page.refresh();
    } catch (error) {
      setText(this.#problem, error.message);
    }
  }

  #opened() {
    if (!this.#details.open) return;
    this.#cursor = "0";
    this.#failures.replaceChildren();
    this.#loadFailures();
  }

  async #loadFailures() {
    setText(this.#problem, "");
    try {
      const page = await this.#api.one(this.#now.id, this.#cursor);
      this.#cursor = page.nextCursor;
      this.#more.hidden = !page.nextCursor;
      this.#failures.append(...page.failures.map((it) =>
        el("li", {}, el("span", { class: "mono" }, it.checksumAddress), ` ${it.error}`)));
    } catch (error) {
      setText(this.#problem, error.message);
    }
  }
}
