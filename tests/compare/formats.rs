//! Guards the reports of `brief diff` for pull requests and browsers: what they say of the fixture brief,
//! and that no cell can act in them. `.ci/browser` looks at the page in a browser.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::support::{Sandbox, golden, text_of_pdf, tool};

const VERSIONS: [&str; 2] = ["2020-first", "2021-second"];
const REPORTS: &str = "data/ruritania/raw/2020-first/reports.csv";

fn report(sandbox: &Sandbox, sides: &[&str], format: &str) -> String {
    let arguments = [&["diff", "ruritania"], sides, &["--format", format]].concat();
    let run = sandbox.brief(&arguments);
    assert_eq!(run.code, Some(0), "{run}");
    run.output
}

/// The page that compares the fixture's versions.
fn page() -> &'static str {
    static PAGE: OnceLock<String> = OnceLock::new();
    PAGE.get_or_init(|| report(&Sandbox::ruritania(), &VERSIONS, "html"))
}

/// The fixture's first version beside itself with a row whose cells are no good.
fn hostile(format: &str) -> String {
    let sandbox = Sandbox::ruritania();
    let row = concat!(
        r#""D-20|`<b onclick=""x()"">",2020-05-01,nest,Strelsau,9,gold,"#,
        r#""<script>alert(""x"")</script> '</style> | *[a](http://example.org) @octocat #12""#,
    );
    sandbox.write("hostile.csv", format!("{}{row}\n", sandbox.read(REPORTS)));
    report(&sandbox, &["2020-first", "--with", "hostile.csv"], format)
}

#[test]
fn two_versions_as_markdown() {
    let found = report(&Sandbox::ruritania(), &VERSIONS, "md");
    golden(golden::DIFF_VERSIONS_MD, &found);
}

#[test]
fn cells_are_no_markdown() {
    let markdown = hostile("md");
    let cell = "&lt;script&gt;alert(\"x\")&lt;/script&gt; '&lt;/style&gt; &#124; \\*\\[a\\](http:&#8203;//example.org) @&#8203;octocat \\#&#8203;12";
    assert!(markdown.contains(cell), "{markdown}");
    for live in ["<script", "<b ", "@octocat", "http://", " #12"] {
        assert!(!markdown.contains(live), "{live} in {markdown}");
    }
    let rows = markdown.lines().filter(|line| line.starts_with("| "));
    for row in rows {
        let bars = row.matches('|').count();
        assert!([3, 5].contains(&bars), "{bars} bars in {row}");
    }
}

/// The parts of a page between `<` and `>`, quoted values taken whole; and the text of elements that are
/// no markup inside.
struct Tags<'a> {
    tags: Vec<&'a str>,
    scripts: Vec<&'a str>,
    styles: Vec<&'a str>,
}

impl<'a> Tags<'a> {
    fn of(page: &'a str) -> Self {
        let (mut tags, mut scripts, mut styles) = (Vec::new(), Vec::new(), Vec::new());
        let mut rest = page;
        while let Some(start) = rest.find('<') {
            rest = &rest[start..];
            let mut quoted = false;
            let end = rest.find(|letter| {
                quoted ^= letter == '"';
                letter == '>' && !quoted
            });
            let end = end.expect("a tag that ends") + 1;
            let tag = &rest[..end];
            rest = &rest[end..];
            tags.push(tag);
            for (name, bodies) in [("script", &mut scripts), ("style", &mut styles)] {
                if tag == format!("<{name}>") {
                    let end = rest.find(&format!("</{name}")).expect("its end");
                    bodies.push(&rest[..end]);
                    rest = &rest[end..];
                }
            }
        }
        Tags {
            tags,
            scripts,
            styles,
        }
    }

    /// The values of an attribute.
    fn values(&self, attribute: &str) -> Vec<&'a str> {
        let start = format!(" {attribute}=\"");
        let values = self.tags.iter().filter_map(|tag| {
            let (_, value) = tag.split_once(&start)?;
            value.split('"').next()
        });
        values.collect()
    }
}

