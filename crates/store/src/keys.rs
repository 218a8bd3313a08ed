//! Every key of the table, named in one place. Attribute names are short-lived nowhere else.

use crate::audit::Record;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use portal_core::actor::Role;
use portal_core::identity::{
    DraftId, Email, FileId, MedicaidId, RegistrationId, TicketId, TicketNumber, UploadId, UserId,
};
use portal_core::mco::McoCode;
use portal_core::organisation::Organisation;
use portal_core::queue::{Party, PartyQueue, Queue};
use portal_core::registration::RegistrationStatus;
use portal_core::ticket::Desk;
use sha2::{Digest, Sha256};

/// All tickets and registrations of one owner, newest first.
pub const INDEX_OWNER: &str = "owner";
/// A work queue, most urgent first.
pub const INDEX_DESK: &str = "desk";
/// All tickets of an MCO, by month of presentation.
pub const INDEX_PLAN: &str = "plan";
/// What has a clock running; sparse.
pub const INDEX_DUE: &str = "due";
/// Over how many partitions the clock is spread: an index partition takes 1,000 writes a second.
pub const SHARDS: u8 = 8;

pub(crate) const TICKET: &str = "TICKET";
pub(crate) const FILING: &str = "FILING";
pub(crate) const REGISTRATION: &str = "REGISTRATION";
pub(crate) const UPLOAD: &str = "UPLOAD";
pub(crate) const BATCH: &str = "BATCH";
/// Of a `BATCH#`: what is still to be filed of it.
pub(crate) const BEGUN: &str = "BEGUN";
pub(crate) const NOTICE: &str = "NOTICE";
pub(crate) const ONCE: &str = "ONCE";
pub(crate) const GUARD: &str = "GUARD";
pub(crate) const CONTACT: &str = "CONTACT";
pub(crate) const CONTACTS: &str = "CONTACTS#";
pub(crate) const STATE: &str = "STATE";
pub(crate) const PERSON: &str = "PERSON";
pub(crate) const HOUR: &str = "HOUR";
pub(crate) const NUMBER: &str = "NUMBER";
/// Of a `USER#`: whether, and since when, its tokens count.
pub(crate) const ACCOUNT: &str = "ACCOUNT";
pub(crate) const LEADS: &str = "LEADS";
/// Of a `USER#`: whose people it is one of.
pub(crate) const ORGANISATION: &str = "ORGANISATION";
pub(crate) const HEAD: &str = "HEAD";
pub(crate) const READINGS: &str = "READING#";
pub(crate) const EVENTS: &str = "EVENT#";
pub(crate) const MESSAGES: &str = "MESSAGE#";
pub(crate) const FILES: &str = "FILE#";
pub(crate) const SEEN: &str = "SEEN#";
const KEEPING: &str = "KEEPING#";

pub(crate) fn ticket(id: &TicketId) -> String {
    format!("TICKET#{id}")
}

pub(crate) fn ticket_of(pk: &str) -> Option<TicketId> {
    pk.strip_prefix("TICKET#")?.parse().ok()
}

/// Six digits, so that entries sort as they happened.
pub(crate) fn event(first_seq: u64) -> String {
    format!("{EVENTS}{first_seq:06}")
}

pub(crate) fn message(id: &str) -> String {
    format!("{MESSAGES}{id}")
}

pub(crate) fn seen(side: Role) -> String {
    format!("{SEEN}{}", side.code())
}

pub(crate) fn file(id: &FileId) -> String {
    format!("{FILES}{id}")
}

pub(crate) fn registration(id: &RegistrationId) -> String {
    format!("REGISTRATION#{id}")
}

pub(crate) fn user(id: &UserId) -> String {
    format!("USER#{id}")
}

/// Beside the memberships, and not among them: those are read with every request.
pub(crate) fn drafts(of: &UserId) -> String {
    format!("DRAFTS#{of}")
}

pub(crate) fn draft(id: &DraftId) -> String {
    format!("DRAFT#{id}")
}

pub(crate) fn provider(id: &MedicaidId) -> String {
    format!("PROVIDER#{id}")
}

/// A provider's own staff, in the index of owners.
pub(crate) fn staff(id: &MedicaidId) -> String {
    format!("STAFF#{id}")
}

pub(crate) fn upload(id: &UploadId) -> String {
    format!("UPLOAD#{id}")
}

pub(crate) fn upload_of(pk: &str) -> Option<UploadId> {
    pk.strip_prefix("UPLOAD#")?.parse().ok()
}

/// What names the registrations of a workbook.
pub(crate) fn batch(id: &UploadId) -> String {
    format!("BATCH#{id}")
}

/// A person's uploads, in the index of owners.
pub(crate) fn uploads(of: &UserId) -> String {
    format!("UPLOADS#{of}")
}

/// The place among its sender's uploads of one that keeps rows for later. It sorts after every instant, so newest
/// first it comes before them: whoever has opened thousands since still finds it on the first page.
pub(crate) fn upload_keeping(opened_at: DateTime<Utc>, id: &UploadId) -> String {
    format!("{KEEPING}{}", at(opened_at, id.as_str()))
}

/// When the upload was opened that lies there.
pub(crate) fn opened_at(sort_key: &str) -> Option<DateTime<Utc>> {
    instant_of(sort_key.strip_prefix(KEEPING).unwrap_or(sort_key))
}

/// An address, in any case of its letters, by its hash: a key shows none.
pub(crate) fn address(address: &Email) -> String {
    let plain = address.as_str().trim().to_lowercase();
    format!("ADDRESS#{}", hex::encode(Sha256::digest(plain)))
}

pub(crate) fn mco(code: &McoCode) -> String {
    format!("MCO#{code}")
}

