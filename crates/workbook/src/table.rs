//! A sheet of rows under headings: which column is which, and every fault of every row at once.

use crate::book::OpenSheet;
use crate::cells::{Cell, Row, put};
use crate::column::{Column, Kind};
use crate::fault::{Note, RowFault};
use crate::merged;
use crate::notes;
use crate::refused::Refused;
use crate::sheet_part::Hidden;
use crate::under::{self, Places, Under};
use crate::value;
use std::collections::{BTreeMap, BTreeSet};

/// Rows above the data in which headings are looked for: people put a title over them.
pub(crate) const HEADING_ROWS: u32 = 5;

/// More bytes than any heading of ours has, whatever blanks are in it.
const LONGEST_HEADING: usize = 200;

/// A row as read, with the cells it was read from so that it can be given back.
#[derive(Clone, PartialEq)]
pub(crate) struct ReadRow<T> {
    /// The row as people see it.
    pub(crate) number: u32,
    pub(crate) value: T,
    /// By place in the list of columns; behind them the sender's own.
    pub(crate) cells: Vec<Option<Cell>>,
}

/// Every row, and what is wrong with them.
pub(crate) struct Table<T> {
    pub(crate) rows: Vec<ReadRow<T>>,
    pub(crate) faults: Vec<RowFault>,
    pub(crate) warnings: Vec<RowFault>,
    pub(crate) notes: Vec<Note>,
    /// What stands over the sender's own columns.
    pub(crate) own_headings: Vec<Option<Cell>>,
}

/// Reads the rows under the headings.
///
/// # Errors
/// Headings that are missing or repeated, more than so many rows.
pub(crate) fn read<T: Default>(
    mut sheet: OpenSheet<'_>,
    columns: &[Column<T>],
    most: usize,
) -> Result<Table<T>, Refused> {
    let Headings { places, absent, hidden } = find_headings(&mut sheet, columns)?;
    let Under { rows, own } = under::read(&mut sheet, &places, most)?;
    let covered = merged::covered(sheet.merged(), &rows, &places);
    let notes = [
        notes::heading_row(places.headings.saturating_add(1)),
        notes::extra_columns(&own.places, own.left_out),
        notes::absent_columns(&absent),
        notes::hidden_columns(&hidden),
        notes::hidden_sheet(sheet.hidden_name()),
    ];
    let mut table = Table {
        rows: Vec::with_capacity(rows.len()),
        faults: Vec::new(),
        warnings: Vec::new(),
        notes: notes.into_iter().flatten().collect(),
        own_headings: own.headings,
    };
    let epoch_1904 = sheet.epoch_1904();
    for (index, cells) in rows {
        let number = index.saturating_add(1);
        let mut row = ReadRow { number, value: T::default(), cells };
        for (place, (column, cell)) in columns.iter().zip(&row.cells).enumerate() {
            match cell {
                Some(cell) => match (column.read)(&mut row.value, cell, epoch_1904) {
                    Ok(()) => {
                        let doubt = column.kind.doubt(cell);
                        table.warnings.extend(doubt.map(|doubt| RowFault::of(number, column.name, doubt)));
                    }
                    Err(fault) => table.faults.push(RowFault::of(number, column.name, fault)),
                },
                None if covered.contains(&(index, place)) && (column.required || !column.kind.is_given()) => {
                    table.faults.push(RowFault::of(number, column.name, merged::fault()));
                }
                None if column.required => table.faults.push(RowFault::new(
                    number,
                    column.name,
                    "missing",
                    format!("{} is required and this cell is empty.", column.heading),
                )),
                None => {}
            }
        }
        table.rows.push(row);
    }
    let hidden: Vec<u32> = sheet.hidden().rows.iter().map(|row| row.saturating_add(1)).collect();
    let hidden = table.rows.iter().map(|row| row.number).filter(|number| hidden.contains(number));
    table.notes.extend(notes::hidden_rows(&hidden.collect::<Vec<_>>()));
    Ok(table)
}

impl<T> Table<T> {
    /// The table, where there are rows under its headings.
    pub(crate) fn not_empty(self) -> Result<Self, Refused> {
        if self.rows.is_empty() { Err(Refused::NoRows) } else { Ok(self) }
    }
}

/// The rows whose key an earlier row has, each with the first of those.
pub(crate) fn repeats<K: Ord>(keys: impl Iterator<Item = (u32, K)>) -> Vec<(u32, u32)> {
    let mut firsts = BTreeMap::new();
    let repeated = keys.filter_map(|(row, key)| {
        let first = *firsts.entry(key).or_insert(row);
        (first != row).then_some((row, first))
    });
    repeated.collect()
}

struct Headings {
    places: Places,
    /// Of the columns that may be absent.
    absent: Vec<&'static str>,
    hidden: Vec<&'static str>,
}

