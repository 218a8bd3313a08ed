// Hostile text in every field of every form, and in every address that is typed: it shows as text, or comes back as it was.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { ticket } from "./api.mjs";
import { aBrowser } from "./browser.mjs";
import { faultsOf, hold, listening } from "./holds.mjs";

const browser = aBrowser();
const TEXT = "<b id=\"planted\">x</b></textarea><script>document.title='taken'</script>\"' onfocus=alert(1) {{7*7}} &amp; \u202Etxet \u200F\u05D0 👩‍👩‍👧 e\u0301";
const keys = {};

before(async () => {
  const filed = {
    waiting: await ticket.waiting(), proposed: await ticket.proposed(), review: await ticket.inReview(), ripe: await ticket.ripe(),
    asked: await ticket.withExtensionAsked(),
  };
  for (const [name, one] of Object.entries(filed)) keys[name] = one.ticket_id;
});

const at = (path) => path.replace(/\{(\w+)\}/, (_, name) => keys[name]);

// Puts it into every field, whatever the page would keep out; how many there were.
const plant = (page, form) => page.locator(form).first().evaluate((form, text) => {
  let count = 0;
  for (const field of form.elements) {
    if (field.type === "hidden" || !field.name) continue;
    if (field.tagName === "SELECT") field.add(new Option(text, text, true, true));
    else if (["checkbox", "radio"].includes(field.type)) field.checked = true;
    else if (["submit", "button", "file"].includes(field.type)) continue;
    else {
      field.removeAttribute("maxlength");
      if (field.tagName === "INPUT") field.type = "text";
      field.value = text;
    }
    count += 1;
  }
  return count;
}, TEXT);

async function shows(page, answer, heard, where) {
  const status = answer.status();
  assert.ok([200, 400, 403, 404, 409, 422].includes(status), `${where}: ${status}`);
  assert.equal(await page.locator("#planted").count(), 0, where);
  assert.ok(!(await page.title()).includes("taken"), where);
  hold([...heard.filter((each) => !each.includes(`status of ${status}`)), ...(await faultsOf(page, answer, { status }))], where);
}

const FORMS = [
  ["", ["/sign-up", "/sign-up/code", "/password/forgotten", "/password/new"], "main form"],
  ["provider.demo", ["/tickets/{waiting}?do=messages", "/tickets/{proposed}?do=answer", "/tickets/{review}?do=evidence", "/tickets/{waiting}?do=withdrawal", "/tickets/{waiting}?do=extension", "/tickets/{waiting}?do=files"], "#form form"],
  ["provider.demo", ["/registrations/new"], "main form"],
  ["mco.abhil", ["/tickets/{waiting}?do=proposal", "/tickets/{waiting}?do=messages"], "#form form"],
  ["hfs.lead", ["/tickets/{ripe}?do=decision", "/tickets/{waiting}?do=closure", "/tickets/{asked}?do=extension/decision"], "#form form"],
  ["hfs.lead", ["/people"], "main form[method=post]"],
];

for (const [who, paths, form] of FORMS) {
  describe(`as ${who || "anyone"}`, () => {
    for (const path of paths) {
      test(path, async () => {
        const page = await browser.page(who || null);
        await page.goto(at(path));
        assert.ok((await plant(page, form)) > 0, path);
        const heard = listening(page);
        const button = page.locator(form).first().locator("[type=submit]").first();
        const [answer] = await Promise.all([page.waitForNavigation(), button.click()]);
        await shows(page, answer, heard, path);
        await page.context().close();
      });
    }
  });
}

test("in each step of a draft", async () => {
  const page = await browser.page("provider.demo");
  await page.goto("/tickets/new");
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Start" }).click()]);
  const draft = page.url().replace(/\/1$/, "");
  for (const step of [1, 2, 3, 4]) {
    await page.goto(`${draft}/${step}`);
    await plant(page, "main form");
    const heard = listening(page);
    const [answer] = await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Save and go on" }).click()]);
    await shows(page, answer, heard, `step ${step}`);
    page.removeAllListeners();
  }
  await shows(page, await page.goto(`${draft}/5`), [], "the check");
});

test("in every address that is typed", async () => {
  const page = await browser.page("hfs.lead");
  const text = encodeURIComponent(TEXT);
  const paths = [
    `/tickets?text=${text}`, `/tickets?state=${text}&desk=${text}&mco=${text}&due_by=${text}`, `/window?filed_with_mco=${text}&resolved=${text}`,
    `/audit?ticket=${text}`, `/people?mco=${text}`, `/registrations?status=${text}`, `/tickets/${text}`, `/${text}`, `/language/${text}?to=${text}`,
  ];
  for (const path of paths) {
    const answer = await page.goto(path);
    await shows(page, answer, [], path);
  }
});
