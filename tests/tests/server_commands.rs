//! `cunji-server` as a process: help, lists and troubles in the language of the locale, and what is told of what was done.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, OnceLock};

use cunji_domain::time::local_day;
use cunji_server::clock::SystemClock;
use cunji_server::server::Server;
use cunji_server::{audit, storage};
use cunji_tests::programs;
use serde_json::Value as Json;

const ENGLISH: &str = "en_GB.UTF-8";
const CHINESE: &str = "zh_CN.UTF-8";

fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| programs::built("cunji-server").unwrap_or_else(|error| panic!("{error:#}")))
}

fn of_the_repository(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the workspace");
    root.join(path).display().to_string()
}

/// A data folder at which commands are typed.
struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// With divisions, people and households.
    fn begun() -> Self {
        let office = Self::new();
        for (list, file) in [
            ("divisions", "fixtures/ankang-divisions.csv"),
            ("roster", "fixtures/roster.xlsx"),
            ("households", "fixtures/households.csv"),
        ] {
            office.does(&["import", list, &of_the_repository(file)]);
        }
        office
    }

    /// Does something to its data in this process.
    fn with_server<T>(&self, does: impl FnOnce(&Server) -> T) -> T {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let data = self.folder.path().join("data");
        let server = Server::open_existing(&data, None, Arc::new(SystemClock), runtime.handle());
        does(&server.unwrap_or_else(|error| panic!("the server does not open: {error}")))
    }

    fn types(&self, locale: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(program());
        for name in ["LC_ALL", "LC_MESSAGES", "CUNJI_DATA", "CUNJI_DATABASE", "CUNJI_SERVER_URL"] {
            command.env_remove(name);
        }
        command.env("LANG", locale).args(arguments).arg("--data").arg(self.folder.path().join("data"));
        command.output().expect("the program starts")
    }

    /// What was told on standard error of a command that succeeded, in Chinese.
    fn does(&self, arguments: &[&str]) -> String {
        let output = self.types(CHINESE, arguments);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        told(&output)
    }

    fn shows(&self, locale: &str, arguments: &[&str]) -> String {
        String::from_utf8_lossy(&self.types(locale, arguments).stdout).into_owned()
    }

    /// The sentence of a command that was refused.
    fn refused(&self, locale: &str, arguments: &[&str], code: &str) -> String {
        let output = self.types(locale, arguments);
        let sentence = told(&output).trim_end().to_owned();
        assert_eq!(output.status.code(), Some(1), "{sentence}");
        assert!(sentence.ends_with(&format!("({code})")), "{sentence}");
        sentence
    }
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn help_and_misuse_are_in_the_locale_s_language() {
    let office = Office::new();
    let help = office.shows(CHINESE, &["--help"]);
    assert!(
        help.contains("用法:cunji-server") && help.contains("命令:") && help.contains("开始服务手机和办公室"),
        "{help}"
    );
    assert!(!help.contains("Usage") && !help.contains("Serves"), "{help}");
    let help = office.shows(ENGLISH, &["--help"]);
    assert!(help.contains("Usage: cunji-server") && help.contains("Serves phones"), "{help}");
    let misuse = office.types(CHINESE, &["invite"]);
    assert_eq!(misuse.status.code(), Some(2));
    assert!(told(&misuse).starts_with("还差:--cadre <CADRE>。"), "{}", told(&misuse));
    let misuse = office.types(ENGLISH, &["invite"]);
    assert_eq!(misuse.status.code(), Some(2));
    assert!(told(&misuse).starts_with("error: "), "{}", told(&misuse));
    for (command, could_be) in [("account", "可以写:add"), ("held", "可以写:list"), ("import", "可以写:divisions")]
    {
        let misuse = office.types(CHINESE, &[command]);
        assert_eq!(misuse.status.code(), Some(2));
        let told = told(&misuse);
        assert!(told.starts_with("还差一个命令。") && told.contains(could_be) && !told.contains("error"), "{told}");
    }
}

