// The blank workbook, typed into with LibreOffice, corrected with LibreOffice, filed by page: nothing between the
// clerk's program and the ticket is ours to choose.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { call, daysAgo, unique } from "./api.mjs";
import { aBrowser } from "./browser.mjs";

const browser = aBrowser();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "round-trip-"));
after(() => fs.rmSync(folder, { recursive: true }));

// What is typed under each letter, by row.
const rowOf = (row, typed) => Object.entries(typed).map(([column, text]) => ["Claims", `${column}${row}`, text]);

// A day as it is typed in an American office.
const typedDay = (days) => {
  const [year, month, day] = daysAgo(days).split("-");
  return `${Number(month)}/${Number(day)}/${year}`;
};

function calc(from, to, entries) {
  const paths = [from, to].map((name) => path.join(folder, name));
  const python = process.env.CALC_PYTHON ?? "/usr/bin/python3";
  const run = spawnSync(python, ["calc.py", ...paths], { input: JSON.stringify(entries), encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
}

async function saves(page, starts, name) {
  const [download] = await Promise.all([page.waitForEvent("download"), starts()]);
  await download.saveAs(path.join(folder, name));
}

async function sends(page, name) {
  await page.getByLabel("Your workbook").setInputFiles(path.join(folder, name));
  await page.getByRole("button", { name: "Upload the workbook" }).click();
  await page.waitForURL(/sent=true$/);
}

test("a workbook typed in LibreOffice is told its faults, corrected in LibreOffice, and filed", async () => {
  const number = unique();
  const claim = (row, change = {}) => rowOf(row, {
    A: `PDXGR${number}${row}`, B: typedDay(40), C: typedDay(24), D: "Quillfeather", E: "Ottoline", F: "012345678", G: "2/29/1980",
    H: typedDay(100), I: typedDay(98), J: `0023W${number}${row}`, K: "837I", L: "1,250.00", M: "0", N: "980.25",
    O: typedDay(70), P: "197", Q: "N54", R: "99284", ...change,
  });
  const ticket = ["ABHIL", "HCI", "claim_denial/authorization", "1234567893", "363456789001"];
  const page = await browser.page("provider.demo");
  await page.goto("/uploads/new");
  await saves(page, () => page.getByRole("link", { name: "blank workbook (Excel)" }).click(), "blank.xlsx");
  calc("blank.xlsx", "first.xlsx", [
    ...ticket.map((text, line) => ["Ticket", `B${line + 2}`, text]),
    // Two slips of the hand, and a row that is not thirty days old.
    ...claim(2), ...claim(3, { F: "12345678" }), ...claim(4, { L: "1.250,00" }), ...claim(5, { B: typedDay(10), C: typedDay(5) }),
  ]);

  await page.getByRole("button", { name: "Go on to choose the file" }).click();
  await sends(page, "first.xlsx");
  const told = page.getByRole("region", { name: /^Faults/ });
  assert.match(await told.innerText(), /3\s+RIN\s+12345678\s/);
  assert.match(await told.innerText(), /4\s+Billed\s+1\.250,00\s/);
  assert.ok(!(await page.getByRole("heading", { name: /^Or divide it/ }).isVisible()), "what is wrong comes first");
  await saves(page, () => page.getByRole("link", { name: /^Your workbook with the faults marked/ }).click(), "marked.xlsx");
  calc("marked.xlsx", "second.xlsx", [["Claims", "F3", "012345678"], ["Claims", "L4", "1250"]]);

  await page.getByRole("button", { name: "Upload the corrected workbook" }).click();
  await sends(page, "second.xlsx");
  assert.match(await page.locator("main").innerText(), /1 fault in 1 row/);
  await page.getByRole("heading", { name: /^Or divide it/ }).waitFor();
  await saves(page, () => page.getByRole("link", { name: /^A workbook of these rows/ }).click(), "kept.xlsx");
  await page.getByRole("button", { name: "Go on with 3 rows that may be filed now" }).click();
  await page.getByRole("heading", { name: "Your workbook can be filed" }).waitFor();
  const upload = new URL(page.url()).pathname.split("/").at(-1);

  const filed = await call("provider.demo", "POST", "/tickets", {
    upload_id: upload, mco_answer: "denied", peer_to_peer: "not_applicable",
    medicaid_fee_for_service: false, medicare_only: false, urgent: false, attested: true,
    contact: { name: "Pat Clerk", phone: "217-555-0100", email: "billing@prairie.example.org" },
    description: "The approvals were on record.", outcome_sought: "Payment.",
  });
  assert.equal(filed.state, "with_mco");
  assert.equal(filed.claims.length, 3);
  for (const [at, one] of filed.claims.entries()) {
    const said = [one.rin, one.date_of_birth, one.service_from, one.mco_claim_number, one.billed, one.expected, one.filed_with_mco];
    const meant = ["012345678", "1980-02-29", daysAgo(100), `0023W${number}${at + 2}`, "1250.00", "980.25", daysAgo(40)];
    assert.deepEqual(said, meant, `row ${at + 2}`);
  }

  // The row that was kept is a workbook of its own, which says itself from when it may be filed.
  await page.goto("/uploads/new");
  await page.getByRole("button", { name: "Go on to choose the file" }).click();
  await sends(page, "kept.xlsx");
  assert.match(await page.getByRole("region", { name: /^Faults/ }).innerText(), /2\s+Filed with the MCO\s+.*Too early/s);
});
