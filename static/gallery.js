/** Puts the page together: the only module that imports all the others. */
import { toast } from "./announce.js";
import { Api } from "./api.js";
import { Chooser } from "./chooser.js";
import { Chosen } from "./chosen.js";
import { columnSlider } from "./columns.js";
import { copy } from "./copy.js";
import { byId, el, setText } from "./dom.js";
import { Easel } from "./easel.js";
import { Favourites } from "./favourites.js";
import { toPicture } from "./feed.js";
import { ago, errorWords } from "./format.js";
import { Maker } from "./maker.js";
import { router, showQuery } from "./route.js";
import { Runs } from "./runs.js";
import { searchField } from "./search.js";
import { follow, sleep } from "./sse.js";
import { themeToggle } from "./theme-toggle.js";
import { Token } from "./token.js";
import { Viewer } from "./viewer.js";
import { Wall } from "./wall.js";

const MINUTE_MS = 60000;
/** The index follows the disk a moment later, so a picture just made is requested a few times. */
const INDEX_PAUSES_MS = [0, 300, 1000, 3000];

const api = new Api(new Token());
const runs = new Runs(api);
const columns = columnSlider(() => wall.layOut());
const wall = new Wall(api, columns, {
  clearSearch: () => search.clear(), makeOne: () => maker.focus(), showAll: () => showFavourites(false),
});
const favourites = new Favourites();
const chooser = new Chooser(wall, (key) => favourites.has(key));
new Chosen({ api, wall, chooser, favourites });
const maker = new Maker((series, address) => runs.start(series, address), (name) => api.resolve(name));
const search = searchField((query) => {
  showQuery(query);
  showWall(query);
});
const viewer = new Viewer({ api, runs, wall, router: () => route });
let route = null;
let series = null;
let wasAway = false;

new Easel(runs);
themeToggle();
runs.addEventListener("finished", (event) => finished(event.detail));
runs.addEventListener("trouble", (event) => toast(errorWords(event.detail.code, event.detail.message)));
document.addEventListener("click", copyAddress);
byId("favourites").addEventListener("click", () => showFavourites(byId("favourites").getAttribute("aria-pressed") !== "true"));
setInterval(renewTimes, MINUTE_MS);
start();

async function start() {
  followRuns();
  await showWall(search.query());
  route = router((picture) => (picture ? viewer.show(picture.series, picture.address) : viewer.hide()));
}

/** Shows the favourites only, or all pictures again. */
function showFavourites(on) {
  byId("favourites").setAttribute("aria-pressed", String(on));
  wall.only(on ? favourites : null);
  showWall(search.query());
}

/** Shows the series and their pictures, or a button to try again when the server does not answer. */
async function showWall(query) {
  try {
    series ??= fetchSeries();
    await wall.show(query, series);
  } catch (error) {
    series = null;
    byId("wall").replaceChildren(el("p", { class: "trouble", role: "alert" }, errorWords(error.code, error.message),
      el("button", { class: "quiet", type: "button", on: { click: () => showWall(query) } }, "Try again")));
  }
}

async function fetchSeries() {
  const all = await api.series();
  maker.setSeries(all);
  return all;
}

/**
 * Called when a picture is finished: shows it on the wall, and opens it when it was requested here but had
 * been made before.
 */
async function finished({ series, address, cacheHit, own }) {
  for (const pause of INDEX_PAUSES_MS) {
    await sleep(pause);
    try {
      wall.put(toPicture(await api.image(series, address)));
      break;
    } catch {
      // Not indexed yet, or the server is busy: once more.
    }
  }
  viewer.refresh(series, address);
  if (!own) return;
  if (cacheHit) route?.open(series, address);
  else toast("A new picture is on the wall");
}

/** One stream for all runs, closed while the page is hidden: a browser has few connections to a server. */
async function followRuns() {
  for (;;) {
    const looked = new AbortController();
    const away = () => document.hidden && looked.abort();
    document.addEventListener("visibilitychange", away);
    await follow((options) => api.events(options), { event: (event) => runs.receive(event), state: showLive }, looked.signal);
    document.removeEventListener("visibilitychange", away);
    wasAway = true;
    if (document.hidden) await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
  }
}

function showLive(live) {
  runs.setLive(live);
  // The page got no events during a pause of the stream.
  if (live && wasAway) wall.catchUp().catch(() => {});
  wasAway = !live;
  byId("live").dataset.state = live ? "live" : "away";
  setText(byId("live"), live ? "Live" : "Reconnecting");
}

function copyAddress(event) {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button.dataset.copy, "Address");
}

function renewTimes() {
  for (const time of document.querySelectorAll(".tile time")) setText(time, ago(Date.parse(time.dateTime)));
}
