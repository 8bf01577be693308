//! Lists: for people a table in the language of the locale, for programs one JSON document.

use std::collections::BTreeMap;

use cunji_domain::kinds;
use cunji_domain::office::Appointment;
use cunji_domain::person::PersonId;
use cunji_domain::record::Code;
use cunji_domain::time::local_clock;
use cunji_history::DeviceId;
use cunji_server::error::ServerError;
use cunji_server::office::HeldEntry;
use cunji_server::server::Server;
use cunji_server::storage::accounts::Account;
use cunji_server::storage::devices::{self, Succeeded};
use cunji_server::storage::roster;
use cunji_server::{office, storage};
use cunji_terminal::table::aligned;
use serde_json::{Value, json};

use super::Outcome;
use super::commands::{pick, print, say};

/// A device as the list tells of it.
struct Listed {
    known: Succeeded,
    /// Whose it is, by name.
    whose: String,
}

/// The devices.
pub fn devices(server: &Server, as_json: bool) -> Outcome {
    let listed = storage::read(&*server.storage, |tx| {
        let listed = devices::with_followers(devices::all(tx)?).into_iter().map(|known| {
            let whose = roster::person_called(tx, &known.device.person)?;
            Ok::<_, ServerError>(Listed { whose, known })
        });
        listed.collect::<Result<Vec<_>, _>>()
    })?;
    let head =
        pick(["设备号", "谁的", "编号", "手机", "登记", "现在"], ["device", "whose", "id", "phone", "enrolled", "now"]);
    let row = |listed: &Listed| {
        let Listed { known: Succeeded { device, .. }, whose } = listed;
        [
            device.id.to_string(),
            whose.clone(),
            device.person.to_string(),
            device.name.clone(),
            clock(device.enrolled_at),
            state(listed),
        ]
    };
    tell(as_json, &listed, device_document, &head, row)?;
    if !as_json {
        tell_what_to_revoke(&listed);
    }
    Ok(())
}

/// What became of a device, and which one it was before.
fn state(listed: &Listed) -> String {
    let Succeeded { device, followed_by, .. } = &listed.known;
    let follows = device.introduced_by.map(|before| format!("{} {}", pick("接着", "follows"), short(before)));
    let now = match device.revoked_at {
        Some(at) => format!("{} {}", pick("停用", "revoked"), clock(at)),
        None => {
            let ids = followed_by.iter().copied().map(short).collect::<Vec<_>>().join(" ");
            match (listed.known.in_use(), listed.known.was_copied()) {
                (true, true) => format!("{} {ids}", pick("在用,复制出了", "in use, copied to")),
                (true, false) => pick("在用", "in use").to_owned(),
                (false, _) => format!("{} {ids}", pick("换成了", "became")),
            }
        }
    };
    follows.into_iter().chain([now]).collect::<Vec<_>>().join(pick(",", ", "))
}

/// As much of an id as tells it from the others of the list, in which it stands whole.
fn short(device: DeviceId) -> String {
    let mut id = device.to_string();
    id.truncate(8);
    id.push('…');
    id
}

/// Who has several phones that nobody revoked; and that an id that was replaced is no phone of its own.
fn tell_what_to_revoke(listed: &[Listed]) {
    let mut in_use: BTreeMap<&PersonId, (&str, usize)> = BTreeMap::new();
    for listed in listed.iter().filter(|one| one.known.in_use()) {
        in_use.entry(&listed.known.device.person).or_insert((&listed.whose, 0)).1 += 1;
    }
    let several: Vec<&str> = in_use.values().filter(|(_, phones)| *phones > 1).map(|(whose, _)| *whose).collect();
    if !several.is_empty() {
        say(
            &format!("{}有几台在用的手机。丢了的、不用了的:cunji-server revoke --device 设备号。", several.join("、")),
            &format!(
                "Several phones are in use of {}. For one that was lost or is not used any more: cunji-server revoke --device ID.",
                several.join(", ")
            ),
        );
    }
    if listed.iter().any(|one| one.known.in_use() && one.known.was_copied()) {
        say(
            "「复制出了」的,自己还在联网:有两台。丢了的是它,就停用它;从它复制出来的号也跟着停用,本人手里的那一台再发一个注册码,写的都在。",
            "What was copied goes on syncing itself: there are two. If it is the one that was lost, revoke it; its copies are revoked, too, and the one in its owner's hands needs a new code: what is written in it stays.",
        );
    }
    if listed.iter().any(|one| one.known.device.revoked_at.is_none() && !one.known.in_use()) {
        say(
            "「换成了」的是同一台手机的旧设备号,不用停用:停用旧号,接着它的号也跟着停用。",
            "What became another is an old id of the same phone and need not be revoked: that would revoke the ids that follow it, too.",
        );
    }
}

