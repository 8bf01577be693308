//! The phone's real window, driven as a person drives it: by what stands on it. Under a display of its own, through
//! `tauri-driver` and WebKit's driver.

mod axe;
mod display;
mod driver;
mod fields;
pub mod scripted_day;
mod small_disk;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde_json::{Value as Json, json};
use tokio::runtime::Handle;

pub use driver::{Driver, started_at};
pub use small_disk::SmallDisk;

/// How long something may take to appear on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(40);

/// Keeps what goes wrong in the page for whoever asks why a screen does not come.
const NOTE_COMPLAINTS: &str = "const kept = window.complaints = window.complaints || [];
    const note = it => { const said = String(it && it.message || it); if (!kept.includes(said)) kept.push(said); };
    window.addEventListener('error', event => note(event.error || event.message));
    window.addEventListener('unhandledrejection', event => note(event.reason));
    for (const level of ['error', 'warn']) {
        const usual = console[level];
        console[level] = (...said) => { said.forEach(note); usual.apply(console, said); };
    }";

/// How a window is opened.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The phone's program.
    pub program: PathBuf,
    /// The phone's folder.
    pub home: PathBuf,
    /// What its clock shows when it is opened (Unix seconds, UTC).
    pub now: i64,
    /// Width and height of what the web view shows, in pixels.
    pub size: (u32, u32),
}

impl Opening {
    /// A phone's window on a folder, of the program as its sources are now.
    ///
    /// # Errors
    /// The program can't be built.
    pub fn phone(home: &Path, now: i64) -> anyhow::Result<Self> {
        Ok(Self { program: crate::programs::built("cunji-app")?, home: home.to_owned(), now, size: (390, 844) })
    }
}

/// An open window.
pub struct Window {
    client: Client,
    runtime: Handle,
    opening: Opening,
}

impl Window {
    /// Opens the program's window on a phone's folder.
    ///
    /// # Errors
    /// The program does not start.
    pub fn open(driver: &Driver, opening: Opening, runtime: &Handle) -> anyhow::Result<Self> {
        let client = runtime.block_on(driver.connect(&opening))?;
        let window = Self { client, runtime: runtime.clone(), opening };
        window.script(NOTE_COMPLAINTS, vec![])?;
        window.resize(window.opening.size)?;
        Ok(window)
    }

    /// Makes what the web view shows this large.
    ///
    /// # Errors
    /// The window is gone.
    pub fn resize(&self, (width, height): (u32, u32)) -> anyhow::Result<()> {
        self.runtime.block_on(async {
            self.client.set_window_size(width, height).await?;
            // The frame of a window without a manager is not counted; what is missing is added.
            let inner = self.client.execute("return [window.innerWidth, window.innerHeight]", vec![]).await?;
            let inner: (u32, u32) = serde_json::from_value(inner)?;
            if inner != (width, height) {
                let missing = |wanted: u32, had: u32| wanted + wanted.saturating_sub(had);
                self.client.set_window_size(missing(width, inner.0), missing(height, inner.1)).await?;
            }
            Ok(())
        })
    }

    /// Taps what bears these words: a button, a link or a label; the words, or the beginning of them.
    ///
    /// # Panics
    /// It does not appear.
    pub fn tap(&self, words: &str) {
        let quoted = quoted(words);
        let bears = "self::button or self::a or self::label or @role='button' or @role='switch' or @role='tab'";
        let path = format!(
            "(//*[{bears}][normalize-space(.)={quoted} or @aria-label={quoted}] | //*[{bears}][starts-with(normalize-space(.), {quoted})])"
        );
        self.act(&format!("tap「{words}」"), &path, |element| async move { element.click().await.map_err(Into::into) });
    }

    /// Taps what a CSS selector finds.
    ///
    /// # Panics
    /// It does not appear.
    pub fn tap_at(&self, selector: &str) {
        self.act_css(selector, |element| async move { element.click().await.map_err(Into::into) });
    }