/// Neither a backup that is not there nor a file that is none begins a folder of data.
#[test]
fn a_backup_that_can_t_be_read_leaves_nothing_behind() {
    let office = Office::new();
    let data = office.folder.path().join("data");
    let nowhere = office.folder.path().join("nowhere").display().to_string();
    let list = of_the_repository("fixtures/households.csv");
    for (file, locale, word) in [
        (&nowhere, CHINESE, "请核对路径"),
        (&nowhere, ENGLISH, "check the path"),
        (&list, CHINESE, "核对是不是这个文件"),
        (&list, ENGLISH, "check that it is this file"),
    ] {
        let sentence = office.refused(locale, &["restore", file, "--no-erasures"], "restore.file");
        assert!(sentence.contains(word) && !sentence.contains("os error"), "{sentence}");
        assert!(!data.exists(), "{file}");
    }
}

#[test]
fn a_taken_port_and_a_missing_file_say_what_to_do() {
    let office = Office::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let listen = taken.local_addr().expect("its address").to_string();
    for (locale, word) in [(CHINESE, "请用 --listen 换一个端口"), (ENGLISH, "choose another by --listen")] {
        let sentence = office.refused(locale, &["serve", "--listen", &listen], "serve.listen");
        assert!(sentence.contains(word) && !sentence.contains("os error"), "{sentence}");
    }
    for (locale, word) in [(CHINESE, "请核对路径"), (ENGLISH, "check the path")] {
        let sentence = office.refused(locale, &["import", "roster", "nowhere.xlsx"], "import.file");
        assert!(sentence.contains(word) && !sentence.contains("os error"), "{sentence}");
        let keys = ["serve", "--tls-cert", "nowhere.pem", "--tls-key", "nowhere.pem"];
        let sentence = office.refused(locale, &keys, "serve.certificate");
        assert!(sentence.contains("nowhere.pem") && sentence.contains(word), "{sentence}");
    }
}

#[test]
fn a_folder_that_was_mistyped_becomes_no_new_server() {
    let office = Office::new();
    let data = office.folder.path().join("data");
    let (roster, calendar) =
        (of_the_repository("fixtures/roster.xlsx"), of_the_repository("crates/domain/policy/calendar-2017.csv"));
    let role = ["--login", "lin", "--role", "town_office", "--division", "610926101"];
    let (add, appoint) = (
        [&["account", "add", "--name", "林办事员"], &role[..]].concat(),
        [&["account", "appoint"], &role[..]].concat(),
    );
    let backup = office.folder.path().join("backup").display().to_string();
    for command in [
        &["account", "list"][..],
        &["account", "password", "--login", "lin"],
        &["account", "close", "--login", "lin"],
        &add[..],
        &appoint[..],
        &["import", "roster", &roster],
        &["import", "calendar", &calendar],
        &["invite", "--cadre", "c0017"],
        &["app", "show"],
        &["devices"],
        &["held", "list"],
        &["backup", &backup],
        &["verify"],
        &["export"],
    ] {
        let sentence = office.refused(CHINESE, command, "data.not_there");
        assert!(sentence.contains(&*data.display().to_string()), "{sentence}");
        assert!(sentence.contains("核对 --data") && sentence.contains("import divisions"), "{sentence}");
        assert!(!data.exists(), "{command:?}");
    }
    let sentence = office.refused(CHINESE, &["import", "divisions", &roster], "import.faults");
    assert!(!data.exists(), "what is no list of divisions begins no server: {sentence}");

    let divisions = of_the_repository("fixtures/ankang-divisions.csv");
    assert!(office.does(&["import", "divisions", &divisions]).contains("是新建的数据目录"));
    assert!(!office.does(&["import", "divisions", &divisions]).contains("新建"));
    office.does(&["verify"]);
}

