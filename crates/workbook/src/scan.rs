//! One pass over every XML part: what is in it is bounded, counted and kept in the same look (`docs/adr/0031`). Cells as
//! nearly all are written are taken in one step, which a test holds to see the same (`docs/adr/0039`).

use crate::census::{Census, REFERENCE};
use crate::package::{Properties, Relation, WorkbookPart, resolved};
use crate::plain::{self, Plain};
use crate::refused::Refused;
use crate::sheet_part::{SheetPart, attribute};
use crate::strings::SharedStrings;
use crate::styles::StylesPart;
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::borrow::Cow;
use std::io::BufRead as _;

/// Deepest nesting taken. Sheets nest 7 deep, themes 12, drawings about 20.
const MAX_DEPTH: usize = 64;

/// What a part's root element says that it is, and what was found in it.
pub(crate) enum Content<'t> {
    Sheet(SheetPart<'t>),
    SharedStrings(SharedStrings<'t>),
    Styles(StylesPart),
    Workbook(WorkbookPart),
    Properties(Properties),
    Relations(Vec<Relation>),
    /// The kinds of the parts.
    Types,
    Other,
}

/// Scans the part of this name, one of `names`.
pub(crate) fn scan_part<'t>(
    part: &str,
    text: &'t str,
    names: &[&str],
    census: &mut Census,
) -> Result<Content<'t>, Refused> {
    let mut reader = Reader::from_str(text);
    let mut depth: usize = 0;
    let mut content = Content::Other;
    loop {
        let event = reader.read_event().map_err(|_| Refused::Damaged)?;
        let is_tag = matches!(event, Event::Start(_) | Event::Empty(_) | Event::End(_));
        match event {
            Event::Start(start) => {
                let name = start.name();
                let element = local(name.as_ref());
                if depth == 0 {
                    content = Content::of(element, text.len());
                }
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(Refused::TooDeep);
                }
                census.count(element, start.len(), &content)?;
                content.start(element, &start, part, names)?;
            }
            Event::Empty(start) => {
                let name = start.name();
                let element = local(name.as_ref());
                census.count(element, start.len(), &content)?;
                content.start(element, &start, part, names)?;
                content.end(element);
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                content.end(local(end.name().as_ref()));
            }
            Event::Text(text) => {
                census.read(text.len(), &content)?;
                content.text(text.into_inner());
            }
            Event::CData(text) => {
                census.read(text.len(), &content)?;
                content.text(text.into_inner());
            }
            Event::GeneralRef(reference) => {
                census.read(reference.len().saturating_add(REFERENCE), &content)?;
                content.text(character(&reference)?);
            }
            Event::Comment(text) => census.read(text.len(), &content)?,
            Event::PI(text) => census.read(text.len(), &content)?,
            Event::Decl(_) => {}
            Event::DocType(_) => return Err(Refused::EntityDeclaration),
            Event::Eof if depth == 0 => return Ok(content),
            Event::Eof => return Err(Refused::Damaged),
        }
        // Behind text the reader stands inside of the next tag.
        if is_tag {
            take_plain(&mut reader, text, depth, &mut content, census)?;
        }
    }
}

/// Takes what follows a tag, as far as it is plain, and lets the reader go on behind it.
fn take_plain<'t>(
    reader: &mut Reader<&'t [u8]>,
    text: &'t str,
    depth: usize,
    content: &mut Content<'t>,
    census: &mut Census,
) -> Result<(), Refused> {
    // Behind the root there is no content.
    let has_room = depth > 0 && depth.saturating_add(plain::DEPTH) <= MAX_DEPTH;
    if !has_room || !content.has_plain_forms() || !census.tries_on() {
        return Ok(());
    }
    let from = text.len().saturating_sub(reader.get_ref().len());
    let (mut left, mut taken) = (text.get(from..).unwrap_or(""), 0);
    while let Some(plain) = content.plain(left) {
        census.count_plain(&plain, content)?;
        taken += plain.length;
        left = left.get(plain.length..).unwrap_or("");
    }
    if taken == 0 {
        census.tried_in_vain();
    }
    reader.stream().consume(taken);
    Ok(())
}

/// A name without its prefix. Names are short: to look through one takes less than to ask for help.
fn local(name: &str) -> &str {
    name.bytes().position(|byte| byte == b':').and_then(|colon| name.get(colon + 1..)).unwrap_or(name)
}

/// `&amp;` or `&#38;`: no others can have been declared.
fn character<'t>(reference: &BytesRef<'_>) -> Result<Cow<'t, str>, Refused> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Ok(character.to_string().into()),
        Ok(None) => resolve_xml_entity(reference).map(Cow::Borrowed).ok_or(Refused::Damaged),
        Err(_) => Err(Refused::Damaged),
    }
}

