//! Charts and maps, drawn from findings, facts and geography.
//!
//! In come figures as YAML declares them ([`definition`], [`map::view`]), their words already written by the prose
//! ([`template`] holds the places for them), and the [`Materials`]: findings, facts, boundaries, places, fonts. Out
//! go [`Drawing`]s: an SVG each, the texts in it, the numbers plotted with their sources, and what could not be
//! labelled or placed.
//!
//! [`lookup`] finds the numbers that a declaration names. [`charts`] and [`map`] have a module for each kind of
//! figure. [`declared`] and [`drawn_from`] say what a drawing depends on, so that an unchanged one is not drawn again.
//!
//! This crate sees no table and no Typst. It knows no country and no series: what a figure shows is data, how it is
//! drawn is code.

pub mod charts;
pub mod definition;
mod digest;
#[doc(hidden)]
pub mod doctest;
mod figure;
pub mod lookup;
pub mod map;
pub mod selection;
pub mod source_block;
pub mod template;

use std::cell::Cell;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use brief_base::agreement;
use brief_base::diagnostics::{Diagnostic, Diagnostics};
use brief_drawing::fonts::Fonts;
use brief_drawing::join::Join;
use brief_model::facts::Facts;
use brief_model::findings::Findings;
use brief_model::geography::Geography;

pub use definition::{DeclaredFigures, Draw, FigureDefinition, FigureSpan, read_figures};
pub use digest::{codes_of, declared, declared_view, drawn_from};
pub use figure::Figure;
pub use map::MapView;

use brief_drawing::canvas::Picture;
use charts::{comparison_dots, ordered_bars, timeline, unit_strip};
use lookup::{DrawError, Lookup};
use map::{country_map, panel_map};

/// Widths of figures, in points: from what holds a label to the long side of A3.
const WIDTHS: std::ops::RangeInclusive<f64> = 60.0..=1191.0;

/// A finished figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drawing {
    /// The whole SVG document.
    pub svg: String,
    /// In points.
    pub width: f64,
    /// In points.
    pub height: f64,
    /// The texts in it, in the order they were drawn.
    pub texts: Vec<String>,
    /// Whether the sign of illustrative numbers stands in it.
    pub illustrative: bool,
    /// What could not be labelled or placed, in words.
    pub not_shown: Vec<String>,
    /// Sentences in it that tell what a map leaves out: its alternative text tells it too.
    #[serde(default)]
    pub omissions: Vec<String>,
    /// How maps met the geography.
    pub joins: Vec<Join>,
    /// The data drawn, for export and comparison.
    pub plotted: serde_json::Value,
}

/// What figures are drawn from.
#[derive(Clone, Copy)]
pub struct Materials<'a> {
    /// How the country is shown.
    pub view: &'a MapView,
    /// The months of the brief's period, as `YYYY-MM`.
    pub months: &'a [String],
    /// Computed numbers.
    pub findings: &'a Findings,
    /// Cited numbers.
    pub facts: &'a Facts,
    /// Boundaries and places.
    pub geography: &'a Geography,
    /// The faces that texts are set in.
    pub fonts: &'a Fonts,
    /// Stands behind illustrative numbers.
    pub sign: &'a str,
}

/// Draws all figures of a brief, in their order. `months` are those of the brief's period, as
/// `YYYY-MM`.
///
/// A figure for which this dataset version has no data is left out with a warning; what could not be
/// labelled is a warning too, since the figure stands without it.
///
/// # Errors
/// All faults of all figures: a finding, fact, category, place, boundary set or character that is not
/// there, parts that do not add up, words that could not be written.
pub fn draw(
    figures: &IndexMap<String, Figure<'_>>,
    materials: Materials<'_>,
) -> Result<(IndexMap<String, Drawing>, Diagnostics), Diagnostics> {
    each(figures, |id, figure| draw_figure(id, figure, materials))
}

