//! Pages: the same answers for people. A handler makes one view; a program gets it as JSON, a person in
//! a page, in English or Spanish, that needs no JavaScript.

pub mod again;
pub mod claim_facts;
pub mod cookies;
pub mod doing;
pub mod fill;
pub mod form;
pub mod frame;
pub mod happened;
pub mod language;
pub mod local;
pub mod look;
pub mod own;
pub mod problem_page;
pub mod reader;
pub mod spoken;
pub mod ticket;
mod told;
pub mod visit;
pub mod words;

pub use again::again;
pub use fill::Filled;
pub use form::OwnForm;
pub use frame::{Frame, Part, html, html_posting_to, see_other};
pub use language::Language;
pub use reader::{ByToken, Reader};
pub use visit::{SignedIn, Visit, Wanted};
