//! The rows under the headings: those in which one of our columns holds something, each with the sender's own columns
//! behind ours. Those are not read, and given back.

use crate::book::OpenSheet;
use crate::cells::Cell;
use crate::refused::Refused;
use crate::sheet_part::MAX_COLUMNS;
use std::collections::BTreeSet;

/// Where our columns stand.
pub(crate) struct Places {
    /// The row of the headings, counted from zero.
    pub(crate) headings: u32,
    /// By column of the sheet, the place in the list of columns.
    pub(crate) ours: Vec<Option<usize>>,
    /// How long that list is.
    pub(crate) columns: usize,
}

impl Places {
    /// The place of one of our columns.
    pub(crate) fn of(&self, column: u32) -> Option<usize> {
        self.ours.get(usize::try_from(column).ok()?).copied().flatten()
    }
}

/// A row counted from zero, and its cells by place in the list of columns; behind them the sender's own.
type Row = (u32, Vec<Option<Cell>>);

/// What stands under the headings.
pub(crate) struct Under {
    pub(crate) rows: Vec<Row>,
    pub(crate) own: OwnColumns,
}

/// The sender's own columns.
#[derive(Default)]
pub(crate) struct OwnColumns {
    /// What stands over those that are given back.
    pub(crate) headings: Vec<Option<Cell>>,
    /// All of them, counted from zero, from left to right.
    pub(crate) places: Vec<u32>,
    /// From which on they are not given back.
    pub(crate) left_out: Option<u32>,
}

/// Reads so many rows at the most.
///
/// # Errors
/// More rows, or two cells at one place: programs disagree on which one counts, so nobody may say.
pub(crate) fn read(sheet: &mut OpenSheet<'_>, places: &Places, most: usize) -> Result<Under, Refused> {
    let (mut rows, mut others): (Vec<Row>, Vec<_>) = (Vec::new(), Vec::new());
    for raw in sheet.cells() {
        let Some(place) = places.of(raw.column) else {
            others.push(raw);
            continue;
        };
        if raw.row <= places.headings {
            continue;
        }
        let Some(cell) = sheet.read(raw)? else { continue };
        let at = row_at(&mut rows, raw.row, places.columns);
        if rows.len() > most {
            return Err(Refused::TooManyRows { most, row: raw.row.saturating_add(1) });
        }
        fill(rows.get_mut(at), place, cell)?;
    }
    let is_ours = |row: u32| row == places.headings || found(&rows, row).is_ok();
    let mut cells = Vec::new();
    for raw in others.into_iter().filter(|raw| is_ours(raw.row)) {
        if let Some(cell) = sheet.read(raw)? {
            cells.push((raw.row, raw.column, cell));
        }
    }
    let columns: BTreeSet<u32> = cells.iter().map(|(_, column, _)| *column).collect();
    let room = (MAX_COLUMNS as usize).saturating_sub(places.columns);
    let past_all = sheet.wide_rows().iter().any(|row| is_ours(*row)).then_some(MAX_COLUMNS);
    let left_out = columns.iter().nth(room).copied().or(past_all);
    let kept = columns.len().min(room);
    let mut headings: Row = (places.headings, vec![None; kept]);
    if kept > 0 {
        rows.iter_mut().for_each(|(_, cells)| cells.resize(places.columns + kept, None));
    }
    for (row, column, cell) in cells {
        let place = columns.range(..column).count();
        match found(&rows, row) {
            _ if place >= kept => {}
            Ok(at) => fill(rows.get_mut(at), places.columns + place, cell)?,
            Err(_) => fill(Some(&mut headings), place, cell)?,
        }
    }
    let own = OwnColumns { headings: headings.1, places: columns.into_iter().collect(), left_out };
    Ok(Under { rows, own })
}

fn found(rows: &[Row], row: u32) -> Result<usize, usize> {
    rows.binary_search_by_key(&row, |(number, _)| *number)
}

/// The place of a row, which may be new. Programs write from top to bottom.
fn row_at(rows: &mut Vec<Row>, row: u32, columns: usize) -> usize {
    let last = rows.len().saturating_sub(1);
    match rows.last() {
        Some((number, _)) if *number == row => last,
        Some((number, _)) if *number > row => found(rows, row).unwrap_or_else(|at| {
            rows.insert(at, (row, vec![None; columns]));
            at
        }),
        _ => {
            rows.push((row, vec![None; columns]));
            rows.len().saturating_sub(1)
        }
    }
}

fn fill(row: Option<&mut Row>, place: usize, cell: Cell) -> Result<(), Refused> {
    let slot = row.and_then(|(_, cells)| cells.get_mut(place));
    match slot {
        Some(slot @ None) => *slot = Some(cell),
        Some(Some(_)) | None => return Err(Refused::Damaged),
    }
    Ok(())
}
