//! What a column is: its name, its headings, how its cells are read and how the blank workbook shows it.

use crate::cells::Cell;
use crate::{day, value};
use portal_core::fault::FieldFault;

/// A column of rows that become `T`.
pub(crate) struct Column<T> {
    /// The field's name in JSON.
    pub(crate) name: &'static str,
    /// As the blank workbook has it.
    pub(crate) heading: &'static str,
    /// In Spanish, which is read too.
    pub(crate) spanish: &'static str,
    /// Whether an empty cell is a fault, and its absence from the headings a refusal.
    pub(crate) required: bool,
    /// How the blank workbook formats and checks it.
    pub(crate) kind: Kind,
    /// Width in the blank workbook, in characters.
    pub(crate) width: u8,
    /// What the note on the heading and the message at a cell say; at most 255 characters, as Excel takes.
    pub(crate) hint: &'static str,
    /// Reads a cell into its field. The flag says that days count from 1904.
    pub(crate) read: fn(&mut T, &Cell, bool) -> Result<(), FieldFault>,
}

/// How a column's cells are formatted and checked in Excel.
pub(crate) enum Kind {
    /// Text, so that zeros are kept; at most so many characters.
    Text(u32),
    /// A number or code that identifies something, as text so that zeros are kept; at most so many characters.
    Identifier(u32),
    /// A code of at most so many characters, as text: a number of fewer digits is none, for it may have lost zeros.
    Code(u32),
    /// Exactly so many digits, as text so that zeros are kept.
    Digits(u32),
    /// A calendar day.
    Day,
    /// Dollars and cents.
    Money,
    /// One of these.
    Choice(&'static [&'static str]),
    /// One of so many in this column of the hidden sheet with the lists.
    Listed(char, usize),
    /// What the workbook was handed out with: locked.
    Given(Given),
}

/// How a cell is formatted that was filled in before the workbook was handed out.
pub(crate) enum Given {
    /// Text, so that zeros are kept.
    Text,
    /// A calendar day.
    Day,
    /// Dollars and cents.
    Money,
    /// A number to count with.
    Count,
}

impl Kind {
    /// What is worth a second look in a cell that was read as one of these.
    pub(crate) fn doubt(&self, cell: &Cell) -> Option<FieldFault> {
        match self {
            Self::Day => day::doubt(cell),
            Self::Identifier(most) => value::doubt(cell, *most),
            Self::Text(_)
            | Self::Code(_)
            | Self::Digits(_)
            | Self::Money
            | Self::Choice(_)
            | Self::Listed(..)
            | Self::Given(_) => None,
        }
    }

    /// Whether the workbook was handed out with it.
    pub(crate) const fn is_given(&self) -> bool {
        matches!(self, Self::Given(_))
    }

    /// Whether what can be read as one is nothing else by chance.
    pub(crate) const fn is_unmistakable(&self) -> bool {
        matches!(self, Self::Digits(_) | Self::Given(Given::Text))
    }

    /// Whether its numbers are days.
    pub(crate) const fn is_day(&self) -> bool {
        matches!(self, Self::Day | Self::Given(Given::Day))
    }

    /// Whether its numbers stay numbers.
    pub(crate) const fn is_number(&self) -> bool {
        matches!(self, Self::Money | Self::Given(Given::Money | Given::Count))
    }
}

/// The place of the column of this name; what belongs to none of these is with the first.
pub(crate) fn place<T>(columns: &[Column<T>], name: &str) -> usize {
    columns.iter().position(|column| column.name == name).unwrap_or(0)
}

/// Puts a value into its field, or says what is wrong with it.
pub(crate) fn fill<V>(field: &mut Option<V>, value: Result<V, FieldFault>) -> Result<(), FieldFault> {
    *field = Some(value?);
    Ok(())
}
