//! Files of a ticket that evidence or a message points to.

use chrono::{DateTime, Utc};
use portal_core::actor::Role;
use portal_core::attachment::FileStatus;
use portal_core::fault::FieldFault;
use portal_core::identity::FileId;
use portal_core::share::MOST_FILES;
use portal_core::text::Text;
use portal_edge::Fields;
use portal_store::{Attachment, Attachments, Lane};

/// The field `files`, each held against the ticket by `check`, every fault at its place.
pub fn files(fields: &mut Fields<'_>, check: impl Fn(&FileId) -> Result<(), FieldFault>) -> Vec<FileId> {
    let named = fields.texts::<Text<64>>("files", MOST_FILES).unwrap_or_default();
    let mut files = Vec::with_capacity(named.len());
    for (index, name) in named.iter().enumerate() {
        let checked = name.as_str().parse::<FileId>().map_err(|_| not_here()).and_then(|id| {
            if files.contains(&id) {
                return Err(FieldFault::new("file_repeated", "This file is named twice: name it once."));
            }
            check(&id).map(|()| id)
        });
        match checked {
            Ok(id) => files.push(id),
            Err(fault) => fields.fault(&format!("files/{index}"), fault),
        }
    }
    files
}

/// A side's evidence is what that side has put on the ticket, for the other one to see: files that have
/// come and were checked, for HFS may have to decide on them before another one could be sent.
pub fn of_side(files: &Attachments, id: &FileId, side: Role, now: DateTime<Utc>) -> Result<(), FieldFault> {
    let file = usable(files, id, side, now)?;
    if file.slot.by != side {
        let message = "This file was put there by someone else: put in your own, and say in the statement what you see in theirs.";
        return Err(FieldFault::new("file_of_another", message));
    }
    if file.status == FileStatus::Waiting {
        let message = "This file has not come yet, or is still being checked. Post it if you have not, and name it once the ticket shows it as \"quarantined\" or \"clean\": that takes some seconds.";
        return Err(FieldFault::new("file_not_come", message));
    }
    Ok(())
}

/// A message points to nothing that some of its readers may not see.
pub fn in_lane(
    files: &Attachments,
    id: &FileId,
    reader: Role,
    lane: Lane,
    now: DateTime<Utc>,
) -> Result<(), FieldFault> {
    let file = usable(files, id, reader, now)?;
    match (lane, file.slot.lane) {
        (Lane::Parties, Lane::Hfs) => Err(FieldFault::new(
            "file_in_another_lane",
            "This file is for HFS staff only: attach it again in the lane \"parties\" if they may see it.",
        )),
        (Lane::Parties, Lane::Parties) | (Lane::Hfs, Lane::Parties | Lane::Hfs) => Ok(()),
    }
}

fn usable<'a>(
    files: &'a Attachments,
    id: &FileId,
    reader: Role,
    now: DateTime<Utc>,
) -> Result<&'a Attachment, FieldFault> {
    let file = files.find(id, reader).ok_or_else(not_here)?;
    if file.can_be_cited(now) {
        return Ok(file);
    }
    let message =
        "This file never came, was refused, or holds malware: the ticket says which. Attach it again.";
    Err(FieldFault::new("file_not_usable", message))
}

fn not_here() -> FieldFault {
    FieldFault::new(
        "file_not_here",
        "This is no file of this ticket. Attach it with POST /tickets/{id}/files.",
    )
}
