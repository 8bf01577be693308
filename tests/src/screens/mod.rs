//! `cargo xtask screens`: every screen in its main states as PNG, from phones that lived through September: in both languages, at
//! large type, in the dark, and in a wide window.

mod long_texts;
mod pictures;
mod refusing;
mod scene;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context;
use tokio::runtime::Runtime;

use crate::window::{Driver, Opening, Window};
use pictures::{PICTURES, Picture};
use scene::{Scene, State};

/// How a screen is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    name: &'static str,
    language: &'static str,
    large: bool,
    theme: &'static str,
    size: (u32, u32),
}

const PHONE: (u32, u32) = (390, 844);

/// Megabytes of the disk that gets full: enough for the phone of a village that was lived in for nine months.
const DISK: u32 = 96;

const LOOKS: [Look; 5] = [
    Look { name: "zh", language: "zh", large: false, theme: "light", size: PHONE },
    Look { name: "en", language: "en", large: false, theme: "light", size: PHONE },
    Look { name: "zh-large", language: "zh", large: true, theme: "light", size: PHONE },
    Look { name: "zh-dark", language: "zh", large: false, theme: "dark", size: PHONE },
    Look { name: "zh-wide", language: "zh", large: false, theme: "light", size: (1280, 800) },
];

/// Draws all pictures whose name contains `only` (or one of several parts, by commas); answers where they are.
///
/// # Errors
/// The window does not open, a screen does not come, the disk is full.
pub fn draw(only: Option<&str>, program: &Path, runtime: &Runtime) -> anyhow::Result<PathBuf> {
    let folder = program.parent().and_then(Path::parent).context("cargo's folder has a parent")?.join("screens");
    std::fs::create_dir_all(&folder)?;
    let wanted = |name: &str| only.is_none_or(|only| only.split(',').any(|part| name.contains(part)));
    on_every_screen(&LOOKS, wanted, program, runtime, |window, name| {
        let file = folder.join(format!("{name}.png"));
        std::fs::write(&file, window.picture()?).with_context(|| file.display().to_string())
    })?;
    Ok(folder)
}

/// What axe finds on any screen, by WCAG 2.2 AA, with targets and the stricter contrast of AAA: in plain looks, in the dark and at
/// large type.
///
/// # Errors
/// The window does not open, a screen does not come.
pub fn inaccessible(program: &Path, runtime: &Runtime) -> anyhow::Result<BTreeSet<String>> {
    let looks = LOOKS.iter().filter(|look| look.language == "zh" && look.size == PHONE).copied().collect::<Vec<_>>();
    let mut found = BTreeSet::new();
    on_every_screen(
        &looks,
        |_| true,
        program,
        runtime,
        |window, name| {
            found.extend(window.faults_by_axe()?.into_iter().map(|fault| format!("{name}: {fault}")));
            Ok(())
        },
    )?;
    Ok(found)
}

/// Goes to all wanted screens in these looks, one after another.
fn on_every_screen(
    looks: &[Look],
    wanted: impl Fn(&str) -> bool,
    program: &Path,
    runtime: &Runtime,
    mut each: impl FnMut(&Window, &str) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let scene = Scene::set(runtime)?;
    let driver = Driver::start()?;
    for look in looks {
        let name = |picture: &Picture| format!("{}-{}", picture.name, look.name);
        for state in scene::STATES {
            let pictures: Vec<&Picture> =
                PICTURES.iter().filter(|picture| picture.state == state.name && wanted(&name(picture))).collect();
            if pictures.is_empty() {
                continue;
            }
            let home = scene.copy_of(state, look.name)?;
            write_settings(&home, *look)?;
            let opening = Opening { program: program.to_owned(), home, now: scene.now(state)?, size: look.size };
            let mut shown = |window: &Window| {
                pictures.iter().try_for_each(|picture| {
                    (picture.steps)(window);
                    each(window, &name(picture))
                })
            };
            let _answers = scene.at_the_other_end(state)?;
            if state.disk_is_full {
                on_a_full_disk(&scene, state, opening, runtime, shown)?;
            } else {
                let window = opened(&scene, state, &driver, opening, runtime)?;
                shown(&window)?;
                window.close()?;
            }
        }
    }
    Ok(())
}

/// Looks at a phone whose disk got full once it was open.
fn on_a_full_disk(
    scene: &Scene<'_>,
    state: State,
    opening: Opening,
    runtime: &Runtime,
    shown: impl FnOnce(&Window) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (driver, disk) = Driver::start_on_a_small_disk(folder.path(), DISK)?;
    disk.copy_in(&opening.home, "phone");
    let opening = Opening { home: folder.path().join("phone"), ..opening };
    let window = opened(scene, state, &driver, opening, runtime)?;
    disk.fill()?;
    shown(&window)?;
    window.close()
}

/// The window on a phone, unlocked where the state says so.
fn opened(
    scene: &Scene<'_>,
    state: State,
    driver: &Driver,
    opening: Opening,
    runtime: &Runtime,
) -> anyhow::Result<Window> {
    let window = Window::open(driver, opening, runtime.handle())?;
    if state.unlocked {
        window.type_into("secret", scene.secret(state));
        window.tap_at(".main-button");
        window.sees_element(".day-form");
    }
    Ok(window)
}

/// What the person of the picture chose in the settings.
fn write_settings(home: &Path, look: Look) -> anyhow::Result<()> {
    let settings = serde_json::json!({
        "language": look.language, "large_type": look.large, "theme": look.theme, "lock_after_minutes": null,
    });
    std::fs::create_dir_all(home)?;
    Ok(std::fs::write(home.join("settings.json"), settings.to_string())?)
}
