//! Uploads: which file counts, and what is filed from it.

use super::*;

pub fn slot(id: &str, user: &UserId) -> Slot {
    Slot {
        id: id.parse().unwrap(),
        user: user.clone(),
        purpose: Purpose::Claims,
        name: "claims.xlsx".parse().unwrap(),
        mco: None,
        draft: None,
        opened_at: noon(NOW),
        closes_at: noon(NOW) + TimeDelta::minutes(15),
    }
}

fn contents(dispute: &Dispute) -> Held {
    let claims = (2..).zip(&dispute.claims).map(|(row, claim)| ClaimRow { row, claim: claim.clone() });
    Held::Claims(Contents { claims: claims.collect(), ..Contents::default() })
}

#[tokio::test]
async fn the_first_version_read_of_an_upload_counts_and_the_rest_are_told_apart() {
    let database = Database::start().await;
    let store = &database.store;
    let slot = slot("upload-00000001", &clerk());
    let key = once("open-1", "hash");
    assert_eq!(store.open_upload(&slot, Some(&key)).await.unwrap(), slot.id);
    let again = Slot { id: "upload-00000002".parse().unwrap(), ..slot.clone() };
    assert_eq!(store.open_upload(&again, Some(&key)).await.unwrap(), slot.id);
    assert_eq!(store.upload(&again.id).await.unwrap(), None);

    let found = Findings { rows: 100, ..Findings::default() };
    let held = contents(&dispute(1, 100));
    let settle = async |version| store.settle_upload(&slot, version, &found, Some(&held)).await.unwrap();
    assert_eq!(settle("v1").await, Settled::Now);
    assert_eq!(settle("v1").await, Settled::Before);
    assert!(!store.upload(&slot.id).await.unwrap().unwrap().used_twice);
    assert_eq!(settle("v2").await, Settled::SlotUsed);
    let unknown = store.settle_upload(&again, "v1", &found, Some(&held)).await.unwrap();
    assert_eq!(unknown, Settled::Unknown);
    let read = store.upload(&slot.id).await.unwrap().unwrap();
    assert!(read.used_twice);
    assert_eq!(read.state, UploadState::Valid(found, held));
}

#[tokio::test]
async fn one_ticket_is_filed_from_an_upload_and_only_by_whoever_uploaded_it() {
    let database = Database::start().await;
    let store = &database.store;
    let membership = approved(store).await;
    let mut dispute = dispute(1, 3);
    let slot = slot("upload-00000001", &clerk());
    dispute.submission.upload_id = Some(slot.id.clone());
    let spent =
        |filed: Result<Committed<Dossier>, CommitError>| matches!(filed, Err(CommitError::UploadSpent));
    store.open_upload(&slot, None).await.unwrap();
    assert!(spent(filed(store, &membership, "1", &dispute, None).await), "nothing was read yet");
    let found = Findings { rows: 3, ..Findings::default() };
    store.settle_upload(&slot, "v1", &found, Some(&contents(&dispute))).await.unwrap();
    let other = Membership { user: "another".parse().unwrap(), ..membership.clone() };
    assert!(filed(store, &other, "1", &dispute, None).await.is_err());
    let ticket = filed(store, &membership, "1", &dispute, None).await.unwrap().into_inner().ticket;
    assert_eq!(
        store.upload(&slot.id).await.unwrap().unwrap().state,
        UploadState::Filed(Became::Ticket(ticket.id.clone()), found.clone())
    );
    let withdrawn = done(&ticket, Command::Withdraw { reason: None }, &provider(), noon(NOW));
    let dossier = store.dossier(&ticket.id).await.unwrap().unwrap();
    store.commit(&dossier, &withdrawn, None).await.unwrap();
    assert!(spent(filed(store, &membership, "2", &dispute, None).await), "one ticket from one workbook");
}

/// An answer to a ticket that was sent.
fn sent(ticket: &str, outcome: AnswerOutcome) -> SentAnswer {
    SentAnswer { ticket_id: ticket.parse().unwrap(), outcome, late: false, code: None }
}

