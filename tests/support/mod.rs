//! What the tests share: copies of projects to work on, the binary, and golden files.

mod computed;
pub mod drawn;
pub mod painted;
mod property;
pub mod svg;

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use brief::project::sha256;

pub use computed::Computed;
pub use property::holds;

/// The root of the repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Copies a folder with all that is in it.
pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder to copy to");
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}

/// What a program prints; nothing, said aloud, when it is not installed.
pub fn tool(program: &str, arguments: &[&str]) -> Option<String> {
    match Command::new(program).args(arguments).output() {
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Err(error) => {
            eprintln!("SKIPPED: {program} is not installed ({error}); nothing was checked with it");
            None
        }
    }
}

/// The text of a PDF, line by line as it is set.
pub fn text_of_pdf(file: &Path) -> Option<String> {
    let file = file.to_str().expect("a path in Unicode");
    tool("pdftotext", &["-raw", "-enc", "UTF-8", file, "-"])
}

static FOLDERS: AtomicUsize = AtomicUsize::new(0);

/// A folder of a test's own, which goes when the test ends.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// An empty folder.
    pub fn new() -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("brief-test-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder of the test's own");
        Folder {
            path: path.canonicalize().expect("its path"),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is left to the system.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// A copy of a project, to break and to build.
pub struct Sandbox {
    folder: Folder,
}

impl Sandbox {
    /// The invented project of `fixtures/project`, with this repository's fonts and page layout.
    pub fn ruritania() -> Self {
        let sandbox = Sandbox {
            folder: Folder::new(),
        };
        copy_folder(&repository().join("tests/fixtures/project"), sandbox.root());
        sandbox.set_in_the_layout_of_this_repository("borderlands");
        sandbox
    }

    /// The series of another kind in `fixtures/profile`, with the geography of `fixtures/project`, and
    /// this repository's fonts and page layout.
    pub fn profile() -> Self {
        let sandbox = Sandbox {
            folder: Folder::new(),
        };
        let fixtures = repository().join("tests/fixtures");
        copy_folder(&fixtures.join("profile"), sandbox.root());
        for folder in ["data/boundaries", "data/places"] {
            copy_folder(
                &fixtures.join("project").join(folder),
                &sandbox.path(folder),
            );
        }
        sandbox.set_in_the_layout_of_this_repository("conflict-profile");
        sandbox
    }

    fn set_in_the_layout_of_this_repository(&self, series: &str) {
        copy_folder(
            &repository().join("templates/fonts"),
            &self.path("templates/fonts"),
        );
        for file in [
            "main.typ",
            "layout.typ",
            "annex.typ",
            "changes.typ",
            "voices.typ",
            "theme.typ",
            "notes.csl",
            "references.csl",
        ] {
            fs::copy(
                repository()
                    .join("templates/beyond-the-caliphate")
                    .join(file),
                self.path("templates").join(series).join(file),
            )
            .expect("a layout file");
        }
    }

    /// This repository's own templates and data.
    pub fn morocco() -> Self {
        let sandbox = Sandbox {
            folder: Folder::new(),
        };
        for folder in ["templates", "data"] {
            copy_folder(&repository().join(folder), &sandbox.path(folder));
        }
        sandbox
    }

    /// The project's folder.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A path in it.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root().join(relative)
    }

    /// A text file of it.
    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// Writes a file.
    pub fn write(&self, file: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(file), content).unwrap_or_else(|error| panic!("{file}: {error}"));
    }

    /// Removes a file.
    pub fn remove(&self, file: &str) {
        fs::remove_file(self.path(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    }

    /// Replaces the only occurrence of a text.
    pub fn replace(&self, file: &str, old: &str, new: &str) {
        let text = self.read(file);
        assert_eq!(text.matches(old).count(), 1, "\"{old}\" in {file}");
        self.write(file, text.replacen(old, new, 1));
    }

    /// Replaces the only occurrence of a text in a described file, and describes it as it now is.
    pub fn redeliver(&self, folder: &str, file: &str, old: &str, new: &str) {
        self.replace(&format!("{folder}/{file}"), old, new);
        self.seal(folder);
    }

    /// Brings lengths and hashes of a descriptor up to date with its files.
    pub fn seal(&self, folder: &str) {
        seal(&self.path(folder));
    }

    /// Runs the binary in the project's folder.
    pub fn brief(&self, arguments: &[&str]) -> Run {
        self.brief_with(arguments, &[])
    }

    /// The same, in an environment that differs.
    pub fn brief_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_brief"))
            .args(arguments)
            .current_dir(self.root())
            .env_remove("NO_COLOR")
            .env_remove("SOURCE_DATE_EPOCH")
            .env("TZ", "UTC")
            .env("LANG", "C.UTF-8")
            .envs(environment.iter().copied())
            .output()
            .expect("the binary runs");
        let text = |bytes: Vec<u8>| {
            String::from_utf8(bytes)
                .expect("the program prints UTF-8")
                .replace(&self.root().display().to_string(), "<project>")
        };
        Run {
            code: output.status.code(),
            output: text(output.stdout),
            errors: text(output.stderr),
        }
    }

    /// Builds a brief and expects it to work.
    pub fn build(&self, arguments: &[&str]) -> Run {
        let run = self.brief(&[&["build"], arguments].concat());
        assert_eq!(run.code, Some(0), "{run}");
        run
    }

    /// All files below a folder, by path, with their content; nothing where there is no folder.
    pub fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        files(&self.path(folder))
    }

    /// A published CSV file, a map from column to cell for each row.
    pub fn table(&self, file: &str) -> Vec<BTreeMap<String, String>> {
        let mut reader = csv::Reader::from_path(self.path(file))
            .unwrap_or_else(|error| panic!("{file}: {error}"));
        reader
            .deserialize()
            .map(|row| row.unwrap_or_else(|error| panic!("{file}: {error}")))
            .collect()
    }
}

