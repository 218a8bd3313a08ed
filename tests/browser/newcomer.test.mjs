// Somebody who has never seen the portal, from its first page to a filed workbook, on nothing but what the pages say;
// without JavaScript.

import assert from "node:assert/strict";
import { test } from "node:test";
import { call, unique } from "./api.mjs";
import { aBrowser, PASSWORD, portal } from "./browser.mjs";
import { faultsOf, hold } from "./holds.mjs";
import { aProvider, registers } from "./registering.mjs";
import { BUCKET, row, sends, taken, workbook } from "./upload.mjs";
import { filled } from "./xlsx.mjs";

const browser = aBrowser();

// The newest mail to an address, once it has come.
async function mailTo(address) {
  for (let looks = 0; looks < 50; looks += 1) {
    const { messages } = await (await fetch(portal.mails)).json();
    const all = Array.isArray(messages) ? messages : Object.values(messages).flat();
    const mail = all.filter((each) => (each.To ?? each.Destination?.ToAddresses ?? []).includes(address)).at(-1);
    if (mail) return mail.BodyText ?? mail.Body?.text_part ?? JSON.stringify(mail);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return assert.fail(`no mail to ${address}`);
}

const follows = async (page, locator) => (await Promise.all([page.waitForNavigation(), locator.click()]))[0];
const presses = (page, name) => follows(page, page.getByRole("button", { name, exact: true }));

test("a newcomer signs up, is registered, takes the blank workbook, and files it", async () => {
  const [name, provider] = [`clerk.${unique()}`, aProvider()];
  const email = `${name}@lakeside.example.org`;
  const page = await browser.page(null, { javaScriptEnabled: false });
  const holds = async (answer, where, more = {}) => hold(await faultsOf(page, answer, { scripts: false, ...more }), where);

  await page.goto("/");
  await holds(await follows(page, page.locator("main").getByRole("link", { name: "Register", exact: true })), "signing up");
  await page.fill("#email", email);
  await page.fill("#username", name);
  await page.fill("#password", PASSWORD);
  await holds(await presses(page, "Register"), "where the code is typed");
  // The name that was typed need not be typed again.
  assert.equal(await page.inputValue("#username"), name);
  const [code] = (await mailTo(email)).match(/\b\d{6}\b/);
  await page.fill("#code", "000000" === code ? "111111" : "000000");
  await holds(await presses(page, "Confirm"), "a wrong code", { status: 422 });
  await page.fill("#username", name);
  await page.fill("#code", code);
  await presses(page, "Confirm");
  await page.fill("input[name=username]", name);
  await page.fill("input[name=password]", PASSWORD);
  await page.click("[type=submit]");
  await page.waitForURL(`${portal.url}/registrations/new`);

  await registers(page, provider);
  await holds(await presses(page, "Send to HFS"), "the registration");
  const place = new URL(page.url()).pathname;
  const staff = await browser.page("hfs.staff", { javaScriptEnabled: false });
  await staff.goto("/registrations");
  await follows(staff, staff.getByRole("link", { name: provider.provider_name }).first());
  await staff.goto(place);
  await staff.locator("label[for=decision-approve]").click();
  await presses(staff, "Send");

  await page.goto("/");
  await follows(page, page.getByRole("link", { name: "Workbooks", exact: true }));
  await holds(await follows(page, page.getByRole("link", { name: "Upload a workbook" })), "uploading");
  const blank = await taken(page, await page.locator("a[href$='claims.xlsx']").first().getAttribute("href"));
  const rows = Array.from({ length: 3 }, row);
  const book = filled(blank, rows, ["ABHIL", "HCI", "claim_denial/authorization", provider.npi, provider.medicaid_id]);
  await holds(await presses(page, "Go on to choose the file"), "the slot", { postsTo: BUCKET });
  await holds(await sends(page, workbook(book, "claims.xlsx")), "what was found");
  await follows(page, page.getByRole("link", { name: "File a dispute with these claims" }));
  await presses(page, "Start");
  await page.locator("#mco_answer").selectOption("denied");
  await page.locator("#peer_to_peer").selectOption("not_applicable");
  await presses(page, "Save and go on");
  await page.fill("#description", "The approvals were on record.");
  await page.fill("#outcome_sought", "Payment.");
  await presses(page, "Save and go on");
  await presses(page, "Save and go on");
  for (const [field, value] of [["name", "Pat Clerk"], ["phone", "309-555-0100"], ["email", email]]) await page.fill(`[id="contact.${field}"]`, value);
  await page.locator("label[for=attested]").click();
  await presses(page, "Save and go on");
  await page.getByRole("heading", { name: "It can be filed today" }).waitFor();
  await holds(await presses(page, "File"), "the ticket");
  assert.match(await page.getByRole("status").innerText(), /^Filed\. The MCO has it now\./);
  const filed = await call("hfs.staff", "GET", new URL(page.url()).pathname);
  assert.deepEqual([filed.state, filed.claims.length, filed.provider.medicaid_id], ["with_mco", 3, provider.medicaid_id]);
});
