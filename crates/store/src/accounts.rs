//! Accounts in the user pool: made by an invitation, put into groups, closed. The table says who belongs
//! where and who has left; the pool lets people sign in.

use crate::error::StoreError;
use crate::sdk;
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata;
use aws_sdk_cognitoidentityprovider::types::{
    AttributeType, DeliveryMediumType, MessageActionType, UserStatusType,
};
use portal_core::identity::{Email, UserId};
use portal_core::text::Text;
use std::fmt;

/// The user pool. Cheap to clone; its `Debug` shows nobody.
#[derive(Clone)]
pub struct Accounts {
    client: Client,
    pool: String,
}

/// What an invitation came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invited {
    /// There is an account for them, and the pool has written to them.
    Account {
        /// The token's `sub`.
        id: UserId,
        /// What the pool calls it.
        username: String,
    },
    /// The address has an account that is none of this organisation's: it is left alone.
    Elsewhere,
    /// The pool does not take it for an address.
    BadAddress,
}

/// An account as the pool tells of it.
struct Found {
    id: UserId,
    username: String,
    /// Made by an invitation, and nobody has signed in with it yet.
    unused: bool,
}

impl Accounts {
    /// The pool of this id, where the environment says AWS is.
    pub async fn open(pool: &str) -> Self {
        Self::new(Client::new(&sdk::from_environment().await), pool)
    }

    /// The pool of this id, through this client.
    pub fn new(client: Client, pool: impl Into<String>) -> Self {
        Self { client, pool: pool.into() }
    }

    /// Makes an account for an address, whose owner the pool writes to. An invitation that was interrupted
    /// is taken up where it stopped: the account that it left behind was never used, and is in none but
    /// these groups.
    ///
    /// # Errors
    /// When the pool fails.
    pub async fn invite(
        &self,
        username: &str,
        email: &Email,
        name: &Text<100>,
        groups: &[String],
    ) -> Result<Invited, StoreError> {
        if let Some(found) = self.find(email.as_str()).await? {
            return self.taken_up(found, groups).await;
        }
        let made = self
            .client
            .admin_create_user()
            .user_pool_id(&self.pool)
            .username(username)
            .user_attributes(property("email", email.as_str())?)
            // Nobody can sign in before they have read the mail, which is what verifying would prove.
            .user_attributes(property("email_verified", "true")?)
            .user_attributes(property("name", name.as_str())?)
            .desired_delivery_mediums(DeliveryMediumType::Email)
            .send()
            .await;
        let error = match made {
            Ok(made) => {
                let user = made.user.ok_or(StoreError::Corrupt("an account that was made"))?;
                let (id, username) = (sub(user.attributes())?, user.username);
                let username = username.ok_or(StoreError::Corrupt("an account's name"))?;
                return Ok(Invited::Account { id, username });
            }
            Err(error) => error,
        };
        match error.as_service_error().and_then(ProvideErrorMetadata::code) {
            // Somebody else invited the same address a moment ago.
            Some("AliasExistsException" | "UsernameExistsException") => {
                let found = self.find(email.as_str()).await?;
                self.taken_up(found.ok_or_else(|| StoreError::from_sdk(&error))?, groups).await
            }
            Some("InvalidParameterException") => Ok(Invited::BadAddress),
            _ => Err(StoreError::from_sdk(&error)),
        }
    }

    /// Puts an account into groups; where it is in them, nothing changes.
    ///
    /// # Errors
    /// When the pool fails.
    pub async fn put_into_groups(&self, username: &str, groups: &[String]) -> Result<(), StoreError> {
        for group in groups {
            self.client
                .admin_add_user_to_group()
                .user_pool_id(&self.pool)
                .username(username)
                .group_name(group)
                .send()
                .await
                .map_err(|error| StoreError::from_sdk(&error))?;
        }
        Ok(())
    }

