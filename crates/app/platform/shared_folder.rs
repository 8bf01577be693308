//! The folder from which Android's share sheet may take one file: the only copies of anything outside the encrypted store.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

/// Puts a file there, alone, and returns its name.
///
/// # Errors
/// The name is none, or the disk fails.
pub(crate) fn put(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let plain = Path::new(name).file_name().is_some_and(|last| last == name);
    if !plain {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "a shared file's name has no path"));
    }
    clear(folder)?;
    fs::create_dir_all(folder)?;
    fs::write(folder.join(name), bytes)
}

/// Removes what was shared before.
///
/// # Errors
/// The disk fails.
pub(crate) fn clear(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes it if it was shared so long ago; so, too, where the clock was set back since.
///
/// # Errors
/// The disk fails.
pub(crate) fn clear_older(folder: &Path, for_so_long: Duration) -> io::Result<()> {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let shared_at = entry?.metadata()?.modified()?;
        if shared_at.elapsed().map_or(true, |since| since >= for_so_long) {
            return clear(folder);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_shared_file_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let shared = folder.path().join("shared");
        clear(&shared).unwrap();
        put(&shared, "九月.xlsx", b"1").unwrap();
        put(&shared, "十月.xlsx", b"2").unwrap();
        let names: Vec<_> = fs::read_dir(&shared).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["十月.xlsx"]);
        assert_eq!(fs::read(shared.join("十月.xlsx")).unwrap(), b"2");
    }

    #[test]
    fn a_shared_file_is_left_to_who_takes_it_and_is_gone_after_a_while() {
        let folder = tempfile::tempdir().unwrap();
        let shared = folder.path().join("shared");
        clear_older(&shared, Duration::ZERO).unwrap();
        put(&shared, "九月.xlsx", b"1").unwrap();
        clear_older(&shared, Duration::from_secs(600)).unwrap();
        assert!(shared.join("九月.xlsx").exists());
        let file = fs::File::open(shared.join("九月.xlsx")).unwrap();
        file.set_modified(std::time::SystemTime::now() - Duration::from_secs(601)).unwrap();
        clear_older(&shared, Duration::from_secs(600)).unwrap();
        assert!(!shared.exists());
        put(&shared, "十月.xlsx", b"2").unwrap();
        clear_older(&shared, Duration::ZERO).unwrap();
        assert!(!shared.exists(), "a lock leaves nothing");
    }

    #[test]
    fn a_path_is_no_name() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["", ".", "..", "../a", "a/b", "/a"] {
            assert!(put(&folder.path().join("shared"), name, b"1").is_err(), "{name}");
        }
    }
}
