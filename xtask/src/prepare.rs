//! Installing what a fresh Debian 12 with Rust and Node lacks: through apt, cargo and pip, and nothing else.
//!
//! Each step looks first, says what it does, and does nothing the second time.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::shell;

/// A Debian package and how to see that what it brings is there, however it came.
struct AptPackage {
    name: &'static str,
    why: &'static str,
    is_there: fn() -> bool,
}

/// What the build of SQLCipher and OpenSSL from source needs.
const BUILD_PACKAGES: &[AptPackage] = &[
    AptPackage {
        name: "build-essential",
        why: "compiles SQLCipher and OpenSSL",
        is_there: || shell::is_on_path("cc") && shell::is_on_path("make"),
    },
    AptPackage { name: "pkg-config", why: "finds C libraries", is_there: || shell::is_on_path("pkg-config") },
    AptPackage {
        name: "perl",
        why: "OpenSSL's build is written in it",
        // perl-base, which every Debian has, lacks the modules.
        is_there: || shell::succeeds(shell::program("perl").args(["-MIPC::Cmd", "-MFindBin", "-e", "1"])),
    },
];

/// What only the checks need.
const CHECK_PACKAGES: &[AptPackage] = &[
    AptPackage {
        name: "postgresql-15",
        why: "the tests start a throwaway cluster of it",
        is_there: || shell::is_on_path("initdb") && shell::is_on_path("pg_ctl"),
    },
    AptPackage {
        name: "python3-venv",
        why: "the second client is written in Python",
        is_there: || shell::succeeds(shell::program("python3").args(["-c", "import venv, ensurepip"])),
    },
    AptPackage {
        name: "python3-pip",
        why: "installs the second client's libraries",
        is_there: || shell::succeeds(shell::program("python3").args(["-m", "pip", "--version"])),
    },
];

/// What the phone's window is built with.
const WINDOW_PACKAGES: &[AptPackage] = &[
    AptPackage {
        name: "libwebkit2gtk-4.1-dev",
        why: "the phone's window on a desktop",
        is_there: || has_library("webkit2gtk-4.1"),
    },
    AptPackage { name: "libgtk-3-dev", why: "the phone's window on a desktop", is_there: || has_library("gtk+-3.0") },
    AptPackage {
        name: "librsvg2-dev",
        why: "the phone's window on a desktop",
        is_there: || has_library("librsvg-2.0"),
    },
    AptPackage {
        name: "libdbus-1-dev",
        why: "the desktop's key store is asked over it",
        is_there: || has_library("dbus-1"),
    },
];

/// What the window is tested with.
const DRIVER_PACKAGES: &[AptPackage] = &[
    AptPackage {
        name: "webkit2gtk-driver",
        why: "drives the phone's window",
        is_there: || shell::is_on_path("WebKitWebDriver"),
    },
    AptPackage {
        name: "xvfb",
        why: "a display for the window that nobody looks at",
        is_there: || shell::is_on_path("Xvfb"),
    },
    AptPackage {
        name: "dbus-daemon",
        why: "a bus for the window's session",
        is_there: || shell::is_on_path("dbus-run-session"),
    },
    AptPackage {
        name: "fonts-wqy-microhei",
        why: "Chinese in the pictures of the window",
        is_there: || Path::new("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc").is_file(),
    },
];

/// What the console is tested with.
const BROWSER_PACKAGES: &[AptPackage] = &[
    AptPackage {
        name: "chromium",
        why: "the browser that the console is tested in",
        is_there: || Path::new("/usr/bin/chromium").exists(),
    },
    AptPackage {
        name: "fonts-wqy-microhei",
        why: "Chinese in the pictures of the console",
        is_there: || Path::new("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc").is_file(),
    },
];

fn has_library(name: &str) -> bool {
    shell::succeeds(shell::program("pkg-config").args(["--exists", name]))
}

/// Python modules of the second client (`tests/python`): CBOR, zstd, Ed25519. Module and package have one name each.
const PYTHON_PACKAGES: [&str; 3] = ["cbor2", "zstandard", "cryptography"];

/// What `cargo xtask demo`, `bench`, `simulate` and `cuts` need.
pub fn for_build() -> anyhow::Result<()> {
    apt(BUILD_PACKAGES)
}

/// What `cargo xtask app` needs.
pub fn for_window() -> anyhow::Result<()> {
    apt(BUILD_PACKAGES.iter().chain(WINDOW_PACKAGES))
}

/// What `cargo xtask screens` needs.
pub fn for_driving() -> anyhow::Result<()> {
    apt(BUILD_PACKAGES.iter().chain(WINDOW_PACKAGES).chain(DRIVER_PACKAGES))?;
    tauri_driver()
}

/// What `cargo xtask browser` needs; the whole workspace is built for it.
pub fn for_browser() -> anyhow::Result<()> {
    apt(BUILD_PACKAGES.iter().chain(WINDOW_PACKAGES).chain(BROWSER_PACKAGES))
}

/// What `cargo xtask test` needs.
pub fn for_checks() -> anyhow::Result<()> {
    apt(BUILD_PACKAGES.iter().chain(CHECK_PACKAGES).chain(WINDOW_PACKAGES).chain(DRIVER_PACKAGES))?;
    for_browser()?;
    tauri_driver()?;
    cargo_tool("cargo-nextest", &["nextest", "--version"])?;
    cargo_tool("cargo-deny", &["deny", "--version"])?;
    tus_client()?;
    python()
}

