//! Guards what is drawn of regions: nothing, zero and too little look different and are in the legend when
//! they occur, and each worldview draws its own lines.

mod room;

use brief_figures::Drawing;

use crate::support::drawn::{Drawn, editions};
use crate::support::{Sandbox, svg};

const FIGURES: &str = "data/ruritania/figures.yaml";
const SHARED: &str = "templates/borderlands/figures.yaml";
const VIEW: &str = "data/ruritania/map.yaml";
const COUNTED: &str = "{of: count, counted: {finding: reports_by_district, region: district}}";
const ZERO: &str = "zero: {fill: {colour: \"#ffffff\"}, label: \"none\"}";
const NO_DATA: &str =
    "no_data: {fill: {colour: \"#eeeeee\", hatch: \"#999999\"}, label: \"not known\"}";

/// Rates of reports, 1 of which is few: in the first version Tarlenheim and Hentzau have 1, Strelsau and
/// Zenda 2, the others none, and how many people live in the March is not known.
fn rates(few: &str) -> Sandbox {
    let sandbox = Sandbox::ruritania();
    let counted = "counted: {finding: reports_by_district, region: district}";
    let rate = format!("{{of: rate, {counted}, inhabitants: 100000, few: {few}}}");
    sandbox.replace(FIGURES, COUNTED, &rate);
    sandbox.replace(FIGURES, "limits: [1]}", "limits: [0.5]}");
    sandbox.replace(FIGURES, ZERO, &format!("{ZERO}\n      {NO_DATA}"));
    sandbox.replace(FIGURES, "{first}–{last}", "{lower}–{upper}");
    sandbox.replace(FIGURES, "{first} or more", "over {lower}");
    sandbox
}

fn drawn(sandbox: &Sandbox) -> Drawn {
    Drawn::of(sandbox.root(), "ruritania", "2020-first").unwrap_or_else(|faults| panic!("{faults}"))
}

/// The areas with an outline of a colour, in drawing order: their fills, ground before hatching, and the
/// path of their outline.
fn outlined(svg: &str, stroke: &str) -> Vec<(Vec<String>, String)> {
    let document = roxmltree::Document::parse(svg).expect("well-formed");
    let mut found = Vec::new();
    let mut fills = Vec::new();
    for node in document.descendants() {
        let Some(fill) = node.attribute("fill") else {
            continue;
        };
        fills.push(fill.to_owned());
        match (node.attribute("stroke"), node.attribute("d")) {
            (Some(line), Some(path)) if line == stroke => {
                found.push((std::mem::take(&mut fills), path.to_owned()));
            }
            // The ground of a hatching has no line of its own.
            (None, Some(_)) => {}
            _ => fills.clear(),
        }
    }
    found
}

/// Each region's name and fills.
fn regions(drawn: &Drawn, figure: &str) -> Vec<(String, Vec<String>)> {
    let drawing = &drawn.drawings[figure];
    let border = drawn.computed.settings.map_view.ground.region_border.colour;
    let shapes = outlined(&drawing.svg, &border.to_string());
    let names = names(drawing);
    assert_eq!(names.len(), shapes.len(), "{}: {figure}", drawn.name);
    let fills = shapes.into_iter().map(|(fills, _)| fills);
    names.into_iter().zip(fills).collect()
}

/// Names of the regions, as they were drawn.
fn names(drawing: &Drawing) -> Vec<String> {
    let plotted = &drawing.plotted["choropleth"]["regions"];
    let regions = plotted.as_array().expect("regions").iter();
    regions
        .map(|region| region["name"].as_str().expect("a name").to_owned())
        .collect()
}

/// The fills of a legend's swatches, from top to bottom.
fn swatches(drawing: &Drawing) -> Vec<Vec<String>> {
    let swatches = outlined(&drawing.svg, "#808080");
    swatches.into_iter().map(|(fills, _)| fills).collect()
}

fn words(drawn: &Drawn, figure: &str) -> Vec<String> {
    let texts = svg::texts(&drawn.drawings[figure].svg, &drawn.fonts);
    texts.into_iter().map(|text| text.words).collect()
}

fn fill(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| (*part).to_owned()).collect()
}

