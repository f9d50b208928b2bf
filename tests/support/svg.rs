//! Reading a finished SVG as a viewer would: its texts with the room they take, its symbols.

use geo::{LineString, Polygon};

use brief_drawing::fonts::Face;
use brief_drawing::fonts::Fonts;
use brief_drawing::map::clip::Frame;
use brief_drawing::paint::Colour;
use brief_drawing::text::{ASCENT, DESCENT};

use super::painted;

/// A text and its room.
#[derive(Debug)]
pub struct Printed {
    pub words: String,
    pub size: f64,
    pub colour: Colour,
    /// Colour of its halo.
    pub halo: Option<Colour>,
    pub room: Frame,
    /// Its place in drawing order, among shapes too.
    pub order: u32,
}

/// A symbol: where it stands and how much it covers, in square points.
#[derive(Debug)]
pub struct Symbol {
    /// A circle has corners too, close enough to measure by.
    pub outline: Polygon<f64>,
    pub room: Frame,
    /// Its place in drawing order, among texts too.
    pub order: u32,
    pub area: f64,
    pub fill: String,
}

fn attribute(node: roxmltree::Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0.0)
}

/// All texts, in drawing order.
pub fn texts(svg: &str, fonts: &Fonts) -> Vec<Printed> {
    let document = roxmltree::Document::parse(svg).expect("the SVG is well-formed XML");
    document
        .descendants()
        .filter(|node| node.has_tag_name("text"))
        .map(|node| {
            let size = attribute(node, "font-size");
            let face = |node: roxmltree::Node<'_, '_>| match node.attribute("font-weight") {
                Some(_) => Face::Semibold,
                None if node.attribute("font-style").is_some() => Face::Italic,
                None => Face::Regular,
            };
            let spacing = attribute(node, "letter-spacing");
            let mut words = String::new();
            let mut width = 0.0;
            for run in node.descendants().filter(roxmltree::Node::is_text) {
                let text = run.text().unwrap_or_default();
                let parent = run.parent().expect("a text stands in an element");
                #[allow(clippy::cast_precision_loss)]
                let spaced = spacing * text.chars().count() as f64;
                width += fonts.width(text, face(parent), size) + spaced;
                words.push_str(text);
            }
            let x = attribute(node, "x");
            let left = match node.attribute("text-anchor") {
                Some("middle") => x - width / 2.0,
                Some("end") => x - width,
                _ => x,
            };
            let y = attribute(node, "y");
            Printed {
                words,
                size,
                colour: painted::colour(node.attribute("fill").unwrap_or("#000000")),
                halo: node.attribute("stroke").map(painted::colour),
                order: node.id().get(),
                room: Frame {
                    left,
                    right: left + width,
                    low: y - ASCENT * size,
                    high: y + DESCENT * size,
                },
            }
        })
        .collect()
}

/// All circles and diamonds, in drawing order.
pub fn symbols(svg: &str) -> Vec<Symbol> {
    let document = roxmltree::Document::parse(svg).expect("the SVG is well-formed XML");
    document
        .descendants()
        .filter_map(|node| {
            let fill = node.attribute("fill").unwrap_or_default().to_owned();
            if node.has_tag_name("circle") {
                let (x, y, r) = (
                    attribute(node, "cx"),
                    attribute(node, "cy"),
                    attribute(node, "r"),
                );
                let corner = |at: u32| {
                    let (sine, cosine) = f64::from(at * 5).to_radians().sin_cos();
                    (x + r * cosine, y + r * sine)
                };
                return Some(Symbol {
                    outline: Polygon::new((0..72).map(corner).collect(), Vec::new()),
                    order: node.id().get(),
                    room: Frame {
                        left: x - r,
                        right: x + r,
                        low: y - r,
                        high: y + r,
                    },
                    area: std::f64::consts::PI * r * r,
                    fill,
                });
            }
            let corners: Vec<(f64, f64)> = node
                .attribute("points")?
                .split(' ')
                .filter_map(|corner| {
                    let (x, y) = corner.split_once(',')?;
                    Some((x.parse().ok()?, y.parse().ok()?))
                })
                .collect();
            let fold = |values: &dyn Fn(&(f64, f64)) -> f64, most: bool| {
                corners.iter().map(values).fold(
                    if most {
                        f64::NEG_INFINITY
                    } else {
                        f64::INFINITY
                    },
                    if most { f64::max } else { f64::min },
                )
            };
            let next = corners.iter().cycle().skip(1);
            let twice: f64 = corners
                .iter()
                .zip(next)
                .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
                .sum();
            Some(Symbol {
                outline: Polygon::new(LineString::from(corners.clone()), Vec::new()),
                order: node.id().get(),
                room: Frame {
                    left: fold(&|corner| corner.0, false),
                    right: fold(&|corner| corner.0, true),
                    low: fold(&|corner| corner.1, false),
                    high: fold(&|corner| corner.1, true),
                },
                area: twice.abs() / 2.0,
                fill,
            })
        })
        .collect()
}
