// A dispute written step by step: by keyboard, with and without JavaScript, in both languages; put aside,
// gone on with, checked and filed.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { call, daysAgo, ticket, unique } from "./api.mjs";
import { aBrowser, portal } from "./browser.mjs";
import { faultsAt, faultsOf, hold, listening } from "./holds.mjs";
import { enters, pressesButton as sends, tabTo } from "./keyboard.mjs";

const browser = aBrowser();

// What a clerk types, field by field, of a dispute that may be filed today.
function typed() {
  const number = unique();
  return [
    {
      "provider.medicaid_id": "363456789001", mco: "ABHIL", program: "HCI", mco_tracking_number: `PDXGR${number}`,
      filed_with_mco: daysAgo(40), mco_answer: "denied", mco_answered: daysAgo(24), peer_to_peer: "not_applicable",
    },
    {
      category: "claim_denial/authorization", description: "Authorization was obtained by telephone.",
      outcome_sought: "Payment at the contracted rate.",
    },
    {
      "claims.0.member_last_name": "Quillfeather", "claims.0.member_first_name": "Ottoline", "claims.0.rin": "012345678",
      "claims.0.date_of_birth": "1980-02-29", "claims.0.service_from": daysAgo(100), "claims.0.service_to": daysAgo(98),
      "claims.0.mco_claim_number": `23A${number}`, "claims.0.claim_type": "837I", "claims.0.billed": "1250.00",
      "claims.0.paid": "0.00", "claims.0.expected": "980.25", "claims.0.denied_on": daysAgo(70), "claims.0.carc": "197",
      "claims.0.procedure_code": "99284",
    },
    { "contact.name": "Pat Clerk", "contact.phone": "217-555-0100", "contact.email": "billing@prairie.example.org", attested: "true" },
  ];
}

const field = (page, id) => page.locator(`[id="${id}"]`);

// Fills the fields of a step as a program of the browser's would.
async function fills(page, fields) {
  for (const [id, value] of Object.entries(fields)) {
    const at = field(page, id);
    const kind = await at.evaluate((each) => (each.tagName === "SELECT" ? "select" : each.type));
    if (kind === "select") await at.selectOption(value);
    // The box itself lies beyond the page: its label shows it.
    else if (kind === "checkbox") await page.locator(`label[for="${id}"]`).click();
    else await at.fill(value);
  }
}

// The same with the keyboard alone: Tab to each in turn, and type.
async function types(page, fields) {
  for (const [id, value] of Object.entries(fields)) {
    const at = field(page, id);
    await tabTo(page, at, 60);
    const kind = await at.evaluate((each) => (each.tagName === "SELECT" ? "select" : each.type));
    if (kind === "select") await page.keyboard.type(await at.evaluate((each, value) => [...each.options].find((one) => one.value === value).text, value));
    else if (kind === "checkbox") await page.keyboard.press("Space");
    else if (kind === "date") await page.keyboard.type(`${value.slice(5, 7)}${value.slice(8)}${value.slice(0, 4)}`);
    else await page.keyboard.type(value);
    const stands = await at.evaluate((each) => (each.type === "checkbox" ? String(each.checked) : each.value));
    assert.equal(stands, value, id);
  }
}

// Begins a draft; its address.
async function begins(page, button = "Start") {
  await page.goto("/tickets/new");
  await sends(page, button);
  assert.match(page.url(), /\/drafts\/[^/]+\/1$/);
  return page.url().slice(portal.url.length, -2);
}

async function filed(page) {
  await page.waitForURL(/\/tickets\/[0-9a-f-]{36}\b/);
  return call("hfs.staff", "GET", `/tickets/${page.url().match(/tickets\/([0-9a-f-]{36})/)[1]}`);
}

for (const [javaScriptEnabled, with_] of [[true, ""], [false, ", without JavaScript"]]) {
  test(`a clerk files a dispute by keyboard alone${with_}`, async () => {
    const page = await browser.page("provider.demo", { javaScriptEnabled });
    await begins(page);
    const steps = typed();
    for (const fields of steps) {
      await types(page, fields);
      const next = page.getByRole("button", { name: "Save and go on", exact: true });
      hold(await faultsOf(page, await enters(page, next), { scripts: javaScriptEnabled }), page.url());
    }
    await page.getByRole("heading", { name: "It can be filed today" }).waitFor();
    const file = page.getByRole("button", { name: "File", exact: true });
    hold(await faultsOf(page, await enters(page, file), { scripts: javaScriptEnabled }), "the ticket");
    const { state, mco_tracking_number, claims } = await filed(page);
    assert.deepEqual([state, mco_tracking_number, claims.length], ["with_mco", steps[0].mco_tracking_number, 1]);
  });
}

test("a clerk files a dispute in Spanish", async () => {
  const page = await browser.page("provider.demo", { locale: "es-US" });
  await begins(page, "Empezar");
  for (const fields of typed()) {
    await fills(page, fields);
    hold(await faultsOf(page, await sends(page, "Guardar y seguir"), { language: "es" }), page.url());
  }
  await page.getByRole("heading", { name: "Se puede presentar hoy" }).waitFor();
  await sends(page, "Presentar");
  assert.equal((await filed(page)).state, "with_mco");
});

