//! What was proposed and what was decided, claim by claim, with amounts that add up; and why a
//! ticket was closed.

use crate::claim::Claim;
use crate::code_list;
use crate::fault::Fault;
use crate::money::Money;
use crate::policy::Rule;
use crate::text::Text;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

code_list! {
    /// What the MCO proposes for a claim.
    pub enum Outcome {
        Pay = "pay", "Pay in full";
        PayPart = "pay_part", "Pay in part";
        Uphold = "uphold", "Uphold the denial";
    }
}

code_list! {
    /// For whom HFS decides a claim.
    pub enum Finding {
        Provider = "provider", "For the provider";
        Mco = "mco", "For the MCO";
        Split = "split", "In part for each";
    }
}

code_list! {
    /// Why a ticket was closed.
    pub enum ClosureReason {
        Incomplete = "incomplete", "Incomplete when submitted";
        TooEarly = "too_early", "Filed too early";
        TooLate = "too_late", "Filed too late";
        NoMcoTrackingNumber = "no_mco_tracking_number", "No MCO tracking number";
        NotRegistered = "not_registered", "Provider not registered";
        FeeForService = "fee_for_service", "A Medicaid fee-for-service issue";
        MedicareOnly = "medicare_only", "A Medicare-only issue";
        Duplicate = "duplicate", "Duplicate of an open ticket";
        WrongMco = "wrong_mco", "Not this MCO's claim";
        DissimilarClaims = "dissimilar_claims", "Claims with no common question";
        Lapsed = "lapsed", "Proposal not answered in time";
        Other = "other", "Other";
    }
}

/// The whole of a proposal or a decision, in words.
pub type Summary = Text<4000>;
/// Why a claim's verdict is what it is.
pub type ClaimReason = Text<1000>;
/// What whoever closes a ticket says of it, in place of the standard words of the reason.
pub type ClosureText = Text<2000>;

/// What is done for one claim, whichever list its verdict comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimVerdict<V> {
    /// The claim's number on the ticket, from 1.
    pub claim: u16,
    /// The verdict.
    pub verdict: V,
    /// What is to be paid on it, in all, beyond what was paid.
    pub amount: Money,
    /// Why; may hold health information.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ClaimReason>,
}

/// An answer on every claim of a ticket: the MCO's proposal or HFS's decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer<V> {
    /// The whole in words; may hold health information.
    pub summary: Summary,
    /// One verdict a claim, in the claims' order.
    pub claims: Vec<ClaimVerdict<V>>,
}

/// R10: the MCO's written proposal.
pub type Proposal = Answer<Outcome>;
/// R14: HFS's written decision.
pub type Decision = Answer<Finding>;

/// One line of an answer as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftVerdict<V> {
    /// The claim's number, from 1.
    pub claim: u16,
    /// The verdict.
    pub verdict: V,
    /// The amount, where one was given.
    pub amount: Option<Money>,
    /// Why, where it was said.
    pub reason: Option<ClaimReason>,
}

/// How a verdict binds its amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountRule {
    /// Nothing is paid.
    Nothing,
    /// Some, but less than billed; must be given, and explained.
    Part,
    /// All that is in dispute, where no amount is given.
    Whole,
}

/// A verdict that binds its amount.
pub trait Verdict: Copy {
    /// How.
    fn amount_rule(self) -> AmountRule;
}

impl Verdict for Outcome {
    fn amount_rule(self) -> AmountRule {
        match self {
            Self::Pay => AmountRule::Whole,
            Self::PayPart => AmountRule::Part,
            Self::Uphold => AmountRule::Nothing,
        }
    }
}

impl Verdict for Finding {
    fn amount_rule(self) -> AmountRule {
        match self {
            Self::Provider => AmountRule::Whole,
            Self::Split => AmountRule::Part,
            Self::Mco => AmountRule::Nothing,
        }
    }
}

impl AmountRule {
    /// The amount to be paid on `claim`, or why the one given does not fit.
    fn settle(self, given: Option<Money>, claim: &Claim) -> Result<Money, (&'static str, &'static str)> {
        let billed = claim.billed.unwrap_or_default();
        match (self, given) {
            (Self::Nothing, None | Some(Money::ZERO)) => Ok(Money::ZERO),
            (Self::Nothing, Some(_)) => Err((
                "amount_not_due",
                "Nothing is paid under this outcome: leave the amount out, or choose an outcome that pays.",
            )),
            (Self::Whole, None) => Ok(claim.in_dispute()),
            (Self::Part, None) => Err(("amount_missing", "Say how much is to be paid.")),
            (Self::Part | Self::Whole, Some(Money::ZERO)) => {
                Err(("amount_zero", "An outcome that pays needs an amount above zero."))
            }
            (Self::Part, Some(amount)) if amount >= billed => Err((
                "amount_not_a_part",
                "A part is less than what was billed: choose full payment, or lower the amount.",
            )),
            (Self::Whole, Some(amount)) if amount > billed => {
                Err(("amount_over_billed", "The amount is more than what was billed on this claim."))
            }
            (Self::Part | Self::Whole, Some(amount)) => Ok(amount),
        }
    }
}

