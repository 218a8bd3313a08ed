//! Workbooks made by hand, part by part, so that a test says exactly what is in them.
#![allow(
    dead_code,
    missing_docs,
    clippy::unwrap_used,
    reason = "each test file uses some of it; it cannot go on without"
)]

pub mod changes;
pub mod odd;
pub mod reads;

use portal_core::fault::Told;
use std::io::{Cursor, Read, Write};
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, ZipArchive};

pub const HEADINGS: [&str; 21] = [
    "MCO tracking number",
    "Date filed with MCO",
    "MCO answer date",
    "Member last name",
    "Member first name",
    "RIN",
    "Date of birth",
    "Service from",
    "Service to",
    "MCO claim number",
    "Claim type",
    "Billed",
    "Paid",
    "Expected",
    "Denial date",
    "CARC",
    "RARC",
    "Procedure or revenue code",
    "Authorization number",
    "Rendering NPI",
    "Comment",
];

pub const GOOD: [&str; 21] = [
    "PDXGR0012345",
    "2026-10-20",
    "2026-11-05",
    "Doe",
    "Jane",
    "012345678",
    "1980-02-29",
    "2026-08-01",
    "8/3/2026",
    "23ABC0001234",
    "837I",
    "1250.00",
    "0",
    "$980.25",
    "2026-09-30",
    "197",
    "N54",
    "99284",
    "A-77",
    "1234567893",
    "first",
];

pub const PROVIDER_HEADINGS: [&str; 9] =
    ["Provider name", "NPI", "Medicaid ID", "TIN", "Provider type", "Street", "City", "State", "ZIP"];

pub const GOOD_PROVIDER: [&str; 9] = [
    "Lake Clinic",
    "1234567893",
    "363456789001",
    "371234567",
    "clinic",
    "1 Main St",
    "Springfield",
    "IL",
    "62701",
];

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
/// Format 1 is a date.
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;

/// The parts of a workbook; a test changes or adds some.
pub struct Parts(pub Vec<(String, Vec<u8>)>);

/// Words in Spanish, as far as the workbook's own tests need them: they repeat what was told.
pub fn spanish(code: &str, told: &Told, _: &str) -> String {
    format!("Sobre {code}: {told:?}")
}

/// The rows of a Ticket sheet that is filled in.
pub fn ticket() -> String {
    let lines = [
        ["MCO", "ABHIL"],
        ["Program", "HCI"],
        ["Category", "claim_denial/authorization"],
        ["Provider NPI", "1234567893"],
        ["Medicaid ID", "363456789001"],
    ];
    (1..).zip(lines).map(|(n, line)| row(n, &line.map(Given::Text))).collect()
}

impl Parts {
    /// A workbook whose sheets have this XML between `<sheetData>` and its end. With a sheet Claims goes a sheet
    /// Ticket that is filled in, where none is given.
    pub fn sheets(sheets: &[(&str, &str)]) -> Self {
        let has = |wanted: &str| sheets.iter().any(|(name, _)| name.trim().eq_ignore_ascii_case(wanted));
        if has("Claims") && !has("Ticket") {
            return Self::these_sheets(&[sheets, &[("Ticket", &ticket())]].concat());
        }
        Self::these_sheets(sheets)
    }

    /// The same of these sheets and no other.
    pub fn these_sheets(sheets: &[(&str, &str)]) -> Self {
        let mut list = String::new();
        let mut relations = String::new();
        let mut parts = Vec::new();
        for (index, (name, rows)) in sheets.iter().enumerate() {
            let n = index + 1;
            list += &format!(r#"<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>"#);
            relations += &format!(
                r#"<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{n}.xml"/>"#
            );
            parts.push((
                format!("xl/worksheets/sheet{n}.xml"),
                format!(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#).into_bytes(),
            ));
        }
        let workbook = format!(
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr/><sheets>{list}</sheets></workbook>"#
        );
        let relations = format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>"#
        );
        let mut all = vec![
            ("[Content_Types].xml".to_owned(), TYPES.as_bytes().to_vec()),
            ("_rels/.rels".to_owned(), ROOT.as_bytes().to_vec()),
            ("xl/workbook.xml".to_owned(), workbook.into_bytes()),
            ("xl/_rels/workbook.xml.rels".to_owned(), relations.into_bytes()),
            ("xl/styles.xml".to_owned(), STYLES.as_bytes().to_vec()),
        ];
        all.extend(parts);
        Self(all)
    }

    /// A workbook with headings and one row, some cells of it replaced by XML such as `<v>1</v>`.
    pub fn one_row(changed: &[(usize, Given)]) -> Self {
        let cells: Vec<Given> = GOOD
            .iter()
            .enumerate()
            .map(|(at, text)| {
                changed
                    .iter()
                    .find(|(place, _)| *place == at)
                    .map_or(Given::Text(text), |(_, given)| given.clone())
            })
            .collect();
        Self::sheets(&[("Claims", &(headings() + &row(2, &cells)))])
    }

    pub fn with(mut self, name: &str, content: impl Into<Vec<u8>>) -> Self {
        self.0.retain(|(other, _)| other != name);
        self.0.push((name.to_owned(), content.into()));
        self
    }

    pub fn replace(mut self, name: &str, from: &str, to: &str) -> Self {
        for (part, content) in &mut self.0 {
            if part == name {
                let text = String::from_utf8(content.clone()).unwrap();
                assert!(text.contains(from), "{name} holds no {from}");
                *content = text.replace(from, to).into_bytes();
            }
        }
        self
    }

    /// The same with a part of shared strings.
    pub fn with_shared_strings(self, table: &str) -> Self {
        let relation = r#"<Relationship Id="s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
        self.replace("xl/_rels/workbook.xml.rels", "</Relationships>", relation)
            .with("xl/sharedStrings.xml", table)
    }

    pub fn zip(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, content) in &self.0 {
            zip.start_file(name.as_str(), options).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }
}

/// The parts of a workbook.
pub fn unzipped(bytes: &[u8]) -> Parts {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Parts(Vec::new());
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        parts.0.push((name, content));
    }
    parts
}

