//! Guards what charts draw: a slot for each month, a mark for each event, a cell for each unit, bars in
//! order, shares of their own base.

use std::collections::BTreeMap;

use brief_figures::Draw;
use brief_figures::definition::{CountSource, ShareSource};

use crate::support::Computed;
use crate::support::drawn::editions;
use crate::support::svg;

/// The count that a declaration names; none for what is left over.
fn count(computed: &Computed, count: &CountSource) -> Option<i64> {
    if let Some(number) = &count.number {
        return Some(computed.number(number).numerator);
    }
    let table = computed.table(count.table.as_deref()?);
    let rows = table.rows.iter().filter(|row| {
        count.selection.iter().all(|(column, codes)| {
            let position = table.by.iter().position(|by| by == column);
            codes
                .as_slice()
                .contains(&row.keys[position.expect("a column")])
        })
    });
    Some(rows.map(|row| row.count).sum())
}

#[test]
fn a_timeline_has_a_slot_for_each_month_and_one_for_the_undated() {
    let mut drawn = 0;
    for edition in editions() {
        for (id, draw, drawing) in edition.figures() {
            let Draw::Timeline(timeline) = draw else {
                continue;
            };
            drawn += 1;
            // Counts by month and kind, the undated last, as the findings have them.
            let table = edition.computed.table(&timeline.finding);
            let column = |name: &str| table.by.iter().position(|by| by == name).expect(name);
            let (month_at, kind_at) = (column(&timeline.month), column(&timeline.by));
            let months = edition.computed.settings.brief.value.period.months();
            let expected: Vec<(Option<String>, BTreeMap<&str, i64>)> = months
                .into_iter()
                .map(Some)
                .chain([None])
                .map(|month| {
                    let of = |key: &str| -> i64 {
                        let rows = table.rows.iter().filter(|row| {
                            row.keys[month_at] == month && row.keys[kind_at].as_deref() == Some(key)
                        });
                        rows.map(|row| row.count).sum()
                    };
                    let series = timeline.series.iter().map(|series| series.key.as_str());
                    let counts = series.map(|key| (key, of(key))).collect();
                    (month, counts)
                })
                .collect();
            let slots = drawing.plotted.as_array().expect("slots");
            assert_eq!(slots.len(), expected.len(), "{}: {id}", edition.name);
            for (slot, (month, counts)) in slots.iter().zip(&expected) {
                assert_eq!(
                    slot["month"].as_str(),
                    month.as_deref(),
                    "{}: {id}",
                    edition.name
                );
                for (key, count) in counts {
                    assert_eq!(
                        slot["counts"][key], *count,
                        "{}: {id}: {slot}",
                        edition.name
                    );
                }
            }
            // A mark for each event, and one for each kind in the key: where it must stand, or any occurs.
            for series in &timeline.series {
                let events: i64 = expected
                    .iter()
                    .map(|(_, counts)| counts[&*series.key])
                    .sum();
                let marks = svg::symbols(&drawing.svg)
                    .into_iter()
                    .filter(|symbol| symbol.fill == series.colour.to_string())
                    .count();
                assert_eq!(
                    i64::try_from(marks),
                    Ok(events + i64::from(events > 0 || !series.if_any)),
                    "{}: {id}: {}",
                    edition.name,
                    series.key
                );
            }
        }
    }
    assert!(drawn > 1);
}

#[test]
fn a_strip_has_a_cell_for_each_unit() {
    let mut drawn = 0;
    for edition in editions() {
        for (id, draw, drawing) in edition.figures() {
            let Draw::UnitStrip(strip) = draw else {
                continue;
            };
            drawn += 1;
            let units = edition.computed.number(&strip.total).numerator;
            let document = roxmltree::Document::parse(&drawing.svg).expect("well-formed");
            let mut cells: BTreeMap<&str, i64> = BTreeMap::new();
            let rectangles = document
                .descendants()
                .filter(|node| node.has_tag_name("rect"))
                .filter(|node| {
                    node.parent()
                        .is_some_and(|parent| parent.has_tag_name("svg"))
                });
            for cell in rectangles {
                *cells
                    .entry(cell.attribute("fill").unwrap_or("none"))
                    .or_default() += 1;
            }
            // A hatched cell is its ground and its hatching.
            let hatched: i64 = cells
                .iter()
                .filter(|(fill, _)| fill.starts_with("url"))
                .map(|(_, cells)| cells)
                .sum();
            let all: i64 = cells.values().sum();
            assert_eq!(all - hatched, units, "{}: {id}", edition.name);

            let known = |category: &brief_figures::definition::Category| {
                count(&edition.computed, &category.count)
            };
            let sum: i64 = strip.categories.iter().filter_map(known).sum();
            for category in &strip.categories {
                let expected = known(category).unwrap_or(units - sum);
                let colour = category.fill.colour.expect("a ground").to_string();
                assert_eq!(
                    cells.get(colour.as_str()).copied().unwrap_or(0),
                    expected,
                    "{}: {id}: {}",
                    edition.name,
                    category.label
                );
                if category.fill.hatch.is_some() {
                    assert_eq!(hatched, expected, "{}: {id}: unknown", edition.name);
                }
            }
        }
    }
    assert!(drawn > editions().len());
}

