//! Guards `brief new`: a sibling brief builds at once, says honestly what its rows are, and touches
//! nothing else; a real extract is mapped by proposal.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use crate::support::{Folder, Sandbox, golden, seal};

/// Ruritania's project with the boundaries and places of another invented country.
fn with_zembla() -> Sandbox {
    let sandbox = Sandbox::ruritania();
    add_zembla(&sandbox);
    sandbox
}

/// Adds boundaries and places of another invented country to a project.
pub fn add_zembla(sandbox: &Sandbox) {
    let square = |west: f64, south: f64, east: f64, north: f64| {
        json!({"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north],
            [west, north], [west, south]]]})
    };
    let feature = |properties: Value, geometry: Value| json!({"type": "Feature", "properties": properties, "geometry": geometry});
    let collection = |features: Vec<Value>| {
        json!({"type": "FeatureCollection", "features": features}).to_string()
    };
    let provinces = collection(vec![
        feature(
            json!({"iso": "XZ-1", "name": "Onhava"}),
            square(30.0, 60.0, 32.0, 62.0),
        ),
        feature(
            json!({"iso": "XZ-2", "name": "Coast"}),
            square(32.0, 60.0, 33.0, 62.0),
        ),
        // A city that the file cuts out of its province.
        feature(
            json!({"iso": "XZ-2", "name": "Aros city"}),
            square(33.0, 61.0, 33.2, 61.2),
        ),
    ]);
    let countries = collection(vec![
        feature(
            json!({"iso_a2": "XZ", "name": "Zembla"}),
            square(30.0, 60.0, 33.2, 62.0),
        ),
        feature(
            json!({"iso_a2": "XS", "name": "Sosed"}),
            square(24.0, 55.0, 40.0, 60.0),
        ),
    ]);
    let places = "geonameid\tname\tlat\tlon\tcc\tpopulation\talternatenames\n\
                  1\tOnhava\t61.0\t31.0\tXZ\t90000\tOnhavah\n\
                  2\tAros\t61.1\t33.1\tXZ\t40000\t\n\
                  3\tBlawick\t60.3\t32.4\tXZ\t20000\t\n\
                  4\tOdevalla\t61.7\t30.2\tXZ\t5000\t\n";
    let source = json!({
        "name": "zembla", "version": "1", "created": "2021-01-01T00:00:00Z",
        "licenses": [{"name": "CC0-1.0"}], "sources": [{"title": "Made up for this test"}],
    });
    let described = |folder: &str, files: &[(&str, &str)]| {
        fs::create_dir_all(sandbox.path(folder)).expect("a folder");
        let mut package = source.clone();
        let resources = files.iter().map(|(file, text)| {
            sandbox.write(&format!("{folder}/{file}"), text);
            json!({"name": file.replace('.', "-"), "path": file, "bytes": 0, "hash": ""})
        });
        package["resources"] = resources.collect();
        sandbox.write(&format!("{folder}/datapackage.json"), package.to_string());
        seal(&sandbox.path(folder));
    };
    described(
        "data/boundaries/invented/XZ",
        &[
            ("provinces.geojson", &provinces),
            ("countries.geojson", &countries),
        ],
    );
    described("data/places/XZ", &[("places.tsv", places)]);
}

/// All files but those of one brief and what builds publish.
fn others(sandbox: &Sandbox, brief: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = sandbox.files(".");
    let (own, output) = (format!("data/{brief}/"), "output/");
    files.retain(|path, _| !path.starts_with(&own) && !path.starts_with(output));
    files
}

