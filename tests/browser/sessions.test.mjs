// A session that ends: said at the foot of each page, warned of by the one script, ended elsewhere at once. The
// clock of the page is a false one; the portal's own runs on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ticket } from "./api.mjs";
import { aBrowser, portal, signIn, typesPassword } from "./browser.mjs";
import { faultsOf, hold } from "./holds.mjs";

const browser = aBrowser();
const focused = (page) => page.evaluate(() => document.activeElement.id);
const warning = (page) => page.getByRole("alertdialog");

// A page whose clock is ours, opened by somebody with a session of their own.
async function opened(who, path, options = {}) {
  const page = await browser.page(null, options);
  await signIn(page, who);
  await page.clock.install();
  const answer = await page.goto(path);
  const left = Number(await page.locator("#session-warning").getAttribute("data-left"));
  assert.ok(left > 600 && left <= 900, `${left} seconds left`);
  return { page, answer, left };
}

const until = (page, seconds) => page.clock.fastForward(Math.round(seconds * 1000));

test("the foot of each page says when the session ends, also without JavaScript", async () => {
  for (const [locale, said] of [["en-US", /signed out at \d{1,2}:\d\d [AP]M Chicago time/], ["es-US", /se cierra a las \d{1,2}:\d\d hora de Chicago/]]) {
    const page = await browser.page("provider.demo", { locale, javaScriptEnabled: false });
    await page.goto("/tickets");
    assert.match(await page.locator("footer").innerText(), said);
    assert.ok(!(await warning(page).isVisible()));
  }
});

for (const [language, locale, stay, title] of [
  ["en", "en-US", "Stay signed in", "You will soon be signed out"],
  ["es", "es-US", "Seguir con la sesión", "Su sesión se cerrará pronto"],
]) {
  test(`two minutes before the end there is a warning in ${language}, and one press goes on`, async () => {
    const filed = await ticket.waiting();
    const { page, answer, left } = await opened("mco.abhil", `/tickets/${filed.ticket_id}?do=extension`, { locale });
    await page.fill("#reason", "The records are at another office.");
    await until(page, left - 130);
    assert.ok(!(await warning(page).isVisible()));
    await until(page, 15);
    await warning(page).waitFor();
    assert.equal(await page.getByRole("heading", { name: title }).isVisible(), true);
    // The focus is within, and what is outside cannot be reached.
    assert.equal(await focused(page), "session-stay");
    for (let press = 0; press < 5; press++) {
      await page.keyboard.press("Tab");
      assert.ok(await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest("dialog") !== null));
    }
    assert.match(await page.getByRole("timer").innerText(), /^1:\d\d$/);
    hold(await faultsOf(page, answer, { language }), "the page with the warning");
    const before = await page.locator("footer [data-session-time]").innerText();
    assert.match(before, /\d:\d\d/);
    const [renewed] = await Promise.all([page.waitForResponse((one) => one.url() === `${portal.url}/session`), page.getByRole("button", { name: stay }).click()]);
    assert.equal(renewed.status(), 200);
    await warning(page).waitFor({ state: "hidden" });
    // Back where they were, with what they had typed, and a session that sends it.
    assert.equal(await focused(page), "reason");
    assert.equal(await page.inputValue("#reason"), "The records are at another office.");
    await until(page, 300);
    assert.ok(!(await warning(page).isVisible()));
    await page.locator("#form [type=submit]").click();
    await page.getByRole("status").waitFor();
    assert.equal((await ticket.read(filed)).extension, "asked");
    await page.context().close();
  });
}

test("Escape closes the warning, gives the focus back, and is no answer", async () => {
  const filed = await ticket.waiting();
  const { page, left } = await opened("provider.demo", `/tickets/${filed.ticket_id}?do=messages`);
  await page.focus("#text");
  await until(page, left - 110);
  await warning(page).waitFor();
  await page.keyboard.press("Escape");
  await warning(page).waitFor({ state: "hidden" });
  assert.equal(await focused(page), "text");
  await until(page, 60);
  assert.ok(!(await warning(page).isVisible()), "it was waved away");
  await until(page, 60);
  await page.getByRole("heading", { name: "You are signed out" }).waitFor();
  await page.context().close();
});

test("after the end the page is hidden, keeps what was typed, and is shown again to who signs in again", async () => {
  const filed = await ticket.waiting();
  const { page, answer, left } = await opened("provider.demo", `/tickets/${filed.ticket_id}?do=messages`);
  await page.fill("#text", "We sent the records on Monday.");
  assert.ok(await page.getByText("Quillfeather").first().isVisible());
  await until(page, left + 5);
  await page.getByRole("heading", { name: "You are signed out" }).waitFor();
  assert.equal(await focused(page), "session-over");
  assert.equal(await page.title(), "You are signed out");
  assert.ok(!(await page.getByText("Quillfeather").first().isVisible()));
  assert.ok(!(await page.getByText(filed.number).first().isVisible()));
  assert.ok(!(await page.getByRole("button", { name: "Sign out" }).isVisible()));
  // What the browser does by itself after 15 minutes.
  await page.context().clearCookies({ name: "__Host-session" });
  await page.getByRole("button", { name: "Show the page again" }).click();
  await page.getByText("You are not signed in yet, or as somebody else.").waitFor();
  assert.ok(!(await page.getByText("Quillfeather").first().isVisible()));

  const [window] = await Promise.all([page.context().waitForEvent("page"), page.getByRole("link", { name: "Sign in (opens a new window)" }).click()]);
  await typesPassword(window, "provider.demo");
  // The new window's page tells this one.
  await page.getByText("Quillfeather").first().waitFor();
  assert.equal(await page.inputValue("#text"), "We sent the records on Monday.");
  assert.match(await page.title(), /^Ticket /);
  await page.locator("#form [type=submit]").click();
  await page.getByRole("status").waitFor();
  assert.equal(answer.status(), 200);
  assert.ok((await ticket.read(filed)).messages.some((one) => one.text === "We sent the records on Monday."));
  await page.context().close();
});

test("somebody else who signs in sees nothing of the page that was left open", async () => {
  const filed = await ticket.waiting();
  const { page } = await opened("provider.demo", `/tickets/${filed.ticket_id}`);
  await page.context().clearCookies({ name: "__Host-session" });
  const window = await page.context().newPage();
  await signIn(window, "billing.demo");
  await page.getByRole("heading", { name: "You are signed out" }).waitFor();
  await page.getByRole("button", { name: "Show the page again" }).click();
  await page.getByText("You are not signed in yet, or as somebody else.").waitFor();
  assert.ok(!(await page.getByText("Quillfeather").first().isVisible()));
  await page.context().close();
});

test("signing out everywhere ends the session in another browser on its next page", async () => {
  const here = await browser.page();
  const there = await browser.page();
  for (const page of [here, there]) await signIn(page, "mco.mer");
  await there.goto("/tickets");
  await there.getByRole("heading", { name: "Tickets" }).waitFor();
  await here.goto("/me");
  await here.getByRole("button", { name: "Sign out everywhere" }).click();
  await here.getByRole("heading", { name: "You are signed out" }).waitFor();
  const names = (await here.context().cookies()).map((cookie) => cookie.name);
  assert.ok(!names.includes("__Host-session") && !names.includes("__Secure-renewal"), names.join());
  // Its cookie and its token are as good as they were.
  await there.goto("/tickets");
  await there.locator("input[name=password]").waitFor();
  assert.notEqual(new URL(there.url()).origin, portal.url);
  // And whoever signs in anew is in.
  await signIn(there, "mco.mer", "/tickets");
  assert.equal(there.url(), `${portal.url}/tickets`);
});
