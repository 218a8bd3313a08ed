//! The description of the API is whole: it has every route, leads nowhere in vain, and says the
//! rulebook's own codes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use portal_core::actor::Role;
use portal_core::attachment::{FileRefusal, FileStatus};
use portal_core::category::{ActingAs, Category, ClaimType, McoAnswer, PeerToPeer, Program, ProviderType};
use portal_core::language::Language;
use portal_core::mco::McoList;
use portal_core::moves::StateName;
use portal_core::outcome::{ClosureReason, Finding, Outcome};
use portal_core::policy::{Rule, WindowReading};
use portal_core::registration::{Consent, RegistrationForm, RegistrationStatus};
use portal_core::ticket::Flag;
use portal_stories::access::table;
use portal_stories::description::{Description, object};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const TEMPLATE: &str = include_str!("../../template.yaml");

/// Every value of the document with its place, the outermost first.
fn everywhere<'a>(place: String, value: &'a Value, visit: &mut impl FnMut(&str, &'a Value)) {
    visit(&place, value);
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let step = name.replace('~', "~0").replace('/', "~1");
                everywhere(format!("{place}/{step}"), member, visit);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                everywhere(format!("{place}/{index}"), item, visit);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn references(document: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    everywhere(String::new(), document, &mut |_, value| {
        found.extend(value.get("$ref").and_then(Value::as_str).map(str::to_owned));
    });
    found
}

#[test]
fn every_route_of_the_template_is_described_and_nothing_else() {
    let template: Value = serde_saphyr::from_str(TEMPLATE).unwrap();
    let events = object(&template["Resources"])
        .values()
        .filter_map(|resource| resource["Properties"]["Events"].as_object())
        .flat_map(|events| events.values());
    let routes: BTreeSet<(String, String)> = events
        .filter(|event| event["Type"] == "HttpApi" && event["Properties"]["Path"].is_string())
        .map(|event| &event["Properties"])
        .map(|route| {
            (route["Method"].as_str().unwrap().to_owned(), route["Path"].as_str().unwrap().to_owned())
        })
        .collect();
    let description = Description::written();
    let described: BTreeSet<(String, String)> =
        description.operations().into_iter().map(|one| (one.method, one.path.to_owned())).collect();
    let pages: BTreeSet<(String, String)> = table()
        .into_iter()
        .filter(|row| row.page)
        .map(|row| (row.method.to_owned(), row.path.to_owned()))
        .collect();
    let of_programs: BTreeSet<(String, String)> = routes.difference(&pages).cloned().collect();
    assert!(of_programs.len() >= 20, "{routes:?}");
    assert_eq!(described, of_programs);
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_led_to() {
    let description = Description::written();
    let document = description.document();
    let used = references(document);
    for place in &used {
        assert!(document.pointer(place.strip_prefix('#').unwrap()).is_some(), "{place}");
    }
    for (kind, components) in object(&document["components"]) {
        for name in object(components).keys().filter(|_| kind != "securitySchemes") {
            assert!(used.contains(&format!("#/components/{kind}/{name}")), "{kind}/{name} is not used");
        }
    }
}

#[test]
fn every_list_of_codes_is_the_rulebooks_own() {
    macro_rules! codes {
        ($list:ty) => {
            <$list>::ALL.iter().map(|one| one.code().to_owned()).collect::<Vec<String>>()
        };
    }
    let mirrored: BTreeMap<&str, Vec<String>> = [
        ("State", codes!(StateName)),
        ("FileStatus", codes!(FileStatus)),
        ("FileRefusal", codes!(FileRefusal)),
        ("Role", codes!(Role)),
        ("Rule", codes!(Rule)),
        ("WindowReading", codes!(WindowReading)),
        ("Program", codes!(Program)),
        ("Category", codes!(Category)),
        ("McoAnswer", codes!(McoAnswer)),
        ("PeerToPeer", codes!(PeerToPeer)),
        ("ClaimType", codes!(ClaimType)),
        ("ProviderType", codes!(ProviderType)),
        ("ActingAs", codes!(ActingAs)),
        ("RegistrationStatus", codes!(RegistrationStatus)),
        ("Consent", codes!(Consent)),
        ("Outcome", codes!(Outcome)),
        ("DecidedFor", codes!(Finding)),
        ("ClosureReason", codes!(ClosureReason)),
        ("Flag", codes!(Flag)),
        ("Language", codes!(Language)),
        ("FormField", RegistrationForm::default().missing()),
    ]
    .into();
    let description = Description::written();
    let schemas = object(&description.document()["components"]["schemas"]);
    for (name, codes) in &mirrored {
        assert_eq!(schemas[*name]["enum"], json!(codes), "{name}");
    }
    let listed = schemas.iter().filter(|(_, schema)| schema.get("enum").is_some());
    let others: Vec<&str> =
        listed.map(|(name, _)| name.as_str()).filter(|name| !mirrored.contains_key(name)).collect();
    // Lists that core does not keep: what browse, the store, upload-template and the timeline call things.
    assert_eq!(others, ["DeskName", "EventName", "Lane", "UploadPurpose"]);
    let said = schemas["McoCode"]["description"].as_str().unwrap();
    for mco in McoList::published().unwrap().all() {
        assert!(said.contains(mco.code.as_str()), "{}", mco.code);
    }
}

#[test]
fn each_operation_has_a_name_of_its_own_and_says_what_it_does() {
    let description = Description::written();
    let mut names = BTreeSet::new();
    for operation in description.operations() {
        let name = operation.said["operationId"].as_str().unwrap();
        assert!(names.insert(name), "{name} stands twice");
        assert!(operation.said["summary"].is_string() && operation.said["tags"].is_array(), "{name}");
    }
}

#[test]
fn each_operation_says_what_every_request_of_its_kind_may_meet() {
    let description = Description::written();
    for operation in description.operations() {
        let mut expected = vec!["429", "500", "503"];
        if operation.said.get("security").is_none() {
            expected.extend(["401", "403"]);
        }
        if operation.path.contains('{') {
            expected.push("404");
        }
        if operation.said.get("requestBody").is_some() {
            expected.extend(["400", "413", "415"]);
        }
        let parameters = json!(operation.said["parameters"]).to_string();
        if parameters.contains("IfMatch") || parameters.contains("IdempotencyKey") {
            expected.extend(["400", "409"]);
        }
        // A check stores nothing: it may be repeated as it is.
        if operation.method == "POST" && operation.path != "/tickets/check" {
            assert!(parameters.contains("IdempotencyKey"), "{}", operation.path);
        }
        for status in expected {
            let response = description.resolved(&operation.said["responses"][status]);
            assert!(response["description"].is_string(), "{} {}: {status}", operation.method, operation.path);
        }
    }
}

#[test]
fn every_example_is_what_its_schema_says() {
    let description = Description::written();
    let mut tried = 0;
    everywhere(String::new(), description.document(), &mut |place, value| {
        let Some(schema) = value.get("schema") else { return };
        let named = value.get("examples").and_then(Value::as_object);
        let named = named.into_iter().flat_map(|named| named.values()).map(|one| &one["value"]);
        for example in value.get("example").into_iter().chain(named) {
            let mismatches = description.mismatches(schema, example);
            assert!(mismatches.is_empty(), "{place}: {mismatches:#?}");
            tried += 1;
        }
    });
    assert!(tried >= 20, "{tried}");
}
