//! What a spreadsheet's number format shows of a number or date.

use super::super::number_words::change_a_number;

/// What a format shows of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum DateShown {
    /// All of it, or the format is none of a date.
    #[default]
    Whole,
    /// Month and year.
    Month,
    /// The year.
    Year,
    /// No year.
    NoYear,
    /// The time of day and nothing else.
    Time,
}

/// What a format shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct FormatLook {
    pub date: DateShown,
    pub percent: bool,
    /// Numbers are not shown at all.
    pub blank: bool,
    /// Words stand beside the number that change what it says.
    pub worded: bool,
    /// Words stand in place of zero, or of a negative number.
    pub worded_zero: bool,
    pub worded_negative: bool,
    /// Zero is not shown.
    pub blank_zero: bool,
    /// Whole numbers are filled up to so many digits.
    pub digits: u8,
}

impl FormatLook {
    /// Of a format code, such as `mmm\-yy`.
    pub(super) fn of(code: &str) -> Self {
        let mut look = FormatLook::default();
        if code.eq_ignore_ascii_case("general") || code == "@" {
            return look;
        }
        if code.contains(';') && code.chars().all(|c| matches!(c, ';' | ' ')) {
            look.blank = true;
            return look;
        }
        if code.len() >= 2 && code.bytes().all(|byte| byte == b'0') {
            look.digits = u8::try_from(code.len()).unwrap_or_default();
            return look;
        }
        let sections = sections(code);
        let has_words = |section: &str| {
            let parts = parts(section).into_iter();
            let mut words = parts.filter_map(|part| match part {
                Part::Words(words) => Some(words),
                _ => None,
            });
            words.any(|words| words.chars().any(char::is_alphanumeric))
        };
        let is_conditional = ["[<", "[>", "[="].iter().any(|it| code.contains(it));
        if is_conditional {
            // Which section a number falls in, it says itself.
            look.worded = sections
                .iter()
                .any(|section| parts(section).iter().any(Part::is_words));
        } else if let [_, negative, rest @ ..] = sections.as_slice() {
            look.worded_negative = has_words(negative);
            if let Some(zero) = rest.first() {
                look.worded_zero = has_words(zero);
                look.blank_zero = zero.trim().is_empty();
            }
        }
        let first = sections.first().copied().unwrap_or_default();
        let parts = parts(first);
        // Words alone stand in place of the number; a comma at its end leaves out thousands.
        let has_words = parts.iter().any(Part::is_words);
        let has_letters = parts.iter().any(Part::is_letters);
        look.worded |= match last_digit(first) {
            None => has_words && !has_letters && !first.contains('@'),
            Some(at) => first[at + 1..].starts_with(','),
        };
        let mut seen = [false; 5];
        let [year, month, day, weekday, time] = &mut seen;
        for (number, part) in parts.iter().enumerate() {
            match part {
                Part::Letters('y' | 'e' | 'b', _) => *year = true,
                Part::Letters('d', 1..=2) => *day = true,
                Part::Letters('d', _) => *weekday = true,
                Part::Letters('h' | 's', _) => *time = true,
                Part::Letters('m', length) => {
                    let before = parts[..number].iter().rev().find(|part| part.is_letters());
                    let after = parts[number + 1..].iter().find(|part| part.is_letters());
                    let is_of = |part: Option<&Part>, letter| matches!(part, Some(Part::Letters(it, _)) if *it == letter);
                    if *length <= 2 && (is_of(before, 'h') || is_of(after, 's')) {
                        *time = true;
                    } else {
                        *month = true;
                    }
                }
                Part::Percent => look.percent = true,
                Part::Words(words) => {
                    look.worded |= change_a_number(words);
                }
                Part::Letters(..) => {}
            }
        }
        look.date = match seen {
            [true, true, true, _, _] | [true, false, true, _, _] => DateShown::Whole,
            [true, true, false, _, _] => DateShown::Month,
            [true, false, false, _, _] => DateShown::Year,
            [false, false, false, false, true] => DateShown::Time,
            [false, false, false, false, false] => DateShown::Whole,
            [false, ..] => DateShown::NoYear,
        };
        look
    }
}

/// A part of the first section of a format.
#[derive(Debug, PartialEq)]
enum Part {
    /// A letter for a part of dates, and how often it stands there.
    Letters(char, usize),
    Percent,
    Words(String),
}

impl Part {
    fn is_letters(&self) -> bool {
        matches!(self, Part::Letters(..))
    }

    fn is_words(&self) -> bool {
        matches!(self, Part::Words(words) if !words.trim().is_empty())
    }
}

/// Where the last sign for a digit stands in a section.
fn last_digit(section: &str) -> Option<usize> {
    let mut last = None;
    let mut is_quoted = false;
    let mut is_skipped = false;
    for (at, character) in section.char_indices() {
        match character {
            _ if is_skipped => is_skipped = false,
            '"' => is_quoted = !is_quoted,
            '\\' | '_' | '*' if !is_quoted => is_skipped = true,
            '0' | '#' | '?' if !is_quoted => last = Some(at),
            _ => {}
        }
    }
    last
}

