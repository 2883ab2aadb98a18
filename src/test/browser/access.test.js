import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, test } from "node:test";
import { PHONE, needs, servers, useBrowser, wallStands } from "./browser.js";
import { freshAddress, make } from "./pictures.js";

const { visit } = useBrowser();
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const STILL = { reducedMotion: "reduce" };

/** Runs every rule of axe; evaluating over the protocol is not subject to the page's policy. */
async function hasNoViolations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () =>
    (await window.axe.run(document, { resultTypes: ["violations"] })).violations.map(({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).slice(0, 3).join(" | ")}`));
  assert.deepEqual(found, []);
}

async function ask(page) {
  const address = freshAddress();
  await wallStands(page);
  await page.getByLabel("Address", { exact: true }).fill(address);
  await page.getByRole("button", { name: "Make one" }).click();
  return address;
}

for (const colorScheme of ["light", "dark"]) {
  describe(`axe finds nothing in the ${colorScheme} theme`, () => {
    test("on the wall", needs("base"), async () => {
      await make(servers.base);
      await visit(servers.base, { colorScheme, ...STILL }, async (page) => {
        await page.locator(".thumbnail.shown").first().waitFor();
        await hasNoViolations(page);
      });
    });

    test("on a phone, scrolled down", needs("base"), () =>
      visit(servers.base, { colorScheme, ...STILL, ...PHONE }, async (page) => {
        await page.locator(".thumbnail.shown").first().waitFor();
        await page.evaluate(() => scrollTo(0, 700));
        await hasNoViolations(page);
      }));

    test("in the dialog", needs("base"), async () => {
      const picture = await make(servers.base);
      await visit(servers.base, { colorScheme, ...STILL, path: `/preview#/simple/${picture.address}` }, async (page) => {
        await page.locator(".whole.shown").waitFor();
        await page.locator(".prompt").evaluateAll((all) => all.forEach((prompt) => (prompt.open = true)));
        await hasNoViolations(page);
        await page.getByRole("button", { name: "Remove" }).click();
        await hasNoViolations(page);
      });
    });

    test("with a wrong address in the form", needs("base"), () =>
      visit(servers.base, { colorScheme, ...STILL }, async (page) => {
        await wallStands(page);
        await page.getByLabel("Address", { exact: true }).fill("0xnonsense");
        await hasNoViolations(page);
      }));

    test("while a picture is being made", needs("slow"), () =>
      visit(servers.slow, { colorScheme, ...STILL }, async (page) => {
        await ask(page);
        await page.locator(".easel-tile [role=progressbar]").first().waitFor();
        await hasNoViolations(page);
      }));

    test("when one has failed", needs("failing"), () =>
      visit(servers.failing, { colorScheme, ...STILL }, async (page) => {
        await ask(page);
        await page.locator(".easel-tile[data-state=failed]").waitFor({ timeout: 60_000 });
        await hasNoViolations(page);
      }));

    test("on an empty wall", needs("empty"), () =>
      visit(servers.empty, { colorScheme, ...STILL }, async (page) => {
        await page.locator(".empty").waitFor();
        await hasNoViolations(page);
      }));

    test("in the question for the token", needs("token"), () =>
      visit(servers.token, { colorScheme, ...STILL, expectedErrors: /401/ }, async (page) => {
        await ask(page);
        await page.locator("#token[open]").waitFor();
        await hasNoViolations(page);
      }));

    test("without JavaScript", needs("base"), () =>
      visit(servers.base, { colorScheme, javaScriptEnabled: false }, async (page) => {
        await page.locator(".plain img").first().waitFor();
        assert.equal(await page.locator(".scripted:visible").count(), 0);
      }));
  });
}

test("the first Tab leads past the form to the pictures", needs("base"), () =>
  visit(servers.base, {}, async (page) => {
    await page.locator(".tile").first().waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "wall");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.matches(".tile-link")));
  }));

test("phases are said politely, each once", needs("slow"), () =>
  visit(servers.slow, {
    prepare: (page) => page.addInitScript(() => {
      window.said = [];
      addEventListener("DOMContentLoaded", () => {
        const announcer = document.getElementById("announcer");
        new MutationObserver(() => window.said.push(announcer.textContent)).observe(announcer, { childList: true });
      });
    }),
  }, async (page) => {
    const address = await ask(page);
    const tile = page.locator(`.easel-tile[data-key="simple/${address}"]`);
    await tile.waitFor();
    await tile.waitFor({ state: "detached", timeout: 60_000 });
    const name = `${address.slice(0, 6)}…${address.slice(-4)}`;
    const said = (await page.evaluate(() => window.said)).filter((words) => words.includes(name));
    assert.ok(said.length > 1 && said.length < 12, said.join(" | "));
    assert.equal(new Set(said).size, said.length);
  }));

test("without JavaScript the newest pictures are links in plain HTML", needs("base"), async () => {
  const picture = await make(servers.base);
  await visit(servers.base, { javaScriptEnabled: false }, async (page) => {
    const link = page.locator(`.plain a[href="/dalle/simple/${picture.address}"]`);
    await link.waitFor();
    assert.match(await link.textContent(), new RegExp(picture.title.slice(0, 12).replace(/[^\w ]/g, ".")));
    assert.equal(await page.locator(".plain li").first().locator("a").getAttribute("href"), `/dalle/simple/${picture.address}`);
  });
});
