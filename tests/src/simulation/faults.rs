//! The faults that can be armed, by name: each lives where the real code is.

use cunji_documents::sabotage as documents;
use cunji_protocol::sabotage as protocol;
use cunji_server::sabotage as server;
use cunji_store::sabotage as store;

/// One fault of one crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Of replay.
    Documents(documents::Fault),
    /// Of frames.
    Protocol(protocol::Fault),
    /// Of a phone's store.
    Store(store::Fault),
    /// Of the server.
    Server(server::Fault),
}

impl Fault {
    /// Every fault.
    pub fn all() -> Vec<Self> {
        let protocols = [
            protocol::Fault::ReuseSalt,
            protocol::Fault::SkipSignatureCheck,
            protocol::Fault::DropLastEntryOfHalvedFrame,
            protocol::Fault::SkipAnswerSeal,
        ];
        let documents = documents::Fault::ALL.iter().map(|fault| Self::Documents(*fault));
        let protocols = protocols.into_iter().map(Self::Protocol);
        let stores = store::Fault::ALL.iter().map(|fault| Self::Store(*fault));
        let servers = server::Fault::ALL.iter().map(|fault| Self::Server(*fault));
        documents.chain(protocols).chain(stores).chain(servers).collect()
    }

    /// Its name: the crate, and what goes wrong there.
    pub fn name(self) -> String {
        let (of, fault) = match self {
            Self::Documents(fault) => ("documents", format!("{fault:?}")),
            Self::Protocol(fault) => ("protocol", format!("{fault:?}")),
            Self::Store(fault) => ("store", format!("{fault:?}")),
            Self::Server(fault) => ("server", format!("{fault:?}")),
        };
        format!("{of}-{}", with_dashes(&fault))
    }

    /// The fault of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|fault| fault.name() == name)
    }

    /// Arms it for the whole process, and no other; or none.
    pub fn arm(fault: Option<Self>) {
        documents::arm(None);
        protocol::arm(None);
        store::arm(None);
        server::arm(None);
        match fault {
            Some(Self::Documents(fault)) => documents::arm(Some(fault)),
            Some(Self::Protocol(fault)) => protocol::arm(Some(fault)),
            Some(Self::Store(fault)) => store::arm(Some(fault)),
            Some(Self::Server(fault)) => server::arm(Some(fault)),
            None => {}
        }
    }
}

fn with_dashes(name: &str) -> String {
    let mut dashed = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !dashed.is_empty() {
            dashed.push('-');
        }
        dashed.extend(letter.to_lowercase());
    }
    dashed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_a_name_of_its_own() {
        let all = Fault::all();
        assert!(all.len() >= 12);
        assert!(all.iter().all(|fault| Fault::named(&fault.name()) == Some(*fault)));
        assert_eq!(Fault::Server(server::Fault::HeadTooHigh).name(), "server-head-too-high");
    }
}
