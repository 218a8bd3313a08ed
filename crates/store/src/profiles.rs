//! What a person chose for themselves, beside for whom they may act.

use crate::error::StoreError;
use crate::item::{Item, read, text};
use crate::memberships::{Membership, approved};
use crate::presence::Presence;
use crate::{Store, keys};
use chrono::{DateTime, SecondsFormat, Utc};
use portal_core::identity::UserId;
use portal_core::language::Language;

/// What a person chose, and for whom they may act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// In which language they want to read; English until they say so.
    pub language: Language,
    /// For whom they may act.
    pub memberships: Vec<Membership>,
}

impl Store {
    /// What a person chose, for whom they may act, and whether their tokens count: one strongly consistent
    /// query.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn profile_and_presence(&self, user: &UserId) -> Result<(Presence, Profile), StoreError> {
        let items = self.partition(keys::user(user)).await?;
        let own = items.iter().find(|item| item.get("sk") == Some(&text(keys::PERSON)));
        let profile = Profile { language: language(own)?, memberships: approved(&items)? };
        Ok((Presence::among(&items)?, profile))
    }

    /// In which language a person wants to read.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn language_of(&self, user: &UserId) -> Result<Language, StoreError> {
        language(self.item(keys::user(user), keys::PERSON).await?.as_ref())
    }

    /// Keeps a person's choice. By expression: whatever else is kept of them stays. The same choice again
    /// changes nothing, so it needs no key of its own.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn choose_language(
        &self,
        user: &UserId,
        language: Language,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("pk", text(keys::user(user)))
            .key("sk", text(keys::PERSON))
            .update_expression("SET #language = :language, language_chosen_at = :now")
            .expression_attribute_names("#language", "language")
            .expression_attribute_values(":language", text(language.code()))
            .expression_attribute_values(":now", text(now.to_rfc3339_opts(SecondsFormat::Millis, true)));
        update.send().await.map(|_| ()).map_err(|error| StoreError::from_sdk(&error))
    }
}

fn language(person: Option<&Item>) -> Result<Language, StoreError> {
    let chosen = person.filter(|item| item.contains_key("language"));
    chosen.map_or(Ok(Language::default()), |item| read(item, "language"))
}
