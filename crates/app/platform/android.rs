//! Android: each trait one Kotlin plugin in gen/android. Not compiled on the project's own machines, which have no NDK (docs/mobile.md).

use std::error::Error;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use cunji_client::platform::{
    Browser, Fix, Line, LineWatch, Locator, PlatformFault, Reminder, Reminders, SharedFile, Sharing,
};
use cunji_client::{NoSecret, PlatformSecret, Secret};
use data_encoding::BASE64;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use tauri::ipc::{Channel, InvokeResponseBody};
use tauri::plugin::mobile::PluginInvokeError;
use tauri::plugin::{Builder, PluginHandle, TauriPlugin};
use tauri::{AppHandle, Manager, Wry};
use zeroize::Zeroizing;

use super::shared_folder;

const PACKAGE: &str = "cn.cunji.phone";

/// The plugins, once Android has made them.
#[derive(Default)]
struct Handles {
    secret: OnceLock<PluginHandle<Wry>>,
    location: OnceLock<PluginHandle<Wry>>,
    share: OnceLock<PluginHandle<Wry>>,
    line: OnceLock<PluginHandle<Wry>>,
    reminder: OnceLock<PluginHandle<Wry>>,
    browser: OnceLock<PluginHandle<Wry>>,
}

/// The phone's system; until it is installed it does nothing.
#[derive(Default)]
pub(crate) struct Android {
    handles: Handles,
    /// Where a file lies while it is shared.
    shared: OnceLock<PathBuf>,
}

type Slot = fn(&Handles) -> &OnceLock<PluginHandle<Wry>>;

const PLUGINS: [(&str, &str, Slot); 6] = [
    ("cunji-secret", "SecretPlugin", |handles| &handles.secret),
    ("cunji-location", "LocationPlugin", |handles| &handles.location),
    ("cunji-share", "SharePlugin", |handles| &handles.share),
    ("cunji-line", "LinePlugin", |handles| &handles.line),
    ("cunji-reminder", "ReminderPlugin", |handles| &handles.reminder),
    ("cunji-browser", "BrowserPlugin", |handles| &handles.browser),
];

/// The system.
pub(crate) fn here() -> &'static Android {
    static HERE: OnceLock<Android> = OnceLock::new();
    HERE.get_or_init(Android::default)
}

/// Android's key store, whose secret takes part in the PIN.
pub(crate) fn key_store() -> Arc<dyn PlatformSecret> {
    Arc::new(here())
}

/// Who knows where it is.
pub(crate) fn locator() -> Arc<dyn Locator> {
    Arc::new(There)
}

/// Android, as the app holds it.
struct There;

impl Locator for There {
    fn locate(&self, seconds: u32) -> Result<Fix, PlatformFault> {
        here().locate(seconds)
    }
}

/// Has Android make the plugins, and removes what was shared before the app was last closed.
///
/// # Errors
/// A plugin can't be made.
pub(crate) fn install(shell: &AppHandle) -> Result<(), Box<dyn Error>> {
    let shared = shell.path().app_cache_dir()?.join("shared");
    shared_folder::clear(&shared)?;
    let _ = here().shared.set(shared);
    for (name, class, slot) in PLUGINS {
        shell.plugin(plugin(name, class, slot))?;
    }
    Ok(())
}

// Each class has a name of its own, since Android keeps one plugin a name.
fn plugin(name: &'static str, class: &'static str, slot: Slot) -> TauriPlugin<Wry> {
    Builder::new(name)
        .setup(move |_, api| {
            let _ = slot(&here().handles).set(api.register_android_plugin(PACKAGE, class)?);
            Ok(())
        })
        .build()
}

impl Android {
    fn call<T: DeserializeOwned>(&self, slot: Slot, command: &str, arguments: Json) -> Result<T, PlatformFault> {
        let plugin = slot(&self.handles).get().ok_or(PlatformFault::None)?;
        plugin.run_mobile_plugin(command, arguments).map_err(|error| match error {
            PluginInvokeError::InvokeRejected(refused) => {
                PlatformFault::of(&refused.code.unwrap_or_default(), &refused.message.unwrap_or_default())
            }
            other => PlatformFault::Stumbled(other.to_string()),
        })
    }
}

impl PlatformSecret for Android {
    fn get_or_create(&self) -> Result<Secret, NoSecret> {
        #[derive(Deserialize)]
        struct Told {
            secret: String,
        }
        let told: Told = self.call(|handles| &handles.secret, "secret", json!({})).map_err(|fault| match fault {
            PlatformFault::Stumbled(detail) => NoSecret::new(detail),
            other => NoSecret::new(other.to_string()),
        })?;
        let text = Zeroizing::new(told.secret);
        let bytes = BASE64.decode(text.as_bytes()).map(Zeroizing::new).unwrap_or_default();
        let secret = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| NoSecret::new("not of 32 bytes"))?;
        Ok(Zeroizing::new(secret))
    }
}

impl Locator for Android {
    fn locate(&self, seconds: u32) -> Result<Fix, PlatformFault> {
        self.call(|handles| &handles.location, "locate", json!({ "seconds": seconds }))
    }
}

impl Sharing for Android {
    fn share_file(&self, file: &SharedFile, title: &str) -> Result<(), PlatformFault> {
        let folder = self.shared.get().ok_or(PlatformFault::None)?;
        shared_folder::put(folder, &file.name, &file.bytes)
            .map_err(|error| PlatformFault::Stumbled(error.to_string()))?;
        let arguments = json!({ "name": file.name, "mime": file.mime, "title": title });
        self.call(|handles| &handles.share, "shareFile", arguments)
    }

    fn clear_shared(&self, for_so_long: Duration) {
        if let Some(folder) = self.shared.get() {
            // The next look tries again.
            let _ = shared_folder::clear_older(folder, for_so_long);
        }
    }
}

impl LineWatch for Android {
    fn line(&self) -> Option<Line> {
        self.call(|handles| &handles.line, "line", json!({})).ok()
    }

    fn watch(&self, told: Box<dyn Fn(Line) + Send + Sync>) {
        let handler = Channel::<Json>::new(move |body| {
            if let InvokeResponseBody::Json(text) = body
                && let Ok(line) = serde_json::from_str(&text)
            {
                told(line);
            }
            Ok(())
        });
        // A system that does not tell changes is one whose line is asked for when it is needed.
        let _: Result<(), _> = self.call(|handles| &handles.line, "watch", json!({ "handler": handler }));
    }
}

impl Reminders for Android {
    fn ask(&self) -> Result<bool, PlatformFault> {
        #[derive(Deserialize)]
        struct Told {
            allowed: bool,
        }
        self.call(|handles| &handles.reminder, "ask", json!({})).map(|told: Told| told.allowed)
    }

    fn remind(&self, reminder: &Reminder) -> Result<(), PlatformFault> {
        self.call(|handles| &handles.reminder, "remind", json!(reminder))
    }

    fn withdraw(&self, number: i32) -> Result<(), PlatformFault> {
        self.call(|handles| &handles.reminder, "withdraw", json!({ "number": number }))
    }
}

impl Browser for Android {
    fn open(&self, address: &str) -> Result<(), PlatformFault> {
        self.call(|handles| &handles.browser, "open", json!({ "address": address }))
    }
}
