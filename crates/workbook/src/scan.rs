//! A first pass over every XML part, which keeps nothing: what a reader would reserve, clone or follow is
//! counted before there is a reader.

use crate::refused::Refused;
use crate::shape::{Hidden, Shape};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::borrow::Cow;

/// Deepest nesting taken. Sheets nest 7 deep, themes 12, drawings about 20.
const MAX_DEPTH: usize = 64;
/// Most elements of all parts together: Google Sheets writes 1,000 styled empty rows, which is 60,000.
const MAX_ELEMENTS: usize = 500_000;
/// Most shared strings, declared or there: 100 rows of 21 columns have 2,100. calamine reserves what is
/// declared, and 5 kB that declare 4,000,000,000,000 abort the process.
const MAX_SHARED_STRINGS: usize = 50_000;
/// Most sheets, whatever they point at.
const MAX_SHEETS: usize = 100;
/// Most cell formats: calamine clones a style, font name included, for each.
const MAX_STYLES: usize = 10_000;
/// Longest start tag in a part with styles, for the same reason. Excel's number formats end at 255 characters.
const MAX_STYLE_TAG: usize = 2_048;
/// Longest start tag in any part: the longest that Excel writes lists some namespaces.
const MAX_TAG: usize = 64 * 1024;
/// Most relationships of all parts together: each web address in a cell is one.
const MAX_RELATIONS: usize = 10_000;
/// Most bytes of text and comments of all parts together: a full workbook of 100 rows has 100 kB. A reader keeps its text
/// several times over: in its buffer, in the string that it grows, in the table of strings.
const MAX_TEXT: usize = 8 * 1024 * 1024;

/// What was counted so far, over all parts of a file.
#[derive(Default)]
pub(crate) struct Census {
    elements: usize,
    shared_strings: usize,
    sheets: usize,
    relations: usize,
    styles: usize,
    text: usize,
}

/// Scans the part of this name.
pub(crate) fn scan_part(
    name: &str,
    text: &str,
    census: &mut Census,
    shape: &mut Shape,
) -> Result<(), Refused> {
    let mut reader = Reader::from_str(text);
    let mut depth: usize = 0;
    let mut root = Root::Other;
    let mut hidden = Hidden::default();
    loop {
        match reader.read_event().map_err(|_| Refused::Damaged)? {
            Event::Start(start) => {
                if depth == 0 {
                    root = Root::of(&start);
                }
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(Refused::TooDeep);
                }
                census.count(&start, &root)?;
                learn(&start, &root, &mut hidden, shape)?;
            }
            Event::Empty(start) => {
                census.count(&start, &root)?;
                learn(&start, &root, &mut hidden, shape)?;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::DocType(_) => return Err(Refused::EntityDeclaration),
            Event::Eof if depth == 0 => {
                shape.hides(name, hidden);
                return Ok(());
            }
            Event::Eof => return Err(Refused::Damaged),
            Event::Text(text) => {
                census.read(text.len(), &root)?;
                shape.text(&text);
            }
            Event::CData(text) => census.read(text.len(), &root)?,
            Event::GeneralRef(reference) => census.read(reference.len().saturating_add(2), &root)?,
            Event::Comment(text) => census.read(text.len(), &root)?,
            Event::PI(text) => census.read(text.len(), &root)?,
            Event::Decl(_) => {}
        }
    }
}

/// What an element tells beside the bounds.
fn learn(start: &BytesStart<'_>, root: &Root, hidden: &mut Hidden, shape: &mut Shape) -> Result<(), Refused> {
    match (root, start.local_name().as_ref()) {
        (Root::Sheet, _) => hidden.look(start),
        (Root::Workbook, "sheet") => shape.sheet(start),
        (Root::Properties, "property") => shape.property(start),
        (Root::Workbook | Root::Properties | Root::SharedStrings | Root::Styles | Root::Other, _) => Ok(()),
    }
}

/// What a part's root element says that it is.
enum Root {
    SharedStrings,
    Styles,
    Sheet,
    Workbook,
    Properties,
    Other,
}

impl Root {
    fn of(start: &BytesStart<'_>) -> Self {
        match start.local_name().as_ref() {
            "sst" => Self::SharedStrings,
            "styleSheet" | "theme" => Self::Styles,
            "worksheet" => Self::Sheet,
            "workbook" => Self::Workbook,
            "Properties" => Self::Properties,
            _ => Self::Other,
        }
    }
}

