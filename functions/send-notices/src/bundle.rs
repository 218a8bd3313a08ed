//! What one reader is owed in a round: from the letters of many items to one mail.

use crate::in_hand::{InHand, MAX_ATTEMPTS, Unsent};
use crate::letters::Letter;
use crate::round::{Halt, Round, TOGETHER};
use futures_util::{StreamExt, stream};
use portal_core::chicago::day_of;
use portal_core::identity::Email;
use portal_core::language::Language;
use portal_core::notice::{Audience, Notice};
use portal_store::{MailError, OutboxItem};

/// What one reader is owed, in one language.
pub struct Bundle {
    to: Email,
    language: Language,
    parts: Vec<Part>,
}

/// One letter of it.
pub struct Part {
    /// Which of the round's items owes it.
    hand: usize,
    /// Which of the item's letters it is.
    index: usize,
    letter: Letter,
}

impl Round<'_> {
    /// Lays each letter that an item still owes to what its reader is owed already.
    pub(crate) async fn lay_out(&mut self, item: OutboxItem) {
        let reminder_days = &self.sender.portal.policy_at(self.now).reminder_days;
        let (hand, mut in_hand) = (self.items.len(), InHand::new(item));
        for (index, notice) in in_hand.item.notices.clone().iter().enumerate() {
            if in_hand.item.sent.contains(&index) {
                self.tally.already_sent += 1;
            } else if notice.is_overtaken(day_of(self.now), reminder_days) {
                self.tally.overtaken += 1;
            } else if let Err(unsent) = self.lay(&in_hand.item, notice, hand, index).await {
                in_hand.missed(index, unsent);
            }
        }
        self.items.push(in_hand);
    }

    async fn lay(
        &mut self,
        item: &OutboxItem,
        notice: &Notice,
        hand: usize,
        index: usize,
    ) -> Result<(), Unsent> {
        if item.attempts > MAX_ATTEMPTS {
            // Senders have died of it: whoever lives gives up before.
            return Err(Unsent::Never("attempts_spent".into()));
        }
        let to = self.address(item, notice.to).await?;
        if !self.sender.post.writes_to(&to) {
            return Err(unsent(&MailError::NotAllowed));
        }
        if self.is_marked(&to).await? {
            return Err(match notice.to {
                // A desk is read by many: one who is gone must not keep its letters from the rest for good.
                // They wait, the alarm rings, and leave once the mark is lifted or the desk has moved.
                Audience::Mco | Audience::McoEscalation | Audience::Hfs | Audience::HfsLead => {
                    Unsent::Broken("address_marked".into())
                }
                Audience::Provider | Audience::Registrant => Unsent::Never("address_marked".into()),
            });
        }
        let language = self.language(item, notice.to).await?;
        let letter = self.letter(item, notice, language)?;
        let part = Part { hand, index, letter };
        let reader = |bundle: &&mut Bundle| {
            bundle.language == language && bundle.to.as_str().eq_ignore_ascii_case(to.as_str())
        };
        match self.bundles.iter_mut().find(reader) {
            Some(bundle) => bundle.parts.push(part),
            None => self.bundles.push(Bundle { to, language, parts: vec![part] }),
        }
        Ok(())
    }

    /// Sends each reader what they are owed.
    pub(crate) async fn send_bundles(&mut self) {
        for Bundle { to, language, mut parts } in std::mem::take(&mut self.bundles) {
            // What happened to one ticket stands together, in its order.
            let place =
                |part: &Part| (self.items.get(part.hand).map(|hand| hand.item.pk.clone()), part.index);
            parts.sort_by_cached_key(place);
            for mail in parts.chunks(self.sender.limits.letters_a_mail) {
                self.send(&to, language, mail).await;
            }
        }
    }

    /// Sends one mail. What becomes of it becomes of each letter in it.
    async fn send(&mut self, to: &Email, language: Language, parts: &[Part]) {
        let letters: Vec<&Letter> = parts.iter().map(|part| &part.letter).collect();
        let Ok(mail) = self.sender.letters.together(&letters, language) else {
            return self.missed(parts, || Unsent::Broken("letter_unwritable".into()));
        };
        if let Some(halt) = self.count_a_mail().await {
            for part in parts {
                if let Some(hand) = self.items.get_mut(part.hand) {
                    hand.passed_over(part.index, halt);
                }
            }
            return;
        }
        match self.sender.post.send(to, &mail.subject, &mail.text, &mail.html).await {
            Ok(()) => {
                self.tally.mails += 1;
                self.tally.sent += u64::try_from(parts.len()).unwrap_or(u64::MAX);
                self.mark(parts).await;
            }
            Err(error) => {
                if error.is_outage() {
                    self.halt = Some(Halt::Outage);
                }
                self.missed(parts, || unsent(&error));
            }
        }
    }

    fn missed(&mut self, parts: &[Part], unsent: impl Fn() -> Unsent) {
        for part in parts {
            if let Some(hand) = self.items.get_mut(part.hand) {
                hand.missed(part.index, unsent());
            }
        }
    }

    /// Marks the letters that have left, each tried twice: one that is not marked leaves again.
    async fn mark(&mut self, parts: &[Part]) {
        let (store, items) = (self.sender.portal.store(), &self.items);
        let marking = parts.iter().filter_map(|part| Some((part, &items.get(part.hand)?.item))).map(
            |(part, item)| async move {
                let marked = match store.mark_sent(item, part.index).await {
                    Ok(()) => Ok(()),
                    Err(_) => store.mark_sent(item, part.index).await,
                };
                (part.hand, marked)
            },
        );
        let marked: Vec<_> = stream::iter(marking).buffered(TOGETHER).collect().await;
        for (hand, marked) in marked {
            let (Err(error), Some(hand)) = (marked, self.items.get_mut(hand)) else { continue };
            self.tally.failed += 1;
            tracing::error!(item = hand.item.pk, cause = %error, "a letter has left and could not be marked");
            hand.not_marked();
        }
    }
}

fn unsent(error: &MailError) -> Unsent {
    let code = error.code().to_owned().into();
    match error {
        MailError::NotAllowed | MailError::BadAddress => Unsent::Never(code),
        MailError::Unavailable(_) => Unsent::Later(code),
    }
}
