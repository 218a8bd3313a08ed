//! In which language whom is written to.

use super::*;
use portal_core::language::Language;

impl Room {
    async fn reads(&self, user: &str, language: Language) {
        let store = &self.desk.database.store;
        store.choose_language(&user.parse().unwrap(), language, self.desk.now).await.unwrap();
    }

    /// The subject of the last mail to an address.
    fn last_to(&self, to: &str) -> String {
        self.post.mails().into_iter().rfind(|mail| mail.to == to).unwrap().subject
    }
}

#[tokio::test]
async fn a_provider_reads_in_the_language_that_the_filer_chose_and_a_desk_in_english() {
    let room = Room::open().await;
    room.reads("clerk", Language::Spanish).await;
    room.files(1).await;
    assert_eq!(room.round(0).await.mails, 2);
    assert!(room.last_to(PROVIDER).starts_with("Se recibió la disputa"), "{}", room.last_to(PROVIDER));
    assert!(room.last_to(MCO).ends_with("is presented"), "{}", room.last_to(MCO));
    let mail = room.post.mails().into_iter().rfind(|mail| mail.to == PROVIDER).unwrap();
    assert!(mail.html.contains("<html lang=\"es\">") && mail.text.contains("Ábralo en el portal:"));
}

#[tokio::test]
async fn a_choice_counts_from_the_next_letter_on_whatever_was_owed_before() {
    let room = Room::open().await;
    room.files(1).await;
    room.files(2).await;
    room.reads("clerk", Language::Spanish).await;
    assert_eq!(room.round(0).await.mails, 2);
    assert_eq!(room.last_to(PROVIDER), "2 avisos del Portal de Resolución para Proveedores");
    room.reads("clerk", Language::English).await;
    room.files(3).await;
    assert_eq!(room.round(1).await.mails, 2);
    assert!(room.last_to(PROVIDER).ends_with("is received"));
}

#[tokio::test]
async fn later_letters_of_a_ticket_and_those_of_a_registration_are_in_that_language_too() {
    let room = Room::open().await;
    room.reads("clerk", Language::Spanish).await;
    let ticket = super::overtaken::a_disputed_ticket(&room).await;
    let passed = room.swept(&ticket, -1).await;
    room.round_at(passed).await;
    assert!(room.last_to(PROVIDER).ends_with("está vencida"), "{}", room.last_to(PROVIDER));
    room.reads("agent", Language::Spanish).await;
    room.desk.approved_for("agent", "363456789002", None).await;
    room.round_at(passed).await;
    assert!(room.last_to("billing@prairie.example.org").contains("avisos"));
}

#[tokio::test]
async fn a_choice_that_does_not_read_holds_the_letter_until_it_does() {
    let room = Room::open().await;
    let update = room.desk.database.client.update_item().table_name(TABLE);
    let update = update.key("pk", AttributeValue::S("USER#clerk".to_owned()));
    let update = update.key("sk", AttributeValue::S("PERSON".to_owned()));
    let update = update.update_expression("SET #l = :l").expression_attribute_names("#l", "language");
    update.expression_attribute_values(":l", AttributeValue::S("tlh".to_owned())).send().await.unwrap();
    room.files(1).await;
    let waits = Tally { taken: 1, sent: 1, mails: 1, put_off: 1, failed: 1, ..Tally::default() };
    assert_eq!(room.round(0).await, waits);
    room.reads("clerk", Language::English).await;
    let rest = Tally { taken: 1, sent: 1, mails: 1, already_sent: 1, ..Tally::default() };
    assert_eq!(room.round(1).await, rest);
}
