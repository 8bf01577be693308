//! How a command is declared: once, for Tauri and for the front end's types.

/// Declares commands. Each runs on a thread of its own, so that no screen waits for the disk; its TypeScript signature is
/// written from the same lines (see `typescript`).
///
/// ```text
/// /// What it does.
/// name(argument: Type) -> View = |app| app.with(|phone| phone.something(argument));
/// ```
macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $ty:ty),* $(,)?) -> $out:ty = |$app:ident| $run:expr;)*) => {
        $(
            $(#[$doc])*
            #[tauri::command(async, rename_all = "snake_case")]
            async fn $name(app: tauri::State<'_, std::sync::Arc<cunji_client::App>>, $($arg: $ty),*) -> Result<$out, cunji_client::views::FailureView> {
                $crate::command::run(&app, move |$app| $run).await
            }
        )*

        /// Answers the front end's calls.
        pub(crate) fn handler<R: tauri::Runtime>() -> impl Fn(tauri::ipc::Invoke<R>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }

        /// Every command as the front end sees it.
        #[cfg(test)]
        pub(crate) fn signatures(types: &mut crate::typescript::Types) {
            $(types.command(stringify!($name), &[$((stringify!($arg), crate::typescript::Types::name_of::<$ty>)),*], crate::typescript::Types::name_of::<$out>);)*
        }
    };
}

pub(crate) use commands;

use std::sync::Arc;

use cunji_client::App;
use cunji_client::views::FailureView;
use cunji_client::{ClientError, Result};

/// Runs a use case off the threads that serve the window.
pub(crate) async fn run<T: Send + 'static>(
    app: &Arc<App>,
    use_case: impl FnOnce(&Arc<App>) -> Result<T> + Send + 'static,
) -> Result<T, FailureView> {
    let app = app.clone();
    let done = tauri::async_runtime::spawn_blocking(move || use_case(&app)).await;
    done.unwrap_or_else(|error| Err(ClientError::stumbled(&error.to_string()))).map_err(FailureView::from)
}
