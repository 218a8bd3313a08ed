//! What was read, written back cell by cell: values, never formulas.

use crate::cells::Cell;
use crate::column::{Column, Kind};
use crate::layout::{self, DAY_FORMAT, Filled, WriteError};
use crate::{day, value};
use rust_xlsxwriter::{Format, Worksheet};

/// Writes the rows under the headings, and notes at the cells that are marked.
pub(crate) fn rows<T>(
    sheet: &mut Worksheet,
    columns: &[Column<T>],
    filled: &Filled<'_>,
) -> Result<(), WriteError> {
    for (number, cells) in filled.cells {
        let row = number.saturating_sub(1);
        for ((place, column), cell) in columns.iter().enumerate().zip(cells) {
            let at = u16::try_from(place).unwrap_or(u16::MAX);
            let mark = filled.marks.get(&(*number, place));
            let format = layout::column_format(&column.kind);
            let format = if mark.is_some() { layout::marked(format) } else { format };
            write_cell(sheet, (row, at), cell.as_ref(), &column.kind, filled.epoch_1904, &format)?;
            if let Some(mark) = mark {
                sheet.insert_note(row, at, &layout::note(mark, "What to correct in this cell"))?;
            }
        }
    }
    Ok(())
}

/// Writes what was read, in the shape its column wants. Never a formula: text is written as text, whatever it
/// begins with. What is no value of its column stays what it was, so that it is as wrong when it is read again.
pub(crate) fn write_cell(
    sheet: &mut Worksheet,
    (row, at): (u32, u16),
    cell: Option<&Cell>,
    kind: &Kind,
    epoch_1904: bool,
    format: &Format,
) -> Result<(), WriteError> {
    let (number, number_format) = match cell {
        Some(Cell::Text(text)) => {
            sheet.write_string_with_format(row, at, text, format)?;
            return Ok(());
        }
        Some(Cell::Number(number)) if kind.is_number() => (*number, None),
        Some(cell @ (Cell::Number(number) | Cell::Day(number))) if kind.is_day() => {
            match day::day(cell, epoch_1904).ok().and_then(day::serial) {
                Some(serial) => (serial, None),
                None => (day::serial_from_1900(*number, epoch_1904), Some("General")),
            }
        }
        Some(Cell::Day(number)) => (day::serial_from_1900(*number, epoch_1904), Some(DAY_FORMAT)),
        Some(cell @ Cell::Number(number)) => {
            // What is in doubt stays in doubt until somebody has typed it again.
            let lacks_zeros = matches!(kind, Kind::Code(most) | Kind::Identifier(most) if value::may_lack_zeros(cell, *most));
            match value::text(cell) {
                Ok(text) if !lacks_zeros => {
                    sheet.write_string_with_format(row, at, text, format)?;
                    return Ok(());
                }
                Ok(_) | Err(_) => (*number, None),
            }
        }
        Some(Cell::Odd(number, odd)) => (*number, Some(odd.format())),
        // A cell with an error or an uncalculated formula has no value to give back; its mark says so.
        Some(Cell::Error | Cell::Uncalculated) | None => (f64::NAN, None),
    };
    let format = number_format.map_or_else(|| format.clone(), |code| format.clone().set_num_format(code));
    if number.is_finite() {
        sheet.write_number_with_format(row, at, number, &format)?;
    } else {
        sheet.write_blank(row, at, &format)?;
    }
    Ok(())
}

/// The sender's own columns, to the right of ours.
pub(crate) fn own_columns(sheet: &mut Worksheet, ours: usize, filled: &Filled<'_>) -> Result<(), WriteError> {
    let (plain, bold) = (Format::new().set_unlocked(), Format::new().set_unlocked().set_bold());
    for (at, heading) in (ours..).zip(filled.own_headings) {
        sheet.set_column_format(u16::try_from(at).unwrap_or(u16::MAX), &plain)?;
        write_own(sheet, (0, at), heading.as_ref(), filled.epoch_1904, &bold)?;
    }
    for (number, cells) in filled.cells {
        for (at, cell) in (0..).zip(cells).skip(ours) {
            write_own(sheet, (number.saturating_sub(1), at), cell.as_ref(), filled.epoch_1904, &plain)?;
        }
    }
    Ok(())
}

/// Writes a value of the sender's own as it was. Formulas and errors have none.
fn write_own(
    sheet: &mut Worksheet,
    (row, at): (u32, usize),
    cell: Option<&Cell>,
    epoch_1904: bool,
    format: &Format,
) -> Result<(), WriteError> {
    let at = u16::try_from(at).unwrap_or(u16::MAX);
    match cell {
        Some(Cell::Text(text)) => drop(sheet.write_string_with_format(row, at, text, format)?),
        Some(Cell::Number(number)) if number.is_finite() => {
            sheet.write_number_with_format(row, at, *number, format)?;
        }
        Some(Cell::Day(number)) if number.is_finite() => {
            let format = format.clone().set_num_format(DAY_FORMAT);
            let serial = day::serial_from_1900(*number, epoch_1904);
            sheet.write_number_with_format(row, at, serial, &format)?;
        }
        Some(Cell::Odd(number, odd)) if number.is_finite() => {
            sheet.write_number_with_format(row, at, *number, &format.clone().set_num_format(odd.format()))?;
        }
        Some(Cell::Number(_) | Cell::Day(_) | Cell::Odd(..) | Cell::Error | Cell::Uncalculated) | None => {}
    }
    Ok(())
}
