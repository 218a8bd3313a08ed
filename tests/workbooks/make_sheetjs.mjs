// Makes the workbooks of this folder as web pages make them with SheetJS 0.18: `node make_sheetjs.mjs`.
// Nobody in them exists.

import { writeFileSync } from "node:fs";
import XLSX from "xlsx";

const pad = (number, digits) => String(number).padStart(digits, "0");
/** As objects, which is how a page has its rows; days as text, as JSON has them. */
const claim = (n) => ({
  "mco tracking number": `PDXGR${pad(n, 7)}`, "date filed with mco": "2026-10-20", "mco answer date": "11/05/2026 9:30 AM",
  "member last name": "Example", "member first name": "Member", rin: pad(12345000 + n, 9), "date of birth": "2/29/1980",
  "service from": "08/01/2026", "service to": "2026-08-03T00:00:00Z", "mco claim number": `23ABC${pad(n, 7)}`,
  "claim type": "837i", billed: `$${(1250 + n).toLocaleString("en-US")}.00`, paid: "0", expected: " 980.25 ",
  "denial date": "20260930", carc: "197", rarc: "n54", "procedure or revenue code": "99284",
  "authorization number": "A\u201377", "rendering npi": "1.234567893E9",
});
const TICKET = [
  ["Ticket"], [], ["", "MCO", "ABHIL"], ["", "program", "hci"], ["", "Category", "claim_denial/authorization"],
  ["", "NPI", 1234567893], ["", "Medicaid ID", "363456789001"],
];

const book = XLSX.utils.book_new();
const claims = XLSX.utils.json_to_sheet([1, 2, 3].map(claim), { origin: "A3" });
XLSX.utils.sheet_add_aoa(claims, [["Disputed claims of our clinic"]], { origin: "A1" });
XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(TICKET), "ticket");
XLSX.utils.book_append_sheet(book, claims, "claims");
book.Props = { CreatedDate: new Date(0), ModifiedDate: new Date(0) };
writeFileSync(new URL("sheetjs-text.xlsx", import.meta.url), XLSX.write(book, { type: "buffer", bookType: "xlsx", compression: true }));

// The same rows in the formats that are not taken.
for (const [name, bookType] of [["sheetjs.xls", "biff8"], ["sheetjs.xlsb", "xlsb"], ["sheetjs.csv", "csv"]]) {
  const bytes = XLSX.write(book, { type: "buffer", bookType, sheet: "claims", compression: true });
  writeFileSync(new URL(name, import.meta.url), bytes);
}
