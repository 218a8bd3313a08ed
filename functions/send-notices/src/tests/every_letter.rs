//! Every letter, to everyone who may get it, in both languages.

use crate::letters::{Letter, Letters, Topic, Unwritable};
use crate::words::long_date;
use chrono::NaiveDate;
use portal_core::language::Language;
use portal_core::notice::Audience::{Hfs, HfsLead, Mco, McoEscalation, Provider, Registrant};
use portal_core::notice::{Audience, Notice, NoticeKind};
use portal_core::outcome::ClosureReason;

const NUMBER: &str = "IL-7K3M-9Q2X-4T8W";
const LINK: &str = "https://portal.example.org/tickets/0192f1c0";
pub const LANGUAGES: [Language; 2] = [Language::English, Language::Spanish];

fn day() -> NaiveDate {
    "2027-01-04".parse().unwrap()
}

/// To whom the rulebook sends a kind, and what it says: a new kind does not compile without it.
pub fn letters_of(kind: NoticeKind) -> Vec<Notice> {
    let plain = |to: &[Audience]| to.iter().map(|to| Notice::new(kind, *to)).collect::<Vec<_>>();
    let dated = |to: &[Audience]| to.iter().map(|to| Notice::new(kind, *to).due(day())).collect::<Vec<_>>();
    let counted = |to: &[Audience]| {
        let days = |notice: Notice| [10, 5, 1].map(|left| Notice { days_left: Some(left), ..notice });
        dated(to).into_iter().flat_map(days).collect::<Vec<_>>()
    };
    match kind {
        NoticeKind::RegistrationReceived
        | NoticeKind::RegistrationsReceived
        | NoticeKind::RegistrationApproved
        | NoticeKind::RegistrationDenied => plain(&[Registrant]),
        NoticeKind::TicketReceived => [plain(&[Provider]), dated(&[Hfs])].concat(),
        NoticeKind::Presented => [plain(&[Provider]), dated(&[Mco])].concat(),
        NoticeKind::Closed => {
            let why = |notice: Notice| {
                ClosureReason::ALL.iter().map(move |why| Notice { closed_for: Some(*why), ..notice })
            };
            plain(&[Provider, Mco]).into_iter().flat_map(why).collect()
        }
        NoticeKind::Proposal => dated(&[Provider]),
        NoticeKind::Accepted | NoticeKind::ExtensionRefused | NoticeKind::Decision => plain(&[Provider, Mco]),
        NoticeKind::ExtensionAsked | NoticeKind::Message | NoticeKind::Withdrawn => {
            plain(&[Provider, Mco, Hfs])
        }
        NoticeKind::ExtensionGranted => dated(&[Provider, Mco]),
        NoticeKind::DueSoon => counted(&[Provider, Mco, Hfs]),
        NoticeKind::Overdue => dated(&[Provider, Mco, McoEscalation, Hfs, HfsLead]),
        NoticeKind::ReviewOpened => dated(&[Provider, Mco, Hfs]),
        NoticeKind::EvidenceDue => counted(&[Provider, Mco]),
        NoticeKind::EvidenceClosed => dated(&[Hfs]),
        NoticeKind::Escalated => dated(&[HfsLead]),
        NoticeKind::Urgent => [plain(&[Hfs]), dated(&[HfsLead])].concat(),
        NoticeKind::WindowOpening | NoticeKind::WindowClosing => dated(&[Provider]),
    }
}

/// Whether a letter is of a ticket.
pub fn has_a_number(kind: NoticeKind) -> bool {
    !matches!(
        kind,
        NoticeKind::RegistrationReceived
            | NoticeKind::RegistrationsReceived
            | NoticeKind::RegistrationApproved
            | NoticeKind::RegistrationDenied
            | NoticeKind::WindowOpening
            | NoticeKind::WindowClosing
    )
}

fn written(notice: &Notice, language: Language) -> Result<Letter, Unwritable> {
    let number = has_a_number(notice.kind).then_some(NUMBER);
    Letters::new().write(notice, Topic { number, link: LINK }, language)
}

