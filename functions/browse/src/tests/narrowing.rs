//! Lists narrowed by day, by urgency and by part of a number; HFS's queues.

use super::*;
use portal_testkit::desk::dispute;
use portal_testkit::filed::{filed_as, hfs, mco, moved};
use std::collections::BTreeSet;

const STAFF: &[&str] = &["hfs_staff"];
const LEAD: &[&str] = &["hfs_lead"];

fn asks() -> Command {
    Command::AskExtension { reason: "Records are in storage.".parse().unwrap() }
}

async fn urgent(room: &Room, number: u32) -> Dossier {
    let mut body = dispute(number);
    body["urgent"] = true.into();
    body["urgent_reason"] = "The member is without medication.".into();
    filed_as(&room.desk, &body).await
}

#[tokio::test]
async fn an_extension_asked_waits_in_hfs_queue_until_it_is_decided() {
    let room = Room::open().await;
    let first = filed(&room.desk, 1).await;
    filed(&room.desk, 2).await;
    assert!(room.listed("?desk=extensions", "sam", STAFF).await.is_empty());
    let asked = moved(&room.desk, &first, &mco("ABHIL"), asks()).await;
    assert_eq!(room.listed("?desk=extensions", "sam", STAFF).await, [first.ticket.id.as_str()]);
    // It is still the MCO's move.
    assert_eq!(room.listed("?desk=mco", "ann", &["mco_ABHIL"]).await.len(), 2);
    let refuse = Command::DecideExtension { grant: false, reason: "There was time.".parse().ok() };
    moved(&room.desk, &asked, &hfs(), refuse).await;
    assert!(room.listed("?desk=extensions", "sam", STAFF).await.is_empty());
}

#[tokio::test]
async fn a_ticket_that_ends_leaves_every_queue() {
    let room = Room::open().await;
    let filed = urgent(&room, 1).await;
    let asked = moved(&room.desk, &filed, &mco("ABHIL"), asks()).await;
    for queue in ["extensions", "urgent"] {
        assert_eq!(room.listed(&format!("?desk={queue}"), "sam", STAFF).await.len(), 1, "{queue}");
    }
    room.withdrawn(&asked).await;
    for queue in ["extensions", "urgent", "overdue"] {
        assert!(room.listed(&format!("?desk={queue}"), "lee", LEAD).await.is_empty(), "{queue}");
    }
}

#[tokio::test]
async fn what_is_overdue_waits_for_whoever_leads_hfs_staff_the_longest_overdue_first() {
    let room = Room::open().await;
    let (second, first) = (filed(&room.desk, 1).await, urgent(&room, 2).await);
    let late = room.desk.at("2027-01-04T18:00:00Z");
    for dossier in [&second, &first] {
        moved(&late, dossier, &Actor { user: None, standing: Standing::Machine }, Command::StrikeClock).await;
    }
    let overdue = room.listed("?desk=overdue", "lee", LEAD).await;
    // HFS should have looked at the urgent one weeks before the MCO had to answer the other.
    assert_eq!(overdue, [first.ticket.id.as_str(), second.ticket.id.as_str()]);
    assert_eq!(room.gets("/tickets?desk=overdue", "sam", STAFF).await.problem(403), "role_may_not");
    assert_eq!(room.gets("/tickets?desk=overdue", "clerk", &[]).await.faults()[0].1, "desk_not_yours");
    assert_eq!(room.listed("?desk=mco&overdue=true", "ann", &["mco_ABHIL"]).await.len(), 2);
}

