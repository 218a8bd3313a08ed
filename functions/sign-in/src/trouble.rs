//! What the pool says, as faults of a form's fields.

use portal_core::fault::Fault;
use portal_edge::Problem;
use portal_store::SignUpError;

/// The fault of a form, at the field it lies in; or the problem of a pool that cannot be asked.
pub fn trouble(error: SignUpError) -> Problem {
    let fault = match error {
        SignUpError::UsernameTaken => Fault::new(
            "/username",
            "username_taken",
            "Someone has this user name. If you have just sent this form, go on with the code that was mailed; otherwise choose another name.",
        ),
        SignUpError::AddressTaken => Fault::new(
            "/code",
            "address_taken",
            "This e-mail address already has an account. Sign in with it, or replace its password if you have forgotten it.",
        ),
        SignUpError::WeakPassword => Fault::new(
            "/password",
            "password_weak",
            "Choose a password of at least 12 characters, with small and capital letters and a digit.",
        ),
        SignUpError::Unfit => Fault::new(
            "/username",
            "username_shape",
            "Choose a user name of letters, digits, dots and dashes, without blanks. It may not look like an e-mail address.",
        ),
        SignUpError::WrongCode => Fault::new(
            "/code",
            "code_wrong",
            "This is not the code that was sent for this user name. Copy it from the latest mail, or have another one sent. If you have just confirmed your account, sign in.",
        ),
        SignUpError::ExpiredCode => Fault::new(
            "/code",
            "code_expired",
            "This code no longer counts. Have another one sent and type that.",
        ),
        SignUpError::TooMany => Fault::new(
            "",
            "too_many_tries",
            "That was tried too often. Wait a quarter of an hour, then try again.",
        ),
        SignUpError::Unavailable => return Problem::unavailable("the user pool"),
    };
    Problem::faults(vec![fault])
}
