//! Giving a folder its name, in one step where the system can.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What became of the folder that had the name before.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Replacement {
    /// There was none.
    Nothing,
    /// It is here now, and of no more use.
    Set(PathBuf),
}

/// Gives `fresh` the name `target`, in one step for everyone who looks. Where the system cannot exchange
/// two folders, in two steps: in between nothing has the name, and the earlier folder is whole at `aside`.
///
/// # Errors
/// Those of the system; `target` is as it was then.
pub(super) fn put_in_place(fresh: &Path, target: &Path, aside: &Path) -> io::Result<Replacement> {
    match in_one_step(fresh, target) {
        Some(replaced) => replaced,
        None => in_two_steps(fresh, target, aside),
    }
}

/// Nothing where this system, or the file system, cannot.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn in_one_step(fresh: &Path, target: &Path) -> Option<io::Result<Replacement>> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;

    let (how, replaced) = if is_there(target) {
        (RenameFlags::EXCHANGE, Replacement::Set(fresh.to_owned()))
    } else {
        (RenameFlags::NOREPLACE, Replacement::Nothing)
    };
    match renameat_with(CWD, fresh, CWD, target, how) {
        Ok(()) => Some(Ok(replaced)),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => None,
        Err(error) => Some(Err(error.into())),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn in_one_step(_fresh: &Path, _target: &Path) -> Option<io::Result<Replacement>> {
    None
}

fn in_two_steps(fresh: &Path, target: &Path, aside: &Path) -> io::Result<Replacement> {
    if !is_there(target) {
        return fs::rename(fresh, target).map(|()| Replacement::Nothing);
    }
    fs::rename(target, aside)?;
    if let Err(error) = fs::rename(fresh, target) {
        // The first error is the one to tell; should this fail too, the next run does it.
        let _ = fs::rename(aside, target);
        return Err(error);
    }
    // A set aside is taken for whole by the next run, so it must not be removed under that name.
    Ok(Replacement::Set(match fs::rename(aside, fresh) {
        Ok(()) => fresh.to_owned(),
        Err(_) => aside.to_owned(),
    }))
}

fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What happens in a folder with a fresh set and perhaps an earlier one.
    fn tried(
        how: fn(&Path, &Path, &Path) -> io::Result<Replacement>,
        is_there: bool,
    ) -> (io::Result<Replacement>, Vec<(String, String)>) {
        let folder = tempfile(if is_there { "replaced" } else { "first" });
        let set = |name: &str, content: &str| {
            fs::create_dir(folder.join(name)).expect("a folder");
            fs::write(folder.join(name).join("file"), content).expect("a file");
        };
        set("fresh", "new");
        if is_there {
            set("set", "old");
        }
        let [fresh, target, aside] = ["fresh", "set", "aside"].map(|name| folder.join(name));
        let replaced = how(&fresh, &target, &aside).map(|replaced| match replaced {
            Replacement::Set(path) => {
                Replacement::Set(path.strip_prefix(&folder).expect("inside").to_owned())
            }
            Replacement::Nothing => Replacement::Nothing,
        });
        let mut found: Vec<_> = fs::read_dir(&folder)
            .expect("a folder")
            .map(|entry| {
                let entry = entry.expect("an entry");
                let content = fs::read_to_string(entry.path().join("file")).expect("a file");
                (entry.file_name().into_string().expect("a name"), content)
            })
            .collect();
        found.sort();
        fs::remove_dir_all(&folder).expect("gone");
        (replaced, found)
    }

    fn tempfile(name: &str) -> PathBuf {
        static COUNT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let process = std::process::id();
        let folder = std::env::temp_dir().join(format!("brief-exchange-{name}-{process}-{number}"));
        fs::create_dir(&folder).expect("a folder");
        folder
    }

    #[test]
    fn both_ways_come_to_the_same() {
        for how in [put_in_place, in_two_steps] {
            let (replaced, found) = tried(how, true);
            assert_eq!(
                replaced.expect("replaced"),
                Replacement::Set("fresh".into())
            );
            let expected = [("fresh", "old"), ("set", "new")];
            assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
            let (replaced, found) = tried(how, false);
            assert_eq!(replaced.expect("put in place"), Replacement::Nothing);
            assert_eq!(found, [("set".to_owned(), "new".to_owned())]);
        }
    }
}