fn apt<'a>(packages: impl IntoIterator<Item = &'a AptPackage>) -> anyhow::Result<()> {
    let missing: Vec<&AptPackage> = packages.into_iter().filter(|package| !(package.is_there)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    if !shell::is_on_path("apt-get") {
        bail!("this machine lacks {}, and has no apt-get to install them with", names.join(", "));
    }
    for package in &missing {
        eprintln!("prepare: {} is missing ({}); installing it with apt-get", package.name, package.why);
    }
    shell::must_succeed(as_root("apt-get")?.args(["update", "-q"]))?;
    let mut install = as_root("apt-get")?;
    install.args(["install", "-q", "-y", "--no-install-recommends"]).args(&names);
    shell::must_succeed(&mut install)?;
    match missing.iter().find(|package| !(package.is_there)()) {
        Some(package) => bail!("apt-get installed {}, but it still cannot be used", package.name),
        None => Ok(()),
    }
}

/// A command with the rights to install packages: our own if we are root, else through sudo.
fn as_root(name: &str) -> anyhow::Result<Command> {
    let asked = shell::program("id").arg("-u").output().context("could not ask who is running this")?;
    if String::from_utf8_lossy(&asked.stdout).trim() == "0" {
        let mut command = shell::program(name);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        return Ok(command);
    }
    if !shell::is_on_path("sudo") {
        bail!("installing packages needs root: run `cargo xtask prepare` once as root, or install sudo");
    }
    let mut command = shell::program("sudo");
    command.args(["env", "DEBIAN_FRONTEND=noninteractive", name]);
    Ok(command)
}

fn cargo_tool(name: &str, look: &[&str]) -> anyhow::Result<()> {
    if shell::succeeds(shell::cargo().args(look)) {
        return Ok(());
    }
    eprintln!("prepare: {name} is missing; building it with `cargo install` (some minutes, once)");
    let mut install = shell::cargo();
    // The optimised build of such a tool takes several times as long as the plain one, and it only starts others.
    install.args(["install", "--locked", "--debug", name]).env("CARGO_PROFILE_DEV_DEBUG", "0");
    shell::must_succeed(&mut install)
}

/// Beside what is built, so that no other version of it on the machine is touched.
fn tauri_driver() -> anyhow::Result<()> {
    let tools = target_folder().join("tools");
    if shell::is_on_path("tauri-driver") || tools.join("bin/tauri-driver").is_file() {
        return Ok(());
    }
    eprintln!("prepare: tauri-driver is missing; building it with `cargo install` (two minutes, once)");
    let mut install = shell::cargo();
    install.args(["install", "--locked", "--debug", "tauri-driver", "--version", "^2", "--root"]).arg(&tools);
    shell::must_succeed(install.env("CARGO_PROFILE_DEV_DEBUG", "0"))
}

/// The foreign client that photos are sent with in a test, beside what is built. Its lock file names the versions.
fn tus_client() -> anyhow::Result<()> {
    let (from, folder) = (shell::workspace_root().join("tests/tus"), target_folder().join("tus"));
    let lock = std::fs::read(from.join("package-lock.json")).context("the foreign tus client's lock file")?;
    let is_there = folder.join("node_modules/tus-js-client").is_dir();
    if is_there && std::fs::read(folder.join("package-lock.json")).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    eprintln!("prepare: installing the foreign tus client in {} (npm: tus-js-client)", folder.display());
    std::fs::create_dir_all(&folder).context("its folder")?;
    for file in ["package.json", "package-lock.json"] {
        std::fs::copy(from.join(file), folder.join(file)).with_context(|| format!("copying {file}"))?;
    }
    let mut install = shell::program("npm");
    shell::must_succeed(install.args(["ci", "--silent", "--no-audit", "--no-fund"]).current_dir(&folder))
}

/// The folder of the second client's Python.
pub fn python_folder() -> PathBuf {
    target_folder().join("python")
}

/// Cargo's folder.
pub fn target_folder() -> PathBuf {
    let named = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    shell::workspace_root().join(named.unwrap_or_else(|| "target".into()))
}

fn python() -> anyhow::Result<()> {
    let folder = python_folder();
    let python = folder.join("bin/python");
    if has_python_packages(&python) {
        return Ok(());
    }
    eprintln!(
        "prepare: making the second client's Python in {} (pip: {})",
        folder.display(),
        PYTHON_PACKAGES.join(", ")
    );
    shell::must_succeed(shell::program("python3").args(["-m", "venv"]).arg(&folder))?;
    let mut install = shell::program(&python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(PYTHON_PACKAGES);
    shell::must_succeed(&mut install)?;
    if !has_python_packages(&python) {
        bail!("pip installed {}, but Python cannot load them", PYTHON_PACKAGES.join(", "));
    }
    Ok(())
}

fn has_python_packages(python: &Path) -> bool {
    python.is_file()
        && shell::succeeds(shell::program(python).arg("-c").arg(format!("import {}", PYTHON_PACKAGES.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_missing_means_nothing_done() {
        let there = AptPackage { name: "no-such-package", why: "for the test", is_there: || true };
        apt([&there]).unwrap();
    }

    #[test]
    fn a_python_that_is_not_there_has_no_packages() {
        assert!(!has_python_packages(Path::new("/no/such/python")));
    }

    #[test]
    fn the_python_lives_under_the_build_folder() {
        assert!(python_folder().ends_with("python"));
        assert!(python_folder().is_absolute());
    }
}
