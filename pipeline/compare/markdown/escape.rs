//! Escapes text from data so that GitHub's Markdown shows it verbatim.

/// A zero-width space, between characters that GitHub must not read together.
const APART: &str = "&#8203;";

/// Escapes a text: no markup, HTML, table cell, link, mention, issue or emoji starts in it.
///
/// A backslash does not keep GitHub from linking `@name`, `#1` or a URL, because it looks for these after
/// processing Markdown; a zero-width space does.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut at_start = true;
    let line: String = one_line(text);
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let next_is_name = letters.peek().is_some_and(|next| next.is_alphanumeric());
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '|' => escaped.push_str("&#124;"),
            '$' => escaped.push_str("<span>$</span>"),
            '@' => escaped.push_str(&format!("@{APART}")),
            '#' => escaped.push_str(&format!("\\#{APART}")),
            ':' if next_is_name || letters.peek() == Some(&'/') => {
                escaped.push_str(&format!(":{APART}"));
            }
            '.' if escaped.to_ascii_lowercase().ends_with("www") => {
                escaped.push_str(&format!("{APART}."));
            }
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '~' | '!' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            // At the start of a line, these make a list or a heading.
            '-' | '+' | '=' if at_start => {
                escaped.push('\\');
                escaped.push(letter);
            }
            '.' | ')' if is_number(&escaped) => {
                escaped.push('\\');
                escaped.push(letter);
            }
            letter => escaped.push(letter),
        }
        at_start = false;
    }
    escaped
}

/// A name or a place, as inline code.
pub(super) fn code(text: &str) -> String {
    let line = one_line(text);
    if line.contains(['`', '|']) || line.trim().is_empty() {
        format!("<code>{}</code>", escaped(&line))
    } else {
        format!("`{line}`")
    }
}

/// Words that are gone, with surrounding spaces outside of the marks.
pub(super) fn struck(text: &str) -> String {
    around(text, "~~", "del")
}

/// Words that are new, with surrounding spaces outside of the marks.
pub(super) fn strong(text: &str) -> String {
    around(text, "**", "strong")
}

/// Next to punctuation, Markdown would not recognize the marks, so there it is an HTML element.
fn around(text: &str, mark: &str, element: &str) -> String {
    let inner = text.trim();
    if inner.is_empty() {
        return text.to_owned();
    }
    let before = &text[..text.len() - text.trim_start().len()];
    let after = &text[text.trim_end().len()..];
    let ends_in_words = |end: Option<char>| end.is_some_and(char::is_alphanumeric);
    let inner_text = escaped(inner);
    if ends_in_words(inner.chars().next()) && ends_in_words(inner.chars().next_back()) {
        format!("{before}{mark}{inner_text}{mark}{after}")
    } else {
        format!("{before}<{element}>{inner_text}</{element}>{after}")
    }
}

fn one_line(text: &str) -> String {
    let breaks = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}');
    text.replace(breaks, " ")
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_markup_begins_in_a_text() {
        for (text, expected) in [
            ("a | b\nc", "a &#124; b c"),
            ("<script>&", "&lt;script&gt;&amp;"),
            ("*_`[x](y)!~", "\\*\\_\\`\\[x\\](y)\\!\\~"),
            ("- 1. x", "\\- 1. x"),
            ("1. x 2.", "1\\. x 2."),
        ] {
            assert_eq!(escaped(text), expected, "of {text:?}");
        }
    }

    #[test]
    fn nobody_is_told_and_nothing_is_linked() {
        for (text, together) in [
            ("by @octocat", "@o"),
            ("see #12", "#1"),
            ("https://example.org", "://"),
            ("www.example.org", "www."),
            ("mail a@b.org", "@b"),
            ("a :fire: b", ":f"),
        ] {
            assert!(
                text.contains(together) && !escaped(text).contains(together),
                "of {text:?}"
            );
        }
    }

    #[test]
    fn code_that_a_cell_or_its_own_marks_would_end_is_an_element() {
        assert_eq!(code("EV-1"), "`EV-1`");
        assert_eq!(code("a|b"), "<code>a&#124;b</code>");
        assert_eq!(code("`"), "<code>\\`</code>");
    }

    #[test]
    fn marks_stand_at_words_and_blanks_outside() {
        assert_eq!(struck(" 33 "), " ~~33~~ ");
        assert_eq!(strong("(61 %)"), "<strong>(61 %)</strong>");
        assert_eq!(strong(" "), " ");
    }
}
