//! The people of an organisation, from HFS's invitation of an MCO's lead to a colleague's last request.

use portal_stories::access::table;
use portal_stories::cloud::{Cloud, text};
use portal_stories::dispute::dispute;
use reqwest::Method;
use serde_json::{Value, json};

fn ids(listed: &Value) -> Vec<String> {
    listed["tickets"].as_array().unwrap().iter().map(|ticket| text(&ticket["ticket_id"])).collect()
}

#[tokio::test]
async fn a_colleague_is_invited_works_and_leaves_and_their_very_token_is_refused_at_once() {
    let cloud = Cloud::here();
    let (hfs, clerk) = (cloud.token("hfs.lead").await, cloud.token("provider.demo").await);
    let ticket = cloud.post("/tickets", &clerk, &dispute()).await.expect(201);

    // HFS's lead invites ABHIL's, who signs in with the password of the mail and chooses one of her own.
    let run = text(&ticket["ticket_id"]);
    let (first, second) =
        (format!("lea.{run}@abhil.mco.example.org"), format!("cole.{run}@abhil.mco.example.org"));
    let body = json!({"email": first, "name": "Lea Lead", "lead": true, "mco": "ABHIL"});
    let invited = cloud.post_once("/people", &hfs, &format!("lead-{run}"), &body).await.expect(201);
    assert_eq!(cloud.post_once("/people", &hfs, &format!("lead-{run}"), &body).await.expect(201), invited);
    let lead = cloud.accepts_invitation(&first).await;

    // She invites a colleague, who sees the queue, and invites nobody.
    let body = json!({"email": second, "name": "Cole League"});
    let colleague = cloud.post("/people", &lead, &body).await.expect(201);
    let token = cloud.accepts_invitation(&second).await;
    let queue = cloud.get("/tickets?limit=100", &token).await.expect(200);
    assert!(ids(&queue).contains(&run), "{queue:#}");
    assert_eq!(cloud.post("/people", &token, &body).await.problem(403), "role_may_not");
    let listed = cloud.get("/people", &lead).await.expect(200);
    let people = listed["people"].as_array().unwrap();
    assert!(people.iter().any(|person| person["person_id"] == colleague["person_id"]), "{people:#?}");

    // He leaves: the same token is refused on the next request, by every route that is not public.
    let departure = format!("/people/{}/departure", text(&colleague["person_id"]));
    let left = cloud.post(&departure, &lead, &json!({"reason": "He has left the plan."})).await.expect(200);
    assert_eq!(left["left"]["by"], invited["person_id"]);
    assert_eq!(cloud.get("/tickets", &token).await.problem(401), "account_closed");
    let mut let_in = Vec::new();
    for row in table().into_iter().filter(|row| row.answers[0] == 401) {
        let path = format!(
            "{}{}",
            row.path
                .replace("{id}", &run)
                .replace("{code}", "ABHIL")
                .replace("{file_id}", &run)
                .replace("{step}", "1"),
            row.query.replace("ID", &run)
        );
        let method: Method = row.method.parse().unwrap();
        let answer = cloud.send(method, &path, &token, row.body.as_ref(), &[]).await;
        // What is wrong with a body may be told before anything is read.
        let faulty = answer.status == 422 && row.answers[3] == 422;
        if !faulty && !matches!(answer.status, 401 | 403) {
            let_in.push(format!("{} {path}: {}", row.method, answer.status));
        }
    }
    assert!(let_in.is_empty(), "{let_in:#?}");
    // Nor does the sign-in service let him in again.
    assert_eq!(cloud.signs_in(&second, Cloud::PASSWORD).await["AuthenticationResult"], Value::Null);
    assert_eq!(cloud.get(&format!("/tickets/{run}"), &clerk).await.expect(200)["state"], "with_mco");
}
