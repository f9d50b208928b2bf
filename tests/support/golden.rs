//! Files that hold what a test finds, beside the test. What fits into a case is in `messages/` instead.

use std::fs;

use super::repository;

/// A file that holds what a test finds.
#[derive(Debug, Clone, Copy)]
pub struct Golden(&'static str);

/// A constant for each file, so that the compiler tells one that no test uses, and a list of all.
macro_rules! goldens {
    ($($area:literal: $($name:ident $file:literal)+;)+) => {
        $($(pub const $name: Golden = Golden(concat!($area, "/golden/", $file));)+)+
        const ALL: &[&str] = &[$($(concat!($area, "/golden/", $file),)+)+];
    };
}

goldens! {
    "claims":
        CLAIMS "claims.txt"
        CLAIMS_BEYOND_THE_SOURCE "claims_beyond_the_source.txt"
        CLAIMS_THAT_A_SOURCE_REFUTES "claims_that_a_source_refutes.txt"
        CLAIMS_THAT_DO_NOT_HOLD "claims_that_do_not_hold.txt"
        CLAIMS_THAT_HOLD "claims_that_hold.txt"
        CLAIM_ABOUT_A_SHARE_OF_A_COUNTED_FACT "claim_about_a_share_of_a_counted_fact.txt"
        WHY_CLAIMED_FACT "why_claimed_fact.txt";
    "compare":
        DIFF_FALSE_CLAIM "diff_false_claim.txt"
        DIFF_FALSE_CLAIM_GITHUB "diff_false_claim_github.txt"
        DIFF_FALSE_CLAIM_JSON "diff_false_claim_json.txt"
        DIFF_VERSIONS_GITHUB "diff_versions_github.txt"
        DIFF_VERSIONS_MD "diff_versions_md.txt"
        DIFF_WITH "diff_with.txt";
    "figures":
        NAMED_PALETTES "named_palettes.txt";
    "scaffold":
        NEW "new.txt"
        NEW_BRIEF "new_brief.txt"
        NEW_CHECK "new_check.txt"
        NEW_EXTRACT "new_extract.txt"
        NEW_EXTRACT_MAPPING "new_extract_mapping.txt"
        NEW_MAP "new_map.txt"
        NEW_REFUSED "new_refused.txt"
        NEW_SECTION "new_section.txt";
    "series":
        SIBLINGS_ONE_BROKEN "siblings_one_broken.txt";
}

/// Whether what is expected is to be written anew.
pub fn bless() -> bool {
    std::env::var_os("BLESS").is_some_and(|value| value == "1")
}

/// Compares with a golden file, or writes it.
pub fn golden(Golden(file): Golden, found: &str) {
    let expected = expected(file, found);
    assert!(
        expected == found,
        "tests/{file} says\n{expected}\nand this run\n{found}\n(BLESS=1 writes it anew)"
    );
}

/// The same for a figure, of which only the first line that differs is shown.
pub fn golden_figure(name: &str, found: &str) {
    let file = format!("figures/golden/{name}.svg");
    let expected = expected(&file, found);
    let mut lines = expected.lines().zip(found.lines()).zip(1..);
    let differing = lines.find(|((expected, found), _)| expected != found);
    let ((says, draws), line) = differing.unwrap_or((("no more", "or more"), 0));
    assert!(
        expected == found,
        "tests/{file}, line {line}, says\n{says}\nand this run\n{draws}\n(BLESS=1 writes it anew)"
    );
}

/// What a golden file holds, after writing it when it is to be written anew.
fn expected(file: &str, found: &str) -> String {
    let file = repository().join("tests").join(file);
    if bless() {
        fs::write(&file, found).expect("a golden file");
    }
    fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("{}: {error}; write it with BLESS=1", file.display()))
}

/// No golden file is left over from a test that is gone. Figures are looked after in `figures/golden.rs`.
#[test]
fn every_golden_file_has_its_test() {
    let areas = fs::read_dir(repository().join("tests")).expect("areas");
    let mut kept = 0;
    for area in areas {
        let area = area.expect("an entry");
        let Ok(files) = fs::read_dir(area.path().join("golden")) else {
            continue;
        };
        for file in files {
            let name = file.expect("an entry").file_name();
            let name = format!("{}/golden/{}", area.file_name().display(), name.display());
            if name.ends_with(".svg") {
                continue;
            }
            assert!(ALL.contains(&&*name), "tests/{name} belongs to no test");
            kept += 1;
        }
    }
    assert_eq!(kept, ALL.len(), "of {ALL:?}");
}
