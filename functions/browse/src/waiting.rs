//! The tickets that wait for an MCO, by the workbook: as many as one holds, and where the next one begins.

use crate::asked::ListAsked;
use crate::desks::DeskName;
use crate::handler::Desk;
use portal_core::identity::TicketId;
use portal_edge::{Asked, Caller, CallerKind, Problem};
use portal_store::{Place, Summary, TicketPage};
use portal_workbook::{MOST_ANSWER_ROWS, MOST_ANSWERED_TICKETS};

/// Pages looked through for one workbook: where rare tickets are wanted in a long list, it is made of fewer and
/// says where the rest begins.
const MOST_LOOKS: u32 = 10;

/// What is left of a workbook.
pub struct Room {
    tickets: usize,
    claims: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self { tickets: MOST_ANSWERED_TICKETS, claims: MOST_ANSWER_ROWS }
    }
}

impl Room {
    /// Takes a ticket in, if it fits.
    pub fn takes(&mut self, ticket: &Summary) -> bool {
        let left = self.claims.checked_sub(usize::from(ticket.claims));
        match (self.tickets.checked_sub(1), left) {
            (Some(tickets), Some(claims)) => {
                *self = Self { tickets, claims };
                true
            }
            (None, _) | (_, None) => false,
        }
    }
}

/// The tickets of one workbook.
pub struct Waiting {
    pub tickets: Vec<TicketId>,
    /// Where the next one begins, when there are more.
    pub next: Option<Place>,
}

/// The first that are asked for, as many as one workbook holds: none that is due sooner is passed over for a smaller
/// one.
///
/// # Errors
/// As the list has it.
pub async fn waiting(desk: &Desk, caller: &Caller, mut asked: ListAsked) -> Result<Waiting, Problem> {
    let most = u16::try_from(MOST_ANSWERED_TICKETS).unwrap_or(u16::MAX);
    asked.listing.limit = asked.listing.limit.min(most);
    let (mut room, mut tickets, mut last) = (Room::default(), Vec::new(), None);
    for _ in 0..MOST_LOOKS {
        let (queries, listing) = asked.of_others(caller, desk.portal.today())?;
        let TicketPage { tickets: found, places, next } =
            desk.portal.store().list(&queries, &listing).await?;
        for (ticket, place) in found.into_iter().zip(places) {
            if !room.takes(&ticket) {
                return Ok(Waiting { tickets, next: last });
            }
            tickets.push(ticket.ticket_id);
            last = Some(place);
            asked.listing.limit = asked.listing.limit.saturating_sub(1);
        }
        asked.listing.after = next;
        if asked.listing.after.is_none() || asked.listing.limit == 0 {
            break;
        }
    }
    Ok(Waiting { tickets, next: asked.listing.after })
}

/// A part of a page of tickets that wait.
pub struct Part {
    pub tickets: usize,
    pub address: String,
}

/// What of the tickets that wait a page offers as workbooks: its own part by part, and what comes after them.
pub struct Offered {
    pub parts: Vec<Part>,
    pub next: Option<String>,
}

impl Offered {
    /// Beside a list, which is gone on with where it is of the MCO's own desk: its filters count then too. Where
    /// nothing could be listed nobody is told how much waits.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn beside(
        desk: &Desk,
        caller: &Caller,
        asked: &Asked,
        listed: Option<(&TicketPage, bool)>,
    ) -> Result<Option<Self>, Problem> {
        let CallerKind::Mco(_) = caller.kind else { return Ok(None) };
        let plain = Asked::default();
        Ok(Some(match listed {
            Some((page, true)) => Self::of(page, asked),
            Some((_, false)) => {
                let most = u16::try_from(MOST_ANSWERED_TICKETS).unwrap_or(u16::MAX);
                let first = ListAsked::of_desk(DeskName::Mco, most);
                let (queries, listing) = first.of_others(caller, desk.portal.today())?;
                Self::of(&desk.portal.store().list(&queries, &listing).await?, &plain)
            }
            None => Self::of(&TicketPage::of(Vec::new()), &plain),
        }))
    }

    /// Of a page of the MCO's own desk, which was asked for so.
    pub fn of(page: &TicketPage, asked: &Asked) -> Self {
        let (mut parts, mut room, mut count, mut after) = (Vec::new(), Room::default(), 0, None);
        let mut last: Option<&Place> = None;
        for (ticket, place) in page.tickets.iter().zip(&page.places) {
            if !room.takes(ticket) {
                parts.push((after, count));
                (room, count, after) = (Room::default(), 0, last);
                room.takes(ticket);
            }
            count += 1;
            last = Some(place);
        }
        parts.push((after, count));
        let is_whole = parts.len() == 1 && page.next.is_none();
        let part = |(after, tickets): (Option<&Place>, usize)| {
            // What is whole is taken as it stands when it is taken.
            let limit = (!is_whole).then(|| tickets.to_string());
            Part { tickets, address: address(asked, after, limit.as_deref()) }
        };
        Self {
            parts: parts.into_iter().map(part).collect(),
            next: page.next.as_ref().map(|next| address(asked, Some(next), None)),
        }
    }

    /// Whether one workbook holds all of them.
    pub const fn is_whole(&self) -> bool {
        self.parts.len() == 1 && self.next.is_none()
    }
}

/// Where the workbook is to be had that begins after a place; without one, where the page began.
fn address(asked: &Asked, after: Option<&Place>, limit: Option<&str>) -> String {
    let (place, mut fields) = (after.map(ToString::to_string), vec![("limit", limit), ("format", None)]);
    if let Some(place) = &place {
        fields.push(("cursor", Some(place.as_str())));
    }
    let query = asked.with_each(&fields);
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/workbooks/answers.xlsx{mark}{query}")
}