pub(crate) fn organisation(of: &Organisation) -> String {
    match of {
        Organisation::Hfs => "ORGANISATION#HFS".to_owned(),
        Organisation::Mco(code) => format!("ORGANISATION#MCO#{code}"),
    }
}

pub(crate) fn person(id: &UserId) -> String {
    format!("PERSON#{id}")
}

/// From a day on, as it was said at an instant.
pub(crate) fn contacts(effective_from: NaiveDate, set_at: DateTime<Utc>) -> String {
    format!("{CONTACTS}{effective_from}#{}", set_at.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// The greatest sort key of what is in force on a day.
pub(crate) fn contacts_until(day: NaiveDate) -> String {
    format!("{CONTACTS}{day}#~")
}

pub(crate) fn notice(about: &str, seq: u64) -> String {
    format!("NOTICE#{about}#{seq:06}")
}

/// Beside the letters of its moves, which are numbered.
pub(crate) fn notice_of_message(ticket: &TicketId, message: &str) -> String {
    format!("NOTICE#{ticket}#{MESSAGES}{message}")
}

/// One hour of mail, in UTC.
pub(crate) fn mail_hour(instant: DateTime<Utc>) -> String {
    format!("MAIL#{}", instant.format("%Y-%m-%dT%H"))
}

pub(crate) fn once(caller: &UserId, key: &str) -> String {
    format!("ONCE#{caller}#{key}")
}

pub(crate) fn audit(of: &Record) -> String {
    format!("AUDIT#{of}")
}

/// Nine digits, so that entries sort as they were made: a ticket may be opened far more often than moved.
pub(crate) fn reading(seq: u64) -> String {
    format!("{READINGS}{seq:09}")
}

pub(crate) fn seq_of_reading(sort_key: &str) -> Option<u64> {
    sort_key.strip_prefix(READINGS)?.parse().ok()
}

/// Where a day's record is found: what was put on record in UTC's day, in one of [`SHARDS`] parts, told
/// apart by the ticket or upload it is of.
pub(crate) fn record(day: NaiveDate, shard: u8) -> String {
    format!("RECORD#{day}#{shard}")
}

pub(crate) const EXPORT: &str = "EXPORT";
pub(crate) const EXPORT_OF_RECORD: &str = "EXPORT#RECORD";

pub(crate) fn reader(user: &UserId) -> String {
    format!("READER#{user}")
}

pub(crate) fn guard(provider: &MedicaidId, mco: &McoCode, bucket: u8) -> String {
    format!("GUARD#{provider}#{mco}#{bucket:02}")
}

pub(crate) fn desk(desk: &Desk) -> String {
    match desk {
        Desk::HfsIntake => "HFS#intake".to_owned(),
        Desk::HfsReview => "HFS#review".to_owned(),
        Desk::Mco(code) => format!("MCO#{code}"),
        Desk::Provider(id) => format!("PROVIDER#{id}"),
    }
}

/// A queue of HFS's beside the desks.
pub(crate) fn queue(queue: Queue) -> String {
    format!("HFS#{}", queue.code())
}

/// A ticket's place in a queue.
pub(crate) fn queue_mark(queue: Queue) -> String {
    format!("QUEUE#{}", queue.code())
}

/// A queue of a party's beside its desk.
pub(crate) fn party_queue(queue: PartyQueue, of: &Party) -> String {
    match of {
        Party::Provider(id) => format!("{}#{}", provider(id), queue.code()),
        Party::Mco(code) => format!("{}#{}", mco(code), queue.code()),
    }
}

/// A ticket's place in such a queue of one of its parties.
pub(crate) fn party_mark(queue: PartyQueue, of: &Party) -> String {
    let side = match of {
        Party::Provider(_) => Role::Provider,
        Party::Mco(_) => Role::Mco,
    };
    format!("QUEUE#{}#{}", queue.code(), side.code())
}

/// From a ticket's number to its key.
pub(crate) fn number(number: &TicketNumber) -> String {
    format!("NUMBER#{number}")
}

/// What waits for HFS is a work queue; what is decided lies beside it, for HFS to look up.
pub(crate) fn desk_registrations(status: RegistrationStatus) -> String {
    match status {
        RegistrationStatus::Pending => "HFS#registrations".to_owned(),
        RegistrationStatus::Approved | RegistrationStatus::Denied | RegistrationStatus::Revoked => {
            format!("HFS#registrations#{}", status.code())
        }
    }
}

/// `month` is `2026-11`, of the day of presentation in Chicago.
pub(crate) fn plan(mco: &McoCode, month: &str) -> String {
    format!("PLAN#{mco}#{month}")
}

pub(crate) fn due_tickets(shard: u8) -> String {
    format!("DUE#TICKET#{shard}")
}

pub(crate) fn due_notices(shard: u8) -> String {
    format!("DUE#NOTICE#{shard}")
}

/// A sort key that orders by instant, then by id: fixed width, UTC, milliseconds.
pub(crate) fn at(instant: DateTime<Utc>, id: &str) -> String {
    format!("{}#{id}", instant.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// The instant of such a sort key.
pub(crate) fn instant_of(sort_key: &str) -> Option<DateTime<Utc>> {
    sort_key.split_once('#')?.0.parse().ok()
}

/// The greatest sort key of an instant: `~` sorts after every character of an id.
pub(crate) fn until(instant: DateTime<Utc>) -> String {
    at(instant, "~")
}

/// The shard of an id, spread evenly and always the same.
pub(crate) fn shard(id: &str) -> u8 {
    let sum = id.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    u8::try_from(sum % u32::from(SHARDS)).unwrap_or(0)
}
