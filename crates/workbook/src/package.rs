//! How the parts of a workbook hang together: which part is which sheet, and which blank workbook it was made
//! from.

use crate::refused::Refused;
use crate::sheet_part::attribute;
use quick_xml::events::BytesStart;

/// Name of the property in which our workbooks say what they are.
const TEMPLATE_PROPERTY: &str = "Portal workbook";
/// Longer than any version mark of ours.
const MAX_TEMPLATE: usize = 40;

/// A relationship that reading follows.
pub(crate) struct Relation {
    /// The part that holds it, such as `xl/_rels/workbook.xml.rels`.
    pub(crate) holder: String,
    pub(crate) id: String,
    /// The last word of its type, such as `worksheet`.
    pub(crate) kind: String,
    /// The part that it leads to, in lower case.
    pub(crate) target: String,
}

/// Where a target leads that stands in a part of relationships.
pub(crate) fn resolved(holder: &str, target: &str) -> String {
    let target = target.replace('\\', "/").to_ascii_lowercase();
    // `xl/_rels/workbook.xml.rels` speaks for `xl/workbook.xml`.
    let folder = holder.rsplit_once("_rels/").map_or("", |(folder, _)| folder);
    let mut steps: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "." => {}
            ".." => {
                steps.retain(|step| !step.is_empty());
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.retain(|step| !step.is_empty());
    steps.join("/")
}

/// The relationships of the part of this name.
pub(crate) fn relations_of(part: &str) -> String {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") }
}

/// A sheet as the workbook's own part lists it.
pub(crate) struct SheetEntry {
    pub(crate) name: String,
    /// Of its relationship.
    pub(crate) id: String,
    pub(crate) is_hidden: bool,
}

/// The workbook's own part: its sheets, and how its numbers are to be taken.
#[derive(Default)]
pub(crate) struct WorkbookPart {
    pub(crate) sheets: Vec<SheetEntry>,
    pub(crate) epoch_1904: bool,
    /// Whether whoever opens it has to calculate it first: what was saved with its formulas is nobody's result.
    pub(crate) is_uncalculated: bool,
}

impl WorkbookPart {
    pub(crate) fn start(&mut self, element: &str, start: &BytesStart<'_>) -> Result<(), Refused> {
        match element {
            "sheet" => self.sheets.push(SheetEntry {
                name: attribute(start, "name")?,
                id: attribute(start, "id")?,
                is_hidden: !matches!(attribute(start, "state")?.as_str(), "" | "visible"),
            }),
            // Excel's extensions have elements of these names too, without these flags.
            "workbookPr" => self.epoch_1904 |= flag(start, "date1904")?,
            "calcPr" => self.is_uncalculated |= flag(start, "fullCalcOnLoad")?,
            _ => {}
        }
        Ok(())
    }
}

fn flag(start: &BytesStart<'_>, name: &str) -> Result<bool, Refused> {
    Ok(matches!(attribute(start, name)?.as_str(), "1" | "true"))
}

/// The properties of the document, of which one is ours.
#[derive(Default)]
pub(crate) struct Properties {
    /// The version mark, such as `claims 1`.
    pub(crate) template: Option<String>,
    mark_follows: bool,
}

impl Properties {
    pub(crate) fn start(&mut self, element: &str, start: &BytesStart<'_>) -> Result<(), Refused> {
        if element == "property" {
            self.mark_follows = attribute(start, "name")? == TEMPLATE_PROPERTY;
        }
        Ok(())
    }

    pub(crate) fn text(&mut self, text: &str) {
        if self.mark_follows && text.len() <= MAX_TEMPLATE && !text.trim().is_empty() {
            self.template = Some(text.trim().to_owned());
            self.mark_follows = false;
        }
    }
}
