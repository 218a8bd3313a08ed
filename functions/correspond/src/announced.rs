//! What is said of a file beforehand: by a program all of it, by a browser without a script what its person
//! can say.

use portal_core::actor::Role;
use portal_core::attachment::{FileKind, LARGEST_FILE};
use portal_core::fault::FieldFault;
use portal_core::identity::{FileDigest, FileName};
use portal_edge::{Fields, Problem, Sent};
use portal_store::{Lane, Measure};

/// What is to be attached.
pub struct Announced {
    pub name: FileName,
    pub kind: FileKind,
    /// None where only the file itself will tell.
    pub measure: Option<Measure>,
    pub lane: Lane,
}

/// What a sender says: the bucket, and then the check, hold the file to it.
///
/// # Errors
/// 422 with every fault; 403 for the lane of others.
pub fn announced(sent: &Sent, by: Role) -> Result<Announced, Problem> {
    let mut fields = sent.fields();
    let of_page = sent.is_form() && !fields.names("size") && !fields.names("sha256");
    let said = if of_page { told(&mut fields) } else { measured(&mut fields) };
    let lane = if of_page && by == Role::Hfs {
        // Who may choose has to: a file for HFS alone must not go to the parties for want of a word.
        fields.must("lane", Fields::text::<Lane>)
    } else {
        Some(fields.text::<Lane>("lane").unwrap_or(Lane::Parties))
    };
    let announced =
        said.zip(lane).map(|((name, kind, measure), lane)| Announced { name, kind, measure, lane });
    let announced = fields.finish_with(announced)?;
    if announced.lane.is_open_to(by) {
        return Ok(announced);
    }
    Err(Problem::forbidden(
        "role_may_not",
        "This lane is for HFS staff only. Leave it out: both parties and HFS see the file.",
    ))
}

type What = (FileName, FileKind, Option<Measure>);

/// Name, size and SHA-256.
fn measured(fields: &mut Fields<'_>) -> Option<What> {
    let name = fields.must("name", Fields::text::<FileName>);
    let kind = name.as_ref().and_then(FileKind::claimed_by);
    if name.is_some() && kind.is_none() {
        let kinds: Vec<String> = FileKind::ALL.iter().map(|kind| kind.code().to_uppercase()).collect();
        let kinds = kinds.join(", ");
        let message = format!(
            "Files of these kinds are taken: {kinds}. Save the file as one of them, with its ending in the name."
        );
        fields.fault("name", FieldFault::new("kind_not_taken", message).telling("kinds", kinds));
    }
    let size = fields.must("size", |fields, name| fields.integer(name, 0..=u64::MAX));
    if size == Some(0) {
        fields.fault("size", FieldFault::new("file_empty", "The file is empty."));
    }
    if size.is_some_and(|size| size > LARGEST_FILE) {
        let message = "The file is larger than 25 MB. Split it, or scan it with fewer dots to the inch.";
        let fault = FieldFault::new("file_too_large", message);
        fields.fault("size", fault.telling("megabytes", LARGEST_FILE >> 20));
    }
    let sha256 = fields.must("sha256", Fields::text::<FileDigest>);
    Some((name?, kind?, Some(Measure { size: size?, sha256: sha256? })))
}

/// The kind, and what to call it: a name that does not end as its kind does gets that ending.
fn told(fields: &mut Fields<'_>) -> Option<What> {
    let kind = fields.must("kind", Fields::text::<FileKind>);
    let name = fields.text::<FileName>("name");
    let kind = kind?;
    let called = match name {
        Some(name) if FileKind::claimed_by(&name) == Some(kind) => Ok(name),
        Some(name) => format!("{}.{}", name.as_str(), kind.ending()).parse(),
        None => format!("file.{}", kind.ending()).parse(),
    };
    match called {
        Ok(name) => Some((name, kind, None)),
        Err(fault) => {
            fields.fault("name", fault);
            None
        }
    }
}
