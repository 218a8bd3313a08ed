//! `GET /audit`: for whoever leads HFS staff, and on record itself.

use crate::asked::{Of, RecordAsked};
use crate::view::{PersonRecord, TicketRecord, UploadRecord};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use portal_core::actor::Role;
use portal_core::identity::{TicketId, UploadId, UserId};
use portal_edge::{Asked, Bearer, Caller, Portal, Problem, RequestId, still_here};
use portal_store::{Access, Chronicle, Head, Place, Record, What};

/// The routes.
pub fn routes(portal: Portal) -> Router {
    Router::new().route("/audit", get(read)).with_state(portal)
}

async fn read(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    asked: Asked,
    RequestId(request_id): RequestId,
) -> Result<Response, Problem> {
    caller.require_lead()?;
    let RecordAsked { of, after, limit } = RecordAsked::read(&asked)?;
    let look = Look { portal: &portal, caller: &caller, request_id: &request_id };
    match of {
        Of::Ticket(id) => Ok(Json(look.at_ticket(id, after.as_ref(), limit).await?).into_response()),
        Of::Upload(id) => Ok(Json(look.at_upload(id, after.as_ref(), limit).await?).into_response()),
        Of::User(user) => Ok(Json(look.at_person(user, after.as_ref(), limit).await?).into_response()),
    }
}

/// Somebody's look at the record.
struct Look<'a> {
    portal: &'a Portal,
    caller: &'a Caller,
    request_id: &'a str,
}

impl Look<'_> {
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
