//! What the tests share: copies of projects to work on, the program, and golden files.

mod computed;
pub mod drawn;
mod folder;
pub mod golden;
mod linked;
pub mod painted;
mod program;
mod property;
pub mod svg;
mod tools;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use brief_base::files::{Disk, Files, Overlay};
use brief_base::project::Project;
use brief_base::record::sha256;

pub use computed::Computed;
pub use folder::Folder;
pub use golden::{bless, golden, golden_figure};
use linked::Original;
pub use program::{PROGRAM, Run};
pub use property::holds;
pub use tools::{text_of_pdf, tool, tool_output};

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

/// A copy of a project, to break and to build.
pub struct Sandbox {
    folder: Folder,
    /// What its files are links to, which must stay as it is.
    original: Original,
}

impl Sandbox {
    fn of(original: Original) -> Self {
        Sandbox::within(Folder::new(), original)
    }

    fn within(folder: Folder, original: Original) -> Self {
        original.link_to(folder.path());
        Sandbox { folder, original }
    }

    /// The same on a disk, where writing takes its time.
    pub fn on_a_disk(self) -> Self {
        Sandbox::within(Folder::on_a_disk(), self.original.clone())
    }

    /// The invented project of `fixtures/project`, with this repository's fonts and page layout.
    pub fn ruritania() -> Self {
        Sandbox::of(linked::ruritania())
    }

    /// The same, with its brief built.
    pub fn ruritania_built() -> Self {
        Sandbox::of(linked::ruritania_built())
    }

    /// The same, with its second dataset version built, and the first one over it.
    pub fn ruritania_built_twice() -> Self {
        Sandbox::of(linked::ruritania_built_twice())
    }

    /// The series of another kind in `fixtures/profile`, with the geography of `fixtures/project`, and
    /// this repository's fonts and page layout.
    pub fn profile() -> Self {
        Sandbox::of(linked::profile())
    }

    /// The same, with its brief built.
    pub fn profile_built() -> Self {
        Sandbox::of(linked::profile_built())
    }

    /// This repository's own templates and data.
    pub fn morocco() -> Self {
        Sandbox::of(linked::morocco())
    }

    /// The same, with the brief on Morocco built.
    pub fn morocco_built() -> Self {
        Sandbox::of(linked::morocco_built())
    }

    /// The same, with its audit edition too.
    pub fn morocco_audited() -> Self {
        Sandbox::of(linked::morocco_audited())
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

    /// Writes a file, in a folder that may not be there yet.
    pub fn write(&self, file: &str, content: impl AsRef<[u8]>) {
        write_anew(&self.path(file), content.as_ref());
    }

    /// Removes a file or a folder.
    pub fn remove(&self, path: &str) {
        let full = self.path(path);
        let removed = if full.is_dir() {
            fs::remove_dir_all(full)
        } else {
            fs::remove_file(full)
        };
        removed.unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    /// Copies a file or a folder.
    pub fn copy(&self, from: &str, to: &str) {
        if self.path(from).is_dir() {
            copy_folder(&self.path(from), &self.path(to));
        } else {
            let content = fs::read(self.path(from));
            self.write(
                to,
                content.unwrap_or_else(|error| panic!("{from}: {error}")),
            );
        }
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

    /// Runs the program in the project's folder.
    pub fn brief(&self, arguments: &[&str]) -> Run {
        self.brief_with(arguments, &[])
    }

    /// The same, in an environment that differs.
    pub fn brief_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
        program::run(self.root(), arguments, environment)
    }

    /// The same as a process of its own, which remembers nothing of other runs.
    pub fn brief_apart(&self, arguments: &[&str]) -> Run {
        program::run_apart(self.root(), arguments, &[])
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

impl Drop for Sandbox {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.original.assert_unchanged();
        }
    }
}

/// Writes a file that may be a link to one that others read.
pub fn write_anew(file: &Path, content: &[u8]) {
    let told = |error: std::io::Error| panic!("{}: {error}", file.display());
    fs::create_dir_all(file.parent().expect("a folder")).unwrap_or_else(told);
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => told(error),
        _ => fs::write(file, content).unwrap_or_else(told),
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
    let read = |path: &str| fs::read(folder.join(path)).expect("a described file");
    write_anew(&descriptor, sealed(&text, read).as_bytes());
}

/// A descriptor with the lengths and hashes that its files have.
fn sealed(descriptor: &str, read: impl Fn(&str) -> Vec<u8>) -> String {
    let mut package: Value = serde_json::from_str(descriptor).expect("JSON");
    for resource in package["resources"].as_array_mut().expect("resources") {
        let bytes = read(resource["path"].as_str().expect("a path"));
        resource["bytes"] = bytes.len().into();
        resource["hash"] = format!("sha256:{}", sha256(&bytes)).into();
    }
    format!("{package:#}\n")
}

/// The fixture project with changes in memory, for stages that need no layout and no fonts.
#[derive(Clone)]
pub struct InMemory(Overlay);

impl InMemory {
    /// The invented project of `fixtures/project`.
    pub fn ruritania() -> Self {
        let fixture = repository().join("tests/fixtures/project");
        InMemory(Overlay::over(Arc::new(
            Disk::new(&fixture).expect("the fixture"),
        )))
    }

    /// Puts a file there.
    pub fn write(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.0.write(path, bytes);
    }

    /// Brings lengths and hashes of a descriptor up to date with its files.
    pub fn seal(&mut self, folder: &str) {
        let read = |path: &str| {
            let bytes = self.0.read(&format!("{folder}/{path}"), u64::MAX);
            bytes.unwrap_or_else(|error| panic!("{folder}/{path}: {error:?}"))
        };
        let descriptor = String::from_utf8(read("datapackage.json")).expect("text");
        let descriptor = sealed(&descriptor, read);
        self.write(&format!("{folder}/datapackage.json"), descriptor);
    }

    /// The project.
    pub fn project(&self) -> Project {
        Project::of_files(repository().to_owned(), Arc::new(self.0.clone()))
    }
}
