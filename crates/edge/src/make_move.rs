//! A move on a ticket, and the four steps that each one takes: read, decide, commit, answer.

use crate::address::Key;
use crate::bearer::Bearer;
use crate::body::{MaybeSent, Sent};
use crate::caller::Caller;
use crate::opened::before_writing;
use crate::page::doing::Doing;
use crate::page::form::Step;
use crate::page::look::Look;
use crate::page::see_other;
use crate::page::ticket::{before_it_counts, carried_out, on_its_page};
use crate::portal::Portal;
use crate::problem::Problem;
use crate::repeat;
use crate::ticket_view::TicketView;
use crate::version::Expected;
use axum::RequestExt;
use axum::extract::{FromRequest, Request};
use axum::response::Response;
use chrono::{DateTime, Utc};
use portal_core::decide::{Change, Command, decide};
use portal_core::identity::TicketId;
use portal_store::{CommitError, Committed, Dossier, Once, OnceAnswer};

/// A request to move a ticket: who asks, which ticket, which version of it they saw, and what they say.
#[derive(Debug)]
pub struct Move {
    /// Who asks.
    pub caller: Caller,
    portal: Portal,
    id: TicketId,
    expected: Expected,
    sent: Sent,
}

/// The same where nothing need be said.
#[derive(Debug)]
pub struct BareMove(pub Move);

/// One move on one ticket, whatever request it is part of.
#[derive(Clone, Copy, Debug)]
pub struct OneMove<'a> {
    /// The portal.
    pub portal: &'a Portal,
    /// Who asks.
    pub caller: &'a Caller,
    /// Of which ticket.
    pub id: &'a TicketId,
    /// Which version of it they saw.
    pub expected: Expected,
    /// What a repeat of it is known by.
    pub once: Option<&'a Once>,
}

/// What became of it.
#[derive(Clone, Debug)]
pub enum Carried {
    /// It was made, now: the ticket after it.
    Now(Box<Dossier>),
    /// It was made before, by the same request.
    Before(OnceAnswer),
}

/// What the rulebook made of one try.
enum Decided {
    /// What the move changes.
    Now(Box<Dossier>, Box<Change>),
    /// The move was made before, by the same request.
    Before(OnceAnswer),
}

/// What became of one try.
enum Made {
    /// The move, now.
    Now(Box<Dossier>),
    /// The move, before, by the same request.
    Before(OnceAnswer),
    /// Someone else moved the ticket between reading and committing.
    Overtaken,
}

impl Move {
    /// When it is asked.
    pub fn now(&self) -> DateTime<Utc> {
        self.portal.now()
    }

    /// Makes the move: reads the ticket, what the caller may act as, and whether the request was
    /// answered before, side by side; lets the rulebook decide; commits; answers with the ticket.
    /// `command` makes the command of what was sent once the ticket is known, for what it says may
    /// depend on the claims.
    ///
    /// Who has not said which version they saw is not refused because the sweeper wrote a reminder in
    /// the same moment: the move is decided anew, once.
    ///
    /// # Errors
    /// 404 where the ticket is not the caller's to know of; 409 and 422 as the rulebook says.
    pub async fn make(
        self,
        command: impl Fn(&Sent, &Dossier) -> Result<Command, Problem>,
    ) -> Result<Response, Problem> {
        let Self { caller, portal, id, sent, .. } = &self;
        let answered = match sent.step().filter(|_| sent.visit().is_page()) {
            // Boxed, as each of these: what they wait for lies deeper than the compiler looks.
            None => Box::pin(self.answered(command)).await,
            Some(Step::Change) => return Box::pin(before_it_counts(portal, caller, id, sent, None)).await,
            Some(Step::LookOver) => match Box::pin(self.looked_over(command)).await {
                Ok(Some(look)) => {
                    return Box::pin(before_it_counts(portal, caller, id, sent, Some(look))).await;
                }
                Ok(None) => return Ok(see_other(&carried_out(id, Doing::sent_to(&sent.visit().address)))),
                Err(problem) => Err(problem),
            },
        };
        Box::pin(on_its_page(portal, caller, id, sent, answered)).await
    }

    /// What the move would come to; nothing where the same request has made it before.
    async fn looked_over(
        &self,
        command: impl Fn(&Sent, &Dossier) -> Result<Command, Problem>,
    ) -> Result<Option<Look>, Problem> {
        let Self { caller, portal, id, expected, sent } = self;
        let once = sent.once(&caller.user);
        let asked = OneMove { portal, caller, id, expected: *expected, once: once.as_ref() };
        match asked.decided(&|dossier: &Dossier| command(sent, dossier)).await? {
            Decided::Now(dossier, change) => Ok(Some(Look::at(dossier.ticket.version, &change))),
            Decided::Before(_) => Ok(None),
        }
    }