/// So it is with a server on PostgreSQL whose `--database` was left out.
#[test]
fn a_key_without_its_database_begins_no_empty_one() {
    let office = Office::begun();
    let file = office.folder.path().join("data/cunji.sqlite");
    for part in ["", "-wal", "-shm"] {
        let mut name = file.clone().into_os_string();
        name.push(part);
        _ = std::fs::remove_file(name);
    }
    for (locale, word) in [(CHINESE, "请加 --database"), (ENGLISH, "name it by --database")] {
        let sentence = office.refused(locale, &["verify"], "data.not_there");
        assert!(sentence.contains(word) && sentence.contains("cunji.sqlite"), "{sentence}");
    }
    assert!(!file.exists());
}

#[test]
fn an_erasure_wants_a_reason() {
    let office = Office::begun();
    let edit = "0".repeat(64);
    for (locale, words) in [(CHINESE, "请写明依据"), (ENGLISH, "Say by what it is erased")] {
        let arguments = ["erase", "--space", "610926101205", "--edit", &edit, "--reason", " "];
        assert!(office.refused(locale, &arguments, "erase.reason").contains(words));
    }
}

/// A row that is gone from the database is gone from its file.
#[test]
fn what_is_removed_is_not_left_in_the_file() {
    const TEXT: &str = "老屋西墙漏雨,要修。";
    let office = Office::begun();
    let file = office.folder.path().join("data").join(storage::FILE_NAME);
    let holds = || std::fs::read(&file).expect("it is there").windows(TEXT.len()).any(|part| part == TEXT.as_bytes());
    let does = |sql: &str| {
        office.with_server(|server| storage::write(&*server.storage, |tx| tx.execute(sql, &[])).expect("it is done"));
    };
    does("CREATE TABLE note (text TEXT)");
    does(&format!("INSERT INTO note (text) VALUES ('{TEXT}')"));
    assert!(holds(), "the file is read where it stands");
    does("DELETE FROM note");
    assert!(!holds());
}

#[test]
fn what_is_taken_out_whole_is_in_the_audit() {
    let office = Office::begun();
    let backup = office.folder.path().join("backup").display().to_string();
    office.does(&["backup", &backup]);
    office.does(&["export"]);
    let noted = office.with_server(|server| {
        let taken =
            "SELECT action, subject FROM audit WHERE action IN ('backed_up', 'records_exported') ORDER BY number";
        let rows = storage::read(&*server.storage, |tx| tx.query(taken, &[])).expect("it is read");
        rows.iter().map(|row| (row.get("action").expect("text"), row.get("subject").expect("text"))).collect::<Vec<_>>()
    });
    let subject = |name: &str| Some(name.to_owned());
    assert_eq!(noted, [("backed_up".to_owned(), subject("backup")), ("records_exported".to_owned(), None)]);
}

/// What nobody sealed, and what has lost its seals' file, is not said to prove: neither in words nor to a script.
#[test]
fn an_audit_without_its_seals_is_no_proof() {
    let office = Office::begun();
    assert!(office.does(&["verify"]).contains("全部核对无误"));
    office.with_server(|server| {
        // As if the lists had been brought three days ago.
        let earlier = "UPDATE audit SET at = at - 3 * 86400, day = day - 3";
        assert!(storage::write(&*server.storage, |tx| tx.execute(earlier, &[])).expect("it is written") > 0);
    });
    let is_refused = |zh: &str, en: &str| {
        for (locale, words) in [(CHINESE, [zh, "其余核对无误"]), (ENGLISH, [en, "everything else proves"])] {
            let sentence = office.refused(locale, &["verify"], "verify.audit");
            assert!(words.iter().all(|word| sentence.contains(word)), "{sentence}");
            assert!(!sentence.contains("全部核对无误") && !sentence.contains("Everything proves"), "{sentence}");
        }
    };
    is_refused("还没有加封", "not sealed");
    office.with_server(|server| {
        let today = local_day(server.clock.now()).expect("a day");
        assert!(audit::seal(server, today).expect("it is sealed").is_some());
    });
    assert!(office.does(&["verify"]).contains("全部核对无误"));
    std::fs::remove_file(office.folder.path().join("data").join(audit::SEALS_FILE)).expect("it is there");
    is_refused("封签簿", "The file of seals");
}

