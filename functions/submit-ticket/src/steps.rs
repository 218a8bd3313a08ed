//! The steps in which a person writes a ticket: which fields stand where, and what is kept of a form.

use portal_core::fault::FieldFault;
use portal_edge::Language;
use serde_json::{Map, Value};

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Who disputes what with which MCO.
    Dispute,
    /// What it is about.
    Subject,
    /// The claim, or the workbook.
    Claims,
    /// Whom to ask, and the attestation.
    Contact,
    /// What filing would come to.
    Check,
}

/// What is kept of a step at most, in bytes of JSON: its texts at their longest are a third of it.
const MOST_BYTES: usize = 60_000;

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Dispute, Self::Subject, Self::Claims, Self::Contact, Self::Check];

    /// Its number, as addresses have it.
    pub const fn number(self) -> u8 {
        match self {
            Self::Dispute => 1,
            Self::Subject => 2,
            Self::Claims => 3,
            Self::Contact => 4,
            Self::Check => 5,
        }
    }

    /// The step after it.
    pub fn next(self) -> Self {
        Self::ALL.into_iter().find(|step| *step > self).unwrap_or(Self::Check)
    }

    /// The fields of a ticket's body that stand in it.
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Dispute => &[
                "provider",
                "mco",
                "program",
                "mco_tracking_number",
                "filed_with_mco",
                "mco_answer",
                "mco_answered",
                "peer_to_peer",
                "peer_to_peer_on",
            ],
            Self::Subject => &[
                "category",
                "urgent",
                "urgent_reason",
                "medicaid_fee_for_service",
                "medicare_only",
                "description",
                "outcome_sought",
            ],
            Self::Claims => &["claims", "upload_id"],
            Self::Contact => &["contact", "billing_agent", "attested"],
            Self::Check => &[],
        }
    }

    /// The step in which the field lies that a JSON pointer names.
    pub fn of_pointer(pointer: &str) -> Option<Self> {
        let name = pointer.strip_prefix('/')?.split('/').next()?;
        Self::ALL.into_iter().find(|step| step.names().contains(&name))
    }

    /// What it is called.
    pub const fn label(self, language: Language) -> &'static str {
        match self {
            Self::Dispute => language.say("The dispute with the MCO", "La disputa con el MCO"),
            Self::Subject => language.say("What it is about", "De qué se trata"),
            Self::Claims => language.say("The claims", "Los reclamos"),
            Self::Contact => language.say("Contact and attestation", "Contacto y declaración"),
            Self::Check => language.say("Check and file", "Revisar y presentar"),
        }
    }

    /// What is kept of a form: this step's fields, as they were typed, without the blank ones. None where
    /// that is more than any form of ours holds.
    pub fn kept(self, sent: &Map<String, Value>) -> Option<Map<String, Value>> {
        let own = sent.iter().filter(|(name, _)| self.names().contains(&name.as_str()));
        let kept: Map<String, Value> =
            own.filter_map(|(name, value)| Some((name.clone(), filled_in(value)?))).collect();
        (Value::Object(kept.clone()).to_string().len() <= MOST_BYTES).then_some(kept)
    }
}

/// What whoever files vouches for.
pub const fn attestation(language: Language) -> &'static str {
    language.say(
        "I attest that this is true and complete to the best of my knowledge, and that I may file for this provider.",
        "Declaro que esto es verdadero y completo según mi leal saber, y que puedo presentar por este proveedor.",
    )
}

impl std::str::FromStr for Step {
    type Err = FieldFault;

    fn from_str(text: &str) -> Result<Self, FieldFault> {
        let known = Self::ALL.into_iter().find(|step| text == step.number().to_string());
        known.ok_or_else(|| FieldFault::new("no_such_step", "There is no such step."))
    }
}

/// A value without what was left blank: a claim of which nothing was typed is no claim.
fn filled_in(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) if text.trim().is_empty() => None,
        Value::String(_) | Value::Bool(_) | Value::Number(_) => Some(value.clone()),
        Value::Array(values) => {
            let values: Vec<Value> = values.iter().filter_map(filled_in).collect();
            (!values.is_empty()).then_some(Value::Array(values))
        }
        Value::Object(object) => {
            let object: Map<String, Value> =
                object.iter().filter_map(|(name, value)| Some((name.clone(), filled_in(value)?))).collect();
            (!object.is_empty()).then_some(Value::Object(object))
        }
    }
}