impl<'t> Content<'t> {
    /// The content of a part of so many bytes.
    fn of(root: &str, bytes: usize) -> Self {
        match root {
            "worksheet" => Self::Sheet(SheetPart::with_room_for(bytes)),
            "sst" => Self::SharedStrings(SharedStrings::default()),
            "styleSheet" => Self::Styles(StylesPart::default()),
            "workbook" => Self::Workbook(WorkbookPart::default()),
            "Properties" => Self::Properties(Properties::default()),
            "Relationships" => Self::Relations(Vec::new()),
            "Types" => Self::Types,
            _ => Self::Other,
        }
    }

    fn start(
        &mut self,
        element: &str,
        start: &BytesStart<'_>,
        part: &str,
        names: &[&str],
    ) -> Result<(), Refused> {
        match self {
            Self::Sheet(sheet) => sheet.start(element, start),
            Self::SharedStrings(strings) => {
                strings.start(element);
                Ok(())
            }
            Self::Styles(styles) => styles.start(element, start),
            Self::Workbook(workbook) => workbook.start(element, start),
            Self::Properties(properties) => properties.start(element, start),
            Self::Relations(relations) => {
                relations.extend(relation(start, part)?);
                Ok(())
            }
            Self::Types => promised_kind(element, start, names),
            Self::Other => Ok(()),
        }
    }

    /// Whether there can be something in it that is read in one step.
    const fn has_plain_forms(&self) -> bool {
        matches!(self, Self::Sheet(_) | Self::SharedStrings(_))
    }

    /// Keeps the cell or shared string at the beginning of what is left of the part, when it is plain.
    fn plain(&mut self, left: &'t str) -> Option<Plain<'t>> {
        match self {
            Self::Sheet(sheet) => sheet.plain(left),
            Self::SharedStrings(strings) => strings.plain(left),
            Self::Styles(_)
            | Self::Workbook(_)
            | Self::Properties(_)
            | Self::Relations(_)
            | Self::Types
            | Self::Other => None,
        }
    }

    fn text(&mut self, text: Cow<'t, str>) {
        match self {
            Self::Sheet(sheet) => sheet.text(text),
            Self::SharedStrings(strings) => strings.text(text),
            Self::Properties(properties) => properties.text(&text),
            Self::Styles(_) | Self::Workbook(_) | Self::Relations(_) | Self::Types | Self::Other => {}
        }
    }

    fn end(&mut self, name: &str) {
        match self {
            Self::Sheet(sheet) => sheet.end(name),
            Self::SharedStrings(strings) => strings.end(name),
            Self::Styles(styles) => styles.end(name),
            Self::Workbook(_) | Self::Properties(_) | Self::Relations(_) | Self::Types | Self::Other => {}
        }
    }
}

/// What the content types promise of the parts of these names.
fn promised_kind(element: &str, start: &BytesStart<'_>, names: &[&str]) -> Result<(), Refused> {
    if !attribute(start, "ContentType")?.contains("macroEnabled") {
        return Ok(());
    }
    let refused = match element {
        // SheetJS gives every workbook such a default for .bin, and no part of that kind.
        "Default" => {
            let kind = format!(".{}", attribute(start, "Extension")?.to_ascii_lowercase());
            names.iter().any(|name| name.ends_with(&kind))
        }
        _ => true,
    };
    if refused { Err(Refused::Macro) } else { Ok(()) }
}

/// Where a relationship leads, when reading may follow it.
fn relation(start: &BytesStart<'_>, holder: &str) -> Result<Option<Relation>, Refused> {
    let kind = attribute(start, "Type")?;
    let kind = kind.rsplit('/').next().unwrap_or("");
    match kind {
        "vbaProject" | "xlMacrosheet" | "xlIntlMacrosheet" | "dialogsheet" => Err(Refused::Macro),
        "externalLink" | "externalLinkPath" | "connections" | "queryTable" => Err(Refused::ExternalLinks),
        "oleObject" | "package" | "control" | "attachedToolbars" => Err(Refused::EmbeddedObjects),
        "officeDocument" | "worksheet" | "chartsheet" | "sharedStrings" | "styles" => {
            let target = resolved(holder, &attribute(start, "Target")?);
            // Only .xml parts were scanned: a sheet of another name would be opened unseen by whoever comes next.
            if !target.ends_with(".xml") {
                return Err(Refused::Damaged);
            }
            let (id, kind) = (attribute(start, "Id")?, kind.to_owned());
            Ok(Some(Relation { holder: holder.to_owned(), id, kind, target }))
        }
        _ => Ok(None),
    }
}
