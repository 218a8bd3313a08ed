//! What every page has around it, and a page as an answer.

use super::fill::Filled;
use super::language::Language;
use super::local::encoded;
use super::spoken;
use super::visit::{SignedIn, Visit, secret};
use super::words::{field, label, said};
use crate::caller::{Caller, CallerKind};
use crate::problem::Problem;
use askama::Template;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY, VARY};
use http::{HeaderValue, StatusCode, Uri};
use portal_core::fault::Fault;
use portal_core::money::Money;
use std::borrow::Cow;

/// Under which the style sheets, scripts, fonts and pictures of this release are: they may be kept for
/// ever.
pub const ASSETS: &str = concat!("/assets/", env!("ASSETS_STAMP"));

/// What a page may load and do: what comes from this host, and nothing that stands in the page itself.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The part that a page's reader plays: what the menu offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Not signed in.
    Visitor,
    /// A provider's account.
    Provider,
    /// An MCO's.
    Mco,
    /// Who leads an MCO's users.
    McoLead,
    /// HFS.
    Hfs,
    /// Who leads HFS staff.
    Lead,
}

impl From<&Caller> for Part {
    fn from(caller: &Caller) -> Self {
        match caller.kind {
            CallerKind::Provider => Self::Provider,
            CallerKind::Mco(_) if caller.leads => Self::McoLead,
            CallerKind::Mco(_) => Self::Mco,
            CallerKind::Hfs { lead: false } => Self::Hfs,
            CallerKind::Hfs { lead: true } => Self::Lead,
        }
    }
}

/// What every page has around it.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The language.
    pub language: Language,
    /// What the page is, for the title bar and the heading.
    pub title: String,
    /// Who reads it.
    pub part: Part,
    /// Carried by every form of the page.
    pub form_token: String,
    /// By which the pages of one browser know each other.
    pub browser: String,
    /// Where the style sheets are.
    pub assets: &'static str,
    /// Whether the form on it was refused: the title says so first.
    pub refused: bool,
    /// Whether it leads nowhere, since what is on it would be lost.
    pub quiet: bool,
    /// When the reader's session ends.
    pub session: Option<SignedIn>,
    address: String,
}

impl Frame {
    /// The frame of a page for this reader.
    pub fn new(visit: &Visit, part: Part, title: impl Into<String>) -> Self {
        Self {
            language: visit.language,
            title: title.into(),
            part,
            form_token: visit.form_token(),
            browser: visit.mark(),
            assets: ASSETS,
            refused: false,
            quiet: false,
            session: visit.signed_in().copied().filter(|_| part != Part::Visitor),
            address: visit.address.clone(),
        }
    }

    /// The frame of a page with a form on it.
    pub fn of_form(visit: &Visit, part: Part, title: impl Into<String>, filled: &Filled) -> Self {
        Self { refused: !filled.faults().is_empty(), ..Self::new(visit, part, title) }
    }

    /// The same of a page that tells of something wrong.
    #[must_use]
    pub fn refused(self) -> Self {
        Self { refused: true, ..self }
    }

    /// The same of a page that leads nowhere else.
    #[must_use]
    pub fn quiet(self) -> Self {
        Self { quiet: true, ..self }
    }

    /// The same of a page that is read at this address, whatever was sent where.
    #[must_use]
    pub fn at(self, address: String) -> Self {
        Self { address, ..self }
    }

    /// One text in both languages.
    pub const fn say<'a>(&self, english: &'a str, spanish: &'a str) -> &'a str {
        self.language.say(english, spanish)
    }

