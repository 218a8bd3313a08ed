//! Who may do what: one row a route of `template.yaml`, one column a part.
//!
//! What a route is sent is right in every way, so that a refusal is of the door and nothing else; and it
//! changes nothing, so that each cell stands for itself: a move says in `If-Match` that it has seen a
//! version that never was, and whoever is let in is told so (409), a filing has a fault (422).
//!
//! An account with groups that mean nothing has no demo account: `no_known_role` is held by the tests of
//! each function.

use crate::dispute::{dispute, dispute_with};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The parts, and which demo account plays each.
pub const PARTS: [(&str, &str); 7] = [
    ("nobody", ""),
    ("the provider whose it is", "provider.demo"),
    ("another provider", "billing.demo"),
    ("the MCO whose it is", "mco.abhil"),
    ("another MCO", "mco.mer"),
    ("HFS staff", "hfs.staff"),
    ("who leads HFS staff", "hfs.lead"),
];

/// What each part is answered, in the order of [`PARTS`].
pub type Answers = [u16; 7];

/// A route, what it is sent, and what each part is answered.
#[derive(Clone, Debug)]
pub struct Row {
    /// `GET`, `POST` or `PUT`.
    pub method: &'static str,
    /// The path, as the template has it.
    pub path: &'static str,
    /// A query, with its question mark.
    pub query: &'static str,
    /// Of what `{id}`, and `ID` in the query, is the key.
    pub of: Of,
    /// What is posted.
    pub body: Option<Value>,
    /// What each part is answered.
    pub answers: Answers,
    /// Whether it is for people alone: programs have no use for it, and their description no word of it.
    pub page: bool,
}

/// What a route is about. All of them are `provider.demo`'s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Nothing of anyone's.
    Nothing,
    /// A ticket that waits for ABHIL.
    Ticket,
    /// A registration.
    Registration,
    /// An upload.
    Upload,
}

const ANYONE: Answers = [200; 7];
const SIGNED_IN: Answers = [401, 200, 200, 200, 200, 200, 200];
const PROVIDERS_LISTS: Answers = [401, 200, 200, 403, 403, 200, 200];
const OF_PROVIDERS: Answers = [401, 200, 200, 403, 403, 403, 403];
const PROVIDERS_FILE: Answers = [401, 422, 422, 403, 403, 403, 403];
const READ_BY_REGISTRANT: Answers = [401, 200, 404, 404, 404, 200, 200];
const READ_BY_UPLOADER: Answers = [401, 200, 404, 404, 404, 403, 403];
const READ_BY_PARTIES: Answers = [401, 200, 404, 200, 404, 200, 200];
const FOR_THAT_PROVIDER: Answers = [401, 422, 403, 403, 403, 403, 403];
const MOVED_BY_PROVIDER: Answers = [401, 409, 404, 403, 403, 403, 403];
const MOVED_BY_MCO: Answers = [401, 403, 403, 409, 404, 403, 403];
const MOVED_BY_PARTIES: Answers = [401, 409, 404, 409, 404, 403, 403];
const MOVED_BY_HFS: Answers = [401, 403, 403, 403, 403, 409, 409];
const WRITTEN_ON_BY_ALL: Answers = [401, 422, 404, 422, 404, 422, 422];
const FAULTY_FOR_ALL: Answers = [401, 422, 422, 422, 422, 422, 422];
const FAULTY_FOR_LEAD: Answers = [401, 403, 403, 403, 403, 403, 422];
const MOVED_BY_STAFF_ASKED: Answers = [401, 404, 404, 403, 403, 403, 403];
const NO_SUCH_FILE: Answers = [401, 404, 404, 404, 404, 404, 404];
const READ_BY_LEAD: Answers = [401, 403, 403, 403, 403, 403, 200];

fn get(path: &'static str, query: &'static str, of: Of, answers: Answers) -> Row {
    Row { method: "GET", path, query, of, body: None, answers, page: false }
}

fn post(path: &'static str, of: Of, body: Value, answers: Answers) -> Row {
    Row { method: "POST", path, query: "", of, body: Some(body), answers, page: false }
}

/// A page, or where one leads on to, that is the same to everyone.
fn page(path: &'static str, status: u16) -> Row {
    Row { page: true, ..get(path, "", Of::Nothing, [status; 7]) }
}

/// A form that anyone may send, and that is refused for what it lacks; or taken.
fn form(path: &'static str, status: u16) -> Row {
    Row { page: true, ..post(path, Of::Nothing, json!({}), [status; 7]) }
}

