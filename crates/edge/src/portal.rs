//! What every handler is given: the store, the clock, the rules in force, and who may come in.

use crate::clock::Clock;
use crate::ids::Ids;
use crate::settings::{Settings, SettingsError, environment};
use crate::token::Tokens;
use chrono::{DateTime, NaiveDate, Utc};
use portal_core::chicago::day_of;
use portal_core::mco::{McoList, McoListError};
use portal_core::policy::{Policy, PolicyBook, PolicyError};
use portal_store::Store;
use std::sync::Arc;

/// The portal as a handler sees it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Portal(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    tokens: Tokens,
    clock: Clock,
    policies: PolicyBook,
    mcos: McoList,
    ids: Ids,
    settings: Settings,
}

/// Why a function cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The environment.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The policies this release was built with.
    #[error(transparent)]
    Policies(#[from] PolicyError),
    /// The MCOs this release was built with.
    #[error(transparent)]
    Mcos(#[from] McoListError),
}

impl Portal {
    /// The portal that the environment describes.
    ///
    /// # Errors
    /// When the environment, or the data built in, cannot be read.
    pub async fn from_environment() -> Result<Self, StartError> {
        let settings = Settings::read(environment)?;
        let store = Store::open(&settings.table_name).await;
        Self::new(store, settings, Clock::System, Ids::default())
    }

    /// A portal of these parts: for tests, with a clock and identifiers of their choice.
    ///
    /// # Errors
    /// When the data built in cannot be read.
    pub fn new(store: Store, settings: Settings, clock: Clock, ids: Ids) -> Result<Self, StartError> {
        let policies = PolicyBook::published()?.with_settings(
            settings.window_reading,
            settings.intake,
            &settings.proclaimed_days,
        );
        Ok(Self(Arc::new(Inner {
            store,
            tokens: Tokens::new(&settings.tokens, clock),
            clock,
            policies,
            mcos: McoList::published()?,
            ids,
            settings,
        })))
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Who may come in.
    pub fn tokens(&self) -> &Tokens {
        &self.0.tokens
    }

    /// The list of MCOs.
    pub fn mcos(&self) -> &McoList {
        &self.0.mcos
    }

    /// Every version of the rules' numbers.
    pub fn policies(&self) -> &PolicyBook {
        &self.0.policies
    }

    /// New identifiers.
    pub fn ids(&self) -> &Ids {
        &self.0.ids
    }

    /// What the environment says.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The present instant. Ask once a request: what is decided at one instant is stored with it.
    pub fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// Today in Chicago.
    pub fn today(&self) -> NaiveDate {
        day_of(self.now())
    }

    /// The rules in force today.
    pub fn policy(&self) -> &Policy {
        self.policy_at(self.now())
    }

    /// The rules in force at an instant.
    pub fn policy_at(&self, instant: DateTime<Utc>) -> &Policy {
        self.0.policies.in_force_on(day_of(instant))
    }
}

impl AsRef<Self> for Portal {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// The portal, and what a function stands on beside it.
#[derive(Clone, Debug)]
pub struct With<T> {
    /// The portal.
    pub portal: Portal,
    /// What only this function has.
    pub own: T,
}

impl<T> AsRef<Portal> for With<T> {
    fn as_ref(&self) -> &Portal {
        &self.portal
    }
}
