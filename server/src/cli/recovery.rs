//! The recovery code of a phone, for the clerk who dictates it.

use chrono::DateTime;
use cunji_history::DeviceId;
use cunji_server::error::ServerError;
use cunji_server::office::by_command;
use cunji_server::server::Server;
use cunji_server::storage;
use cunji_server::storage::roster;
use serde_json::json;

use super::commands::{print, say};
use super::{Outcome, whose};

/// Shows a device's code and says what to heed.
pub fn code(server: &Server, device: DeviceId, as_json: bool) -> Outcome {
    let disclosed = by_command::recovery_code(server, device)?;
    let until = disclosed.enrols_until.map(|until| DateTime::from_timestamp(until, 0).unwrap_or_default().to_rfc3339());
    let followed: Vec<String> = disclosed.followed_by.iter().map(ToString::to_string).collect();
    if as_json {
        let name = storage::read(&*server.storage, |tx| roster::person_called(tx, &disclosed.person))
            .map_err(ServerError::from)?;
        let document = json!({
            "code": disclosed.code.to_string(), "person": disclosed.person.as_str(), "person_name": name,
            "enrols_until": until, "followed_by": followed,
        });
        print(&document.to_string())?;
    } else {
        print(&disclosed.code.to_string())?;
    }
    let whose = whose::called(server, &disclosed.person)?;
    say(
        &format!(
            "这是{whose}的手机的恢复码。先核对是不是本人,再逐组念。用过以后,手机下次同步就换新的。已记下这次查看。"
        ),
        &format!(
            "This is the recovery code of the phone of {whose}. Make sure that it is they, then read it out group by group. After it is used the phone makes a new one at its next sync. It was noted that you looked."
        ),
    );
    if until.is_none() {
        say(
            "注意:这台手机已停用。恢复码还能打开它,里面写的不会丢;要再同步,得另发一个注册码。",
            "Mind: this phone was revoked. The code still opens it, so that nothing in it is lost; to sync again it needs an enrolment code.",
        );
    }
    if !followed.is_empty() {
        say(
            &format!("注意:这台设备后来换过设备号({})。打不开的话,请用新设备号再查。", followed.join(", ")),
            &format!(
                "Mind: this device took another id later ({}). If the code does not open it, look that one up.",
                followed.join(", ")
            ),
        );
    }
    Ok(())
}
