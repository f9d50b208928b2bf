//! Folders of the tests' own.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How the folders are called; the process and a number follow.
const NAME: &str = "brief-test-";

static FOLDERS: AtomicUsize = AtomicUsize::new(0);

/// A folder of a test's own, which goes when the test ends.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// An empty folder.
    pub fn new() -> Self {
        Folder::within(place())
    }

    /// An empty folder on a disk.
    pub fn on_a_disk() -> Self {
        Folder::within(&std::env::temp_dir())
    }

    fn within(place: &Path) -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let path = place.join(format!("{NAME}{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder of the test's own");
        Folder {
            path: path.canonicalize().expect("its path"),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is left to the system.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Where the folders are: in memory where the system has room for them there, since half of a build's time
/// would go into waiting for a disk. `.ci/repro` builds on one.
fn place() -> &'static Path {
    static PLACE: OnceLock<PathBuf> = OnceLock::new();
    PLACE.get_or_init(|| {
        let place = in_memory().unwrap_or_else(std::env::temp_dir);
        clear(&place);
        place
    })
}

#[cfg(target_os = "linux")]
fn in_memory() -> Option<PathBuf> {
    /// Far more than all tests together take, in bytes.
    const ROOM: u64 = 1 << 30;
    let memory = Path::new("/dev/shm");
    let known = rustix::fs::statvfs(memory).ok()?;
    let has_room = known.f_bavail.saturating_mul(known.f_frsize) >= ROOM;
    let may_write = rustix::fs::access(memory, rustix::fs::Access::WRITE_OK).is_ok();
    (has_room && may_write).then(|| memory.to_owned())
}

#[cfg(not(target_os = "linux"))]
fn in_memory() -> Option<PathBuf> {
    None
}

/// Removes what test runs left that were killed.
fn clear(place: &Path) {
    let running = Path::new("/proc");
    let Ok(entries) = fs::read_dir(place) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let process = name
            .to_str()
            .and_then(|name| name.strip_prefix(NAME)?.split('-').next());
        let is_left =
            |process: &str| running.join("self").exists() && !running.join(process).exists();
        if process.is_some_and(is_left) {
            // It may be someone else's.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