/// Has each figure drawn by `draw`, in their order.
///
/// # Errors
/// All faults of all figures.
pub fn each(
    figures: &IndexMap<String, Figure<'_>>,
    mut draw: impl FnMut(&str, &Figure<'_>) -> Result<(Option<Drawing>, Diagnostics), Diagnostics>,
) -> Result<(IndexMap<String, Drawing>, Diagnostics), Diagnostics> {
    let mut diagnostics = Diagnostics::new();
    let mut drawings = IndexMap::new();
    for (id, figure) in figures {
        match draw(id, figure) {
            Ok((drawing, warnings)) => {
                diagnostics.extend(warnings);
                drawings.extend(drawing.map(|drawing| (id.clone(), drawing)));
            }
            Err(faults) => {
                // What is wrong with the brief's map is wrong in every map: once is enough.
                for fault in faults {
                    if !diagnostics.iter().any(|said| *said == fault) {
                        diagnostics.push(fault);
                    }
                }
            }
        }
    }
    diagnostics.finish(drawings)
}

/// Draws one figure. There is no drawing, and a warning, when this dataset version has no data for it.
///
/// # Errors
/// All faults of the figure, as [`draw`].
pub fn draw_figure(
    id: &str,
    figure: &Figure<'_>,
    materials: Materials<'_>,
) -> Result<(Option<Drawing>, Diagnostics), Diagnostics> {
    let definition = figure.definition;
    let Materials {
        view,
        months,
        findings,
        facts,
        geography,
        fonts,
        sign,
    } = materials;
    let has_illustrative = Cell::new(false);
    let lookup = Lookup {
        findings,
        facts,
        months,
        source: &definition.source,
        figure: id,
        sign,
        has_illustrative: &has_illustrative,
    };
    let mut diagnostics = Diagnostics::new();
    let mut picture = match draw_one(figure, view, lookup, geography, fonts) {
        Ok(picture) if !figure.faults.has_errors() => picture,
        Ok(_) => return Err(figure.faults.clone()),
        Err(DrawError::Fault(faults)) => {
            return Err(figure.faults.clone().into_iter().chain(faults).collect());
        }
        Err(DrawError::NoData(table)) => {
            let message =
                format!("figure \"{id}\" is left out: this dataset version holds no {table}");
            diagnostics.push(
                Diagnostic::warning("figure-without-data", message)
                    .with_place(definition.source.begins()),
            );
            return Ok((None, diagnostics));
        }
    };
    let cut_off = picture
        .sheet
        .cut_off()
        .map(|words| format!("\"{words}\" has no room, and is cut off at the figure's edge"));
    picture.not_shown.extend(cut_off);
    diagnostics.extend(missing_characters(id, definition, &picture, fonts));
    diagnostics.extend(words_that_disagree(
        id,
        definition,
        picture.sheet.texts(),
        sign,
    ));
    diagnostics.extend(braces_drawn(id, definition, picture.sheet.texts()));
    diagnostics.extend(years_out_of_order(id, figure));
    diagnostics.extend(palette_warnings(id, figure));
    for omission in &picture.not_shown {
        diagnostics.push(
            Diagnostic::warning("not-shown", format!("figure \"{id}\": {omission}"))
                .with_place(definition.source.begins()),
        );
    }
    // Bound words under `draw` hold the sign themselves.
    let texts = picture.sheet.texts().iter();
    let in_words = figure.has_illustrative_words && texts.clone().any(|text| text.contains(sign));
    diagnostics.finish(Some(Drawing {
        illustrative: has_illustrative.get() || in_words,
        svg: picture.sheet.finish(&definition.label, fonts),
        texts: picture.sheet.texts().to_vec(),
        width: picture.width,
        height: picture.height,
        not_shown: picture.not_shown,
        omissions: picture.omissions,
        joins: picture.joins,
        plotted: picture.plotted,
    }))
}

fn draw_one(
    figure: &Figure<'_>,
    view: &MapView,
    lookup: Lookup<'_>,
    geography: &Geography,
    fonts: &Fonts,
) -> Result<Picture, DrawError> {
    let width = figure.definition.width();
    if !WIDTHS.contains(&width) {
        let (least, most) = (WIDTHS.start(), WIDTHS.end());
        return Err(lookup
            .fault(
                "bad-declaration",
                "width",
                &format!("a width of {width} pt is not one of {least} to {most} pt"),
            )
            .into());
    }
    match &figure.draw {
        Draw::Map(map) => country_map::draw(map, view, lookup, geography, fonts, width),
        Draw::PanelMap(map) => panel_map::draw(map, view, lookup, geography, fonts, width),
        Draw::Timeline(timeline) => timeline::draw(timeline, lookup, fonts, width),
        Draw::UnitStrip(strip) => unit_strip::draw(strip, lookup, fonts, width),
        Draw::OrderedBars(bars) => ordered_bars::draw(bars, lookup, fonts, width),
        Draw::ComparisonDots(dots) => comparison_dots::draw(dots, lookup, fonts, width),
    }
}

/// Braces that are drawn: in words that hold no counts of the figure, each text once.
fn braces_drawn(id: &str, definition: &FigureDefinition, texts: &[String]) -> Vec<Diagnostic> {
    let mut told: Vec<&str> = Vec::new();
    let drawn = texts.iter().map(String::as_str);
    let drawn = drawn.filter(|text| text.contains(['{', '}']));
    let warnings = drawn.filter_map(|text| {
        if told.contains(&text) {
            return None;
        }
        told.push(text);
        let message = format!("figure \"{id}\" draws \"{text}\", braces and all");
        Some(
            Diagnostic::warning("braces-drawn", message)
                .with_place(definition.source.place_of(text))
                .with_help(
                    "counts such as {total} stand only in notes, panel subtitles and class labels; anywhere else write a \
                     value, `{{ FINDING.count | number }}`",
                ),
        )
    });
    warnings.collect()
}

/// Words drawn behind a count that is one, in the plural.
fn words_that_disagree(
    id: &str,
    definition: &FigureDefinition,
    texts: &[String],
    sign: &str,
) -> Vec<Diagnostic> {
    let texts = texts.iter().map(|text| match sign {
        "" => text.clone(),
        sign => text.replace(sign, ""),
    });
    let found = texts.filter_map(|text| {
        let begins = text.match_indices('1').map(|(at, _)| at);
        let stands_alone = |at: &usize| {
            let is_free = |letter: Option<char>| letter.is_none_or(char::is_whitespace);
            is_free(text[..*at].chars().next_back()) && is_free(text[at + 1..].chars().next())
        };
        let mut found = begins.filter(stands_alone);
        found.find_map(|at| agreement::disagreement(&text[..at], &text[at + 1..], (1, 1), None))
    });
    let warnings = found.map(|found| {
        let agreement::Disagreement { words, one, many, .. } = found;
        Diagnostic::warning(
            "number-agreement",
            format!("figure \"{id}\" draws \"1 {words}\": words and number do not agree"),
        )
        .with_place(definition.source.place_of(&words))
        .with_help(format!(
            "say the words for one: `one: \"{one}\"` beside `label`, or in a text with counts such as {{total}}, \
             `{{total}} {{total:{one}|{many}}}`"
        ))
    });
    warnings.collect()
}

/// Bars of years, which stand by their length.
fn years_out_of_order(id: &str, figure: &Figure<'_>) -> Option<Diagnostic> {
    let Draw::OrderedBars(bars) = &figure.draw else {
        return None;
    };
    let is_year =
        |label: &str| label.len() == 4 && label.bytes().all(|digit| digit.is_ascii_digit());
    let labels = bars
        .bars
        .iter()
        .filter(|bar| !bar.last)
        .map(|bar| bar.label.as_str());
    let (years, others): (Vec<&str>, Vec<&str>) = labels.partition(|label| is_year(label));
    (years.len() > 1 && others.is_empty()).then(|| {
        let message = format!("figure \"{id}\": bars stand by their length, and these are years");
        Diagnostic::warning("years-out-of-order", message)
            .with_place(figure.definition.source.place_of("ordered_bars"))
            .with_help(
                "set a findings table by year, or a chart over months, where time runs in order",
            )
    })
}

/// One missing glyph would set its whole label in another face, or none.
fn missing_characters(
    id: &str,
    definition: &FigureDefinition,
    picture: &Picture,
    fonts: &Fonts,
) -> Diagnostics {
    picture
        .sheet
        .missing_characters()
        .map(|(text, missing)| {
            Diagnostic::error(
                "missing-glyph",
                format!(
                    "figure \"{id}\": {} has no glyph for \"{missing}\" (U+{:04X}) in \"{text}\"",
                    fonts.family(),
                    u32::from(missing)
                ),
            )
            .with_place(definition.source.place_of(text))
            .with_help("write the text with other characters, or add a font that has this one")
        })
        .collect()
}

/// A palette is checked as declared, whichever of its colours the data call for: the figure stands, but
/// some readers will not see what it shows.
fn palette_warnings(id: &str, figure: &Figure<'_>) -> Diagnostics {
    let warning = |message: String, word: &str, help: &str| {
        Diagnostic::warning("palette", format!("figure \"{id}\": {message}"))
            .with_place(figure.definition.source.place_of(word))
            .with_help(help)
    };
    let classes = figure.draw.choropleth().into_iter();
    let classes = classes.flat_map(|choropleth| choropleth.palette.faults());
    let classes = classes.map(|fault| warning(format!("classes {fault}"), "palette", fault.help()));
    let categories = brief_drawing::palette::check_categories(&figure.draw.categories());
    let categories = categories.into_iter().map(|fault| {
        let [_, second] = fault.colours();
        let help = "move the two apart in lightness, which every kind of vision keeps";
        warning(format!("colours {fault}"), &second.to_string(), help)
    });
    classes.chain(categories).collect()
}
