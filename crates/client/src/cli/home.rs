//! Where the phones of this user are marked: outside their folders, so that a copied folder is known for one.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use cunji_store::Home;

/// The folder as this user's phone. On a system that names no place for such marks the mark lies in the folder.
pub fn of(dir: &Path) -> Home {
    match marks(|name| std::env::var_os(name)) {
        Some(marks) => Home::marked_under(dir, &marks),
        None => Home::from(dir),
    }
}

/// In the folder for what programs leave behind and no backup of documents takes along: XDG's, or Windows' for this machine alone.
fn marks(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let folder = |name| variable(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let state = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else {
        folder("XDG_STATE_HOME").or_else(|| Some(folder("HOME")?.join(".local/state")))
    };
    Some(state?.join("cunji").join("installations"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn marks_lie_in_the_users_state() {
        let of = |set: &'static [(&str, &str)]| {
            marks(|name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value)))
        };
        let at = |path: &str| Some(PathBuf::from(path));
        assert_eq!(of(&[("HOME", "/home/chen")]), at("/home/chen/.local/state/cunji/installations"));
        assert_eq!(of(&[("HOME", "/home/chen"), ("XDG_STATE_HOME", "/s")]), at("/s/cunji/installations"));
        assert_eq!(of(&[("HOME", "here"), ("XDG_STATE_HOME", "")]), None, "a place that depends on where one stands");
    }
}
