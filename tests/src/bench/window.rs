//! `window`: what a person waits for in the real window, on a phone that holds a large village: from the start of the program to
//! the first screen that takes a touch, from the tap to 已存, from a key to the list. And what the front end weighs.

use std::path::Path;
use std::process::Command;

use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::runtime::Runtime;

use super::job_file::Job;
use super::search::large_village;
use super::stage::{Closed, PASSPHRASE, Stage};
use super::timing::{median, percentile};
use crate::fixtures_roster::MAANQIAO;
use crate::job;
use crate::window::scripted_day::{Cost, live};
use crate::window::{Driver, Opening, Window};

/// How often the program is started.
const STARTS: usize = 7;
/// How often a diary is saved.
const SAVES: usize = 20;
/// What is typed into the search, letter by letter.
const TYPED: &[&str] = &["z", "zh", "zha", "zhang", "ldg", "张", "张明", "h0312", "三组", "w"];
/// How often.
const ROUNDS: usize = 5;

/// Types into the search and waits until the list answers; milliseconds, two frames at least.
const SEARCH: &str = "const [text, done] = arguments;
    const field = document.querySelector('input[name=find]');
    const list = document.querySelector('.list');
    const seen = new MutationObserver(() => {
        seen.disconnect();
        requestAnimationFrame(() => done(performance.now() - begun));
    });
    seen.observe(list, { childList: true, characterData: true, subtree: true });
    const begun = performance.now();
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));";

/// Taps 写好了 and waits until the form begins anew under the word that it is saved; milliseconds.
const SAVE: &str = "const [done] = arguments;
    const form = document.querySelector('.day-form');
    const seen = new MutationObserver(() => {
        const now = document.querySelector('.day-form');
        if (now === null || now === form || !now.textContent.includes('已存')) return;
        seen.disconnect();
        requestAnimationFrame(() => done(performance.now() - begun));
    });
    seen.observe(document.body, { childList: true, characterData: true, subtree: true });
    const begun = performance.now();
    form.querySelector('.main-button').click();";

/// When the first content was painted: milliseconds since the epoch.
const PAINTED: &str = "const paint = performance.getEntriesByName('first-contentful-paint')[0];
    return paint ? performance.timeOrigin + paint.startTime : null;";

/// What a person waits for.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Waits {
    /// From the start of the program to the first paint of a screen that takes a touch, milliseconds, the middle one.
    pub cold_start_ms: f64,
    /// From the tap to the word that it is saved, the middle one.
    pub save_p50_ms: f64,
    /// The slow ones.
    pub save_p99_ms: f64,
    /// From a key to the painted list, the middle one.
    pub search_p50_ms: f64,
    /// The slow ones.
    pub search_p99_ms: f64,
    /// Taps beside typing of a diary and four visits.
    pub day_taps: u32,
    /// Facts that are typed in it.
    pub day_typed: u32,
    /// What is read before 今日 can be used.
    #[serde(flatten)]
    pub weight: Weight,
}

/// Bytes of the front end, compressed, as `npm run size` counts them.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Weight {
    /// Before the first screen.
    pub entry_gzip: u64,
    /// All of it.
    pub all_gzip: u64,
}

/// Measures in the program at this path.
///
/// # Errors
/// The window does not open; the front end was not built.
pub fn waits(program: &Path, runtime: &Runtime) -> anyhow::Result<Waits> {
    let closed = large_village(runtime.handle())?.close()?;
    let driver = Driver::start()?;
    let open = || {
        let (program, home) = (program.to_owned(), closed.home.clone());
        Window::open(&driver, Opening { program, home, now: closed.now + 3600, size: (390, 844) }, runtime.handle())
    };
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let window = open()?;
        starts.push(started(&window, &closed)?);
        window.close()?;
    }
    let window = open()?;
    window.type_into("secret", PASSPHRASE);
    window.tap_at(".main-button");
    let saves = (0..SAVES).map(|turn| saved(&window, turn)).collect::<anyhow::Result<Vec<f64>>>()?;
    window.go("/visits");
    window.sees_element(".list .row");
    let mut keys = Vec::new();
    for text in TYPED.iter().cycle().take(TYPED.len() * ROUNDS) {
        keys.push(number(&window.script_async(SEARCH, vec![json!(text)])?)?);
    }
    window.close()?;
    let day = day(&driver, program, runtime)?;
    Ok(Waits {
        cold_start_ms: median(&starts),
        save_p50_ms: median(&saves),
        save_p99_ms: percentile(&saves, 0.99),
        search_p50_ms: median(&keys),
        search_p99_ms: percentile(&keys, 0.99),
        day_taps: day.taps,
        day_typed: day.typed,
        weight: weight()?,
    })
}

/// The scripted day, on a phone of the fixtures' village that has just synced.
fn day(driver: &Driver, program: &Path, runtime: &Runtime) -> anyhow::Result<Cost> {
    let job = Job::of(job::generate(7, "c0017", MAANQIAO, "2017-09-01".parse()?, 1))?;
    let closed = Stage::new(&job, runtime.handle())?.close()?;
    let (program, home, now) = (program.to_owned(), closed.home.clone(), closed.now + 3600);
    let window = Window::open(driver, Opening { program, home, now, size: (390, 844) }, runtime.handle())?;
    window.type_into("secret", PASSPHRASE);
    window.tap_at(".main-button");
    window.sees_element(".day-form");
    let cost = live(&window);
    window.close()?;
    Ok(cost)
}

fn started(window: &Window, closed: &Closed) -> anyhow::Result<f64> {
    window.sees_element("input[name=secret]");
    let painted = number(&window.script(PAINTED, vec![])?).context("this web view does not tell of its paints")?;
    Ok(painted - crate::window::started_at(&closed.home)?)
}

fn saved(window: &Window, turn: usize) -> anyhow::Result<f64> {
    window.sees_element(".day-form textarea");
    window.type_into("日志正文", &format!("第 {turn} 遍。"));
    number(&window.script_async(SAVE, vec![])?)
}

fn number(said: &serde_json::Value) -> anyhow::Result<f64> {
    said.as_f64().with_context(|| format!("{said} is no number"))
}

fn weight() -> anyhow::Result<Weight> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app-ui");
    let told = Command::new("node").args(["lint/bundle.js", "--json"]).current_dir(folder).output()?;
    anyhow::ensure!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    Ok(serde_json::from_slice(&told.stdout)?)
}
