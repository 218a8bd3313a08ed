//! One mail a reader and round: several letters in one.

use super::every_letter::LANGUAGES;
use super::*;
use crate::letters::{Letter, Letters, Topic};
use crate::round::Limits;
use portal_core::identity::TicketId;
use portal_core::notice::{Audience, Notice, NoticeKind};
use portal_testkit::post::{Mail, Service};
use std::collections::BTreeMap;

const LINK: &str = "https://portal.example.org/tickets/";

impl Room {
    /// So many disputes, of which everyone has heard; their keys.
    async fn disputes_told(&self, many: u32) -> Vec<TicketId> {
        for number in 0..many {
            self.files(number).await;
        }
        let items = self.due(0).await;
        self.round(0).await;
        items.iter().map(|item| item.split('#').nth(1).unwrap().parse().unwrap()).collect()
    }

    /// The mails that left after the first `seen`, by reader.
    fn mails_after(&self, seen: usize) -> BTreeMap<String, Vec<Mail>> {
        let mut by_reader: BTreeMap<String, Vec<Mail>> = BTreeMap::new();
        for mail in self.post.mails().into_iter().skip(seen) {
            by_reader.entry(mail.to.clone()).or_default().push(mail);
        }
        by_reader
    }
}

#[tokio::test]
async fn after_a_week_without_sweeper_and_sender_each_reader_gets_one_mail_of_thirty_tickets() {
    let room = Room::open().await;
    let tickets = room.disputes_told(30).await;
    let seen = room.post.mails().len();
    assert_eq!(seen, 1 + 2);
    // Nobody was reminded, nobody told that the day had passed: the first sweep does it all.
    let mut at = room.desk.now;
    for ticket in &tickets {
        room.swept(ticket, 5).await;
        room.swept(ticket, 1).await;
        at = room.swept(ticket, -1).await;
    }
    let tally = room.round_at(at + TimeDelta::days(7)).await;
    assert_eq!((tally.taken, tally.overtaken, tally.failed, tally.more), (90, 60, 0, false));
    let mails = room.mails_after(seen);
    let readers =
        [PROVIDER, MCO, "escalation@mco.example.org", room.desk.portal.settings().hfs_mail.as_str()];
    let mut readers: Vec<String> = readers.map(str::to_owned).to_vec();
    readers.sort();
    assert_eq!(mails.keys().cloned().collect::<Vec<_>>(), readers);
    for (reader, mails) in &mails {
        let [mail] = mails.as_slice() else { panic!("{reader}: {} mails", mails.len()) };
        let told: std::collections::BTreeSet<String> = told(&mail.text).into_iter().collect();
        assert_eq!((told.len(), mail.subject.starts_with("30 notices")), (30, true), "{mail:?}");
        for ticket in &tickets {
            assert!(mail.text.contains(ticket.as_str()) && mail.html.contains(ticket.as_str()));
        }
    }
    assert_eq!(tally.mails, 4);
    assert!(room.due(60 * 24 * 60).await.is_empty());
}

#[tokio::test]
async fn a_mail_holds_so_many_letters_and_what_is_more_is_a_second_one() {
    let room = Room::open().await;
    for number in 0..5 {
        room.files(number).await;
    }
    let small = Sender { limits: Limits { letters_a_mail: 2, ..Limits::default() }, ..room.sender(0) };
    let tally = small.send_due(room.desk.now).await;
    assert_eq!(tally, Tally { taken: 5, sent: 10, mails: 6, ..Tally::default() });
    // The last of each is single, and stays a letter of its own.
    let single = |(_, subject): &&(String, String)| subject.starts_with("Ticket");
    assert_eq!(room.mails().iter().filter(single).count(), 2);
}

#[tokio::test]
async fn an_address_is_the_same_reader_in_any_case() {
    let room = Room::open().await;
    room.files_from(1, "Billing@Prairie.example.org").await;
    room.files_from(2, PROVIDER).await;
    assert_eq!(room.round(0).await.mails, 2);
}

#[tokio::test]
async fn a_mail_that_does_not_leave_leaves_each_of_its_letters_owed() {
    let room = Room::open().await;
    for number in 0..3 {
        room.files(number).await;
    }
    room.post.reject(PROVIDER);
    assert_eq!(room.round(0).await, Tally { taken: 3, sent: 3, mails: 1, put_off: 3, ..Tally::default() });
    for item in room.due(1).await {
        assert_eq!(room.on_record(&item).await["sent"], AttributeValue::Ns(vec!["1".to_owned()]));
    }
}

