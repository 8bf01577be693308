//! Why a frame is not taken, with stable codes and words for people.

use cunji_history::canonical::CanonicalError;

/// Why a frame can't be read or does not prove what it says. The receiver decides what follows: refuse, or hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameFault {
    /// Not the shape that docs/protocol.md gives it.
    #[error("the frame is malformed: {0}")]
    Malformed(&'static str),
    /// Of a version of the protocol that this program does not speak.
    #[error("the body is of protocol version {0}, which this program does not speak; update the older of the two")]
    Version(i64),
    /// Larger than a limit of docs/protocol.md.
    #[error("the frame goes beyond the limit {0}")]
    OverLimit(&'static str),
    /// Signed by a suite that this version does not know.
    #[error("the frame is signed by suite {0}, which this version does not know")]
    UnknownSuite(i64),
    /// It does not begin right after the entry that it is checked against.
    #[error("the frame begins at number {found}, {expected} was due")]
    Gap {
        /// The number that was due.
        expected: u64,
        /// The number it begins with.
        found: u64,
    },
    /// The chain before it is another one than the receiver holds: somebody wrote on from an older copy.
    #[error("the chain before number {0} is not the one that is held here")]
    Fork(u64),
    /// The signature is not that of the device, over what the frame decodes to.
    #[error("the frame's signature is wrong")]
    BadSignature,
    /// An answer is not sealed by the server that was asked, or is the answer to another request.
    #[error(
        "what answered is not the office's server, or somebody changed the answer on the line; nothing of it was taken. What you wrote is safe here; try again on another network, and tell the office if it stays so"
    )]
    UnprovenAnswer,
    /// An entry names a parent by a number that nobody knows.
    #[error("entry {number} follows number {parent} of its chain, which is unknown")]
    UnknownParent {
        /// The entry.
        number: u64,
        /// The number in the same device's chain.
        parent: u64,
    },
    /// Neither a seed nor a salt came with an entry.
    #[error("entry {0} came without its salt")]
    MissingSalt(u64),
}

impl FrameFault {
    /// The code of [`Self::Gap`].
    pub const GAP: &str = "frame.gap";

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "frame.malformed",
            Self::Version(_) => "protocol.version",
            Self::OverLimit(_) => "frame.over_limit",
            Self::UnknownSuite(_) => "frame.unknown_suite",
            Self::Gap { .. } => Self::GAP,
            Self::Fork(_) => "frame.fork",
            Self::BadSignature => "frame.bad_signature",
            Self::UnprovenAnswer => "answer.unproven",
            Self::UnknownParent { .. } => "frame.unknown_parent",
            Self::MissingSalt(_) => "frame.missing_salt",
        }
    }

    /// For a person, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Malformed(what) => format!("这批记录读不出来({what})。"),
            Self::Version(version) => {
                format!("手机上的程序和服务器版本不合(协议第 {version} 版),请升级较旧的一方。手机里的内容都在。")
            }
            Self::OverLimit(limit) => format!("这批记录太大(超过 {limit})。"),
            Self::UnknownSuite(suite) => format!("这批记录用的签名方式({suite})本版还不认识,请先升级。"),
            Self::Gap { expected, found } => format!("这批记录从第 {found} 条开始,中间缺了第 {expected} 条起的内容。"),
            Self::Fork(number) => format!("第 {number} 条之前的记录和这里存的对不上,这台设备可能被复制过。"),
            Self::BadSignature => "这批记录的签名不对,没有收下。".to_owned(),
            Self::UnprovenAnswer => {
                "回话的不像是办公室的服务器,也可能路上被人改过,这次一条都没照办。写的都在手机里;换个网络再试,还是这样请告诉办公室。".to_owned()
            }
            Self::UnknownParent { number, parent } => format!("第 {number} 条改的是第 {parent} 条,而那一条这里没有。"),
            Self::MissingSalt(number) => format!("第 {number} 条缺少校验用的盐值。"),
        }
    }

    /// For a person, in English.
    pub fn en(&self) -> String {
        self.to_string()
    }
}

impl From<CanonicalError> for FrameFault {
    fn from(fault: CanonicalError) -> Self {
        match fault {
            CanonicalError::Malformed => Self::Malformed("CBOR"),
            CanonicalError::Shape(what) => Self::Malformed(what),
            CanonicalError::NotCanonical => Self::Malformed("not canonical"),
        }
    }
}

/// Refuses what is larger than a limit.
pub(crate) fn within(number: usize, limit: usize, name: &'static str) -> Result<usize, FrameFault> {
    if number <= limit { Ok(number) } else { Err(FrameFault::OverLimit(name)) }
}
