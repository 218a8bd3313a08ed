//! Each row's own window (R4), and the days on which all of them may be filed together.

use chrono::NaiveDate;
use portal_core::money::Money;
use portal_core::policy::Policy;
use portal_core::window::{Timeliness, Window, filing_window};
use portal_store::{ClaimRow, Contents};

/// A valid workbook's rows, as its page shows them: of a member, nothing.
pub struct Rows {
    pub lines: Vec<Line>,
    pub in_dispute: Money,
    /// The days that suit every row; none where there is no such day.
    pub together: Option<Window>,
}

/// A row.
pub struct Line {
    pub row: u32,
    pub number: Option<String>,
    pub in_dispute: Money,
    pub window: Option<Window>,
    /// Whether today is one of its days.
    pub today: Option<Timeliness>,
}

impl Rows {
    /// The rows of a workbook as they stand today.
    pub fn of(contents: &Contents, today: NaiveDate, policy: &Policy) -> Self {
        let lines: Vec<Line> = contents.claims.iter().map(|row| Line::of(row, today, policy)).collect();
        let windows = lines.iter().filter_map(|line| line.window);
        Self {
            in_dispute: contents.claims.iter().map(|row| row.claim.in_dispute()).sum(),
            together: windows.reduce(Window::and).filter(|window| !window.is_empty()),
            lines,
        }
    }

    /// How many rows may not be filed today.
    pub fn untimely(&self) -> usize {
        let untimely = |line: &&Line| line.today.is_some_and(|today| today != Timeliness::Timely);
        self.lines.iter().filter(untimely).count()
    }
}

impl Line {
    fn of(ClaimRow { row, claim }: &ClaimRow, today: NaiveDate, policy: &Policy) -> Self {
        let window = claim.filed_with_mco.map(|filed| filing_window(filed, claim.mco_answered, policy));
        Self {
            row: *row,
            number: claim.mco_claim_number.as_ref().map(|number| number.as_str().to_owned()),
            in_dispute: claim.in_dispute(),
            window,
            today: window.map(|window| window.judge(today)),
        }
    }
}
