// Each page that an address opens by itself, in both languages.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { ticket } from "./api.mjs";
import { aBrowser } from "./browser.mjs";
import { faultsAt, hold, weight } from "./holds.mjs";
import { PAGES } from "./pages.mjs";
import { registration } from "./registering.mjs";

const browser = aBrowser();
const keys = {};

before(async () => {
  const filed = {
    waiting: await ticket.waiting(), early: await ticket.early(), proposed: await ticket.proposed(),
    review: await ticket.inReview(), ripe: await ticket.ripe(), decided: await ticket.decided(),
    asked: await ticket.withExtensionAsked(), held: await ticket.held(), urgent: await ticket.urgent(),
    registered: await registration.waiting(), ofAgent: await registration.ofAgent(), approved: await registration.approved(),
  };
  for (const [name, one] of Object.entries(filed)) keys[name] = one.ticket_id ?? one.registration_id;
});

const at = (path) => path.replace(/\{(\w+)\}/, (_, name) => keys[name]);

for (const [who, paths] of PAGES) {
  describe(who || "anyone", () => {
    for (const [language, locale] of [["en", "en-US"], ["es", "es-US"]]) {
      for (const each of paths) {
        const [path, status] = [each].flat();
        test(`${path} in ${language} is for everyone to read`, async () => {
          const page = await browser.page(who, { locale });
          hold(await faultsAt(page, at(path), { status, language }), path);
          await page.context().close();
        });
      }
    }
    test("no page is heavy", async () => {
      for (const each of paths) {
        const [path] = [each].flat();
        const page = await browser.page(who);
        const { fonts, rest, critical } = await weight(page, at(path));
        assert.ok(rest <= 100_000, `${path}: ${rest} bytes without fonts`);
        assert.ok(rest + fonts <= 400_000, `${path}: ${rest + fonts} bytes with fonts`);
        assert.ok(critical.length <= 2, `${path}: before anything is seen ${critical.join(", ")}`);
        await page.context().close();
      }
    });
  });
}
