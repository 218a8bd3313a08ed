// An MCO's open tickets as a workbook, filled in and sent as proposals: by keyboard alone and without JavaScript.

import assert from "node:assert/strict";
import fs from "node:fs";
import { describe, test } from "node:test";
import { call, ticket } from "./api.mjs";
import { aBrowser } from "./browser.mjs";
import { faultsOf, hold } from "./holds.mjs";
import { enters, tabTo } from "./keyboard.mjs";
import { BUCKET, sends, workbook } from "./upload.mjs";
import { rowOf, textsOf, typed } from "./xlsx.mjs";

const browser = aBrowser();

// Meridian's: few other tests leave it tickets.
const waiting = () => ticket.waiting({ mco: "MER" });
const named = (buffer) => workbook(buffer, "answers.xlsx");

// What a browser saves that follows a link.
async function saved(page, link) {
  await tabTo(page, link);
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  return fs.readFileSync(await download.path());
}

// The workbook with these outcomes, amounts and reasons, and summaries, typed in: by ticket number.
function answered(book, answers) {
  const cells = Object.entries(answers).flatMap(([number, [outcome, amount, reason, summary]]) => {
    const [row, line] = [rowOf(book, "Answers", number), rowOf(book, "Tickets", number)];
    const of = [["Answers", `N${row}`, outcome], ["Answers", `O${row}`, amount], ["Answers", `P${row}`, reason], ["Tickets", `F${line}`, summary]];
    return of.filter(([, , text]) => text);
  });
  return typed(book, cells);
}

test("an analyst takes the open tickets away, is told the faults, corrects them, and sends the proposals", async () => {
  const [one, two, later] = [await waiting(), await waiting(), await waiting()];
  const page = await browser.page("mco.mer", { javaScriptEnabled: false });
  hold(await faultsOf(page, await page.goto("/tickets?desk=mco"), { scripts: false }), "the queue");
  const book = await saved(page, page.getByRole("link", { name: "take your open tickets" }));
  assert.ok(textsOf(book, "Answers").includes(later.number));

  hold(await faultsOf(page, await enters(page, page.getByRole("link", { name: "upload your answers" })), { scripts: false }), "the new one");
  hold(await faultsOf(page, await enters(page, page.getByRole("button", { name: "Go on to choose the file" })), { scripts: false, postsTo: BUCKET }), "the open slot");
  const wrong = answered(book, { [one.number]: ["Pay in part – Pagar en parte", "", "Rate.", "In part."], [two.number]: ["uphold", "", "", "No."] });
  hold(await faultsOf(page, await sends(page, named(wrong)), { scripts: false }), "the faults");
  assert.match(await page.getByRole("alert").innerText(), /2 faults in 2 rows/);
  const marked = await saved(page, page.getByRole("link", { name: "Your workbook with the faults marked" }));
  assert.ok(textsOf(marked, "Faults").some((text) => text.includes("how much")));

  // The very workbook that came back, put right.
  await enters(page, page.getByRole("button", { name: "Upload the corrected workbook" }));
  const right = answered(marked, { [one.number]: ["", "500.00", "", ""], [two.number]: ["", "", "Not covered.", ""] });
  hold(await faultsOf(page, await sends(page, named(right)), { scripts: false }), "the proposals");
  assert.match(await page.getByRole("status").innerText(), /2 tickets answered, 2 claims, \$500\.00 to be paid/);

  await call("provider.demo", "POST", `/tickets/${two.ticket_id}/withdrawal`, { reason: "Settled." });
  hold(await faultsOf(page, await enters(page, page.getByRole("button", { name: "Send these 2 proposals" })), { scripts: false }), "what became of them");
  assert.match(await page.getByRole("status").innerText(), /^Sent: 1\. Refused: 1\. Not known: 0\./);
  assert.equal((await ticket.read(one)).state, "proposed");
  assert.equal((await ticket.read(later)).state, "with_mco");
  await enters(page, page.getByRole("link", { name: "Your workbook", exact: true }));
  assert.equal(await page.locator("h1").innerText(), "Your proposals were sent");
  hold(await faultsOf(page, await page.reload(), { scripts: false }), "the sent one");
});

describe("every page of it is for everyone to read", () => {
  for (const [language, locale] of [["en", "en-US"], ["es", "es-US"]]) {
    test(language, async () => {
      const [one, two] = [await waiting(), await waiting()];
      const page = await browser.page("mco.mer", { locale });
      const holds = async (answer, where, more = {}) => hold(await faultsOf(page, answer, { language, ...more }), `${where} in ${language}`);
      await holds(await page.goto("/"), "home");
      await holds(await page.goto("/uploads"), "the list");
      await page.goto("/tickets?desk=mco");
      const book = await saved(page, page.locator("a[href^='/workbooks/answers.xlsx']").first());
      const answers = { [one.number]: ["Pagar en su totalidad", "", "", "Pagado."], [two.number]: ["maybe", "", "", "No."] };
      for (const [where, file] of [["the faults", answered(book, answers)], ["the proposals", answered(book, { [one.number]: answers[one.number] })]]) {
        await holds(await page.goto("/uploads/new"), "the new one");
        await enters(page, page.getByRole("button", { name: /^(Go on to choose the file|Seguir para elegir el archivo)$/ }));
        await holds(await sends(page, named(file)), where);
      }
      await holds(await enters(page, page.getByRole("button", { name: /^(Send this proposal|Enviar esta propuesta)$/ })), "what became of it");
      await holds(await enters(page, page.getByRole("link", { name: /^(Your workbook|Su libro de Excel)$/ })), "the sent one");
      assert.equal((await ticket.read(one)).state, "proposed");
    });
  }
});
