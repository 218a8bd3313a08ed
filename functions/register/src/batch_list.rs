//! `GET /registrations?batch=`: the registrations of one workbook, for whoever filed it and for HFS.

use crate::listing::Listed;
use portal_core::identity::UploadId;
use portal_core::registration::{Registration, RegistrationStatus};
use portal_edge::{Asked, Caller, CallerKind, Portal, Problem, still_here};

/// The field by which a request asks for them.
pub const BATCH: &str = "batch";

/// A workbook's registrations as they stand, in the order of its rows.
pub struct OfBatch {
    pub upload: UploadId,
    pub registrations: Vec<Registration>,
    /// Whether the caller filed it, who decides on none of them.
    pub own: bool,
    /// How many are still to be filed: filing broke off, and is finished by whoever sends the workbook again.
    pub unfiled: usize,
    /// Whether the workbook of these is still kept: else they come in a new one.
    pub is_kept: bool,
}

impl OfBatch {
    /// Those that a request asks for.
    ///
    /// # Errors
    /// 403 for an MCO; 404 where it is not the caller's to know of; 422 where it is no key.
    pub async fn asked(portal: &Portal, caller: &Caller, asked: &Asked) -> Result<Self, Problem> {
        let mut fields = asked.fields();
        let upload = fields.text::<UploadId>("batch");
        // Of a page: whether every box is ticked.
        fields.one_of("tick", &[("all", ())]);
        fields.finish()?;
        Self::read(portal, caller, upload.ok_or_else(Problem::not_found)?).await
    }

    /// The registrations of this workbook. Two reads one after the other, the first beside the account's; where filing
    /// broke off, a third.
    ///
    /// # Errors
    /// 403 for an MCO; 404 where it is not the caller's to know of.
    pub async fn read(portal: &Portal, caller: &Caller, upload: UploadId) -> Result<Self, Problem> {
        let is_hfs = match caller.kind {
            CallerKind::Hfs { .. } => true,
            CallerKind::Provider | CallerKind::Mco(_) => {
                caller.require_provider()?;
                false
            }
        };
        let store = portal.store();
        let read = async { Ok(store.batch(&upload).await?) };
        let (batch, ()) = tokio::try_join!(read, still_here(portal, caller))?;
        let batch = batch.ok_or_else(Problem::not_found)?;
        let own = batch.user == caller.user;
        if !own && !is_hfs {
            return Err(Problem::not_found());
        }
        let registrations = store.registrations_in_batch(&batch).await?;
        let unfiled = batch.unfiled(&registrations);
        let is_kept = unfiled > 0 && store.upload_is_there(&upload).await?;
        Ok(Self { upload, registrations, own, unfiled, is_kept })
    }

    /// How many stand so.
    pub fn count(&self, status: RegistrationStatus) -> usize {
        self.registrations.iter().filter(|one| one.status == status).count()
    }
}

impl From<&OfBatch> for Listed {
    fn from(of: &OfBatch) -> Self {
        Self {
            registrations: of.registrations.iter().map(Into::into).collect(),
            next_cursor: None,
            unfiled: Some(of.unfiled).filter(|count| *count > 0),
        }
    }
}
