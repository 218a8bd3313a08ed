//! `GET /registrations/{id}`: a registration, for whoever may know of it.

use crate::consent;
use crate::view::Reader;
use portal_core::identity::RegistrationId;
use portal_core::registration::Registration;
use portal_edge::{Caller, CallerKind, Portal, Problem, memberships};

/// A registration that the caller may read.
pub struct Opened {
    pub registration: Registration,
    pub reader: Reader,
    /// Whether the caller is of the staff whose consent it needs.
    pub asked: bool,
}

impl Opened {
    /// Reads it. One read beside the caller's memberships.
    ///
    /// # Errors
    /// 404 where it is not the caller's to know of.
    pub async fn read(portal: &Portal, caller: &Caller, id: &RegistrationId) -> Result<Self, Problem> {
        let read = async { Ok(portal.store().registration(id).await?) };
        let (registration, members) = tokio::try_join!(read, memberships(portal, caller))?;
        let registration = registration.ok_or_else(Problem::not_found)?;
        let asked = consent::asked_of(&members, &registration).is_some();
        if !asked && !registration.is_visible_to(&caller.actor([])) {
            return Err(Problem::not_found());
        }
        let reader = match caller.kind {
            CallerKind::Hfs { .. } => Reader::Hfs,
            CallerKind::Provider | CallerKind::Mco(_) => Reader::Registrant,
        };
        Ok(Self { registration, reader, asked })
    }
}
