//! The routes, and what they share: the bucket, and how long a page waits for what was sent to it.

use crate::{divide, glass, list, new_page, open, read};
use axum::Router;
use axum::routing::{get, post};
use portal_edge::{Caller, Problem, With};
use portal_store::{Files, Purpose, StoreError};
use std::sync::Arc;
use std::time::Duration;

/// How long after each other a page looks whether the file that was just sent has been read: eight
/// seconds in all, where most are read in one.
pub const PATIENCE: &[Duration] = &[
    Duration::from_millis(300),
    Duration::from_millis(400),
    Duration::from_millis(600),
    Duration::from_millis(700),
    Duration::from_secs(1),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(2),
];

/// What this function stands on beside the portal.
pub struct Own {
    /// The bucket; where it could not be opened, requests that need it fail.
    pub files: Result<Files, StoreError>,
    /// The pauses between a page's looks.
    pub patience: &'static [Duration],
}

/// The portal with its bucket.
pub type Desk = With<Arc<Own>>;

/// The routes.
pub fn routes(desk: Desk) -> Router {
    Router::new()
        .route("/uploads", get(list::list).post(open::open))
        .route("/uploads/new", get(new_page::new))
        .route("/uploads/{id}", get(read::read))
        .route("/uploads/{id}/division", post(divide::divide))
        .route("/uploads/{id}/glass", post(glass::broken))
        .with_state(desk)
}

/// Goes on for whom such a workbook is.
///
/// # Errors
/// 403 for everyone else.
pub fn require_part(caller: &Caller, purpose: Purpose) -> Result<(), Problem> {
    match purpose {
        Purpose::Claims | Purpose::Registrations => caller.require_provider(),
        Purpose::Answers => caller.require_mco().map(drop),
    }
}

/// The bucket, if it could be opened.
pub fn files(desk: &Desk) -> Result<&Files, Problem> {
    desk.own.files.as_ref().map_err(|error| Problem::internal(error.to_string()))
}