    async fn answered(
        &self,
        command: impl Fn(&Sent, &Dossier) -> Result<Command, Problem>,
    ) -> Result<Response, Problem> {
        let Self { caller, portal, id, expected, sent } = self;
        let once = sent.once(&caller.user);
        let asked = OneMove { portal, caller, id, expected: *expected, once: once.as_ref() };
        let before = match asked.carried_out(|dossier| command(sent, dossier)).await? {
            Carried::Now(dossier) => return Ok(TicketView::found(&dossier, caller)),
            Carried::Before(answer) => answer,
        };
        let shown = repeat::shown_again(portal, caller, &before, sent.request_id()).await?;
        Ok(TicketView::found(&shown, caller))
    }

    async fn read(
        mut request: Request,
        portal: &Portal,
        body: impl AsyncFnOnce(Request) -> Result<Sent, Problem>,
    ) -> Result<Self, Problem> {
        let Bearer(caller) = request.extract_parts_with_state::<Bearer, _>(portal).await?;
        let Key(id) = request.extract_parts::<Key<TicketId>>().await?;
        let expected = request.extract_parts::<Expected>().await?;
        let sent = body(request).await?;
        Ok(Self { caller, portal: portal.clone(), id, expected, sent })
    }
}

impl OneMove<'_> {
    /// Makes the move, in one transaction of its own; `command` makes the command once the ticket is known.
    ///
    /// # Errors
    /// 404 where the ticket is not the caller's to know of; 409 and 422 as the rulebook says.
    pub async fn carried_out(
        &self,
        command: impl Fn(&Dossier) -> Result<Command, Problem>,
    ) -> Result<Carried, Problem> {
        let mut made = self.attempt(&command).await;
        if matches!(made, Ok(Made::Overtaken)) && self.expected.0.is_none() {
            made = self.attempt(&command).await;
        }
        let refusal = match made {
            Ok(Made::Now(dossier)) => return Ok(Carried::Now(dossier)),
            Ok(Made::Before(answer)) => return Ok(Carried::Before(answer)),
            Ok(Made::Overtaken) => CommitError::Stale.into(),
            Err(refusal) => refusal,
        };
        repeat::or_first_answer(self.portal, self.once, refusal).await.map(Carried::Before)
    }

    /// Reads what the move depends on, side by side, and lets the rulebook decide.
    async fn decided(
        &self,
        command: &impl Fn(&Dossier) -> Result<Command, Problem>,
    ) -> Result<Decided, Problem> {
        let Self { portal, caller, id, expected, once } = *self;
        let now = portal.now();
        let (dossier, actor, before) = before_writing(portal, caller, id, once).await?;
        if let Some(answer) = before {
            return Ok(Decided::Before(answer));
        }
        expected.check(dossier.ticket.version)?;
        let change = decide(&dossier.ticket, command(&dossier)?, &actor, now, portal.policy_at(now))?;
        Ok(Decided::Now(Box::new(dossier), Box::new(change)))
    }

    async fn attempt(
        &self,
        command: &impl Fn(&Dossier) -> Result<Command, Problem>,
    ) -> Result<Made, Problem> {
        let (dossier, change) = match self.decided(command).await? {
            Decided::Now(dossier, change) => (dossier, change),
            Decided::Before(answer) => return Ok(Made::Before(answer)),
        };
        match self.portal.store().commit(&dossier, &change, self.once).await {
            Ok(Committed::Fresh(dossier)) => Ok(Made::Now(Box::new(dossier))),
            Ok(Committed::Replayed(dossier)) => {
                Ok(Made::Before(OnceAnswer::Ticket(dossier.ticket.id, dossier.ticket.version)))
            }
            Err(CommitError::Stale) => Ok(Made::Overtaken),
            // Revoked between reading and committing: the ticket is someone else's now.
            Err(CommitError::MembershipGone) => Err(Problem::not_found()),
            Err(error) => Err(error.into()),
        }
    }
}

impl FromRequest<Portal> for Move {
    type Rejection = Problem;

    async fn from_request(request: Request, portal: &Portal) -> Result<Self, Problem> {
        Self::read(request, portal, async |request| Sent::from_request(request, &()).await).await
    }
}

impl FromRequest<Portal> for BareMove {
    type Rejection = Problem;

    async fn from_request(request: Request, portal: &Portal) -> Result<Self, Problem> {
        let sent = async |request| MaybeSent::from_request(request, &()).await.map(|MaybeSent(sent)| sent);
        Move::read(request, portal, sent).await.map(Self)
    }
}
