//! The caller as the handlers see it: an account and the part it plays.

use crate::problem::Problem;
use crate::token::Verified;
use chrono::{DateTime, Utc};
use portal_core::actor::{Actor, Role, Standing};
use portal_core::identity::{MedicaidId, UserId};
use portal_core::mco::{McoCode, McoList};
use portal_core::organisation::Organisation;

/// The part an account plays, from its groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallerKind {
    /// In no group. For whom it acts, its memberships say.
    Provider,
    /// In the group `mco_<CODE>`.
    Mco(McoCode),
    /// In `hfs_staff` or `hfs_lead`.
    Hfs {
        /// Whether in `hfs_lead`.
        lead: bool,
    },
}

/// Someone signed in. As an extractor it answers 401 or 403 by itself, and asks the table whether the
/// account was closed. Where a handler reads anything anyway, take [`Bearer`](crate::Bearer) and ask side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The account.
    pub user: UserId,
    /// The part it plays.
    pub kind: CallerKind,
    /// Whether it leads the users of its MCO, or HFS staff.
    pub leads: bool,
    /// Since when the session lasts that its token is of, where the token says so: renewing does not
    /// make it younger where the issuer says when its bearer signed in.
    pub since: Option<DateTime<Utc>>,
}

impl Caller {
    /// The caller that a verified token makes.
    ///
    /// # Errors
    /// 403 when its groups name no part, or parts that exclude each other.
    pub fn from_token(verified: Verified, mcos: &McoList) -> Result<Self, Problem> {
        let Verified { user, groups, issued_at, authenticated_at, .. } = verified;
        let since = authenticated_at.or(issued_at);
        if groups.is_empty() {
            return Ok(Self { user, kind: CallerKind::Provider, leads: false, since });
        }
        let mut kind = None;
        for named in groups.iter().filter_map(|group| kind_of(group, mcos)) {
            kind = match (kind, named) {
                (None, named) => Some(named),
                (Some(CallerKind::Hfs { lead: one }), CallerKind::Hfs { lead: other }) => {
                    Some(CallerKind::Hfs { lead: one || other })
                }
                (Some(same), named) if same == named => Some(same),
                (Some(_), _) => return Err(roles_contradict()),
            };
        }
        // A token with groups that say nothing here is no provider's: an unknown role is no role.
        let kind = kind.ok_or_else(no_known_role)?;
        let leads_mco = groups.iter().any(|group| group == MCO_LEAD);
        let leads = match kind {
            CallerKind::Provider => false,
            CallerKind::Mco(_) => leads_mco,
            CallerKind::Hfs { .. } if leads_mco => return Err(roles_contradict()),
            CallerKind::Hfs { lead } => lead,
        };
        Ok(Self { user, kind, leads, since })
    }

    /// The actor, acting for these providers where it is a provider's account.
    pub fn actor(&self, acts_for: impl IntoIterator<Item = MedicaidId>) -> Actor {
        let standing = match &self.kind {
            CallerKind::Provider => Standing::Provider { acts_for: acts_for.into_iter().collect() },
            CallerKind::Mco(code) => Standing::Mco(code.clone()),
            CallerKind::Hfs { lead } => Standing::Hfs { lead: *lead },
        };
        Actor { user: Some(self.user.clone()), standing }
    }

    /// The part it plays.
    pub const fn role(&self) -> Role {
        match self.kind {
            CallerKind::Provider => Role::Provider,
            CallerKind::Mco(_) => Role::Mco,
            CallerKind::Hfs { .. } => Role::Hfs,
        }
    }

    /// Whether memberships say for whom it acts.
    pub const fn is_provider(&self) -> bool {
        matches!(self.kind, CallerKind::Provider)
    }

    /// Goes on for a provider's account only.
    ///
    /// # Errors
    /// 403 for everyone else.
    pub fn require_provider(&self) -> Result<(), Problem> {
        match self.kind {
            CallerKind::Provider => Ok(()),
            CallerKind::Mco(_) | CallerKind::Hfs { .. } => Err(not_for("providers and their billing agents")),
        }
    }