describe("a draft", () => {
  test("survives the end of the session, is found again and gone on with", async () => {
    const page = await browser.page("provider.demo");
    const draft = await begins(page);
    const [first, second] = typed();
    await fills(page, first);
    await sends(page, "Save and go on");
    await fills(page, second);
    await sends(page, "Save for later");
    const later = await browser.page("provider.demo");
    hold(await faultsAt(later, "/drafts"), "/drafts");
    await later.getByRole("link", { name: first.mco_tracking_number }).click();
    assert.equal(later.url(), `${portal.url}${draft}/3`);
    await later.goto(`${draft}/2`);
    assert.equal(await later.inputValue("#description"), second.description);
  });

  test("is its writer's alone", async () => {
    const draft = await begins(await browser.page("provider.demo"));
    for (const [who, status] of [["mco.abhil", 403], ["hfs.lead", 403]]) {
      const page = await browser.page(who);
      assert.equal((await page.goto(`${draft}/1`)).status(), status, who);
    }
  });

  test("is gone once it is discarded", async () => {
    const page = await browser.page("provider.demo");
    const draft = await begins(page);
    const [first] = typed();
    await fills(page, first);
    await sends(page, "Save for later");
    await sends(page, `Discard ${first.mco_tracking_number}`);
    assert.equal(await page.getByRole("link", { name: first.mco_tracking_number }).count(), 0);
    hold(await faultsAt(page, `${draft}/1`, { status: 404 }), draft);
  });

  for (const [language, locale, next, heading] of [
    ["en", "en-US", "Save and go on", "It cannot be filed like this"],
    ["es", "es-US", "Guardar y seguir", "Así no se puede presentar"],
  ]) {
    test(`with faults says each at its field, in ${language}, and keeps what was typed`, async () => {
      const page = await browser.page("provider.demo", { locale });
      const draft = await begins(page, language === "en" ? "Start" : "Empezar");
      const steps = typed();
      steps[2]["claims.0.rin"] = "12345";
      steps[2]["claims.0.billed"] = "much";
      for (const fields of steps) {
        await fills(page, fields);
        await sends(page, next);
      }
      await page.getByRole("heading", { name: heading }).waitFor();
      hold(await faultsAt(page, `${draft}/5`, { language }), "the check");
      // Each line leads to its field, with what was typed in it.
      await page.locator("#faults a[href$='#claims.0.rin']").click();
      await page.waitForURL(`**${draft}/3#claims.0.rin`);
      assert.equal(await field(page, "claims.0.rin").inputValue(), "12345");
      assert.equal(await field(page, "claims.0.billed").inputValue(), "much");
      hold(await faultsAt(page, `${draft}/3`, { language }), "step 3");
    });
  }

  for (const [language, locale, next, words] of [
    ["en", "en-US", "Save and go on", /Filed before day 30 .* You may file from/],
    ["es", "es-US", "Guardar y seguir", /Se presentó antes del día 30 .* Puede presentarla del/],
  ]) {
    test(`that comes too early says so before it is filed, in ${language}, and from when it may be`, async () => {
      const page = await browser.page("provider.demo", { locale });
      const draft = await begins(page, language === "en" ? "Start" : "Empezar");
      const steps = typed();
      Object.assign(steps[0], { filed_with_mco: daysAgo(5), mco_answered: daysAgo(2) });
      for (const fields of steps) {
        await fills(page, fields);
        await sends(page, next);
      }
      assert.match(await page.getByRole("status").innerText(), words);
      hold(await faultsAt(page, `${draft}/5`, { language }), "the check");
    });
  }

  test("is filed once, whatever Back and a second press do", async () => {
    const page = await browser.page("provider.demo");
    const draft = await begins(page);
    for (const fields of typed()) {
      await fills(page, fields);
      await sends(page, "Save and go on");
    }
    await page.getByRole("button", { name: "File", exact: true }).dblclick();
    const { ticket_id } = await filed(page);
    await page.goBack();
    const again = page.getByRole("button", { name: "File", exact: true });
    // Where the browser shows the page as it was, its button leads to the ticket that is there.
    if (await again.count()) {
      await again.click();
      assert.equal((await filed(page)).ticket_id, ticket_id);
    }
    // A page of the draft leads to the ticket from then on.
    await page.goto(`${draft}/5`);
    assert.ok(page.url().includes(`/tickets/${ticket_id}`), page.url());
  });

  for (const [language, locale, start, next, anew] of [
    ["en", "en-US", "Start", "Save and go on", "Start a new draft with this text"],
    ["es", "es-US", "Empezar", "Guardar y seguir", "Empezar un borrador nuevo con este texto"],
  ]) {
    test(`that was discarded in another window gives its text to a new one, in ${language}`, async () => {
      const page = await browser.page("provider.demo", { locale });
      const draft = await begins(page, start);
      const [, second] = typed();
      await page.goto(`${draft}/2`);
      await fills(page, second);
      const other = await page.context().newPage();
      await other.goto("/drafts");
      await other.locator(`form[action="${draft}/discard"] button`).click();
      const heard = listening(page, 404);
      const answer = await sends(page, next);
      hold([...heard, ...(await faultsOf(page, answer, { status: 404, language }))], "the step that was not saved");
      assert.equal(await page.inputValue("#description"), second.description);
      hold(await faultsOf(page, await sends(page, anew), { language }), "the new draft");
      assert.equal(await page.inputValue("#description"), second.description);
    });
  }

  test("is begun from a ticket that was closed, with what it says, but for the attestation", async () => {
    const early = await ticket.early();
    const page = await browser.page("provider.demo");
    await page.goto(`/tickets/${early.ticket_id}`);
    await page.getByRole("link", { name: "File a new one from this" }).click();
    await sends(page, "Start");
    assert.equal(await page.inputValue("#mco_tracking_number"), early.mco_tracking_number);
    await page.goto(page.url().replace(/1$/, "4"));
    assert.equal(await page.isChecked("#attested"), false);
  });
});
