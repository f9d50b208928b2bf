//! What a draft says of what keeps it from being published.

use serde_json::{Map, Value, json};

use brief_base::diagnostics::Diagnostic;

use super::manuscript::Manuscript;

/// The layout's `data.draft`: the objections in their order, and by number of the printed value and by name of the
/// figure which of them concern it, counted from 1.
pub(crate) fn json(manuscript: &Manuscript) -> Value {
    let text = &manuscript.text;
    let mut objections = Vec::new();
    let mut marks = Map::new();
    let mut in_figures = Map::new();
    for known in &manuscript.claim_faults {
        let assertion = &text.assertions[known.assertion];
        objections.push(objection(&known.fault));
        let number = objections.len();
        let mut printed = text.printed.iter();
        let printed = printed.position(|printed| {
            printed.printed_in == assertion.printed_in
                && printed.place == assertion.place
                && printed.source == assertion.finding
                && printed.text == assertion.says
        });
        if let Some(printed) = printed {
            marks.insert(printed.to_string(), json!(number));
        }
        // Words that are drawn, and those for who does not see it, cannot be marked where they stand.
        let figure = text.figures.keys().find(|id| {
            let mut path = assertion.printed_in.rsplit('#');
            let path = path.next().and_then(|path| path.split_once('/'));
            path.is_some_and(|(figure, words)| {
                figure == id.as_str() && (words == "alt" || words.starts_with("draw"))
            })
        });
        if let Some(figure) = figure {
            let known = in_figures
                .entry(figure.clone())
                .or_insert_with(|| json!([]));
            if let Value::Array(numbers) = known {
                numbers.push(json!(number));
            }
        }
    }
    let others = manuscript.other_objections.iter();
    objections.extend(others.map(objection));
    json!({
        "objections": objections,
        "marks": marks,
        "figures": in_figures,
    })
}

fn objection(fault: &Diagnostic) -> Value {
    json!({
        "message": fault.message,
        "help": fault.help,
        "place": fault.place.as_ref().map(ToString::to_string),
    })
}
