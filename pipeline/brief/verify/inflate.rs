//! Unpacking a compressed stream up to a limit.

use std::io::{Cursor, Read};

use zip::read::{ZipReadOptions, read_zipfile_from_stream_with_options};

/// Unpacks zlib data, unless it is damaged or unpacks to more than `limit` bytes.
///
/// The `zip` crate unpacks as much as is asked for, which the reader of PDF objects does not; so the data
/// are handed to it as the one file of an archive.
pub(super) fn inflate(zlib: &[u8], limit: usize) -> Option<Vec<u8>> {
    // Two bytes of head, of which a preset dictionary is refused, and four bytes of checksum.
    let (head, body) = zlib.split_first_chunk::<2>()?;
    let (deflated, checksum) = body.split_last_chunk::<4>()?;
    let is_zlib = head[0] & 15 == 8 && head[1] & 32 == 0 && u16::from_be_bytes(*head) % 31 == 0;
    if !is_zlib {
        return None;
    }
    let length = u32::try_from(deflated.len()).ok()?;
    let bound = u32::try_from(limit).ok()?;
    let mut archive = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0".to_vec();
    archive.extend(length.to_le_bytes());
    archive.extend(bound.to_le_bytes());
    archive.extend(b"\x01\0\0\0x");
    let mut archive = Cursor::new(archive).chain(deflated);
    let options = ZipReadOptions::new().ignore_crc32(true);
    let file = read_zipfile_from_stream_with_options(&mut archive, options).ok()??;
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).ok()?.checked_add(1)?;
    file.take(most).read_to_end(&mut bytes).ok()?;
    let is_whole = bytes.len() <= limit && adler32(&bytes) == u32::from_be_bytes(*checksum);
    is_whole.then_some(bytes)
}

/// The checksum of zlib data (RFC 1950).
fn adler32(bytes: &[u8]) -> u32 {
    // As many bytes as cannot overflow 32 bits.
    let (mut low, mut high) = (1_u32, 0_u32);
    for part in bytes.chunks(5552) {
        for byte in part {
            low += u32::from(*byte);
            high += low;
        }
        (low, high) = (low % 65521, high % 65521);
    }
    high << 16 | low
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "brief brief brief", as zlib packs it.
    const PACKED: &[u8] = b"\x78\x9c\x4b\x2a\xca\x4c\x4d\x53\x48\x42\x90\x00\x39\x38\x06\x59";

    #[test]
    fn a_stream_is_unpacked_whole_or_not_at_all() {
        assert_eq!(
            inflate(PACKED, 17).as_deref(),
            Some(&b"brief brief brief"[..])
        );
        assert_eq!(inflate(PACKED, 16), None, "over the limit");
        for length in 0..PACKED.len() {
            assert_eq!(inflate(&PACKED[..length], 1000), None, "cut to {length}");
        }
        for at in 0..PACKED.len() {
            let mut flipped = PACKED.to_vec();
            flipped[at] ^= 1;
            let unpacked = inflate(&flipped, 1000);
            assert!(
                unpacked.is_none_or(|bytes| bytes == b"brief brief brief"),
                "bit in {at}"
            );
        }
    }
}
