//! The forms on a ticket's page: what each is for, and where it is sent.

use super::language::Language;
use portal_core::moves::Move;

/// A form on a ticket's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// HFS presents.
    Present,
    /// HFS notes that it has looked at an urgent ticket.
    Look,
    /// The MCO answers.
    Propose,
    /// Either party asks for the one extension.
    AskExtension,
    /// HFS rules on it.
    RuleOnExtension,
    /// The provider accepts or asks for review.
    Answer,
    /// Either party puts in evidence.
    GiveEvidence,
    /// HFS decides.
    Decide,
    /// The provider withdraws.
    Withdraw,
    /// HFS closes.
    Close,
    /// Anyone writes.
    Write,
    /// Anyone puts a file to it.
    Attach,
}

impl Doing {
    /// All of them, the most wanted first.
    pub const ALL: &'static [Self] = &[
        Self::Propose,
        Self::Answer,
        Self::Decide,
        Self::Present,
        Self::RuleOnExtension,
        Self::GiveEvidence,
        Self::Look,
        Self::Write,
        Self::Attach,
        Self::AskExtension,
        Self::Close,
        Self::Withdraw,
    ];

    /// Where it is sent, below the ticket's address.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Present => "presentation",
            Self::Look => "look",
            Self::Propose => "proposal",
            Self::AskExtension => "extension",
            Self::RuleOnExtension => "extension/decision",
            Self::Answer => "answer",
            Self::GiveEvidence => "evidence",
            Self::Decide => "decision",
            Self::Withdraw => "withdrawal",
            Self::Close => "closure",
            Self::Write => "messages",
            Self::Attach => "files",
        }
    }

    /// The form that is sent to this address, `/tickets/{id}/…`.
    pub fn sent_to(address: &str) -> Option<Self> {
        let path = address.split('?').next()?.strip_prefix("/tickets/")?;
        let (_, below) = path.split_once('/')?;
        Self::at(below)
    }

    /// The form of this name, `extension/decision`.
    pub fn at(path: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|doing| doing.path() == path)
    }

    /// Whether a part that is offered these moves is offered this form.
    pub fn is_among(self, offered: &[Move]) -> bool {
        let any = |moves: &[Move]| moves.iter().any(|one| offered.contains(one));
        match self {
            Self::Present => any(&[Move::Present]),
            Self::Look => any(&[Move::LookAtUrgent]),
            Self::Propose => any(&[Move::Propose]),
            Self::AskExtension => any(&[Move::AskExtension]),
            Self::RuleOnExtension => any(&[Move::DecideExtension]),
            Self::Answer => any(&[Move::Accept, Move::AskReview]),
            Self::GiveEvidence => any(&[Move::GiveEvidence]),
            Self::Decide => any(&[Move::Decide]),
            Self::Withdraw => any(&[Move::Withdraw]),
            Self::Close => any(&[Move::Close]),
            Self::Write | Self::Attach => true,
        }
    }

    /// What its sender is told once it was carried out.
    pub const fn done(self, language: Language) -> &'static str {
        match self {
            Self::Write => {
                language.say("Sent. Your message stands below.", "Enviado. Su mensaje está abajo.")
            }
            Self::Attach => language
                .say("Attached. It is among the files below.", "Adjuntado. Está abajo entre los archivos."),
            Self::Look => {
                language.say("Done. It is on the timeline below.", "Hecho. Está en la cronología de abajo.")
            }
            Self::Present
            | Self::Propose
            | Self::AskExtension
            | Self::RuleOnExtension
            | Self::Answer
            | Self::GiveEvidence
            | Self::Decide
            | Self::Withdraw
            | Self::Close => language.say(
                "Done. It is on the timeline below, and the other side is told.",
                "Hecho. Está en la cronología de abajo y se avisa a la otra parte.",
            ),
        }
    }

    /// What it is called.
    pub const fn label(self, language: Language) -> &'static str {
        match self {
            Self::Present => language.say("Present to the MCO", "Remitir al MCO"),
            Self::Look => language.say("Note that HFS has looked", "Anotar que HFS la revisó"),
            Self::Propose => language.say("Answer with a proposal", "Responder con una propuesta"),
            Self::AskExtension => language.say("Ask for more time", "Pedir más tiempo"),
            Self::RuleOnExtension => language.say("Rule on the extension", "Decidir sobre la prórroga"),
            Self::Answer => language.say("Accept, or ask for review", "Aceptar o pedir revisión"),
            Self::GiveEvidence => language.say("Put in evidence", "Aportar pruebas"),
            Self::Decide => language.say("Decide", "Decidir"),
            Self::Withdraw => language.say("Withdraw", "Retirar"),
            Self::Close => language.say("Close", "Cerrar"),
            Self::Write => language.say("Write a message", "Escribir un mensaje"),
            Self::Attach => language.say("Attach a file", "Adjuntar un archivo"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Doing;

    #[test]
    fn each_form_is_known_by_its_address() {
        for doing in Doing::ALL {
            assert_eq!(Doing::sent_to(&format!("/tickets/1/{}", doing.path())), Some(*doing));
        }
        assert_eq!(Doing::sent_to("/tickets/1"), None);
        assert_eq!(Doing::sent_to("/tickets/1/extension/decision?x=1"), Some(Doing::RuleOnExtension));
    }
}
