// Reads a claims workbook with exceljs and turns its rows into claims with their faults: the work of `read_claims`, but
// for what is hidden or merged and odd formats, as one would write it in JavaScript. Prints how long each reading took, in milliseconds, after as many to warm up.
//
//     node read_exceljs.mjs FILE TIMES

import { readFileSync } from "node:fs";
import ExcelJS from "exceljs";

const DAYS = new Set(["Date filed with MCO", "MCO answer date", "Date of birth", "Service from", "Service to", "Denial date"]);
const AMOUNTS = new Set(["Billed", "Paid", "Expected"]);
const SHAPES = {
  "MCO tracking number": /^[A-Za-z0-9/._ -]{3,40}$/, RIN: /^[0-9]{9}$/, "MCO claim number": /^[A-Za-z0-9-]{6,38}$/,
  "Claim type": /^(837P|837I|837D|pharmacy)$/, CARC: /^([0-9]{1,3}|[A-Z][0-9]{1,3})$/, RARC: /^(MA|M|N)[0-9]{1,4}$/,
  "Procedure or revenue code": /^([A-Za-z0-9]{5}|[0-9]{3,4})$/, "Authorization number": /^[A-Za-z0-9-]{1,30}$/,
  "Rendering NPI": /^[12][0-9]{9}$/, "Member last name": /^.{1,60}$/, "Member first name": /^.{1,60}$/,
  Comment: /^[\s\S]{0,500}$/,
};
const REQUIRED = new Set([
  "MCO tracking number", "Date filed with MCO", "Member last name", "Member first name", "RIN", "Date of birth",
  "Service from", "Service to", "MCO claim number", "Claim type", "Billed", "Paid", "Expected",
]);
const TODAY = "2026-11-24";
// Numbers in which zeros in front may have been lost: their most digits.
const MAY_LACK_ZEROS = { "MCO tracking number": 40, "MCO claim number": 38, "Authorization number": 30 };
// Each day and the one that it must follow.
const ORDER = [
  ["Service to", "Service from"], ["Service from", "Date of birth"], ["Denial date", "Service from"],
  ["MCO answer date", "Date filed with MCO"], ["Date filed with MCO", "Service from"],
];
const BLANKS = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
const UNSEEN = /[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const WIDE = /[\uff01-\uff5e]/g;
const TICKET = {
  MCO: /^[A-Z]{2,8}$/, Program: /^[A-Z0-9]{2,8}$/, Category: /^[a-z_]+(\/[a-z_]+)?$/,
  "Provider NPI": /^[12][0-9]{9}$/, "Medicaid ID": /^[A-Za-z0-9]{7,12}$/,
};

function plain(value) {
  const seen = String(value).replace(BLANKS, " ").replace(UNSEEN, "");
  return seen.replace(WIDE, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)).trim();
}

function luhn(npi) {
  let total = 24;
  [...npi].reverse().forEach((text, place) => {
    const digit = Number(text);
    total += place % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  });
  return total % 10 === 0;
}

function day(value) {
  const read = value instanceof Date ? value : new Date(String(value).trim());
  return Number.isNaN(read.getTime()) ? null : read.toISOString().slice(0, 10);
}

function cents(value) {
  const read = typeof value === "string" ? Number(value.trim().replace(/^\$/, "").replaceAll(",", "")) : value;
  return Number.isNaN(read) ? null : Math.round(read * 100);
}

async function read(file) {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(file);
  const [ticket, claims, faults, warnings, seen] = [{}, [], [], [], new Map()];
  book.getWorksheet("Ticket").eachRow((row) => {
    ticket[plain(row.getCell(1).value)] = plain(row.getCell(2).value);
  });
  for (const [label, shape] of Object.entries(TICKET)) {
    const code = (ticket[label] ?? "").split(" – ")[0];
    if (!shape.test(code) || (label === "Provider NPI" && !luhn(code))) faults.push([0, label, "shape"]);
  }
  let headings = [];
  book.getWorksheet("Claims").eachRow((row, number) => {
    if (number === 1) {
      headings = row.values.map((heading) => String(heading).trim());
      return;
    }
    const claim = {};
    headings.forEach((heading, at) => {
      const value = row.getCell(at).value;
      if (value === null) {
        if (REQUIRED.has(heading)) faults.push([number, heading, "missing"]);
        return;
      }
      let found;
      if (DAYS.has(heading)) {
        found = day(value);
        if (typeof value === "number") warnings.push([number, heading, "day_from_number"]);
        if (found === null || found > TODAY) faults.push([number, heading, "date"]);
      } else if (AMOUNTS.has(heading)) {
        found = cents(value);
        if (found === null || found < 0 || found > 1_000_000_000) faults.push([number, heading, "money"]);
      } else {
        found = plain(value);
        if (typeof value === "number" && value < 10 ** ((MAY_LACK_ZEROS[heading] ?? 0) - 1)) {
          warnings.push([number, heading, "zeros_perhaps_lost"]);
        }
        if (!SHAPES[heading].test(found)) faults.push([number, heading, "shape"]);
        else if (heading === "Rendering NPI" && !luhn(found)) faults.push([number, heading, "check_digit"]);
      }
      claim[heading] = found;
    });
    for (const [later, earlier] of ORDER) {
      if (claim[later] < claim[earlier]) faults.push([number, later, "order"]);
    }
    if (claim.Paid > claim.Billed) warnings.push([number, "Paid", "over_billed"]);
    const tracking = claim["MCO tracking number"] ?? "";
    if (tracking === claim["MCO claim number"] || !/[0-9]/.test(tracking)) {
      warnings.push([number, "MCO tracking number", "odd"]);
    }
    const key = `${claim["MCO claim number"]} ${claim["Service from"]}`;
    if (seen.has(key)) faults.push([number, "MCO claim number", "duplicate"]);
    seen.set(key, number);
    claims.push(claim);
  });
  const reasons = new Map();
  for (const { CARC: reason } of claims) {
    if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const [common] = [...reasons].reduce((most, one) => (one[1] > most[1] ? one : most), [undefined, 0]);
  claims.forEach(({ CARC: reason }, index) => {
    if (reason !== undefined && reason !== common) warnings.push([index + 2, "CARC", "dissimilar"]);
  });
  return { ticket, claims, faults, warnings };
}

const [file, times] = [readFileSync(process.argv[2]), Number(process.argv[3])];
const { ticket, claims, faults, warnings } = await read(file);
if (Object.keys(ticket).length !== 5 || claims.length !== 100 || faults.length || warnings.length) {
  console.error(`error: read ${claims.length} claims`, faults.slice(0, 3), warnings.slice(0, 3));
  process.exit(1);
}
for (let n = 0; n < times; n += 1) await read(file);
const taken = [];
for (let n = 0; n < times; n += 1) {
  const start = performance.now();
  await read(file);
  taken.push(performance.now() - start);
}
console.log(JSON.stringify(taken));