#[test]
fn a_role_is_given_only_in_a_division_that_is_there() {
    let office = Office::begun();
    let add = |login: &'static str, division: &'static str| {
        ["account", "add", "--login", login, "--name", "林办事员", "--role", "town_office", "--division", division]
    };
    for (locale, words) in [(CHINESE, ["610926199", "核对代码"]), (ENGLISH, ["610926199", "Check the code"])] {
        let sentence = office.refused(locale, &add("lin", "610926199"), "division.unknown");
        assert!(words.iter().all(|word| sentence.contains(word)), "{sentence}");
        assert!(sentence.contains("cunji-server import divisions FILE"), "{sentence}");
    }
    assert!(office.does(&["account", "list"]).contains("没有"), "nothing of it was kept");
    office.does(&add("lin", "610926101"));
    let appoint = ["account", "appoint", "--login", "lin", "--role", "county_office", "--division"];
    office.refused(CHINESE, &[&appoint[..], &["610999"]].concat(), "division.unknown");
    office.does(&[&appoint[..], &["610926"]].concat());
}

#[test]
fn what_is_there_already_is_told_as_no_change() {
    let office = Office::begun();
    for (list, file) in [
        ("households", "fixtures/households.csv"),
        ("policy", "crates/domain/policy/ankang-2017.toml"),
        // It ships with the program, as the policy does: already the first time it changes nothing.
        ("calendar", "crates/domain/policy/calendar-2017.csv"),
    ] {
        let file = of_the_repository(file);
        let sentence = office.does(&["import", list, &file]);
        assert!(sentence.contains("都和现在的一样,没有变化"), "{list}: {sentence}");
        let sentence = told(&office.types(ENGLISH, &["import", list, &file]));
        assert!(sentence.contains("nothing was changed") && !sentence.contains(" 1 rows"), "{list}: {sentence}");
    }
}

/// A policy file of 2026 as an office makes it of the shipped one; gives its place.
fn policy_of_2026(office: &Office, head: &str) -> String {
    let shipped = std::fs::read_to_string(of_the_repository("crates/domain/policy/ankang-2017.toml")).expect("a file");
    let days = ("valid_from = 2017-01-01\nknown_from = 2017-01-01", "valid_from = 2026-01-01\nknown_from = 2026-01-01");
    let name = ("name = \"ankang-2017\"\nversion = 1", format!("name = \"ankang-2026\"\nversion = 1{head}"));
    assert!(shipped.contains(days.0) && shipped.contains(name.0));
    let file = office.folder.path().join("p2026.toml");
    std::fs::write(&file, shipped.replace(days.0, days.1).replace(name.0, &name.1)).expect("a file");
    file.display().to_string()
}

#[test]
fn a_policy_that_contradicts_the_shipped_one_is_refused_and_the_corrected_file_is_taken() {
    let office = Office::begun();
    let shipped = of_the_repository("crates/domain/policy/ankang-2017.toml");
    let wrong = policy_of_2026(&office, "");
    for (locale, words) in [(CHINESE, ["第 9 行", "没有导入"]), (ENGLISH, ["row 9", "nothing was changed"])] {
        let sentence = office.refused(locale, &["import", "policy", &wrong], "import.faults");
        assert!(words.iter().all(|word| sentence.contains(word)), "{sentence}");
        assert!(sentence.contains("replaces = [\"ankang-2017/1\"]"), "{sentence}");
        assert!(sentence.contains("(policy.overlap)"), "{sentence}");
    }
    office.does(&["import", "policy", &shipped]);
    office.refused(CHINESE, &["import", "policy", &wrong], "import.faults");
    let proven = || -> Json { serde_json::from_str(&office.shows(CHINESE, &["verify"])).expect("one document") };
    assert_eq!(proven()["policies_left_out"], serde_json::json!([]), "nothing of it was stored");
    office.does(&["devices"]);

    let right = policy_of_2026(&office, "\nreplaces = [\"ankang-2017/1\"]");
    assert!(office.does(&["import", "policy", &right]).contains("1 行有变化"));
    assert!(office.does(&["import", "policy", &right]).contains("没有变化"));
    let changed = std::fs::read_to_string(&right).expect("a file").replace("value = 220", "value = 200");
    std::fs::write(&right, changed).expect("a file");
    let sentence = office.refused(CHINESE, &["import", "policy", &right], "import.faults");
    assert!(sentence.contains("version 加一") && sentence.contains("(policy.version_reused)"), "{sentence}");
}

