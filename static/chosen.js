/** What can be done with the chosen pictures, and what came of it. */
import { toast } from "./announce.js";
import { bulk } from "./bulk.js";
import { ask } from "./confirm.js";
import { byId, el, setText } from "./dom.js";
import { count, errorWords, pictures, shortAddress } from "./format.js";
import { keyOf } from "./runs.js";
import { Zip } from "./zip.js";

/** A ZIP file that grows beyond is handed out, and another one begun. */
const MAX_ZIP_BYTES = 1e9;
const MAX_SHOWN_FAILURES = 100;

const keyOfPicture = ({ series, address }) => keyOf(series, address);

export class Chosen {
  #page;
  #bar = byId("chosen");
  #failed = [];
  /** What is being done: {words, act, options}, to be done again with what failed. */
  #job = null;
  #running = null;

  /**
   * @param {{api: import("./api.js").Api, wall: import("./wall.js").Wall, chooser: import("./chooser.js").Chooser,
   *     favourites: import("./favourites.js").Favourites}} page
   */
  constructor(page) {
    this.#page = page;
    page.chooser.addEventListener("change", () => this.#show());
    const acts = {
      download: () => this.#download(), star: () => this.#star(), hide: () => this.#hide(), again: () => this.#again(),
      collect: () => this.#collect(), all: () => this.#all(), none: () => this.#none(),
      stop: () => this.#running?.abort(), retry: () => this.#retry(),
    };
    for (const [name, act] of Object.entries(acts)) byId(`chosen-${name}`).addEventListener("click", act);
    byId("collect-cancel").addEventListener("click", () => byId("collect").close(""));
    byId("collect-into").addEventListener("change", showCollectionName);
    this.#show();
  }

  #show() {
    const { chooser } = this.#page;
    const busy = this.#running !== null;
    this.#bar.hidden = !document.body.classList.contains("choosing") && !busy && this.#failed.length === 0;
    document.body.classList.toggle("with-chosen", !this.#bar.hidden);
    if (!busy) setText(byId("chosen-count"), chooser.size === 0 ? "Choose pictures" : `${count(chooser.size)} chosen`);
    for (const name of ["download", "star", "hide", "again", "collect"]) byId(`chosen-${name}`).disabled = busy || chooser.size === 0;
    const starred = chooser.size > 0 && chooser.list().every((picture) => this.#page.favourites.has(keyOfPicture(picture)));
    setText(byId("chosen-star"), starred ? "Unfavourite" : "Favourite");
    byId("chosen-stop").hidden = !busy;
    this.#showFailures();
  }

  #showFailures() {
    const box = byId("chosen-failed");
    box.hidden = this.#failed.length === 0 || this.#running !== null;
    if (box.hidden) return;
    const shown = this.#failed.slice(0, MAX_SHOWN_FAILURES);
    setText(byId("chosen-failed-summary"), `${pictures(this.#failed.length)} failed`);
    byId("chosen-failed-list").replaceChildren(...shown.map(({ item, error }) => el("li", {},
      el("b", {}, item.title || `${item.series} ${shortAddress(item.checksum)}`), " ", errorWords(error.code, error.message))),
      ...(shown.length < this.#failed.length ? [el("li", {}, `and ${count(this.#failed.length - shown.length)} more`)] : []));
  }

  async #all() {
    try {
      await this.#page.chooser.all();
    } catch (error) {
      toast(errorWords(error.code, error.message));
    }
  }

  #none() {
    this.#failed = [];
    this.#page.chooser.clear();
    byId("choose").focus();
  }

  /** Does one thing with each of some pictures; those that fail stay listed, and can be tried again. */
  async #run(items, job) {
    if (this.#running || items.length === 0) return;
    const stopped = (this.#running = new AbortController());
    const held = this.#bar.contains(document.activeElement) || document.activeElement === document.body;
    this.#job = job;
    this.#failed = [];
    this.#show();
    // The button that was pressed is disabled now, and would lose the focus.
    if (held) byId("chosen-stop").focus();
    const progress = (done) => setText(byId("chosen-count"), `${job.words}: ${count(done)} of ${count(items.length)}`);
    progress(0);
    try {
      this.#failed = await bulk(items, job.act, { atOnce: job.atOnce, signal: stopped.signal, progress });
      job.finish?.();
      if (this.#failed.length === 0 && !stopped.signal.aborted) toast(job.done ?? `${job.words}: ${pictures(items.length)}, all done`);
      if (this.#failed.length > 0) toast(`${pictures(this.#failed.length)} failed`);
    } finally {
      const focused = document.activeElement === byId("chosen-stop");
      this.#running = null;
      this.#show();
      if (focused) byId(this.#failed.length > 0 ? "chosen-retry" : "chosen-none").focus();
    }
  }

  #retry() {
    const items = this.#failed.map(({ item }) => item);
    this.#run(items, this.#job.again ? this.#job.again() : this.#job);
  }

  #star() {
    const { chooser, favourites } = this.#page;
    const keys = chooser.list().map(keyOfPicture);
    const starred = keys.every((key) => favourites.has(key));
    if (starred) favourites.remove(keys);
    else if (!favourites.add(keys)) return toast("There are too many favourites already");
    chooser.renew();
    this.#show();
    toast(starred ? "No favourites any more" : `${pictures(keys.length)} added to your favourites`);
  }

  #hide() {
    const { api, wall, chooser } = this.#page;
    this.#run(chooser.list(), {
      words: "Hiding",
      act: async (picture) => {
        await api.setHidden(picture.series, picture.address, true);
        wall.remove(picture.series, picture.address);
        chooser.drop([keyOfPicture(picture)]);
      },
    });
  }

