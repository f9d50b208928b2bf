//! One run at a time publishes in an output folder; the others wait for their turn.
//!
//! The lock is on the open folder itself, so that it needs no file, and the system releases it when a
//! process ends, however it ends. Briefs that one run builds side by side wait for each other too: a set
//! is written in a fraction of the time that it takes to make.

use std::fs::File;
use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;

use brief_base::diagnostics::Diagnostic;

use super::failure::{OrFailure as _, refused};

/// How long to wait for other runs: far longer than any needs to write a set.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// Between two looks whether the folder is free.
const PAUSE: Duration = Duration::from_millis(5);

/// The right to publish in a folder, held until it is dropped.
#[derive(Debug)]
pub(super) struct FolderLock {
    _lock: File,
}

impl FolderLock {
    /// Waits until no other run publishes in the folder, at most for `patience`.
    pub(super) fn take(folder: &Path, patience: Duration) -> Result<Self, Diagnostic> {
        let mut waited = Duration::ZERO;
        loop {
            if let Some(lock) = try_lock(folder).cannot(folder, "cannot be locked")? {
                return Ok(FolderLock { _lock: lock });
            }
            if waited >= patience {
                return Err(in_the_way(folder, patience));
            }
            thread::sleep(PAUSE);
            waited += PAUSE;
        }
    }
}

fn in_the_way(folder: &Path, patience: Duration) -> Diagnostic {
    let other = holder(folder).map_or_else(
        || "another run".to_owned(),
        |process| format!("another run, process {process},"),
    );
    refused(
        format!(
            "{other} is publishing in {} and has not ended within {} seconds",
            folder.display(),
            patience.as_secs_f32()
        ),
        "wait for it, or end it; then build again",
    )
}

/// Locks the folder, unless another process has.
#[cfg(unix)]
fn try_lock(folder: &Path) -> io::Result<Option<File>> {
    use std::fs::TryLockError;

    use rustix::fs::{Mode, OFlags, open};

    let how = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let folder = File::from(open(folder, how, Mode::empty())?);
    match folder.try_lock() {
        Ok(()) => Ok(Some(folder)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Interrupted => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Opens a file that no one else can open meanwhile, and that goes when it is closed: folders cannot be
/// locked here.
#[cfg(windows)]
fn try_lock(folder: &Path) -> io::Result<Option<File>> {
    use std::os::windows::fs::OpenOptionsExt as _;

    const DELETE_ON_CLOSE: u32 = 0x0400_0000;
    const SHARING_VIOLATION: i32 = 32;
    let file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .share_mode(0)
        .custom_flags(DELETE_ON_CLOSE)
        .open(folder.join(".brief.publishing"));
    match file {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.raw_os_error() == Some(SHARING_VIOLATION) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The process that holds the lock, where the system tells.
#[cfg(target_os = "linux")]
fn holder(folder: &Path) -> Option<u32> {
    use std::os::unix::fs::MetadataExt as _;

    let inode = std::fs::metadata(folder).ok()?.ino().to_string();
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    locks.lines().find_map(|line| {
        // "1: FLOCK  ADVISORY  WRITE 4711 fe:00:131138 0 EOF"; one that waits has a "->" more.
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [_, "FLOCK", _, "WRITE", process, file, ..] = fields[..] else {
            return None;
        };
        let of_folder = file.rsplit(':').next() == Some(inode.as_str());
        // Zero is a process that cannot be seen from here.
        process.parse().ok().filter(|id| of_folder && *id > 0)
    })
}

#[cfg(not(target_os = "linux"))]
fn holder(_folder: &Path) -> Option<u32> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_held_until_its_holder_lets_go() {
        let folder = std::env::temp_dir().join(format!("brief-turn-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let first = FolderLock::take(&folder, Duration::ZERO).expect("free");
        let refused = FolderLock::take(&folder, Duration::from_millis(20)).expect_err("held");
        assert_eq!(refused.code, "not-published");
        if cfg!(target_os = "linux") {
            let process = format!("process {}, is publishing", std::process::id());
            assert!(refused.message.contains(&process), "{refused}");
        }
        thread::scope(|scope| {
            let waiting = scope.spawn(|| FolderLock::take(&folder, Duration::from_secs(10)));
            thread::sleep(Duration::from_millis(20));
            assert!(!waiting.is_finished(), "it waits");
            drop(first);
            waiting.join().expect("no panic").expect("its turn");
        });
        let left = std::fs::read_dir(&folder).expect("a folder").count();
        assert_eq!(left, 0, "a lock leaves no file");
        std::fs::remove_dir(&folder).expect("gone");
    }
}
