//! What figures are made of. The lists name what may occur, so that nothing else can: no rotated text,
//! no opacity, no raster, no style sheet, no font but the declared one, no colour without a number.

use brief_drawing::paint::Colour;

use super::{assert_none, in_all_figures, sheet};

const ELEMENTS: [&str; 11] = [
    "svg", "title", "desc", "defs", "pattern", "rect", "circle", "polygon", "path", "text", "tspan",
];
const LENGTHS: [&str; 14] = [
    "width",
    "height",
    "viewBox",
    "x",
    "y",
    "cx",
    "cy",
    "r",
    "d",
    "points",
    "font-size",
    "stroke-width",
    "stroke-dasharray",
    "letter-spacing",
];
/// Each with the only values it may have.
const WORDS: [(&str, &[&str]); 7] = [
    ("fill-rule", &["evenodd"]),
    ("stroke-linejoin", &["round"]),
    ("text-anchor", &["middle", "end"]),
    ("font-style", &["italic"]),
    ("font-weight", &["600"]),
    ("paint-order", &["stroke"]),
    ("patternUnits", &["userSpaceOnUse"]),
];

/// What does not belong in a figure set in `family`.
fn foreign_matter(svg: &str, family: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(svg).expect("the SVG is well-formed XML");
    let mut faults = Vec::new();
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let element = node.tag_name().name();
        if !ELEMENTS.contains(&element) {
            faults.push(format!("<{element}>"));
        }
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            let known = match name {
                "fill" | "stroke" => is_paint(value),
                "font-family" => element == "svg" && value == format!("'{family}'"),
                // Only hatching is turned.
                "id" | "patternTransform" => element == "pattern",
                _ => {
                    let words = WORDS.iter().find(|(word, _)| *word == name);
                    words.map_or(LENGTHS.contains(&name), |(_, values)| {
                        values.contains(&value)
                    })
                }
            };
            if !known {
                faults.push(format!("<{element} {name}=\"{value}\">"));
            }
        }
    }
    if document.root_element().attribute("font-family").is_none() {
        faults.push("no font is named".to_owned());
    }
    faults
}

fn is_paint(value: &str) -> bool {
    value == "none"
        || value.starts_with("url(#hatch-")
        || Colour::try_from(value.to_owned()).is_ok()
}

/// Numbers that are not rounded to what is printed: they could differ from machine to machine.
fn unrounded_numbers(svg: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(svg).expect("the SVG is well-formed XML");
    let attributes = document.descendants().flat_map(|node| node.attributes());
    attributes
        .filter(|attribute| LENGTHS.contains(&attribute.name()))
        .flat_map(|attribute| attribute.value().split([' ', ',', 'M', 'l', 'z']))
        .map(|number| number.trim_end_matches("pt"))
        .filter(|number| !number.is_empty() && !is_rounded(number))
        .map(str::to_owned)
        .collect()
}

/// At most three decimals, in plain notation, zero without a sign.
fn is_rounded(number: &str) -> bool {
    let digits = number.strip_prefix('-').unwrap_or(number);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_zero = digits.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    plain(whole) && plain(decimals) && decimals.len() <= 3 && !(is_zero && number.starts_with('-'))
}

#[test]
fn figures_are_made_of_shapes_and_upright_text_in_one_font() {
    assert_none(&in_all_figures(|edition, _, drawing| {
        let family = &edition.computed.settings.series.value.figure_fonts.family;
        foreign_matter(&drawing.svg, family)
    }));
}

#[test]
fn numbers_are_rounded() {
    assert_none(&in_all_figures(|_, _, drawing| {
        unrounded_numbers(&drawing.svg)
    }));
}

#[test]
fn foreign_matter_is_found() {
    let found = |elements: &str| foreign_matter(&sheet(elements), "Source Sans 3");
    assert!(found("<text x=\"1\" y=\"9\" fill=\"#222222\">Zenda</text>").is_empty());
    for elements in [
        "<image href=\"zenda.png\"/>",
        "<g/>",
        "<text transform=\"rotate(-90)\">Zenda</text>",
        "<text rotate=\"30\">Zenda</text>",
        "<circle opacity=\"0.5\"/>",
        "<circle fill-opacity=\"0.5\"/>",
        "<circle style=\"fill:red\"/>",
        "<circle fill=\"red\"/>",
        "<circle fill=\"#b2182b80\"/>",
        "<text font-family=\"Comic Sans\">Zenda</text>",
        "<text font-weight=\"900\">Zenda</text>",
    ] {
        assert_eq!(
            found(elements).len(),
            if elements.contains("href") { 2 } else { 1 },
            "{elements}"
        );
    }
    assert_eq!(foreign_matter(&sheet(""), "Noto Sans").len(), 1);
}

#[test]
fn an_unrounded_number_is_found() {
    let found = |data: &str| unrounded_numbers(&sheet(&format!("<path d=\"{data}\"/>")));
    assert!(found("M10.5 20l-0.1 0 1.125 3zM0 0l1 1").is_empty());
    for number in ["0.1234", "1e-7", "-0", "-0.0", "NaN", ".", "1."] {
        assert_eq!(found(&format!("M10 20l1 {number}")), [number]);
    }
}
