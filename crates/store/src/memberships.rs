//! For whom a person may act.

use crate::error::{CommitError, StoreError};
use crate::item::{Item, attribute, read, text};
use crate::once::{Once, OnceAnswer};
use crate::presence::Presence;
use crate::registrations::RegistrationCommitted;
use crate::transaction::{Part, Transaction};
use crate::{INDEX_OWNER, Store, keys};
use aws_sdk_dynamodb::types::{ConditionCheck, Update};
use chrono::{DateTime, Utc};
use portal_core::actor::{Actor, Role, Standing};
use portal_core::category::ActingAs;
use portal_core::identity::{Email, MedicaidId, Npi, RegistrationId, UserId};
use portal_core::registration::Registration;
use serde::{Deserialize, Serialize};

/// A person's standing with a provider, from an approved registration (R1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The person.
    pub user: UserId,
    /// The provider.
    pub medicaid_id: MedicaidId,
    /// Its NPI; none for an atypical provider.
    pub npi: Option<Npi>,
    /// The registration that HFS approved.
    pub registration: RegistrationId,
    /// Where notices go when a ticket names no address.
    pub email: Option<Email>,
    /// Whether as the provider's own staff or as its billing agent; memberships made before it was kept
    /// do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acting_as: Option<ActingAs>,
    /// `approved`; anything else is no membership.
    pub status: String,
}

impl Membership {
    /// The membership an approved registration makes. `None` where the form has no Medicaid ID.
    pub(crate) fn of(registration: &Registration) -> Option<Self> {
        Some(Self {
            user: registration.user.clone(),
            medicaid_id: registration.form.medicaid_id.clone()?,
            npi: registration.form.npi.clone(),
            registration: registration.id.clone(),
            email: registration.form.contact_email.clone(),
            acting_as: registration.form.acting_as,
            status: "approved".to_owned(),
        })
    }

    pub(crate) fn item(&self) -> Result<Item, StoreError> {
        let mut item = Item::from([
            ("pk".to_owned(), text(keys::user(&self.user))),
            ("sk".to_owned(), text(keys::provider(&self.medicaid_id))),
            ("status".to_owned(), text(&self.status)),
            ("membership".to_owned(), attribute(self)?),
        ]);
        if self.is_of_staff() {
            item.insert("owner_pk".to_owned(), text(keys::staff(&self.medicaid_id)));
            item.insert("owner_sk".to_owned(), text(keys::user(&self.user)));
        }
        Ok(item)
    }

    /// Whether the person is of the provider's own staff.
    pub fn is_of_staff(&self) -> bool {
        self.acting_as == Some(ActingAs::ProviderStaff)
    }

    /// The actor that these memberships make of a person.
    pub fn actor(user: UserId, memberships: &[Self]) -> Actor {
        let acts_for = memberships.iter().map(|membership| membership.medicaid_id.clone()).collect();
        Actor { user: Some(user), standing: Standing::Provider { acts_for } }
    }
}

/// The memberships among a person's items.
pub(crate) fn approved(items: &[Item]) -> Result<Vec<Membership>, StoreError> {
    let mut memberships = Vec::new();
    for item in items.iter().filter(|item| item.contains_key("membership")) {
        if read::<String>(item, "status")? == "approved" {
            memberships.push(read(item, "membership")?);
        }
    }
    Ok(memberships)
}

