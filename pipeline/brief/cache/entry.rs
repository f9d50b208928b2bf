//! A stored result as a file: SHA-256 of the rest, what the result was made from, the result, both as CBOR.
//!
//! CBOR, because numbers must come back to the last bit and some results hold values of any shape.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::de::{self, DeserializeOwned, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use brief_base::record::Record;

/// Length of the hash at the beginning.
const HASH: usize = 32;

/// A larger result is not stored: writing it would cost more than making it again.
const LARGEST: usize = 256 << 20;

/// What a result was made from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct CacheEntry {
    /// The program.
    pub program: String,
    /// What the stage was given, by name with a digest.
    pub given: BTreeMap<String, super::Digest>,
    /// What it read or looked for.
    pub files: Record,
}

/// Bytes as a CBOR byte string, not as a list of numbers, which would take several times the space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfBytes;
        impl Visitor<'_> for OfBytes {
            type Value = Bytes;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("bytes")
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }

            fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Bytes, E> {
                Ok(Bytes(bytes))
            }
        }
        deserializer.deserialize_byte_buf(OfBytes)
    }
}

/// A result that is not decoded yet.
#[derive(Debug)]
pub(super) struct EncodedResult(Vec<u8>);

impl EncodedResult {
    /// The result.
    pub(super) fn decode<T: DeserializeOwned>(&self) -> Result<T, String> {
        ciborium::from_reader(self.0.as_slice()).map_err(|error| error.to_string())
    }
}

impl CacheEntry {
    /// Reads the stored result of a stage and what it was made from; none if there is none.
    ///
    /// # Errors
    /// If the file cannot be read or is not as it was written, in words.
    pub(super) fn read(
        folder: &Path,
        stage: &str,
    ) -> Result<Option<(Self, EncodedResult)>, String> {
        let bytes = match fs::read(file(folder, stage)) {
            Ok(bytes) => bytes,
            // If the folder is missing too, writing reports it.
            Err(error) if is_missing(&error) => return Ok(None),
            Err(error) => return Err(format!("it cannot be read: {error}")),
        };
        let Some((hash, content)) = bytes.split_at_checked(HASH) else {
            return Err(format!("it has {} bytes", bytes.len()));
        };
        if Sha256::digest(content)[..] != *hash {
            return Err("its content does not have the hash that it begins with".to_owned());
        }
        let mut rest = content;
        let entry = ciborium::from_reader(&mut rest)
            .map_err(|error| format!("it cannot be decoded: {error}"))?;
        Ok(Some((entry, EncodedResult(rest.to_vec()))))
    }

    /// Stores a result in place of an earlier one, unless it is too large or another run is storing it at this
    /// moment.
    pub(super) fn write(
        &self,
        folder: &Path,
        stage: &str,
        result: &impl Serialize,
    ) -> io::Result<()> {
        let target = file(folder, stage);
        let mut content = vec![0; HASH];
        ciborium::into_writer(self, &mut content).map_err(io::Error::other)?;
        ciborium::into_writer(result, &mut content).map_err(io::Error::other)?;
        if content.len() > LARGEST {
            return match fs::remove_file(&target) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            };
        }
        let hash = Sha256::digest(&content[HASH..]);
        content[..HASH].copy_from_slice(&hash);
        fs::create_dir_all(folder)?;
        let fresh = target.with_extension("new");
        let mut writer = File::options()
            .create(true)
            .write(true)
            .truncate(false)
            .open(&fresh)?;
        match writer.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // A killed run may have left a part.
        writer.set_len(0)?;
        writer.write_all(&content)?;
        fs::rename(&fresh, &target)
    }
}

fn is_missing(error: &io::Error) -> bool {
    use io::ErrorKind::{NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory)
}

/// The file of a stage. Names hold letters, digits, `-`, `_` and spaces, which become dots.
fn file(folder: &Path, stage: &str) -> PathBuf {
    folder.join(format!("{}.cbor", stage.replace(' ', ".")))
}
