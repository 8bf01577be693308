//! Doing the commands: each opens the server's data, does one use case, says what happened.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use cunji_domain::calendar::Calendar;
use cunji_domain::division::{DivisionCode, Divisions};
use cunji_domain::policy::Policy;
use cunji_history::{DeviceId, EditId};
use cunji_server::clock::SystemClock;
use cunji_server::office::Imported;
use cunji_server::server::Server;
use cunji_server::{audit, custody, imports, office, os_fault, storage};
use cunji_terminal::is_chinese;
use data_encoding::HEXLOWER;
use tokio::runtime::Runtime;

use super::failure::Failure;
use super::{Command, Held, HeldPlace, Import, Outcome, Place, account, app, invite, lists, recovery, serve};

/// Does one command. Who only looks, or writes to what is there, makes no new server in a folder that was mistyped.
///
/// # Errors
/// Whatever it can't do, as a sentence for the person at the terminal.
pub fn run(place: &Place, command: Command, runtime: &Runtime) -> Outcome {
    let there = || existing(place, runtime);
    match command {
        Command::Serve(what) => serve::serve(new_or_existing(place, runtime)?, &what, runtime),
        Command::Import(what) => import(place, what, runtime),
        Command::Restore { file, erasures, no_erasures } => {
            restore(place, &file, erasures.as_deref(), no_erasures, runtime)
        }
        Command::Invite { cadre, server: url, tls_self_made, json, qr, qr_file } => {
            invite::invite(&there()?, &cadre, url.as_deref(), tls_self_made, &invite::Shown { json, qr, qr_file })
        }
        Command::Account(what) => account::run(&there()?, what),
        Command::App(what) => app::run(&there()?, what),
        Command::Devices { json } => lists::devices(&there()?, json),
        Command::RecoveryCode { device, json } => recovery::code(&there()?, device_id(&device)?, json),
        Command::Revoke { device, reason } => {
            office::by_command::revoke(&there()?, device_id(&device)?, &reason)?;
            say("已停用。", "Revoked.");
            Ok(())
        }
        Command::Held(what) => held(&there()?, what),
        Command::Erase { space, edit, reason } => {
            match office::erase(&there()?, &space_code(&space)?, edit_id(&edit)?, &reason)? {
                office::Erased::Now => say("已删除,已记入 erasures.log。", "Erased, and noted in erasures.log."),
                office::Erased::Before => {
                    say("以前已经删除过了,没有再记。", "It had been erased before; nothing was noted anew.")
                }
            }
            Ok(())
        }
        Command::Backup { file, without_photos } => backup(&there()?, &file, without_photos),
        Command::Verify => verify(&there()?),
        Command::Export { .. } => {
            let mut out = std::io::stdout().lock();
            tell_unnoted(&office::by_command::export(&there()?, &mut out)?);
            Ok(())
        }
    }
}

/// The server whose data is there.
fn existing(place: &Place, runtime: &Runtime) -> Result<Server, Failure> {
    let (data, database) = (&place.data, place.database.as_deref());
    Ok(Server::open_existing(data, database, Arc::new(SystemClock), runtime.handle())?)
}

/// The server whose data is there, or a new one.
fn new_or_existing(place: &Place, runtime: &Runtime) -> Result<Server, Failure> {
    let (data, database) = (&place.data, place.database.as_deref());
    let is_new = !Server::exists(data);
    let server = Server::open(data, database, Arc::new(SystemClock), runtime.handle())?;
    if is_new {
        say(
            &format!("{} 是新建的数据目录。以前有过数据的,请核对 --data。", data.display()),
            &format!("{} is a new data directory. If there was data before, check --data.", data.display()),
        );
    }
    Ok(server)
}

fn backup(server: &Server, file: &Path, without_photos: bool) -> Outcome {
    let photos = if without_photos { custody::Photos::Apart } else { custody::Photos::Within };
    let replaces = file.exists();
    let taken = office::by_command::backup(server, file, photos)?;
    if replaces {
        say(
            &format!("{} 原来就有,换成了新的。要留着以前的,下次换个文件名。", file.display()),
            &format!(
                "{} was there and is replaced. To keep earlier ones, take another name each time.",
                file.display()
            ),
        );
    }
    let rows = taken.rows;
    say(
        &format!("已备份 {rows} 行到 {}。里面有服务器的密钥,请锁好。", file.display()),
        &format!("{rows} rows are in {}. It holds the server's key: keep it locked.", file.display()),
    );
    tell_unnoted(&taken);
    Ok(())
}

/// What was taken out and could not be noted is out all the same.
fn tell_unnoted(taken: &office::by_command::TakenOut) {
    if let Some(why) = &taken.unnoted {
        say(
            &format!("做好了,只是没有记进操作记录:{}", why.zh()),
            &format!("It is done, but the audit could not note it: {why}"),
        );
    }
}

