//! Tells one build of the program from another: what it kept from earlier runs holds for the same program
//! only.

use std::collections::hash_map::DefaultHasher;
use std::ffi::OsString;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

/// Files that go into the program: its code, the manifests of its crates, what it shows in a browser, and the
/// templates of a new brief.
const SOURCES: [&str; 6] = ["rs", "toml", "html", "css", "js", "tera"];

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    for entry in fs::read_dir("pipeline")? {
        let folder = entry?.path();
        // What was decided and why does not go into the program.
        if folder.is_dir() && !folder.ends_with("decisions") {
            println!("cargo::rerun-if-changed={}", folder.display());
            collect(&folder, &mut files)?;
        }
    }
    for file in ["Cargo.toml", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={file}");
        files.push(PathBuf::from(file));
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        fs::read(&file)?.hash(&mut hasher);
        file.hash(&mut hasher);
    }
    for setting in ["TARGET", "PROFILE", "OPT_LEVEL", "CARGO_ENCODED_RUSTFLAGS"] {
        println!("cargo::rerun-if-env-changed={setting}");
        env::var_os(setting).hash(&mut hasher);
    }
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc"));
    Command::new(compiler)
        .arg("--version")
        .output()?
        .stdout
        .hash(&mut hasher);
    println!("cargo::rustc-env=BRIEF_BUILD={:016x}", hasher.finish());
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|kind| SOURCES.iter().any(|source| kind == *source))
        {
            files.push(path);
        }
    }
    Ok(())
}
