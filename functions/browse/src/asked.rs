//! Which tickets a list is asked for, and by whom: each part has its own lists, and sees no others.

use crate::narrowed::{Form, Narrowed, Sought};
use chrono::{Datelike, Months, NaiveDate};
use portal_core::code_list;
use portal_core::fault::FieldFault;
use portal_core::identity::{MedicaidId, TicketNumber};
use portal_core::mco::McoCode;
use portal_core::moves::StateName;
use portal_core::queue::Queue;
use portal_core::ticket::Desk;
use portal_edge::{Asked, Caller, CallerKind, Problem};
use portal_store::{Listing, Narrowing, TicketQuery};
use std::str::FromStr;

/// An MCO's list reaches back this many months; older ones are asked for by their month.
const MONTHS_BACK: u32 = 12;
/// No list reaches back further, whatever day of filing it is asked from: a query each.
const MOST_MONTHS_BACK: u32 = 60;

code_list! {
    /// Whose move it is, or what waits for HFS besides.
    pub enum DeskName {
        Intake = "intake", "HFS has to present it";
        Review = "review", "HFS reviews it";
        Mco = "mco", "The MCO has to answer";
        Provider = "provider", "The provider has to answer";
        Extensions = "extensions", "HFS has to grant or refuse an extension";
        Overdue = "overdue", "Something is overdue, whosever it is";
        Urgent = "urgent", "HFS has not looked at an urgent ticket";
    }
}

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
        match self.desk {
            None => Ok(self.plan(own, today)),
            Some(DeskName::Mco) => {
                self.without_month()?;
                Ok(vec![TicketQuery::Desk(Desk::Mco(own.clone()))])
            }
            Some(
                DeskName::Intake
                | DeskName::Review
                | DeskName::Provider
                | DeskName::Extensions
                | DeskName::Overdue
                | DeskName::Urgent,
            ) => Err(not_your_desk()),
        }
    }

    /// HFS sees everything: one provider's, one MCO's, any desk; its own two desks where nothing is said.
    fn of_hfs(&self, caller: &Caller, today: NaiveDate) -> Result<Vec<TicketQuery>, Problem> {
        if let (None, None, Some(mco)) = (self.desk, &self.provider, &self.mco) {
            return Ok(self.plan(mco, today));
        }
        self.without_month()?;
        if let (None, Some(provider)) = (self.desk, &self.provider) {
            return Ok(vec![TicketQuery::Owner(provider.clone())]);
        }
        let desk =
            match self.desk {
                Some(DeskName::Provider) => {
                    let provider = self.provider.clone().ok_or_else(|| {
                        fault("provider", "missing", "Say whose desk: name the provider by its Medicaid ID.")
                    })?;
                    return Ok(vec![TicketQuery::Desk(Desk::Provider(provider))]);
                }
                Some(DeskName::Mco) => Desk::Mco(self.mco.clone().ok_or_else(|| {
                    fault("mco", "missing", "Say whose desk: choose an MCO, such as ABHIL.")
                })?),
                Some(DeskName::Extensions) => return self.queue(Queue::Extensions),
                Some(DeskName::Urgent) => return self.queue(Queue::Urgent),
                Some(DeskName::Overdue) => {
                    caller.require_lead()?;
                    return self.queue(Queue::Overdue);
                }
                Some(DeskName::Intake) => Desk::HfsIntake,
                Some(DeskName::Review) => Desk::HfsReview,
                None => return self.own_desks(),
            };
        self.without_provider()?;
        Ok(vec![TicketQuery::Desk(desk)])
    }

    fn queue(&self, queue: Queue) -> Result<Vec<TicketQuery>, Problem> {
        self.without_provider()?;
        Ok(vec![TicketQuery::Queue(queue)])
    }

    /// HFS's two desks. A ticket in another state lies on neither: it is asked for by its MCO or provider.
    fn own_desks(&self) -> Result<Vec<TicketQuery>, Problem> {
        if self.sought.is_some() {
            let message = "A part of a number is looked for in one list: add mco= or provider= to say whose, or give the whole ticket number.";
            return Err(fault("text", "needs_mco_or_provider", message));
        }
        match self.listing.only.state {
            None | Some(StateName::Received | StateName::InReview) => {
                Ok(vec![TicketQuery::Desk(Desk::HfsIntake), TicketQuery::Desk(Desk::HfsReview)])
            }
            Some(_) => Err(fault(
                "state",
                "needs_mco_or_provider",
                "A ticket in this state lies on no desk of HFS: add mco= or provider= to say whose.",
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
