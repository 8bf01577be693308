//! `cargo xtask demo`: the main job on real input, told at a terminal.
//!
//! Four people of 马鞍桥 (the first secretary and three cadres), four phones, and the tablet of one of them: five devices.

mod folder;
mod life;
mod report;
mod show;
pub(crate) mod stories;
mod team;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use anyhow::Context;
use chrono::{Days, NaiveDate};
use cunji_client::Decision;
use cunji_domain::division::DivisionCode;
use cunji_server::custody;
use tokio::runtime::Runtime;

use crate::fixtures_roster::{MAANQIAO, MAANQIAO_FIRST_SECRETARY, MAANQIAO_RESIDENTS};
use crate::office::{Lists, import_fixtures};
use crate::running::Running;
use crate::world::copy_folder;
use folder::Folder;
pub use folder::PASSPHRASE;
pub use life::FIRST_DAY;
use life::{LAST_SIGNAL, LEAVE, NEW_YEAR, morning};
use show::{Teller, number};
use team::Team;

/// Where a demo that stays up listens, if the port is free.
const USUAL: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 7610);
const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

/// What a demo does beside the report.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// It ends after the report.
    pub once: bool,
    /// The phone's program, to be opened on the phone of one of the people while the server stays up.
    pub window: Option<PathBuf>,
}

/// Runs the demo. Answers whether all replicas agree.
///
/// # Errors
/// Something that must work does not.
pub fn run(options: &Options, runtime: &Runtime) -> anyhow::Result<bool> {
    let once = options.once;
    let teller = Teller::default();
    let village: DivisionCode = MAANQIAO.parse()?;
    teller.say("村记 Cunji:三十天没有信号,然后一次同步 · thirty days without a signal, then one sync");

    teller.chapter("办公室", "the office");
    let folder = Folder::fresh()?;
    let running = start(once, &folder, runtime)?;
    teller.done(&format!("服务器在 {},数据在 SQLite 里 · the server is up", running.url()));
    let lists = import_fixtures(&running.server)?;
    tell_lists(&teller, &lists);
    let mut team = Team::enrol(&running, &folder, morning(NEW_YEAR.parse()?), runtime.handle())?;
    teller.done(
        "登记了四个人的四台手机;陈玉华另有一台平板,共五台设备 · four phones and one person's tablet are enrolled",
    );
    for device in &team.devices {
        teller.say(&format!("             {}", device.title));
    }

    teller.chapter("一月到八月:有信号", "January to August, with a signal");
    let before = life::months_before(&mut team, |done, all| teller.under_way("日志", done, all))?;
    team.set_clocks(&running, morning(LAST_SIGNAL.parse()?) + 15 * 3600);
    // Twice round: what the last one brought has to reach the first one.
    team.sync(&running, |_| ())?;
    team.sync(&running, |_| ())?;
    team.devices.iter_mut().for_each(forget_first_round);
    teller.done(&format!(
        "写了 {} 篇短日志,{LAST_SIGNAL} 晚上都同步过了 · short diaries, all synced",
        number(before as u64)
    ));

    teller.chapter("三十天:没有信号", "thirty days without one");
    let written = life::thirty_days(&mut team, |done, all| teller.under_way("天", done, all))?;
    teller.done(&format!(
        "日志 {} 篇,走访 {} 次,交友和联系 {} 条,问题 {} 个,请假 {} 条,现场考勤 {} 天,两台设备各改一篇日志",
        written.diaries, written.visits, written.friendships, written.problems, written.leaves, written.observations
    ));
    teller.say(&format!("             {} records and changes, all of them only on the phones", written.all()));

    teller.chapter("信号来了", "a signal");
    let last_day: NaiveDate = FIRST_DAY.parse::<NaiveDate>()? + Days::new(u64::from(life::DAYS));
    team.set_clocks(&running, morning(last_day));
    team.sync(&running, |device| {
        let (view, passed) = device.syncs.last().cloned().unwrap_or_default();
        teller.done(&format!(
            "{}:上行 {} B,下行 {} B,{} 次往返,收下 {} 条,退回 {} 条",
            device.title,
            number(passed.up),
            number(passed.down),
            view.round_trips,
            view.accepted,
            view.rejected + view.refused
        ));
    })?;
    refuse_losses(&team)?;
    // What the last ones brought has to reach the first ones.
    team.sync(&running, |_| ())?;
    decide_leave(&mut team)?;
    team.sync(&running, |_| ())?;
    refuse_losses(&team)?;
    teller.done("再同步一轮,第一书记批了王启山的假,又一轮 · once more round, the leave is granted, and round again");

    teller.chapter("路上走了多少", "what travelled (HTTP included)");
    teller.say(&report::travelled(&team));

    teller.chapter("各处是否一致", "do all replicas agree");
    let (agree, table) = report::agreement(&team, &running.server, &village)?;
    teller.say(&table);
    let proof = custody::verify(&running.server).map_err(|fault| anyhow::anyhow!("the server's data: {fault}"))?;
    for device in &team.devices {
        let fault = device.phone.verify()?.fault;
        anyhow::ensure!(fault.is_none(), "{}: {}", device.title, fault.unwrap_or_default());
    }
    teller.say(&format!(
        "  服务器和各台设备的每条链、每个签名、每张表都核过({} 条,{} 个签名,{} 份记录)· everything was proved",
        number(proof.entries),
        number(proof.signatures),
        number(proof.records)
    ));
    let text = report::edited_on_both(&mut team, MAANQIAO_RESIDENTS[0], LAST_SIGNAL.parse()?)?;
    teller.say(&format!(
        "  陈玉华 {LAST_SIGNAL} 的日志在两台设备上各改了一处,两处都在 · both changes of one diary are there:"
    ));
    teller.say(&format!("    「{text}」"));

    let members = team.of(MAANQIAO_FIRST_SECRETARY)?.phone.team_attendance(2017, None, None)?;
    teller.chapter("第一书记手机上的九月", "September on the first secretary's phone");
    teller.say(&report::month(&members, 9));
    teller.chapter("全年,到 220 天", "the year, and the way to 220 days");
    teller.say(&report::year(&members));

    teller.chapter("接着看", "look further");
    drop(team);
    tell_more(&teller, &folder, &running);
    teller.say(&format!(
        "\n{} 用时 {:.0} s。",
        if agree { "全部一致 · all replicas agree." } else { "有副本不一致 · REPLICAS DIFFER." },
        teller.took().as_secs_f64()
    ));
    if once {
        runtime.block_on(running.stop())?;
        return Ok(agree);
    }
    teller.say(&format!(
        "服务器还在 {},按 Ctrl-C 结束;数据留着 · the server stays up until Ctrl-C; the data is kept",
        running.url()
    ));
    let window = options.window.as_deref().map(|program| open_window(&teller, program, &folder, morning(last_day)));
    let mut window = window.transpose()?;
    runtime.block_on(tokio::signal::ctrl_c())?;
    if let Some(window) = &mut window {
        // Closed by its person already, or by the same Ctrl-C.
        let _ = window.kill();
        window.wait()?;
    }
    runtime.block_on(running.stop())?;
    Ok(agree)
}

