use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// A lock of a brief on Ruritania.
fn lock() -> Lock {
    let files = |files: &[(&str, char)]| {
        let files = files.iter();
        files
            .map(|(path, digit)| ((*path).to_owned(), digit.to_string().repeat(64)))
            .collect()
    };
    let findings = [
        ("nests", &[][..], "4 of 7, 1 unknown"),
        ("kinds", &[], "table by kind"),
        ("kinds", &[Some("sighting")], "3"),
        ("kinds", &[None], "1"),
        ("kinds", &[Some("?")], "2"),
    ];
    let findings = findings.into_iter().map(|(name, row, value)| {
        let row = row.iter().map(|code| code.map(str::to_owned)).collect();
        let name = name.to_owned();
        (FindingKey { name, row }, value.to_owned())
    });
    Lock {
        brief: "ruritania".to_owned(),
        dataset: "2020-first".to_owned(),
        document_date: "2021-02-01".to_owned(),
        engine: ENGINE.to_owned(),
        inputs: files(&[
            ("data/ruritania/brief.yaml", 'a'),
            ("templates/a b.typ", 'b'),
        ]),
        findings: findings.collect(),
        outputs: files(&[("ruritania.pdf", 'c')]),
    }
}

fn reread(text: &str) -> Result<Lock, String> {
    parse("brief.lock", text.as_bytes()).map_err(|faults| faults.to_string())
}

#[test]
fn a_lock_is_one_sorted_line_an_item() {
    let text = lock().to_string();
    let items: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(
        items[..9],
        [
            "brief ruritania",
            "dataset 2020-first",
            "document-date 2021-02-01",
            &format!("engine {ENGINE}"),
            "finding kinds = table by kind",
            "finding kinds ? = 1",
            "finding kinds \"?\" = 2",
            "finding kinds sighting = 3",
            "finding nests = 4 of 7, 1 unknown",
        ]
    );
    assert!(
        items[10].starts_with("input \"templates/a b.typ\" sha256:bbbb"),
        "{text}"
    );
    assert_eq!(items.len(), 12);
}

#[test]
fn what_is_written_is_read_again_whatever_became_of_its_lines() {
    let text = lock().to_string();
    assert_eq!(reread(&text), Ok(lock()));
    assert_eq!(
        reread(&text.replace('\n', "\r\n")),
        Ok(lock()),
        "a checkout on Windows"
    );
    let mut lines: Vec<&str> = text.lines().collect();
    lines.reverse();
    assert_eq!(
        reread(&lines.join("\n")),
        Ok(lock()),
        "a merge in another order"
    );
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ =?\"\\\\#\n\r\t\u{202e}\u{85}\u{feff}a-c]{0,6}",
        "\\PC{0,8}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_names_come_back(
        names in proptest::collection::vec(any_text(), 6),
        row in proptest::collection::vec(proptest::option::of(any_text()), 0..4),
        count in any::<i64>(),
    ) {
        let hash = "0123456789abcdef".repeat(4);
        let key = FindingKey { name: names[0].clone(), row };
        let lock = Lock {
            brief: names[1].clone(),
            dataset: names[2].clone(),
            inputs: BTreeMap::from([(names[3].clone(), hash.clone()), (names[4].clone(), hash.clone())]),
            outputs: BTreeMap::from([(names[5].clone(), hash)]),
            findings: BTreeMap::from([(key, count.to_string())]),
            ..lock()
        };
        let text = lock.to_string();
        prop_assert_eq!(text.lines().count(), 4 + 4 + 1 - 1 + lock.inputs.len() + 1);
        prop_assert_eq!(reread(&text), Ok(lock));
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse("brief.lock", &bytes);
        let mut lines = b"finding ".to_vec();
        lines.extend(bytes);
        let _ = parse("brief.lock", &lines);
    }
}

