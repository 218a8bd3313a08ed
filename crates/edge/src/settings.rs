//! The environment, read once at start. Its faults are told all at once.

use chrono::NaiveDate;
use http::Uri;
use portal_core::identity::Email;
use portal_core::policy::{Intake, WindowReading};
use std::str::FromStr;

/// Where this deployment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The local cloud.
    Local,
    /// A real account, for trying things out.
    Dev,
    /// A real account, for real.
    Prod,
}

/// Whose tokens are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSettings {
    /// `iss` of every token.
    pub issuer: String,
    /// `aud` of id tokens, `client_id` of access tokens.
    pub client_id: String,
    /// Where the issuer's keys are.
    pub jwks_url: Uri,
}

/// Where the issuer's own pages and its token endpoint are (RFC 6749).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInSettings {
    /// The page on which a password is typed.
    pub authorize_url: Uri,
    /// Where a code or a refresh token becomes a token.
    pub token_url: Uri,
    /// Where it forgets who signed in, where it does.
    pub logout_url: Option<Uri>,
}

/// What the environment says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The DynamoDB table.
    pub table_name: String,
    /// The S3 bucket.
    pub bucket_name: String,
    /// Whose tokens are taken.
    pub tokens: TokenSettings,
    /// Where people sign in, for the function that leads them there.
    pub sign_in: Option<SignInSettings>,
    /// The user pool into which people are invited; none where another issuer's tokens are taken, or where
    /// this is not the function that does it.
    pub user_pool_id: Option<String>,
    /// Where people reach the portal, without a slash at the end.
    pub portal_url: String,
    /// The sender of every mail.
    pub mail_from: Email,
    /// Addresses and `*@domain`, with commas; `*` is everyone.
    pub mail_allowlist: String,
    /// After this many letters in one hour the sender stops until the next.
    pub mails_per_hour: u32,
    /// Where HFS's own notices go.
    pub hfs_mail: Email,
    /// Where what goes to whoever leads HFS's staff goes.
    pub hfs_lead_mail: Email,
    /// Whether a schedule's time may lie in the future. Never on a real account.
    pub time_travel: bool,
    /// Who presents (R9).
    pub intake: Intake,
    /// How the filing window is read (R4, R4').
    pub window_reading: WindowReading,
    /// Days proclaimed after the rules were written.
    pub proclaimed_days: Vec<NaiveDate>,
    /// Where this deployment stands.
    pub stage: Stage,
    /// What `GET /health` calls it.
    pub version: String,
}

/// Everything that is wrong with the environment.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("failed to read the environment: {}", .0.join("; "))]
pub struct SettingsError(pub Vec<String>);

/// One variable of the environment.
#[allow(clippy::disallowed_methods, reason = "this is where the environment is read, once")]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

