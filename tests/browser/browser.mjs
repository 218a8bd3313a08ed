// A real Chromium, signed in as somebody, on the portal that `.local/portal.json` tells of.

import fs from "node:fs";
import { chromium } from "playwright-core";

export const PASSWORD = "Portal-Demo-1";
export const portal = JSON.parse(fs.readFileSync(process.env.PORTAL_JSON ?? "../../.local/portal.json", "utf8"));

const QUIET = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: QUIET });

// A browser of its own: cookies, language, with or without JavaScript.
export const visitor = (browser, options = {}) =>
  browser.newContext({ baseURL: portal.url, locale: "en-US", ...options });

// Types name and password on the user pool's own page.
export async function signIn(page, who, to = "/") {
  await page.goto(`/sign-in?to=${encodeURIComponent(to)}`);
  await page.fill("input[name=username]", who);
  await page.fill("input[name=password]", PASSWORD);
  await page.click("[type=submit]");
  await page.waitForURL((url) => url.origin === portal.url);
}
