//! One outbox item: each letter that is still owed, to the address of its audience; then the item ends,
//! or is given back.

use crate::letters::{Language, Topic};
use crate::round::Round;
use chrono::TimeDelta;
use portal_core::chicago::day_of;
use portal_core::identity::Email;
use portal_core::mco::McoCode;
use portal_core::notice::{Audience, Notice};
use portal_store::{Attempt, Contacts, Delivery, MailError, OutboxItem, StoreError};
use std::borrow::Cow;

/// After this many attempts, more than four days at the end, a letter is given up.
pub const MAX_ATTEMPTS: u32 = 60;
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(1);
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(2);

/// Why a letter did not leave: a stable name for the log.
type Code = Cow<'static, str>;

enum Unsent {
    /// It never will.
    Never(Code),
    /// The mail service did not take it.
    Later(Code),
    /// Something of ours is in the way: it may be put right.
    Broken(Code),
}

/// What is left of an item after its letters were tried.
#[derive(Default)]
struct Left {
    /// Letters that will never leave.
    lost: Vec<(Notice, Code)>,
    /// Letters that may leave later.
    waiting: Vec<(Notice, Code)>,
    /// The round was over before the item was.
    hurried: bool,
    /// Something of ours was in the way.
    broken: bool,
}

/// How long an item waits after this attempt: twice as long each time.
pub fn wait_after(attempt: u32) -> TimeDelta {
    let doubled = 1_i32.checked_shl(attempt.saturating_sub(1)).filter(|times| *times > 0);
    doubled.map_or(LONGEST_WAIT, |times| (FIRST_WAIT * times).min(LONGEST_WAIT))
}

