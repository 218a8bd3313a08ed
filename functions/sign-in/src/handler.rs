//! The routes.

use crate::issuer::Issuer;
use crate::{enter, everywhere, leave, password, session, sign_up};
use axum::Router;
use axum::routing::{get, post};
use portal_edge::With;

/// The portal, and whoever issues tokens to it.
pub type Door = With<Issuer>;

/// The routes.
pub fn routes(door: Door) -> Router {
    Router::new()
        .route("/sign-in", get(enter::sign_in))
        .route("/signed-in", get(enter::signed_in))
        .route("/session", get(session::renew).post(session::renew_on_the_way))
        .route("/session/end", post(leave::end))
        .route("/me/sign-out", post(everywhere::end))
        .route("/signed-out", get(leave::signed_out))
        .route("/sign-up", get(sign_up::form).post(sign_up::file))
        .route("/sign-up/code", get(sign_up::code_form).post(sign_up::confirm))
        .route("/sign-up/code/again", post(sign_up::send_again))
        .route("/password/forgotten", get(password::forgotten_form).post(password::forgotten))
        .route("/password/new", get(password::new_form).post(password::replace))
        .with_state(door)
}
