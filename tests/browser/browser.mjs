// A real Chromium, signed in as somebody, on the portal that PORTAL_JSON tells of.

import fs from "node:fs";
import { after, before } from "node:test";
import { chromium } from "playwright-core";

export const PASSWORD = "Portal-Demo-1";
export const portal = JSON.parse(fs.readFileSync(process.env.PORTAL_JSON ?? "../../.local/portal.json", "utf8"));

// No service of the browser's own: the only requests are those that pages make.
const QUIET = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: QUIET });

// A browser of its own: cookies, language, with or without JavaScript.
export const visitor = (browser, options = {}) =>
  browser.newContext({ baseURL: portal.url, locale: "en-US", ...options });

export async function signIn(page, who, to = "/") {
  await page.goto(`/sign-in?to=${encodeURIComponent(to)}`);
  await typesPassword(page, who);
}

// On the user pool's own page, which may still be on its way.
export async function typesPassword(page, who) {
  await page.fill("input[name=username]", who);
  await page.fill("input[name=password]", PASSWORD);
  await page.click("[type=submit]");
  await page.waitForURL((url) => url.origin === portal.url);
}

// The Chromium of one file of tests.
export function aBrowser() {
  let browser;
  const signedIn = new Map();
  before(async () => {
    browser = await launch();
  });
  after(() => browser.close());
  return {
    // A page of a new browser; `who` is signed in on it.
    async page(who, options = {}) {
      if (who && !signedIn.has(who)) {
        const first = await visitor(browser);
        await signIn(await first.newPage(), who);
        signedIn.set(who, await first.storageState());
        await first.close();
      }
      const context = await visitor(browser, { storageState: signedIn.get(who), ...options });
      // What is not there is not awaited for long.
      context.setDefaultTimeout(15_000);
      return context.newPage();
    },
  };
}