impl Settings {
    /// Reads the variables that `get` knows; a blank one is absent.
    ///
    /// # Errors
    /// All the faults at once.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let mut reader = Reader { get, faults: Vec::new() };
        let table_name = reader.required("TABLE_NAME");
        let bucket_name = reader.required("BUCKET_NAME");
        let issuer = reader.required("TOKEN_ISSUER");
        let client_id = reader.required("TOKEN_CLIENT_ID");
        let jwks_url = reader.url("JWKS_URL");
        let sign_in = reader.sign_in();
        let user_pool_id = reader.optional("USER_POOL_ID");
        let portal_url = reader.url("PORTAL_URL");
        let mail_from = reader.email("MAIL_FROM");
        let hfs_mail = reader.email("HFS_MAIL");
        let hfs_lead_mail = reader.email("HFS_LEAD_MAIL");
        let mail_allowlist = reader.optional("MAIL_ALLOWLIST").unwrap_or_default();
        let whole = "a whole number from 1 on";
        let mails_per_hour = reader
            .choice("MAILS_PER_HOUR", "2000", whole, |text| text.parse().ok().filter(|number| *number > 0));
        let may_travel =
            reader.choice("ALLOW_TIME_TRAVEL", "false", "true or false", |text| text.parse().ok());
        let intake = reader.choice("INTAKE_MODE", "automatic", "automatic or manual", code);
        let readings = "hfs_practice, earlier_of or later_of";
        let window_reading = reader.choice("WINDOW_READING", "hfs_practice", readings, code);
        let days = "YYYY-MM-DD=name;YYYY-MM-DD=name";
        let proclaimed_days = reader.choice("PROCLAIMED_DAYS", "", days, proclaimed);
        // Without a stage this is prod: the strictest.
        let stage = reader.choice("PORTAL_STAGE", "prod", "local, dev or prod", Stage::of);
        let version = reader.optional("PORTAL_VERSION").unwrap_or_else(|| "unversioned".to_owned());
        let real_account = reader.optional("AWS_ENDPOINT_URL").is_none();
        if real_account && jwks_url.as_ref().is_some_and(|url| url.scheme_str() != Some("https")) {
            reader.faults.push("JWKS_URL must be https on a real account".to_owned());
        }
        let everyone = mail_allowlist.split(',').any(|entry| entry.trim() == "*");
        if stage.is_some_and(|stage| stage != Stage::Prod) && everyone {
            reader.faults.push("MAIL_ALLOWLIST may be * in prod only".to_owned());
        }
        let faults = std::mem::take(&mut reader.faults);
        let settings = (|| {
            Some(Self {
                table_name: table_name?,
                bucket_name: bucket_name?,
                tokens: TokenSettings { issuer: issuer?, client_id: client_id?, jwks_url: jwks_url? },
                sign_in,
                user_pool_id,
                portal_url: portal_url?.to_string().trim_end_matches('/').to_owned(),
                mail_from: mail_from?,
                mail_allowlist,
                mails_per_hour: mails_per_hour?,
                hfs_mail: hfs_mail?,
                hfs_lead_mail: hfs_lead_mail?,
                time_travel: may_travel? && !real_account,
                intake: intake?,
                window_reading: window_reading?,
                proclaimed_days: proclaimed_days?,
                stage: stage?,
                version,
            })
        })();
        match settings {
            Some(settings) if faults.is_empty() => Ok(settings),
            _ => Err(SettingsError(faults)),
        }
    }
}

impl Stage {
    fn of(text: &str) -> Option<Self> {
        match text {
            "local" => Some(Self::Local),
            "dev" => Some(Self::Dev),
            "prod" => Some(Self::Prod),
            _ => None,
        }
    }
}

fn code<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

fn proclaimed(text: &str) -> Option<Vec<NaiveDate>> {
    let entries = text.split(';').map(str::trim).filter(|entry| !entry.is_empty());
    entries
        .map(|entry| {
            let (day, name) = entry.split_once('=')?;
            (!name.trim().is_empty()).then(|| crate::civil_day::civil_day(day).ok())?
        })
        .collect()
}

struct Reader<G> {
    get: G,
    faults: Vec<String>,
}

