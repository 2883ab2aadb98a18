import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { before, describe, test } from "node:test";
import { PHONE, needs, servers, until, useBrowser, wallStands } from "./browser.js";
import { make } from "./pictures.js";

const { visit } = useBrowser();
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let pictures = [];

before(async () => {
  if (servers.base) for (let n = 0; n < 3; n++) pictures.push(await make(servers.base, "tide-pool"));
  pictures = pictures.reverse();
});

const STILL = { reducedMotion: "reduce", path: "/preview?q=tide-pool", viewport: { width: 1280, height: 1100 } };
const tileOf = (page, { address }) => page.locator(`.tile[data-address="${address}"]`);
const chosen = (page, words) => page.locator("#chosen-count", { hasText: words }).waitFor();

async function hasNoViolations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ["violations"] })).violations
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).slice(0, 3).join(" | ")}`));
  assert.deepEqual(found, []);
}

/** Chooses pictures by the button and the mouse. */
async function choose(page, ...some) {
  await wallStands(page);
  await page.getByRole("button", { name: "Choose", exact: true }).click();
  for (const picture of some) await tileOf(page, picture).locator(".tile-link").click();
}

describe("choosing several", () => {
  test("works by the keyboard: Space, Shift with arrows, Ctrl+A, Escape", needs("base"), () =>
    visit(servers.base, STILL, async (page) => {
      const first = page.locator("#series-tide-pool .tile-link").first();
      await first.focus();
      await page.keyboard.press("Space");
      await chosen(page, /^1 chosen$/);
      await page.keyboard.press("Shift+ArrowRight");
      await chosen(page, /^2 chosen$/);
      await page.keyboard.press("Control+a");
      await chosen(page, /^[3-9] chosen$/);
      assert.match(await first.textContent(), /, chosen/);
      await page.keyboard.press("Escape");
      await page.locator("#chosen").waitFor({ state: "hidden" });
      assert.equal(await page.locator(".tile.chosen").count(), 0);
    }));

  test("works by the mouse: Ctrl adds, Shift takes what is between", needs("base"), () =>
    visit(servers.base, STILL, async (page) => {
      await tileOf(page, pictures[0]).locator(".tile-link").click({ modifiers: ["Control"] });
      await chosen(page, /^1 chosen$/);
      await tileOf(page, pictures[2]).locator(".tile-link").click({ modifiers: ["Shift"] });
      await chosen(page, /^3 chosen$/);
      await tileOf(page, pictures[1]).locator(".tile-choose").click();
      await chosen(page, /^2 chosen$/);
      assert.equal(await page.locator("#viewer[open]").count(), 0);
    }));

  test("works by a long press", needs("base"), () =>
    visit(servers.base, { ...STILL, ...PHONE }, async (page) => {
      await wallStands(page);
      const link = tileOf(page, pictures[0]).locator(".tile-link");
      await link.scrollIntoViewIfNeeded();
      await link.dispatchEvent("pointerdown", { pointerType: "touch", clientX: 50, clientY: 50 });
      await chosen(page, /^1 chosen$/);
      await link.dispatchEvent("pointerup", { pointerType: "touch" });
      await link.dispatchEvent("click");
      assert.equal(await page.locator("#viewer[open]").count(), 0);
      await hasNoViolations(page);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    }));

  test("outlives scrolling through ten thousand, and has an end", needs("many"), () =>
    visit(servers.many, { reducedMotion: "reduce" }, async (page) => {
      await wallStands(page);
      const tile = page.locator(".tile[data-address]").first();
      const link = tile.locator(".tile-link");
      const address = await tile.getAttribute("data-address");
      await link.click({ modifiers: ["Control"] });
      await page.evaluate(() => document.activeElement.blur());
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2));
      await page.locator(`.tile[data-address="${address}"]`).waitFor({ state: "detached" });
      await chosen(page, /^1 chosen$/);
      await page.evaluate(() => scrollTo(0, 0));
      await page.locator(`.tile.chosen[data-address="${address}"]`).waitFor();
      await page.locator("#chosen-all").click();
      await chosen(page, /^2,000 chosen$/);
      assert.ok((await page.locator(".tile").count()) < 200);
    }));
});

describe("the chosen pictures", () => {
  test("are downloaded as one ZIP file", needs("base"), () =>
    visit(servers.base, { ...STILL, acceptDownloads: true }, async (page) => {
      await choose(page, pictures[0], pictures[1]);
      const coming = page.waitForEvent("download");
      await page.getByRole("button", { name: "Download" }).click();
      const zip = readFileSync(await (await coming).path());
      assert.equal(zip.readUInt16LE(zip.length - 12), 2);
      for (const { series, address } of pictures.slice(0, 2)) {
        const whole = Buffer.from(await (await fetch(`${servers.base}/dalle/${series}/${address}`)).arrayBuffer());
        const at = zip.indexOf(`${series}/${address}.png`);
        assert.ok(at > 0 && zip.indexOf(whole) > at, address);
      }
    }));

  test("are made again only after a question that says how many", needs("base"), () =>
    visit(servers.base, STILL, async (page) => {
      const posted = [];
      page.on("request", (request) => request.method() === "POST" && posted.push(request.url()));
      await choose(page, pictures[0], pictures[1]);
      await page.getByRole("button", { name: "Make again" }).click();
      const dialog = page.getByRole("dialog", { name: "Make 2 pictures again?" });
      await dialog.getByText("2 images are paid for").waitFor();
      await hasNoViolations(page);
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "hidden" });
      assert.deepEqual(posted, []);
      await page.getByRole("button", { name: "Make again" }).click();
      await dialog.getByRole("button", { name: "Make again" }).click();
      await until(() => posted.length === 2, "the requests");
      assert.ok(posted.every((url) => url.includes("force=1")));
    }));

  test("that fail are named, and can be tried again", needs("base"), () =>
    visit(servers.base, { ...STILL, expectedErrors: /500/ }, async (page) => {
      let broken = true;
      await page.route("**/hidden", (route) => {
        const fails = broken && route.request().url().includes(pictures[1].address);
        return route.fulfill(fails
          ? { status: 500, json: { success: false, error: { code: "FILE_SYSTEM_ERROR", message: "no", details: "" } } }
          : { status: 200, json: { success: true, data: {} } });
      });
      await choose(page, pictures[0], pictures[1]);
      await page.getByRole("button", { name: "Hide" }).click();
      await page.getByText("1 picture failed").first().waitFor();
      await page.locator("#chosen-failed summary").click();
      await page.locator("#chosen-failed-list", { hasText: pictures[1].title }).waitFor();
      await hasNoViolations(page);
      await tileOf(page, pictures[0]).waitFor({ state: "detached" });
      broken = false;
      await page.getByRole("button", { name: "Try these again" }).click();
      await tileOf(page, pictures[1]).waitFor({ state: "detached" });
      await page.locator("#chosen-failed").waitFor({ state: "hidden" });
    }));

  test("become favourites, which are kept in the browser and shown alone", needs("base"), () =>
    visit(servers.base, { ...STILL, path: "/preview" }, async (page) => {
      await choose(page, pictures[2]);
      await page.getByRole("button", { name: "Favourite", exact: true }).click();
      await page.keyboard.press("Escape");
      await page.reload();
      await wallStands(page);
      await tileOf(page, pictures[2]).locator(".tile-star:visible").waitFor();
      await page.getByRole("button", { name: "Favourites" }).click();
      await page.locator("#summary", { hasText: /^1 picture in 1 series$/ }).waitFor({ state: "attached" });
      assert.deepEqual(await page.locator(".tile").evaluateAll((all) => all.map((tile) => tile.dataset.address)), [pictures[2].address]);
    }));

  test("become a collection, and join one that exists", needs("base"), () =>
    visit(servers.base, STILL, async (page) => {
      await choose(page, pictures[0], pictures[1]);
      await page.getByRole("button", { name: "Add to a collection" }).click();
      const dialog = page.getByRole("dialog", { name: "Add to a collection" });
      const name = `By hand ${Date.now()} ${"and long ".repeat(8)}`.trim();
      await dialog.getByLabel("Name").fill(name);
      await hasNoViolations(page);
      await page.keyboard.press("Enter");
      const known = () => fetch(`${servers.base}/collections`).then((response) => response.json());
      const made = await until(async () => (await known()).data.collections.find((it) => it.name === name), "the collection");
      assert.equal(made.total, 2);
      assert.equal(made.series, "tide-pool");

      await page.getByText(`Added to “${name}”`).waitFor();
      await tileOf(page, pictures[2]).locator(".tile-link").click();
      await chosen(page, /^3 chosen$/);
      await page.getByRole("button", { name: "Add to a collection" }).click();
      await dialog.getByLabel("Collection").selectOption(made.id);
      assert.equal(await dialog.getByLabel("Name").isVisible(), false);
      assert.ok(await dialog.evaluate((it) => it.scrollWidth <= it.clientWidth), "nothing is wider than the dialog");
      await hasNoViolations(page);
      await dialog.getByRole("button", { name: "Add" }).click();
      const grown = await until(async () => (await known()).data.collections.find((it) => it.name === name && it.total === 3), "the third");
      assert.equal(grown.id, made.id);
      assert.equal((await known()).data.collections.filter((it) => it.name === name).length, 1);
    }));
});
