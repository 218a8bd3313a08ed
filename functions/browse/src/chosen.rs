//! `POST /tickets/export`: chosen tickets as a file, those of them that the caller may see. It changes nothing: a
//! post because a hundred keys are too many for an address. Its address says of which list they were chosen: there
//! a person is told what is wrong with the choice.

use crate::answers;
use crate::export;
use crate::handler::Desk;
use crate::pages::list::list_again;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use portal_core::fault::FieldFault;
use portal_core::identity::TicketId;
use portal_edge::several::once_each;
use portal_edge::{Asked, Bearer, Caller, Problem, Sent, memberships};
use portal_store::TicketPage;

/// Tickets chosen on a page at the most.
const MOST: usize = 100;

/// As what they are handed out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum As {
    Csv,
    Workbook,
    /// A workbook in which an MCO answers them.
    Answers,
}

pub async fn chosen(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    of: Asked,
    sent: Sent,
) -> Result<Response, Problem> {
    match of_chosen(&desk, &caller, &sent).await {
        Err(problem) if sent.visit().is_page() && problem.status() == StatusCode::UNPROCESSABLE_ENTITY => {
            list_again(&desk, (sent.visit(), &caller), &of, problem).await
        }
        answered => answered,
    }
}

async fn of_chosen(desk: &Desk, caller: &Caller, sent: &Sent) -> Result<Response, Problem> {
    let mut fields = sent.fields();
    let forms = [("csv", As::Csv), ("xlsx", As::Workbook), ("answers", As::Answers)];
    let form = fields.one_of("format", &forms).unwrap_or(As::Csv);
    if form == As::Answers {
        caller.require_mco()?;
    }
    let ids = once_each(fields.texts::<TicketId>("tickets", MOST).unwrap_or_default());
    if ids.is_empty() {
        fields.fault("tickets", FieldFault::new("nothing_chosen", "Choose at least one ticket."));
    }
    fields.finish()?;
    let acts_for = memberships(&desk.portal, caller).await?.into_iter().map(|member| member.medicaid_id);
    let tickets = desk.portal.store().summaries(&ids, &caller.actor(acts_for)).await?;
    let today = desk.portal.today();
    match form {
        As::Csv => export::csv(&TicketPage::of(tickets), today),
        As::Workbook => export::workbook(&TicketPage::of(tickets), today),
        As::Answers => answers::of_chosen(desk, caller, tickets, sent.request_id()).await,
    }
}
