// A file put to a ticket from its page, by keyboard alone and without JavaScript, and read by the other side.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { call, ticket } from "./api.mjs";
import { aBrowser, portal } from "./browser.mjs";
import { faultsOf, hold } from "./holds.mjs";
import { chooses, enters, tabTo } from "./keyboard.mjs";
import { zip } from "./xlsx.mjs";

const browser = aBrowser();
const BUCKET = new URL(portal.endpoint).origin;
const PDF = Buffer.from("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n", "latin1");

// From the ticket's page to the page that takes the file; its answer.
async function begins(page, filed, kind, name) {
  await page.goto(`/tickets/${filed.ticket_id}`);
  await enters(page, page.getByRole("link", { name: "Attach a file" }));
  await tabTo(page, page.getByLabel("Kind of file"));
  await page.keyboard.type(kind);
  await tabTo(page, page.getByLabel("What to call it on the ticket"));
  await page.keyboard.type(name);
  return enters(page, page.getByRole("button", { name: "Attach a file" }));
}

async function sends(page, file) {
  await chooses(page, page.getByLabel(/^(The file|El archivo)$/), file);
  return enters(page, page.getByRole("button", { name: /^(Send the file|Enviar el archivo)$/ }));
}

// The file of a ticket, once nothing more is to be awaited of it.
async function settled(filed, name) {
  for (let looks = 0; looks < 150; looks += 1) {
    const { files } = await ticket.read(filed);
    const file = files.find((each) => each.name === name);
    if (file && !["waiting", "quarantined"].includes(file.status)) return file;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return assert.fail(`${name} never came`);
}

test("a provider puts a PDF to a ticket and the MCO reads the same bytes", async () => {
  const filed = await ticket.inReview();
  const page = await browser.page("provider.demo", { javaScriptEnabled: false });
  hold(await faultsOf(page, await begins(page, filed, "PDF", "authorization letter"), { scripts: false, postsTo: BUCKET }), "the slot");
  hold(await faultsOf(page, await sends(page, { name: "x.pdf", mimeType: "application/pdf", buffer: PDF }), { scripts: false }), "the ticket after it");
  assert.equal(page.url(), `${portal.url}/tickets/${filed.ticket_id}#files-title`);
  const file = await settled(filed, "authorization letter.pdf");
  assert.deepEqual([file.status, file.size, file.by], ["clean", PDF.length, "provider"]);

  // It can be pointed to as evidence.
  await page.goto(`/tickets/${filed.ticket_id}?do=evidence`);
  await tabTo(page, page.getByLabel("What you put in"));
  await page.keyboard.type("The letter.");
  await tabTo(page, page.getByLabel(/^authorization letter\.pdf/));
  await page.keyboard.press("Space");
  hold(await faultsOf(page, await enters(page, page.getByRole("button", { name: "Put in evidence" })), { scripts: false }), "the ticket with evidence");
  await page.getByText("Done.").waitFor();

  const plan = await browser.page("mco.abhil", { javaScriptEnabled: false });
  await plan.goto(`/tickets/${filed.ticket_id}`);
  await tabTo(plan, plan.getByRole("link", { name: "authorization letter.pdf" }));
  // The link ends in a minute. The emulator does not say that it is to be saved, as S3 does, so that a
  // browser may show it instead: what counts is what the link asks for, and what comes.
  const ofBucket = (answer) => answer.url().startsWith(`${BUCKET}/`) && answer.url().includes("/attachments/");
  const [link] = await Promise.all([plan.waitForResponse(ofBucket), plan.keyboard.press("Enter")]);
  const saved = new URL(link.url()).searchParams.get("response-content-disposition");
  assert.match(saved, /^attachment; filename="IL-[0-9A-Z-]+-[0-9a-f]{8}\.pdf"$/);
  assert.deepEqual(Buffer.from(await (await fetch(link.url())).arrayBuffer()), PDF);
});

describe("what is not taken is told on the ticket, in its own words", () => {
  const macros = () => zip(new Map([
    ["[Content_Types].xml", Buffer.from('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>')],
    ["xl/workbook.xml", Buffer.from("<workbook/>")],
    ["xl/vbaProject.bin", Buffer.from("x")],
  ]));
  for (const [what, kind, buffer, words] of [
    ["a workbook with macros", "Excel", macros, /holds macros/],
    ["a page called a PDF", "PDF", () => Buffer.from("<html>%PDF-1.7"), /not what its name says/],
    ["an empty file", "PDF", () => Buffer.alloc(0), /The file is empty/],
  ]) {
    test(what, async () => {
      const filed = await ticket.waiting();
      const page = await browser.page("provider.demo", { javaScriptEnabled: false });
      await begins(page, filed, kind, what);
      await sends(page, { name: "x.bin", mimeType: "application/octet-stream", buffer: buffer() });
      const file = await settled(filed, `${what}.${kind === "PDF" ? "pdf" : "xlsx"}`);
      assert.equal(file.status, "refused");
      await page.reload();
      assert.match(await page.locator(`#file-${file.file_id}`).innerText(), words);
    });
  }
});

describe("the pages of a file are for everyone to read", () => {
  for (const [language, locale] of [["en", "en-US"], ["es", "es-US"]]) {
    for (const who of ["provider.demo", "hfs.staff"]) {
      test(`${who} in ${language}`, async () => {
        const { ticket_id } = await ticket.waiting();
        const page = await browser.page(who, { locale });
        hold(await faultsOf(page, await page.goto(`/tickets/${ticket_id}?do=files`), { language }), "the form");
        await page.locator("#kind").selectOption("pdf");
        if (who === "hfs.staff") await page.locator("label[for=lane-hfs]").click();
        const [answer] = await Promise.all([page.waitForNavigation(), page.locator("#form [type=submit]").click()]);
        hold(await faultsOf(page, answer, { language, postsTo: BUCKET }), "the slot");
        hold(await faultsOf(page, await sends(page, { name: "x.pdf", mimeType: "application/pdf", buffer: PDF }), { language }), "the ticket after it");
      });
    }
  }
});

test("what HFS keeps for itself no party sees", async () => {
  const filed = await ticket.waiting();
  const page = await browser.page("hfs.staff", { javaScriptEnabled: false });
  await page.goto(`/tickets/${filed.ticket_id}?do=files`);
  await page.locator("#kind").selectOption("txt");
  await page.locator("label[for=lane-hfs]").click();
  await enters(page, page.locator("#form [type=submit]"));
  await sends(page, { name: "x.txt", mimeType: "text/plain", buffer: Buffer.from("A note.") });
  await settled(filed, "file.txt");
  const { files } = await call("provider.demo", "GET", `/tickets/${filed.ticket_id}`);
  assert.deepEqual(files, []);
});
