//! Organisations whose people are invited: HFS and the MCOs. A provider's people register themselves (R1).

use crate::identity::{Email, UserId};
use crate::mco::McoCode;
use crate::text::Text;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Whose people someone invites, and ends the accounts of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Organisation {
    /// The Department of Healthcare and Family Services.
    Hfs,
    /// An MCO.
    Mco(McoCode),
}

impl Organisation {
    /// The MCO that it is.
    pub const fn mco(&self) -> Option<&McoCode> {
        match self {
            Self::Hfs => None,
            Self::Mco(code) => Some(code),
        }
    }

    /// The groups of the user pool that make someone one of its people. What gives sight of anything comes
    /// first: `mco_lead` alone is nobody.
    pub fn groups(&self, lead: bool) -> Vec<String> {
        match (self, lead) {
            (Self::Hfs, false) => vec!["hfs_staff".to_owned()],
            (Self::Hfs, true) => vec!["hfs_lead".to_owned()],
            (Self::Mco(code), false) => vec![format!("mco_{code}")],
            (Self::Mco(code), true) => vec![format!("mco_{code}"), "mco_lead".to_owned()],
        }
    }
}

/// One of an organisation's people, as its leads know them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The account.
    pub id: UserId,
    /// What the user pool calls it. None where the address had an account elsewhere, which stays as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Where the invitation went.
    pub email: Email,
    /// What colleagues call them.
    pub name: Text<100>,
    /// Whether they lead the organisation's users.
    pub lead: bool,
    /// Who invited them.
    pub invited_by: UserId,
    /// When.
    pub invited_at: DateTime<Utc>,
    /// When and why their account was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Departure>,
}

/// Why somebody's account was closed.
pub type DepartureReason = Text<500>;

/// Somebody's departure. It is never taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    /// Who closed the account.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: DepartureReason,
}

impl Person {
    /// Whether an address is theirs: mail knows no capitals.
    pub fn is_at(&self, email: &Email) -> bool {
        self.email.as_str().eq_ignore_ascii_case(email.as_str())
    }

    /// Whether they are here and lead.
    pub const fn leads(&self) -> bool {
        self.lead && self.left.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_give_sight_before_they_give_a_lead() {
        let abhil = Organisation::Mco("ABHIL".parse().unwrap());
        assert_eq!(abhil.groups(true), ["mco_ABHIL", "mco_lead"]);
        assert_eq!(abhil.groups(false), ["mco_ABHIL"]);
        assert_eq!(Organisation::Hfs.groups(true), ["hfs_lead"]);
        assert_eq!(Organisation::Hfs.groups(false), ["hfs_staff"]);
    }

    #[test]
    fn what_a_person_is_called_and_where_they_read_mail_never_shows_in_debug() {
        let person = Person {
            id: "user-1".parse().unwrap(),
            username: None,
            email: "Pat.Quill@abhil.example.org".parse().unwrap(),
            name: "Pat Quill".parse().unwrap(),
            lead: false,
            invited_by: "user-2".parse().unwrap(),
            invited_at: DateTime::UNIX_EPOCH,
            left: None,
        };
        assert!(!format!("{person:?}").contains("Quill"));
        assert!(person.is_at(&"pat.quill@ABHIL.example.org".parse().unwrap()));
    }
}
