//! `cunji` as a process against a real server: each trouble is a sentence in the locale's language with its code last, ends with
//! 1, and leaves nothing half written.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::thread;

use cunji_history::signed::Deployment;
use cunji_history::{DeviceId, DeviceKey, Suite};
use cunji_protocol::calls::{About, EnrolmentCode};
use cunji_tests::programs;
use cunji_tests::world::{FIRST_DAY, Home, World};
use serde_json::Value as Json;

const ENGLISH: &str = "en_GB.UTF-8";
const CHINESE: &str = "zh_CN.UTF-8";

fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| programs::built("cunji").unwrap_or_else(|error| panic!("{error:#}")))
}

/// A home folder in which `cunji` is typed.
struct Terminal {
    home: tempfile::TempDir,
}

impl Terminal {
    fn new() -> Self {
        Self { home: tempfile::tempdir().expect("a temporary folder") }
    }

    fn phone(&self) -> PathBuf {
        self.home.path().join("phone")
    }

    fn types(&self, locale: &str, arguments: &[&str]) -> Output {
        self.runs(Command::new(program()), locale, arguments)
    }

    /// The same command line, on a disk that is full after so many writes.
    fn types_on_a_full_disk(&self, good_writes: u32, locale: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cunji_on_a_failing_disk"));
        command.env("CUNJI_GOOD_WRITES", good_writes.to_string());
        self.runs(command, locale, arguments)
    }

    fn runs(&self, mut command: Command, locale: &str, arguments: &[&str]) -> Output {
        command.arg("--home").arg(self.phone()).args(arguments);
        command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", locale).env("CUNJI_PASSPHRASE", "三月的茶");
        command.output().expect("the program starts")
    }

    fn is_enrolled(&self, world: &World, server: &str) {
        let code = world.office.invite(&"c0017".parse().expect("an id"));
        let enrolled = self.enrols(CHINESE, server, &code);
        assert_eq!(enrolled.status.code(), Some(0), "{}", String::from_utf8_lossy(&enrolled.stderr));
    }

    fn enrols(&self, locale: &str, server: &str, code: &str) -> Output {
        self.types(locale, &["enroll", "--server", server, "--code", code])
    }

    fn told(&self, arguments: &[&str]) -> Json {
        let output = self.types(CHINESE, &[arguments, &["--json"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("one document")
    }
}

/// What a command said that ended with 1: the refusal, and what helps where there is something.
fn refused(output: &Output, code: &str) -> String {
    let told = String::from_utf8_lossy(&output.stderr).trim_end().to_owned();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.lines().any(|line| line.ends_with(&format!("({code})"))), "{told}");
    told
}

fn a_world() -> (World, String) {
    let world = World::new(Home::Sqlite);
    let server = format!("http://{}", world.office.address().expect("it serves"));
    (world, server)
}

/// Refused in both languages, with these words, and without a trace in the folder.
fn enrols_in_vain(server: &str, typed: &str, code: &str, words: (&str, &str)) {
    for (locale, word) in [(CHINESE, words.0), (ENGLISH, words.1)] {
        let terminal = Terminal::new();
        let told = refused(&terminal.enrols(locale, server, typed), code);
        assert!(told.contains(word), "{told}");
        assert!(!terminal.phone().join("cunji.db").exists(), "a phone is left behind");
        refused(&terminal.types(locale, &["status"]), "store.not_there");
    }
}

#[test]
fn an_expired_code_is_told() {
    let (world, server) = a_world();
    let code = world.office.invite(&"c0017".parse().expect("an id"));
    world.pass_days(4);
    enrols_in_vain(&server, &code, "enrol.code_expired", ("请办公室重发一个", "ask the office for a new one"));
}

#[test]
fn a_wrong_code_is_told() {
    let (world, server) = a_world();
    let key = world.office.server().registrar().publisher.key.public();
    let never_issued = EnrolmentCode::new([1, 2, 3, 4, 5], &key).to_string();
    enrols_in_vain(&server, &never_issued, "enrol.code_unknown", ("请照着再输一遍", "type it again"));
}

/// A server that says who it is to whoever asks, and nothing else.
fn of_another_version(key: &DeviceKey) -> String {
    let about = About {
        newest: 9,
        oldest: 8,
        deployment: Deployment([7; 16]),
        server_key: key.public(),
        epoch: 1,
        suite: Suite::Ed25519Sha256,
        certificate: Vec::new(),
        time: 1_504_238_400,
        program: "9.0.0".to_owned(),
        sealing: None,
    };
    let body = about.to_bytes();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("its address");
    // It ends with the process.
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut asked = [0; 4096];
            let _ = stream.read(&mut asked);
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            let _ = stream.write_all(&[head.as_bytes(), &body].concat());
        }
    });
    format!("http://{address}")
}

