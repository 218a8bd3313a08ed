//! The same request again, at once, or by someone who may no longer see its answer.

use super::*;

#[tokio::test]
async fn the_same_dispute_is_open_once_and_the_open_one_is_named() {
    let clerk = Clerk::sits_down().await;
    let first = clerk.files(&dispute(1)).await.expect(201);
    let answer = clerk.files(&dispute(1)).await.expect(409);
    assert_eq!((&answer["code"], &answer["ticket"]), (&json!("duplicate"), &first["ticket_id"]));
}

#[tokio::test]
async fn fifty_at_once_under_one_key_are_one_ticket_and_fifty_equal_answers() {
    let clerk = Clerk::sits_down().await;
    let body = dispute(1);
    let answers = futures_util::future::join_all((0..50).map(|_| clerk.files_once("key-1", &body))).await;
    let first = answers[0].clone().expect(201);
    for answer in answers {
        assert_eq!(answer.expect(201), first);
    }
    assert_eq!(clerk.files_once("key-1", &dispute(2)).await.problem(409), "idempotency_key_reused");
    assert_eq!(clerk.files_once("key-1", &body).await.expect(201), first);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn repeats_that_overlap_get_the_first_answer_and_never_a_refusal_of_their_own_making() {
    let clerk = std::sync::Arc::new(Clerk::sits_down().await);
    for round in 0..10_u32 {
        let slot = clerk.uploads(&format!("upload-{round:08}"), "clerk", 1 + round * 7).await;
        let body = from_workbook(slot.id.as_str());
        let mut sent = tokio::task::JoinSet::new();
        for turn in 0..8_u64 {
            let (clerk, body) = (std::sync::Arc::clone(&clerk), body.clone());
            sent.spawn(async move {
                // Apart from each other by about what one of their steps takes.
                tokio::time::sleep(std::time::Duration::from_millis(turn * 3)).await;
                clerk.files_once(&format!("key-{round}"), &body).await
            });
        }
        let answers = sent.join_all().await;
        let first = answers[0].clone().expect(201);
        for answer in answers {
            assert_eq!(answer.expect(201), first);
        }
        clerk.withdraws(&first).await;
    }
}

#[tokio::test]
async fn a_repeat_is_shown_to_whoever_may_still_see_it_and_is_on_record() {
    let clerk = Clerk::sits_down().await;
    let ticket = clerk.files_once("key-1", &dispute(1)).await.expect(201);
    let id = ticket["ticket_id"].as_str().unwrap();
    assert!(clerk.desk.database.audit(id).await.is_empty());
    assert_eq!(clerk.files_once("key-1", &dispute(1)).await.expect(201), ticket);
    assert_eq!(clerk.desk.database.audit(id).await.len(), 1);
    clerk.desk.database.revoke("clerk", MEDICAID_ID).await;
    assert_eq!(clerk.files_once("key-1", &dispute(1)).await.problem(404), "not_found");
}