#[test]
fn a_new_brief_builds_at_once_and_says_that_it_is_a_sample() {
    let sandbox = with_zembla();
    let before = others(&sandbox, "zembla");
    let run = sandbox.brief(&["new", "zembla", "--from", "ruritania"]);
    golden(golden::NEW, &run.to_string());
    assert_eq!(
        others(&sandbox, "zembla"),
        before,
        "nothing else is touched"
    );

    let check = sandbox.brief(&["check", "zembla"]);
    golden(golden::NEW_CHECK, &check.to_string());
    sandbox.build(&["zembla"]);
    let list = sandbox.brief(&["list"]).output;
    assert!(list.contains("zembla: Zembla ("), "{list}");
    let package = sandbox.read("data/zembla/raw/sample/datapackage.json");
    assert!(
        package.contains("Every row behind this draft is invented"),
        "{package}"
    );
    assert!(sandbox.path("output/zembla/zembla.pdf").exists());
    // A city with the code of its province is part of it.
    let findings = sandbox.table("output/zembla/findings.csv");
    let regions = findings
        .iter()
        .filter(|row| row["finding"] == "reports_by_region");
    let regions: Vec<&str> = regions.map(|row| row["row"].as_str()).collect();
    assert_eq!(regions, ["Onhava", "Coast", "No place named"]);
    golden(golden::NEW_MAP, &sandbox.read("data/zembla/map.yaml"));
    golden(golden::NEW_BRIEF, &sandbox.read("data/zembla/brief.yaml"));
}

#[test]
fn the_skeleton_is_taken_and_no_sentence() {
    let sandbox = with_zembla();
    sandbox.brief(&["new", "zembla"]);
    let account = sandbox.read("data/zembla/prose/account.typ");
    golden(golden::NEW_SECTION, &account);
    assert!(account.contains("= Dragons of Zembla"), "{account}");
    let own = sandbox.read("data/ruritania/prose/account.typ");
    for sentence in own
        .split(['.', '\n'])
        .filter(|it| it.split(' ').count() > 4)
    {
        assert!(
            !account.contains(sentence.trim()),
            "\"{sentence}\" is copied"
        );
    }
    let findings = sandbox.read("data/zembla/prose/key-findings.typ");
    assert!(
        findings.contains(
            "- {% if reports.illustrative %}Reports of dragons: invented so far.{% else %}Reports of dragons: {{ \
             reports.count | number }}.{% endif %}"
        ),
        "{findings}"
    );
    // The series' figures are all set, those of the other brief are not.
    for figure in ["map", "strip", "timeline", "bars"] {
        assert!(
            account.contains(&format!("#brief-figure(\"{figure}\")")),
            "{account}"
        );
    }
    assert!(!account.contains("panels"), "{account}");
}

#[test]
fn what_cannot_be_begun_is_refused_and_leaves_nothing() {
    let sandbox = with_zembla();
    let before = sandbox.files(".");
    let mut said = String::new();
    for arguments in [
        &["new", "ruritania"][..],
        &["new", "places"],
        &["new", "../zembla"],
        &["new", "Zembla"],
        &["new", "atlantis"],
        &["new", "zembla", "--country", "QQ"],
        &["new", "zembla", "--from", "rurtania"],
        &["new", "zembla", "--extract", "nowhere.csv"],
        &["new", "zembla", "--extract", "dragons=README.md"],
        &["new", "zembla", "--extract", "hoards=README.md"],
    ] {
        let run = sandbox.brief(arguments);
        assert_eq!(run.code, Some(2), "{arguments:?} {run}");
        said.push_str(&format!("$ brief {}\n{run}\n", arguments.join(" ")));
        assert!(
            sandbox.files(".") == before,
            "{arguments:?} left something behind"
        );
    }
    golden(golden::NEW_REFUSED, &said);
}

