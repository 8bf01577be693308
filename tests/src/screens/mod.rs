//! `cargo xtask screens`: every screen in its main states as PNG, from phones that lived through September: in both languages, at
//! large type, in the dark, and in a wide window.

mod pictures;
mod scene;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context;
use tokio::runtime::Runtime;

use crate::demo::PASSPHRASE;
use crate::window::{Driver, Opening, Window};
use pictures::{PICTURES, Picture};
use scene::Scene;

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

const LOOKS: [Look; 5] = [
    Look { name: "zh", language: "zh", large: false, theme: "light", size: PHONE },
    Look { name: "en", language: "en", large: false, theme: "light", size: PHONE },
    Look { name: "zh-large", language: "zh", large: true, theme: "light", size: PHONE },
    Look { name: "zh-dark", language: "zh", large: false, theme: "dark", size: PHONE },
    Look { name: "zh-wide", language: "zh", large: false, theme: "light", size: (1280, 800) },
];

/// Draws all pictures whose name contains `only`; answers where they are.
///
/// # Errors
/// The window does not open, a screen does not come, the disk is full.
pub fn draw(only: Option<&str>, program: &Path, runtime: &Runtime) -> anyhow::Result<PathBuf> {
    let folder = program.parent().and_then(Path::parent).context("cargo's folder has a parent")?.join("screens");
    std::fs::create_dir_all(&folder)?;
    let wanted = |name: &str| only.is_none_or(|only| name.contains(only));
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
            let opening = Opening { program: program.to_owned(), home, now: scene.now(state), size: look.size };
            let window = Window::open(&driver, opening, runtime.handle())?;
            if state.unlocked {
                unlock(&window);
            }
            for picture in pictures {
                (picture.steps)(&window);
                each(&window, &name(picture))?;
            }
            window.close()?;
        }
    }
    Ok(())
}

fn unlock(window: &Window) {
    window.type_into("secret", PASSPHRASE);
    window.tap_at(".main-button");
    window.sees_element(".day-form");
}

/// What the person of the picture chose in the settings.
fn write_settings(home: &Path, look: Look) -> anyhow::Result<()> {
    let settings = serde_json::json!({
        "language": look.language, "large_type": look.large, "theme": look.theme, "lock_after_minutes": null,
    });
    std::fs::create_dir_all(home)?;
    Ok(std::fs::write(home.join("settings.json"), settings.to_string())?)
}