/// A team that lived through thirty days without a signal, as its phones were at three moments of the year.
pub struct Lived {
    /// Where the phones' folders are, by the names of the devices.
    pub phones: PathBuf,
    /// The same phones on their first day, synced once.
    pub on_the_first_day: PathBuf,
    /// The same phones once the signal was back.
    pub after_the_signal: PathBuf,
    /// Where their server was; nobody is there any more.
    pub server: SocketAddr,
    _folder: Folder,
}

/// Lets the team live until the evening before the signal comes back.
///
/// # Errors
/// Something that must work does not.
pub fn live_without_signal(runtime: &Runtime) -> anyhow::Result<Lived> {
    let folder = Folder::fresh()?;
    let running = start(true, &folder, runtime)?;
    import_fixtures(&running.server)?;
    let mut team = Team::enrol(&running, &folder, morning(NEW_YEAR.parse()?), runtime.handle())?;
    team.sync(&running, |_| ())?;
    let on_the_first_day = kept_aside(&folder, "first-day");
    life::months_before(&mut team, |_, _| ())?;
    team.set_clocks(&running, morning(LAST_SIGNAL.parse()?) + 15 * 3600);
    for _ in 0..2 {
        team.sync(&running, |_| ())?;
    }
    life::thirty_days(&mut team, |_, _| ())?;
    let phones = kept_aside(&folder, "without-signal");
    team.set_clocks(&running, morning(FIRST_DAY.parse::<NaiveDate>()? + Days::new(u64::from(life::DAYS))));
    for _ in 0..2 {
        team.sync(&running, |_| ())?;
    }
    drop(team);
    let server = running.address;
    runtime.block_on(running.stop())?;
    Ok(Lived { phones, on_the_first_day, after_the_signal: folder.phones(), server, _folder: folder })
}

