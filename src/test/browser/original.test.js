import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { needs, servers, useBrowser } from "./browser.js";

const { visit } = useBrowser();
const ADDRESS = `0x${"0".repeat(40)}`;

describe("a picture of the Go original", () => {
  test("shows the technical text and plays the audio beside it", needs("many"), () =>
    visit(servers.many, { path: `/preview#/simple/${ADDRESS}` }, async (page) => {
      const dialog = page.getByRole("dialog");
      const audio = dialog.locator("audio");
      await audio.waitFor();
      assert.equal(await audio.getAttribute("src"), `/files/simple/audio/${ADDRESS}.mp3`);
      assert.equal(await dialog.locator("[data-prompt=technical] p").textContent(), "Technical notes.");
      const hrefs = await dialog.locator(".files a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
      assert.ok(hrefs.includes(`/files/simple/technical/${ADDRESS}.txt`), hrefs.join());
    }));

  test("has no player where there is no audio", needs("many"), () =>
    visit(servers.many, { path: `/preview#/aviary/0x${(7919).toString(16).padStart(40, "0")}` }, async (page) => {
      await page.getByRole("dialog").getByRole("heading", { name: "How it was made" }).waitFor();
      assert.equal(await page.getByRole("dialog").locator("audio").count(), 0);
    }));
});