#[test]
fn every_letter_is_whole_and_names_its_ticket_and_its_page() {
    let mut seen = 0;
    for kind in NoticeKind::ALL {
        for notice in letters_of(*kind) {
            for language in LANGUAGES {
                let letter = written(&notice, language).unwrap_or_else(|_| panic!("{notice:?} {language:?}"));
                let Letter { subject, text, html, .. } = &letter;
                assert!((8..=120).contains(&subject.chars().count()), "{subject}");
                assert!(!subject.contains(['\n', '\r']));
                let whole = format!("{subject}\n{text}");
                for left in ["{{", "}}", "{%", "%}", "undefined", "none", "None"] {
                    assert!(!whole.contains(left), "{notice:?} {language:?}: {left}\n{whole}");
                }
                assert_eq!(text.matches(LINK).count(), 1, "{text}");
                assert_eq!(has_a_number(*kind), subject.contains(NUMBER), "{subject}");
                assert!(!text.starts_with(char::is_whitespace) && text.ends_with('\n'));
                assert_eq!(html.matches(&format!("<a href=\"{LINK}\">{LINK}</a>")).count(), 1, "{html}");
                assert!(html.contains(&format!("<html lang=\"{}\">", language.code())), "{html}");
                // Nothing to fetch, nothing to run: one address, the one to follow.
                assert_eq!((html.matches("http").count(), html.matches("src=").count()), (2, 0), "{html}");
                // What stands for it among others: which ticket, by when.
                let gist = letter.gist();
                assert_eq!(has_a_number(*kind), gist.contains(NUMBER), "{gist}");
                let by = notice.due.map(|day| long_date(day, language));
                assert!(by.is_none_or(|by| gist.contains(&by) || !text.contains(&by)), "{gist}");
                assert!(!html.contains("<script") && !html.contains("<style"), "{html}");
                seen += 1;
            }
        }
    }
    assert_eq!((NoticeKind::ALL.len(), seen), (24, 2 * 79));
}

#[test]
fn the_two_languages_are_two_languages() {
    for kind in NoticeKind::ALL {
        for notice in letters_of(*kind) {
            let [english, spanish] = LANGUAGES.map(|language| written(&notice, language).unwrap());
            assert!(english.subject != spanish.subject && english.text != spanish.text, "{notice:?}");
        }
    }
}

#[test]
fn a_letter_that_lacks_its_date_its_reason_or_its_number_is_not_written() {
    let letters = Letters::new();
    let nameless = Topic { number: None, link: LINK };
    for language in LANGUAGES {
        for kind in [NoticeKind::Proposal, NoticeKind::DueSoon, NoticeKind::Closed, NoticeKind::Overdue] {
            assert_eq!(written(&Notice::new(kind, Provider), language), Err(Unwritable), "{kind}");
        }
        let accepted = Notice::new(NoticeKind::Accepted, Provider);
        assert_eq!(letters.write(&accepted, nameless, language), Err(Unwritable));
    }
}

#[test]
fn a_letter_reads_as_it_should() {
    let overdue = Notice::new(NoticeKind::Overdue, Provider).due(day());
    let Letter { subject, text, html, .. } = written(&overdue, Language::English).unwrap();
    assert_eq!(subject, format!("Ticket {NUMBER} is overdue"));
    assert_eq!(
        text,
        format!(
            "The MCO has not answered ticket {NUMBER} by January 4, 2027. HFS and the MCO's escalation contact have been told.\n\nYou may ask HFS to review the dispute now, without waiting any longer.\n\nOpen it in the portal:\n{LINK}\n"
        )
    );
    assert!(
        html.contains("<p>You may ask HFS to review the dispute now, without waiting any longer.</p>\n<p>Open it in the portal:<br />\n<a href="),
        "{html}"
    );
    let last = Notice { days_left: Some(1), ..Notice::new(NoticeKind::DueSoon, Mco).due(day()) };
    let Letter { subject, text, .. } = written(&last, Language::Spanish).unwrap();
    assert_eq!(subject, format!("Disputa {NUMBER}: queda 1 día"));
    assert!(text.contains("a más tardar el 4 de enero de 2027: queda 1 día."), "{text}");
    let closed =
        Notice { closed_for: Some(ClosureReason::Lapsed), ..Notice::new(NoticeKind::Closed, Provider) };
    let Letter { text, .. } = written(&closed, Language::Spanish).unwrap();
    assert!(text.contains("Motivo: Propuesta no respondida a tiempo."), "{text}");
}
