//! The filing window as it is answered: its days, and what moved them.

use chrono::{DateTime, NaiveDate, Utc};
use portal_core::policy::{Rule, WindowReading};
use portal_core::window::Window;
use serde::Serialize;

/// R4: from which day until which day a dispute may be filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names are those of api.md")]
pub struct WindowView {
    pub earliest: NaiveDate,
    pub latest: NaiveDate,
    /// The UTC instant at which the last day has passed.
    pub passes_at: DateTime<Utc>,
    pub rules: Vec<RuleView>,
    /// The reading of the rule.
    pub policy: WindowReading,
    /// The version of the rules' numbers.
    pub policy_version: u32,
}

/// A rule at work on a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names are those of api.md")]
pub struct RuleView {
    pub rule: Rule,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

impl From<&Window> for WindowView {
    fn from(window: &Window) -> Self {
        let latest = &window.latest;
        Self {
            earliest: window.earliest,
            latest: latest.date,
            passes_at: latest.passes_at,
            rules: vec![RuleView {
                rule: latest.rule,
                moved_from: latest.moved_from,
                because: latest.because.map(|day| day.to_string()),
            }],
            policy: window.reading,
            policy_version: latest.policy,
        }
    }
}
