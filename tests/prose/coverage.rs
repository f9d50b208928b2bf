//! Guards that no number gets into a text by hand: wherever it is typed, it is found, and only dates,
//! quotations and stated reasons excuse it.

use proptest::prelude::*;

use brief_prose::coverage::{Exemptions, Rule, typed_numbers};
use brief_prose::visible::{in_markup, in_words};

use crate::support::{Sandbox, holds};

const ACCOUNT: &str = "data/ruritania/prose/account.typ";

/// The numbers found in a text, each with why it is exempt.
fn found(text: &str) -> Vec<(String, Option<Rule>)> {
    typed_numbers(&in_markup(text), &Exemptions::default())
        .into_iter()
        .map(|number| (number.text, number.exempt))
        .collect()
}

fn orphans(text: &str) -> Vec<String> {
    let typed = found(text).into_iter();
    typed
        .filter(|(_, exempt)| exempt.is_none())
        .map(|(text, _)| text)
        .collect()
}

#[test]
fn figures_words_and_fractions_are_numbers() {
    assert_eq!(
        orphans("Of 33 plots, twenty-one and 1,122 more"),
        ["33", "twenty-one", "1,122"]
    );
    assert_eq!(
        orphans("half of them, two thirds, a third, 60 %"),
        ["half", "two", "thirds", "third", "60"]
    );
    // Ordinals and the pronoun are none.
    assert_eq!(
        orphans("the third panel, the first of them, one of which"),
        [""; 0]
    );
}

#[test]
fn dates_and_quotations_are_exempt() {
    let date = |text: &str| (text.to_owned(), Some(Rule::Date));
    assert_eq!(
        found("On August 25, 2015, and in 2006–07"),
        [date("25"), date("2015"), date("2006"), date("07")]
    );
    assert_eq!(found("since the 1980s"), [date("1980")]);
    assert_eq!(
        found("\"some 40 cells\" and “27 arrests”"),
        [
            ("40".to_owned(), Some(Rule::Quotation)),
            ("27".to_owned(), Some(Rule::Quotation))
        ]
    );
    // A quotation that is never closed is none.
    assert_eq!(orphans("he said \"five\n\nand six"), ["five", "six"]);
    // No month has so many days.
    assert_eq!(orphans("in May 45 men"), ["45"]);
}

#[test]
fn code_citations_and_bound_values_are_not_text() {
    assert_eq!(
        orphans(
            "{{ plots.count | number }} plots@sapt1901 #footnote[See https://example.org/12 or 7.] #v(3pt)"
        ),
        ["7"]
    );
    assert_eq!(
        orphans("{% if plots.count.value > 5 %}many{% endif %}"),
        [""; 0]
    );
}

#[test]
fn counts_are_no_dates() {
    for (text, found) in [
        ("In 2014 33 plots and in 2014, 33 plots", vec!["33", "33"]),
        (
            "In May 12 arrests; of them 12 may have died",
            vec!["12", "12"],
        ),
        (
            "About 12 march now. It was in June. 12 plots",
            vec!["12", "12"],
        ),
        (
            "2000 fighters, and the data hold 2014 plots",
            vec!["2000", "2014"],
        ),
        ("October 2017 33", vec!["33"]),
        ("the arrest of 2014 fighters", vec!["2014"]),
        ("2015 plots and, in 2015 plots", vec!["2015", "2015"]),
        ("since 2015 people, during 2015 women", vec!["2015", "2015"]),
        ("In 2015 and 2016 plots", vec!["2016"]),
        (
            "the 2015 plots, the 2015 foreign fighters, the 2015 were, the 2015 who, the 2015 dead, the 2015 Moroccans",
            vec!["2015"; 6],
        ),
        ("All failed. 2015 were, 2015 plots", vec!["2015", "2015"]),
        (
            "In May 12 were killed, in May 12 plots, on May 12 plots",
            vec!["12", "12", "12"],
        ),
        (
            "a ratio of 14:30, a ratio of 3:10",
            vec!["14", "30", "3", "10"],
        ),
        (
            "9/10, section 5, Plots 33, Articles 5 and plots 6",
            vec!["9", "10", "5", "33", "6"],
        ),
        ("the 95s, 90s, Q5 2015", vec!["95", "90", "2015"]),
    ] {
        assert_eq!(orphans(text), found, "{text}");
    }
    for text in [
        "In 2014, the first; by 2015 all. On August 25, 2015, and on 25 August",
        "(2014), 2006–07, 2006-2007, 2017-10-31, from 2011 to 2016, the video of 2014 was",
        "since the 1980s, mid-2014, a wave of 2014. In June 2014 – June 2017",
        "2014",
        "In 2015, 2016 and 2017. In 2015, 2016, and 2017 it was. All was quiet. 2015 was hard",
        "On May 12 police came, on May 12, the May 12 attack, by May 12 the. From 1 to 3 May 2015",
        "on 1, 2 and 3 May, between 1 and 3 May, the 12th of May, May 12th. May 12–14, and May 12 to 14",
        "Q3 2015, H1 of 2016, at 14:30, from 9:00 to 17:30, 2 p.m., 2 pm",
        "the 1990s, the 90s, mid-2016, early 2016 plots, 2015/16, since 1884, pre-2011, 2013–present",
        "The 2015 Paris attack, the 2017 edition, the 2011 bombing, 2015's winter, 2015’s end, mid-May 2016",
        "9/11, COVID-19, Covid-19, AK-47, MH17, the G20",
        "Resolution 2178, Resolutions 2178 and 2396, Article 5, Law No. 03-03, Law 43-05",
    ] {
        assert_eq!(orphans(text), [""; 0], "{text}");
    }
}

