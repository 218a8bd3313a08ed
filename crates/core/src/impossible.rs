//! What cannot be true, whatever the rules say: days in the future, days in an order that cannot be, a
//! plan without a contract. The same for a claim that was typed and one that came on a workbook's row.

use crate::category::McoAnswer;
use crate::claim::Claim;
use crate::fault::{Fault, FieldFault};
use crate::mco::McoList;
use crate::submission::Submission;
use chrono::NaiveDate;

const ANSWER_FIRST: &str = "The MCO's answer cannot come before the dispute was filed with it.";

/// The days of a claim that lie after `today`, each by its field's name.
pub fn future_days(claim: &Claim, today: NaiveDate) -> impl Iterator<Item = (&'static str, FieldFault)> {
    [
        ("filed_with_mco", claim.filed_with_mco),
        ("mco_answered", claim.mco_answered),
        ("date_of_birth", claim.date_of_birth),
        ("service_from", claim.service_from),
        ("service_to", claim.service_to),
        ("denied_on", claim.denied_on),
    ]
    .into_iter()
    .filter_map(move |(field, day)| Some((field, future(day, today)?)))
}

/// The days of a claim that come before what they must follow, each by its field's name.
pub fn days_out_of_order(claim: &Claim) -> impl Iterator<Item = (&'static str, FieldFault)> {
    let birth = ("date_of_birth", claim.date_of_birth);
    let (service, filed) = (("service_from", claim.service_from), ("filed_with_mco", claim.filed_with_mco));
    [
        ("service_to", service, claim.service_to, "The service cannot end before it begins."),
        ("service_from", birth, service.1, "The service cannot come before the member's birth."),
        ("denied_on", service, claim.denied_on, "The denial cannot come before the service."),
        ("mco_answered", filed, claim.mco_answered, ANSWER_FIRST),
        ("filed_with_mco", service, filed.1, "The dispute cannot be filed with the MCO before the service."),
    ]
    .into_iter()
    .filter_map(|(field, first, second, message)| Some((field, out_of_order(first, second, message)?)))
}

fn future(day: Option<NaiveDate>, today: NaiveDate) -> Option<FieldFault> {
    day.filter(|day| *day > today)
        .map(|_| FieldFault::new("date_in_future", "This day lies in the future: check the year."))
}

/// A day that comes before the one that it must follow, which bears its field's name.
fn out_of_order(
    (follows, first): (&'static str, Option<NaiveDate>),
    second: Option<NaiveDate>,
    message: &'static str,
) -> Option<FieldFault> {
    let fault = || FieldFault::new("dates_out_of_order", message).telling("follows", follows);
    (second? < first?).then(fault)
}

/// Everything of a submission and its claims that cannot be true on `today`.
pub(crate) fn impossible(
    submission: &Submission,
    claims: &[Claim],
    today: NaiveDate,
    mcos: &McoList,
) -> Vec<Fault> {
    let days = [
        ("/filed_with_mco", submission.filed_with_mco),
        ("/mco_answered", submission.mco_answered),
        ("/peer_to_peer_on", submission.peer_to_peer_on),
    ];
    let at = |index: usize, field: &str| format!("/claims/{index}/{field}");
    let rows = || claims.iter().enumerate();
    let mut faults: Vec<Fault> =
        days.into_iter().filter_map(|(field, day)| Some(future(day, today)?.at(field))).collect();
    faults.extend(rows().flat_map(|(index, claim)| {
        future_days(claim, today).map(move |(field, fault)| fault.at(at(index, field)))
    }));
    let answered =
        out_of_order(("filed_with_mco", submission.filed_with_mco), submission.mco_answered, ANSWER_FIRST);
    faults.extend(answered.map(|fault| fault.at("/mco_answered")));
    faults.extend(rows().flat_map(|(index, claim)| {
        days_out_of_order(claim).map(move |(field, fault)| fault.at(at(index, field)))
    }));
    if submission.mco_answer == Some(McoAnswer::NoAnswer) && submission.mco_answered.is_some() {
        faults.push(Fault::new(
            "/mco_answered",
            "answer_contradicts",
            "An answer that has not come has no day: leave the day out, or say what the MCO answered.",
        ));
    }
    contracted(submission, claims, mcos, &mut faults);
    faults
}

/// The MCO must have had a contract for the program on every day of service.
fn contracted(submission: &Submission, claims: &[Claim], mcos: &McoList, faults: &mut Vec<Fault>) {
    let Some(code) = &submission.mco else { return };
    let mco = match mcos.known(code) {
        Ok(mco) => mco,
        Err(fault) => return faults.push(fault.at("/mco")),
    };
    let Some(program) = submission.program else { return };
    let services = claims.iter().enumerate().filter_map(|(index, claim)| Some((index, claim.service_from?)));
    let outside: Vec<(usize, NaiveDate)> =
        services.filter(|(_, service)| !mco.is_contracted(program, *service)).collect();
    let Some((_, first)) = outside.first() else { return };
    let others: Vec<&str> = mcos.contracted(program, *first).map(|mco| mco.code.as_str()).collect();
    let claims: Vec<String> = outside.iter().map(|(index, _)| (index + 1).to_string()).collect();
    let message = format!(
        "{} had no {} contract on the date of service (claims {}). Choose the member's plan on that date{}.",
        mco.name,
        program.label(),
        claims.join(", "),
        if others.is_empty() { String::new() } else { format!(": {}", others.join(", ")) }
    );
    let fault = Fault::new("/mco", "mco_not_contracted", message);
    let fault = fault.telling("mco", &mco.name).telling("program", program.label());
    let fault = fault.telling("claims", claims.join(", "));
    faults.push(if others.is_empty() { fault } else { fault.telling("plans", others.join(", ")) });
}
