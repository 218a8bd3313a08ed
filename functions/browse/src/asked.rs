//! Which tickets a list is asked for, and by whom: each part has its own lists, and sees no others.

use crate::desks::DeskName;
use crate::narrowed::{Form, Narrowed, Sought};
use chrono::{Datelike, Months, NaiveDate};
use portal_core::fault::FieldFault;
use portal_core::identity::{MedicaidId, TicketNumber};
use portal_core::mco::McoCode;
use portal_core::moves::StateName;
use portal_core::queue::{Party, PartyQueue, Queue};
use portal_core::ticket::Desk;
use portal_edge::{Asked, Caller, CallerKind, Problem};
use portal_store::{Listing, Narrowing, TicketQuery};
use std::str::FromStr;

/// An MCO's list reaches back this many months; older ones are asked for by their month.
const MONTHS_BACK: u32 = 12;
/// No list reaches back further, whatever day of filing it is asked from: a query each.
const MOST_MONTHS_BACK: u32 = 60;

/// A month of presentation, `2026-11`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Month(String);

impl FromStr for Month {
    type Err = FieldFault;

    fn from_str(text: &str) -> Result<Self, FieldFault> {
        let day = format!("{}-01", text.trim()).parse::<NaiveDate>().ok();
        day.filter(|_| text.trim().len() == 7)
            .map(Self::of)
            .ok_or_else(|| FieldFault::new("month_shape", "Write the month as YYYY-MM, such as 2026-11."))
    }
}

impl Month {
    fn of(day: NaiveDate) -> Self {
        Self(format!("{:04}-{:02}", day.year(), day.month()))
    }
}

/// What a query asks for, read but not yet held against who asks.
pub struct ListAsked {
    desk: Option<DeskName>,
    mco: Option<McoCode>,
    provider: Option<MedicaidId>,
    month: Option<Month>,
    filed_from: Option<NaiveDate>,
    sought: Option<Sought>,
    /// After which place, how many, which of them.
    pub listing: Listing,
    /// As what.
    pub form: Form,
}

impl ListAsked {
    /// The first tickets on a desk.
    pub fn of_desk(desk: DeskName, most: u16) -> Self {
        let listing = Listing { after: None, limit: most, only: Narrowing::default() };
        Self {
            desk: Some(desk),
            mco: None,
            provider: None,
            month: None,
            filed_from: None,
            sought: None,
            listing,
            form: Form::Json,
        }
    }

    /// Reads the query.
    ///
    /// # Errors
    /// 422 with every fault.
    pub fn read(asked: &Asked) -> Result<Self, Problem> {
        let mut fields = asked.fields();
        let Narrowed { listing, form, sought, filed_from } = Narrowed::read(&mut fields);
        let read = Self {
            desk: fields.text("desk"),
            mco: fields.text("mco"),
            provider: fields.text("provider"),
            month: fields.text("month"),
            filed_from,
            sought,
            listing,
            form,
        };
        fields.finish()?;
        Ok(read)
    }

    /// The same of an MCO's own desk, and of nothing else: what its answer workbook is made of.
    ///
    /// # Errors
    /// 422 with every fault.
    pub fn of_own_desk(asked: &Asked) -> Result<Self, Problem> {
        let read = Self::read(asked)?;
        if asked.fields().names("format") {
            return Err(fault("format", "not_a_filter", "The workbook has one format: leave this out."));
        }
        Ok(Self { desk: read.desk.or(Some(DeskName::Mco)), ..read })
    }

    /// Whether it is of the desk of an MCO.
    pub fn is_of_mco_desk(&self) -> bool {
        self.desk == Some(DeskName::Mco)
    }