#[test]
fn the_series_must_be_clear() {
    let sandbox = with_zembla();
    crate::support::copy_folder(
        &sandbox.path("templates/borderlands"),
        &sandbox.path("templates/highlands"),
    );
    crate::support::copy_folder(
        &sandbox.path("data/ruritania"),
        &sandbox.path("data/graustark"),
    );
    sandbox.replace(
        "data/graustark/brief.yaml",
        "series: borderlands",
        "series: highlands",
    );
    let run = sandbox.brief(&["new", "zembla"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(
        run.errors
            .contains("--from BRIEF; known are: graustark, ruritania"),
        "{run}"
    );
}

const REPORTS: &str = "Case;Seen on;Type of report;Location;No. of witnesses;Color;Told by;Remark\n\
    1;14.01.2019;Sightings;Onhava;3;RED;Courier;at dusk\n\
    2;02/03/2019;nests;Aros City;n/a;golden;Parish book;\n\
    3;2019-04;Sighting;Blawik;2;greenish;Parish book;\n\
    4;unknown;sighting;Atlantis;1;mauve;Courier;twice\n";

#[test]
fn a_real_extract_is_mapped_by_proposal() {
    let sandbox = with_zembla();
    let elsewhere = Folder::new();
    let file = elsewhere.path().join("dragons of zembla.csv");
    fs::write(&file, REPORTS).expect("a file");
    let run = sandbox.brief(&["new", "zembla", "--extract", &file.display().to_string()]);
    golden(golden::NEW_EXTRACT, &run.to_string());
    let copied = sandbox.read("data/zembla/raw/first/dragons of zembla.csv");
    assert_eq!(copied, REPORTS, "the extract is copied unchanged");
    let mut written = sandbox.read("data/zembla/cleaning/first.yaml");
    for recode in ["kind", "colour", "place"] {
        let text = sandbox.read(&format!("data/zembla/recodes/{recode}.csv"));
        written.push_str(&format!("\n{recode}.csv\n{text}"));
    }
    golden(golden::NEW_EXTRACT_MAPPING, &written);
    let package = sandbox.read("data/zembla/raw/first/datapackage.json");
    assert!(package.contains("\"status\": \"unchecked\""), "{package}");
    sandbox.build(&["zembla"]);
    let events = sandbox.table("output/zembla/findings.csv");
    let reports = events.iter().find(|row| row["finding"] == "reports");
    assert_eq!(reports.map(|row| row["value"].as_str()), Some("4"));
}

#[test]
fn what_does_not_build_yet_is_told() {
    let sandbox = with_zembla();
    let elsewhere = Folder::new();
    let file = elsewhere.path().join("reports.csv");
    fs::write(
        &file,
        "a,Date,Kind,Town\n,03/25/2019,nest,Onhava\nx,04/02/2019,nest,Aros\n",
    )
    .expect("a file");
    let run = sandbox.brief(&["new", "zembla", "--extract", &file.display().to_string()]);
    assert_eq!(run.code, Some(1), "{run}");
    let place = "data/zembla/raw/first/reports.csv:2:2";
    assert!(
        run.errors.contains("error[not-a-date]") && run.errors.contains(place),
        "{run}"
    );
    for said in [
        "open: date: these have the month before the day",
        "1. mend what is told above as an error",
        "unused: a\n",
    ] {
        assert!(run.output.contains(said), "{said}\n{run}");
    }
    assert!(sandbox.path("data/zembla/brief.yaml").exists(), "{run}");
}

/// Runs `brief new zembla` on an extract of this text.
fn from_extract(sandbox: &Sandbox, text: &str) -> crate::support::Run {
    from_bytes(sandbox, "list.csv", text.as_bytes())
}

fn from_bytes(sandbox: &Sandbox, name: &str, bytes: &[u8]) -> crate::support::Run {
    let elsewhere = Folder::new();
    let file = elsewhere.path().join(name);
    fs::write(&file, bytes).expect("a file");
    sandbox.brief(&["new", "zembla", "--extract", &file.display().to_string()])
}

#[test]
fn a_column_of_numbers_names_the_rows_though_a_blank_row_lies_between() {
    let sandbox = with_zembla();
    let run = from_extract(
        &sandbox,
        "Sighting No.,Date,Kind,Town\nZ/1,25/03/2019,nest,Onhava\n,,,\nZ/2,04/02/2019,nest,Aros\n",
    );
    assert!(
        run.output.contains("Sighting No.") && !run.output.contains("nothing numbers the rows"),
        "{run}"
    );
    // A column with the same number twice names no row.
    let sandbox = with_zembla();
    let run = from_extract(
        &sandbox,
        "Sighting No.,Date,Kind,Town\nZ/1,25/03/2019,nest,Onhava\nZ/1,04/02/2019,nest,Aros\n",
    );
    assert!(run.output.contains("nothing numbers the rows"), "{run}");
}

#[test]
fn a_number_that_two_rows_have_is_named_and_the_brief_builds() {
    let sandbox = with_zembla();
    let rows = (1..=10).map(|row| format!("Z/{},2{}/03/2019,nest,Onhava\n", row.min(9), row % 9));
    let text = format!("Sighting No.,Date,Kind,Town\n{}", rows.collect::<String>());
    let run = from_extract(&sandbox, &text);
    let said =
        "\"Sighting No.\" would number the rows, but \"Z/9\" stands in several, so their line does";
    assert!(
        run.output.contains(&format!("open: report_id: {said}")),
        "{run}"
    );
    sandbox.build(&["zembla"]);
}

#[test]
fn a_column_of_the_very_name_is_mapped_whatever_it_holds() {
    let sandbox = with_zembla();
    let run = from_extract(
        &sandbox,
        "Sighting No.,Date,Kind,Town,Witnesses\nZ/1,25/03/2019,nest,Onhava,about 1\nZ/2,24/03/2019,nest,Aros,\"2,100\"\n",
    );
    let open = "open: witnesses: no whole number: \"about 1\", \"2,100\"";
    assert!(run.output.contains(open), "{run}");
    let mapping = sandbox.read("data/zembla/cleaning/first.yaml");
    assert!(mapping.contains("{column: \"Witnesses\"}"), "{mapping}");
}

#[test]
fn places_that_are_set_apart_otherwise_are_no_single_place() {
    let sandbox = with_zembla();
    let run = from_extract(
        &sandbox,
        "Sighting No.,Date,Kind,Town\nZ/1,25/03/2019,nest,Onhava / Aros\nZ/2,24/03/2019,nest,Aros\n",
    );
    let open = "open: towns: the gazetteer does not know \"Onhava / Aros\"";
    assert!(run.output.contains(open), "{run}");
}

#[test]
fn a_second_extract_of_a_table_is_refused_and_the_help_works() {
    let sandbox = with_zembla();
    let elsewhere = Folder::new();
    let path = |name: &str| {
        let file = elsewhere.path().join(name);
        fs::write(&file, REPORTS).expect("a file");
        file.display().to_string()
    };
    let (first, second) = (path("north.csv"), path("south.csv"));
    let run = sandbox.brief(&["new", "zembla", "--extract", &first, "--extract", &second]);
    let said = "its columns are most like those of table \"reports\", which has the extract north.csv already";
    assert!(run.code == Some(2) && run.errors.contains(said), "{run}");
    assert!(!sandbox.path("data/zembla").exists(), "{run}");
    let offered = run.errors.split("--extract ").nth(1).unwrap_or_default();
    let offered = offered.split(';').next().unwrap_or_default();
    let run = sandbox.brief(&["new", "zembla", "--extract", &first, "--extract", offered]);
    assert!(run.output.contains("hoards"), "{run}");
}

#[test]
fn how_a_file_is_read_is_said_and_builds() {
    let rows = "Sighting No.\tDate\tKind\tTown\nZ/1\t05/03/2019\tnest\tOnhava\nZ/2\t04/02/2019\tnest\tAros\n";
    let wide: Vec<u8> = rows.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let sandbox = with_zembla();
    let run = from_bytes(&sandbox, "list.tsv", &wide);
    for said in [
        "read: encoding utf-16le (sure: every second byte of its separators is zero)",
        "read: cells set apart by '\\t' (3 of the first 3 lines have 4 cells)",
        "open: date: nothing tells whether the day or the month stands first; 05/03/2019 is read day first",
    ] {
        assert!(run.output.contains(said), "{said}: {run}");
    }
    sandbox.build(&["zembla"]);
    // What is no text is refused, under the name that was given.
    for (name, bytes, code) in [
        (
            "list.ods",
            b"PK\x03\x04 a container".as_slice(),
            "unreadable-workbook",
        ),
        (
            "list.xls",
            b"\xD0\xCF\x11\xE0 a container",
            "not-a-workbook",
        ),
        (
            "list.csv",
            b"a\0\0\0;\0\0\0b\0\0\0\n\0\0\0",
            "encoding-mismatch",
        ),
    ] {
        let run = from_bytes(&with_zembla(), name, bytes);
        let at = run.errors.contains(&format!("/{name}\n"));
        assert!(run.errors.contains(code) && at, "{run}");
    }
}

#[test]
fn an_extract_without_rows_is_refused() {
    let sandbox = with_zembla();
    let run = from_extract(&sandbox, "Date,Kind,Town\n");
    assert_eq!(run.code, Some(2), "{run}");
    assert!(
        run.errors.contains("the extract has a header and no rows")
            && run.errors.contains("list.csv"),
        "{run}"
    );
    assert!(!sandbox.path("data/zembla").exists(), "{run}");
}

/// A correction that an error offers is one: filled in, it mends the row.
#[test]
fn the_correction_that_is_offered_mends_the_row() {
    let sandbox = with_zembla();
    let run = from_extract(
        &sandbox,
        "Sighting No.,Date,Kind,Town\nZ-1,25/03/2019,nest,Onhava\nZ-2,04/02/2019,,Aros\nZ-3,05/02/2019,sighting,Onhava\n",
    );
    assert_eq!(run.code, Some(1), "{run}");
    let file = "data/zembla/corrections.csv";
    let offered = format!("complete the row by a line in {file}: ");
    let line = run
        .errors
        .lines()
        .find_map(|line| line.split(&offered).nth(1));
    let line = line.unwrap_or_else(|| panic!("{run}"));
    let line = line
        .replace("VALUE", "nest")
        .replace("REASON", "The desk knows");
    let line = line.replace("SOURCE", "its notes");
    sandbox.write(file, format!("{}{line}\n", sandbox.read(file)));
    let check = sandbox.brief(&["check", "zembla"]);
    assert_eq!(check.code, Some(0), "{check}");
}

#[test]
fn a_workbook_is_mapped_too() {
    let sandbox = with_zembla();
    let workbook = sandbox.path("data/ruritania/raw/2021-second/reports.xlsx");
    let run = sandbox.brief(&[
        "new",
        "zembla",
        "--extract",
        &format!("reports={}", workbook.display()),
    ]);
    // Its towns are Ruritania's, which the new gazetteer does not know.
    assert!(
        run.output
            .contains("open: towns: the gazetteer does not know \"Strelsau\", \"Hentzau\""),
        "{run}"
    );
    assert!(run.output.contains("unused: Remarks"), "{run}");
    assert_eq!(run.code, Some(0), "{run}");
    let package = sandbox.read("data/zembla/raw/first/datapackage.json");
    assert!(
        package.contains("\"headerRows\": [\n          3\n        ]"),
        "{package}"
    );
    sandbox.build(&["zembla"]);
}

#[test]
fn the_real_series_gets_a_sibling() {
    let sandbox = Sandbox::morocco();
    let run = sandbox.brief(&[
        "new",
        "philippines",
        "--from",
        "morocco",
        "--title",
        "The Philippines",
    ]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(
        run.output.contains("a brief on the Philippines (PH)"),
        "{run}"
    );
    let build = sandbox.build(&["philippines"]);
    // What is left to say is that there are no recruits.
    let warnings = build.errors.matches("warning[").count();
    let of_recruits = build
        .errors
        .matches("this dataset version holds no data")
        .count();
    assert_eq!((warnings, of_recruits), (1, 1), "{build}");
    // Kinds have a key where they occur.
    sandbox.build(&["morocco"]);
    for figure in ["activity_map", "recruits_map"] {
        let has_attacks = |brief| {
            sandbox
                .read(&format!("output/{brief}/figures/{figure}.svg"))
                .contains("attacks")
        };
        assert!(
            has_attacks("philippines") && !has_attacks("morocco"),
            "{figure}"
        );
    }
    let prose = sandbox.files("data/philippines/prose");
    let sections = ["key-findings", "introduction", "cooperation", "conclusion"];
    for section in sections {
        assert!(prose.contains_key(&format!("{section}.typ")), "{section}");
    }
    // It is new: of no publication, of no date yet.
    if let Some(text) =
        crate::support::text_of_pdf(&sandbox.path("output/philippines/philippines.pdf"))
    {
        assert!(text.contains("The brief project · Draft"), "{text}");
        assert!(!text.contains("Regenerated edition"), "{text}");
        assert!(!text.contains("Original"), "{text}");
    }
    // No country of the other brief is left, and no figure of the series is unset.
    let all: String = prose
        .values()
        .map(|text| String::from_utf8_lossy(text))
        .collect();
    for name in ["Morocco", "France", "Spain"] {
        assert!(!all.contains(name), "{name}");
    }
    for figure in [
        "activity_map",
        "timeline",
        "link_strip",
        "weapons_bar",
        "targets_bars",
        "recruits_map",
    ] {
        assert!(
            all.contains(&format!("#brief-figure(\"{figure}\")")),
            "{figure}"
        );
    }
    let pages = crate::support::text_of_pdf(&sandbox.path("output/philippines/philippines.pdf"));
    if let Some(pages) = pages {
        assert!(pages.contains("Invented sample rows, no data."), "{pages}");
        // It cites nothing yet, so nothing stands under that heading.
        assert!(!pages.contains("Sources"), "{pages}");
    }
}

/// Whatever weapon and target the plots of a country have, the figures of the series draw them.
#[test]
fn the_real_series_draws_every_category_of_its_plots() {
    let sandbox = Sandbox::morocco();
    let series = sandbox.read("templates/beyond-the-caliphate/series.yaml");
    let series: serde_yaml::Value = serde_yaml::from_str(&series).expect("the series");
    let columns = &series["tables"]["events"]["columns"];
    let labels = |column: &str| -> Vec<String> {
        let categories = columns[column]["categories"]
            .as_mapping()
            .expect("categories");
        let labels = categories.values();
        labels
            .filter_map(|it| it.as_str().map(str::to_owned))
            .collect()
    };
    let mut rows =
        "id,date,type,place,weapon,target,target sector,link,link mode,notes\n".to_owned();
    let mut number = 0;
    let mut plot = |weapon: &str, target: &str, sector: &str| {
        number += 1;
        rows.push_str(&format!(
            "P{number},2016-05-0{},plot,Manila,{weapon},{target},{sector},Directly linked,Local cell in contact,\n",
            number % 9 + 1
        ));
    };
    for weapon in labels("weapon") {
        plot(&weapon, "", "");
    }
    for target in labels("target") {
        plot("", &target, "");
    }
    for sector in labels("target_sector") {
        plot("", "Government", &sector);
    }
    assert!(number > 10, "{rows}");
    let elsewhere = Folder::new();
    let file = elsewhere.path().join("plots.csv");
    fs::write(&file, &rows).expect("a file");
    let run = sandbox.brief(&[
        "new",
        "philippines",
        "--from",
        "morocco",
        "--extract",
        &file.display().to_string(),
    ]);
    assert_eq!(run.code, Some(0), "{run}\n{rows}");
    let build = sandbox.build(&["philippines"]);
    for figure in ["weapons_bar", "targets_bars"] {
        let drawn = sandbox.path(&format!("output/philippines/figures/{figure}.svg"));
        assert!(drawn.exists(), "{figure}\n{build}");
    }
}