/// A zip written byte by byte: what its directory declares need not be so. Each part has its name, its deflated
/// bytes, and the size that it is said to inflate to.
pub fn zip_as_declared(parts: &[(&str, Deflated, u32)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    let common = |name: &str, content: &Deflated, declared: u32| {
        // Version, flags, method deflate, time, date, checksum, sizes, length of the name, no extra field.
        let mut fields: Vec<u8> = [20_u16, 0, 8, 0, 0x21].iter().flat_map(|n| n.to_le_bytes()).collect();
        let size = u32::try_from(content.bytes.len()).unwrap();
        fields.extend([content.checksum, size, declared].iter().flat_map(|n| n.to_le_bytes()));
        fields.extend([u16::try_from(name.len()).unwrap(), 0].iter().flat_map(|n| n.to_le_bytes()));
        fields
    };
    for (name, content, declared) in parts {
        let at = u32::try_from(bytes.len()).unwrap();
        let fields = common(name, content, *declared);
        bytes.extend([b"PK\x03\x04".as_slice(), &fields, name.as_bytes(), &content.bytes].concat());
        let (made_by, rest) = (20_u16.to_le_bytes(), [0_u8; 10]);
        directory.extend(
            [b"PK\x01\x02".as_slice(), &made_by, &fields, &rest, &at.to_le_bytes(), name.as_bytes()].concat(),
        );
    }
    let count = u16::try_from(parts.len()).unwrap_or(u16::MAX).to_le_bytes();
    let size = u32::try_from(directory.len()).unwrap().to_le_bytes();
    let at = u32::try_from(bytes.len()).unwrap().to_le_bytes();
    bytes.extend(directory);
    bytes.extend([b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &size, &at, &[0, 0]].concat());
    bytes
}

/// Text in UTF-16.
pub fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// A workbook of one good row.
pub fn good() -> Parts {
    Parts::sheets(&[("Claims", &(headings() + &good_row(2)))])
}

/// A good workbook, one part of it another, of the size that is declared.
pub fn with_part(name: &str, content: Deflated, declared: u32) -> Vec<u8> {
    let parts = good();
    let mut all: Vec<(&str, Deflated, u32)> = parts
        .0
        .iter()
        .filter(|(other, _)| other != name)
        .map(|(name, content)| (name.as_str(), deflated(content), u32::try_from(content.len()).unwrap()))
        .collect();
    all.push((name, content, declared));
    zip_as_declared(&all)
}

/// Deflated bytes, without a zlib header, and the checksum of what they inflate to.
pub struct Deflated {
    bytes: Vec<u8>,
    checksum: u32,
}

pub fn deflated(content: &[u8]) -> Deflated {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(content).unwrap();
    let mut checksum = flate2::Crc::new();
    checksum.update(content);
    Deflated { bytes: encoder.finish().unwrap(), checksum: checksum.sum() }
}

/// Blanks without end in few bytes: so many times four megabytes.
pub fn deflated_blanks(times: usize) -> Deflated {
    let mut encoder = flate2::Compress::new(flate2::Compression::best(), false);
    let blanks = vec![b' '; 4 << 20];
    // The first of each is a literal, the rest are matches of 258: a block that can be repeated.
    let mut block = Vec::with_capacity(16 << 10);
    encoder.compress_vec(&blanks, &mut block, flate2::FlushCompress::Full).unwrap();
    let mut bytes = block.repeat(times);
    // An empty last block.
    bytes.extend([3, 0]);
    // Nobody inflates it to its end, where the checksum is compared.
    Deflated { bytes, checksum: 0 }
}

/// A cell as it stands in the file.
#[derive(Clone)]
pub enum Given {
    Text(&'static str),
    /// The attributes after `r`, and what is inside `<c>`.
    Raw(&'static str, &'static str),
    Nothing,
}

pub fn number(inner: &'static str) -> Given {
    Given::Raw("", inner)
}

pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

pub fn letters(mut column: usize) -> String {
    let mut name = String::new();
    loop {
        name.insert(0, char::from(b'A' + u8::try_from(column % 26).unwrap()));
        if column < 26 {
            return name;
        }
        column = column / 26 - 1;
    }
}

pub fn row(number: u32, cells: &[Given]) -> String {
    let mut xml = format!(r#"<row r="{number}">"#);
    for (at, cell) in cells.iter().enumerate() {
        let place = format!("{}{number}", letters(at));
        xml += &match cell {
            Given::Text(text) => {
                format!(
                    r#"<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#,
                    escaped(text)
                )
            }
            Given::Raw(attributes, inner) => format!(r#"<c r="{place}" {attributes}>{inner}</c>"#),
            Given::Nothing => continue,
        };
    }
    xml + "</row>"
}

pub fn headings() -> String {
    row(1, &HEADINGS.map(Given::Text))
}

/// A row that is good and differs from its neighbours in its claim number.
pub fn good_row(number: u32) -> String {
    row(number, &GOOD.map(Given::Text)).replace("23ABC0001234", &format!("23ABC{number:07}"))
}
