// In and out, and in which language.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ticket } from "./api.mjs";
import { aBrowser, PASSWORD, portal, signIn } from "./browser.mjs";
import { faultsOf, hold } from "./holds.mjs";

const browser = aBrowser();
const heading = (page) => page.locator("h1").innerText();

test("who signs in comes to where they were going", async () => {
  const { ticket_id } = await ticket.waiting();
  const page = await browser.page();
  await signIn(page, "provider.demo", `/tickets/${ticket_id}?do=messages`);
  assert.equal(page.url(), `${portal.url}/tickets/${ticket_id}?do=messages`);
  await page.getByRole("button", { name: "Write a message" }).waitFor();
});

test("a page that needs a session leads to the sign-in and back to itself", async () => {
  const page = await browser.page();
  await page.goto("/tickets?desk=provider");
  await page.fill("input[name=username]", "provider.demo");
  assert.notEqual(new URL(page.url()).origin, portal.url);
  await page.fill("input[name=password]", PASSWORD);
  await page.click("[type=submit]");
  await page.waitForURL(`${portal.url}/tickets?desk=provider`);
});

for (const [language, locale, title] of [["en", "en-US", "Signing in"], ["es", "es-US", "Iniciando sesión"]]) {
  test(`the page that leads on to the sign-in is for everyone to read, in ${language}`, async () => {
    const page = await browser.page(null, { locale });
    // It leads on at once, but for this.
    await page.route((url) => url.origin !== portal.url, (route) => route.abort("aborted"));
    hold(await faultsOf(page, await page.goto("/sign-in"), { language }), "the page that leads on");
    assert.equal(await heading(page), title);
  });
}

test("nobody is led from the sign-in to another site", async () => {
  for (const elsewhere of ["https://evil.example.org/", "//evil.example.org", "/\\evil.example.org"]) {
    const page = await browser.page();
    await signIn(page, "provider.demo", elsewhere);
    assert.equal(page.url(), `${portal.url}/`);
  }
});

test("after signing out the Back button shows nothing of anyone", async () => {
  const { ticket_id, number } = await ticket.waiting();
  const page = await browser.page();
  await signIn(page, "provider.demo");
  await page.goto(`/tickets/${ticket_id}`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "You are signed out" }).waitFor();
  await page.goBack();
  // Back leads on by itself, to the sign-in: what is shown is asked once that has come to rest.
  await page.waitForLoadState("networkidle");
  assert.ok(!(await page.content()).includes(number));
  const names = (await page.context().cookies()).map((cookie) => cookie.name);
  assert.ok(!names.includes("__Host-session"), names.join());
});

test("what was sent after the session ended is carried out once its sender has signed in again", async () => {
  const filed = await ticket.waiting();
  const page = await browser.page();
  await signIn(page, "mco.abhil", `/tickets/${filed.ticket_id}?do=extension`);
  await page.fill("#reason", "The records are at another office.");
  // What the browser does by itself after 15 minutes.
  await page.context().clearCookies({ name: "__Host-session" });
  const [answer] = await Promise.all([page.waitForNavigation(), page.locator("#form [type=submit]").click()]);
  hold(await faultsOf(page, answer, { status: 401 }), "the page that keeps it");
  assert.equal(await heading(page), "Your session is over");
  assert.equal((await ticket.read(filed)).version, filed.version);

  const [window] = await Promise.all([page.context().waitForEvent("page"), page.getByRole("link", { name: "Sign in (opens a new window)" }).click()]);
  await window.fill("input[name=username]", "mco.abhil");
  await window.fill("input[name=password]", PASSWORD);
  await window.click("[type=submit]");
  await window.waitForURL(`${portal.url}/`);
  await page.getByRole("button", { name: "Send it again" }).click();
  await page.getByRole("status").waitFor();
  assert.equal((await ticket.read(filed)).extension, "asked");
});

test("the session is a secret that no script reads", async () => {
  const page = await browser.page("provider.demo");
  await page.goto("/");
  assert.equal(await page.evaluate(() => document.cookie), "");
  const session = (await page.context().cookies()).find((cookie) => cookie.name === "__Host-session");
  assert.deepEqual([session.httpOnly, session.secure, session.sameSite, session.path], [true, true, "Lax", "/"]);
  assert.ok(session.expires <= Date.now() / 1000 + 900);
});

test("a language that was chosen stays chosen, also through the sign-in", async () => {
  const page = await browser.page();
  await page.goto("/window?filed_with_mco=2026-09-04");
  await page.getByRole("link", { name: "Español" }).click();
  assert.equal(page.url(), `${portal.url}/window?filed_with_mco=2026-09-04`);
  assert.equal(await page.locator("html").getAttribute("lang"), "es");
  await signIn(page, "provider.demo");
  assert.equal(await page.locator("html").getAttribute("lang"), "es");
  await page.getByRole("link", { name: "English" }).click();
  await page.goto("/rules");
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
});

test("a browser in Spanish gets Spanish unasked", async () => {
  const page = await browser.page(null, { locale: "es-MX" });
  await page.goto("/");
  await page.getByRole("link", { name: "Iniciar sesión" }).first().waitFor();
});