  async #again() {
    const { api, chooser } = this.#page;
    const items = chooser.list();
    const paid = await api.isPaid();
    const sure = await ask({
      title: `Make ${pictures(items.length)} again?`,
      text: paid
        ? `${count(items.length)} ${items.length === 1 ? "image is" : "images are"} paid for, where the provider charges. The old pictures stay until the new ones are there.`
        : "The built-in painter paints them; nothing is paid for. The old pictures stay until the new ones are there.",
      yes: "Make again", no: "Keep them",
    });
    if (!sure) return;
    this.#run(items, { words: "Asking", act: (picture) => api.start(picture.series, picture.address, { force: true }) });
  }

  #download() {
    this.#run(this.#page.chooser.list(), this.#downloading());
  }

  #downloading() {
    let zip = new Zip();
    const hand = () => {
      if (zip.count > 0) save(zip.finish(), "pictures.zip");
      zip = new Zip();
    };
    return {
      words: "Downloading",
      // Two at a time: each is held in memory until it is in the file.
      atOnce: 2,
      act: async (picture) => {
        const bytes = await this.#page.api.picture(picture.series, picture.address);
        if (zip.size + bytes.length > MAX_ZIP_BYTES) hand();
        zip.add(`${picture.series}/${picture.address}.png`, bytes, new Date(picture.modified || Date.now()));
      },
      finish: hand,
      again: () => this.#downloading(),
    };
  }

  /** Each collection has one series: the chosen pictures of several make as many new ones. */
  async #collect() {
    const { api, chooser } = this.#page;
    const bySeries = Map.groupBy ? Map.groupBy(chooser.list(), ({ series }) => series) : groupBySeries(chooser.list());
    const known = (await api.collections().catch(() => [])).filter(({ series }) => bySeries.has(series));
    const into = await askCollection(known, bySeries.size);
    if (!into) return;
    const lists = [...bySeries].filter(([series]) => !into.id || series === into.series)
      .map(([series, list]) => ({ series, title: `${into.name}, ${series}`, checksum: list[0].checksum, list }));
    this.#run(lists, {
      words: "Adding",
      done: `Added to “${into.name}”`,
      act: ({ series, list }) => {
        const addresses = list.map(({ address }) => address);
        return into.id ? api.addAddresses(into.id, addresses)
          : api.addCollection(lists.length > 1 ? `${into.name} (${series})` : into.name, series, addresses);
      },
    });
  }
}

function groupBySeries(list) {
  const groups = new Map();
  for (const picture of list) groups.set(picture.series, [...(groups.get(picture.series) ?? []), picture]);
  return groups;
}

/**
 * @param {{id: string, name: string, series: string, total: number}[]} known those that can be added to
 * @returns {Promise<{id?: string, name: string, series?: string}|null>} without `id` a new one; null when the user
 *     changed their mind
 */
function askCollection(known, seriesCount) {
  const dialog = byId("collect");
  byId("collect-into").replaceChildren(el("option", { value: "" }, "A new one"),
    ...known.map(({ id, name, series, total }) => el("option", { value: id }, `${name} (${series}, ${pictures(total)})`)));
  setText(byId("collect-text"), seriesCount > 1
    ? `A collection holds pictures of one series. As new ones these make ${seriesCount} collections; one that exists takes those of its series.`
    : "The pictures become a new collection, or join one of the same series.");
  byId("collect-name").value = "";
  dialog.returnValue = "";
  showCollectionName();
  dialog.showModal();
  byId(known.length > 0 ? "collect-into" : "collect-name").focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const chosen = known.find(({ id }) => id === byId("collect-into").value);
      const name = byId("collect-name").value.trim();
      resolve(dialog.returnValue !== "ok" ? null : chosen ?? (name ? { name } : null));
    }, { once: true });
  });
}

/** A collection that exists has a name. */
function showCollectionName() {
  const isNew = byId("collect-into").value === "";
  byId("collect-new").hidden = !isNew;
  byId("collect-name").disabled = !isNew;
}

/** Hands a file to the user. */
function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = el("a", { href: url, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}
