//! Commands: what they are, and how their outcome is told. Exit code 0 done, 1 refused or failed with the reason, 2 misuse.

mod account;
mod app;
mod commands;
mod failure;
mod invite;
mod lists;
mod qr;
mod recovery;
mod serve;
mod whose;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use cunji_server::os_fault;
use cunji_terminal::is_chinese;

use failure::Failure;

/// 村记的服务器。
///
/// Cunji: the server.
#[derive(Debug, Parser)]
#[command(name = "cunji-server", version)]
struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

// No doc comment: it would take the place of the program's own help. Where the data is.
#[derive(Debug, Clone, Args)]
struct Place {
    /// 数据目录:密钥、依法删除的登记簿,用 SQLite 时还有数据库。
    ///
    /// The data directory: key, erasures, and the database where it is SQLite.
    #[arg(long, global = true, env = "CUNJI_DATA", default_value = "cunji-data")]
    data: PathBuf,
    /// 用 PostgreSQL 数据库(postgres://…),不用数据目录里的 SQLite。
    ///
    /// A PostgreSQL database (postgres://…) instead of SQLite in the data directory.
    #[arg(long, global = true, env = "CUNJI_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 开始服务手机和办公室,按 Ctrl-C 停下。
    ///
    /// Serves phones until Ctrl-C or SIGTERM.
    Serve(serve::Serve),
    /// 导入办公室手里的名单:要么全收,要么不收;导两遍和导一遍一样。
    ///
    /// Takes in lists as offices keep them; all or nothing, and twice is once.
    #[command(subcommand)]
    Import(Import),
    /// 给一个人的一台手机发注册码,只能用一次。
    ///
    /// Makes a one-time code for one phone of a person.
    Invite {
        /// 人员编号,如 c0017。
        ///
        /// The person's id.
        #[arg(long)]
        cadre: String,
        /// 手机要用的服务器地址;不写就是 http://127.0.0.1:7610,只有这台机器上的程序连得上。
        ///
        /// The address that the phone will use; if left out, http://127.0.0.1:7610, which only programs on this machine reach.
        #[arg(long, env = "CUNJI_SERVER_URL", hide_env_values = true)]
        server: Option<String>,
        /// 服务器是用 --tls-self-made 启动的:注册码带上证书的指纹。
        ///
        /// The server is served by --tls-self-made: the code carries the fingerprint of its certificate.
        #[arg(long)]
        tls_self_made: bool,
        /// 给程序读的:一份 JSON,有 code、server、expires。
        ///
        /// One JSON document: code, server, expires.
        #[arg(long)]
        json: bool,
        /// 在这里也显示二维码,给手机扫。
        ///
        /// Shows the QR code here, too, for the phone's camera.
        #[arg(long, conflicts_with = "json")]
        qr: bool,
        /// 把二维码存成图片:.png 或 .svg。
        ///
        /// Writes the QR code as a picture: .png or .svg.
        #[arg(long, value_name = "FILE")]
        qr_file: Option<PathBuf>,
    },
    /// 办公室的账号:谁能登录网页,在哪里能做什么。
    ///
    /// Accounts of people at offices: who may sign in to the console, and what they may do where.
    #[command(subcommand)]
    Account(account::Account),
    /// 手机程序的安装包,放在 /install。
    ///
    /// The phones' program, as /install offers it.
    #[command(subcommand)]
    App(app::App),
    /// 列出登记过的手机。
    ///
    /// Lists the devices.
    Devices {
        /// 给程序读的:一份 JSON。
        ///
        /// For programs: one JSON document.
        #[arg(long)]
        json: bool,
    },
    /// 查看忘了密码的手机的恢复码,念给本人;每次查看都会记下。
    ///
    /// Shows the recovery code of a phone whose PIN was forgotten, to be dictated to its owner; each time is noted.
    RecoveryCode {
        /// 设备号,用 devices 查。
        ///
        /// The device's id.
        #[arg(long)]
        device: String,
        /// 给程序读的:一份 JSON,有 code、person、person_name、enrols_until、followed_by。
        ///
        /// One JSON document: code, person, person_name, enrols_until, followed_by.
        #[arg(long)]
        json: bool,
    },
    /// 停用一台手机:什么也收不到了;它再传来的先留着,由人决定。
    ///
    /// Revokes a phone: it receives nothing any more; what it still delivers is held.
    Revoke {
        /// 设备号,用 devices 查。
        ///
        /// The device's id.
        #[arg(long)]
        device: String,
        /// 为什么。
        ///
        /// Why.
        #[arg(long, default_value = "", hide_default_value = true)]
        reason: String,
    },
    /// 等人决定收不收的记录。
    ///
    /// What waits for a decision.
    #[command(subcommand)]
    Held(Held),
    /// 依法删除一处修改(见 docs/privacy.md)。
    ///
    /// Erases an edit by law (docs/privacy.md).
    Erase {
        /// 哪个村,写区划代码。
        ///
        /// The space (division code).
        #[arg(long)]
        space: String,
        /// 修改的编号,用 export 查。
        ///
        /// The edit's id.
        #[arg(long)]
        edit: String,
        /// 法律依据。
        ///
        /// The legal ground.
        #[arg(long)]
        reason: String,
    },
    /// 把所有数据备份成一个文件。
    ///
    /// Writes everything into one file.
    Backup {
        /// 备份成哪个文件。
        ///
        /// The file.
        file: PathBuf,
        /// 不含照片:照片目录另外拷。
        ///
        /// Leaves the photos out: their folder is copied by other means.
        #[arg(long)]
        without_photos: bool,
    },
    /// 把备份恢复到空的目录和数据库,从此是新的纪元。
    ///
    /// Restores a backup into an empty directory and database, in a new epoch.
    Restore {
        /// 备份文件。
        ///
        /// The backup.
        file: PathBuf,
        /// 依法删除的登记簿,和备份分开存的。
        ///
        /// The file of erasures, kept apart from the backup.
        #[arg(long, conflicts_with = "no_erasures")]
        erasures: Option<PathBuf>,
        /// 从来没有依法删除过什么。
        ///
        /// Nothing was ever erased by law.
        #[arg(long)]
        no_erasures: bool,
    },
    /// 核对每条链、签名、编号和表,说出第一处不对。
    ///
    /// Proves every chain, signature, number and table; names the first fault.
    Verify,
    /// 导出所有记录,一条一行 JSON,写到标准输出。
    ///
    /// Writes every record as a line of JSON to standard output.
    Export {
        /// 格式。
        ///
        /// The format.
        #[arg(long, default_value = "jsonl", value_parser = ["jsonl"])]
        format: String,
    },
}