    /// Goes on for an MCO's account only, and says which MCO.
    ///
    /// # Errors
    /// 403 for everyone else.
    pub fn require_mco(&self) -> Result<&McoCode, Problem> {
        match &self.kind {
            CallerKind::Mco(code) => Ok(code),
            CallerKind::Provider | CallerKind::Hfs { .. } => Err(not_for("MCOs")),
        }
    }

    /// Goes on for either party to a dispute: a provider's account or an MCO's.
    ///
    /// # Errors
    /// 403 for HFS.
    pub fn require_party(&self) -> Result<(), Problem> {
        match self.kind {
            CallerKind::Provider | CallerKind::Mco(_) => Ok(()),
            CallerKind::Hfs { .. } => Err(not_for("the two parties to a dispute")),
        }
    }

    /// Goes on for HFS staff only.
    ///
    /// # Errors
    /// 403 for everyone else.
    pub fn require_hfs(&self) -> Result<(), Problem> {
        match self.kind {
            CallerKind::Hfs { .. } => Ok(()),
            CallerKind::Provider | CallerKind::Mco(_) => Err(not_for("HFS staff")),
        }
    }

    /// Goes on for whoever leads the users of an organisation, and says which.
    ///
    /// # Errors
    /// 403 for everyone else.
    pub fn require_organisation_lead(&self) -> Result<Organisation, Problem> {
        match &self.kind {
            CallerKind::Mco(code) if self.leads => Ok(Organisation::Mco(code.clone())),
            CallerKind::Hfs { .. } if self.leads => Ok(Organisation::Hfs),
            CallerKind::Provider | CallerKind::Mco(_) | CallerKind::Hfs { .. } => {
                Err(not_for("those who lead the users of an MCO, or HFS staff"))
            }
        }
    }

    /// Goes on for whoever leads HFS staff only.
    ///
    /// # Errors
    /// 403 for everyone else.
    pub fn require_lead(&self) -> Result<(), Problem> {
        match self.kind {
            CallerKind::Hfs { lead: true } => Ok(()),
            CallerKind::Hfs { lead: false } | CallerKind::Provider | CallerKind::Mco(_) => {
                Err(not_for("those who lead HFS staff"))
            }
        }
    }
}

/// Held beside `mco_<CODE>`. Alone it is no part.
const MCO_LEAD: &str = "mco_lead";

fn kind_of(group: &str, mcos: &McoList) -> Option<CallerKind> {
    match group {
        "hfs_staff" => Some(CallerKind::Hfs { lead: false }),
        "hfs_lead" => Some(CallerKind::Hfs { lead: true }),
        _ => {
            let name = group.strip_prefix("mco_")?;
            // Compared as written: `mco_abhil` is not the group of ABHIL.
            let code: McoCode = name.parse().ok().filter(|code: &McoCode| code.as_str() == name)?;
            mcos.find(&code).map(|mco| CallerKind::Mco(mco.code.clone()))
        }
    }
}

fn not_for(whom: &str) -> Problem {
    Problem::forbidden(
        "role_may_not",
        format!("This is for {whom}. Sign in with an account that plays that part."),
    )
    .telling("whom", whom)
}

fn no_known_role() -> Problem {
    Problem::forbidden(
        "no_known_role",
        "Your account is in groups that mean nothing to the portal. Ask whoever made the account to put it in the right one.",
    )
}

