//! Which tickets a list is asked for, and by whom: each part has its own lists, and sees no others.

use chrono::{Datelike, Months, NaiveDate};
use portal_core::code_list;
use portal_core::fault::FieldFault;
use portal_core::identity::MedicaidId;
use portal_core::mco::McoCode;
use portal_core::moves::StateName;
use portal_core::ticket::Desk;
use portal_edge::{Asked, CallerKind, Problem};
use portal_store::{Listing, Place, TicketQuery};
use std::str::FromStr;

/// Tickets on a page, where nobody says.
const PAGE: u64 = 50;
/// Tickets on a page at the most.
const LARGEST_PAGE: u64 = 100;
/// An MCO's list reaches back this many months; older ones are asked for by their month.
const MONTHS_BACK: u32 = 12;

code_list! {
    /// Whose move it is.
    pub enum DeskName {
        Intake = "intake", "HFS has to present it";
        Review = "review", "HFS reviews it";
        Mco = "mco", "The MCO has to answer";
        Provider = "provider", "The provider has to answer";
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
    /// After which place, how many, in which state.
    pub listing: Listing,
}

impl ListAsked {
    /// Reads the query.
    ///
    /// # Errors
    /// 422 with every fault.
    pub fn read(asked: &Asked) -> Result<Self, Problem> {
        let mut fields = asked.fields();
        let limit = fields.integer("limit", 1..=LARGEST_PAGE).unwrap_or(PAGE);
        let read = Self {
            desk: fields.text("desk"),
            mco: fields.text("mco"),
            provider: fields.text("provider"),
            month: fields.text("month"),
            listing: Listing {
                after: fields.text::<Place>("cursor"),
                limit: u16::try_from(limit).unwrap_or(u16::MAX),
                state: fields.text::<StateName>("state"),
                mco: None,
            },
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
            Some(DeskName::Intake | DeskName::Review | DeskName::Mco) => return Err(not_your_desk()),
        };
        let listing = Listing { mco: self.mco.clone(), ..self.listing.clone() };
        Ok((of.into_iter().map(query).collect(), listing))
    }

    /// The lists of everyone else.
    ///
    /// # Errors
    /// 404 for another MCO's, 422 for a desk of somebody else's or one that lacks its name, and for
    /// what the list asked for cannot be narrowed by.
    pub fn of_others(
        &self,
        kind: &CallerKind,
        today: NaiveDate,
    ) -> Result<(Vec<TicketQuery>, Listing), Problem> {
        let queries = match kind {
            // Their providers are looked up first.
            CallerKind::Provider => return self.of_provider(&[]),
            CallerKind::Mco(own) => self.of_mco(own, today)?,
            CallerKind::Hfs { .. } => self.of_hfs(today)?,
        };
        Ok((queries, Listing { mco: self.mco.clone(), ..self.listing.clone() }))
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
            Some(DeskName::Intake | DeskName::Review | DeskName::Provider) => Err(not_your_desk()),
        }
    }

    /// HFS sees everything: one provider's, one MCO's, any desk; its own two desks where nothing is said.
    fn of_hfs(&self, today: NaiveDate) -> Result<Vec<TicketQuery>, Problem> {
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
                        fault("provider", "missing", "Say whose desk: add provider= and its Medicaid ID.")
                    })?;
                    return Ok(vec![TicketQuery::Desk(Desk::Provider(provider))]);
                }
                Some(DeskName::Mco) => Desk::Mco(self.mco.clone().ok_or_else(|| {
                    fault("mco", "missing", "Say whose desk: add mco=ABHIL or another code.")
                })?),
                Some(DeskName::Intake) => Desk::HfsIntake,
                Some(DeskName::Review) => Desk::HfsReview,
                None => return self.own_desks(),
            };
        self.without_provider()?;
        Ok(vec![TicketQuery::Desk(desk)])
    }

    /// HFS's two desks. A ticket in another state lies on neither: it is asked for by its MCO or provider.
    fn own_desks(&self) -> Result<Vec<TicketQuery>, Problem> {
        match self.listing.state {
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

    /// One month of an MCO's, or the last twelve and this one.
    fn plan(&self, mco: &McoCode, today: NaiveDate) -> Vec<TicketQuery> {
        let month = |month: Month| TicketQuery::Plan(mco.clone(), month.0);
        match &self.month {
            Some(named) => vec![month(named.clone())],
            None => (0..=MONTHS_BACK)
                .filter_map(|back| Some(month(Month::of(today.checked_sub_months(Months::new(back))?))))
                .collect(),
        }
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