/// What is for people alone.
fn pages() -> Vec<Row> {
    let for_providers = [401, 200, 200, 403, 403, 403, 403];
    let for_parties = [401, 200, 200, 200, 200, 403, 403];
    // A registration's key is nobody's draft's.
    let no_draft = [401, 404, 404, 403, 403, 403, 403];
    let filing = [
        get("/tickets/new", "", Of::Nothing, for_providers),
        post("/tickets/new", Of::Nothing, json!({"from": "no"}), PROVIDERS_FILE),
        get("/drafts", "", Of::Nothing, for_providers),
        get("/uploads/new", "", Of::Nothing, for_parties),
        get("/drafts/{id}/{step}", "", Of::Registration, no_draft),
        post("/drafts/{id}/{step}", Of::Registration, json!({}), no_draft),
        post("/drafts/{id}/discard", Of::Registration, json!({}), no_draft),
    ];
    let filing = filing.map(|row| Row { page: true, ..row });
    let open_to_all = vec![
        page("/", 200),
        page("/rules", 200),
        page("/accessibility", 200),
        page("/status", 200),
        page("/language/{language}", 303),
        page("/assets/{stamp}/{name+}", 200),
        page("/sign-in", 200),
        page("/signed-in", 400),
        page("/session", 401),
        // Not a form of a page of ours.
        form("/session", 403),
        form("/session/end", 403),
        page("/signed-out", 200),
        page("/sign-up", 200),
        form("/sign-up", 422),
        page("/sign-up/code", 200),
        form("/sign-up/code", 422),
        form("/sign-up/code/again", 422),
        page("/password/forgotten", 200),
        form("/password/forgotten", 422),
        page("/password/new", 200),
        form("/password/new", 422),
        Row { page: true, ..post("/me", Of::Nothing, json!({"language": "fr"}), FAULTY_FOR_ALL) },
        Row { page: true, ..get("/registrations/new", "", Of::Nothing, OF_PROVIDERS) },
    ];
    [open_to_all, filing.to_vec()].concat()
}

fn put(path: &'static str, body: Value, answers: Answers) -> Row {
    Row { method: "PUT", path, query: "", of: Of::Nothing, body: Some(body), answers, page: false }
}

/// The table.
pub fn table() -> Vec<Row> {
    [pages(), resources()].concat()
}

