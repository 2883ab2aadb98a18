/** A browser of Debian's, and pages that watch themselves for console errors and foreign requests. */
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { chromium } from "playwright-core";

const ARGUMENTS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** The servers a test may ask for, by the variable that names them. */
export const servers = {
  base: process.env.BASE_URL,
  slow: process.env.SLOW_URL,
  failing: process.env.FAILING_URL,
  token: process.env.TOKEN_URL,
  empty: process.env.EMPTY_URL,
  many: process.env.MANY_URL,
  stream: process.env.STREAM_URL,
  line: process.env.LINE_URL,
};

/** Options for test(): skipped, with the reason, where the server it needs was not named. */
export const needs = (name) => ({
  skip: servers[name] ? false : `no ${name.toUpperCase()}_URL`,
  timeout: 90_000,
});

export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** One browser for a file of tests. @returns {{visit: Function}} */
export function useBrowser() {
  let browser;
  before(async () => {
    const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
    browser = await chromium.launch({ executablePath, args: ARGUMENTS });
  });
  after(() => browser?.close());

  /**
   * Opens a page in a fresh profile, hands it to `act`, and holds it to the promises of every page.
   *
   * @param {string} server a base URL
   * @param {{path?: string, expectedErrors?: RegExp, prepare?: Function}} options the rest goes to
   *     the browser context; `prepare` gets the page before it is opened
   * @param {(page: import("playwright-core").Page) => Promise<void>} act
   */
  async function visit(server, { path = "/preview", expectedErrors, prepare, ...options }, act) {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 }, permissions: ["clipboard-read", "clipboard-write"], ...options,
    });
    try {
      const page = await context.newPage();
      const promises = watch(page, server, expectedErrors);
      await prepare?.(page);
      await page.goto(server + path);
      await act(page);
      promises.hold();
    } finally {
      await context.close();
    }
  }
  return { visit };
}

function watch(page, server, expectedErrors) {
  const complaints = [];
  page.on("console", (message) => {
    const bad = message.type() === "error" || message.type() === "warning";
    if (bad && !expectedErrors?.test(message.text())) complaints.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => complaints.push(`page: ${error.stack}`));
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(server).origin) complaints.push(`foreign: ${request.url()}`);
  });
  return { hold: () => assert.deepEqual(complaints, []) };
}

/** Waits until the wall stands, with pictures or without. */
export async function wallStands(page) {
  await page.locator("#wall[aria-busy=false]").waitFor({ state: "attached" });
}

/** Waits until a condition in the test's own process holds; there is no other way to see a server's work. */
export async function until(condition, what, timeoutMs = 30_000) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    assert.ok(Date.now() < end, `waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
