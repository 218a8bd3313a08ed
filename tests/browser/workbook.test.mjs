// A workbook from the blank one to a ticket, by keyboard alone and without JavaScript.

import assert from "node:assert/strict";
import fs from "node:fs";
import { describe, test } from "node:test";
import { call, daysAgo } from "./api.mjs";
import { aBrowser } from "./browser.mjs";
import { faultsOf, hold } from "./holds.mjs";
import { enters, tabTo } from "./keyboard.mjs";
import { BUCKET, row, sends, taken, workbook } from "./upload.mjs";
import { filled, textsOf, unzip, zip } from "./xlsx.mjs";

const browser = aBrowser();
const TICKET = ["ABHIL", "HCI", "claim_denial/authorization", "1234567893", "363456789001"];
let blank;

const blankBook = () => (blank ??= browser.page().then((page) => taken(page, "/workbooks/claims.xlsx")));

// The same filled in with these rows.
const book = async (rows) => filled(await blankBook(), rows, TICKET);

const named = (buffer) => workbook(buffer, "claims.xlsx");

// The page of a new slot.
async function begins(page, from = "/uploads/new") {
  await page.goto(from);
  await page.getByRole("button", { name: /^(Go on to choose the file|Seguir para elegir el archivo)$/ }).click();
  await page.waitForURL(/\/uploads\/[0-9a-f-]{36}$/);
}

test("a clerk uploads, is told every fault, corrects, and files all the rows as one ticket", async () => {
  const page = await browser.page("provider.demo", { javaScriptEnabled: false });
  await page.goto("/");
  await enters(page, page.getByRole("link", { name: "Workbooks", exact: true }));
  await enters(page, page.getByRole("link", { name: "Upload a workbook" }));
  hold(await faultsOf(page, await enters(page, page.getByRole("button", { name: "Go on to choose the file" })), { scripts: false, postsTo: BUCKET }), "the open slot");

  const rows = Array.from({ length: 90 }, row);
  const wrong = rows.map((texts) => [...texts]);
  wrong[1][5] = "12345678";
  wrong[88][11] = "-5.00";
  hold(await faultsOf(page, await sends(page, named(await book(wrong))), { scripts: false }), "the faults");
  assert.equal(new URL(page.url()).search, "?sent=true");
  assert.equal(await page.locator("h1").innerText(), "Your workbook has faults");
  assert.match(await page.getByRole("alert").innerText(), /2 faults in 2 rows/);
  assert.equal(await page.getByRole("row").filter({ hasText: "RIN" }).getByRole("rowheader").innerText(), "3");

  await tabTo(page, page.getByRole("link", { name: "Your workbook with the faults marked" }));
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  const told = textsOf(fs.readFileSync(await download.path()), "Faults");
  assert.ok(told.some((text) => text.includes("RIN")), told.join(" | "));

  await enters(page, page.getByRole("button", { name: "Upload the corrected workbook" }));
  hold(await faultsOf(page, await sends(page, named(await book(rows))), { scripts: false }), "the valid one");
  assert.match(await page.getByRole("status").innerText(), /90 claims without a fault, \$88,222\.50 in dispute/);

  await enters(page, page.getByRole("link", { name: "File a dispute with these claims" }));
  await enters(page, page.getByRole("button", { name: "Start" }));
  // What the Ticket sheet says need not be typed again.
  assert.equal(await page.locator("#mco").inputValue(), "ABHIL");
  await tabTo(page, page.locator("#mco_answer"));
  await page.keyboard.type("The MCO denied");
  assert.equal(await page.locator("#mco_answer").inputValue(), "denied");
  await tabTo(page, page.locator("#peer_to_peer"));
  await page.keyboard.type("Peer-to-peer");
  await enters(page, page.getByRole("button", { name: "Save and go on" }));
  await tabTo(page, page.locator("#description"));
  await page.keyboard.type("The approvals were on record.");
  await tabTo(page, page.locator("#outcome_sought"));
  await page.keyboard.type("Payment.");
  await enters(page, page.getByRole("button", { name: "Save and go on" }));
  await enters(page, page.getByRole("button", { name: "Save and go on" }));
  for (const [field, text] of [["contact\\.name", "Pat Clerk"], ["contact\\.phone", "217-555-0100"], ["contact\\.email", "billing@prairie.example.org"]]) {
    await tabTo(page, page.locator(`#${field}`));
    await page.keyboard.type(text);
  }
  await tabTo(page, page.locator("#attested"));
  await page.keyboard.press("Space");
  await enters(page, page.getByRole("button", { name: "Save and go on" }));
  assert.match(await page.locator("main").innerText(), /It can be filed today/);
  await enters(page, page.getByRole("button", { name: "File", exact: true }));
  assert.match(page.url(), /\/tickets\/[0-9a-f-]{36}\?done=filed$/);
  await page.getByRole("heading", { name: "Claims (90)" }).waitFor();

  await page.goto("/uploads");
  const first = page.getByRole("row").nth(1);
  assert.match(await first.innerText(), /filed\s+90/);
  await first.getByRole("link").first().click();
  assert.equal(await page.locator("h1").innerText(), "Your workbook was filed");
});