#[test]
fn nothing_zero_and_too_little_have_fills_of_their_own() {
    let few = "{up_to: 1, show: suppressed, fill: {colour: \"#cccccc\"}, label: \"one report\"}";
    let drawn = drawn(&rates(few));
    let (low, high) = (fill(&["#fdebd0"]), fill(&["#ef8a5a"]));
    let (none, suppressed) = (fill(&["#ffffff"]), fill(&["#cccccc"]));
    let unknown = fill(&["#eeeeee", "url(#hatch-wide-999999)"]);
    let expected = [
        ("Tarlenheim", &suppressed),
        ("Lakeland", &none),
        // 2 for 500,000 people, and for 160,000.
        ("Strelsau", &low),
        ("Festenburg", &none),
        ("Hofbau", &none),
        ("Zenda", &high),
        ("Hentzau", &suppressed),
        ("March", &unknown),
    ]
    .map(|(name, fills)| (name.to_owned(), fills.clone()));
    assert_eq!(regions(&drawn, "districts"), expected);

    let disputed = fill(&["url(#hatch-wide-6f6f6f)"]);
    let drawing = &drawn.drawings["districts"];
    assert_eq!(
        swatches(drawing),
        [none, low, high, suppressed, unknown, disputed]
    );
    let plotted = drawing.plotted["choropleth"]["regions"]
        .as_array()
        .expect("regions");
    let march = plotted.last().expect("the March");
    assert_eq!(
        (&march["shown_as"], march["class"].is_null()),
        (&"no data".into(), true)
    );
    assert_eq!(
        (&plotted[0]["shown_as"], plotted[0]["class"].is_null()),
        (&"suppressed".into(), true)
    );
    // Neither has a number printed in it; the others do, in the order of the file.
    let said = words(&drawn, "districts");
    assert_eq!(said[..5], ["0", "0.4", "0", "0", "1.2"]);
    assert_eq!(said[5], "Lakeland", "names come after all values");
}

#[test]
fn an_unstable_value_is_seen_under_a_hatching_that_leans_its_way() {
    let few =
        "{up_to: 1, show: hatched, fill: {hatch: \"#555555\", lean: left}, label: \"one report\"}";
    let drawn = drawn(&rates(few));
    let hatch = "url(#hatch-left-wide-555555)";
    let regions = regions(&drawn, "districts");
    // 1 for 40,000 people, and for 150,000: in the upper class.
    let unstable = fill(&["#ef8a5a", hatch]);
    assert_eq!(regions[0], ("Tarlenheim".to_owned(), unstable.clone()));
    assert_eq!(regions[6], ("Hentzau".to_owned(), unstable));
    let drawing = &drawn.drawings["districts"];
    assert_eq!(swatches(drawing)[3], fill(&[hatch]));
    let pattern = drawing
        .svg
        .split("<pattern id=\"hatch-left-wide-555555\"")
        .nth(1);
    let pattern = pattern
        .and_then(|rest| rest.split('>').next())
        .expect("a pattern");
    assert!(pattern.contains("rotate(-45)"), "{pattern}");
    assert_eq!(
        drawing.svg.matches("rotate(45)").count(),
        2,
        "no data and the March lean right"
    );
    assert_eq!(drawing.plotted["choropleth"]["regions"][0]["class"], 2);
}

#[test]
fn what_does_not_occur_is_not_in_the_legend() {
    let none_few = "{up_to: 0, show: suppressed, fill: {colour: \"#cccccc\"}, label: \"too few\"}";
    let without_few = drawn(&rates(none_few));
    let said = words(&without_few, "districts");
    let has = |word: &str| said.iter().any(|text| text == word);
    assert!(
        has("none") && has("not known") && !has("too few"),
        "{said:?}"
    );

    let sandbox = rates(none_few);
    sandbox.redeliver(
        "data/boundaries",
        "districts.geojson",
        "\"name\": \"March\"",
        "\"name\": \"March\", \"people\": 100",
    );
    let with_people = drawn(&sandbox);
    assert!(!words(&with_people, "districts").contains(&"not known".to_owned()));

    let sandbox = Sandbox::ruritania();
    sandbox.replace(FIGURES, COUNTED, "{of: population_density}");
    sandbox.replace(FIGURES, "limits: [1]}", "limits: [40]}");
    sandbox.replace(FIGURES, ZERO, &format!("{ZERO}\n      {NO_DATA}"));
    sandbox.replace(FIGURES, "{first}–{last}", "{lower}–{upper}");
    sandbox.replace(FIGURES, "{first} or more", "over {lower}");
    let inhabited = drawn(&sandbox);
    let said = words(&inhabited, "districts");
    assert!(
        said.contains(&"not known".to_owned()) && !said.contains(&"none".to_owned()),
        "{said:?}"
    );
}

