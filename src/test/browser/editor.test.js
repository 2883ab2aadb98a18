import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, test } from "node:test";
import { PHONE, needs, servers, until, useBrowser } from "./browser.js";

const { visit } = useBrowser();
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PAGE = { path: "/series/edit", reducedMotion: "reduce" };
let number = 0;
const freshName = () => `by-hand-${process.pid}-${number++}`;

async function hasNoViolations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ["violations"] })).violations
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).slice(0, 3).join(" | ")}`));
  assert.deepEqual(found, []);
}

const stored = async (name) => {
  const response = await fetch(`${servers.base}/series/${name}`);
  return response.ok ? (await response.json()).data : null;
};

const put = (name, definition) => fetch(`${servers.base}/series/${name}`, {
  method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(definition),
});

async function openNouns(page) {
  await page.locator("#words-nouns summary").click();
  await page.locator("#words-nouns .word-list input").first().waitFor();
}

const painted = (page) => page.locator("#previews-state", { hasText: "Painted" }).waitFor({ timeout: 60_000 });

describe("a series by hand", () => {
  test("is linked from the gallery", needs("base"), () =>
    visit(servers.base, {}, async (page) => {
      await page.getByRole("link", { name: "Series by hand" }).click();
      await page.getByRole("heading", { name: "A series by hand" }).waitFor();
      await painted(page);
    }));

  test("is picked, watched, saved and removed by the keyboard alone", needs("base"), () =>
    visit(servers.base, PAGE, async (page) => {
      const name = freshName();
      await page.locator(".words").first().waitFor();
      await page.getByLabel("Name", { exact: true }).focus();
      await page.keyboard.type(name);
      await page.keyboard.press("Tab");
      await page.keyboard.type("Owls of the tests.");
      await page.locator("#words-nouns summary").focus();
      await page.keyboard.press("Enter");
      await page.locator("#words-nouns .word-list input").first().waitFor();
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.id), "search-nouns");
      await page.keyboard.type("barn owl");
      await page.locator("#words-nouns [role=status]", { hasText: "1 to 1 of 1" }).waitFor();
      for (let steps = 0; steps < 6 && !(await page.evaluate(() => document.activeElement.type === "checkbox")); steps++) await page.keyboard.press("Tab");
      await page.keyboard.press("Space");
      await page.locator("#words-nouns .left", { hasText: /^1 of 1,\d+ left$/ }).waitFor();
      await painted(page);
      const drawn = await page.locator(".previews-list canvas").evaluateAll((all) =>
        all.map((canvas) => canvas.getContext("2d").getImageData(0, 0, 256, 256).data.some((value) => value > 0)));
      assert.deepEqual(drawn, Array(8).fill(true));
      assert.equal(await stored(name), null);
      await page.getByRole("button", { name: "Save" }).focus();
      await page.keyboard.press("Enter");
      await page.locator("#save-state", { hasText: /^Saved$/ }).waitFor();
      const series = await stored(name);
      assert.deepEqual(series.nouns, ["barn owl,"]);
      assert.equal(series.purpose, "Owls of the tests.");
      await page.getByRole("button", { name: `Remove the series ${name}` }).press("Enter");
      await page.getByRole("dialog", { name: "Remove the series?" }).waitFor();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await until(async () => (await stored(name)) === null, "the removal");
    }));

  test("begins as a copy of a built-in one, whose name is refused as it is typed", needs("base"), () =>
    visit(servers.base, { ...PAGE, path: "/series/edit?series=aviary" }, async (page) => {
      await page.locator("#words-nouns .chips", { hasText: "bird" }).waitFor({ state: "attached" });
      const name = page.getByLabel("Name", { exact: true });
      assert.equal(await name.inputValue(), "");
      for (const [typed, told] of [["aviary", "is built in"], ["-x", "begins with a letter"], ["a b", "is not one of"], ["generations", "is taken"]]) {
        await name.fill(typed);
        await page.locator("#series-name-hint", { hasText: told }).waitFor();
        assert.equal(await name.getAttribute("aria-invalid"), "true");
      }
      await page.getByRole("button", { name: "Save" }).click();
      assert.equal(await page.evaluate(() => document.activeElement.id), "series-name");
      await name.fill(freshName());
      assert.equal(await page.locator("#series-name-hint").textContent(), "");
    }));

  test("tells by its field what is misspelt, in the server's words", needs("base"), async () => {
    const name = freshName();
    assert.ok((await put(name, { nouns: ["zebra", "girafe"] })).ok);
    await visit(servers.base, { ...PAGE, path: `/series/edit?series=${name}` }, async (page) => {
      await page.locator("#words-nouns .problem", { hasText: "did you mean 'giraffe'?" }).waitFor();
      await page.locator("#words-nouns").getByRole("button", { name: "Remove girafe (0)" }).click();
      await page.locator("#words-nouns .problem", { hasText: /^$/ }).waitFor({ state: "attached" });
    });
  });

  test("leaves one word out of a group, and keeps the others", needs("base"), () =>
    visit(servers.base, PAGE, async (page) => {
      await page.locator(".words").first().waitFor();
      await openNouns(page);
      const bird = await page.locator("#group-nouns option", { hasText: "bird" }).getAttribute("value");
      await page.locator("#group-nouns").selectOption(bird);
      await page.locator("#words-nouns").getByRole("button", { name: /^Pick all .* found/ }).click();
      const left = async () => parseInt(await page.locator("#words-nouns .left.some").textContent(), 10);
      const before = await left();
      await page.locator("#words-nouns .word-list input").nth(2).click();
      await page.locator("#words-nouns .left", { hasText: `${before - 1} of` }).waitFor();
    }));

  test("has a bounded number of words in the document, whatever the database", needs("base"), () =>
    visit(servers.base, PAGE, async (page) => {
      await page.locator(".words").first().waitFor();
      await openNouns(page);
      assert.equal(await page.locator("#words-nouns .word-list li").count(), 60);
      await page.locator("#words-nouns").getByRole("button", { name: "Later" }).click();
      await page.locator("#words-nouns [role=status]", { hasText: "61 to 120 of" }).waitFor();
      assert.equal(await page.locator("#words-nouns .word-list li").count(), 60);
    }));

  test("drops previews of a definition that has changed meanwhile", needs("base"), () => {
    const solid = (page, color) => page.evaluate(async (fill) => {
      const canvas = new OffscreenCanvas(8, 8);
      const context = canvas.getContext("2d");
      context.fillStyle = fill;
      context.fillRect(0, 0, 8, 8);
      return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
    }, color);
    return visit(servers.base, { ...PAGE, expectedErrors: /ERR_/ }, async (page) => {
      await page.locator(".words").first().waitFor();
      const [red, blue] = [await solid(page, "#f00"), await solid(page, "#00f")];
      await page.route("**/preview?*", async (route) => {
        const first = !route.request().postData().includes("owl");
        if (first) await new Promise((resolve) => setTimeout(resolve, 1200));
        await route.fulfill({ contentType: "image/png", body: Buffer.from(first ? red : blue) }).catch(() => {});
      });
      await page.getByRole("button", { name: "Other addresses" }).click();
      await openNouns(page);
      await page.locator("#search-nouns").fill("barn owl");
      await page.locator("#words-nouns .word-list input").first().click();
      await painted(page);
      await page.waitForTimeout(1500);
      const pixels = await page.locator(".previews-list canvas").evaluateAll((all) =>
        all.map((canvas) => [...canvas.getContext("2d").getImageData(100, 100, 1, 1).data].join()));
      assert.deepEqual(pixels, Array(8).fill("0,0,255,255"));
    });
  });

  test("is not left without a question while changes are not saved", needs("base"), () =>
    visit(servers.base, PAGE, async (page) => {
      await page.locator(".words").first().waitFor();
      await page.getByLabel("Purpose").fill("Something.");
      await page.getByLabel("Begin with").selectOption("simple");
      await page.getByRole("dialog", { name: "Discard the changes?" }).getByRole("button", { name: "Keep editing" }).click();
      assert.equal(await page.getByLabel("Purpose").inputValue(), "Something.");
      let asked = false;
      page.once("dialog", (dialog) => {
        asked = dialog.type() === "beforeunload";
        dialog.dismiss();
      });
      await page.getByRole("link", { name: "Gallery" }).click().catch(() => {});
      await until(() => asked, "the browser's question");
      assert.match(page.url(), /series\/edit/);
    }));

  test("asks before another series of the same name is replaced", needs("base"), async () => {
    const name = freshName();
    await put(name, { purpose: "the first" });
    await visit(servers.base, PAGE, async (page) => {
      await page.locator(".words").first().waitFor();
      await page.getByLabel("Name", { exact: true }).fill(name);
      await page.locator("#series-name-hint", { hasText: "Saving replaces it" }).waitFor();
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("dialog", { name: "Replace the series?" }).getByRole("button", { name: "Keep it" }).click();
      assert.equal((await stored(name)).purpose, "the first");
    });
  });

  test("needs the token where one is set, to try and to save", needs("token"), () =>
    visit(servers.token, { ...PAGE, expectedErrors: /401/ }, async (page) => {
      await page.locator("#token[open]").waitFor();
      await page.getByRole("button", { name: "Not now" }).click();
      await page.locator("#previews-state", { hasText: "wants a token" }).waitFor();
      await page.getByRole("button", { name: "Enter the token" }).click();
      await page.getByLabel("API token").fill(process.env.TOKEN);
      await page.getByRole("button", { name: "Use it" }).click();
      await painted(page);
    }));

  for (const [where, options] of [["in the light", { colorScheme: "light" }], ["in the dark", { colorScheme: "dark" }], ["on a phone", PHONE],
    ["at 200 %", { viewport: { width: 640, height: 400 } }]]) {
    test(`passes axe and does not scroll sideways ${where}`, needs("base"), () =>
      visit(servers.base, { ...PAGE, ...options }, async (page) => {
        await page.locator(".words").first().waitFor();
        await page.getByLabel("Name", { exact: true }).fill("a b");
        await openNouns(page);
        await page.locator("#words-nouns .word-list input").first().click();
        await page.locator("#words-nouns .left.some").waitFor();
        await hasNoViolations(page);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      }));
  }
});
