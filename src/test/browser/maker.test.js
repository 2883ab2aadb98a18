import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { needs, servers, until, useBrowser, wallStands } from "./browser.js";
import { freshAddress, make, metadata } from "./pictures.js";

const { visit } = useBrowser();

async function ask(page, address, series = "simple") {
  await page.locator(`#maker-series option[value="${series}"]`).waitFor({ state: "attached" });
  await page.getByRole("combobox", { name: "Series" }).selectOption(series);
  await page.getByLabel("Address", { exact: true }).fill(address);
  await page.getByRole("button", { name: "Make one" }).click();
}

describe("the form", () => {
  test("offers every series with its purpose", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      await wallStands(page);
      const { data } = await (await fetch(`${servers.base}/series?details=series`)).json();
      assert.deepEqual(await page.locator("#maker-series option").allTextContents(), data.series.map(({ suffix }) => suffix));
      const one = data.series.find(({ purpose }) => purpose);
      await page.locator("#maker-series").selectOption(one.suffix);
      assert.equal(await page.locator("#maker-purpose").textContent(), one.purpose);
    }));

  test("checks the address while it is typed", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      const field = page.getByLabel("Address", { exact: true });
      const hint = page.locator("#maker-hint");
      for (const [text, words, wrong] of [
        ["0x12", "2 of 40 digits.", "false"],
        ["0x12g", "“g” is not one of 0–9 and a–f.", "true"],
        ["hello", "A phrase: Make looks up its address.", "false"],
        ["vitalik.eth", "A name: Make looks up its address.", "false"],
        [`0x${"a".repeat(42)}`, "2 digits too many.", "true"],
        [`0x${"a".repeat(40)}`, "A whole address.", "false"],
      ]) {
        await field.fill(text);
        assert.equal(await hint.textContent(), words);
        assert.equal(await field.getAttribute("aria-invalid"), wrong);
      }
    }));

  test("looks up a phrase, and makes it when asked once more", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      const field = page.getByLabel("Address", { exact: true });
      await field.fill("abc");
      await field.press("Enter");
      await page.getByText("The address of “abc”. Press Make again to paint it.").waitFor();
      assert.equal((await field.inputValue()).toLowerCase(), "0x26c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
    }));

  test("says that names cannot be looked up without a node", needs("base"), () =>
    visit(servers.base, { expectedErrors: /503/ }, async (page) => {
      const field = page.getByLabel("Address", { exact: true });
      await field.fill("vitalik.eth");
      await field.press("Enter");
      await page.getByText("no Ethereum node is set").waitFor();
      assert.equal(await field.getAttribute("aria-invalid"), "true");
    }));

  test("warns of a checksum that is wrong", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      const field = page.getByLabel("Address", { exact: true });
      const hint = page.locator("#maker-hint");
      await field.fill("0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045");
      await page.waitForTimeout(300);
      assert.equal(await hint.textContent(), "A whole address.");
      await field.fill("0xD8dA6BF26964aF9D7eEd9e03E53415D37aA96045");
      await page.getByText("Its capitals do not match its checksum").waitFor();
    }));

  test("takes the address out of pasted text", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      const address = freshAddress();
      const field = page.getByLabel("Address", { exact: true });
      for (const text of [`  ${address}\n`, `https://example.org/address/${address}#code`, address.slice(2)]) {
        await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text);
        await field.fill("");
        await field.focus();
        await page.keyboard.press("Control+V");
        assert.equal(await field.inputValue(), address);
      }
    }));

  test("makes up a random address, another one each time", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      const field = page.getByLabel("Address", { exact: true });
      await page.getByRole("button", { name: "Random address" }).click();
      const first = await field.inputValue();
      await page.getByRole("button", { name: "Random address" }).click();
      assert.match(first, /^0x[0-9a-f]{40}$/);
      assert.notEqual(await field.inputValue(), first);
    }));

  test("does not send a broken address, and puts the cursor into it", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      const posts = [];
      page.on("request", (request) => request.method() === "POST" && posts.push(request.url()));
      await ask(page, "0x12");
      assert.equal(await page.locator("#maker-address").getAttribute("aria-invalid"), "true");
      assert.equal(await page.evaluate(() => document.activeElement.id), "maker-address");
      assert.deepEqual(posts, []);
    }));

  test("opens the picture when it had been made before", needs("base"), async () => {
    const picture = await make(servers.base);
    await visit(servers.base, {}, async (page) => {
      await ask(page, picture.checksumAddress);
      await page.getByRole("dialog").getByRole("heading", { name: picture.title }).waitFor();
    });
  });

  test("puts a new picture on the wall", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      const address = freshAddress();
      await ask(page, address);
      await page.locator(`.tile[data-address="${address}"]`).waitFor();
      await page.locator("#easel").waitFor({ state: "hidden" });
    }));
});