    /// Chooses a PIN on the pad of a form: twice, as a person does.
    ///
    /// # Panics
    /// There is no pad.
    pub fn choose_pin(&self, digits: &str) {
        let enter = || {
            for digit in digits.chars() {
                // The pad's keys: 1 … 9, the one that deletes, 0.
                let place = if digit == '0' { 11 } else { digit.to_digit(10).unwrap_or(0) };
                self.tap_at(&format!(".choose .key:nth-child({place})"));
            }
        };
        enter();
        self.tap_at(".choose .key.enter");
        enter();
    }

    /// Waits until these words stand on the screen.
    ///
    /// # Panics
    /// They don't appear.
    pub fn sees(&self, words: &str) {
        self.until(&format!("「{words}」 is on the screen"), || Ok(self.shown()?.contains(words)));
    }

    /// Waits until something is there that a CSS selector finds.
    ///
    /// # Panics
    /// It does not appear.
    pub fn sees_element(&self, selector: &str) {
        let script = "return document.querySelector(arguments[0]) !== null";
        self.until(selector, || Ok(self.script(script, vec![json!(selector)])? == Json::Bool(true)));
    }

    /// Scrolls down to the end of the screen.
    ///
    /// # Panics
    /// The window is gone.
    pub fn scroll_to_end(&self) {
        self.script("window.scrollTo(0, document.documentElement.scrollHeight)", vec![]).expect("the window is there");
    }

    /// Waits until these words are gone.
    ///
    /// # Panics
    /// They stay.
    pub fn sees_no_more(&self, words: &str) {
        self.until(&format!("「{words}」 is gone"), || Ok(!self.shown()?.contains(words)));
    }

