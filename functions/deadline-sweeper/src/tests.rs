//! Sweeps of real tickets on a real table.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "../../../crates/core/tests/world/mod.rs"]
mod world;

mod cost;
mod deadlines;
mod runs;
mod ten_thousand;

use crate::handler::Sweeper;
use crate::swept::Swept;
use portal_core::actor::Actor;
use portal_core::claim::Claim;
use portal_core::decide::{Command, decide};
use portal_core::identity::TicketId;
use portal_core::intake::{Filing, file};
use portal_store::{Dossier, Membership, SHARDS};
use portal_testkit::desk::Desk;

/// The start of the day after Christmas Eve: what was presented at the desk's noon is overdue.
const OVERDUE: &str = "2026-12-25T06:00:00Z";

/// The start of the day after the fifth business day from there: the ladder's last step.
const LEAD: &str = "2027-01-05T06:00:00Z";

async fn desk() -> Desk {
    let desk = Desk::open().await;
    desk.approved("clerk").await;
    letters(&desk).await;
    desk
}

/// Files another dispute now; it is presented at once.
async fn filed(desk: &Desk, number: u32, urgent: bool) -> Dossier {
    let membership = membership(desk).await;
    filed_by(desk, number, urgent, &membership).await
}

async fn membership(desk: &Desk) -> Membership {
    desk.database.store.memberships(&"clerk".parse().unwrap()).await.unwrap().remove(0)
}

async fn filed_by(desk: &Desk, number: u32, urgent: bool, membership: &Membership) -> Dossier {
    let mut submission = world::submission("2026-10-20".parse().unwrap());
    submission.mco_tracking_number = format!("PDXGR{number:07}").parse().ok();
    submission.urgent = urgent;
    submission.urgent_reason = urgent.then(world::words);
    let claim = Claim { mco_claim_number: format!("23ABC{number:07}").parse().ok(), ..world::claim() };
    let claims = [claim];
    let filing = Filing {
        id: desk.portal.ids().ticket_id(desk.now).unwrap(),
        number: desk.portal.ids().ticket_number().unwrap(),
        submission: &submission,
        claims: &claims,
    };
    let change =
        file(filing, &world::provider(), desk.now, desk.portal.policy(), desk.portal.mcos()).unwrap();
    let store = &desk.database.store;
    store.file_ticket(&change, &submission, &claims, membership, None).await.unwrap().into_inner()
}

/// A person moves a ticket.
async fn moved(desk: &Desk, ticket: &TicketId, command: Command, actor: &Actor) -> Dossier {
    let before = ticket_of(desk, ticket).await;
    let change = decide(&before.ticket, command, actor, desk.now, desk.portal.policy()).unwrap();
    desk.database.store.commit(&before, &change, None).await.unwrap().into_inner()
}

async fn ticket_of(desk: &Desk, ticket: &TicketId) -> Dossier {
    desk.database.store.dossier(ticket).await.unwrap().unwrap()
}

async fn swept_at(desk: &Desk, now: &str) -> Swept {
    let desk = desk.at(now);
    Sweeper::new(desk.portal.clone()).sweep(desk.now).await
}

/// Takes every letter owed: kind, audience and days left of each.
async fn letters(desk: &Desk) -> Vec<String> {
    let (store, much_later) = (&desk.database.store, desk.now + chrono::TimeDelta::days(1000));
    let mut letters = Vec::new();
    for shard in 0..SHARDS {
        for key in store.due_notices(shard, much_later, 1000, None).await.unwrap().items {
            let item = store.take_notices(&key, much_later, much_later).await.unwrap().unwrap();
            store.finish_notices(&item, portal_store::Delivery::Sent).await.unwrap();
            letters.extend(item.notices.iter().map(|notice| {
                let days = notice.days_left.map(|days| format!(" {days}")).unwrap_or_default();
                format!("{} {}{days}", notice.kind, notice.to)
            }));
        }
    }
    letters.sort();
    letters
}