#[derive(Debug, Subcommand)]
enum Import {
    /// 行政区划:csv,有代码、名称、级别、上级。
    ///
    /// Divisions: csv with code, name, level, parent.
    Divisions {
        /// 文件。
        ///
        /// The file.
        file: PathBuf,
    },
    /// 花名册:人员、职务、单位、工作队,xlsx 或 csv。
    ///
    /// People, roles, units and teams: xlsx or csv.
    Roster {
        /// 文件。
        ///
        /// The file.
        file: PathBuf,
    },
    /// 农户名单:xlsx 或 csv。
    ///
    /// Households: xlsx or csv.
    Households {
        /// 文件。
        ///
        /// The file.
        file: PathBuf,
    },
    /// 政策文件:toml。
    ///
    /// A policy file: toml.
    Policy {
        /// 文件。
        ///
        /// The file.
        file: PathBuf,
    },
    /// 节假日和调休:csv,有起、止、holiday/rest/work、名称。没写到的日子照旧。
    ///
    /// Holidays and make-up work days: csv with from, to, holiday/rest/work, name. Days that it does not name stay as they are.
    Calendar {
        /// 文件。
        ///
        /// The file.
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum Held {
    /// 列出留着的每一条。
    ///
    /// Everything that is held.
    List {
        /// 给程序读的:一份 JSON。
        ///
        /// For programs: one JSON document.
        #[arg(long)]
        json: bool,
    },
    /// 收下一条。
    ///
    /// Takes one in.
    Accept(HeldPlace),
    /// 退回一条;写的人看得到为什么。
    ///
    /// Rejects one; its author reads why.
    Reject {
        #[command(flatten)]
        place: HeldPlace,
        /// 为什么。
        ///
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

#[derive(Debug, Args)]
struct HeldPlace {
    /// 哪个村,写区划代码。
    ///
    /// The space (division code).
    #[arg(long)]
    space: String,
    /// 设备号。
    ///
    /// The device.
    #[arg(long)]
    device: String,
    /// 它在这台设备里的编号。
    ///
    /// The number in the device's chain.
    #[arg(long)]
    number: u64,
}

/// Reads the arguments, does the command, tells the outcome.
pub fn run() -> ExitCode {
    // Each value that it asks for is a text, a day or a number.
    let cli: Cli = match cunji_terminal::read(is_chinese(), |_| None) {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let (zh, en) = os_fault::said(&error);
            let failure =
                Failure::new("system.threads", format!("程序起不来:{zh}。"), format!("The program can't start: {en}."));
            eprintln!("{}", failure.text());
            return ExitCode::FAILURE;
        }
    };
    let code = match commands::run(&cli.place, cli.command, &runtime) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{}", failure.text());
            ExitCode::FAILURE
        }
    };
    // A server that is told to end does not follow a city's logs to their ends first: it goes on there when it is started next.
    runtime.shutdown_timeout(LEFT_TO_END);
    code
}

impl From<&HeldPlace> for (String, String, u64) {
    fn from(place: &HeldPlace) -> Self {
        (place.space.clone(), place.device.clone(), place.number)
    }
}

/// How long what goes on beside the answers has to come to the end of what it is at.
const LEFT_TO_END: Duration = Duration::from_secs(3);

type Outcome = Result<(), Failure>;

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_command_and_argument_is_told_in_both_languages() {
        Cli::command().debug_assert();
        assert_eq!(cunji_terminal::declared::faults(&Cli::command()), Vec::<String>::new());
    }
}
