/** The front-end's pure parts, as served, run inside the browser. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { needs, servers, useBrowser } from "./browser.js";

const { visit } = useBrowser();

/** Runs a function in the page with the exports of one of its modules. */
async function inModule(file, run, argument) {
  let result;
  await visit(servers.base, {}, async (page) => {
    const source = `import(new URL(${JSON.stringify(file)}, document.querySelector("script[type=module]").src))`;
    result = await page.evaluate(`${source}.then((module) => (${run})(module, ${JSON.stringify(argument ?? null)}))`);
  });
  return result;
}

describe("the event stream", () => {
  test("gives the same events however it is cut", needs("base"), async () => {
    const differing = await inModule("sse.js", ({ EventParser }) => {
      const stream = ": hello\r\n\r\nid: 1\nevent: progress\ndata: {\"a\":\ndata: 1}\n\nretry: 5\rdata:two\r\rid\ndata: ü\n\ndata\n\nevent: lost\n\n";
      const events = (cuts) => {
        const parser = new EventParser();
        return JSON.stringify(cuts.flatMap((piece) => parser.push(piece)));
      };
      const whole = events([stream]);
      const wrong = [];
      for (let at = 1; at < stream.length; at++) {
        if (events([stream.slice(0, at), stream.slice(at)]) !== whole) wrong.push(at);
      }
      if (events([...stream]) !== whole) wrong.push("single");
      return [JSON.parse(whole), wrong];
    });
    assert.deepEqual(differing[1], []);
    assert.deepEqual(differing[0], [
      { type: "progress", data: "{\"a\":\n1}", id: "1" },
      { type: "message", data: "two", id: "1" },
      { type: "message", data: "ü", id: "" },
      { type: "message", data: "", id: "" },
    ]);
  });
});

describe("a merge patch", () => {
  test("does what the examples of RFC 7396 say", needs("base"), async () => {
    const cases = [
      [{ a: "b" }, { a: "c" }, { a: "c" }], [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }], [{ a: "b" }, { a: null }, {}],
      [{ a: "b", b: "c" }, { a: null }, { b: "c" }], [{ a: ["b"] }, { a: "c" }, { a: "c" }], [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
      [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }], [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
      [["a", "b"], ["c", "d"], ["c", "d"]], [{ a: "b" }, ["c"], ["c"]], [{ a: "foo" }, null, null], [{ a: "foo" }, "bar", "bar"],
      [{ e: null }, { a: 1 }, { e: null, a: 1 }], [[1, 2], { a: "b", c: null }, { a: "b" }], [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    ];
    const patched = await inModule("merge-patch.js", ({ mergePatch }, all) => all.map(([target, patch]) => mergePatch(target, patch)), cases);
    assert.deepEqual(patched, cases.map(([, , expected]) => expected));
  });
});

describe("the seed of an address", () => {
  test("is the one the contract tells of", needs("base"), async () => {
    const pieces = await inModule("address.js", ({ seedPieces }) => seedPieces("0xF503017D7BAF7FBC0FFF7492B751025C6A78179B"));
    assert.equal(pieces.length, 15);
    assert.deepEqual(pieces.slice(0, 2), ["f50301", "017d7b"]);
    assert.equal(pieces[9], "179bb9");
  });
});

describe("a search", () => {
  test("takes words that name a series for the series, the others for its pictures", needs("base"), async () => {
    const plans = await inModule("search.js", ({ plan }) =>
      ["", "owl", "simple owl", "simp", "a"].map((query) => plan(query, ["simple", "night"]).map(({ q }) => q)));
    assert.deepEqual(plans, [["", ""], ["owl", "owl"], ["owl", "simple owl"], ["", "simp"], ["a", "a"]]);
  });
});

describe("the feed of a section", () => {
  const server = `(total) => {
    const all = Array.from({ length: total }, (_, i) => ({ series: "s", address: "0x" + i, createdAt: "2026-01-01T00:00:00Z" }));
    const asked = [];
    return { all, asked, load: async ({ cursor, limit }) => {
      asked.push(cursor || "0");
      const at = Number(cursor || 0);
      return { images: all.slice(at, at + limit), count: all.length, nextCursor: at + limit < all.length ? String(at + limit) : "" };
    } };
  }`;

  test("forgets what is far away and fetches it again", needs("base"), async () => {
    const seen = await inModule("feed.js", `async ({ Feed }) => {
      const { load, asked } = (${server})(3000);
      const feed = new Feed("s", "", load, () => {});
      await feed.open(12);
      const first = feed.at(0).address;
      const last = (await feed.fetch(2999)).address;
      const forgotten = feed.at(0) === undefined;
      const resident = Array.from({ length: 3000 }, (_, i) => feed.at(i)).filter(Boolean).length;
      const again = (await feed.fetch(0)).address;
      return { total: feed.total, first, last, forgotten, resident, again };
    }`);
    assert.deepEqual({ ...seen, resident: 0 }, { total: 3000, first: "0x0", last: "0x2999", forgotten: true, again: "0x0", resident: 0 });
    assert.ok(seen.resident < 1000, `${seen.resident} in memory`);
  });

  test("puts a new picture in front, renews a known one, and closes the gap of a removed one", needs("base"), async () => {
    const seen = await inModule("feed.js", `async ({ Feed, toPicture }) => {
      const { load, all } = (${server})(3);
      const feed = new Feed("s", "", load, () => {});
      await feed.open(12);
      feed.put(toPicture({ ...all[0], address: "0xnew" }));
      feed.put(toPicture({ ...all[1], title: "again" }));
      feed.remove("0x0");
      return [feed.total, ...[0, 1, 2].map((i) => feed.at(i).address), feed.at(1).title];
    }`);
    assert.deepEqual(seen, [3, "0xnew", "0x1", "0x2", "again"]);
  });

  test("stops at an error, and goes on when asked to", needs("base"), async () => {
    const seen = await inModule("feed.js", `async ({ Feed }) => {
      const { load } = (${server})(200);
      let broken = true;
      const feed = new Feed("s", "", (page) => (page.cursor && broken ? Promise.reject(new Error("away")) : load(page)), () => {});
      await feed.open(12);
      await feed.fetch(100);
      const error = feed.error.message;
      broken = false;
      feed.retry();
      return [error, (await feed.fetch(100)).address, feed.error];
    }`);
    assert.deepEqual(seen, ["away", "0x100", null]);
  });
});
