// Several providers registered by one workbook, and HFS deciding on them: by pages alone.

import assert from "node:assert/strict";
import fs from "node:fs";
import { describe, test } from "node:test";
import { unique } from "./api.mjs";
import { aBrowser } from "./browser.mjs";
import { faultsAt, faultsOf, hold } from "./holds.mjs";
import { enters, pressesButton, tabTo } from "./keyboard.mjs";
import { BUCKET, sends, taken, workbook } from "./upload.mjs";
import { textsOf, withProviders } from "./xlsx.mjs";

const browser = aBrowser();
let blank;

// The blank workbook, filled in with these rows.
async function book(rows) {
  blank ??= browser.page().then((page) => taken(page, "/workbooks/registrations.xlsx"));
  return workbook(withProviders(await blank, rows), "clinics.xlsx");
}

// One good row, of a provider that nobody has.
const row = (name = "Lakeside Clinic") => [name, "atypical", unique().slice(-12), "361234567", "clinic", "1 Lake Street", "Peoria", "IL", "61602"];

// The page of a new slot.
async function begins(page) {
  await page.goto("/uploads/new?purpose=registrations");
  await page.getByRole("button", { name: /^(Go on to choose the file|Seguir para elegir el archivo)$/ }).click();
  await page.waitForURL(/\/uploads\/[0-9a-f-]{36}$/);
}

// Fills in what the workbook does not hold.
async function says(page) {
  await page.locator("label[for=acting_as-provider_staff]").click();
  await page.fill("#contact_name", "Pat Clerk");
  await page.fill("#contact_phone", "309-555-0100");
  await page.fill("#contact_email", "billing@lakeside.example.org");
}

// The box itself lies beside the screen: USWDS paints its label.
async function tick(page, name) {
  const box = page.getByRole("checkbox", { name });
  await page.locator(`label[for='${await box.getAttribute("id")}']`).click();
  assert.ok(await box.isChecked());
}

test("a clerk registers three providers, and HFS approves two and denies one, without JavaScript", async () => {
  const clerk = await browser.page("provider.demo", { javaScriptEnabled: false });
  await clerk.goto("/registrations");
  await enters(clerk, clerk.getByRole("link", { name: "Use the workbook" }));
  const slot = await enters(clerk, clerk.getByRole("button", { name: "Go on to choose the file" }));
  hold(await faultsOf(clerk, slot, { scripts: false, postsTo: BUCKET }), "the open slot");

  const rows = [row("Lakeside Clinic"), row("Prairie Pharmacy"), row("Riverside Lab")];
  const wrong = rows.map((texts) => [...texts]);
  wrong[1][3] = "12345";
  wrong[2][8] = "";
  hold(await faultsOf(clerk, await sends(clerk, await book(wrong)), { scripts: false }), "the faults");
  assert.match(await clerk.getByRole("alert").innerText(), /2 faults in 2 rows/);
  await tabTo(clerk, clerk.getByRole("link", { name: "Your workbook with the faults marked" }));
  const [download] = await Promise.all([clerk.waitForEvent("download"), clerk.keyboard.press("Enter")]);
  assert.equal(download.suggestedFilename(), "registrations-with-faults.xlsx");
  const told = textsOf(fs.readFileSync(await download.path()), "Faults");
  assert.ok(told.some((text) => text.includes("TIN")), told.join(" | "));

  await enters(clerk, clerk.getByRole("button", { name: "Upload the corrected workbook" }));
  hold(await faultsOf(clerk, await sends(clerk, await book(rows)), { scripts: false }), "the valid one");
  assert.match(await clerk.getByRole("status").innerText(), /3 providers without a fault/);
  assert.ok(!(await clerk.content()).includes("361234567"));
  await enters(clerk, clerk.getByRole("link", { name: "Go on to register them" }));
  await says(clerk);
  hold(await faultsOf(clerk, await pressesButton(clerk, "Send all to HFS"), { scripts: false }), "filed");
  const place = new URL(clerk.url()).pathname + new URL(clerk.url()).search;
  assert.match(place, /^\/registrations\?batch=[0-9a-f-]{36}$/);
  assert.match(await clerk.locator("main").innerText(), /Rows: 3\. Waiting for HFS: 3\./);

  const staff = await browser.page("hfs.staff", { javaScriptEnabled: false });
  await staff.goto(place);
  await tick(staff, /Lakeside Clinic/);
  await tick(staff, /Riverside Lab/);
  hold(await faultsOf(staff, await pressesButton(staff, "Approve chosen"), { scripts: false }), "approved");
  assert.match(await staff.getByRole("status").innerText(), /^Approved: 2\. Denied: 0\./);
  await enters(staff, staff.getByRole("link", { name: "Back to the workbook's registrations" }));
  await tick(staff, /Prairie Pharmacy/);
  // One reason is needed; what was ticked stays.
  hold(await faultsOf(staff, await pressesButton(staff, "Deny chosen"), { status: 422, scripts: false }), "no reason");
  assert.ok(await staff.getByRole("checkbox", { name: /Prairie Pharmacy/ }).isChecked());
  await staff.fill("#reason", "Not enrolled with Medicaid.");
  await pressesButton(staff, "Deny chosen");
  assert.match(await staff.getByRole("status").innerText(), /^Approved: 0\. Denied: 1\./);

  await clerk.goto(place);
  assert.match(await clerk.locator("main").innerText(), /Approved: 2\. Denied: 1\./);
  await clerk.getByText("Not enrolled with Medicaid.").waitFor();
  // Each provider may be filed for from now on.
  await clerk.goto("/uploads");
  assert.match(await clerk.getByRole("row").nth(1).innerText(), /Providers to register\s+filed\s+3/);
  await clerk.getByRole("link", { name: /^the registrations/ }).first().click();
  assert.equal(await clerk.locator("h1").innerText(), "Registrations of a workbook");
});