#[test]
fn what_is_no_line_of_a_lock_is_told_with_its_place() {
    let text = lock().to_string();
    let first = text.lines().filter(|line| line.starts_with('#')).count() + 1;
    for (line, column, message) in [
        ("inputs a b", 1, "\"inputs\" begins no line of a lock"),
        ("input a", 8, "expected sha256:… after a space"),
        ("input a sha256:12", 9, "64 hexadecimal digits"),
        ("input \"a sha256:12", 7, "ends on this line"),
        ("finding plots", 14, "expected a row's code, or ="),
        ("finding plots =", 16, "expected a value"),
        (
            "finding plots = \u{1b}[31m3",
            17,
            "a character that cannot be seen",
        ),
        ("output a\"b c", 8, "expected a path"),
        ("brief ruritania", 1, "brief is said twice"),
        ("dataset 2020-first x", 19, "stands after the end"),
        ("<<<<<<< HEAD", 1, "a merge conflict that is not resolved"),
        (">>>>>>> theirs", 1, "a merge conflict that is not resolved"),
    ] {
        let damaged = text.replacen("brief ruritania", &format!("{line}\nbrief ruritania"), 1);
        let damaged = damaged.replacen(
            "\ndataset 2020-first\n",
            "\n",
            usize::from(line.starts_with("dataset")),
        );
        let faults = parse("brief.lock", damaged.as_bytes()).expect_err(line);
        let line_of_fault = if line == "brief ruritania" {
            first + 1
        } else {
            first
        };
        let told = faults.to_string();
        assert!(
            told.contains(message)
                && told.contains(
                    &format!("brief.lock:{line_of_fault}:{column}\n")
                        .trim_end()
                        .to_owned()
                ),
            "{line}: {told}"
        );
    }
    let faults = reread(&text.replace("engine ", "# engine ")).expect_err("no engine");
    assert!(faults.contains("no line says \"engine\""), "{faults}");
    let faults = reread(&text.replace("2021-02-01", "2021-02-31")).expect_err("no date");
    assert!(faults.contains("expected YYYY-MM-DD"), "{faults}");
}

#[test]
fn each_kind_of_difference_is_named_with_both_values() {
    let locked = lock();
    let mut found = lock();
    found.dataset = "2021-second".to_owned();
    found.engine = "brief 9".to_owned();
    found.document_date = "2022-01-01".to_owned();
    let changed = found
        .inputs
        .get_mut("data/ruritania/brief.yaml")
        .expect("an input");
    *changed = "d".repeat(64);
    found.inputs.remove("templates/a b.typ");
    found
        .inputs
        .insert("templates/new.typ".to_owned(), "e".repeat(64));
    found.outputs.insert("extra.csv".to_owned(), "f".repeat(64));
    let nests = FindingKey {
        name: "nests".to_owned(),
        row: Vec::new(),
    };
    found.findings.insert(nests, "5 of 7".to_owned());
    let told: Vec<String> = differences(&locked, &found)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        told,
        [
            "dataset version: 2020-first → 2021-second",
            "document date: 2021-02-01 → 2022-01-01",
            &format!("engine: {ENGINE} → brief 9"),
            "input data/ruritania/brief.yaml: changed",
            "input \"templates/a b.typ\": gone",
            "input templates/new.typ: new",
            "finding nests: 4 of 7, 1 unknown → 5 of 7",
            "output extra.csv: new",
        ]
    );
    let faults = locked.refuse(&found).expect_err("differences").to_string();
    let (a, d) = ("a".repeat(64), "d".repeat(64));
    for words in [
        "not as locked: dataset version, document date, engine, 3 inputs, 1 finding, 1 output",
        &format!("input data/ruritania/brief.yaml is sha256:{d}; locked is sha256:{a}"),
        "finding nests is 5 of 7; locked is 4 of 7, 1 unknown",
        "output extra.csv is sha256:ffff",
        "help: if this is meant, `brief build ruritania`",
    ] {
        assert!(faults.contains(words), "{words}\n{faults}");
    }
    assert_eq!(differences(&locked, &locked), []);
    assert!(locked.refuse(&locked).is_ok());
}
