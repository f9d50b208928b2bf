//! Unpacking a compressed stream up to a limit.

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

/// Unpacks zlib data, unless they are damaged or unpack to more than `limit` bytes. What follows their
/// checksum is ignored.
pub(super) fn inflate(zlib: &[u8], limit: usize) -> Option<Vec<u8>> {
    decompress_to_vec_zlib_with_limit(zlib, limit).ok()
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::compress_to_vec_zlib;
    use proptest::prelude::*;

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

    #[test]
    fn the_limit_holds_to_the_byte() {
        let bomb = compress_to_vec_zlib(&vec![0; 10_000_000], 9);
        assert!(bomb.len() < 20_000, "{}", bomb.len());
        for limit in [0, 1, 4096, 9_999_999] {
            assert_eq!(inflate(&bomb, limit), None, "{limit}");
        }
        let unpacked = inflate(&bomb, 10_000_000).expect("within the limit");
        assert_eq!(unpacked.len(), 10_000_000);
        assert_eq!(inflate(&compress_to_vec_zlib(&[], 9), 0), Some(Vec::new()));
    }

    #[test]
    fn a_preset_dictionary_or_another_method_is_refused() {
        // FDICT set, then a method other than deflate; both with a valid check of the header.
        for head in [[0x78, 0xbb], [0x77, 0x85]] {
            assert_eq!(u16::from_be_bytes(head) % 31, 0);
            let mut other = PACKED.to_vec();
            other[..2].copy_from_slice(&head);
            assert_eq!(inflate(&other, 1000), None, "{head:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn garbage_never_unpacks_beyond_the_limit(
            garbage in prop::collection::vec(any::<u8>(), 0..400),
            limit in 0_usize..2000,
        ) {
            // A valid header, so that the garbage is taken for deflated data.
            let zlib = [&[0x78, 0x9c], garbage.as_slice()].concat();
            for bytes in [garbage, zlib] {
                prop_assert!(inflate(&bytes, limit).is_none_or(|bytes| bytes.len() <= limit));
            }
        }

        #[test]
        fn what_was_packed_comes_back(bytes in prop::collection::vec(any::<u8>(), 0..5000)) {
            let packed = compress_to_vec_zlib(&bytes, 6);
            prop_assert_eq!(inflate(&packed, bytes.len()), Some(bytes));
        }
    }
}