    /// The lists of a provider's account that acts for these providers.
    ///
    /// # Errors
    /// 404 for another's provider, 422 for a desk that is not a provider's.
    pub fn of_provider(&self, acts_for: &[MedicaidId]) -> Result<(Vec<TicketQuery>, Listing), Problem> {
        let of = match &self.provider {
            Some(named) if acts_for.contains(named) => vec![named.clone()],
            Some(_) => return Err(Problem::not_found()),
            None => acts_for.to_vec(),
        };
        self.without_month()?;
        let query = match self.desk {
            None => TicketQuery::Owner as fn(MedicaidId) -> TicketQuery,
            Some(DeskName::Provider) => |provider| TicketQuery::Desk(Desk::Provider(provider)),
            Some(DeskName::Evidence) => {
                |provider| TicketQuery::PartyQueue(PartyQueue::Evidence, Party::Provider(provider))
            }
            Some(DeskName::Late) => {
                |provider| TicketQuery::PartyQueue(PartyQueue::Late, Party::Provider(provider))
            }
            Some(
                DeskName::Intake
                | DeskName::Review
                | DeskName::Mco
                | DeskName::Extensions
                | DeskName::Overdue
                | DeskName::Urgent,
            ) => return Err(not_your_desk()),
        };
        Ok((of.into_iter().map(query).collect(), self.of_mco_asked()))
    }

    /// The lists of everyone else.
    ///
    /// # Errors
    /// 404 for another MCO's, 422 for a desk of somebody else's or one that lacks its name, and for
    /// what the list asked for cannot be narrowed by.
    pub fn of_others(
        &self,
        caller: &Caller,
        today: NaiveDate,
    ) -> Result<(Vec<TicketQuery>, Listing), Problem> {
        let queries = match &caller.kind {
            // Their providers are looked up first.
            CallerKind::Provider => return self.of_provider(&[]),
            CallerKind::Mco(own) => self.of_mco(own, today)?,
            CallerKind::Hfs { .. } => self.of_hfs(caller, today)?,
        };
        Ok((queries, self.of_mco_asked()))
    }

    fn of_mco_asked(&self) -> Listing {
        let mut listing = self.listing.clone();
        listing.only.mco = self.mco.clone();
        listing
    }

    /// The whole ticket number that is asked for and nothing else: HFS finds it without saying whose it is.
    pub fn number_alone(&self) -> Option<&TicketNumber> {
        let sought = self.sought.as_ref()?;
        let only = Narrowing { text: Some(sought.text.clone()), ..Narrowing::default() };
        let nothing_else = self.desk.is_none()
            && self.mco.is_none()
            && self.provider.is_none()
            && self.month.is_none()
            && self.listing.after.is_none()
            && self.listing.only == only;
        sought.number.as_ref().filter(|_| nothing_else)
    }

    fn of_mco(&self, own: &McoCode, today: NaiveDate) -> Result<Vec<TicketQuery>, Problem> {
        if self.mco.as_ref().is_some_and(|named| named != own) {
            return Err(Problem::not_found());
        }
        self.without_provider()?;
        let query = match self.desk {
            None => return Ok(self.plan(own, today)),
            Some(DeskName::Mco) => TicketQuery::Desk(Desk::Mco(own.clone())),
            Some(DeskName::Evidence) => {
                TicketQuery::PartyQueue(PartyQueue::Evidence, Party::Mco(own.clone()))
            }
            Some(
                DeskName::Intake
                | DeskName::Review
                | DeskName::Provider
                | DeskName::Late
                | DeskName::Extensions
                | DeskName::Overdue
                | DeskName::Urgent,
            ) => return Err(not_your_desk()),
        };
        self.without_month()?;
        Ok(vec![query])
    }

    /// HFS sees everything: one provider's, one MCO's, any desk; its own two desks where nothing is said.
    fn of_hfs(&self, caller: &Caller, today: NaiveDate) -> Result<Vec<TicketQuery>, Problem> {
        if let (None, None, Some(mco)) = (self.desk, &self.provider, &self.mco) {
            return Ok(self.plan(mco, today));
        }
        self.without_month()?;
        let query = match self.desk {
            None => match &self.provider {
                Some(provider) => TicketQuery::Owner(provider.clone()),
                None => return self.own_desks(),
            },
            Some(DeskName::Provider) => TicketQuery::Desk(Desk::Provider(self.whose_provider()?)),
            Some(DeskName::Late) => {
                TicketQuery::PartyQueue(PartyQueue::Late, Party::Provider(self.whose_provider()?))
            }
            Some(DeskName::Evidence) => TicketQuery::PartyQueue(PartyQueue::Evidence, self.whose_party()?),
            Some(DeskName::Mco) => self.of_no_provider(TicketQuery::Desk(Desk::Mco(self.whose_mco()?)))?,
            Some(DeskName::Extensions) => self.of_no_provider(TicketQuery::Queue(Queue::Extensions))?,
            Some(DeskName::Urgent) => self.of_no_provider(TicketQuery::Queue(Queue::Urgent))?,
            Some(DeskName::Overdue) => {
                caller.require_lead()?;
                self.of_no_provider(TicketQuery::Queue(Queue::Overdue))?
            }
            Some(DeskName::Intake) => self.of_no_provider(TicketQuery::Desk(Desk::HfsIntake))?,
            Some(DeskName::Review) => self.of_no_provider(TicketQuery::Desk(Desk::HfsReview))?,
        };
        Ok(vec![query])
    }

