//! The lists somebody asks for, and whether they may have them: read side by side, however many lists a page has.

use crate::asked::ListAsked;
use crate::handler::Desk;
use futures_util::future::try_join_all;
use portal_core::actor::Role;
use portal_core::identity::MedicaidId;
use portal_edge::{Caller, Problem, memberships, still_here};
use portal_store::{Listing, TicketPage, TicketQuery};

/// What was asked for.
pub struct Found {
    /// A page of each list, in the order in which they were asked for.
    pub pages: Vec<TicketPage>,
    /// The providers that the caller acts for; of anyone else's account, none.
    pub acts_for: Vec<MedicaidId>,
}

/// A page of each of these lists.
///
/// # Errors
/// As the caller's part has it; 422 for what cannot be asked.
pub async fn found(desk: &Desk, caller: &Caller, asked: &[ListAsked]) -> Result<Found, Problem> {
    if caller.is_provider() {
        return of_provider(desk, caller, asked).await;
    }
    let pages = try_join_all(asked.iter().map(|asked| of_others(desk, caller, asked)));
    let (pages, ()) = tokio::try_join!(pages, still_here(&desk.portal, caller))?;
    Ok(Found { pages, acts_for: Vec::new() })
}

/// A page of one list.
///
/// # Errors
/// As the caller's part has it; 422 for what cannot be asked.
pub async fn page(desk: &Desk, caller: &Caller, asked: &ListAsked) -> Result<TicketPage, Problem> {
    let found = found(desk, caller, std::slice::from_ref(asked)).await?;
    found.pages.into_iter().next().ok_or_else(|| Problem::internal("a list that was asked for and not read"))
}

async fn of_others(desk: &Desk, caller: &Caller, asked: &ListAsked) -> Result<TicketPage, Problem> {
    let store = desk.portal.store();
    if let (Role::Hfs, Some(number)) = (caller.role(), asked.number_alone()) {
        let tickets = store.summary_of(number).await?.into_iter().collect();
        return Ok(TicketPage::of(tickets));
    }
    let (queries, listing) = asked.of_others(caller, desk.portal.today())?;
    Ok(store.list(&queries, &listing).await?)
}

/// Memberships and lists side by side, on the guess that the caller acts for whom it acted last; where
/// that is wrong, the lists are read again.
async fn of_provider(desk: &Desk, caller: &Caller, asked: &[ListAsked]) -> Result<Found, Problem> {
    let guess = desk.own.guess(&caller.user);
    let guessed = async {
        let of = |guess: &Vec<MedicaidId>| queries(asked, guess).ok();
        match guess.as_ref().and_then(of) {
            Some(queries) => read(desk, queries).await.map(Some),
            None => Ok(None),
        }
    };
    let (members, pages) = tokio::try_join!(memberships(&desk.portal, caller), guessed)?;
    let acts_for: Vec<MedicaidId> = members.into_iter().map(|member| member.medicaid_id).collect();
    desk.own.remember(&caller.user, &acts_for);
    let pages = match pages {
        Some(pages) if guess.as_ref() == Some(&acts_for) => pages,
        Some(_) | None => read(desk, queries(asked, &acts_for)?).await?,
    };
    Ok(Found { pages, acts_for })
}

type Queries = Vec<(Vec<TicketQuery>, Listing)>;

fn queries(asked: &[ListAsked], acts_for: &[MedicaidId]) -> Result<Queries, Problem> {
    asked.iter().map(|asked| asked.of_provider(acts_for)).collect()
}

async fn read(desk: &Desk, lists: Queries) -> Result<Vec<TicketPage>, Problem> {
    let store = desk.portal.store();
    let pages = lists.iter().map(|(queries, listing)| store.list(queries, listing));
    Ok(try_join_all(pages).await?)
}