#[test]
fn lists_are_tables_in_words_and_json_for_programs() {
    let office = Office::begun();
    let role = ["--role", "town_office", "--division", "610926101", "--from", "2017-09-01"];
    office.does(&[&["account", "add", "--login", "lin", "--name", "林办事员"], &role[..]].concat());
    let table = office.shows(CHINESE, &["account", "list"]);
    let mut lines = table.lines();
    assert!(lines.next().is_some_and(|head| head.starts_with("账号") && head.contains("职务")), "{table}");
    assert!(lines.next().is_some_and(|row| row.starts_with("lin") && row.contains("镇办公室")), "{table}");
    let english = office.shows(ENGLISH, &["account", "list"]);
    assert!(english.starts_with("account") && english.contains("town office"), "{english}");
    let list: Json =
        serde_json::from_str(&office.shows(CHINESE, &["account", "list", "--json"])).expect("one document");
    assert_eq!((&list[0]["login"], &list[0]["roles"][0]["role"]), (&"lin".into(), &"town_office".into()));
    for list in [&["devices"][..], &["held", "list"]] {
        assert!(office.does(list).contains("没有"), "{list:?}");
        assert_eq!(office.shows(CHINESE, &[list, &["--json"]].concat()).trim(), "[]");
    }
}

#[test]
fn a_code_without_an_address_warns_that_no_phone_reaches_it() {
    let office = Office::begun();
    assert!(office.does(&["invite", "--cadre", "c0017"]).contains("注意:没有写 --server"));
    assert!(
        told(&office.types(ENGLISH, &["invite", "--cadre", "c0017", "--json"])).starts_with("Mind: without --server")
    );
    let named = office.does(&["invite", "--cadre", "c0017", "--server", "http://10.0.0.5:7610"]);
    assert!(!named.contains("注意"), "{named}");
}

#[test]
fn a_code_says_whose_it_is_and_until_when_on_the_clock_of_the_place() {
    let office = Office::begun();
    let invite = ["invite", "--cadre", "c0017", "--server", "http://10.0.0.5:7610"];
    for (locale, words) in [(CHINESE, ["陈玉华(c0017", "北京时间 "]), (ENGLISH, ["陈玉华 (c0017", ", Beijing time"])]
    {
        let said = told(&office.types(locale, &invite));
        assert!(words.iter().all(|word| said.contains(word)), "{said}");
        assert!(!said.contains("+00:00"), "{said}");
    }
    let json: Json = serde_json::from_str(&office.shows(CHINESE, &[&invite[..], &["--json"]].concat())).expect("JSON");
    assert!(json["expires"].as_str().is_some_and(|expires| expires.ends_with("+00:00")), "programs read an instant");
}

#[test]
fn a_refusal_says_what_to_do_next() {
    let office = Office::begun();
    let add = ["account", "add", "--login", "lin", "--name", "林办事员", "--role", "town_office", "--division"];
    let here = [&add[..], &["610926101"]].concat();
    let sentence = office.refused(CHINESE, &[&add[..], &["大贵镇"]].concat(), "args.space");
    assert!(sentence.contains("镇 9 位"), "{sentence}");
    office.does(&here);
    let sentence = office.refused(CHINESE, &here, "account.taken");
    assert!(sentence.contains("换个账号名"), "{sentence}");
}
