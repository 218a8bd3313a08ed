//! Everything that whoever files vouches for, step by step, as people read it: days, amounts and choices in words.
//! What could not be read stands as it was typed.

use crate::draft::Draft;
use crate::steps::{Step, attestation};
use chrono::NaiveDate;
use portal_core::claim::Claim;
use portal_core::mco::McoList;
use portal_core::money::Money;
use portal_edge::{Fields, Filled, Frame};
use serde_json::{Map, Value};

/// What one step says.
pub struct Part {
    pub step: Step,
    pub lines: Vec<Line>,
    /// The workbook that its claims come from.
    pub upload: Option<String>,
}

/// A field and what it says.
pub struct Line {
    pub label: String,
    pub value: String,
    /// Whether it is a person's own prose.
    pub prose: bool,
}

/// What the fields of a draft say.
pub fn vouched(frame: &Frame, mcos: &McoList, typed: &Map<String, Value>) -> Vec<Part> {
    let said = Said { frame, filled: Filled::with(typed.clone()) };
    let draft = Draft::read(Fields::of_text(typed));
    let upload = draft.upload_id.as_ref().map(|id| id.as_str().to_owned());
    let part = |step, lines: Vec<Option<Line>>| Part {
        step,
        lines: lines.into_iter().flatten().collect(),
        upload: upload.clone().filter(|_| step == Step::Claims),
    };
    vec![
        part(Step::Dispute, said.dispute(&draft, mcos)),
        part(Step::Subject, said.subject(&draft)),
        part(Step::Claims, if upload.is_some() { Vec::new() } else { said.claim(draft.claims.first()) }),
        part(Step::Contact, said.contact(&draft)),
    ]
}

/// How fields are put into words.
struct Said<'a> {
    frame: &'a Frame,
    filled: Filled,
}

impl Said<'_> {
    fn dispute(&self, draft: &Draft, mcos: &McoList) -> Vec<Option<Line>> {
        let mco = draft.mco.as_ref().and_then(|code| mcos.find(code)).map(|mco| mco.name.clone());
        let program = draft.program.map(|program| self.label(program.label()));
        let answer = draft.mco_answer.map(|answer| self.label(answer.label()));
        let peer_to_peer = draft.peer_to_peer.map(|held| self.label(held.label()));
        vec![
            self.must("provider", "provider.medicaid_id", None),
            self.must("mco", "mco", mco),
            self.must("program", "program", program),
            self.of_ticket("mco_tracking_number", None, draft),
            self.of_ticket("filed_with_mco", self.day(draft.filed_with_mco), draft),
            self.must("mco_answer", "mco_answer", answer),
            self.may("mco_answered", "mco_answered", self.day(draft.mco_answered)),
            self.must("peer_to_peer", "peer_to_peer", peer_to_peer),
            self.may("peer_to_peer_on", "peer_to_peer_on", self.day(draft.peer_to_peer_on)),
        ]
    }

    fn subject(&self, draft: &Draft) -> Vec<Option<Line>> {
        vec![
            self.must("category", "category", draft.category.map(|category| self.label(category.label()))),
            prose(self.must("description", "description", None)),
            prose(self.must("outcome_sought", "outcome_sought", None)),
            self.must("urgent", "urgent", Some(self.yes(draft.urgent))),
            prose(self.may("urgent_reason", "urgent_reason", None)),
            self.must(
                "medicaid_fee_for_service",
                "medicaid_fee_for_service",
                Some(self.yes(draft.medicaid_fee_for_service)),
            ),
            self.must("medicare_only", "medicare_only", Some(self.yes(draft.medicare_only))),
        ]
    }

    fn claim(&self, claim: Option<&Claim>) -> Vec<Option<Line>> {
        let none = Claim::default();
        let claim = claim.unwrap_or(&none);
        let at = |name: &str| format!("claims.0.{name}");
        let must = |name: &str, read| self.must(name, &at(name), read);
        let may = |name: &str, read| self.may(name, &at(name), read);
        vec![
            must("member_last_name", None),
            must("member_first_name", None),
            must("rin", None),
            must("date_of_birth", self.day(claim.date_of_birth)),
            must("service_from", self.day(claim.service_from)),
            must("service_to", self.day(claim.service_to)),
            must("mco_claim_number", None),
            must("claim_type", claim.claim_type.map(|kind| self.label(kind.label()))),
            must("billed", self.money(claim.billed)),
            must("paid", self.money(claim.paid)),
            must("expected", self.money(claim.expected)),
            may("denied_on", self.day(claim.denied_on)),
            may("carc", None),
            may("rarc", None),
            may("procedure_code", None),
            may("authorization_number", None),
            may("rendering_npi", None),
            prose(may("comment", None)),
        ]
    }

    fn contact(&self, draft: &Draft) -> Vec<Option<Line>> {
        let attested = if draft.attested {
            attestation(self.frame.language)
        } else {
            self.frame.say("not given", "no dada")
        };
        vec![
            self.must("contact_name", "contact.name", None),
            self.must("contact_phone", "contact.phone", None),
            self.must("contact_email", "contact.email", None),
            self.must("billing_agent", "billing_agent", Some(self.yes(draft.billing_agent))),
            self.must("attested", "attested", Some(attested.to_owned())),
        ]
    }

    /// A field that has to be filled in: as it was read, else as it was typed, else that it was not.
    fn must(&self, name: &str, path: &str, read: Option<String>) -> Option<Line> {
        let blank = || self.frame.say("not filled in", "sin llenar").to_owned();
        Some(self.line(name, self.value(path, read).unwrap_or_else(blank)))
    }

    /// One that may be left out.
    fn may(&self, name: &str, path: &str, read: Option<String>) -> Option<Line> {
        self.value(path, read).map(|value| self.line(name, value))
    }

    /// One that each row of a workbook has for itself.
    fn of_ticket(&self, name: &str, read: Option<String>, draft: &Draft) -> Option<Line> {
        let of_rows = || self.frame.say("each row's own", "el de cada fila").to_owned();
        let read = self.value(name, read).or_else(|| draft.upload_id.as_ref().map(|_| of_rows()));
        self.must(name, name, read)
    }

    fn value(&self, path: &str, read: Option<String>) -> Option<String> {
        read.or_else(|| Some(self.filled.value(path).trim().to_owned()).filter(|typed| !typed.is_empty()))
    }

    fn line(&self, name: &str, value: String) -> Line {
        Line { label: self.frame.named(name), value, prose: false }
    }

    fn day(&self, day: Option<NaiveDate>) -> Option<String> {
        day.map(|day| self.frame.day(&day))
    }

    fn money(&self, amount: Option<Money>) -> Option<String> {
        amount.map(|amount| self.frame.money(&amount))
    }

    fn label(&self, english: &str) -> String {
        self.frame.label(english).into_owned()
    }

    fn yes(&self, is_so: bool) -> String {
        let word = if is_so { self.frame.say("Yes", "Sí") } else { self.frame.say("No", "No") };
        word.to_owned()
    }
}

fn prose(line: Option<Line>) -> Option<Line> {
    line.map(|line| Line { prose: true, ..line })
}