    /// Ends an account's sessions, and lets nobody sign in with it again. Twice is the same as once.
    ///
    /// # Errors
    /// When the pool fails.
    pub async fn close(&self, username: &str) -> Result<(), StoreError> {
        self.end_sessions(username).await?;
        // It revokes what was signed in since, too.
        self.client
            .admin_disable_user()
            .user_pool_id(&self.pool)
            .username(username)
            .send()
            .await
            .map(drop)
            .map_err(|error| StoreError::from_sdk(&error))
    }

    /// Ends an account's sessions: what would renew them is worth nothing from now on. `account` is its name
    /// or its `sub`, which the pool takes for it where names are no addresses.
    ///
    /// # Errors
    /// When the pool fails.
    pub async fn end_sessions(&self, account: &str) -> Result<(), StoreError> {
        self.client
            .admin_user_global_sign_out()
            .user_pool_id(&self.pool)
            .username(account)
            .send()
            .await
            .map(drop)
            .map_err(|error| StoreError::from_sdk(&error))
    }

    /// Whose account it is that has this name or this verified address.
    ///
    /// # Errors
    /// When the pool fails.
    pub async fn user(&self, name: &str) -> Result<Option<UserId>, StoreError> {
        Ok(self.find(name).await?.map(|found| found.id))
    }

    /// Writes again to someone who was invited and has not signed in yet: the first mail's password counts for
    /// three days only. Says whether it did.
    ///
    /// # Errors
    /// When the pool fails.
    pub async fn invite_again(&self, username: &str) -> Result<bool, StoreError> {
        match self.find(username).await? {
            Some(found) if found.unused => self.resend(&found.username).await.map(|()| true),
            Some(_) | None => Ok(false),
        }
    }

    async fn resend(&self, username: &str) -> Result<(), StoreError> {
        self.client
            .admin_create_user()
            .user_pool_id(&self.pool)
            .username(username)
            .message_action(MessageActionType::Resend)
            .desired_delivery_mediums(DeliveryMediumType::Email)
            .send()
            .await
            .map(drop)
            .map_err(|error| StoreError::from_sdk(&error))
    }

    async fn taken_up(&self, found: Found, groups: &[String]) -> Result<Invited, StoreError> {
        if !found.unused {
            return Ok(Invited::Elsewhere);
        }
        let listed = self
            .client
            .admin_list_groups_for_user()
            .user_pool_id(&self.pool)
            .username(&found.username)
            .send()
            .await
            .map_err(|error| StoreError::from_sdk(&error))?;
        let mut names = listed.groups().iter().filter_map(|group| group.group_name());
        if names.all(|name| groups.iter().any(|group| group == name)) {
            self.resend(&found.username).await?;
            Ok(Invited::Account { id: found.id, username: found.username })
        } else {
            Ok(Invited::Elsewhere)
        }
    }

    /// The account of a name or a verified address.
    async fn find(&self, name: &str) -> Result<Option<Found>, StoreError> {
        let got = self.client.admin_get_user().user_pool_id(&self.pool).username(name).send().await;
        match got {
            Ok(user) => Ok(Some(Found {
                id: sub(user.user_attributes())?,
                unused: user.user_status() == Some(&UserStatusType::ForceChangePassword) && user.enabled(),
                username: user.username,
            })),
            Err(error)
                if error.as_service_error().is_some_and(|error| error.is_user_not_found_exception()) =>
            {
                Ok(None)
            }
            Err(error) => Err(StoreError::from_sdk(&error)),
        }
    }
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accounts").finish_non_exhaustive()
    }
}

fn property(name: &str, value: &str) -> Result<AttributeType, StoreError> {
    AttributeType::builder()
        .name(name)
        .value(value)
        .build()
        .map_err(|_| StoreError::Refused("request not built".to_owned()))
}

fn sub(attributes: &[AttributeType]) -> Result<UserId, StoreError> {
    let sub = attributes.iter().find(|attribute| attribute.name() == "sub");
    let sub = sub.and_then(AttributeType::value).and_then(|sub| sub.parse().ok());
    sub.ok_or(StoreError::Corrupt("an account's sub"))
}