#[tokio::test]
async fn an_answer_workbook_is_sent_once_something_was_proposed_and_nothing_is_written_over_that() {
    let database = Database::start().await;
    let store = &database.store;
    let slot =
        Slot { purpose: Purpose::Answers, mco: "ABHIL".parse().ok(), ..slot("upload-00000001", &clerk()) };
    store.open_upload(&slot, None).await.unwrap();
    let state = async || store.upload(&slot.id).await.unwrap().unwrap().state;
    let outcomes = async || store.upload(&slot.id).await.unwrap().unwrap().sent;
    let proposed =
        [sent("ticket-0001", AnswerOutcome::Proposed), sent("ticket-0002", AnswerOutcome::Refused)];
    store.answers_sent(&slot, &proposed).await.unwrap();
    assert_eq!(state().await, UploadState::Waiting);
    let findings = Findings { rows: 3, ..Findings::default() };
    store.settle_upload(&slot, "v1", &findings, Some(&Held::Answers(Vec::new()))).await.unwrap();
    let other = Slot { user: "another".parse().unwrap(), ..slot.clone() };
    store.answers_sent(&other, &proposed).await.unwrap();
    assert_eq!(outcomes().await, []);
    // Of which nothing was proposed, or something is to be tried again: it can still be sent, and says what became.
    for second in [AnswerOutcome::Refused, AnswerOutcome::Failed] {
        let tried = [sent("ticket-0001", AnswerOutcome::Refused), sent("ticket-0002", second)];
        store.answers_sent(&slot, &tried).await.unwrap();
        assert_eq!(state().await, UploadState::Valid(findings.clone(), Held::Answers(Vec::new())));
        assert_eq!(outcomes().await, tried);
    }
    let refused = [sent("ticket-0001", AnswerOutcome::Refused)];
    for answers in [&proposed[..], &refused] {
        store.answers_sent(&slot, answers).await.unwrap();
        assert_eq!(state().await, UploadState::Filed(Became::Proposals(Vec::new()), findings.clone()));
        assert_eq!(outcomes().await, proposed);
    }
    let listed = store.uploads_of(&clerk(), noon(NOW), 9).await.unwrap();
    assert_eq!((listed[0].summary.purpose, listed[0].summary.rows), (Purpose::Answers, 3));
}

async fn item(database: &Database, pk: &str, sk: &str) -> HashMap<String, AttributeValue> {
    let get = database.client.get_item().table_name(&database.table).consistent_read(true);
    let key = |key: &str| AttributeValue::S(key.to_owned());
    get.key("pk", key(pk)).key("sk", key(sk)).send().await.unwrap().item.unwrap()
}

/// When the table may tidy an upload away.
async fn expires(database: &Database, slot: &Slot) -> Option<i64> {
    let upload = item(database, &format!("UPLOAD#{}", slot.id), "UPLOAD").await;
    upload.get("expires").map(|at| at.as_n().unwrap().parse().unwrap())
}

#[rstest::rstest]
#[case::nothing_is_kept(None, "2026-12-24T18:00:00Z")]
#[case::sooner_than_it_goes_anyway(Some("2026-12-10"), "2026-12-24T18:00:00Z")]
// The end of that day in Chicago, in winter.
#[case::later(Some("2027-01-22"), "2027-01-23T06:00:00Z")]
#[tokio::test]
async fn an_upload_stays_until_the_last_day_of_the_rows_it_keeps_for_later(
    #[case] last: Option<&str>,
    #[case] goes: DateTime<Utc>,
) {
    let database = Database::start().await;
    let slot = slot("upload-00000001", &clerk());
    database.store.open_upload(&slot, None).await.unwrap();
    let kept = |last: &str| Kept {
        from: day("2026-12-01"),
        until: day("2026-12-05"),
        last: day(last),
        rows: vec![3],
        key: None,
    };
    let later = last.map(kept).into_iter().collect();
    let division = Some(Division { now: vec![2], later, ..Division::default() });
    let findings = Findings { rows: 2, division, ..Findings::default() };
    database.store.settle_upload(&slot, "v1", &findings, None).await.unwrap();
    assert_eq!(expires(&database, &slot).await, Some(goes.timestamp()));
}

