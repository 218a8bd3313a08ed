//! The people of an organisation, for those who lead them: a list, and one of them.

pub mod list;
pub mod person;

use crate::asked::organisation_asked;
use crate::handler::Desk;
use portal_core::organisation::{Organisation, Person};
use portal_edge::{Caller, Sent};

/// What was carried out, for the page that it leads back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    Invited,
    SentAgain,
    Left,
}

impl Done {
    /// The words of a query.
    pub const WORDS: [(&'static str, Self); 3] =
        [("invited", Self::Invited), ("sent", Self::SentAgain), ("left", Self::Left)];

    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, one)| *one == self).map_or("", |(word, _)| word)
    }
}

/// Where the list of an organisation's people is, after this.
pub fn list_after(organisation: &Organisation, done: Done) -> String {
    format!(
        "{}{}done={}",
        list_of(organisation),
        if organisation.mco().is_some() { "&" } else { "?" },
        done.word()
    )
}

/// Where the list of an organisation's people is. HFS's leads name an MCO; so may its own.
pub fn list_of(organisation: &Organisation) -> String {
    format!("/people{}", query_of(organisation))
}

/// Where one of them is.
pub fn address(organisation: &Organisation, person: &Person) -> String {
    format!("/people/{}{}", person.id, query_of(organisation))
}

fn query_of(organisation: &Organisation) -> String {
    organisation.mco().map_or_else(String::new, |code| format!("?mco={code}"))
}

/// The organisation that a form was about; the reader's own, where it named none that they lead.
fn organisation_of(desk: &Desk, caller: &Caller, sent: &Sent) -> Option<Organisation> {
    let named = organisation_asked(caller, &mut sent.fields(), desk.portal.mcos());
    named.or_else(|_| caller.require_organisation_lead()).ok()
}

/// What an organisation is called.
fn name_of(desk: &Desk, organisation: &Organisation) -> String {
    let known = organisation.mco().and_then(|code| desk.portal.mcos().find(code));
    known.map_or_else(|| "HFS".to_owned(), |mco| mco.name.clone())
}
