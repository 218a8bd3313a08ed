//! How much a file may hold, over all its parts: counted as it is read.

use crate::plain::Plain;
use crate::refused::Refused;
use crate::scan::Content;

/// Most elements of all parts together: Google Sheets writes 1,000 styled empty rows, which is 60,000. To look
/// at so many takes a tenth of a second at the most.
const MAX_ELEMENTS: usize = 250_000;
/// Most shared strings: 100 rows of 21 columns have 2,100.
const MAX_SHARED_STRINGS: usize = 50_000;
/// Most sheets, whatever they point at.
const MAX_SHEETS: usize = 100;
/// Longest start tag in any part: the longest that Excel writes lists some namespaces.
const MAX_TAG: usize = 64 * 1024;
/// Most relationships of all parts together: each web address in a cell is one.
const MAX_RELATIONS: usize = 10_000;
/// Most bytes of text and comments of all parts together: a full workbook of 100 rows has 100 kB.
const MAX_TEXT: usize = 8 * 1024 * 1024;
/// How often it is tried in vain to take what follows a tag in one step: a full workbook has some 500 such tags, and one
/// with formulas in every cell some 5,000.
const MAX_TRIES: usize = 20_000;
/// What a reference such as `&amp;` counts as, in bytes of text: looking at one takes so long.
pub(crate) const REFERENCE: usize = 40;

/// What was counted so far, over all parts of a file.
#[derive(Default)]
pub(crate) struct Census {
    elements: usize,
    shared_strings: usize,
    sheets: usize,
    relations: usize,
    text: usize,
    tries: usize,
}

impl Census {
    /// Whether to try once more to take something in one step: who makes so much that is nearly plain, and looked at twice
    /// for it, means harm.
    pub(crate) const fn tries_on(&self) -> bool {
        self.tries < MAX_TRIES
    }

    /// Nothing was plain behind a tag.
    pub(crate) const fn tried_in_vain(&mut self) {
        self.tries = self.tries.saturating_add(1);
    }

    /// An element of this name, its start tag so many bytes long.
    pub(crate) fn count(&mut self, element: &str, tag: usize, content: &Content<'_>) -> Result<(), Refused> {
        bounded(&mut self.elements, 1, MAX_ELEMENTS, Refused::TooManyElements)?;
        if tag > MAX_TAG {
            return Err(Refused::TooManyElements);
        }
        match (content, element) {
            (Content::SharedStrings(_), "si") => {
                bounded(&mut self.shared_strings, 1, MAX_SHARED_STRINGS, Refused::SharedStrings)
            }
            (Content::Workbook(_), "sheet") => {
                bounded(&mut self.sheets, 1, MAX_SHEETS, Refused::TooManySheets)
            }
            (Content::Relations(_), _) => {
                bounded(&mut self.relations, 1, MAX_RELATIONS, Refused::TooManyElements)
            }
            _ => Ok(()),
        }
    }

    /// The elements and the text that were taken in one step, in the order in which they stand there.
    pub(crate) fn count_plain(&mut self, plain: &Plain<'_>, content: &Content<'_>) -> Result<(), Refused> {
        self.count(plain.name, 0, content)?;
        bounded(
            &mut self.elements,
            plain.elements.saturating_sub(1),
            MAX_ELEMENTS,
            Refused::TooManyElements,
        )?;
        self.read(plain.text.len(), content)
    }

    /// So many bytes of text.
    pub(crate) fn read(&mut self, bytes: usize, content: &Content<'_>) -> Result<(), Refused> {
        self.text = self.text.saturating_add(bytes);
        match content {
            _ if self.text <= MAX_TEXT => Ok(()),
            Content::SharedStrings(_) => Err(Refused::SharedStrings),
            _ => Err(Refused::SheetTooLarge),
        }
    }
}

fn bounded(count: &mut usize, more: usize, most: usize, refused: Refused) -> Result<(), Refused> {
    *count = count.saturating_add(more);
    if *count > most { Err(refused) } else { Ok(()) }
}
