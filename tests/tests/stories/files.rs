//! Files on a ticket: attached by one side, checked, scanned, and read by the other.

use portal_stories::cloud::{Cloud, text};
use portal_stories::dispute::dispute;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// The test file that every scanner knows, in two parts: those on this machine know it too.
const EICAR: &str = concat!("X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*");
const PDF: &[u8] =
    b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

fn announced(name: &str, bytes: &[u8]) -> Value {
    let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    json!({"name": name, "size": bytes.len(), "sha256": digest})
}

/// A clerk, a ticket that waits for its MCO, and where that is.
async fn with_ticket(cloud: &Cloud) -> (String, String) {
    let clerk = cloud.token("provider.demo").await;
    let ticket = cloud.post("/tickets", &clerk, &dispute()).await.expect(201);
    (clerk, format!("/tickets/{}", text(&ticket["ticket_id"])))
}

async fn attach(cloud: &Cloud, token: &str, place: &str, name: &str, bytes: &[u8]) -> String {
    let slot = cloud.post(&format!("{place}/files"), token, &announced(name, bytes)).await.expect(201);
    assert_eq!(cloud.post_form(&slot, bytes.to_vec()).await, 204);
    text(&slot["file_id"])
}

/// A file on the ticket, once it stands as no longer waits for anything.
async fn settled(cloud: &Cloud, token: &str, place: &str, id: &str) -> Value {
    let mut file = Value::Null;
    for _ in 0..150 {
        let ticket = cloud.get(place, token).await.expect(200);
        let files = ticket["files"].as_array().unwrap();
        file = files.iter().find(|file| file["file_id"] == id).unwrap().clone();
        if !["waiting", "quarantined"].contains(&text(&file["status"]).as_str()) {
            return file;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("never came: {file:#}")
}

#[tokio::test]
async fn a_file_passes_check_and_scanner_and_the_other_side_reads_the_same_bytes() {
    let cloud = Cloud::here();
    let (clerk, place) = with_ticket(&cloud).await;
    let id = attach(&cloud, &clerk, &place, "authorization call.pdf", PDF).await;
    let plan = cloud.token("mco.abhil").await;
    let file = settled(&cloud, &plan, &place, &id).await;
    assert_eq!((&file["status"], &file["by"]), (&json!("clean"), &json!("provider")));
    let link = cloud.get(&format!("{place}/files/{id}"), &plan).await.expect(200);
    assert_eq!(link["name"], "authorization call.pdf");
    assert!(!text(&link["url"]).contains("authorization"), "{link:#}");
    assert_eq!(cloud.download(&text(&link["url"])).await, PDF);
    let rival = cloud.token("mco.mer").await;
    assert_eq!(cloud.get(&format!("{place}/files/{id}"), &rival).await.problem(404), "not_found");
}

#[tokio::test]
async fn malware_is_found_and_handed_out_to_nobody() {
    let cloud = Cloud::here();
    let (clerk, place) = with_ticket(&cloud).await;
    let id = attach(&cloud, &clerk, &place, "notes.txt", EICAR.as_bytes()).await;
    assert_eq!(settled(&cloud, &clerk, &place, &id).await["status"], "infected");
    let refused = cloud.get(&format!("{place}/files/{id}"), &clerk).await;
    assert_eq!(refused.body["file_status"], "infected");
    assert_eq!(refused.problem(409), "file_not_ready");
}

#[tokio::test]
async fn the_bucket_holds_a_slot_to_its_size_and_the_check_to_the_rest() {
    let cloud = Cloud::here();
    let (clerk, place) = with_ticket(&cloud).await;
    let slot = cloud.post(&format!("{place}/files"), &clerk, &announced("a.pdf", PDF)).await.expect(201);
    assert_eq!(cloud.post_form(&slot, PDF[..20].to_vec()).await, 400);
    assert_eq!(cloud.post_form(&slot, [PDF, PDF].concat()).await, 400);
    let id = attach(&cloud, &clerk, &place, "scan.png", PDF).await;
    let file = settled(&cloud, &clerk, &place, &id).await;
    assert_eq!((&file["status"], &file["refusal"]["code"]), (&json!("refused"), &json!("wrong_kind")));
}
