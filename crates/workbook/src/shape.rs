//! What the first pass over a file learns beside its bounds, and a reader would not tell: what is hidden,
//! and which blank workbook it was made from. Only notes come of it, never a claim.

use crate::refused::Refused;
use crate::scan::attribute;
use quick_xml::events::BytesStart;
use std::ops::RangeInclusive;

/// Most hidden rows and ranges of columns kept of a sheet: more than can hold claims.
const MAX_HIDDEN: usize = 1_000;
/// Name of the property in which our workbooks say what they are.
const TEMPLATE_PROPERTY: &str = "Portal workbook";
/// Longer than any version mark of ours.
const MAX_TEMPLATE: usize = 40;

/// What was learned of a whole file.
#[derive(Default)]
pub(crate) struct Shape {
    /// Name and relationship of each sheet.
    sheets: Vec<(String, String)>,
    /// Relationship and file name of each sheet's part.
    parts: Vec<(String, String)>,
    /// By file name of a sheet's part.
    hidden: Vec<(String, Hidden)>,
    /// The version mark, such as `claims 1`.
    template: Option<String>,
    mark_follows: bool,
}

/// What a sheet hides, counted from zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Hidden {
    rows_seen: u32,
    pub(crate) rows: Vec<u32>,
    pub(crate) columns: Vec<RangeInclusive<u32>>,
}

impl Hidden {
    /// Whether this column, counted from zero, is hidden.
    pub(crate) fn column(&self, at: u32) -> bool {
        self.columns.iter().any(|range| range.contains(&at))
    }

    /// Looks at an element of a sheet.
    pub(crate) fn look(&mut self, start: &BytesStart<'_>) -> Result<(), Refused> {
        match start.local_name().as_ref() {
            "row" => {
                let at = self.rows_seen;
                self.rows_seen = at.saturating_add(1);
                if self.rows.len() < MAX_HIDDEN && is_hidden(start, "ht")? {
                    // A program that gives its rows no number gives none a number: they follow each other.
                    let number = attribute_if(start, "r")?.and_then(|number| number.checked_sub(1));
                    self.rows.push(number.unwrap_or(at));
                }
            }
            "col" if self.columns.len() < MAX_HIDDEN && is_hidden(start, "width")? => {
                if let (Some(first), Some(last)) = (attribute_if(start, "min")?, attribute_if(start, "max")?)
                {
                    self.columns.push(first.saturating_sub(1)..=last.saturating_sub(1));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.columns.is_empty()
    }
}

/// By a flag, or by having no size.
fn is_hidden(start: &BytesStart<'_>, size: &str) -> Result<bool, Refused> {
    let raw = start.attributes_raw();
    if !raw.contains("hidden") && !raw.contains(size) {
        return Ok(false);
    }
    let flag = attribute(start, "hidden")?;
    Ok(matches!(flag.as_str(), "1" | "true") || attribute(start, size)?.parse::<f64>() == Ok(0.0))
}

fn attribute_if(start: &BytesStart<'_>, name: &str) -> Result<Option<u32>, Refused> {
    Ok(attribute(start, name)?.parse().ok())
}

impl Shape {
    /// A sheet that the workbook lists.
    pub(crate) fn sheet(&mut self, start: &BytesStart<'_>) -> Result<(), Refused> {
        self.sheets.push((attribute(start, "name")?, attribute(start, "id")?));
        Ok(())
    }

    /// A relationship to a sheet's part.
    pub(crate) fn part(&mut self, id: String, target: &str) {
        self.parts.push((id, file_name(target).to_ascii_lowercase()));
    }

    /// What the part of this name hides.
    pub(crate) fn hides(&mut self, part: &str, hidden: Hidden) {
        if !hidden.is_empty() {
            self.hidden.push((file_name(part).to_ascii_lowercase(), hidden));
        }
    }

    /// A property of the document, whose value follows.
    pub(crate) fn property(&mut self, start: &BytesStart<'_>) -> Result<(), Refused> {
        self.mark_follows = attribute(start, "name")? == TEMPLATE_PROPERTY;
        Ok(())
    }

    /// Text anywhere: the version mark, when it is what follows.
    pub(crate) fn text(&mut self, text: &str) {
        if self.mark_follows && text.len() <= MAX_TEMPLATE && !text.trim().is_empty() {
            self.template = Some(text.trim().to_owned());
            self.mark_follows = false;
        }
    }

    /// What the sheet of this name hides.
    pub(crate) fn take_hidden(&mut self, sheet: &str) -> Hidden {
        let id = self.sheets.iter().find(|(name, _)| name == sheet).map(|(_, id)| id);
        let part = self.parts.iter().find(|(relation, _)| Some(relation) == id).map(|(_, part)| part);
        let found = self.hidden.iter_mut().find(|hidden| Some(&hidden.0) == part);
        found.map(|(_, hidden)| std::mem::take(hidden)).unwrap_or_default()
    }

    /// The version mark.
    pub(crate) fn template(&self) -> Option<&str> {
        self.template.as_deref()
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
