//! A comparison as a comment on a pull request: values first, each list cut to what a comment holds, and
//! nothing in it that GitHub would take for markup, a link or somebody's name.

use brief_base::numbers::with_thousands;
use brief_base::plain_text::counted;

use super::causes::Cause;
use super::claims::{ClaimChange, ClaimFate};
use super::figures::FigureChange;
use super::findings::FindingChange;
use super::rows::TableChange;
use super::sentences::{SentenceChange, Stretch};
use super::{Comparison, Coverage, Length, Pair, words};

mod escape;
mod section;

use escape::{code, escaped, strong, struck};
use section::{Section, fill};

/// So many entries of a list are shown when it is cut.
const SHOWN: usize = 25;
/// So many names are shown on a line.
const ON_A_LINE: usize = 8;

impl Comparison {
    /// As a comment on a pull request: GitHub's Markdown, never longer than 65,536 characters. `length`
    /// says whether long lists are cut before that, `whole` where the whole report is.
    pub fn markdown(&self, length: Length, whole: Option<&str>) -> String {
        let mut text = head(self);
        if let Some(address) = whole {
            text.push_str(&format!("\n[The whole report]({address})\n"));
        }
        if self.is_empty() {
            text.push_str("\nNothing differs.\n");
            return text;
        }
        let lists = [
            findings(&self.findings),
            claims(&self.claims),
            sentences(&self.sentences),
            causes(&self.causes),
            figures(&self.figures),
            tables(&self.tables),
        ];
        let most = match length {
            Length::Short => SHOWN,
            Length::Whole => usize::MAX,
        };
        fill(&mut text, lists.into_iter().flatten().collect(), most);
        text
    }
}

fn head(comparison: &Comparison) -> String {
    let Comparison {
        sides,
        verdict,
        claims,
        ..
    } = comparison;
    let mut text = format!(
        "## {}: {} → {}\n",
        escaped(&comparison.brief),
        escaped(&sides.old.is),
        escaped(&sides.new.is)
    );
    for side in [&sides.old, &sides.new] {
        for part in &side.lacks {
            text.push_str(&format!(
                "\n- {} holds no {}\n",
                escaped(&side.is),
                escaped(part)
            ));
        }
    }
    if comparison.is_empty() {
        return text;
    }
    let fate = |fate: ClaimFate| claims.iter().filter(|claim| claim.fate == fate).count();
    let mut findings = format!("**{}** of {} differ", verdict.findings, verdict.findings_of);
    for (count, what) in [
        (verdict.coverage_lost, "lose their data"),
        (verdict.coverage_gained, "gain data"),
    ] {
        if count > 0 {
            findings.push_str(&format!(", **{count}** {what}"));
        }
    }
    text.push_str(&format!(
        "\n| | |\n|---|---|\n\
         | Findings | {findings} |\n\
         | Claims | {} |\n\
         | Sentences | {} |\n\
         | Figures | {} |\n\
         | Rows | {} |\n",
        if verdict.claims_and_figures_compared {
            format!(
                "of {}: **{}** no longer true, **{}** true now, **{}** closer to turning over",
                verdict.claims_of,
                verdict.claims_now_false,
                verdict.claims_now_true,
                fate(ClaimFate::Closer)
            )
        } else {
            "not compared".to_owned()
        },
        if verdict.sentences_compared {
            format!("**{}** differ", verdict.sentences)
        } else {
            "not compared".to_owned()
        },
        if verdict.claims_and_figures_compared {
            format!("**{}** differ", verdict.figures)
        } else {
            "not compared".to_owned()
        },
        words::rows_of(verdict)
    ));
    text
}

