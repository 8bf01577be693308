//! What the system beneath can do, behind `client`'s small traits: on Android by the Kotlin plugins in gen/android, elsewhere nothing.

#[cfg(target_os = "android")]
mod android;
#[cfg(not(target_os = "android"))]
mod desktop;
#[cfg(any(target_os = "android", test))]
mod shared_folder;

#[cfg(target_os = "android")]
pub(crate) use android::{here, install, locator};
#[cfg(not(target_os = "android"))]
pub(crate) use desktop::{here, install, locator};
