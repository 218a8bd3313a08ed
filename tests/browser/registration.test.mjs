// A provider is registered and HFS decides on it, on pages alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { aBrowser, portal } from "./browser.mjs";
import { faultsAt, faultsOf, hold } from "./holds.mjs";
import { pressesButton as sends } from "./keyboard.mjs";
import { registers } from "./registering.mjs";

const browser = aBrowser();

for (const [language, locale, send, heading] of [
  ["en", "en-US", "Send to HFS", "Put this right, and send it again"],
  ["es", "es-US", "Enviar a HFS", "Corrija esto y envíelo de nuevo"],
]) {
  test(`a registration with faults comes back in ${language} with what was typed, but for the tax number`, async () => {
    const page = await browser.page("provider.demo", { locale });
    hold(await faultsAt(page, "/registrations/new", { language }), "blank");
    await registers(page, { npi: "1234567890", zip: "6160" });
    const answer = await sends(page, send);
    hold(await faultsOf(page, answer, { status: 422, language }), "again");
    await page.getByRole("heading", { name: heading }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "faults");
    assert.deepEqual([await page.inputValue("#npi"), await page.inputValue("#city")], ["1234567890", "Peoria"]);
    assert.equal(await page.locator("#faults a").count(), 2);
  });
}

for (const [decision, words] of [["approve", "Approved"], ["deny", "Denied"]]) {
  test(`a registration is filed, and HFS says: ${decision}`, async () => {
    const clerk = await browser.page("provider.demo", { javaScriptEnabled: false });
    await clerk.goto("/registrations/new");
    await registers(clerk);
    hold(await faultsOf(clerk, await sends(clerk, "Send to HFS"), { scripts: false }), "filed");
    const place = new URL(clerk.url()).pathname;
    assert.match(place, /^\/registrations\/./);
    const lead = await browser.page("hfs.lead");
    hold(await faultsAt(lead, place), "as HFS reads it");
    await lead.locator(`label[for=decision-${decision}]`).click();
    if (decision === "deny") {
      await lead.locator("label[for=missing-npi]").click();
      await lead.fill("#reason", "The NPI is another provider's.");
    }
    hold(await faultsOf(lead, await sends(lead, "Send")), "decided");
    await clerk.goto(place);
    await clerk.getByText(words, { exact: true }).first().waitFor();
  });
}

test("somebody else's registration is not there", async () => {
  const clerk = await browser.page("provider.demo");
  await clerk.goto("/registrations/new");
  await registers(clerk);
  await sends(clerk, "Send to HFS");
  const mco = await browser.page("mco.abhil");
  const answer = await mco.goto(clerk.url().slice(portal.url.length));
  assert.ok([403, 404].includes(answer.status()), `${answer.status()}`);
});
