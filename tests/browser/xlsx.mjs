// A workbook filled in as a spreadsheet program would: the parts of the file it was given, with text in
// cells. And what such a file says.

import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";

// The parts of a zip, by name.
export function unzip(bytes) {
  const end = bytes.lastIndexOf("PK\x05\x06", undefined, "latin1");
  const parts = new Map();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, packed] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(start, start + packed);
    parts.set(bytes.toString("utf8", at + 46, at + 46 + name), method === 8 ? inflateRawSync(data) : data);
    at += 46 + name + extra + comment;
  }
  return parts;
}

// A zip of these parts.
export function zip(parts) {
  const [locals, centrals] = [[], []];
  let offset = 0;
  for (const [name, data] of parts) {
    const [called, packed] = [Buffer.from(name), deflateRawSync(data)];
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt16LE(0x21, 8);
    facts.writeUInt32LE(crc32(data), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(data.length, 18);
    facts.writeUInt16LE(called.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), facts, called, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), facts, rest, called]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(centrals.length, 8);
  end.writeUInt16LE(centrals.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTU";
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const cell = (place, text) => `<c r="${place}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`;

// The part in which a sheet of this name lies.
function partOf(parts, sheet) {
  const book = parts.get("xl/workbook.xml").toString();
  const id = new RegExp(`<sheet name="${sheet}"[^>]* r:id="([^"]+)"`).exec(book)[1];
  const links = parts.get("xl/_rels/workbook.xml.rels").toString();
  const link = links.split("<Relationship ").find((each) => each.includes(`Id="${id}"`));
  return `xl/${/Target="([^"]+)"/.exec(link)[1].replace(/^\/xl\//, "")}`;
}

// Puts rows of texts under the headings of a sheet.
function fill(parts, name, rows) {
  const place = partOf(parts, name);
  const typed = rows.map((texts, at) => `<row r="${at + 2}">${texts.map((text, column) => (text ? cell(`${LETTERS[column]}${at + 2}`, text) : "")).join("")}</row>`);
  const sheet = parts.get(place).toString().replace(/<row r="(?!1")\d+".*?(<\/row>|\/>)/gs, "");
  parts.set(place, Buffer.from(sheet.replace("</sheetData>", `${typed.join("")}</sheetData>`)));
}

// The blank workbook of registrations, filled in: a row of texts for each provider.
export function withProviders(blank, rows) {
  const parts = unzip(blank);
  fill(parts, "Providers", rows);
  return zip(parts);
}

// The blank workbook, filled in: a row of texts for each claim, and the values of the Ticket sheet.
export function filled(blank, rows, ticket) {
  const parts = unzip(blank);
  fill(parts, "Claims", rows);
  const at = partOf(parts, "Ticket");
  let sheetOfTicket = parts.get(at).toString();
  for (const [line, text] of ticket.entries()) {
    const place = `B${line + 2}`;
    const box = new RegExp(`<c r="${place}"[^>]*?(/>|>.*?</c>)`, "s");
    if (!box.test(sheetOfTicket)) throw new Error(`no box ${place}`);
    sheetOfTicket = sheetOfTicket.replace(box, cell(place, text));
  }
  parts.set(at, Buffer.from(sheetOfTicket));
  return zip(parts);
}

// Every text of a sheet.
export function textsOf(bytes, sheet) {
  const parts = unzip(bytes);
  const shared = parts.get("xl/sharedStrings.xml")?.toString() ?? "";
  const strings = [...shared.matchAll(/<si>(.*?)<\/si>/gs)].map((found) => [...found[1].matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map((text) => text[1]).join(""));
  const xml = parts.get(partOf(parts, sheet)).toString();
  const cells = [...xml.matchAll(/<c [^>]*?t="s"[^>]*><v>(\d+)<\/v>/g)].map((found) => strings[Number(found[1])]);
  return [...cells, ...[...xml.matchAll(/<is>(.*?)<\/is>/gs)].map((found) => found[1].replace(/<[^>]+>/g, ""))];
}

// The row of a sheet in whose first column a text stands.
export function rowOf(bytes, sheet, text) {
  const parts = unzip(bytes);
  const shared = [...parts.get("xl/sharedStrings.xml").toString().matchAll(/<si>(.*?)<\/si>/gs)];
  const at = shared.findIndex((found) => found[1].replace(/<[^>]+>/g, "") === text);
  const found = new RegExp(`<c r="A(\\d+)"[^>]*t="s"[^>]*><v>${at}</v>`).exec(parts.get(partOf(parts, sheet)).toString());
  if (at < 0 || !found) throw new Error(`no row of ${text} on ${sheet}`);
  return Number(found[1]);
}

// The workbook with texts typed into cells: sheet, place, text. The cells are the last of their rows.
export function typed(bytes, cells) {
  const parts = unzip(bytes);
  for (const [sheet, place, text] of cells) {
    const part = partOf(parts, sheet);
    let xml = parts.get(part).toString();
    const box = new RegExp(`<c r="${place}"[^>]*?(/>|>.*?</c>)`, "s");
    if (box.test(xml)) {
      xml = xml.replace(box, () => cell(place, text));
    } else {
      const row = new RegExp(`(<row r="${/\d+/.exec(place)[0]}"[^>]*>.*?)</row>`, "s");
      if (!row.test(xml)) throw new Error(`no place ${place}`);
      xml = xml.replace(row, (_, before) => `${before}${cell(place, text)}</row>`);
    }
    parts.set(part, Buffer.from(xml));
  }
  return zip(parts);
}
