//! What is asked of the record: one ticket's, one upload's, or one person's.

use portal_core::fault::FieldFault;
use portal_core::identity::{TicketId, UploadId, UserId};
use portal_edge::{Asked, Fields, Problem};
use portal_store::Place;

/// The most a page holds, and what it holds when nothing is asked.
const MOST: u16 = 100;

/// Of what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// Who opened this ticket.
    Ticket(TicketId),
    /// Who opened this upload.
    Upload(UploadId),
    /// What this person opened.
    User(UserId),
}

/// What is asked.
pub struct RecordAsked {
    /// Of what.
    pub of: Of,
    /// From where on.
    pub after: Option<Place>,
    /// How many.
    pub limit: u16,
}

impl RecordAsked {
    /// Reads the query.
    ///
    /// # Errors
    /// 422 with every fault.
    pub fn read(asked: &Asked) -> Result<Self, Problem> {
        let mut fields = asked.fields();
        let named: Vec<&str> =
            ["ticket", "upload", "user"].into_iter().filter(|name| fields.names(name)).collect();
        let of = match named[..] {
            [] | ["ticket"] => fields.must("ticket", Fields::text::<TicketId>).map(Of::Ticket),
            ["upload"] => fields.must("upload", Fields::text::<UploadId>).map(Of::Upload),
            ["user"] => fields.must("user", Fields::text::<UserId>).map(Of::User),
            _ => {
                fields.text::<TicketId>("ticket");
                fields.text::<UploadId>("upload");
                fields.text::<UserId>("user");
                let message = "Ask for one record at a time: a ticket's, an upload's or a person's.";
                fields.fault("ticket", FieldFault::new("one_at_a_time", message));
                None
            }
        };
        let limit = fields.integer("limit", 1..=u64::from(MOST));
        let after = fields.text::<Place>("cursor");
        let limit = limit.and_then(|limit| u16::try_from(limit).ok()).unwrap_or(MOST);
        Ok(Self { of: fields.finish_with(of)?, after, limit })
    }
}
