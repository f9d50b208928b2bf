//! Characters that nobody sees: zero-width ones, controls of the writing direction, soft hyphens, byte order
//! marks within a text. They come along when text is copied from pages, messages and documents, and make two
//! spellings of what looks like one.
//!
//! A few of them do matter where they stand: joiners within Persian, Indic and other joining scripts, line
//! breaks within Thai or Khmer, direction marks beside right-to-left letters, joiners within emoji. Those stay.

use std::borrow::Cow;

/// Whether nobody sees a character. Blanks are none: they are seen as blanks.
pub fn is_invisible(character: char) -> bool {
    matches!(
        character,
        // Soft hyphen; Arabic letter mark; Mongolian vowel separator.
        '\u{ad}' | '\u{61c}' | '\u{180e}'
        // Zero-width space and joiners, direction marks.
        | '\u{200b}'..='\u{200f}'
        // Embeddings and overrides; word joiner, invisible operators, isolates, deprecated controls.
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        // Hangul fillers; byte order mark; halfwidth filler; annotations.
        | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        // Grapheme joiner; Khmer vowels that are none; a pattern of dots without dots.
        | '\u{34f}' | '\u{17b4}' | '\u{17b5}' | '\u{2800}'
        // Variation selectors; tags, and further selectors.
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}'
    )
}

/// Whether a text holds an invisible character that its meaning does not need.
pub fn has_needless(text: &str) -> bool {
    !text.is_ascii() && text.contains(is_invisible) && !needless(text).is_empty()
}

