//! Pages in Spanish are in Spanish: every label of the rulebook's lists has its words.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use portal_core::attachment::{FileKind, FileRefusal, FileStatus};
use portal_core::category::{ActingAs, Category, ClaimType, McoAnswer, PeerToPeer, Program, ProviderType};
use portal_core::moves::{Move, StateName};
use portal_core::outcome::{ClosureReason, Finding, Outcome};
use portal_core::policy::Rule;
use portal_core::registration::RegistrationStatus;
use portal_core::ticket::Flag;
use std::collections::BTreeMap;

const LABELS: &str = include_str!("../../../web/words/labels.es.json");

#[test]
fn every_label_has_its_spanish_words() {
    macro_rules! labels {
        ($($list:ty),+ $(,)?) => {
            [$(<$list>::ALL.iter().map(|one| one.label()).collect::<Vec<&str>>()),+].concat()
        };
    }
    let words: BTreeMap<String, String> = serde_json::from_str(LABELS).unwrap();
    let labels = labels![
        ActingAs,
        Category,
        ClaimType,
        ClosureReason,
        FileKind,
        FileRefusal,
        FileStatus,
        Finding,
        Flag,
        McoAnswer,
        Move,
        Outcome,
        PeerToPeer,
        Program,
        ProviderType,
        RegistrationStatus,
        Rule,
        StateName,
    ];
    let without: Vec<&&str> = labels.iter().filter(|label| !words.contains_key(**label)).collect();
    assert!(without.is_empty(), "{without:#?}");
}
