import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { needs, servers, useBrowser, wallStands } from "./browser.js";
import { freshAddress } from "./pictures.js";

const { visit } = useBrowser();
const TOKEN = process.env.TOKEN;
const REFUSED = { expectedErrors: /401/ };

async function ask(page, address) {
  await page.getByLabel("Address", { exact: true }).fill(address);
  await page.getByRole("button", { name: "Make one" }).click();
}

describe("a server that wants a token", () => {
  test("is looked at without one", needs("token"), () =>
    visit(servers.token, {}, async (page) => {
      await wallStands(page);
      assert.equal(await page.locator("dialog[open]").count(), 0);
    }));

  test("is asked once, and the token travels in the header only", needs("token"), () =>
    visit(servers.token, REFUSED, async (page) => {
      const requests = [];
      page.on("request", (request) => requests.push(request));
      await wallStands(page);
      const [first, second] = [freshAddress(), freshAddress()];
      await ask(page, first);
      const dialog = page.getByRole("dialog", { name: "This server wants a token" });
      await dialog.getByLabel("API token").fill(TOKEN);
      await dialog.getByRole("button", { name: "Use it" }).click();
      await page.locator(`.tile[data-address="${first}"]`).waitFor();
      await ask(page, second);
      await page.locator(`.tile[data-address="${second}"]`).waitFor();
      assert.equal(await page.locator("dialog[open]").count(), 0);
      assert.ok(requests.every((request) => !request.url().includes(TOKEN) && !(request.postData() ?? "").includes(TOKEN)));
      const posts = requests.filter((request) => request.method() === "POST");
      assert.equal(posts.at(-1).headers().authorization, `Bearer ${TOKEN}`);
      const kept = await page.evaluate(() => ({ session: Object.values(sessionStorage), local: Object.values(localStorage) }));
      assert.ok(kept.session.includes(TOKEN));
      assert.ok(!JSON.stringify(kept.local).includes(TOKEN));
      assert.ok(!page.url().includes(TOKEN) && (await page.evaluate(() => document.cookie)) === "");
    }));

  test("says when a token is wrong, and asks again", needs("token"), () =>
    visit(servers.token, REFUSED, async (page) => {
      await wallStands(page);
      await ask(page, freshAddress());
      await page.getByLabel("API token").fill("wrong");
      await page.getByRole("button", { name: "Use it" }).click();
      await page.getByText("The server did not accept that token.").waitFor();
    }));

  test("takes no for an answer: the tile says what is missing", needs("token"), () =>
    visit(servers.token, REFUSED, async (page) => {
      await wallStands(page);
      await ask(page, freshAddress());
      await page.getByRole("button", { name: "Not now" }).click();
      await page.locator(".easel-tile").getByText("The server wants a token for this.").waitFor();
    }));
});
