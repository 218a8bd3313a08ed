//! The edge: who is asking, what they sent, and what they get back.
//!
//! A handler reads (`Caller`, `Sent`, `Key`, `Asked`), asks the rulebook, commits to the store, and
//! answers; whatever goes wrong on the way becomes a `Problem`.

pub mod address;
pub mod bearer;
pub mod body;
pub mod caller;
pub mod civil_day;
pub mod clock;
pub mod compress;
pub mod correspondence_view;
pub mod fetch;
pub mod fields;
pub mod idempotency;
pub mod ids;
pub mod jwks;
pub mod logs;
pub mod make_move;
pub mod opened;
pub mod own_upload;
pub mod page;
pub mod portal;
pub mod problem;
mod refusals;
pub mod repeat;
pub mod route;
pub mod schedule;
pub mod serve;
pub mod settings;
pub mod several;
mod store_faults;
pub mod ticket_view;
pub mod token;
pub mod verdicts;
pub mod version;
pub mod window_view;

pub use address::{Asked, Key, Keys};
pub use bearer::{Bearer, still_here};
pub use body::{MaybeSent, Sent};
pub use caller::{Caller, CallerKind};
pub use clock::Clock;
pub use correspondence_view::MessageView;
pub use fields::Fields;
pub use ids::{Ids, typed_ticket_number};
pub use make_move::{BareMove, Carried, Move, OneMove};
pub use opened::{before_writing, memberships, open_ticket, open_to_take, profile};
pub use page::{ByToken, Filled, Frame, Language, Part, Reader, Visit, Wanted};
pub use portal::{Portal, With};
pub use problem::Problem;
pub use route::{RequestId, app};
pub use schedule::ScheduledEvent;
pub use serve::{EventFault, run, run_events, serve, serve_events};
pub use settings::Settings;
pub use ticket_view::{TicketView, at_ticket};
pub use version::Expected;
pub use window_view::WindowView;