#[tokio::test]
async fn lists_are_narrowed_by_day_of_filing_and_due_day_and_urgency() {
    let room = Room::open().await;
    let (plain, pressing) = (filed(&room.desk, 1).await, urgent(&room, 2).await);
    let (plain, pressing) = (plain.ticket.id.as_str(), pressing.ticket.id.as_str());
    for (query, user, groups, expected) in [
        ("?filed_from=2026-11-24&filed_until=2026-11-24", "clerk", &[][..], vec![pressing, plain]),
        ("?filed_from=2026-11-25", "clerk", &[], vec![]),
        ("?filed_until=2026-11-23", "clerk", &[], vec![]),
        ("?mco=ABHIL&filed_from=2026-11-24", "sam", STAFF, vec![pressing, plain]),
        ("?mco=ABHIL&filed_from=2025-01-01&filed_until=2026-11-23", "sam", STAFF, vec![]),
        ("?due_by=2026-12-24", "clerk", &[], vec![pressing, plain]),
        ("?due_by=2026-12-23", "clerk", &[], vec![]),
        ("?urgent=true", "clerk", &[], vec![pressing]),
        ("?overdue=true", "clerk", &[], vec![]),
        ("?urgent=false", "clerk", &[], vec![pressing, plain]),
    ] {
        // Filed in the same millisecond, so in no order that is theirs.
        let listed: BTreeSet<String> = room.listed(query, user, groups).await.into_iter().collect();
        assert_eq!(listed, expected.into_iter().map(str::to_owned).collect(), "{query} {user}");
    }
}

#[tokio::test]
async fn a_ticket_is_found_by_part_of_its_number_or_tracking_number_and_by_hfs_by_the_whole_one() {
    let room = Room::open().await;
    let ticket = filed(&room.desk, 7).await.ticket;
    filed(&room.desk, 8).await;
    let (id, number) = (ticket.id.as_str(), ticket.number.as_str());
    let tracking = ticket.opening.mco_tracking_number.as_ref().unwrap().as_str().to_lowercase();
    let dictated = number.to_lowercase().replace('-', "");
    for text in [&number[3..12], number, dictated.as_str(), tracking.as_str()] {
        assert_eq!(room.listed(&format!("?text={text}"), "clerk", &[]).await, [id], "{text}");
        assert_eq!(room.listed(&format!("?text={text}"), "ann", &["mco_ABHIL"]).await, [id], "{text}");
        assert!(room.listed(&format!("?text={text}"), "mel", &["mco_MER"]).await.is_empty());
        assert!(room.listed(&format!("?text={text}"), "rival", &[]).await.is_empty());
    }
    assert_eq!(room.listed(&format!("?text={dictated}"), "sam", STAFF).await, [id]);
    let with_more = room.gets(&format!("/tickets?text={dictated}&urgent=true"), "sam", STAFF).await;
    assert_eq!(with_more.faults(), [("/text".to_owned(), "needs_mco_or_provider".to_owned())]);
    let part = room.gets(&format!("/tickets?text={tracking}"), "sam", STAFF).await;
    assert_eq!(part.faults(), [("/text".to_owned(), "needs_mco_or_provider".to_owned())]);
    assert_eq!(room.listed(&format!("?mco=ABHIL&text={tracking}"), "sam", STAFF).await, [id]);
}

#[rstest]
#[case("?filed_from=2026-11-24&filed_until=2026-11-23", "/filed_until", "dates_out_of_order")]
#[case("?due_by=tomorrow", "/due_by", "date_shape")]
#[case("?overdue=yes", "/overdue", "not_true_or_false")]
#[case("?text=ab", "/text", "search_text_shape")]
#[case("?format=pdf", "/format", "unknown_code")]
#[case("?format=csv&limit=5001", "/limit", "number_out_of_range")]
#[case("?desk=extensions", "/desk", "desk_not_yours")]
#[tokio::test]
async fn a_list_that_cannot_be_narrowed_so_says_why(
    #[case] query: &str,
    #[case] field: &str,
    #[case] code: &str,
) {
    let room = Room::open().await;
    let answer = room.gets(&format!("/tickets{query}"), "clerk", &[]).await;
    assert_eq!(answer.faults(), [(field.to_owned(), code.to_owned())]);
}