fn findings(findings: &[FindingChange]) -> Option<Section> {
    let rank = |finding: &&FindingChange| match finding.coverage {
        Some(Coverage::Lost) => 0,
        Some(Coverage::Gained) => 1,
        None => 2,
    };
    let mut in_order: Vec<&FindingChange> = findings.iter().collect();
    in_order.sort_by_key(rank);
    let entries = in_order.into_iter().map(|finding| {
        let lost = match finding.coverage {
            Some(Coverage::Lost) => "**lost its data:** ",
            Some(Coverage::Gained) => "**has data now:** ",
            None => "",
        };
        let side = |side: &Option<_>| escaped(&words::value(side.as_ref()));
        format!(
            "| {lost}{} {} | {} | {} | {} |\n",
            escaped(&finding.title),
            code(&finding.name),
            side(&finding.value.old),
            side(&finding.value.new),
            difference(finding)
        )
    });
    Section::of(
        "Findings\n\n| finding | old | new | difference |\n|---|---|---|---|",
        "finding",
        entries.collect(),
    )
}

/// The difference, the categories that differ, and which entries of the definition do.
fn difference(finding: &FindingChange) -> String {
    let mut parts = Vec::new();
    let difference = words::difference(finding);
    if !difference.is_empty() {
        parts.push(escaped(
            difference
                .trim()
                .trim_matches(|end| matches!(end, '(' | ')')),
        ));
    }
    if !finding.parts.is_empty() {
        parts.push(escaped(&words::parts(&finding.parts)));
    }
    let count = |count: Option<i64>| count.map_or_else(|| "none".to_owned(), with_thousands);
    let categories = finding.categories.iter().map(|change| {
        let Pair { old, new } = change.count;
        let change = format!("{} {} → {}", change.category, count(old), count(new));
        escaped(&change)
    });
    if !finding.categories.is_empty() {
        parts.push(listed(categories.collect(), "; "));
    }
    let keys = finding.definition.iter().map(|change| code(&change.key));
    if !finding.definition.is_empty() {
        let keys: Vec<String> = keys.collect();
        parts.push(format!("definition: {} differs", keys.join(", ")));
    }
    parts.join("<br>")
}

fn claims(claims: &[ClaimChange]) -> Option<Section> {
    let mut in_order: Vec<&ClaimChange> = claims.iter().collect();
    in_order.sort_by_key(|claim| claim.fate);
    let entries = in_order
        .into_iter()
        .filter_map(|change| Some(format!("- {}\n", claim(change)?)));
    Section::of("Claims\n", "claim", entries.collect())
}

fn claim(change: &ClaimChange) -> Option<String> {
    let Pair { old, new } = &change.claim;
    let known = new.as_ref().or(old.as_ref())?;
    let fate = match change.fate {
        ClaimFate::NowFalse => "**no longer true**",
        ClaimFate::NowTrue => "**true now**",
        ClaimFate::Closer => "closer to turning over",
        ClaimFate::Farther => "stands firmer",
        ClaimFate::Gained => "only on the new side",
        ClaimFate::Lost => "only on the old side",
    };
    let found = |claim: &Option<_>| match claim {
        Some(super::ClaimKnown { found, .. }) => escaped(found),
        None => "not made".to_owned(),
    };
    let beside = known.compared_with.as_ref();
    let beside = beside.map_or_else(String::new, |other| format!(" beside {}", code(other)));
    let mut text = format!(
        "{fate}: “{}” of {}{beside}: {} → {}",
        escaped(&known.says),
        code(&known.finding),
        found(old),
        found(new)
    );
    if matches!(change.fate, ClaimFate::Closer | ClaimFate::Farther) {
        let margin = |claim: &Option<super::ClaimKnown>| {
            let claim = claim.as_ref();
            let units = claim.and_then(|claim| Some((claim.to_turn?, &claim.counted_in)));
            units.map_or_else(
                || "many rows".to_owned(),
                |(units, of)| escaped(&words::units(units, of.as_deref())),
            )
        };
        text.push_str(&format!(
            "; turned over by {} before, by {} now",
            margin(old),
            margin(new)
        ));
        return Some(text);
    }
    let words = known.true_instead.iter();
    let words: Vec<String> = words.map(|words| format!("“{}”", escaped(words))).collect();
    let instead = if words.is_empty() {
        String::new()
    } else {
        format!("True would be: {}. ", words.join(", "))
    };
    // A blank line, or what follows would belong to the quotation.
    text.push_str(&format!(
        "\n  > {}\n\n  {instead}{}",
        escaped(&known.sentence),
        code(&known.place.to_string())
    ));
    Some(text)
}

