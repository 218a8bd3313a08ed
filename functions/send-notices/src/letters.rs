//! Letters: what a notice says. The texts are `web/letters/<kind>/<language>.md`, built in; the first
//! line is the subject. A letter that would print something it does not know is not written. The
//! Markdown is the mail's text, and what it looks like is the mail's HTML.

use crate::html;
use crate::words::{long_date, reason};
use minijinja::{Environment, UndefinedBehavior, Value};
use portal_core::language::Language;
use portal_core::notice::{Notice, NoticeKind};

/// What a letter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topic<'a> {
    /// A ticket's number.
    pub number: Option<&'a str>,
    /// Its page.
    pub link: &'a str,
}

/// A letter, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// The page it links to; none where it is several letters in one.
    pub link: String,
}

impl Letter {
    /// Its first paragraph, which stands for it among others: what has happened to which ticket, and by
    /// which day something is asked.
    pub fn gist(&self) -> &str {
        self.text.split("\n\n").next().unwrap_or_default()
    }
}

/// The letter's text and the notice do not fit: a fault of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("failed to write a letter")]
pub struct Unwritable;

/// Writes letters.
#[derive(Debug)]
pub struct Letters(Environment<'static>);

struct Texts {
    english: &'static str,
    spanish: &'static str,
}

macro_rules! texts {
    ($kind:literal) => {
        Texts {
            english: include_str!(concat!("../../../web/letters/", $kind, "/en.md")),
            spanish: include_str!(concat!("../../../web/letters/", $kind, "/es.md")),
        }
    };
}

/// A new kind does not compile without its letter.
const fn texts(kind: NoticeKind) -> Texts {
    match kind {
        NoticeKind::RegistrationReceived => texts!("registration_received"),
        NoticeKind::RegistrationsReceived => texts!("registrations_received"),
        NoticeKind::RegistrationApproved => texts!("registration_approved"),
        NoticeKind::RegistrationDenied => texts!("registration_denied"),
        NoticeKind::TicketReceived => texts!("ticket_received"),
        NoticeKind::Presented => texts!("presented"),
        NoticeKind::Closed => texts!("closed"),
        NoticeKind::Proposal => texts!("proposal"),
        NoticeKind::Accepted => texts!("accepted"),
        NoticeKind::ExtensionAsked => texts!("extension_asked"),
        NoticeKind::ExtensionGranted => texts!("extension_granted"),
        NoticeKind::ExtensionRefused => texts!("extension_refused"),
        NoticeKind::Message => texts!("message"),
        NoticeKind::DueSoon => texts!("due_soon"),
        NoticeKind::Overdue => texts!("overdue"),
        NoticeKind::Escalated => texts!("escalated"),
        NoticeKind::ReviewOpened => texts!("review_opened"),
        NoticeKind::EvidenceDue => texts!("evidence_due"),
        NoticeKind::EvidenceClosed => texts!("evidence_closed"),
        NoticeKind::Decision => texts!("decision"),
        NoticeKind::Withdrawn => texts!("withdrawn"),
        NoticeKind::Urgent => texts!("urgent"),
        NoticeKind::WindowOpening => texts!("window_opening"),
        NoticeKind::WindowClosing => texts!("window_closing"),
    }
}

impl Letters {
    /// All of them.
    pub fn new() -> Self {
        let mut environment = Environment::new();
        // A letter may ask whether there is a date; printing one that is not there fails.
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        Self(environment)
    }

    /// Writes the letter of a notice.
    ///
    /// # Errors
    /// When the text asks for what the notice does not hold.
    pub fn write(&self, notice: &Notice, topic: Topic<'_>, language: Language) -> Result<Letter, Unwritable> {
        let texts = texts(notice.kind);
        let (source, open) = match language {
            Language::English => (texts.english, "Open it in the portal:"),
            Language::Spanish => (texts.spanish, "Ábralo en el portal:"),
        };
        let known = [
            ("to", Some(Value::from(notice.to.code()))),
            ("link", Some(Value::from(topic.link))),
            ("number", topic.number.map(Value::from)),
            ("due", notice.due.map(|day| Value::from(long_date(day, language)))),
            ("days_left", notice.days_left.map(Value::from)),
            ("reason", notice.closed_for.map(|why| Value::from(reason(why, language)))),
        ];
        let context: Value = known.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let (subject, mut text) = self.fill(source, context)?;
        if !text.contains(topic.link) {
            text.push_str(&format!("\n{open}\n{}\n", topic.link));
        }
        let linked = text.replace(topic.link, &html::linked(topic.link));
        let html = html::page(&self.0, &subject, &linked, language)?;
        Ok(Letter { subject, text, html, link: topic.link.to_owned() })
    }

    /// What a text says of what is known: its subject, and the rest.
    pub(crate) fn fill(&self, source: &str, known: Value) -> Result<(String, String), Unwritable> {
        let template = self.0.template_from_str(source).map_err(|_| Unwritable)?;
        let written = template.render(known).map_err(|_| Unwritable)?;
        let (first, text) = written.split_once('\n').ok_or(Unwritable)?;
        let subject = first.strip_prefix("Subject: ").ok_or(Unwritable)?.to_owned();
        Ok((subject, format!("{}\n", text.trim())))
    }

    pub(crate) const fn environment(&self) -> &Environment<'static> {
        &self.0
    }
}
