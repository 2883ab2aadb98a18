/** The page of collections: begun by pasting, followed, changed, downloaded. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { needs, PHONE, servers, until, useBrowser } from "./browser.js";

const browser = useBrowser();
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const address = (n) => `0x${n.toString(16).padStart(40, "0")}`;

async function isAccessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  assert.deepEqual(violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.html)}`), []);
}

for (const [name, options] of Object.entries({
  "on a desktop": {}, "in dark": { colorScheme: "dark" }, "on a phone": PHONE,
})) {
  test(`a list is begun, followed and removed ${name}`, needs("base"), async () => {
    await browser.visit(servers.base, { path: "/collections", ...options }, async (page) => {
      const start = 0xc011ec00 + Object.keys(options).length * 16;
      await page.locator("#series option").first().waitFor({ state: "attached" });
      await page.getByLabel("Addresses, one a line").fill(`${address(start)}\n${address(start + 1)}\n0x12\n`);
      await page.getByLabel("Name").fill(`Two ${name}`);
      await page.getByRole("button", { name: "What would it do?" }).click();
      await page.getByText("Line 3:").waitFor();
      assert.match(await page.locator("#told").innerText(), /^2 addresses/);
      await isAccessible(page);

      await page.getByRole("button", { name: "Start" }).focus();
      await page.keyboard.press("Enter");
      const card = page.locator(".collection", { hasText: `Two ${name}` });
      await card.waitFor();
      await until(async () => (await card.innerText()).includes("Done"), "both are made", 60_000);
      const link = card.getByRole("link", { name: /^Download/ });
      const zip = await page.request.get(new URL(await link.getAttribute("href"), page.url()).href);
      assert.equal(zip.headers()["content-type"], "application/zip");
      await isAccessible(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.equal(wide, false, "nothing is wider than the page");

      await card.getByRole("button", { name: /^Add addresses/ }).click();
      assert.equal(await page.evaluate(() => document.activeElement.id), "addresses");
      assert.equal(await page.getByLabel("Name").isVisible(), false);
      await page.keyboard.type(`${address(start)}\n${address(start + 2)}`);
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.getByText("Added: 1 new address").waitFor();
      await until(async () => (await card.innerText()).includes("3 of 3"), "the third is made", 60_000);
      await isAccessible(page);
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/collections ${name}.png`, fullPage: true });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, "nothing is wider than the page");

      await card.getByRole("button", { name: /^Remove/ }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
      await card.waitFor({ state: "detached" });
    });
  });
}

test("a wrong list is refused in words", needs("base"), async () => {
  await browser.visit(servers.base, { path: "/collections", expectedErrors: /400/ }, async (page) => {
    await page.locator("#series option").first().waitFor({ state: "attached" });
    await page.getByLabel("Addresses, one a line").fill("nothing");
    await page.getByRole("button", { name: "Start" }).click();
    await page.getByText("no entry of the list is an address").waitFor();
  });
});
