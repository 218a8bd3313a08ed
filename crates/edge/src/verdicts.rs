//! Verdicts claim by claim, as an MCO proposes them and HFS decides them: one reading of both.

use crate::body::Sent;
use crate::fields::Fields;
use crate::problem::Problem;
use portal_core::claim::Claim;
use portal_core::fault::{Fault, FieldFault};
use portal_core::outcome::{Answer, DraftVerdict, Summary, Verdict};
use std::str::FromStr;

/// The most claims on a ticket (R6).
const MOST_CLAIMS: usize = 100;

/// The answer to these claims that a body holds: `summary`, and in `claims` a line each, its verdict
/// under the name `verdict`. A ticket without claims is answered with the summary alone.
///
/// # Errors
/// 422 with every fault at once: of the fields and, where each line can be read, of the lines held
/// against the claims.
pub fn answer_to_claims<V>(sent: &Sent, verdict: &'static str, claims: &[Claim]) -> Result<Answer<V>, Problem>
where
    V: Verdict + FromStr<Err = FieldFault>,
{
    let mut fields = sent.fields();
    let summary = fields.must("summary", Fields::text::<Summary>);
    let lines = fields.array("claims", MOST_CLAIMS, |line| draft::<V>(line, verdict));
    let mut faults = fields.into_faults();
    let drafts: Option<Vec<_>> = lines.unwrap_or_default().into_iter().collect();
    let drafts = drafts.filter(|_| !faults.iter().any(hides_a_line));
    // Whoever has to write the summary anew wants to know what is wrong with the claims as well.
    let words = summary.or_else(|| "-".parse().ok());
    let (Some(words), Some(drafts)) = (words, drafts) else { return Err(Problem::faults(faults)) };
    match Answer::to_claims(words, drafts, claims) {
        Ok(answer) if faults.is_empty() => Ok(answer),
        Ok(_) => Err(Problem::faults(faults)),
        Err(of_claims) => {
            // An amount that could not be read is not missing as well.
            let new = |fault: &Fault| !faults.iter().any(|known| known.field == fault.field);
            let of_claims: Vec<Fault> = of_claims.into_iter().filter(new).collect();
            faults.extend(of_claims);
            Err(Problem::faults(faults))
        }
    }
}

fn draft<V>(line: &mut Fields<'_>, verdict: &'static str) -> Option<DraftVerdict<V>>
where
    V: FromStr<Err = FieldFault>,
{
    let claim = line.must("claim", |line, name| line.integer(name, 1..=u64::from(u16::MAX)));
    let verdict = line.must(verdict, Fields::text::<V>);
    let amount = line.money("amount");
    let reason = line.text("reason");
    Some(DraftVerdict { claim: u16::try_from(claim?).ok()?, verdict: verdict?, amount, reason })
}

/// Whether a fault is of the list of claims or of a whole line: what was sent is then not all known,
/// and says nothing about which claims are answered.
fn hides_a_line(fault: &Fault) -> bool {
    let mut steps = fault.field.split('/').skip(1);
    steps.next() == Some("claims") && steps.nth(1).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::extract::FromRequest;
    use portal_core::money::Money;
    use portal_core::outcome::{Finding, Outcome};
    use rstest::rstest;
    use serde_json::{Value, json};

    async fn sent(body: Value) -> Sent {
        let request = http::Request::post("/x").header("content-type", "application/json");
        Sent::from_request(request.body(body.to_string().into()).unwrap(), &()).await.unwrap()
    }

    fn claims(count: usize) -> Vec<Claim> {
        let claim = Claim {
            billed: Some(Money::from_cents(125_000)),
            expected: Some(Money::from_cents(98_025)),
            ..Claim::default()
        };
        vec![claim; count]
    }

    fn told<V>(answer: Result<Answer<V>, Problem>) -> Vec<(String, &'static str)> {
        let problem = answer.err().unwrap();
        problem.field_faults().iter().map(|fault| (fault.field.clone(), fault.code)).collect()
    }

    #[tokio::test]
    async fn a_verdict_stands_under_its_lists_own_name() {
        let body = sent(json!({"summary": "Both.", "claims": [
            {"claim": 2, "for": "split", "amount": "100.00", "reason": "Half of it."},
            {"claim": 1, "for": "provider"},
        ]}))
        .await;
        let decision = answer_to_claims::<Finding>(&body, "for", &claims(2)).unwrap();
        assert_eq!(decision.total(), Money::from_cents(108_025));
        let as_outcome = answer_to_claims::<Outcome>(&body, "outcome", &claims(2));
        let expected = [
            ("/claims/0/outcome", "missing"),
            ("/claims/0/for", "unknown_field"),
            ("/claims/1/outcome", "missing"),
            ("/claims/1/for", "unknown_field"),
        ];
        assert_eq!(told(as_outcome), expected.map(|(field, code)| (field.to_owned(), code)));
    }

    #[tokio::test]
    async fn faults_of_fields_and_of_claims_come_together_one_a_place() {
        let body = sent(json!({"colour": "red", "claims": [
            {"claim": 1, "outcome": "pay_part", "amount": 12.5, "reason": "x".repeat(1001)},
            {"claim": 7, "outcome": "pay"},
        ]}))
        .await;
        let expected = [
            ("/summary", "missing"),
            ("/claims/0/amount", "money_not_text"),
            ("/claims/0/reason", "too_long"),
            ("/colour", "unknown_field"),
            ("/claims/1/claim", "no_such_claim"),
            ("/claims", "claim_unanswered"),
        ];
        let answer = answer_to_claims::<Outcome>(&body, "outcome", &claims(2));
        assert_eq!(told(answer), expected.map(|(field, code)| (field.to_owned(), code)));
    }

    #[rstest]
    #[case::a_line_that_is_none(json!([{"claim": 1, "outcome": "pay"}, "x"]), "/claims/1", "not_an_object")]
    #[case::no_list(json!("all"), "/claims", "not_a_list")]
    #[case::no_number(json!([{"outcome": "pay"}]), "/claims/0/claim", "missing")]
    #[case::below_one(json!([{"claim": 0, "outcome": "pay"}]), "/claims/0/claim", "number_out_of_range")]
    #[case::a_word(json!([{"claim": 1, "outcome": "yes"}]), "/claims/0/outcome", "unknown_code")]
    #[tokio::test]
    async fn a_line_that_cannot_be_read_says_nothing_about_the_others(
        #[case] lines: Value,
        #[case] field: &str,
        #[case] code: &'static str,
    ) {
        let body = sent(json!({"summary": "No.", "claims": lines})).await;
        let answer = answer_to_claims::<Outcome>(&body, "outcome", &claims(2));
        assert_eq!(told(answer), [(field.to_owned(), code)]);
    }

    #[tokio::test]
    async fn a_hundred_claims_are_answered_and_a_hundred_and_one_are_not() {
        let lines = |count: usize| -> Vec<Value> {
            (1..=count).map(|claim| json!({"claim": claim, "outcome": "pay"})).collect()
        };
        let body = sent(json!({"summary": "Paid.", "claims": lines(100)})).await;
        let answer = answer_to_claims::<Outcome>(&body, "outcome", &claims(100)).unwrap();
        assert_eq!(answer.claims.len(), 100);
        let body = sent(json!({"summary": "Paid.", "claims": lines(101)})).await;
        let answer = answer_to_claims::<Outcome>(&body, "outcome", &claims(100));
        assert_eq!(told(answer), [("/claims".to_owned(), "too_many")]);
    }

    #[tokio::test]
    async fn a_ticket_without_claims_is_answered_in_words() {
        for body in [json!({"summary": "Signed."}), json!({"summary": "Signed.", "claims": []})] {
            let answer = answer_to_claims::<Outcome>(&sent(body).await, "outcome", &[]).unwrap();
            assert!(answer.claims.is_empty());
        }
    }
}
