import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { needs, servers, useBrowser } from "./browser.js";
import { make } from "./pictures.js";

const { visit } = useBrowser();
const EVIL = `</textarea><script>window.pwned=1</script><img src=x onerror="window.pwned=1"><a href="javascript:window.pwned=1">x</a>`;

/** Every string of a JSON value turned into an attack, but for those the page needs to find its way. */
function poison(value, key = "") {
  if (typeof value === "string") {
    if (/^(series|address|checksumAddress|createdAt|modifiedAt|url|suffix|nextCursor|bytes)$/.test(key)) return value;
    return key === "color" ? "red;background:url(//evil.invalid/x)" : /Url$/.test(key) ? "javascript:window.pwned=1" : EVIL;
  }
  if (Array.isArray(value)) return value.map((one) => poison(one, key));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, poison(one, name)]));
}

describe("what comes from outside", () => {
  let picture;
  before(async () => {
    if (servers.base) picture = await make(servers.base);
  });

  test("is shown as text, on the wall, in the form and in the dialog", needs("base"), () =>
    visit(servers.base, {
      prepare: (page) => page.route(/\/(images|series)([/?]|$)/, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: poison(await response.json()) });
      }),
    }, async (page) => {
      const tile = page.locator(`.tile[data-address="${picture.address}"]`);
      assert.equal(await tile.locator(".tile-title").textContent(), EVIL);
      assert.equal(await page.locator("#maker-purpose").textContent(), EVIL);
      await tile.locator(".tile-link").click();
      const dialog = page.getByRole("dialog");
      await dialog.locator("[data-prompt=prompt] p", { hasText: "window.pwned" }).waitFor({ state: "attached" });
      assert.equal(await page.evaluate(() => window.pwned), undefined);
      assert.equal(await page.locator("body script, [onerror], [href^=javascript]").count(), 0);
    }));

  test("is shown as text when a run fails with it", needs("base"), () =>
    visit(servers.base, {
      prepare: (page) => page.route(/\/dalle\//, (route) => (route.request().method() === "POST"
        ? route.fulfill({ json: { ...JSON.parse(JSON.stringify(FAILED)), address: route.request().url().split("/").at(-1) } })
        : route.continue())),
    }, async (page) => {
      await page.getByRole("button", { name: "Random address" }).click();
      await page.getByRole("button", { name: "Make one" }).click();
      await page.locator(".easel-tile .problem", { hasText: "window.pwned" }).waitFor();
      assert.equal(await page.evaluate(() => window.pwned), undefined);
    }));

  test("meets a policy without unsafe-inline", needs("base"), async () => {
    const response = await fetch(`${servers.base}/preview`, { headers: { Accept: "text/html" } });
    const policy = response.headers.get("content-security-policy");
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    const html = await response.text();
    assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)[^>]*>|\sstyle=|\son[a-z]+="/);
    assert.doesNotMatch(html, /\{\{/);
  });
});

const FAILED = {
  series: "simple", currentPhase: "completed", current: "completed", startedNs: 0, percent: 100, etaSeconds: 0, done: true,
  error: EVIL, errorCode: "SOMETHING_NEW", cacheHit: false, cancelled: false, phases: [], dalleDress: {}, queuePosition: 0,
};