#[tokio::test]
async fn a_valid_upload_stays_until_the_last_day_of_any_row_it_holds() {
    let database = Database::start().await;
    let store = &database.store;
    let slot = slot("upload-00000001", &clerk());
    store.open_upload(&slot, None).await.unwrap();
    // Day 60 of what was filed on 25 October ends half a day after thirty days from noon.
    let findings = Findings { rows: 1, until: Some(day("2026-12-24")), ..Findings::default() };
    store.settle_upload(&slot, "v1", &findings, Some(&contents(&dispute(1, 1)))).await.unwrap();
    let goes: DateTime<Utc> = "2026-12-25T06:00:00Z".parse().unwrap();
    assert_eq!(expires(&database, &slot).await, Some(goes.timestamp()));
    let listed = async |now| store.uploads_of(&clerk(), now, 9).await.unwrap().len();
    assert_eq!((listed(goes - TimeDelta::seconds(1)).await, listed(goes).await), (1, 0));
}

#[tokio::test]
async fn while_a_workbook_of_registrations_is_half_filed_its_upload_stays_for_90_days() {
    let database = Database::start().await;
    let store = &database.store;
    let (slot, batch, registrations) = instants::hundred(store).await;
    let (before, long) = (noon(NOW) + TimeDelta::days(30), noon(NOW) + TimeDelta::days(90));
    let listed = async |now| store.uploads_of(&clerk(), now, 9).await.unwrap().len();
    assert_eq!((expires(&database, &slot).await, listed(before).await), (Some(before.timestamp()), 0));
    let begun = store.begin_batch(&batch, registrations, noon(NOW)).await.unwrap();
    assert!(store.upload(&slot.id).await.unwrap().unwrap().begun);
    assert_eq!(store.batch_begun(&slot.id).await.unwrap().map(|begun| begun.len()), Some(100));
    assert_eq!((expires(&database, &slot).await, listed(before).await), (Some(long.timestamp()), 1));
    // What is to be filed goes some time after the upload, which leads to it.
    let of_begun = async || item(&database, &format!("BATCH#{}", slot.id), "BEGUN").await;
    let goes: i64 = of_begun().await["expires"].as_n().unwrap().parse().unwrap();
    assert!(goes > long.timestamp(), "{goes}");
    store.file_batch(&batch, &begun, noon(NOW), None, "{}").await.unwrap();
    assert_eq!(store.batch_begun(&slot.id).await.unwrap(), None);
    // Of what was to be filed nothing is left, and of the rest only keys.
    assert!(!of_begun().await.contains_key("begun"));
    let names: BTreeSet<String> =
        item(&database, &format!("BATCH#{}", slot.id), "BATCH").await.into_keys().collect();
    assert_eq!(names, ["batch", "pk", "sk"].map(str::to_owned).into());
    assert_eq!((expires(&database, &slot).await, listed(long).await), (Some(long.timestamp()), 0));
}

#[tokio::test]
async fn the_list_has_the_newest_and_whatever_keeps_rows_for_later() {
    let database = Database::start().await;
    let store = &database.store;
    for number in 0..5_u32 {
        let opened_at = noon(NOW) + TimeDelta::minutes(number.into());
        let slot = Slot { opened_at, ..slot(&format!("upload-0000000{number}"), &clerk()) };
        store.open_upload(&slot, None).await.unwrap();
        let kept = Kept {
            from: day("2026-12-01"),
            until: day("2026-12-05"),
            last: day("2026-12-31"),
            rows: vec![3],
            key: None,
        };
        let later = if number == 1 { vec![kept] } else { Vec::new() };
        let division = Some(Division { now: vec![2], later, ..Division::default() });
        let findings = Findings { rows: 2, division, ..Findings::default() };
        store.settle_upload(&slot, "v1", &findings, None).await.unwrap();
    }
    let listed = async |now| -> Vec<char> {
        let lines = store.uploads_of(&clerk(), now, 2).await.unwrap();
        lines.iter().filter_map(|line| line.upload_id.as_str().chars().last()).collect()
    };
    assert_eq!(listed(noon(NOW) + TimeDelta::hours(1)).await, ['4', '3', '1']);
    assert_eq!(listed(noon("2026-12-30")).await, ['1']);
}

