//! Lists of towns as they are delivered: short, and in every code page.

use encoding_rs::{
    IBM866, KOI8_U, WINDOWS_1250, WINDOWS_1251, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255,
    WINDOWS_1256, WINDOWS_1257,
};

use super::*;

/// A delivery with a town in each row.
fn rows(towns: &str) -> String {
    let rows = towns.split(' ').enumerate();
    let rows = rows.map(|(row, town)| format!("R-{row},2019-03-0{},seen,{town},{row}\n", row % 9));
    format!("No.,Date,Kind,Town,Count\n{}", rows.collect::<String>())
}

const ARABIC: &str = "تونس صفاقس سوسة القيروان بنزرت قابس أريانة القصرين";
const CYRILLIC: &str = "Москва Казань Уфа Самара Пермь Омск Тула Рязань";
const GREEK: &str = "Αθήνα Θεσσαλονίκη Πάτρα Ηράκλειο Λάρισα Βόλος Ιωάννινα Χαλκίδα";
const TURKISH: &str = "İstanbul Adıyaman Ağrı Çankırı Elâzığ Eskişehir Gümüşhane Iğdır";
const POLISH: &str = "Łódź Kraków Wrocław Poznań Gdańsk Białystok Częstochowa Rzeszów";
const HEBREW: &str = "ירושלים אביב חיפה באר שבע אשדוד נתניה פתח";
const BALTIC: &str = "Rīga Liepāja Jūrmala Rēzekne Jēkabpils Cēsis Kuldīga Saldus";
const FRENCH: &str = "Béja Médenine Kébili Orléans Besançon Nîmes Béziers Évreux";

#[test]
fn code_pages_are_told_by_what_their_bytes_can_be() {
    let cases = [
        (WINDOWS_1256, ARABIC),
        (WINDOWS_1251, CYRILLIC),
        (KOI8_U, CYRILLIC),
        (IBM866, CYRILLIC),
        (WINDOWS_1253, GREEK),
        (WINDOWS_1254, TURKISH),
        (WINDOWS_1250, POLISH),
        (WINDOWS_1255, HEBREW),
        (WINDOWS_1257, BALTIC),
        (WINDOWS_1252, FRENCH),
    ];
    for (encoding, towns) in cases {
        let text = rows(towns);
        let (bytes, _, has_unmappable) = encoding.encode(&text);
        assert!(!has_unmappable, "{towns}");
        let found = guess(&bytes, None, None);
        assert_eq!(
            (found.encoding.name(), found.sureness),
            (encoding.name(), Sureness::Likely),
            "{towns}"
        );
        // Declared as it is, nothing contradicts; declared as Western European, another script, signs in words, and several other words do.
        assert_eq!(contradiction(&bytes, encoding), None, "{towns}");
        let is_contradicted =
            [ARABIC, CYRILLIC, GREEK, HEBREW, POLISH, TURKISH, BALTIC].contains(&towns);
        let other = contradiction(&bytes, WINDOWS_1252).map(|guess| guess.encoding.name());
        let expected = is_contradicted.then_some(encoding.name());
        assert_eq!(other, expected, "{towns}");
    }
}

#[test]
fn unicode_is_sure_with_and_without_a_mark() {
    for towns in [ARABIC, CYRILLIC, FRENCH, "Zenda Hofbau Strelsau"] {
        let text = rows(towns);
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let little_marked = [b"\xFF\xFE".as_slice(), &little].concat();
        for (bytes, name) in [
            (text.as_bytes(), "UTF-8"),
            (little.as_slice(), "UTF-16LE"),
            (big.as_slice(), "UTF-16BE"),
            (little_marked.as_slice(), "UTF-16LE"),
        ] {
            let found = guess(bytes, None, None);
            let expected = (name, Sureness::Sure);
            assert_eq!((found.encoding.name(), found.sureness), expected, "{towns}");
        }
        assert!(!is_utf_32(&little) && !is_utf_32(text.as_bytes()));
        let wide: Vec<u8> = text
            .chars()
            .flat_map(|it| u32::from(it).to_le_bytes())
            .collect();
        assert!(is_utf_32(&wide));
    }
}

#[test]
fn one_word_is_a_guess_and_the_country_helps() {
    let (bytes, ..) = WINDOWS_1254.encode("Town\nUrfa\nAğa\n");
    let found = guess(&bytes, Some("tr"), None);
    assert_eq!(found.encoding.name(), "windows-1254");
    assert_eq!(found.sureness, Sureness::Guess);
    assert_eq!(found.why, "it then reads \"Ağa\"");
}