test("a workbook that a draft asked for goes back into that draft", async () => {
  const page = await browser.page("provider.demo", { javaScriptEnabled: false });
  await page.goto("/tickets/new");
  await page.getByRole("button", { name: "Start" }).click();
  const draft = page.url().replace(/\/1$/, "");
  await page.goto(`${draft}/3`);
  await enters(page, page.getByRole("link", { name: "upload a workbook" }));
  await enters(page, page.getByRole("button", { name: "Go on to choose the file" }));
  await sends(page, named(await book([row(), row()])));
  await enters(page, page.getByRole("button", { name: "Put these claims into your draft" }));
  assert.equal(page.url(), `${draft}/4`);
  await page.goto(`${draft}/3`);
  assert.ok(await page.getByLabel("Take the claims from the workbook I uploaded").isChecked());
});

describe("what is no such workbook is told in its own words", () => {
  const macros = async () => {
    const parts = unzip(await blankBook());
    return zip(new Map([...parts, ["xl/vbaProject.bin", Buffer.from("x")]]));
  };
  for (const [what, file, words] of [
    ["a table as text", () => Buffer.from("MCO tracking number,RIN\nPDXGR1,012345678\n"), /text file \(such as CSV/],
    ["a PDF", () => Buffer.from("%PDF-1.7\n"), /This is a PDF/],
    ["one with macros", macros, /holds macros/],
    ["an empty file", () => Buffer.alloc(0), /The file is empty/],
    ["one of three megabytes", () => Buffer.alloc(3 << 20, "x"), /larger than 2 MB/],
  ]) {
    test(what, async () => {
      const page = await browser.page("provider.demo", { javaScriptEnabled: false });
      await begins(page);
      const answer = await sends(page, named(await file()));
      assert.equal(answer.status(), 200);
      assert.equal(await page.locator("h1").innerText(), "Your workbook has faults");
      assert.match(await page.locator("main").innerText(), words);
    });
  }
});

describe("every page of a workbook is for everyone to read", () => {
  for (const [language, locale] of [["en", "en-US"], ["es", "es-US"]]) {
    test(language, async () => {
      const page = await browser.page("provider.demo", { locale });
      const holds = async (answer, where, more = {}) => hold(await faultsOf(page, answer, { language, ...more }), `${where} in ${language}`);
      await holds(await page.goto("/uploads/new"), "the new one");
      await begins(page);
      await holds(await page.reload(), "the open slot", { postsTo: BUCKET });
      // Nobody sends anything: a page of what was sent and does not come.
      await holds(await page.goto(`${page.url()}?sent=true`), "being read");
      const wrong = row();
      wrong[5] = "12345678";
      for (const [where, typed] of [["the faults", wrong], ["the valid one", row()]]) {
        await begins(page);
        await holds(await sends(page, named(await book([row(), typed]))), where);
      }
      // One row comes too early: it is kept, and the other one filed.
      const early = row();
      [early[1], early[2]] = [daysAgo(10), daysAgo(5)];
      await begins(page);
      await holds(await sends(page, named(await book([row(), early]))), "the one to be divided");
      await holds(await enters(page, page.getByRole("button", { name: /^(Go on with|Seguir con) / })), "what stays of it");
      await call("provider.demo", "POST", "/tickets", {
        upload_id: new URL(page.url()).pathname.split("/").at(-1), mco_answer: "denied", peer_to_peer: "not_applicable",
        medicaid_fee_for_service: false, medicare_only: false, urgent: false, attested: true,
        contact: { name: "Pat Clerk", phone: "217-555-0100", email: "billing@prairie.example.org" },
        description: "The approvals were on record.", outcome_sought: "Payment.",
      });
      await holds(await page.reload(), "the filed one");
      await holds(await page.goto("/uploads"), "the list");
    });
  }
});

test("another person's upload is not there", async () => {
  const { upload_id } = await call("provider.demo", "POST", "/uploads", { purpose: "claims", name: "a.xlsx", size: 9 });
  const page = await browser.page("billing.demo");
  hold(await faultsOf(page, await page.goto(`/uploads/${upload_id}`), { status: 404 }), "a stranger's");
});