describe("every page on the way is for everyone to read", () => {
  for (const [language, locale, send, approve] of [
    ["en", "en-US", "Send all to HFS", "Approve chosen"],
    ["es", "es-US", "Enviar todos a HFS", "Aprobar las elegidas"],
  ]) {
    test(language, async () => {
      const clerk = await browser.page("provider.demo", { locale });
      const holds = async (answer, where, more = {}) => hold(await faultsOf(clerk, answer, { language, ...more }), `${where} in ${language}`);
      await holds(await clerk.goto("/uploads/new?purpose=registrations"), "the new one");
      await begins(clerk);
      await holds(await clerk.reload(), "the open slot", { postsTo: BUCKET });
      const wrong = row();
      wrong[3] = "12345";
      await holds(await sends(clerk, await book([row(), wrong])), "the faults");
      await begins(clerk);
      await holds(await sends(clerk, await book([row(), row()])), "the valid one");
      await holds(await enters(clerk, clerk.getByRole("link", { name: /^(Go on to register them|Seguir para registrarlos)$/ })), "the form");
      await holds(await pressesButton(clerk, send), "the form again", { status: 422 });
      await says(clerk);
      await holds(await pressesButton(clerk, send), "filed");
      const place = new URL(clerk.url()).pathname + new URL(clerk.url()).search;
      await holds(await clerk.goto(`/uploads/${new URL(clerk.url()).searchParams.get("batch")}`), "the registered one");
      await holds(await clerk.goto("/uploads"), "the list");
      await holds(await clerk.goto("/registrations"), "the registrations");

      const staff = await browser.page("hfs.staff", { locale });
      hold(await faultsAt(staff, place, { language }), `to HFS in ${language}`);
      hold(await faultsOf(staff, await pressesButton(staff, approve), { language, status: 422 }), `nothing chosen in ${language}`);
      await enters(staff, staff.getByRole("link", { name: /^(Tick every row that waits|Marcar todas las filas en espera)$/ }));
      assert.equal(await staff.locator("input[type=checkbox]:checked").count(), 2);
      hold(await faultsOf(staff, await pressesButton(staff, approve), { language }), `decided in ${language}`);
      hold(await faultsAt(staff, place, { language }), `all decided in ${language}`);
      hold(await faultsAt(staff, "/registrations", { language }), `HFS's queue in ${language}`);
    });
  }
});

test("another person's workbook of registrations is not there", async () => {
  const clerk = await browser.page("provider.demo");
  await begins(clerk);
  await sends(clerk, await book([row()]));
  await enters(clerk, clerk.getByRole("link", { name: "Go on to register them" }));
  const form = new URL(clerk.url());
  await says(clerk);
  await pressesButton(clerk, "Send all to HFS");
  const other = await browser.page("billing.demo");
  hold(await faultsOf(other, await other.goto(`${form.pathname}${form.search}`), { status: 404 }), "a stranger's form");
  const batch = new URL(clerk.url());
  hold(await faultsOf(other, await other.goto(`${batch.pathname}${batch.search}`), { status: 404 }), "a stranger's batch");
});