#[test]
fn short_lists_are_told_by_names_that_are_known() {
    use encoding_rs::{MACINTOSH, X_MAC_CYRILLIC};
    let known = [
        ARABIC, CYRILLIC, GREEK, TURKISH, POLISH, HEBREW, BALTIC, FRENCH,
    ]
    .join(" ");
    let known: Vec<String> = known.split(' ').map(str::to_lowercase).collect();
    let is_name = |word: &str| known.contains(&word.to_lowercase());
    for (encoding, towns) in [
        (WINDOWS_1250, "Łódź Kraków Poznań"),
        (WINDOWS_1254, "Ağrı Iğdır Eskişehir"),
        (WINDOWS_1256, "تونس سوسة قابس"),
        (MACINTOSH, "Béja Médenine Nîmes"),
        (X_MAC_CYRILLIC, "Москва Казань Пермь"),
        (KOI8_U, "Москва Казань Пермь"),
    ] {
        let text = rows(towns);
        let bytes = match encoding == MACINTOSH || encoding == X_MAC_CYRILLIC {
            true => text
                .chars()
                .map(|letter| byte_of(encoding, letter))
                .collect(),
            false => encoding.encode(&text).0.into_owned(),
        };
        let found = guess(&bytes, None, Some(&is_name));
        let expected = (encoding.name(), Sureness::Likely);
        assert_eq!((found.encoding.name(), found.sureness), expected, "{towns}");
    }
}

/// The byte of a letter in a code page.
fn byte_of(encoding: &'static Encoding, letter: char) -> u8 {
    let wanted = letter.to_string();
    let mut bytes = 0..=255_u8;
    let byte = bytes.find(|byte| encoding.decode_without_bom_handling(&[*byte]).0 == wanted);
    byte.expect("a letter of the code page")
}

#[test]
fn words_of_two_scripts_and_turned_capitals_are_none() {
    // Latin letters of DOS as Windows has Arabic ones, and Cyrillic of Unix as Windows has it.
    for odd in ["Orlىans", "Beziطrs", "лНЯЙБЮ", "£ódŸ", "Wroc³aw"] {
        assert!(has_odd_words(odd), "{odd}");
    }
    for word in [
        "Orléans",
        "تونس",
        "Москва",
        "МОСКВА",
        "£500",
        "McDonald",
        "Ürümqi",
        "ČSSR",
        "eÜ",
    ] {
        assert!(!has_odd_words(word), "{word}");
    }
    let (bytes, ..) = KOI8_U.encode("Town\nМосква\nКазань\nУфа\nСамара\nПермь\nОмск\n");
    let found = contradiction(&bytes, WINDOWS_1251).map(|guess| guess.encoding.name());
    assert_eq!(found, Some("KOI8-U"));
}

#[test]
fn the_macintosh_and_dos_are_no_western_windows() {
    let towns = rows("Orleans Hyeres Beziers Angers").into_bytes();
    let with_accents = |acute: u8| {
        let letters = towns.iter().enumerate();
        let letters = letters.map(|(at, letter)| match towns.get(at + 1) {
            Some(b'a' | b'z') if *letter == b'e' => acute,
            _ => *letter,
        });
        letters.collect::<Vec<u8>>()
    };
    let found = guess(&with_accents(0x8e), None, None);
    assert_eq!(
        (found.encoding.name(), found.sureness),
        ("macintosh", Sureness::Guess)
    );
    assert_eq!(found.why, "it then reads \"Orléans\", \"Béziers\"");
    let found = guess(&with_accents(0x82), None, None);
    assert_eq!(found.sureness, Sureness::Guess);
    assert!(found.why.contains("DOS"), "{found:?}");
}

#[test]
fn text_that_was_misread_is_recognised() {
    let cases = [
        ("KÃ¶ln; Fez", Some(("KÃ¶ln", "Köln"))),
        ("lâ€™Ariana", Some(("lâ€™Ariana", "l’Ariana"))),
        ("São Luís", None),
        ("Ðeravica", None),
        ("Âge", None),
        ("القيروان", None),
    ];
    for (given, expected) in cases {
        let found = misread_word(given);
        let found = found.as_ref().map(|(word, meant)| (*word, meant.as_str()));
        assert_eq!(found, expected, "{given}");
    }
}
