/**
 * Records the gallery for the README: node recording.js BASE_URL FOLDER, on a server with a few pictures and the
 * built-in painter. Leaves numbered PNGs, and prints the command that makes docs/gallery.webp of them.
 */
import { randomBytes } from "node:crypto";
import { chromium } from "playwright-core";

const [base, folder] = process.argv.slice(2);
const PICTURE = `0x${randomBytes(20).toString("hex")}`;
const FRAMES_WHILE_PAINTING = 10;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage({ viewport: { width: 880, height: 700 } });
const frames = [];

async function frame(milliseconds) {
  const path = `${folder}/${String(frames.length).padStart(2, "0")}.png`;
  await page.screenshot({ path });
  frames.push(`-d ${milliseconds} ${path}`);
}

await page.goto(`${base}/preview`);
await page.locator("#wall[aria-busy=false]").waitFor({ state: "attached" });
await page.waitForTimeout(2500);
await frame(1500);
await page.evaluate(([series, address]) => fetch(`/dalle/${series}/${address}`, { method: "POST" }), ["simple", PICTURE]);
for (let i = 0; i < FRAMES_WHILE_PAINTING; i++) {
  await page.waitForTimeout(500);
  await frame(400);
}
await page.locator("#easel").waitFor({ state: "hidden", timeout: 60_000 });
for (const y of [250, 500, 900, 1400]) {
  await page.evaluate((top) => scrollTo({ top, behavior: "instant" }), y);
  await page.waitForTimeout(700);
  await frame(900);
}
await page.evaluate((address) => { location.hash = `#/simple/${address}`; }, PICTURE);
await page.locator("img.whole.shown").waitFor({ timeout: 30_000 });
await page.waitForTimeout(1500);
await frame(3000);
await browser.close();
console.log(`img2webp -loop 0 -lossy -q 45 -m 6 ${frames.join(" ")} -o docs/gallery.webp`);