    fn whose_provider(&self) -> Result<MedicaidId, Problem> {
        let message = "Say whose: give the provider's Medicaid ID.";
        self.provider.clone().ok_or_else(|| fault("provider", "missing", message))
    }

    fn whose_mco(&self) -> Result<McoCode, Problem> {
        let message = "Say whose: choose an MCO, by its code in a program, such as ABHIL.";
        self.mco.clone().ok_or_else(|| fault("mco", "missing", message))
    }

    /// The provider where one is named: an MCO then narrows its queue.
    fn whose_party(&self) -> Result<Party, Problem> {
        match &self.provider {
            Some(provider) => Ok(Party::Provider(provider.clone())),
            None => self.whose_mco().map(Party::Mco),
        }
    }

    /// HFS's two desks. A ticket in another state lies on neither: it is asked for by its MCO or provider.
    fn own_desks(&self) -> Result<Vec<TicketQuery>, Problem> {
        if self.sought.is_some() {
            let message = "A part of a number is looked for in one list: say whose, by an MCO or a provider's Medicaid ID, or give the whole ticket number.";
            return Err(fault("text", "needs_mco_or_provider", message));
        }
        match self.listing.only.state {
            None | Some(StateName::Received | StateName::InReview) => {
                Ok(vec![TicketQuery::Desk(Desk::HfsIntake), TicketQuery::Desk(Desk::HfsReview)])
            }
            Some(_) => Err(fault(
                "state",
                "needs_mco_or_provider",
                "HFS has no list of its own for this state: say whose tickets, by an MCO or a provider's Medicaid ID. What was closed before an MCO saw it is in its provider's list only.",
            )),
        }
    }

    /// One month of an MCO's, or the last twelve and this one; more where filings of longer ago are asked
    /// for: what was filed on a day was presented then or later.
    fn plan(&self, mco: &McoCode, today: NaiveDate) -> Vec<TicketQuery> {
        let month = |month: Month| TicketQuery::Plan(mco.clone(), month.0);
        match &self.month {
            Some(named) => vec![month(named.clone())],
            None => (0..=self.months_back(today))
                .filter_map(|back| Some(month(Month::of(today.checked_sub_months(Months::new(back))?))))
                .collect(),
        }
    }

    fn months_back(&self, today: NaiveDate) -> u32 {
        let since = |day: NaiveDate| {
            let months = (today.year() - day.year()) * 12 + i32::try_from(today.month()).unwrap_or(12)
                - i32::try_from(day.month()).unwrap_or(1);
            u32::try_from(months).unwrap_or(0).min(MOST_MONTHS_BACK)
        };
        self.filed_from.map_or(MONTHS_BACK, since)
    }

    fn without_month(&self) -> Result<(), Problem> {
        let message = "Only an MCO's lists are kept by month: leave this out.";
        self.month.as_ref().map_or(Ok(()), |_| Err(fault("month", "not_a_filter", message)))
    }

    fn of_no_provider(&self, query: TicketQuery) -> Result<TicketQuery, Problem> {
        self.without_provider().map(|()| query)
    }

    fn without_provider(&self) -> Result<(), Problem> {
        let message = "This list is not kept by provider: leave this out.";
        self.provider.as_ref().map_or(Ok(()), |_| Err(fault("provider", "not_a_filter", message)))
    }
}

fn not_your_desk() -> Problem {
    fault("desk", "desk_not_yours", "This desk is not yours: leave it out, or ask for your own.")
}

fn fault(field: &str, code: &'static str, message: &'static str) -> Problem {
    Problem::faults(vec![FieldFault::new(code, message).at(format!("/{field}"))])
}