fn sentences(sentences: &[SentenceChange]) -> Option<Section> {
    let entries = sentences.iter().map(|sentence| {
        let words = match (&sentence.text.old, &sentence.text.new) {
            (Some(old), None) => struck(old),
            (None, Some(new)) => strong(new),
            _ => sentence.words.iter().map(stretch).collect(),
        };
        format!("- {}: {words}\n", code(&sentence.section))
    });
    Section::of("Sentences\n", "sentence", entries.collect())
}

fn stretch(stretch: &Stretch) -> String {
    match stretch {
        Stretch::Same(words) => escaped(words),
        Stretch::Differs(Pair { old, new }) => {
            let both = !old.trim().is_empty() && !new.trim().is_empty();
            let between = if both { " " } else { "" };
            format!("{}{between}{}", struck(old), strong(new))
        }
    }
}

fn causes(causes: &[Cause]) -> Option<Section> {
    let entries = causes.iter().map(|cause| {
        let reason = escaped(&words::reason(&cause.reason, cause.rows.len()));
        let moved = cause
            .findings
            .iter()
            .map(|moved| escaped(&words::moved(moved)));
        let rows = cause.rows.iter().map(|row| code(&words::row(row)));
        let mut text = format!(
            "- **{reason}** moves {}: {}\n",
            counted(cause.findings.len(), "finding"),
            listed(moved.collect(), ", ")
        );
        if !cause.rows.is_empty() {
            text.push_str(&format!("  - rows: {}\n", listed(rows.collect(), ", ")));
        }
        text
    });
    Section::of("Causes\n", "cause", entries.collect())
}

fn figures(figures: &[FigureChange]) -> Option<Section> {
    let entries = figures.iter().map(|figure| {
        let what = match (&figure.svg.old, &figure.svg.new) {
            (Some(_), None) => "only on the old side".to_owned(),
            (None, _) => "only on the new side".to_owned(),
            (Some(_), Some(_)) => format!(
                "{} drawn in another way",
                counted(figure.marks.len(), "value")
            ),
        };
        let title = figure.title.new.as_ref().or(figure.title.old.as_ref());
        let title = title.map_or_else(String::new, |title| format!(", {}", escaped(title)));
        format!("- {}{title}: {what}\n", escaped(&figure.label))
    });
    Section::of("Figures\n", "figure", entries.collect())
}

fn tables(tables: &[TableChange]) -> Option<Section> {
    let entries = tables.iter().map(|table| {
        let rows = |is_there: bool, rows: usize| {
            if is_there {
                with_count(rows)
            } else {
                "none".to_owned()
            }
        };
        let columns = [
            ("new columns", &table.columns_gained),
            ("columns gone", &table.columns_lost),
        ];
        let columns = columns.into_iter().filter(|(_, names)| !names.is_empty());
        let mut what = vec![words::rows(
            table.rows_gained.len(),
            table.rows_lost.len(),
            table.rows_changed.len(),
            table.rows_rekeyed.len(),
        )];
        what.extend(columns.map(|(what, names)| {
            let names: Vec<String> = names.iter().map(|name| code(name)).collect();
            format!("{what}: {}", names.join(", "))
        }));
        what.extend(table.columns_retyped.iter().map(|column| {
            let Pair { old, new } = &column.kind;
            format!(
                "{}: {} → {}",
                code(&column.column),
                escaped(old),
                escaped(new)
            )
        }));
        format!(
            "| {} | {} | {} | {} |\n",
            code(&table.table),
            rows(table.present.old, table.rows.old),
            rows(table.present.new, table.rows.new),
            what.join("<br>")
        )
    });
    Section::of(
        "Tables and rows\n\n| table | old | new | rows and columns |\n|---|---|---|---|",
        "table",
        entries.collect(),
    )
}

fn with_count(rows: usize) -> String {
    counted(rows, "row")
}

fn listed(entries: Vec<String>, separator: &str) -> String {
    match entries.get(..ON_A_LINE) {
        Some(first) if entries.len() > ON_A_LINE => format!(
            "{}{separator}… and {} more",
            first.join(separator),
            entries.len() - ON_A_LINE
        ),
        _ => entries.join(separator),
    }
}
