//! `cargo xtask screens`: every screen in its main states as PNG, from phones that lived through September: in both languages, at
//! large type, in the dark, and in a wide window.

mod pictures;
mod scene;

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
pub fn draw(only: Option<&str>, program: PathBuf, runtime: &Runtime) -> anyhow::Result<PathBuf> {
    let folder = program.parent().and_then(Path::parent).context("cargo's folder has a parent")?.join("screens");
    std::fs::create_dir_all(&folder)?;
    let scene = Scene::set(runtime)?;
    let driver = Driver::start()?;
    for look in LOOKS {
        for state in scene::STATES {
            let wanted: Vec<&Picture> = PICTURES
                .iter()
                .filter(|picture| picture.state == state.name)
                .filter(|picture| only.is_none_or(|only| format!("{}-{}", picture.name, look.name).contains(only)))
                .collect();
            if wanted.is_empty() {
                continue;
            }
            let home = scene.copy_of(state, look.name)?;
            write_settings(&home, look)?;
            let opening = Opening { program: program.clone(), home, now: scene.now(state), size: look.size };
            let window = Window::open(&driver, opening, runtime.handle())?;
            if state.unlocked {
                unlock(&window);
            }
            for picture in wanted {
                (picture.steps)(&window);
                let file = folder.join(format!("{}-{}.png", picture.name, look.name));
                std::fs::write(&file, window.picture()?).with_context(|| file.display().to_string())?;
            }
            window.close()?;
        }
    }
    Ok(folder)
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
