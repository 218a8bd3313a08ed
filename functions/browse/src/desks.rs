//! The desks and queues that a list may be asked for, and whose they are.

use portal_core::code_list;
use portal_edge::CallerKind;

code_list! {
    /// Whose move it is, or what waits besides: for HFS, or for a party that may do something by a day.
    pub enum DeskName {
        Intake = "intake", "HFS has to present it";
        Review = "review", "HFS reviews it";
        Mco = "mco", "The MCO has to answer";
        Provider = "provider", "The provider has to answer";
        Evidence = "evidence", "Evidence may be put in";
        Late = "late", "The MCO is late, and review may be asked for";
        Extensions = "extensions", "HFS has to grant or refuse an extension";
        Overdue = "overdue", "Something is overdue, whosever it is";
        Urgent = "urgent", "HFS has not looked at an urgent ticket";
    }
}

/// Those that a part may ask for without saying whose.
pub const fn desks_of(kind: &CallerKind) -> &'static [DeskName] {
    match kind {
        CallerKind::Provider => &[DeskName::Provider, DeskName::Evidence, DeskName::Late],
        CallerKind::Mco(_) => &[DeskName::Mco, DeskName::Evidence],
        CallerKind::Hfs { lead: false } => {
            &[DeskName::Intake, DeskName::Extensions, DeskName::Urgent, DeskName::Review]
        }
        CallerKind::Hfs { lead: true } => {
            &[DeskName::Intake, DeskName::Extensions, DeskName::Urgent, DeskName::Review, DeskName::Overdue]
        }
    }
}
