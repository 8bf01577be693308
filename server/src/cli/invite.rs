//! `invite`: a one-time code, as text, as JSON and as a QR code.

use std::path::PathBuf;

use chrono::DateTime;
use cunji_domain::person::PersonId;
use cunji_protocol::calls::{EnrolmentLink, Fingerprint, LinkFault, PinnedAddress};
use cunji_server::http::SelfMade;
use cunji_server::office::by_command;
use cunji_server::server::Server;
use serde_json::json;

use super::commands::{print, say};
use super::failure::Failure;
use super::{Outcome, lists, qr, whose};

/// Where a server is that nobody named.
const THIS_MACHINE: &str = "http://127.0.0.1:7610";

/// How the code is to be shown.
pub struct Shown {
    /// As one JSON document.
    pub json: bool,
    /// As a QR code on the terminal.
    pub qr: bool,
    /// As a picture of the QR code.
    pub qr_file: Option<PathBuf>,
}

/// Makes a code and shows it.
///
/// # Errors
/// There is no such person, the address is none, or the picture can't be written.
pub fn invite(server: &Server, cadre: &str, url: Option<&str>, tls_self_made: bool, shown: &Shown) -> Outcome {
    let person: PersonId = cadre.parse().map_err(|_| {
        Failure::new(
            "invite.person_id",
            format!("{cadre} 不是人员编号。要像 c0017 这样写,花名册里有。"),
            format!("{cadre} is no person's id. Write it like c0017, as in the roster."),
        )
    })?;
    let without_address = url.is_none();
    let url = url.unwrap_or(THIS_MACHINE);
    let certificate = if tls_self_made { Some(certificate(server)?) } else { None };
    let address = PinnedAddress::new(url, certificate)?;
    if let Some(file) = &shown.qr_file {
        // Before a code is made that nobody would see.
        qr::Picture::of(file)?;
    }
    let invited = by_command::invite(server, &person)?;
    if shown.json {
        let expires = DateTime::from_timestamp(invited.expires_at, 0).unwrap_or_default().to_rfc3339();
        print(
            &json!({ "code": invited.code.to_string(), "server": address.to_string(), "expires": expires }).to_string(),
        )?;
    } else {
        print(&invited.code.to_string())?;
    }
    if shown.qr || shown.qr_file.is_some() {
        let link = EnrolmentLink::pinned(url, invited.code, certificate)?.to_string();
        if shown.qr {
            print(&qr::for_terminal(&link)?)?;
        }
        if let Some(file) = &shown.qr_file {
            qr::Picture::of(file)?.write(&link, file)?;
            say(
                &format!("二维码在 {} 里。谁拿到它,谁就能登记,请只给本人。", file.display()),
                &format!(
                    "The QR code is in {}. Whoever has it can enrol: give it to that person only.",
                    file.display()
                ),
            );
        }
    }
    if without_address {
        say(
            &format!(
                "注意:没有写 --server,这个码里的地址是 {address},只有这台机器上的程序连得上。给手机用的,请加 --server 和手机连得上的地址,重新发一个。"
            ),
            &format!(
                "Mind: without --server this code names {address}, which only programs on this machine reach. For a phone, make a new one with --server and an address that it reaches."
            ),
        );
    }
    if !shown.json {
        let (whose, expires) = (whose::called(server, &person)?, lists::clock(invited.expires_at));
        say(
            &format!(
                "这是{whose}的注册码。在手机上扫码或输入,服务器地址 {address};北京时间 {expires} 前有效,只能用一次。"
            ),
            &format!(
                "This is the code of {whose}. Scan or enter it on the phone; the server is {address}. Good until {expires}, Beijing time, once."
            ),
        );
    }
    Ok(())
}

/// The fingerprint of the certificate that `serve --tls-self-made` made.
fn certificate(server: &Server) -> Result<Fingerprint, Failure> {
    let own = SelfMade::there(&server.data)?;
    own.map(|own| own.pin).ok_or_else(|| {
        Failure::new(
            "invite.no_certificate",
            "这个数据目录里还没有自制的证书。先用 serve --tls-self-made 启动一次服务器。",
            "There is no certificate of the server's own in this data directory yet. Start the server once by serve --tls-self-made.",
        )
    })
}

impl From<LinkFault> for Failure {
    fn from(_: LinkFault) -> Self {
        Self::new(
            "invite.server",
            "--server 不是手机能用的地址,要像 http://10.0.0.5:7610 这样写。",
            "--server is no address that a phone can use; write it like http://10.0.0.5:7610.",
        )
    }
}
