//! A sheet of rows under headings: which column is which, and every fault of every row at once.

use crate::cells::{Cell, HEADING_ROWS, Sheet};
use crate::column::{Column, Kind};
use crate::fault::{Note, RowFault};
use crate::notes;
use crate::refused::Refused;
use crate::value;
use std::collections::BTreeMap;

/// A row as read, with the cells it was read from so that it can be given back.
#[derive(Clone, PartialEq)]
pub(crate) struct ReadRow<T> {
    /// The row as people see it.
    pub(crate) number: u32,
    pub(crate) value: T,
    /// By place in the list of columns.
    pub(crate) cells: Vec<Option<Cell>>,
}

/// Every row, and what is wrong with them.
pub(crate) struct Table<T> {
    pub(crate) rows: Vec<ReadRow<T>>,
    pub(crate) faults: Vec<RowFault>,
    pub(crate) notes: Vec<Note>,
}

/// Reads the rows under the headings.
///
/// # Errors
/// Headings that are missing or repeated, more than so many rows.
pub(crate) fn read<T: Default>(
    mut sheet: Sheet,
    columns: &[Column<T>],
    most: usize,
) -> Result<Table<T>, Refused> {
    let headings = find_headings(&sheet, columns)?;
    let mut table = Table { rows: Vec::new(), faults: Vec::new(), notes: headings.notes };
    let under = sheet.rows.split_off(&headings.row.saturating_add(1));
    for (index, cells) in under {
        let mut kept: Vec<Option<Cell>> = vec![None; columns.len()];
        for (at, cell) in cells {
            if let Some(slot) = headings.places.get(&at).and_then(|place| kept.get_mut(*place)) {
                *slot = Some(cell);
            }
        }
        if kept.iter().all(Option::is_none) {
            continue;
        }
        if table.rows.len() == most {
            return Err(Refused::TooManyRows { most });
        }
        let number = index.saturating_add(1);
        let mut row = ReadRow { number, value: T::default(), cells: kept };
        for (column, cell) in columns.iter().zip(&row.cells) {
            let fault = match cell {
                Some(cell) => (column.read)(&mut row.value, cell, sheet.epoch_1904)
                    .err()
                    .map(|f| RowFault::of(number, column.name, f)),
                None if column.required => Some(RowFault::new(
                    number,
                    column.name,
                    "missing",
                    format!("{} is required and this cell is empty.", column.heading),
                )),
                None => None,
            };
            table.faults.extend(fault);
        }
        table.rows.push(row);
    }
    let hidden: Vec<u32> = sheet.hidden.rows.iter().map(|row| row.saturating_add(1)).collect();
    let hidden = table.rows.iter().map(|row| row.number).filter(|number| hidden.contains(number));
    table.notes.extend(notes::hidden_rows(&hidden.collect::<Vec<_>>()));
    if sheet.cut_short { Err(Refused::TooManyRows { most }) } else { Ok(table) }
}

impl<T> Table<T> {
    /// The table, where there are rows under its headings.
    pub(crate) fn not_empty(self) -> Result<Self, Refused> {
        if self.rows.is_empty() { Err(Refused::NoRows) } else { Ok(self) }
    }
}

struct Headings {
    /// Counted from zero.
    row: u32,
    /// From a column of the sheet to a place in the list of columns.
    places: BTreeMap<u32, usize>,
    notes: Vec<Note>,
}

/// The row with the most of our headings, among the first few.
fn find_headings<T>(sheet: &Sheet, columns: &[Column<T>]) -> Result<Headings, Refused> {
    let known: BTreeMap<String, usize> = columns
        .iter()
        .enumerate()
        .flat_map(|(place, column)| {
            [(value::folded(column.heading), place), (value::folded(column.spanish), place)]
        })
        .collect();
    let found = sheet
        .rows
        .range(..HEADING_ROWS as u32)
        .map(|(row, cells)| {
            let places: Vec<(u32, Option<usize>)> = cells
                .iter()
                .map(|(at, cell)| {
                    (
                        *at,
                        if let Cell::Text(text) = cell {
                            known.get(&value::folded(text)).copied()
                        } else {
                            None
                        },
                    )
                })
                .collect();
            (*row, places)
        })
        .max_by_key(|(row, places)| {
            (places.iter().filter(|(_, place)| place.is_some()).count(), std::cmp::Reverse(*row))
        });
    let (row, found) = found.unwrap_or((0, Vec::new()));

    let mut places: BTreeMap<u32, usize> = BTreeMap::new();
    let mut extra = 0_usize;
    for (at, place) in found {
        let Some(place) = place else {
            extra += 1;
            continue;
        };
        if places.values().any(|taken| *taken == place) {
            let heading = columns.get(place).map_or("", |column| column.heading);
            return Err(Refused::RepeatedHeading { heading });
        }
        places.insert(at, place);
    }

    let absent = |required: bool| {
        columns
            .iter()
            .enumerate()
            // What was handed out filled in, and is not read, nobody misses.
            .filter(|(_, column)| required || !matches!(column.kind, Kind::Given(_)))
            .filter(|(place, column)| {
                column.required == required && !places.values().any(|taken| taken == place)
            })
            .map(|(_, column)| column.heading)
            .collect::<Vec<_>>()
    };
    let missing = absent(true);
    if !missing.is_empty() {
        return Err(Refused::Headings { missing });
    }
    let notes = [
        notes::heading_row(row.saturating_add(1)),
        notes::extra_columns(extra),
        notes::absent_columns(&absent(false)),
        notes::hidden_columns(&hidden_columns(sheet, columns, &places)),
    ];
    Ok(Headings { row, places, notes: notes.into_iter().flatten().collect() })
}

/// The headings of our columns that are hidden.
fn hidden_columns<T>(
    sheet: &Sheet,
    columns: &[Column<T>],
    places: &BTreeMap<u32, usize>,
) -> Vec<&'static str> {
    let hidden = places.iter().filter(|(at, _)| sheet.hidden.column(**at));
    hidden.filter_map(|(_, place)| columns.get(*place)).map(|column| column.heading).collect()
}