    /// All the words on the screen.
    ///
    /// # Errors
    /// The window is gone.
    pub fn shown(&self) -> anyhow::Result<String> {
        let text = self.script("return document.body ? document.body.innerText : ''", vec![])?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Runs a script in the page.
    ///
    /// # Errors
    /// The window is gone, or the script fails.
    pub fn script(&self, script: &str, arguments: Vec<Json>) -> anyhow::Result<Json> {
        Ok(self.runtime.block_on(self.client.execute(script, arguments))?)
    }

    /// Runs a script in the page that says itself when it is done, and with what.
    ///
    /// # Errors
    /// The window is gone, or the script fails.
    pub fn script_async(&self, script: &str, arguments: Vec<Json>) -> anyhow::Result<Json> {
        Ok(self.runtime.block_on(self.client.execute_async(script, arguments))?)
    }

    /// What the program answers to a command, as the screens ask it.
    ///
    /// # Errors
    /// The window is gone, or the program refuses.
    pub fn ask(&self, command: &str, arguments: Json) -> anyhow::Result<Json> {
        let script = "const [command, takes, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(command, takes).then(gives => done({ gives }), refused => done({ refused }))";
        let answer = self.script_async(script, vec![json!(command), arguments])?;
        if answer["refused"].is_null() {
            Ok(answer["gives"].clone())
        } else {
            bail!("{command}: {}", answer["refused"])
        }
    }

    /// Goes to a screen of the phone's router.
    ///
    /// # Panics
    /// The window is gone.
    pub fn go(&self, path: &str) {
        let path = format!("#{path}");
        self.script("window.location.hash = arguments[0]", vec![json!(path)]).expect("the window is there");
    }

    /// Waits until something holds.
    ///
    /// # Panics
    /// It never does; what is on the screen is told.
    pub fn until(&self, what: &str, mut holds: impl FnMut() -> anyhow::Result<bool>) {
        let begun = Instant::now();
        loop {
            let found = holds();
            if matches!(found, Ok(true)) {
                return;
            }
            if begun.elapsed() > PATIENCE {
                let kept = self.keep_picture("gave-up");
                panic!(
                    "not within {PATIENCE:?}: {what} ({found:?}); picture: {kept:?}; the page complained of {:?}; on the screen:\n{}",
                    self.complaints(),
                    self.shown().unwrap_or_default()
                );
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// What the page's own console complained of since it was opened.
    pub fn complaints(&self) -> Vec<String> {
        let said = self.script("return window.complaints || []", vec![]).unwrap_or_default();
        serde_json::from_value(said).unwrap_or_default()
    }

    /// A picture of what is shown.
    ///
    /// # Errors
    /// The window is gone.
    pub fn picture(&self) -> anyhow::Result<Vec<u8>> {
        // Two frames after the last change: all of it is painted.
        let painted =
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60)))";
        self.runtime.block_on(async {
            self.client.execute_async(painted, vec![]).await?;
            Ok(self.client.screenshot().await?)
        })
    }

    /// Writes a picture to `target/window/NAME.png`.
    ///
    /// # Errors
    /// The window is gone, the disk is full.
    pub fn keep_picture(&self, name: &str) -> anyhow::Result<PathBuf> {
        let folder = self.opening.program.parent().context("the program lies in a folder")?.join("../window");
        std::fs::create_dir_all(&folder)?;
        let test = std::thread::current().name().unwrap_or("window").replace("::", "-");
        let file = folder.join(format!("{test}-{name}.png"));
        std::fs::write(&file, self.picture()?)?;
        Ok(file)
    }

    /// Ends the program as `kill -9` does: nothing of it gets a word in.
    ///
    /// # Errors
    /// It is not running.
    pub fn kill(self) -> anyhow::Result<()> {
        driver::kill_program(&self.opening.home)?;
        // The driver finds out by itself that its window is gone.
        let _ = self.runtime.block_on(self.client.close());
        Ok(())
    }

    /// Closes the window in order.
    ///
    /// # Errors
    /// The driver is gone.
    pub fn close(self) -> anyhow::Result<()> {
        Ok(self.runtime.block_on(self.client.close())?)
    }

    fn act<F>(&self, what: &str, path: &str, deed: impl Fn(Element) -> F)
    where
        F: Future<Output = anyhow::Result<()>>,
    {
        self.until(what, || self.try_on(Locator::XPath(path), &deed));
    }

    fn act_css<F>(&self, selector: &str, deed: impl Fn(Element) -> F)
    where
        F: Future<Output = anyhow::Result<()>>,
    {
        self.until(selector, || self.try_on(Locator::Css(selector), &deed));
    }

    fn try_on<F>(&self, locator: Locator<'_>, deed: impl Fn(Element) -> F) -> anyhow::Result<bool>
    where
        F: Future<Output = anyhow::Result<()>>,
    {
        self.runtime.block_on(async {
            for element in self.client.find_all(locator).await? {
                if element.is_displayed().await? && element.is_enabled().await? {
                    let done = deed(element.clone()).await;
                    if done.is_err() {
                        // It may lie under the tabs at the thumb: a person pushes the screen up a little and tries again.
                        let up = "arguments[0].scrollIntoView({ block: 'center' })";
                        self.client.execute(up, vec![serde_json::to_value(&element)?]).await?;
                    }
                    return done.map(|()| true);
                }
            }
            Ok(false)
        })
    }
}

/// A story in the window; where it fails, a picture of the moment stays behind.
///
/// # Panics
/// The story does.
pub fn told(window: &Window, story: impl FnOnce(&Window)) {
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| story(window)));
    if let Err(panic) = outcome {
        if let Ok(picture) = window.keep_picture("failed") {
            eprintln!("picture of the moment: {}", picture.display());
        }
        std::panic::resume_unwind(panic);
    }
}

fn quoted(words: &str) -> String {
    if words.contains('\'') { format!("\"{words}\"") } else { format!("'{words}'") }
}

/// Whether everything is there that a window needs; says what is not.
///
/// # Errors
/// A program is missing: `cargo xtask prepare` installs it.
pub fn is_possible() -> anyhow::Result<()> {
    for program in ["Xvfb", "WebKitWebDriver", "dbus-run-session"] {
        let found = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
            .any(|folder| folder.join(program).is_file());
        if !found {
            bail!("{program} is missing: run `cargo xtask prepare`");
        }
    }
    driver::program().context("tauri-driver is missing: run `cargo xtask prepare`").map(|_| ())
}