impl Store {
    /// A person's memberships; none once they have left.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn memberships(&self, user: &UserId) -> Result<Vec<Membership>, StoreError> {
        let (presence, memberships) = self.memberships_and_presence(user).await?;
        Ok(if presence.left { Vec::new() } else { memberships })
    }

    /// A person's memberships, and whether their tokens count: one strongly consistent query, so that a
    /// revocation, and a departure, work at once.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn memberships_and_presence(
        &self,
        user: &UserId,
    ) -> Result<(Presence, Vec<Membership>), StoreError> {
        let items = self.partition(keys::user(user)).await?;
        Ok((Presence::among(&items)?, approved(&items)?))
    }

    /// R1: adds to what a provider's account writes that it still acts for the provider, so that whoever was
    /// revoked since the read writes nothing; and to what an MCO's or HFS's account writes, that it was not
    /// closed since.
    pub(crate) fn require_membership(
        &self,
        transaction: &mut Transaction,
        (role, user): (Role, &UserId),
        provider: &MedicaidId,
    ) -> Result<(), StoreError> {
        match role {
            Role::Provider => {}
            Role::Mco | Role::Hfs => return self.require_presence(transaction, user),
            Role::Machine => return Ok(()),
        }
        let acts = ConditionCheck::builder()
            .table_name(&self.table)
            .key("pk", text(keys::user(user)))
            .key("sk", text(keys::provider(provider)))
            .condition_expression("attribute_exists(pk) AND #status = :approved")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":approved", text("approved"));
        transaction.check(acts, Part::Membership)
    }

    /// Whether a provider has staff of its own on record, who can say whom they work with. One query.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn has_staff(&self, provider: &MedicaidId) -> Result<bool, StoreError> {
        let found = self.index_query(INDEX_OWNER, &keys::staff(provider), None, true).limit(1).send().await;
        Ok(found.map_err(|error| StoreError::from_sdk(&error))?.count > 0)
    }

    /// Commits what a provider's staff say to a billing agent's registration, if nobody changed it since
    /// `before` was read, and they are of the staff still.
    ///
    /// # Errors
    /// When nothing was written, and why.
    pub async fn consent_to_registration(
        &self,
        before: &Registration,
        after: &Registration,
        by: &Membership,
        now: DateTime<Utc>,
        once: Option<&Once>,
        answer: &str,
    ) -> Result<RegistrationCommitted, CommitError> {
        let mut transaction = Transaction::default();
        transaction.once(self, once, &OnceAnswer::Json(answer.to_owned()), now)?;
        // It keeps its place in HFS's queue.
        transaction.update(self.registration_update(before, after, before.filed_at)?, Part::Version)?;
        self.require_membership(&mut transaction, (Role::Provider, &by.user), &by.medicaid_id)?;
        self.finish_registration(transaction, after, None, once, now).await
    }

    /// Commits HFS's revocation of a registration, and ends the membership that it made, if nobody
    /// changed the registration since `before` was read. A membership that a later registration has made
    /// anew stays: that one is revoked by itself.
    ///
    /// # Errors
    /// When nothing was written, and why.
    pub async fn revoke_registration(
        &self,
        before: &Registration,
        after: &Registration,
        now: DateTime<Utc>,
        once: Option<&Once>,
        answer: &str,
    ) -> Result<RegistrationCommitted, CommitError> {
        let Some(membership) = Membership::of(before) else {
            return Err(StoreError::Corrupt("an approved registration without a Medicaid ID").into());
        };
        let begin = || -> Result<Transaction, StoreError> {
            let mut transaction = Transaction::default();
            transaction.once(self, once, &OnceAnswer::Json(answer.to_owned()), now)?;
            transaction.update(self.registration_update(before, after, now)?, Part::Version)?;
            if let Some(by) = &after.revoked_by {
                self.require_presence(&mut transaction, by)?;
            }
            Ok(transaction)
        };
        let (pk, sk) = (text(keys::user(&membership.user)), text(keys::provider(&membership.medicaid_id)));
        let mut ending = begin()?;
        let ended = Update::builder()
            .table_name(&self.table)
            .key("pk", pk.clone())
            .key("sk", sk.clone())
            .update_expression(
                "SET #status = :revoked, membership.#status = :revoked REMOVE owner_pk, owner_sk",
            )
            .condition_expression("membership.registration = :registration")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":revoked", text("revoked"))
            .expression_attribute_values(":registration", text(before.id.as_str()));
        ending.update(ended, Part::Membership)?;
        match self.finish_registration(ending, after, None, once, now).await {
            Err(CommitError::MembershipGone) => {}
            committed => return committed,
        }
        let mut another = begin()?;
        let stays = ConditionCheck::builder()
            .table_name(&self.table)
            .key("pk", pk)
            .key("sk", sk)
            .condition_expression("attribute_not_exists(pk) OR membership.registration <> :registration")
            .expression_attribute_values(":registration", text(before.id.as_str()));
        another.check(stays, Part::Version)?;
        self.finish_registration(another, after, None, once, now).await
    }
}