impl Census {
    fn count(&mut self, start: &BytesStart<'_>, root: &Root) -> Result<(), Refused> {
        bounded(&mut self.elements, MAX_ELEMENTS, Refused::TooManyElements)?;
        let name = start.local_name();
        match name.as_ref() {
            "sst" => declared_count(start),
            "si" if matches!(root, Root::SharedStrings) => {
                bounded(&mut self.shared_strings, MAX_SHARED_STRINGS, Refused::SharedStrings)
            }
            "sheet" => bounded(&mut self.sheets, MAX_SHEETS, Refused::TooManySheets),
            "Relationship" => bounded(&mut self.relations, MAX_RELATIONS, Refused::TooManyElements),
            "xf" => bounded(&mut self.styles, MAX_STYLES, Refused::TooManyStyles),
            _ => Ok(()),
        }?;
        match start.len() {
            long if long > MAX_STYLE_TAG && matches!(root, Root::Styles) => Err(Refused::TooManyStyles),
            long if long > MAX_TAG => Err(Refused::TooManyElements),
            _ => Ok(()),
        }
    }

    /// So many bytes of text.
    fn read(&mut self, bytes: usize, root: &Root) -> Result<(), Refused> {
        self.text = self.text.saturating_add(bytes);
        match root {
            _ if self.text <= MAX_TEXT => Ok(()),
            Root::SharedStrings => Err(Refused::SharedStrings),
            Root::Sheet | Root::Styles | Root::Workbook | Root::Properties | Root::Other => {
                Err(Refused::SheetTooLarge)
            }
        }
    }
}

fn bounded(count: &mut usize, most: usize, refused: Refused) -> Result<(), Refused> {
    *count += 1;
    if *count > most { Err(refused) } else { Ok(()) }
}

/// The table's own count, of which a reader reserves memory.
fn declared_count(start: &BytesStart<'_>) -> Result<(), Refused> {
    let declared = attribute(start, "uniqueCount")?;
    match declared.parse::<usize>() {
        Ok(count) if count > MAX_SHARED_STRINGS => Err(Refused::SharedStrings),
        Err(_) if !declared.is_empty() => Err(Refused::SharedStrings),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Looks at where relationships lead and at what the content types promise of the parts of these names.
pub(crate) fn scan_relationships(text: &str, names: &[String], shape: &mut Shape) -> Result<(), Refused> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(|_| Refused::Damaged)? {
            Event::Start(start) | Event::Empty(start) => match start.local_name().as_ref() {
                "Relationship" => relationship(&start, shape)?,
                "Override" if promises_macros(&start)? => return Err(Refused::Macro),
                // SheetJS gives every workbook such a default for .bin, and no part of that kind.
                "Default" if promises_macros(&start)? => {
                    let kind = format!(".{}", attribute(&start, "Extension")?.to_ascii_lowercase());
                    if names.iter().any(|name| name.ends_with(&kind)) {
                        return Err(Refused::Macro);
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(()),
            Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::GeneralRef(_)
            | Event::DocType(_)
            | Event::End(_) => {}
        }
    }
}

fn promises_macros(start: &BytesStart<'_>) -> Result<bool, Refused> {
    Ok(attribute(start, "ContentType")?.contains("macroEnabled"))
}

fn relationship(start: &BytesStart<'_>, shape: &mut Shape) -> Result<(), Refused> {
    let kind = attribute(start, "Type")?;
    let kind = kind.rsplit('/').next().unwrap_or("");
    match kind {
        "vbaProject" | "xlMacrosheet" | "xlIntlMacrosheet" | "dialogsheet" => Err(Refused::Macro),
        "externalLink" | "externalLinkPath" | "connections" | "queryTable" => Err(Refused::ExternalLinks),
        "oleObject" | "package" | "control" | "attachedToolbars" => Err(Refused::EmbeddedObjects),
        // Only .xml parts were scanned: a sheet of another name would be read unseen.
        "officeDocument" | "worksheet" | "chartsheet" => {
            let target = attribute(start, "Target")?;
            if !target.to_ascii_lowercase().ends_with(".xml") {
                return Err(Refused::Damaged);
            }
            if kind == "worksheet" {
                shape.part(attribute(start, "Id")?, &target);
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

pub(crate) fn attribute(start: &BytesStart<'_>, name: &str) -> Result<String, Refused> {
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| Refused::Damaged)?;
        if attribute.key.local_name().as_ref() == name {
            // As whoever opens the workbook reads it: a reference (`&#109;`) hides nothing.
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            return value.map(Cow::into_owned).map_err(|_| Refused::Damaged);
        }
    }
    Ok(String::new())
}
