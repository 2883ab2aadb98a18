/** The page of the API: drawn under our policy, readable by everybody, and good for trying things. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { needs, servers, useBrowser } from "./browser.js";

const AXE = await readFile(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const browser = useBrowser();

const drawn = (page) => page.locator("#viewer[data-state=drawn] .opblock").first().waitFor();

async function open(page, summary) {
  await page.locator(".opblock", { hasText: summary }).locator(".opblock-summary-control").click();
  await page.locator(".opblock.is-open .responses-table").waitFor();
}

async function violations(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
}

for (const colorScheme of ["light", "dark"]) {
  test(`can be read by everybody in ${colorScheme}`, needs("base"), async () => {
    await browser.visit(servers.base, { path: "/docs", colorScheme }, async (page) => {
      await drawn(page);
      assert.deepEqual(await violations(page), []);
      await open(page, "Ask for a batch of pictures");
      assert.deepEqual(await violations(page), []);
      const paper = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      const bright = Number(paper.match(/\d+/)[0]) > 128;
      assert.equal(bright, colorScheme === "light");
    });
  });
}

test("lists every operation of the document", needs("base"), async () => {
  const { paths, webhooks = {} } = await (await fetch(`${servers.base}/openapi.json`)).json();
  const count = [...Object.values(paths), ...Object.values(webhooks)]
    .flatMap((path) => Object.keys(path))
    .filter((key) => ["get", "post", "put", "delete"].includes(key)).length;
  await browser.visit(servers.base, { path: "/docs" }, async (page) => {
    await drawn(page);
    assert.equal(await page.locator(".opblock").count(), count);
  });
});

test("tries a request against the server it came from", needs("base"), async () => {
  await browser.visit(servers.base, { path: "/docs" }, async (page) => {
    await drawn(page);
    await open(page, "The series");
    const operation = page.locator(".opblock.is-open");
    await operation.getByRole("button", { name: "Try it out" }).click();
    await operation.getByRole("button", { name: "Execute" }).click();
    const answer = operation.locator(".live-responses-table .response-col_description pre").first();
    await answer.waitFor();
    assert.match(await answer.textContent(), /"simple"/);
  });
});

test("is linked from the gallery", needs("base"), async () => {
  await browser.visit(servers.base, {}, async (page) => {
    await page.getByRole("contentinfo").getByRole("link", { name: "API" }).click();
    await drawn(page);
  });
});
