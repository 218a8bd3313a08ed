//! A workbook of registrations, filed (`adr/0032`): one registration a row, all or none, and each like any other
//! from then on. The form says once what the workbook does not hold.

use crate::batch_refusal::{self, rows_of};
use crate::consent;
use crate::filed_batch::FiledBatch;
use crate::kept::{from_kept, kept};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use portal_core::category::ActingAs;
use portal_core::fault::FieldFault;
use portal_core::identity::{Email, Phone, UploadId};
use portal_core::registration::{Registration, RegistrationForm, id_of_row, register};
use portal_core::text::Text;
use portal_edge::{Caller, Fields, Portal, Problem, Sent, repeat, still_here};
use portal_store::{Batch, CommitError, Once, OnceAnswer, ProviderRow, RegistrationCommitted};

/// The field by which a request says that it files a workbook.
pub const UPLOAD: &str = "upload_id";

/// The fields of a single registration that a workbook says, row by row.
const OF_A_ROW: [&str; 10] = [
    "provider_name",
    "npi",
    "atypical",
    "medicaid_id",
    "tin",
    "provider_type",
    "street",
    "city",
    "state",
    "zip",
];

/// Rows looked up at once.
const AT_ONCE: usize = 8;

/// What is asked: which workbook, and what it does not hold.
struct Wanted {
    upload: UploadId,
    contact_name: Text<100>,
    contact_phone: Phone,
    contact_email: Email,
    acting_as: ActingAs,
}

/// Files it, or finds what the same request was answered before.
///
/// # Errors
/// 422 with every fault; 409 where it was filed before, by another request.
pub async fn filed(portal: &Portal, caller: &Caller, sent: &Sent) -> Result<FiledBatch, Problem> {
    let wanted = wanted(sent)?;
    let once = sent.once(&caller.user);
    match filed_now(portal, caller, wanted, once.as_ref()).await {
        Ok(filed) => Ok(filed),
        Err(refusal) => match repeat::or_first_answer(portal, once.as_ref(), refusal).await? {
            OnceAnswer::Json(kept) => from_kept(&kept),
            OnceAnswer::Ticket(..) => Err(CommitError::KeyReused.into()),
        },
    }
}

async fn filed_now(
    portal: &Portal,
    caller: &Caller,
    wanted: Wanted,
    once: Option<&Once>,
) -> Result<FiledBatch, Problem> {
    let (store, now, id) = (portal.store(), portal.now(), wanted.upload.clone());
    let read = async { Ok(tokio::try_join!(store.upload(&id), store.replayed(once))?) };
    let ((upload, replayed), ()) = tokio::try_join!(read, still_here(portal, caller))?;
    match repeat::answered(replayed)? {
        Some(OnceAnswer::Json(kept)) => return from_kept(&kept),
        Some(OnceAnswer::Ticket(..)) => return Err(CommitError::KeyReused.into()),
        None => {}
    }
    let Some(upload) = upload.filter(|upload| upload.slot.user == caller.user) else {
        return Err(batch_refusal::not_kept(portal, caller, &id).await?);
    };
    let rows = rows_of(upload, caller, now)?;
    let registrations = registrations(portal, caller, &wanted, rows).await?;
    let batch = Batch {
        upload: id.clone(),
        user: caller.user.clone(),
        registrations: registrations.iter().map(|one| one.id.clone()).collect(),
    };
    let refused = async |error| Err(batch_refusal::of(portal, caller, &id, error).await);
    // What an earlier request has begun is finished as it was begun.
    let registrations = match store.begin_batch(&batch, registrations, now).await {
        Ok(registrations) => registrations,
        Err(error) => return refused(error).await,
    };
    let filed = FiledBatch::of(id.clone(), &registrations);
    match store.file_batch(&batch, &registrations, now, once, &kept(&filed)?).await {
        Ok(RegistrationCommitted::Fresh) => Ok(filed),
        Ok(RegistrationCommitted::Replayed(kept)) => from_kept(&kept),
        Err(error) => refused(error).await,
    }
}

fn wanted(sent: &Sent) -> Result<Wanted, Problem> {
    let mut fields = sent.fields();
    let upload = fields.must("upload_id", Fields::text::<UploadId>);
    let contact_name = fields.must("contact_name", Fields::text::<Text<100>>);
    let contact_phone = fields.must("contact_phone", Fields::text::<Phone>);
    let contact_email = fields.must("contact_email", Fields::text::<Email>);
    let acting_as = fields.must("acting_as", Fields::text::<ActingAs>);
    for name in OF_A_ROW {
        let message = "The workbook says this of each provider: leave it out here.";
        fields.refuse(name, FieldFault::new("in_the_workbook", message));
    }
    let wanted = upload.zip(contact_name).zip(contact_phone).zip(contact_email).zip(acting_as);
    let wanted = wanted.map(|((((upload, contact_name), contact_phone), contact_email), acting_as)| Wanted {
        upload,
        contact_name,
        contact_phone,
        contact_email,
        acting_as,
    });
    fields.finish_with(wanted)
}

/// What each row becomes. Where a billing agent asks, the staff of each provider are looked up.
async fn registrations(
    portal: &Portal,
    caller: &Caller,
    wanted: &Wanted,
    rows: Vec<ProviderRow>,
) -> Result<Vec<Registration>, Problem> {
    let each =
        rows.into_iter().map(|ProviderRow { row, form }| registration(portal, caller, wanted, row, form));
    stream::iter(each).buffered(AT_ONCE).try_collect().await
}

async fn registration(
    portal: &Portal,
    caller: &Caller,
    wanted: &Wanted,
    row: u32,
    form: RegistrationForm,
) -> Result<Registration, Problem> {
    let now = portal.now();
    let form = RegistrationForm {
        contact_name: Some(wanted.contact_name.clone()),
        contact_phone: Some(wanted.contact_phone.clone()),
        contact_email: Some(wanted.contact_email.clone()),
        acting_as: Some(wanted.acting_as),
        ..form
    };
    let staffed = consent::is_staffed(portal, &form).await?;
    let id = id_of_row(&wanted.upload, row).map_err(|fault| Problem::internal(fault.code))?;
    // One letter tells of all of them.
    let (registration, _) = register(id, caller.user.clone(), form, now, portal.policy_at(now));
    let registration = registration.in_batch(wanted.upload.clone(), row);
    Ok(if staffed { registration.awaiting_consent() } else { registration })
}
