//! One suite for both homes: what the server relies on holds in SQLite and in PostgreSQL, or a test fails.

mod attendance;
mod audit;
mod concurrency;
mod foreseen;
mod handovers;
mod log;
mod months;
mod read_model;
mod recovery;
mod search;
mod teams;
mod templates;
mod transactions;

/// Runs each case, a function of a [`super::testing::TestHome`], once per home.
macro_rules! on_both_homes {
    ($($case:ident,)+) => {
        mod sqlite {
            $(#[test]
            fn $case() {
                super::$case(&crate::storage::testing::TestHome::new(crate::storage::Home::Sqlite));
            })+
        }

        mod postgres {
            $(#[test]
            fn $case() {
                super::$case(&crate::storage::testing::TestHome::new(crate::storage::Home::Postgres));
            })+
        }
    };
}
use on_both_homes;
