import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { PHONE, needs, servers, until, useBrowser } from "./browser.js";
import { freshAddress, make, metadata } from "./pictures.js";

const { visit } = useBrowser();

describe("looking at a picture", () => {
  let picture;
  let older;
  before(async () => {
    if (!servers.base) return;
    older = await make(servers.base);
    picture = await make(servers.base);
  });

  const link = (page, { address }) => page.locator(`.tile[data-address="${address}"] .tile-link`);
  const opened = (page, { title }) => page.getByRole("dialog").getByRole("heading", { name: title, level: 2 }).waitFor();

  test("shows everything that is known about it", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      await link(page, picture).click();
      await opened(page, picture);
      const dialog = page.getByRole("dialog");
      await dialog.locator("img.whole.shown").waitFor();
      await dialog.getByText(picture.checksumAddress).waitFor();
      const dress = picture.dalleDress;
      const rows = await dialog.locator("table.attributes tbody tr").evaluateAll((all) =>
        all.map((row) => [row.children[0].textContent, row.children[1].textContent]));
      assert.deepEqual(rows.slice(0, 15), dress.attributes.slice(0, 15).map(({ name, bytes }) => [name, bytes]));
      for (const [index, { value }] of dress.attributes.entries()) {
        assert.ok((await dialog.locator("table.attributes tbody tr").nth(index).textContent()).includes(value));
      }
      assert.equal(await dialog.locator("[data-prompt=prompt] p").textContent(), dress.prompt);
      const hrefs = await dialog.locator(".files a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
      assert.ok(hrefs.includes(picture.fileUrl) && hrefs.includes(picture.metadataUrl), hrefs.join());
    }));

  test("draws the time of each phase as a bar with words", needs("base"), () =>
    visit(servers.base, { path: `/preview#/simple/${picture?.address}` }, async (page) => {
      await opened(page, picture);
      const worked = (picture.phases ?? []).filter(({ durationMs, skipped, name }) => durationMs > 0 && !skipped && name !== "completed");
      await page.locator(".facts").waitFor();
      assert.equal(await page.locator(".phases .phase").count(), worked.length);
      assert.equal(await page.locator(".phase-list li").count(), worked.length);
    }));

  test("has an address of its own that can be opened again", needs("base"), async () => {
    let url;
    await visit(servers.base, {}, async (page) => {
      await link(page, picture).click();
      await opened(page, picture);
      url = page.url();
    });
    await visit(servers.base, { path: url.slice(servers.base.length) }, async (page) => {
      await opened(page, picture);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      await page.waitForFunction(() => location.hash === "");
    });
  });

  test("closes with the back button, and opens again with forward", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      await link(page, picture).click();
      await opened(page, picture);
      await page.goBack();
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      await page.goForward();
      await opened(page, picture);
    }));

  test("closes with Escape and gives the focus back to the picture", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      await link(page, picture).focus();
      await page.keyboard.press("Enter");
      await opened(page, picture);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      await page.waitForFunction((address) => document.activeElement.closest(".tile")?.dataset.address === address, picture.address);
    }));

  test("goes to the neighbours with the arrow keys, and comes back to the last one looked at", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      await link(page, picture).click();
      await opened(page, picture);
      await page.keyboard.press("ArrowRight");
      await opened(page, older);
      await page.keyboard.press("ArrowLeft");
      await opened(page, picture);
      await page.keyboard.press("ArrowRight");
      await opened(page, older);
      await page.keyboard.press("Escape");
      await page.waitForFunction((address) => document.activeElement.closest(".tile")?.dataset.address === address, older.address);
    }));

  test("copies a curl command that gets the picture and holds no token", needs("base"), () =>
    visit(servers.base, { path: `/preview#/simple/${picture?.address}` }, async (page) => {
      await opened(page, picture);
      await page.getByRole("button", { name: "Copy as curl" }).click();
      await page.getByText("Command copied").waitFor();
      const command = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(command, /^curl /);
      assert.ok(command.includes(`${servers.base}/dalle/simple/${picture.address}`), command);
    }));

  test("makes it again and shows the new one in place", needs("base"), async () => {
    const mine = await make(servers.base);
    await visit(servers.base, { path: `/preview#/simple/${mine.address}` }, async (page) => {
      await opened(page, mine);
      const before = await page.locator("img.whole").getAttribute("src");
      await page.getByRole("button", { name: "Make again" }).click();
      await page.waitForFunction((src) => document.querySelector("img.whole")?.getAttribute("src") !== src, before, { timeout: 60_000 });
      assert.notEqual((await metadata(servers.base, "simple", mine.address)).modifiedAt, mine.modifiedAt);
    });
  });

  test("follows making it again also without the stream", needs("base"), async () => {
    const mine = await make(servers.base);
    await visit(servers.base, {
      path: `/preview#/simple/${mine.address}`,
      expectedErrors: /ERR_FAILED/,
      prepare: (page) => page.route("**/events", (route) => route.abort()),
    }, async (page) => {
      await opened(page, mine);
      await page.locator("img.whole.shown").waitFor();
      await page.getByRole("button", { name: "Make again" }).click();
      await until(async () => (await metadata(servers.base, "simple", mine.address)).modifiedAt !== mine.modifiedAt, "the new one");
      const { modifiedAt } = await metadata(servers.base, "simple", mine.address);
      await page.locator(`img.whole[src*="v=${Date.parse(modifiedAt)}"]`).waitFor();
    });
  });

  test("is removed only after saying what stays and asking", needs("base"), async () => {
    const mine = await make(servers.base);
    await visit(servers.base, {}, async (page) => {
      await link(page, mine).click();
      await opened(page, mine);
      await page.getByRole("button", { name: "Remove" }).click();
      const question = page.locator("#confirm");
      assert.match(await question.textContent(), /prompts.*stay/s);
      await question.getByRole("button", { name: "Keep it" }).click();
      assert.ok(await metadata(servers.base, "simple", mine.address));
      await page.getByRole("button", { name: "Remove" }).click();
      await question.getByRole("button", { name: "Remove" }).click();
      await page.locator("#viewer").waitFor({ state: "hidden" });
      await link(page, mine).waitFor({ state: "detached" });
      assert.equal(await metadata(servers.base, "simple", mine.address), null);
    });
  });

  test("says so when there is no such picture", needs("base"), () =>
    visit(servers.base, { path: `/preview#/simple/${freshAddress()}`, expectedErrors: /404/ }, async (page) => {
      await page.getByText("There is no such picture here.").waitFor();
    }));

  test("works on a phone without scrolling sideways", needs("base"), () =>
    visit(servers.base, { ...PHONE, path: `/preview#/simple/${picture?.address}` }, async (page) => {
      await opened(page, picture);
      await page.locator("table.attributes").scrollIntoViewIfNeeded();
      assert.ok(await page.locator("#viewer").evaluate((dialog) => dialog.scrollWidth <= dialog.clientWidth));
      await page.getByRole("button", { name: "Close" }).click();
      await page.locator("#viewer").waitFor({ state: "hidden" });
    }));
});
