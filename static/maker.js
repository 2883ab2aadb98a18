/** The form that requests a picture: its series and address. */
import { hasChecksum, isName, problemWith, randomAddress, seedPieces, tidy } from "./address.js";
import { byId, el, setText } from "./dom.js";
import { errorWords } from "./format.js";
import { recall, remember } from "./storage.js";

export class Maker {
  #form = byId("maker");
  #series = byId("maker-series");
  #address = byId("maker-address");
  #hint = byId("maker-hint");
  #purposes = new Map();
  #make;
  #resolve;
  /** Incremented with every change of the field: answers for an earlier text are dropped. */
  #turn = 0;

  /**
   * @param {(series: string, address: string) => void} make called with a whole, valid request
   * @param {(name: string) => Promise<{name: string, kind: string, checksumAddress: string}>} resolve looks a name up
   */
  constructor(make, resolve) {
    this.#make = make;
    this.#resolve = resolve;
    this.#address.addEventListener("input", () => this.#typed());
    this.#address.addEventListener("paste", (event) => this.#pasted(event));
    this.#address.addEventListener("blur", () => this.#left());
    this.#series.addEventListener("change", () => this.#chosen());
    byId("maker-random").addEventListener("click", () => this.#random());
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    this.#showRibbon();
  }

  /** @param {{suffix: string, purpose: string}[]} series */
  setSeries(series) {
    this.#purposes = new Map(series.map(({ suffix, purpose }) => [suffix, purpose ?? ""]));
    this.#series.replaceChildren(...series.map(({ suffix }) => el("option", { value: suffix }, suffix)));
    const wish = [recall("series"), "simple"].find((name) => this.#purposes.has(name));
    if (wish) this.#series.value = wish;
    this.#showPurpose();
  }

  focus() {
    this.#form.scrollIntoView({ block: "center" });
    this.#address.focus({ preventScroll: true });
  }

  #chosen() {
    remember("series", this.#series.value);
    this.#showPurpose();
  }

  #showPurpose() {
    setText(byId("maker-purpose"), this.#purposes.get(this.#series.value) ?? "");
  }

  #typed() {
    this.#turn++;
    if (isName(this.#address.value)) return this.#showName();
    this.#checkSum();
    const text = tidy(this.#address.value);
    const problem = text === "" ? "" : problemWith(text);
    this.#show(problem, false);
  }

  #pasted(event) {
    const text = event.clipboardData?.getData("text") ?? "";
    const tidied = tidy(text);
    // A whole address replaces the text; a fragment is pasted as usual.
    if (problemWith(tidied) !== "") return;
    event.preventDefault();
    this.#address.value = tidied;
    this.#show("", false);
    this.#turn++;
    this.#checkSum();
  }

  #showName() {
    const kind = /^\S+\.[^\s.\d][^\s.]+$/.test(this.#address.value.trim()) ? "A name" : "A phrase";
    this.#say(`${kind}: Make looks up its address.`, false);
    byId("maker-ribbon").replaceChildren();
  }

  /** Warns of an address whose capitals are not its checksum: there may be a typing error in it. */
  async #checkSum() {
    const text = tidy(this.#address.value);
    if (problemWith(text) !== "" || !hasChecksum(text)) return;
    const turn = this.#turn;
    const found = await this.#resolve(text).catch(() => null);
    if (turn !== this.#turn || !found || found.checksumAddress === text) return;
    this.#say("Its capitals do not match its checksum: look for a typing error. It is accepted all the same.", true);
  }

  /** Puts the address of a name into the field; making it takes one more press. */
  async #lookUp() {
    const turn = ++this.#turn;
    const text = this.#address.value.trim();
    this.#say("Looking it up…", false);
    try {
      const found = await this.#resolve(text);
      if (turn !== this.#turn) return;
      this.#address.value = found.checksumAddress;
      this.#show("", false);
      this.#say(`The address of “${found.name}”. Press Make again to paint it.`, false);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#say(error.status === 404 ? "This name has no address." : error.message || errorWords(error.code, ""), true);
      this.#address.setAttribute("aria-invalid", "true");
    }
    this.#address.focus();
  }

  #say(words, isProblem) {
    this.#address.setAttribute("aria-invalid", "false");
    this.#hint.classList.toggle("problem", isProblem);
    setText(this.#hint, words);
  }

  #left() {
    if (this.#address.value === "") return this.#show("", false);
    if (isName(this.#address.value)) return;
    this.#address.value = tidy(this.#address.value);
    const problem = problemWith(this.#address.value);
    this.#show(problem, problem !== "");
  }

  #random() {
    this.#address.value = randomAddress();
    this.#show("", false);
  }

  #submit(event) {
    event.preventDefault();
    if (isName(this.#address.value)) return this.#lookUp();
    const address = tidy(this.#address.value);
    const problem = problemWith(address);
    this.#show(problem, problem !== "");
    if (problem) return this.#address.focus();
    this.#make(this.#series.value, address.toLowerCase());
    this.#address.value = "";
    this.#show("", false);
  }

  /** While the user is still typing, missing digits are counted, not reported as a mistake. */
  #show(problem, wrong) {
    const text = tidy(this.#address.value);
    const bad = wrong || (problem !== "" && !/ of 40 /.test(problem));
    this.#address.setAttribute("aria-invalid", String(bad));
    this.#hint.classList.toggle("problem", bad);
    setText(this.#hint, problem || (text ? "A whole address." : ""));
    this.#showRibbon();
  }

  /** The seed's colours, as soon as there is an address to have one. */
  #showRibbon() {
    const text = tidy(this.#address.value);
    const pieces = problemWith(text) === "" ? seedPieces(text) : [];
    byId("maker-ribbon").replaceChildren(...pieces.map((piece) => {
      const stripe = el("span");
      stripe.style.setProperty("background-color", `#${piece}`);
      return stripe;
    }));
  }
}
