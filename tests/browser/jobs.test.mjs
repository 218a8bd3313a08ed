// The main jobs, each by keyboard alone and without JavaScript.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ticket } from "./api.mjs";
import { aBrowser, portal } from "./browser.mjs";
import { faultsOf, hold } from "./holds.mjs";
import { enters, tabTo } from "./keyboard.mjs";

const browser = aBrowser();

// Opens a ticket from the queue and one of its forms.
async function opensForm(page, filed, label) {
  await page.goto(`/tickets?text=${filed.number}`);
  await tabTo(page, page.getByRole("link", { name: filed.number }));
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/tickets/${filed.ticket_id}`);
  await tabTo(page, page.getByRole("link", { name: label }));
  await page.keyboard.press("Enter");
  await page.waitForURL("**?do=*");
}

// Has the form shown before it counts, and then presses its button, both by Enter; the page that came of it.
async function sends(page, label, scripts) {
  const look = await enters(page, page.getByRole("button", { name: "Look it over before sending" }));
  hold(await faultsOf(page, look, { scripts }), "what it would come to");
  assert.equal(await page.evaluate(() => document.activeElement.id), "look");
  return enters(page, page.getByRole("button", { name: label }));
}

for (const [javaScriptEnabled, with_] of [[true, ""], [false, ", without JavaScript"]]) {
  describe(`by keyboard alone${with_}`, () => {
    test("an MCO answers with a proposal", async () => {
      const filed = await ticket.read(await ticket.waiting());
      const page = await browser.page("mco.abhil", { javaScriptEnabled });
      await opensForm(page, filed, "Answer with a proposal");
      await tabTo(page, page.getByLabel("In words"));
      await page.keyboard.type("The rate of 2026 applies.");
      await tabTo(page, page.getByLabel("Verdict, claim 1"));
      await page.keyboard.type("Pay in part");
      assert.equal(await page.getByLabel("Verdict, claim 1").inputValue(), "pay_part");
      await tabTo(page, page.getByLabel("Amount in dollars, claim 1"));
      await page.keyboard.type("500.00");
      await tabTo(page, page.getByLabel("Reason, claim 1"));
      await page.keyboard.type("Contract rate.");
      hold(await faultsOf(page, await sends(page, "Answer with a proposal", javaScriptEnabled), { scripts: javaScriptEnabled }), "the ticket after it");
      assert.match(await page.getByRole("status").innerText(), /^Done\./);
      const { state, proposal } = await ticket.read(filed);
      assert.deepEqual([state, proposal.summary, proposal.total], ["proposed", "The rate of 2026 applies.", "500.00"]);
    });

    for (const [answer, state, label] of [["accept", "resolved", "Accept the proposal"], ["review", "in_review", "Ask HFS"]]) {
      test(`a provider answers the proposal: ${answer}`, async () => {
        const filed = await ticket.read(await ticket.proposed());
        const page = await browser.page("provider.demo", { javaScriptEnabled });
        await opensForm(page, filed, "Accept, or ask for review");
        // One stop for the group; the space bar chooses the first, an arrow the next.
        await tabTo(page, page.getByRole("radio").first());
        await page.keyboard.press(answer === "accept" ? "Space" : "ArrowDown");
        assert.ok(await page.getByRole("radio", { name: label }).isChecked());
        await tabTo(page, page.getByLabel("Why"));
        await page.keyboard.type("As discussed.");
        hold(await faultsOf(page, await sends(page, "Accept, or ask for review", javaScriptEnabled), { scripts: javaScriptEnabled }), "the ticket after it");
        assert.equal((await ticket.read(filed)).state, state);
      });
    }

    test("HFS decides", async () => {
      const filed = await ticket.read(await ticket.ripe());
      const page = await browser.page("hfs.staff", { javaScriptEnabled });
      await opensForm(page, filed, "Decide");
      await tabTo(page, page.getByLabel("In words"));
      await page.keyboard.type("The contract says so.");
      await tabTo(page, page.getByLabel("Verdict, claim 1"));
      await page.keyboard.press("ArrowDown");
      await tabTo(page, page.getByLabel("Reason, claim 1"));
      await page.keyboard.type("Clause 4.");
      hold(await faultsOf(page, await sends(page, "Decide", javaScriptEnabled), { scripts: javaScriptEnabled }), "the ticket after it");
      const { state, decision } = await ticket.read(filed);
      assert.deepEqual([state, decision.summary], ["decided", "The contract says so."]);
    });
  });
}

test("an MCO answers in Spanish", async () => {
  const filed = await ticket.waiting();
  const page = await browser.page("mco.abhil", { locale: "es-US" });
  await page.goto(`/tickets/${filed.ticket_id}?do=proposal`);
  await page.getByLabel("En palabras").fill("Pagamos.");
  await page.getByLabel("Resultado, reclamo 1").selectOption("pay");
  const presses = async (name) => (await Promise.all([page.waitForNavigation(), page.getByRole("button", { name }).click()]))[0];
  hold(await faultsOf(page, await presses("Revisar antes de enviar"), { language: "es" }), "what it would come to");
  await page.getByText("Todavía no se envió nada.").waitFor();
  hold(await faultsOf(page, await presses("Responder con una propuesta"), { language: "es" }), "the ticket after it");
  await page.getByText("Hecho.").waitFor();
  assert.equal(page.url().startsWith(`${portal.url}/tickets/${filed.ticket_id}`), true);
  assert.equal((await ticket.read(filed)).state, "proposed");
});