#[test]
fn bars_are_as_long_as_their_counts_in_order_and_the_unknown_last() {
    let mut drawn = 0;
    for edition in editions() {
        for (id, draw, drawing) in edition.figures() {
            let Draw::OrderedBars(bars) = draw else {
                continue;
            };
            drawn += 1;
            let total = edition.computed.number(&bars.total).numerator;
            let known: i64 = bars
                .bars
                .iter()
                .filter_map(|bar| count(&edition.computed, &bar.count))
                .sum();
            let mut expected: Vec<(bool, i64, &str)> = bars
                .bars
                .iter()
                .map(|bar| {
                    let count = count(&edition.computed, &bar.count).unwrap_or(total - known);
                    (bar.last, count, bar.label.as_str())
                })
                .collect();
            expected.sort_by_key(|(last, count, _)| (*last, -count));
            let plotted = drawing.plotted.as_array().expect("bars");
            assert_eq!(plotted.len(), expected.len(), "{}: {id}", edition.name);
            for (bar, (_, count, label)) in plotted.iter().zip(&expected) {
                assert_eq!(bar["bar"], *label, "{}: {id}", edition.name);
                assert_eq!(bar["count"], *count, "{}: {id}: {label}", edition.name);
            }
            assert_eq!(
                expected.iter().map(|(_, count, _)| count).sum::<i64>(),
                total,
                "{}: {id}",
                edition.name
            );
            // Drawn in the same order, each as long as its count; hatching lies on a ground of its own.
            let document = roxmltree::Document::parse(&drawing.svg).expect("well-formed");
            let colours: Vec<String> = bars
                .bars
                .iter()
                .filter_map(|bar| bar.fill.colour)
                .map(|colour| colour.to_string())
                .collect();
            let lengths: Vec<f64> = document
                .descendants()
                .filter(|node| node.has_tag_name("rect"))
                .filter(|node| {
                    let fill = node.attribute("fill").unwrap_or_default();
                    colours.iter().any(|colour| colour == fill)
                })
                .filter_map(|node| node.attribute("width")?.parse().ok())
                .collect();
            assert_eq!(lengths.len(), expected.len(), "{}: {id}", edition.name);
            #[allow(clippy::cast_precision_loss)]
            let known = expected.iter().map(|(_, count, _)| *count as f64);
            let unit = lengths.iter().sum::<f64>() / known.clone().sum::<f64>();
            for (length, count) in lengths.iter().zip(known) {
                assert!(
                    (length - count * unit).abs() < 0.1,
                    "{}: {id}: {length} pt for {count}",
                    edition.name
                );
            }
        }
    }
    assert_eq!(drawn, editions().len());
}

#[test]
fn a_dot_is_a_share_of_its_own_base_and_what_is_not_stated_is_none() {
    let mut drawn = 0;
    for edition in editions() {
        for (id, draw, drawing) in edition.figures() {
            let Draw::ComparisonDots(dots) = draw else {
                continue;
            };
            drawn += 1;
            let computed = &edition.computed;
            #[allow(clippy::cast_precision_loss)]
            let share = |share: &ShareSource| {
                if let Some(name) = &share.fact {
                    return computed.settings.facts[name].value;
                }
                if let Some(name) = &share.number {
                    return computed.number(name).share().expect("a share");
                }
                let part = share.count.as_ref().and_then(|part| count(computed, part));
                let base = computed
                    .number(share.of.as_deref().expect("a base"))
                    .numerator;
                part.expect("a count") as f64 / base as f64
            };
            let rows = dots.measures.iter().flat_map(|measure| &measure.rows);
            let plotted = drawing.plotted.as_array().expect("rows");
            assert_eq!(
                plotted.len(),
                rows.clone().count(),
                "{}: {id}",
                edition.name
            );
            let texts = svg::texts(&drawing.svg, &edition.fonts);
            let said = texts
                .iter()
                .filter(|text| text.words == dots.not_stated)
                .count();
            let none = rows.clone().filter(|row| row.value.is_none()).count();
            assert!(none > 0 && said == none, "{}: {id}", edition.name);
            for (row, plotted) in rows.zip(plotted) {
                assert_eq!(
                    plotted["share"].as_f64(),
                    row.value.as_ref().map(share),
                    "{}: {id}: {plotted}",
                    edition.name
                );
            }
        }
    }
    assert!(drawn > 1);
}
