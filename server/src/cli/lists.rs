//! Lists: for people a table in the language of the locale, for programs one JSON document.

use cunji_domain::kinds;
use cunji_domain::office::Appointment;
use cunji_domain::record::Code;
use cunji_domain::time::local_clock;
use cunji_server::error::ServerError;
use cunji_server::office::HeldEntry;
use cunji_server::server::Server;
use cunji_server::storage::accounts::Account;
use cunji_server::storage::devices::Device;
use cunji_server::storage::roster;
use cunji_server::{office, storage};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::Outcome;
use super::commands::{pick, print, say};

/// The devices.
pub fn devices(server: &Server, as_json: bool) -> Outcome {
    let devices = storage::read(&*server.storage, |tx| {
        let devices = storage::devices::all(tx)?;
        let named = devices.into_iter().map(|device| {
            let name = roster::person_called(tx, &device.person)?;
            Ok::<_, ServerError>((name, device))
        });
        named.collect::<Result<Vec<_>, _>>()
    })?;
    let head = pick(
        ["设备号", "谁的", "编号", "手机", "登记", "停用"],
        ["device", "whose", "id", "phone", "enrolled", "revoked"],
    );
    let row = |(name, device): &(String, Device)| {
        let revoked = device.revoked_at.map(clock).unwrap_or_default();
        [
            device.id.to_string(),
            name.clone(),
            device.person.to_string(),
            device.name.clone(),
            clock(device.enrolled_at),
            revoked,
        ]
    };
    tell(as_json, &devices, |(_, device)| device_document(device), &head, row)
}

fn device_document(device: &Device) -> Value {
    json!({
        "device": device.id.to_string(), "person": device.person.as_str(), "name": device.name,
        "introduced_by": device.introduced_by.map(|by| by.to_string()),
        "enrolled_at": device.enrolled_at, "revoked_at": device.revoked_at,
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
        ["账号", "姓名", "职务", "哪里", "从", "到", "代理", "停用"],
        ["account", "name", "role", "where", "from", "to", "for", "closed"],
    );
    table(&head, &rows, |(account, held)| account_row(account, *held))
}

fn account_row(account: &Account, held: Option<&(String, Appointment)>) -> [String; 8] {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let role = held.map(|(_, held)| word(held.role).to_owned()).unwrap_or_default();
    let place = held.map(|(name, held)| format!("{name} {}", held.division)).unwrap_or_default();
    let (from, to) = held.map(|(_, held)| (day(Some(held.from)), day(held.to))).unwrap_or_default();
    let deputy = held.and_then(|(_, held)| held.deputy_for.clone()).unwrap_or_default();
    let closed = account.closed_at.map(clock).unwrap_or_default();
    [account.login.clone(), account.name.clone(), role, place, from, to, deputy, closed]
}

fn account_document(account: &Account, roles: &[(String, Appointment)]) -> Value {
    let roles: Vec<_> = roles
        .iter()
        .map(|(_, held)| {
            json!({
                "role": held.role.code(), "division": held.division.as_str(), "from": held.from, "to": held.to,
                "deputy_for": held.deputy_for,
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
    let head = pick(
        ["村", "设备号", "第几条", "谁写的", "是什么", "为什么待定", "传到"],
        ["space", "device", "number", "author", "what", "why", "arrived"],
    );
    let row = |entry: &HeldEntry| {
        let kind = entry.kind.and_then(kinds::by_name);
        let kind = kind.map_or_else(|| pick("还不认识的一种", "a kind not known yet"), |kind| pick(kind.zh, kind.en));
        let author = entry.author.clone().unwrap_or_default();
        let why = why_held(&entry.code).to_owned();
        [
            entry.space.clone(),
            entry.device.clone(),
            entry.number.to_string(),
            author,
            kind.to_owned(),
            why,
            clock(entry.received_at),
        ]
    };
    tell(as_json, &entries, |entry| serde_json::to_value(entry).unwrap_or_default(), &head, row)
}

fn why_held(code: &str) -> &str {
    match code {
        "device.revoked" => pick("手机停用了", "the phone was revoked"),
        "role.ended" => pick("传到时职务已到期", "the role had ended when it arrived"),
        "kind.unknown" | "kind.newer_schema" => pick("手机上的程序比服务器新", "the phone's program is newer"),
        "parent.missing" => pick("它接着改的那一条还没到", "what it changes has not arrived"),
        "subject.missing" => pick("它说到的那一条还没到", "what it speaks of has not arrived"),
        other => other,
    }
}

/// A code of a closed list in the language of the locale; English reads the code itself.
fn word<C: Code>(code: C) -> &'static str {
    pick(code.zh(), code.code())
}

fn clock(seconds: i64) -> String {
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

/// Columns under one another, in both scripts.
fn aligned<const N: usize>(rows: &[[String; N]]) -> Vec<String> {
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..N).map(width).collect();
    let line = |row: &[String; N]| {
        let cells = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width.saturating_sub(cell.width()))));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_one_another_in_both_scripts() {
        let rows = [["账号", "职务"], ["lin", "镇办公室"], ["root", "x"]].map(|row| row.map(str::to_owned));
        assert_eq!(aligned(&rows), ["账号  职务", "lin   镇办公室", "root  x"]);
    }
}
