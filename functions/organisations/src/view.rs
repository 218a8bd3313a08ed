//! People as their leads are shown them.

use chrono::{DateTime, Utc};
use portal_core::identity::{Email, UserId};
use portal_core::organisation::{DepartureReason, Person};
use portal_core::text::Text;
use serde::Serialize;

/// Everyone on record.
#[derive(Serialize)]
pub struct PeopleView {
    pub people: Vec<PersonView>,
}

/// One of them. Whether they have signed in yet is not told: nor is, by that, whether an address had an
/// account elsewhere.
#[derive(Serialize)]
pub struct PersonView {
    person_id: UserId,
    name: Text<100>,
    email: Email,
    lead: bool,
    invited_by: UserId,
    invited_at: DateTime<Utc>,
    left: Option<DepartureView>,
}

#[derive(Serialize)]
struct DepartureView {
    by: UserId,
    at: DateTime<Utc>,
    reason: DepartureReason,
}

impl From<&Person> for PersonView {
    fn from(person: &Person) -> Self {
        let left = person.left.as_ref();
        Self {
            person_id: person.id.clone(),
            name: person.name.clone(),
            email: person.email.clone(),
            lead: person.lead,
            invited_by: person.invited_by.clone(),
            invited_at: person.invited_at,
            left: left.map(|left| DepartureView {
                by: left.by.clone(),
                at: left.at,
                reason: left.reason.clone(),
            }),
        }
    }
}