impl<G: Fn(&str) -> Option<String>> Reader<G> {
    fn optional(&self, name: &str) -> Option<String> {
        (self.get)(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn required(&mut self, name: &str) -> Option<String> {
        let value = self.optional(name);
        if value.is_none() {
            self.faults.push(format!("{name} is missing"));
        }
        value
    }

    fn url(&mut self, name: &str) -> Option<Uri> {
        let text = self.required(name)?;
        let url = text
            .parse::<Uri>()
            .ok()
            .filter(|url| matches!(url.scheme_str(), Some("http" | "https")) && url.authority().is_some());
        if url.is_none() {
            self.faults.push(format!("{name} is no http or https address"));
        }
        url
    }

    /// Both, or neither: most functions lead nobody to sign in.
    fn sign_in(&mut self) -> Option<SignInSettings> {
        self.optional("AUTHORIZE_URL")?;
        let (authorize, token) = (self.url("AUTHORIZE_URL"), self.url("TOKEN_URL"));
        let logout = if self.optional("LOGOUT_URL").is_some() { Some(self.url("LOGOUT_URL")?) } else { None };
        Some(SignInSettings { authorize_url: authorize?, token_url: token?, logout_url: logout })
    }

    fn email(&mut self, name: &str) -> Option<Email> {
        let address = self.required(name)?.parse().ok();
        if address.is_none() {
            self.faults.push(format!("{name} is no e-mail address"));
        }
        address
    }

    fn choice<T>(
        &mut self,
        name: &str,
        otherwise: &str,
        choices: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = parse(&self.optional(name).unwrap_or_else(|| otherwise.to_owned()));
        if value.is_none() {
            self.faults.push(format!("{name} must be {choices}"));
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn whole() -> BTreeMap<&'static str, &'static str> {
        BTreeMap::from([
            ("TABLE_NAME", "portal"),
            ("BUCKET_NAME", "portal-files"),
            ("TOKEN_ISSUER", "https://issuer.example.org"),
            ("TOKEN_CLIENT_ID", "client"),
            ("JWKS_URL", "https://issuer.example.org/jwks.json"),
            ("PORTAL_URL", "https://portal.example.org/"),
            ("MAIL_FROM", "portal@example.org"),
            ("HFS_MAIL", "hfs@example.org"),
            ("HFS_LEAD_MAIL", "lead@example.org"),
        ])
    }

    fn read(variables: &BTreeMap<&str, &str>) -> Result<Settings, SettingsError> {
        Settings::read(|name| variables.get(name).map(|value| (*value).to_owned()))
    }

    #[test]
    fn what_is_not_said_is_as_strict_as_can_be() {
        let settings = read(&whole()).unwrap();
        assert_eq!((settings.stage, settings.time_travel), (Stage::Prod, false));
        assert_eq!(
            (settings.intake, settings.window_reading),
            (Intake::Automatic, WindowReading::HfsPractice)
        );
        assert_eq!(settings.portal_url, "https://portal.example.org");
        assert_eq!(settings.mail_allowlist, "");
    }

    #[test]
    fn every_fault_of_the_environment_is_told_at_once() {
        let mut variables = whole();
        variables.remove("TABLE_NAME");
        variables.extend([
            ("JWKS_URL", "ftp://x"),
            ("MAIL_FROM", "nobody"),
            ("INTAKE_MODE", "psychic"),
            ("PROCLAIMED_DAYS", "2026-02-30=Leap"),
            ("PORTAL_STAGE", "dev"),
            ("MAIL_ALLOWLIST", "hfs@example.org, *"),
        ]);
        let SettingsError(faults) = read(&variables).unwrap_err();
        assert_eq!(faults.len(), 6, "{faults:?}");
        assert!(faults.iter().any(|fault| fault == "TABLE_NAME is missing"));
    }

    #[test]
    fn time_travel_is_for_the_local_cloud_only() {
        let mut variables = whole();
        variables.insert("ALLOW_TIME_TRAVEL", "true");
        assert!(!read(&variables).unwrap().time_travel);
        variables.insert("AWS_ENDPOINT_URL", "http://127.0.0.1:4566");
        assert!(read(&variables).unwrap().time_travel);
    }

    #[test]
    fn keys_come_over_tls_on_a_real_account() {
        let mut variables = whole();
        variables.insert("JWKS_URL", "http://issuer.example.org/jwks.json");
        assert!(read(&variables).is_err());
        variables.insert("AWS_ENDPOINT_URL", "http://127.0.0.1:4566");
        assert!(read(&variables).is_ok());
    }

    #[test]
    fn proclaimed_days_are_days_with_names() {
        let mut variables = whole();
        variables.insert("PROCLAIMED_DAYS", "2026-12-24=Proclaimed holiday; 2027-01-04=Day of mourning");
        let days = read(&variables).unwrap().proclaimed_days;
        assert_eq!(days, ["2026-12-24".parse().unwrap(), "2027-01-04".parse().unwrap()]);
        variables.insert("PROCLAIMED_DAYS", "2026-12-24");
        assert!(read(&variables).is_err());
    }
}
