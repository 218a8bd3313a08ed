//! Nobody signs in without a second factor but on the local cloud, and people are invited by those who lead them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use portal_core::mco::McoList;
use portal_core::organisation::Organisation;
use serde_json::{Value, json};

const TEMPLATE: &str = include_str!("../../template.yaml");
const STAGES: &str = include_str!("../../samconfig.toml");

fn template() -> Value {
    serde_saphyr::from_str(TEMPLATE).unwrap()
}

#[test]
fn a_second_factor_is_asked_of_everyone_but_on_the_local_cloud() {
    let template = template();
    assert_eq!(template["Parameters"]["Mfa"]["Default"], "ON");
    let pool = &template["Resources"]["UserPool"]["Properties"];
    assert_eq!(
        (&pool["MfaConfiguration"], &pool["EnabledMfas"]),
        (&json!("Mfa"), &json!(["SOFTWARE_TOKEN_MFA"]))
    );
    // No way in by API, where a password alone would do: only the pool's own page.
    let flows = template["Resources"]["PortalClient"]["Properties"]["ExplicitAuthFlows"].as_array().unwrap();
    assert_eq!((&flows[0], &flows[2]), (&json!("IsLocal"), &json!(["ALLOW_REFRESH_TOKEN_AUTH"])));
    let rule = &template["Rules"]["SecondFactorButLocally"];
    assert_eq!(rule["RuleCondition"], json!([["Stage", "local"]]));
    assert_eq!(rule["Assertions"][0]["Assert"], json!(["Mfa", "ON"]));
    let stages: Vec<&str> = STAGES.split("\n[").collect();
    let lax: Vec<&&str> = stages.iter().filter(|stage| stage.contains("\"Mfa=")).collect();
    assert!(matches!(lax[..], [local] if local.starts_with("local.deploy")), "{lax:?}");
}

#[test]
fn whoever_replaces_a_password_may_end_the_sessions_of_its_account() {
    let template = template();
    let role =
        &template["Resources"]["SignInRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"];
    let allowed: Vec<&str> = role
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|statement| match &statement["Action"] {
            Value::Array(actions) => actions.iter().filter_map(Value::as_str).collect(),
            one => one.as_str().into_iter().collect::<Vec<_>>(),
        })
        .collect();
    for action in ["cognito-idp:AdminGetUser", "cognito-idp:AdminUserGlobalSignOut", "dynamodb:UpdateItem"] {
        assert!(allowed.contains(&action), "{action}: {allowed:?}");
    }
    assert_eq!(allowed.len(), 4, "more than its code asks: {allowed:?}");
}

#[test]
fn every_group_that_an_invitation_gives_is_a_group_of_the_pool() {
    let template = template();
    let resources = template["Resources"].as_object().unwrap();
    let named = |name: &str| {
        resources.values().any(|resource| {
            resource["Type"] == "AWS::Cognito::UserPoolGroup" && resource["Properties"]["GroupName"] == name
        })
    };
    let mcos = &template["Resources"]["Fn::ForEach::McoGroups"][1];
    let mcos: Vec<&str> = mcos.as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect();
    let published = McoList::published().unwrap();
    assert!(mcos.iter().all(|code| published.find(&code.parse().unwrap()).is_some()));
    for (organisation, lead) in [
        (Organisation::Hfs, false),
        (Organisation::Hfs, true),
        (Organisation::Mco("ABHIL".parse().unwrap()), true),
    ] {
        for group in organisation.groups(lead) {
            let of_mco = group.strip_prefix("mco_").is_some_and(|code| mcos.contains(&code));
            assert!(of_mco || named(&group), "{group}");
        }
    }
}
