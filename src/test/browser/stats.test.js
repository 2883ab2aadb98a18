/** The statistics page, after at least one picture. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { needs, servers, useBrowser } from "./browser.js";

const browser = useBrowser();

for (const colorScheme of ["light", "dark"]) {
  test(`draws phases and outcomes in ${colorScheme}`, needs("base"), async () => {
    await fetch(`${servers.base}/dalle/simple/0xf503017d7baf7fbc0fff7492b751025c6a78179b?wait=20`, { method: "POST" });
    await browser.visit(servers.base, { path: "/stats", colorScheme }, async (page) => {
      await page.locator("#state[data-state=live]").waitFor();
      const card = page.locator(".phase").first();
      await card.waitFor();
      assert.ok((await card.locator("circle").count()) > 0, "a dot for each duration");
      assert.equal(await card.locator("line.median").count(), 1);
      const paper = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      const bright = Number(paper.match(/\d+/)[0]) > 128;
      assert.equal(bright, colorScheme === "light");
    });
  });
}

test("lists errors without a script", needs("base"), async () => {
  await fetch(`${servers.base}/no/such/place`);
  await browser.visit(servers.base, { path: "/errors", javaScriptEnabled: false }, async (page) => {
    await page.getByRole("cell", { name: "NOT_FOUND" }).first().waitFor();
  });
});