#[tokio::test]
async fn a_sender_that_dies_between_sending_and_marking_repeats_and_loses_nothing() {
    let room = Room::open().await;
    room.files(1).await;
    room.files(2).await;
    // It took both, sent what both owe, marked one and died.
    let store = &room.desk.database.store;
    let items = room.due(0).await;
    let mut held = Vec::new();
    for item in &items {
        held.push(store.take_notices(item, room.desk.now, room.after(10)).await.unwrap().unwrap());
    }
    store.mark_sent(&held[0], 0).await.unwrap();
    let again = Tally { taken: 2, sent: 3, mails: 2, already_sent: 1, ..Tally::default() };
    assert_eq!(room.round(10).await, again);
    for item in &items {
        assert_eq!(room.outcome(item).await.as_deref(), Some("sent"));
    }
}

#[tokio::test]
async fn mail_that_fails_in_the_middle_leaves_owed_what_came_after() {
    let room = Room::open().await;
    for number in 0..4 {
        room.files(number).await;
    }
    room.post.set(Service::Throttles);
    assert_eq!(room.round(0).await.put_off, 4);
    room.post.set(Service::Takes);
    assert_eq!(room.round(1).await, Tally { taken: 4, sent: 8, mails: 2, ..Tally::default() });
}

fn letter(
    kind: NoticeKind,
    ticket: &str,
    letters: &Letters,
    language: portal_core::language::Language,
) -> Letter {
    let (number, link) = (format!("IL-7K3M-9Q2X-{ticket}"), format!("{LINK}{ticket}"));
    let notice = Notice::new(kind, Audience::Provider).due("2027-01-04".parse().unwrap());
    letters.write(&notice, Topic { number: Some(&number), link: &link }, language).unwrap()
}

#[test]
fn a_digest_says_of_each_ticket_what_has_happened_by_when_and_where_and_nothing_twice() {
    let letters = Letters::new();
    for language in LANGUAGES {
        let [one, two] =
            ["4T8W", "5V9X"].map(|ticket| letter(NoticeKind::Proposal, ticket, &letters, language));
        let digest = letters.together(&[&one, &two, &one], language).unwrap();
        let Letter { subject, text, html, .. } = &digest;
        assert!(subject.starts_with("2 ") && subject.len() < 80, "{subject}");
        for letter in [&one, &two] {
            assert_eq!(
                text.matches(&format!("## {}\n\n{}\n\n", letter.subject, letter.gist())).count(),
                1,
                "{text}"
            );
            assert_eq!(text.matches(&letter.link).count(), 1);
            assert_eq!(html.matches(&format!("<h2>{}</h2>", letter.subject)).count(), 1, "{html}");
            let link = &letter.link;
            assert_eq!(html.matches(&format!("<a href=\"{link}\">{link}</a>")).count(), 1, "{html}");
        }
        for left in ["{{", "}}", "{%", "%}", "undefined", "none", "<http"] {
            assert!(!text.contains(left), "{left}: {text}");
        }
        assert!(html.contains(&format!("<html lang=\"{}\">", language.code())));
        assert_eq!((html.matches("http").count(), html.matches("src=").count()), (4, 0), "{html}");
    }
}

#[test]
fn a_digest_reads_as_it_should_and_a_single_letter_stays_as_it_is() {
    let (letters, language) = (Letters::new(), LANGUAGES[0]);
    let [one, two] = ["4T8W", "5V9X"].map(|ticket| letter(NoticeKind::Decision, ticket, &letters, language));
    assert_eq!(letters.together(&[&one, &one], language), Ok(one.clone()));
    let digest = letters.together(&[&one, &two], language).unwrap();
    assert_eq!(digest.subject, "2 notices from the Provider Resolution Portal");
    assert_eq!(
        digest.text,
        format!(
            "The Provider Resolution Portal has 2 things to tell you.\n\n\
             ## HFS has decided ticket IL-7K3M-9Q2X-4T8W\n\n{}\n\nOpen it in the portal:\n{LINK}4T8W\n\n\
             ## HFS has decided ticket IL-7K3M-9Q2X-5V9X\n\n{}\n\nOpen it in the portal:\n{LINK}5V9X\n",
            one.gist(),
            two.gist()
        )
    );
}
