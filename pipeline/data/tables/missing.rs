//! Texts that mean "missing".

use polars::prelude::IntoColumn;

use brief_base::diagnostics::{Diagnostic, Place};
use brief_base::repeated::RepeatedFaults;

use super::workbench::Workbench;
use crate::dictionary::DictionaryColumn;

/// Warns of cells that are a declared missing value but for capitals and signs: `UNKNOWN`, `n/a.`.
pub(super) fn nearly(bench: &mut Workbench, column: &str, declared: &[String], step: &Place) {
    let Some(texts) = bench.texts(column, step) else {
        return;
    };
    let Ok(cells) = DictionaryColumn::of(&texts.into_column()) else {
        return;
    };
    let bare = |text: &str| text.trim_end_matches(['.', '!', '?']).trim().to_lowercase();
    let known: Vec<(String, &String)> = declared.iter().map(|one| (bare(one), one)).collect();
    let longest = declared.iter().map(String::len).max().unwrap_or_default();
    let meant = |text: &str| {
        // Most texts are longer than any such word.
        if text.len() > longest + 2 || declared.iter().any(|one| one == text) {
            return None;
        }
        let text = bare(text);
        let known = known
            .iter()
            .find(|(known, _)| !text.is_empty() && *known == text);
        known.map(|(_, declared)| (*declared).clone())
    };
    let meant: Vec<Option<String>> = cells.distinct().map(meant).collect();
    if meant.iter().all(Option::is_none) {
        return;
    }
    let mut faults = RepeatedFaults::default();
    for (row, line) in bench.lines().into_iter().enumerate() {
        let code = cells.codes[row] as usize;
        let Some(meant) = code.checked_sub(1).and_then(|code| meant[code].as_ref()) else {
            continue;
        };
        let cell = cells.get(row).unwrap_or_default();
        let at = || Some(bench.place(line, Some(column)));
        faults.add(cell, None, at, || {
            let message = format!(
                "\"{cell}\" in column \"{column}\" is a value: only \"{meant}\" is declared to mean \"missing\""
            );
            Diagnostic::warning("nearly-missing", message).with_help(format!(
                "if it means the same, add \"{cell}\" to \"missingValues\" in the descriptor"
            ))
        });
    }
    bench.faults.extend(faults.into_faults());
}
