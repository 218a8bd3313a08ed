//! Due dates that can be asked why: each keeps the rule, the policy version and the calendar that
//! made it, and what moved it.

use crate::calendar::{self, Calendar, DayOff};
use crate::chicago;
use crate::policy::{Policy, Rule};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A computed last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The last Chicago day on which the act is on time.
    pub date: NaiveDate,
    /// The UTC instant at which that day has passed.
    pub passes_at: DateTime<Utc>,
    /// The rule that made it.
    pub rule: Rule,
    /// The policy's version.
    pub policy: u32,
    /// The calendar it was computed with.
    pub calendar: Calendar,
    /// The day it would have been, had that day not been off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<NaiveDate>,
    /// Why that day was off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<DayOff>,
}

impl Deadline {
    /// `count` calendar days after `start`: the first day excluded, the last included, a last day
    /// that is off in `calendar` moved to the next that is not (5 ILCS 70/1.11).
    pub fn calendar_days(
        start: NaiveDate,
        count: u32,
        rule: Rule,
        calendar: Calendar,
        policy: &Policy,
    ) -> Self {
        let raw = chicago::days_after(start, count);
        let (date, because) = calendar::roll_forward(raw, calendar, &policy.proclaimed_days);
        Self::on(date, rule, calendar, policy).moved((date != raw).then_some(raw), because)
    }

    /// The `count`-th business day after `start`, in days on which State offices work.
    pub fn business_days(start: NaiveDate, count: u32, rule: Rule, policy: &Policy) -> Self {
        let calendar = Calendar::StateClosure;
        let date = calendar::business_days_after(start, count, calendar, &policy.proclaimed_days);
        Self::on(date, rule, calendar, policy)
    }

    fn on(date: NaiveDate, rule: Rule, calendar: Calendar, policy: &Policy) -> Self {
        let passes_at = chicago::end_of(date);
        Self { date, passes_at, rule, policy: policy.version, calendar, moved_from: None, because: None }
    }

    fn moved(self, moved_from: Option<NaiveDate>, because: Option<DayOff>) -> Self {
        Self { moved_from, because, ..self }
    }

    /// Whether the last day has passed at `now`.
    pub fn has_passed(&self, now: DateTime<Utc>) -> bool {
        now >= self.passes_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::PolicyBook;

    #[test]
    fn the_published_pipelines_hold() {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../tests/data/date-vectors.json")).unwrap();
        let book = PolicyBook::published().unwrap();
        let mut tried = 0;
        for vector in vectors["pipeline"].as_array().unwrap() {
            let day = |name: &str| -> NaiveDate { vector[name].as_str().unwrap().parse().unwrap() };
            let policy = book.in_force_on(day("submitted"));
            let present = Deadline::business_days(
                day("submitted"),
                policy.presentation_business_days,
                Rule::R9,
                policy,
            );
            assert_eq!(present.date, day("hfs_present_by_10bd_closure"));
            let statutory = calendar::business_days_after(day("submitted"), 10, Calendar::Statutory, &[]);
            assert_eq!(statutory, day("hfs_present_by_10bd_statutory"));
            let after =
                |start, count, rule| Deadline::calendar_days(start, count, rule, Calendar::Statutory, policy);
            let proposal = after(present.date, policy.proposal_days, Rule::R10);
            assert_eq!(proposal.date, day("mco_due_30"));
            let extended = after(present.date, policy.proposal_days + policy.extension_days, Rule::R11);
            assert_eq!(extended.date, day("mco_due_60_ext"));
            let answer = after(proposal.date, policy.answer_days, Rule::R12);
            assert_eq!(answer.date, day("review_request_by_30_after_proposal_on_due"));
            tried += 1;
        }
        assert_eq!(tried, 3);
    }

    #[test]
    fn a_moved_date_says_from_where_and_why() {
        let book = PolicyBook::published().unwrap();
        let start = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
        let policy = book.in_force_on(start);
        let due = Deadline::calendar_days(start, 30, Rule::R10, Calendar::Statutory, policy);
        assert_eq!(due.moved_from, NaiveDate::from_ymd_opt(2026, 12, 26));
        assert_eq!((due.date.to_string().as_str(), due.because), ("2026-12-28", Some(DayOff::Saturday)));
        assert_eq!(due.passes_at.to_rfc3339(), "2026-12-29T06:00:00+00:00");
        assert!(due.has_passed(due.passes_at));
        assert!(!due.has_passed(due.passes_at - chrono::TimeDelta::seconds(1)));
    }
}
