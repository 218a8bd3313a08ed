//! No letter holds anything protected: every one of them, of a ticket with every field filled.

use super::every_letter::{LANGUAGES, has_a_number, letters_of};
use super::*;
use crate::letters::{Letter, Letters, Topic};
use portal_core::language::Language;
use portal_core::notice::NoticeKind;
use portal_core::submission::Submission;
use portal_store::Subject;
use serde_json::Value;

const TEXT: &str = "Prior authorization for the appendectomy was on file";

/// A claim with every field filled: a new field that is not stops this test.
fn whole_claim() -> Claim {
    Claim {
        member_last_name: "Abernathy".parse().ok(),
        member_first_name: "Wilhelmina".parse().ok(),
        rin: "087654321".parse().ok(),
        date_of_birth: "1983-02-19".parse().ok(),
        service_from: "2026-08-11".parse().ok(),
        service_to: "2026-08-13".parse().ok(),
        mco_claim_number: "23ABC9876543".parse().ok(),
        claim_type: Some(portal_core::category::ClaimType::Institutional),
        billed: "1357.91".parse().ok(),
        paid: "246.81".parse().ok(),
        expected: "975.31".parse().ok(),
        denied_on: "2026-09-27".parse().ok(),
        carc: "197".parse().ok(),
        rarc: "N54".parse().ok(),
        procedure_code: "99284".parse().ok(),
        authorization_number: "AUTH55512".parse().ok(),
        rendering_npi: "1234567893".parse().ok(),
        comment: TEXT.parse().ok(),
        mco_tracking_number: "PDXGR7654321".parse().ok(),
        filed_with_mco: "2026-10-20".parse().ok(),
        mco_answered: "2026-11-05".parse().ok(),
    }
}

fn whole_submission() -> Submission {
    let mut submission = world::submission("2026-10-20".parse().unwrap());
    submission.urgent_reason = "She waits for surgery".parse().ok();
    submission.description = TEXT.parse().ok();
    submission.outcome_sought = "Pay the appendectomy in full".parse().ok();
    submission.contact.name = "Bartholomew Clerk".parse().ok();
    submission.contact.phone = "217-555-0199".parse().ok();
    submission.contact.email = PROVIDER.parse().ok();
    submission
}

/// Every text and number in a value; nothing in it may be empty.
fn leaves(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.values().for_each(|field| leaves(field, into)),
        Value::Array(values) => values.iter().for_each(|value| leaves(value, into)),
        Value::String(text) => into.push(text.clone()),
        Value::Number(number) => into.push(number.to_string()),
        Value::Bool(_) => {}
        Value::Null => panic!("a field that is not filled"),
    }
}

/// What must be in no letter: all of a claim, all that was typed, the names of files.
fn protected(submission: &Submission, claim: &Claim) -> Vec<String> {
    let claim = serde_json::to_value(claim).unwrap();
    assert_eq!(claim.as_object().unwrap().len(), 21, "a claim's field is missing here");
    let mut values = Vec::new();
    leaves(&claim, &mut values);
    let typed = [
        serde_json::to_value(&submission.contact).unwrap(),
        serde_json::json!([
            submission.description,
            submission.outcome_sought,
            submission.urgent_reason,
            submission.provider,
            submission.mco_tracking_number,
        ]),
    ];
    typed.iter().for_each(|value| leaves(value, &mut values));
    // Its ways of being written, and its pieces.
    values.extend(
        ["August 11", "11 de agosto", "February 19", "appendectomy", "surgery", "1,357", "975"]
            .map(Into::into),
    );
    values.push("chart-abernathy.pdf".to_owned());
    values
}

#[test]
fn no_letter_of_a_ticket_with_every_field_filled_holds_a_protected_value() {
    let (submission, claim) = (whole_submission(), whole_claim());
    let claims = [claim.clone()];
    let number = "IL-7K3M-9Q2X-4T8W".parse().unwrap();
    // The key of a ticket is made by the portal, of time and chance.
    let filing =
        Filing { id: "ticket-0001".parse().unwrap(), number, submission: &submission, claims: &claims };
    let now = "2026-11-24T18:00:00Z".parse().unwrap();
    let change = file(filing, &world::provider(), now, &world::policy(false), &world::mcos()).unwrap();
    let subject = Subject::ticket(&change.ticket, None, submission.contact.email.as_ref());
    let link = subject.link("https://portal.example.org");
    let protected = protected(&submission, &claim);
    let letters = Letters::new();
    let clean = |letter: &Letter, what: &str| {
        for part in [&letter.subject, &letter.text, &letter.html] {
            for value in &protected {
                assert!(!part.contains(value.as_str()), "{what} tells {value}:\n{part}");
            }
        }
    };
    let mut all: [Vec<Letter>; 2] = [Vec::new(), Vec::new()];
    for kind in NoticeKind::ALL {
        for (notice, language) in letters_of(*kind).iter().flat_map(|notice| LANGUAGES.map(|l| (*notice, l)))
        {
            let number = has_a_number(*kind).then_some(subject.number.as_deref()).flatten();
            let letter = letters.write(&notice, Topic { number, link: &link }, language).unwrap();
            clean(&letter, &format!("{notice:?} {language:?}"));
            all[usize::from(language == Language::Spanish)].push(letter);
        }
    }
    for (several, language) in all.iter().zip(LANGUAGES) {
        assert!(several.len() > NoticeKind::ALL.len());
        let several: Vec<&Letter> = several.iter().collect();
        let digest = letters.together(&several, language).unwrap();
        // Every ticket's number stands in the text, and none in the subject.
        assert!(digest.text.contains("IL-7K3M-9Q2X-4T8W") && !digest.subject.contains("IL-"));
        clean(&digest, &format!("the digest {language:?}"));
    }
}
