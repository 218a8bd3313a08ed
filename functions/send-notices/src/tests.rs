//! Letters sent from a real outbox by a real mail protocol.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "../../../crates/core/tests/world/mod.rs"]
mod world;

mod digest;
mod every_letter;
mod hour;
mod languages;
mod marked;
mod outages;
mod overtaken;
mod protected;
mod sending;

use crate::handler::Sender;
use crate::tally::Tally;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, TimeDelta, Utc};
use portal_core::claim::Claim;
use portal_core::intake::{Filing, file};
use portal_store::SHARDS;
use portal_testkit::database::TABLE;
use portal_testkit::desk::Desk;
use portal_testkit::post::Post;
use std::collections::HashMap;

const PROVIDER: &str = "billing@prairie.example.org";
const MCO: &str = "disputes@mco.example.org";

/// The numbers of the tickets that a mail tells of, one for each time.
fn told(text: &str) -> Vec<String> {
    let paragraphs = text.lines().filter(|line| !line.starts_with("## "));
    paragraphs.filter_map(|line| Some(line.get(line.find("IL-")?..)?.get(..17)?.to_owned())).collect()
}

/// A portal with an empty outbox, an MCO that takes mail, and a mail service.
struct Room {
    desk: Desk,
    post: Post,
}

impl Room {
    async fn open() -> Self {
        let room = Self { desk: Desk::open().await, post: Post::start().await };
        room.desk.approved("clerk").await;
        room.mco_takes_mail_at(MCO).await;
        // Received and approved: two letters to one reader.
        assert_eq!(room.round(0).await, Tally { taken: 2, sent: 2, mails: 1, ..Tally::default() });
        room.post.requests();
        room
    }

    async fn mco_takes_mail_at(&self, address: &str) {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let put = self.desk.database.client.put_item().table_name(TABLE);
        let put = put.item("pk", text("MCO#ABHIL")).item("sk", text("CONTACT"));
        let put = put.item("email", text(address));
        put.item("escalation_email", text("escalation@mco.example.org")).send().await.unwrap();
    }

    /// The sender as it is `minutes` after the desk's time.
    fn sender(&self, minutes: i64) -> Sender {
        let desk = self.desk.at(&self.after(minutes).to_rfc3339());
        let settings = desk.portal.settings();
        let office = self.post.office(&settings.mail_from, &settings.mail_allowlist);
        Sender::new(desk.portal.clone(), office)
    }

    fn after(&self, minutes: i64) -> DateTime<Utc> {
        self.desk.now + TimeDelta::minutes(minutes)
    }

    async fn round(&self, minutes: i64) -> Tally {
        self.sender(minutes).send_due(self.after(minutes)).await
    }

    /// Files a dispute: one item, with a letter for the provider and one for the MCO.
    async fn files(&self, number: u32) {
        self.files_from(number, PROVIDER).await;
    }

    /// The same, with another address for the provider's letters.
    async fn files_from(&self, number: u32, address: &str) {
        let desk = &self.desk;
        let mut submission = world::submission("2026-10-20".parse().unwrap());
        submission.mco_tracking_number = format!("PDXGR{number:07}").parse().ok();
        submission.contact.email = address.parse().ok();
        let claim = Claim { mco_claim_number: format!("23ABC{number:07}").parse().ok(), ..world::claim() };
        let claims = [claim];
        let filing = Filing {
            id: desk.portal.ids().ticket_id(desk.now).unwrap(),
            number: desk.portal.ids().ticket_number().unwrap(),
            submission: &submission,
            claims: &claims,
        };
        let (policy, mcos) = (desk.portal.policy(), desk.portal.mcos());
        let change = file(filing, &world::provider(), desk.now, policy, mcos).unwrap();
        let store = &desk.database.store;
        let membership = store.memberships(&"clerk".parse().unwrap()).await.unwrap().remove(0);
        store.file_ticket(&change, &submission, &claims, &membership, None).await.unwrap();
    }

    /// Keys of what is due `minutes` later.
    async fn due(&self, minutes: i64) -> Vec<String> {
        let mut keys = Vec::new();
        for shard in 0..SHARDS {
            let page = self.desk.database.store.due_notices(shard, self.after(minutes), 100, None).await;
            keys.extend(page.unwrap().items);
        }
        keys
    }

    async fn on_record(&self, item: &str) -> HashMap<String, AttributeValue> {
        let get = self.desk.database.client.get_item().table_name(TABLE);
        let get = get.key("pk", AttributeValue::S(item.to_owned()));
        let get = get.key("sk", AttributeValue::S("NOTICE".to_owned()));
        get.send().await.unwrap().item.unwrap()
    }

    async fn outcome(&self, item: &str) -> Option<String> {
        self.on_record(item).await.get("outcome").and_then(|code| code.as_s().ok()).cloned()
    }

    async fn set(&self, item: &str, name: &str, value: AttributeValue) {
        let update = self.desk.database.client.update_item().table_name(TABLE);
        let update = update.key("pk", AttributeValue::S(item.to_owned()));
        let update = update.key("sk", AttributeValue::S("NOTICE".to_owned()));
        let update = update.update_expression("SET #name = :value").expression_attribute_names("#name", name);
        update.expression_attribute_values(":value", value).send().await.unwrap();
    }

    /// Recipient and subject of every mail since the room was opened, in order.
    fn mails(&self) -> Vec<(String, String)> {
        let mails = self.post.mails().into_iter().skip(1);
        let mut mails: Vec<_> = mails.map(|mail| (mail.to, mail.subject)).collect();
        mails.sort();
        mails
    }
}
