//! What is told to a person when something is refused or fails: a stable code, and a sentence in each language.

use cunji_domain::violation::Violation;
use cunji_protocol::FrameFault;
use cunji_protocol::calls::{CodeFault, LinkFault, Refusal};
use cunji_reports::ReportError;
use cunji_store::StoreError;

use crate::language::Language;
use crate::views::me::VillageName;

/// A result of the client.
pub type Result<T, E = ClientError> = std::result::Result<T, E>;

/// One sentence with its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Stable and dotted.
    pub code: String,
    /// Plain Chinese.
    pub zh: String,
    /// English, written the same way.
    pub en: String,
}

impl Told {
    /// A sentence.
    pub fn new(code: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code: code.into(), zh: zh.into(), en: en.into() }
    }

    /// The sentence in a language, its code small and last.
    pub fn text(&self, language: Language) -> String {
        format!("{} ({})", language.pick(&self.zh, &self.en), self.code)
    }
}

impl From<Violation> for Told {
    fn from(violation: Violation) -> Self {
        Self { code: violation.code.to_owned(), zh: violation.zh, en: violation.en }
    }
}

/// Why something was refused or failed. Nothing is half written.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Rules that what was written breaks; nothing was saved.
    #[error("{}", joined(.0))]
    Violations(Vec<Told>),
    /// The server refused the call.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// An enrolment code is none, or another server's.
    #[error(transparent)]
    Code(#[from] CodeFault),
    /// No server answers at the address.
    #[error("no server answers: {0}")]
    NoServer(String),
    /// The line broke. What arrived is kept on both sides; a further sync goes on from there.
    #[error("the line broke")]
    Cut {
        /// Own entries that the server does not hold yet; none where that was not looked at.
        unsent: Option<u64>,
    },
    /// What the server answers can't be read.
    #[error("the server's answer can't be read: {0}")]
    Unreadable(String),
    /// The phone is locked, or was locked while a sync went on; nothing is lost by it.
    #[error("the phone is locked")]
    Locked,
    /// The person works in several villages on the day, and nothing says which one is meant: one of these.
    #[error("a village has to be chosen")]
    WhichVillage(Vec<VillageName>),
    /// A sentence of the client's own.
    #[error("{}", .0.en)]
    Told(Told),
}

impl ClientError {
    /// A sentence of the client's own.
    pub fn told(code: &str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Told(Told::new(code, zh, en))
    }

    /// The program stumbled over itself. Nothing was half written.
    pub fn stumbled(detail: &str) -> Self {
        Self::told(
            "client.stumbled",
            format!("程序出了错({detail})。写的都在手机里;再试一次,还不行请告诉办公室。"),
            format!(
                "The program stumbled ({detail}). What you wrote is safe here; try again, and tell the office if it stays."
            ),
        )
    }

    /// The code of the first sentence.
    pub fn code(&self) -> String {
        self.sentences().into_iter().next().map_or_else(|| "client.unknown".to_owned(), |told| told.code)
    }

    /// Whether a further attempt may help without anybody doing anything.
    pub fn is_of_the_line(&self) -> bool {
        matches!(self, Self::Cut { .. } | Self::NoServer(_))
    }

    /// All that is to be told.
    pub fn sentences(&self) -> Vec<Told> {
        vec![match self {
            Self::Violations(all) => return all.clone(),
            Self::Store(error) => Told::new(error.code(), error.zh(), error.en()),
            Self::Refused(refusal) => Told::new(&refusal.code, &refusal.zh, &refusal.en),
            Self::Code(fault) => Told::new(fault.code(), fault.zh(), fault.en()),
            Self::NoServer(detail) => Told::new(
                "sync.no_server",
                format!("连不上服务器({detail})。写的都在手机里,有信号了再试。"),
                format!("No server answers ({detail}). What you wrote is safe here; try again when there is a signal."),
            ),
            // Nothing unsent is not all delivered: what is refused, held or drafted is not, and who enrols wrote nothing yet.
            Self::Cut { unsent: None | Some(0) } => Told::new(
                "sync.cut",
                "信号断了,没做完。写的都在手机里,有信号再来一次就行。",
                "The line broke before this was done. What you wrote is safe here; try again when there is a signal.",
            ),
            Self::Cut { unsent: Some(unsent) } => Told::new(
                "sync.cut",
                format!("信号断了。没传的 {unsent} 条都在手机里,有信号再同步一次就行。"),
                format!(
                    "The line broke. The {unsent} unsent entries are safe here; sync again when there is a signal."
                ),
            ),
            Self::Unreadable(detail) => Told::new(
                "sync.unreadable",
                format!("服务器的回答读不懂({detail})。写的都在手机里;请核对地址,或升级程序。"),
                format!(
                    "The server's answer can't be read ({detail}). What you wrote is safe here; check the address, or update the program."
                ),
            ),
            Self::Locked => Told::new(
                "app.locked",
                "手机锁上了。写的都在,解锁了接着来。",
                "The phone is locked. What you wrote is safe here; unlock it to go on.",
            ),
            Self::WhichVillage(villages) => which_village(villages),
            Self::Told(told) => told.clone(),
        }]
    }
}

impl From<Vec<Violation>> for ClientError {
    fn from(violations: Vec<Violation>) -> Self {
        Self::Violations(violations.into_iter().map(Told::from).collect())
    }
}

impl From<Violation> for ClientError {
    fn from(violation: Violation) -> Self {
        vec![violation].into()
    }
}

impl From<LinkFault> for ClientError {
    fn from(fault: LinkFault) -> Self {
        Self::Told(Told::new(fault.code(), fault.zh(), fault.en()))
    }
}

impl From<ReportError> for ClientError {
    fn from(error: ReportError) -> Self {
        Self::Told(Told::new(error.code(), format!("{}({error})", error.zh()), format!("{} ({error})", error.en())))
    }
}

impl From<FrameFault> for ClientError {
    fn from(fault: FrameFault) -> Self {
        Self::Told(Told::new(fault.code(), fault.zh(), fault.en()))
    }
}

impl From<cunji_history::canonical::CanonicalError> for ClientError {
    fn from(error: cunji_history::canonical::CanonicalError) -> Self {
        Self::Unreadable(error.to_string())
    }
}

fn which_village(villages: &[VillageName]) -> Told {
    let names = villages.iter().map(|village| village.name.as_deref().unwrap_or(&village.code));
    let names: Vec<&str> = names.collect();
    Told::new(
        "client.which_village",
        format!("这一天你在几个村({}),先选一个村。", names.join("、")),
        format!("You work in several villages on this day ({}); choose one first.", names.join(", ")),
    )
}

fn joined(all: &[Told]) -> String {
    all.iter().map(|told| told.text(Language::En)).collect::<Vec<_>>().join("; ")
}

/// Nothing of this id is here.
pub(crate) fn no_such_record(typed: &str) -> ClientError {
    ClientError::told(
        "record.not_there",
        format!("手机里没有 {typed} 这条记录。"),
        format!("There is no record {typed} on this phone."),
    )
}
