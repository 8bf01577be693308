//! `tauri-driver` and what it drives.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use fantoccini::{Client, ClientBuilder};
use serde_json::json;

use super::Opening;
use super::display::Display;
use super::small_disk::{self, SmallDisk};

/// How long the driver may take to answer at all.
const PATIENCE: Duration = Duration::from_secs(30);

/// A driver with a display of its own; both are gone with this value.
#[derive(Debug)]
pub struct Driver {
    process: Child,
    port: u16,
    // Dropped after the programs that are shown on it.
    _display: Display,
}

impl Driver {
    /// Starts one.
    ///
    /// # Errors
    /// A program is missing (see [`super::is_possible`]).
    pub fn start() -> anyhow::Result<Self> {
        Self::start_by(Command::new("dbus-run-session"))
    }

    /// Starts one for whose programs a folder is a disk of its own, of so many megabytes. Nobody else sees that disk but through
    /// what is given with the driver.
    ///
    /// # Errors
    /// As [`Driver::start`]; the system lets no disk be mounted.
    pub fn start_on_a_small_disk(folder: &Path, megabytes: u32) -> anyhow::Result<(Self, SmallDisk)> {
        let mut command = small_disk::mounting(folder, megabytes)?;
        command.arg("dbus-run-session");
        let driver = Self::start_by(command)?;
        let disk = SmallDisk::of(driver.process.id(), folder);
        // Until it is mounted, what is put there would lie below it.
        let begun = Instant::now();
        while !disk.is_mounted_over(folder)? {
            anyhow::ensure!(begun.elapsed() < PATIENCE, "no disk is mounted on {}", folder.display());
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok((driver, disk))
    }

    fn start_by(mut command: Command) -> anyhow::Result<Self> {
        super::is_possible()?;
        let display = Display::start()?;
        let (port, native) = (free_port()?, free_port()?);
        command.arg("--").arg(program()?);
        command.args(["--port", &port.to_string(), "--native-port", &native.to_string()]);
        command
            .env("DISPLAY", display.name())
            .env("LANG", "zh_CN.UTF-8")
            .env("LC_ALL", "C.UTF-8")
            .env_remove("WAYLAND_DISPLAY");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let process = command.spawn().context("could not start tauri-driver")?;
        Ok(Self { process, port, _display: display })
    }

    /// Opens the program.
    pub(super) async fn connect(&self, opening: &Opening) -> anyhow::Result<Client> {
        let arguments =
            ["--home".to_owned(), opening.home.display().to_string(), "--now".to_owned(), opening.now.to_string()];
        let options = json!({ "application": opening.program, "args": arguments });
        let capabilities = json!({ "browserName": "wry", "tauri:options": options });
        let capabilities = capabilities.as_object().cloned().unwrap_or_default();
        let begun = Instant::now();
        loop {
            let connected = ClientBuilder::new(plain_http())
                .capabilities(capabilities.clone())
                .connect(&format!("http://127.0.0.1:{}", self.port))
                .await;
            match connected {
                Ok(client) => return Ok(client),
                Err(error) if begun.elapsed() > PATIENCE => return Err(error).context("the window does not open"),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The group: the bus, the driver, WebKit's driver, the program.
        let _ = Command::new("kill")
            .args(["-TERM", "--", &format!("-{}", self.process.id())])
            .stderr(Stdio::null())
            .status();
        let _ = self.process.wait();
    }
}

fn plain_http() -> hyper_util::client::legacy::connect::HttpConnector {
    hyper_util::client::legacy::connect::HttpConnector::new()
}

/// Where `tauri-driver` lies: on the path, or where `cargo xtask prepare` put it.
pub(super) fn program() -> anyhow::Result<PathBuf> {
    // A test lies in `target/debug/deps`, the program that draws the screens in `target/debug`.
    let own = std::env::current_exe()?;
    let own = own.ancestors().skip(1).take(3).map(|folder| folder.join("tools/bin")).collect::<Vec<_>>();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(own);
    folders.map(|folder| folder.join("tauri-driver")).find(|file| file.is_file()).context("no tauri-driver")
}

fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Ends the program that runs on this folder, without a warning.
pub(super) fn kill_program(home: &Path) -> anyhow::Result<()> {
    let killed = Command::new("kill").arg("-KILL").arg(program_on(home)?.file_name().unwrap_or_default()).status()?;
    anyhow::ensure!(killed.success(), "the program can't be killed");
    Ok(())
}

/// When the program that runs on this folder was started: milliseconds since the epoch, to a hundredth of a second.
///
/// # Errors
/// No program runs on it; the system does not tell.
pub fn started_at(home: &Path) -> anyhow::Result<f64> {
    let stat = fs::read_to_string(program_on(home)?.join("stat"))?;
    // The fields after the name, which is in brackets; proc(5): the 22nd is the start, in clock ticks (hundredths) since boot.
    let started: Option<f64> = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(19)?.parse().ok());
    let uptime = fs::read_to_string("/proc/uptime")?;
    let uptime: Option<f64> = uptime.split_whitespace().next().and_then(|seconds| seconds.parse().ok());
    let (started, uptime) = started.zip(uptime).context("/proc does not say when a program was started")?;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs_f64();
    Ok((now - (uptime - started / 100.0)) * 1000.0)
}

fn program_on(home: &Path) -> anyhow::Result<PathBuf> {
    let home = home.as_os_str().as_encoded_bytes();
    for process in fs::read_dir("/proc")?.flatten() {
        let arguments = fs::read(process.path().join("cmdline")).unwrap_or_default();
        let mut words = arguments.split(|byte| *byte == 0);
        let is_program = words.next().is_some_and(|program| program.ends_with(b"cunji-app"));
        if is_program && words.any(|word| word == home) {
            return Ok(process.path());
        }
    }
    anyhow::bail!("no program runs on this folder")
}