/// The row with the most of our headings, among the first few.
fn find_headings<T: Default>(sheet: &mut OpenSheet<'_>, columns: &[Column<T>]) -> Result<Headings, Refused> {
    let known = |text: &str| {
        let said = Some(text).filter(|text| text.len() <= LONGEST_HEADING).map(value::folded)?;
        let is_said = |words| value::folding(words).eq(said.chars());
        columns.iter().position(|column| is_said(column.heading) || is_said(column.spanish))
    };
    let place = |cell: &Cell| match cell {
        Cell::Text(text) => known(text),
        Cell::Number(_) | Cell::Day(_) | Cell::Odd(..) | Cell::Error | Cell::Uncalculated => None,
    };
    let (mut row, mut found, mut first_rows) = (0, Vec::new(), Vec::new());
    for candidate in 0..HEADING_ROWS {
        let cells = row_of(sheet, candidate)?;
        let places: Vec<(u32, usize)> =
            cells.iter().filter_map(|(at, cell)| Some((*at, place(cell)?))).collect();
        first_rows.push(cells);
        if places.len() > found.len() {
            (row, found) = (candidate, places);
        }
        if found.len() == columns.len() {
            break;
        }
    }

    let mut ours: Vec<Option<usize>> = Vec::new();
    for (at, place) in found {
        if ours.contains(&Some(place)) {
            let heading = columns.get(place).map_or("", |column| column.heading);
            return Err(Refused::RepeatedHeading { heading });
        }
        // From left to right.
        ours.resize(at as usize, None);
        ours.push(Some(place));
    }

    let absent = |required: bool| {
        columns
            .iter()
            .enumerate()
            // What was handed out filled in, and is not read, nobody misses.
            .filter(|(_, column)| required || !column.kind.is_given())
            .filter(|(place, column)| column.required == required && !ours.contains(&Some(*place)))
            .map(|(_, column)| column.heading)
            .collect::<Vec<_>>()
    };
    too_far_right(sheet, columns, |cell| place(cell).filter(|place| !ours.contains(&Some(*place))))?;
    let missing = absent(true);
    if !missing.is_empty() {
        return Err(Refused::Headings { missing });
    }
    let hidden = hidden_columns(sheet.hidden(), columns, &ours);
    let absent = absent(false);
    first_rows.truncate(row as usize);
    rows_above(&first_rows, columns, &ours)?;
    Ok(Headings { places: Places { headings: row, ours, columns: columns.len() }, absent, hidden })
}

/// Refuses headings of ours that stand where no column is read, in one of the first rows.
fn too_far_right<T>(
    sheet: &mut OpenSheet<'_>,
    columns: &[Column<T>],
    unread: impl Fn(&Cell) -> Option<usize>,
) -> Result<(), Refused> {
    let mut places = BTreeSet::new();
    for raw in sheet.wide_headings() {
        places.extend(sheet.read(raw)?.as_ref().and_then(&unread));
    }
    let headings: Vec<_> = places.iter().filter_map(|at| columns.get(*at)).map(|one| one.heading).collect();
    if headings.is_empty() { Ok(()) } else { Err(Refused::HeadingsTooFarRight { headings }) }
}

/// Refuses rows above the headings in which half of what is required can be read, and a number that people are known by:
/// somebody sorted the sheet with its headings, and what stands there is a claim. Counts and places of columns are none.
fn rows_above<T: Default>(
    above: &[Row],
    columns: &[Column<T>],
    ours: &[Option<usize>],
) -> Result<(), Refused> {
    let required = columns.iter().filter(|column| column.required).count();
    let mut rows = Vec::new();
    for (number, row) in (1..).zip(above) {
        let mut value = T::default();
        let column = |at: u32| ours.get(at as usize).copied().flatten().and_then(|at| columns.get(at));
        let cells = row.iter().filter_map(|(at, cell)| column(*at).map(|column| (column, cell)));
        let read: Vec<&Kind> = cells
            .filter(|(column, cell)| column.required && (column.read)(&mut value, cell, false).is_ok())
            .map(|(column, _)| &column.kind)
            .collect();
        if read.iter().any(|kind| kind.is_unmistakable()) && read.len() * 2 >= required {
            rows.push(number);
        }
    }
    let headings = u32::try_from(above.len()).unwrap_or(u32::MAX).saturating_add(1);
    if rows.is_empty() { Ok(()) } else { Err(Refused::RowsAboveHeadings { rows, headings }) }
}

/// One row of a sheet, counted from zero.
fn row_of(sheet: &mut OpenSheet<'_>, number: u32) -> Result<Row, Refused> {
    let mut row = Row::new();
    for raw in sheet.cells().iter().filter(|raw| raw.row == number) {
        if let Some(cell) = sheet.read(raw)? {
            put(&mut row, raw.column, cell)?;
        }
    }
    Ok(row)
}

/// The headings of our columns that are hidden.
fn hidden_columns<T>(hidden: &Hidden, columns: &[Column<T>], ours: &[Option<usize>]) -> Vec<&'static str> {
    let hidden = (0..).zip(ours).filter(|(at, _)| hidden.column(*at));
    hidden.filter_map(|(_, place)| columns.get((*place)?)).map(|column| column.heading).collect()
}
