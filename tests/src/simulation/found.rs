//! What a world finds wrong, and by which invariant.

use std::fmt;

/// What must hold in every world (design §12.3, told apart).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invariant {
    /// What a phone told to be saved is there.
    SavedIsThere,
    /// What was acknowledged is on the server.
    AcknowledgedIsThere,
    /// What was saved and could survive is somewhere.
    NothingIsLost,
    /// Replicas of one space and audience hold the same records.
    ReplicasAgree,
    /// The tables say what the edits say.
    TablesFollow,
    /// Hashes, chains and signatures prove.
    Proves,
    /// No edit counts twice; nothing is in the log that nobody wrote.
    CountedOnce,
    /// Nobody receives what is not theirs to read.
    Scope,
    /// What was erased by law is gone, and stays gone.
    ErasedIsGone,
    /// A text, a set, a choice are what people made of it.
    SaysWhatWasWritten,
    /// No salt serves two edits.
    SaltsAreDistinct,
    /// A reader that follows its cursor sees every number of a log once.
    EachNumberOnce,
    /// A rejected edit, and what was written upon it, does not show.
    RejectedDoesNotShow,
    /// What is held waits for something that is missing, or for a person.
    HeldForAReason,
    /// What was written well is taken in: refused, held or rejected is only what there is a reason for.
    GoodIsTaken,
    /// On a clear line everything comes to rest, and a further sync brings nothing.
    ComesToRest,
    /// The server answers.
    ServerAnswers,
    /// A phone does what it is asked, or says why not.
    PhoneAnswers,
}

impl fmt::Display for Invariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SavedIsThere => "what was told to be saved is there",
            Self::AcknowledgedIsThere => "what was acknowledged is on the server",
            Self::NothingIsLost => "nothing that could survive is lost",
            Self::ReplicasAgree => "replicas agree",
            Self::TablesFollow => "tables follow from edits",
            Self::Proves => "chains and signatures prove",
            Self::CountedOnce => "everything counts once",
            Self::Scope => "nobody reads what is not theirs",
            Self::ErasedIsGone => "what was erased is gone",
            Self::SaysWhatWasWritten => "records say what people wrote",
            Self::SaltsAreDistinct => "no salt serves twice",
            Self::EachNumberOnce => "a reader sees each number once",
            Self::RejectedDoesNotShow => "what was rejected does not show",
            Self::HeldForAReason => "what is held waits for something",
            Self::GoodIsTaken => "what was written well is taken in",
            Self::ComesToRest => "everything comes to rest",
            Self::ServerAnswers => "the server answers",
            Self::PhoneAnswers => "a phone answers",
        })
    }
}

/// A broken invariant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub invariant: Invariant,
    /// Where and how.
    pub detail: String,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.invariant, self.detail)
    }
}

/// What a step of a world comes to.
pub type Sim<T = ()> = Result<T, Found>;

/// Something wrong.
pub fn found<T>(invariant: Invariant, detail: impl fmt::Display) -> Sim<T> {
    Err(Found { invariant, detail: detail.to_string() })
}

/// Errors of the server's side are never expected.
pub fn server<T, E: fmt::Display>(result: Result<T, E>, doing: &str) -> Sim<T> {
    result.or_else(|error| found(Invariant::ServerAnswers, format!("{doing}: {error}")))
}

/// Errors of a phone's store that are never expected.
pub fn phone<T, E: fmt::Display>(result: Result<T, E>, doing: &str) -> Sim<T> {
    result.or_else(|error| found(Invariant::PhoneAnswers, format!("{doing}: {error}")))
}
