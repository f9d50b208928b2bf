//! What a run has seen of the project's files, by path: enough to tell later whether anything it was made
//! from has changed.

use std::collections::BTreeMap;
use std::io::Read;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What was seen of a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Seen {
    /// A file was read: its SHA-256.
    File(String),
    /// A folder was listed: SHA-256 of the names in it.
    Folder(String),
    /// A file is there; it was not read.
    Present,
    /// No such file is there.
    Absent,
}

/// What a run has seen, by path.
pub type Record = BTreeMap<String, Seen>;

/// A file's content.
#[derive(Debug)]
pub struct Content {
    /// All of it.
    pub bytes: Vec<u8>,
    /// SHA-256 of `bytes`, as lower-case hexadecimal.
    pub sha256: String,
}

/// SHA-256 as lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// SHA-256 of all that a reader gives, as lower-case hexadecimal.
///
/// # Errors
/// When it cannot be read to its end.
pub fn sha256_of(mut reader: impl Read) -> std::io::Result<String> {
    let mut digest = Sha256::new();
    let mut part = vec![0; 1 << 16];
    loop {
        match reader.read(&mut part)? {
            0 => return Ok(hexadecimal(&digest.finalize())),
            read => digest.update(&part[..read]),
        }
    }
}

fn hexadecimal(digest: &[u8]) -> String {
    use std::fmt::Write as _;
    digest
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
