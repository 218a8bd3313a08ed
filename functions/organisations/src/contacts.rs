//! `GET` and `PUT /mcos/{code}/contacts`: where an MCO takes its mail, from which day on. Nothing is written
//! over, and what has held is not changed afterwards.

use crate::handler::Desk;
use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use portal_core::fault::FieldFault;
use portal_core::identity::Email;
use portal_core::mco::McoCode;
use portal_edge::{Bearer, Caller, CallerKind, Fields, Key, Problem, Sent, repeat, still_here};
use portal_store::{CommitError, ContactsEntry};
use serde::Serialize;

/// An MCO's contacts.
#[derive(Serialize)]
pub struct ContactsView {
    mco: McoCode,
    /// The one that takes effect last first.
    entries: Vec<EntryView>,
}

#[derive(Serialize)]
struct EntryView {
    #[serde(flatten)]
    entry: ContactsEntry,
    /// Whether letters go there today.
    in_force: bool,
}

impl ContactsView {
    fn of(mco: McoCode, entries: Vec<ContactsEntry>, today: NaiveDate) -> Self {
        let in_force = entries.iter().position(|entry| entry.effective_from <= today);
        let view = |(place, entry)| EntryView { entry, in_force: in_force == Some(place) };
        Self { mco, entries: entries.into_iter().enumerate().map(view).collect() }
    }
}

pub async fn read(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    Key(mco): Key<McoCode>,
) -> Result<Json<ContactsView>, Problem> {
    known(&desk, &mco)?;
    match &caller.kind {
        CallerKind::Mco(own) if *own == mco => {}
        CallerKind::Hfs { .. } => {}
        CallerKind::Provider | CallerKind::Mco(_) => return Err(not_yours()),
    }
    let read = async { Ok(desk.portal.store().contacts_entries(&mco).await?) };
    let (entries, ()) = tokio::try_join!(read, still_here(&desk.portal, &caller))?;
    Ok(Json(ContactsView::of(mco, entries, desk.portal.today())))
}

pub async fn set(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    Key(mco): Key<McoCode>,
    sent: Sent,
) -> Result<Json<ContactsView>, Problem> {
    known(&desk, &mco)?;
    require_lead_of(&caller, &mco)?;
    let entry = entry_of(&sent, &caller, &desk)?;
    let (store, once) = (desk.portal.store(), sent.once(&caller.user));
    let read = async { Ok(tokio::try_join!(store.contacts_entries(&mco), store.replayed(once.as_ref()))?) };
    let ((mut entries, replayed), ()) = tokio::try_join!(read, still_here(&desk.portal, &caller))?;
    let today = desk.portal.today();
    // A repeat is answered with what stands, its own entry in it.
    if repeat::answered(replayed)?.is_some() {
        return Ok(Json(ContactsView::of(mco, entries, today)));
    }
    match store.add_contacts(&mco, &entry, once.as_ref()).await {
        Ok(()) => {}
        // Two within a millisecond.
        Err(CommitError::Stale) => return Err(CommitError::Conflict.into()),
        Err(error) => return Err(error.into()),
    }
    let place = entries.partition_point(|other| other.effective_from > entry.effective_from);
    entries.insert(place, entry);
    Ok(Json(ContactsView::of(mco, entries, today)))
}

fn entry_of(sent: &Sent, caller: &Caller, desk: &Desk) -> Result<ContactsEntry, Problem> {
    let mut fields = sent.fields();
    let contact = fields.must("contact", Fields::text::<Email>);
    let escalation = fields.must("escalation", Fields::text::<Email>);
    let from = fields.must("effective_from", Fields::date);
    if from.is_some_and(|from| from < desk.portal.today()) {
        let message = "Letters have gone out by what held then: name today, or a day to come.";
        fields.fault("effective_from", FieldFault::new("date_passed", message));
    }
    let entry = (|| {
        Some(ContactsEntry {
            contact: contact?,
            escalation: escalation?,
            effective_from: from?,
            set_by: caller.user.clone(),
            set_at: desk.portal.now(),
        })
    })();
    fields.finish_with(entry)
}

fn known(desk: &Desk, mco: &McoCode) -> Result<(), Problem> {
    desk.portal.mcos().find(mco).map(drop).ok_or_else(Problem::not_found)
}

fn require_lead_of(caller: &Caller, mco: &McoCode) -> Result<(), Problem> {
    match caller.require_organisation_lead()?.mco() {
        Some(own) if own != mco => Err(not_yours()),
        Some(_) | None => Ok(()),
    }
}

fn not_yours() -> Problem {
    Problem::forbidden("role_may_not", "These are the contacts of another organisation.")
}
