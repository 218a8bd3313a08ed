// The people of an organisation, by their leads.

import assert from "node:assert/strict";
import { test } from "node:test";
import { unique } from "./api.mjs";
import { aBrowser, portal } from "./browser.mjs";
import { faultsOf, hold } from "./holds.mjs";

const browser = aBrowser();

async function sends(page, name) {
  const [answer] = await Promise.all([page.waitForNavigation(), page.getByRole("button", { name, exact: true }).click()]);
  return answer;
}

for (const [language, locale, invite, end, again] of [
  ["en", "en-US", "Invite", "End the membership", "Send the invitation again"],
  ["es", "es-US", "Invitar", "Terminar el acceso", "Enviar la invitación de nuevo"],
]) {
  test(`a lead invites somebody, writes again, and ends the membership, in ${language}`, async () => {
    const email = `${unique()}@hfs.example.org`;
    const page = await browser.page("hfs.lead", { locale });
    await page.goto("/");
    await page.locator(".portal-menu a[href='/people']").click();
    // Refused first: everything that was typed is there, the focus on what is wrong.
    await page.fill("#email", "nobody");
    hold(await faultsOf(page, await sends(page, invite), { status: 422, language }), "the form again");
    assert.equal(await page.evaluate(() => document.activeElement.id), "faults");
    assert.equal(await page.inputValue("#email"), "nobody");
    await page.fill("#name", "Pat Quill");
    await page.fill("#email", email);
    hold(await faultsOf(page, await sends(page, invite), { language }), "the list after it");
    assert.equal(page.url(), `${portal.url}/people?done=invited`);
    await page.getByRole("status").waitFor();
    const row = page.getByRole("row").filter({ hasText: email });
    await row.getByRole("link", { name: "Pat Quill" }).click();
    await page.getByRole("heading", { name: "Pat Quill" }).waitFor();
    hold(await faultsOf(page, await page.reload(), { language }), "one of them");
    await sends(page, again);
    await page.getByRole("status").waitFor();
    await row.getByRole("link", { name: "Pat Quill" }).click();
    hold(await faultsOf(page, await sends(page, end), { status: 422, language }), "without a reason");
    await page.fill("#reason", "They have left.");
    await sends(page, end);
    await page.getByRole("status").waitFor();
    assert.match(await row.innerText(), language === "en" ? /ended/ : /terminado/);
  });
}

test("an MCO's people are shown to HFS's lead, and nobody else has the page", async () => {
  const page = await browser.page("hfs.lead");
  await page.goto("/people");
  await page.getByLabel("Of an MCO").selectOption("MER");
  hold(await faultsOf(page, await sends(page, "Show")), "an MCO's people");
  assert.equal(page.url(), `${portal.url}/people?mco=MER`);
  const staff = await browser.page("hfs.staff");
  assert.equal((await staff.goto("/people")).status(), 403);
  // In their own menu.
  assert.equal(await staff.locator(".portal-menu a[href='/registrations']").count(), 1);
  assert.equal(await staff.locator(".portal-menu a[href='/people']").count(), 0);
});
