// Workbooks on their way: the blank one as a browser saves it, and the form that sends one to the bucket.

import fs from "node:fs";
import { daysAgo, unique } from "./api.mjs";
import { portal } from "./browser.mjs";
import { chooses, enters } from "./keyboard.mjs";

export const BUCKET = new URL(portal.endpoint).origin;

export const workbook = (buffer, name) => ({
  name, mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", buffer,
});

// What a browser saves of an address.
export async function taken(page, path) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    // What is saved is no page: going there ends without one.
    page.goto(path).catch(() => null),
  ]);
  return fs.readFileSync(await download.path());
}

// From the page of an open slot to what was found; the answer.
export async function sends(page, file) {
  await chooses(page, page.getByLabel(/^(Your workbook|Su libro de Excel)$/), file);
  return enters(page, page.getByRole("button", { name: /^(Upload the workbook|Subir el libro)$/ }));
}

// One good row; as tests/src/workbook.rs has it.
export function row() {
  const number = unique();
  return [
    `PDXGR${number}`, daysAgo(40), daysAgo(24), "Quillfeather", "Ottoline", "012345678", "1980-02-29", daysAgo(100), daysAgo(98),
    `23W${number}`, "837I", "1250.00", "0.00", "980.25", daysAgo(70), "197", "N54", "99284", "", "", "",
  ];
}
