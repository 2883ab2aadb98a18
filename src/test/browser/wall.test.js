import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { PHONE, needs, servers, useBrowser, wallStands } from "./browser.js";
import { freshAddress, make, seriesNames, start } from "./pictures.js";

const { visit } = useBrowser();

describe("the wall", () => {
  let picture;
  let other;
  before(async () => {
    if (!servers.base) return;
    other = (await seriesNames(servers.base)).find((name) => name !== "simple");
    await make(servers.base, other);
    for (let i = 0; i < 8; i++) picture = await make(servers.base);
  });

  test("shows a section with a count for each series that has pictures", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      await wallStands(page);
      const titles = await page.locator(".series h2").allTextContents();
      assert.ok(titles.includes("simple") && titles.includes(other), titles.join());
      const counted = await (await fetch(`${servers.base}/images?series=simple&limit=1`)).json();
      const shown = await page.locator("#series-simple .series-header .count").textContent();
      assert.equal(Number(shown.replaceAll(",", "")), counted.data.count);
    }));

  test("keeps the header of a series in sight while its pictures pass below", needs("base"), () =>
    visit(servers.base, { viewport: { width: 700, height: 500 } }, async (page) => {
      await wallStands(page);
      const top = await page.locator("#series-simple").evaluate((section) => section.getBoundingClientRect().top + scrollY);
      await page.evaluate((y) => scrollTo(0, y + 300), top);
      const header = await page.locator("#series-simple .series-header").boundingBox();
      assert.ok(header.y >= 0 && header.y < 120, `header at ${header.y}`);
    }));

  test("names a picture by its title, its checksummed address and its age", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      const tile = page.locator(`.tile[data-address="${picture.address}"]`);
      await tile.waitFor();
      assert.equal(await tile.locator(".tile-title").textContent(), picture.title);
      assert.equal(await tile.locator(".address").getAttribute("title"), picture.checksumAddress);
      assert.match(picture.checksumAddress, /^0x[0-9a-fA-F]{40}$/);
      assert.equal(Date.parse(await tile.locator("time").getAttribute("datetime")), Date.parse(picture.createdAt));
      await tile.locator("img.shown").waitFor();
    }));

  test("copies the checksummed address", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      await page.locator(`.tile[data-address="${picture.address}"] .address`).click();
      await page.getByText("Address copied").waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), picture.checksumAddress);
    }));

  test("does not move while thumbnails arrive", needs("base"), () =>
    visit(servers.base, {
      prepare: (page) => page.addInitScript(() => {
        window.shifted = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if (entry.sources.some(({ node }) => node?.closest?.("#wall"))) window.shifted += entry.value;
        }).observe({ type: "layout-shift", buffered: true });
      }),
    }, async (page) => {
      await page.locator(".thumbnail.shown").first().waitFor();
      await page.waitForFunction(() => [...document.querySelectorAll(".thumbnail")].every((image) => image.complete));
      const shifted = await page.evaluate(() => window.shifted);
      assert.ok(shifted < 0.01, `shifted by ${shifted}`);
    }));

  test("finds a picture by its address, and all of a series by its name", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      await wallStands(page);
      await page.keyboard.press("/");
      assert.equal(await page.evaluate(() => document.activeElement.id), "search");
      await page.keyboard.type(picture.checksumAddress);
      await page.locator("#summary", { hasText: "1 picture found" }).waitFor({ state: "attached" });
      assert.deepEqual(await page.locator(".tile").evaluateAll((tiles) => tiles.map((tile) => tile.dataset.address)), [picture.address]);
      assert.equal(new URL(page.url()).searchParams.get("q"), picture.checksumAddress);
      await page.locator("#search").fill(other);
      await page.locator(`#series-${other}`).waitFor();
      await page.locator("#series-simple").waitFor({ state: "detached" });
    }));

  test("finds pictures by words of the title", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      await wallStands(page);
      await page.locator("#search").fill(picture.title.toLowerCase());
      await page.locator("#summary", { hasText: "found" }).waitFor({ state: "attached" });
      await page.locator(`.tile[data-address="${picture.address}"]`).waitFor();
    }));

  test("says when nothing matches, and clears the search", needs("base"), () =>
    visit(servers.base, { path: "/preview?q=qqqqzzzz" }, async (page) => {
      await page.getByText("No picture matches “qqqqzzzz”.").waitFor();
      await page.getByRole("button", { name: "Clear the search" }).click();
      await page.locator("#series-simple").waitFor();
      assert.equal(await page.locator("#search").inputValue(), "");
    }));

  test("has as many columns as the slider says, also after a reload", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      await page.locator(".tile").first().waitFor();
      await page.locator("#columns").fill("7");
      await page.reload();
      await page.locator(".tile").first().waitFor();
      const tops = await page.locator("#series-simple .tile").evaluateAll((tiles) => tiles.map((tile) => tile.getBoundingClientRect().top));
      assert.equal(tops.filter((top) => top === tops[0]).length, 7);
    }));

  test("shows pictures that others make, by itself", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      await page.locator("#live[data-state=live]").waitFor();
      const address = freshAddress();
      await start(servers.base, "simple", address);
      await page.locator(`.tile[data-address="${address}"]`).waitFor();
    }));

  test("shows what was made while the stream was broken", needs("base"), () =>
    visit(servers.base, {
      expectedErrors: /ERR_FAILED/,
      prepare: (page) => page.route("**/events", (route) => route.abort()),
    }, async (page) => {
      await page.locator("#live[data-state=away]").waitFor();
      await wallStands(page);
      const { address } = await make(servers.base);
      await page.unroute("**/events");
      await page.locator(`.tile[data-address="${address}"]`).waitFor();
    }));

  test("leaves the focus where it is when a new picture comes before it", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      await page.locator("#live[data-state=live]").waitFor();
      const link = page.locator("#series-simple .tile-link").nth(1);
      await link.focus();
      const where = () => page.evaluate(() => document.activeElement.closest(".tile")?.dataset.address);
      const focused = await where();
      const { address } = await make(servers.base);
      await page.locator(`.tile[data-address="${address}"]`).waitFor();
      assert.equal(await where(), focused);
    }));

  test("keeps the place when the number of columns changes", needs("base"), () =>
    visit(servers.base, { viewport: { width: 900, height: 500 } }, async (page) => {
      await wallStands(page);
      // The window is low, and what is below the fold is not drawn before it is scrolled to.
      await page.locator("#series-simple").evaluate((section) => section.scrollIntoView());
      await page.locator("#series-simple .tile").first().waitFor();
      await page.locator("#columns").fill("1");
      const top = await page.locator("#series-simple .tiles").evaluate((list) => list.getBoundingClientRect().top + scrollY);
      const pitch = await page.evaluate(() => document.querySelector("#series-simple .tiles").offsetHeight / document.querySelector(".tile").ariaSetSize);
      await page.evaluate((y) => scrollTo(0, y), top + 4 * pitch);
      const fifth = page.locator("#series-simple .tile[aria-posinset='5']");
      await fifth.waitFor();
      await page.locator("#columns").fill("3");
      await fifth.waitFor();
      const box = await fifth.boundingBox();
      assert.ok(box.y > 0 && box.y < 400, `at ${box.y}`);
    }));

  test("walks with the arrow keys, along rows and columns", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      const tiles = page.locator("#series-simple .tile-link");
      await tiles.first().focus();
      const focused = () => page.evaluate(() => document.activeElement.closest(".tile")?.getAttribute("aria-posinset"));
      await page.keyboard.press("ArrowRight");
      assert.equal(await focused(), "2");
      await page.keyboard.press("ArrowDown");
      const columns = Number(await page.locator("#columns").inputValue());
      await page.waitForFunction((n) => document.activeElement.closest(".tile")?.getAttribute("aria-posinset") === String(n), 2 + columns);
      await page.keyboard.press("Home");
      await page.waitForFunction(() => document.activeElement.closest(".tile")?.getAttribute("aria-posinset") === "1");
    }));

  test("fits a phone without scrolling sideways", needs("base"), () =>
    visit(servers.base, PHONE, async (page) => {
      await page.locator(".tile").first().waitFor();
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    }));

  test("says in words when the pictures cannot be fetched, and tries again when asked", needs("base"), () =>
    visit(servers.base, {
      expectedErrors: /ERR_FAILED/,
      prepare: (page) => page.route("**/images?*", (route) => route.abort(), { times: 1 }),
    }, async (page) => {
      await page.getByText("The server does not answer.").waitFor();
      await page.getByRole("button", { name: "Try again" }).click();
      await page.locator(".tile").first().waitFor();
    }));

  test("changes between light and dark, and remembers which", needs("base"), () =>
    visit(servers.base, { colorScheme: "light" }, async (page) => {
      const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      const light = await paper();
      await page.getByRole("button", { name: "Dark theme" }).click();
      const dark = await paper();
      assert.notEqual(dark, light);
      await page.reload();
      assert.equal(await paper(), dark);
    }));
});

test("an empty wall invites to make the first picture", needs("empty"), () =>
  visit(servers.empty, {}, async (page) => {
    await page.getByRole("heading", { name: "An empty wall" }).waitFor();
    await page.getByRole("button", { name: "Make the first one" }).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), "maker-address");
  }));
