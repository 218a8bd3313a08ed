//! A session: a token that ends 15 minutes after the last page, and what renews it for 12 hours at most.
//! Pages lead here by themselves; the script that warns of a session's end asks for data.

use crate::handler::Door;
use crate::issuer::Granted;
use axum::Json;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use portal_core::fault::FieldFault;
use portal_core::identity::UserId;
use portal_edge::page::cookies::{self, BROWSER, Kept, SESSION};
use portal_edge::page::frame::see_other;
use portal_edge::page::local::{encoded, local};
use portal_edge::page::visit::secret;
use portal_edge::{Asked, Caller, Problem, Visit, still_here};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::str::FromStr;

/// What renews a session is sent to where it is renewed and ended, and nowhere else.
const RENEWAL: &str = "__Secure-renewal";
const PATH: &str = "/session";
/// A hash of who signed in here last.
const OWNER: &str = "__Host-owner";
/// Seconds without a page after which the browser forgets the session; its token ends then too.
const IDLE: u32 = 900;
/// Seconds after which it ends whatever happens.
const ABSOLUTE: u32 = 12 * 3600;

/// An address within the portal, as a query names it.
#[derive(Clone, Debug)]
pub struct Local(pub String);

impl FromStr for Local {
    type Err = FieldFault;

    fn from_str(text: &str) -> Result<Self, FieldFault> {
        // An address that leads elsewhere leads home.
        Ok(Self(local(text).unwrap_or("/").to_owned()))
    }
}

/// Where a query says to go on.
///
/// # Errors
/// 422 when it says more than that.
pub fn going_on(asked: &Asked) -> Result<String, Problem> {
    let mut fields = asked.fields();
    let to = fields.text::<Local>("to");
    fields.finish()?;
    Ok(to.map_or_else(|| "/".to_owned(), |Local(to)| to))
}

/// A session that goes on.
#[derive(Serialize)]
struct Renewed {
    /// When it ends now.
    ends: DateTime<Utc>,
    /// Seconds until then, by our clock.
    left: i64,
    /// What this browser's forms carry: another person's are not those of a page that was left open.
    form_token: String,
}

/// `GET /session?to=…`: a session that is alive goes on with a new token. One that has ended is not
/// revived: whoever sits there now may be somebody else.
pub async fn renew(
    State(door): State<Door>,
    visit: Visit,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, Problem> {
    let to = going_on(&asked)?;
    let over = |forget: bool| {
        if !visit.is_page() {
            return Err(session_over());
        }
        let response = see_other(&format!("/sign-in?to={}", encoded(&to)));
        Ok(if forget { ended(response) } else { response })
    };
    let Some(token) = cookies::sent(&headers, SESSION) else { return over(false) };
    let Ok(before) = door.portal.tokens().verify(token).await else { return over(false) };
    let Some(renewal) = renewal(&headers) else { return over(false) };
    let caller = Caller::from_token(before.clone(), door.portal.mcos())?;
    let counts = async {
        match still_here(&door.portal, &caller).await {
            Ok(()) => Ok(true),
            Err(problem) if problem.status() == StatusCode::UNAUTHORIZED => Ok(false),
            Err(problem) => Err(problem),
        }
    };
    // Side by side: the table is there long before the issuer.
    let (counts, granted) = tokio::try_join!(counts, door.own.refresh(&renewal))?;
    let Some(granted) = granted.filter(|_| counts) else { return over(true) };
    let after = door.portal.tokens().verify(granted.access_token.expose_secret()).await?;
    // What renews was put there by another host of the domain, or belongs to who was here before.
    if after.user != before.user {
        return over(true);
    }
    if visit.is_page() {
        return Ok(begun(see_other(&to), &granted));
    }
    let (ends, left) = (after.expires_at, (after.expires_at - door.portal.now()).num_seconds().max(0));
    let renewed = Renewed { ends, left, form_token: visit.form_token() };
    Ok(begun(Json(renewed).into_response(), &granted))
}

fn session_over() -> Problem {
    Problem::unauthenticated(
        "token_expired",
        "Your sign-in has expired. Sign in again and send the new token.",
    )
}

/// What renews this browser's session.
pub fn renewal(headers: &HeaderMap) -> Option<SecretString> {
    cookies::sent(headers, RENEWAL).filter(|token| !token.is_empty()).map(SecretString::from)
}

/// The answer, with the session in it.
pub fn begun(response: Response, granted: &Granted) -> Response {
    let token = granted.access_token.expose_secret();
    let renewal = granted.refresh_token.as_ref().map(SecretString::expose_secret);
    with_cookies(
        response,
        [
            cookies::set(SESSION, token, "/", Kept::Seconds(IDLE)),
            renewal.and_then(|token| cookies::set(RENEWAL, token, PATH, Kept::Seconds(ABSOLUTE))),
        ],
    )
}

/// The answer, with a browser that is this person's: forms that somebody else left open in it are theirs, and
/// count no more. Whoever comes back to their own may send them.
pub fn owned(response: Response, headers: &HeaderMap, user: &UserId) -> Response {
    let owner = hex::encode(Sha256::digest(user.as_str().as_bytes()));
    if cookies::sent(headers, OWNER) == Some(owner.as_str()) {
        return response;
    }
    with_cookies(
        response,
        [
            cookies::set(OWNER, &owner, "/", Kept::Session),
            cookies::set(BROWSER, &secret(), "/", Kept::Session),
        ],
    )
}

/// The answer, with the session forgotten.
pub fn ended(response: Response) -> Response {
    with_cookies(
        response,
        [cookies::set(SESSION, "", "/", Kept::Forgotten), cookies::set(RENEWAL, "", PATH, Kept::Forgotten)],
    )
}

/// The answer with these cookies.
pub fn with_cookies<const N: usize>(mut response: Response, cookies: [Option<HeaderValue>; N]) -> Response {
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
