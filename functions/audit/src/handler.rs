//! `GET /audit`: for whoever leads HFS staff, and on record itself.

use crate::asked::{Of, RecordAsked, Ticket};
use crate::page::record_page;
use crate::view::{PersonRecord, Shown, TicketRecord, UploadRecord};
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use portal_core::actor::Role;
use portal_core::identity::{TicketId, UploadId, UserId};
use portal_edge::{Asked, Bearer, Caller, Portal, Problem, RequestId, Visit, still_here};
use portal_store::{Access, Chronicle, Head, Place, Record, What};

/// The routes.
pub fn routes(portal: Portal) -> Router {
    Router::new().route("/audit", get(read)).with_state(portal)
}

async fn read(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    visit: Visit,
    asked: Asked,
    RequestId(request_id): RequestId,
) -> Result<Response, Problem> {
    caller.require_lead()?;
    let look = Look { portal: &portal, caller: &caller, request_id: &request_id };
    if !visit.is_page() {
        return Ok(look.at(RecordAsked::read(&asked)?).await?.into_response());
    }
    let shown = if asked.is_empty() {
        look.still_here().await?;
        Ok(None)
    } else {
        match RecordAsked::read(&asked) {
            Ok(of) => Ok(Some(look.at(of).await?)),
            Err(problem) => Err(problem),
        }
    };
    record_page(&visit, &caller, &asked, shown)
}

/// Somebody's look at the record.
struct Look<'a> {
    portal: &'a Portal,
    caller: &'a Caller,
    request_id: &'a str,
}

impl Look<'_> {
    async fn at(&self, RecordAsked { of, after, limit }: RecordAsked) -> Result<Shown, Problem> {
        let after = after.as_ref();
        match of {
            Of::Ticket(Ticket::Key(id)) => self.at_ticket(id, after, limit).await.map(Shown::Ticket),
            Of::Ticket(Ticket::Number(number)) => {
                let found = async { Ok(self.portal.store().summary_of(&number).await?) };
                let (found, ()) = tokio::try_join!(found, self.still_here())?;
                let id = found.ok_or_else(Problem::not_found)?.ticket_id;
                self.at_ticket(id, after, limit).await.map(Shown::Ticket)
            }
            Of::Upload(id) => self.at_upload(id, after, limit).await.map(Shown::Upload),
            Of::User(user) => self.at_person(user, after, limit).await.map(Shown::Person),
        }
    }

    /// Timeline and readings side by side, then this look is put on record after them.
    async fn at_ticket(
        &self,
        id: TicketId,
        after: Option<&Place>,
        limit: u16,
    ) -> Result<TicketRecord, Problem> {
        let (store, of) = (self.portal.store(), Record::Ticket(id.clone()));
        let read = async { Ok(tokio::try_join!(store.chronicle(&id), store.readings(&of, after, limit))?) };
        let ((timeline, readings), ()) = tokio::try_join!(read, self.still_here())?;
        // A ticket whose record is there and which is not was deleted: that is told, not passed by.
        if timeline.is_none() && readings.is_blank() {
            return Err(Problem::not_found());
        }
        let timeline = timeline.unwrap_or_else(Chronicle::gone);
        self.put_on_record(of, readings.head.clone()).await?;
        Ok(TicketRecord::of(id, timeline, readings))
    }

    /// The record of an upload outlives the upload, so either will do to be found.
    async fn at_upload(
        &self,
        id: UploadId,
        after: Option<&Place>,
        limit: u16,
    ) -> Result<UploadRecord, Problem> {
        let (store, of) = (self.portal.store(), Record::Upload(id.clone()));
        let read =
            async { Ok(tokio::try_join!(store.upload_is_there(&id), store.readings(&of, after, limit))?) };
        let ((there, readings), ()) = tokio::try_join!(read, self.still_here())?;
        if !there && readings.is_blank() {
            return Err(Problem::not_found());
        }
        self.put_on_record(of, readings.head.clone()).await?;
        Ok(UploadRecord::of(id, readings))
    }

    async fn at_person(
        &self,
        user: UserId,
        after: Option<&Place>,
        limit: u16,
    ) -> Result<PersonRecord, Problem> {
        let (store, of) = (self.portal.store(), Record::Reader(user.clone()));
        let read =
            async { Ok(tokio::try_join!(store.readings_by(&user, after, limit), store.audit_head(&of))?) };
        let ((page, head), ()) = tokio::try_join!(read, self.still_here())?;
        self.put_on_record(of, head).await?;
        Ok(PersonRecord::of(user, page))
    }

    async fn still_here(&self) -> Result<(), Problem> {
        still_here(self.portal, self.caller).await
    }

    async fn put_on_record(&self, of: Record, head: Head) -> Result<(), Problem> {
        let access = Access {
            user: &self.caller.user,
            role: Role::Hfs,
            of,
            what: What::Audit,
            at: self.portal.now(),
            request_id: self.request_id,
            reason: None,
        };
        Ok(self.portal.store().record_access(&access, head).await?)
    }
}
