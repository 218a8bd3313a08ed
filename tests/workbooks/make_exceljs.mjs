// Makes the workbooks of this folder as programs make them with exceljs 4.4: `node make_exceljs.mjs`.
// Nobody in them exists.

import { createWriteStream, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

// Made at one instant, so that making them again changes nothing.
const RealDate = Date;
const FIXED = RealDate.UTC(2026, 0, 1);
globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length ? given : [FIXED]));
  }
  static now() {
    return FIXED;
  }
};
const { default: ExcelJS } = await import("exceljs");

const HEADINGS = [
  "MCO tracking number", "Date filed with MCO", "MCO answer date", "Member last name", "Member first name", "RIN",
  "Date of birth", "Service from", "Service to", "MCO claim number", "Claim type", "Billed", "Paid", "Expected",
  "Denial date", "CARC", "RARC", "Procedure or revenue code", "Authorization number", "Rendering NPI", "Comment",
];
const TICKET = [
  ["MCO", "ABHIL"], ["Program", "HCI"], ["Category", "claim_denial/authorization"], ["Provider NPI", "1234567893"],
  ["Medicaid ID", "363456789001"],
];
const day = (text) => new Date(`${text}T00:00:00Z`);
const claim = (n) => [
  `PDXGR${String(n).padStart(7, "0")}`, day("2026-10-20"), new Date("2026-11-05T09:30:00Z"), "Example", "Member",
  String(12345000 + n).padStart(9, "0"), day("1980-02-29"), day("2026-08-01"), day("2026-08-03"),
  `23ABC${String(n).padStart(7, "0")}`, "837I", 1250 + n, 0, 980.25, day("2026-09-30"), 197, "N54", 99284, "A-77",
  1234567893,
];
const path = (name) => fileURLToPath(new URL(name, import.meta.url));

// As most programs do: the whole book in memory, strings shared.
const book = new ExcelJS.Workbook();
const sheet = book.addWorksheet("Claims");
sheet.addRow(HEADINGS);
for (let n = 1; n <= 3; n += 1) sheet.addRow(claim(n));
sheet.getCell("D2").value = { richText: [{ text: "Exam" }, { font: { bold: true }, text: "ple" }] };
sheet.getCell("F2").value = { formula: 'TEXT(12345001,"000000000")', result: "012345001" };
sheet.getCell("L3").value = { formula: "1250+2", result: 1252 };
sheet.getCell("S4").value = { text: "A-77", hyperlink: "https://authorizations.example.org/A-77" };
sheet.getColumn(6).numFmt = "@";
sheet.getColumn(10).hidden = true;
sheet.getRow(4).hidden = true;
sheet.autoFilter = "A1:U4";
book.addWorksheet("Ticket").addRows(TICKET);
writeFileSync(path("exceljs-hidden.xlsx"), Buffer.from(await book.xlsx.writeBuffer()));

// As programs do that write more than they can hold: row by row, every string in its cell.
const stream = new ExcelJS.stream.xlsx.WorkbookWriter({
  stream: createWriteStream(path("exceljs-streamed.xlsx")),
  useSharedStrings: false,
  useStyles: true,
});
const rows = stream.addWorksheet("Claims");
rows.addRow(HEADINGS.toReversed()).commit();
for (let n = 1; n <= 3; n += 1) {
  const cells = claim(n);
  cells[20] = null;
  // A RIN that lost its zero, a day that does not exist, an amount with three decimals.
  if (n === 3) [cells[5], cells[7], cells[11]] = [12345003, "2026-06-31", 1253.125];
  rows.addRow(cells.toReversed()).commit();
}
rows.commit();
const ticket = stream.addWorksheet("Ticket");
for (const line of TICKET) ticket.addRow(line).commit();
ticket.commit();
await stream.commit();
