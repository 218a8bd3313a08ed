//! Workbooks in which nothing is wrong but the day of some rows.

use super::*;
use portal_store::{Division, Findings};
use portal_workbook::{Expectation, read_claims};

impl Room {
    async fn divides(&self, rows: &[Vec<String>]) -> (Findings, Option<Division>) {
        self.finds(workbook(rows, TICKET)).await;
        let UploadState::Rejected(findings) = self.upload().await.state else { panic!() };
        let division = findings.division.clone();
        (findings, division)
    }
}

fn filed(mut row: Vec<String>, with_mco: &str, answered: &str) -> Vec<String> {
    (row[1], row[2]) = (with_mco.to_owned(), answered.to_owned());
    row
}

/// Six rows: for now, for December, for January, too late, open already, and for now again.
async fn mixed(room: &Room) -> Vec<Vec<String>> {
    portal_testkit::filed::filed(&room.desk, 5).await;
    vec![
        row(1),
        filed(row(2), "2026-11-01", "2026-11-10"),
        filed(row(3), "2026-11-20", "2026-11-21"),
        filed(row(4), "2026-08-20", "2026-09-01"),
        row(5),
        filed(row(6), "2026-10-02", "2026-11-05"),
    ]
}

#[tokio::test]
async fn it_says_which_rows_may_be_filed_now_which_later_and_which_not_at_all() {
    let room = Room::open().await;
    let rows = mixed(&room).await;
    let (findings, division) = room.divides(&rows).await;
    let division = division.unwrap();
    assert_eq!((findings.rows, division.now), (6, vec![2, 7]));
    // The sooner of both: 2 October and 60 days, a Tuesday.
    assert_eq!(division.now_until, "2026-12-01".parse().ok());
    assert_eq!((division.late, division.open), (vec![5], vec![6]));
    let [later] = division.later.as_slice() else { panic!("{:?}", division.later) };
    // Day 30 of the later, day 60 of the sooner, 31 December.
    assert_eq!(
        (later.from.to_string().as_str(), later.until.to_string().as_str()),
        ("2026-12-20", "2026-12-31")
    );
    assert_eq!(later.rows, [3, 4]);
}

#[tokio::test]
async fn the_rows_to_keep_come_back_as_a_workbook_that_can_be_uploaded_as_it_is() {
    let room = Room::open().await;
    let rows = mixed(&room).await;
    let (_, division) = room.divides(&rows).await;
    let key = division.unwrap().later.remove(0).key.unwrap();
    // Apart from what is annotated, which goes sooner.
    assert!(key.starts_with("kept/"), "{key}");
    let today = "2026-12-21".parse().unwrap();
    let kept = read_claims(&room.bucket.bytes(&key), &Expectation { today }).unwrap();
    assert_eq!((kept.faults.as_slice(), kept.notes.as_slice()), (&[][..], &[][..]));
    let numbers: Vec<_> =
        kept.rows.iter().map(|row| row.claim.mco_claim_number.as_ref().unwrap().as_str()).collect();
    assert_eq!(numbers, ["23ABC0000002", "23ABC0000003"]);
    assert_eq!(kept.ticket.medicaid_id.unwrap().as_str(), MEDICAID_ID);
}

#[tokio::test]
async fn what_has_to_be_corrected_first_does_not_divide_and_keeps_no_claims() {
    let room = Room::open().await;
    let mut rows = mixed(&room).await;
    rows[0][5] = "12345678".to_owned();
    let (findings, division) = room.divides(&rows).await;
    assert_eq!(division, None);
    // The sender is told what was read, in `found` and nowhere else.
    let fault = findings.faults.iter().find(|fault| fault.code == "rin_lost_zero").unwrap();
    assert_eq!(fault.found.as_ref().unwrap().0, "12345678");
    assert_eq!(format!("{:?}", fault.found), "Some(Found(8 characters))");
    let slot = room.upload().await.slot;
    let divided = room.desk.database.store.divide_upload(&slot, &findings, None, room.desk.now).await;
    assert!(matches!(divided, Err(portal_store::CommitError::Stale)), "{divided:?}");
}

#[tokio::test]
async fn rows_that_are_all_for_the_same_later_days_are_one_workbook_already() {
    let room = Room::open().await;
    let rows: Vec<_> = (1..=3).map(|number| filed(row(number), "2026-11-01", "2026-11-10")).collect();
    assert_eq!(room.divides(&rows).await.1, None);
}

#[rstest]
#[case::late(4, (vec![3], vec![]))]
#[case::open(5, (vec![], vec![3]))]
#[tokio::test]
async fn rows_for_one_later_lot_are_kept_apart_from_what_can_be_filed_never_or_elsewhere(
    #[case] other: usize,
    #[case] (late, open): (Vec<u32>, Vec<u32>),
) {
    let room = Room::open().await;
    let rows = mixed(&room).await;
    let (findings, division) = room.divides(&[rows[1].clone(), rows[other - 1].clone()]).await;
    let division = division.unwrap();
    assert_eq!((division.now.len(), division.late, division.open), (0, late, open));
    let [later] = division.later.as_slice() else { panic!("{:?}", division.later) };
    let key = later.key.as_ref().unwrap();
    assert_eq!((later.rows.as_slice(), key.starts_with("kept/")), (&[2][..], true));
    assert!(!room.bucket.bytes(key).is_empty());
    // What is for later is kept; nothing is left to go on with.
    assert_eq!(findings.until, None);
}

