// Whoever has asked their device for less motion sees none.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ticket } from "./api.mjs";
import { aBrowser } from "./browser.mjs";

const browser = aBrowser();
// Seconds: what is shorter nobody sees.
const SEEN = 0.01;

// In the page: what takes longer to change or to move, itself or what a style sheet puts before or after it.
function moving(seen) {
  const longest = (durations) => Math.max(...durations.split(",").map((each) => Number.parseFloat(each) || 0));
  return [...document.querySelectorAll("*")].flatMap((each) =>
    [null, "::before", "::after"].flatMap((part) => {
      const { transitionDuration, animationDuration } = getComputedStyle(each, part);
      const seconds = Math.max(longest(transitionDuration), longest(animationDuration));
      return seconds > seen ? [`${each.tagName}${part ?? ""}: ${seconds} s`] : [];
    }),
  );
}

// In the page: a heading that changes slowly.
function slow(heading) {
  heading.style.transitionDuration = "2s";
  heading.style.animationDuration = "2s";
}

for (const [name, open] of [["the home page", () => "/"], ["a ticket", (id) => `/tickets/${id}`], ["a form", (id) => `/tickets/${id}?do=answer`]]) {
  test(`nothing moves on ${name} for whoever asked for less motion`, async () => {
    const { ticket_id } = await ticket.proposed();
    const page = await browser.page("provider.demo");
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.goto(open(ticket_id));
    assert.deepEqual(await page.evaluate(moving, SEEN), []);
    // Nor would what asks to by itself.
    await page.locator("h1").evaluate(slow);
    assert.deepEqual(await page.evaluate(moving, SEEN), []);
    // Whoever has not asked is kept from nothing.
    await page.emulateMedia({ reducedMotion: "no-preference" });
    assert.ok((await page.evaluate(moving, SEEN)).includes("H1: 2 s"));
    await page.context().close();
  });
}
