//! `POST /uploads/{id}/glass`: whoever leads HFS staff opens another person's upload, once, and says why.
//! What was not filed is nobody's but the sender's, so that is no part of ordinary work.

use crate::handler::Desk;
use crate::read::shown;
use crate::view::UploadView;
use axum::Json;
use axum::extract::State;
use portal_core::actor::Role;
use portal_core::fault::FieldFault;
use portal_core::identity::UploadId;
use portal_core::text::Text;
use portal_edge::{Bearer, Fields, Key, Problem, Sent, repeat, still_here};
use portal_store::{Access, Committed, Record, What};

/// Fewer characters than these say nothing.
const LEAST: usize = 3;

pub async fn broken(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    Key(id): Key<UploadId>,
    sent: Sent,
) -> Result<Json<UploadView>, Problem> {
    caller.require_lead()?;
    let reason = reason(&sent)?;
    let (store, of, once) = (desk.portal.store(), Record::Upload(id.clone()), sent.once(&caller.user));
    let once = once.as_ref();
    let read =
        async { Ok(tokio::try_join!(store.upload(&id), store.audit_head(&of), store.replayed(once))?) };
    let ((upload, head, replayed), ()) = tokio::try_join!(read, still_here(&desk.portal, &caller))?;
    let before = repeat::answered(replayed)?.is_some();
    let upload = upload.ok_or_else(Problem::not_found)?;
    let access = |what| Access {
        user: &caller.user,
        role: Role::Hfs,
        of: of.clone(),
        what,
        at: desk.portal.now(),
        request_id: sent.request_id(),
        reason: Some(&reason),
    };
    if before {
        store.record_access(&access(What::ReadAgain), head).await?;
        return shown(&desk, upload).await;
    }
    match store.record_once(&access(What::BreakGlass), head, once).await? {
        Committed::Fresh(_) => {}
        // The same request was first, a moment ago: this is another look.
        Committed::Replayed(_) => {
            store.record_access(&access(What::ReadAgain), store.audit_head(&of).await?).await?;
        }
    }
    shown(&desk, upload).await
}

fn reason(sent: &Sent) -> Result<Text<500>, Problem> {
    let mut fields = sent.fields();
    let reason = fields.must("reason", Fields::text::<Text<500>>);
    if reason.as_ref().is_some_and(|reason| reason.as_str().chars().count() < LEAST) {
        let message = format!("Say why, in {LEAST} characters at the least: it stays on the record.");
        fields.fault("reason", FieldFault::new("too_short", message).telling("least", LEAST));
    }
    fields.finish_with(reason)
}