#[tokio::test]
async fn what_keeps_rows_for_later_is_listed_however_many_were_opened_since() {
    let database = Database::start().await;
    let store = &database.store;
    let keeping = slot("upload-00000001", &clerk());
    store.open_upload(&keeping, None).await.unwrap();
    let (from, until, last) = (day("2026-12-01"), day("2026-12-05"), day("2026-12-31"));
    let kept = Kept { from, until, last, rows: vec![3], key: None };
    let division = Some(Division { later: vec![kept], late: vec![2], ..Division::default() });
    let findings = Findings { rows: 2, division, ..Findings::default() };
    store.settle_upload(&keeping, "v1", &findings, None).await.unwrap();
    // As many as a page of the table holds, and more: each as large as a newer release may make it.
    let mut other = item(&database, "UPLOAD#upload-00000001", "UPLOAD").await;
    let mut summary = other["summary"].as_m().unwrap().clone();
    summary.remove("keeps");
    summary.insert("more".to_owned(), AttributeValue::S("x".repeat(8_000)));
    other.insert("summary".to_owned(), AttributeValue::M(summary));
    for number in 0..140_i64 {
        let id = format!("upload-2{number:07}");
        let at = (noon(NOW) + TimeDelta::minutes(1 + number)).to_rfc3339_opts(SecondsFormat::Millis, true);
        other.insert("pk".to_owned(), AttributeValue::S(format!("UPLOAD#{id}")));
        other.insert("owner_sk".to_owned(), AttributeValue::S(format!("{at}#{id}")));
        let put = database.client.put_item().table_name(&database.table).set_item(Some(other.clone()));
        put.send().await.unwrap();
    }
    database.requests.take();
    let listed = store.uploads_of(&clerk(), noon(NOW) + TimeDelta::hours(3), 20).await.unwrap();
    assert_eq!(database.requests.take(), 1);
    assert_eq!((listed.len(), listed[0].upload_id.as_str()), (21, "upload-20000139"));
    let last = listed.last().unwrap();
    assert_eq!((&last.upload_id, last.opened_at), (&keeping.id, keeping.opened_at));
}

#[tokio::test]
async fn every_fault_of_the_worst_workbook_is_kept_and_what_they_quote_is_bounded() {
    let database = Database::start().await;
    let slot = slot("upload-00000001", &clerk());
    database.store.open_upload(&slot, None).await.unwrap();
    // Nothing that deflates: signs of four bytes, none like the one before.
    let mut seed = 1_u32;
    let mut sign = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from_u32(0x1_0000 + (seed >> 12)).unwrap_or('x')
    };
    let mut fault = |row: u32| Finding {
        row: Some(row),
        column: Some("rin".to_owned()),
        code: "rin_shape".to_owned(),
        message: "A RIN has 9 digits.".to_owned(),
        told: BTreeMap::from([("row".to_owned(), row.to_string())]),
        found: Some(Found((0..200).map(|_| sign()).collect())),
    };
    let faults: Vec<Finding> = (0..2_100).map(|cell| fault(cell / 21 + 2)).collect();
    let findings = Findings { rows: 100, faults, ..Findings::default() };
    database.store.settle_upload(&slot, "v1", &findings, None).await.unwrap();
    let read = database.store.upload(&slot.id).await.unwrap().unwrap();
    let faults = &read.findings().unwrap().faults;
    let quoted: usize =
        faults.iter().filter_map(|fault| fault.found.as_ref()).map(|found| found.0.len()).sum();
    assert_eq!((faults.len(), faults[0].found.clone()), (2_100, findings.faults[0].found.clone()));
    assert!((95_000..=100_000).contains(&quoted), "{quoted}");
    assert_eq!(faults[2_099].told["row"], "101");
    // An item takes 400 kB.
    let key = [("pk", "UPLOAD#upload-00000001"), ("sk", "UPLOAD")]
        .map(|(name, value)| (name.to_owned(), AttributeValue::S(value.to_owned())));
    let asked = database.client.get_item().table_name(&database.table).set_key(Some(key.into()));
    let item = asked.send().await.unwrap().item.unwrap();
    let packed = item["findings"].as_b().unwrap().as_ref().len();
    assert!(packed < 200_000, "{packed}");
}

#[test]
fn a_finding_that_was_stored_before_it_told_anything_reads() {
    let stored = r#"{"row":3,"column":"filed_with_mco","code":"too_late","message":"Too late."}"#;
    let finding: Finding = serde_json::from_str(stored).unwrap();
    assert_eq!((finding.row, finding.told.len(), finding.found.as_ref()), (Some(3), 0, None));
    assert_eq!(serde_json::to_string(&finding).unwrap(), stored);
}