fn restore(place: &Place, file: &Path, erasures: Option<&Path>, none: bool, runtime: &Runtime) -> Outcome {
    let beside = place.data.join(office::ERASURES_FILE);
    let erasures = erasures.map(Path::to_owned).or_else(|| beside.exists().then_some(beside));
    if erasures.is_none() && !none {
        return Err(Failure::new(
            "restore.erasures",
            "请给出依法删除的登记簿:--erasures FILE;从来没有删除过的,加 --no-erasures。这样删掉的内容不会随备份回来。",
            "Name the file of erasures with --erasures FILE, or say --no-erasures if nothing was ever erased: so that what was erased by law does not come back.",
        ));
    }
    let server = custody::restore(
        file,
        &place.data,
        erasures.as_deref(),
        place.database.as_deref(),
        Arc::new(SystemClock),
        runtime.handle(),
    )?;
    let epoch = server.epoch().number;
    say(&format!("已恢复,现在是第 {epoch} 纪元。"), &format!("Restored; this is epoch {epoch}."));
    Ok(())
}

fn import(place: &Place, what: Import, runtime: &Runtime) -> Outcome {
    let imported = match what {
        Import::Divisions { file } => {
            // Before anything is made: what is no list begins no server.
            let (bytes, name) = read(&file)?;
            let divisions = imports::parse_divisions(&bytes, &name)?;
            office::import_divisions(&new_or_existing(place, runtime)?, &divisions)?
        }
        Import::Roster { file } => {
            let (bytes, name) = read(&file)?;
            let server = existing(place, runtime)?;
            let roster = imports::parse_roster(&bytes, &name, &known_divisions(&server)?)?;
            tell_notes(&roster.notes);
            office::import_roster(&server, &roster)?
        }
        Import::Households { file } => {
            let (bytes, name) = read(&file)?;
            let server = existing(place, runtime)?;
            let households = imports::parse_households(&bytes, &name, &known_divisions(&server)?)?;
            tell_notes(&households.notes);
            office::import_households(&server, &households)?
        }
        Import::Policy { file } => {
            let (text, name) = read_text(&file)?;
            let policy = Policy::parse(&text).map_err(|faults| file_faults("import.policy", &name, &faults))?;
            office::import_policy(&existing(place, runtime)?, &text, &policy)?
        }
        Import::Calendar { file } => {
            let (text, name) = read_text(&file)?;
            let calendar = Calendar::parse(&text).map_err(|faults| file_faults("import.calendar", &name, &faults))?;
            office::import_calendar(&existing(place, runtime)?, &calendar)?
        }
    };
    let (zh, en) = told(imported);
    say(&zh, &en);
    Ok(())
}

fn told(imported: Imported) -> (String, String) {
    let Imported { rows, changed } = imported;
    let read = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
    if changed == 0 {
        return (
            format!("读了 {rows} 行,都和现在的一样,没有变化。"),
            format!("{read} read; all of it holds already, and nothing was changed."),
        );
    }
    (format!("读了 {rows} 行,其中 {changed} 行有变化。"), format!("{read} read, {changed} of them changed something."))
}

fn read_text(file: &Path) -> Result<(String, String), Failure> {
    let (bytes, name) = read(file)?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::new(
            "import.not_utf8",
            format!("{name} 不是 UTF-8,请另存为 UTF-8 再导。"),
            format!("{name} is not UTF-8; save it as UTF-8 and import it again."),
        )
    })?;
    Ok((text, name))
}

fn file_faults(code: &'static str, name: &str, faults: &[cunji_domain::policy::FileFault]) -> Failure {
    let lines = |sentence: &dyn Fn(&cunji_domain::policy::FileFault) -> String| {
        faults.iter().map(sentence).collect::<Vec<_>>().join("\n")
    };
    Failure::new(
        code,
        format!(
            "{name}:有 {} 处不对,没有导入。\n{}",
            faults.len(),
            lines(&|f| format!("第 {} 行:{} ({})", f.line, f.zh, f.code))
        ),
        format!(
            "{name}: {} fault(s); not imported.\n{}",
            faults.len(),
            lines(&|f| format!("line {}: {} ({})", f.line, f.en, f.code))
        ),
    )
}

fn tell_notes(notes: &[imports::Remark]) {
    for note in notes {
        say(&note.zh(), &note.en());
    }
}

fn known_divisions(server: &Server) -> Result<Divisions, Failure> {
    Ok(storage::read(&*server.storage, |tx| office::known_divisions(tx))?)
}

fn held(server: &Server, what: Held) -> Outcome {
    match what {
        Held::List { json } => lists::held(server, json)?,
        Held::Accept(place) => {
            let (space, device, number) = held_place(&place)?;
            office::accept_held(server, &space, device, number)?;
            say("已收下。", "Taken in.");
        }
        Held::Reject { place, reason } => {
            let (space, device, number) = held_place(&place)?;
            office::reject_held(server, &space, device, number, &reason)?;
            say("已退回。", "Rejected.");
        }
    }
    Ok(())
}

fn held_place(place: &HeldPlace) -> Result<(DivisionCode, DeviceId, u64), Failure> {
    Ok((space_code(&place.space)?, device_id(&place.device)?, place.number))
}

