//! Cells that a sheet shows as one: the first of them holds the value, the others seem to.

use crate::cells::Cell;
use crate::sheet_part::Merged;
use crate::under::Places;
use portal_core::fault::FieldFault;
use std::collections::BTreeSet;

/// The empty cells of our columns, by row counted from zero and place in the list of columns, that show the value of
/// another row or column which was read.
pub(crate) fn covered(
    merged: &[Merged],
    rows: &[(u32, Vec<Option<Cell>>)],
    places: &Places,
) -> BTreeSet<(u32, usize)> {
    let mut covered = BTreeSet::new();
    let last = u32::try_from(places.ours.len()).unwrap_or(u32::MAX);
    // No cell is part of two of them: who says more of them than there are cells means harm.
    let mut cells_left = rows.len().saturating_mul(places.columns);
    for Merged { rows: across, columns } in merged {
        let first = rows.partition_point(|(row, _)| row < across.start());
        let top = rows.get(first).filter(|(row, _)| row == across.start());
        let has_value = |place| top.and_then(|(_, cells)| cells.get(place)).is_some_and(Option::is_some);
        if !places.of(*columns.start()).is_some_and(has_value) {
            continue;
        }
        let ours: Vec<usize> =
            (*columns.start()..=last.min(*columns.end())).filter_map(|column| places.of(column)).collect();
        for (row, cells) in rows.iter().skip(first).take_while(|(row, _)| across.contains(row)) {
            let is_empty = |place: &&usize| cells.get(**place).is_some_and(Option::is_none);
            covered.extend(ours.iter().filter(is_empty).map(|place| (*row, *place)));
            match cells_left.checked_sub(ours.len()) {
                Some(left) => cells_left = left,
                None => return covered,
            }
        }
    }
    covered
}

/// What is wrong with such a cell.
pub(crate) fn fault() -> FieldFault {
    FieldFault::new(
        "merged_cells",
        "This cell is merged with another one, which holds the value: this row has none. Unmerge the cells and fill in each row.",
    )
}