#[tokio::test]
async fn late_rows_alone_divide_into_nothing() {
    let room = Room::open().await;
    let rows = mixed(&room).await;
    assert_eq!(room.divides(&rows[3..4]).await.1, None);
}

#[tokio::test]
async fn a_late_row_without_an_answer_date_is_told_to_fill_it_in_and_is_left_out_until_then() {
    let room = Room::open().await;
    let rows = [row(1), filed(row(2), "2026-08-20", "")];
    let (findings, division) = room.divides(&rows).await;
    assert_eq!(division.unwrap().late, [3]);
    let [fault] = findings.faults.as_slice() else { panic!("{:?}", findings.faults) };
    assert_eq!(
        (fault.code.as_str(), fault.column.as_deref()),
        ("too_late_without_answer", Some("mco_answered"))
    );
    for said in ["last day for this row was 2026-10-19", "in the last 30 days, fill in the date", "R4'"] {
        assert!(fault.message.contains(said), "{said}: {}", fault.message);
    }
    // With it, HFS staff look at it, and the upload stays as long as the later reading says.
    let room = Room::open().await;
    room.lays(workbook(&[row(1), filed(row(2), "2026-08-20", "2026-11-23")], TICKET));
    assert_eq!(room.runs(CREATED).await.valid, 1);
    let findings = room.upload().await.findings().unwrap().clone();
    assert_eq!(findings.warnings[0].code, "late_under_hfs_practice");
    // 30 days after the answer are 23 December; day 60 of the other row was the 21st.
    assert_eq!(findings.until, "2026-12-23".parse().ok());
}

#[tokio::test]
async fn under_the_later_reading_the_answer_date_decides_row_by_row() {
    let room = Room::reading("later_of").await;
    let rows = [
        filed(row(1), "2026-08-20", "2026-11-05"),
        filed(row(2), "2026-08-20", "2026-09-01"),
        filed(row(3), "2026-08-20", ""),
        filed(row(4), "2026-11-01", "2026-11-10"),
    ];
    let (findings, division) = room.divides(&rows).await;
    let division = division.unwrap();
    assert_eq!((division.now, division.late), (vec![2], vec![3, 4]));
    // 5 December is a Saturday.
    assert_eq!(division.now_until, "2026-12-07".parse().ok());
    assert_eq!(division.later.iter().map(|kept| kept.rows.clone()).collect::<Vec<_>>(), [vec![5]]);
    let codes: Vec<_> =
        findings.faults.iter().map(|fault| (fault.row.unwrap(), fault.code.as_str())).collect();
    assert_eq!(codes, [(3, "too_late"), (4, "too_late_without_answer"), (5, "too_early")]);
    assert!(!findings.warnings.iter().any(|one| one.code == "late_under_hfs_practice"));
}

#[tokio::test]
async fn under_the_earlier_reading_a_row_without_an_answer_date_is_warned_of_and_one_past_it_is_for_staff() {
    let room = Room::reading("earlier_of").await;
    let rows = [
        // 30 days after the answer were 19 November, day 60 is 21 December.
        filed(row(1), "2026-10-20", "2026-10-20"),
        filed(row(2), "2026-10-20", ""),
        filed(row(3), "2026-10-20", "2026-11-05"),
        filed(row(4), "2026-11-01", "2026-11-10"),
    ];
    let (findings, division) = room.divides(&rows).await;
    let division = division.unwrap();
    assert_eq!(division.now, [2, 3, 4]);
    // The third row's: 30 days after 5 November, a Saturday.
    assert_eq!(division.now_until, "2026-12-07".parse().ok());
    let [later] = division.later.as_slice() else { panic!("{:?}", division.later) };
    // 30 days after its answer; by the later reading day 60.
    assert_eq!((later.until.to_string(), later.last.to_string()), ("2026-12-10".into(), "2026-12-31".into()));
    let of_rows = findings.warnings.iter().filter_map(|one| Some((one.row?, one.code.as_str())));
    let warned: Vec<_> = of_rows.collect();
    assert_eq!(warned, [(2, "late_under_hfs_practice"), (3, "answer_date_counts")]);
    assert_eq!(findings.until, "2026-12-21".parse().ok());
}

#[tokio::test]
async fn a_tracking_number_of_another_shape_than_the_mcos_is_warned_of_once() {
    let room = Room::open().await;
    let mut rows = rows(3);
    rows[1][0] = "0012345".to_owned();
    // The reader has said of this that it has no digit.
    rows[2][0] = "PDXGR".to_owned();
    room.lays(workbook(&rows, TICKET));
    assert_eq!(room.runs(CREATED).await.valid, 1);
    let warnings = room.upload().await.findings().unwrap().warnings.clone();
    let odd: Vec<_> = warnings.iter().filter(|one| one.code == "odd_tracking_number").collect();
    assert_eq!(odd.iter().map(|one| one.row).collect::<Vec<_>>(), [Some(3), Some(4)]);
    assert!(odd[0].message.contains("PDXGR + digits"), "{}", odd[0].message);
    assert!(odd[0].told["shape"].contains("PDXGR + digits"), "{:?}", odd[0].told);
    assert_eq!(odd[0].found.as_ref().unwrap().0, "0012345");
}
