//! Each row's own window (R4), and the days on which all of them may be filed together.

use chrono::NaiveDate;
use portal_core::money::Money;
use portal_core::policy::Policy;
use portal_core::two_readings::{Taking, TwoReadings};
use portal_core::window::Window;
use portal_store::{ClaimRow, Contents};

/// A valid workbook's rows, as its page shows them: of a member, nothing.
pub struct Rows {
    pub lines: Vec<Line>,
    pub in_dispute: Money,
    /// The days that suit every row as they stand today; none where one of them has no day left.
    pub together: Option<Window>,
}

/// A row.
pub struct Line {
    pub row: u32,
    pub number: Option<String>,
    pub in_dispute: Money,
    pub windows: Option<TwoReadings>,
    /// How it would be taken today.
    pub today: Option<Taking>,
}

impl Rows {
    /// The rows of a workbook as they stand today.
    pub fn of(contents: &Contents, today: NaiveDate, policy: &Policy) -> Self {
        let lines: Vec<Line> = contents.claims.iter().map(|row| Line::of(row, today, policy)).collect();
        let mut rows = Self {
            in_dispute: contents.claims.iter().map(|row| row.claim.in_dispute()).sum(),
            together: None,
            lines,
        };
        if rows.untimely() == 0 {
            let windows = rows.lines.iter().filter_map(|line| Some(line.windows?.on(today)));
            rows.together = windows.reduce(Window::and);
        }
        rows
    }

    /// How many rows may not be filed today. A workbook is valid only while there are none: their last day has
    /// passed since it was read.
    pub fn untimely(&self) -> usize {
        self.count(|today| matches!(today, Taking::TooEarly | Taking::TooLate))
    }

    /// How many are late as HFS reads the rule, and in time by its own words (R4').
    pub fn by_staff(&self) -> usize {
        self.count(|today| today == Taking::ByStaff)
    }

    fn count(&self, is_so: impl Fn(Taking) -> bool) -> usize {
        self.lines.iter().filter(|line| line.today.is_some_and(&is_so)).count()
    }
}

impl Line {
    fn of(ClaimRow { row, claim }: &ClaimRow, today: NaiveDate, policy: &Policy) -> Self {
        let of = |filed| TwoReadings::of(filed, claim.mco_answered, policy);
        let windows = claim.filed_with_mco.map(of);
        Self {
            row: *row,
            number: claim.mco_claim_number.as_ref().map(|number| number.as_str().to_owned()),
            in_dispute: claim.in_dispute(),
            windows,
            today: windows.map(|windows| windows.taken_on(today)),
        }
    }
}
