import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { needs, servers, useBrowser } from "./browser.js";

const { visit } = useBrowser();
const COUNT = 200;

describe("two hundred avatars in a page", () => {
  test("are all there within two seconds from the cache, and none is asked for in vain", needs("many"), (t) =>
    visit(servers.many, {}, async (page) => {
      // Another URL each time: the browser keeps pictures of the same one, and asks nothing.
      const load = (turn) => page.evaluate(async ([count, turn]) => {
        const listed = await (await fetch(`/images?limit=${count}`)).json();
        const start = performance.now();
        const images = listed.data.images.map(({ series, address }) => {
          const image = new Image(64, 64);
          image.src = `/avatars/${series}/${address}?size=64&turn=${turn}`;
          document.body.append(image);
          return image.decode().then(() => image.naturalWidth);
        });
        const widths = await Promise.all(images);
        const took = performance.now() - start;
        document.querySelectorAll("body > img").forEach((image) => image.remove());
        return { took, widths };
      }, [COUNT, turn]);
      const first = await load(1);
      const again = await load(2);
      t.diagnostic(`${Math.round(first.took)} ms at first, ${Math.round(again.took)} ms from the cache`);
      assert.equal(again.widths.length, COUNT);
      assert.ok(again.widths.every((width) => width === 64));
      assert.ok(again.took < 2000, `${again.took} ms`);
    }));
});
