//! The Tauri shell: one window, and commands of one line each into `client`.

mod command;
mod commands;
mod platform;
mod saving;
mod start;
#[cfg(test)]
mod typescript;

use std::future::Future;
use std::sync::Arc;

use cunji_client::{App, Language};
use tauri::Manager;

/// Runs the program until its window is closed.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    let built = tauri::Builder::default()
        .setup(|shell| {
            platform::install(shell.handle())?;
            saving::install(shell.handle())?;
            let start = start::start(shell.handle())?;
            let app = App::new(start.home, start.clock, Language::default());
            let app = app.with_key_store(platform::key_store()).with_sharing(Arc::new(platform::here()));
            let app = app.with_browser(Arc::new(platform::here()));
            let app = Arc::new(app.with_locator(start.locator).with_reminders(Arc::new(platform::here())));
            start.camera.into_iter().for_each(|folder| app.camera_writes_to(folder));
            shell.manage(app.clone());
            // Android answers on the thread that this one holds.
            let listening = app.clone();
            tauri::async_runtime::spawn_blocking(move || listening.listen_to(platform::here()));
            tauri::async_runtime::spawn(app.keep_in_step());
            Ok(())
        })
        .invoke_handler(commands::handler())
        .run(tauri::generate_context!());
    if let Err(error) = built {
        eprintln!("cunji-app: {error}");
        std::process::exit(1);
    }
}

/// Waits on a thread of its own for something that needs the line.
fn wait<T>(work: impl Future<Output = T>) -> T {
    tauri::async_runtime::block_on(work)
}

/// What a server's lists call this device.
fn device_name() -> String {
    std::env::consts::OS.to_owned()
}

/// The language that a screen names.
fn language(english: bool) -> Language {
    if english { Language::En } else { Language::Zh }
}
