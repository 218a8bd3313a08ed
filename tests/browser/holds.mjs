// What every page holds to: WCAG 2.1 AA as far as a machine can tell, nothing inline, nothing from
// elsewhere, no sideways scrolling, one heading that is the title, few bytes.

import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import { portal } from "./browser.mjs";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const NAMES = { en: "Provider Resolution Portal", es: "Portal de Resolución para Proveedores" };

// Goes there, and says what is not as it should be. `status` is what the page answers.
export async function faultsAt(page, path, { status = 200, language = "en" } = {}) {
  const heard = listening(page, status);
  const answer = await page.goto(path);
  return [...heard, ...(await faultsOf(page, answer, { status, language }))];
}

// What is not as it should be on the page that was just opened or sent back.
// axe needs scripts to run.
// `postsTo` is the origin to which a form of it may go besides.
export async function faultsOf(page, answer, { status = 200, language = "en", scripts = true, postsTo } = {}) {
  const faults = [];
  if (answer.status() !== status) faults.push(`status ${answer.status()}, not ${status}`);
  const headers = await answer.allHeaders();
  const policy = postsTo ? POLICY.replace("form-action 'self'", `form-action 'self' ${postsTo}`) : POLICY;
  if (headers["content-security-policy"] !== policy) faults.push(`policy: ${headers["content-security-policy"]}`);
  if (headers["cache-control"] !== "no-store") faults.push(`may be kept: ${headers["cache-control"]}`);
  faults.push(...(await page.evaluate(seen, [language, NAMES[language]])));
  faults.push(...(await narrow(page)));
  if (scripts) faults.push(...(await axe(page)));
  return faults;
}

// Every console message, every request to elsewhere: the list grows as they come.
export function listening(page, status = 200) {
  const heard = [];
  page.on("console", (message) => {
    // Chromium reports the status of a refusal, which is meant.
    if (status < 400 || !message.text().includes(`status of ${status}`)) heard.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => heard.push(`script: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(`${portal.url}/`)) heard.push(`asks elsewhere: ${request.url()}`);
  });
  page.on("requestfailed", (request) => heard.push(`not loaded: ${request.url()}`));
  page.on("response", (answer) => {
    if (answer.status() >= 400 && !answer.request().isNavigationRequest()) heard.push(`${answer.status()}: ${answer.url()}`);
  });
  return heard;
}

// In the page.
function seen([language, name]) {
  const faults = [];
  const count = (selector) => document.querySelectorAll(selector).length;
  if (document.documentElement.lang !== language) faults.push(`lang is ${document.documentElement.lang}`);
  if (count("h1") !== 1) faults.push(`${count("h1")} h1`);
  const heading = document.querySelector("h1")?.textContent.trim();
  const titles = [`${heading} – ${name}`, `Error: ${heading} – ${name}`];
  if (!titles.includes(document.title)) faults.push(`title "${document.title}" over "${heading}"`);
  if (count("main") !== 1) faults.push(`${count("main")} main`);
  for (const selector of ["style", "[style]", "script:not([src])", "[onclick], [onload], [onerror], [onsubmit], [onchange]"]) {
    if (count(selector)) faults.push(`inline: ${selector}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) faults.push(`id ${id} twice`);
  return faults;
}

// 1280 pixels at 200 % zoom, and a small telephone: what is wider scrolls in a region of its own.
async function narrow(page) {
  const before = page.viewportSize();
  const faults = [];
  for (const width of [640, 320]) {
    await page.setViewportSize({ width, height: 800 });
    const wide = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      if (scrollWidth <= clientWidth) return null;
      const beyond = [...document.querySelectorAll("body *")].filter(
        (each) => each.getBoundingClientRect().right > clientWidth + 1 && !each.closest(".portal-scroll"),
      );
      return `${scrollWidth} px: ${beyond.slice(0, 3).map((each) => each.outerHTML.slice(0, 90)).join(" | ")}`;
    });
    if (wide) faults.push(`scrolls sideways at ${width}: ${wide}`);
  }
  await page.setViewportSize(before);
  return faults;
}

async function axe(page) {
  await page.evaluate(AXE);
  const violations = await page.evaluate(
    async (values) => (await globalThis.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] })).violations,
    WCAG,
  );
  return violations.map(({ id, nodes }) => `axe ${id}: ${nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary?.split("\n")[1] ?? ""}`).join(" | ")}`);
}

// The way by which a session is renewed that began two minutes ago, and back: no page's own weight.
const renews = (answer) =>
  [answer.url(), new URL(answer.headers().location ?? answer.url(), answer.url())].some((url) => new URL(url).pathname === "/session");

// What a browser that has nothing yet must load for it.
export async function weight(page, path) {
  const answers = [];
  page.on("response", (answer) => renews(answer) || answers.push(answer));
  await page.goto(path, { waitUntil: "networkidle" });
  const weight = { fonts: 0, rest: 0, critical: [] };
  for (const answer of answers) {
    const request = answer.request();
    const kind = request.resourceType();
    weight[kind === "font" ? "fonts" : "rest"] += (await request.sizes()).responseBodySize;
    if (["document", "stylesheet"].includes(kind)) weight.critical.push(`${answer.status()} ${new URL(answer.url()).pathname}`);
  }
  // Nothing waits for a script that is deferred.
  const scripts = await page.locator("script:not([defer])").all();
  weight.critical.push(...scripts.map(() => "a script"));
  return weight;
}

export function hold(faults, where) {
  assert.deepEqual(faults, [], where);
}
