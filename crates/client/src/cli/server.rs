//! Commands that need a signal.

use std::sync::Arc;

use cunji_store::Cost;

use super::output::Output;
use super::{Terminal, home};
use crate::error::{ClientError, Result, Told};
use crate::phone::Phone;
use crate::phone::clock::SystemClock;
use crate::phone::enrol::{Invitation, enrol_new};
use crate::sync::{HttpTransport, REVOKED};

/// Waits for something of the network.
fn wait<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        ClientError::told(
            "client.runtime",
            format!("系统资源不够:{error}。"),
            format!("The system gave no runtime: {error}."),
        )
    })?;
    runtime.block_on(future)
}

pub fn enroll(terminal: &Terminal, server: &str, code: &str, name: &str) -> Result<()> {
    let invitation = Invitation::new(server, code, name)?;
    let mut transport = HttpTransport::new(server)?;
    let out = terminal.out;
    let mut phone = if Phone::exists(&terminal.home) {
        let mut phone = terminal.phone()?;
        wait(phone.enrol(&mut transport, &invitation))?;
        phone
    } else {
        let passphrase = terminal.passphrase(true)?;
        let clocks: (Arc<dyn crate::phone::clock::Clock>, _) = (Arc::new(SystemClock::default()), out.language);
        wait(enrol_new(home::of(&terminal.home), &passphrase, Cost::default(), clocks, &mut transport, &invitation))?
    };
    let who = phone.who()?;
    out.say(out.pick(
        format!("已登记:{}({})。", who.name, who.person),
        format!("Enrolled for {} ({}).", who.name, who.person),
    ));
    out.document(&who)
}

pub fn sync(phone: &mut Phone, out: Output) -> Result<()> {
    let report = wait(phone.sync())?;
    out.say(out.pick(
        format!(
            "同步好了:传上 {} 条,收到 {} 条;{} 次往返,上 {} 下 {} 字节。",
            report.accepted, report.pulled, report.round_trips, report.bytes_up, report.bytes_down
        ),
        format!(
            "Synced: {} accepted, {} received; {} round trips, {} bytes up, {} down.",
            report.accepted, report.pulled, report.round_trips, report.bytes_up, report.bytes_down
        ),
    ));
    if report.refused + report.held + report.rejected + report.unsent > 0 {
        out.say(out.pick(
            format!(
                "退回 {} 条,待处理 {} 条,没收 {} 条,还没传 {} 条。看 cunji status。",
                report.rejected, report.held, report.refused, report.unsent
            ),
            format!(
                "{} rejected, {} held, {} refused, {} unsent. See cunji status.",
                report.rejected, report.held, report.refused, report.unsent
            ),
        ));
    }
    out.document(&report)?;
    let (bad, good): (Vec<_>, Vec<_>) = report.notices.iter().partition(|notice| notice.code == REVOKED);
    let told = |notice: &crate::views::NoticeView| Told::new(&notice.code, &notice.zh, &notice.en);
    good.into_iter().for_each(|notice| out.tell(&told(notice)));
    match bad.first() {
        Some(notice) => Err(ClientError::Told(told(notice))),
        None => Ok(()),
    }
}

pub fn verify(phone: &mut Phone, out: Output, full: bool) -> Result<()> {
    let view = if full {
        let mut transport = HttpTransport::new(&phone.enrolment()?.server)?;
        wait(phone.verify_full(&mut transport))?
    } else {
        phone.verify()?
    };
    out.document(&view)?;
    if let Some(fault) = &view.fault {
        return Err(ClientError::told(
            "verify.fault",
            format!("第一处不对:{fault}。请先同步一次;还不对就请找办公室。"),
            format!("The first fault: {fault}. Sync once; if it stays, ask the office."),
        ));
    }
    out.say(out.pick(
        format!(
            "都对:{} 个修改、自己的 {} 条、签名 {} 个、服务器签的 {} 批。",
            view.edits, view.own_entries, view.heads, view.frames
        ),
        format!(
            "All holds: {} edits, {} own entries, {} signatures, {} frames that the server signed.",
            view.edits, view.own_entries, view.heads, view.frames
        ),
    ));
    if view.unproved > 0 {
        out.say(out.pick(
            format!("另有 {} 处是从坏文件里救出来的或清村时留下的,本机证明不了;请同步一次再看。", view.unproved),
            format!(
                "{} more were saved from a damaged file or left by a purge, and nothing here proves them; sync once and look again.",
                view.unproved
            ),
        ));
    }
    if full {
        out.say(out.pick(
            format!("各台手机的链 {} 条,共 {} 个记录,也都对。", view.chains, view.chain_entries),
            format!("So do {} chains of all phones with {} entries.", view.chains, view.chain_entries),
        ));
    }
    Ok(())
}