impl<V: Verdict> Answer<V> {
    /// An answer to these claims: exactly one verdict each, with an amount that fits its claim.
    ///
    /// # Errors
    /// Every fault at once, at its JSON pointer.
    pub fn to_claims(
        summary: Summary,
        drafts: Vec<DraftVerdict<V>>,
        claims: &[Claim],
    ) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut answered: Vec<Option<ClaimVerdict<V>>> = claims.iter().map(|_| None).collect();
        for (index, draft) in drafts.into_iter().enumerate() {
            let at = |name: &str| format!("/claims/{index}/{name}");
            let place = usize::from(draft.claim).checked_sub(1);
            let found = place.and_then(|place| Some((claims.get(place)?, answered.get_mut(place)?)));
            let Some((claim, slot)) = found else {
                faults.push(Fault::new(
                    at("claim"),
                    "no_such_claim",
                    "The ticket has no claim of this number.",
                ));
                continue;
            };
            let rule = draft.verdict.amount_rule();
            if slot.is_some() {
                faults.push(Fault::new(
                    at("claim"),
                    "claim_answered_twice",
                    "This claim is answered twice: keep one.",
                ));
            }
            if rule != AmountRule::Whole && draft.reason.is_none() {
                faults.push(Fault::new(
                    at("reason"),
                    "missing",
                    "Give the reason: the other side is owed one unless the claim is paid in full.",
                ));
            }
            let amount = rule.settle(draft.amount, claim).unwrap_or_else(|(code, message)| {
                faults.push(Fault::new(at("amount"), code, message));
                Money::ZERO
            });
            *slot = Some(ClaimVerdict {
                claim: draft.claim,
                verdict: draft.verdict,
                amount,
                reason: draft.reason,
            });
        }
        let unanswered: Vec<String> = answered
            .iter()
            .zip(1..)
            .filter(|(slot, _)| slot.is_none())
            .map(|(_, number)| i32::to_string(&number))
            .collect();
        if !unanswered.is_empty() {
            let open = unanswered.join(", ");
            let message = format!("Answer every claim. Still open: {open}.");
            faults.push(Fault::new("/claims", "claim_unanswered", message).telling("claims", open));
        }
        if faults.is_empty() {
            Ok(Self { summary, claims: answered.into_iter().flatten().collect() })
        } else {
            Err(faults)
        }
    }

    /// What is to be paid on all claims together.
    pub fn total(&self) -> Money {
        self.claims.iter().map(|claim| claim.amount).sum()
    }
}

/// Why a ticket is closed, under which rule, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// The reason that weighs most.
    pub reason: ClosureReason,
    /// The rule behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    /// What was wrong and what to do next, for people.
    pub text: String,
    /// The same in Spanish; none where a person wrote the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_es: Option<String>,
    /// R5: JSON pointers to what is missing.
    #[serde(default)]
    pub missing: Vec<String>,
    /// First day on which it may be filed again.
    #[serde(default)]
    pub file_again_from: Option<NaiveDate>,
    /// Last day on which it may be filed again.
    #[serde(default)]
    pub file_again_until: Option<NaiveDate>,
    /// Whatever else would have closed it: all of it at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<AlsoWrong>,
}

/// A further reason, beside the one that weighs most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlsoWrong {
    /// The reason.
    pub reason: ClosureReason,
    /// The rule behind it.
    pub rule: Rule,
    /// What was wrong and what to do next.
    pub text: String,
    /// The same in Spanish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_es: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(billed: u64, expected: u64) -> Claim {
        Claim {
            billed: Some(Money::from_cents(billed)),
            expected: Some(Money::from_cents(expected)),
            ..Claim::default()
        }
    }

    fn draft(claim: u16, verdict: Outcome, amount: Option<u64>, reason: bool) -> DraftVerdict<Outcome> {
        let reason = reason.then(|| "Reviewed again.".parse().unwrap());
        DraftVerdict { claim, verdict, amount: amount.map(Money::from_cents), reason }
    }

    #[test]
    fn a_proposal_answers_every_claim_once_and_adds_up() {
        let claims = [claim(1000, 800), claim(500, 400), claim(300, 300)];
        let drafts = vec![
            draft(3, Outcome::Uphold, None, true),
            draft(1, Outcome::Pay, None, false),
            draft(2, Outcome::PayPart, Some(250), true),
        ];
        let proposal = Proposal::to_claims("Paid in part.".parse().unwrap(), drafts, &claims).unwrap();
        assert_eq!(proposal.total(), Money::from_cents(1050));
        assert_eq!(proposal.claims.iter().map(|claim| claim.claim).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn every_fault_of_a_proposal_is_told_at_once() {
        let claims = [claim(1000, 800), claim(500, 400), claim(300, 300)];
        let drafts = vec![
            draft(1, Outcome::Uphold, Some(1), false),
            draft(1, Outcome::Pay, Some(1001), false),
            draft(2, Outcome::PayPart, Some(500), true),
            draft(7, Outcome::Pay, None, false),
            draft(0, Outcome::Pay, None, false),
        ];
        let faults = Proposal::to_claims("No.".parse().unwrap(), drafts, &claims).unwrap_err();
        let told: Vec<(&str, &str)> = faults.iter().map(|fault| (fault.field.as_str(), fault.code)).collect();
        assert_eq!(
            told,
            [
                ("/claims/0/reason", "missing"),
                ("/claims/0/amount", "amount_not_due"),
                ("/claims/1/claim", "claim_answered_twice"),
                ("/claims/1/amount", "amount_over_billed"),
                ("/claims/2/amount", "amount_not_a_part"),
                ("/claims/3/claim", "no_such_claim"),
                ("/claims/4/claim", "no_such_claim"),
                ("/claims", "claim_unanswered"),
            ]
        );
    }
}