#[test]
fn a_page_holds_all_it_needs() {
    let page = page();
    let page_tags = Tags::of(page);
    assert!(page_tags.values("src").is_empty());
    assert!(
        page_tags
            .values("href")
            .iter()
            .all(|target| target.starts_with('#'))
    );
    for tag in &page_tags.tags {
        assert!(!tag.replace("http-equiv", "").contains("http"), "{tag}");
        assert!(!tag.contains(" style="), "the policy would refuse {tag}");
    }
    for code in page_tags.scripts.iter().chain(&page_tags.styles) {
        assert!(!code.contains("http") && !code.contains("@import"));
    }
    let urls = page.match_indices("url(").map(|(at, _)| &page[at + 4..]);
    for url in urls {
        assert!(
            url.starts_with("data:") || url.starts_with('#'),
            "url({:.40}",
            url
        );
    }
    let policy = page_tags.values("content").into_iter();
    let policy: Vec<&str> = policy.filter(|value| value.contains("-src")).collect();
    assert_eq!(policy.len(), 1);
    assert!(
        policy[0].starts_with("default-src &#39;none&#39;;"),
        "{policy:?}"
    );
}

#[test]
fn a_page_embeds_the_faces_that_its_pictures_use() {
    let page = page();
    assert!(page.contains("<svg role=\"img\""));
    let faces = page.matches("@font-face{").count();
    let used = [
        page.contains("<text"),
        page.contains(" font-style=\"italic\""),
        page.contains(" font-weight=\"600\""),
    ];
    assert_eq!(faces, used.iter().filter(|is_used| **is_used).count());
    let none = report(&Sandbox::ruritania(), &["2020-first", "2020-first"], "html");
    assert!(!none.contains("@font-face"), "no picture, no face");
}

#[test]
fn names_on_a_page_are_unique_and_lead_somewhere() {
    let tags = Tags::of(page());
    let ids = tags.values("id");
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "{ids:?}");
    let links = tags.values("href");
    let links = links.iter().map(|target| target.trim_start_matches('#'));
    let fills = tags
        .values("fill")
        .into_iter()
        .filter_map(|fill| fill.strip_prefix("url(#")?.strip_suffix(')'));
    let targets: Vec<&str> = links
        .chain(tags.values("aria-labelledby"))
        .chain(fills)
        .collect();
    assert!(targets.len() > 10);
    for target in targets {
        assert!(unique.contains(target), "nothing is called {target}");
    }
}

#[test]
fn cells_are_no_html() {
    let page = hostile("html");
    let tags = Tags::of(&page);
    assert_eq!((tags.scripts.len(), tags.styles.len()), (1, 2));
    assert!(tags.tags.iter().all(|tag| !tag.contains("onclick=")));
    assert!(
        page.contains("&lt;script&gt;alert(&quot;x&quot;)&lt;"),
        "the cell is shown as it is"
    );
    assert!(
        page.contains("D-20|`&lt;b onclick=&quot;x()&quot;&gt;"),
        "and so is the key"
    );
}

#[test]
fn the_same_sides_give_the_same_bytes() {
    let [old, new] = VERSIONS;
    for format in ["md", "html"] {
        let first = report(&Sandbox::ruritania(), &VERSIONS, format);
        let arguments = ["diff", "ruritania", old, new, "--format", format];
        let second = Sandbox::ruritania().brief_apart(&arguments).output;
        assert!(first == second, "{format}");
    }
}

#[test]
fn where_nothing_differs_there_is_nothing_to_filter() {
    let sandbox = Sandbox::ruritania();
    let sides = ["2020-first", "2020-first"];
    assert!(report(&sandbox, &sides, "md").ends_with("\nNothing differs.\n"));
    let page = report(&sandbox, &sides, "html");
    assert!(page.contains("Nothing differs.") && !page.contains("<form"));
}

