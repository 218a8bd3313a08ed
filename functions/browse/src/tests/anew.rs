//! A new ticket from one that is over.

use super::*;
use chrono::NaiveDate;
use portal_testkit::desk::dispute;
use portal_testkit::filed::filed_with_claims;
use portal_workbook::{Expectation, read_claims};

const TODAY: Expectation = Expectation { today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap() };

#[tokio::test]
async fn a_ticket_that_is_over_gives_the_body_of_a_new_one_to_be_attested_anew() {
    let room = Room::open().await;
    let over = filed(&room.desk, 1).await;
    let path = format!("/tickets/{}/anew", over.ticket.id);
    assert_eq!(room.gets(&path, "clerk", &[]).await.problem(409), "ticket_is_open");
    room.withdrawn(&over).await;
    let anew = room.gets(&path, "clerk", &[]).await.expect(200);
    let mut expected = dispute(1);
    expected["attested"] = false.into();
    expected["billing_agent"] = false.into();
    assert_eq!(anew, json!({"ticket": expected, "claims_workbook": null}));
    // Both looks were on record.
    assert_eq!(room.desk.database.audit(over.ticket.id.as_str()).await.len(), 2);
}

#[tokio::test]
async fn the_claims_of_a_ticket_come_as_a_workbook_that_can_be_uploaded_as_it_is() {
    let room = Room::open().await;
    let over = filed_with_claims(&room.desk, 1, 3).await;
    room.withdrawn(&over).await;
    let anew = room.gets(&format!("/tickets/{}/anew", over.ticket.id), "clerk", &[]).await.expect(200);
    assert_eq!(anew["ticket"]["claims"], json!([]));
    let workbook = anew["claims_workbook"].as_str().unwrap();
    let answer = room.gets(workbook, "clerk", &[]).await;
    assert_eq!(answer.status, 200);
    let read = read_claims(&answer.bytes, &TODAY).unwrap();
    assert_eq!((read.faults.len(), read.rows.len()), (0, 3), "{:?}", read.faults);
    for (row, claim) in read.rows.iter().zip(&over.claims) {
        assert_eq!(row.claim.mco_claim_number, claim.mco_claim_number);
        assert_eq!(row.claim.filed_with_mco, over.submission.filed_with_mco);
        assert_eq!(row.claim.mco_tracking_number, over.submission.mco_tracking_number);
        assert_eq!((row.claim.billed, row.claim.date_of_birth), (claim.billed, claim.date_of_birth));
        assert_eq!((&row.claim.rin, &row.claim.carc), (&claim.rin, &claim.carc));
    }
    assert_eq!(read.ticket.mco, over.submission.mco);
    assert_eq!(read.ticket.category, over.submission.category);
}

#[tokio::test]
async fn anothers_ticket_is_copied_by_nobody() {
    let room = Room::open().await;
    let over = filed(&room.desk, 1).await;
    room.withdrawn(&over).await;
    let id = &over.ticket.id;
    let anew = format!("/tickets/{id}/anew");
    assert_eq!(room.gets(&anew, "rival", &[]).await.problem(404), "not_found");
    assert_eq!(room.gets(&anew, "ann", &["mco_ABHIL"]).await.problem(403), "role_may_not");
    let workbook = format!("/tickets/{id}/claims.xlsx");
    assert_eq!(room.gets(&workbook, "mel", &["mco_MER"]).await.problem(404), "not_found");
    assert_eq!(room.gets(&workbook, "ann", &["mco_ABHIL"]).await.status, 200);
    assert_eq!(room.gets("/tickets/unknown/anew", "clerk", &[]).await.problem(404), "not_found");
}