#[test]
fn a_server_of_another_version_is_told() {
    let key = DeviceKey::from_bytes(&[42; 32]);
    let code = EnrolmentCode::new([1, 2, 3, 4, 5], &key.public()).to_string();
    enrols_in_vain(&of_another_version(&key), &code, "protocol.version", ("请升级较旧的一方", "update the older one"));
}

#[test]
fn a_revoked_phone_is_told_with_every_sync_and_keeps_what_it_holds() {
    let (world, server) = a_world();
    let terminal = Terminal::new();
    terminal.is_enrolled(&world, &server);
    terminal.told(&["sync"]);
    terminal.told(&["diary", "write", "--date", FIRST_DAY, "--text", "停用之前写的。"]);
    world.office.revoke(device(terminal.told(&["whoami"])["device"].as_str().expect("an id")));

    for (locale, word) in [(CHINESE, "停用"), (ENGLISH, "revoked")] {
        let told = refused(&terminal.types(locale, &["sync"]), "device.revoked");
        assert!(told.contains(word), "{told}");
    }
    let status = terminal.told(&["status"]);
    assert_eq!((&status["held"], &status["unsent"]), (&1.into(), &0.into()), "{status}");
    for (locale, sentence) in [(CHINESE, "由办公室决定收不收"), (ENGLISH, "the office decides whether to take it in")]
    {
        let status = terminal.types(locale, &["status"]);
        assert!(String::from_utf8_lossy(&status.stdout).contains(sentence), "{status:?}");
    }
    let diary = terminal.told(&["diary", "show", "--date", FIRST_DAY]);
    assert_eq!(diary["text"], "停用之前写的。");
    assert_eq!(terminal.types(CHINESE, &["verify"]).status.code(), Some(0));
}

