//! What is asked of the record: one ticket's, one upload's, or one person's.

use portal_core::fault::FieldFault;
use portal_core::identity::{TicketId, TicketNumber, UploadId, UserId};
use portal_edge::{Asked, Fields, Problem, typed_ticket_number};
use portal_store::Place;
use std::str::FromStr;

/// The most a page holds, and what it holds when nothing is asked.
const MOST: u16 = 100;

/// Of what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// Who opened this ticket.
    Ticket(Ticket),
    /// Who opened this upload.
    Upload(UploadId),
    /// What this person opened.
    User(UserId),
}

/// A ticket, by its key or by the number that people know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ticket {
    Key(TicketId),
    Number(TicketNumber),
}

impl FromStr for Ticket {
    type Err = FieldFault;

    fn from_str(text: &str) -> Result<Self, FieldFault> {
        typed_ticket_number(text)
            .map_or_else(|| text.parse().map(Self::Key), |number| Ok(Self::Number(number)))
    }
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
            [] | ["ticket"] => fields.must("ticket", Fields::text::<Ticket>).map(Of::Ticket),
            ["upload"] => fields.must("upload", Fields::text::<UploadId>).map(Of::Upload),
            ["user"] => fields.must("user", Fields::text::<UserId>).map(Of::User),
            _ => {
                fields.text::<Ticket>("ticket");
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