/// What a run of the binary came to.
pub struct Run {
    pub code: Option<i32>,
    pub output: String,
    pub errors: String,
}

impl fmt::Display for Run {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self
            .code
            .map_or_else(|| "none".to_owned(), |code| code.to_string());
        write!(
            formatter,
            "exit code: {code}\n--- standard output\n{}--- standard error\n{}",
            self.output, self.errors
        )
    }
}

/// All files below a folder, by path, with their content; nothing where there is no folder. What is kept for
/// later runs is none of them.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return found;
    };
    for entry in entries {
        let entry = entry.expect("an entry");
        let name = entry.file_name().into_string().expect("a name");
        if name == ".cache" {
            continue;
        }
        if entry.file_type().expect("a type").is_dir() {
            for (path, content) in files(&entry.path()) {
                found.insert(format!("{name}/{path}"), content);
            }
        } else {
            found.insert(name, fs::read(entry.path()).expect("content"));
        }
    }
    found
}

/// Brings lengths and hashes of a descriptor up to date with its files.
pub fn seal(folder: &Path) {
    let descriptor = folder.join("datapackage.json");
    let text = fs::read_to_string(&descriptor).expect("a descriptor");
    let mut package: Value = serde_json::from_str(&text).expect("JSON");
    for resource in package["resources"].as_array_mut().expect("resources") {
        let path = folder.join(resource["path"].as_str().expect("a path"));
        let bytes = fs::read(path).expect("a described file");
        resource["bytes"] = bytes.len().into();
        resource["hash"] = format!("sha256:{}", sha256(&bytes)).into();
    }
    fs::write(&descriptor, format!("{package:#}\n")).expect("a descriptor");
}

/// Whether golden files are to be written anew.
pub fn bless() -> bool {
    std::env::var_os("BLESS").is_some_and(|value| value == "1")
}

/// Compares with a file of `golden/`, or writes it.
pub fn golden(name: &str, found: &str) {
    let expected = expected(&format!("{name}.txt"), found);
    assert!(
        expected == found,
        "tests/golden/{name}.txt says\n{expected}\nand this run\n{found}\n(BLESS=1 writes it anew)"
    );
}

/// The same for a figure, of which only the first line that differs is shown.
pub fn golden_figure(name: &str, found: &str) {
    let expected = expected(&format!("figures/{name}.svg"), found);
    let mut lines = expected.lines().zip(found.lines()).zip(1..);
    let differing = lines.find(|((expected, found), _)| expected != found);
    let ((says, draws), line) = differing.unwrap_or((("no more", "or more"), 0));
    assert!(
        expected == found,
        "tests/golden/figures/{name}.svg, line {line}, says\n{says}\nand this run\n{draws}\n(BLESS=1 writes it anew)"
    );
}

/// What a file of `golden/` holds, after writing it when it is to be written anew.
fn expected(file: &str, found: &str) -> String {
    let file = repository().join("tests/golden").join(file);
    if bless() {
        fs::write(&file, found).expect("a golden file");
    }
    fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("{}: {error}; write it with BLESS=1", file.display()))
}
