//! What a move would come to, shown before it counts: amounts as they add up, and what is due from whom after it.
//! What commits somebody to money or ends a dispute has no way back (WCAG 2.1, 3.3.4).

use super::doing::Doing;
use super::fill::Filled;
use super::language::Language;
use crate::ticket_view::{AnswerView, DueView, decision, due, proposal};
use portal_core::decide::Change;
use portal_core::timeline::Event;

/// What a move would come to.
#[derive(Clone, Debug)]
pub struct Look {
    /// The proposal or the decision, with the amounts that were left to the portal.
    pub(crate) answer: Option<AnswerView>,
    /// Why the ticket would be closed, by its English label.
    pub(crate) closure: Option<&'static str>,
    /// What the portal would say of it, where it says something of its own.
    pub(crate) says: Option<(String, Option<String>)>,
    /// What would be due then.
    pub(crate) due: Option<DueView>,
    /// Of which version of the ticket that was decided.
    pub(crate) version: u64,
}

impl Look {
    /// At this change, as the rulebook decided it.
    pub(crate) fn at(version: u64, change: &Change) -> Self {
        let last = |find: fn(&_) -> Option<AnswerView>| change.entries.iter().rev().find_map(find);
        let closed = change.entries.iter().rev().find_map(|entry| match &entry.event {
            Event::Closed { closure } => Some(closure),
            _ => None,
        });
        Self {
            answer: last(proposal).or_else(|| last(decision)),
            closure: closed.map(|closure| closure.reason.label()),
            says: closed.map(|closure| (closure.text.clone(), closure.text_es.clone())),
            due: due(&change.ticket),
            version,
        }
    }
}

impl Doing {
    /// Whether it is looked over before it counts: it commits somebody to money, or has no way back.
    pub const fn is_looked_over(self) -> bool {
        match self {
            Self::Propose | Self::Answer | Self::Decide | Self::Withdraw | Self::Close => true,
            Self::Present
            | Self::Look
            | Self::AskExtension
            | Self::RuleOnExtension
            | Self::GiveEvidence
            | Self::Write
            | Self::Attach => false,
        }
    }

    /// What it means, for whoever is about to do it.
    pub(crate) fn consequence(self, language: Language, filled: &Filled) -> &'static str {
        match self {
            Self::Propose => language.say(
                "The provider gets the proposal at once. You cannot change it afterwards.",
                "El proveedor recibe la propuesta de inmediato. Después usted no puede cambiarla.",
            ),
            Self::Decide => language.say(
                "The decision is final: neither side can appeal it in the portal, and you cannot change it.",
                "La decisión es definitiva: ninguna parte puede apelarla en el portal y usted no puede cambiarla.",
            ),
            Self::Answer if filled.is("answer", "accept") => language.say(
                "Accepting ends the dispute: the proposal stands, and no review can be asked for any more.",
                "Aceptar termina la disputa: la propuesta queda firme y ya no se puede pedir revisión.",
            ),
            Self::Answer => language.say(
                "Both sides put in what they have, and HFS decides. That decision is final.",
                "Ambas partes aportan lo que tienen y HFS decide. Esa decisión es definitiva.",
            ),
            Self::Withdraw => language.say(
                "A withdrawn ticket cannot be taken up again. You may file a new one while its window is open.",
                "Una disputa retirada no se puede retomar. Puede presentar una nueva mientras su plazo esté abierto.",
            ),
            Self::Close => language.say(
                "A closed ticket is never reopened.",
                "Una disputa cerrada no se reabre.",
            ),
            Self::Present
            | Self::Look
            | Self::AskExtension
            | Self::RuleOnExtension
            | Self::GiveEvidence
            | Self::Write
            | Self::Attach => "",
        }
    }
}
