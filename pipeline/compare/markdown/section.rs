//! Lists that share the space of one comment.

use brief_base::plain_text::counted;

/// The most characters in a GitHub comment.
const LIMIT: usize = 65_536;
/// A list under its heading.
pub(super) struct Section {
    /// Heading, and the header of a table.
    opening: String,
    /// Lines of the list.
    entries: Vec<String>,
    /// What an entry is: `sentence`.
    what: &'static str,
}

/// Adds the lists in order, as far as they fit.
pub(super) fn fill(text: &mut String, sections: Vec<Section>, most: usize) {
    let how = "\n\nThis comment leaves things out. The same command with `--format html --all --out report.html` \
               shows everything.\n";
    let length = |text: &str| text.chars().count();
    let fixed = sections
        .iter()
        .map(|section| length(&section.opening) + length(&section.omitted(section.entries.len())));
    let mut left = LIMIT.saturating_sub(length(text) + length(how) + fixed.sum::<usize>());
    let mut complete = true;
    for section in sections {
        text.push_str(&section.opening);
        let mut shown = 0;
        for entry in section.entries.iter().take(most) {
            let Some(after) = left.checked_sub(length(entry)) else {
                break;
            };
            left = after;
            shown += 1;
            text.push_str(entry);
        }
        if shown < section.entries.len() {
            text.push_str(&section.omitted(section.entries.len() - shown));
            complete = false;
        }
    }
    if !complete {
        text.push_str(how);
    }
}

impl Section {
    /// `None` if there is nothing to list.
    pub(super) fn of(opening: &str, what: &'static str, entries: Vec<String>) -> Option<Self> {
        let opening = format!("\n### {opening}\n");
        (!entries.is_empty()).then_some(Section {
            opening,
            entries,
            what,
        })
    }

    fn omitted(&self, count: usize) -> String {
        format!(
            "\n… and {} more, left out here.\n",
            counted(count, self.what)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(entries: usize) -> Vec<Section> {
        let entry = |number: usize| format!("- entry {number}: {}\n", "ä".repeat(80));
        let lists = ["First", "Second"].map(|heading| {
            let entries = (0..entries).map(entry).collect();
            Section::of(&format!("{heading}\n"), "row", entries)
        });
        lists.into_iter().flatten().collect()
    }

    #[test]
    fn what_fits_is_shown_whole() {
        let mut text = String::new();
        fill(&mut text, lists(30), usize::MAX);
        assert_eq!(text.matches("- entry ").count(), 60);
        assert!(!text.contains("left out"));
    }

    #[test]
    fn a_comment_never_grows_too_long_and_says_what_it_leaves_out() {
        let mut text = "head\n".to_owned();
        fill(&mut text, lists(700), usize::MAX);
        let shown = text.matches("- entry ").count();
        let length = text.chars().count();
        assert!(
            length <= LIMIT && length > LIMIT - 1_000,
            "{length} characters"
        );
        assert!(text.contains(&format!("… and {} entrys more", 1_400 - shown - 700)) || shown > 0);
        assert!(
            text.contains("### Second"),
            "a list without room keeps its heading"
        );
        assert!(text.contains("--format html"));
    }

    #[test]
    fn long_lists_are_cut_where_asked() {
        let mut text = String::new();
        fill(&mut text, lists(30), 10);
        assert_eq!(text.matches("- entry ").count(), 20);
        assert_eq!(text.matches("left out here").count(), 2);
    }
}
