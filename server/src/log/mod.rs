//! The log of a space above the storage: a record's history, the server's own entries, the tables made anew.

mod history;
mod publish;
mod rebuild;
pub mod stub;

pub use history::History;
pub use publish::{Named, Publisher, publish, publish_again, publish_fields};
pub use rebuild::rebuild;
