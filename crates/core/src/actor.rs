//! Who acts, and what they are to a ticket (domain.md §5).

use crate::code_list;
use crate::identity::{MedicaidId, UserId};
use crate::mco::McoCode;

code_list! {
    /// The part someone plays.
    pub enum Role {
        Provider = "provider", "Provider or its billing agent";
        Mco = "mco", "Managed-care plan";
        Hfs = "hfs", "HFS staff";
        Machine = "machine", "The portal itself";
    }
}

/// What a person may act as, from the verified token and the memberships on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Acts for the providers of approved registrations; with none, for nobody yet.
    Provider {
        /// Their Medicaid IDs.
        acts_for: Vec<MedicaidId>,
    },
    /// Acts for one MCO.
    Mco(McoCode),
    /// HFS staff.
    Hfs {
        /// Whether the person leads: overdue queues, audit, breaking glass.
        lead: bool,
    },
    /// The sweeper.
    Machine,
}

/// Someone who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account; none for the machine.
    pub user: Option<UserId>,
    /// What it may act as.
    pub standing: Standing,
}

impl Actor {
    /// The sweeper.
    pub const MACHINE: Self = Self { user: None, standing: Standing::Machine };

    /// The part played.
    pub const fn role(&self) -> Role {
        match self.standing {
            Standing::Provider { .. } => Role::Provider,
            Standing::Mco(_) => Role::Mco,
            Standing::Hfs { .. } => Role::Hfs,
            Standing::Machine => Role::Machine,
        }
    }

    /// Whether it acts for this provider.
    pub fn acts_for(&self, provider: &MedicaidId) -> bool {
        matches!(&self.standing, Standing::Provider { acts_for } if acts_for.contains(provider))
    }

    /// Whether it leads HFS staff.
    pub const fn leads(&self) -> bool {
        matches!(self.standing, Standing::Hfs { lead: true })
    }
}