/// A file by which claims of the fixture no longer hold.
fn all_golden(sandbox: &Sandbox) {
    let reports = sandbox.read(REPORTS).replace(",red,", ",gold,");
    sandbox.write("golden.csv", reports.replace(",Green,", ",gold,"));
}

#[test]
fn two_versions_as_annotations() {
    let sandbox = Sandbox::ruritania();
    let found = report(&sandbox, &VERSIONS, "github");
    golden(golden::DIFF_VERSIONS_GITHUB, &found);
}

#[test]
fn a_flipped_claim_is_an_error_at_its_line() {
    let sandbox = Sandbox::ruritania();
    all_golden(&sandbox);
    let found = report(&sandbox, &["2020-first", "--with", "golden.csv"], "github");
    golden(golden::DIFF_FALSE_CLAIM_GITHUB, &found);
}

/// One comparison, several files, each in the format of its ending; nothing is printed then.
#[test]
fn a_report_goes_into_files_by_their_endings() {
    let sandbox = Sandbox::ruritania();
    let files = ["c.txt", "c.json", "c.md", "c.html", "c.pdf"];
    let outs = files.map(|file| sandbox.path(file).display().to_string());
    let mut arguments = vec!["diff", "ruritania", VERSIONS[0], VERSIONS[1]];
    arguments.extend(outs.iter().flat_map(|out| ["--out", out.as_str()]));
    let run = sandbox.brief(&arguments);
    assert_eq!((run.code, run.output.as_str()), (Some(0), ""), "{run}");
    for (file, starts) in files
        .into_iter()
        .zip(["ruritania: ", "{", "## ", "<!DOCTYPE", "%PDF"])
    {
        let bytes = std::fs::read(sandbox.path(file)).expect("the report");
        assert!(bytes.starts_with(starts.as_bytes()), "{file}");
    }
}

#[test]
fn a_format_that_no_file_takes_is_printed() {
    let sandbox = Sandbox::ruritania();
    let [page, notes] = ["c.html", "notes"].map(|file| sandbox.path(file).display().to_string());
    let sides = ["diff", "ruritania", VERSIONS[0], VERSIONS[1]];
    let both = sandbox.brief(&[&sides[..], &["--format", "github", "--out", &page]].concat());
    assert!(both.output.contains("::notice title="), "{both}");
    let one = sandbox.brief(&[&sides[..], &["--format", "md", "--out", &notes]].concat());
    assert_eq!((one.code, one.output.as_str()), (Some(0), ""), "{one}");
    assert!(sandbox.read("notes").starts_with("## "));
    let none = sandbox.brief(&[&sides[..], &["--out", &notes]].concat());
    assert_eq!(none.code, Some(2));
    assert!(none.errors.contains("error[unknown-format]"), "{none}");
}

#[test]
fn markdown_links_the_whole_report() {
    let sandbox = Sandbox::ruritania();
    let address = "https://example.org/changes.html";
    let sides = [VERSIONS[0], VERSIONS[1], "--report-url", address];
    let markdown = report(&sandbox, &sides, "md");
    assert!(markdown.contains("\n[The whole report](https://example.org/changes.html)\n"));
    for wrong in ["javascript:x", "https://a/b) [c](d", "https://a/ b"] {
        let run = sandbox.brief(&["diff", "ruritania", VERSIONS[0], "--report-url", wrong]);
        assert_eq!(run.code, Some(2), "{run}");
    }
}

/// The PDF of the fixture's versions, or of other sides.
fn pdf(sandbox: &Sandbox, sides: &[&str]) -> std::path::PathBuf {
    let file = sandbox.path("changes.pdf");
    let out = file.display().to_string();
    let run = sandbox.brief(&[&["diff", "ruritania"], sides, &["--out", &out]].concat());
    assert_eq!(run.code, Some(0), "{run}");
    file
}