/// Whether a character overrides or isolates the direction of what follows it, so that it is shown in another order.
pub fn is_direction_control(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The invisible characters of a text that its meaning does not need, with where they stand.
pub fn needless(text: &str) -> Vec<(usize, char)> {
    let is_right_to_left = text.contains(is_right_to_left_letter);
    let mut found = Vec::new();
    // Those between the last character that is seen and the next.
    let mut waiting: Vec<(usize, char)> = Vec::new();
    let mut before = None;
    let mut settle = |waiting: &mut Vec<(usize, char)>, before, after| {
        let waiting = waiting.drain(..);
        let needless = waiting.filter(|(_, it)| !is_needed(*it, before, after, is_right_to_left));
        found.extend(needless);
    };
    for (at, character) in text.char_indices() {
        if is_invisible(character) {
            waiting.push((at, character));
            continue;
        }
        settle(&mut waiting, before, Some(character));
        before = Some(character);
    }
    settle(&mut waiting, before, None);
    found
}

/// Whether an invisible character matters between these two.
fn is_needed(
    character: char,
    before: Option<char>,
    after: Option<char>,
    is_right_to_left: bool,
) -> bool {
    let (Some(before), after) = (before, after) else {
        return false;
    };
    let both = |is: fn(char) -> bool| is(before) && after.is_some_and(is);
    match character {
        // A consonant's form at the end of a word hangs on the joiner behind it.
        '\u{200c}' | '\u{200d}' => {
            is_indic(before) || both(is_joining) || (character == '\u{200d}' && both(is_emoji))
        }
        '\u{115f}' => after.is_some_and(|after| ('\u{1160}'..='\u{11a7}').contains(&after)),
        '\u{200b}' => both(is_written_without_blanks),
        '\u{180e}' => both(is_mongolian),
        '\u{200e}' | '\u{200f}' | '\u{61c}' => is_right_to_left && after.is_some(),
        '\u{e0020}'..='\u{e007f}' => is_emoji(before),
        // Between the points of Hebrew letters.
        '\u{34f}' => is_right_to_left,
        '\u{2800}' => both(|it| ('\u{2801}'..='\u{28ff}').contains(&it)),
        '\u{1160}' => ('\u{1100}'..='\u{115f}').contains(&before),
        // The form of a sign or of an ideograph; letters have none.
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => {
            before as u32 >= 0x2000 || matches!(before, '0'..='9' | '#' | '*' | '©' | '®')
        }
        _ => false,
    }
}

/// A letter of Arabic, Syriac, N'Ko, Mandaic or Mongolian.
fn is_joining(character: char) -> bool {
    matches!(character,
        '\u{600}'..='\u{7ff}' | '\u{840}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10ac0}'..='\u{10fff}' | '\u{1e900}'..='\u{1e95f}')
        || is_mongolian(character)
}

fn is_mongolian(character: char) -> bool {
    matches!(character, '\u{1800}'..='\u{18af}')
}

/// A letter or sign of a script that came from Brahmi.
fn is_indic(character: char) -> bool {
    matches!(character,
        '\u{900}'..='\u{df3}' | '\u{f00}'..='\u{109f}' | '\u{1700}'..='\u{17ff}' | '\u{1900}'..='\u{1cff}'
        | '\u{a800}'..='\u{a82f}' | '\u{a880}'..='\u{aaff}' | '\u{abc0}'..='\u{abff}' | '\u{11000}'..='\u{11fff}')
}

/// A letter of Thai, Lao, Tibetan, Myanmar, Khmer and others whose words no blank sets apart.
fn is_written_without_blanks(character: char) -> bool {
    matches!(character,
        '\u{e00}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{1950}'..='\u{1aaf}' | '\u{a9e0}'..='\u{a9ff}'
        | '\u{aa60}'..='\u{aadf}')
}

fn is_right_to_left_letter(character: char) -> bool {
    matches!(character,
        '\u{5d0}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}')
        && character != '\u{61c}'
}

fn is_emoji(character: char) -> bool {
    matches!(character, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

/// A text without the invisible characters that its meaning does not need.
pub fn without_needless(text: &str) -> Cow<'_, str> {
    if !has_needless(text) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for (at, character) in needless(text) {
        kept.push_str(&text[from..at]);
        from = at + character.len_utf8();
    }
    kept.push_str(&text[from..]);
    Cow::Owned(kept)
}

/// A text without any invisible character, for comparing spellings.
pub fn without_any(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.contains(is_invisible) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(is_invisible, ""))
}

/// The needless invisible characters of a text by number, each once: `U+200B, U+00AD`.
pub fn named(text: &str) -> String {
    let mut names: Vec<String> = Vec::new();
    for (_, character) in needless(text) {
        let name = code_point(character);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

/// A text in which what nobody sees is written out: `Zen[U+200B]da`. So is a no-break space beside a quotation
/// mark, where it is taken for a part of the sentence, and a control character.
pub fn visible(text: &str) -> Cow<'_, str> {
    written_out(text, |shown, blank, next| {
        let is_beside_quote = shown.ends_with('"') || next == Some('"');
        blank != ' ' && is_beside_quote
    })
}

/// The same of a whole report, in which quotation marks are also those of its format.
pub fn visible_report(text: &str) -> Cow<'_, str> {
    written_out(text, |_, _, _| false)
}

/// JSON in which what nobody sees, and what a terminal would obey, is written as an escape.
pub fn visible_json(json: &str) -> Cow<'_, str> {
    let is_hidden = |it: char| (it.is_control() && it != '\n') || is_invisible(it);
    if json.is_ascii() && !json.contains(is_hidden) {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        if is_hidden(character) {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

/// Writes out what nobody sees, control characters, and the blanks that `is_shown` picks by what stands before and
/// after them.
fn written_out(text: &str, is_shown: impl Fn(&str, char, Option<char>) -> bool) -> Cow<'_, str> {
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    if text.as_bytes().iter().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let needless: Vec<usize> = match has_needless(text) {
        true => needless(text).into_iter().map(|(at, _)| at).collect(),
        false => Vec::new(),
    };
    let mut shown = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        let next = text[at + character.len_utf8()..].chars().next();
        let is_shown = match character {
            '\n' | '\t' => false,
            _ if character.is_control() => true,
            _ if character.is_whitespace() => is_shown(&shown, character, next),
            _ => needless.binary_search(&at).is_ok(),
        };
        if is_shown {
            shown.push_str(&format!("[{}]", code_point(character)));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// `U+200B`.
pub fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_matter_goes_and_what_does_stays() {
        let cases = [
            ("D\u{200b}-1", "D-1"),
            ("\u{feff}12", "12"),
            ("\u{202d}2019-01-14\u{202c}", "2019-01-14"),
            ("\u{2066}Zenda\u{2069}", "Zenda"),
            ("Tarlen\u{ad}heim", "Tarlenheim"),
            ("Auf\u{200c}lage", "Auflage"),
            ("12\u{200f}", "12"),
            ("\u{3164}", ""),
            // Persian and Sinhala: the joiner is part of the spelling, within a word or behind a consonant.
            ("می\u{200c}شود", "می\u{200c}شود"),
            ("می\u{200c}", "می"),
            ("ක්\u{200d}ෂ", "ක්\u{200d}ෂ"),
            ("ന്\u{200d}", "ന്\u{200d}"),
            // Khmer: where a line may break.
            ("ភាសា\u{200b}ខ្មែរ", "ភាសា\u{200b}ខ្មែរ"),
            // A direction mark beside letters that run the other way.
            ("תל אביב (2)\u{200f} ,א", "תל אביב (2)\u{200f} ,א"),
            ("\u{200f}תל אביב\u{200f}", "תל אביב"),
            ("👩\u{200d}🌾", "👩\u{200d}🌾"),
            // Signs have forms, letters none; a blank of dots is one between dots only.
            ("❤\u{fe0f}\u{200d}🔥", "❤\u{fe0f}\u{200d}🔥"),
            ("1\u{fe0f}\u{20e3}", "1\u{fe0f}\u{20e3}"),
            ("Zen\u{fe0f}da\u{34f}", "Zenda"),
            ("\u{2800}Zenda", "Zenda"),
            ("⠁\u{2800}⠃", "⠁\u{2800}⠃"),
            ("Zenda", "Zenda"),
        ];
        for (given, expected) in cases {
            assert_eq!(without_needless(given), expected, "{given:?}");
            assert_eq!(has_needless(given), given != expected, "{given:?}");
        }
        assert_eq!(without_any("می\u{200c}شود"), "میشود");
    }

    #[test]
    fn reports_and_json_hide_nothing() {
        let hidden = "a\u{202e}b\u{1b}]0;x\u{7} \"\u{a0}\"";
        let shown = "a[U+202E]b[U+001B]]0;x[U+0007] \"\u{a0}\"";
        assert_eq!(visible_report(hidden), shown);
        let json = "{\"a\": \"x\u{202e}y\u{e0041}\"}";
        let escaped = visible_json(json);
        assert_eq!(escaped, "{\"a\": \"x\\u202ey\\udb40\\udc41\"}");
        assert_eq!(visible_json("{\"a\": \"é\"}\n"), "{\"a\": \"é\"}\n");
    }

    #[test]
    fn messages_write_out_what_nobody_sees() {
        let cases = [
            (
                "\"Zen\u{200b}da\" is unknown",
                "\"Zen[U+200B]da\" is unknown",
            ),
            ("\"Zenda\u{a0}\" is unknown", "\"Zenda[U+00A0]\" is unknown"),
            ("59\u{a0}% of them", "59\u{a0}% of them"),
            ("می\u{200c}شود", "می\u{200c}شود"),
            ("a\u{1b}[31mb", "a[U+001B][31mb"),
        ];
        for (given, expected) in cases {
            assert_eq!(visible(given), expected, "{given:?}");
        }
        assert_eq!(named("\u{feff}D\u{200b}\u{200b}"), "U+FEFF, U+200B");
    }
}
