//! `app`: the phones' program that the server offers for installation.

use std::path::PathBuf;

use clap::Subcommand;
use cunji_server::install::{self, New, Offer};
use cunji_server::server::Server;
use serde_json::json;

use super::Outcome;
use super::commands::{print, say};

// No doc comment: it would take the place of the command's own help. What is done with the phones' program.
#[derive(Debug, Subcommand)]
pub enum App {
    /// 把安卓安装包放上服务器:从此 /install 提供它,由服务器的密钥签名。
    ///
    /// Puts an Android package on the server: /install offers it from then on, signed by the server's key.
    Put {
        /// 安装包(.apk),编译签名后的原样。
        ///
        /// The package (.apk), as it was built and signed.
        file: PathBuf,
        /// 版本,给人看的,如 1.4.0。
        ///
        /// Its version, as people say it: 1.4.0.
        #[arg(long)]
        version: String,
        /// 安装包的 versionCode:安卓凭这个数认新旧。
        ///
        /// Its versionCode: the number by which Android tells a newer one.
        #[arg(long)]
        code: u32,
        /// 新在哪里,给安装的人看。
        ///
        /// What is new in it, for whoever installs it.
        #[arg(long, default_value = "", hide_default_value = true)]
        notes: String,
    },
    /// 看现在放的是哪一个,一份 JSON。
    ///
    /// Shows what is offered, as one JSON document.
    Show,
    /// 撤下安装包。
    ///
    /// Offers nothing any more.
    Withdraw,
}

/// Does it.
///
/// # Errors
/// The file is no package, is older than what is offered, or the disk.
pub fn run(server: &Server, what: App) -> Outcome {
    match what {
        App::Put { file, version, code, notes } => {
            let offer = install::put(server, &New { file: &file, version: &version, code, notes: &notes })?;
            say(
                &format!(
                    "放上了:{version}({code}),{} 字节,SHA-256 {}。手机打开 服务器地址/install 就能装。",
                    offer.program.size,
                    offer.digest()
                ),
                &format!(
                    "It is there: {version} ({code}), {} bytes, SHA-256 {}. Phones install it from the server's address and /install.",
                    offer.program.size,
                    offer.digest()
                ),
            );
        }
        App::Show => match install::offered(server)? {
            Some(offer) => print(&document(&offer).to_string())?,
            None => say("没有放安装包。", "No package is offered."),
        },
        App::Withdraw => {
            if install::withdraw(server)? {
                say("撤下了。已经装上的手机不受影响。", "Withdrawn. Phones that have it keep it.");
            } else {
                say("本来就没有放安装包。", "No package was offered.");
            }
        }
    }
    Ok(())
}

fn document(offer: &Offer) -> serde_json::Value {
    let program = &offer.program;
    json!({
        "version": program.version, "code": program.code, "bytes": program.size, "sha256": offer.digest(), "notes": program.notes,
    })
}
