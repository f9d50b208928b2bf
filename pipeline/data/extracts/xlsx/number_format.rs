//! What a spreadsheet's number format shows of a number or date.

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
    /// Whole numbers are filled up to so many digits.
    pub digits: u8,
}

/// Words beside a number that make it another: a guess, a bound, a multiple.
const WORDS: &[&str] = &[
    "ca",
    "ca.",
    "c.",
    "circa",
    "approx",
    "approx.",
    "about",
    "est",
    "est.",
    "(est.)",
    "estimate",
    "~",
    "≈",
    "<",
    ">",
    "≤",
    "≥",
    "±",
    "?",
    "(?)",
    "k",
    "000",
    "'000",
    "thousand",
    "thousands",
    "million",
    "millions",
    "mio",
    "mio.",
    "bn",
    "billion",
    "x",
];

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
        let parts = parts(code);
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
                    look.worded |= WORDS.contains(&words.trim().to_lowercase().as_str());
                }
                Part::Letters(..) => {}
            }
        }
        look.date = match seen {
            [true, true, true, _, _] | [true, false, true, _, _] => DateShown::Whole,
            [true, true, false, _, _] => DateShown::Month,
            [true, false, false, _, _] => DateShown::Year,
            [false, false, false, false, _] => DateShown::Whole,
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
}

fn parts(code: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut words = String::new();
    let mut characters = code.chars().peekable();
    while let Some(character) = characters.next() {
        let literal = match character {
            ';' => break,
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
                if !is_exponent {
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
            ("h:mm AM/PM", DateShown::Whole),
            ("mm:ss", DateShown::Whole),
            ("[h]:mm:ss", DateShown::Whole),
            ("mm:ss.0", DateShown::Whole),
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
        assert_eq!(FormatLook::of("00000").digits, 5);
        assert_eq!(FormatLook::of("0.00").digits, 0);
    }
}