    /// A label of one of the closed lists, in the page's language.
    pub fn label<'a>(&self, english: &'a str) -> Cow<'a, str> {
        label(self.language, english)
    }

    /// A day, as people read it.
    pub fn day(&self, day: &NaiveDate) -> String {
        spoken::day(self.language, *day)
    }

    /// A day without its weekday, for tables.
    pub fn date(&self, day: &NaiveDate) -> String {
        spoken::date(self.language, *day)
    }

    /// An instant in Chicago, as people read it.
    pub fn instant(&self, at: &DateTime<Utc>) -> String {
        spoken::instant(self.language, *at)
    }

    /// A time of day in Chicago, as people read it.
    pub fn time(&self, at: &DateTime<Utc>) -> String {
        spoken::time(self.language, *at)
    }

    /// An amount, as people read it.
    pub fn money(&self, amount: &Money) -> String {
        spoken::money(*amount)
    }

    /// How far a day is from today.
    pub fn distance(&self, day: &NaiveDate, today: &NaiveDate) -> String {
        spoken::distance(self.language, *day, *today)
    }

    /// What the field of a fault is called, and a colon; nothing where it has no name.
    pub fn field(&self, fault: &Fault) -> String {
        let name = field(self.language, &fault.field);
        if name.is_empty() { name } else { format!("{name}: ") }
    }

    /// What the field is called that a JSON pointer names; the pointer where it has no name.
    pub fn named(&self, pointer: &str) -> String {
        let name = field(self.language, pointer);
        if name.is_empty() { pointer.to_owned() } else { name }
    }

    /// What was said in English and, where the portal said it and no person, in Spanish too.
    pub fn either<'a>(&self, english: &'a str, spanish: &'a Option<String>) -> &'a str {
        self.say(english, spanish.as_deref().unwrap_or(english))
    }

    /// What is wrong with a field, in the page's language.
    pub fn fault<'a>(&self, fault: &'a Fault) -> Cow<'a, str> {
        said(self.language, fault.code, &fault.message, &fault.told)
    }

    /// What is wrong with a request, in the page's language.
    pub fn problem<'a>(&self, problem: &'a Problem) -> Cow<'a, str> {
        said(self.language, problem.code(), problem.detail(), problem.told())
    }

    /// A new key for a form: by it, the same form sent twice counts once.
    pub fn form_key(&self) -> String {
        secret()
    }

    /// Whether the reader is signed in.
    pub fn signed_in(&self) -> bool {
        self.part != Part::Visitor
    }

    /// Whether the reader plays this part: `provider`, `mco`, `hfs`, `lead` of HFS staff; `leads`, of either.
    pub const fn is(&self, part: &str) -> bool {
        match self.part {
            Part::Visitor => false,
            Part::Provider => matches!(part.as_bytes(), b"provider"),
            Part::Mco => matches!(part.as_bytes(), b"mco"),
            Part::McoLead => matches!(part.as_bytes(), b"mco" | b"leads"),
            Part::Hfs => matches!(part.as_bytes(), b"hfs"),
            Part::Lead => matches!(part.as_bytes(), b"hfs" | b"lead" | b"leads"),
        }
    }

    /// Where the same page is in the other language.
    pub fn in_other_language(&self) -> String {
        format!("/language/{}?to={}", self.language.other().code(), encoded(&self.address))
    }

    /// Where to sign in and come back.
    pub fn sign_in(&self) -> String {
        // Nobody wants to come back to where they were signing up or out.
        let on_the_way = ["/sign", "/password", "/session"].iter().any(|path| self.address.starts_with(path));
        let to = if on_the_way { "/" } else { self.address.as_str() };
        format!("/sign-in?to={}", encoded(to))
    }

    /// Whether the page lies under this path, for the menu.
    pub fn under(&self, path: &str) -> bool {
        let here = self.address.split('?').next().unwrap_or_default();
        here == path || here.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
    }
}

/// A page whose form goes straight to the bucket at this address: to there, and to nowhere else but here.
///
/// # Errors
/// When it cannot be rendered, or the address is none.
pub fn html_posting_to(bucket: &str, status: StatusCode, page: &impl Template) -> Result<Response, Problem> {
    let mut response = html(status, page)?;
    let policy = bucket.parse::<Uri>().ok().as_ref().and_then(policy_of_posts_to);
    let policy = policy.ok_or_else(|| Problem::internal("a bucket without an address"))?;
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

/// The policy of every page, and this one place more for its forms.
fn policy_of_posts_to(bucket: &Uri) -> Option<HeaderValue> {
    let origin = format!("{}://{}", bucket.scheme_str()?, bucket.authority()?);
    let policy = POLICY.replace("form-action 'self'", &format!("form-action 'self' {origin}"));
    HeaderValue::from_str(&policy).ok()
}

/// A page as an answer.
///
/// # Errors
/// When it cannot be rendered, a fault of ours.
pub fn html(status: StatusCode, page: &impl Template) -> Result<Response, Problem> {
    let text = page.render().map_err(|error| Problem::internal(format!("a page failed: {error}")))?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        // With `no-referrer` a browser would not say from where a form comes.
        (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (VARY, HeaderValue::from_static("accept, accept-language, cookie")),
    ];
    Ok((status, headers, text).into_response())
}

/// 303: the answer to a form that was carried out, so that going back and reloading carry out nothing.
pub fn see_other(address: &str) -> Response {
    leading_to(StatusCode::SEE_OTHER, address)
}

/// 307: the browser sends the same form there, of itself.
pub fn sent_on(address: &str) -> Response {
    leading_to(StatusCode::TEMPORARY_REDIRECT, address)
}

fn leading_to(status: StatusCode, address: &str) -> Response {
    let mut response = status.into_response();
    if let Ok(address) = HeaderValue::from_str(address) {
        response.headers_mut().insert(LOCATION, address);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_may_go_to_the_buckets_origin_and_nowhere_else_besides() {
        let policy = |address: &str| policy_of_posts_to(&address.parse().unwrap());
        let posts = policy("https://files.s3.us-east-2.amazonaws.com/").unwrap();
        let allowed = "form-action 'self' https://files.s3.us-east-2.amazonaws.com;";
        assert_eq!(posts.to_str().unwrap(), POLICY.replace("form-action 'self';", allowed));
        assert!(
            policy("http://localhost:4566/files/")
                .unwrap()
                .to_str()
                .unwrap()
                .contains("'self' http://localhost:4566;")
        );
        assert_eq!(policy("/files"), None);
    }
}