#[test]
fn a_rejected_entry_s_way_to_mend_can_be_typed() {
    let (world, server) = a_world();
    let terminal = Terminal::new();
    terminal.is_enrolled(&world, &server);
    // Not synced yet, the phone does not know which codes there are.
    let written = terminal.told(&["diary", "write", "--date", FIRST_DAY, "--work", "dancing", "--text", "讲政策。"]);
    let id = written["record"].as_str().expect("an id");
    assert_eq!(terminal.told(&["sync"])["rejected"], 1);
    let status = terminal.types(CHINESE, &["status"]);
    let told = String::from_utf8_lossy(&status.stdout).into_owned();
    assert!(told.contains("可以写:visit 入户走访、") && told.contains("cunji mend save 编号 --set 项=内容"), "{told}");
    terminal.told(&["mend", "save", id, "--set", r#"work=["policy"]"#]);
    let sync = terminal.told(&["sync"]);
    assert_eq!((&sync["accepted"], &sync["rejected"]), (&1.into(), &0.into()), "{sync}");
    assert_eq!(terminal.told(&["status"])["rejected"], 0);
}

/// The disk is full at each of the writes of one command in turn.
#[test]
fn a_full_disk_is_told_and_nothing_is_half_written() {
    let (world, server) = a_world();
    let terminal = Terminal::new();
    terminal.is_enrolled(&world, &server);
    terminal.told(&["sync"]);
    let write = |text: &'static str| ["diary", "write", "--date", FIRST_DAY, "--text", text];
    let text = || terminal.told(&["diary", "show", "--date", FIRST_DAY])["text"].clone();
    terminal.told(&write("满之前写的。"));
    let mut refusals = 0;
    for good_writes in 0..12 {
        let (locale, word) =
            if good_writes % 2 == 0 { (CHINESE, "空间满了") } else { (ENGLISH, "the disk is full") };
        let before = text();
        let after = if before == "满之前写的。" { "满的时候写的。" } else { "满之前写的。" };
        let output = terminal.types_on_a_full_disk(good_writes, locale, &write(after));
        if output.status.code() == Some(0) {
            assert_eq!(text(), after, "after {good_writes} writes");
        } else {
            let told = refused(&output, "store.disk_full");
            assert!(told.contains(word), "{told}");
            assert_eq!(text(), before, "after {good_writes} writes");
            refusals += 1;
        }
        assert_eq!(terminal.types(CHINESE, &["verify"]).status.code(), Some(0), "after {good_writes} writes");
    }
    assert!(refusals > 1, "the disk was full {refusals} times");
    terminal.told(&write("有空间了。"));
    assert_eq!(text(), "有空间了。");
}

fn device(hex: &str) -> DeviceId {
    let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex");
    let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(digit).collect();
    DeviceId(bytes.try_into().expect("16 bytes"))
}

/// The last document of a command that succeeded.
fn document(output: &Output) -> Json {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one document")
}

#[test]
fn a_forgotten_pin_is_helped_by_the_code_that_the_clerk_reads_out() {
    let (world, server) = a_world();
    let terminal = Terminal::new();
    terminal.is_enrolled(&world, &server);
    let with = |variables: &[(&str, &str)], arguments: &[&str]| {
        let mut command = Command::new(program());
        command.envs(variables.iter().copied());
        terminal.runs(command, CHINESE, arguments)
    };
    // No key store answers here, or one does: nine digits are enough for both.
    let (pin, next) = ("609358172", "281704936");
    refused(&with(&[("CUNJI_NEW_PIN", "12345678")], &["pin", "set"]), "lock.pin_guessed");
    document(&with(&[("CUNJI_NEW_PIN", pin)], &["pin", "set", "--json"]));
    document(&with(&[("CUNJI_PIN", pin)], &["sync", "--json"]));
    document(&with(&[], &["note", "add", "锁着记的一句", "--json"]));
    let wrong = refused(&with(&[("CUNJI_PIN", "000000000")], &["status"]), "lock.wrong");
    assert!(wrong.contains("请再输一次") && wrong.contains("cunji recover --code"), "{wrong}");
    assert_eq!(document(&with(&[], &["pin", "status", "--json"]))["free"], 3);

    let device = terminal.told(&["status"])["device"].as_str().expect("a device").to_owned();
    let mut clerk = Command::new(programs::built("cunji-server").expect("the server is built"));
    clerk.arg("--data").arg(world.office.data()).args(["recovery-code", "--device", &device, "--json"]);
    let shown = document(&clerk.output().expect("the program starts"));
    let code = shown["code"].as_str().expect("a code");
    assert_eq!((shown["person"].as_str(), code.len()), (Some("c0017"), 24));
    refused(&with(&[("CUNJI_PIN", next)], &["recover", "--code", "0000"]), "recovery.code_length");
    let recovered = with(&[("CUNJI_PIN", next)], &["recover", "--code", code]);
    let told = String::from_utf8_lossy(&recovered.stdout);
    assert!(told.starts_with("陈玉华的手机打开了"), "whose phone it is: {told}");
    assert_eq!(document(&with(&[], &["pin", "status", "--json"]))["free"], 4);
    refused(&with(&[("CUNJI_PIN", pin)], &["status"]), "lock.wrong");
    let notes = document(&with(&[("CUNJI_PIN", next)], &["note", "list", "--json"]));
    assert_eq!((notes[0]["text"].as_str(), notes.as_array().map(Vec::len)), (Some("锁着记的一句"), Some(1)));
    document(&with(&[("CUNJI_PIN", next)], &["sync", "--json"]));
    refused(&with(&[("CUNJI_PIN", next)], &["recover", "--code", code]), "store.wrong_recovery_code");

    // The clerk sees one phone under two ids, not two phones.
    let clerk = |arguments: &[&str]| {
        let mut command = Command::new(programs::built("cunji-server").expect("the server is built"));
        command.arg("--data").arg(world.office.data()).args(arguments);
        command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", CHINESE);
        command.output().expect("the program starts")
    };
    let listed = document(&clerk(&["devices", "--json"]));
    let of = |id: &Json| {
        let all = listed.as_array().expect("a list");
        all.iter().find(|one| one["device"] == *id).expect("it is listed").clone()
    };
    let before = of(&Json::from(device.as_str()));
    let after = of(&before["followed_by"][0]);
    assert_eq!((&after["introduced_by"], &after["name"]), (&before["device"], &before["name"]));
    assert!(after["name"].as_str().is_some_and(|name| !name.is_empty()), "{after}");
    let short = |one: &Json| one["device"].as_str().expect("an id")[..8].to_owned();
    let shown = clerk(&["devices"]);
    let table = String::from_utf8_lossy(&shown.stdout).into_owned();
    let row = |one: &Json| {
        let id = one["device"].as_str().expect("an id");
        table.lines().find(|line| line.starts_with(id)).expect("a row").to_owned()
    };
    assert!(row(&before).contains("陈玉华") && row(&before).contains(&format!("换成了 {}…", short(&after))), "{table}");
    assert!(
        row(&after).contains("陈玉华") && row(&after).contains(&format!("接着 {}…,在用", short(&before))),
        "{table}"
    );
    let said = String::from_utf8_lossy(&shown.stderr).into_owned();
    assert!(said.contains("同一台手机的旧设备号") && !said.contains("几台在用"), "{said}");
    let told = clerk(&["recovery-code", "--device", after["device"].as_str().expect("an id")]);
    let told = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(told.contains("陈玉华(c0017,马鞍桥村"), "{told}");
}

#[test]
fn a_second_phone_of_a_person_is_pointed_out_at_the_office() {
    let (world, server) = a_world();
    let terminals = [Terminal::new(), Terminal::new()];
    terminals.iter().for_each(|terminal| terminal.is_enrolled(&world, &server));
    let mut clerk = Command::new(programs::built("cunji-server").expect("the server is built"));
    clerk.arg("--data").arg(world.office.data()).arg("devices");
    clerk.env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", ENGLISH);
    let said = String::from_utf8_lossy(&clerk.output().expect("the program starts").stderr).into_owned();
    assert!(said.contains("Several phones are in use of 陈玉华") && said.contains("revoke --device"), "{said}");
}

#[test]
fn a_month_goes_from_own_word_to_signature_by_commands() {
    let (world, server) = a_world();
    let (chen, liu) = (Terminal::new(), Terminal::new());
    for (terminal, person) in [(&chen, "c0017"), (&liu, "c0016")] {
        let code = world.office.invite(&person.parse().expect("an id"));
        assert_eq!(terminal.enrols(CHINESE, &server, &code).status.code(), Some(0));
        terminal.told(&["sync"]);
    }
    let august = |terminal: &Terminal| {
        let lines = terminal.told(&["month", "list", "--year", "2017"]);
        let found = lines.as_array().and_then(|lines| lines.iter().find(|line| line["month"] == "2017-08-01").cloned());
        found.expect("the month")
    };
    let before = august(&chen);
    assert_eq!((&before["waits_for_me"], &before["acknowledged"]), (&Json::Bool(true), &Json::Null));
    chen.told(&["month", "acknowledge", "2017-08", "--note", "看过了"]);
    assert_eq!(august(&chen)["acknowledged"]["changed"], Json::Array(Vec::new()));
    chen.told(&["sync"]);

    liu.told(&["sync"]);
    let team = || {
        let lines = liu.told(&["month", "list", "--team", "--month", "2017-08"]);
        let found = lines.as_array().and_then(|lines| lines.iter().find(|line| line["cadre"] == "c0017").cloned());
        found.expect("a member")
    };
    let waiting = team();
    assert_eq!(waiting["waits_for_me"], true);
    assert!(waiting["acknowledged"].is_object(), "{waiting}");
    let own = liu.types(CHINESE, &["month", "sign", "2017-08", "--cadre", "c0016"]);
    refused(&own, "judgement.of_ones_own");
    liu.told(&["month", "sign", "2017-08", "--cadre", "陈玉华"]);
    assert_eq!(team()["waits_for_me"], false);
    liu.told(&["sync"]);
    chen.told(&["sync"]);
    assert!(august(&chen)["signed"].is_object());
    assert_eq!(chen.types(CHINESE, &["month", "acknowledge", "八月"]).status.code(), Some(2), "no month");
    let shown = chen.types(CHINESE, &["month", "list", "--year", "2017"]);
    assert!(String::from_utf8_lossy(&shown.stdout).contains("第一书记签字"));
}