describe("a picture being made", () => {
  test("shows at once, with phase, progress and time left", needs("slow"), () =>
    visit(servers.slow, {}, async (page) => {
      const address = freshAddress();
      await wallStands(page);
      await ask(page, address);
      const tile = page.locator(`.easel-tile[data-key="simple/${address}"]`);
      await tile.waitFor({ timeout: 1000 });
      const bar = tile.getByRole("progressbar");
      await bar.waitFor();
      const phases = new Set();
      let last = 0;
      await until(async () => {
        if ((await tile.count()) === 0) return true;
        const seen = await tile.evaluate((element) => [
          element.querySelector(".easel-phase").textContent,
          Number(element.querySelector("[role=progressbar]").getAttribute("aria-valuenow") ?? 0),
        ]).catch(() => null);
        if (!seen) return true;
        phases.add(seen[0]);
        assert.ok(seen[1] >= last, `progress went back from ${last} to ${seen[1]}`);
        last = seen[1];
        return false;
      }, "the picture", 60_000);
      assert.ok(phases.size > 1, `phases seen: ${[...phases]}`);
      await page.locator(`.tile[data-address="${address}"]`).waitFor();
    }));

  test("says its place in line, and no time that it cannot know", needs("slow"), () =>
    visit(servers.slow, {}, async (page) => {
      const addresses = Array.from({ length: 8 }, freshAddress);
      const said = [];
      await wallStands(page);
      await page.exposeFunction("tellLine", (text) => said.push(text));
      await page.evaluate(() => {
        const look = () => {
          for (const tile of document.querySelectorAll(".easel-tile")) {
            if (tile.textContent.includes("in line")) globalThis.tellLine(tile.textContent);
          }
        };
        new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
      });
      for (const address of addresses) await ask(page, address);
      await page.locator(`.tile[data-address="${addresses.at(-1)}"]`).waitFor({ timeout: 60_000 });
      assert.ok(said.length > 0, "nobody waited");
      for (const text of said) assert.doesNotMatch(text, /left|almost|%/);
    }));

  test("is followed by asking when the stream cannot be had", needs("slow"), () =>
    visit(servers.slow, {
      expectedErrors: /ERR_FAILED/,
      prepare: (page) => page.route("**/events", (route) => route.abort()),
    }, async (page) => {
      const address = freshAddress();
      await wallStands(page);
      await ask(page, address);
      await page.locator(`.tile[data-address="${address}"]`).waitFor({ timeout: 60_000 });
    }));

  test("can be cancelled, and says so", needs("slow"), () =>
    visit(servers.slow, {}, async (page) => {
      const address = freshAddress();
      await wallStands(page);
      await ask(page, address);
      const tile = page.locator(`.easel-tile[data-key="simple/${address}"]`);
      await tile.getByRole("button", { name: /^Cancel/ }).click();
      await tile.getByText("Cancelled").waitFor();
      assert.equal(await metadata(servers.slow, "simple", address), null);
      await tile.getByRole("button", { name: /^Dismiss/ }).click();
      await tile.waitFor({ state: "detached" });
    }));

  test("that fails says why in words, and can be tried again", needs("failing"), () =>
    visit(servers.failing, {}, async (page) => {
      const address = freshAddress();
      await wallStands(page);
      await ask(page, address);
      const tile = page.locator(`.easel-tile[data-key="simple/${address}"]`);
      await tile.locator(".problem:not(:empty)").waitFor({ timeout: 60_000 });
      assert.match(await tile.locator(".problem").textContent(), /^[A-Z].+\.$/);
      const again = page.waitForRequest((request) => request.method() === "POST");
      await tile.getByRole("button", { name: /^Try again/ }).click();
      await again;
      await tile.getByRole("progressbar").waitFor();
    }));
});