#[test]
fn numbers_are_found_however_they_are_dressed() {
    assert_eq!(
        orphans("A third of, a Quarter, one-third, two-thirds, ½, ٣٣, Dozens and hundreds"),
        [
            "third",
            "Quarter",
            "one-third",
            "two-thirds",
            "½",
            "٣٣",
            "Dozens",
            "hundreds"
        ]
    );
    assert_eq!(
        orphans("twice, tenfold, a hundred-odd, a three-year plan, USD77 and EUR33m"),
        ["twice", "tenfold", "hundred-odd", "three-year", "77", "33"]
    );
    assert_eq!(
        orphans("thir\u{200b}ty and si\u{ad}xteen"),
        ["thir\u{200b}ty", "si\u{ad}xteen"]
    );
    assert_eq!(
        orphans("“33” plots"),
        ["33"],
        "a number alone is no quotation"
    );
    assert_eq!(
        orphans(
            "XVI plots; in IV cases; Mohammed VI visits; World War II memories; Part II, plots; II"
        ),
        ["XVI", "IV"]
    );
    // Ordinals, kings and units are none.
    assert_eq!(
        orphans("the twenty-first century, Mohammed VI, 5th, km², both"),
        ["5"]
    );
}

/// Which numbers of a text the comments of a file excuse.
fn excused(file: &str, text: &str) -> Vec<bool> {
    let exemptions = Exemptions::in_markup(file, &in_markup(file));
    let typed = typed_numbers(text, &exemptions).into_iter();
    typed
        .map(|number| number.exempt == Some(Rule::Reason))
        .collect()
}

#[test]
fn a_reason_in_the_file_excuses_a_number() {
    let file = "// exempt \"27\": a parallel, not a count\n// exempt \"12\":\nThe line of 27 degrees, 12 men\n\
        // exempt \"seven seas\": a saying\n";
    assert_eq!(
        excused(file, "27 degrees, 12 men, Seven seas, seven men"),
        [true, false, true, false],
        "a reason must be given"
    );
}

#[test]
fn each_reason_excuses_one_place() {
    let file = "// exempt \"seven\": of the sages\n";
    assert_eq!(excused(file, "seven sages, seven plots"), [true, false]);
    let twice = format!("{file}// exempt \"seven\": of the seas\n");
    assert_eq!(
        excused(&twice, "seven sages, seven seas, seven plots"),
        [true, true, false]
    );
    // A phrase excuses all numbers in it, and does not use up what excuses one of them alone.
    let phrase = format!("{file}// exempt \"seven of ten\": a saying\n");
    assert_eq!(
        excused(&phrase, "seven of ten, seven, seven of ten"),
        [true, true, true, false, false]
    );
    // So it is in all texts of a file.
    let exemptions = Exemptions::in_settings("# exempt \"7\": of the sages\n", &[]);
    let mut found = Vec::new();
    for text in ["7 sages", "7 plots"] {
        exemptions.next_text();
        found.extend(
            typed_numbers(text, &exemptions)
                .into_iter()
                .map(|number| number.exempt),
        );
    }
    assert_eq!(found, [Some(Rule::Reason), None]);
}

#[test]
fn only_a_comment_gives_a_reason() {
    let raw = "```\n// exempt \"77\": x\n```\n# exempt \"78\": x\nText // exempt \"79\": x\n";
    assert_eq!(excused(raw, "77, 78, 79"), [false, false, true]);
    let folded = "description: >-\n  Plots\n  # exempt \"77\": x\n# exempt \"78\": a comment\n";
    let texts = ["Plots # exempt \"77\": x"];
    let exemptions = Exemptions::in_settings(folded, &texts);
    let idle: Vec<&str> = exemptions.idle().map(|(_, words)| words).collect();
    assert_eq!(idle, ["78"]);
}