impl Round<'_> {
    /// Sends what is owed of an item, and ends it or gives it back.
    pub(crate) async fn deliver(&mut self, item: &OutboxItem) -> Result<(), StoreError> {
        let left = self.send_owed(item).await?;
        // A round that was over too soon is no reason to give up.
        if !left.waiting.is_empty() && (left.hurried || item.attempts < MAX_ATTEMPTS) {
            self.put_off(item, &left).await
        } else {
            self.end(item, &left).await
        }
    }

    async fn send_owed(&mut self, item: &OutboxItem) -> Result<Left, StoreError> {
        let mut left = Left::default();
        let sender = self.sender;
        let reminder_days = &sender.portal.policy_at(self.now).reminder_days;
        if item.attempts <= MAX_ATTEMPTS && !self.outage && !self.out_of_time() {
            let mut leaving = 0;
            for (index, notice) in item.notices.iter().enumerate() {
                let owed =
                    !item.sent.contains(&index) && !notice.is_overtaken(day_of(self.now), reminder_days);
                leaving += u32::from(owed && self.can_leave(item, notice.to).await);
            }
            self.begin(leaving).await?;
        }
        for (index, notice) in item.notices.iter().enumerate() {
            if item.sent.contains(&index) {
                self.tally.already_sent += 1;
            } else if notice.is_overtaken(day_of(self.now), reminder_days) {
                self.tally.overtaken += 1;
            } else if item.attempts > MAX_ATTEMPTS {
                // Senders have died of it: whoever lives gives up before.
                left.lost.push((*notice, "attempts_spent".into()));
            } else if self.outage {
                left.waiting.push((*notice, "mail_unavailable".into()));
            } else if self.refused {
                left.hurried = true;
                left.waiting.push((*notice, "hour_spent".into()));
            } else if self.out_of_time() {
                left.hurried = true;
                left.waiting.push((*notice, "out_of_time".into()));
            } else {
                match self.send(item, notice).await {
                    Ok(()) => {
                        self.tally.sent += 1;
                        self.mark(item, index).await?;
                    }
                    Err(Unsent::Never(code)) => left.lost.push((*notice, code)),
                    Err(Unsent::Later(code)) => left.waiting.push((*notice, code)),
                    Err(Unsent::Broken(code)) => {
                        left.broken = true;
                        left.waiting.push((*notice, code));
                    }
                }
            }
        }
        self.tally.failed += u64::from(left.broken);
        Ok(left)
    }

    /// Whether a letter gets as far as the mail service.
    async fn can_leave(&mut self, item: &OutboxItem, to: Audience) -> bool {
        self.address(item, to).await.is_ok_and(|address| self.sender.post.writes_to(&address))
    }

    /// Counts the letters of an item that are about to leave into this hour.
    async fn begin(&mut self, letters: u32) -> Result<(), StoreError> {
        self.refused = false;
        if letters == 0 {
            return Ok(());
        }
        let (store, most) = (self.sender.portal.store(), self.sender.limits.mails_per_hour);
        let begun = store.begin_mails(self.now, letters, most).await?;
        self.refused = begun.is_none();
        self.spent = begun.is_none_or(|begun| begun >= most);
        self.tally.stopped |= u64::from(self.refused);
        Ok(())
    }

    /// Marks a letter that has left. Tried twice: one that is not marked leaves again.
    async fn mark(&self, item: &OutboxItem, index: usize) -> Result<(), StoreError> {
        let store = self.sender.portal.store();
        match store.mark_sent(item, index).await {
            Ok(()) => Ok(()),
            Err(_) => store.mark_sent(item, index).await,
        }
    }

    async fn put_off(&mut self, item: &OutboxItem, left: &Left) -> Result<(), StoreError> {
        self.tally.put_off += 1;
        for (notice, code) in &left.waiting {
            let (kind, audience) = (notice.kind.code(), notice.to.code());
            tracing::warn!(item = item.pk, attempts = item.attempts, kind, audience, %code, "a letter is put off");
        }
        let (wait, attempt) = if left.hurried {
            (TimeDelta::zero(), Attempt::Returned)
        } else {
            (wait_after(item.attempts), Attempt::Spent)
        };
        self.sender.portal.store().give_back_notices(item, self.now + wait, attempt).await.map(|_| ())
    }

    async fn end(&mut self, item: &OutboxItem, left: &Left) -> Result<(), StoreError> {
        let lost: Vec<_> = left.lost.iter().chain(&left.waiting).collect();
        let delivery = if lost.is_empty() { Delivery::Sent } else { Delivery::Undeliverable };
        if !self.sender.portal.store().finish_notices(item, delivery).await? {
            // This sender was slower than its lease: the end is someone else's to tell.
            return Ok(());
        }
        for (notice, code) in lost {
            let held = *code == MailError::NotAllowed.code();
            self.tally.held += u64::from(held);
            self.tally.undeliverable += u64::from(!held);
            let (kind, audience) = (notice.kind.code(), notice.to.code());
            tracing::error!(item = item.pk, attempts = item.attempts, kind, audience, %code, "a letter is not delivered");
        }
        Ok(())
    }

    async fn send(&mut self, item: &OutboxItem, notice: &Notice) -> Result<(), Unsent> {
        let to = self.address(item, notice.to).await?;
        let sender = self.sender;
        let link = item.subject.link(&sender.portal.settings().portal_url);
        let topic = Topic { number: item.subject.number.as_deref(), link: &link };
        // Nobody has said in which language they want to read.
        let letter = sender
            .letters
            .write(notice, topic, Language::English)
            .map_err(|_| Unsent::Broken("letter_unwritable".into()))?;
        match sender.post.send(&to, &letter.subject, &letter.text, &letter.html).await {
            Ok(()) => Ok(()),
            Err(error @ (MailError::NotAllowed | MailError::BadAddress)) => {
                Err(Unsent::Never(error.code().to_owned().into()))
            }
            Err(error @ MailError::Unavailable(_)) => {
                self.outage = error.is_outage();
                Err(Unsent::Later(error.code().to_owned().into()))
            }
        }
    }

    async fn address(&mut self, item: &OutboxItem, to: Audience) -> Result<Email, Unsent> {
        let found = match to {
            Audience::Provider | Audience::Registrant => item.subject.address.clone(),
            Audience::Mco => self.contacts(item.subject.mco.as_ref()).await?.map(|contacts| contacts.desk),
            Audience::McoEscalation => {
                self.contacts(item.subject.mco.as_ref()).await?.map(|contacts| contacts.escalation)
            }
            Audience::Hfs => Some(self.sender.portal.settings().hfs_mail.clone()),
            Audience::HfsLead => Some(self.sender.portal.settings().hfs_lead_mail.clone()),
        };
        found.ok_or_else(|| match to {
            // Whoever runs the portal has yet to say where this MCO takes its mail: the letter waits.
            Audience::Mco | Audience::McoEscalation => Unsent::Broken("no_contact".into()),
            Audience::Provider | Audience::Registrant | Audience::Hfs | Audience::HfsLead => {
                Unsent::Never("no_address".into())
            }
        })
    }

    async fn contacts(&mut self, mco: Option<&McoCode>) -> Result<Option<Contacts>, Unsent> {
        let Some(mco) = mco else { return Ok(None) };
        if let Some(known) = self.contacts.get(mco) {
            return Ok(known.clone());
        }
        let found = self.sender.portal.store().contacts(mco).await;
        let found = found.map_err(|_| Unsent::Broken("contact_unreadable".into()))?;
        self.contacts.insert(mco.clone(), found.clone());
        Ok(found)
    }
}
