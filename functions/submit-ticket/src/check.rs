//! What filing now would come to. Nothing is stored.

use portal_core::fault::Fault;
use portal_core::identity::TicketId;
use portal_core::intake::Assessment;
use portal_core::outcome::Closure;
use portal_core::policy::Policy;
use portal_core::ticket::Flag;
use portal_edge::WindowView;
use serde::Serialize;
use std::collections::BTreeSet;

/// The answer of a check.
#[derive(Debug, Serialize)]
pub struct Checked {
    /// The state in which the ticket would be, or `refused` where it would not be stored at all.
    pub would_be: &'static str,
    /// Why it would be closed, and what to do about it.
    pub closure: Option<Closure>,
    /// The days on which it may be filed.
    pub window: Option<WindowView>,
    /// What would refuse it.
    pub faults: Vec<Fault>,
    /// What is worth a second look before filing, and refuses nothing.
    pub warnings: Vec<Fault>,
    /// What people would have to look at.
    pub flags: Vec<Flag>,
    /// The open tickets about the same dispute.
    pub duplicate_of: BTreeSet<TicketId>,
}

const REFUSED: &str = "refused";

impl Checked {
    /// A dispute that cannot even be laid before the rules.
    pub fn refused(faults: Vec<Fault>) -> Self {
        Self {
            would_be: REFUSED,
            closure: None,
            window: None,
            faults,
            warnings: Vec::new(),
            flags: Vec::new(),
            duplicate_of: BTreeSet::new(),
        }
    }

    /// A dispute from an upload that a ticket was filed from already.
    pub fn spent(ticket: TicketId, mut faults: Vec<Fault>) -> Self {
        let message = "A ticket was filed from this upload already: see duplicate_of.";
        faults.push(Fault::new("/upload_id", "upload_spent", message));
        Self { duplicate_of: BTreeSet::from([ticket]), ..Self::refused(faults) }
    }

    /// What the rules say, with the faults of what was sent and the open tickets in the way.
    pub fn of(
        assessment: &Assessment,
        mut faults: Vec<Fault>,
        duplicate_of: BTreeSet<TicketId>,
        policy: &Policy,
    ) -> Self {
        // A dispute that is closed at once stands in nobody's way, and nothing in its.
        if assessment.closure.is_none() && !duplicate_of.is_empty() {
            let message = "This dispute is open already: see duplicate_of. Go on with that ticket, or withdraw it first.";
            faults.push(Fault::new("", "duplicate", message));
        }
        let would_be = if faults.is_empty() { assessment.would_be(policy).code() } else { REFUSED };
        Self {
            would_be,
            closure: assessment.closure.clone(),
            window: assessment.window.as_ref().map(WindowView::from),
            faults,
            warnings: Vec::new(),
            flags: assessment.flags.clone(),
            duplicate_of,
        }
    }
}