/// The sections of a format: for positive and negative numbers, zero, and text.
fn sections(code: &str) -> Vec<&str> {
    let mut sections = Vec::new();
    let mut start = 0;
    let mut is_quoted = false;
    let mut is_escaped = false;
    for (at, character) in code.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if !is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            ';' if !is_quoted => {
                sections.push(&code[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    sections.push(&code[start..]);
    sections
}

fn parts(code: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut words = String::new();
    let mut has_digit = false;
    let mut characters = code.chars().peekable();
    while let Some(character) = characters.next() {
        let literal = match character {
            '"' => {
                let quoted: String = characters.by_ref().take_while(|c| *c != '"').collect();
                Some(quoted)
            }
            '\\' => characters.next().map(String::from),
            // A blank as wide as the next character, or the next character as often as there is room.
            '_' | '*' => {
                characters.next();
                None
            }
            '[' => {
                let bracketed: String = characters.by_ref().take_while(|c| *c != ']').collect();
                let bracketed = bracketed.to_lowercase();
                if let Some(letter) = bracketed
                    .chars()
                    .next()
                    .filter(|c| matches!(c, 'h' | 'm' | 's'))
                    && bracketed.chars().all(|c| c == letter)
                {
                    // Elapsed time.
                    parts.push(Part::Letters('h', 1));
                }
                None
            }
            _ => None,
        };
        if let Some(literal) = literal {
            words.push_str(&literal);
            continue;
        }
        if !words.is_empty() && !matches!(character, ' ') {
            parts.push(Part::Words(std::mem::take(&mut words)));
        }
        match character.to_ascii_lowercase() {
            letter @ ('y' | 'm' | 'd' | 'h' | 's' | 'e' | 'b') => {
                let mut length = 1;
                while characters
                    .next_if(|next| next.to_ascii_lowercase() == letter)
                    .is_some()
                {
                    length += 1;
                }
                // "0.00E+00" is a number.
                let is_exponent = letter == 'e' && matches!(characters.peek(), Some('+' | '-'));
                if is_exponent {
                    characters.next();
                } else {
                    parts.push(Part::Letters(letter, length));
                }
            }
            // AM/PM
            'a' => {
                for _ in 0..4 {
                    characters.next_if(|next| matches!(next.to_ascii_lowercase(), 'm' | '/' | 'p'));
                }
                parts.push(Part::Letters('h', 1));
            }
            '%' => parts.push(Part::Percent),
            '0' | '#' | '?' => has_digit = true,
            // A sign that stands there whatever the number is, and numbers that are at least so large.
            sign @ ('-' | '(') if !has_digit => parts.push(Part::Words(sign.to_string())),
            '+' if has_digit => parts.push(Part::Words("+".to_owned())),
            _ => {}
        }
    }
    if !words.is_empty() {
        parts.push(Part::Words(words));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_says_how_much_of_a_date_is_shown() {
        let cases = [
            ("mmm\\-yy", DateShown::Month),
            ("mmm-yy", DateShown::Month),
            ("MMMM YYYY", DateShown::Month),
            ("mm/yyyy", DateShown::Month),
            ("yyyy-mm", DateShown::Month),
            ("[$-409]mmmm\\ yyyy;@", DateShown::Month),
            ("yyyy\"年\"m\"月\"", DateShown::Month),
            ("yyyy", DateShown::Year),
            ("yy", DateShown::Year),
            ("d-mmm", DateShown::NoYear),
            ("mmmm", DateShown::NoYear),
            ("dddd", DateShown::NoYear),
            ("dd/mm/yyyy", DateShown::Whole),
            ("yyyy\\-mm\\-dd\\ hh:mm:ss", DateShown::Whole),
            ("mm-dd-yy", DateShown::Whole),
            ("dddd, d mmmm yyyy", DateShown::Whole),
            ("h:mm AM/PM", DateShown::Time),
            ("h:mm", DateShown::Time),
            ("mm:ss", DateShown::Time),
            ("[h]:mm:ss", DateShown::Time),
            ("mm:ss.0", DateShown::Time),
            ("General", DateShown::Whole),
            ("0.00E+00", DateShown::Whole),
            ("#,##0", DateShown::Whole),
            (
                "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)",
                DateShown::Whole,
            ),
            ("#,##0 [$mad]", DateShown::Whole),
        ];
        for (code, shown) in cases {
            assert_eq!(FormatLook::of(code).date, shown, "{code}");
        }
    }

    #[test]
    fn a_format_says_what_else_is_shown() {
        assert!(FormatLook::of("0.0%").percent && !FormatLook::of("0\"%\"").percent);
        assert!(FormatLook::of(";;;").blank && !FormatLook::of("0;;").blank);
        assert!(FormatLook::of("\"ca. \"0").worded && FormatLook::of("0\" thousand\"").worded);
        assert!(!FormatLook::of("0\" km\"").worded && !FormatLook::of("#,##0\\ \"€\"").worded);
        for code in [
            "\"over \"0",
            "0\"+\"",
            "0+",
            "-0",
            "\\-0",
            "(0)",
            "[<5]\"<5\";0",
            "[>5]\"many\";0",
            "\"up to \"#,##0",
            "#,##0,",
            "0.0,,\"M\"",
            "0\"0\"",
            "\"0\"",
            "\"n/a\"",
        ] {
            assert!(FormatLook::of(code).worded, "{code}");
        }
        for code in [
            "#,##0;-#,##0",
            "#,##0_);(#,##0)",
            "_-* #,##0_-;-* #,##0_-;_-* \"-\"??_-;_-@_-",
            "[Red][>100]0;0",
            "+0;-0",
            "0.00E+00",
            "0\" persons\"",
            "\"Week of \"dd/mm/yyyy",
            "@",
            "_-\"€\"* #,##0.00_-",
        ] {
            assert!(!FormatLook::of(code).worded, "{code}");
        }
        assert!(FormatLook::of("0;-0;\"n/a\"").worded_zero && FormatLook::of("0;-0;;@").blank_zero);
        assert!(!FormatLook::of("_-* 0_-;-* 0_-;_-* \"-\"??_-").worded_zero);
        assert!(FormatLook::of("0;\"unknown\"").worded_negative);
        assert_eq!(FormatLook::of("00000").digits, 5);
        assert_eq!(FormatLook::of("0.00").digits, 0);
    }
}