fn device_document(listed: &Listed) -> Value {
    let Listed { known, whose } = listed;
    let Succeeded { device, followed_by, .. } = known;
    json!({
        "device": device.id.to_string(), "person": device.person.as_str(), "person_name": whose, "name": device.name,
        "introduced_by": device.introduced_by.map(|by| by.to_string()),
        "followed_by": followed_by.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "enrolled_at": device.enrolled_at, "seen_at": device.seen_at, "revoked_at": device.revoked_at,
        "in_use": known.in_use(),
    })
}

/// The accounts with their roles; an account without a role has a row, too.
pub fn accounts(server: &Server, as_json: bool) -> Outcome {
    let all = storage::read(&*server.storage, |tx| {
        let accounts = storage::accounts::all(tx)?;
        let with_roles = accounts.into_iter().map(|account| {
            let roles = storage::accounts::roles(tx, &account.login)?;
            let named = roles.into_iter().map(|held| Ok((roster::division_called(tx, &held.division)?, held)));
            Ok::<_, ServerError>((account, named.collect::<Result<Vec<_>, ServerError>>()?))
        });
        with_roles.collect::<Result<Vec<_>, _>>()
    })?;
    if as_json {
        let documents = all.iter().map(|(account, roles)| account_document(account, roles));
        return print(&Value::Array(documents.collect()).to_string());
    }
    let mut rows = Vec::new();
    for (account, roles) in &all {
        let none = roles.is_empty().then_some(None);
        rows.extend(roles.iter().map(Some).chain(none).map(|held| (account, held)));
    }
    let head = pick(
        ["账号", "姓名", "职务", "哪里", "单位", "从", "到", "代理", "停用"],
        ["account", "name", "role", "where", "unit", "from", "to", "for", "closed"],
    );
    table(&head, &rows, |(account, held)| account_row(account, *held))
}

fn account_row(account: &Account, held: Option<&(String, Appointment)>) -> [String; 9] {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let role = held.map(|(_, held)| word(held.role)).unwrap_or_default();
    let place = held.map(|(name, held)| format!("{name} {}", held.division)).unwrap_or_default();
    let unit = held.map(|(_, held)| unit_of(held)).unwrap_or_default();
    let (from, to) = held.map(|(_, held)| (day(Some(held.from)), day(held.to))).unwrap_or_default();
    let deputy = held.and_then(|(_, held)| held.deputy_for.clone()).unwrap_or_default();
    let closed = account.closed_at.map(clock).unwrap_or_default();
    [account.login.clone(), account.name.clone(), role, place, unit, from, to, deputy, closed]
}

/// The unit that a role is held for; of one that lacks it, that it does.
fn unit_of(held: &Appointment) -> String {
    match &held.unit {
        Some(unit) => unit.to_string(),
        None if held.role.is_for_a_unit() => pick("没写单位,什么也看不到", "none named: sees nothing").to_owned(),
        None => String::new(),
    }
}

