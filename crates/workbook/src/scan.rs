//! A first pass over every XML part, which keeps nothing: what a reader would reserve, clone or follow is
//! counted before there is a reader.

use crate::refused::Refused;
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

/// What was counted so far, over all parts of a file.
#[derive(Default)]
pub(crate) struct Census {
    elements: usize,
    shared_strings: usize,
    sheets: usize,
    styles: usize,
}

/// Scans one part.
pub(crate) fn scan_part(text: &str, census: &mut Census) -> Result<(), Refused> {
    let mut reader = Reader::from_str(text);
    let mut depth: usize = 0;
    let mut root = Root::Other;
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
            }
            Event::Empty(start) => census.count(&start, &root)?,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::DocType(_) => return Err(Refused::EntityDeclaration),
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(Refused::Damaged),
            Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::GeneralRef(_) => {}
        }
    }
}

/// What a part's root element says that it is.
enum Root {
    SharedStrings,
    Styles,
    Other,
}

impl Root {
    fn of(start: &BytesStart<'_>) -> Self {
        match start.local_name().as_ref() {
            "sst" => Self::SharedStrings,
            "styleSheet" | "theme" => Self::Styles,
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
            "xf" => bounded(&mut self.styles, MAX_STYLES, Refused::TooManyStyles),
            _ => Ok(()),
        }?;
        if matches!(root, Root::Styles) && start.len() > MAX_STYLE_TAG {
            return Err(Refused::TooManyStyles);
        }
        Ok(())
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

/// Looks at where relationships lead and at what the content types promise.
pub(crate) fn scan_relationships(text: &str) -> Result<(), Refused> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(|_| Refused::Damaged)? {
            Event::Start(start) | Event::Empty(start) => match start.local_name().as_ref() {
                "Relationship" => relationship(&start)?,
                "Override" | "Default" if attribute(&start, "ContentType")?.contains("macroEnabled") => {
                    return Err(Refused::Macro);
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

fn relationship(start: &BytesStart<'_>) -> Result<(), Refused> {
    let kind = attribute(start, "Type")?;
    let kind = kind.rsplit('/').next().unwrap_or("");
    match kind {
        "vbaProject" | "xlMacrosheet" | "xlIntlMacrosheet" | "dialogsheet" => Err(Refused::Macro),
        "externalLink" | "externalLinkPath" | "connections" | "queryTable" => Err(Refused::ExternalLinks),
        "oleObject" | "package" | "control" | "attachedToolbars" => Err(Refused::EmbeddedObjects),
        // Only .xml parts were scanned: a sheet of another name would be read unseen.
        "officeDocument" | "worksheet" | "chartsheet" => {
            let target = attribute(start, "Target")?.to_ascii_lowercase();
            if target.ends_with(".xml") { Ok(()) } else { Err(Refused::Damaged) }
        }
        _ => Ok(()),
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Result<String, Refused> {
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