#[test]
fn a_limit_at_the_whole_stands_in_its_place_and_in_the_legend() {
    let sandbox = Sandbox::ruritania();
    sandbox.replace(
        SHARED,
        "limits: [20, 40]}",
        "limits: [20, 40]}\n      limit_at_whole: true",
    );
    sandbox.replace(
        SHARED,
        "palette: [\"#fcfbea\", ",
        "palette: [\"#ffffff\", \"#fcfbea\", ",
    );
    sandbox.replace(
        SHARED,
        "title: \"People per km²\"",
        "title: \"People per km²\", whole: \"in all {whole}\"",
    );
    let drawn = drawn(&sandbox);
    let regions = &drawn.computed.geography.boundaries["regions"].areas;
    let people: f64 = regions.iter().filter_map(|area| area.population).sum();
    let ground: f64 = regions.iter().map(|area| area.square_kilometres).sum();
    let whole = people / ground;
    let limits: Vec<f64> = drawn.drawings["map"].plotted["choropleth"]["class_limits"]
        .as_array()
        .expect("limits")
        .iter()
        .filter_map(serde_json::Value::as_f64)
        .collect();
    assert_eq!(limits[1..limits.len() - 1], [20.0, whole, 40.0]);
    let said = words(&drawn, "map");
    let number = said
        .iter()
        .find_map(|text| text.strip_prefix("in all "))
        .expect("the whole");
    assert!(
        (number.parse::<f64>().expect("a number") - whole).abs() < 0.5,
        "{number}, {whole}"
    );
    let ends = [format!(" to {number}"), format!("over {number} to ")];
    assert!(said.iter().any(|text| text.ends_with(&ends[0])), "{said:?}");
    assert!(
        said.iter().any(|text| text.starts_with(&ends[1])),
        "{said:?}"
    );
}

/// A class that this dataset has nothing for is told from its neighbour all the same.
#[test]
fn no_two_classes_of_a_legend_read_alike() {
    for edition in editions() {
        for (id, draw, drawing) in edition.figures() {
            let Some(choropleth) = draw.choropleth() else {
                continue;
            };
            let said = words(edition, id);
            let title = said
                .iter()
                .position(|text| *text == choropleth.legend.title);
            let mut labels = said[title.expect("a heading") + 1..].to_vec();
            let limits = drawing.plotted["choropleth"]["class_limits"]
                .as_array()
                .expect("limits");
            labels.truncate(limits.len() - 1 + usize::from(choropleth.zero.is_some()));
            let all = labels.len();
            labels.sort();
            labels.dedup();
            assert_eq!(labels.len(), all, "{}: {id}: {labels:?}", edition.name);
        }
    }
}

#[test]
fn another_worldview_draws_other_lines_and_says_other_words() {
    let sandbox = Sandbox::ruritania();
    sandbox.replace(
        VIEW,
        "disputed:\n",
        "disputed:\n  glottenburg:\n    name: as Glottenburg sees it\n    note: The March is ours.\n    \
         boundaries: march\n    areas: []\n    fill: {hatch: \"#123456\"}\n    label: \"The March\"\n    \
         lines:\n      - {kind: claimed_border, stroke: {colour: \"#654321\", width: 1.5}}\n",
    );
    sandbox.replace(
        FIGURES,
        "Districts are as invented as dragons.",
        "{{ map.note | text }}",
    );
    let svg = "output/ruritania/figures/districts.svg";
    let printed = "output/ruritania/printed.json";

    sandbox.build(&["ruritania"]);
    let (ours, said) = (sandbox.read(svg), sandbox.read(printed));
    assert!(ours.contains("stroke-dasharray=\"3 2\"") && !ours.contains("#654321"));
    assert!(said.contains("Glottenburg claims the March too."), "{said}");

    sandbox.replace(VIEW, "worldview: neither", "worldview: glottenburg");
    sandbox.build(&["ruritania"]);
    let (theirs, said) = (sandbox.read(svg), sandbox.read(printed));
    assert!(theirs.contains("#654321") && !theirs.contains("stroke-dasharray"));
    assert!(said.contains("The March is ours."), "{said}");
    assert!(
        !said.contains("Glottenburg claims the March too."),
        "{said}"
    );
}