fn roles_contradict() -> Problem {
    Problem::forbidden(
        "roles_contradict",
        "Your account is in groups that exclude each other: one account has one part. Ask whoever made it to put that right.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn caller(groups: &[&str]) -> Result<CallerKind, &'static str> {
        let verified = Verified {
            user: "user-1".parse().unwrap(),
            groups: groups.iter().map(|group| (*group).to_owned()).collect(),
            issued_at: None,
            authenticated_at: None,
            expires_at: chrono::DateTime::UNIX_EPOCH,
        };
        Caller::from_token(verified, &McoList::published().unwrap())
            .map(|caller| caller.kind)
            .map_err(|problem| problem.code())
    }

    #[rstest]
    #[case(&[], Ok(CallerKind::Provider))]
    #[case(&["mco_ABHIL"], Ok(CallerKind::Mco("ABHIL".parse().unwrap())))]
    #[case(&["mco_ABHIL", "reports"], Ok(CallerKind::Mco("ABHIL".parse().unwrap())))]
    #[case(&["hfs_staff"], Ok(CallerKind::Hfs { lead: false }))]
    #[case(&["hfs_lead", "hfs_staff"], Ok(CallerKind::Hfs { lead: true }))]
    #[case(&["reports"], Err("no_known_role"))]
    #[case(&["mco_NOPE"], Err("no_known_role"))]
    #[case(&["mco_abhil"], Err("no_known_role"))]
    #[case(&["mco_"], Err("no_known_role"))]
    #[case(&["HFS_STAFF"], Err("no_known_role"))]
    #[case(&["mco_ABHIL", "mco_lead"], Ok(CallerKind::Mco("ABHIL".parse().unwrap())))]
    #[case(&["mco_lead"], Err("no_known_role"))]
    #[case(&["mco_LEAD"], Err("no_known_role"))]
    #[case(&["hfs_lead", "mco_lead"], Err("roles_contradict"))]
    #[case(&["mco_ABHIL", "mco_MER", "mco_lead"], Err("roles_contradict"))]
    #[case(&["mco_ABHIL", "mco_MER"], Err("roles_contradict"))]
    #[case(&["hfs_staff", "mco_MER"], Err("roles_contradict"))]
    fn groups_make_one_part_or_none(#[case] groups: &[&str], #[case] expected: Result<CallerKind, &str>) {
        assert_eq!(caller(groups), expected);
    }

    #[test]
    fn each_part_passes_its_own_door_only() {
        let of = |kind| Caller { user: "user-1".parse().unwrap(), kind, leads: false, since: None };
        let provider = of(CallerKind::Provider);
        let mco = of(CallerKind::Mco("ABHIL".parse().unwrap()));
        let (staff, lead) = (of(CallerKind::Hfs { lead: false }), of(CallerKind::Hfs { lead: true }));
        let doors = |caller: &Caller| {
            [
                caller.require_provider().is_ok(),
                caller.require_mco().is_ok(),
                caller.require_hfs().is_ok(),
                caller.require_lead().is_ok(),
                caller.require_party().is_ok(),
            ]
        };
        assert_eq!(doors(&provider), [true, false, false, false, true]);
        assert_eq!(doors(&mco), [false, true, false, false, true]);
        assert_eq!(doors(&staff), [false, false, true, false, false]);
        assert_eq!(doors(&lead), [false, false, true, true, false]);
        for caller in [&provider, &mco, &staff, &lead] {
            assert_eq!(caller.role(), caller.actor([]).role());
        }
        assert_eq!(provider.require_hfs().unwrap_err().status(), 403);
    }

    #[rstest]
    #[case(&[], None)]
    #[case(&["mco_ABHIL"], None)]
    #[case(&["mco_ABHIL", "mco_lead"], Some(Organisation::Mco("ABHIL".parse().unwrap())))]
    #[case(&["hfs_staff"], None)]
    #[case(&["hfs_lead", "hfs_staff"], Some(Organisation::Hfs))]
    fn an_organisations_users_are_led_by_its_own(#[case] groups: &[&str], #[case] led: Option<Organisation>) {
        let groups = groups.iter().map(|group| (*group).to_owned()).collect();
        let expires_at = chrono::DateTime::UNIX_EPOCH;
        let verified = Verified {
            user: "user-1".parse().unwrap(),
            groups,
            issued_at: None,
            authenticated_at: None,
            expires_at,
        };
        let caller = Caller::from_token(verified, &McoList::published().unwrap()).unwrap();
        assert_eq!(caller.require_organisation_lead().ok(), led);
    }

    #[test]
    fn memberships_count_for_providers_only() {
        let id: MedicaidId = "363456789001".parse().unwrap();
        let of = |kind| {
            Caller { user: "user-1".parse().unwrap(), kind, leads: false, since: None }.actor([id.clone()])
        };
        assert!(of(CallerKind::Provider).acts_for(&id));
        assert!(!of(CallerKind::Hfs { lead: true }).acts_for(&id));
    }
}
