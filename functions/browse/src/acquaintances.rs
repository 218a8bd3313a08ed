//! For whom people acted when they last asked: a guess, so that their list and their memberships can
//! be read side by side. What is answered always follows from the memberships as they stand.

use portal_core::identity::{MedicaidId, UserId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// People remembered at most, each with a handful of providers.
const MOST: usize = 1000;

/// What was known last. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Acquaintances(Arc<Mutex<HashMap<UserId, Vec<MedicaidId>>>>);

impl Acquaintances {
    /// For whom a person acted last time.
    pub fn guess(&self, user: &UserId) -> Option<Vec<MedicaidId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(user).cloned()
    }

    /// Remembers for whom a person acts.
    pub fn remember(&self, user: &UserId, acts_for: &[MedicaidId]) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(user.clone(), acts_for.to_vec());
    }
}
