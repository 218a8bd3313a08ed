// Several tickets at once: presented by HFS, and handed out as a file.

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import { test } from "node:test";
import { ticket } from "./api.mjs";
import { aBrowser } from "./browser.mjs";
import { faultsOf, hold } from "./holds.mjs";

const browser = aBrowser();

// The box itself lies beside the screen: USWDS paints its label.
async function tick(page, number) {
  const box = page.getByRole("checkbox", { name: number });
  await page.locator(`label[for='${await box.getAttribute("id")}']`).click();
  assert.ok(await box.isChecked());
}

for (const [language, locale, present, said, javaScriptEnabled] of [
  ["en", "en-US", "Present to the MCO", /^Presented: 2\. Presented before: 0\. Not presented: 0\./, true],
  ["en", "en-US", "Present to the MCO", /^Presented: 2\. Presented before: 0\. Not presented: 0\./, false],
  ["es", "es-US", "Remitir al MCO", /^Remitidas: 2\. Remitidas antes: 0\. No remitidas: 0\./, true],
]) {
  test(`HFS ticks several tickets and presents them at once, in ${language}${javaScriptEnabled ? "" : ", without JavaScript"}`, async () => {
    const filed = [await ticket.held(), await ticket.held()];
    assert.deepEqual(filed.map(({ state }) => state), ["received", "received"]);
    const page = await browser.page("hfs.staff", { locale, javaScriptEnabled });
    await page.goto("/tickets?desk=intake&limit=100");
    for (const { number } of filed) await tick(page, number);
    const [answer] = await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: present }).click()]);
    hold(await faultsOf(page, answer, { language, scripts: javaScriptEnabled }), "what became of them");
    assert.match(await page.getByRole("status").innerText(), said);
    for (const one of filed) assert.equal((await ticket.read(one)).state, "with_mco");
    // A reload sends it again, and it is the same.
    await page.reload();
    assert.match(await page.getByRole("status").innerText(), said);
  });
}

test("the chosen ones are handed out as a file", async () => {
  const filed = [await ticket.waiting(), await ticket.waiting()];
  const page = await browser.page("provider.demo");
  await page.goto("/tickets?limit=100");
  hold(await faultsOf(page, await page.reload()), "the list with its boxes");
  await tick(page, filed[0].number);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV" }).click()]);
  const text = await fs.readFile(await download.path(), "utf8");
  assert.ok(text.includes(filed[0].number) && !text.includes(filed[1].number), text);
});

test("nothing chosen is said, in Spanish too", async () => {
  await ticket.held();
  const page = await browser.page("hfs.staff", { locale: "es-US" });
  await page.goto("/tickets?desk=intake");
  const [answer] = await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Remitir al MCO" }).click()]);
  hold(await faultsOf(page, answer, { status: 422, language: "es" }), "nothing chosen");
  await page.getByText("Elija al menos una disputa.").waitFor();
  await page.getByRole("link", { name: "English" }).click();
  assert.match(page.url(), /\/tickets\?desk=intake$/);
});

test("nothing chosen for a file is said on the list itself, which stays as it was asked for", async () => {
  await ticket.waiting();
  const page = await browser.page("provider.demo");
  await page.goto("/tickets?state=with_mco");
  const [answer] = await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "CSV" }).click()]);
  hold(await faultsOf(page, answer, { status: 422 }), "the list again");
  assert.equal(await page.inputValue("#state"), "with_mco");
  assert.ok(await page.getByRole("checkbox").count());
});