fn verify(server: &Server) -> Outcome {
    let proof = custody::verify(server)?;
    print(&serde_json::to_string(&proof).unwrap_or_default())?;
    let custody::Proof { audit_days: days, audit_days_kept: kept, audit_overdue: overdue, .. } = proof;
    let file = audit::SEALS_FILE;
    if kept < days {
        say(
            &format!(
                "封签簿 {file} 里只有 {days} 天中的 {kept} 天:以前没有这个文件,或者丢了。serve 会照数据库补上;以前有过的,请和备份核对。"
            ),
            &format!(
                "The file of seals {file} has {kept} of {days} days: it is of before there was one, or was lost. serve completes it from the database; if there was one, compare with the backups."
            ),
        );
    }
    if kept > days {
        say(
            &format!(
                "数据库里少了 {} 天的封签,{file} 里有,记录和它对得上:加封时断过,或有人删过。serve 会补回去。",
                kept - days
            ),
            &format!(
                "The database lacks the seals of {} days that {file} has, and the audit fits them: a seal was cut off, or somebody took them away. serve puts them back.",
                kept - days
            ),
        );
    }
    if overdue > 0 {
        say(
            &format!("操作记录有 {overdue} 条是前天以前的,还没有加封。serve 会加封;一直在运行的,请看它的日志。"),
            &format!(
                "{overdue} rows of the audit are older than yesterday and not sealed. serve seals them; if it was running, see its log."
            ),
        );
    }
    for (id, why) in office::policies(server)?.into_iter().filter_map(|known| Some((known.id, known.left_out?))) {
        say(
            &format!(
                "政策文件「{id}」同别的冲突,没有照它算,别的照常:第 {} 行:{} 改好以后再导入一次就行,name 和 version 可以不变。",
                why.line, why.zh
            ),
            &format!(
                "The policy file {id:?} contradicts others and nothing is counted by it; all else holds. Line {}: {} Mend it and import it once more; name and version may stay.",
                why.line, why.en
            ),
        );
    }
    if kept != days || overdue > 0 {
        return Err(Failure::new(
            "verify.audit",
            "操作记录的封签不齐,见上面;其余核对无误。照上面说的办好,再核对一遍。",
            "The seals of the audit are not complete, as said above; everything else proves. Do what is said there, and verify again.",
        ));
    }
    say("全部核对无误。", "Everything proves.");
    Ok(())
}

fn read(file: &Path) -> Result<(Vec<u8>, String), Failure> {
    let bytes = std::fs::read(file).map_err(|error| {
        let (zh, en) = os_fault::said(&error);
        Failure::new(
            "import.file",
            format!("文件 {} 读不出来:{zh}。", file.display()),
            format!("The file {} can't be read: {en}.", file.display()),
        )
    })?;
    Ok((bytes, file.file_name().unwrap_or_default().to_string_lossy().into_owned()))
}

pub(super) fn space_code(text: &str) -> Result<DivisionCode, Failure> {
    text.parse().map_err(|_| {
        Failure::new(
            "args.space",
            format!("{text} 不是区划代码。要写数字:市 4 位、县区 6 位、镇 9 位、村 12 位,导入的区划表里有。"),
            format!(
                "{text} is no division code. Write its digits: 4 of a city, 6 of a county, 9 of a town, 12 of a village, as in the list of divisions that was imported."
            ),
        )
    })
}

fn device_id(text: &str) -> Result<DeviceId, Failure> {
    fixed(text).map(DeviceId).ok_or_else(|| {
        Failure::new(
            "args.device",
            format!("{text} 不是设备号。用 cunji-server devices 查,整个抄下来。"),
            format!("{text} is no device id. cunji-server devices lists them; copy the whole of it."),
        )
    })
}

fn edit_id(text: &str) -> Result<EditId, Failure> {
    fixed(text).map(EditId).ok_or_else(|| {
        Failure::new(
            "args.edit",
            format!("{text} 不是修改的编号。用 cunji-server export 查,整个抄下来。"),
            format!("{text} is no edit id. cunji-server export names each record's; copy the whole of it."),
        )
    })
}

fn fixed<const N: usize>(text: &str) -> Option<[u8; N]> {
    HEXLOWER.decode(text.to_ascii_lowercase().as_bytes()).ok()?.try_into().ok()
}

/// A result, on standard output.
pub(super) fn print(line: &str) -> Outcome {
    writeln!(std::io::stdout(), "{line}").map_err(|error| {
        let (zh, en) = os_fault::said(&error);
        Failure::new("output", format!("写不出去:{zh}。"), format!("Can't write: {en}."))
    })
}

/// What happened, on standard error, in the language of the locale.
pub(super) fn say(zh: &str, en: &str) {
    eprintln!("{}", pick(zh, en));
}

/// What is said in the language of the locale.
pub(super) fn pick<T>(zh: T, en: T) -> T {
    if is_chinese() { zh } else { en }
}