#[test]
fn a_pdf_tells_what_the_text_tells() {
    let sandbox = Sandbox::ruritania();
    all_golden(&sandbox);
    let file = pdf(&sandbox, &["2020-first", "--with", "golden.csv"]);
    let Some(text) = text_of_pdf(&file) else {
        return;
    };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = report(&sandbox, &["2020-first", "--with", "golden.csv"], "json");
    let told: serde_json::Value = serde_json::from_str(&words).expect("JSON");
    let verdict = &told["verdict"];
    for expected in [
        format!(
            "{} of {} findings differ",
            verdict["findings"], verdict["findings_of"]
        ),
        format!("{} sentences differ", verdict["sentences"]),
    ] {
        assert!(text.contains(&expected), "{expected} in {text}");
    }
    let claims = told["claims"].as_array().expect("claims");
    assert!(claims.iter().any(|claim| claim["fate"] == "now_false"));
    for claim in claims {
        let says = claim["claim"]["new"]["says"].as_str().expect("words");
        assert!(text.contains(&format!("“{says}” of ")), "{says} in {text}");
    }
}

#[test]
fn a_pdf_is_whole_the_same_each_time_and_shows_both_pictures() {
    let sandbox = Sandbox::ruritania();
    let [old, new] = VERSIONS;
    let run = sandbox.brief_apart(&["diff", "ruritania", old, new, "--out", "first.pdf"]);
    assert_eq!(run.code, Some(0), "{run}");
    let first = std::fs::read(sandbox.path("first.pdf")).expect("a PDF");
    let file = pdf(&sandbox, &VERSIONS);
    assert!(first == std::fs::read(&file).expect("a PDF"));
    let path = file.to_str().expect("a path in Unicode");
    let Some(checked) = tool("qpdf", &["--check", path]) else {
        return;
    };
    assert!(
        checked.contains("No syntax or stream encoding errors"),
        "{checked}"
    );
    let objects = tool("qpdf", &["--json=2", path]).expect("qpdf");
    let words = report(&sandbox, &VERSIONS, "json");
    let told: serde_json::Value = serde_json::from_str(&words).expect("JSON");
    let label = told["figures"][0]["label"].as_str().expect("a figure");
    for side in ["old", "new"] {
        let alternative = format!("{label}, {side} side.");
        assert!(objects.contains(&alternative), "{alternative}");
    }
}

#[test]
fn cells_are_no_typst() {
    let sandbox = Sandbox::ruritania();
    let row = r##""D-20*_#",2020-05-01,nest,Strelsau,9,gold,"#panic(1) $x$ @a <b> = c [d] `e`""##;
    sandbox.write("hostile.csv", format!("{}{row}\n", sandbox.read(REPORTS)));
    let file = pdf(&sandbox, &["2020-first", "--with", "hostile.csv"]);
    let Some(text) = text_of_pdf(&file) else {
        return;
    };
    assert!(text.contains("D-20*_#"), "{text}");
}

#[test]
fn a_series_without_a_layout_for_it_says_so() {
    let sandbox = Sandbox::ruritania();
    std::fs::remove_file(sandbox.path("templates/borderlands/changes.typ")).expect("removed");
    let run = sandbox.brief(&[
        "diff",
        "ruritania",
        VERSIONS[0],
        VERSIONS[1],
        "--format",
        "pdf",
    ]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(
        run.errors.contains("templates/borderlands/changes.typ"),
        "{run}"
    );
    assert_eq!(run.output, "");
}

/// OLD and NEW have names too, and OLD may be left out where the new side is named.
#[test]
fn sides_by_their_options() {
    let sandbox = Sandbox::ruritania();
    let by_place = report(&sandbox, &VERSIONS, "text");
    let by_name = ["--data", VERSIONS[0], "--to", VERSIONS[1]];
    assert_eq!(report(&sandbox, &by_name, "text"), by_place);
    let inverse = report(&sandbox, &["--to", VERSIONS[0]], "text");
    assert_eq!(
        inverse,
        report(&sandbox, &[VERSIONS[0], VERSIONS[0]], "text")
    );
    let run = sandbox.brief(&["diff", "ruritania"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.errors.contains("2020-first, 2021-second"), "{run}");
}
