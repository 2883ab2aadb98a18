import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { needs, servers, until, useBrowser, wallStands } from "./browser.js";
import { freshAddress, make, start } from "./pictures.js";

const { visit } = useBrowser();
// A preview may be gone when it is fetched: the run has just ended.
const late = { expectedErrors: /404/ };
const box = (locator) => locator.evaluate((element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return [x, y, width, height];
});

describe("a picture while it is painted", () => {
  test("shows in its tile, finer each time, and moves nothing", needs("stream"), () =>
    visit(servers.stream, late, async (page) => {
      const address = freshAddress();
      await wallStands(page);
      await start(servers.stream, "simple", address);
      const tile = page.locator(`.easel-tile[data-key="simple/${address}"]`);
      const frame = tile.locator(".easel-canvas");
      await frame.waitFor();
      await until(() => page.evaluate(() => document.getAnimations().every((one) => one.animationName !== "arrive")), "the tile");
      const before = [await box(tile), await box(frame)];
      const preview = frame.locator(".live-preview.shown");
      await preview.first().waitFor();
      assert.match(await preview.first().getAttribute("src"), /\/preview\?v=1$/);
      assert.deepEqual([await box(tile), await box(frame)], before);
      if (process.env.SHOTS) await page.waitForTimeout(800).then(() => page.screenshot({ path: `${process.env.SHOTS}/tile.png` }));
      await frame.locator('.live-preview.shown[src$="v=2"]').waitFor();
      await until(async () => (await frame.locator(".live-preview").count().catch(() => 1)) <= 1, "the first one to go");
      await page.locator(`.tile[data-address="${address}"]`).waitFor({ timeout: 60_000 });
      await page.locator("#easel").waitFor({ state: "hidden" });
    }));

  test("shows in the view of the picture that is made again, and is gone with the run", needs("stream"), async () => {
    const mine = await make(servers.stream);
    await visit(servers.stream, { ...late, path: `/preview#/simple/${mine.address}` }, async (page) => {
      await page.locator("img.whole.shown").waitFor();
      const before = await box(page.locator(".mat"));
      await page.getByRole("button", { name: "Make again" }).click();
      await page.locator(".mat .live-preview.shown").first().waitFor({ timeout: 60_000 });
      assert.deepEqual(await box(page.locator(".mat")), before);
      if (process.env.SHOTS) await page.waitForTimeout(800).then(() => page.screenshot({ path: `${process.env.SHOTS}/dialog.png` }));
      await page.locator(".viewer-run").waitFor({ state: "hidden", timeout: 60_000 });
      assert.equal(await page.locator(".live-preview").count(), 0);
    });
  });

  test("shows in the view of a picture that is made for the first time", needs("stream"), () => {
    const address = freshAddress();
    return visit(servers.stream, { ...late, path: `/preview#/simple/${address}` }, async (page) => {
      await page.locator(".viewer-picture.missing").waitFor();
      await start(servers.stream, "simple", address);
      await page.locator(".mat .live-preview.shown").first().waitFor({ timeout: 60_000 });
      assert.equal(await page.locator(".viewer-trouble").textContent(), "");
      if (process.env.SHOTS) await page.waitForTimeout(800).then(() => page.screenshot({ path: `${process.env.SHOTS}/first.png` }));
      await page.locator("img.whole.shown").waitFor({ timeout: 60_000 });
      assert.equal(await page.locator(".live-preview").count(), 0);
    });
  });

  test("changes at once for people who want no motion", needs("stream"), () =>
    visit(servers.stream, { ...late, reducedMotion: "reduce" }, async (page) => {
      await wallStands(page);
      await start(servers.stream, "simple", freshAddress());
      const preview = page.locator(".easel-canvas .live-preview");
      await preview.first().waitFor({ state: "attached" });
      const seconds = await preview.first().evaluate((element) => parseFloat(getComputedStyle(element).transitionDuration));
      assert.ok(seconds < 0.01, `${seconds} s`);
    }));
});
