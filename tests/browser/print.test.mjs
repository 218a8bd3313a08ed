// A ticket on paper: a document, not a page of a site.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ticket } from "./api.mjs";
import { aBrowser } from "./browser.mjs";

const browser = aBrowser();
// What is left of US Letter at the browser's own margins, in CSS pixels.
const PAPER = { width: 739, height: 979 };

for (const [who, locale, open] of [["provider.demo", "en-US", ""], ["provider.demo", "en-US", "?do=answer"], ["hfs.staff", "es-US", ""]]) {
  test(`a ticket prints to a clean document for ${who}${open && ", with a form open on it"}`, async () => {
    const filed = await ticket.proposed();
    const page = await browser.page(who, { locale, viewport: PAPER });
    await page.goto(`/tickets/${filed.ticket_id}${open}`);
    await page.emulateMedia({ media: "print" });
    for (const place of ["nav", "footer", "button", "form", ".portal-language", ".usa-skipnav"]) {
      for (const one of await page.locator(place).all()) assert.ok(!(await one.isVisible()), place);
    }
    const text = await page.locator("body").innerText();
    for (const said of [filed.number, "Quillfeather", "012345678", "$980.25", "We pay a part."]) {
      assert.ok(text.includes(said), said);
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= PAPER.width, `${wide} pixels on a sheet of ${PAPER.width}`);
  });
}
