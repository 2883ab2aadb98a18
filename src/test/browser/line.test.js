import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { before, describe, test } from "node:test";
import { PHONE, needs, servers, until, useBrowser, wallStands } from "./browser.js";
import { freshAddress, start } from "./pictures.js";

const { visit } = useBrowser();
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const begun = [];

/** Starts pictures on a server whose two workers never end, until so many wait. */
async function wait(count) {
  while (begun.length < count + 2) {
    const some = Array.from({ length: Math.min(20, count + 2 - begun.length) }, freshAddress);
    await Promise.all(some.map((address) => start(servers.line, "simple", address)));
    begun.push(...some);
  }
}

/** Cancels what an earlier attempt has left. */
async function clear() {
  const stopped = new AbortController();
  const stream = await fetch(`${servers.line}/events`, { signal: stopped.signal });
  let text = "";
  for await (const chunk of stream.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (/\ndata: .*\n/.test(text)) break;
  }
  stopped.abort();
  for (const { series, address } of JSON.parse(/\ndata: (.*)\n/.exec(text)[1]).runs) {
    await fetch(`${servers.line}/dalle/${series}/${address}`, { method: "DELETE" });
  }
}

before(() => servers.line && clear());

const summary = (page) => page.locator("#easel-waiting-summary");
const rows = (page) => page.locator("#easel-waiting-list li");

async function lineSays(page, text) {
  await summary(page).filter({ hasText: text }).waitFor();
}

/** What the page costs from its load on, when so many wait. */
async function cost(count) {
  await wait(count);
  let result;
  await visit(servers.line, { prepare: (page) => count_requests(page) }, async (page) => {
    await lineSays(page, `${count} waiting`);
    await wallStands(page);
    await page.waitForTimeout(500);
    result = {
      nodes: await page.locator("#easel *").count(),
      tiles: await page.locator(".easel-tile").count(),
      requests: page.requests,
      wall: (await page.locator("#toolbar").boundingBox()).y,
    };
  });
  return result;
}

function count_requests(page) {
  page.requests = 0;
  page.on("request", () => (page.requests += 1));
}

async function hasNoViolations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () =>
    (await window.axe.run(document, { resultTypes: ["violations"] })).violations.map(({ id, nodes }) =>
      `${id}: ${nodes.map(({ html }) => html).slice(0, 3).join(" | ")}`));
  assert.deepEqual(found, []);
}

describe("the line of waiting pictures", () => {
  test("a few wait each in a tile", needs("line"), async () => {
    await wait(2);
    await visit(servers.line, {}, async (page) => {
      await page.locator(".easel-tile").nth(3).waitFor();
      assert.equal(await page.locator("#easel-waiting").isVisible(), false);
    });
  });

  test("is folded, opened by keyboard, and leafed through", needs("line"), async () => {
    await wait(25);
    await visit(servers.line, {}, async (page) => {
      await lineSays(page, "25 waiting");
      assert.equal(await page.locator(".easel-tile").count(), 2);
      await summary(page).focus();
      await page.keyboard.press("Enter");
      await rows(page).nth(9).waitFor();
      assert.equal(await rows(page).count(), 10);
      await until(async () => /^1\.\s+simple/.test(await rows(page).first().innerText()), "the next one first");
      await page.getByRole("button", { name: "Later" }).click();
      await page.getByRole("button", { name: "Later" }).click();
      await until(async () => (await rows(page).count()) === 5, "the last five");
      assert.equal(await page.locator("#easel-waiting-range").innerText(), "21 to 25 of 25");
      await page.getByRole("button", { name: "Later" }).click({ force: true });
      assert.equal(await page.locator("#easel-waiting-range").innerText(), "21 to 25 of 25");
      await page.getByRole("button", { name: "Earlier" }).click();
      await until(async () => (await rows(page).count()) === 10, "ten again");
    });
  });

  test("lets one be cancelled, and no other under the pointer", needs("line"), async () => {
    await visit(servers.line, {}, async (page) => {
      await lineSays(page, "25 waiting");
      await summary(page).click();
      const row = rows(page).nth(2);
      const key = await row.getAttribute("data-key");
      await row.getByRole("button").click();
      await lineSays(page, "24 waiting");
      assert.equal(await rows(page).nth(2).getAttribute("data-key"), key, "the row stays under the pointer");
      assert.equal(await rows(page).nth(2).getByRole("button").innerText(), "Gone");
      await rows(page).nth(2).getByRole("button").click({ force: true });
      await page.mouse.move(5, 5);
      await page.evaluate(() => document.activeElement.blur());
      await page.getByRole("button", { name: "Later" }).click();
      await page.getByRole("button", { name: "Earlier" }).click();
      assert.equal(await page.locator(`#easel-waiting-list [data-key="${key}"]`).count(), 0);
      const answer = await fetch(`${servers.line}/dalle/${key}`);
      assert.equal((await answer.json()).cancelled, true);
    });
    begun.pop();
  });

  test("tells where one's own is", needs("line"), () =>
    visit(servers.line, {}, async (page) => {
      await wallStands(page);
      await page.getByLabel("Address", { exact: true }).fill(freshAddress());
      await page.getByRole("button", { name: "Make one" }).click();
      await lineSays(page, "25 waiting, yours at number 25");
      begun.push("");
    }));

  for (const options of [{}, { colorScheme: "dark" }, PHONE]) {
    test(`is readable for everybody, ${JSON.stringify(options)}`, needs("line"), () =>
      visit(servers.line, { reducedMotion: "reduce", ...options }, async (page) => {
        await lineSays(page, "25 waiting");
        await hasNoViolations(page);
        await summary(page).click();
        await rows(page).nth(9).waitFor();
        await hasNoViolations(page);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        assert.equal(wide, false, "nothing is wider than the window");
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/line-${options.isMobile ? "phone" : options.colorScheme ?? "light"}.png` });
      }));
  }

  test("costs no more for hundreds than for thirty", needs("line"), async (t) => {
    const few = await cost(30);
    const many = await cost(500);
    t.diagnostic(`${JSON.stringify(few)} and ${JSON.stringify(many)}`);
    assert.equal(many.nodes, few.nodes);
    assert.equal(many.tiles, 2);
    assert.equal(many.requests, few.requests);
    assert.equal(many.wall, few.wall);
    assert.ok(many.wall < 800, "the wall is in sight");
  });
});
