//! Sound files with something wrong.

use proptest::prelude::*;
use proptest::sample::Index;

/// One thing done to a file.
#[derive(Debug, Clone)]
pub enum Damage {
    /// A byte is another.
    Flip(Index, u8),
    /// It ends early.
    Cut(Index),
    /// A part is gone.
    Remove(Index, usize),
    /// A part stands once more elsewhere.
    Copy(Index, usize, Index),
    /// Something is put in that means something in files of its kind.
    Insert(Index, &'static str),
}

/// A few damages to a file, with what means something in files of its kind.
pub fn damages(words: &'static [&'static str]) -> impl Strategy<Value = Vec<Damage>> {
    let part = 1..64_usize;
    let damage = prop_oneof![
        3 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Flip(at, byte)),
        1 => any::<Index>().prop_map(Damage::Cut),
        2 => (any::<Index>(), part.clone()).prop_map(|(at, length)| Damage::Remove(at, length)),
        2 => (any::<Index>(), part, any::<Index>())
            .prop_map(|(from, length, to)| Damage::Copy(from, length, to)),
        4 => (any::<Index>(), prop::sample::select(words))
            .prop_map(|(at, word)| Damage::Insert(at, word)),
    ];
    prop::collection::vec(damage, 1..5)
}

/// A damaged copy.
pub fn damaged(sound: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut bytes = sound.to_vec();
    for damage in damages {
        let length = bytes.len() + 1;
        let part = |at: &Index, most: usize| {
            let from = at.index(length);
            from..(from + most).min(length - 1)
        };
        match damage {
            Damage::Flip(at, with) => {
                if let Some(byte) = bytes.get_mut(at.index(length)) {
                    *byte ^= with;
                }
            }
            Damage::Cut(at) => bytes.truncate(at.index(length)),
            Damage::Remove(at, most) => {
                bytes.drain(part(at, *most));
            }
            Damage::Copy(at, most, to) => {
                let copy = bytes[part(at, *most)].to_vec();
                let to = to.index(length);
                bytes.splice(to..to, copy);
            }
            Damage::Insert(at, word) => {
                let at = at.index(length);
                bytes.splice(at..at, word.bytes());
            }
        }
    }
    bytes
}