#[test]
fn tags_and_comments_hide_no_number() {
    let orphans = |text: &str| -> Vec<String> {
        let typed = typed_numbers(&in_words(text), &Exemptions::default()).into_iter();
        typed.map(|number| number.text).collect()
    };
    assert_eq!(orphans("{# {{ #}Some 77 plots{# }} #}"), ["77"]);
    assert_eq!(orphans("{{ a | claim(says=\"}}\") }} 78"), ["78"]);
}

#[test]
fn text_in_code_is_seen_and_code_in_text_is_not() {
    assert_eq!(
        orphans(
            "#quote(attribution: [Rule 12], block: true)[Five] #let half = 3pt\n#table(columns: 2)"
        ),
        ["12", "Five"]
    );
    assert_eq!(orphans("`7 dragons` /* 8 */ $9$ <ten-2>"), ["7", "9"]);
}

/// Places are byte offsets into the text as typed: whatever is blanked, the rest must stay where it was.
#[test]
fn what_is_seen_of_a_text_stands_where_it_stood() {
    let piece = prop::sample::select(vec![
        "#f(",
        ")",
        "[",
        "]",
        "{{ a",
        " | b }}",
        "{% if",
        "%}",
        "{#",
        "\"",
        "é 7 ",
        "–",
        "`",
        "```",
        "$",
        "/*",
        "*/",
        "// ",
        "\n",
        "@k",
        "<l>",
        "https://é",
        "*",
        "_",
        "= ",
        "\\",
        "twelve ",
    ]);
    let texts = prop::collection::vec(piece, 0..24);
    holds(2000, &texts, |pieces| {
        let text = pieces.concat();
        for seen in [in_markup(&text), in_words(&text)] {
            prop_assert_eq!(seen.len(), text.len());
            for (at, letter) in seen.char_indices().filter(|(_, letter)| *letter != ' ') {
                prop_assert!(
                    text[at..].starts_with(letter),
                    "{:?} at {} of {:?}",
                    letter,
                    at,
                    text
                );
            }
        }
        Ok(())
    });
}

#[test]
fn what_a_dataset_states_of_itself_is_exempt_and_counted() {
    let sandbox = Sandbox::ruritania();
    let descriptor = "data/ruritania/raw/2020-first/datapackage.json";
    sandbox.replace(descriptor, "invented rows", "12 invented rows");
    let run = sandbox.build(&["ruritania"]);
    assert!(
        run.output.contains("1 by statement of the dataset"),
        "{run}"
    );
}

#[test]
fn a_stated_reason_lets_a_number_stand() {
    let sandbox = Sandbox::ruritania();
    let account = sandbox.read(ACCOUNT);
    let text = "\n// exempt \"forty\": a saying, not a count\nAs the saying goes, forty dragons are none.\n";
    sandbox.write(ACCOUNT, format!("{account}{text}"));
    let run = sandbox.build(&["ruritania"]);
    assert!(run.output.contains("1 by reason given"), "{run}");
}

#[test]
fn a_number_written_as_a_bare_title_is_caught() {
    let sandbox = Sandbox::ruritania();
    let brief = "data/ruritania/brief.yaml";
    let text = sandbox.read(brief);
    let line = text
        .lines()
        .find(|line| line.starts_with("country:"))
        .expect("a country");
    sandbox.replace(brief, line, "country: 77");
    let run = sandbox.brief(&["check", "ruritania"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(
        run.errors.contains("\"77\" is bound to no finding"),
        "{run}"
    );
}

#[test]
fn what_a_value_is_not_it_is_not_written_as() {
    let sandbox = Sandbox::ruritania();
    let account = sandbox.read(ACCOUNT);
    for (text, code) in [
        ("{{ reports.count | percent }}", "`percent` writes shares"),
        ("{{ gold.share | number }}", "is a share"),
        (
            "{{ facts.dragons_in_glottenburg | percent }}",
            "`percent` writes shares",
        ),
        ("{{ reports.count | number }} % of", "count-as-percentage"),
        (
            "{{ reports.count | number }} per cent of",
            "count-as-percentage",
        ),
        (
            "{{ gold.share | percent(digits=1) }}",
            "takes no \"digits\"",
        ),
    ] {
        sandbox.write(ACCOUNT, format!("{account}\nGold: {text}\n"));
        let run = sandbox.brief(&["check", "ruritania"]);
        assert_eq!(run.code, Some(1), "{text}: {run}");
        assert!(run.errors.contains(code), "{text}: {run}");
    }
}
