//! Who reads a letter: the address of its audience, the language that they chose,
//! and whether it may be written to at all.

use crate::in_hand::Unsent;
use crate::letters::{Letter, Topic};
use crate::round::Round;
use portal_core::identity::{Email, UserId};
use portal_core::language::Language;
use portal_core::mco::McoCode;
use portal_core::notice::{Audience, Notice};
use portal_store::{Contacts, OutboxItem};

impl Round<'_> {
    /// Where a letter of this item goes.
    pub(crate) async fn address(&mut self, item: &OutboxItem, to: Audience) -> Result<Email, Unsent> {
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
        let found = self.sender.portal.store().contacts(mco, self.sender.portal.today()).await;
        let found = found.map_err(|_| Unsent::Broken("contact_unreadable".into()))?;
        self.contacts.insert(mco.clone(), found.clone());
        Ok(found)
    }

    /// Whether mail to an address came back for good, or its reader complained, and nobody has said since
    /// that it can be written to.
    pub(crate) async fn is_marked(&mut self, address: &Email) -> Result<bool, Unsent> {
        let plain = address.as_str().to_lowercase();
        if let Some(known) = self.marked.get(&plain) {
            return Ok(*known);
        }
        let known = self.sender.portal.store().marked_address(address).await;
        let known = known.map_err(|_| Unsent::Broken("address_unreadable".into()))?;
        let marked = known.is_some_and(|known| known.released_at.is_none());
        self.marked.insert(plain, marked);
        Ok(marked)
    }

    /// In which language a letter of this item is. Whoever filed the matter has chosen for the provider's
    /// letters; a desk is no person, and reads English.
    pub(crate) async fn language(&mut self, item: &OutboxItem, to: Audience) -> Result<Language, Unsent> {
        match (to, &item.subject.filed_by) {
            (Audience::Provider | Audience::Registrant, Some(user)) => self.chosen(user).await,
            (Audience::Provider | Audience::Registrant, None)
            | (Audience::Mco | Audience::McoEscalation | Audience::Hfs | Audience::HfsLead, _) => {
                Ok(Language::English)
            }
        }
    }

    async fn chosen(&mut self, user: &UserId) -> Result<Language, Unsent> {
        if let Some(known) = self.languages.get(user) {
            return Ok(*known);
        }
        let chosen = self.sender.portal.store().language_of(user).await;
        let chosen = chosen.map_err(|_| Unsent::Broken("language_unreadable".into()))?;
        self.languages.insert(user.clone(), chosen);
        Ok(chosen)
    }

    /// The letter of a notice of this item.
    pub(crate) fn letter(
        &self,
        item: &OutboxItem,
        notice: &Notice,
        language: Language,
    ) -> Result<Letter, Unsent> {
        let link = item.subject.link(&self.sender.portal.settings().portal_url);
        let topic = Topic { number: item.subject.number.as_deref(), link: &link };
        let letter = self.sender.letters.write(notice, topic, language);
        letter.map_err(|_| Unsent::Broken("letter_unwritable".into()))
    }
}
