//! Accounts as their owners make and mend them: signing up, a new password, a session's end. The pool
//! takes these calls from anyone; none of them says whether an address is known to it.

use crate::sdk;
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_cognitoidentityprovider::types::AttributeType;
use portal_core::identity::Email;
use secrecy::{ExposeSecret, SecretString};

/// Why the pool did not do what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignUpError {
    /// Somebody has this user name.
    #[error("the user name is taken")]
    UsernameTaken,
    /// The address, which its owner has just shown to be theirs, has an account already.
    #[error("the address has an account")]
    AddressTaken,
    /// The password is not one the pool takes.
    #[error("the password is too weak")]
    WeakPassword,
    /// Not a user name, or not an address.
    #[error("a value is not taken")]
    Unfit,
    /// Not the code that was sent.
    #[error("the code is wrong")]
    WrongCode,
    /// The code that was sent no longer counts.
    #[error("the code has expired")]
    ExpiredCode,
    /// Asked too often.
    #[error("too many tries")]
    TooMany,
    /// The pool cannot be reached, or failed.
    #[error("the user pool is unavailable")]
    Unavailable,
}

/// The pool as its users meet it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SignUps {
    client: Client,
    client_id: String,
}

impl SignUps {
    /// The application of this id, where the environment says AWS is.
    pub async fn open(client_id: &str) -> Self {
        Self::new(Client::new(&sdk::from_environment().await), client_id)
    }

    /// The application of this id, through this client.
    pub fn new(client: Client, client_id: impl Into<String>) -> Self {
        Self { client, client_id: client_id.into() }
    }

    /// Makes an account that waits for the code that is mailed to its address.
    ///
    /// # Errors
    /// When there is none.
    pub async fn sign_up(
        &self,
        username: &str,
        email: &Email,
        password: &SecretString,
    ) -> Result<(), SignUpError> {
        let address = AttributeType::builder().name("email").value(email.as_str()).build();
        let asked = self.client.sign_up().client_id(&self.client_id).username(username);
        let asked = asked.password(password.expose_secret());
        asked.user_attributes(address.map_err(|_| SignUpError::Unfit)?).send().await.map_err(fault)?;
        Ok(())
    }

    /// Confirms an account by the code that was mailed.
    ///
    /// # Errors
    /// When the code is not the one; an account that does not exist has none.
    pub async fn confirm(&self, username: &str, code: &str) -> Result<(), SignUpError> {
        let asked = self.client.confirm_sign_up().client_id(&self.client_id).username(username);
        asked.confirmation_code(code).send().await.map_err(fault)?;
        Ok(())
    }

    /// Mails another code, where the account waits for one.
    ///
    /// # Errors
    /// When the pool cannot be asked; not when there is no such account.
    pub async fn send_code_again(&self, username: &str) -> Result<(), SignUpError> {
        let asked = self.client.resend_confirmation_code().client_id(&self.client_id).username(username);
        quietly(asked.send().await.map_err(fault))
    }

    /// Mails a code by which a forgotten password is replaced, where there is such an account.
    ///
    /// # Errors
    /// When the pool cannot be asked; not when there is no such account.
    pub async fn forgot_password(&self, username: &str) -> Result<(), SignUpError> {
        let asked = self.client.forgot_password().client_id(&self.client_id).username(username);
        quietly(asked.send().await.map_err(fault))
    }

    /// Replaces a forgotten password by the code that was mailed.
    ///
    /// # Errors
    /// When the code is not the one, or the password not taken.
    pub async fn new_password(
        &self,
        username: &str,
        code: &str,
        password: &SecretString,
    ) -> Result<(), SignUpError> {
        let asked = self.client.confirm_forgot_password().client_id(&self.client_id).username(username);
        let asked = asked.confirmation_code(code).password(password.expose_secret());
        asked.send().await.map_err(fault)?;
        Ok(())
    }

    /// Ends a session: its refresh token is worth nothing from now on.
    ///
    /// # Errors
    /// When the pool cannot be asked.
    pub async fn end_session(&self, refresh_token: &SecretString) -> Result<(), SignUpError> {
        let asked = self.client.revoke_token().client_id(&self.client_id);
        quietly(asked.token(refresh_token.expose_secret()).send().await.map(|_| ()).map_err(fault))
    }
}

/// What cannot be told from success by whoever does not own the account.
fn quietly<T>(result: Result<T, SignUpError>) -> Result<(), SignUpError> {
    match result {
        Ok(_) => Ok(()),
        Err(SignUpError::TooMany | SignUpError::Unavailable) => result.map(|_| ()),
        Err(
            SignUpError::UsernameTaken
            | SignUpError::AddressTaken
            | SignUpError::WeakPassword
            | SignUpError::Unfit
            | SignUpError::WrongCode
            | SignUpError::ExpiredCode,
        ) => Ok(()),
    }
}

fn fault<E: ProvideErrorMetadata>(error: SdkError<E, HttpResponse>) -> SignUpError {
    match error.code() {
        Some("UsernameExistsException") => SignUpError::UsernameTaken,
        Some("AliasExistsException") => SignUpError::AddressTaken,
        Some("InvalidPasswordException") => SignUpError::WeakPassword,
        Some("InvalidParameterException") => SignUpError::Unfit,
        // Whoever guesses a user name learns no more than whoever guesses a code.
        Some("CodeMismatchException" | "UserNotFoundException" | "NotAuthorizedException") => {
            SignUpError::WrongCode
        }
        Some("ExpiredCodeException") => SignUpError::ExpiredCode,
        Some("LimitExceededException" | "TooManyRequestsException" | "TooManyFailedAttemptsException") => {
            SignUpError::TooMany
        }
        _ => SignUpError::Unavailable,
    }
}