fn resources() -> Vec<Row> {
    use Of::{Nothing, Registration, Ticket, Upload};
    let verdict =
        |word: &str, verdict: &str| json!({"summary": "As said.", "claims": [{"claim": 1, word: verdict}]});
    let faulty = dispute_with(|body| body["claims"][0]["rin"] = json!("12345678"));
    let checked = Answers::from([401, 200, 403, 403, 403, 403, 403]);
    vec![
        get("/health", "", Nothing, ANYONE),
        get("/openapi.json", "", Nothing, ANYONE),
        get("/window", "?filed_with_mco=2026-09-04", Nothing, ANYONE),
        get("/workbooks/claims.xlsx", "", Nothing, ANYONE),
        get("/workbooks/registrations.xlsx", "", Nothing, ANYONE),
        get("/workbooks/answers.xlsx", "", Nothing, [401, 403, 403, 200, 200, 403, 403]),
        put("/addresses/release", json!({"email": "no"}), FAULTY_FOR_LEAD),
        get("/me", "", Nothing, SIGNED_IN),
        put("/me", json!({"language": "fr"}), FAULTY_FOR_ALL),
        post("/me/sign-out", Nothing, json!({"no": true}), FAULTY_FOR_ALL),
        get("/registrations", "", Nothing, PROVIDERS_LISTS),
        post("/registrations", Nothing, json!({"npi": "1234567890"}), PROVIDERS_FILE),
        post("/registrations/decisions", Nothing, json!({}), [401, 403, 403, 403, 403, 422, 422]),
        get("/registrations/{id}", "", Registration, READ_BY_REGISTRANT),
        // Its own filer is not asked, nor is anyone about a registration of staff.
        post("/registrations/{id}/consent", Registration, json!({"consent": true}), MOVED_BY_STAFF_ASKED),
        post("/registrations/{id}/decision", Registration, json!({"decision": "approve"}), MOVED_BY_HFS),
        post("/registrations/{id}/revocation", Registration, json!({"reason": "Gone."}), MOVED_BY_HFS),
        post("/tickets/check", Nothing, dispute(), checked),
        get("/tickets", "", Nothing, SIGNED_IN),
        post("/tickets", Nothing, faulty, FOR_THAT_PROVIDER),
        get("/tickets/{id}", "", Ticket, READ_BY_PARTIES),
        get("/tickets/{id}/claims.xlsx", "", Ticket, READ_BY_PARTIES),
        get("/tickets/{id}/anew", "", Ticket, MOVED_BY_PROVIDER),
        post("/tickets/export", Nothing, json!({}), FAULTY_FOR_ALL),
        post("/tickets/presentations", Nothing, json!({}), [401, 403, 403, 403, 403, 422, 422]),
        post("/tickets/proposals", Nothing, json!({}), [401, 403, 403, 422, 422, 403, 403]),
        post("/tickets/{id}/presentation", Ticket, json!({}), MOVED_BY_HFS),
        post("/tickets/{id}/look", Ticket, json!({}), MOVED_BY_HFS),
        post("/tickets/{id}/proposal", Ticket, verdict("outcome", "pay"), MOVED_BY_MCO),
        post("/tickets/{id}/extension", Ticket, json!({"reason": "Records."}), MOVED_BY_PARTIES),
        post("/tickets/{id}/extension/decision", Ticket, json!({"decision": "grant"}), MOVED_BY_HFS),
        post("/tickets/{id}/answer", Ticket, json!({"answer": "accept"}), MOVED_BY_PROVIDER),
        post("/tickets/{id}/evidence", Ticket, json!({"done": true}), MOVED_BY_PARTIES),
        post("/tickets/{id}/decision", Ticket, verdict("for", "provider"), MOVED_BY_HFS),
        post("/tickets/{id}/withdrawal", Ticket, json!({"reason": "Settled."}), MOVED_BY_PROVIDER),
        post("/tickets/{id}/closure", Ticket, json!({"reason": "wrong_mco"}), MOVED_BY_HFS),
        post("/tickets/{id}/messages", Ticket, json!({}), WRITTEN_ON_BY_ALL),
        post("/tickets/{id}/files", Ticket, json!({}), WRITTEN_ON_BY_ALL),
        get("/tickets/{id}/files/{file_id}", "", Ticket, NO_SUCH_FILE),
        post("/uploads", Nothing, json!({"purpose": "claims", "name": "a.pdf", "size": 1}), PROVIDERS_FILE),
        get("/uploads", "", Nothing, [401, 200, 200, 200, 200, 403, 403]),
        get("/uploads/{id}", "", Upload, READ_BY_UPLOADER),
        post("/uploads/{id}/division", Upload, json!({}), MOVED_BY_PROVIDER),
        post("/uploads/{id}/glass", Upload, json!({"reason": "no"}), FAULTY_FOR_LEAD),
        // `{code}` is ABHIL.
        get("/mcos/{code}/contacts", "", Nothing, [401, 403, 403, 200, 403, 200, 200]),
        Row { method: "PUT", ..post("/mcos/{code}/contacts", Nothing, json!({}), FAULTY_FOR_LEAD) },
        get("/people", "", Nothing, READ_BY_LEAD),
        post("/people", Nothing, json!({}), FAULTY_FOR_LEAD),
        // A registration's key is nobody's.
        get("/people/{id}", "", Registration, [401, 403, 403, 403, 403, 403, 404]),
        post("/people/{id}/invitation", Registration, json!({}), [401, 403, 403, 403, 403, 403, 404]),
        post("/people/{id}/departure", Registration, json!({}), FAULTY_FOR_LEAD),
        get("/audit", "?ticket=ID", Ticket, READ_BY_LEAD),
    ]
}

/// A route: method and path.
pub type Route = (String, String);

/// The routes of a template.
pub fn routes_of(template: &str) -> BTreeSet<Route> {
    let template: Value = serde_saphyr::from_str(template).unwrap();
    let resources = template["Resources"].as_object().unwrap().values();
    let events = resources
        .filter_map(|resource| resource["Properties"]["Events"].as_object())
        .flat_map(|events| events.values());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    events
        // What no route takes has neither method nor path.
        .filter(|event| event["Type"] == "HttpApi" && event["Properties"]["Path"].is_string())
        .map(|event| (text(&event["Properties"]["Method"]), text(&event["Properties"]["Path"])))
        .collect()
}

/// Where a table and a template do not tell of the same routes, in words.
pub fn gaps(routes: &BTreeSet<Route>, rows: &[Row]) -> Vec<String> {
    let mut told = BTreeSet::new();
    let mut gaps = Vec::new();
    for row in rows {
        let route = (row.method.to_owned(), row.path.to_owned());
        if !routes.contains(&route) {
            gaps.push(format!("{} {} has a row and no route", row.method, row.path));
        }
        if !told.insert(route) {
            gaps.push(format!("{} {} has two rows", row.method, row.path));
        }
    }
    let untold = routes.difference(&told);
    gaps.extend(untold.map(|(method, path)| format!("{method} {path} has a route and no row")));
    gaps
}
