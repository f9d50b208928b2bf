//! Sanitizes pictures for a shared page: drops whatever could run or load something, since a published set may
//! come from anywhere, and makes identifiers unique.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// A picture that a report shows.
pub(crate) struct PictureSource<'a> {
    /// The whole SVG document.
    pub svg: &'a str,
    /// Unique in the report.
    pub id: String,
    /// Its accessible name.
    pub name: &'a str,
}

/// Elements that draw. Everything else is dropped with its content.
const DRAWING: [&str; 17] = [
    "svg",
    "g",
    "defs",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "pattern",
    "clipPath",
    "linearGradient",
    "radialGradient",
    "stop",
];

/// An SVG document as an element of a page, with an accessible `name` and a `prefix` for its identifiers. `None` if
/// it is not well-formed SVG.
pub(crate) fn embedded(svg: &str, prefix: &str, name: &str) -> Option<String> {
    let mut reader = Reader::from_str(svg);
    let mut picture = String::with_capacity(svg.len());
    let mut depth = 0_usize;
    // The depth within a dropped element.
    let mut left_out = 0_usize;
    let mut is_first = true;
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) if left_out > 0 || !draws(&tag) => {
                drop(tag);
                left_out += 1;
            }
            Event::Start(tag) => {
                if is_first && tag.name().as_ref() != "svg" {
                    return None;
                }
                let label = is_first.then_some(name);
                is_first = false;
                depth += 1;
                picture.push_str(&opened(&tag, prefix, label)?);
                picture.push('>');
            }
            Event::Empty(tag) if left_out == 0 && depth > 0 && draws(&tag) => {
                picture.push_str(&opened(&tag, prefix, None)?);
                picture.push_str("/>");
            }
            Event::End(_) if left_out > 0 => left_out -= 1,
            Event::End(tag) => {
                depth = depth.checked_sub(1)?;
                picture.push_str(&format!("</{}>", tag.name().as_ref()));
            }
            Event::Text(text) if left_out == 0 && depth > 0 => picture.push_str(&text),
            Event::GeneralRef(reference) if left_out == 0 && depth > 0 => {
                picture.push_str(&format!("&{};", &*reference));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    (depth == 0 && left_out == 0 && !is_first).then_some(picture)
}

fn draws(tag: &BytesStart<'_>) -> bool {
    DRAWING.contains(&tag.name().as_ref())
}

/// An unclosed tag with its safe attributes.
fn opened(tag: &BytesStart<'_>, prefix: &str, label: Option<&str>) -> Option<String> {
    let mut text = format!("<{}", tag.name().as_ref());
    if let Some(label) = label {
        let label = label.replace('&', "&amp;").replace('"', "&quot;");
        let label = label.replace('<', "&lt;");
        text.push_str(&format!(" role=\"img\" aria-label=\"{label}\""));
    }
    for attribute in tag.attributes() {
        let attribute = attribute.ok()?;
        let key = attribute.key.as_ref();
        let value: &str = &attribute.value;
        if let Some(value) = kept(key, value, prefix) {
            text.push_str(&format!(" {key}=\"{}\"", value.replace('"', "&quot;")));
        }
    }
    Some(text)
}

/// The new value of an attribute; `None` if it could run, load or style something.
fn kept(key: &str, value: &str, prefix: &str) -> Option<String> {
    let is_plain = key
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    let acts = key.to_ascii_lowercase().starts_with("on")
        || matches!(key, "style" | "class" | "href" | "role" | "tabindex")
        || key.starts_with("aria-");
    if !is_plain || acts || key == "xmlns" {
        return None;
    }
    if key == "id" {
        return Some(format!("{prefix}{value}"));
    }
    let place = value.trim();
    if let Some(target) = place.strip_prefix("url(#") {
        return Some(format!("url(#{prefix}{target}"));
    }
    let loads = place.to_ascii_lowercase().contains("url(") || place.contains('\\');
    (!loads).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_the_pictures_own() {
        let svg = r##"<svg viewBox="0 0 1 1"><defs><pattern id="a"/></defs><rect fill="url(#a)"/></svg>"##;
        assert_eq!(
            embedded(svg, "p1-", "Map 1").as_deref(),
            Some(
                r##"<svg role="img" aria-label="Map 1" viewBox="0 0 1 1"><defs><pattern id="p1-a"/></defs><rect fill="url(#p1-a)"/></svg>"##
            )
        );
    }

    #[test]
    fn nothing_in_a_picture_acts_or_loads() {
        let svg = r##"<?xml version="1.0"?><svg onload="x()" xmlns:xlink="http://www.w3.org/1999/xlink">
            <script>alert(1)</script><foreignObject><p>x</p></foreignObject><style>@import "x"</style>
            <a href="javascript:x()"><rect/></a><image xlink:href="http://example.org/"/>
            <rect style="fill:red" fill="URL(http://example.org/)" onclick='x()' stroke="u\72l(x)"/>
            <text>&lt;b&gt; &amp; c</text></svg>"##;
        let picture = embedded(svg, "p-", "\"<").unwrap_or_default();
        let words: String = picture.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(
            words,
            r#"<svg role="img" aria-label="&quot;&lt;"> <rect/> <text>&lt;b&gt; &amp; c</text></svg>"#
        );
    }

    #[test]
    fn what_is_no_picture_is_none() {
        for text in ["", "<p/>", "<svg><g></svg>", "<p><svg></svg></p>", "<svg>"] {
            assert_eq!(embedded(text, "p-", "x"), None, "of {text}");
        }
    }
}