fn account_document(account: &Account, roles: &[(String, Appointment)]) -> Value {
    let roles: Vec<_> = roles
        .iter()
        .map(|(_, held)| {
            json!({
                "role": held.role.code(), "division": held.division.as_str(), "from": held.from, "to": held.to,
                "deputy_for": held.deputy_for, "unit": held.unit.as_ref().map(ToString::to_string),
            })
        })
        .collect();
    json!({
        "login": account.login, "name": account.name, "second_factor": account.totp.is_some(), "roles": roles,
        "created_at": account.created_at, "closed_at": account.closed_at,
    })
}

/// What waits for a decision.
pub fn held(server: &Server, as_json: bool) -> Outcome {
    let entries = office::held(server)?;
    let named = storage::read(&*server.storage, |tx| {
        let named = entries.into_iter().map(|entry| {
            let village = entry.space.parse().ok().map(|code| roster::division_called(tx, &code)).transpose()?;
            let author = entry.author.as_deref().and_then(|author| author.parse().ok());
            let author = author.map(|author| roster::person_called(tx, &author)).transpose()?;
            Ok::<_, ServerError>((village, author, entry))
        });
        named.collect::<Result<Vec<_>, _>>()
    })?;
    let head = pick(
        ["村", "设备号", "第几条", "谁写的", "是什么", "为什么待定", "传到"],
        ["space", "device", "number", "author", "what", "why", "arrived"],
    );
    let named_code = |name: &Option<String>, code: &str| format!("{} {code}", name.as_deref().unwrap_or_default());
    let row = |(village, author, entry): &(Option<String>, Option<String>, HeldEntry)| {
        let kind = entry.kind.and_then(kinds::by_name);
        let kind = kind.map_or_else(|| pick("还不认识的一种", "a kind not known yet"), |kind| pick(kind.zh, kind.en));
        [
            named_code(village, &entry.space),
            entry.device.clone(),
            entry.number.to_string(),
            named_code(author, entry.author.as_deref().unwrap_or_default()).trim().to_owned(),
            kind.to_owned(),
            why_held(&entry.code).to_owned(),
            clock(entry.received_at),
        ]
    };
    tell(as_json, &named, |(_, _, entry)| serde_json::to_value(entry).unwrap_or_default(), &head, row)
}

fn why_held(code: &str) -> &str {
    match code {
        "device.revoked" => pick("手机停用了", "the phone was revoked"),
        "role.ended" => pick("传到时职务已到期", "the role had ended when it arrived"),
        "kind.unknown" | "kind.newer_schema" => pick("手机上的程序比服务器新", "the phone's program is newer"),
        "parent.missing" => pick("它接着改的那一条还没到", "what it changes has not arrived"),
        "edit.erasure_unknown" => pick(
            "说是依法删除的,服务器没有这次删除的记录",
            "it says that it was erased by law, which the server does not know",
        ),
        "subject.missing" => pick("它说到的那一条还没到", "what it speaks of has not arrived"),
        other => other,
    }
}

/// A code of a closed list in the language of the locale; English reads the code's own words.
fn word<C: Code>(code: C) -> String {
    pick(code.zh().to_owned(), code.code().replace('_', " "))
}

/// A moment on the clock of Asia/Shanghai.
pub(super) fn clock(seconds: i64) -> String {
    local_clock(seconds).map(|clock| clock.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
}

fn tell<T, const N: usize>(
    as_json: bool,
    all: &[T],
    document: impl Fn(&T) -> Value,
    head: &[&str; N],
    row: impl Fn(&T) -> [String; N],
) -> Outcome {
    if as_json {
        return print(&Value::Array(all.iter().map(document).collect()).to_string());
    }
    table(head, all, row)
}

fn table<T, const N: usize>(head: &[&str; N], all: &[T], row: impl Fn(&T) -> [String; N]) -> Outcome {
    if all.is_empty() {
        say("没有。", "Nothing.");
        return Ok(());
    }
    let rows: Vec<[String; N]> = std::iter::once(head.map(str::to_owned)).chain(all.iter().map(row)).collect();
    aligned(&rows).iter().try_for_each(|line| print(line))
}
