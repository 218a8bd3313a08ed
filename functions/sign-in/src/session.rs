//! A session: a token that ends 15 minutes after the last page, and what renews it for 12 hours at most.
//! Pages and forms lead here by themselves; the script that warns of a session's end asks for data.

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
use portal_edge::page::OwnForm;
use portal_edge::page::cookies::{self, BROWSER, Kept, SESSION};
use portal_edge::page::frame::{see_other, sent_on};
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

/// What the script of a page is told of its session.
#[derive(Serialize)]
struct Renewed {
    /// When it ends now.
    ends: DateTime<Utc>,
    /// Seconds until then, by our clock.
    left: i64,
    /// Which browser this is: another person's is another one, and a page that was left open is not theirs.
    browser: String,
}

/// What becomes of a session whose token is worn.
enum Session {
    /// It goes on with another one.
    GoesOn {
        granted: Granted,
        /// When that ends.
        ends: DateTime<Utc>,
        /// When the session does, however often it is renewed.
        session_ends: DateTime<Utc>,
    },
    /// It is over.
    Over {
        /// Whether the browser holds a token that may still be believed elsewhere.
        to_forget: bool,
    },
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
    let now = door.portal.now();
    match renewed(&door, &headers, now).await? {
        Session::GoesOn { granted, ends, session_ends } => {
            let response = if visit.is_page() {
                see_other(&to)
            } else {
                let left = (ends - now).num_seconds().max(0);
                Json(Renewed { ends, left, browser: visit.mark() }).into_response()
            };
            Ok(begun(response, &granted, Some(session_ends), now))
        }
        Session::Over { .. } if !visit.is_page() => Err(session_over()),
        Session::Over { to_forget } => {
            let response = see_other(&format!("/sign-in?to={}", encoded(&to)));
            Ok(if to_forget { ended(response) } else { response })
        }
    }
}

/// `POST /session?to=…`: the same on a form's way, which its browser then sends on to where it was going. Where
/// the session is over it is told so there, on a page that keeps what was sent.
pub async fn renew_on_the_way(
    State(door): State<Door>,
    _: OwnForm,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, Problem> {
    let to = going_on(&asked)?;
    let now = door.portal.now();
    Ok(match renewed(&door, &headers, now).await? {
        Session::GoesOn { granted, session_ends, .. } => {
            begun(sent_on(&to), &granted, Some(session_ends), now)
        }
        // Forgotten in any case: a token that nothing renews would send the form round in circles.
        Session::Over { .. } => ended(sent_on(&to)),
    })
}

/// Renews the session of this browser, if it is alive and has not lasted its 12 hours.
async fn renewed(door: &Door, headers: &HeaderMap, now: DateTime<Utc>) -> Result<Session, Problem> {
    let over = |to_forget| Ok(Session::Over { to_forget });
    let Some(token) = cookies::sent(headers, SESSION) else { return over(false) };
    let Ok(before) = door.portal.tokens().verify(token).await else { return over(false) };
    let Some(renewal) = renewal(headers) else { return over(false) };
    // One of which nobody knows when it began could go on for ever.
    let Some(session_ends) = before.session_ends().filter(|end| *end > now) else { return over(true) };
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
    // To renew is not to sign in, whatever the issuer says.
    let session_ends = after.session_ends().map_or(session_ends, |end| end.min(session_ends));
    Ok(Session::GoesOn { granted, ends: after.expires_at.min(session_ends), session_ends })
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

/// The answer, with the session in it. The browser forgets what renews it when the session ends, however late
/// that was given.
pub fn begun(
    response: Response,
    granted: &Granted,
    session_ends: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Response {
    let token = granted.access_token.expose_secret();
    let renewal = granted.refresh_token.as_ref().map(SecretString::expose_secret);
    let left = session_ends.map(|end| u32::try_from((end - now).num_seconds()).unwrap_or(0));
    let absolute = left.map_or(ABSOLUTE, |left| left.min(ABSOLUTE));
    with_cookies(
        response,
        [
            cookies::set(SESSION, token, "/", Kept::Seconds(IDLE.min(absolute))),
            renewal.and_then(|token| cookies::set(RENEWAL, token, PATH, Kept::Seconds(absolute))),
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
