//! 待处理: why an entry waits at the server, and who has to do what.

use crate::error::Told;

/// The sentence for a code by which the server holds an entry; the server sends the code alone.
pub(crate) fn held(code: &str) -> Told {
    let (zh, en) = match code {
        "device.revoked" => (
            "这台手机停用以后才传到的,由办公室决定收不收。请找办公室说明;手机里写的都在。",
            "It came after this phone was revoked; the office decides whether to take it in. Please talk to the office; what you wrote is still here.",
        ),
        "role.ended" => (
            "你在这个村的任期结束以后才传到的,由办公室决定收不收。请找镇办公室说明。",
            "It came after your term in this village had ended; the office decides whether to take it in. Please talk to the town office.",
        ),
        "parent.missing" => (
            "它改的那一条还没传到服务器。请把写那一条的手机也同步一次;到了就自动收下。",
            "What it changes has not reached the server yet. Sync the phone that wrote that, too; this is taken in once it is there.",
        ),
        "subject.missing" => (
            "它说的那条记录还没传到服务器。等写那条的人同步;到了就自动收下,你不用做什么。",
            "The record that it is about has not reached the server yet. Once its author syncs, this is taken in; you need do nothing.",
        ),
        "kind.unknown" | "kind.newer_schema" => (
            "这台手机的程序比服务器新。服务器升级以后自动收下,你不用做什么。",
            "This phone's program is newer than the server. Once the server is updated, this is taken in; you need do nothing.",
        ),
        "edit.erasure_unknown" => (
            "它依法删过,服务器还没查到删除的记录。请找办公室。",
            "It was erased by law, and the server does not know of that erasure yet. Please tell the office.",
        ),
        _ => (
            "服务器收着,还没定。过些天再同步一次;还在这里,就把后面的代码告诉办公室。",
            "The server keeps it and has not decided yet. Sync again in some days; if it is still here, tell the office the code that follows.",
        ),
    };
    Told::new(code, zh, en)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_held_code_has_a_sentence_of_its_own_in_both_languages() {
        let codes = [
            "device.revoked",
            "role.ended",
            "parent.missing",
            "subject.missing",
            "kind.unknown",
            "edit.erasure_unknown",
        ];
        let told: Vec<Told> = codes.into_iter().chain(["one.of_tomorrow"]).map(held).collect();
        for one in &told {
            assert!(one.zh.ends_with('。') && one.en.ends_with('.'), "{one:?}");
        }
        let sentences: BTreeSet<_> = told.iter().map(|one| (&one.zh, &one.en)).collect();
        assert_eq!(sentences.len(), told.len());
        assert_eq!(held("kind.newer_schema").zh, held("kind.unknown").zh);
    }
}
