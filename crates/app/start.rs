//! What the program is started with: where the phone's folder is, what time it is.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Parser;
use cunji_client::platform::{Locator, SaidPlace};
use cunji_client::{Clock, Home, MovedClock, PlatformSecret, SystemClock};
use tauri::{AppHandle, Manager, Runtime};

/// What the desktop program may be told.
#[derive(Parser)]
#[command(name = "cunji-app", version, about = "村记 Cunji")]
struct Arguments {
    /// The phone's folder
    #[arg(long, env = "CUNJI_HOME", value_name = "DIR")]
    home: Option<PathBuf>,
    /// What the clock shows at the start (Unix seconds), for demonstrations on made-up data
    #[arg(long, hide = true, value_name = "SECONDS")]
    now: Option<i64>,
    /// Where the phone is all the time (degrees, LATITUDE,LONGITUDE), for demonstrations on a system that does not know
    #[arg(long, hide = true, value_name = "PLACE", value_parser = place)]
    place: Option<SaidPlace>,
}

/// Where the phone lives, and its clocks.
pub struct Start {
    pub home: Home,
    pub clock: Arc<dyn Clock>,
    pub locator: Arc<dyn Locator>,
}

/// The folder that was named, else the system's for this program. The installation's mark lies where no copy of it goes.
pub fn start<R: Runtime>(shell: &AppHandle<R>) -> Result<Start, Box<dyn Error>> {
    // A phone's program is started with nothing.
    let said = if cfg!(mobile) { Arguments { home: None, now: None, place: None } } else { Arguments::parse() };
    let paths = shell.path();
    let folder = match said.home {
        Some(folder) => folder,
        None => paths.app_data_dir()?.join("phone"),
    };
    let clock: Arc<dyn Clock> = match said.now {
        Some(now) => Arc::new(MovedClock::at(now)),
        None => Arc::new(SystemClock::default()),
    };
    let locator: Arc<dyn Locator> = match said.place {
        Some(place) => Arc::new(place),
        None => crate::platform::locator(),
    };
    Ok(Start { home: Home::marked_under(&folder, &paths.app_local_data_dir()?.join("installations")), clock, locator })
}

fn place(said: &str) -> Result<SaidPlace, String> {
    let (latitude, longitude) = said.split_once(',').ok_or("two numbers and a comma between them")?;
    let degrees = |text: &str| text.trim().parse::<f64>().map_err(|error| error.to_string());
    Ok(SaidPlace { latitude: degrees(latitude)?, longitude: degrees(longitude)? })
}

/// The system's key store, whose secret takes part in the PIN.
#[cfg(not(any(target_os = "android", target_os = "ios")))]
pub fn key_store() -> Arc<dyn PlatformSecret> {
    Arc::new(cunji_client::SystemKeyStore)
}

/// A PIN has eight digits here.
#[cfg(any(target_os = "android", target_os = "ios"))]
pub fn key_store() -> Arc<dyn PlatformSecret> {
    Arc::new(cunji_client::NoKeyStore)
}
