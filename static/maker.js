/** The form that requests a picture: its series and address. */
import { problemWith, randomAddress, seedPieces, tidy } from "./address.js";
import { byId, el, setText } from "./dom.js";
import { recall, remember } from "./storage.js";

export class Maker {
  #form = byId("maker");
  #series = byId("maker-series");
  #address = byId("maker-address");
  #hint = byId("maker-hint");
  #purposes = new Map();
  #make;

  /** @param {(series: string, address: string) => void} make called with a whole, valid request */
  constructor(make) {
    this.#make = make;
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
  }

  #left() {
    if (this.#address.value === "") return this.#show("", false);
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