/// The phones as they are now, in a folder of this name. Nobody writes on them meanwhile, so their files belong together.
fn kept_aside(folder: &Folder, name: &str) -> PathBuf {
    let aside = folder.aside(name);
    for (_, phone, _) in team::DEVICES {
        copy_folder(&folder.phone(phone), &aside.join(phone));
    }
    aside
}

/// Opens a cadre's phone as its person would, on the evening after the last sync.
fn open_window(teller: &Teller, program: &Path, folder: &Folder, morning: i64) -> anyhow::Result<Child> {
    let home = folder.phone(MAANQIAO_RESIDENTS[0]);
    teller
        .say(&format!("陈玉华的手机开着,口令 · the phone of one of the cadres is open; its passphrase: {PASSPHRASE}"));
    let evening = morning + 12 * 3600;
    let mut command = Command::new(program);
    command.arg("--home").arg(&home).arg("--now").arg(evening.to_string());
    command.spawn().with_context(|| program.display().to_string())
}

fn start(once: bool, folder: &Folder, runtime: &Runtime) -> anyhow::Result<Running> {
    let (data, now) = (folder.server(), morning(NEW_YEAR.parse()?));
    let usual = if once { ANY } else { USUAL };
    let running = Running::start(&data, usual, now, runtime.handle());
    running.or_else(|_| Running::start(&data, ANY, now, runtime.handle()))
}

fn tell_lists(teller: &Teller, lists: &Lists) {
    // The list begins with the province, which is no division of the city.
    let of_city = lists.divisions.rows.saturating_sub(1) as u64;
    teller.done(&format!("导入安康市区划 {} 个(市、县区、镇、村)· the divisions of the city", number(of_city)));
    teller.done(&format!(
        "导入花名册 {} 行(牵头单位、包抓单位、三个村的工作队),户 {} 户 · roster and households",
        lists.roster.rows, lists.households.rows
    ));
}

/// Of the two rounds with a signal the report shows one.
fn forget_first_round(device: &mut team::Device) {
    device.syncs.truncate(1);
}

/// Nothing that was written may be refused, rejected or held.
fn refuse_losses(team: &Team) -> anyhow::Result<()> {
    for device in &team.devices {
        let view = device.syncs.last().map(|(view, _)| view.clone()).unwrap_or_default();
        let lost = view.refused + view.rejected + view.held + view.unsent;
        anyhow::ensure!(lost == 0, "{}: not everything was taken in: {view:?}", device.title);
    }
    Ok(())
}

fn decide_leave(team: &mut Team) -> anyhow::Result<()> {
    let phone = &mut team.of(MAANQIAO_FIRST_SECRETARY)?.phone;
    let from: NaiveDate = LEAVE.1.parse()?;
    let asked = phone.leaves(&cunji_store::Filter::default())?;
    let asked = asked.into_iter().find(|asked| asked.request.value.first_day == from);
    let asked = asked.context("the leave that was asked for did not reach the first secretary")?;
    let decision = Decision { granted: true, days: None, note: "家里的事要紧,去吧。".to_owned() };
    phone.decide_leave(asked.request.record.id, decision)?;
    Ok(())
}

fn tell_more(teller: &Teller, folder: &Folder, running: &Running) {
    let phone = |name: &str| folder.phone(name).display().to_string();
    let data = folder.server().display().to_string();
    teller.say(&format!("  数据 data        {}", folder.path().display()));
    teller.say(&format!("  口令 passphrase  {}", folder.passphrase().display()));
    teller.say("");
    teller.say(
        "  alias cunji='cargo run -q -p cunji-client --bin cunji --' cunji-server='cargo run -q -p cunji-server --'",
    );
    teller.say(&format!("  export CUNJI_PASSPHRASE=\"$(cat {})\"", folder.passphrase().display()));
    teller.say(&format!(
        "  cunji --home {} attendance --year 2017 --as-of 2017-10-01 --team",
        phone(MAANQIAO_FIRST_SECRETARY)
    ));
    teller.say(&format!("  cunji --home {} diary list", phone(MAANQIAO_RESIDENTS[0])));
    teller.say(&format!("  cunji --home {} status", phone(MAANQIAO_RESIDENTS[1])));
    teller.say(&format!("  cunji-server verify --data {data}"));
    teller.say(&format!("  cunji-server export --format jsonl --data {data} | head"));
    teller.say(&format!(
        "  cunji-server invite --cadre {} --server {} --data {data}",
        MAANQIAO_RESIDENTS[2],
        running.url()
    ));
}
